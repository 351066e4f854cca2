//! What may be written after `quorate`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use quorate::words::or_list;

use super::error::CliError;

/// Rules as data for votes: runs the rules of a ballot measure against votes and says why.
#[derive(Debug, Parser)]
#[command(name = "quorate", version, about, max_term_width = 100, after_help = STATUS)]
pub(super) struct Arguments {
    /// How to answer: as text for people, unless another form is asked for here or by the ending of `--output`
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Write the answer to this file; its ending says the format: `.txt`, `.md`, `.html`, `.csv` or `.json`
    #[arg(long, short, global = true, visible_alias = "out", value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// When to colour; `auto` if a terminal reads it and NO_COLOR is not set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", alias = "colour")]
    pub(super) color: Color,
    /// Write over a rule file, or over a file that the answer is made from, if a file is to be written there
    #[arg(long, global = true)]
    pub(super) force: bool,
    /// Let rule files and mappings name files below this folder; by default below that of the nearest `quorate.toml`, else their own
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Let rule files and mappings name files anywhere
    #[arg(long, global = true)]
    pub(super) allow_outside: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

const STATUS: &str = "\
Exit status:
  0  the question was answered
  1  the answer is bad news: check found errors, test failed, fmt --check would change something,
     audit or diff found what is denied, verify another answer
  2  the command could not be carried out";

impl Arguments {
    /// What is written after `quorate`, each command offering the formats that it answers in.
    pub(super) fn parse_from(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let matches = Self::offering().try_get_matches_from(words)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut Self::offering()))
    }

    /// The command line with, for each command, the formats that it answers in.
    pub(super) fn offering() -> clap::Command {
        let whole = Self::command();
        let format = whole.get_arguments().find(|own| own.get_id() == "format").cloned();
        let names: Vec<String> = whole.get_subcommands().map(|own| own.get_name().to_owned()).collect();
        names.into_iter().fold(whole, |whole, name| {
            let offered = Format::offered(&name);
            whole.mut_subcommand(name, |own| match (&format, offered) {
                (Some(format), [_, ..]) => own.arg(format.clone().value_parser(Format::one_of(offered))),
                (Some(format), []) => own.arg(format.clone().hide(true)),
                (None, _) => own,
            })
        })
    }

    /// How to answer, and where to: published votes are written to a file of their own, beside the answer.
    pub(super) fn answer(&self) -> Result<(Format, Option<PathBuf>), CliError> {
        let output = self.output.clone().filter(|_| !matches!(self.command, Command::Inputs(_)));
        if output.is_some() && matches!(self.command, Command::Repl(_)) {
            return Err(CliError::NoOutput);
        }
        let format = match (self.format, &output) {
            (Some(format), _) => format,
            (None, Some(path)) => Format::of_ending(path)?,
            (None, None) => Format::Text,
        };
        Ok((format, output))
    }
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For a report
    Markdown,
    /// A line for each result, for a spreadsheet; where there is a table
    Csv,
    Json,
    /// A page of its own
    Html,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// The shells that completions are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ShellName {
    Bash,
    Zsh,
    Fish,
}

