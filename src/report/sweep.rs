//! A sweep: what passes where, as a document, with its picture, as CSV and as JSON.

mod csv;
mod json;
mod line;
mod map;
mod tables;
mod words;

pub use json::{AxisJson, PointJson, RowJson, RuleJson, RunJson, SweepJson, TurnJson};
pub use map::room;

use super::document::{Answer, Document, Picture};
use super::labels::family;
use super::layout::{Page, Tone, columns, pad};
use super::picture;
use crate::prose::capital;
use crate::source::Sources;
use crate::sweep::Sweep;
pub(super) use words::labels;
use words::{name, tone};

/// A sweep with the texts that its spans point into.
#[derive(Clone, Copy, Debug)]
pub struct Swept<'c, 'a> {
    /// What was swept.
    pub sweep: &'c Sweep<'a>,
    /// The texts that spans point into.
    pub sources: &'c Sources,
    /// What was left aside before, in words.
    pub notes: &'c [String],
    /// What it is called, if not by what it is of.
    pub heading: Option<&'c str>,
}

impl Answer for Swept<'_, '_> {
    type View = SweepJson;
    const KIND: &'static str = "sweep";

    fn view(&self) -> SweepJson {
        json::json(self)
    }

    /// A table of the steps and where results turn, or a map with its picture; then real votes.
    fn document(&self) -> Document<'_> {
        let swept = *self;
        let mut document = Document::new();
        document.heading(1, vec![(Tone::Strong, title(self))]);
        self.sweep.says().iter().for_each(|sentence| document.prose(0, Tone::Plain, sentence));
        document.space();
        document.on_terminal(move |page| {
            if swept.sweep.axes.len() > 1 {
                let style = page.style();
                map::map(page, &swept, style);
            } else {
                line::line(page, &swept);
            }
            points(page, &swept);
        });
        document.on_page(move |document| {
            if let Some(svg) = picture::svg(&swept) {
                let description = "Where each rule passes; the table below has the same figures.".to_owned();
                document.picture(Picture { svg, title: title(&swept), description });
            }
            tables::tables(document, &swept);
        });
        let notes = notes(self);
        if !notes.is_empty() {
            document.space();
        }
        notes.into_iter().for_each(|note| document.note(note));
        document
    }

    fn csv(&self) -> Option<String> {
        Some(csv::csv(self))
    }
}

/// What the sweep is of.
pub(super) fn title(swept: &Swept<'_, '_>) -> String {
    if let Some(heading) = swept.heading {
        return heading.to_owned();
    }
    let axes: Vec<String> = swept.sweep.axes.iter().map(|axis| axis.name.clone()).collect();
    let axes = axes.join(" and ");
    let rules = swept.sweep.columns();
    let of = family(rules).unwrap_or_else(|| format!("{} rules", rules.len()));
    format!("{of}, by {axes}")
}

/// All that is to be noted.
fn notes(swept: &Swept<'_, '_>) -> Vec<String> {
    let mut notes: Vec<String> = swept.notes.to_vec();
    let labels = labels(swept);
    let labels = labels.iter().map(String::as_str);
    notes.extend(super::overrides::notes(&labels.zip(swept.sweep.overrides()).collect::<Vec<_>>()));
    notes.extend(swept.sweep.notes().iter().cloned());
    if swept.sweep.points().iter().any(crate::sweep::Placed::differs) {
        notes.push(words::DIFFERS.to_owned());
    }
    notes
}

/// What a picture says below it.
pub(super) fn picture_notes(swept: &Swept<'_, '_>) -> Vec<String> {
    // What moves from where to where is on the axes.
    let says = swept
        .sweep
        .says()
        .iter()
        .skip(swept.sweep.axes.len())
        .map(|sentence| format!("{}.", capital(&sentence.replace('`', ""))));
    says.collect()
}

/// Real votes, with what each rule makes of their figures.
fn points(page: &mut Page, swept: &Swept<'_, '_>) {
    let sweep = swept.sweep;
    if sweep.points().is_empty() {
        return;
    }
    page.blank();
    let labels = labels(swept);
    let axes: Vec<&str> = sweep.axes.iter().map(|axis| axis.name.as_str()).collect();
    page.line(0, 2, &[(Tone::Strong, format!("Real votes, with their {}", axes.join(" and ")))]);
    let width = sweep.points().iter().map(|point| columns(&point.name)).max().unwrap_or(0);
    for point in sweep.points() {
        let values: Vec<String> = sweep.axes.iter().zip(&point.values).map(|(axis, value)| axis.shown(value)).collect();
        let mut pieces = vec![
            (Tone::Plain, format!("{}  ", pad(&point.name, width))),
            (Tone::Quiet, format!("{}  ", values.join(", "))),
        ];
        let mut said: Vec<(crate::sweep::Cell, bool, Vec<&str>)> = Vec::new();
        for ((label, cell), there) in labels.iter().zip(&point.cells).zip(&point.there) {
            let differs = cell.passes() != there.passes();
            match said.iter_mut().find(|(own, other, _)| own == cell && *other == differs) {
                Some((_, _, labels)) => labels.push(label),
                None => said.push((*cell, differs, vec![label])),
            }
        }
        let all = said.len() == 1;
        for (at, (cell, differs, labels)) in said.into_iter().enumerate() {
            let mark = if differs { "*" } else { "" };
            let first = sweep.columns().first();
            let text = first.map_or_else(String::new, |column| name(cell, column).to_owned());
            let text = if all { format!("{text}{mark}") } else { format!("{text}{mark} under {}", labels.join(", ")) };
            if at > 0 {
                pieces.push((Tone::Plain, "; ".to_owned()));
            }
            pieces.push((tone(cell), text));
        }
        page.line(2, 4, &pieces);
    }
}
