//! How much of a sweep two rules disagree on.

use crate::sweep::{Cell, Sweep};

/// Points of a sweep, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disagreement {
    /// All that both rules judge.
    pub points: u64,
    /// Points at which a `given` does not hold, so that they are left out.
    pub bad_data: u64,
    /// Points that could not be judged, and are left out too.
    pub not_judged: u64,
    /// Where the first passes and the second does not.
    pub first_only: u64,
    /// Where the second passes and the first does not.
    pub second_only: u64,
    /// What the sweep holds fixed, in words.
    pub held: Option<String>,
}

/// Counts the points of a sweep of two rules; `None` if their results depend on what does not move.
pub fn share(sweep: &Sweep<'_>) -> Option<Disagreement> {
    let mut share = Disagreement { held: sweep.held().map(str::to_owned), ..Disagreement::default() };
    for y in 0..sweep.height() {
        for x in 0..sweep.width() {
            let (first, second) = (sweep.cell(0, x, y)?, sweep.cell(1, x, y)?);
            if [first, second].iter().any(|cell| matches!(cell, Cell::Pending | Cell::NotDecided)) {
                return None;
            }
            if [first, second].contains(&Cell::BadData) {
                share.bad_data += 1;
                continue;
            }
            if [first, second].contains(&Cell::NotJudged) {
                share.not_judged += 1;
                continue;
            }
            share.points += 1;
            share.first_only += u64::from(first.passes() && !second.passes());
            share.second_only += u64::from(second.passes() && !first.passes());
        }
    }
    (share.points > 0).then_some(share)
}
