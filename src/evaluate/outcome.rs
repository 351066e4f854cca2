//! The result of an evaluation, with its reasons.

use serde::{Deserialize, Serialize};

use crate::ids::Table;
use crate::program::{CompareOperator, ConditionId, DefinitionId, InputId, StageId, TableId};
use crate::span::Span;
use crate::value::{Date, Duration, Exact, Kind};

/// The result of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every completion of the inputs meets it.
    Met,
    /// No completion meets it.
    #[serde(rename = "not met")]
    NotMet,
    /// Some may and some may not.
    Unknown,
    /// Whether some may and some may not was not worked out within the steps that [`judge`](crate::judge::judge()) has.
    #[serde(rename = "not decided")]
    NotDecided,
}

impl Verdict {
    /// The words that reports have for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::Unknown => "unknown",
            Self::NotDecided => "not decided",
        }
    }

    /// Whether it is neither met nor not met.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Unknown | Self::NotDecided)
    }
}

/// The result of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum StageStatus {
    /// What it comes after did not happen.
    #[serde(rename = "not reached")]
    NotReached = 1,
    /// A `quorum` was not met.
    #[serde(rename = "no quorum")]
    NoQuorum = 2,
    /// A `reject` was met, or a `require` was not.
    Failed = 4,
    /// Every `require` was met.
    Passed = 8,
    /// No `reject` was met and not every `require`.
    Undecided = 16,
}

impl StageStatus {
    /// All of them, in the order they are listed.
    pub const ALL: [Self; 5] = [Self::NotReached, Self::NoQuorum, Self::Failed, Self::Passed, Self::Undecided];

    /// The words of the language.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotReached => "not reached",
            Self::NoQuorum => "no quorum",
            Self::Failed => "failed",
            Self::Passed => "passed",
            Self::Undecided => "undecided",
        }
    }
}

/// The statuses a stage may still have; and whether it is [not decided](Self::is_not_decided) if more than one of them can
/// be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "StatusList", from = "StatusList")]
pub struct Statuses(u8);

/// The statuses as data.
#[derive(Serialize, Deserialize)]
struct StatusList {
    possible: Vec<StageStatus>,
    not_decided: bool,
}

impl From<Statuses> for StatusList {
    fn from(statuses: Statuses) -> Self {
        Self { possible: statuses.iter().collect(), not_decided: statuses.is_not_decided() }
    }
}

impl From<StatusList> for Statuses {
    fn from(list: StatusList) -> Self {
        let possible = list.possible.into_iter().fold(Self::NONE, Self::with);
        if list.not_decided { possible.not_decided() } else { possible }
    }
}

impl Statuses {
    /// None.
    pub const NONE: Self = Self(0);

    /// Just one.
    pub const fn only(status: StageStatus) -> Self {
        Self(status as u8)
    }

    /// These and one more.
    pub const fn with(self, status: StageStatus) -> Self {
        Self(self.0 | status as u8)
    }

    /// These without one.
    pub const fn without(self, status: StageStatus) -> Self {
        Self(self.0 & !(status as u8))
    }

    /// Whether it is among them.
    pub const fn contains(self, status: StageStatus) -> bool {
        self.0 & status as u8 != 0
    }

    /// Those in both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in either.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of others that are among these too; not decided if these are and more than one is left.
    #[must_use]
    pub fn within(self, others: Self) -> Self {
        let both = Self((self.0 & others.0) & !Self::NOT_DECIDED);
        if self.is_not_decided() && both.decided().is_none() { both.not_decided() } else { both }
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    const NOT_DECIDED: u8 = 32;

    /// These, where it was not worked out whether more than one of them can be.
    #[must_use]
    pub const fn not_decided(self) -> Self {
        Self(self.0 | Self::NOT_DECIDED)
    }

    /// The steps ended before it was known whether it is certain or pending; the statuses are those that were not excluded.
    pub const fn is_not_decided(self) -> bool {
        self.0 & Self::NOT_DECIDED != 0
    }

    /// The one status, if it is certain; `None` while pending or not decided.
    pub fn decided(self) -> Option<StageStatus> {
        let mut all = self.iter();
        all.next().filter(|_| all.next().is_none())
    }

    /// The one status in words, or `pending` or `not decided`.
    pub fn words(self) -> &'static str {
        match self.decided() {
            Some(status) => status.words(),
            None if self.is_not_decided() => "not decided",
            None => "pending",
        }
    }

    /// In the order of [`StageStatus::ALL`].
    pub fn iter(self) -> impl Iterator<Item = StageStatus> {
        StageStatus::ALL.into_iter().filter(move |&status| self.contains(status))
    }
}

