//! Values, margins and changes in the words that both the text and other views use.

use super::document::FigureLine;
use crate::evaluate::{
    ComparisonOutcome, DayRange, DefinitionValue, LeastChange, Margin, MarginUnit, Quantity, ShareOf, Side, SideValue,
    StillNeeded, Verdict,
};
use crate::facts::{Note, Slot};
use crate::program::{CompareOperator, InputId, Measure, StageId};
use crate::source::Sources;
use crate::span::Span;
use crate::value::{Date, Exact, Kind, Value};
use crate::words::{self, grouped};

/// What is said of a value of which nothing is known.
pub(super) const UNKNOWN: &str = "unknown";

/// A rule as it is written, on one line and without the comments between its parts.
pub(crate) fn rule(sources: &Sources, span: Span) -> String {
    one_line(sources.slice(span))
}

/// Text of rules on one line and without comments.
pub(super) fn one_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_once('#').map_or(line, |(before, _)| before));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// An input's name as it is written in a stage.
pub(super) fn input_name(measure: &Measure, stage: Option<StageId>, id: InputId) -> String {
    let input = &measure.inputs.at(id);
    if input.stage.is_none() || input.stage == stage {
        input.name.text.to_string()
    } else {
        measure.input_path(id).to_string()
    }
}

/// A value as its kind is read.
pub(crate) fn value(value: &Value, kind: Kind) -> String {
    match value {
        Value::Number(number) => number_of(number, kind),
        Value::Date(date) => day(*date),
        Value::Duration(duration) => duration.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}

/// `Wed 13 March 2019`, never broken over two lines.
fn day(date: Date) -> String {
    words::long_date(date).replace(' ', "\u{a0}")
}

/// A value that may be missing or a range.
pub(crate) fn slot(slot: &Slot, kind: Kind) -> String {
    match slot {
        Slot::Unknown => "not given".to_owned(),
        Slot::Known(known) => value(known, kind),
        Slot::Range(low, Some(high)) => format!("{} to {}", value(low, kind), value(high, kind)),
        Slot::Range(low, None) => format!("{} or more", value(low, kind)),
    }
}

/// A share is printed exactly where that is short, because it may be a bar; everything else is exact anyway.
fn number_of(number: &Exact, kind: Kind) -> String {
    match kind {
        Kind::Share => words::exact_share(number),
        Kind::Count | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => words::grouped(number),
    }
}

/// A number, as far as it is known.
pub(super) fn quantity(quantity: &Quantity) -> String {
    let show = |number: &Exact| words::quantity(number, quantity.kind);
    match (&quantity.low, &quantity.high) {
        (Some(low), Some(high)) if low == high => show(low),
        (Some(low), Some(high)) => format!("{} to {}", show(low), show(high)),
        // No count is negative, so "at least 0" says nothing.
        (Some(low), None) if low.is_zero() => UNKNOWN.to_owned(),
        (Some(low), None) => format!("{} or more", show(low)),
        (None, Some(high)) => format!("{} or less", show(high)),
        (None, None) => UNKNOWN.to_owned(),
    }
}

/// A day, as far as it is known.
pub(super) fn days(range: &DayRange) -> String {
    let note = match range.uncounted {
        Some(year) => format!(" (no holidays are declared for {year}, so its working days cannot be counted)"),
        None if range.clamped => " (the last day of a shorter month)".to_owned(),
        None => String::new(),
    };
    let text = match (range.first, range.last) {
        (Some(first), Some(last)) if first == last => day(first),
        (Some(first), Some(last)) => format!("{} to {}", day(first), day(last)),
        (Some(first), None) => format!("{} or later", day(first)),
        (None, Some(last)) => format!("{} or earlier", day(last)),
        (None, None) => UNKNOWN.to_owned(),
    };
    format!("{text}{note}")
}

/// A definition's value.
pub(super) fn definition(value: &DefinitionValue) -> String {
    match value {
        DefinitionValue::Number(number) => quantity(number),
        DefinitionValue::Date(range) => days(range),
        DefinitionValue::Duration(duration) => duration.to_string(),
        DefinitionValue::Truth(Verdict::Met) => "true".to_owned(),
        DefinitionValue::Truth(Verdict::NotMet) => "false".to_owned(),
        DefinitionValue::Truth(Verdict::Unknown) => UNKNOWN.to_owned(),
        DefinitionValue::Truth(Verdict::NotDecided) => "not decided".to_owned(),
        DefinitionValue::EmptyBase => "a share of nothing".to_owned(),
    }
}

/// One side of a comparison.
pub(super) fn side(side: &Side) -> String {
    match &side.value {
        SideValue::Number(number) => quantity(number),
        SideValue::Date(range) => days(range),
        SideValue::Duration(Some(duration)) => duration.to_string(),
        SideValue::Duration(None) => UNKNOWN.to_owned(),
        SideValue::EmptyBase => "a share of nothing".to_owned(),
    }
}

/// `met`, `not met`, `unknown`
pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    verdict.words()
}

