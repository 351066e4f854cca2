//! Running the tests of rule files.

mod expect;
mod numbers;
mod suggestion;
mod thresholds;

pub use expect::ExpectReport;
pub(crate) use expect::condition_words;
pub use suggestion::Suggestion;
pub use thresholds::{Pin, ThresholdReport, thresholds};

use crate::facts::Facts;
use crate::inputs::{self, InputError, Layer};
use crate::judge::{self, EvaluationError, Judgement};
use crate::program::{Measure, Program, Test};
use crate::source::Sources;

/// What one test came to.
#[derive(Clone, Debug, PartialEq)]
pub struct TestReport {
    /// Position in [`Program::tests`].
    pub index: usize,
    /// Each expectation, in the order they are written.
    pub results: Vec<ExpectReport>,
    /// What keeps the measure from being judged. That is what `expect bad data` expects; nothing else can then be as expected.
    pub errors: Vec<TestError>,
    /// What the measure came to, with its reasons.
    pub outcome: Option<Judgement>,
    /// What the measure was judged by.
    pub facts: Option<Facts>,
}

impl TestReport {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.results.iter().all(|result| result.ok) && (self.errors.is_empty() || !self.results.is_empty())
    }
}

/// What keeps a measure from being judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum TestError {
    /// A fact that cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Input(InputError),
    /// The facts contradict the rule, or the rule cannot be judged.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Evaluation(EvaluationError),
}

impl TestError {
    /// Whether the facts are at fault, rather than the rule.
    pub fn is_bad_data(&self) -> bool {
        match self {
            Self::Input(_) => true,
            Self::Evaluation(error) => error.is_bad_data(),
        }
    }
}

/// Runs every test of a program, in the order they are written.
pub fn run(program: &Program, sources: &Sources) -> Vec<TestReport> {
    program.tests.iter().enumerate().map(|(index, test)| run_one(program, sources, index, test)).collect()
}

/// Runs one test of a program.
pub fn run_one(program: &Program, sources: &Sources, index: usize, test: &Test) -> TestReport {
    run_on(program, program.measures.at(test.of), sources, index, test)
}

/// Runs a test on its measure with a number changed.
fn run_on(program: &Program, measure: &Measure, sources: &Sources, index: usize, test: &Test) -> TestReport {
    let judged = judge(program, measure, test);
    let (facts, outcome, errors) = match judged {
        Ok((facts, outcome)) => (Some(facts), Some(outcome), Vec::new()),
        Err(errors) => (None, None, errors),
    };
    let found = match (&facts, &outcome) {
        (Some(facts), Some(outcome)) => Ok((facts, outcome)),
        _ => Err(errors.as_slice()),
    };
    let results = test.expects.iter().map(|expect| expect::check(measure, sources, expect, found)).collect();
    TestReport { index, results, errors, outcome, facts }
}

/// The layers a test is judged by: its scenario, then what it adds.
pub fn layers(program: &Program, test: &Test) -> Vec<Layer> {
    let scenario = test.with.map(|id| inputs::layer_of_scenario(program.scenarios.at(id)));
    scenario.into_iter().chain([inputs::layer_of_test(test)]).collect()
}

fn judge(program: &Program, measure: &Measure, test: &Test) -> Result<(Facts, Judgement), Vec<TestError>> {
    let facts = inputs::bind_changed(program, test.of, measure, &layers(program, test))
        .map_err(|errors| errors.into_iter().map(TestError::Input).collect::<Vec<_>>())?;
    let outcome = judge::judge(measure, &facts, test.stage)
        .map_err(|errors| errors.into_iter().map(TestError::Evaluation).collect::<Vec<_>>())?;
    Ok((facts, outcome))
}
