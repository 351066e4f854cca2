//! Counting what comes of the draws, on several threads.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::draw::{BLOCK, Urn, Votes};
use super::verdicts::{Ruled, STATUSES, Verdicts};
use crate::evaluate::StageStatus;
use crate::parallel;
use crate::value::Exact;

/// How often a rule came to what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub(super) statuses: [u64; 4],
    /// How often each condition of the stage was met, in order of declaration.
    pub conditions: Vec<u64>,
    /// How often each outcome followed, in order, and then none of them; empty unless the stage is the whole measure.
    pub outcomes: Vec<u64>,
    /// Draws that break a `given`.
    pub(super) bad: u64,
    pub(super) first_bad: Option<u64>,
}

impl Tally {
    /// How often the stage had a status.
    pub fn status(&self, status: StageStatus) -> u64 {
        STATUSES.iter().zip(self.statuses).find(|(own, _)| **own == status).map_or(0, |(_, count)| count)
    }

    /// A draw that breaks a `given`.
    pub(super) fn bad(&mut self, draw: u64) {
        self.bad += 1;
        self.first_bad = Some(self.first_bad.map_or(draw, |first| first.min(draw)));
    }

    fn join(&mut self, other: &Self) {
        self.statuses.iter_mut().zip(other.statuses).for_each(|(count, more)| *count += more);
        self.conditions.iter_mut().zip(&other.conditions).for_each(|(count, more)| *count += more);
        self.outcomes.iter_mut().zip(&other.outcomes).for_each(|(count, more)| *count += more);
        self.bad += other.bad;
        self.first_bad = [self.first_bad, other.first_bad].into_iter().flatten().min();
    }
}

/// So many of so many draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    /// In how many it was so.
    pub count: u64,
    /// Of how many.
    pub draws: u64,
}

impl Chance {
    /// The estimated probability, exactly as counted.
    pub fn share(self) -> Exact {
        Exact::ratio(self.count.into(), self.draws.max(1).into()).unwrap_or(Exact::ZERO)
    }

    /// Its Monte Carlo standard error √(p(1 − p)/n), to a thousand-millionth.
    pub fn error(self) -> Exact {
        let (count, draws) = (u128::from(self.count), u128::from(self.draws.max(1)));
        let product = count * draws.saturating_sub(count);
        // √(k(n − k)/n³), of whole numbers 10⁹ times as large.
        let root = (product.saturating_mul(1_000_000_000_000_000_000) / draws / draws / draws).isqrt();
        Exact::ratio(i128::try_from(root).unwrap_or(i128::MAX), 1_000_000_000).unwrap_or(Exact::ZERO)
    }

    /// What it may be at most if it never happened, 95 in 100: 3/n.
    pub fn below(self) -> Exact {
        Exact::ratio(3, self.draws.max(1).into()).unwrap_or(Exact::ONE)
    }
}

/// How support and turnout were distributed, in whole steps: what pictures are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Draws by support (Yes of Yes and No), in steps of 1/[`Marks::FINE`].
    pub support: Vec<u64>,
    /// Draws by turnout, in steps of 1/[`Marks::FINE`].
    pub turnout: Vec<u64>,
    /// Draws by turnout and support, in steps of 1/[`Marks::COARSE`], support after support.
    pub both: Vec<u32>,
}

impl Marks {
    /// Steps from 0% to 100% of the distributions by themselves.
    pub const FINE: usize = 10_000;
    /// Steps of the joint distribution.
    pub const COARSE: usize = 400;

    fn new() -> Self {
        let fine = || vec![0; Self::FINE + 1];
        Self { support: fine(), turnout: fine(), both: vec![0; Self::COARSE * Self::COARSE] }
    }

