//! How much of a sweep two rules disagree on.

use crate::sweep::{Cell, Sweep};

/// Points of a sweep, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// All that both rules judge.
    pub points: u64,
    /// Where the first passes and the second does not.
    pub first_only: u64,
    /// Where the second passes and the first does not.
    pub second_only: u64,
}

/// Counts the points of a sweep of two rules.
pub fn share(sweep: &Sweep<'_>) -> Share {
    let mut share = Share::default();
    let judged = |cell: Cell| match cell {
        Cell::Status(_) | Cell::Outcome(_) | Cell::NoOutcome => Some(cell.passes()),
        Cell::Pending | Cell::BadData | Cell::NotJudged => None,
    };
    for y in 0..sweep.height() {
        for x in 0..sweep.width() {
            let passes = |rule: usize| sweep.cell(rule, x, y).and_then(judged);
            let (Some(first), Some(second)) = (passes(0), passes(1)) else { continue };
            share.points += 1;
            share.first_only += u64::from(first && !second);
            share.second_only += u64::from(second && !first);
        }
    }
    share
}
