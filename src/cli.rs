//! The command line. All input and output of the tool happens here.

mod arguments;
mod audit;
mod card;
mod check;
mod compare;
mod diff;
mod disk;
mod error;
mod explain;
mod fmt;
mod given;
mod inputs;
mod origin;
mod picture;
mod progress;
mod published;
mod reach;
mod read;
mod repl;
mod rules;
mod run;
mod select;
mod simulate;
mod solve;
mod sweep;
mod terminal;
mod test;
mod verify;
mod write;
mod z3;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use miette::Diagnostic;
use quorate::source::Sources;

use arguments::{Arguments, Command, Format};
use terminal::Terminal;

/// What a command comes to, for the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// The question was answered.
    Answered = 0,
    /// The command asks a yes/no question, and the answer is no.
    BadNews = 1,
    /// The command could not be carried out.
    NotCarriedOut = 2,
    /// Ctrl-C ended it; what shells expect of that.
    Interrupted = 130,
}

/// Why a command stopped.
#[derive(Debug)]
enum Stop {
    /// The answer cannot be written.
    Output(io::Error),
    /// What is wrong with the command, the files or the data.
    Wrong(Vec<Box<dyn Diagnostic + Send + Sync>>),
    /// Ctrl-C was pressed.
    Interrupted,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl<E: Diagnostic + Send + Sync + 'static> From<Vec<E>> for Stop {
    fn from(errors: Vec<E>) -> Self {
        Self::Wrong(errors.into_iter().map(|error| Box::new(error) as _).collect())
    }
}

impl From<quorate::rules::ChoiceError> for Stop {
    fn from(error: quorate::rules::ChoiceError) -> Self {
        vec![error].into()
    }
}

impl From<error::CliError> for Stop {
    fn from(error: error::CliError) -> Self {
        vec![error].into()
    }
}

/// Reads the arguments, carries the command out and says how it went.
pub(crate) fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let arguments = match Arguments::parse_from(words.iter().cloned()) {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() && asks_for_json() => {
            let terminal = Terminal::new(arguments::Color::Never, Format::Json, false);
            let wrong: Box<dyn Diagnostic + Send + Sync> = Box::new(error::CliError::usage(&error));
            let _ = terminal.wrong(&[wrong], &Sources::new());
            return ExitCode::from(Status::NotCarriedOut as u8);
        }
        Err(error) => {
            return match error.print().and_then(|()| io::stdout().flush()) {
                // Help that was asked for is an answer; whoever closes a pipe has read enough of it.
                Err(failed) if !error.use_stderr() && failed.kind() != io::ErrorKind::BrokenPipe => {
                    Terminal::new(arguments::Color::Never, Format::Text, false).unwritable(&failed)
                }
                _ => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Status::NotCarriedOut as u8)),
            };
        }
    };
    reach::Reach { root: arguments.root.clone(), outside: arguments.allow_outside }.set();
    let said = words.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let (format, output) = match arguments.answer() {
        Ok(answer) => answer,
        Err(error) => {
            let terminal = Terminal::new(arguments.color, arguments.format.unwrap_or(Format::Text), false);
            let wrong: Box<dyn Diagnostic + Send + Sync> = Box::new(error);
            let _ = terminal.wrong(&[wrong], &Sources::new());
            return ExitCode::from(Status::NotCarriedOut as u8);
        }
    };
    let mut terminal = Terminal::to(output, arguments.color, format, arguments.force, said);
    let mut sources = Sources::new();
    let result = command(arguments.command, &mut terminal, &mut sources)
        .and_then(|status| terminal.finish(&sources).map(|()| status).map_err(Stop::from));
    let result = match result {
        Err(Stop::Wrong(diagnostics)) => {
            terminal.wrong(&diagnostics, &sources).map(|()| Status::NotCarriedOut).map_err(Stop::Output)
        }
        other => other,
    };
    match result {
        Ok(status) => ExitCode::from(status as u8),
        Err(Stop::Output(error)) => terminal.unwritable(&error),
        Err(Stop::Wrong(_)) => ExitCode::from(Status::NotCarriedOut as u8),
        Err(Stop::Interrupted) => {
            let _ = terminal.complain("stopped");
            ExitCode::from(Status::Interrupted as u8)
        }
    }
}

impl Terminal {
    /// Says that the answer could not be written.
    fn unwritable(&self, error: &io::Error) -> ExitCode {
        let _ = self.complain(&format!("error: cannot write the answer: {error}"));
        ExitCode::from(Status::NotCarriedOut as u8)
    }
}

/// Whether JSON is asked for, in arguments that cannot be read as a whole.
fn asks_for_json() -> bool {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    words.iter().any(|word| word == "--format=json") || words.windows(2).any(|pair| pair == ["--format", "json"])
}

fn command(command: Command, terminal: &mut Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    command.offers(terminal.format())?;
    match command {
        Command::Simulate(arguments) => simulate::simulate(&arguments, terminal, sources),
        Command::Compare(arguments) => compare::compare(&arguments, terminal, sources),
        Command::Diff(arguments) => diff::diff(&arguments, terminal, sources),
        Command::Sweep(arguments) => sweep::sweep(&arguments, terminal, sources),
        Command::Run(arguments) => run::run(&arguments, terminal, sources),
        Command::Solve(arguments) => solve::solve(&arguments, terminal, sources),
        Command::Card(arguments) => card::card(&arguments, terminal, sources),
        Command::Audit(arguments) => audit::audit(&arguments, terminal, sources),
        Command::Check { files } => check::check(&files, terminal, sources),
        Command::Fmt { check, files } => fmt::fmt(check, &files, terminal, sources),
        Command::Test { thresholds, files } => test::test(thresholds, &files, terminal, sources),
        Command::Repl(arguments) => repl::repl(&arguments, terminal),
        Command::Inputs(arguments) => inputs::inputs(&arguments, terminal, sources),
        Command::Verify { report } => verify::verify(&report, terminal),
        Command::Explain { code } => explain::explain(code.as_deref(), terminal),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            let shell = clap_complete::Shell::from(shell);
            clap_complete::generate(shell, &mut Arguments::offering(), "quorate", &mut script);
            terminal.answer_bytes(&script)?;
            Ok(Status::Answered)
        }
    }
}
