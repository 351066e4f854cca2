//! What it would take: which numbers bring a result about, how far each can go, and what stands in the way of the rest.
//!
//! What the facts leave open is sought. Every witness is judged by [`judge`](crate::judge::judge()) before it is given: the
//! solver proposes, the rules decide.

mod blockers;
mod sought;
mod want;

pub use sought::{Sought, sought};
pub use want::{Want, WantError, want};

use std::collections::{HashMap, HashSet};

use self::blockers::blockers;
use self::sought::Reach;
use crate::decision::{
    Circuit, Decision, Derived, Form, Node, NodeId, NotLinear, Origin, Rules, Taken, VariableId, day_from_number,
    lower_together,
};
use crate::evaluate::{EvaluationError, Verdict};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::judge::{self, Judgement};
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
    /// Instead: with how few votes cast or counted otherwise it can be had. All counts and truths that are given may change.
    pub fewest_changes: bool,
    /// The stage that is judged by itself, whatever it comes after.
    pub alone: Option<StageId>,
}

/// Its result.
#[derive(Clone, Debug)]
pub struct Solved {
    /// Whether it can be.
    pub possible: Possible,
    /// How far each goes, in the order asked.
    pub ends: Vec<(Sought, Goal, End)>,
    /// With the fewest changes: by how many votes the counts differ from those given, added up over all counts, and how many
    /// truths do, each as one.
    pub changes: Option<Exact>,
    /// What is wanted is so already, with nothing but what is given.
    pub already: bool,
    /// What is not linear and has a say in what is wanted: the solver took it to be so or not, as it liked.
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
        outcome: Box<Judgement>,
    },
    /// Not with what is given; these together stand in the way, and none of them is idle.
    Never(Vec<Blocker>),
    /// It depends on what is not linear: without that it could be, but the example found does not bring it about.
    NotLinear,
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
    /// Certainly no further than this; whether so far depends on what is not linear.
    NotBeyond(Exact),
    /// There is no end.
    Endless,
    /// The work was not finished.
    NotDecided,
}

/// What answers a question: the embedded solver or another.
pub type Solver<'s> = dyn Fn(&Question<'_>) -> Answer + 's;

/// Asks what it takes for a measure to have the results that are wanted, in the light of what is given.
///
/// # Errors
/// What is given breaks a `given` by itself: bad data, of which nothing follows.
pub fn solve(
    measure: &Measure,
    facts: &Facts,
    request: &Request,
    solver: &Solver<'_>,
) -> Result<Solved, Vec<EvaluationError>> {
    let now = judge::explain(measure, facts, request.alone)?;
    let already = request.wants.iter().all(|want| want.holds(&now));
    let open =
        if request.fewest_changes { without(measure, facts, &[Kind::Count, Kind::Truth]) } else { facts.clone() };
    // A condition that is not linear may be met or not, so that what cannot be then cannot be anyway.
    let mut decision =
        lower_together(&[Taken { measure, facts: &open, names: HashMap::new(), relaxed: true, freed: Vec::new() }]);
    let rules = decision.rules.first().cloned();
    let mut seeking = Seeking { measure, decision: &mut decision, left_out: Vec::new(), alone: request.alone };
    let Some(rules) = rules else { return Ok(seeking.nothing()) };
    seeking.left_out.extend(rules.given_not_linear.clone());
    let parts = seeking.parts(&rules, request);
    let changes = if request.fewest_changes { seeking.changes(facts) } else { None };
    let Seeking { decision, mut left_out, .. } = seeking;
    left_out.extend(relevant(decision, &rules, &parts));
    let left_out = distinct(left_out);
    let shares = share_bounds(decision);
    let hold = || rules.givens.iter().copied().chain(parts.iter().map(|(_, node)| *node));
    let ask = |objective: Option<(Goal, Form)>| {
        let question = Question { decision, hold: hold().collect(), bounds: shares.clone(), objective };
        solver(&question)
    };
    let confirmed = |witness: &Witness| {
        let facts = filled(measure, &open, decision, witness);
        let outcome = judge::judge(measure, &facts, request.alone).ok()?;
        let holds = request.wants.iter().all(|want| want.holds(&outcome));
        holds.then(|| Possible::Yes { facts: Box::new(facts), outcome: Box::new(outcome) })
    };
    let first = ask(changes.map(|form| (Goal::Least, form)));
    match &first {
        Answer::Never => {
            let blockers = blockers((measure, &open, request), (decision, &rules), &parts, &shares, solver);
            let possible = Possible::Never(blockers);
            return Ok(Solved { possible, ends: Vec::new(), changes: None, already, left_out: Vec::new() });
        }
        Answer::NotDecided { after, best: None } => {
            let possible = Possible::NotDecided { after: *after };
            return Ok(Solved { possible, ends: Vec::new(), changes: None, already, left_out });
        }
        Answer::Witness(_) | Answer::Unbounded { .. } | Answer::NotDecided { .. } => {}
    }
    let mut example: Option<Possible> = None;
    let mut ends = Vec::new();
    for (sought, goal) in &request.ends {
        let end = match sought.reach(measure, &open, decision, *goal) {
            Reach::Endless => End::Endless,
            Reach::Alone(limit) => End::Reached(limit),
            Reach::Form(form) => {
                let answer = ask(Some((*goal, form)));
                let found = answer.witness().and_then(confirmed);
                let limit = match &answer {
                    Answer::Witness(found) => found.objective.as_ref(),
                    Answer::Unbounded { .. } | Answer::Never | Answer::NotDecided { .. } => None,
                };
                let end = match (limit, &answer) {
                    // What an example that the rules have judged reaches is reached, whatever was left out.
                    (Some(Objective::Reached(limit)), _) if found.is_some() || left_out.is_empty() => {
                        ends.push((*sought, *goal, End::Reached(limit.clone())));
                        example = example.or(found);
                        continue;
                    }
                    (Some(Objective::Reached(limit)), _) => End::Reached(limit.clone()),
                    (Some(Objective::Approached(limit)), _) => End::Approached(limit.clone()),
                    (None, Answer::Unbounded { .. }) => End::Endless,
                    (None, _) => End::NotDecided,
                };
                if limit.is_some() {
                    example = example.or(found);
                }
                end
            }
        };
        let end = match end {
            End::Reached(limit) | End::Approached(limit) if !left_out.is_empty() => End::NotBeyond(limit),
            End::Endless if !left_out.is_empty() => End::NotDecided,
            end => end,
        };
        ends.push((*sought, *goal, end));
    }
    let found = first.witness().and_then(confirmed);
    let changed = match &first {
        Answer::Witness(witness) if found.is_some() && request.fewest_changes => {
            witness.objective.as_ref().map(|end| end.limit().clone())
        }
        Answer::Witness(_) | Answer::Unbounded { .. } | Answer::Never | Answer::NotDecided { .. } => None,
    };
    // The rules have the last word.
    let undecided = if left_out.is_empty() { Possible::NotDecided { after: 0 } } else { Possible::NotLinear };
    let possible = example.or(found).unwrap_or(undecided);
    Ok(Solved { possible, ends, changes: changed, already, left_out })
}

