//! What a cell is called: in words, by a mark of one column, and whether that is good news.

use super::super::json::CellKind;
use super::super::labels;
use super::super::layout::{Piece, Tone};
use super::Compared;
use crate::compare::{Cell, Said, Summary};
use crate::evaluate::StageStatus;
use crate::value::Exact;
use crate::words;

/// The names of rules and the marks of outcomes, as one comparison has them.
#[derive(Debug)]
pub(super) struct Words<'a> {
    /// What each rule is called: its name, with its file where two have the same.
    pub(super) labels: Vec<String>,
    /// What each rule makes of all votes.
    pub(super) summaries: Vec<Summary<'a>>,
    /// What cells say for certain, each once, in the order they are listed.
    pub(super) said: Vec<Said<'a>>,
}

/// All that a cell can be, in the order it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Said(Said<'a>),
    Pending,
    NotDecided,
    OtherInputs,
    BadData,
    NotJudged,
}

impl<'a> Words<'a> {
    pub(super) fn new(compared: &Compared<'_, 'a>) -> Self {
        let comparison = compared.comparison;
        let columns = comparison.columns();
        let labels = labels::labels(columns, compared.sources);
        let mut said: Vec<Said<'a>> = Vec::new();
        let summaries: Vec<Summary<'a>> = (0..columns.len()).map(|column| comparison.summary(column)).collect();
        for (column, summary) in columns.iter().zip(&summaries) {
            // Outcomes are listed as the measure lists them.
            let declared = column.rules().outcomes.iter().map(|outcome| Said::Outcome(outcome.text.text.as_str()));
            let found = || summary.said.iter().map(|(own, _)| *own);
            for one in declared.filter(|one| found().any(|own| own == *one)).chain(found()) {
                if !said.contains(&one) {
                    said.push(one);
                }
            }
        }
        if said.iter().all(|one| matches!(one, Said::Status(_))) {
            said.sort_by_key(|one| rank(*one));
        }
        Self { labels, summaries, said }
    }

    /// What a cell is.
    pub(super) fn kind(compared: &Compared<'_, 'a>, row: usize, column: usize) -> Kind<'a> {
        match compared.comparison.cell(row, column) {
            Some(Cell::Answer(answer)) if answer.is_not_decided() => Kind::NotDecided,
            Some(Cell::Answer(_)) | None => compared.comparison.said(row, column).map_or(Kind::Pending, Kind::Said),
            Some(Cell::OtherInputs(_)) => Kind::OtherInputs,
            Some(Cell::BadData(_) | Cell::BadValues(_)) => Kind::BadData,
            Some(Cell::NotJudged(_)) => Kind::NotJudged,
        }
    }

    /// A mark of one column.
    pub(super) fn mark(&self, kind: Kind<'_>) -> String {
        let mark = match kind {
            Kind::Said(Said::Status(StageStatus::Passed)) => '✓',
            Kind::Said(Said::Status(StageStatus::Failed)) => '✗',
            Kind::Said(Said::Status(StageStatus::NoQuorum)) => '○',
            Kind::Said(Said::Status(StageStatus::Undecided)) => '~',
            Kind::Said(Said::Status(StageStatus::NotReached)) => '·',
            Kind::Said(said @ (Said::Outcome(_) | Said::NoOutcome)) => {
                let at = self.said.iter().position(|own| *own == said);
                at.and_then(|at| char::from_u32('A' as u32 + at as u32)).unwrap_or('?')
            }
            Kind::Pending => '?',
            Kind::NotDecided => '%',
            Kind::OtherInputs => '-',
            Kind::BadData => '!',
            Kind::NotJudged => '#',
        };
        mark.to_string()
    }
}

/// In words.
pub(super) const fn name(kind: Kind<'_>) -> &str {
    match kind {
        Kind::Said(Said::Status(status)) => status.words(),
        Kind::Said(Said::Outcome(text)) => text,
        Kind::Said(Said::NoOutcome) => "none of the outcomes",
        Kind::Pending => "pending",
        Kind::NotDecided => "not decided",
        Kind::OtherInputs => "other inputs needed",
        Kind::BadData => "bad data",
        Kind::NotJudged => "cannot be judged",
    }
}

impl From<Kind<'_>> for CellKind {
    fn from(kind: Kind<'_>) -> Self {
        match kind {
            Kind::Said(Said::Status(_)) => Self::Status,
            Kind::Said(Said::Outcome(_)) => Self::Outcome,
            Kind::Said(Said::NoOutcome) => Self::NoOutcome,
            Kind::Pending => Self::Pending,
            Kind::NotDecided => Self::NotDecided,
            Kind::OtherInputs => Self::OtherInputs,
            Kind::BadData => Self::BadData,
            Kind::NotJudged => Self::NotJudged,
        }
    }
}

pub(super) const fn tone(kind: Kind<'_>) -> Tone {
    match kind {
        Kind::Said(Said::Status(StageStatus::Passed)) => Tone::Good,
        Kind::Said(Said::Status(StageStatus::Failed | StageStatus::NoQuorum)) => Tone::Bad,
        Kind::Said(Said::Outcome(_) | Said::NoOutcome) => Tone::Plain,
        Kind::Said(Said::Status(StageStatus::Undecided | StageStatus::NotReached)) | Kind::Pending => Tone::Open,
        Kind::OtherInputs => Tone::Quiet,
        Kind::NotDecided | Kind::BadData | Kind::NotJudged => Tone::Open,
    }
}

const fn rank(said: Said<'_>) -> u8 {
    match said {
        Said::Status(StageStatus::Passed) => 0,
        Said::Status(StageStatus::Failed) => 1,
        Said::Status(StageStatus::NoQuorum) => 2,
        Said::Status(StageStatus::Undecided) => 3,
        Said::Status(StageStatus::NotReached) => 4,
        Said::Outcome(_) | Said::NoOutcome => 5,
    }
}

/// Every kind of cell that occurs, in the order it is listed, with how many there are under each rule.
pub(super) fn kinds<'a>(words: &Words<'a>) -> Vec<(Kind<'a>, Vec<usize>)> {
    let of_said = words.said.iter().map(|&said| {
        let of = |summary: &Summary<'a>| summary.said.iter().find(|(own, _)| *own == said).map_or(0, |(_, many)| *many);
        (Kind::Said(said), words.summaries.iter().map(of).collect())
    });
    let counts = |of: fn(&Summary<'_>) -> usize| words.summaries.iter().map(of).collect::<Vec<usize>>();
    let others = [
        (Kind::Pending, counts(|summary| summary.pending)),
        (Kind::NotDecided, counts(|summary| summary.not_decided)),
        (Kind::OtherInputs, counts(|summary| summary.other_inputs)),
        (Kind::BadData, counts(|summary| summary.bad_data)),
        (Kind::NotJudged, counts(|summary| summary.not_judged)),
    ];
    let others = others.into_iter();
    of_said.chain(others.filter(|(_, counts)| counts.iter().any(|&many| many > 0))).collect()
}

/// `10,000`
pub(super) fn count(many: usize) -> String {
    words::grouped(&Exact::integer(many as i128))
}

/// `1 rule`, `10,000 rules`
pub(super) fn numbered(many: usize, noun: &str) -> String {
    if many == 1 { format!("1 {noun}") } else { format!("{} {noun}s", count(many)) }
}

/// A line of a table, whose blanks are columns rather than places to break at.
pub(super) fn solid(pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.into_iter().map(|(tone, text)| (tone, text.replace(' ', "\u{a0}"))).collect()
}
