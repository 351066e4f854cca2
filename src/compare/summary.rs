//! What a comparison comes to: where rules disagree, how many votes pass under each, which flip.

use super::{Cell, Comparison};
use crate::evaluate::{Answer, StageStatus};
use serde::{Deserialize, Serialize};

/// What a cell says for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Said<'a> {
    /// What the stage came to.
    Status(StageStatus),
    /// What follows, in the words of the measure.
    Outcome(&'a str),
    /// None of the outcomes that the measure names.
    NoOutcome,
}

/// Whether the rules come to the same on one set of votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Two of them surely come to different things.
    Disagree,
    /// None do so far, but at least one has no answer yet, or none at all.
    Open,
    /// All come to the same.
    Agree,
}

/// What one rule makes of all votes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary<'a> {
    /// How many sets of votes come to what, in the order of what is said.
    pub said: Vec<(Said<'a>, usize)>,
    /// How many are open.
    pub pending: usize,
    /// How many were not worked out within the steps they may take.
    pub not_decided: usize,
    /// How many need inputs that the first rule does not take.
    pub other_inputs: usize,
    /// How many are refused: a broken `given`, values that do not fit.
    pub bad_data: usize,
    /// How many the rule cannot be judged on.
    pub not_judged: usize,
    /// The sets of votes, by position, that come to something else than under the first rule.
    pub flips: Vec<usize>,
}

impl<'a> Comparison<'a> {
    /// What a cell says, if that is certain.
    pub fn said(&self, row: usize, column: usize) -> Option<Said<'a>> {
        let Cell::Answer(answer) = self.cell(row, column)? else { return None };
        match answer {
            Answer::Status(statuses) => statuses.decided().map(Said::Status),
            Answer::Outcome(outcomes) => match outcomes.certain() {
                Some(index) => {
                    let rules = self.columns().get(column)?.rules();
                    rules.outcomes.get(index).map(|outcome| Said::Outcome(outcome.text.text.as_str()))
                }
                None => (!outcomes.is_open()).then_some(Said::NoOutcome),
            },
        }
    }

    /// Whether the rules come to the same on these votes.
    pub fn agreement(&self, row: usize) -> Agreement {
        let mut first = None;
        let mut open = false;
        for column in 0..self.columns().len() {
            match (self.said(row, column), first) {
                (None, _) => open = true,
                (Some(said), None) => first = Some(said),
                (Some(said), Some(first)) if said != first => return Agreement::Disagree,
                (Some(_), Some(_)) => {}
            }
        }
        if open { Agreement::Open } else { Agreement::Agree }
    }

    /// Whether a rule surely comes to something else than the first.
    pub fn flips(&self, row: usize, column: usize) -> bool {
        matches!((self.said(row, 0), self.said(row, column)), (Some(first), Some(own)) if first != own)
    }

    /// How many sets of votes there are of one agreement.
    pub fn count(&self, agreement: Agreement) -> usize {
        // The order has those of one agreement beside each other.
        let before = |agreement| self.order().partition_point(|&row| self.agreement(row) < agreement);
        let end = self.order().partition_point(|&row| self.agreement(row) <= agreement);
        end - before(agreement)
    }

    /// What a rule makes of all votes.
    pub fn summary(&self, column: usize) -> Summary<'a> {
        let mut summary = Summary::default();
        for row in 0..self.rows().len() {
            match self.cell(row, column) {
                Some(Cell::Answer(answer)) if answer.is_not_decided() => summary.not_decided += 1,
                Some(Cell::Answer(_)) => match self.said(row, column) {
                    Some(said) => match summary.said.iter_mut().find(|(own, _)| *own == said) {
                        Some((_, count)) => *count += 1,
                        None => summary.said.push((said, 1)),
                    },
                    None => summary.pending += 1,
                },
                Some(Cell::OtherInputs(_)) => summary.other_inputs += 1,
                Some(Cell::BadData(_) | Cell::BadValues(_)) => summary.bad_data += 1,
                Some(Cell::NotJudged(_)) => summary.not_judged += 1,
                None => {}
            }
            if self.flips(row, column) {
                summary.flips.push(row);
            }
        }
        summary.said.sort_unstable();
        summary
    }
}
