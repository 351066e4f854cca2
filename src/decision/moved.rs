//! The same rules after something has moved: votes that are added, a day later.

use std::collections::BTreeMap;

use super::{Decision, Derived, Form, Node, NodeId, Origin, Relation, VariableId};
use crate::ids::Id as _;
use crate::program::CompareOperator;
use crate::value::Exact;

impl Decision {
    /// Places of the circuit as they are once variables have moved, each by a form of variables that stay as they are.
    ///
    /// Both stand in the same decision and share whatever does not move, so that "it fails, and after the move it passes" is
    /// one question. `None` if a number does not fit 128 bits.
    pub fn moved(&mut self, nodes: &[NodeId], by: &BTreeMap<VariableId, Form>) -> Option<Vec<NodeId>> {
        let mut copy = Copy { decision: self, by, nodes: Vec::new(), variables: Vec::new() };
        nodes.iter().map(|node| copy.node(*node)).collect()
    }
}

/// The moved part as far as it has been made: what is made of others comes after them.
struct Copy<'d> {
    decision: &'d mut Decision,
    by: &'d BTreeMap<VariableId, Form>,
    nodes: Vec<NodeId>,
    variables: Vec<Form>,
}

impl Copy<'_> {
    fn node(&mut self, id: NodeId) -> Option<NodeId> {
        while self.nodes.len() <= id.index() {
            let own = NodeId::new(self.nodes.len());
            let moved = match self.decision.circuit.at(own).clone() {
                Node::Constant(_) | Node::Truth(_) => own,
                Node::Atom(atom) => {
                    let atom = self.decision.atoms.at(atom).clone();
                    let before = Form { terms: atom.terms, constant: atom.constant, divisor: 1 };
                    let after = self.form(&before)?;
                    if after == before { own } else { self.decision.compare(operator(atom.relation), &after)? }
                }
                Node::Not(inner) => {
                    let inner = self.made(inner)?;
                    self.decision.circuit.not(inner)
                }
                Node::All(parts) => {
                    let parts = parts.iter().map(|part| self.made(*part)).collect::<Option<Vec<_>>>()?;
                    self.decision.circuit.all(parts)
                }
                Node::Any(parts) => {
                    let parts = parts.iter().map(|part| self.made(*part)).collect::<Option<Vec<_>>>()?;
                    self.decision.circuit.any(parts)
                }
            };
            self.nodes.push(moved);
        }
        self.made(id)
    }

    fn made(&self, id: NodeId) -> Option<NodeId> {
        self.nodes.get(id.index()).copied()
    }

    /// The result of a form after the move.
    fn form(&mut self, form: &Form) -> Option<Form> {
        if let Some((last, _)) = form.terms.last() {
            self.variables_until(*last)?;
        }
        let constant = Form::constant(&Exact::ratio(form.constant, form.divisor)?)?;
        form.terms.iter().try_fold(constant, |sum, (id, coefficient)| {
            sum.add_scaled(self.variables.get(id.index())?, &Exact::ratio(*coefficient, form.divisor)?)
        })
    }

    fn variables_until(&mut self, last: VariableId) -> Option<()> {
        while self.variables.len() <= last.index() {
            let id = VariableId::new(self.variables.len());
            let own = Form::variable(id);
            let moved = match self.decision.variables.at(id).origin.clone() {
                Origin::Free(_) => match self.by.get(&id) {
                    Some(by) => own.add_scaled(by, &Exact::ONE)?,
                    None => own,
                },
                Origin::Derived(derived) => {
                    let after = match &derived {
                        Derived::Floor(form) => Derived::Floor(self.form(form)?),
                        Derived::Max(forms) => {
                            Derived::Max(forms.iter().map(|form| self.form(form)).collect::<Option<_>>()?)
                        }
                        // What it stands for was placed before anything made of it.
                        Derived::Indicator(node) => Derived::Indicator(self.node(*node)?),
                    };
                    if after == derived { own } else { Form::variable(self.decision.derive(after)) }
                }
            };
            self.variables.push(moved);
        }
        Some(())
    }
}

const fn operator(relation: Relation) -> CompareOperator {
    match relation {
        Relation::AtLeast => CompareOperator::AtLeast,
        Relation::Above => CompareOperator::MoreThan,
        Relation::Equal => CompareOperator::Equal,
        Relation::NotEqual => CompareOperator::NotEqual,
    }
}
