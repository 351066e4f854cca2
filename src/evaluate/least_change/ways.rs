//! The ways in which counts can move together, as far as a question depends on them. They follow from the rules alone.

use smallvec::{SmallVec, smallvec};

use super::circuit::Circuit;
use super::{Lines, List};
use crate::value::Exact;

/// With more comparisons than this in one question, or more counts that move them, no least change is sought: every pair of
/// counts is a line, and on each every comparison is looked at.
const COMPARISONS: usize = 256;
const COUNTS: usize = 64;

/// Counts that go up and counts that go down together.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) up: List,
    pub(super) down: List,
    /// Of ways with the same first count only the first that gets there is wanted: as few of the counts above as that takes.
    pub(super) first: Option<usize>,
    /// The `given`s that it moves.
    pub(super) givens: List,
    /// The comparisons of those `given`s.
    pub(super) given_atoms: List,
}

/// All ways that move something a question asks about.
#[derive(Clone, Debug)]
pub(super) struct Ways {
    /// The comparisons of the question.
    pub(super) used: List,
    /// `None` if there are too many to look at.
    pub(super) ways: Option<Vec<Way>>,
}

impl Ways {
    pub(super) fn new(lines: &Lines, parts: &[(&Circuit, bool)]) -> Self {
        let mut used = List::new();
        parts.iter().for_each(|(circuit, _)| collect(circuit, &mut used));
        let atoms = used.iter().filter_map(|&atom| lines.atoms.exact.get(atom));
        let mut moving: List = atoms.flat_map(|atom| &atom.slopes).map(|slope| slope.0).collect();
        moving.sort_unstable();
        moving.dedup();
        if used.len() > COMPARISONS || moving.len() > COUNTS {
            return Self { used, ways: None };
        }
        let mut making = Making { lines, used: &used, ways: Vec::with_capacity(16) };
        making.make(&moving);
        let ways = Some(making.ways);
        Self { used, ways }
    }
}

/// The atoms of a circuit.
fn collect(circuit: &Circuit, atoms: &mut List) {
    match circuit {
        Circuit::Fixed(_) => {}
        Circuit::Atom(atom) => atoms.push(*atom),
        Circuit::All(parts) | Circuit::Any(parts) => parts.iter().for_each(|part| collect(part, atoms)),
    }
}

struct Making<'m> {
    lines: &'m Lines,
    used: &'m [usize],
    ways: Vec<Way>,
}

impl Making<'_> {
    fn make(&mut self, moving: &[usize]) {
        for &count in moving {
            self.add(smallvec![count], List::new(), None);
            self.add(List::new(), smallvec![count], None);
        }
        for (a, b) in self.pairs(moving) {
            self.add(smallvec![a], smallvec![b], None);
        }
        for first in self.starts(moving) {
            // With those above, and those above these, as far as it goes: a voter who had stayed home is on the roll already.
            let mut up: List = smallvec![first];
            let mut from = 0;
            loop {
                let until = up.len();
                for at in from..until {
                    let above = up.get(at).and_then(|&count| self.lines.above.get(count));
                    for &above in above.into_iter().flatten() {
                        if !up.contains(&above) {
                            up.push(above);
                        }
                    }
                }
                if up.len() == until {
                    break;
                }
                self.add(up.clone(), List::new(), Some(first));
                from = until;
            }
        }
    }

    /// Adds a way, if it moves a comparison of the question.
    fn add(&mut self, up: List, down: List, first: Option<usize>) {
        let lines = self.lines;
        let moves = |atom: &usize| {
            let slopes = lines.atoms.exact.get(*atom).map_or(&[][..], |atom| &atom.slopes);
            let sum = slopes.iter().fold(Exact::ZERO, |sum, (count, slope)| {
                match (up.contains(count), down.contains(count)) {
                    (true, false) => &sum + slope,
                    (false, true) => &sum - slope,
                    (true, true) | (false, false) => sum,
                }
            });
            !sum.is_zero()
        };
        if !self.used.iter().any(moves) {
            return;
        }
        let mut givens = List::new();
        for &count in up.iter().chain(&down) {
            for &given in lines.givens_of.get(count).into_iter().flatten() {
                if !givens.contains(&given) {
                    givens.push(given);
                }
            }
        }
        let given_atoms = givens.iter().filter_map(|&given| lines.given_atoms.get(given)).flatten().copied().collect();
        self.ways.push(Way { up, down, first, givens, given_atoms });
    }

    /// One up and another down: side by side under a common bound, or moving the same comparisons with neither above the
    /// other.
    fn pairs(&self, moving: &[usize]) -> SmallVec<[(usize, usize); 16]> {
        let above: SmallVec<[List; 8]> = moving.iter().map(|&count| self.all_above(count)).collect();
        let mut pairs = SmallVec::new();
        for (&a, over_a) in moving.iter().zip(&above) {
            let beside = self.lines.beside.get(a).into_iter().flatten();
            let others = moving.iter().zip(&above).filter(|&(&b, _)| b != a);
            let unrelated = others.filter(|(b, over_b)| !over_a.contains(b) && !over_b.contains(&a));
            pairs.extend(beside.chain(unrelated.map(|(b, _)| b)).flat_map(|&b| [(a, b), (b, a)]));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// The counts from which going up, with those above, moves something.
    fn starts(&self, moving: &[usize]) -> List {
        let mut starts: List = moving.iter().copied().collect();
        let mut next = 0;
        while let Some(&count) = starts.get(next) {
            next += 1;
            for &below in self.lines.below.get(count).into_iter().flatten() {
                if !starts.contains(&below) {
                    starts.push(below);
                }
            }
        }
        starts.sort_unstable();
        starts
    }

    /// Every count above one, through others too; the count itself comes first.
    fn all_above(&self, low: usize) -> List {
        let mut reached: List = smallvec![low];
        let mut next = 0;
        while let Some(&count) = reached.get(next) {
            next += 1;
            for &above in self.lines.above.get(count).into_iter().flatten() {
                if !reached.contains(&above) {
                    reached.push(above);
                }
            }
        }
        reached
    }
}
