//! Steps with their numbers, once it is known what each column is divided by.

use num_integer::Integer as _;

use super::{Batch, Column, Step};
use crate::decision::{Derived, Form, Node, NodeId, Origin, Relation, VariableId};
use crate::ids::Id as _;

/// A sum over registers: columns first, then what is derived.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    pub(super) terms: Vec<(usize, i128)>,
    pub(super) constant: i128,
}

/// One thing to work out for a block.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// `sum >= 0` into a place
    AtLeast(Sum, usize),
    /// `sum = 0`, or with `false` `sum != 0`
    Equal(Sum, bool, usize),
    /// A column that is 1 or 0
    Truth(usize, usize),
    Constant(bool, usize),
    Not(usize, usize),
    All(Vec<usize>, usize),
    Any(Vec<usize>, usize),
    /// `floor(sum / divisor)` into a register
    Floor(Sum, i128, usize),
    /// The largest
    Max(Vec<Sum>, usize),
    /// 1 where a place holds
    Indicator(usize, usize),
}

/// What a batch does with columns of certain divisors.
#[derive(Debug)]
pub(super) struct Linked {
    pub(super) actions: Vec<Action>,
    /// Registers after the columns.
    pub(super) derived: usize,
    pub(super) nodes: usize,
    /// The places wanted.
    pub(super) wanted: Vec<usize>,
}

/// Registers and places in the making.
struct Linker<'b> {
    batch: &'b Batch<'b>,
    /// For each variable its register and what it is divided by.
    registers: Vec<Option<(usize, i128)>>,
    /// For each place its number among the needed ones.
    places: Vec<usize>,
}

impl Linked {
    /// `None` if a number does not fit 128 bits.
    pub(super) fn new(batch: &Batch<'_>, columns: &[Column<'_>]) -> Option<Self> {
        let decision = batch.decision;
        let mut linker = Linker {
            batch,
            registers: vec![None; decision.variables.len()],
            places: vec![usize::MAX; decision.circuit.nodes().len()],
        };
        for (register, (id, column)) in batch.inputs.iter().zip(columns).enumerate() {
            linker.set(*id, register, column.per.into());
        }
        let (mut next, mut nodes) = (columns.len(), 0);
        let mut actions = Vec::with_capacity(batch.steps.len());
        for step in &batch.steps {
            match *step {
                Step::Variable(id) => {
                    let (action, per) = linker.derive(id, next)?;
                    actions.push(action);
                    linker.set(id, next, per);
                    next += 1;
                }
                Step::Node(id) => {
                    actions.push(linker.place(id, nodes)?);
                    *linker.places.get_mut(id.index())? = nodes;
                    nodes += 1;
                }
            }
        }
        let wanted = batch.wanted.iter().map(|id| linker.at(*id)).collect::<Option<_>>()?;
        Some(Self { actions, derived: next - columns.len(), nodes, wanted })
    }

    /// Whether no number and no sum of a block can reach the limit, given bounds for the sizes of the columns' numbers.
    pub(super) fn fits(&self, sizes: &[u128], limit: u128) -> bool {
        let mut sizes = sizes.to_vec();
        sizes.iter().all(|size| *size < limit)
            && self.actions.iter().all(|action| {
                let size = |sum: &Sum| -> Option<u128> {
                    let start = sum.constant.unsigned_abs().checked_add(1)?;
                    let size = sum.terms.iter().try_fold(start, |size, (register, coefficient)| {
                        size.checked_add(coefficient.unsigned_abs().checked_mul(*sizes.get(*register)?)?)
                    })?;
                    // Coefficients that do not fit by themselves matter too.
                    let fits = sum.terms.iter().all(|(_, coefficient)| coefficient.unsigned_abs() < limit);
                    (size < limit && fits).then_some(size)
                };
                match action {
                    Action::AtLeast(sum, _) | Action::Equal(sum, ..) => size(sum).is_some(),
                    Action::Truth(..) | Action::Constant(..) | Action::Not(..) | Action::All(..) | Action::Any(..) => {
                        true
                    }
                    Action::Floor(sum, divisor, _) => match size(sum) {
                        Some(size) if divisor.unsigned_abs() < limit => {
                            sizes.push(size);
                            true
                        }
                        Some(_) | None => false,
                    },
                    Action::Max(sums, _) => match sums.iter().map(size).try_fold(0, |most, size| Some(size?.max(most)))
                    {
                        Some(size) => {
                            sizes.push(size);
                            true
                        }
                        None => false,
                    },
                    Action::Indicator(..) => {
                        sizes.push(1);
                        true
                    }
                }
            })
    }
}

