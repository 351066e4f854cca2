//! What is certain where the normal form cannot say it: every completion judged, if there are few.

use crate::evaluate::{self, EvaluationError, Judgement, Outcomes, Verdict};
use crate::facts::{Cells, Facts, Slot};
use crate::program::{InputId, Measure, ParameterValue};
use crate::value::{Exact, Kind, Value};

/// More completions are not looked at.
const MOST: usize = 256;

/// Something that is missing, with all that it can be.
struct Missing {
    input: InputId,
    row: Option<usize>,
    values: Vec<Value>,
}

/// All that is missing; `None` if there are more than a few ways to fill it in.
fn missing(measure: &Measure, facts: &Facts) -> Option<Vec<Missing>> {
    let is_known = |slot: &Slot| matches!(slot, Slot::Known(_));
    let fixed = measure.parameters.iter().all(|(id, parameter)| match (&parameter.value, facts.parameters.get(id)) {
        (ParameterValue::ByDate { .. }, _) | (_, None) => true,
        (_, Some(Cells::One(slot))) => is_known(slot),
        (_, Some(Cells::Rows(slots))) => slots.iter().all(is_known),
    });
    if !fixed || !facts.dates.iter().all(|(_, slot)| is_known(slot)) {
        return None;
    }
    let mut found = Vec::new();
    let mut ways = 1usize;
    for (input, cells) in facts.inputs.iter() {
        let kind = measure.inputs.get(input)?.kind;
        let slots: Vec<(Option<usize>, &Slot)> = match cells {
            Cells::One(slot) => vec![(None, slot)],
            Cells::Rows(slots) => slots.iter().enumerate().map(|(row, slot)| (Some(row), slot)).collect(),
        };
        for (row, slot) in slots.into_iter().filter(|(_, slot)| !is_known(slot)) {
            let values = values(kind, slot)?;
            ways = ways.checked_mul(values.len()).filter(|ways| *ways <= MOST)?;
            found.push(Missing { input, row, values });
        }
    }
    Some(found)
}

/// Every value that something can have, if they are few.
fn values(kind: Kind, slot: &Slot) -> Option<Vec<Value>> {
    match (kind, slot) {
        (Kind::Truth, Slot::Unknown) => Some(vec![Value::Truth(true), Value::Truth(false)]),
        (Kind::Count, Slot::Range(Value::Number(low), Some(Value::Number(high)))) => {
            let (low, high) = (low.ceil().to_integer()?, high.floor().to_integer()?);
            let many = high.checked_sub(low).and_then(|more| usize::try_from(more).ok())?;
            (many < MOST).then(|| (low..=high).map(|count| Value::Number(Exact::integer(count))).collect())
        }
        (Kind::Date, Slot::Range(Value::Date(first), Some(Value::Date(last)))) => {
            let mut days = vec![Value::Date(*first)];
            let mut day = *first;
            while day < *last && days.len() < MOST {
                day = day.tomorrow().ok()?;
                days.push(Value::Date(day));
            }
            (day >= *last).then_some(days)
        }
        _ => None,
    }
}

/// Settles what is open by judging every completion, if there are few; whether there are.
///
/// # Errors
/// If all of them are bad data: what is wrong with the last.
pub(super) fn settle(
    measure: &Measure,
    facts: &Facts,
    judgement: &mut Judgement,
) -> Result<bool, Vec<EvaluationError>> {
    let Some(missing) = missing(measure, facts) else { return Ok(false) };
    let mut facts = facts.clone();
    let mut at = vec![0usize; missing.len()];
    let mut all: Option<Judgement> = None;
    let mut bad = Vec::new();
    loop {
        for (missing, at) in missing.iter().zip(&at) {
            let Some(value) = missing.values.get(*at) else { return Ok(false) };
            let slot = match (facts.inputs.at_mut(missing.input), missing.row) {
                (Cells::One(slot), None) => Some(slot),
                (Cells::Rows(slots), Some(row)) => slots.get_mut(row),
                _ => None,
            };
            if let Some(slot) = slot {
                *slot = Slot::Known(value.clone());
            }
        }
        match evaluate::explain(measure, &facts, judgement.target) {
            Ok(found) => match &mut all {
                None => all = Some(found),
                Some(all) => join(all, found),
            },
            Err(errors) if errors.iter().all(EvaluationError::is_bad_data) => bad = errors,
            // A rule that cannot be judged on some completion says nothing for certain.
            Err(_) => return Ok(false),
        }
        if !next(&mut at, &missing) {
            break;
        }
    }
    let Some(all) = all else { return Err(bad) };
    for (stage, found) in judgement.stages.iter_mut().zip(all.stages) {
        for (condition, found) in stage.conditions.iter_mut().zip(found.conditions) {
            condition.verdict = found.verdict;
            condition.why.verdict = found.verdict;
        }
        (stage.alone, stage.possible) = (found.alone, found.possible);
    }
    judgement.outcome = all.outcome;
    Ok(true)
}

/// The next completion, the last place first; `false` after the last.
fn next(at: &mut [usize], missing: &[Missing]) -> bool {
    for (at, missing) in at.iter_mut().zip(missing).rev() {
        *at += 1;
        if *at < missing.values.len() {
            return true;
        }
        *at = 0;
    }
    false
}

/// What two completions leave possible.
fn join(all: &mut Judgement, found: Judgement) {
    for (stage, found) in all.stages.iter_mut().zip(found.stages) {
        (stage.alone, stage.possible) = (stage.alone.or(found.alone), stage.possible.or(found.possible));
        for (condition, found) in stage.conditions.iter_mut().zip(found.conditions) {
            if condition.verdict != found.verdict {
                condition.verdict = Verdict::Unknown;
            }
        }
    }
    let Outcomes { clauses, or_none, .. } = found.outcome;
    all.outcome.clauses.extend(clauses);
    all.outcome.clauses.sort_unstable();
    all.outcome.clauses.dedup();
    all.outcome.or_none |= or_none;
}
