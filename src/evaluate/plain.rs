//! The short way through what most comparisons are: whole numbers that fit 64 bits, and shares of them.
//!
//! It gives the same numbers as [`World::number`], or none at all; nothing is allocated and nothing is to be dropped.

use super::world::World;
use crate::program::{Expr, Node};
use crate::value::Exact;

/// A fraction with a positive denominator.
#[derive(Clone, Copy)]
pub(super) struct Plain {
    numerator: i128,
    denominator: i64,
}

impl Plain {
    /// The difference, exactly.
    #[inline]
    pub(super) fn minus(self, other: Self) -> Option<Exact> {
        if self.denominator == other.denominator {
            let numerator = self.numerator.checked_sub(other.numerator)?;
            return Some(Exact::positive(numerator, self.denominator.into()));
        }
        let left = self.numerator.checked_mul(other.denominator.into())?;
        let right = other.numerator.checked_mul(self.denominator.into())?;
        let denominator = i128::from(self.denominator) * i128::from(other.denominator);
        Some(Exact::positive(left.checked_sub(right)?, denominator))
    }
}

impl World<'_> {
    /// A sum of whole numbers, or a share of one.
    #[inline]
    pub(super) fn plain(&self, expr: &Expr) -> Option<Plain> {
        let Node::Multiply(share, base) = &expr.node else {
            return Some(Plain { numerator: self.whole(expr)?.into(), denominator: 1 });
        };
        let share = match &share.node {
            Node::Constant(value) => value,
            Node::Reference(reference) => self.known(reference)?,
            _ => return None,
        };
        let (numerator, denominator) = share.as_ratio()?;
        let numerator = i128::from(i64::try_from(numerator).ok()?) * i128::from(self.whole(base)?);
        Some(Plain { numerator, denominator: i64::try_from(denominator).ok()? })
    }

    /// A sum of whole numbers.
    #[inline]
    pub(super) fn whole(&self, expr: &Expr) -> Option<i64> {
        match &expr.node {
            Node::Reference(reference) => self.known(reference)?.to_i64(),
            _ => self.whole_sum(expr),
        }
    }

    fn whole_sum(&self, expr: &Expr) -> Option<i64> {
        match &expr.node {
            Node::Constant(value) => value.to_i64(),
            Node::Add(left, right) => self.whole(left)?.checked_add(self.whole(right)?),
            Node::Subtract(left, right) => self.whole(left)?.checked_sub(self.whole(right)?),
            _ => None,
        }
    }
}
