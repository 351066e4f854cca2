//! The tree of a rule file, as written. Names are text here; [`check`](crate::check) looks them up.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::span::Span;
use crate::value::{Duration, Exact, Kind, Towards};

/// A rule file: what could be read of it. What could not is in [`Parse::errors`](crate::syntax::Parse).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The whole text.
    pub span: Span,
    /// In the order they are written.
    pub declarations: Vec<Declaration>,
    /// `# …`, each without its line break.
    pub comments: Vec<Span>,
    /// What cannot be seen in it, the first hundred.
    pub hidden: Vec<HiddenCharacter>,
}

/// A character that cannot be seen, or that turns text around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HiddenCharacter {
    /// Where it stands.
    pub span: Span,
    /// Which it is.
    pub letter: char,
}

/// What may stand at the top of a file.
#[expect(missing_docs, reason = "each variant is named like the declaration it holds")]
#[derive(Clone, Debug, PartialEq)]
pub enum Declaration {
    Use(Use),
    Measure(Measure),
    Variant(Variant),
    Scenario(Scenario),
    Test(Test),
    Holidays(Holidays),
    Parameter(Parameter),
    Rows(Rows),
}

/// A name as written: `electorate_share`.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Where it is written.
    pub span: Span,
    /// Its letters.
    pub text: SmolStr,
}

/// Names joined by dots: `nationhood.approval`. Never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// From the first name to the last.
    pub span: Span,
    /// The names.
    pub parts: Vec<Name>,
}

/// A string, without its quotes and with its escapes resolved: `"California Nationhood"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// With its quotes.
    pub span: Span,
    /// What it says.
    pub text: SmolStr,
}

/// `use "california.measure"`
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// The whole statement.
    pub span: Span,
    /// The file, relative to the one that uses it.
    pub file: Text,
}

/// What a block says of itself at its head: `jurisdiction "…"` and `source "…"`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// `jurisdiction "California, United States"`
    pub jurisdiction: Option<Text>,
    /// `source "California Constitution, art. II, § 8(b)"`
    pub sources: Vec<Text>,
}

/// `measure calexit "California Nationhood" { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The whole declaration.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// Jurisdiction and sources.
    pub head: Head,
    /// In the order they are written.
    pub items: Vec<Item>,
}

/// What may stand in a measure; all but stages and outcomes may stand in a stage too.
#[expect(missing_docs, reason = "each variant is named like the statement it holds")]
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Stage(Stage),
    Outcome(Outcome),
    Holidays(Holidays),
    Rows(Rows),
    ByBlock(ByBlock),
    DateLine(DateLine),
    Parameter(Parameter),
    Input(Input),
    Given(Given),
    Define(Define),
    Condition(Condition),
    Effect(Effect),
}

/// `stage ballot "Statewide ballot" after petition { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The whole declaration.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// `after petition`
    pub after: Option<Expr>,
    /// Jurisdiction and sources.
    pub head: Head,
    /// In the order they are written; never a stage or an outcome.
    pub items: Vec<Item>,
}

/// `outcome "Nothing changes" otherwise`
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The whole statement.
    pub span: Span,
    /// What follows.
    pub text: Text,
    /// When it does.
    pub when: When,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// When an outcome holds.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// `otherwise`
    Otherwise(Span),
    /// `when nationhood passed`
    Condition(Expr),
}

/// `effect "Repeals …"`
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The whole statement.
    pub span: Span,
    /// What follows, in words.
    pub text: Text,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// Which of a stage's dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DateName {
    /// `opens`
    Opens,
    /// `closes`
    Closes,
    /// `held`
    Held,
}

impl DateName {
    /// The word of the language.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opens => "opens",
            Self::Closes => "closes",
            Self::Held => "held",
        }
    }
}

/// `closes 180 days after opens`
#[derive(Clone, Debug, PartialEq)]
pub struct DateLine {
    /// The whole statement.
    pub span: Span,
    /// Which date.
    pub name: DateName,
    /// Where that word stands.
    pub name_span: Span,
    /// The date, literal or computed.
    pub value: Expr,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// `parameter approval = 55%`, a table's column `parameter weight: number`, or values by date.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The whole statement.
    pub span: Span,
    /// One name, or several that share the rest.
    pub names: Vec<Name>,
    /// `: number`
    pub kind: Option<(Kind, Span)>,
    /// What it is set to.
    pub value: ParameterValue,
    /// What it is.
    pub description: Option<Text>,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// How a parameter gets its value.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterValue {
    /// By the rows of its table.
    None,
    /// `= 55%`
    Literal(Literal),
    /// `by date { from 2014-11-04: 7,317,581 … until 2026-11-03 }`
    ByDate {
        /// Values in the order they are written.
        rows: Vec<Dated>,
        /// From this day on no value is known.
        until: Option<(Date, Span)>,
    },
}

