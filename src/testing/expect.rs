//! One expectation against what came out.

use super::TestError;
use crate::evaluate::{ConditionOutcome, DayRange, DefinitionValue, StageStatus, Statuses, Verdict};
use crate::facts::Facts;
use crate::judge::{self, Judgement};
use crate::program::{ConditionId, Expect, ExpectKind, Meaning, Measure, StageId, Status};
use crate::source::Sources;
use crate::span::Span;
use crate::value::{Exact, Kind, Value};
use crate::words;

/// One expectation with what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectReport {
    /// The expectation.
    pub span: Span,
    /// Whether it came out.
    pub ok: bool,
    /// What it expects, in words: `turnout not met by 1`.
    pub expected: String,
    /// What came out, in the same words: `turnout met by 0`.
    pub found: String,
    /// The condition it is about, whose reasons the outcome has.
    pub condition: Option<ConditionId>,
}

/// What a test found: what it was judged by and came to, or why it could not be judged.
type Found<'a> = Result<(&'a Facts, &'a Judgement), &'a [TestError]>;

/// Compares an expectation with what was found.
pub(super) fn check(measure: &Measure, sources: &Sources, expect: &Expect, found: Found<'_>) -> ExpectReport {
    let expected = expected(measure, sources, &expect.kind);
    let (ok, shown) = match (&expect.kind, found) {
        (ExpectKind::BadData, Err(errors)) if errors.iter().any(TestError::is_bad_data) => {
            (true, "bad data".to_owned())
        }
        (ExpectKind::BadData, Ok(_)) => (false, "data that can be judged".to_owned()),
        (_, Err(errors)) => {
            let bad = errors.iter().any(TestError::is_bad_data);
            (false, if bad { "bad data" } else { "a rule that cannot be judged" }.to_owned())
        }
        (ExpectKind::Outcome(text), Ok((_, outcome))) => {
            let certain = outcome.outcome.certain().is_some_and(|only| outcome_text(measure, only) == text.text);
            (certain, outcome_words(measure, outcome))
        }
        (ExpectKind::OutcomePending, Ok((_, outcome))) => {
            (outcome.outcome.is_pending(), outcome_words(measure, outcome))
        }
        (ExpectKind::Stage(stage, status), Ok((_, outcome))) => stage_status(measure, *stage, *status, outcome),
        (ExpectKind::Condition(condition, status, by), Ok((_, outcome))) => {
            condition_status(measure, *condition, *status, by.as_ref(), outcome)
        }
        (ExpectKind::Value(meaning, value), Ok((facts, _))) => {
            value_is(measure, facts, sources.slice(span_of(meaning)), meaning, value.as_ref())
        }
    };
    let condition = match &expect.kind {
        ExpectKind::Condition(condition, ..) => Some(*condition),
        ExpectKind::BadData
        | ExpectKind::Outcome(_)
        | ExpectKind::OutcomePending
        | ExpectKind::Stage(..)
        | ExpectKind::Value(..) => None,
    };
    ExpectReport { span: expect.span, ok, expected, found: shown, condition }
}

fn expected(measure: &Measure, sources: &Sources, kind: &ExpectKind) -> String {
    match kind {
        ExpectKind::BadData => "bad data".to_owned(),
        ExpectKind::Outcome(text) => format!("outcome \"{}\"", text.text),
        ExpectKind::OutcomePending => "outcome pending".to_owned(),
        ExpectKind::Stage(stage, status) => about_stage(measure, *stage, status.words()),
        ExpectKind::Condition(condition, status, by) => {
            let by = by.as_ref().map_or_else(String::new, |by| format!(" by {}", words::grouped(by)));
            format!("{} {}{by}", measure.conditions.at(*condition).name.text, status.words())
        }
        ExpectKind::Value(meaning, value) => {
            let value = value.as_ref().map_or_else(|| "?".to_owned(), |value| value_words(meaning, value));
            format!("{} = {value}", sources.slice(span_of(meaning)))
        }
    }
}

fn about_stage(measure: &Measure, stage: StageId, what: &str) -> String {
    let name = measure.stages.at(stage).name.as_ref();
    name.map_or_else(|| what.to_owned(), |name| format!("{} {what}", name.text))
}

fn outcome_text(measure: &Measure, index: usize) -> &str {
    measure.outcomes.get(index).map_or("", |outcome| outcome.text.text.as_str())
}

fn outcome_words(measure: &Measure, outcome: &Judgement) -> String {
    let found = &outcome.outcome;
    let named = found.clauses.iter().map(|&index| format!("\"{}\"", outcome_text(measure, index)));
    let none = (found.or_none && found.is_open()).then(|| "none".to_owned());
    let texts: Vec<String> = named.chain(none).collect();
    match texts.as_slice() {
        [] => "no outcome".to_owned(),
        [only] => format!("outcome {only}"),
        several => format!("outcome {}: {}", found.open_words(), several.join(" or ")),
    }
}

fn stage_status(measure: &Measure, stage: StageId, status: Status, outcome: &Judgement) -> (bool, String) {
    let Some(judged) = outcome.stages.iter().find(|judged| judged.stage == stage) else {
        return (false, about_stage(measure, stage, "was not judged"));
    };
    let possible = judged.possible;
    let possible_words: Vec<&str> = possible.iter().map(StageStatus::words).collect();
    let words = match possible_words.as_slice() {
        [only] => (*only).to_owned(),
        several => format!("{}: {}", possible.words(), several.join(" or ")),
    };
    (has_status(possible, status), about_stage(measure, stage, &words))
}