impl From<ShellName> for Shell {
    fn from(name: ShellName) -> Self {
        match name {
            ShellName::Bash => Self::Bash,
            ShellName::Zsh => Self::Zsh,
            ShellName::Fish => Self::Fish,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Judge a measure on votes: the outcome and why
    Run(Run),
    /// What it takes: the least votes, the highest bar, the fewest changes for a result, or what stands in its way
    Solve(Solve),
    /// What follows from the rules alone: the fewest votes that pass, paradoxes, requirements that say nothing, where each turns
    Audit(Audit),
    /// Put the same votes to several rules: what passes under which, by how much, and why
    Compare(Compare),
    /// Whether rules ever disagree: where one passes and the other does not, with examples, or that it cannot be
    Diff(Diff),
    /// Move one or two inputs, parameters or shares step by step: what passes where, and exactly where it turns
    Sweep(Sweep),
    /// Draw votes from a poll and its uncertainty, and count what each rule makes of them
    Simulate(Simulate),
    /// Show a measure as a page to read: stages, each rule in a sentence, sources, variants, cases
    Card(Card),
    /// Report every error in rule files, and what is probably not meant
    Check {
        /// Rule files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Format rule files in place
    Fmt {
        /// Change nothing; list the files that would change
        #[arg(long)]
        check: bool,
        /// Rule files; `-` formats standard input to standard output
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Run the tests in rule files
    Test {
        /// For every number in a rule, say whether some test fails when it moves by the smallest step that matters
        #[arg(long)]
        thresholds: bool,
        /// Rule files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Explore a measure as in a conversation
    Repl(Repl),
    /// Read votes as they were published, show what was understood, and write it as input for `run`
    Inputs(Inputs),
    /// Run the question of a report in JSON again, and say whether the answer is still the same
    Verify {
        /// A file that `quorate … --format json` wrote, read in the folder where it was made; `-` for standard input
        #[arg(value_name = "REPORT")]
        report: PathBuf,
    },
    /// Say what a message's code means and how to repair it
    Explain {
        /// The code, such as `quorate::check::name`; without it, all codes are listed
        code: Option<String>,
    },
    /// Print a script that completes commands in a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: ShellName,
    },
}

impl Format {
    /// The formats that a command answers in; none where its answer is not for reports.
    fn offered(command: &str) -> &'static [Self] {
        match command {
            "compare" | "sweep" | "simulate" | "solve" | "audit" | "diff" => {
                &[Self::Text, Self::Markdown, Self::Csv, Self::Json, Self::Html]
            }
            "run" | "card" | "verify" => &[Self::Text, Self::Markdown, Self::Json, Self::Html],
            "check" | "fmt" | "test" | "inputs" | "explain" => &[Self::Text, Self::Json],
            _ => &[],
        }
    }

    /// Reads one of these.
    fn one_of(offered: &[Self]) -> impl TypedValueParser<Value = Self> + use<> {
        let values = offered.iter().filter_map(ValueEnum::to_possible_value);
        PossibleValuesParser::new(values).try_map(|name| Self::from_str(&name, true))
    }

    /// What the ending of a file says.
    fn of_ending(path: &Path) -> Result<Self, CliError> {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        Ok(match ending.to_str() {
            Some("" | "txt" | "text") => Self::Text,
            Some("md" | "markdown") => Self::Markdown,
            Some("html" | "htm") => Self::Html,
            Some("csv") => Self::Csv,
            Some("json") => Self::Json,
            // It is refused for what it is, see `write`.
            Some("measure") if path.is_file() => Self::Text,
            Some(_) | None => return Err(CliError::AnswerForm { path: path.to_owned() }),
        })
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "Markdown",
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Html => "HTML",
        }
    }
}

impl Command {
    /// Whether the command answers in a format.
    pub(super) fn offers(&self, format: Format) -> Result<(), CliError> {
        let command = match self {
            Self::Compare(_) => "compare",
            Self::Sweep(_) => "sweep",
            Self::Simulate(_) => "simulate",
            Self::Diff(_) => "diff",
            Self::Card(_) => "card",
            Self::Run(_) => "run",
            Self::Solve(_) => "solve",
            Self::Audit(_) => "audit",
            Self::Check { .. } => "check",
            Self::Fmt { .. } => "fmt",
            Self::Test { .. } => "test",
            Self::Repl(_) => "repl",
            Self::Inputs(_) => "inputs",
            Self::Verify { .. } => "verify",
            Self::Explain { .. } => "explain",
            Self::Completions { .. } => "completions",
        };
        let offered = Format::offered(command);
        if offered.contains(&format) || offered.is_empty() && matches!(format, Format::Text | Format::Json) {
            return Ok(());
        }
        let instead: Vec<String> = offered
            .iter()
            .filter_map(|format| Some(format!("`--format {}`", format.to_possible_value()?.get_name())))
            .collect();
        let instead = if instead.is_empty() { "`--format text`".to_owned() } else { or_list(instead) };
        Err(CliError::NoSuchFormat { command, format: format.name(), instead })
    }
}

#[derive(Args, Debug)]
pub(super) struct Run {
    /// A rule file
    pub(super) file: PathBuf,
    /// The measure or variant; by default the only measure, or the first
    #[arg(value_name = "MEASURE")]
    pub(super) name: Option<String>,
    /// Judge this stage by itself
    #[arg(long, value_name = "STAGE")]
    pub(super) stage: Option<String>,
    /// Judge this variant of the measure
    #[arg(long, value_name = "VARIANT")]
    pub(super) variant: Option<String>,
    /// Start from the facts of this scenario
    #[arg(long, value_name = "SCENARIO")]
    pub(super) scenario: Option<String>,
    /// Facts from a TOML, JSON or CSV file, `-` for standard input; each row of a CSV file is one set of votes. With a
    /// mapping, any published file
    #[arg(long, value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// One more fact: `nationhood.yes=8,000,000`, `approval=60%`, `filed=2017-07-01`
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Take an input from a CSV column of another name: `yes=Leave`; or read the files with a mapping: `votes.toml`, `medsl`
    #[arg(long, value_name = "INPUT=COLUMN")]
    pub(super) map: Vec<String>,
    #[command(flatten)]
    pub(super) choice: Rows,
}

#[derive(Args, Debug)]
pub(super) struct Card {
    /// A rule file
    pub(super) file: PathBuf,
    /// The measure or variant; by default the only measure, or the first
    #[arg(value_name = "MEASURE")]
    pub(super) name: Option<String>,
    /// Show this variant of the measure
    #[arg(long, value_name = "VARIANT")]
    pub(super) variant: Option<String>,
}

/// Which rows of published files are taken.
#[derive(Args, Debug)]
pub(super) struct Rows {
    /// With a mapping: only rows that have this value in this column
    #[arg(long, value_name = "COLUMN=VALUE")]
    pub(super) keep: Vec<String>,
    /// With a mapping: no rows that have this value in this column
    #[arg(long, value_name = "COLUMN=VALUE")]
    pub(super) drop: Vec<String>,
}

impl Rows {
    /// The first of the options that is given.
    pub(super) fn first(&self) -> Option<&'static str> {
        let keep = (!self.keep.is_empty()).then_some("--keep");
        keep.or((!self.drop.is_empty()).then_some("--drop"))
    }
}

#[derive(Args, Debug)]
pub(super) struct Inputs {
    /// Published files; several are read as one
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// The mapping: a TOML file, or `openelections`, `medsl`, `uk-electoral-commission`, `swissvotes`, `ceda`, `nist-1500-100`; and
    /// perhaps inputs from other columns: `yes=Leave`
    #[arg(long, value_name = "MAPPING|INPUT=COLUMN", required = true)]
    pub(super) map: Vec<String>,
    #[command(flatten)]
    pub(super) choice: Rows,
    /// Write what this rule file's measure takes
    #[arg(long, value_name = "FILE")]
    pub(super) measure: Option<PathBuf>,
    /// The measure or variant in it; by default the only one, or the first
    #[arg(long, value_name = "MEASURE", requires = "measure")]
    pub(super) name: Option<String>,
    /// The stage whose inputs they are
    #[arg(long, value_name = "STAGE", requires = "measure")]
    pub(super) stage: Option<String>,
    /// Write the votes in this form
    #[arg(long, value_enum, value_name = "FORM")]
    pub(super) write: Option<Form>,
    /// Write them to this file; its ending says the form
    #[arg(long, short, visible_alias = "out", value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// The forms that votes are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    Toml,
    Json,
    Csv,
}

impl From<Form> for quorate::published::Form {
    fn from(form: Form) -> Self {
        match form {
            Form::Toml => Self::Toml,
            Form::Json => Self::Json,
            Form::Csv => Self::Csv,
        }
    }
}

#[derive(Args, Debug)]
pub(super) struct Repl {
    /// Rule files
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Start from the votes in a TOML, JSON or CSV file
    #[arg(long, value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// What to talk about first: a measure, variant, stage or scenario
    #[arg(long, value_name = "NAME")]
    pub(super) choose: Vec<String>,
    /// One more fact: `nationhood.yes=8,000,000`
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Read lines from this file rather than from standard input
    #[arg(long, value_name = "FILE")]
    pub(super) script: Option<PathBuf>,
    /// Stop at the first line that cannot be answered, with status 2
    #[arg(long)]
    pub(super) stop_on_error: bool,
}

#[derive(Args, Debug)]
pub(super) struct Compare {
    /// Rule files, then measures and variants; by default a file's first measure with all its variants, and of a measure
    /// that is named alone all variants too
    #[arg(required = true, value_name = "FILE|NAME")]
    pub(super) what: Vec<String>,
    /// Judge this stage by itself
    #[arg(long, value_name = "STAGE")]
    pub(super) stage: Option<String>,
    /// The votes of these scenarios, joined by commas; by default of all there are
    #[arg(long, alias = "scenario", value_name = "NAMES", value_delimiter = ',')]
    pub(super) scenarios: Vec<String>,
    /// Votes from a TOML, JSON or CSV file, `-` for standard input; each row of a CSV file is one set of votes, which its
    /// column `name` names
    #[arg(long, value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// One more fact for every set of votes: `approval=60%`; if it is an input, of votes of its own
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Take an input from a CSV column of another name: `yes=Leave`, `name=country`
    #[arg(long, value_name = "INPUT=COLUMN")]
    pub(super) map: Vec<String>,
    #[command(flatten)]
    pub(super) choice: Rows,
    /// Show everything, however much it is
    #[arg(long)]
    pub(super) all: bool,
}

#[derive(Args, Debug)]
pub(super) struct Diff {
    /// Rule files, then two measures or variants, or more; by default a file's first measure with all its variants, and of a
    /// measure that is named alone all variants too
    #[arg(required = true, value_name = "FILE|NAME")]
    pub(super) what: Vec<String>,
    /// Judge this stage by itself
    #[arg(long, value_name = "STAGE")]
    pub(super) stage: Option<String>,
    /// Hold the facts of this scenario fixed
    #[arg(long, value_name = "SCENARIO")]
    pub(super) scenario: Option<String>,
    /// Hold facts from a TOML, JSON or CSV file fixed
    #[arg(long, value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// Hold one more fact fixed: `registered=19,411,771`, `approval=60%`; or leave it open: `approval=?`
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Take an input from a CSV column of another name: `yes=Leave`
    #[arg(long, value_name = "INPUT=COLUMN")]
    pub(super) map: Vec<String>,
    #[command(flatten)]
    pub(super) choice: Rows,
    /// The input that counts the registered voters, if it is called otherwise
    #[arg(long, value_name = "PATH")]
    pub(super) registered: Option<String>,
    /// The input that counts the ballots
    #[arg(long, value_name = "PATH")]
    pub(super) ballots: Option<String>,
    /// The input that counts Yes
    #[arg(long, value_name = "PATH")]
    pub(super) yes: Option<String>,
    /// The input that counts No
    #[arg(long, value_name = "PATH")]
    pub(super) no: Option<String>,
    /// How many of the ballots are blank or invalid in the sweep, such as `2%`; by default as in the votes that are held, or
    /// none
    #[arg(long, value_name = "SHARE")]
    pub(super) invalid: Option<String>,
    /// End with status 1 if rules are not shown to come to the same, or if a later one is not shown to be no `stricter`, or
    /// no `looser`, than the first
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(super) deny: Vec<DeniedDifference>,
}

/// What a difference must not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DeniedDifference {
    Different,
    Stricter,
    Looser,
}

