//! The first turn along each line.

use std::cell::RefCell;

use smallvec::{SmallVec, smallvec};

use super::amount::Amount;
use super::circuit::Circuit;
use super::ways::Way;
use super::{Lines, Point};
use crate::evaluate::outcome::{LeastChange, Verdict};
use crate::program::InputId;

/// One question: what turns these parts from this verdict.
pub(super) struct Search<'s, N> {
    lines: &'s Lines,
    point: &'s Point<'s, N>,
    parts: &'s [(&'s Circuit, bool)],
    now: Verdict,
    /// The comparisons of the parts.
    used: &'s [usize],
    /// How each comparison moves along the way being looked at; only those of the parts and of the `given`s it moves are set.
    slopes: RefCell<SmallVec<[N; 8]>>,
}

/// A number did not fit.
struct Overflow;

impl<'s, N: Amount> Search<'s, N> {
    pub(super) fn new(
        lines: &'s Lines,
        point: &'s Point<'s, N>,
        parts: &'s [(&'s Circuit, bool)],
        used: &'s [usize],
        now: Verdict,
    ) -> Self {
        let slopes = RefCell::new(smallvec![N::zero(); point.atoms.len()]);
        Self { lines, point, parts, now, used, slopes }
    }

    /// Every way that gets there, shortest first. `None` if a number did not fit.
    pub(super) fn shortest(&self, ways: &[Way]) -> Option<Vec<LeastChange>> {
        let mut found: Vec<(N, LeastChange)> = Vec::with_capacity(8);
        let mut reached = None;
        for way in ways.iter() {
            if way.first.is_some() && way.first == reached {
                continue;
            }
            if let Some(people) = self.first_turn(way).ok()? {
                let change = LeastChange { people: people.exact(), up: self.ids(&way.up), down: self.ids(&way.down) };
                found.push((people, change));
                reached = way.first;
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Some(found.into_iter().map(|(_, change)| change).collect())
    }

    fn ids(&self, counts: &[usize]) -> Vec<InputId> {
        let mut ids: Vec<InputId> = counts.iter().filter_map(|&count| self.lines.counts.get(count)).copied().collect();
        ids.sort_unstable();
        ids
    }

    /// The smallest whole k, at least one, at which the parts have another verdict and every `given` holds.
    ///
    /// Between two points where a comparison flips nothing changes, so each such point and the first whole number after it
    /// are all there is to look at.
    fn first_turn(&self, way: &Way) -> Result<Option<N>, Overflow> {
        let mut slopes = self.slopes.borrow_mut();
        let mut can_turn = false;
        for &atom in self.used {
            let slope = self.set_slope(&mut slopes, atom, way)?.sign();
            // Moving away from zero it never flips.
            can_turn |= slope != 0 && self.point.values.get(atom).is_some_and(|value| value.sign() != slope);
        }
        if !can_turn {
            return Ok(None);
        }
        for &atom in &way.given_atoms {
            self.set_slope(&mut slopes, atom, way)?;
        }
        // No count falls below zero.
        let limit = way.down.iter().filter_map(|&count| self.point.counts.get(count)).min();
        let mut best: Option<N> = None;
        let mut try_out = |people: N| -> Result<(), Overflow> {
            let allowed = people >= N::one()
                && limit.is_none_or(|limit| people <= *limit)
                && best.as_ref().is_none_or(|best| people < *best);
            if allowed && self.turned(&slopes, &people)? && self.keeps(&way.givens, &slopes, &people)? {
                best = Some(people);
            }
            Ok(())
        };
        // Facts keep every `given`. Where a `given` that is broken stays so, its flips are no place to look at.
        let others = if self.lines.convex { &[][..] } else { &way.given_atoms };
        let flipping = self.used.iter().chain(others);
        for (value, slope) in flipping.filter_map(|&index| self.point.values.get(index).zip(slopes.get(index))) {
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
    fn set_slope<'n>(&self, slopes: &'n mut [N], atom: usize, way: &Way) -> Result<&'n N, Overflow> {
        let mut sum = N::zero();
        for (count, slope) in self.point.atoms.get(atom).map_or(&[][..], |atom| &atom.slopes) {
            if way.up.contains(count) {
                sum = sum.plus(slope).ok_or(Overflow)?;
            }
            if way.down.contains(count) {
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
