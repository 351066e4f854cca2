//! Days as far as they are known.

use std::cmp::Ordering;

use super::outcome::DayRange;
use crate::program::CompareOperator;
use crate::value::{Calendar, Date, Duration, Shifted, Towards, shift};

impl DayRange {
    /// A day that is known.
    pub(super) fn exactly(day: Date) -> Self {
        Self { first: Some(day), last: Some(day), ..Self::UNKNOWN }
    }

    /// A day nothing is known of.
    pub(super) const UNKNOWN: Self = Self { first: None, last: None, clamped: false, uncounted: None };

    /// The later of two days.
    pub(super) fn latest(self, other: Self) -> Self {
        Self {
            first: self.first.max(other.first),
            last: self.last.zip(other.last).map(|(a, b)| a.max(b)),
            clamped: self.clamped || other.clamped,
            uncounted: self.uncounted.or(other.uncounted),
        }
    }

    /// The earlier of two days.
    pub(super) fn earliest(self, other: Self) -> Self {
        let last = match (self.last, other.last) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self {
            first: self.first.zip(other.first).map(|(a, b)| a.min(b)),
            last,
            clamped: self.clamped || other.clamped,
            uncounted: self.uncounted.or(other.uncounted),
        }
    }

    /// Counted from; `None` if the count leaves the calendar. A later day never gives an earlier one, so the ends suffice.
    pub(super) fn shift(self, duration: Duration, towards: Towards, calendar: &Calendar) -> Option<Self> {
        let (mut clamped, mut uncounted) = (self.clamped, self.uncounted);
        let mut end = |day: Option<Date>| match day.map(|day| shift(day, duration, towards, calendar)) {
            None => Some(None),
            Some(Shifted::UnknownYear(year)) => {
                uncounted = Some(year);
                Some(None)
            }
            Some(Shifted::OutOfRange) => None,
            Some(Shifted::Day { date, clamped: here }) => {
                clamped |= here;
                Some(Some(date))
            }
        };
        let (first, last) = (end(self.first)?, end(self.last)?);
        Some(Self { first, last, clamped, uncounted })
    }
}

/// Whether a comparison of days holds: `None` while it may or may not.
pub(super) fn compare(operator: CompareOperator, left: DayRange, right: DayRange) -> Option<bool> {
    let always = |early: Option<Date>, late: Option<Date>, wanted: fn(Ordering) -> bool| {
        early.zip(late).is_some_and(|(early, late)| wanted(early.cmp(&late)))
    };
    let before = always(left.last, right.first, Ordering::is_lt);
    let not_after = always(left.last, right.first, Ordering::is_le);
    let after = always(left.first, right.last, Ordering::is_gt);
    let not_before = always(left.first, right.last, Ordering::is_ge);
    let equal = not_after && not_before;
    let (yes, no) = match operator {
        CompareOperator::AtLeast => (not_before, before),
        CompareOperator::MoreThan => (after, not_after),
        CompareOperator::AtMost => (not_after, after),
        CompareOperator::LessThan => (before, not_before),
        CompareOperator::Equal => (equal, before || after),
        CompareOperator::NotEqual => (before || after, equal),
    };
    match (yes, no) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}