/// The conditions that are not linear and have a say in what must hold.
fn relevant(decision: &Decision, rules: &Rules, parts: &[(Blocker, NodeId)]) -> Vec<NotLinear> {
    let mut reached = HashSet::new();
    let mut open: Vec<NodeId> = parts.iter().map(|(_, node)| *node).collect();
    while let Some(node) = open.pop() {
        if reached.insert(node) {
            match decision.circuit.at(node) {
                Node::Constant(_) | Node::Atom(_) | Node::Truth(_) => {}
                Node::Not(inner) => open.push(*inner),
                Node::All(inner) | Node::Any(inner) => open.extend(inner),
            }
        }
    }
    let says = |id: ConditionId| rules.conditions.at(id).as_ref().is_ok_and(|own| reached.contains(&own.met));
    rules.relaxed.iter().filter(|(id, _)| says(*id)).map(|(_, reason)| reason.clone()).collect()
}

/// What is wanted on its way into the normal form.
struct Seeking<'a> {
    measure: &'a Measure,
    decision: &'a mut Decision,
    left_out: Vec<NotLinear>,
    alone: Option<StageId>,
}

impl Seeking<'_> {
    fn nothing(self) -> Solved {
        let possible = Possible::NotDecided { after: 0 };
        Solved { possible, ends: Vec::new(), changes: None, already: false, left_out: self.left_out }
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

    /// By how many votes the counts differ from those given, taken together; a truth that differs is one more.
    fn changes(&mut self, facts: &Facts) -> Option<Form> {
        let mut total = Form::ZERO;
        let givens: Vec<(VariableId, Value)> = self
            .decision
            .variables
            .iter()
            .filter_map(|(id, variable)| {
                let Origin::Free(key) = &variable.origin else { return None };
                Some((id, given(self.measure, facts, key)?))
            })
            .collect();
        for (id, value) in givens {
            let size = match value {
                Value::Number(value) => {
                    let up = Form::variable(id).minus(&Form::constant(&value)?)?;
                    let down = up.scaled(&Exact::integer(-1))?;
                    self.decision.derive(Derived::Max(vec![up, down]))
                }
                Value::Truth(value) => {
                    let own = self.decision.truth(id);
                    let other = if value { self.decision.circuit.not(own) } else { own };
                    self.decision.derive(Derived::Indicator(other))
                }
                Value::Date(_) | Value::Duration(_) => continue,
            };
            total = total.add_scaled(&Form::variable(size), &Exact::ONE)?;
        }
        Some(total)
    }
}

/// What is given of a count or truth that is a variable.
fn given(measure: &Measure, facts: &Facts, key: &crate::decision::Key) -> Option<Value> {
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
        Slot::Known(value) => Some(value.clone()),
        Slot::Unknown | Slot::Range(..) => None,
    }
}

/// The facts without what is given of inputs of these kinds; a range stays.
pub(crate) fn without(measure: &Measure, facts: &Facts, kinds: &[Kind]) -> Facts {
    let forget = |slot: &mut Slot| {
        if matches!(slot, Slot::Known(_)) {
            *slot = Slot::Unknown;
        }
    };
    let mut open = facts.clone();
    for (id, _) in measure.inputs.iter().filter(|(_, input)| kinds.contains(&input.kind) && input.fixed.is_none()) {
        if open.inputs.get(id).is_none() {
            continue;
        }
        match open.inputs.at_mut(id) {
            Cells::One(slot) => forget(slot),
            Cells::Rows(slots) => slots.iter_mut().for_each(forget),
        }
    }
    open
}

/// A share is sought between nothing and everything, unless a range says where.
pub(crate) fn share_bounds(decision: &Decision) -> Vec<(VariableId, Option<Exact>, Option<Exact>)> {
    let shares = decision.variables.iter().filter(|(_, own)| {
        own.kind == Kind::Share && matches!(own.origin, Origin::Free(_)) && own.low.is_none() && own.high.is_none()
    });
    shares.map(|(id, _)| (id, Some(Exact::ZERO), Some(Exact::ONE))).collect()
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

impl Want {
    /// Whether an outcome certainly has it.
    pub fn holds(&self, outcome: &Judgement) -> bool {
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
