//! Z3 as a process: a question goes in as SMT-LIB text, the answer comes back as text.

use std::io::Write as _;
use std::process::{Command, Stdio};

use quorate::solver::{Answer, Goal, Objective, Question, smt};
use quorate::value::Exact;

use super::error::CliError;

/// Whether Z3 can be started.
pub(super) fn find() -> Result<(), CliError> {
    let started = Command::new("z3").arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).status();
    started.map(|_| ()).map_err(|error| CliError::NoZ3 { reason: error.to_string() })
}

/// Z3's answer; whatever goes wrong on the way leaves the question not decided.
///
/// Z3 sometimes takes an objective for bounded that is not, so an end it claims is put to the test: nothing may go beyond.
pub(super) fn answer(question: &Question<'_>) -> Answer {
    let answer = ask(question).unwrap_or(Answer::NotDecided { after: 0, best: None });
    let certain = match &answer {
        Answer::Witness(witness) => match &witness.objective {
            Some(Objective::Reached(end)) => never(question, end, false),
            Some(Objective::Approached(end)) => never(question, end, true),
            None => true,
        },
        Answer::Unbounded { .. } => far_away(question).is_some_and(|far| can(question, &far)),
        Answer::Never | Answer::NotDecided { .. } => true,
    };
    if certain { answer } else { Answer::NotDecided { after: 0, best: answer.witness().cloned() } }
}

/// Whether nothing goes beyond an end, or as far as it.
fn never(question: &Question<'_>, end: &Exact, as_far: bool) -> bool {
    further(question, end, as_far) == Some(Answer::Never)
}

fn can(question: &Question<'_>, end: &Exact) -> bool {
    matches!(further(question, end, false), Some(Answer::Witness(_)))
}

fn further(question: &Question<'_>, end: &Exact, as_far: bool) -> Option<Answer> {
    let (decision, node) = smt::beyond(question, end, as_far)?;
    let hold = question.hold.iter().copied().chain([node]).collect();
    ask(&Question { decision: &decision, hold, bounds: question.bounds.clone(), objective: None })
}

/// Further than any electorate goes.
fn far_away(question: &Question<'_>) -> Option<Exact> {
    let (goal, _) = question.objective.as_ref()?;
    let far = 10i128.pow(15);
    Some(Exact::integer(match goal {
        Goal::Least => -far,
        Goal::Most => far,
    }))
}

fn ask(question: &Question<'_>) -> Option<Answer> {
    let mut process = Command::new("z3")
        .arg("-in")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // It answers only at the end, and in less than a pipe holds, so the whole text can be sent before anything is read.
    process.stdin.take()?.write_all(smt::text(question).as_bytes()).ok()?;
    let output = process.wait_with_output().ok()?;
    smt::answer(question, &String::from_utf8(output.stdout).ok()?)
}
