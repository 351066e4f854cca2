//! Which numbers of a rule its tests hold in place.

use super::numbers::{self, Number};
use super::suggestion::{self, Suggestion};
use super::{TestReport, run, run_on};
use crate::evaluate::{ComparisonOutcome, Explanation, Judgement, Reason, Verdict};
use crate::program::{ConditionId, MeasureId, ParameterId, Program, Test};
use crate::source::Sources;
use crate::span::Span;
use crate::value::{Date, Duration, Exact, Kind, Value};

/// A number of a rule, and whether tests hold it in place.
///
/// A number is pinned from above if some test fails when it is raised by the smallest step that matters, and from below if
/// some test fails when it is lowered by that. The step that matters is
///
/// - for a duration one unit, for a date one day, for a number of people one, or, if one changes nothing because shares
///   are taken of it, so many that a bar moves by one;
/// - for a share an arbitrarily small amount if that changes a verdict or a margin (`yes at least 55% of ballots` with
///   `yes = 55`, `ballots = 100`, when the share is raised), or else as much as moves the bar by one vote at that test's
///   own numbers (`yes = 54`, when it is lowered). A step of more than one percentage point holds nothing in place;
/// - for a weight or another number an arbitrarily small amount.
///
/// So a bar is pinned by the two tests at its boundary: the last that fails and the first that passes. The same two tests
/// notice `more than` written for `at least`. A test that expects `by N` notices every move of the bar.
#[derive(Clone, Debug, PartialEq)]
pub struct ThresholdReport {
    /// The first measure or variant that has it.
    pub measure: MeasureId,
    /// Where it is written.
    pub span: Span,
    /// The parameter it is the value of; `None` for a number within an expression.
    pub parameter: Option<ParameterId>,
    /// The conditions that hang on it, in that measure.
    pub conditions: Vec<ConditionId>,
    /// What it is.
    pub kind: Kind,
    /// Its value.
    pub value: Value,
    /// Whether a test notices when it is raised, or a date later.
    pub above: Pin,
    /// Whether a test notices when it is lowered, or a date earlier.
    pub below: Pin,
}

impl ThresholdReport {
    /// Whether tests hold it in place from both sides.
    pub fn is_pinned(&self) -> bool {
        matches!((&self.above, &self.below), (Pin::Pinned { .. }, Pin::Pinned { .. }))
    }
}

/// Whether a test notices that a number moves.
#[derive(Clone, Debug, PartialEq)]
pub enum Pin {
    /// This test fails, by its position in [`Program::tests`].
    Pinned {
        /// The first such test.
        test: usize,
    },
    /// No test fails.
    Open {
        /// A test that passes now and would fail, if one was found.
        suggestion: Option<Suggestion>,
    },
}

/// Which way a number moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Up,
    Down,
}

/// For every number that a condition hangs on, whether some test fails when it moves by the smallest step that matters.
///
/// Values by date and by row are left out, and so is what stands in a `given`. Tests that fail already hold nothing.
pub fn thresholds(program: &Program, sources: &Sources) -> Vec<ThresholdReport> {
    let now = run(program, sources);
    let mut found: Vec<(MeasureId, Number)> = Vec::new();
    for (id, measure) in program.measures.iter() {
        for number in numbers::numbers(measure) {
            // A variant has its ancestor's numbers too.
            if !found.iter().any(|(_, own)| own.span == number.span) {
                found.push((id, number));
            }
        }
    }
    found.sort_by_key(|(_, number)| number.span);
    let report = |(measure, number): (MeasureId, Number)| {
        let pin = |towards| match pinned_by(program, sources, &now, &number, towards) {
            Some(test) => Pin::Pinned { test },
            None => Pin::Open { suggestion: suggestion::suggest(program, measure, &number, towards) },
        };
        let (above, below) = (pin(Move::Up), pin(Move::Down));
        let Number { span, parameter, kind, value, conditions } = number;
        ThresholdReport { measure, span, parameter, conditions, kind, value, above, below }
    };
    found.into_iter().map(report).collect()
}