/// The result of a measure, or of one stage judged by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The stage judged by itself, if only one was.
    pub target: Option<StageId>,
    /// Each stage that was judged, in order of declaration.
    pub stages: Vec<StageOutcome>,
    /// What follows; nothing if the measure declares no outcomes or only one stage was judged.
    pub outcome: Outcomes,
    /// Every definition that has one value for certain, by id; for stage dates too.
    pub definitions: Table<DefinitionId, Option<DefinitionValue>>,
}

/// What follows, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// The outcomes that are still possible, in order of declaration, as positions in
    /// [`Measure::outcomes`](crate::program::Measure::outcomes).
    pub clauses: Vec<usize>,
    /// It may also be that none of them holds, for want of an `otherwise`.
    pub or_none: bool,
    /// The steps ended before it was known whether more than one of these can be.
    pub not_decided: bool,
}

impl Outcomes {
    /// The outcome, if it is certain.
    pub fn certain(&self) -> Option<usize> {
        match self.clauses.as_slice() {
            [only] if !self.or_none => Some(*only),
            _ => None,
        }
    }

    /// Whether it is not certain what follows: pending, or [not decided](Self::not_decided).
    pub fn is_open(&self) -> bool {
        self.clauses.len() + usize::from(self.or_none) > 1
    }

    /// `pending` or `not decided`, of what is open.
    pub const fn open_words(&self) -> &'static str {
        if self.not_decided { "not decided" } else { "pending" }
    }

    /// Whether more than one thing may still follow.
    pub fn is_pending(&self) -> bool {
        self.is_open() && !self.not_decided
    }
}

/// A definition's value, for reports.
#[derive(Clone, Debug, PartialEq)]
pub enum DefinitionValue {
    /// A count, share or number.
    Number(Quantity),
    /// A day; `clamped` if a month had to end on its last day for it.
    Date(DayRange),
    /// A span of time.
    Duration(Duration),
    /// A truth.
    Truth(Verdict),
    /// A share of nothing: no value.
    EmptyBase,
}

/// The result of a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct StageOutcome {
    /// The stage.
    pub stage: StageId,
    /// The statuses it may have, taking into account whether it is reached.
    pub possible: Statuses,
    /// The statuses it may have when judged by itself; never "not reached".
    pub alone: Statuses,
    /// Each of its conditions, in order of declaration.
    pub conditions: Vec<ConditionOutcome>,
    /// What would turn the stage's own verdict (passed or not), shortest first.
    pub changes: Changes,
    /// What missing counts decide while it is open whether the stage passes; only from
    /// [`judge`](crate::judge::judge()).
    pub still_needed: Vec<StillNeeded>,
}

/// From where on a missing count makes a stage pass for certain, and where it cannot pass any more; of the stage judged by
/// itself, whatever else is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct StillNeeded {
    /// The count.
    pub input: InputId,
    /// How many are counted already: the lower end of the range that was given for it.
    pub counted: Option<Exact>,
    /// The least it can be.
    pub lowest: Exact,
    /// The most it can be, if there is an end.
    pub highest: Option<Exact>,
    /// With fewer it cannot pass.
    pub impossible_below: Option<Exact>,
    /// With more it cannot pass.
    pub impossible_above: Option<Exact>,
    /// From here on it passes for certain.
    pub from: Option<Exact>,
    /// Up to here it passes for certain.
    pub upto: Option<Exact>,
}

/// The result of a condition, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionOutcome {
    /// The condition.
    pub condition: ConditionId,
    /// Met, not met or unknown.
    pub verdict: Verdict,
    /// The reasons.
    pub why: Explanation,
    /// Inputs that are missing or in a range and that it depends on.
    pub needs: Vec<InputId>,
    /// What would turn it, shortest first.
    pub changes: Changes,
}

impl ConditionOutcome {
    /// The margin, if the condition is a single comparison (perhaps behind `not` or a definition).
    pub fn comparison(&self) -> Option<&ComparisonOutcome> {
        self.why.comparison()
    }
}

/// The reasons of a verdict, in the shape the condition is written in.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The text it explains.
    pub span: Span,
    /// Its result, as it stands under the `not`s around it.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
}

/// Why a formula has its verdict.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// `true` or `false` written out, a truth that was supplied, a stage's or condition's status.
    Stated,
    /// A truth that was not supplied.
    Missing(InputId),
    /// A truth defined elsewhere.
    Definition(DefinitionId, Box<Explanation>),
    /// Two sides.
    Comparison(Box<ComparisonOutcome>),
    /// `not`: what is under it is explained as it stands under it.
    Not(Box<Explanation>),
    /// All must hold; under a `not` what was written with `or`.
    All(Vec<Explanation>),
    /// One must hold; under a `not` what was written with `and`.
    Any(Vec<Explanation>),
    /// `every` or `any` row; each row with its verdict.
    Rows {
        /// The table.
        table: TableId,
        /// All rows must hold, rather than one.
        every: bool,
        /// The rows that the filter lets through, or may.
        rows: Vec<RowOutcome>,
    },
}

