//! The boundaries as tests of a rule file, which hold every threshold in place.

use crate::evaluate::{ConditionOutcome, StageStatus};
use crate::facts::{Cells, Facts, Slot};
use crate::program::{InputId, Measure, ParameterValue, StageId};
use crate::report::written;
use crate::syntax;
use crate::testing::condition_words;
use crate::value::{Kind, Value};
use crate::words::grouped;

use super::{AuditFinding, Boundary, Example, concerns};

/// Two tests for each boundary that was found, one on either side.
pub fn tests(measure: &Measure, findings: &[AuditFinding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let AuditFinding::Boundary(found) = finding else { continue };
        for (example, place) in [(&found.below, "just below"), (&found.above, "from here on")] {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&test(measure, found, example, place));
        }
    }
    text
}

fn test(measure: &Measure, found: &Boundary, example: &Example, place: &str) -> String {
    let condition = measure.conditions.at(found.condition);
    let stage = condition.stage;
    let of = match &measure.stages.at(stage).name {
        Some(name) => format!("{}.{}", measure.name.text, name.text),
        None => measure.name.text.to_string(),
    };
    let turns: Option<String> = found.inputs.first().map(|input| {
        let count = found.above.count(*input).filter(|_| measure.inputs.at(*input).kind == Kind::Count);
        let count = count.map(|count| format!(" {}", grouped(&count))).unwrap_or_default();
        format!("{}{count}", name_in(measure, stage, *input))
    });
    let name = &condition.name.text;
    let mut lines = vec![format!(
        "test \"{} turns at {}: {place}\" of {of} {{",
        measure.condition_path(found.condition),
        turns.unwrap_or_default()
    )];
    lines.extend(facts(measure, stage, &example.facts));
    let judged =
        example.outcome.stages.iter().flat_map(|stage| &stage.conditions).find(|own| own.condition == found.condition);
    lines.extend(judged.map(|judged: &ConditionOutcome| format!("  expect {name} {}", condition_words(judged))));
    lines.extend(example.status(stage).map(|status: StageStatus| format!("  expect {}", status.words())));
    lines.push("}\n".to_owned());
    lines.join("\n")
}

/// An input's name as a test of a stage has it.
fn name_in(measure: &Measure, stage: StageId, id: InputId) -> String {
    let input = measure.inputs.at(id);
    if input.stage == Some(stage) { input.name.text.to_string() } else { measure.input_path(id).to_string() }
}

/// All that is known and not the rule's own.
fn facts(measure: &Measure, stage: StageId, facts: &Facts) -> Vec<String> {
    let mut lines = Vec::new();
    let told = |id: InputId| concerns(measure, Some(stage), id) && measure.inputs.at(id).fixed.is_none();
    for (id, input) in measure.inputs.iter().filter(|(id, input)| input.table.is_none() && told(*id)) {
        if let Some(Cells::One(Slot::Known(value))) = facts.inputs.get(id) {
            lines.push(format!("  {} = {}", name_in(measure, stage, id), written(value, input.kind)));
        }
    }
    for (id, parameter) in measure.parameters.iter() {
        let (Some(Cells::One(Slot::Known(value))), ParameterValue::Constant(own, _)) =
            (facts.parameters.get(id), &parameter.value)
        else {
            continue;
        };
        if value != own {
            lines.push(format!("  {} = {}", measure.parameter_path(id), written(value, parameter.kind)));
        }
    }
    for (table, declared) in measure.tables.iter() {
        for own in std::iter::once(None).chain(measure.stages.ids().map(Some)) {
            let columns: Vec<(&str, Kind, &Vec<Slot>)> = measure
                .inputs
                .iter()
                .filter(|(id, input)| input.table == Some(table) && input.stage == own && told(*id))
                .filter_map(|(id, input)| match facts.inputs.get(id) {
                    Some(Cells::Rows(slots)) if slots.iter().any(is_known) => {
                        Some((input.name.text.as_str(), input.kind, slots))
                    }
                    Some(Cells::Rows(_) | Cells::One(_)) | None => None,
                })
                .collect();
            if columns.is_empty() {
                continue;
            }
            let names: Vec<&str> = columns.iter().map(|(name, ..)| *name).collect();
            lines.push(format!("  rows {} ({}) {{", measure.path(own, &declared.name.text), names.join(", ")));
            for (at, row) in facts.rows.get(table).into_iter().flatten().enumerate() {
                let cell = |slots: &[Slot], kind| match slots.get(at) {
                    Some(Slot::Known(value)) => written(value, kind),
                    Some(Slot::Unknown | Slot::Range(..)) | None => "?".to_owned(),
                };
                let cells: Vec<String> = columns.iter().map(|(_, kind, slots)| cell(slots, *kind)).collect();
                let row = if syntax::is_name(row) { row.to_string() } else { format!("\"{row}\"") };
                lines.push(format!("    {row}  {}", cells.join("  ")));
            }
            lines.push("  }".to_owned());
        }
    }
    lines
}

fn is_known(slot: &Slot) -> bool {
    matches!(slot, Slot::Known(Value::Number(_) | Value::Date(_) | Value::Duration(_) | Value::Truth(_)))
}
