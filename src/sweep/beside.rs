//! What `given`s say of the numbers that move, where they speak of numbers of which nothing is known as well.
//!
//! `given taxed <= registered` keeps nothing from moving while `taxed` is open: some figure always fits. A count of which
//! nothing is known can be nothing or as large as it takes; if every `given` that names it is helped by the same of the two,
//! that is what it is taken for, and the rest must hold. And what is connected with nothing that moves either can be or
//! cannot, once and for all.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::Needed;
use crate::decision::{Decision, Form, Node, NodeId, Origin, Relation, VariableId};
use crate::program::CompareOperator;
use crate::solver::{Answer, Question};
use crate::value::Exact;

/// The `given`s that are connected by what they name, with all of that.
fn groups(decision: &Decision, givens: &[NodeId]) -> Vec<(Vec<NodeId>, BTreeSet<VariableId>)> {
    let mut groups: Vec<(Vec<NodeId>, BTreeSet<VariableId>)> = Vec::new();
    for &given in givens {
        let (mut nodes, mut variables) = (vec![given], Needed::of(decision, [given]).variables);
        for (others, theirs) in groups.extract_if(.., |(_, theirs)| !theirs.is_disjoint(&variables)).collect::<Vec<_>>()
        {
            nodes.extend(others);
            variables.extend(theirs);
        }
        groups.push((nodes, variables));
    }
    groups
}

/// The part of a `given` that names what is open.
struct Part {
    terms: Vec<(VariableId, i128)>,
    constant: i128,
    strict: bool,
}

impl Part {
    fn of(&self, id: VariableId) -> Option<i128> {
        self.terms.iter().find(|(own, _)| *own == id).map(|(_, coefficient)| *coefficient)
    }
}

/// What must hold of the rest so that some figures for what is open satisfy all of these. `None` if that cannot be said in
/// this way.
pub(super) fn without(decision: &mut Decision, givens: &[NodeId], open: &BTreeSet<VariableId>) -> Option<Vec<NodeId>> {
    let mut kept = Vec::new();
    let mut parts = Vec::new();
    let mut left = Vec::new();
    for (together, variables) in groups(decision, givens) {
        if !variables.is_subset(open) {
            left.extend(together);
        } else if !matches!(Question::can(decision, together).answer(), Answer::Witness(_)) {
            return None;
        }
    }
    while let Some(node) = left.pop() {
        if Needed::of(decision, [node]).variables.is_disjoint(open) {
            kept.push(node);
            continue;
        }
        match decision.circuit.at(node) {
            Node::All(inner) => left.extend_from_slice(inner),
            Node::Atom(id) => {
                let atom = decision.atoms.at(*id);
                let strict = match atom.relation {
                    Relation::AtLeast => false,
                    Relation::Above => true,
                    Relation::Equal | Relation::NotEqual => return None,
                };
                parts.push(Part { terms: atom.terms.clone(), constant: atom.constant, strict });
            }
            Node::Constant(_) | Node::Truth(_) | Node::Not(_) | Node::Any(_) => return None,
        }
    }
    for id in parts.iter().flat_map(|part| &part.terms).map(|(id, _)| *id).filter(|id| open.contains(id)) {
        let variable = decision.variables.at(id);
        if !matches!(variable.origin, Origin::Free(_)) || variable.low != Some(Exact::ZERO) || variable.high.is_some() {
            return None;
        }
    }
    // One after the other: as large as it takes, whatever the rest is, or nothing.
    while let Some((id, large)) = one_way(&parts, open)? {
        match large {
            true => parts.retain(|part| part.of(id).is_none()),
            false => parts.iter_mut().for_each(|part| part.terms.retain(|(own, _)| *own != id)),
        }
    }
    for part in parts {
        let operator = if part.strict { CompareOperator::MoreThan } else { CompareOperator::AtLeast };
        kept.push(decision.compare(operator, &Form { terms: part.terms, constant: part.constant, divisor: 1 })?);
    }
    Some(kept)
}

/// An open number that helps all parts that name it if it is large, or if it is nothing. `Some(None)` if none is named.
fn one_way(parts: &[Part], open: &BTreeSet<VariableId>) -> Option<Option<(VariableId, bool)>> {
    let mut helped: BTreeMap<VariableId, [bool; 2]> = BTreeMap::new();
    for (id, coefficient) in parts.iter().flat_map(|part| &part.terms).filter(|(id, _)| open.contains(id)) {
        let [none, large] = helped.entry(*id).or_default();
        if *coefficient > 0 { *large = true } else { *none = true }
    }
    if helped.is_empty() {
        return Some(None);
    }
    helped.into_iter().find(|(_, [none, large])| none != large).map(|(id, [_, large])| Some((id, large)))
}