/// `from 2014-11-04: 7,317,581`
#[derive(Clone, Debug, PartialEq)]
pub struct Dated {
    /// The whole row.
    pub span: Span,
    /// The first day it holds.
    pub from: Date,
    /// Where that day is written.
    pub from_span: Span,
    /// The value.
    pub value: Literal,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// `input yes, no: count "votes"`
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The whole statement.
    pub span: Span,
    /// One name, or several that share the rest.
    pub names: Vec<Name>,
    /// What they are.
    pub kind: Kind,
    /// Where the kind is written.
    pub kind_span: Span,
    /// What they are, in words.
    pub description: Option<Text>,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// `given papers: yes + no <= ballots <= registered`
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The whole statement.
    pub span: Span,
    /// Optional, so that a variant can remove it.
    pub name: Option<Name>,
    /// What every possible input satisfies.
    pub condition: Expr,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// `define needed = ceil(8% of governor_votes)`
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// The whole statement.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub value: Expr,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// Which of the three conditions: `require`, `quorum` or `reject`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// `require`: all must be met for the stage to pass.
    Require,
    /// `quorum`: one not met, and the vote does not count.
    Quorum,
    /// `reject`: one met, and the stage has failed.
    Reject,
}

impl ConditionKind {
    /// The word of the language.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Require => "require",
            Self::Quorum => "quorum",
            Self::Reject => "reject",
        }
    }
}

/// `require consent: yes at least approval of ballots`
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The whole statement.
    pub span: Span,
    /// Which of the three.
    pub kind: ConditionKind,
    /// Its name.
    pub name: Name,
    /// What must hold.
    pub condition: Expr,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// `by county { input yes, no: count }`
#[derive(Clone, Debug, PartialEq)]
pub struct ByBlock {
    /// The whole block.
    pub span: Span,
    /// The table.
    pub table: Name,
    /// Sources of the block.
    pub sources: Vec<Text>,
    /// Parameters, inputs, givens and defines, one of each per row.
    pub items: Vec<Item>,
}

/// `rows canton (weight) { ZH 1  OW 1/2 }`
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The whole statement.
    pub span: Span,
    /// The table, in a scenario perhaps with its stage: `initiative.canton`.
    pub table: Path,
    /// The columns, in the order of the values.
    pub columns: Vec<Name>,
    /// The rows.
    pub body: RowsBody,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// Where rows are written.
#[derive(Clone, Debug, PartialEq)]
pub enum RowsBody {
    /// `{ ZH 1  OW 1/2 }`
    Inline(Vec<Row>),
    /// `from "cantons.csv"`: a CSV file with a header; its first column is the row's name.
    File(Text),
}

/// `ZH 130,452 76,879`
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The whole row.
    pub span: Span,
    /// Its name.
    pub key: Name,
    /// Its values, one for each column.
    pub values: Vec<Literal>,
}

/// `holidays "State holidays 2014" { 2014-05-26 2014-07-04 }`
#[derive(Clone, Debug, PartialEq)]
pub struct Holidays {
    /// The whole statement.
    pub span: Span,
    /// Its name.
    pub name: Option<Name>,
    /// What they are.
    pub description: Option<Text>,
    /// The days.
    pub days: Vec<(Date, Span)>,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// `variant two_thirds of calexit { set nationhood.approval = two thirds }`
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The whole declaration.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The measure or variant it changes.
    pub of: Name,
    /// Its title.
    pub title: Option<Text>,
    /// Its sources.
    pub sources: Vec<Text>,
    /// In the order they are made.
    pub changes: Vec<Change>,
}

/// What a variant does to the measure it is of.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// `set nationhood.approval = two thirds`
    Set {
        /// The whole change.
        span: Span,
        /// What was declared with `=`, or a date.
        path: Path,
        /// Its new value.
        value: Expr,
        /// Its sources.
        sources: Vec<Text>,
    },
    /// `replace nationhood.consent: yes at least approval of (yes + no)`
    Replace {
        /// The whole change.
        span: Span,
        /// A named condition or given.
        path: Path,
        /// What must hold instead.
        condition: Expr,
        /// Its sources.
        sources: Vec<Text>,
    },
    /// `remove nationhood.turnout`
    Remove {
        /// The whole change.
        span: Span,
        /// What is removed.
        path: Path,
        /// Its sources.
        sources: Vec<Text>,
    },
    /// `add to nationhood { require electorate: yes at least 40% of registered }`
    Add {
        /// The whole change.
        span: Span,
        /// The stage; the measure itself if there is none.
        to: Option<Path>,
        /// What is added.
        items: Vec<Item>,
    },
}

