//! Questions about one measure, and the facts that answer them, judged by the rules.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Example, Options};
use crate::decision::{
    Circuit, Decision, Derived, Form, Node, NodeId, NotLinear, Origin, Rules, Taken, VariableId, lower_together,
};
use crate::evaluate::{StageStatus, Verdict};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Table;
use crate::judge;
use crate::program::{CompareOperator, ConditionId, ConditionKind, InputId, Measure, StageId};
use crate::solve::{filled, share_bounds, without};
use crate::solver::{Answer, Goal, Question, Witness};
use crate::value::{Exact, Kind, Value};

/// A measure in the normal form, all its counts open, with what is asked of it.
pub(super) struct Asker<'a> {
    pub(super) measure: &'a Measure,
    /// What is known, without the counts.
    facts: Facts,
    pub(super) decision: Decision,
    pub(super) rules: Rules,
    /// What every possible input satisfies.
    pub(super) givens: Vec<NodeId>,
    /// The counts that are given, as comparisons.
    pub(super) fixed: Vec<(VariableId, NodeId)>,
    /// Which input a count is of.
    pub(super) inputs: HashMap<VariableId, InputId>,
    steps: u64,
    /// What all questions until the next restocking may cost.
    stock: Cell<u64>,
}

/// Whether something can be.
pub(super) enum Can<W = Witness> {
    /// Like this.
    Yes(W),
    /// Not at all.
    No,
    /// The work was not finished.
    Open,
}

/// When a stage passes, as far as that is linear.
pub(super) struct Passing {
    stage: StageId,
    pub(super) node: NodeId,
    /// The conditions that are linear.
    pub(super) conditions: Vec<ConditionId>,
    /// Nothing was left out.
    pub(super) whole: bool,
}

impl<'a> Asker<'a> {
    /// `relaxed` takes conditions that are not linear to be met or not as they may: what cannot be then cannot be anyway.
    pub(super) fn new(measure: &'a Measure, options: &Options, relaxed: bool) -> Option<Self> {
        let facts = without(measure, &options.facts, &[Kind::Count]);
        let taken = Taken { measure, facts: &facts, names: HashMap::new(), relaxed, freed: Vec::new() };
        let mut decision = lower_together(&[taken]);
        let rules = decision.rules.first()?.clone();
        let counts: Vec<(VariableId, InputId)> = decision
            .variables
            .iter()
            .filter_map(|(id, variable)| match &variable.origin {
                Origin::Free(key) if key.kind == Kind::Count => {
                    Some((id, measure.inputs.ids().find(|&input| measure.input_path(input) == key.path)?))
                }
                Origin::Free(_) | Origin::Derived(_) => None,
            })
            .collect();
        let mut fixed = Vec::new();
        for &(id, input) in &counts {
            let Some(slot) = slot(measure, &options.facts, &decision, id, input) else { continue };
            let own = Form::variable(id);
            let mut compare = |operator, value: &Value| {
                let Value::Number(value) = value else { return };
                let form = Form::constant(value).and_then(|value| own.minus(&value));
                fixed.extend(form.and_then(|form| decision.compare(operator, &form)).map(|node| (id, node)));
            };
            match slot {
                Slot::Known(value) => compare(CompareOperator::Equal, &value),
                Slot::Range(low, high) => {
                    compare(CompareOperator::AtLeast, &low);
                    high.iter().for_each(|high| compare(CompareOperator::AtMost, high));
                }
                Slot::Unknown => {}
            }
        }
        let givens = rules.givens.iter().copied().chain(fixed.iter().map(|(_, node)| *node)).collect();
        let inputs = counts.into_iter().collect();
        Some(Self {
            measure,
            facts,
            decision,
            rules,
            givens,
            fixed,
            inputs,
            steps: options.steps,
            stock: Cell::new(u64::MAX),
        })
    }