#[derive(Args, Debug)]
pub(super) struct Sweep {
    /// Rule files, then measures and variants; by default a file's first measure with all its variants, and of a measure
    /// that is named alone all variants too
    #[arg(required = true, value_name = "FILE|NAME")]
    pub(super) what: Vec<String>,
    /// What moves, once or twice: `yes = 4,500,000..5,500,000 by 100,000`, `approval = 50%..75% by 1%`, `turnout = 30%..80%`
    /// (ballots of the registered), `support = 40%..70%` (Yes of Yes and No), `support of ballots = …`; the first is drawn
    /// across, the second up
    #[arg(long, value_name = "NAME = FROM..TO by STEP")]
    pub(super) vary: Vec<String>,
    /// Judge this stage by itself
    #[arg(long, value_name = "STAGE")]
    pub(super) stage: Option<String>,
    /// Hold the facts of this scenario fixed, but for what moves
    #[arg(long, value_name = "SCENARIO")]
    pub(super) scenario: Option<String>,
    /// Hold facts from a TOML, JSON or CSV file fixed; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// Hold one more fact fixed: `registered=19,411,771`, `approval=60%`
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Take an input from a CSV column of another name: `yes=Leave`, `name=country`
    #[arg(long, value_name = "INPUT=COLUMN")]
    pub(super) map: Vec<String>,
    #[command(flatten)]
    pub(super) choice: Rows,
    /// The input that counts the registered voters, if it is called otherwise
    #[arg(long, value_name = "PATH")]
    pub(super) registered: Option<String>,
    /// The input that counts the ballots
    #[arg(long, value_name = "PATH")]
    pub(super) ballots: Option<String>,
    /// The input that counts Yes
    #[arg(long, value_name = "PATH")]
    pub(super) yes: Option<String>,
    /// The input that counts No
    #[arg(long, value_name = "PATH")]
    pub(super) no: Option<String>,
    /// How many of the ballots are blank or invalid, such as `2%`; by default as in the votes that are held, or none
    #[arg(long, value_name = "SHARE")]
    pub(super) invalid: Option<String>,
    /// Real votes beside the sweep: a CSV file, the name of a scenario, or `scenarios` for all of them
    #[arg(long, value_name = "FILE|SCENARIO")]
    pub(super) points: Vec<String>,
    /// Draw a picture of two things moved into this file, each rule's boundary as an exact line
    #[arg(long, value_name = "FILE")]
    pub(super) svg: Option<PathBuf>,
    /// The same picture in pixels, if `quorate` was built with the feature `png`
    #[arg(long, value_name = "FILE")]
    pub(super) png: Option<PathBuf>,
    /// What the answer and its picture are called
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct Solve {
    #[command(flatten)]
    pub(super) about: Run,
    /// What is to come out: `nationhood.passed`, `nationhood.consent not met`, `outcome "Nothing changes"`
    #[arg(long, value_name = "RESULT", required = true)]
    pub(super) want: Vec<String>,
    /// Find the least of this with which it does; without `--least` and `--most`, both of whatever is set to `?`
    #[arg(long, value_name = "INPUT")]
    pub(super) least: Vec<String>,
    /// Find the most of this with which it does
    #[arg(long, value_name = "INPUT")]
    pub(super) most: Vec<String>,
    /// Find figures that differ least from those given, all given counts being free to change: the differences of all counts
    /// are added up, so that a vote moved from No to Yes counts twice
    #[arg(long, conflicts_with_all = ["least", "most"])]
    pub(super) fewest_changes: bool,
    /// What answers; `z3` must be installed
    #[arg(long, value_enum, default_value_t = SolverName::Embedded, value_name = "SOLVER")]
    pub(super) solver: SolverName,
}

#[derive(Args, Debug)]
pub(super) struct Audit {
    /// Rule files, then measures and variants; by default all measures of the files, without their variants
    #[arg(required = true, value_name = "FILE|NAME")]
    pub(super) what: Vec<String>,
    /// This variant instead of its measure
    #[arg(long, value_name = "VARIANT")]
    pub(super) variant: Option<String>,
    /// Only this stage
    #[arg(long, value_name = "STAGE")]
    pub(super) stage: Option<String>,
    /// What is fixed beforehand: `nationhood.registered=19,000,000`; what is not is open
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Write the last figures before each threshold and the first after it as tests into this rule file
    #[arg(long, value_name = "FILE")]
    pub(super) tests: Option<PathBuf>,
    /// Exit with 1 if this is found
    #[arg(long, value_enum, value_name = "CODE")]
    pub(super) deny: Vec<Denied>,
}

/// What an audit can be told not to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Denied {
    /// Any of these
    All,
    /// Adding only votes against turns a fail into a pass
    NoShow,
    /// Adding only votes for it turns a pass into a fail
    MoreYes,
    /// A requirement that follows from others
    Implied,
    /// A requirement that nothing meets
    Impossible,
    /// A requirement that everything meets
    Always,
    /// A stage that passes although nobody votes
    NoVotes,
    /// A stage, status or outcome that cannot be
    Unreachable,
    /// Figures from which no outcome follows
    NoOutcome,
}

