//! A stage compiled for whole numbers of people, so that judging it again takes no more than sums.
//!
//! It serves facts in which every count the stage depends on is known and fits 64 bits, the parameters are those it was made
//! for, and every `given` holds and no base is empty. Anything else is left to the evaluator.

use super::bare::ConditionVerdict;
use super::margin;
use super::needed::needed;
use super::outcome::{MarginUnit, Verdict};
use crate::decision::{self, Decision, Node, NodeId, Relation};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::{Id as _, Table};
use crate::program::{CompareOperator, ConditionId, InputId, Measure, ParameterId, Reference, StageId, Visit as _};
use crate::value::{Exact, Kind, Value};

/// A sum of counts, by their positions in the plan.
#[derive(Debug)]
struct Sum {
    terms: Vec<(usize, i64)>,
    constant: i64,
}

impl Sum {
    /// `None` if a number does not fit.
    fn new(terms: &[(decision::VariableId, i128)], constant: i128, position: &[usize]) -> Option<Self> {
        let term = |(id, coefficient): &(decision::VariableId, i128)| {
            Some((*position.get(id.index())?, i64::try_from(*coefficient).ok()?))
        };
        Some(Self { terms: terms.iter().map(term).collect::<Option<_>>()?, constant: i64::try_from(constant).ok()? })
    }

    /// 64 bits times 64 bits, a few thousand times over, fit 128.
    #[inline]
    fn of(&self, counts: &[i64]) -> i128 {
        self.terms.iter().fold(self.constant.into(), |sum, (count, coefficient)| {
            sum + i128::from(*coefficient) * i128::from(counts.get(*count).copied().unwrap_or(0))
        })
    }
}

/// Something to work out, each after what it is made of.
#[derive(Debug)]
enum Gate {
    Constant(bool),
    Compare(Sum, Relation),
    Not(usize),
    All(Vec<usize>),
    Any(Vec<usize>),
}

/// A condition of the stage.
#[derive(Debug)]
struct Planned {
    condition: ConditionId,
    met: usize,
    comparison: Option<Comparison>,
}

/// Left minus right.
#[derive(Debug)]
struct Comparison {
    operator: CompareOperator,
    difference: Sum,
    divisor: i128,
    based: usize,
    counts: bool,
}

/// A stage compiled.
#[derive(Debug)]
pub(super) struct Plan {
    parameters: Vec<(ParameterId, Cells)>,
    inputs: Vec<InputId>,
    gates: Vec<Gate>,
    givens: Vec<usize>,
    conditions: Vec<Planned>,
    counts: Vec<i64>,
    holds: Vec<bool>,
}

impl Plan {
    /// `None` if the stage or a `given` depends on anything but counts outside tables, or is not linear.
    pub(super) fn new(measure: &Measure, stage: StageId, facts: &Facts) -> Option<Self> {
        if !measure.tables.is_empty() || !facts.givens.is_empty() || !facts.dates.is_empty() {
            return None;
        }
        let count = |id: InputId| measure.inputs.at(id).kind == Kind::Count;
        let mut open = facts.clone();
        open.inputs = measure.inputs.ids().map(|_| Cells::One(Slot::Unknown)).collect();
        let decision = decision::lower(&[(measure, &open)]);
        let rules = decision.rules.first().filter(|rules| rules.given_not_linear.is_none())?;
        let (parameters, inputs) = used(measure, stage);
        if !inputs.iter().all(|id| count(*id)) {
            return None;
        }
        let paths: Table<InputId, _> = measure.inputs.ids().map(|id| measure.input_path(id)).collect();
        let position: Vec<usize> = decision
            .variables
            .values()
            .map(|variable| match &variable.origin {
                decision::Origin::Free(key) => {
                    inputs.iter().position(|id| *paths.at(*id) == key.path).unwrap_or(usize::MAX)
                }
                decision::Origin::Derived(_) => usize::MAX,
            })
            .collect();
        let mut plan = Self {
            parameters: parameters.into_iter().filter_map(|id| Some((id, facts.parameters.get(id)?.clone()))).collect(),
            counts: vec![0; inputs.len()],
            inputs,
            gates: Vec::new(),
            givens: Vec::new(),
            conditions: Vec::new(),
            holds: Vec::new(),
        };
        let mut gates = vec![None; decision.circuit.nodes().len()];
        for given in &rules.givens {
            let gate = plan.gate(*given, &decision, &position, &mut gates)?;
            plan.givens.push(gate);
        }
        for &condition in &measure.stages.at(stage).conditions {
            let lowered = rules.conditions.at(condition).as_ref().ok()?;
            let met = plan.gate(lowered.met, &decision, &position, &mut gates)?;
            let comparison = match &lowered.comparison {
                None if single(measure, condition) => return None,
                None => None,
                Some(own) => Some(Comparison {
                    operator: own.operator,
                    difference: Sum::new(&own.form.terms, own.form.constant, &position)?,
                    divisor: own.form.divisor,
                    based: plan.gate(own.based, &decision, &position, &mut gates)?,
                    counts: own.counts,
                }),
            };
            plan.conditions.push(Planned { condition, met, comparison });
        }
        plan.holds = vec![false; plan.gates.len()];
        Some(plan)
    }

