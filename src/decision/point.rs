//! A decision at one point: every variable a number, every place of the circuit a truth.

use super::{Atom, AtomId, Decision, Derived, Form, Node, NodeId, Origin, Relation, VariableId};
use crate::ids::{Id as _, Table};
use crate::value::Exact;

/// The values of a decision for certain values of its free variables.
#[derive(Clone, Debug)]
pub struct Point {
    /// The value of every variable; a truth is 1 or 0.
    pub values: Table<VariableId, Exact>,
    atoms: Table<AtomId, bool>,
    nodes: Table<NodeId, bool>,
}

impl Point {
    /// Whether a place of the circuit holds.
    pub fn holds(&self, node: NodeId) -> bool {
        self.nodes.get(node).copied().unwrap_or(false)
    }

    /// Whether a comparison holds.
    pub fn compares(&self, atom: AtomId) -> bool {
        self.atoms.get(atom).copied().unwrap_or(false)
    }

    /// What a form is worth.
    pub fn value(&self, form: &Form) -> Exact {
        value(form, &self.values)
    }
}

impl Decision {
    /// Works everything out at a point; `value` says what a free variable is, a truth as 1 or 0.
    pub fn at(&self, value: impl Fn(VariableId) -> Exact) -> Point {
        let mut point = Point { values: Table::new(), atoms: Table::new(), nodes: Table::new() };
        for (id, variable) in self.variables.iter() {
            let value = match &variable.origin {
                Origin::Free(_) => value(id),
                Origin::Derived(Derived::Floor(form)) => point.value(form).floor(),
                Origin::Derived(Derived::Max(forms)) => {
                    forms.iter().map(|form| point.value(form)).max().unwrap_or(Exact::ZERO)
                }
                Origin::Derived(Derived::Indicator(node)) => {
                    self.follow(*node, &mut point);
                    if point.holds(*node) { Exact::ONE } else { Exact::ZERO }
                }
            };
            point.values.push(value);
        }
        if let Some(last) = self.circuit.nodes().ids().last() {
            self.follow(last, &mut point);
        }
        point
    }

    /// Works out the circuit up to a place. What an indicator stands for was placed before anything made of it.
    fn follow(&self, last: NodeId, point: &mut Point) {
        for (_, node) in self.circuit.nodes().iter().take(last.index() + 1).skip(point.nodes.len()) {
            let holds = match node {
                Node::Constant(holds) => *holds,
                Node::Atom(id) => {
                    for (_, atom) in self.atoms.iter().take(id.index() + 1).skip(point.atoms.len()) {
                        let holds = compares(atom, &point.values);
                        point.atoms.push(holds);
                    }
                    point.compares(*id)
                }
                Node::Truth(id) => point.values.get(*id).is_some_and(Exact::is_positive),
                Node::Not(inner) => !point.holds(*inner),
                Node::All(parts) => parts.iter().all(|part| point.holds(*part)),
                Node::Any(parts) => parts.iter().any(|part| point.holds(*part)),
            };
            point.nodes.push(holds);
        }
    }
}

fn compares(atom: &Atom, values: &Table<VariableId, Exact>) -> bool {
    let sum = sum(&atom.terms, atom.constant, values);
    match atom.relation {
        Relation::AtLeast => !sum.is_negative(),
        Relation::Above => sum.is_positive(),
        Relation::Equal => sum.is_zero(),
        Relation::NotEqual => !sum.is_zero(),
    }
}

fn value(form: &Form, values: &Table<VariableId, Exact>) -> Exact {
    let sum = sum(&form.terms, form.constant, values);
    sum.divide(&Exact::integer(form.divisor)).unwrap_or(sum)
}

fn sum(terms: &[(VariableId, i128)], constant: i128, values: &Table<VariableId, Exact>) -> Exact {
    terms.iter().fold(Exact::integer(constant), |sum, (id, coefficient)| match values.get(*id) {
        Some(value) => &sum + &(value * &Exact::integer(*coefficient)),
        None => sum,
    })
}
