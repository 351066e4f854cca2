//! What the tests of a rule file came to.

use serde::{Deserialize, Serialize};

use super::document::Document;
use super::layout::{Piece, Tone};
use super::{Judged, ThresholdJson, text};
use crate::diagnostic::{self, DiagnosticJson};
use crate::program::Program;
use crate::source::Encoding;
use crate::source::Sources;
use crate::testing::{ExpectReport, TestReport};
use crate::words::numbered;

/// One rule file with its tests.
#[derive(Clone, Copy, Debug)]
pub struct Tested<'a> {
    /// The file as it was given.
    pub file: &'a str,
    /// Its rules.
    pub program: &'a Program,
    /// What its tests came to.
    pub reports: &'a [TestReport],
    /// The texts that spans point into.
    pub sources: &'a Sources,
}

impl Tested<'_> {
    /// How many tests came out, and how many did not.
    pub fn counts(&self) -> (usize, usize) {
        let passed = self.reports.iter().filter(|report| report.passed()).count();
        (passed, self.reports.len() - passed)
    }
}

/// Each test that failed, expected beside found with the reasons, then how many did and did not.
pub fn tests<'a>(tested: &Tested<'a>) -> Document<'a> {
    let mut document = Document::new();
    let (passed, failed) = tested.counts();
    let (tone, result) = match (passed, failed) {
        (0, 0) => (Tone::Open, "no tests".to_owned()),
        (passed, 0) => (Tone::Good, format!("{} passed", numbered(passed, "test"))),
        (0, failed) => (Tone::Bad, format!("{} failed", numbered(failed, "test"))),
        (passed, failed) => (Tone::Bad, format!("{} failed, {passed} passed", numbered(failed, "test"))),
    };
    document.line(0, vec![(Tone::Strong, format!("{}: ", tested.file)), (tone, result)]);
    for report in tested.reports.iter().filter(|report| !report.passed()) {
        document.space();
        failure(&mut document, tested, report);
    }
    document
}

fn failure<'a>(document: &mut Document<'a>, tested: &Tested<'a>, report: &'a TestReport) {
    let Some(test) = tested.program.tests.get(report.index) else { return };
    document.line(1, vec![(Tone::Bad, "✗ ".to_owned()), (Tone::Strong, test.title.text.to_string())]);
    for result in report.results.iter().filter(|result| !result.ok) {
        let line = tested
            .sources
            .at(result.span.start)
            .map_or(0, |source| source.position(result.span.start, Encoding::Characters).line);
        let rows: [(Tone, &str, &str); 2] =
            [(Tone::Quiet, "expected  ", &result.expected), (Tone::Bad, "found     ", &result.found)];
        for (at, (tone, label, words)) in rows.into_iter().enumerate() {
            let mut pieces: Vec<Piece> = vec![(tone, label.to_owned()), (Tone::Plain, words.to_owned())];
            if at == 0 {
                pieces.push((Tone::Quiet, format!("  (line\u{a0}{line})")));
            }
            document.hanging(2, 10, pieces);
        }
        reasons(document, tested, report, result);
    }
    if report.results.is_empty() {
        document.say(2, Tone::Bad, "it expects nothing, and could not be judged");
    }
    let expects_bad_data = report.results.iter().all(|result| result.ok);
    if !report.errors.is_empty() && !expects_bad_data {
        let sources = tested.sources;
        document.on_terminal(move |page| {
            let errors = report.errors.iter().map(|error| error as &dyn miette::Diagnostic);
            for line in diagnostic::draw(errors, sources, page.style()).trim_end().lines() {
                page.drawn(4, line);
            }
        });
        document.on_page(move |document| {
            report.errors.iter().for_each(|error| document.say(2, Tone::Bad, error.to_string()));
        });
    }
}

/// The condition that an expectation is about; otherwise what the measure as a whole came to.
fn reasons(document: &mut Document<'_>, tested: &Tested<'_>, report: &TestReport, result: &ExpectReport) {
    let (Some(test), Some(facts), Some(outcome)) =
        (tested.program.tests.get(report.index), &report.facts, &report.outcome)
    else {
        return;
    };
    let judged = Judged {
        program: tested.program,
        measure: test.of,
        scenario: test.with,
        label: None,
        facts,
        outcome,
        sources: tested.sources,
    };
    document.deeper(2, |document| match result.condition {
        Some(condition) => text::one_condition(document, &judged, condition),
        None => text::titles(document, &judged),
    });
}

/// What `quorate test --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestsJson {
    /// How many tests came out as expected.
    pub passed: usize,
    /// How many did not.
    pub failed: usize,
    /// Each file.
    pub files: Vec<TestedJson>,
    /// With `--thresholds`, each number that a condition hangs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Vec<ThresholdJson>>,
}

/// One file's tests.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestedJson {
    /// The file as it was given.
    pub file: String,
    /// Its tests, in order.
    pub tests: Vec<TestJson>,
}

/// One test.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestJson {
    /// Its title.
    pub name: String,
    /// The measure or variant it is of.
    pub of: String,
    /// The line it begins on.
    pub line: usize,
    /// Whether everything came out as expected.
    pub passed: bool,
    /// Each expectation.
    pub expectations: Vec<ExpectationJson>,
    /// What kept the measure from being judged.
    pub errors: Vec<DiagnosticJson>,
}

/// One expectation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExpectationJson {
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Whether they agree.
    pub passed: bool,
    /// The line it stands on.
    pub line: usize,
}

/// What the tests came to, as JSON.
pub fn tests_json(files: &[Tested<'_>]) -> TestsJson {
    let (passed, failed) =
        files.iter().map(Tested::counts).fold((0, 0), |(passed, failed), (more, less)| (passed + more, failed + less));
    TestsJson { passed, failed, files: files.iter().map(tested_json).collect(), thresholds: None }
}

fn tested_json(tested: &Tested<'_>) -> TestedJson {
    let line = |span: crate::span::Span| {
        tested.sources.at(span.start).map_or(0, |source| source.position(span.start, Encoding::Characters).line)
    };
    let tests = tested.reports.iter().filter_map(|report| {
        let test = tested.program.tests.get(report.index)?;
        let errors = report.errors.iter().map(|error| error as &dyn miette::Diagnostic);
        Some(TestJson {
            name: test.title.text.to_string(),
            of: tested.program.measures.at(test.of).name.text.to_string(),
            line: line(test.span),
            passed: report.passed(),
            expectations: report
                .results
                .iter()
                .map(|result| ExpectationJson {
                    expected: result.expected.clone(),
                    found: result.found.clone(),
                    passed: result.ok,
                    line: line(result.span),
                })
                .collect(),
            errors: diagnostic::json(errors, tested.sources).errors,
        })
    });
    TestedJson { file: tested.file.to_owned(), tests: tests.collect() }
}
