//! Where each stage leads: found by walking every way through the stages.

use std::collections::{BTreeMap, BTreeSet};

use super::Exit;
use crate::evaluate::StageStatus;
use crate::program::{AnyExpr, ConditionKind, Formula, FormulaNode, Measure, StageId, Status, Visit as _};

/// So many ways through are walked; a measure with more of them has stages that do not hang on each other.
const MOST: usize = 50_000;

/// How each stage may end and what that leads to, in the stages' own order.
pub(super) fn exits(measure: &Measure) -> Vec<Vec<Exit>> {
    let mut walk = Walk { measure, ended: BTreeMap::new(), found: BTreeMap::new(), steps: 0 };
    walk.from(0);
    let place = |id: StageId| measure.stage_order.iter().position(|own| *own == id);
    measure
        .stage_order
        .iter()
        .map(|&stage| {
            let exit = |status: Status| {
                let (stages, outcomes) = walk.found.get(&(stage, status))?;
                Some(Exit {
                    how: ended(status)?,
                    stages: stages.iter().filter_map(|&id| place(id)).collect::<BTreeSet<_>>().into_iter().collect(),
                    outcomes: outcomes.iter().copied().collect(),
                })
            };
            let mut exits: Vec<Exit> = endings(measure, stage).into_iter().filter_map(exit).collect();
            // Where it makes no difference how a stage ends, no outcome is its own.
            let first = exits.first().map(|exit| exit.outcomes.clone()).unwrap_or_default();
            if exits.len() > 1 && exits.iter().all(|exit| exit.stages.is_empty() && exit.outcomes == first) {
                exits.iter_mut().for_each(|exit| exit.outcomes.clear());
            }
            exits
        })
        .collect()
}

/// An ending as what a stage came to.
const fn ended(status: Status) -> Option<StageStatus> {
    match status {
        Status::Passed => Some(StageStatus::Passed),
        Status::Failed => Some(StageStatus::Failed),
        Status::NoQuorum => Some(StageStatus::NoQuorum),
        Status::Undecided => Some(StageStatus::Undecided),
        Status::NotReached => Some(StageStatus::NotReached),
        Status::Reached | Status::NotPassed | Status::Pending | Status::Met | Status::NotMet | Status::Unknown => None,
    }
}

/// How a stage can end.
fn endings(measure: &Measure, stage: StageId) -> Vec<Status> {
    let kinds: Vec<ConditionKind> =
        measure.conditions.values().filter(|own| own.stage == stage).map(|own| own.kind).collect();
    let has = |kind| kinds.contains(&kind);
    let (quorum, reject, require) =
        (has(ConditionKind::Quorum), has(ConditionKind::Reject), has(ConditionKind::Require));
    let mut endings = vec![Status::Passed];
    endings.extend((reject || require).then_some(Status::Failed));
    endings.extend(quorum.then_some(Status::NoQuorum));
    endings.extend((reject && require).then_some(Status::Undecided));
    endings
}

type Found = BTreeMap<(StageId, Status), (BTreeSet<StageId>, BTreeSet<usize>)>;

/// One way through after the other.
struct Walk<'a> {
    measure: &'a Measure,
    /// How the stages ended on this way; those that are not in it were not reached.
    ended: BTreeMap<StageId, Status>,
    /// What each ending of a stage leads to.
    found: Found,
    steps: usize,
}

