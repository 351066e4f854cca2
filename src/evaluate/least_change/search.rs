//! The first turn along each line.

use std::cell::RefCell;

use smallvec::{SmallVec, smallvec};

use super::amount::Amount;
use super::circuit::Circuit;
use super::{Lines, List, Point};
use crate::evaluate::outcome::{LeastChange, Verdict};
use crate::program::InputId;

/// With more comparisons than this in one question, or more counts that move them, no least change is sought: every pair of
/// counts is a line, and on each every comparison is looked at.
const COMPARISONS: usize = 256;
const COUNTS: usize = 64;

/// One question: what turns these parts from this verdict.
pub(super) struct Search<'s, N> {
    lines: &'s Lines,
    point: &'s Point<'s, N>,
    parts: &'s [(&'s Circuit, bool)],
    now: Verdict,
    /// The atoms of the parts.
    used: List,
    /// The counts that move them, in order of declaration.
    moving: List,
    /// How each atom moves along the line being looked at; only those of the parts and of the `given`s it moves are set.
    slopes: RefCell<SmallVec<[N; 8]>>,
    lists: RefCell<Lists>,
}

/// What a line concerns; kept from one line to the next so that nothing is allocated anew.
#[derive(Default)]
struct Lists {
    givens: List,
    /// The atoms of the parts, then those of the `given`s.
    relevant: List,
}

/// Counts that go up and counts that go down together.
struct Line<'l> {
    up: &'l [usize],
    down: &'l [usize],
}

/// A number did not fit.
struct Overflow;

