//! Numbers that may be a touch above or below another: `exact + beyond · δ`, δ above zero and smaller than any fraction.
//!
//! What must be *more than* a half is at least `½ + δ`; so strict bounds on shares need no case of their own.

use crate::value::Exact;

/// `exact + beyond · δ`; compared first by the one, then by the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    pub(super) exact: Exact,
    pub(super) beyond: Exact,
}

impl Near {
    pub(super) const ZERO: Self = Self::at(Exact::ZERO);

    pub(super) const fn at(exact: Exact) -> Self {
        Self { exact, beyond: Exact::ZERO }
    }

    pub(super) fn just_above(exact: Exact) -> Self {
        Self { exact, beyond: Exact::ONE }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        Self { exact: (&self.exact + &other.exact).lean(), beyond: (&self.beyond + &other.beyond).lean() }
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        Self { exact: (&self.exact - &other.exact).lean(), beyond: (&self.beyond - &other.beyond).lean() }
    }

    pub(super) fn times(&self, factor: &Exact) -> Self {
        Self { exact: (&self.exact * factor).lean(), beyond: (&self.beyond * factor).lean() }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.beyond.is_zero() && self.exact.is_whole()
    }

    /// The largest whole number that is not above it.
    pub(super) fn floor(&self) -> Exact {
        let floor = self.exact.floor();
        if self.beyond.is_negative() && self.exact.is_whole() { &floor - &Exact::ONE } else { floor }
    }

    /// The smallest whole number that is not below it.
    pub(super) fn ceil(&self) -> Exact {
        let ceil = self.exact.ceil();
        if self.beyond.is_positive() && self.exact.is_whole() { &ceil + &Exact::ONE } else { ceil }
    }

    /// The number, with a certain δ.
    pub(super) fn with(&self, delta: &Exact) -> Exact {
        &self.exact + &(&self.beyond * delta)
    }
}