impl Walk<'_> {
    fn from(&mut self, at: usize) {
        self.steps += 1;
        if self.steps > MOST {
            return;
        }
        let Some(&stage) = self.measure.stage_order.get(at) else { return self.arrive() };
        let reached = self.measure.stages.at(stage).after.as_ref().is_none_or(|after| self.holds(after) != Some(false));
        if !reached {
            return self.from(at + 1);
        }
        for status in endings(self.measure, stage) {
            self.ended.insert(stage, status);
            self.from(at + 1);
        }
        self.ended.remove(&stage);
    }

    /// At the end of a way: what it led to belongs to the stages that nothing came after.
    fn arrive(&mut self) {
        let outcomes = self.outcomes();
        for (&stage, &status) in &self.ended {
            let next = self.ended.keys().copied().filter(|next| {
                let after = self.measure.stages.at(*next).after.as_ref();
                after.is_some_and(|after| leads(after, stage, status))
            });
            let next: Vec<StageId> = next.collect();
            let (stages, ends) = self.found.entry((stage, status)).or_default();
            if next.is_empty() {
                ends.extend(&outcomes);
            }
            stages.extend(next);
        }
    }

    /// The outcome clauses that can hold on this way.
    fn outcomes(&self) -> Vec<usize> {
        let mut possible = Vec::new();
        for (at, outcome) in self.measure.outcomes.iter().enumerate() {
            match outcome.when.as_ref().map_or(Some(true), |when| self.holds(when)) {
                Some(false) => {}
                None => possible.push(at),
                Some(true) => {
                    possible.push(at);
                    break;
                }
            }
        }
        possible
    }

    /// Whether something holds on this way, as far as the stages alone say.
    fn holds(&self, formula: &Formula) -> Option<bool> {
        match &formula.node {
            FormulaNode::Constant(holds) => Some(*holds),
            FormulaNode::Stage(stage, status) => Some(is(self.ended.get(stage).copied(), *status)),
            FormulaNode::Not(inner) => self.holds(inner).map(|holds| !holds),
            FormulaNode::And(parts) => {
                let parts: Vec<Option<bool>> = parts.iter().map(|part| self.holds(part)).collect();
                if parts.contains(&Some(false)) {
                    Some(false)
                } else {
                    parts.into_iter().collect::<Option<Vec<bool>>>().map(|_| true)
                }
            }
            FormulaNode::Or(parts) => {
                let parts: Vec<Option<bool>> = parts.iter().map(|part| self.holds(part)).collect();
                if parts.contains(&Some(true)) {
                    Some(true)
                } else {
                    parts.into_iter().collect::<Option<Vec<bool>>>().map(|_| false)
                }
            }
            FormulaNode::Condition(..)
            | FormulaNode::Reference(_)
            | FormulaNode::Compare(_)
            | FormulaNode::CompareDates(..)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::Quantified { .. } => None,
        }
    }
}

/// Whether a stage that ended so, or was not reached, is what is said of it.
fn is(ended: Option<Status>, status: Status) -> bool {
    match (ended, status) {
        (None, Status::NotReached) | (Some(_), Status::Reached) => true,
        (Some(ended), Status::NotPassed) => ended != Status::Passed,
        (Some(ended), status) => ended == status,
        (None, _) => false,
    }
}

/// Whether a stage's `after` speaks of another's ending like this.
fn leads(after: &Formula, stage: StageId, status: Status) -> bool {
    match &after.node {
        FormulaNode::Stage(own, wanted) => *own == stage && is(Some(status), *wanted),
        FormulaNode::Not(inner) => mentions(inner, stage) && !leads(inner, stage, status),
        FormulaNode::And(parts) | FormulaNode::Or(parts) => parts.iter().any(|part| leads(part, stage, status)),
        FormulaNode::Constant(_)
        | FormulaNode::Condition(..)
        | FormulaNode::Reference(_)
        | FormulaNode::Compare(_)
        | FormulaNode::CompareDates(..)
        | FormulaNode::CompareDurations(..)
        | FormulaNode::Quantified { .. } => false,
    }
}

fn mentions(formula: &Formula, stage: StageId) -> bool {
    let mut mentioned = false;
    formula.visit(&mut |part| {
        mentioned |= matches!(part, AnyExpr::Truth(Formula { node: FormulaNode::Stage(own, _), .. }) if *own == stage);
        matches!(part, AnyExpr::Truth(_))
    });
    mentioned
}