fn pinned_by(
    program: &Program,
    sources: &Sources,
    now: &[TestReport],
    number: &Number,
    towards: Move,
) -> Option<usize> {
    let passing = program.tests.iter().zip(now).filter(|(_, report)| report.passed());
    passing
        .filter(|(test, _)| numbers::has(program.measures.at(test.of), number))
        .find(|(test, report)| notices(program, sources, test, report, number, towards))
        .map(|(_, report)| report.index)
}

/// Whether a test fails when a number moves by the smallest step that matters at the test's own numbers.
fn notices(
    program: &Program,
    sources: &Sources,
    test: &Test,
    now: &TestReport,
    number: &Number,
    towards: Move,
) -> bool {
    // What is refused as bad data holds the rule's `given`s in place, and no number.
    let Some(outcome) = &now.outcome else { return false };
    let rerun = |value: &Value| {
        let changed = numbers::replaced(program.measures.at(test.of), number.span, value);
        run_on(program, &changed, sources, now.index, test)
    };
    // Some tests expect a value that no bar shows: `expect closes = 2017-07-25`.
    if let Some(first) = Step::of(number).and_then(|step| step.value(&step.smallest, towards))
        && !rerun(&first).passed()
    {
        return true;
    }
    let moved = smallest_step(number, towards, |value| Move::distance(outcome, rerun(value).outcome.as_ref()));
    moved.is_some_and(|value| !rerun(&value).passed())
}

/// How far a bar has moved.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Distance {
    /// Nothing has changed.
    None,
    /// By one vote or day.
    One,
    /// By more, or a verdict without a margin has changed.
    More,
}

/// The value a number has after the smallest step that matters: where `distance` is no longer nothing.
pub(super) fn smallest_step(number: &Number, towards: Move, distance: impl Fn(&Value) -> Distance) -> Option<Value> {
    let step = Step::of(number)?;
    let first = step.value(&step.smallest, towards)?;
    if distance(&first) != Distance::None {
        return Some(first);
    }
    let mut near = step.smallest.clone();
    let mut far = step.largest.clone()?;
    let farthest = step.value(&far, towards)?;
    match distance(&farthest) {
        Distance::None => return None,
        Distance::One => return Some(farthest),
        Distance::More => {}
    }
    // Each halving brings the bar nearer; the steps of interest are votes, of which there are not more than 2^64.
    for _ in 0..64 {
        let half = (&near + &far).divide(&Exact::integer(2))?;
        let half = if step.whole { half.floor() } else { half };
        if half == near {
            break;
        }
        let value = step.value(&half, towards)?;
        match distance(&value) {
            Distance::None => near = half,
            Distance::One => return Some(value),
            Distance::More => far = half,
        }
    }
    // No step moves the bar by just one, so none of them is the smallest that matters.
    None
}

/// How a number can move.
struct Step<'a> {
    number: &'a Value,
    smallest: Exact,
    largest: Option<Exact>,
    whole: bool,
}

impl<'a> Step<'a> {
    fn of(number: &'a Number) -> Option<Self> {
        let tiny = Exact::ratio(1, 1_000_000_000_000)?;
        Some(match (&number.value, number.kind) {
            (Value::Number(value), Kind::Count) => {
                let hundredth = value.abs().percent().floor();
                let largest = (hundredth > Exact::ONE).then_some(hundredth);
                Self { number: &number.value, smallest: Exact::ONE, largest, whole: true }
            }
            (Value::Number(_), Kind::Share) => {
                let point = Exact::ONE.percent();
                Self { number: &number.value, smallest: tiny, largest: Some(point), whole: false }
            }
            (Value::Number(_), Kind::Number | Kind::Date | Kind::Duration | Kind::Truth) => {
                Self { number: &number.value, smallest: tiny, largest: None, whole: false }
            }
            (Value::Date(_) | Value::Duration(_), _) => {
                Self { number: &number.value, smallest: Exact::ONE, largest: None, whole: true }
            }
            (Value::Truth(_), _) => return None,
        })
    }

