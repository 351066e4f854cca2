//! Linear forms in whole numbers.

use num_integer::Integer as _;

use super::VariableId;
use crate::value::Exact;

/// `(constant + Σ coefficient · variable) / divisor`, variables ascending, no coefficient zero, the divisor above zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Form {
    /// By variable.
    pub terms: Vec<(VariableId, i128)>,
    /// What does not vary.
    pub constant: i128,
    /// What everything is divided by.
    pub divisor: i128,
}

impl Form {
    /// Nothing.
    pub const ZERO: Self = Self { terms: Vec::new(), constant: 0, divisor: 1 };

    /// One variable.
    pub fn variable(id: VariableId) -> Self {
        Self { terms: vec![(id, 1)], constant: 0, divisor: 1 }
    }

    /// A number; `None` if it does not fit.
    pub fn constant(value: &Exact) -> Option<Self> {
        let (constant, divisor) = ratio(value)?;
        Some(Self { terms: Vec::new(), constant, divisor })
    }

    /// The number, if nothing varies.
    pub fn known(&self) -> Option<Exact> {
        if self.terms.is_empty() { Exact::ratio(self.constant, self.divisor) } else { None }
    }

    /// `self + factor · other`; `None` if a number does not fit.
    pub fn add_scaled(&self, other: &Self, factor: &Exact) -> Option<Self> {
        let (up, down) = ratio(factor)?;
        let below = other.divisor.checked_mul(down)?;
        let divisor = self.divisor.checked_mul(below / self.divisor.gcd(&below))?;
        let (left, right) = (divisor / self.divisor, (divisor / below).checked_mul(up)?);
        let mut terms = Vec::with_capacity(self.terms.len() + other.terms.len());
        let mut theirs = other.terms.iter().peekable();
        for (id, mine) in &self.terms {
            while let Some((their, coefficient)) = theirs.next_if(|(their, _)| their < id) {
                terms.push((*their, coefficient.checked_mul(right)?));
            }
            let mut coefficient = mine.checked_mul(left)?;
            if let Some((_, their)) = theirs.next_if(|(their, _)| their == id) {
                coefficient = coefficient.checked_add(their.checked_mul(right)?)?;
            }
            terms.push((*id, coefficient));
        }
        for (their, coefficient) in theirs {
            terms.push((*their, coefficient.checked_mul(right)?));
        }
        terms.retain(|(_, coefficient)| *coefficient != 0);
        let constant = self.constant.checked_mul(left)?.checked_add(other.constant.checked_mul(right)?)?;
        Some(Self { terms, constant, divisor }.reduced())
    }

    /// `factor · self`
    pub fn scaled(&self, factor: &Exact) -> Option<Self> {
        Self::ZERO.add_scaled(self, factor)
    }

    /// `self − other`
    pub fn minus(&self, other: &Self) -> Option<Self> {
        self.add_scaled(other, &Exact::integer(-1))
    }

    /// In lowest terms.
    fn reduced(mut self) -> Self {
        let common = self.terms.iter().fold(self.divisor.gcd(&self.constant), |common, (_, value)| common.gcd(value));
        if common > 1 {
            self.terms.iter_mut().for_each(|(_, value)| *value /= common);
            self.constant /= common;
            self.divisor /= common;
        }
        self
    }

    /// Whether it is whole whenever its variables are.
    pub(super) fn is_whole(&self) -> bool {
        self.divisor == 1
    }
}

/// Numerator and positive denominator in lowest terms.
fn ratio(value: &Exact) -> Option<(i128, i128)> {
    let (numerator, denominator) = value.as_ratio()?;
    let common = numerator.gcd(&denominator).max(1);
    Some((numerator / common, denominator / common))
}
