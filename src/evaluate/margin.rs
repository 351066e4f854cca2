//! By how much a comparison is met or not.

use super::outcome::{Margin, MarginUnit};
use crate::program::CompareOperator;
use crate::value::Exact;

/// Met by N: with N fewer on the left (N more for `at most` and `less than`), right side held, it would still be met.
/// Not met by N: with N more on the left (N fewer) it would be. `difference` is left minus right.
///
/// `None` where no whole number says it: `!=`, and `=` that a fraction stands in the way of.
pub(super) fn by(operator: CompareOperator, difference: &Exact, met: bool, unit: MarginUnit) -> Option<Margin> {
    let one = Exact::ONE;
    let amount = match (operator, met) {
        (CompareOperator::AtLeast, true) => difference.floor(),
        (CompareOperator::AtLeast, false) => (-difference).ceil(),
        (CompareOperator::MoreThan, true) => &difference.ceil() - &one,
        (CompareOperator::MoreThan, false) => &(-difference).floor() + &one,
        (CompareOperator::AtMost, true) => (-difference).floor(),
        (CompareOperator::AtMost, false) => difference.ceil(),
        (CompareOperator::LessThan, true) => &(-difference).ceil() - &one,
        (CompareOperator::LessThan, false) => &difference.floor() + &one,
        (CompareOperator::Equal, true) => Exact::ZERO,
        (CompareOperator::Equal, false) if difference.is_whole() => difference.abs(),
        (CompareOperator::Equal, false) | (CompareOperator::NotEqual, _) => return None,
    };
    Some(Margin { amount, unit })
}