    /// The number moved by so much; `None` where there is no such number.
    fn value(&self, by: &Exact, towards: Move) -> Option<Value> {
        let by = match towards {
            Move::Up => by.clone(),
            Move::Down => -by,
        };
        match self.number {
            Value::Number(value) => {
                let moved = value + &by;
                (!moved.is_negative() || value.is_negative()).then_some(Value::Number(moved))
            }
            Value::Date(date) => day(*date, towards).map(Value::Date),
            Value::Duration(duration) => {
                let amount = match towards {
                    Move::Up => duration.amount.checked_add(1)?,
                    Move::Down => duration.amount.checked_sub(1)?,
                };
                Some(Value::Duration(Duration { amount, unit: duration.unit }))
            }
            Value::Truth(_) => None,
        }
    }
}

fn day(date: Date, towards: Move) -> Option<Date> {
    match towards {
        Move::Up => date.tomorrow().ok(),
        Move::Down => date.yesterday().ok(),
    }
}

impl Move {
    /// How far the bars of one outcome lie from those of another.
    pub(super) fn distance(before: &Judgement, after: Option<&Judgement>) -> Distance {
        let Some(after) = after else { return Distance::More };
        let (before, after) = (bars(before), bars(after));
        if before.len() != after.len() {
            return Distance::More;
        }
        let each = before.iter().zip(&after).map(|(before, after)| match (before, after) {
            (Bar::Slack(a), Bar::Slack(b)) => {
                let moved = (a - b).abs();
                if moved.is_zero() {
                    Distance::None
                } else if moved <= Exact::ONE {
                    Distance::One
                } else {
                    Distance::More
                }
            }
            (Bar::Verdict(a), Bar::Verdict(b)) if a == b => Distance::None,
            (Bar::Verdict(_), Bar::Verdict(_))
            | (Bar::Slack(_), Bar::Verdict(_))
            | (Bar::Verdict(_), Bar::Slack(_)) => Distance::More,
        });
        each.fold(Distance::None, |so_far, next| match (&so_far, &next) {
            (Distance::None, _) => next,
            (_, Distance::None) => so_far,
            // Where several bars move, the one that moves least is looked at.
            (Distance::One, _) | (_, Distance::One) => Distance::One,
            (Distance::More, Distance::More) => Distance::More,
        })
    }
}

/// Where a comparison stands.
enum Bar {
    /// Votes that may be lost, or below zero votes that are short: met by 0 is 0, not met by 1 is -1.
    Slack(Exact),
    /// It has no margin.
    Verdict(Verdict),
}

fn bars(outcome: &Judgement) -> Vec<Bar> {
    let mut bars = Vec::new();
    for condition in outcome.stages.iter().flat_map(|stage| &stage.conditions) {
        comparisons(&condition.why, &mut |verdict, comparison| {
            bars.push(match (&comparison.by, verdict) {
                (Some(by), Verdict::Met) => Bar::Slack(by.amount.clone()),
                (Some(by), Verdict::NotMet) => Bar::Slack(-&by.amount),
                (Some(_), Verdict::Unknown | Verdict::NotDecided) | (None, _) => Bar::Verdict(verdict),
            });
        });
    }
    bars
}

fn comparisons(why: &Explanation, each: &mut impl FnMut(Verdict, &ComparisonOutcome)) {
    match &why.reason {
        Reason::Stated | Reason::Missing(_) => {}
        Reason::Definition(_, inner) | Reason::Not(inner) => comparisons(inner, each),
        Reason::Comparison(comparison) => each(why.verdict, comparison),
        Reason::All(all) | Reason::Any(all) => all.iter().for_each(|why| comparisons(why, each)),
        Reason::Rows { rows, .. } => {
            rows.iter().filter_map(|row| row.why.as_ref()).for_each(|why| comparisons(why, each));
        }
    }
}