impl Linker<'_> {
    fn set(&mut self, id: VariableId, register: usize, per: i128) {
        if let Some(slot) = self.registers.get_mut(id.index()) {
            *slot = Some((register, per));
        }
    }

    fn register(&self, id: VariableId) -> Option<(usize, i128)> {
        self.registers.get(id.index()).copied().flatten()
    }

    fn at(&self, id: NodeId) -> Option<usize> {
        self.places.get(id.index()).copied().filter(|place| *place != usize::MAX)
    }

    /// A sum with its variables' divisors multiplied out, and what it is then divided by.
    fn sum(&self, terms: &[(VariableId, i128)], constant: i128) -> Option<(Sum, i128)> {
        let mut common = 1i128;
        for (id, _) in terms {
            let (_, per) = self.register(*id)?;
            common = common.checked_mul(per / common.gcd(&per))?;
        }
        let term = |(id, coefficient): &(VariableId, i128)| {
            let (register, per) = self.register(*id)?;
            Some((register, coefficient.checked_mul(common / per)?))
        };
        let terms = terms.iter().map(term).collect::<Option<_>>()?;
        Some((Sum { terms, constant: constant.checked_mul(common)? }, common))
    }

    fn form(&self, form: &Form) -> Option<(Sum, i128)> {
        let (sum, common) = self.sum(&form.terms, form.constant)?;
        Some((sum, form.divisor.checked_mul(common)?))
    }

    /// A derived variable, and what its register is divided by.
    fn derive(&self, id: VariableId, into: usize) -> Option<(Action, i128)> {
        match &self.batch.decision.variables.at(id).origin {
            Origin::Free(_) => None,
            Origin::Derived(Derived::Floor(form)) => {
                let (sum, divisor) = self.form(form)?;
                Some((Action::Floor(sum, divisor, into), 1))
            }
            Origin::Derived(Derived::Indicator(node)) => Some((Action::Indicator(self.at(*node)?, into), 1)),
            Origin::Derived(Derived::Max(forms)) => {
                let sums = forms.iter().map(|form| self.form(form)).collect::<Option<Vec<_>>>()?;
                let common =
                    sums.iter().try_fold(1i128, |common, (_, per)| common.checked_mul(per / common.gcd(per)))?;
                let scaled = |(sum, per): &(Sum, i128)| {
                    let factor = common / per;
                    let terms = sum
                        .terms
                        .iter()
                        .map(|(register, coefficient)| Some((*register, coefficient.checked_mul(factor)?)))
                        .collect::<Option<_>>()?;
                    Some(Sum { terms, constant: sum.constant.checked_mul(factor)? })
                };
                Some((Action::Max(sums.iter().map(scaled).collect::<Option<_>>()?, into), common))
            }
        }
    }

    fn place(&self, id: NodeId, into: usize) -> Option<Action> {
        let all = |parts: &[NodeId]| parts.iter().map(|part| self.at(*part)).collect::<Option<Vec<_>>>();
        Some(match self.batch.decision.circuit.at(id) {
            Node::Constant(holds) => Action::Constant(*holds, into),
            Node::Truth(id) => Action::Truth(self.register(*id)?.0, into),
            Node::Not(inner) => Action::Not(self.at(*inner)?, into),
            Node::All(parts) => Action::All(all(parts)?, into),
            Node::Any(parts) => Action::Any(all(parts)?, into),
            Node::Atom(id) => {
                let atom = self.batch.decision.atoms.at(*id);
                let (mut sum, _) = self.sum(&atom.terms, atom.constant)?;
                match atom.relation {
                    Relation::AtLeast => Action::AtLeast(sum, into),
                    // The sum is whole, so above zero means at least one.
                    Relation::Above => {
                        sum.constant = sum.constant.checked_sub(1)?;
                        Action::AtLeast(sum, into)
                    }
                    Relation::Equal => Action::Equal(sum, true, into),
                    Relation::NotEqual => Action::Equal(sum, false, into),
                }
            }
        })
    }
}
