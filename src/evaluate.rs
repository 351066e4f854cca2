//! The meaning: a measure and facts in, what it comes to and why out.

mod outcome;

pub use outcome::*;

use smol_str::SmolStr;

use crate::facts::Facts;
use crate::program::{Measure, StageId};
use crate::span::Span;
use crate::value::Date;

/// What keeps a measure from being judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum EvaluationError {
    /// A `given` is broken for every completion of the facts: bad data.
    #[error("bad data{}: {numbers} is not so", in_row(.row.as_ref()))]
    #[diagnostic(
        code(quorate::data::given),
        help("correct the figures, or `remove` the `given` in a variant if the official ones are like this")
    )]
    Given {
        /// The row, for a `given` of a table.
        row: Option<SmolStr>,
        /// The comparison that fails, in numbers: `1,110 <= 1,000`.
        numbers: String,
        /// The comparison.
        #[label("every possible input satisfies this")]
        span: Span,
    },
    /// A division by zero that is no share of an empty base.
    #[error("division by zero")]
    #[diagnostic(code(quorate::evaluate::division), help("a rule must not divide by what can be zero"))]
    Division {
        /// The division.
        #[label("the divisor is zero")]
        span: Span,
    },
    /// A parameter by date has no value for the day asked.
    #[error("`{parameter}` has no value on {date}")]
    #[diagnostic(code(quorate::evaluate::as_of), help("{help}"))]
    AsOf {
        /// The parameter.
        parameter: SmolStr,
        /// The day asked.
        date: Date,
        /// The days it has values for.
        help: String,
        /// Where it is asked.
        #[label("asked here")]
        span: Span,
    },
    /// A date outside the years the calendar has.
    #[error("this date is beyond the years -9999 to 9999")]
    #[diagnostic(code(quorate::evaluate::date), help("use a shorter duration"))]
    DateRange {
        /// The computation.
        #[label("too far")]
        span: Span,
    },
}

fn in_row(row: Option<&SmolStr>) -> String {
    row.map_or_else(String::new, |row| format!(" in `{row}`"))
}

impl EvaluationError {
    /// Whether the facts are at fault, rather than the rule.
    pub fn is_bad_data(&self) -> bool {
        matches!(self, Self::Given { .. })
    }
}

/// Judges a measure, or one of its stages by itself.
///
/// # Errors
/// All that keeps it from being judged, in one go: broken `given`s first of all.
pub fn evaluate(measure: &Measure, facts: &Facts, target: Option<StageId>) -> Result<Outcome, Vec<EvaluationError>> {
    let _ = (measure, facts, target);
    Err(Vec::new())
}