/// `not met by 201,145`, `met by 3 days`; without a margin in whole units how far the sides are apart.
pub(super) fn verdict_with_margin(verdict: Verdict, comparison: Option<&ComparisonOutcome>) -> String {
    let plain = self::verdict(verdict);
    let Some(comparison) = comparison.filter(|_| !verdict.is_open()) else { return plain.to_owned() };
    if let Some(margin) = &comparison.by {
        return format!("{plain} by {}", self::margin(margin));
    }
    match (&comparison.difference, kind(&comparison.left)) {
        (Some(difference), Some(kind)) if !difference.is_zero() => {
            let way = if difference.is_negative() { "below" } else { "above" };
            format!("{plain}, {} {way}", distance(&difference.abs(), kind))
        }
        (Some(_), Some(_)) => format!("{plain}, exactly equal"),
        (None, _) | (_, None) => plain.to_owned(),
    }
}

fn distance(amount: &Exact, kind: Kind) -> String {
    match kind {
        Kind::Share => {
            let points = amount * &Exact::integer(100);
            format!("{} percentage points", words::rounded(&points, 2))
        }
        Kind::Count | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => words::grouped(amount),
    }
}

fn kind(side: &Side) -> Option<Kind> {
    match &side.value {
        SideValue::Number(number) => Some(number.kind),
        SideValue::Date(_) | SideValue::Duration(_) | SideValue::EmptyBase => None,
    }
}

/// `201,145`, `1 day`
pub(super) fn margin(margin: &Margin) -> String {
    let amount = words::grouped(&margin.amount);
    match margin.unit {
        MarginUnit::Count => amount,
        MarginUnit::Days if margin.amount == Exact::ONE => format!("{amount} day"),
        MarginUnit::Days => format!("{amount} days"),
    }
}

/// A comparison as two rows: what there is, and what the rule asks for.
pub(super) fn sides(comparison: &ComparisonOutcome, sources: &Sources) -> [FigureLine; 2] {
    let left = rule(sources, comparison.left.span);
    let right = rule(sources, comparison.right.span);
    let had = side(&comparison.left);
    let label = if left.chars().count() <= LABEL { left } else { "this is".to_owned() };
    let remark = comparison.share.as_ref().map(|share| share_of(share, sources)).unwrap_or_default();
    let (word, asked) = asked(comparison);
    let exactly = side(&comparison.right);
    let mut why = match &comparison.share {
        Some(share) => format!("{} of {}", words::exact_share(&share.threshold), words::grouped(&share.base)),
        None if right.contains(char::is_alphabetic) => right,
        None => String::new(),
    };
    if asked != exactly && is_known(&comparison.right) {
        why = if why.is_empty() { exactly } else { format!("{why} = {exactly}") };
    }
    [FigureLine { label, value: had, remark }, FigureLine { label: word.to_owned(), value: asked, remark: why }]
}

/// Longer names than this stand only in the rule above the values.
const LABEL: usize = 24;

/// `52.86% of ballots`
pub(super) fn share_of(share: &ShareOf, sources: &Sources) -> String {
    format!("{} of {}", words::percent_beside(&share.share, Some(&share.threshold)), rule(sources, share.base_span))
}

fn is_known(side: &Side) -> bool {
    match &side.value {
        SideValue::Number(number) => number.known().is_some(),
        SideValue::Date(range) => range.known().is_some(),
        SideValue::Duration(duration) => duration.is_some(),
        SideValue::EmptyBase => false,
    }
}

/// What the right side asks for, of people as a whole number: `needs 585,407`.
fn asked(comparison: &ComparisonOutcome) -> (&'static str, String) {
    let operator = comparison.operator;
    if let Some(whole) = whole_bar(comparison) {
        let word = match operator {
            CompareOperator::AtLeast | CompareOperator::MoreThan => "needs",
            CompareOperator::AtMost | CompareOperator::LessThan => "allows",
            CompareOperator::Equal | CompareOperator::NotEqual => operator.words(),
        };
        return (word, words::grouped(&whole));
    }
    let word = match &comparison.right.value {
        SideValue::Date(_) => date_words(operator),
        SideValue::Number(_) | SideValue::Duration(_) | SideValue::EmptyBase => operator.words(),
    };
    let value = match &comparison.right.value {
        // A bar must stand exactly as it is.
        SideValue::Number(number) if number.kind == Kind::Share => {
            number.known().map_or_else(|| side(&comparison.right), words::exact_share)
        }
        SideValue::Number(_) | SideValue::Date(_) | SideValue::Duration(_) | SideValue::EmptyBase => {
            side(&comparison.right)
        }
    };
    (word, value)
}

