//! What depends on what: an order in which everything comes after what it needs, and the loops that prevent one.

use std::collections::VecDeque;

/// Nodes in an order where each comes after those it needs, and one loop for each knot of nodes that need each other.
pub(super) struct Ordered {
    /// All nodes; those in loops too.
    pub order: Vec<usize>,
    /// Each loop from its first node on, every one needing the next and the last the first.
    pub loops: Vec<Vec<usize>>,
}

/// Orders nodes by what they need. Among equals the order of declaration stays. No recursion: chains may be long.
pub(super) fn order(needs: &[Vec<usize>]) -> Ordered {
    // Tarjan's strongly connected components, with an explicit stack of (node, next edge).
    let mut state = vec![Node::default(); needs.len()];
    let mut counter = 0;
    let mut open: Vec<usize> = Vec::new();
    let mut ordered = Ordered { order: Vec::with_capacity(needs.len()), loops: Vec::new() };
    for root in 0..needs.len() {
        if state.get(root).is_some_and(|node| node.index.is_some()) {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0
                && let Some(own) = state.get_mut(node)
            {
                *own = Node { index: Some(counter), low: counter, open: true };
                counter += 1;
                open.push(node);
            }
            if let Some(&next) = needs.get(node).and_then(|edges| edges.get(edge)) {
                calls.push((node, edge + 1));
                match state.get(next).copied() {
                    Some(Node { index: None, .. }) => calls.push((next, 0)),
                    Some(Node { index: Some(index), open: true, .. }) => lower(&mut state, node, index),
                    Some(_) | None => {}
                }
                continue;
            }
            let own = state.get(node).copied().unwrap_or_default();
            if let Some(&(parent, _)) = calls.last() {
                lower(&mut state, parent, own.low);
            }
            if own.index == Some(own.low) {
                let from = open.iter().rposition(|&other| other == node).unwrap_or(0);
                let mut knot = open.split_off(from);
                for &member in &knot {
                    if let Some(member) = state.get_mut(member) {
                        member.open = false;
                    }
                }
                knot.sort_unstable();
                if let Some(found) = find_loop(needs, &knot) {
                    ordered.loops.push(found);
                }
                ordered.order.extend(knot);
            }
        }
    }
    ordered
}

#[derive(Clone, Copy, Default)]
struct Node {
    index: Option<usize>,
    low: usize,
    open: bool,
}

fn lower(state: &mut [Node], node: usize, low: usize) {
    if let Some(node) = state.get_mut(node) {
        node.low = node.low.min(low);
    }
}

/// The shortest way from a knot's first node back to itself.
fn find_loop(needs: &[Vec<usize>], knot: &[usize]) -> Option<Vec<usize>> {
    let &start = knot.first()?;
    let mut from = vec![None; knot.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for &next in needs.get(node)? {
            if next == start {
                let mut way = vec![node];
                let mut at = node;
                while at != start {
                    at = from.get(knot.binary_search(&at).ok()?).copied().flatten()?;
                    way.push(at);
                }
                way.reverse();
                return Some(way);
            }
            if let Ok(place) = knot.binary_search(&next)
                && let Some(slot @ None) = from.get_mut(place)
            {
                *slot = Some(node);
                queue.push_back(next);
            }
        }
    }
    None
}