impl<'s, N: Amount> Search<'s, N> {
    pub(super) fn new(
        lines: &'s Lines,
        point: &'s Point<'s, N>,
        parts: &'s [(&'s Circuit, bool)],
        now: Verdict,
    ) -> Self {
        let mut used = List::new();
        parts.iter().for_each(|(circuit, _)| collect(circuit, &mut used));
        let mut moving: List = used
            .iter()
            .filter_map(|&atom| point.atoms.get(atom))
            .flat_map(|atom| &atom.slopes)
            .map(|slope| slope.0)
            .collect();
        moving.sort_unstable();
        moving.dedup();
        let slopes = RefCell::new(smallvec![N::zero(); point.atoms.len()]);
        Self { lines, point, parts, now, used, moving, slopes, lists: RefCell::default() }
    }

    /// Whether the question can be answered without ado.
    pub(super) fn is_small(&self) -> bool {
        self.used.len() <= COMPARISONS && self.moving.len() <= COUNTS
    }

    /// Every line that gets there, shortest first. `None` if a number did not fit.
    pub(super) fn lines(&self) -> Option<Vec<LeastChange>> {
        let mut found: Vec<(N, LeastChange)> = Vec::with_capacity(8);
        self.look(&mut found).ok()?;
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Some(found.into_iter().map(|(_, change)| change).collect())
    }

    fn look(&self, found: &mut Vec<(N, LeastChange)>) -> Result<(), Overflow> {
        for &count in &self.moving {
            self.consider(&[count], &[], found)?;
            self.consider(&[], &[count], found)?;
        }
        for (a, b) in self.pairs() {
            self.consider(&[a], &[b], found)?;
        }
        let mut up = List::new();
        for count in self.starts() {
            // As few of the counts above as get there: a voter who had stayed home is on the roll already.
            up.clear();
            up.push(count);
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
                if up.len() == until || self.consider(&up, &[], found)? {
                    break;
                }
                from = until;
            }
        }
        Ok(())
    }

    /// One up and another down: side by side under a common bound, or moving the same comparisons with neither above the
    /// other.
    fn pairs(&self) -> SmallVec<[(usize, usize); 16]> {
        let above: SmallVec<[List; 8]> = self.moving.iter().map(|&count| self.all_above(count)).collect();
        let mut pairs = SmallVec::new();
        for (&a, over_a) in self.moving.iter().zip(&above) {
            let beside = self.lines.beside.get(a).into_iter().flatten();
            let others = self.moving.iter().zip(&above).filter(|&(&b, _)| b != a);
            let unrelated = others.filter(|(b, over_b)| !over_a.contains(b) && !over_b.contains(&a));
            pairs.extend(beside.chain(unrelated.map(|(b, _)| b)).flat_map(|&b| [(a, b), (b, a)]));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// The counts from which going up, with those above, moves something.
    fn starts(&self) -> List {
        let mut starts = self.moving.clone();
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

    /// Looks along one line; whether it gets there.
    fn consider(&self, up: &[usize], down: &[usize], found: &mut Vec<(N, LeastChange)>) -> Result<bool, Overflow> {
        let Some(people) = self.first_turn(&Line { up, down })? else { return Ok(false) };
        let ids = |counts: &[usize]| {
            let ids = counts.iter().filter_map(|&count| self.lines.counts.get(count)).copied();
            let mut ids: Vec<InputId> = ids.collect();
            ids.sort_unstable();
            ids
        };
        let change = LeastChange { people: people.exact(), up: ids(up), down: ids(down) };
        found.push((people, change));
        Ok(true)
    }

    /// The smallest whole k, at least one, at which the parts have another verdict and every `given` holds.
    ///
    /// Between two points where a comparison flips nothing changes, so each such point and the first whole number after it
    /// are all there is to look at.
    fn first_turn(&self, line: &Line<'_>) -> Result<Option<N>, Overflow> {
        {
            let mut slopes = self.slopes.borrow_mut();
            let mut can_turn = false;
            for &atom in &self.used {
                let slope = self.set_slope(&mut slopes, atom, line)?.sign();
                // Moving away from zero it never flips.
                can_turn |= slope != 0 && self.point.values.get(atom).is_some_and(|value| value.sign() != slope);
            }
            if !can_turn {
                return Ok(None);
            }
        }
        let mut lists = self.lists.borrow_mut();
        let Lists { givens, relevant } = &mut *lists;
        givens.clear();
        for &count in line.up.iter().chain(line.down) {
            for &given in self.lines.givens_of.get(count).into_iter().flatten() {
                if !givens.contains(&given) {
                    givens.push(given);
                }
            }
        }
        relevant.clear();
        relevant.extend_from_slice(&self.used);
        let atoms = givens.iter().filter_map(|&given| self.lines.given_atoms.get(given));
        atoms.for_each(|atoms| relevant.extend_from_slice(atoms));
        for &atom in relevant.iter().skip(self.used.len()) {
            self.set_slope(&mut self.slopes.borrow_mut(), atom, line)?;
        }
        let slopes = self.slopes.borrow();
        // No count falls below zero.
        let limit = line.down.iter().filter_map(|&count| self.point.counts.get(count)).min();
        let mut best: Option<N> = None;
        let mut try_out = |people: N| -> Result<(), Overflow> {
            let allowed = people >= N::one()
                && limit.is_none_or(|limit| people <= *limit)
                && best.as_ref().is_none_or(|best| people < *best);
            if allowed && self.turned(&slopes, &people)? && self.keeps(givens, &slopes, &people)? {
                best = Some(people);
            }
            Ok(())
        };
        // Facts keep every `given`. Where a `given` that is broken stays so, its flips are no place to look at.
        let flipping = if self.lines.convex { self.used.as_slice() } else { relevant.as_slice() };
        for (value, slope) in flipping.iter().filter_map(|&index| self.point.values.get(index).zip(slopes.get(index))) {
            if slope.sign() == 0 || value.sign() == slope.sign() {
                continue;
            }
            let negative = N::zero().minus(value).ok_or(Overflow)?;
            let flips = negative.over(slope).ok_or(Overflow)?;
            let after = flips.plus(&N::one()).ok_or(Overflow)?;
            try_out(flips)?;
            try_out(after)?;
        }
        Ok(best)
    }

    /// How an atom moves along a line.
    fn set_slope<'n>(&self, slopes: &'n mut [N], atom: usize, line: &Line<'_>) -> Result<&'n N, Overflow> {
        let mut sum = N::zero();
        for (count, slope) in self.point.atoms.get(atom).map_or(&[][..], |atom| &atom.slopes) {
            if line.up.contains(count) {
                sum = sum.plus(slope).ok_or(Overflow)?;
            }
            if line.down.contains(count) {
                sum = sum.minus(slope).ok_or(Overflow)?;
            }
        }
        let slot = slopes.get_mut(atom).ok_or(Overflow)?;
        *slot = sum;
        Ok(slot)
    }

    fn turned(&self, slopes: &[N], people: &N) -> Result<bool, Overflow> {
        let mut verdict = Verdict::Met;
        for (circuit, reject) in self.parts {
            verdict = verdict.and(self.judge(circuit, slopes, people)?.negated_if(*reject));
            if verdict == Verdict::NotMet {
                break;
            }
        }
        Ok(verdict != self.now && verdict != Verdict::Unknown)
    }

    fn keeps(&self, givens: &[usize], slopes: &[N], people: &N) -> Result<bool, Overflow> {
        for given in givens.iter().filter_map(|&given| self.lines.givens.get(given)) {
            if self.judge(given, slopes, people)? == Verdict::NotMet {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn judge(&self, circuit: &Circuit, slopes: &[N], people: &N) -> Result<Verdict, Overflow> {
        match circuit {
            Circuit::Fixed(verdict) => Ok(*verdict),
            Circuit::Atom(index) => {
                let point = self.point;
                let (Some(atom), Some(value), Some(slope)) =
                    (point.atoms.get(*index), point.values.get(*index), slopes.get(*index))
                else {
                    return Ok(Verdict::Unknown);
                };
                let value = slope.times(people).and_then(|moved| moved.plus(value)).ok_or(Overflow)?;
                Ok(Verdict::from_bool(atom.operator.holds(value.cmp(&N::zero()))))
            }
            Circuit::All(parts) => {
                parts.iter().try_fold(Verdict::Met, |verdict, part| Ok(verdict.and(self.judge(part, slopes, people)?)))
            }
            Circuit::Any(parts) => parts
                .iter()
                .try_fold(Verdict::NotMet, |verdict, part| Ok(verdict.or(self.judge(part, slopes, people)?))),
        }
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
