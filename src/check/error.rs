//! What can be wrong with a rule file that reads well.

use miette::Diagnostic;
use smol_str::SmolStr;
use thiserror::Error;

use crate::fix::Help;
use crate::program::{ConditionKind, Status};
use crate::span::Span;
use crate::value::{Date, Kind};
use crate::words;

/// A mistake that only shows when names are looked up and kinds are compared.
#[expect(missing_docs, reason = "fields are the words of the message, or the text that a label says something of")]
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum CheckError {
    // Names.
    /// Nothing has this name.
    #[error("nothing here is called `{name}`")]
    #[diagnostic(code(quorate::check::name))]
    UnknownName {
        name: String,
        #[help]
        help: Option<Help>,
        #[label("not declared in this stage, its measure or the file")]
        span: Span,
    },
    /// A date that the stage does not declare.
    #[error("{} has no `{date}`", stage_or_measure(.stage.as_ref()))]
    #[diagnostic(code(quorate::check::no_date), help("declare it: `{date} 2028-11-07`"))]
    NoDate {
        stage: Option<SmolStr>,
        date: &'static str,
        #[label("no such date")]
        span: Span,
    },
    /// Used, but a variant has removed it.
    #[error("variant `{variant}` removes `{name}`, which is still used")]
    #[diagnostic(code(quorate::check::removed), help("replace or remove in the variant what uses it"))]
    Removed {
        name: String,
        variant: SmolStr,
        #[label("used here")]
        span: Span,
        #[label("removed here")]
        removed: Span,
    },
    /// Two things of one name in one place.
    #[error("`{name}` is declared twice")]
    #[diagnostic(code(quorate::check::duplicate), help("give one of them another name"))]
    Duplicate {
        name: SmolStr,
        #[label("a second time here")]
        span: Span,
        #[label("first declared here")]
        first: Span,
    },
    /// A name that already has a meaning here.
    #[error("`{name}` already has a meaning here: {outer} has that name")]
    #[diagnostic(
        code(quorate::check::shadow),
        help("one name means one thing wherever it can be seen: give one of them another name")
    )]
    Shadow {
        name: SmolStr,
        outer: &'static str,
        #[label("this would hide it")]
        span: Span,
        #[label("already declared here")]
        first: Span,
    },
    /// Things that need each other.
    #[error("{what} go{} round in a circle: {way}", if .others.is_empty() { "es" } else { "" })]
    #[diagnostic(code(quorate::check::cycle), help("{help}"))]
    Cycle {
        what: &'static str,
        way: String,
        help: &'static str,
        #[label("this needs itself in the end")]
        span: Span,
        #[label(collection, "part of the circle")]
        others: Vec<Span>,
    },
    /// A call of something that is no function.
    #[error("`{name}` is no function")]
    #[diagnostic(code(quorate::check::function), help("{help}"))]
    UnknownFunction {
        name: SmolStr,
        help: Help,
        #[label("not one of `ceil`, `floor`, `round`, `max`, `min`")]
        span: Span,
    },
    /// `approval (yes + no)`
    #[error("`of` is missing after `{name}`")]
    #[diagnostic(code(quorate::check::missing_of), help("did you mean `{meant}`?"))]
    MissingOf {
        name: SmolStr,
        meant: String,
        #[label("a share, not a function")]
        span: Span,
    },
    /// A name that stands for no value.
    #[error("`{name}` is {what}, which has no value of its own")]
    #[diagnostic(code(quorate::check::no_value), help("{help}"))]
    NoValue {
        name: String,
        what: &'static str,
        help: Help,
        #[label("{what}")]
        span: Span,
    },

    // Kinds.
    /// A count compared with a percentage of nothing.
    #[error("`{comparison}`: {share} of what?")]
    #[diagnostic(code(quorate::check::share_of_what), help("{help}"))]
    ShareOfWhat {
        comparison: String,
        share: String,
        help: Help,
        #[label("a share: a percentage needs something it is a percentage of")]
        share_span: Span,
        #[label("a count")]
        count_span: Span,
    },
    /// `yes / ballots at least 55`
    #[error("`{other}` is a share, but `{plain}` is a plain number")]
    #[diagnostic(code(quorate::check::plain_number), help("{help}"))]
    PlainForShare {
        plain: String,
        other: String,
        help: Help,
        #[label("a plain number")]
        plain_span: Span,
        #[label("a share")]
        share_span: Span,
    },
    /// `0.55 of ballots`
    #[error("only a share can be taken `of` something, and `{found}` is {}", found_kind(.kind))]
    #[diagnostic(code(quorate::check::of))]
    OfNeedsShare {
        found: String,
        kind: Option<Kind>,
        #[help]
        help: Option<Help>,
        #[label("{}", found_kind(.kind))]
        span: Span,
    },
    /// `yes * no`
    #[error("a count times a count is not a number of anything")]
    #[diagnostic(
        code(quorate::check::product),
        help("one of the two should be a share, a number, or a ratio such as `{ratio}`")
    )]
    CountTimesCount {
        ratio: String,
        #[label("a count")]
        left: Span,
        #[label("a count")]
        right: Span,
    },
    /// Two things that do not compare.
    #[error("{} cannot be compared with {}", .left_kind.article(), .right_kind.article())]
    #[diagnostic(code(quorate::check::compare))]
    Incomparable {
        left_kind: Kind,
        right_kind: Kind,
        #[help]
        help: Option<String>,
        #[label("{}", .left_kind.article())]
        left: Span,
        #[label("{}", .right_kind.article())]
        right: Span,
    },
    /// Two things that cannot be added, multiplied, divided or chosen between.
    #[error("{} cannot be {operation} {}", .left_kind.article(), .right_kind.article())]
    #[diagnostic(code(quorate::check::arithmetic))]
    Arithmetic {
        operation: &'static str,
        left_kind: Kind,
        right_kind: Kind,
        #[help]
        help: Option<String>,
        #[label("{}", .left_kind.article())]
        left: Span,
        #[label("{}", .right_kind.article())]
        right: Span,
    },
    /// One kind stands where another must.
    #[error("expected {expected}, found {}", .found.article())]
    #[diagnostic(code(quorate::check::kind))]
    Expected {
        expected: String,
        found: Kind,
        #[help]
        help: Option<Help>,
        #[label("{}", .found.article())]
        span: Span,
    },
    /// `1,000.0` where people are counted.
    #[error("a count is a whole number, found `{found}`")]
    #[diagnostic(code(quorate::check::decimal), help("{help}"))]
    CountDecimal {
        found: String,
        help: Help,
        #[label("written with a decimal point")]
        span: Span,
    },
    /// Days against months.
    #[error("{left_unit} cannot be compared with {right_unit}")]
    #[diagnostic(
        code(quorate::check::durations),
        help("how long it is depends on the day it is counted from: compare the dates")
    )]
    DurationUnits {
        left_unit: &'static str,
        right_unit: &'static str,
        #[label("in {left_unit}")]
        left: Span,
        #[label("in {right_unit}")]
        right: Span,
    },
    /// `max(500)`
    #[error("`{function}` takes {expected}, found {found}")]
    #[diagnostic(code(quorate::check::arguments))]
    Arguments {
        function: SmolStr,
        expected: &'static str,
        found: usize,
        #[help]
        help: Option<&'static str>,
        #[label("{}", words::numbered(*.found, "value"))]
        span: Span,
    },
    /// `round(x, y)`
    #[error("the places of `round` are a whole number from 0 to 18 written out")]
    #[diagnostic(code(quorate::check::places), help("for two decimal places: `round(…, 2)`"))]
    Places {
        #[label("not a number from 0 to 18")]
        span: Span,
    },
    /// Working days without holidays.
    #[error("working days are counted here, but no holidays are declared")]
    #[diagnostic(
        code(quorate::check::working_days),
        help("declare those of every year the count can touch: `holidays {{ 2028-01-03 2028-07-04 }}`")
    )]
    WorkingDays {
        #[label("which days are holidays?")]
        span: Span,
    },
    /// A value written in a way that does not fit its kind.
    #[error("expected {}, found `{found}`", .expected.article())]
    #[diagnostic(code(quorate::check::value))]
    Value {
        expected: Kind,
        found: String,
        #[help]
        help: Option<Help>,
        #[label("not {}", .expected.article())]
        span: Span,
    },

    // Statuses.
    /// `require x: ballot passed`
    #[error("what a stage or condition came to can only be asked in `after` and in `outcome … when`")]
    #[diagnostic(
        code(quorate::check::status_place),
        help("let the stage come `after` it, or ask for the same votes again")
    )]
    StatusPlace {
        #[label("a status")]
        span: Span,
    },
    /// `majority passed`, `ballot met`
    #[error("{what} `{name}` is never `{}`", .status.words())]
    #[diagnostic(code(quorate::check::status), help("{help}"))]
    WrongStatus {
        what: &'static str,
        name: String,
        status: Status,
        help: String,
        #[label("a {what}")]
        span: Span,
    },
    /// `after ballot.majority met`
    #[error("`after` asks what stages came to, and `{name}` is a condition")]
    #[diagnostic(
        code(quorate::check::condition_in_after),
        help("name its stage; a condition can be asked in `outcome … when`")
    )]
    ConditionInAfter {
        name: String,
        #[label("a condition")]
        span: Span,
    },
    /// `after S undecided` where S cannot be.
    #[error("{} can never be `{}`: it has no `{}`", stage_or_measure(.stage.as_ref()), .status.words(), .lacks.word())]
    #[diagnostic(code(quorate::check::impossible), help("{help}"))]
    ImpossibleStatus {
        stage: Option<SmolStr>,
        status: Status,
        lacks: ConditionKind,
        help: &'static str,
        #[label("never so")]
        span: Span,
        #[label("has no `{}`", .lacks.word())]
        declared: Span,
    },
    /// `when passed` in a measure with stages.
    #[error("`{}` of which stage?", .status.words())]
    #[diagnostic(code(quorate::check::which_stage), help("name it: {stages}"))]
    WhichStage {
        status: Status,
        stages: Help,
        #[label("the measure has stages")]
        span: Span,
    },
    /// A status of something that has none.
    #[error("`{name}` is {what}: only stages and conditions come to something")]
    #[diagnostic(code(quorate::check::no_status), help("{help}"))]
    NoStatus {
        name: String,
        what: &'static str,
        help: String,
        #[label("{what}")]
        span: Span,
    },

    // Measures and stages.
    /// A stage that nothing decides.
    #[error("{} has no `require` and no `reject`: nothing decides it", stage_or_measure(.stage.as_ref()))]
    #[diagnostic(code(quorate::check::no_condition), help("{help}"))]
    NoCondition {
        stage: Option<SmolStr>,
        help: &'static str,
        #[label("what must hold for it to pass?")]
        span: Span,
        #[label("the variant takes the last one away")]
        removed: Option<Span>,
    },
    /// A condition outside the stages of a measure that has stages, and the like.
    #[error("{what} cannot stand here")]
    #[diagnostic(code(quorate::check::misplaced), help("{help}"))]
    Misplaced {
        what: &'static str,
        help: &'static str,
        #[label("{what}")]
        span: Span,
    },
    /// A clause after `otherwise`.
    #[error("no outcome can follow `otherwise`")]
    #[diagnostic(code(quorate::check::otherwise), help("put the `otherwise` last"))]
    AfterOtherwise {
        #[label("never considered")]
        span: Span,
        #[label("this takes all that is left")]
        otherwise: Span,
    },

    // Parameters.
    /// `parameter x` outside tables.
    #[error("`{name}` has no value")]
    #[diagnostic(
        code(quorate::check::no_parameter_value),
        help("a parameter is fixed by the rule: `parameter {name} = 55%`; what the world supplies is an `input`")
    )]
    ParameterWithoutValue {
        name: SmolStr,
        #[label("what is it?")]
        span: Span,
    },
    /// `parameter weight` in a table.
    #[error("`{name}` has no kind")]
    #[diagnostic(code(quorate::check::no_kind), help("say what the rows hold: `parameter {name}: number`"))]
    ParameterWithoutKind {
        name: SmolStr,
        #[label("a count, a share, a number?")]
        span: Span,
    },
    /// Rows by date out of order.
    #[error("{what} is not after {earlier}")]
    #[diagnostic(code(quorate::check::by_date), help("values by date are written from the earliest day to the latest"))]
    DateOrder {
        what: String,
        earlier: Date,
        #[label("must be a later day")]
        span: Span,
        #[label("the day before it in the list")]
        previous: Span,
    },
    /// `by date { }`
    #[error("`{name}` has no value on any day")]
    #[diagnostic(code(quorate::check::by_date), help("write at least one: `from 2014-11-04: 7,317,581`"))]
    NoDates {
        name: SmolStr,
        #[label("empty")]
        span: Span,
    },
    /// A parameter by date used without a day.
    #[error("`{name}` has values by date: on which day?")]
    #[diagnostic(code(quorate::check::as_of), help("write `{name} as of opens`, or of another day"))]
    AsOfMissing {
        name: String,
        #[label("its value depends on the day")]
        span: Span,
    },
    /// `as of` on something else.
    #[error("`{name}` is the same on every day")]
    #[diagnostic(code(quorate::check::as_of), help("leave out `as of …`, or give it values `by date`"))]
    AsOfConstant {
        name: String,
        #[label("no values by date")]
        span: Span,
    },
    /// A literal day that has no value.
    #[error("`{name}` has no value on {date}")]
    #[diagnostic(code(quorate::check::as_of_outside), help("{help}"))]
    AsOfOutside {
        name: String,
        date: Date,
        help: String,
        #[label("asked for {date}")]
        span: Span,
        #[label("has values by date")]
        declared: Span,
    },

    // Tables.
    /// A table that is not declared.
    #[error("there is no table `{name}`")]
    #[diagnostic(code(quorate::check::table))]
    UnknownTable {
        name: String,
        #[help]
        help: Option<Help>,
        #[label("no `by` block has this name")]
        span: Span,
    },
    /// `where` that is the same for every row.
    #[error("this is the same for every `{table}`")]
    #[diagnostic(code(quorate::check::same_for_every_row), help("{help}"))]
    SameForEveryRow {
        table: SmolStr,
        help: String,
        #[label("hangs on no column of `{table}`")]
        span: Span,
    },
    /// A share by row used outside its table.
    #[error("`{name}` is {} for each `{table}`: it has no total", .kind.article())]
    #[diagnostic(code(quorate::check::no_total), help("{help}"))]
    NoTotal {
        name: String,
        kind: Kind,
        table: SmolStr,
        help: String,
        #[label("only counts add up to a total")]
        span: Span,
    },
    /// Rows of a table declared twice.
    #[error("the rows of `{table}` are declared twice")]
    #[diagnostic(code(quorate::check::rows_twice), help("put all rows and columns in one `rows`"))]
    RowsTwice {
        table: SmolStr,
        #[label("a second time here")]
        span: Span,
        #[label("first declared here")]
        first: Span,
    },
    /// A row with too many or too few values.
    #[error("row `{row}` has {}, but there {}", words::numbered(*.found, "value"), are_columns(*.expected))]
    #[diagnostic(code(quorate::check::row_values), help("{help}"))]
    RowValues {
        row: SmolStr,
        found: usize,
        expected: usize,
        help: String,
        #[label("{}", words::numbered(*.found, "value"))]
        span: Span,
        #[label("{}", words::numbered(*.expected, "column"))]
        columns: Option<Span>,
    },
    /// One row twice.
    #[error("row `{row}` is there twice")]
    #[diagnostic(code(quorate::check::duplicate_row), help("remove one of them"))]
    DuplicateRow {
        row: SmolStr,
        #[label("a second time here")]
        span: Span,
        whole: Span,
        #[label("first here")]
        first: Span,
    },
    /// A column that the table does not have.
    #[error("`{table}` has no column `{column}`")]
    #[diagnostic(code(quorate::check::column))]
    UnknownColumn {
        table: SmolStr,
        column: SmolStr,
        #[help]
        help: Option<Help>,
        #[label("not declared in `by {table}`")]
        span: Span,
    },
    /// Votes in a rule.
    #[error("`{column}` is an input: the rule does not say what it is")]
    #[diagnostic(
        code(quorate::check::input_in_rule),
        help("rows in a measure give parameters; give inputs in a `scenario`, a `test` or a file of inputs")
    )]
    InputInRule {
        column: SmolStr,
        #[label("an input")]
        span: Span,
        #[label("declared here")]
        declared: Span,
    },
    /// A row that the table does not have.
    #[error("`{table}` has no row `{row}`")]
    #[diagnostic(code(quorate::check::row))]
    UnknownRow {
        table: SmolStr,
        row: SmolStr,
        #[help]
        help: Option<Help>,
        #[label("not among the declared rows")]
        span: Span,
    },

    // Variants.
    /// A variant, scenario or test of something that is not there.
    #[error("there is no {wanted} `{name}`")]
    #[diagnostic(code(quorate::check::no_such))]
    NoSuch {
        wanted: &'static str,
        name: String,
        #[help]
        help: Option<Help>,
        #[label("no such {wanted}")]
        span: Span,
    },
    /// A change of something that is not there.
    #[error("variant `{variant}` cannot {verb} `{path}`: `{base}` has nothing of that name")]
    #[diagnostic(code(quorate::check::nothing_to_change))]
    NothingToChange {
        variant: SmolStr,
        verb: &'static str,
        path: Box<str>,
        base: SmolStr,
        #[help]
        help: Option<Help>,
        #[label("nothing to {verb}")]
        span: Span,
        #[label("removed here")]
        removed: Option<Span>,
    },
    /// A change of something that cannot be changed so.
    #[error("variant `{variant}` cannot {verb} `{path}`: it is {what}")]
    #[diagnostic(code(quorate::check::cannot_change), help("{help}"))]
    CannotChange {
        variant: SmolStr,
        verb: &'static str,
        path: String,
        what: &'static str,
        help: &'static str,
        #[label("{what}")]
        span: Span,
        #[label("declared here")]
        declared: Span,
    },
    /// `set x = a + b`
    #[error("`{path}` is set to a value, not to a computation")]
    #[diagnostic(code(quorate::check::set_value), help("write the value out; what is computed is a `define`"))]
    SetComputed {
        path: String,
        #[label("not a value")]
        span: Span,
    },

    // Scenarios and tests.
    /// A fact about something that nobody supplies.
    #[error("`{path}` is {what}: it is not supplied")]
    #[diagnostic(code(quorate::check::not_a_fact), help("{help}"))]
    NotAFact {
        path: String,
        what: &'static str,
        help: String,
        #[label("{what}")]
        span: Span,
    },
    /// A range of something that has one value.
    #[error("`{path}` is {what}, which has no range")]
    #[diagnostic(code(quorate::check::no_range), help("{help}"))]
    NoRange {
        path: String,
        what: &'static str,
        help: &'static str,
        #[label("not one value")]
        span: Span,
    },
    /// `5..3`
    #[error("this range of `{path}` ends before it begins")]
    #[diagnostic(code(quorate::data::range), help("write the lower end first: `{high}..{low}`"))]
    RangeReversed {
        path: String,
        low: String,
        high: String,
        #[label("from here")]
        from: Span,
        #[label("to here, which is less")]
        to: Span,
    },
    /// One thing twice in one layer.
    #[error("`{path}` is given twice")]
    #[diagnostic(code(quorate::check::twice), help("remove one of them: none goes before the other"))]
    Twice {
        path: String,
        #[label("a second time here")]
        span: Span,
        #[label("first here")]
        first: Span,
    },
    /// Variants that repeat more than all together may.
    #[error("`{variant}` and the variants after it are not looked at: the variants repeat too much")]
    #[diagnostic(
        code(quorate::check::repeated),
        help(
            "all variants together repeat up to 250,000 declarations: make variants of the measure itself, or split the file"
        )
    )]
    Repeated {
        variant: SmolStr,
        #[label("from here on")]
        span: Span,
    },
    /// `expect passed` in a test of a whole measure.
    #[error("a measure with stages does not come to `{}` as a whole", .status.words())]
    #[diagnostic(code(quorate::check::which_stage), help("name the stage: {stages}; or expect an `outcome`"))]
    ExpectWhichStage {
        status: Status,
        stages: Help,
        #[label("of which stage?")]
        span: Span,
    },
    /// `expect outcome` in a test of one stage.
    #[error("this test judges `{judged}` by itself")]
    #[diagnostic(code(quorate::check::not_judged), help("make it a test `of {measure}` to judge all stages"))]
    NotJudged {
        judged: SmolStr,
        measure: SmolStr,
        #[label("not judged here")]
        span: Span,
    },
    /// `by 5` of something that has no margin.
    #[error("`{name}` has no margin to expect: {why}")]
    #[diagnostic(code(quorate::check::no_margin), help("{help}"))]
    NoMargin {
        name: String,
        why: &'static str,
        help: &'static str,
        #[label("`by` needs a single comparison of counts or dates")]
        span: Span,
        #[label("this has no single margin")]
        declared: Option<Span>,
    },
}

