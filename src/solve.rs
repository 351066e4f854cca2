//! What it would take: which numbers bring a result about, how far each can go, and what stands in the way of the rest.
//!
//! What the facts leave open is sought. Every witness is judged by [`evaluate`] before it is given: the solver proposes, the
//! rules decide.

mod sought;
mod want;

pub use sought::{Sought, sought};
pub use want::{Want, WantError, want};

use crate::decision::{
    Circuit, Decision, Derived, Form, NodeId, NotLinear, Origin, Rules, VariableId, day_from_number, lower,
};
use crate::evaluate::{EvaluationError, Outcome, Verdict, evaluate};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::program::{ConditionId, ConditionKind, FormulaNode, Measure, StageId, Status};
use crate::solver::{Answer, Goal, Objective, Question, Witness};
use crate::value::{Exact, Kind, Value};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is wanted, all at once.
    pub wants: Vec<Want>,
    /// How far each of these can go, each by itself.
    pub ends: Vec<(Sought, Goal)>,
    /// Instead: with how few votes cast or counted otherwise it can be had. All counts that are given may change.
    pub fewest_changes: bool,
    /// The stage that is judged by itself, whatever it comes after.
    pub alone: Option<StageId>,
}

/// What it comes to.
#[derive(Clone, Debug)]
pub struct Solved {
    /// Whether it can be.
    pub possible: Possible,
    /// How far each goes, in the order asked.
    pub ends: Vec<(Sought, Goal, End)>,
    /// With the fewest changes: how many.
    pub changes: Option<Exact>,
    /// What is not linear and was left out of the question.
    pub left_out: Vec<NotLinear>,
}

/// Whether what is wanted can be.
#[derive(Clone, Debug)]
pub enum Possible {
    /// Like this, for example: with what the first end asks for, if it is reached.
    Yes {
        /// What was given, with numbers for what was open.
        facts: Box<Facts>,
        /// What the rules make of it.
        outcome: Box<Outcome>,
    },
    /// Not with what is given; these together stand in the way, and none of them is idle.
    Never(Vec<Blocker>),
    /// The work was not finished.
    NotDecided {
        /// After so many steps.
        after: u64,
    },
}

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// A condition would have to be met, or not to be.
    Condition(ConditionId, bool),
    /// A stage would have to be reached, or not to be.
    Reached(StageId, bool),
    /// A want as a whole, by its place in the request.
    Want(usize),
}

/// How far something can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// So far, and that is enough.
    Reached(Exact),
    /// Up to this, but this itself is not enough.
    Approached(Exact),
    /// There is no end.
    Endless,
    /// The work was not finished.
    NotDecided,
}

/// What answers a question: the embedded solver or another.
pub type Solver<'s> = dyn Fn(&Question<'_>) -> Answer + 's;

