//! Comparisons of linear forms with zero, in whole numbers.

use num_integer::Integer as _;

use super::{Form, VariableId};
use crate::program::CompareOperator;

/// `constant + Σ coefficient · variable  RELATION  0`, the numbers without a common divisor.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Atom {
    /// By variable, ascending; at least one, none zero.
    pub terms: Vec<(VariableId, i128)>,
    /// What does not vary.
    pub constant: i128,
    /// How it compares with zero.
    pub relation: Relation,
}

/// How a form compares with zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// `>= 0`
    AtLeast,
    /// `> 0`
    Above,
    /// `= 0`
    Equal,
    /// `!= 0`
    NotEqual,
}

impl Relation {
    /// Whether a number of this sign satisfies it.
    pub fn holds(self, sign: i128) -> bool {
        match self {
            Self::AtLeast => sign >= 0,
            Self::Above => sign > 0,
            Self::Equal => sign == 0,
            Self::NotEqual => sign != 0,
        }
    }
}

impl Atom {
    /// `form OPERATOR 0`; `Err` says whether it holds if nothing varies. `None` if a number does not fit.
    pub(super) fn new(operator: CompareOperator, form: &Form) -> Option<Result<Self, bool>> {
        let (turned, relation) = match operator {
            CompareOperator::AtLeast => (false, Relation::AtLeast),
            CompareOperator::MoreThan => (false, Relation::Above),
            CompareOperator::AtMost => (true, Relation::AtLeast),
            CompareOperator::LessThan => (true, Relation::Above),
            CompareOperator::Equal => (false, Relation::Equal),
            CompareOperator::NotEqual => (false, Relation::NotEqual),
        };
        if form.terms.is_empty() {
            let sign = if turned { form.constant.checked_neg()? } else { form.constant };
            return Some(Err(relation.holds(sign)));
        }
        let common = form.terms.iter().fold(form.constant, |common, (_, value)| common.gcd(value)).max(1);
        // An equation is the same turned round; the first coefficient of one is always above zero.
        let symmetric = matches!(relation, Relation::Equal | Relation::NotEqual);
        let turned = turned || symmetric && form.terms.first().is_some_and(|(_, value)| *value < 0);
        let part = |value: i128| if turned { (value / common).checked_neg() } else { Some(value / common) };
        let terms = form.terms.iter().map(|(id, value)| Some((*id, part(*value)?))).collect::<Option<_>>()?;
        Some(Ok(Self { terms, constant: part(form.constant)?, relation }))
    }
}
