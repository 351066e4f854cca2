//! An audit as JSON.

use serde::{Deserialize, Serialize};

use super::words::{open, sentence};
use super::{Audited, stage_name};
use crate::audit::{AuditFinding, Code, Example, concerns};
use crate::evaluate::StageStatus;
use crate::facts::{Cells, Slot};
use crate::program::{Measure, StageId};
use crate::value::Value;

/// What `quorate audit --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditsJson {
    /// The measures, in the order of the files.
    pub measures: Vec<AuditJson>,
    /// The codes that were denied and found.
    pub denied: Vec<Code>,
}

/// What was found in one measure.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditJson {
    /// The measure or variant.
    pub measure: String,
    /// What was found.
    pub findings: Vec<AuditFindingJson>,
    /// The codes of faults that were looked for everywhere and found nowhere.
    pub clean: Vec<Code>,
    /// What was not answered, in words.
    pub open: Vec<String>,
}

/// Something that follows from the rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditFindingJson {
    /// Its code.
    pub code: Code,
    /// Whether it is probably not meant.
    pub fault: bool,
    /// The stage it is about; null for the measure as a whole.
    pub stage: Option<String>,
    /// The requirement it is about.
    pub requirement: Option<String>,
    /// All of it in words.
    pub text: String,
    /// The least share of the electorate, of `least-votes`.
    pub share: Option<String>,
    /// Whether exactly that share is enough.
    pub enough: Option<bool>,
    /// How many votes: the fewest, or those that are added.
    pub votes: Option<String>,
    /// Figures with what the rules make of them: before, then after.
    pub examples: Vec<ExampleJson>,
}

/// Figures, and what the rules make of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExampleJson {
    /// The status of the stage by itself.
    pub status: Option<StageStatus>,
    /// The figures: name, row, value.
    pub values: Vec<crate::report::ValueJson>,
}

/// One measure's audit.
pub fn json(audited: &Audited<'_>) -> AuditJson {
    let measure = audited.rules();
    let audit = audited.audit;
    let is_clean = |code: &Code| {
        audit.clean.iter().any(|asked| asked.code == *code)
            && !audit.open.iter().any(|open| open.asked.code == *code)
            && !audit.has(*code)
    };
    AuditJson {
        measure: measure.name.text.to_string(),
        findings: audit.findings.iter().map(|finding| one(measure, finding)).collect(),
        clean: Code::FAULTS.into_iter().filter(is_clean).collect(),
        open: open(audited),
    }
}

fn one(measure: &Measure, finding: &AuditFinding) -> AuditFindingJson {
    let stage = finding.stage(measure);
    let (examples, votes): (Vec<&Example>, _) = match finding {
        AuditFinding::LeastVotes(found) => (vec![&found.example], Some(found.amount.to_string())),
        AuditFinding::Boundary(found) => (vec![&found.below, &found.above], None),
        AuditFinding::NoShow(found) | AuditFinding::MoreYes(found) => {
            (vec![&found.before, &found.after], Some(found.amount.to_string()))
        }
        AuditFinding::NoVotes { example, .. } | AuditFinding::NoOutcome { example } => (vec![example], None),
        AuditFinding::Implied { .. }
        | AuditFinding::Impossible(_)
        | AuditFinding::Always { .. }
        | AuditFinding::NoFigures
        | AuditFinding::UnreachableStage(_)
        | AuditFinding::UnreachableStatus(..)
        | AuditFinding::UnreachableOutcome(_) => (Vec::new(), None),
    };
    let requirement = match finding {
        AuditFinding::Boundary(found) => Some(found.condition),
        AuditFinding::Implied { condition, .. }
        | AuditFinding::Impossible(condition)
        | AuditFinding::Always { condition, .. } => Some(*condition),
        AuditFinding::LeastVotes(_)
        | AuditFinding::NoShow(_)
        | AuditFinding::MoreYes(_)
        | AuditFinding::NoVotes { .. }
        | AuditFinding::NoFigures
        | AuditFinding::UnreachableStage(_)
        | AuditFinding::UnreachableStatus(..)
        | AuditFinding::UnreachableOutcome(_)
        | AuditFinding::NoOutcome { .. } => None,
    };
    let share = match finding {
        AuditFinding::LeastVotes(found) => found.share.as_ref(),
        _ => None,
    };
    AuditFindingJson {
        code: finding.code(),
        fault: finding.code().is_fault(),
        stage: stage.map(|stage| stage_name(measure, stage).to_owned()),
        requirement: requirement.map(|id| measure.condition_path(id).to_string()),
        text: sentence(measure, finding).replace('\u{a0}', " "),
        share: share.map(|share| share.value.to_string()),
        enough: share.map(|share| share.enough),
        votes,
        examples: examples.into_iter().map(|example| figures(measure, stage, example)).collect(),
    }
}

fn figures(measure: &Measure, stage: Option<StageId>, example: &Example) -> ExampleJson {
    let mut values = Vec::new();
    for (id, input) in measure.inputs.iter().filter(|(id, _)| concerns(measure, stage, *id)) {
        let mut add = |row: Option<String>, slot: &Slot| {
            if let Slot::Known(value) = slot {
                let value = match value {
                    Value::Number(value) => value.to_string(),
                    Value::Date(day) => day.to_string(),
                    Value::Duration(duration) => duration.to_string(),
                    Value::Truth(truth) => truth.to_string(),
                };
                values.push(crate::report::ValueJson { name: measure.input_path(id).to_string(), row, value });
            }
        };
        match example.facts.inputs.get(id) {
            Some(Cells::One(slot)) => add(None, slot),
            Some(Cells::Rows(slots)) => {
                let rows = input.table.and_then(|table| example.facts.rows.get(table)).into_iter().flatten();
                rows.zip(slots).for_each(|(row, slot)| add(Some(row.to_string()), slot));
            }
            None => {}
        }
    }
    let status = stage.and_then(|stage| example.status(stage));
    ExampleJson { status, values }
}