    /// The answer to a question in which every `given` holds.
    pub(super) fn ask(&self, hold: &[NodeId], objective: Option<(Goal, Form)>) -> Answer {
        let hold = self.givens.iter().chain(hold).copied().collect();
        let question = Question { decision: &self.decision, hold, bounds: share_bounds(&self.decision), objective };
        let mut stock = self.stock.get();
        let answer = question.answer_from(&mut stock, self.steps);
        self.stock.set(stock);
        answer
    }

    /// Lets the questions that follow cost together as much as so many single ones.
    pub(super) fn restock(&self, questions: u64) {
        self.stock.set(self.steps.saturating_mul(questions));
    }

    pub(super) fn can(&self, hold: &[NodeId]) -> Can {
        match self.ask(hold, None) {
            Answer::Witness(witness) | Answer::Unbounded { witness } => Can::Yes(witness),
            Answer::Never => Can::No,
            Answer::NotDecided { .. } => Can::Open,
        }
    }

    /// A witness with each of these forms as small as can be, the first first; what is not decided stays as it is.
    pub(super) fn least(&mut self, hold: &[NodeId], forms: &[Form]) -> Can {
        let mut hold = hold.to_vec();
        let mut best = match self.can(&hold) {
            Can::Yes(witness) => witness,
            other => return other,
        };
        for form in forms.iter().filter(|form| !form.terms.is_empty()) {
            let answer = self.ask(&hold, Some((Goal::Least, form.clone())));
            let Answer::Witness(witness) = answer else { continue };
            let end = witness.objective.as_ref().map(|objective| objective.limit().clone());
            best = witness;
            let held = end.and_then(|end| form.minus(&Form::constant(&end)?));
            hold.extend(held.and_then(|form| self.decision.compare(CompareOperator::AtMost, &form)));
        }
        Can::Yes(best)
    }

    /// What the rules make of a witness, once every variable is moved by its form.
    pub(super) fn example(
        &self,
        witness: &Witness,
        by: &BTreeMap<VariableId, Form>,
        stage: Option<StageId>,
    ) -> Option<Example> {
        let mut moved = witness.clone();
        for (id, form) in by {
            let by = value(form, &witness.values);
            *moved.values.at_mut(*id) = (witness.values.at(*id) + &by).lean();
        }
        let facts = filled(self.measure, &self.facts, &self.decision, &moved);
        let outcome = judge::explain(self.measure, &facts, stage).ok()?;
        Some(Example { facts, outcome })
    }

    /// The place where a condition speaks for passing: met, or for a `reject` not met.
    pub(super) fn good(&mut self, id: ConditionId) -> Result<NodeId, NotLinear> {
        let met = self.rules.conditions.at(id).as_ref().map_err(Clone::clone)?.met;
        let reject = self.measure.conditions.at(id).kind == ConditionKind::Reject;
        Ok(if reject { self.decision.circuit.not(met) } else { met })
    }

    /// When a stage passes, judged by itself.
    pub(super) fn passing(&mut self, stage: StageId) -> Passing {
        let conditions = &self.measure.stages.at(stage).conditions;
        let linear: Vec<(ConditionId, NodeId)> =
            conditions.iter().filter_map(|id| Some((*id, self.good(*id).ok()?))).collect();
        let whole = linear.len() == conditions.len() && self.rules.given_not_linear.is_none();
        let node = self.decision.circuit.all(linear.iter().map(|(_, node)| *node));
        Passing { stage, node, conditions: linear.into_iter().map(|(id, _)| id).collect(), whole }
    }

    /// `form OPERATOR value`
    pub(super) fn compare(&mut self, operator: CompareOperator, form: &Form, value: &Exact) -> Option<NodeId> {
        let form = form.minus(&Form::constant(value)?)?;
        self.decision.compare(operator, &form)
    }

