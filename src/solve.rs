//! What it would take: which numbers bring a result about, how far each can go, and what stands in the way of the rest.
//!
//! What the facts leave open is sought. Every witness is judged by [`judge`](crate::judge::judge()) before it is given: the
//! solver proposes, the rules decide.

mod blockers;
mod request;
mod seeking;
mod sought;
mod want;

pub use request::{Blocker, End, Possible, Request, Solved, Solver};
pub(crate) use seeking::share_bounds;
pub use sought::{Sought, sought};
pub use want::{Want, WantError, want};

use std::collections::{HashMap, HashSet};

use self::blockers::blockers;
use self::seeking::Seeking;
use self::sought::Reach;
use crate::decision::{Decision, Form, Node, NodeId, NotLinear, Origin, Rules, Taken, day_from_number, lower_together};
use crate::evaluate::{EvaluationError, Verdict};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::judge::{self, Judgement};
use crate::program::{ConditionId, Measure};
use crate::solver::{Answer, Goal, Objective, Question, Witness};
use crate::value::{Kind, Value};

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
