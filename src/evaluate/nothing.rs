//! What passes when nobody votes.

use crate::check::Lint;
use crate::facts::{Cells, Facts, Slot};
use crate::program::{ConditionKind, Input, Measure, Parameter, ParameterValue, Program, StageId};
use crate::value::{Exact, Kind, Value};

use super::{Judge, StageStatus};

/// Judges every stage that has a `require` with all counts zero, and warns of those that pass.
///
/// A stage that only rejects is left out: what nobody opposes is meant to stand. Truths, dates and shares stay unknown, so a
/// stage that also asks for them does not pass for certain. A variant is warned of only where what it is a variant of is not.
pub fn passes_on_nothing(program: &Program) -> Vec<Lint> {
    let passing = |measure: &Measure, stage: StageId| {
        let conditions = &measure.stages.at(stage).conditions;
        let requires = conditions.iter().any(|&id| measure.conditions.at(id).kind == ConditionKind::Require);
        let counts = conditions.iter().flat_map(|&id| &measure.conditions.at(id).inputs);
        let votes = counts.into_iter().any(|&id| measure.inputs.at(id).kind == Kind::Count);
        let alone = |(statuses, _): (super::Statuses, _)| statuses.decided() == Some(StageStatus::Passed);
        requires && votes && Judge::new(measure, stage).judge(&nothing(measure)).is_ok_and(alone)
    };
    let mut lints = Vec::new();
    for measure in program.measures.values() {
        let parent = measure.variant_of.map(|id| program.measures.at(id));
        for (_, stage) in measure.stages.iter().filter(|(id, _)| passing(measure, *id)) {
            let name = stage.name.as_ref().map(|name| name.text.clone());
            let same = |(other, candidate): (StageId, &crate::program::Stage)| {
                (candidate.name.as_ref().map(|name| name.text.clone()) == name).then_some(other)
            };
            let inherited = parent.is_some_and(|parent| {
                parent.stages.iter().find_map(same).is_some_and(|other| passing(parent, other))
            });
            if !inherited {
                let own = stage.name.as_ref().filter(|_| parent.is_none());
                let span = own.map_or(measure.name.span, |name| name.span);
                lints.push(Lint::PassesOnNothing { stage: name, span });
            }
        }
    }
    lints
}

/// Every count zero, everything else unknown, parameters as the rule has them.
fn nothing(measure: &Measure) -> Facts {
    let rows = |table: Option<crate::program::TableId>| {
        table.map(|table| measure.tables.at(table).rows.as_ref().map_or(0, Vec::len))
    };
    let zero = |input: &Input| match input.kind {
        Kind::Count => Slot::Known(Value::Number(Exact::ZERO)),
        Kind::Share | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => Slot::Unknown,
    };
    let input = |input: &Input| match rows(input.table) {
        None => Cells::One(zero(input)),
        Some(count) => Cells::Rows(vec![zero(input); count]),
    };
    let parameter = |parameter: &Parameter| match (&parameter.value, rows(parameter.table)) {
        (ParameterValue::Constant(value, _), _) => Cells::One(Slot::Known(value.clone())),
        (ParameterValue::PerRow(values), _) => {
            Cells::Rows(values.iter().map(|value| value.clone().map_or(Slot::Unknown, Slot::Known)).collect())
        }
        (ParameterValue::ByDate { .. }, _) => Cells::One(Slot::Unknown),
    };
    Facts {
        rows: measure
            .tables
            .values()
            .map(|table| table.rows.iter().flatten().map(|name| name.text.clone()).collect())
            .collect(),
        inputs: measure.inputs.values().map(input).collect(),
        parameters: measure.parameters.values().map(parameter).collect(),
        ..Facts::default()
    }
}
