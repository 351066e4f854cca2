//! Where rules differ, in the requirements' own terms.

use super::Common;
use crate::decision::{AtomId, Circuit, Node, NodeId};
use crate::program::ConditionId;
use crate::solver::Answer;

/// More cases than this are not listed.
const MOST: usize = 8;

/// So many questions may end without an answer before no more are asked.
const TRIES: u32 = 3;

/// Steps that it is worth to leave a requirement out, or to find one more case.
const STEPS: u64 = 300_000;

/// Cases that together are all there is, unless there are too many.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Region {
    /// In each case all of these hold, and none of them goes without saying.
    pub cases: Vec<Vec<Literal>>,
    /// Whether there may be other cases.
    pub more: bool,
}

/// Something that holds in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A requirement is met, or is not: that of the first rule, that of the second, or both where they are the same.
    Condition {
        /// The requirement in each of the two rules.
        of: [Option<ConditionId>; 2],
        /// Whether it is met.
        met: bool,
        /// It is not met, and that may be because what it takes a share of is nothing.
        of_nothing: bool,
    },
    /// A comparison that is no requirement of its own.
    Comparison {
        /// It.
        atom: AtomId,
        /// Whether it holds.
        holds: bool,
    },
}

impl Region {
    /// What all cases have in common.
    pub fn shared(&self) -> Vec<Literal> {
        let Some((first, others)) = self.cases.split_first() else { return Vec::new() };
        first.iter().copied().filter(|own| others.iter().all(|case| case.contains(own))).collect()
    }

    /// The same with the two rules exchanged.
    pub(super) fn turn(&mut self) {
        for literal in self.cases.iter_mut().flatten() {
            if let Literal::Condition { of, .. } = literal {
                of.swap(0, 1);
            }
        }
    }
}

/// A requirement on the way: how gladly it is left out, it and its opposite in the circuit.
struct Candidate {
    literal: Literal,
    node: NodeId,
    not: NodeId,
}

