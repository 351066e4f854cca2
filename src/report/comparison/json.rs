//! A comparison as JSON.

use serde::{Deserialize, Serialize};

use super::super::json::CellKind;
use super::super::{overrides::OverridesJson, root};
use super::reason::Reasons;
use super::words::{self, Words, kinds};
use super::{Compared, notes};
use crate::compare::Agreement;
use crate::evaluate::{MarginUnit, Verdict};

/// What `quorate compare --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComparisonJson {
    /// The rules, in order; the first is what the others are held against.
    pub rules: Vec<RuleJson>,
    /// How many sets of votes the rules surely disagree on.
    pub disagreements: usize,
    /// The votes, disagreements first.
    pub votes: Vec<RowJson>,
    /// What was left aside.
    pub notes: Vec<String>,
}

/// One of the rules, with what it makes of all votes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleJson {
    /// What it is called in this comparison.
    pub name: String,
    /// The measure it is, or is a variant of.
    pub measure: String,
    /// Its title.
    pub title: Option<String>,
    /// The stage that was judged by itself.
    pub stage: Option<String>,
    /// How many sets of votes have which result.
    pub counts: Vec<CountJson>,
    /// The names of the votes that surely come to something else than under the first rule.
    pub flips: Vec<String>,
    /// What was moved, and what was set aside.
    #[serde(flatten)]
    pub overrides: OverridesJson,
}

/// How many sets of votes have a result.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountJson {
    /// What it says.
    pub kind: CellKind,
    /// The same in words.
    pub outcome: String,
    /// So many sets of votes.
    pub votes: usize,
}

/// One set of votes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowJson {
    /// Its name.
    pub name: String,
    /// What it is, in words.
    pub title: Option<String>,
    /// Whether the rules agree on them.
    pub agreement: Agreement,
    /// What each rule makes of it, in the order of `rules`.
    pub cells: Vec<CellJson>,
}

/// What a rule makes of a set of votes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CellJson {
    /// What it says.
    pub kind: CellKind,
    /// The same in words: the status, the outcome in its own words, or what its kind says.
    pub outcome: String,
    /// Whether it surely differs from the first rule's.
    pub differs: bool,
    /// The requirement that decided it.
    pub requirement: Option<String>,
    /// Whether that is met.
    pub verdict: Option<Verdict>,
    /// By how many.
    pub by: Option<String>,
    /// What the margin counts: `people` or `days`.
    pub unit: Option<MarginUnit>,
    /// All of it in words.
    pub why: String,
}

/// Everything, with the same facts as [`text`](super::text) and `--all`.
pub fn json(compared: &Compared<'_, '_>) -> ComparisonJson {
    let words = Words::new(compared);
    let comparison = compared.comparison;
    let kinds = kinds(&words);
    let named = |row: &usize| comparison.rows().get(*row).map(|row| row.name.to_string());
    let rules = comparison.columns().iter().zip(&words.labels).zip(&words.summaries).zip(comparison.overrides());
    let rules = rules.enumerate().map(|(at, (((column, label), summary), overrides))| RuleJson {
        name: label.clone(),
        measure: root(column.program, column.measure).name.text.to_string(),
        title: column.rules().title.as_ref().map(|title| title.text.to_string()),
        stage: column.stage.and_then(|id| column.rules().stages.at(id).name.as_ref()).map(|name| name.text.to_string()),
        counts: kinds
            .iter()
            .map(|(kind, counts)| CountJson {
                kind: (*kind).into(),
                outcome: words::name(*kind).to_owned(),
                votes: counts.get(at).copied().unwrap_or(0),
            })
            .collect(),
        flips: summary.flips.iter().filter_map(named).collect(),
        overrides: OverridesJson::new(overrides),
    });
    let rules = rules.collect();
    let mut reasons = Reasons::new(comparison, compared.sources);
    let mut cell = |row: usize, column: usize| {
        let (kind, reason) = (Words::kind(compared, row, column), reasons.of(row, column));
        CellJson {
            kind: kind.into(),
            outcome: words::name(kind).to_owned(),
            differs: comparison.flips(row, column),
            requirement: reason.requirement,
            verdict: reason.verdict,
            by: reason.by.as_ref().map(|margin| margin.amount.to_string()),
            unit: reason.by.as_ref().map(|margin| margin.unit),
            why: reason.text,
        }
    };
    let votes = comparison.order().iter().filter_map(|&row| {
        let votes = comparison.rows().get(row)?;
        Some(RowJson {
            name: votes.name.to_string(),
            title: votes.title.as_ref().map(ToString::to_string),
            agreement: comparison.agreement(row),
            cells: (0..words.labels.len()).map(|column| cell(row, column)).collect(),
        })
    });
    let votes = votes.collect();
    ComparisonJson {
        rules,
        disagreements: comparison.count(Agreement::Disagree),
        votes,
        notes: notes(compared, &words),
    }
}