    fn add(&mut self, votes: &Votes, registered: i64) {
        let count = |column: &mut Vec<u64>, at: usize| {
            if let Some(count) = column.get_mut(at) {
                *count += 1;
            }
        };
        for ((ballots, valid), yes) in votes.ballots.iter().zip(&votes.valid).zip(&votes.yes) {
            let step = |part: i64, all: i64| -> usize {
                let steps = part.unsigned_abs().saturating_mul(Self::FINE as u64) / all.unsigned_abs().max(1);
                (steps as usize).min(Self::FINE)
            };
            let (across, up) = (step(*ballots, registered), step(*yes, *valid));
            count(&mut self.support, up);
            count(&mut self.turnout, across);
            let coarse = |fine: usize| (fine / (Self::FINE / Self::COARSE)).min(Self::COARSE - 1);
            if let Some(count) = self.both.get_mut(coarse(up) * Self::COARSE + coarse(across)) {
                *count = count.saturating_add(1);
            }
        }
    }

    fn join(&mut self, other: &Self) {
        self.support.iter_mut().zip(&other.support).for_each(|(count, more)| *count += more);
        self.turnout.iter_mut().zip(&other.turnout).for_each(|(count, more)| *count += more);
        self.both.iter_mut().zip(&other.both).for_each(|(count, more)| *count = count.saturating_add(*more));
    }

    /// The share that so many thousandths of the draws are below.
    pub fn quantile(distribution: &[u64], thousandths: u64) -> Exact {
        let all: u64 = distribution.iter().sum();
        let wanted = u128::from(all) * u128::from(thousandths) / 1000;
        let mut below = 0u128;
        let at = distribution.iter().position(|count| {
            below += u128::from(*count);
            below > wanted
        });
        let at = at.unwrap_or(Self::FINE);
        Exact::ratio(at as i128, Self::FINE as i128).unwrap_or(Exact::ZERO)
    }
}

/// Draws and judges block by block; `None` if `watch` put an end to it.
pub(super) fn run(
    verdicts: &Verdicts<'_, '_>,
    rules: &[Ruled<'_>],
    urn: &Urn,
    draws: u64,
    registered: u64,
    watch: &(dyn Fn(usize) -> ControlFlow<()> + Sync),
) -> Option<(Vec<Tally>, Marks)> {
    let empty: Vec<Tally> = rules
        .iter()
        .map(|ruled| {
            let measure = ruled.column.rules();
            let whole = ruled.is_whole() && !measure.outcomes.is_empty();
            Tally {
                conditions: vec![0; measure.stages.at(ruled.stage).conditions.len()],
                outcomes: vec![0; if whole { measure.outcomes.len() + 1 } else { 0 }],
                ..Tally::default()
            }
        })
        .collect();
    let blocks = draws.div_ceil(BLOCK as u64);
    let next = AtomicU64::new(0);
    let stopped = AtomicBool::new(false);
    // Counts are added, so it does not matter who is done first.
    let sum = Mutex::new((empty.clone(), Marks::new()));
    let work = || {
        let (mut tallies, mut marks) = (empty.clone(), Marks::new());
        let mut bench = verdicts.bench();
        let mut votes = Votes::default();
        loop {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks || stopped.load(Ordering::Relaxed) {
                break;
            }
            let first = block * BLOCK as u64;
            let many = usize::try_from(draws - first).map_or(BLOCK, |left| left.min(BLOCK));
            urn.draw(block, many, &mut votes);
            marks.add(&votes, i64::try_from(registered).unwrap_or(i64::MAX));
            bench.count(&votes, first, &mut tallies);
            if watch(many).is_break() {
                stopped.store(true, Ordering::Relaxed);
            }
        }
        if let Ok(mut sum) = sum.lock() {
            sum.0.iter_mut().zip(&tallies).for_each(|(all, own)| all.join(own));
            sum.1.join(&marks);
        }
    };
    let threads = parallel::threads(usize::try_from(blocks).unwrap_or(1));
    parallel::each(vec![(); threads], |()| work());
    if stopped.into_inner() { None } else { sum.into_inner().ok() }
}
