//! What stands in the way of something that cannot be: as few requirements as it takes.

use std::collections::HashMap;

use super::request::{Blocker, Request, Solver};
use super::seeking::{Seeking, share_bounds};
use crate::decision::{Decision, NodeId, Rules, Taken, VariableId, lower_together};
use crate::facts::Facts;
use crate::program::{ConditionId, Measure};
use crate::solver::{Answer, Question};
use crate::value::Exact;

/// What cannot be together. Of a wish as a whole, such as that a stage fails, the requirements are named that prevent it;
/// the wish itself only where it cannot be whatever the requirements are.
pub(super) fn blockers(
    (measure, facts, request): (&Measure, &Facts, &Request),
    (decision, rules): (&Decision, &Rules),
    parts: &[(Blocker, NodeId)],
    bounds: &[(VariableId, Option<Exact>, Option<Exact>)],
    solver: &Solver<'_>,
) -> Vec<Blocker> {
    let found = of_parts(decision, rules, parts, bounds, solver);
    if found.iter().all(|blocker| matches!(blocker, Blocker::Condition(..))) {
        return found;
    }
    of_conditions(measure, facts, request, solver).unwrap_or(found)
}

/// Parts that cannot be together: each is left out in turn, and stays out if the rest still cannot.
fn of_parts(
    decision: &Decision,
    rules: &Rules,
    parts: &[(Blocker, NodeId)],
    bounds: &[(VariableId, Option<Exact>, Option<Exact>)],
    solver: &Solver<'_>,
) -> Vec<Blocker> {
    let mut left = parts.to_vec();
    for part in parts {
        let rest: Vec<_> = left.iter().filter(|own| *own != part).copied().collect();
        let hold = rules.givens.iter().copied().chain(rest.iter().map(|(_, node)| *node)).collect();
        let question = Question { decision, hold, bounds: bounds.to_vec(), objective: None };
        if solver(&question) == Answer::Never {
            left = rest;
        }
    }
    left.into_iter().map(|(blocker, _)| blocker).collect()
}

/// The same of the measure's conditions: each is taken to be met or not as it may, and stays so if what is wanted still
/// cannot be. `None` if it cannot be even with all of them free.
fn of_conditions(measure: &Measure, facts: &Facts, request: &Request, solver: &Solver<'_>) -> Option<Vec<Blocker>> {
    let never = |freed: &[ConditionId], needed: Option<(ConditionId, bool)>| {
        let taken = Taken { measure, facts, names: HashMap::new(), relaxed: true, freed: freed.to_vec() };
        let mut decision = lower_together(&[taken]);
        let Some(rules) = decision.rules.first().cloned() else { return false };
        let mut seeking = Seeking { measure, decision: &mut decision, left_out: Vec::new(), alone: request.alone };
        let mut parts = seeking.parts(&rules, request);
        if let Some((id, met)) = needed {
            seeking.condition(&rules, id, met, &mut parts);
        }
        let bounds = share_bounds(&decision);
        let hold = rules.givens.iter().copied().chain(parts.iter().map(|(_, node)| *node)).collect();
        solver(&Question { decision: &decision, hold, bounds, objective: None }) == Answer::Never
    };
    let all: Vec<ConditionId> = measure.conditions.ids().collect();
    if never(&all, None) {
        return None;
    }
    let mut freed = Vec::new();
    for &id in &all {
        freed.push(id);
        if !never(&freed, None) {
            freed.pop();
        }
    }
    let kept = all.into_iter().filter(|id| !freed.contains(id));
    let blocker = |id: ConditionId| {
        let free: Vec<ConditionId> = freed.iter().copied().chain([id]).collect();
        Blocker::Condition(id, !never(&free, Some((id, true))))
    };
    Some(kept.map(blocker).collect())
}