impl Common<'_> {
    /// In which cases all of these hold: the first of the rules passes and the second does not.
    pub(super) fn region(&mut self, rules: [usize; 2], hold: &[NodeId]) -> Region {
        let given = self.given(rules);
        let target = self.decision.circuit.all(hold.iter().copied());
        let not_target = self.decision.circuit.not(target);
        let candidates = self.candidates(rules);
        let mut region = Region::default();
        let mut tries = TRIES;
        let mut open: Vec<NodeId> = given.iter().copied().chain([target]).collect();
        loop {
            let steps = if region.cases.is_empty() { super::STEPS_OF_MANY } else { STEPS };
            let answer = self.can(open.clone(), steps);
            if answer == Answer::Never {
                return region;
            }
            let Some(witness) = answer.witness().cloned().filter(|_| region.cases.len() < MOST) else {
                region.more = true;
                return region;
            };
            let point = self.decision.at(|id| witness.values.at(id).clone());
            let chosen: Vec<(Literal, NodeId)> = candidates.iter().map(|own| own.at(point.holds(own.node))).collect();
            let mut case = chosen;
            if self.implies(&given, &case, not_target) != Some(true) {
                // What is decided outside requirements: the `after` of a stage, the `when` of an outcome.
                case.extend(self.comparisons(target).into_iter().map(|own| own.at(point.holds(own.node))));
                if self.implies(&given, &case, not_target) != Some(true) {
                    region.more = true;
                    return region;
                }
            }
            case.sort_by_key(|(literal, _)| std::cmp::Reverse(use_of(*literal)));
            for own in case.clone() {
                let rest: Vec<_> = case.iter().copied().filter(|other| *other != own).collect();
                match self.implies(&given, &rest, not_target) {
                    Some(true) => case = rest,
                    Some(false) => {}
                    None => tries = tries.saturating_sub(1),
                }
                if tries == 0 {
                    region.more = true;
                    break;
                }
            }
            let all = self.decision.circuit.all(case.iter().map(|(_, node)| *node));
            open.push(self.decision.circuit.not(all));
            case.sort_by_key(|(literal, _)| use_of(*literal));
            for at in 0..case.len() {
                let based = case.get(at).and_then(|(literal, _)| self.based(rules, *literal));
                let Some(based) = based else { continue };
                let nothing = self.decision.circuit.not(based);
                let mut hold = given.clone();
                hold.extend(case.iter().map(|(_, node)| *node));
                hold.push(nothing);
                let possible = self.can(hold, STEPS) != Answer::Never;
                if let Some((Literal::Condition { of_nothing, .. }, _)) = case.get_mut(at) {
                    *of_nothing = possible;
                }
            }
            region.cases.push(case.into_iter().map(|(literal, _)| literal).collect());
            if tries == 0 {
                return region;
            }
        }
    }

    /// Whether something follows from a case, its opposite being given; `None` if that is not decided.
    fn implies(&self, given: &[NodeId], case: &[(Literal, NodeId)], opposite: NodeId) -> Option<bool> {
        let hold = given.iter().copied().chain(case.iter().map(|(_, node)| *node)).chain([opposite]);
        match self.can(hold.collect(), STEPS) {
            Answer::Never => Some(true),
            answer => answer.witness().map(|_| false),
        }
    }

    /// When what a requirement that is not met takes a share of is something; `None` if it takes none.
    fn based(&self, rules: [usize; 2], literal: Literal) -> Option<NodeId> {
        let Literal::Condition { of, met: false, .. } = literal else { return None };
        let (rule, id) = rules.into_iter().zip(of).find_map(|(rule, id)| Some((rule, id?)))?;
        let condition = self.decision.rules.get(rule)?.conditions.at(id).as_ref().ok()?;
        condition.comparison.as_ref().map(|own| own.based).filter(|based| *based != Circuit::TRUE)
    }

    /// The requirements of both rules, each once.
    fn candidates(&mut self, rules: [usize; 2]) -> Vec<Candidate> {
        let mut found: Vec<(NodeId, [Option<ConditionId>; 2])> = Vec::new();
        for (side, rule) in rules.into_iter().enumerate() {
            let (Some(column), Some(lowered)) = (self.columns.get(rule), self.decision.rules.get(rule)) else {
                continue;
            };
            for (id, condition) in lowered.conditions.iter() {
                let concerned = column.stage.is_none_or(|stage| column.rules().conditions.at(id).stage == stage);
                let Some(condition) = condition.as_ref().ok().filter(|_| concerned) else { continue };
                let place =
                    match found.iter().position(|(node, of)| *node == condition.met && of.get(side) == Some(&None)) {
                        Some(place) => place,
                        None => {
                            found.push((condition.met, [None; 2]));
                            found.len() - 1
                        }
                    };
                if let Some(slot) = found.get_mut(place).and_then(|(_, of)| of.get_mut(side)) {
                    *slot = Some(id);
                }
            }
        }
        let found = found.into_iter().map(|(node, of)| Candidate {
            literal: Literal::Condition { of, met: true, of_nothing: false },
            node,
            not: self.decision.circuit.not(node),
        });
        found.collect()
    }

    /// The comparisons that something is made of.
    fn comparisons(&mut self, of: NodeId) -> Vec<Candidate> {
        let mut atoms: Vec<(AtomId, NodeId)> = Vec::new();
        let (mut seen, mut next) = (std::collections::BTreeSet::new(), vec![of]);
        while let Some(node) = next.pop() {
            if !seen.insert(node) {
                continue;
            }
            match self.decision.circuit.at(node) {
                Node::Constant(_) | Node::Truth(_) => {}
                Node::Atom(atom) => atoms.push((*atom, node)),
                Node::Not(inner) => next.push(*inner),
                Node::All(parts) | Node::Any(parts) => next.extend_from_slice(parts),
            }
        }
        let found = atoms.into_iter().map(|(atom, node)| Candidate {
            literal: Literal::Comparison { atom, holds: true },
            node,
            not: self.decision.circuit.not(node),
        });
        found.collect()
    }
}

impl Candidate {
    fn at(&self, holds: bool) -> (Literal, NodeId) {
        match self.literal {
            Literal::Condition { of, of_nothing, .. } => {
                (Literal::Condition { of, met: holds, of_nothing }, if holds { self.node } else { self.not })
            }
            Literal::Comparison { atom, .. } => {
                (Literal::Comparison { atom, holds }, if holds { self.node } else { self.not })
            }
        }
    }
}

/// How much a literal tells of why the first passes and the second does not, the most telling first: what both have in
/// common, what the first asks for and is met, what the second asks for and is not.
fn use_of(literal: Literal) -> u8 {
    match literal {
        Literal::Condition { of: [Some(_), Some(_)], met: true, .. } => 0,
        Literal::Condition { of: [Some(_), None], met: true, .. } => 1,
        Literal::Condition { of: [None, _], met: false, .. } => 2,
        Literal::Condition { of: [Some(_), Some(_)], met: false, .. } => 3,
        Literal::Condition { of: [Some(_), None], met: false, .. } => 4,
        Literal::Condition { of: [None, _], met: true, .. } => 5,
        Literal::Comparison { .. } => 6,
    }
}
