//! What keeps a file from being read, and from being taken in.

use miette::Diagnostic;
use smol_str::SmolStr;
use thiserror::Error;

use crate::csv::CsvError;
use crate::span::Span;
use crate::words;

/// What to do about a file that a text may not name.
pub const OUTSIDE: &str = "a file names others only below its own folder, or below that of the nearest `quorate.toml` above \
                           it; `--root DIR` says another, and `--allow-outside` lets it name any: is it one to be trusted?";

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Nothing has this path.
    #[error("there is no such file")]
    Missing,
    /// The path is a folder.
    #[error("it is a folder")]
    Directory,
    /// The bytes are no text; how many bytes are.
    #[error("it is not UTF-8 text: byte {} does not fit", .at + 1)]
    NotText {
        /// Bytes that are text, before the first that is not.
        at: usize,
    },
    /// A device, or a pipe that a text names: it may have no end.
    #[error("it is no file, and may have no end")]
    NoFile,
    /// It has too many bytes.
    #[error("it is too large: it may hold {most} MB")]
    TooLarge {
        /// How much a file may hold.
        most: u64,
    },
    /// A text names it, and it may not.
    #[error("it lies outside `{root}`")]
    Outside {
        /// The folder below which texts may name files.
        root: String,
    },
    /// Anything else, in the system's words.
    #[error("{0}")]
    Other(String),
}

impl ReadError {
    /// What can be done about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Missing => "is the name right, and relative to the file that uses it?",
            Self::Directory => "name a file in it",
            Self::NotText { .. } => "save the file as UTF-8 text",
            Self::NoFile => "name a file",
            Self::TooLarge { .. } => "is it meant? Split it",
            Self::Outside { .. } => OUTSIDE,
            Self::Other(_) => "is it open to be read?",
        }
    }
}

/// What keeps a file from being taken in.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
pub enum LoadError {
    /// The root file.
    #[error("cannot read `{path}`: {error}")]
    #[diagnostic(code(quorate::load::root), help("{}", .error.help()))]
    Root {
        /// Its path.
        path: String,
        /// Why not.
        error: ReadError,
    },
    /// A file named in a `use` or after `from`.
    #[error("cannot read `{path}`: {error}")]
    #[diagnostic(code(quorate::load::file), help("{}", .error.help()))]
    File {
        /// Its path, from where the program runs.
        path: String,
        /// Why not.
        error: ReadError,
        /// Where it is named.
        #[label("named here")]
        span: Span,
    },
    /// Too much is taken in.
    #[error("these rules take in more than {most}")]
    #[diagnostic(code(quorate::load::too_much), help("is each of them meant? Leave out those that are not"))]
    TooMuch {
        /// What may be taken in.
        most: &'static str,
        /// Where the first that is too much is named.
        #[label("one too many")]
        span: Span,
    },
    /// What is named in a `use` has no declaration, and lines that are none.
    #[error("`{path}` is no rule file")]
    #[diagnostic(code(quorate::load::no_rules), help("name a file of measures, variants, scenarios or the like"))]
    NoRules {
        /// Its path.
        path: String,
        /// Where it is named.
        #[label("named here")]
        span: Span,
    },
    /// A CSV file without a first line.
    #[error("`{path}` has no header")]
    #[diagnostic(
        code(quorate::load::csv_header),
        help("the first line names the columns; the first column names the rows: `canton,weight`")
    )]
    NoHeader {
        /// Its path.
        path: String,
        /// Where it is named.
        #[label("named here")]
        span: Span,
    },
    /// A column that the rule file asks for and the CSV file lacks.
    #[error("`{path}` has no column `{column}`")]
    #[diagnostic(code(quorate::load::csv_column), help("its columns are {known}"))]
    NoColumn {
        /// Its path.
        path: String,
        /// The column.
        column: SmolStr,
        /// The columns it has.
        known: String,
        /// Where the column is named.
        #[label("not in the file")]
        span: Span,
    },
    /// A line with more or fewer fields than the header.
    #[error("this line has {}, the header {expected}", words::numbered(*.found, "field"))]
    #[diagnostic(code(quorate::load::csv_fields), help("a value with a comma in it stands in quotes: `\"1,000\"`"))]
    Fields {
        /// Fields in the line.
        found: usize,
        /// Fields in the header.
        expected: usize,
        /// The line.
        #[label("{}", words::numbered(*.found, "field"))]
        span: Span,
    },
    /// A field that is no value.
    #[error("`{field}` is no value")]
    #[diagnostic(
        code(quorate::load::csv_value),
        help(
            "values are written as in rules: `1,000`, `55%`, `1/2`, `2028-11-07`, `true`; an empty field is not known"
        )
    )]
    Value {
        /// The field.
        field: String,
        /// Where it is.
        #[label("not a value")]
        span: Span,
    },
    /// A quote that does not end, or the like.
    #[error("this is not CSV: {error}")]
    #[diagnostic(code(quorate::load::csv), help("{}", .error.help()))]
    NotCsv {
        /// What is wrong with a line.
        error: CsvError,
        /// Where.
        #[label("here")]
        span: Span,
    },
}
