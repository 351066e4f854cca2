//! What passes when nobody votes: each stage is judged once with every count at zero.

use std::collections::HashSet;

use super::Lint;
use crate::evaluate::{StageEvaluator, StageStatus, Statuses};
use crate::facts::{Cells, Facts, Slot};
use crate::inputs::bind;
use crate::program::{ConditionKind, Measure, MeasureId, Program, StageId};
use crate::span::Span;
use crate::value::{Exact, Kind, Value};

/// A warning for each stage that passes on nothing. Where a variant leaves a stage's rules as they are, the measure's says
/// it all.
pub(super) fn passes_on_nothing(program: &Program) -> Vec<Lint> {
    let mut judged: HashSet<Vec<Span>> = HashSet::new();
    let mut found = Vec::new();
    for (id, measure) in program.measures.iter() {
        let Some(facts) = nobody_votes(program, id) else { continue };
        for (stage, declared) in measure.stages.iter() {
            let rules = declared.conditions.iter().map(|&id| measure.conditions.at(id).formula.span);
            if !asks_for_votes(measure, stage) || !judged.insert(rules.chain([declared.span]).collect()) {
                continue;
            }
            if passes(measure, stage, &facts) {
                let name = declared.name.as_ref();
                let span = name.map_or(measure.name.span, |name| name.span);
                found.push(Lint::PassesOnNothing { stage: name.map(|name| name.text.clone()), span });
            }
        }
    }
    found
}

/// Whether some count decides, and not only a `reject`, which nobody need trouble to meet.
fn asks_for_votes(measure: &Measure, stage: StageId) -> bool {
    let conditions = || measure.stages.at(stage).conditions.iter().map(|&id| measure.conditions.at(id));
    let counts = |id: &_| measure.inputs.at(*id).kind == Kind::Count;
    conditions().any(|condition| condition.kind == ConditionKind::Require)
        && conditions().any(|condition| condition.inputs.iter().any(counts))
}

/// Every count zero, and nothing else known.
fn nobody_votes(program: &Program, id: MeasureId) -> Option<Facts> {
    let measure = program.measures.at(id);
    let mut facts = bind(program, id, &[]).ok()?;
    for (input, declared) in measure.inputs.iter() {
        if declared.fixed.is_some() || declared.kind != Kind::Count {
            continue;
        }
        let zero = || Slot::Known(Value::Number(Exact::ZERO));
        match facts.inputs.at_mut(input) {
            Cells::One(slot) => *slot = zero(),
            Cells::Rows(slots) => slots.iter_mut().for_each(|slot| *slot = zero()),
        }
    }
    Some(facts)
}

fn passes(measure: &Measure, stage: StageId, facts: &Facts) -> bool {
    let mut judge = StageEvaluator::new(measure, stage);
    judge.evaluate(facts).is_ok_and(|(statuses, _)| statuses == Statuses::only(StageStatus::Passed))
}
