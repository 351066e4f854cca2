//! `quorate verify`: a report's question, asked again.

use std::ffi::OsString;
use std::path::Path;

use quorate::report::json::FORMAT;
use quorate::report::{Provenance, Verified, changed_files, differences};
use quorate::source::Sources;
use quorate::words::and_list;
use serde::Deserialize;
use serde_json::Value;

use super::arguments::{Arguments, Command};
use super::error::CliError;
use super::origin::{self, Role};
use super::read;
use super::terminal::{Terminal, list};
use super::{Status, Stop};

/// What is read of a report. It is not trusted: its command only ever reads, and its answer is only compared.
#[derive(Deserialize)]
struct Report {
    format: u32,
    provenance: Provenance,
}

pub(super) fn verify(path: &Path, terminal: &Terminal) -> Result<Status, Stop> {
    let text = if read::is_standard_input(path) { read::standard_input()? } else { read::text(Role::Votes, path)? };
    // What the report was made from is compared, not the report itself.
    origin::forget();
    let not_a_report = |what: String, help: &'static str| CliError::NotAReport { path: path.to_owned(), what, help };
    const MADE: &str = "a report is what `quorate run … --format json` and its like write";
    let was: Value =
        serde_json::from_str(&text).map_err(|error| not_a_report(format!("it is no JSON: {error}"), MADE))?;
    let Report { format, provenance: then } = Report::deserialize(&was)
        .map_err(|error| not_a_report(format!("it does not say what made it: {error}"), MADE))?;
    if format != FORMAT {
        let what = format!("its format is {format}, and this `quorate` writes {FORMAT}");
        return Err(not_a_report(what, "make it anew with this version").into());
    }
    let command = question(&then).map_err(|what| not_a_report(what, "only commands that answer are run again"))?;
    let mut again = Terminal::holding(then.command.clone());
    let mut sources = Sources::new();
    match super::command(command, &mut again, &mut sources) {
        Ok(_) => {}
        // Errors are an answer too, if the report has some.
        Err(Stop::Wrong(found)) if was.get("answer").is_some_and(|answer| answer == "errors") => {
            again.wrong(&found, &sources)?;
        }
        Err(Stop::Wrong(found)) => {
            terminal.draw(list(&found), &sources)?;
            let changed = changed_files(&then, &again.provenance()).into_iter().map(|own| own.file);
            let changed: Vec<String> = changed.collect();
            let what = match changed.as_slice() {
                [] => "its question cannot be answered here".to_owned(),
                some => format!("its question cannot be answered any more, and {} changed", and_list(some)),
            };
            return Err(not_a_report(what, "run it in the folder in which the report was made").into());
        }
        Err(stop @ (Stop::Output(_) | Stop::Interrupted)) => return Err(stop),
    }
    let now = again.provenance();
    let is: Value = serde_json::from_slice(&again.held()).map_err(std::io::Error::from)?;
    let report = path.display().to_string();
    let verified = Verified { report: &report, then: &then, now: &now, differences: differences(&was, &is) };
    terminal.show(&verified)?;
    Ok(if verified.is_same() { Status::Answered } else { Status::BadNews })
}

/// The command that made a report, if it asks something and nothing else.
fn question(made: &Provenance) -> Result<Command, String> {
    let words = std::iter::once("quorate").chain(made.command.iter().map(String::as_str)).map(OsString::from);
    let arguments = Arguments::parse_from(words).map_err(|_| format!("`{}` is no command", made.command_line()))?;
    let files = made.files().filter(|(_, file)| file.file == "-").count();
    if files > 0 {
        return Err("it was made from standard input, which is gone".to_owned());
    }
    match arguments.command {
        command @ (Command::Run(_)
        | Command::Solve(_)
        | Command::Audit(_)
        | Command::Compare(_)
        | Command::Diff(_)
        | Command::Sweep(_)
        | Command::Simulate(_)
        | Command::Card(_)
        | Command::Check { .. }
        | Command::Test { .. }
        | Command::Explain { .. }
        | Command::Inputs(_)
        | Command::Fmt { check: true, .. }) => Ok(command),
        Command::Fmt { .. } | Command::Repl(_) | Command::Verify { .. } | Command::Completions { .. } => {
            Err(format!("`{}` is no question", made.command_line()))
        }
    }
}