/// The least count that meets the comparison, or the most; `None` unless people are compared with a known bar.
pub(super) fn whole_bar(comparison: &ComparisonOutcome) -> Option<Exact> {
    let (SideValue::Number(left), SideValue::Number(right)) = (&comparison.left.value, &comparison.right.value) else {
        return None;
    };
    let bar = right.known().filter(|_| left.kind == Kind::Count)?;
    match comparison.operator {
        CompareOperator::AtLeast => Some(bar.ceil()),
        CompareOperator::MoreThan => Some(&bar.floor() + &Exact::ONE),
        CompareOperator::AtMost => Some(bar.floor()),
        CompareOperator::LessThan => Some(&bar.ceil() - &Exact::ONE),
        CompareOperator::Equal | CompareOperator::NotEqual => None,
    }
}

/// The words of the language for comparing days.
pub(super) const fn date_words(operator: CompareOperator) -> &'static str {
    match operator {
        CompareOperator::AtLeast => "on or after",
        CompareOperator::MoreThan => "after",
        CompareOperator::AtMost => "on or before",
        CompareOperator::LessThan => "before",
        CompareOperator::Equal | CompareOperator::NotEqual => operator.words(),
    }
}

/// A comparison on one line: `52 against 51 needed`.
pub(super) fn in_short(comparison: &ComparisonOutcome, sources: &Sources) -> String {
    let [had, asked] = sides(comparison, sources);
    let share = if had.remark.is_empty() { String::new() } else { format!(" ({})", had.remark) };
    format!("{}{share}, {} {}", had.value, asked.label, asked.value)
}

/// `yes up by 201,145`, `25 moved from no to yes`, `ballots and yes down by 12`
pub(super) fn change(measure: &Measure, stage: Option<StageId>, change: &LeastChange) -> String {
    let people = words::grouped(&change.people);
    let names = |ids: &[InputId]| {
        let names: Vec<String> = ids.iter().map(|&id| input_name(measure, stage, id)).collect();
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            Some((only, _)) => only.clone(),
            None => String::new(),
        }
    };
    match (change.up.is_empty(), change.down.is_empty()) {
        (false, true) => format!("{} up by {people}", names(&change.up)),
        (true, false) => format!("{} down by {people}", names(&change.down)),
        (false, false) => format!("{people} moved from {} to {}", names(&change.down), names(&change.up)),
        (true, true) => people,
    }
}

/// What was left aside, and why.
pub(super) fn note(measure: &Measure, note: &Note) -> String {
    match note {
        Note::Dropped { path, .. } => {
            format!("`{path}` was left aside, because `{}` has no such input", measure.name.text)
        }
        Note::BeyondAll { path, share, .. } => {
            format!("`{path}` is {}, more than all there are", words::exact_share(share))
        }
        Note::Published { what } => what.clone(),
        Note::IgnoredColumn { column, .. } => {
            format!("the column `{column}` was left aside, because `{}` has no such input", measure.name.text)
        }
    }
}

/// What a missing count decides, each a sentence: from where on a stage passes, and where it cannot.
pub(super) fn still_needed(measure: &Measure, stage: Option<StageId>, needed: &StillNeeded) -> Vec<String> {
    let name = input_name(measure, stage, needed.input);
    // Of what is still out, as far as part of it is counted and there is an end to it.
    let share = |count: &Exact| match (&needed.counted, &needed.highest) {
        (Some(counted), Some(highest)) if count > counted => {
            format!(": {} of the {} still out", grouped(&(count - counted)), grouped(&(highest - counted)))
        }
        _ => String::new(),
    };
    let mut texts = Vec::new();
    let StillNeeded { impossible_below, impossible_above, from, upto, .. } = needed;
    match (from, impossible_below) {
        (Some(from), Some(below)) if from == below => {
            texts.push(format!("passes exactly if {name} is at least {}{}", grouped(from), share(from)));
        }
        (Some(from), below) => {
            texts.push(format!("passes in any case if {name} is at least {}{}", grouped(from), share(from)));
            texts.extend(
                below
                    .as_ref()
                    .map(|below| format!("cannot pass if {name} is below {}{}", grouped(below), share(below))),
            );
        }
        (None, Some(below)) => {
            texts.push(format!("can pass only if {name} is at least {}{}", grouped(below), share(below)));
        }
        (None, None) => {}
    }
    match (upto, impossible_above) {
        (Some(upto), Some(above)) if upto == above => {
            texts.push(format!("passes exactly if {name} is at most {}{}", grouped(upto), share(upto)));
        }
        (Some(upto), above) => {
            texts.push(format!("passes in any case if {name} is at most {}{}", grouped(upto), share(upto)));
            texts.extend(
                above
                    .as_ref()
                    .map(|above| format!("cannot pass if {name} is above {}{}", grouped(above), share(above))),
            );
        }
        (None, Some(above)) => {
            texts.push(format!("can pass only if {name} is at most {}{}", grouped(above), share(above)));
        }
        (None, None) => {}
    }
    texts
}

/// A value for machines: numbers in lowest terms, dates as ISO.
pub(super) fn exact(value: &Value) -> String {
    match value {
        Value::Number(number) => Exact::to_string(number),
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}