/// The solvers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SolverName {
    Embedded,
    Z3,
}

#[derive(Args, Debug)]
#[command(after_help = SHARES)]
pub(super) struct Simulate {
    /// Rule files, then measures and variants; by default a file's first measure with all its variants, and of a measure
    /// that is named alone all variants too
    #[arg(required = true, value_name = "FILE|NAME")]
    pub(super) what: Vec<String>,
    /// Draw the votes of this stage, and judge it by itself
    #[arg(long, value_name = "STAGE")]
    pub(super) stage: Option<String>,
    /// A poll's share of Yes, of all who were asked
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    pub(super) support: String,
    /// How many were asked
    #[arg(long, value_name = "PEOPLE", allow_hyphen_values = true, conflicts_with = "margin")]
    pub(super) sample: Option<String>,
    /// The poll's margin of error: 95 in 100 such polls are within it
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    pub(super) margin: Option<String>,
    /// Those who do not know, of all who were asked; what is left are those against
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    pub(super) undecided: Option<String>,
    /// Of the undecided, those who will vote Yes; by default they split as the others do
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    pub(super) undecided_yes: Option<String>,
    /// Ballots cast, of the registered
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    pub(super) turnout: String,
    /// Ballots that are neither Yes nor No, of the ballots cast
    #[arg(long, value_name = "SHARE", default_value = "0%", allow_hyphen_values = true)]
    pub(super) invalid: String,
    /// Registered voters; by default what the scenario says
    #[arg(long, value_name = "PEOPLE", allow_hyphen_values = true)]
    pub(super) registered: Option<String>,
    /// Correlation of support and turnout, from -1 to 1: above 0, support is higher when more vote
    #[arg(long, value_name = "NUMBER", default_value = "0", allow_hyphen_values = true)]
    pub(super) correlation: String,
    /// How many votes are drawn
    #[arg(long, value_name = "NUMBER", default_value = "100,000")]
    pub(super) draws: String,
    /// The same seed draws the same votes
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    pub(super) seed: String,
    /// Facts that are not drawn, from this scenario
    #[arg(long, value_name = "SCENARIO")]
    pub(super) scenario: Option<String>,
    /// Facts that are not drawn, from a TOML, JSON or CSV file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// One more fact that is not drawn: `approval=60%`
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Take an input from a CSV column of another name: `yes=Leave`; or read the files with a mapping
    #[arg(long, value_name = "INPUT=COLUMN")]
    pub(super) map: Vec<String>,
    #[command(flatten)]
    pub(super) choice: Rows,
    /// An input that is called otherwise: `yes=leave`, `no=remain`; likewise registered, ballots, invalid, valid
    #[arg(long, value_name = "PART=INPUT")]
    pub(super) r#as: Vec<String>,
    /// Draw a picture into this file: the votes by turnout and support, with the line above which each rule passes
    #[arg(long, value_name = "FILE")]
    pub(super) svg: Option<PathBuf>,
    /// The same picture in pixels, if `quorate` was built with the feature `png`
    #[arg(long, value_name = "FILE")]
    pub(super) png: Option<PathBuf>,
}

const SHARES: &str = "\
A SHARE, where it is not certain:
  32%            exactly that
  55%..75%       anything in between, all alike
  55%..60%..75%  likeliest in the middle
  60%±5%         around a mean, 95 in 100 within the margin (also 60%+-5%)";
