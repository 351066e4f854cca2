//! `quorate test`

use std::path::PathBuf;
use std::sync::Arc;

use miette::Diagnostic;
use quorate::program::Program;
use quorate::report::{self, Tested, TestsJson};
use quorate::source::Sources;
use quorate::testing::{self, TestReport, ThresholdReport};
use quorate::words::numbered;

use super::terminal::Terminal;
use super::{Status, Stop, rules};

pub(super) fn test(
    thresholds: bool,
    files: &[PathBuf],
    terminal: &Terminal,
    sources: &mut Sources,
) -> Result<Status, Stop> {
    let mut loaded: Vec<(String, Arc<Program>)> = Vec::new();
    let mut wrong: Vec<Box<dyn Diagnostic + Send + Sync>> = Vec::new();
    for path in files {
        match rules::sound(path, sources) {
            Ok(rules) => loaded.push((path.display().to_string(), Arc::clone(&rules.program))),
            Err(Stop::Wrong(found)) => wrong.extend(found),
            Err(stop @ (Stop::Output(_) | Stop::Interrupted)) => return Err(stop),
        }
    }
    if !wrong.is_empty() {
        return Err(Stop::Wrong(wrong));
    }
    let reports: Vec<Vec<TestReport>> = loaded.iter().map(|(_, program)| testing::run(program, sources)).collect();
    let tested: Vec<Tested<'_>> = loaded
        .iter()
        .zip(&reports)
        .map(|((file, program), reports)| Tested { file, program, reports, sources })
        .collect();
    let failed: usize = tested.iter().map(|file| file.counts().1).sum();
    let numbers: Vec<Vec<ThresholdReport>> = if thresholds {
        loaded.iter().map(|(_, program)| testing::thresholds(program, sources)).collect()
    } else {
        Vec::new()
    };
    if terminal.is_json() {
        let json = tested.iter().zip(&numbers).flat_map(|(file, found)| report::thresholds_json(file, found));
        let thresholds = thresholds.then(|| json.collect());
        terminal.answer_json("test", TestsJson { thresholds, ..report::tests_json(&tested) })?;
    } else {
        terminal.answer(&text(&tested, &numbers, terminal))?;
    }
    Ok(if failed == 0 { Status::Answered } else { Status::BadNews })
}

fn text(tested: &[Tested<'_>], numbers: &[Vec<ThresholdReport>], terminal: &Terminal) -> String {
    let mut text: String = tested.iter().map(|file| report::tests(file).text(terminal.style())).collect();
    if tested.len() > 1 {
        let (passed, failed) = tested
            .iter()
            .map(Tested::counts)
            .fold((0, 0), |(passed, failed), (more, less)| (passed + more, failed + less));
        text.push_str(&format!("all files: {} passed, {failed} failed\n", numbered(passed, "test")));
    }
    for (file, found) in tested.iter().zip(numbers) {
        text.push('\n');
        text.push_str(&report::thresholds(file, found, terminal.style()));
    }
    text
}