impl Explanation {
    /// The one comparison it consists of, looking through `not` and definitions.
    pub fn comparison(&self) -> Option<&ComparisonOutcome> {
        match &self.reason {
            Reason::Comparison(comparison) => Some(comparison),
            Reason::Not(inner) | Reason::Definition(_, inner) => inner.comparison(),
            Reason::Stated | Reason::Missing(_) | Reason::All(_) | Reason::Any(_) | Reason::Rows { .. } => None,
        }
    }
}

/// One comparison with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonOutcome {
    /// What was compared how, turned round if it stands under a `not`.
    pub operator: CompareOperator,
    /// The left side.
    pub left: Side,
    /// The right side.
    pub right: Side,
    /// Left minus right, exactly, if both are known: in people, shares, numbers or days.
    pub difference: Option<Exact>,
    /// Met by N: N fewer on the left, right side held, would still meet it. Not met by N: N more would meet it.
    /// (The other way round for `at most` and `less than`.) Only for counts and dates.
    pub by: Option<Margin>,
    /// A share was taken of nothing: the text of the base.
    pub empty_base: Option<Span>,
    /// The left side as a share of what the right side is a share of: `52.86%` of `ballots`.
    pub share: Option<ShareOf>,
    /// The tables it sums or counts over.
    pub tables: Vec<Aggregate>,
}

/// A margin in whole units.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    /// How many; not negative.
    pub amount: Exact,
    /// Of what.
    pub unit: MarginUnit,
}

/// What a margin counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MarginUnit {
    /// People, votes, signatures or regions.
    #[serde(rename = "people")]
    Count,
    /// Days.
    Days,
}

/// The left side of `yes at least 55% of ballots`, seen as a share of ballots.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareOf {
    /// Left side divided by the base.
    pub share: Exact,
    /// The share that the rule asks for.
    pub threshold: Exact,
    /// The base.
    pub base: Exact,
    /// The base's text.
    pub base_span: Span,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The text.
    pub span: Span,
    /// What it is worth.
    pub value: SideValue,
}

/// What a side of a comparison is worth.
#[derive(Clone, Debug, PartialEq)]
pub enum SideValue {
    /// A count, share or number.
    Number(Quantity),
    /// A day.
    Date(DayRange),
    /// A span of time.
    Duration(Option<Duration>),
    /// A share of nothing.
    EmptyBase,
}

/// A number, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Count, share or number.
    pub kind: Kind,
    /// The least it can be, as far as the bounds tell.
    pub low: Option<Exact>,
    /// The most it can be.
    pub high: Option<Exact>,
}

impl Quantity {
    /// Its value, if it is known.
    pub fn known(&self) -> Option<&Exact> {
        self.low.as_ref().filter(|_| self.low == self.high)
    }
}

/// A day, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRange {
    /// The first day it can be.
    pub first: Option<Date>,
    /// The last day it can be.
    pub last: Option<Date>,
    /// A month was counted from a day its target lacks, and ends on its last day.
    pub clamped: bool,
    /// A year for which no holidays are declared, so that its working days could not be counted.
    pub uncounted: Option<i16>,
}

impl DayRange {
    /// The day, if it is known.
    pub fn known(&self) -> Option<Date> {
        self.first.filter(|_| self.first == self.last)
    }
}

/// What a `sum`, `count` or total took from each row.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// The text.
    pub span: Span,
    /// The table.
    pub table: TableId,
    /// All rows, in the table's order.
    pub rows: Vec<RowOutcome>,
}

/// One row's part in an aggregate or a quantified condition.
#[derive(Clone, Debug, PartialEq)]
pub struct RowOutcome {
    /// Position in the table's rows.
    pub row: usize,
    /// Whether it counts.
    pub verdict: Verdict,
    /// Why, if there is a condition on it.
    pub why: Option<Explanation>,
    /// What it adds when it counts, or would if it did: 1 for a count.
    pub value: Option<Quantity>,
}

/// What would turn a verdict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Shortest first; ties in order of declaration.
    pub lines: Vec<LeastChange>,
    /// The rule is not linear in this text, so no least change was sought.
    pub not_linear: Option<Span>,
    /// The rule has more comparisons or counts than are looked through, so no least change was sought.
    pub too_many: bool,
}

/// The smallest whole number of people along one line that turns a verdict and keeps every `given`.
#[derive(Clone, Debug, PartialEq)]
pub struct LeastChange {
    /// How many, at least one.
    pub people: Exact,
    /// Inputs that go up by so many.
    pub up: Vec<InputId>,
    /// Inputs that go down by so many.
    pub down: Vec<InputId>,
}