    /// The free variables that places of the circuit depend on, and the comparisons.
    pub(super) fn hangs_on(&self, nodes: &[NodeId]) -> (BTreeSet<VariableId>, BTreeSet<crate::decision::AtomId>) {
        let (mut variables, mut atoms, mut seen) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut open = nodes.to_vec();
        let mut derived: Vec<VariableId> = Vec::new();
        loop {
            if let Some(node) = open.pop() {
                if !seen.insert(node) {
                    continue;
                }
                match self.decision.circuit.at(node) {
                    Node::Constant(_) => {}
                    Node::Truth(variable) => {
                        variables.insert(*variable);
                    }
                    Node::Atom(atom) => {
                        atoms.insert(*atom);
                        derived.extend(self.decision.atoms.at(*atom).terms.iter().map(|(id, _)| *id));
                    }
                    Node::Not(inner) => open.push(*inner),
                    Node::All(parts) | Node::Any(parts) => open.extend_from_slice(parts),
                }
            } else if let Some(variable) = derived.pop() {
                if !variables.insert(variable) {
                    continue;
                }
                match &self.decision.variables.at(variable).origin {
                    Origin::Free(_) => {}
                    Origin::Derived(Derived::Floor(form)) => derived.extend(form.terms.iter().map(|(id, _)| *id)),
                    Origin::Derived(Derived::Max(forms)) => {
                        derived.extend(forms.iter().flat_map(|form| form.terms.iter().map(|(id, _)| *id)));
                    }
                    Origin::Derived(Derived::Indicator(node)) => open.push(*node),
                }
            } else {
                return (variables, atoms);
            }
        }
    }
}

impl Passing {
    /// Whether an example passes, as far as that was asked; `None` if the rules leave it open.
    pub(super) fn passes(&self, measure: &Measure, example: &Example) -> Option<bool> {
        if let Some(status) = example.status(self.stage) {
            return Some(status == StageStatus::Passed);
        }
        // Only what was left out is open.
        let good = self.conditions.iter().map(|id| {
            let reject = measure.conditions.at(*id).kind == ConditionKind::Reject;
            match example.verdict(*id)? {
                Verdict::Met => Some(!reject),
                Verdict::NotMet => Some(reject),
                Verdict::Unknown | Verdict::NotDecided => None,
            }
        });
        good.collect::<Option<Vec<bool>>>().filter(|_| !self.whole).map(|good| good.into_iter().all(|good| good))
    }
}

impl Example {
    /// The status of the stage that was judged by itself.
    pub fn status(&self, stage: StageId) -> Option<StageStatus> {
        self.outcome.stages.iter().find(|own| own.stage == stage)?.alone.decided()
    }
}

/// The sum of variables.
pub(super) fn sum<'v>(variables: impl IntoIterator<Item = &'v VariableId>) -> Form {
    let mut terms: Vec<(VariableId, i128)> = variables.into_iter().map(|id| (*id, 1)).collect();
    terms.sort_unstable();
    terms.dedup_by_key(|(id, _)| *id);
    Form { terms, constant: 0, divisor: 1 }
}

fn value(form: &Form, values: &Table<VariableId, Exact>) -> Exact {
    let sum = form.terms.iter().fold(Exact::integer(form.constant), |sum, (id, coefficient)| {
        &sum + &(values.at(*id) * &Exact::integer(*coefficient))
    });
    sum.divide(&Exact::integer(form.divisor)).unwrap_or(sum)
}

/// What is given of a count.
fn slot(measure: &Measure, facts: &Facts, decision: &Decision, id: VariableId, input: InputId) -> Option<Slot> {
    let Origin::Free(key) = &decision.variables.at(id).origin else { return None };
    match facts.inputs.get(input)? {
        Cells::One(slot) => Some(slot.clone()),
        Cells::Rows(slots) => {
            let table = measure.inputs.at(input).table?;
            let row = facts.rows.get(table)?.iter().position(|name| Some(name) == key.row.as_ref())?;
            slots.get(row).cloned()
        }
    }
}

/// The parts of a place that must all hold.
pub(super) fn parts(circuit: &Circuit, node: NodeId) -> Vec<NodeId> {
    match circuit.at(node) {
        Node::All(parts) => parts.clone(),
        Node::Constant(_) | Node::Atom(_) | Node::Truth(_) | Node::Not(_) | Node::Any(_) => vec![node],
    }
}
