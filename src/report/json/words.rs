//! The words that JSON and CSV have for one of several things, where the rooms below have no type of their own for it.

use serde::{Deserialize, Serialize};

use crate::evaluate::{StageStatus, Statuses};
use crate::program::CompareOperator;
use crate::solve::Possible;

/// The status of a stage, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatusJson {
    /// What it comes after did not happen.
    #[serde(rename = "not reached")]
    NotReached,
    /// A `quorum` was not met.
    #[serde(rename = "no quorum")]
    NoQuorum,
    /// A `reject` was met, or a `require` was not.
    Failed,
    /// Every `require` was met.
    Passed,
    /// No `reject` was met and not every `require`.
    Undecided,
    /// More than one of these can still be.
    Pending,
    /// The steps ended before it was known whether more than one of these can be.
    #[serde(rename = "not decided")]
    NotDecided,
}

impl From<StageStatus> for StatusJson {
    fn from(status: StageStatus) -> Self {
        match status {
            StageStatus::NotReached => Self::NotReached,
            StageStatus::NoQuorum => Self::NoQuorum,
            StageStatus::Failed => Self::Failed,
            StageStatus::Passed => Self::Passed,
            StageStatus::Undecided => Self::Undecided,
        }
    }
}

impl From<Statuses> for StatusJson {
    fn from(statuses: Statuses) -> Self {
        match statuses.decided() {
            Some(status) => status.into(),
            None if statuses.is_not_decided() => Self::NotDecided,
            None => Self::Pending,
        }
    }
}

/// What a cell of a comparison or a sweep says, and so how its outcome is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// The status of a stage.
    Status,
    /// One of the outcomes of a measure, in its own words.
    Outcome,
    /// None of the outcomes of a measure.
    #[serde(rename = "none of the outcomes")]
    NoOutcome,
    /// More than one answer can still be.
    Pending,
    /// The steps ended before it was known whether more than one answer can be.
    #[serde(rename = "not decided")]
    NotDecided,
    /// The rule asks for inputs that these votes do not have.
    #[serde(rename = "other inputs needed")]
    OtherInputs,
    /// The figures contradict the rule or each other, and have no verdict.
    #[serde(rename = "bad data")]
    BadData,
    /// The rule cannot be put to these votes.
    #[serde(rename = "cannot be judged")]
    NotJudged,
}

/// Why a condition is met or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Two sides are compared.
    Comparison,
    /// All of its parts are.
    All,
    /// One of its parts is.
    Any,
    /// Its part is not.
    Not,
    /// A definition says so.
    Definition,
    /// The rows of a table say so.
    Rows,
    /// The rule or a fact says so.
    Stated,
    /// An input is missing.
    Missing,
}

/// How two sides are compared, in the words of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OperatorJson {
    /// Numbers and durations.
    #[serde(rename = "at least")]
    AtLeast,
    /// Numbers and durations.
    #[serde(rename = "more than")]
    MoreThan,
    /// Numbers and durations.
    #[serde(rename = "at most")]
    AtMost,
    /// Numbers and durations.
    #[serde(rename = "less than")]
    LessThan,
    /// Dates.
    #[serde(rename = "on or after")]
    OnOrAfter,
    /// Dates.
    #[serde(rename = "after")]
    After,
    /// Dates.
    #[serde(rename = "on or before")]
    OnOrBefore,
    /// Dates.
    #[serde(rename = "before")]
    Before,
    /// Whatever is compared.
    #[serde(rename = "=")]
    Equal,
    /// Whatever is compared.
    #[serde(rename = "!=")]
    NotEqual,
}

impl OperatorJson {
    pub(super) const fn of(operator: CompareOperator, dates: bool) -> Self {
        match (operator, dates) {
            (CompareOperator::AtLeast, false) => Self::AtLeast,
            (CompareOperator::MoreThan, false) => Self::MoreThan,
            (CompareOperator::AtMost, false) => Self::AtMost,
            (CompareOperator::LessThan, false) => Self::LessThan,
            (CompareOperator::AtLeast, true) => Self::OnOrAfter,
            (CompareOperator::MoreThan, true) => Self::After,
            (CompareOperator::AtMost, true) => Self::OnOrBefore,
            (CompareOperator::LessThan, true) => Self::Before,
            (CompareOperator::Equal, _) => Self::Equal,
            (CompareOperator::NotEqual, _) => Self::NotEqual,
        }
    }
}

/// What is asked of the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RowsAsked {
    /// Whether all of them count.
    Every,
    /// Whether one of them counts.
    Any,
    /// How much those that count add up to.
    Total,
}

/// Whether something can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CanBe {
    /// It can, with these figures.
    Yes,
    /// It cannot, whatever the figures.
    Never,
    /// The steps ended before it was known, or it depends on what is not linear.
    #[serde(rename = "not decided")]
    NotDecided,
}

impl From<Option<bool>> for CanBe {
    fn from(can: Option<bool>) -> Self {
        match can {
            Some(true) => Self::Yes,
            Some(false) => Self::Never,
            None => Self::NotDecided,
        }
    }
}

impl From<&Possible> for CanBe {
    fn from(possible: &Possible) -> Self {
        match possible {
            Possible::Yes { .. } => Self::Yes,
            Possible::Never(_) => Self::Never,
            Possible::NotLinear | Possible::NotDecided { .. } => Self::NotDecided,
        }
    }
}

/// What something that stands in the way would have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Needed {
    /// A condition met.
    Met,
    /// A condition not met.
    #[serde(rename = "not met")]
    NotMet,
    /// A stage reached.
    Reached,
    /// A stage not reached.
    #[serde(rename = "not reached")]
    NotReached,
    /// A result that is wanted.
    So,
}

/// How a share is distributed where it is not certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DistributionJson {
    /// It is certain.
    Exact,
    /// All values between two ends alike.
    Uniform,
    /// One value likeliest, none beyond two ends.
    Triangular,
    /// Around a mean.
    Normal,
}

/// The word that stands for one of several things, as JSON has it.
pub(in crate::report) fn word(one: impl Serialize) -> String {
    match serde_json::to_value(one) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}
