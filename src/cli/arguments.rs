//! What may be written after `quorate`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Rules as data for votes: runs the rules of a ballot measure against votes and says why.
#[derive(Debug, Parser)]
#[command(name = "quorate", version, about, max_term_width = 100, after_help = STATUS)]
pub(super) struct Arguments {
    /// How to answer: for people, or as JSON for programs
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(super) format: Format,
    /// When to colour; `auto` if a terminal reads it and NO_COLOR is not set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", alias = "colour")]
    pub(super) color: Color,
    #[command(subcommand)]
    pub(super) command: Command,
}

const STATUS: &str = "\
Exit status:
  0  the question was answered
  1  the answer is bad news: check found errors, test failed, fmt --check would change something
  2  the command could not be carried out";

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
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
    /// Facts from a TOML, JSON or CSV file; each row of a CSV file is one set of votes
    #[arg(long, value_name = "FILE")]
    pub(super) inputs: Vec<PathBuf>,
    /// One more fact: `nationhood.yes=8,000,000`, `approval=60%`, `filed=2017-07-01`
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Take an input from a CSV column of another name: `yes=Leave`
    #[arg(long, value_name = "INPUT=COLUMN")]
    pub(super) map: Vec<String>,
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
    /// Find the fewest votes that would have to be counted otherwise, all given counts being free to change
    #[arg(long, conflicts_with_all = ["least", "most"])]
    pub(super) fewest_changes: bool,
    /// What answers; `z3` must be installed
    #[arg(long, value_enum, default_value_t = SolverName::Embedded, value_name = "SOLVER")]
    pub(super) solver: SolverName,
}

/// The solvers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SolverName {
    Embedded,
    Z3,
}