/// Whether a status is certain; `pending` is what nothing else is.
fn has_status(possible: Statuses, status: Status) -> bool {
    let only = |status| possible == Statuses::only(status);
    let not_passed = Statuses::only(StageStatus::NoQuorum).with(StageStatus::Failed).with(StageStatus::Undecided);
    match status {
        Status::Passed => only(StageStatus::Passed),
        Status::Failed => only(StageStatus::Failed),
        Status::NoQuorum => only(StageStatus::NoQuorum),
        Status::Undecided => only(StageStatus::Undecided),
        Status::NotReached => only(StageStatus::NotReached),
        Status::Reached => !possible.contains(StageStatus::NotReached) && !possible.is_empty(),
        Status::NotPassed => !possible.is_empty() && possible.and(not_passed) == possible,
        Status::Pending => possible.decided().is_none() && !possible.is_not_decided() && !possible.is_empty(),
        // These are of conditions.
        Status::Met | Status::NotMet | Status::Unknown => false,
    }
}

fn condition_status(
    measure: &Measure,
    condition: ConditionId,
    status: Status,
    by: Option<&Exact>,
    outcome: &Judgement,
) -> (bool, String) {
    let name = &measure.conditions.at(condition).name.text;
    let judged = outcome.stages.iter().flat_map(|stage| &stage.conditions).find(|own| own.condition == condition);
    let Some(judged) = judged else { return (false, format!("{name} was not judged")) };
    let verdict = match status {
        Status::Met => judged.verdict == Verdict::Met,
        Status::NotMet => judged.verdict == Verdict::NotMet,
        Status::Unknown => judged.verdict == Verdict::Unknown,
        Status::Passed
        | Status::Failed
        | Status::NoQuorum
        | Status::Undecided
        | Status::Reached
        | Status::NotReached
        | Status::NotPassed
        | Status::Pending => false,
    };
    let margin = by.is_none_or(|by| margin(judged).is_some_and(|margin| margin == by));
    (verdict && margin, format!("{name} {}", condition_words(judged)))
}

fn margin(judged: &ConditionOutcome) -> Option<&Exact> {
    Some(&judged.comparison()?.by.as_ref()?.amount)
}

/// `not met by 1`
pub(crate) fn condition_words(judged: &ConditionOutcome) -> String {
    let verdict = judged.verdict.words();
    match margin(judged).filter(|_| !judged.verdict.is_open()) {
        Some(by) => format!("{verdict} by {}", words::grouped(by)),
        None => verdict.to_owned(),
    }
}

fn value_is(
    measure: &Measure,
    facts: &Facts,
    text: &str,
    meaning: &Meaning,
    expected: Option<&Value>,
) -> (bool, String) {
    let found = match judge::value(measure, facts, meaning) {
        Ok(found) => found,
        Err(errors) => return (false, errors.first().map_or_else(String::new, ToString::to_string)),
    };
    let known = match &found {
        DefinitionValue::Number(quantity) => quantity.known().cloned().map(Value::Number),
        DefinitionValue::Date(days) => days.known().map(Value::Date),
        DefinitionValue::Duration(duration) => Some(Value::Duration(*duration)),
        DefinitionValue::Truth(Verdict::Met) => Some(Value::Truth(true)),
        DefinitionValue::Truth(Verdict::NotMet) => Some(Value::Truth(false)),
        DefinitionValue::Truth(Verdict::Unknown | Verdict::NotDecided) | DefinitionValue::EmptyBase => None,
    };
    let shown = match (&known, &found) {
        (Some(known), _) => value_words(meaning, known),
        (None, DefinitionValue::EmptyBase) => "a share of nothing".to_owned(),
        (None, DefinitionValue::Number(quantity)) => match (&quantity.low, &quantity.high) {
            (Some(low), Some(high)) => {
                format!("{}..{}", words::quantity(low, quantity.kind), words::quantity(high, quantity.kind))
            }
            _ => "?".to_owned(),
        },
        (None, DefinitionValue::Date(DayRange { uncounted: Some(year), .. })) => {
            format!("? (no holidays are declared for {year})")
        }
        (None, _) => "?".to_owned(),
    };
    let empty = matches!(found, DefinitionValue::EmptyBase);
    let ok = match expected {
        Some(expected) => known.as_ref() == Some(expected),
        None => known.is_none() && !empty,
    };
    (ok, format!("{text} = {shown}"))
}

/// A value as the language writes it.
fn value_words(meaning: &Meaning, value: &Value) -> String {
    match value {
        Value::Number(number) => match meaning {
            Meaning::Number(expr) if expr.kind == Kind::Share => {
                let percent = words::grouped(&(number * &Exact::integer(100)));
                if percent.contains('/') { words::percent(number) } else { format!("{percent}%") }
            }
            Meaning::Number(_) | Meaning::Date(_) | Meaning::Duration(_) | Meaning::Truth(_) => words::grouped(number),
        },
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}

fn span_of(meaning: &Meaning) -> Span {
    match meaning {
        Meaning::Number(expr) => expr.span,
        Meaning::Date(expr) => expr.span,
        Meaning::Duration(expr) => expr.span,
        Meaning::Truth(formula) => formula.span,
    }
}
