//! A sweep as text, Markdown, CSV and JSON.

mod csv;
mod json;
mod line;
mod map;
mod markdown;
mod words;

pub use csv::csv;
pub use json::{AxisJson, PointJson, RowJson, RuleJson, RunJson, SweepJson, TurnJson, json};
pub use map::room;
pub use markdown::markdown;

use super::layout::{Page, Style, Tone, columns, pad};
use super::root;
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
}

/// For people: a table of the steps and where answers turn, or a map.
pub fn text(swept: &Swept<'_, '_>, style: Style) -> String {
    let mut page = Page::new(style);
    page.line(0, 2, &[(Tone::Strong, title(swept))]);
    for sentence in swept.sweep.says() {
        page.line(0, 2, &[(Tone::Plain, sentence.clone())]);
    }
    page.blank();
    if swept.sweep.axes.len() > 1 {
        map::map(&mut page, swept, style);
    } else {
        line::line(&mut page, swept);
    }
    points(&mut page, swept);
    let notes = notes(swept);
    if !notes.is_empty() {
        page.blank();
        for note in notes {
            page.line(0, 2, &[(Tone::Quiet, format!("note: {note}"))]);
        }
    }
    page.finish()
}

/// What the sweep is of.
pub(super) fn title(swept: &Swept<'_, '_>) -> String {
    let axes: Vec<String> = swept.sweep.axes.iter().map(|axis| axis.name.clone()).collect();
    let axes = axes.join(" and ");
    let rules = swept.sweep.columns();
    let Some(first) = rules.first() else { return axes };
    let own = root(first.program, first.measure);
    let one = rules.iter().all(|rule| root(rule.program, rule.measure).span == own.span);
    let stage = first.stage.and_then(|id| first.rules().stages.at(id).name.as_ref());
    let of = match (one, stage) {
        (true, Some(stage)) => {
            format!("{}: {}", own.title.as_ref().map_or(&own.name.text, |title| &title.text), stage.text)
        }
        (true, None) => own.title.as_ref().map_or(&own.name.text, |title| &title.text).to_string(),
        (false, _) => format!("{} rules", rules.len()),
    };
    format!("{of}, by {axes}")
}

/// All that is to be noted.
fn notes(swept: &Swept<'_, '_>) -> Vec<String> {
    let mut notes: Vec<String> = swept.notes.to_vec();
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
