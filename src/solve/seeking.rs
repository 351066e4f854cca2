//! What is wanted as parts of the normal form.

use super::request::{Blocker, Possible, Request, Solved};
use super::want::Want;
use crate::decision::{Circuit, Decision, Derived, Form, NodeId, NotLinear, Origin, Rules, VariableId};
use crate::facts::{Cells, Facts, Slot};
use crate::program::{ConditionId, ConditionKind, FormulaNode, Measure, StageId, Status};
use crate::value::{Exact, Kind, Value};

/// What is wanted on its way into the normal form.
pub(super) struct Seeking<'a> {
    pub measure: &'a Measure,
    pub decision: &'a mut Decision,
    pub left_out: Vec<NotLinear>,
    pub alone: Option<StageId>,
}

impl Seeking<'_> {
    pub fn nothing(self) -> Solved {
        let possible = Possible::NotDecided { after: 0 };
        Solved { possible, ends: Vec::new(), changes: None, already: false, left_out: self.left_out }
    }

    /// What is wanted, in parts that can each stand in the way. What is not linear is left out and named.
    pub fn parts(&mut self, rules: &Rules, request: &Request) -> Vec<(Blocker, NodeId)> {
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

    pub fn condition(&mut self, rules: &Rules, id: ConditionId, met: bool, parts: &mut Vec<(Blocker, NodeId)>) {
        match rules.conditions.at(id) {
            Err(reason) => self.left_out.push(reason.clone()),
            Ok(own) => {
                let node = if met { own.met } else { self.decision.circuit.not(own.met) };
                parts.push((Blocker::Condition(id, met), node));
            }
        }
    }

    /// A stage comes after others: where that is simply that another passed, its conditions are named rather than it.
    pub fn reached(&mut self, rules: &Rules, id: StageId, reached: bool, parts: &mut Vec<(Blocker, NodeId)>) {
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
    pub fn changes(&mut self, facts: &Facts) -> Option<Form> {
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

/// A share is sought between nothing and everything, unless a range says where.
pub(crate) fn share_bounds(decision: &Decision) -> Vec<(VariableId, Option<Exact>, Option<Exact>)> {
    let shares = decision.variables.iter().filter(|(_, own)| {
        own.kind == Kind::Share && matches!(own.origin, Origin::Free(_)) && own.low.is_none() && own.high.is_none()
    });
    shares.map(|(id, _)| (id, Some(Exact::ZERO), Some(Exact::ONE))).collect()
}
