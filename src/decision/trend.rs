//! Which way truths go when something grows.

use std::collections::{BTreeMap, HashMap};

use super::{Decision, Derived, Form, Node, NodeId, Origin, Relation, VariableId};
use crate::ids::Id as _;

/// What happens to a truth or a number while something grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Nothing.
    Constant,
    /// It can only begin to hold, or grow.
    Rising,
    /// It can only cease to hold, or shrink.
    Falling,
    /// Perhaps one, perhaps the other: this looks at every comparison by itself and may not see that they agree.
    Mixed,
}

impl Trend {
    /// The trend of the opposite.
    pub const fn turned(self) -> Self {
        match self {
            Self::Rising => Self::Falling,
            Self::Falling => Self::Rising,
            Self::Constant | Self::Mixed => self,
        }
    }

    /// The trend of what is made of two.
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Constant, trend) | (trend, Self::Constant) => trend,
            (Self::Rising, Self::Rising) => Self::Rising,
            (Self::Falling, Self::Falling) => Self::Falling,
            (Self::Rising | Self::Falling | Self::Mixed, _) => Self::Mixed,
        }
    }

    const fn of_sign(sign: i128) -> Self {
        match sign {
            0 => Self::Constant,
            1.. => Self::Rising,
            _ => Self::Falling,
        }
    }
}

/// Variables that move together, each by so much at every step.
pub type Direction = Vec<(VariableId, i128)>;

impl Decision {
    /// The trend of a place of the circuit when any of these directions is gone, each as far as one likes.
    pub fn trend(&self, node: NodeId, directions: &[Direction]) -> Trend {
        let mut slopes: HashMap<VariableId, Vec<(usize, i128)>> = HashMap::new();
        for (index, direction) in directions.iter().enumerate() {
            for (variable, slope) in direction {
                slopes.entry(*variable).or_default().push((index, *slope));
            }
        }
        let mut trends = Trends { decision: self, slopes, nodes: Vec::new(), variables: Vec::new() };
        trends.nodes_until(node);
        trends.node(node)
    }
}

struct Trends<'d> {
    decision: &'d Decision,
    slopes: HashMap<VariableId, Vec<(usize, i128)>>,
    nodes: Vec<Trend>,
    /// Of derived variables; those that are free are told apart by direction.
    variables: Vec<Trend>,
}

impl Trends<'_> {
    fn node(&self, id: NodeId) -> Trend {
        self.nodes.get(id.index()).copied().unwrap_or(Trend::Mixed)
    }

    fn nodes_until(&mut self, last: NodeId) {
        while self.nodes.len() <= last.index() {
            let trend = match self.decision.circuit.at(NodeId::new(self.nodes.len())) {
                Node::Constant(_) | Node::Truth(_) => Trend::Constant,
                Node::Atom(atom) => {
                    let atom = self.decision.atoms.at(*atom);
                    let form = self.terms(&atom.terms);
                    match atom.relation {
                        Relation::AtLeast | Relation::Above => form,
                        Relation::Equal | Relation::NotEqual if form == Trend::Constant => form,
                        Relation::Equal | Relation::NotEqual => Trend::Mixed,
                    }
                }
                Node::Not(inner) => self.node(*inner).turned(),
                Node::Any(parts) => parts.iter().fold(Trend::Constant, |trend, part| trend.and(self.node(*part))),
                Node::All(parts) => {
                    parts.iter().fold(Trend::Constant, |trend, part| trend.and(self.among(*part, parts)))
                }
            };
            self.nodes.push(trend);
        }
    }

    /// The trend of one of several that must all hold.
    ///
    /// `yes + no > 0` beside `45·yes − 55·no >= 0` says no more than `yes > 0`: without a Yes the other allows no No either.
    /// So the base of a share does not make it rise with the votes against.
    fn among(&mut self, id: NodeId, siblings: &[NodeId]) -> Trend {
        let decision = self.decision;
        let atom = |id: NodeId| match decision.circuit.at(id) {
            Node::Atom(atom) => Some(decision.atoms.at(*atom)),
            Node::Constant(_) | Node::Truth(_) | Node::Not(_) | Node::All(_) | Node::Any(_) => None,
        };
        let is_count = |id: &VariableId| decision.variables.at(*id).low.as_ref().is_some_and(|low| !low.is_negative());
        let own = self.node(id);
        let base = atom(id).filter(|base| {
            let positive = base.terms.iter().all(|(id, slope)| *slope > 0 && is_count(id));
            base.relation == Relation::Above && base.constant == 0 && positive
        });
        let Some(base) = base.filter(|_| own != Trend::Constant) else { return own };
        let others = siblings.iter().filter(|other| **other != id).filter_map(|other| atom(*other));
        for other in others {
            let bound = matches!(other.relation, Relation::AtLeast | Relation::Above) && other.constant <= 0;
            if !bound || !other.terms.iter().all(|(id, _)| is_count(id)) {
                continue;
            }
            let slope_of = |id: VariableId| other.terms.iter().find(|(own, _)| *own == id).map(|(_, slope)| *slope);
            if base.terms.iter().all(|(id, _)| slope_of(*id).is_some()) {
                let rest: Vec<(VariableId, i128)> =
                    base.terms.iter().copied().filter(|(id, _)| slope_of(*id).is_some_and(|slope| slope > 0)).collect();
                return self.terms(&rest);
            }
        }
        own
    }

    fn variables_until(&mut self, last: VariableId) {
        while self.variables.len() <= last.index() {
            let trend = match &self.decision.variables.at(VariableId::new(self.variables.len())).origin {
                Origin::Free(_) => Trend::Constant,
                Origin::Derived(Derived::Floor(form)) => self.form(form),
                Origin::Derived(Derived::Max(forms)) => {
                    forms.iter().fold(Trend::Constant, |trend, form| trend.and(self.form(form)))
                }
                Origin::Derived(Derived::Indicator(node)) => {
                    self.nodes_until(*node);
                    self.node(*node)
                }
            };
            self.variables.push(trend);
        }
    }

    fn form(&mut self, form: &Form) -> Trend {
        self.terms(&form.terms)
    }

    fn terms(&mut self, terms: &[(VariableId, i128)]) -> Trend {
        if let Some((last, _)) = terms.last() {
            self.variables_until(*last);
        }
        let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
        let mut trend = Trend::Constant;
        for (id, coefficient) in terms {
            for (direction, slope) in self.slopes.get(id).into_iter().flatten() {
                let sum = sums.entry(*direction).or_default();
                match coefficient.checked_mul(*slope).and_then(|more| sum.checked_add(more)) {
                    Some(more) => *sum = more,
                    None => trend = Trend::Mixed,
                }
            }
            let own = self.variables.get(id.index()).copied().unwrap_or(Trend::Mixed);
            trend = trend.and(if *coefficient < 0 { own.turned() } else { own });
        }
        sums.into_values().fold(trend, |trend, sum| trend.and(Trend::of_sign(sum)))
    }
}