    /// The gate of a place in the circuit, with all it is made of. Conditions do not nest deeper than their text.
    fn gate(
        &mut self,
        id: NodeId,
        decision: &Decision,
        position: &[usize],
        gates: &mut [Option<usize>],
    ) -> Option<usize> {
        if let Some(gate) = gates.get(id.index()).copied().flatten() {
            return Some(gate);
        }
        let mut open = vec![id];
        while let Some(&next) = open.last() {
            let parts: &[NodeId] = match decision.circuit.at(next) {
                Node::Constant(_) | Node::Atom(_) | Node::Truth(_) => &[],
                Node::Not(inner) => std::slice::from_ref(inner),
                Node::All(parts) | Node::Any(parts) => parts,
            };
            let before = open.len();
            open.extend(parts.iter().filter(|part| gates.get(part.index()).is_some_and(Option::is_none)));
            if open.len() > before {
                continue;
            }
            open.pop();
            let at = |id: &NodeId| gates.get(id.index()).copied().flatten();
            let gate = match decision.circuit.at(next) {
                Node::Constant(holds) => Gate::Constant(*holds),
                Node::Truth(_) => return None,
                Node::Atom(id) => {
                    let atom = decision.atoms.at(*id);
                    if atom.terms.iter().any(|(id, _)| position.get(id.index()).is_none_or(|at| *at == usize::MAX)) {
                        return None;
                    }
                    Gate::Compare(Sum::new(&atom.terms, atom.constant, position)?, atom.relation)
                }
                Node::Not(inner) => Gate::Not(at(inner)?),
                Node::All(parts) => Gate::All(parts.iter().map(at).collect::<Option<_>>()?),
                Node::Any(parts) => Gate::Any(parts.iter().map(at).collect::<Option<_>>()?),
            };
            if let Some(slot @ None) = gates.get_mut(next.index()) {
                self.gates.push(gate);
                *slot = Some(self.gates.len() - 1);
            }
        }
        gates.get(id.index()).copied().flatten()
    }

    /// Judges the facts, if they are of the sort it was made for; whether they are.
    pub(super) fn judge(&mut self, facts: &Facts, judgements: &mut Vec<ConditionVerdict>) -> Option<bool> {
        if !facts.givens.is_empty() || !facts.dates.is_empty() {
            return None;
        }
        for (id, own) in &self.parameters {
            if facts.parameters.get(*id)? != own {
                return Some(false);
            }
        }
        for (slot, id) in self.counts.iter_mut().zip(&self.inputs) {
            match facts.inputs.get(*id)? {
                Cells::One(Slot::Known(Value::Number(value))) => *slot = value.to_i64()?,
                Cells::One(_) | Cells::Rows(_) => return None,
            }
        }
        let Self { gates, holds, counts, .. } = self;
        for (at, gate) in gates.iter().enumerate() {
            let place = |at: &usize| holds.get(*at).copied().unwrap_or(false);
            let truth = match gate {
                Gate::Constant(truth) => *truth,
                Gate::Compare(sum, relation) => relation.holds(sum.of(counts)),
                Gate::Not(inner) => !place(inner),
                Gate::All(parts) => parts.iter().all(place),
                Gate::Any(parts) => parts.iter().any(place),
            };
            if let Some(slot) = holds.get_mut(at) {
                *slot = truth;
            }
        }
        let place = |at: &usize| self.holds.get(*at).copied().unwrap_or(false);
        if !self.givens.iter().all(place) {
            return None;
        }
        judgements.clear();
        for Planned { condition, met, comparison } in &self.conditions {
            let met = place(met);
            let (mut difference, mut by) = (None, None);
            if let Some(own) = comparison {
                if !place(&own.based) {
                    return None;
                }
                let value = Exact::positive(own.difference.of(&self.counts), own.divisor);
                if own.counts {
                    by = margin::by(own.operator, &value, met, MarginUnit::Count);
                }
                difference = Some(value);
            }
            judgements.push(ConditionVerdict {
                condition: *condition,
                verdict: Verdict::from_bool(met),
                difference,
                by,
            });
        }
        Some(true)
    }
}

/// Whether a condition is a single comparison of anything.
fn single(measure: &Measure, condition: ConditionId) -> bool {
    use crate::program::{FormulaNode, Meaning};
    let mut formula = &measure.conditions.at(condition).formula;
    loop {
        formula = match &formula.node {
            FormulaNode::Not(inner) => inner,
            FormulaNode::Reference(Reference::Definition(id)) => match &measure.definitions.at(*id).value {
                Meaning::Truth(inner) => inner,
                Meaning::Number(_) | Meaning::Date(_) | Meaning::Duration(_) => return false,
            },
            FormulaNode::Compare(_) | FormulaNode::CompareDates(..) => return true,
            FormulaNode::Constant(_)
            | FormulaNode::Reference(_)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::And(_)
            | FormulaNode::Or(_)
            | FormulaNode::Quantified { .. }
            | FormulaNode::Stage(..)
            | FormulaNode::Condition(..) => return false,
        };
    }
}

/// The parameters and inputs that a stage and the `given`s depend on, also through definitions, in order of declaration.
fn used(measure: &Measure, stage: StageId) -> (Vec<ParameterId>, Vec<InputId>) {
    let mut parameters = vec![false; measure.parameters.len()];
    let mut inputs = vec![false; measure.inputs.len()];
    let mut mark = |reference: &Reference| {
        let slot = match reference {
            Reference::Input(id) => inputs.get_mut(id.index()),
            Reference::Parameter(id) => parameters.get_mut(id.index()),
            Reference::Definition(_) | Reference::AsOf { .. } => None,
        };
        if let Some(slot) = slot {
            *slot = true;
        }
    };
    for &condition in &measure.stages.at(stage).conditions {
        measure.conditions.at(condition).formula.references(&mut mark);
    }
    measure.givens.values().for_each(|given| given.formula.references(&mut mark));
    for id in needed(measure, [stage]) {
        measure.definitions.at(id).value.references(&mut mark);
    }
    let chosen = |marks: &[bool], index: usize| marks.get(index).copied().unwrap_or(false);
    (
        measure.parameters.ids().filter(|id| chosen(&parameters, id.index())).collect(),
        measure.inputs.ids().filter(|id| chosen(&inputs, id.index())).collect(),
    )
}
