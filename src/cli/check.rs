//! `quorate check`

use std::path::PathBuf;

use miette::Diagnostic;
use quorate::diagnostic::{self, Counts};
use quorate::program::Program;
use quorate::source::Sources;
use quorate::words::numbered;

use super::terminal::{Terminal, list};
use super::{Status, Stop, rules};

pub(super) fn check(files: &[PathBuf], terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let mut all: Vec<Box<dyn Diagnostic + Send + Sync>> = Vec::new();
    let mut status = Status::Answered;
    let mut summary = String::new();
    for path in files {
        // A file that cannot be read must not keep the others from being checked.
        match rules::load(path, sources) {
            Ok(rules) => {
                let found = Counts::of(rules.findings.iter().map(|finding| finding as &dyn Diagnostic));
                if found.errors > 0 && status == Status::Answered {
                    status = Status::BadNews;
                }
                summary.push_str(&format!("{}: {}\n", path.display(), verdict(found, &rules.program)));
                all.extend(rules.findings.iter().map(|finding| Box::new(finding.clone()) as _));
            }
            Err(Stop::Wrong(found)) => {
                status = Status::NotCarriedOut;
                summary.push_str(&format!("{}: not checked\n", path.display()));
                all.extend(found);
            }
            Err(stop @ (Stop::Output(_) | Stop::Interrupted)) => return Err(stop),
        }
    }
    if terminal.is_json() {
        terminal.answer_json("check", diagnostic::json(list(&all), sources))?;
    } else {
        terminal.draw(list(&all), sources)?;
        terminal.answer(&summary)?;
    }
    Ok(status)
}

/// `no errors (1 measure, 4 variants, 11 tests)`
fn verdict(found: Counts, program: &Program) -> String {
    if found.errors > 0 {
        return found.to_string();
    }
    let variants = program.measures.values().filter(|measure| measure.variant_of.is_some()).count();
    let parts = [
        (program.measures.len() - variants, "measure"),
        (variants, "variant"),
        (program.scenarios.len(), "scenario"),
        (program.tests.len(), "test"),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|&(amount, _)| amount > 0).map(|(amount, noun)| numbered(amount, noun)).collect();
    let what = if parts.is_empty() { "nothing in it".to_owned() } else { parts.join(", ") };
    let warnings =
        if found.warnings > 0 { format!(", {}", numbered(found.warnings, "warning")) } else { String::new() };
    format!("no errors{warnings} ({what})")
}