/// `scenario recall_2003 of calexit.nationhood "…" { registered = 15,380,536 }`
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The whole declaration.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The measure or variant, perhaps with a stage that the facts' names are relative to.
    pub of: Path,
    /// Its title.
    pub title: Option<Text>,
    /// Its sources.
    pub sources: Vec<Text>,
    /// What it says.
    pub facts: Facts,
}

/// What a scenario or test says of the world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// `registered = 1,000`; groups are spelled out: `nationhood { yes = 5 }` is `nationhood.yes = 5`.
    pub facts: Vec<Fact>,
    /// `rows county (yes, no) { … }`
    pub rows: Vec<Rows>,
    /// `given yes + no = ballots`: more that is known of the inputs.
    pub givens: Vec<Given>,
}

/// `registered = 1,000`
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The whole fact.
    pub span: Span,
    /// What it is about.
    pub path: Path,
    /// How many of the path's first parts come from the groups around it: in `nationhood { yes = 5 }` one.
    pub group: usize,
    /// Its value.
    pub value: FactValue,
}

/// A value, a range, or `?`.
#[derive(Clone, Debug, PartialEq)]
pub enum FactValue {
    /// `1,000`, or `?` for not known.
    Literal(Literal),
    /// `4,000,000..4,500,000`, both ends included; an end left out (`4,000,000..`) is open.
    Range(Literal, Option<Literal>),
}

/// `test "one ballot short" of calexit.nationhood with recall_2003 { … expect no quorum }`
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The whole declaration.
    pub span: Span,
    /// What it shows.
    pub title: Text,
    /// The measure or variant, perhaps with the stage that is judged.
    pub of: Path,
    /// The scenario it starts from.
    pub with: Option<Name>,
    /// Its sources.
    pub sources: Vec<Text>,
    /// What it adds to the scenario.
    pub facts: Facts,
    /// What must come out.
    pub expects: Vec<Expect>,
}

/// `expect turnout not met by 1`
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// The whole expectation.
    pub span: Span,
    /// What is expected.
    pub kind: ExpectKind,
}

/// What a test may expect.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectKind {
    /// `expect bad data`
    BadData,
    /// `expect outcome "Nothing changes"`
    Outcome(Text),
    /// `expect outcome pending`
    OutcomePending,
    /// `expect no quorum`, `expect two pending`, `expect consent not met by 201,145`
    Status {
        /// The stage or condition; the judged stage itself if there is none.
        path: Option<Path>,
        /// What it came to.
        status: Status,
        /// Where the status is written.
        status_span: Span,
        /// `by 201,145`
        by: Option<(Exact, Span)>,
    },
    /// `expect notice_at = 146,352`
    Value {
        /// What is computed.
        value: Expr,
        /// What must come out.
        literal: Literal,
    },
}

/// What a stage, a condition or an outcome came to, in the words of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// `passed`
    Passed,
    /// `failed`
    Failed,
    /// `no quorum`
    NoQuorum,
    /// `undecided`
    Undecided,
    /// `reached`
    Reached,
    /// `not reached`
    NotReached,
    /// `not passed`: reached, but failed, no quorum or undecided
    NotPassed,
    /// `pending`
    Pending,
    /// `met`
    Met,
    /// `not met`
    NotMet,
    /// `unknown`
    Unknown,
}

impl Status {
    /// The words of the language.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NoQuorum => "no quorum",
            Self::Undecided => "undecided",
            Self::Reached => "reached",
            Self::NotReached => "not reached",
            Self::NotPassed => "not passed",
            Self::Pending => "pending",
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::Unknown => "unknown",
        }
    }
}

/// A value written out: `7,317,581`, `55%`, `two thirds`, `1/2`, `2017-01-26`, `180 days`, `true`, `?`.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// Where it is written.
    pub span: Span,
    /// What it says.
    pub value: LiteralValue,
}

