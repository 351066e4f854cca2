//! Boolean circuits in which the same thing stands only once.

use std::collections::HashMap;

use super::{AtomId, VariableId};
use crate::ids::{Table, id};

id!(/** A place in a circuit. */ #[derive(Default)] NodeId);

/// One place in a circuit. What it is made of comes before it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// `false`, `true`
    Constant(bool),
    /// A comparison.
    Atom(AtomId),
    /// A truth that is not known.
    Truth(VariableId),
    /// The opposite.
    Not(NodeId),
    /// All of them, at least two, ascending.
    All(Vec<NodeId>),
    /// One of them, at least two, ascending.
    Any(Vec<NodeId>),
}

/// A Boolean circuit.
#[derive(Clone, Debug)]
pub struct Circuit {
    nodes: Table<NodeId, Node>,
    known: HashMap<Node, NodeId>,
}

impl Default for Circuit {
    fn default() -> Self {
        let nodes: Table<NodeId, Node> = [Node::Constant(false), Node::Constant(true)].into_iter().collect();
        let known = nodes.iter().map(|(id, node)| (node.clone(), id)).collect();
        Self { nodes, known }
    }
}

impl Circuit {
    /// What never holds.
    pub const FALSE: NodeId = NodeId(0);
    /// What always holds.
    pub const TRUE: NodeId = NodeId(1);

    /// All places, each after those it is made of.
    pub fn nodes(&self) -> &Table<NodeId, Node> {
        &self.nodes
    }

    /// What is at a place.
    pub fn at(&self, id: NodeId) -> &Node {
        self.nodes.at(id)
    }

    /// A constant.
    pub const fn constant(holds: bool) -> NodeId {
        if holds { Self::TRUE } else { Self::FALSE }
    }

    pub(super) fn atom(&mut self, id: AtomId) -> NodeId {
        self.place(Node::Atom(id))
    }

    pub(super) fn truth(&mut self, id: VariableId) -> NodeId {
        self.place(Node::Truth(id))
    }

    /// The opposite of a place.
    pub fn not(&mut self, id: NodeId) -> NodeId {
        match self.at(id) {
            Node::Constant(holds) => Self::constant(!holds),
            Node::Not(inner) => *inner,
            Node::Atom(_) | Node::Truth(_) | Node::All(_) | Node::Any(_) => self.place(Node::Not(id)),
        }
    }

    /// Where all of these hold.
    pub fn all(&mut self, parts: impl IntoIterator<Item = NodeId>) -> NodeId {
        self.group(parts, true)
    }

    /// Where one of these holds.
    pub fn any(&mut self, parts: impl IntoIterator<Item = NodeId>) -> NodeId {
        self.group(parts, false)
    }

    /// Where both hold or neither does.
    pub fn same(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (not_a, not_b) = (self.not(a), self.not(b));
        let (both, neither) = (self.all([a, b]), self.all([not_a, not_b]));
        self.any([both, neither])
    }

    fn group(&mut self, parts: impl IntoIterator<Item = NodeId>, every: bool) -> NodeId {
        let (neutral, decisive) = (Self::constant(every), Self::constant(!every));
        let mut flat = Vec::new();
        for part in parts {
            match (self.at(part), every) {
                (Node::All(inner), true) | (Node::Any(inner), false) => flat.extend_from_slice(inner),
                _ if part == neutral => {}
                _ => flat.push(part),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        let opposite = |id: &NodeId| match self.at(*id) {
            Node::Not(inner) => flat.binary_search(inner).is_ok(),
            _ => false,
        };
        if flat.contains(&decisive) || flat.iter().any(opposite) {
            return decisive;
        }
        match flat.as_slice() {
            [] => neutral,
            [only] => *only,
            _ => self.place(if every { Node::All(flat) } else { Node::Any(flat) }),
        }
    }

    fn place(&mut self, node: Node) -> NodeId {
        if let Some(&id) = self.known.get(&node) {
            return id;
        }
        let id = self.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }
}
