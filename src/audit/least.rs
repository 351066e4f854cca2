//! The fewest votes with which a stage can pass, and whether it can without any.

use std::collections::{BTreeMap, HashMap};

use super::ask::{Can, sum};
use super::votes::Kind;
use super::{AuditFinding, Code, LeastVotes, Look, Share};
use crate::decision::{Atom, Decision, Derived, Form, NodeId, Origin, VariableId};
use crate::program::{CompareOperator, ConditionKind};
use crate::solver::{Answer, Goal, Objective, Question};
use crate::value::{Exact, Kind as ValueKind};

impl Look<'_, '_> {
    pub(super) fn least_votes(&mut self) {
        let votes = self.votes;
        let kinds = &votes.pro;
        if kinds.is_empty() {
            return;
        }
        let form = sum(kinds.iter().flat_map(|kind| &kind.cells));
        let share = self.share(&form);
        let all = sum(&self.votes.cast);
        let wanted = [form.clone(), all];
        let found = match self.electorate() {
            Some(size) => match self.asker.least(&[self.passing.node, size], &wanted) {
                Can::Yes(witness) => Can::Yes(witness),
                // A rule may ask for more than the example has.
                Can::No => self.asker.least(&[self.passing.node], &wanted),
                Can::Open => Can::Open,
            },
            None => self.asker.least(&[self.passing.node], &wanted),
        };
        let witness = match found {
            Can::Yes(witness) => witness,
            // That it can never pass is said elsewhere.
            Can::No => return,
            Can::Open => return self.not_decided(Code::LeastVotes, None),
        };
        let count = |kinds: &[Kind]| {
            let cells = kinds.iter().flat_map(|kind| &kind.cells);
            cells.fold(Exact::ZERO, |sum, cell| &sum + witness.values.at(*cell))
        };
        let amount = count(kinds);
        let of = votes.electorate.as_ref().map(|kind| count(std::slice::from_ref(kind)));
        let example = self.asker.example(&witness, &BTreeMap::new(), Some(self.stage));
        let Some(example) = example.filter(|own| self.passes(own) == Some(true)) else {
            return self.not_decided(Code::LeastVotes, None);
        };
        let electorate = votes.electorate.as_ref().map(|kind| kind.input);
        let found = LeastVotes {
            stage: self.stage,
            votes: kinds.iter().map(|kind| kind.input).collect(),
            electorate,
            share,
            amount,
            of,
            example,
        };
        self.audit.findings.push(AuditFinding::LeastVotes(Box::new(found)));
    }

    /// The electorate has the size of the examples; `None` if there is none, or its size is given.
    pub(super) fn electorate(&mut self) -> Option<NodeId> {
        let electorate = self.votes.electorate.as_ref()?;
        let is_fixed = |cell: &VariableId| self.asker.fixed.iter().any(|(fixed, _)| fixed == cell);
        if electorate.cells.iter().any(is_fixed) {
            return None;
        }
        let form = sum(&electorate.cells);
        self.asker.compare(CompareOperator::Equal, &form, &self.options.electorate)
    }

    /// The least share of the electorate, however large it is. Every whole answer, divided by the electorate, satisfies the
    /// same comparisons in fractions, as long as these do not change when all counts are multiplied by the same number.
    fn share(&mut self, votes: &Form) -> Option<Share> {
        let electorate = self.votes.electorate.as_ref()?.cells.clone();
        if self.asker.fixed.iter().any(|(cell, _)| !electorate.contains(cell)) {
            return None;
        }
        let rules = self.asker.rules.givens.clone();
        let hold: Vec<NodeId> = rules.into_iter().chain([self.passing.node]).collect();
        let (variables, atoms) = self.asker.hangs_on(&hold);
        let mut decision = self.asker.decision.clone();
        let scales: HashMap<VariableId, bool> =
            variables.iter().filter_map(|id| Some((*id, scales(&decision, *id)?))).collect();
        if scales.len() < variables.len() {
            return None;
        }
        let free = atoms.iter().all(|atom| does_not_scale(decision.atoms.at(*atom), &scales));
        if !free {
            return None;
        }
        for (id, scales) in &scales {
            if *scales {
                decision.variables.at_mut(*id).whole = false;
            }
        }
        let whole = sum(&electorate).minus(&Form::constant(&Exact::ONE)?)?;
        let one = decision.compare(CompareOperator::Equal, &whole)?;
        let hold = hold.into_iter().chain([one]);
        let question = Question::can(&decision, hold).with(Goal::Least, votes.clone());
        let Answer::Witness(witness) = question.answer_within(self.options.steps) else { return None };
        Some(match witness.objective? {
            Objective::Reached(value) => Share { value, enough: true },
            Objective::Approached(value) => Share { value, enough: false },
        })
    }

    /// Whether the stage passes although nobody votes.
    pub(super) fn without_votes(&mut self) {
        // What only says when it is rejected is meant to pass where nobody votes.
        let conditions = &self.asker.measure.stages.at(self.stage).conditions;
        let mut kinds = conditions.iter().map(|id| self.asker.measure.conditions.at(*id).kind);
        if self.votes.cast.is_empty() || kinds.all(|kind| kind == ConditionKind::Reject) {
            return;
        }
        let form = sum(&self.votes.cast);
        let Some(none) = self.asker.compare(CompareOperator::AtMost, &form, &Exact::ZERO) else { return };
        let mut hold = vec![self.passing.node, none];
        let size = self.electorate();
        hold.extend(size);
        match self.asker.can(&hold) {
            // What is left out can only keep more from passing.
            Can::No => self.clean(Code::NoVotes, None),
            Can::Open => self.not_decided(Code::NoVotes, None),
            Can::Yes(witness) => {
                let example = self.asker.example(&witness, &BTreeMap::new(), Some(self.stage));
                match example.filter(|own| self.passes(own) == Some(true)) {
                    Some(example) => {
                        let example = Box::new(example);
                        self.audit.findings.push(AuditFinding::NoVotes { stage: self.stage, example });
                    }
                    None => self.not_decided(Code::NoVotes, None),
                }
            }
        }
    }
}

/// Whether a variable grows with the electorate; `None` if neither can be said.
fn scales(decision: &Decision, id: VariableId) -> Option<bool> {
    let variable = decision.variables.at(id);
    match (&variable.origin, variable.kind) {
        (Origin::Free(_), ValueKind::Count) => Some(true),
        (Origin::Free(_), ValueKind::Date | ValueKind::Truth) => Some(false),
        (Origin::Free(_), ValueKind::Share | ValueKind::Number | ValueKind::Duration) => None,
        (Origin::Derived(Derived::Indicator(_)), _) => Some(false),
        (Origin::Derived(Derived::Max(forms)), _) => {
            let scale = |form: &Form| {
                form.constant == 0 && form.terms.iter().all(|(id, _)| scales(decision, *id) == Some(true))
            };
            forms.iter().all(scale).then_some(true)
        }
        (Origin::Derived(Derived::Floor(_)), _) => None,
    }
}

/// Whether a comparison stays the same when all that grows is multiplied by the same number.
fn does_not_scale(atom: &Atom, scales: &HashMap<VariableId, bool>) -> bool {
    let mut grows = atom.terms.iter().map(|(id, _)| scales.get(id).copied().unwrap_or(false));
    let first = grows.next().unwrap_or(false);
    grows.all(|own| own == first) && (!first || atom.constant == 0)
}
