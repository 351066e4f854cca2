//! Rules compared on the same votes: as text, Markdown, CSV and JSON, all from one matrix.

mod csv;
mod details;
mod json;
mod map;
pub(super) mod reason;
mod summary;
mod tables;
mod words;

use std::rc::Rc;

pub use json::{CellJson, ComparisonJson, CountJson, RowJson, RuleJson};

use super::document::{Answer, Document};
use super::labels::family;
use super::layout::{Page, Tone};
use crate::compare::{Agreement, Comparison};
use crate::source::Sources;
use words::{Words, count, numbered};

/// A comparison with the texts that its spans point into: what a report is about.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'c, 'a> {
    /// What was compared.
    pub comparison: &'c Comparison<'a>,
    /// The texts that spans point into.
    pub sources: &'c Sources,
    /// Everything, rather than as much as can be taken in.
    pub all: bool,
    /// What was left aside on the way, in words.
    pub notes: &'c [String],
}

/// Cells up to which everything is shown at once.
const FEW: usize = 64;

impl Compared<'_, '_> {
    /// Whether everything is shown.
    fn is_whole(&self) -> bool {
        self.all || self.comparison.rows().len() * self.comparison.columns().len() <= FEW
    }
}

impl Answer for Compared<'_, '_> {
    type View = ComparisonJson;
    const KIND: &'static str = "compare";

    fn view(&self) -> ComparisonJson {
        json::json(self)
    }

    /// The summary of each rule, all votes, then the requirement that decided each cell; disagreements first. Of a large
    /// comparison only the beginning, unless [`Compared::all`] is set.
    fn document(&self) -> Document<'_> {
        let words = Rc::new(Words::new(self));
        let mut document = Document::new();
        heading(&mut document, self);
        document.space();
        let (compared, own) = (*self, Rc::clone(&words));
        document.on_terminal(move |page| draw(page, &compared, &own));
        let own = Rc::clone(&words);
        document.on_page(move |document| tables::tables(document, &compared, &own));
        let notes = notes(self, &words);
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

/// A summary, a map and the reasons, as a terminal has room for them.
fn draw(page: &mut Page, compared: &Compared<'_, '_>, words: &Words<'_>) {
    let style = page.style();
    let marks = summary::summary(page, compared, words, style);
    if compared.comparison.rows().len() > 1 && compared.comparison.columns().len() > 1 {
        page.blank();
        map::map(page, compared, words, style);
    } else if marks {
        map::legend(page, words);
    }
    details::details(page, compared, words, style);
}

fn heading(document: &mut Document<'_>, compared: &Compared<'_, '_>) {
    let comparison = compared.comparison;
    document.heading(1, vec![(Tone::Strong, title(compared))]);
    let (rules, votes) = (comparison.columns().len(), comparison.rows().len());
    let what = format!(
        "{} on {} of votes. ",
        numbered(rules, "rule"),
        if votes == 1 { "1 set".to_owned() } else { format!("{} sets", count(votes)) }
    );
    let apart = comparison.count(Agreement::Disagree);
    let verdict = match (apart, comparison.count(Agreement::Open)) {
        _ if rules < 2 => String::new(),
        (0, 0) if votes == 1 => "They come to the same.".to_owned(),
        (0, 0) => "They come to the same on all of them.".to_owned(),
        (0, open) => format!("They disagree on none; on {} something is open or refused.", count(open)),
        _ if votes == 1 => "They disagree.".to_owned(),
        (apart, _) => format!("They disagree on {}.", count(apart)),
    };
    let tone = if apart > 0 { Tone::Open } else { Tone::Plain };
    document.line(0, vec![(Tone::Plain, what), (tone, verdict)]);
}

/// What is compared: the measure, if there is only one with its variants, and the stage.
fn title(compared: &Compared<'_, '_>) -> String {
    let columns = compared.comparison.columns();
    if columns.is_empty() {
        return "Nothing to compare".to_owned();
    }
    family(columns).unwrap_or_else(|| "Rules compared on the same votes".to_owned())
}

/// What was left aside, and what would help.
fn notes(compared: &Compared<'_, '_>, words: &Words<'_>) -> Vec<String> {
    let comparison = compared.comparison;
    let mut notes: Vec<String> = compared.notes.to_vec();
    let labels = words.labels.iter().map(String::as_str);
    notes.extend(super::overrides::notes(&labels.zip(comparison.overrides()).collect::<Vec<_>>()));
    let mut left: Vec<(&[smol_str::SmolStr], Vec<&str>)> = Vec::new();
    for (label, paths) in words.labels.iter().zip(comparison.left_out()).filter(|(_, paths)| !paths.is_empty()) {
        match left.iter_mut().find(|(own, _)| *own == paths) {
            Some((_, labels)) => labels.push(label),
            None => left.push((paths, vec![label])),
        }
    }
    notes.extend(left.into_iter().map(|(paths, labels)| {
        let (takes, are) = if labels.len() == 1 { ("has no such input", "is") } else { ("have no such input", "is") };
        let are = if paths.len() == 1 { are } else { "are" };
        format!("{} {are} left aside for {}, which {takes}", crate::words::and_list(paths), labels.join(", "))
    }));
    notes
}