/// Asks what it takes for a measure to come to what is wanted, in the light of what is given.
///
/// # Errors
/// What is given breaks a `given` by itself: bad data, of which nothing follows.
pub fn solve(
    measure: &Measure,
    facts: &Facts,
    request: &Request,
    solver: &Solver<'_>,
) -> Result<Solved, Vec<EvaluationError>> {
    evaluate(measure, facts, request.alone)?;
    let open = if request.fewest_changes { without_counts(measure, facts) } else { facts.clone() };
    let mut decision = lower(&[(measure, &open)]);
    let rules = decision.rules.first().cloned();
    let mut asked = Asked { measure, decision: &mut decision, left_out: Vec::new(), alone: request.alone };
    let Some(rules) = rules else { return Ok(asked.nothing()) };
    asked.left_out.extend(rules.given_not_linear.clone());
    let parts = asked.parts(&rules, request);
    let changes = if request.fewest_changes { asked.changes(facts) } else { None };
    let Asked { decision, left_out, .. } = asked;
    let left_out = distinct(left_out);
    let shares = share_bounds(decision);
    let hold = || rules.givens.iter().copied().chain(parts.iter().map(|(_, node)| *node));
    let ask = |objective: Option<(Goal, Form)>| {
        let question = Question { decision, hold: hold().collect(), bounds: shares.clone(), objective };
        solver(&question)
    };
    let mut ends = Vec::new();
    let mut witness: Option<Witness> = None;
    let mut changed = None;
    let first = ask(changes.map(|form| (Goal::Least, form)));
    match &first {
        Answer::Never => {
            let blockers = blockers(decision, &rules, &parts, &shares, solver);
            return Ok(Solved { possible: Possible::Never(blockers), ends, changes: None, left_out });
        }
        Answer::NotDecided { after, best: None } => {
            return Ok(Solved { possible: Possible::NotDecided { after: *after }, ends, changes: None, left_out });
        }
        Answer::Witness(found) => {
            changed = found.objective.as_ref().filter(|_| request.fewest_changes).map(|end| end.limit().clone());
        }
        Answer::Unbounded { .. } | Answer::NotDecided { .. } => {}
    }
    for (sought, goal) in &request.ends {
        let Some(form) = sought.form(measure, &open, decision) else {
            // Nothing hangs on it.
            ends.push((*sought, *goal, End::Endless));
            continue;
        };
        let answer = ask(Some((*goal, form)));
        let end = match &answer {
            Answer::Witness(found) => match &found.objective {
                Some(Objective::Reached(limit)) => End::Reached(limit.clone()),
                Some(Objective::Approached(limit)) => End::Approached(limit.clone()),
                None => End::NotDecided,
            },
            Answer::Unbounded { .. } => End::Endless,
            Answer::Never | Answer::NotDecided { .. } => End::NotDecided,
        };
        if witness.is_none() && matches!(end, End::Reached(_) | End::Approached(_)) {
            witness = answer.witness().cloned();
        }
        ends.push((*sought, *goal, end));
    }
    let confirmed = witness.iter().chain(first.witness()).find_map(|witness| {
        let facts = filled(measure, &open, decision, witness);
        let outcome = evaluate(measure, &facts, request.alone).ok()?;
        (left_out.is_empty() && request.wants.iter().all(|want| want.holds(&outcome))
            || !left_out.is_empty() && parts.iter().all(|(blocker, _)| blocker.holds(&outcome)))
        .then_some((facts, outcome))
    });
    let possible = match confirmed {
        Some((facts, outcome)) => Possible::Yes { facts: Box::new(facts), outcome: Box::new(outcome) },
        // The rules have the last word, and what is left out may have decided otherwise.
        None => Possible::NotDecided { after: 0 },
    };
    Ok(Solved { possible, ends, changes: changed, left_out })
}

struct Asked<'a> {
    measure: &'a Measure,
    decision: &'a mut Decision,
    left_out: Vec<NotLinear>,
    alone: Option<StageId>,
}

