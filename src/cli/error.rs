//! What can be wrong with a command, rather than with rules or data.

use std::path::PathBuf;

use miette::Diagnostic;
use quorate::load::OUTSIDE;
use quorate::spreadsheet::SpreadsheetError;
use quorate::words::and_list;
use thiserror::Error;

/// What keeps a command from being carried out.
#[derive(Debug, Diagnostic, Error)]
pub(super) enum CliError {
    /// Words after `quorate` that say nothing it understands. For people clap's own layout is shown.
    #[error("{message}")]
    #[diagnostic(code(quorate::cli::usage))]
    Usage {
        message: String,
        #[help]
        help: Option<String>,
    },
    #[error("there is no file `{}`", path.display())]
    #[diagnostic(code(quorate::cli::missing_file))]
    MissingFile {
        path: PathBuf,
        #[help]
        help: Option<String>,
    },
    #[error("`{}` is a directory", path.display())]
    #[diagnostic(code(quorate::cli::directory), help("name the files in it: `{}`", path.join("*").display()))]
    Directory { path: PathBuf },
    #[error("`{}` is not a text file: byte {byte} is zero", path.display())]
    #[diagnostic(code(quorate::cli::binary_file), help("{help}"))]
    Binary { path: PathBuf, byte: usize, help: &'static str },
    #[error("`{}` is not {encoding}: line {line} has a byte that is no character (byte {byte} of the file)", path.display())]
    #[diagnostic(code(quorate::cli::not_utf8), help("save the file as UTF-8"))]
    NotUtf8 { path: PathBuf, encoding: &'static str, byte: usize, line: usize },
    #[error("`{}` cannot be read: {error}", path.display())]
    #[diagnostic(code(quorate::cli::spreadsheet), help("{help}"))]
    Spreadsheet { path: PathBuf, error: SpreadsheetError, help: String },
    #[error("`{}` cannot be read: {reason}", path.display())]
    #[diagnostic(code(quorate::cli::unreadable_file))]
    Unreadable { path: PathBuf, reason: String },
    #[error("`{}` cannot be written: {reason}", path.display())]
    #[diagnostic(code(quorate::cli::unwritable_file))]
    Unwritable { path: PathBuf, reason: String },
    #[error("`{}` is {what}, and would be written over", path.display())]
    #[diagnostic(code(quorate::cli::overwrites), help("name another file, or say `--force`"))]
    Overwrites { path: PathBuf, what: &'static str },
    #[error("`{}` cannot be drawn: {reason}", path.display())]
    #[diagnostic(code(quorate::cli::png), help("{help}"))]
    Png { path: PathBuf, reason: &'static str, help: &'static str },
    #[error("`{}` is too large: it may hold {most} MB", path.display())]
    #[diagnostic(code(quorate::cli::too_large))]
    TooLarge { path: PathBuf, most: u64 },
    #[error("`{}` is no file: it may have no end", path.display())]
    #[diagnostic(code(quorate::cli::no_file), help("name a file; `-` is standard input where a command reads it"))]
    NoFile { path: PathBuf },
    #[error("line {line} of `{}` is longer than {most} MB", path.display())]
    #[diagnostic(
        code(quorate::cli::long_line),
        help("a table has a line for each row, and a text has lines: is it one?")
    )]
    LongLine { path: PathBuf, line: usize, most: u64 },
    #[error("`{}` lies outside `{}`", path.display(), root.display())]
    #[diagnostic(code(quorate::cli::outside), help("{OUTSIDE}"))]
    Outside { path: PathBuf, root: PathBuf },
    #[error("`{}` is none of the files that facts are read from", path.display())]
    #[diagnostic(
        code(quorate::cli::input_format),
        help("facts come from `.toml`, `.json` or `.csv` files, or from spreadsheets: `.xlsx`, `.xls`, `.ods`")
    )]
    InputFormat { path: PathBuf },
    #[error("`{}` has {rows} sets of votes, and an earlier file has several too", path.display())]
    #[diagnostic(code(quorate::cli::several_rows), help("give only one file with several sets of votes"))]
    SeveralRows { path: PathBuf, rows: usize },
    #[error("`--map {text}` does not say which column")]
    #[diagnostic(code(quorate::cli::map), help("write `--map INPUT=COLUMN`, such as `--map yes=Leave`"))]
    Map { text: String },
    #[error("`--map` has nothing to map: it is about CSV files, and `--inputs` names none")]
    #[diagnostic(code(quorate::cli::map_without_csv), help("add `--inputs votes.csv`, or leave `--map` out"))]
    MapWithoutCsv,
    #[error("Z3 cannot be started: {reason}")]
    #[diagnostic(code(quorate::cli::z3), help("install the package `z3`, or leave `--solver` out"))]
    NoZ3 { reason: String },
    #[error("`{command}` needs a rule file")]
    #[diagnostic(code(quorate::cli::no_rule_file), help("name the file before {}: `quorate {command} FILE {}`", and_list(names), names.join(" ")))]
    NoRuleFile { command: &'static str, names: Vec<String> },
    #[error("`{measure}` has no scenarios, and no votes are given")]
    #[diagnostic(
        code(quorate::cli::no_votes),
        help(
            "give votes: `--inputs votes.csv` with the columns `{columns}`, `--set` for one set, or a scenario in the rule file"
        )
    )]
    NoVotes { measure: String, columns: String },
    #[error("there are {rows} sets of votes, and a {what} starts from one")]
    #[diagnostic(code(quorate::cli::one_set), help("{help}"))]
    OneSet { what: &'static str, rows: usize, help: &'static str },
    #[error("there are {rows} sets of votes, and only one can be held fixed")]
    #[diagnostic(
        code(quorate::cli::one_held),
        help("give a file with one set; `quorate compare` judges rules on many")
    )]
    OneHeld { rows: usize },
    #[error("`{name}` stands alone, with nothing to hold it against")]
    #[diagnostic(
        code(quorate::cli::one_rule),
        help(
            "it has no variants: name another measure, perhaps of another file: `quorate diff FILE FILE {name} OTHER`"
        )
    )]
    OneRule { name: String },
    #[error("there is nothing to draw: each of the two things that move has one value only")]
    #[diagnostic(code(quorate::cli::nothing_to_draw), help("widen the ranges: `--vary \"turnout = 30%..80%\"`"))]
    NothingToDraw,
    #[error("`{name}` is named twice")]
    #[diagnostic(code(quorate::cli::named_twice), help("name it once"))]
    NamedTwice { name: String },
    #[error("`quorate {command}` does not answer in {format}")]
    #[diagnostic(code(quorate::cli::no_such_format), help("use {instead}"))]
    NoSuchFormat { command: &'static str, format: &'static str, instead: String },
    #[error("there is no mapping `{name}`")]
    #[diagnostic(code(quorate::cli::unknown_mapping))]
    UnknownMapping {
        name: String,
        #[help]
        help: Option<String>,
    },
    #[error("`{first}` and `{second}` are both mappings")]
    #[diagnostic(
        code(quorate::cli::two_mappings),
        help("name one; what it says can be changed with `--map INPUT=COLUMN`, `--keep` and `--drop`")
    )]
    TwoMappings { first: String, second: String },
    #[error("`{option}` says which rows of a published file count, and no mapping is named")]
    #[diagnostic(
        code(quorate::cli::no_mapping),
        help("name one: `--map votes.toml`, or a ready one, `--map openelections`")
    )]
    NoMapping { option: String },
    #[error("`{option} {text}` does not say which column and value")]
    #[diagnostic(
        code(quorate::cli::condition),
        help("write `{option} COLUMN=VALUE`, such as `{option} \"office=Proposition 1\"`")
    )]
    Condition { option: &'static str, text: String },
    #[error("nothing that the mapping reads is an input of `{measure}`")]
    #[diagnostic(
        code(quorate::cli::nothing_of_measure),
        help("it reads {inputs}; if one of them has another name there, say so: `--map INPUT=COLUMN`")
    )]
    NothingOfMeasure { measure: String, inputs: String },
    #[error("`{}` does not say in which form to write", path.display())]
    #[diagnostic(
        code(quorate::cli::output_form),
        help("end it with `.toml`, `.json` or `.csv`, or say `--write toml`")
    )]
    OutputForm { path: PathBuf },
    #[error("`{}` has an ending that says no format", path.display())]
    #[diagnostic(
        code(quorate::cli::answer_form),
        help(
            "end it with `.txt`, `.md`, `.html`, `.csv` or `.json`, or say `--format text`; `sweep` and `simulate` draw \
              pictures with `--svg`"
        )
    )]
    AnswerForm { path: PathBuf },
    #[error("`quorate repl` answers line by line, and not into a file")]
    #[diagnostic(
        code(quorate::cli::no_output),
        help("a sweep or a simulation in it is written with `in FILE` at the end of the line: `:sweep … in map.svg`")
    )]
    NoOutput,
    #[error("`{}` is no report that can be verified: {what}", path.display())]
    #[diagnostic(code(quorate::cli::not_a_report))]
    NotAReport {
        path: PathBuf,
        what: String,
        #[help]
        help: &'static str,
    },
    #[error("there is no code `{code}`")]
    #[diagnostic(code(quorate::cli::unknown_code))]
    UnknownCode {
        code: String,
        #[help]
        help: Option<String>,
    },
}

/// What is wrong with one of several sets of votes.
#[derive(Debug)]
pub(super) struct OfVotes {
    label: String,
    error: Box<dyn Diagnostic + Send + Sync>,
}

impl OfVotes {
    pub(super) fn new(label: &str, error: Box<dyn Diagnostic + Send + Sync>) -> Self {
        Self { label: label.to_owned(), error }
    }
}

impl std::fmt::Display for OfVotes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "in the votes `{}`: {}", self.label, self.error)
    }
}

impl std::error::Error for OfVotes {}

impl Diagnostic for OfVotes {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.error.code()
    }

    fn severity(&self) -> Option<miette::Severity> {
        self.error.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.error.help()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        self.error.labels()
    }
}

impl CliError {
    /// What clap says, without its layout.
    pub(super) fn usage(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        let one_line = |paragraph: &str| paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        let mut paragraphs = text.split("\n\n").map(one_line).filter(|line| !line.starts_with("For more"));
        let message = paragraphs.next().unwrap_or_default();
        let help = paragraphs.map(|line| line.trim_start_matches("tip: ").to_owned()).collect::<Vec<_>>().join("; ");
        Self::Usage { message, help: Some(help).filter(|help| !help.is_empty()) }
    }
}