/// What a literal says.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralValue {
    /// `585,407`, `0.5`, with whether it was written with a decimal point: a plain number, whose kind its place decides.
    Number {
        /// Its value.
        value: Exact,
        /// Whether it has a decimal point.
        decimal: bool,
    },
    /// `55%`, `two thirds`: a share.
    Share(Exact),
    /// `1/2` where a literal stands (in an expression it is a division): a share or a number.
    Fraction(Exact),
    /// `2017-01-26`
    Date(Date),
    /// `180 days`
    Duration(Duration),
    /// `true`, `false`
    Truth(bool),
    /// `?`: not known
    Unknown,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where it is written, brackets included for a group.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The forms of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// Refused by the parser, which has said why; it fits everywhere.
    Error,
    /// `585,407`
    Literal(Literal),
    /// `(yes + no)`: kept, because brackets decide what may stand beside what.
    Group(Box<Expr>),
    /// `registered`, `ballot.yes`, `nationhood.held`; in `after` and `when` also a stage
    Path(Path),
    /// `nationhood passed`, `majority not met`; without a path the measure's own: `when passed`
    Status {
        /// The stage or condition.
        path: Option<Path>,
        /// What it came to.
        status: Status,
    },
    /// `governor_votes as of opens`
    AsOf {
        /// A parameter by date.
        path: Path,
        /// The day.
        date: Box<Expr>,
    },
    /// `-x`
    Negative(Box<Expr>),
    /// `not granted`
    Not(Box<Expr>),
    /// `a and b and c`: two operands or more
    And(Vec<Expr>),
    /// `a or b or c`: two operands or more
    Or(Vec<Expr>),
    /// `yes at least half of ballots`, or a chain: `yes + no <= ballots <= registered`
    Compare {
        /// The first operand.
        first: Box<Expr>,
        /// The comparisons that follow it; a chain has two or more, all pointing the same way.
        rest: Vec<(Compare, Expr)>,
    },
    /// `a + b`, `a * b`, …
    Binary {
        /// Which.
        operator: Binary,
        /// Where it is written.
        operator_span: Span,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `a + b - c + …` is a flat list, so that long sums nest nothing.
    Sum {
        /// The first operand.
        first: Box<Expr>,
        /// The others, each with whether it is subtracted.
        rest: Vec<(bool, Expr)>,
    },
    /// `180 days after opens`, `131 days before held`; with a date on the left a comparison: `filed before closes`
    Relative {
        /// A duration, or a date.
        left: Box<Expr>,
        /// Which way.
        towards: Towards,
        /// A date.
        right: Box<Expr>,
    },
    /// `count(district where yes > no)`
    Count {
        /// The table.
        table: Path,
        /// `where yes > no`
        filter: Option<Box<Expr>>,
    },
    /// `sum(weight over canton where yes > no)`
    SumOver {
        /// What is summed.
        value: Box<Expr>,
        /// The table.
        table: Path,
        /// `where yes > no`
        filter: Option<Box<Expr>>,
    },
    /// `every(district has signatures at least 500)`, `any(…)`
    Quantified {
        /// `every` rather than `any`.
        every: bool,
        /// The table.
        table: Path,
        /// `where full`
        filter: Option<Box<Expr>>,
        /// `has yes > no`
        condition: Box<Expr>,
    },
    /// `ceil(x)`, `round(x, 2)`
    Call {
        /// The function's name as written.
        function: Name,
        /// One or more.
        arguments: Vec<Expr>,
    },
}

/// Operators with two operands, other than `+`, `-` and comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `55% of ballots`
    Of,
    /// `*`
    Times,
    /// `/`
    Divided,
}

/// How a comparison compares, whichever way it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Compare {
    /// What it means.
    pub operator: CompareOperator,
    /// Where it is written.
    pub span: Span,
}

/// What a comparison means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CompareOperator {
    /// `at least`, `>=`, `on or after`
    AtLeast,
    /// `more than`, `>`, `after`
    MoreThan,
    /// `at most`, `<=`, `on or before`
    AtMost,
    /// `less than`, `<`, `before`
    LessThan,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
}

impl CompareOperator {
    /// The words of the language for numbers.
    pub const fn words(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::MoreThan => "more than",
            Self::AtMost => "at most",
            Self::LessThan => "less than",
            Self::Equal => "=",
            Self::NotEqual => "!=",
        }
    }

    /// The comparison that holds exactly when this one does not.
    pub const fn negated(self) -> Self {
        match self {
            Self::AtLeast => Self::LessThan,
            Self::MoreThan => Self::AtMost,
            Self::AtMost => Self::MoreThan,
            Self::LessThan => Self::AtLeast,
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
        }
    }

    /// The comparison with its sides exchanged.
    pub const fn flipped(self) -> Self {
        match self {
            Self::AtLeast => Self::AtMost,
            Self::MoreThan => Self::LessThan,
            Self::AtMost => Self::AtLeast,
            Self::LessThan => Self::MoreThan,
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
        }
    }

    /// Whether it holds of two things that compare like this.
    pub const fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::AtLeast => ordering.is_ge(),
            Self::MoreThan => ordering.is_gt(),
            Self::AtMost => ordering.is_le(),
            Self::LessThan => ordering.is_lt(),
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
        }
    }
}