fn stage_or_measure(stage: Option<&SmolStr>) -> String {
    stage.map_or_else(|| "the measure".into(), |stage| format!("stage `{stage}`"))
}

fn found_kind(kind: &Option<Kind>) -> &'static str {
    kind.map_or("a plain number", Kind::article)
}

fn are_columns(count: usize) -> String {
    format!("{} {}", if count == 1 { "is" } else { "are" }, words::numbered(count, "column"))
}

impl CheckError {
    /// Whether something that could not be read may be all that is behind it: its name is missing everywhere else.
    pub fn may_follow(&self) -> bool {
        use CheckError as E;
        matches!(
            self,
            E::UnknownName { .. }
                | E::NoDate { .. }
                | E::NoCondition { .. }
                | E::NoSuch { .. }
                | E::NothingToChange { .. }
                | E::UnknownTable { .. }
                | E::UnknownColumn { .. }
                | E::UnknownRow { .. }
                | E::UnknownFunction { .. }
                | E::ParameterWithoutValue { .. }
                | E::ParameterWithoutKind { .. }
                | E::WorkingDays { .. }
                | E::ImpossibleStatus { .. }
        )
    }

    /// Where it is, for the order in which errors are shown.
    pub fn span(&self) -> Span {
        use CheckError::*;
        match self {
            UnknownName { span, .. }
            | NoDate { span, .. }
            | Removed { span, .. }
            | Duplicate { span, .. }
            | Shadow { span, .. }
            | Cycle { span, .. }
            | UnknownFunction { span, .. }
            | MissingOf { span, .. }
            | NoValue { span, .. }
            | OfNeedsShare { span, .. }
            | Expected { span, .. }
            | CountDecimal { span, .. }
            | Arguments { span, .. }
            | Places { span }
            | WorkingDays { span }
            | Value { span, .. }
            | StatusPlace { span }
            | WrongStatus { span, .. }
            | ConditionInAfter { span, .. }
            | ImpossibleStatus { span, .. }
            | WhichStage { span, .. }
            | NoStatus { span, .. }
            | NoCondition { span, .. }
            | Misplaced { span, .. }
            | AfterOtherwise { span, .. }
            | ParameterWithoutValue { span, .. }
            | ParameterWithoutKind { span, .. }
            | DateOrder { span, .. }
            | NoDates { span, .. }
            | AsOfMissing { span, .. }
            | AsOfConstant { span, .. }
            | AsOfOutside { span, .. }
            | UnknownTable { span, .. }
            | SameForEveryRow { span, .. }
            | NoTotal { span, .. }
            | RowsTwice { span, .. }
            | RowValues { span, .. }
            | DuplicateRow { span, .. }
            | UnknownColumn { span, .. }
            | InputInRule { span, .. }
            | UnknownRow { span, .. }
            | NoSuch { span, .. }
            | NothingToChange { span, .. }
            | CannotChange { span, .. }
            | SetComputed { span, .. }
            | NotAFact { span, .. }
            | NoRange { span, .. }
            | Twice { span, .. }
            | ExpectWhichStage { span, .. }
            | NotJudged { span, .. }
            | Repeated { span, .. }
            | NoMargin { span, .. } => *span,
            ShareOfWhat { share_span: a, count_span: b, .. }
            | PlainForShare { plain_span: a, share_span: b, .. }
            | CountTimesCount { left: a, right: b, .. }
            | Incomparable { left: a, right: b, .. }
            | Arithmetic { left: a, right: b, .. }
            | RangeReversed { from: a, to: b, .. }
            | DurationUnits { left: a, right: b, .. } => a.to(*b),
        }
    }
}