impl Asked<'_> {
    fn nothing(self) -> Solved {
        Solved { possible: Possible::NotDecided { after: 0 }, ends: Vec::new(), changes: None, left_out: self.left_out }
    }

    /// What is wanted, in parts that can each stand in the way. What is not linear is left out and named.
    fn parts(&mut self, rules: &Rules, request: &Request) -> Vec<(Blocker, NodeId)> {
        let mut parts = Vec::new();
        for (index, want) in request.wants.iter().enumerate() {
            match want {
                Want::Condition(id, met) => self.condition(rules, *id, *met, &mut parts),
                Want::Stage(id, Status::Passed) => {
                    for &condition in &self.measure.stages.at(*id).conditions {
                        let met = self.measure.conditions.at(condition).kind != ConditionKind::Reject;
                        self.condition(rules, condition, met, &mut parts);
                    }
                    self.reached(rules, *id, true, &mut parts);
                }
                Want::Stage(id, Status::Reached) => self.reached(rules, *id, true, &mut parts),
                Want::Stage(id, Status::NotReached) => self.reached(rules, *id, false, &mut parts),
                Want::Stage(id, status) => {
                    let stage = rules.stages.at(*id);
                    self.reached(rules, *id, true, &mut parts);
                    match &stage.alone {
                        Err(reason) => self.left_out.push(reason.clone()),
                        Ok(alone) => {
                            let node = match status {
                                Status::Failed => alone.failed,
                                Status::NoQuorum => alone.no_quorum,
                                Status::Undecided => alone.undecided,
                                Status::NotPassed | Status::NotMet => self.decision.circuit.not(alone.passed),
                                Status::Passed | Status::Met | Status::Reached => alone.passed,
                                Status::NotReached | Status::Pending | Status::Unknown => Circuit::FALSE,
                            };
                            parts.push((Blocker::Want(index), node));
                        }
                    }
                }
                Want::Outcome(at) => match rules.outcomes.get(*at) {
                    Some(Ok(node)) => parts.push((Blocker::Want(index), *node)),
                    Some(Err(reason)) => self.left_out.push(reason.clone()),
                    None => parts.push((Blocker::Want(index), Circuit::FALSE)),
                },
            }
        }
        parts
    }

    fn condition(&mut self, rules: &Rules, id: ConditionId, met: bool, parts: &mut Vec<(Blocker, NodeId)>) {
        match rules.conditions.at(id) {
            Err(reason) => self.left_out.push(reason.clone()),
            Ok(own) => {
                let node = if met { own.met } else { self.decision.circuit.not(own.met) };
                parts.push((Blocker::Condition(id, met), node));
            }
        }
    }

    /// A stage comes after others: where that is simply that another passed, its conditions are named rather than it.
    fn reached(&mut self, rules: &Rules, id: StageId, reached: bool, parts: &mut Vec<(Blocker, NodeId)>) {
        if self.alone == Some(id) && reached {
            return;
        }
        match &rules.stages.at(id).reached {
            Err(reason) => self.left_out.push(reason.clone()),
            Ok(node) if reached && *node == Circuit::TRUE => {}
            Ok(_) if reached && let Some(before) = self.only_after(id) => {
                for &condition in &self.measure.stages.at(before).conditions {
                    let met = self.measure.conditions.at(condition).kind != ConditionKind::Reject;
                    self.condition(rules, condition, met, parts);
                }
                self.reached(rules, before, true, parts);
            }
            Ok(node) => {
                let node = if reached { *node } else { self.decision.circuit.not(*node) };
                parts.push((Blocker::Reached(id, reached), node));
            }
        }
    }

    /// The stage that simply must have passed before this one.
    fn only_after(&self, id: StageId) -> Option<StageId> {
        match &self.measure.stages.at(id).after.as_ref()?.node {
            FormulaNode::Stage(before, Status::Passed) => Some(*before),
            FormulaNode::Stage(..)
            | FormulaNode::Condition(..)
            | FormulaNode::Constant(_)
            | FormulaNode::Reference(_)
            | FormulaNode::Compare(_)
            | FormulaNode::CompareDates(..)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::Not(_)
            | FormulaNode::And(_)
            | FormulaNode::Or(_)
            | FormulaNode::Quantified { .. } => None,
        }
    }

    /// By how many votes the counts differ from those given, taken together.
    fn changes(&mut self, facts: &Facts) -> Option<Form> {
        let mut total = Form::ZERO;
        let counts: Vec<(VariableId, Exact)> = self
            .decision
            .variables
            .iter()
            .filter_map(|(id, variable)| {
                let Origin::Free(key) = &variable.origin else { return None };
                Some((id, given(self.measure, facts, key)?))
            })
            .collect();
        for (id, value) in counts {
            let up = Form::variable(id).minus(&Form::constant(&value)?)?;
            let down = up.scaled(&Exact::integer(-1))?;
            let size = self.decision.derive(Derived::Max(vec![up, down]));
            total = total.add_scaled(&Form::variable(size), &Exact::ONE)?;
        }
        Some(total)
    }
}

/// The count that is given for a variable.
fn given(measure: &Measure, facts: &Facts, key: &crate::decision::Key) -> Option<Exact> {
    let (id, input) = measure.inputs.iter().find(|(id, _)| measure.input_path(*id) == key.path)?;
    let slot = match (facts.inputs.get(id)?, input.table) {
        (Cells::One(slot), _) => slot,
        (Cells::Rows(slots), Some(table)) => {
            let row = facts.rows.get(table)?.iter().position(|name| Some(name) == key.row.as_ref())?;
            slots.get(row)?
        }
        (Cells::Rows(_), None) => return None,
    };
    match slot {
        Slot::Known(Value::Number(number)) => Some(number.clone()),
        Slot::Known(_) | Slot::Unknown | Slot::Range(..) => None,
    }
}

