//! The short way through arithmetic on known numbers that fit 128 bits: no allocation, nothing to drop.
//!
//! It gives the same numbers as [`World::number`], or none at all.

use super::world::World;
use crate::program::{Expr, Node};
use crate::value::Exact;

/// A fraction with a positive denominator, not always in lowest terms.
#[derive(Clone, Copy)]
pub(super) struct Plain {
    numerator: i128,
    denominator: i128,
}

impl Plain {
    pub(super) fn sign(self) -> std::cmp::Ordering {
        self.numerator.cmp(&0)
    }

    pub(super) fn exact(self) -> Exact {
        Exact::positive(self.numerator, self.denominator)
    }

    fn times(self, other: Self) -> Option<Self> {
        Some(Self {
            numerator: times(self.numerator, other.numerator)?,
            denominator: times(self.denominator, other.denominator)?,
        })
    }

    fn plus(self, other: Self) -> Option<Self> {
        if self.denominator == other.denominator {
            let numerator = self.numerator.checked_add(other.numerator)?;
            return Some(Self { numerator, denominator: self.denominator });
        }
        let left = times(self.numerator, other.denominator)?;
        let right = times(other.numerator, self.denominator)?;
        let denominator = times(self.denominator, other.denominator)?;
        Some(Self { numerator: left.checked_add(right)?, denominator })
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { numerator: other.numerator.checked_neg()?, denominator: other.denominator })
    }
}

/// What fits 64 bits cannot overflow 128.
#[inline]
fn times(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}

impl World<'_> {
    /// What an expression of known numbers outside tables is worth; `None` where that is not all there is to it.
    pub(super) fn plain(&self, expr: &Expr) -> Option<Plain> {
        match &expr.node {
            Node::Constant(value) => of(value),
            Node::Reference(reference) => of(self.known(reference)?),
            Node::Add(left, right) => self.plain(left)?.plus(self.plain(right)?),
            Node::Subtract(left, right) => self.plain(left)?.minus(self.plain(right)?),
            Node::Multiply(left, right) => self.plain(left)?.times(self.plain(right)?),
            Node::Negate(_)
            | Node::Divide(..)
            | Node::Total(..)
            | Node::Ceil(_)
            | Node::Floor(_)
            | Node::Round(..)
            | Node::Max(_)
            | Node::Min(_)
            | Node::Count { .. }
            | Node::Sum { .. } => None,
        }
    }
}

fn of(value: &Exact) -> Option<Plain> {
    let (numerator, denominator) = value.as_ratio()?;
    Some(Plain { numerator, denominator })
}
