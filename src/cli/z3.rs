//! Z3 as a process: a question goes in as SMT-LIB text, the answer comes back as text.

use std::io::Write as _;
use std::process::{Command, Stdio};

use quorate::solver::{Answer, Question, smt};

use super::error::CliError;

/// Whether Z3 can be started.
pub(super) fn find() -> Result<(), CliError> {
    let started = Command::new("z3").arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).status();
    match started {
        Ok(_) => Ok(()),
        Err(error) => Err(CliError::NoZ3 { reason: error.to_string() }),
    }
}

/// Z3's answer; whatever goes wrong on the way leaves the question not decided.
pub(super) fn answer(question: &Question<'_>) -> Answer {
    ask(&smt::text(question))
        .and_then(|reply| smt::answer(question, &reply))
        .unwrap_or(Answer::NotDecided { after: 0, best: None })
}

fn ask(text: &str) -> Option<String> {
    let mut process =
        Command::new("z3").arg("-in").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    // The text is sent while Z3 is silent: it answers only at the end.
    process.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = process.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok()
}