/// The facts without the counts among the inputs.
pub(crate) fn without_counts(measure: &Measure, facts: &Facts) -> Facts {
    let mut open = facts.clone();
    for (id, _) in measure.inputs.iter().filter(|(_, input)| input.kind == Kind::Count && input.fixed.is_none()) {
        if open.inputs.get(id).is_none() {
            continue;
        }
        match open.inputs.at_mut(id) {
            Cells::One(slot) => *slot = Slot::Unknown,
            Cells::Rows(slots) => slots.iter_mut().for_each(|slot| *slot = Slot::Unknown),
        }
    }
    open
}

/// A share is sought between nothing and everything.
pub(crate) fn share_bounds(decision: &Decision) -> Vec<(VariableId, Option<Exact>, Option<Exact>)> {
    let shares = decision
        .variables
        .iter()
        .filter(|(_, variable)| variable.kind == Kind::Share && matches!(variable.origin, Origin::Free(_)));
    shares.map(|(id, _)| (id, Some(Exact::ZERO), Some(Exact::ONE))).collect()
}

/// Parts that cannot be together, as few as it takes: each is left out in turn, and stays out if the rest still cannot.
fn blockers(
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

/// The facts with numbers for what was open.
pub(crate) fn filled(measure: &Measure, facts: &Facts, decision: &Decision, witness: &Witness) -> Facts {
    let mut filled = facts.clone();
    for (id, variable) in decision.variables.iter() {
        let Origin::Free(key) = &variable.origin else { continue };
        let number = witness.values.at(id);
        let value = match key.kind {
            Kind::Truth => Value::Truth(number.is_positive()),
            Kind::Date => match day_from_number(number) {
                Some(day) => Value::Date(day),
                None => continue,
            },
            Kind::Count | Kind::Share | Kind::Number | Kind::Duration => Value::Number(number.clone()),
        };
        let input = measure.inputs.ids().find(|&id| measure.input_path(id) == key.path);
        let parameter = measure.parameters.ids().find(|&id| measure.parameter_path(id) == key.path);
        let (cells, table) = match (input, parameter) {
            (Some(id), _) if id.index() < filled.inputs.len() => {
                (filled.inputs.at_mut(id), measure.inputs.at(id).table)
            }
            (None, Some(id)) if id.index() < filled.parameters.len() => {
                (filled.parameters.at_mut(id), measure.parameters.at(id).table)
            }
            (Some(_) | None, Some(_) | None) => continue,
        };
        match cells {
            Cells::One(slot) => *slot = Slot::Known(value),
            Cells::Rows(slots) => {
                let row = table
                    .and_then(|table| facts.rows.get(table))
                    .and_then(|rows| rows.iter().position(|name| Some(name) == key.row.as_ref()));
                if let Some(slot) = row.and_then(|row| slots.get_mut(row)) {
                    *slot = Slot::Known(value);
                }
            }
        }
    }
    filled
}

fn distinct(reasons: Vec<NotLinear>) -> Vec<NotLinear> {
    reasons.into_iter().fold(Vec::new(), |mut distinct, reason| {
        if !distinct.contains(&reason) {
            distinct.push(reason);
        }
        distinct
    })
}

impl Blocker {
    /// Whether an outcome has it; what is said of a want as a whole is seen there.
    fn holds(&self, outcome: &Outcome) -> bool {
        match self {
            Self::Condition(id, met) => Want::Condition(*id, *met).holds(outcome),
            Self::Reached(id, reached) => {
                Want::Stage(*id, if *reached { Status::Reached } else { Status::NotReached }).holds(outcome)
            }
            Self::Want(_) => true,
        }
    }
}

impl Want {
    /// Whether an outcome certainly has it.
    pub fn holds(&self, outcome: &Outcome) -> bool {
        match self {
            Self::Stage(id, status) => outcome.stages.iter().any(|stage| {
                stage.stage == *id && crate::evaluate::verdict_of(stage.possible, *status) == Verdict::Met
            }),
            Self::Condition(id, met) => {
                let verdict = Verdict::from_bool(*met);
                let mut conditions = outcome.stages.iter().flat_map(|stage| &stage.conditions);
                conditions.any(|condition| condition.condition == *id && condition.verdict == verdict)
            }
            Self::Outcome(index) => outcome.outcome.certain() == Some(*index),
        }
    }
}
