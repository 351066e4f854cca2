//! The tests of rule files, and which numbers they hold in place.

use std::fmt::Write as _;
use std::path::Path;

use quorate::program::Program;
use quorate::source::Sources;
use quorate::testing::{self, Pin};
use quorate::value::{Kind, Value};
use quorate::words;

use crate::support;

/// What comes of each expectation, the failing ones too.
#[test]
fn expected_and_found() {
    insta::with_settings!({snapshot_path => "../cases/testing/snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::glob!("../cases/testing/run", "*.measure", |path| {
            let (sources, program) = read(path);
            let mut shown = std::fs::read_to_string(path).unwrap();
            shown.push_str("== comes to\n");
            for report in testing::run(&program, &sources) {
                let title = &program.tests.get(report.index).unwrap().title.text;
                writeln!(shown, "{} {title}", if report.passed() { "passes:" } else { "FAILS: " }).unwrap();
                for result in &report.results {
                    let mark = if result.ok { "as expected" } else { "NOT so" };
                    writeln!(shown, "  {mark}: expected {}, found {}", result.expected, result.found).unwrap();
                }
                for error in &report.errors {
                    writeln!(shown, "  {error}").unwrap();
                }
            }
            insta::assert_snapshot!("run", shown);
        });
    });
}

/// Which numbers are pinned; and the tests that are suggested pass, and pin what they were suggested for.
#[test]
fn thresholds() {
    insta::with_settings!({snapshot_path => "../cases/testing/snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::glob!("../cases/testing/thresholds", "*.measure", |path| {
            let text = std::fs::read_to_string(path).unwrap();
            let (sources, program) = support::program_of(&text);
            let reports = testing::thresholds(&program, &sources);
            let mut shown = text.clone();
            shown.push_str("== comes to\n");
            let mut suggested = text;
            for report in &reports {
                writeln!(shown, "{} `{}`", value(&report.value, report.kind), sources.slice(report.span)).unwrap();
                for (side, pin) in [("above", &report.above), ("below", &report.below)] {
                    match pin {
                        Pin::Pinned { test } => {
                            writeln!(shown, "  from {side}: {}", program.tests.get(*test).unwrap().title.text).unwrap();
                        }
                        Pin::Open { suggestion: None } => writeln!(shown, "  from {side}: open").unwrap(),
                        Pin::Open { suggestion: Some(suggestion) } => {
                            writeln!(shown, "  from {side}: open\n{}", suggestion.text).unwrap();
                            // One test may hold a number from both sides, or two numbers.
                            if !suggested.contains(&suggestion.text) {
                                suggested.push_str(&suggestion.text);
                            }
                        }
                    }
                }
            }
            insta::assert_snapshot!("thresholds", shown);

            let (sources, program) = support::program_of(&suggested);
            assert!(testing::run(&program, &sources).iter().all(|report| report.passed()), "{suggested}");
            for (before, after) in reports.iter().zip(testing::thresholds(&program, &sources)) {
                for (before, after) in [(&before.above, after.above), (&before.below, after.below)] {
                    let was_suggested = matches!(before, Pin::Open { suggestion: Some(_) });
                    assert!(!was_suggested || matches!(after, Pin::Pinned { .. }), "{suggested}");
                }
            }
        });
    });
}

fn value(value: &Value, kind: Kind) -> String {
    match value {
        Value::Number(number) => words::quantity(number, kind),
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}

fn read(path: &Path) -> (Sources, Program) {
    support::program_of(&std::fs::read_to_string(path).unwrap())
}
