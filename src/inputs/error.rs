//! What can be wrong with facts.

use smol_str::SmolStr;

use crate::check::CheckError;
use crate::span::Span;
use crate::syntax::SyntaxError;
use crate::value::Kind;

/// A fact that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum InputError {
    /// `registerd = 1,000`
    #[error("`{measure}` has no {what} `{name}`")]
    #[diagnostic(code(quorate::data::unknown_name), help("{help}"))]
    UnknownName {
        /// The name as written.
        name: SmolStr,
        /// `input, parameter or date`, or what else may stand there.
        what: &'static str,
        /// The measure.
        measure: SmolStr,
        /// The nearest name, or where it is, or what there is.
        help: String,
        /// The name.
        #[label("not declared")]
        span: Span,
    },
    /// `yes = 5` where only stages have a `yes`
    #[error("`{name}` needs its stage")]
    #[diagnostic(code(quorate::data::which_stage), help("{help}"))]
    NeedsStage {
        /// The name as written.
        name: SmolStr,
        /// The paths it may stand for.
        help: String,
        /// The name.
        #[label("of which stage?")]
        span: Span,
    },
    /// `consent = 60%`
    #[error("`{path}` is {what}; facts set inputs, parameters and dates")]
    #[diagnostic(code(quorate::data::not_settable), help("{help}"))]
    NotSettable {
        /// The path as written.
        path: SmolStr,
        /// What it is: `a condition`.
        what: &'static str,
        /// What can be done instead.
        help: String,
        /// The path.
        #[label("cannot be set")]
        span: Span,
        /// Its declaration.
        #[label("declared here")]
        declared: Option<Span>,
    },
    /// `yes = 1,000` for a column of a table.
    #[error("`{path}` has a value for each {table}, and none as a whole")]
    #[diagnostic(code(quorate::data::needs_row), help("{help}"))]
    NeedsRow {
        /// The path as written.
        path: SmolStr,
        /// The table.
        table: SmolStr,
        /// How a row is given.
        help: String,
        /// The path.
        #[label("which {table}?")]
        span: Span,
        /// The column's declaration.
        #[label("declared by {table} here")]
        declared: Span,
    },
    /// `registered = 55%`
    #[error("`{path}` is {}, and `{found}` is {what}", .expected.article())]
    #[diagnostic(code(quorate::data::kind))]
    Kind {
        /// The path as written.
        path: SmolStr,
        /// What is declared.
        expected: Kind,
        /// The value as written.
        found: String,
        /// What the value is: `a share`.
        what: &'static str,
        /// What may be meant.
        #[help]
        help: Option<String>,
        /// The value.
        #[label("{what}")]
        span: Span,
        /// The declaration.
        #[label("{} is declared here", .expected.article())]
        declared: Span,
    },
    /// `yes = -5`
    #[error("`{path}` is {}, and cannot be negative", .kind.article())]
    #[diagnostic(code(quorate::data::negative))]
    Negative {
        /// The path as written.
        path: SmolStr,
        /// What is declared.
        kind: Kind,
        /// The value.
        #[label("below zero")]
        span: Span,
        /// The declaration.
        #[label("declared here")]
        declared: Span,
    },
    /// `yes = 1.5`, and `yes = 1.000`, which some countries read as a thousand
    #[error("`{path}` is a count, and `{found}` is not written as a whole number")]
    #[diagnostic(code(quorate::data::not_whole), help("{help}"))]
    NotWhole {
        /// The path as written.
        path: SmolStr,
        /// The value as written.
        found: String,
        /// What may be meant.
        help: String,
        /// The value.
        #[label("not whole")]
        span: Span,
        /// The declaration.
        #[label("a count is declared here")]
        declared: Span,
    },
    /// `5..3`
    #[error("this range of `{path}` ends before it begins")]
    #[diagnostic(code(quorate::data::range), help("write the lower end first: `{high}..{low}`"))]
    RangeReversed {
        /// The path as written.
        path: SmolStr,
        /// The first end as written.
        low: String,
        /// The second end as written.
        high: String,
        /// The first end.
        #[label("from here")]
        from: Span,
        /// The second end.
        #[label("to here, which is less")]
        to: Span,
    },
    /// `?..5`, `true..false`
    #[error("`{path}` cannot be given as this range")]
    #[diagnostic(code(quorate::data::range), help("{help}"))]
    RangeForm {
        /// The path as written.
        path: SmolStr,
        /// What can be written.
        help: &'static str,
        /// The range.
        #[label("not a range of {}", plural(*kind))]
        span: Span,
        /// What is declared.
        kind: Kind,
    },
    /// `approval = ?`
    #[error("`{path}` is a parameter, which the rule fixes: it has one value")]
    #[diagnostic(
        code(quorate::data::parameter),
        help("give one value, or leave it out to keep the rule's; a range or `?` is for inputs and dates")
    )]
    ParameterOpen {
        /// The path as written.
        path: SmolStr,
        /// The value.
        #[label("not one value")]
        span: Span,
        /// The declaration.
        #[label("declared here")]
        declared: Span,
    },
    /// The same thing twice in one layer.
    #[error("`{path}` is given twice")]
    #[diagnostic(code(quorate::data::twice), help("keep one of them"))]
    Twice {
        /// The path.
        path: SmolStr,
        /// The first time.
        #[label("first here")]
        first: Span,
        /// The second time.
        #[label("again here")]
        second: Span,
    },
    /// A row's name twice in one table of facts.
    #[error("the {table} `{row}` has two rows")]
    #[diagnostic(code(quorate::data::row_twice), help("keep one of them"))]
    RowTwice {
        /// The table.
        table: SmolStr,
        /// The row.
        row: SmolStr,
        /// The first.
        #[label("first here")]
        first: Span,
        /// The second.
        #[label("again here")]
        second: Span,
    },
    /// A row that the table does not declare.
    #[error("`{row}` is no {table} of `{measure}`")]
    #[diagnostic(code(quorate::data::unknown_row), help("{help}"))]
    UnknownRow {
        /// The table.
        table: SmolStr,
        /// The row.
        row: SmolStr,
        /// The measure.
        measure: SmolStr,
        /// The nearest row, or which there are.
        help: String,
        /// The row.
        #[label("not declared")]
        span: Span,
    },
    /// A column that the table does not have.
    #[error("`{table}` has no column `{column}`")]
    #[diagnostic(code(quorate::data::unknown_column), help("{help}"))]
    UnknownColumn {
        /// The table.
        table: SmolStr,
        /// The column.
        column: SmolStr,
        /// The nearest column, or which there are.
        help: String,
        /// The column.
        #[label("not declared")]
        span: Span,
    },
    /// A row with more or fewer values than columns.
    #[error("the {table} `{row}` has {}, and there are {}", crate::words::numbered(*.values, "value"), crate::words::numbered(*.columns, "column"))]
    #[diagnostic(code(quorate::data::row_length), help("give one value for each column, `?` for what is not known"))]
    RowLength {
        /// The table.
        table: SmolStr,
        /// The row.
        row: SmolStr,
        /// How many values it has.
        values: usize,
        /// How many columns there are.
        columns: usize,
        /// The row.
        #[label("{}", crate::words::numbered(*.values, "value"))]
        span: Span,
        /// The columns.
        #[label("{}", crate::words::numbered(*.columns, "column"))]
        heads: Span,
    },
    /// A value that is nearly one of the language: `1.234.567`.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Syntax(SyntaxError),
    /// A `given` of a scenario or test about something the measure does not have, or of kinds that do not fit.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Given(Box<CheckError>),
    /// What is no value of the language: `many`, `5e6`, a day with a time.
    #[error("`{found}` is no value")]
    #[diagnostic(code(quorate::data::value), help("{help}"))]
    Value {
        /// The value as written.
        found: String,
        /// How values are written.
        help: String,
        /// The value.
        #[label("cannot be read")]
        span: Span,
    },
    /// A text that is not TOML, JSON or CSV.
    #[error("this is not {format}: {message}")]
    #[diagnostic(code(quorate::data::format))]
    Format {
        /// `TOML`
        format: &'static str,
        /// What is wrong.
        message: String,
        /// How it may be repaired.
        #[help]
        help: Option<String>,
        /// Where.
        #[label("here")]
        span: Span,
    },
    /// A row of a CSV file that has more or fewer cells than the header.
    #[error("this row has {}, and the header has {columns}", crate::words::numbered(*.cells, "cell"))]
    #[diagnostic(code(quorate::data::csv_row), help("{help}"))]
    Cells {
        /// How many the row has.
        cells: usize,
        /// How many the header has.
        columns: usize,
        /// What may be the reason.
        help: &'static str,
        /// The row.
        #[label("{}", crate::words::numbered(*.cells, "cell"))]
        row: Span,
        /// The header.
        #[label("{}", crate::words::numbered(*.columns, "column"))]
        header: Span,
    },
    /// A list or the like where a value or a group stands.
    #[error("{what} says nothing about a measure")]
    #[diagnostic(code(quorate::data::shape), help("{help}"))]
    Shape {
        /// What it is: `a list`.
        what: &'static str,
        /// What can be written.
        help: &'static str,
        /// Where.
        #[label("not a value, a group or a table")]
        span: Span,
    },
    /// A row of a table without the row's name.
    #[error("this row of `{table}` has no name")]
    #[diagnostic(code(quorate::data::row_name), help("say which {table} it is: {example}"))]
    RowName {
        /// The table.
        table: SmolStr,
        /// How a name is written in this format.
        example: String,
        /// The row.
        #[label("which {table}?")]
        span: Span,
    },
    /// `--set yes`
    #[error("expected a path, `=` and a value")]
    #[diagnostic(code(quorate::data::set), help("{help}"))]
    Set {
        /// How it is written.
        help: String,
        /// What was found.
        #[label("{missing}")]
        span: Span,
        /// What is not there.
        missing: &'static str,
    },
    /// No column of a CSV file is anything that the measure declares.
    #[error("no column of this file is an input of `{measure}`")]
    #[diagnostic(code(quorate::data::csv_columns), help("{help}"))]
    NoColumn {
        /// The measure.
        measure: SmolStr,
        /// The nearest names, and how columns are mapped.
        help: String,
        /// The header.
        #[label("these columns")]
        span: Span,
    },
    /// `--map yes=Leave` and there is no `Leave`.
    #[error("there is no column `{column}`")]
    #[diagnostic(code(quorate::data::csv_map), help("{help}"))]
    NoMappedColumn {
        /// The column asked for.
        column: String,
        /// The nearest column, or which there are.
        help: String,
        /// The header.
        #[label("these columns")]
        span: Span,
    },
}

fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Count => "counts",
        Kind::Share => "shares",
        Kind::Number => "numbers",
        Kind::Date => "dates",
        Kind::Duration => "durations",
        Kind::Truth => "truths",
    }
}
