//! What an expression comes to, as people read it.

use super::document::Document;
use super::layout::{Style, Tone};
use super::{Judged, text, wording};
use crate::evaluate::{ConditionOutcome, DefinitionValue, Explanation, Quantity, StageOutcome, Verdict};
use crate::value::{Kind, Value};
use crate::words;

/// `52.86% (4,976,274 of 9,413,488)`, `Wed 13 March 2019`; `parts` are the two numbers a share is of, if it is a quotient.
/// What is not known says which inputs it hangs on.
pub fn value(
    value: &DefinitionValue,
    parts: Option<&(DefinitionValue, DefinitionValue)>,
    missing: &[String],
    style: Style,
) -> String {
    let mut document = Document::new();
    let text = wording::definition(value);
    let quotient = match (value, parts) {
        (
            DefinitionValue::Number(Quantity { kind: Kind::Share, .. }),
            Some((DefinitionValue::Number(part), DefinitionValue::Number(whole))),
        ) if part.known().is_some() && whole.known().is_some() => {
            format!(" ({} of {})", wording::quantity(part), wording::quantity(whole))
        }
        _ => String::new(),
    };
    let hangs = if missing.is_empty() || is_known(value) {
        String::new()
    } else {
        format!("; it hangs on {}", missing.join(", "))
    };
    document.line(0, vec![(Tone::Strong, text), (Tone::Plain, quotient), (Tone::Open, hangs)]);
    document.text(style)
}

fn is_known(value: &DefinitionValue) -> bool {
    match value {
        DefinitionValue::Number(quantity) => quantity.known().is_some(),
        DefinitionValue::Date(days) => days.known().is_some(),
        DefinitionValue::Truth(verdict) => !verdict.is_open(),
        DefinitionValue::Duration(_) | DefinitionValue::EmptyBase => true,
    }
}

/// The exact value: a fraction in lowest terms, with its decimals where they end.
pub fn exact(value: &DefinitionValue, style: Style) -> String {
    let mut document = Document::new();
    let text = match value {
        DefinitionValue::Number(quantity) => match quantity.known() {
            Some(number) => {
                let (numerator, denominator) = number.lowest_terms();
                let shown = words::quantity(number, quantity.kind);
                let fraction = format!("{}/{}", words::whole(&numerator), words::whole(&denominator));
                if number.is_whole() {
                    words::grouped(number)
                } else if quantity.kind == Kind::Share {
                    let exact = words::exact_share(number);
                    if exact.ends_with('%') {
                        format!("{fraction} = {exact}")
                    } else {
                        format!("{fraction}, about {shown}")
                    }
                } else if shown.contains('/') {
                    format!("{fraction}, about {}", words::rounded(number, 6))
                } else {
                    format!("{fraction} = {shown}")
                }
            }
            None => wording::quantity(quantity),
        },
        DefinitionValue::Date(days) => days.known().map_or_else(|| wording::days(days), |day| day.to_string()),
        DefinitionValue::Duration(_) | DefinitionValue::Truth(_) | DefinitionValue::EmptyBase => {
            wording::definition(value)
        }
    };
    document.line(0, vec![(Tone::Strong, text)]);
    document.text(style)
}

/// Whether a condition that was typed holds, by how much and why.
pub fn condition_met(judged: &Judged<'_>, why: &Explanation, style: Style) -> String {
    let mut document = Document::new();
    let tone = match why.verdict {
        Verdict::Met => Tone::Good,
        Verdict::NotMet => Tone::Bad,
        Verdict::Unknown | Verdict::NotDecided => Tone::Open,
    };
    document.line(0, vec![(tone, wording::verdict_with_margin(why.verdict, why.comparison()))]);
    text::reasons(&mut document, judged, why);
    document.text(style)
}

/// What a stage or a named condition came to, in a line.
pub fn status(judged: &Judged<'_>, stage: &StageOutcome, condition: Option<&ConditionOutcome>, style: Style) -> String {
    let mut document = Document::new();
    match condition {
        None => {
            let (tone, words) = text::status(stage);
            document.line(0, vec![(tone, words)]);
        }
        Some(outcome) => {
            let kind = judged.rules().conditions.at(outcome.condition).kind;
            let (tone, _) = text::glyph(kind, outcome.verdict);
            document.line(0, vec![(tone, wording::verdict_with_margin(outcome.verdict, outcome.comparison()))]);
        }
    }
    document.text(style)
}

/// A value of a rule file, in its language: `5,000,000`, `55%`, `2/3`, `2017-01-26`, `180 days`.
pub(crate) fn written(value: &Value, kind: Kind) -> String {
    match value {
        Value::Number(number) => match kind {
            Kind::Share => words::exact_share(number),
            Kind::Count | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => words::grouped(number),
        },
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}

/// What is talked about, and what it comes to in short: `parts` are its measure, stage and scenario.
pub fn chosen(parts: &[String], judged: &Judged<'_>, style: Style) -> String {
    let mut document = Document::new();
    document.line(0, vec![(Tone::Strong, parts.join(" · "))]);
    if !judged.outcome.outcome.clauses.is_empty() || judged.outcome.stages.len() > 1 {
        text::outcome(&mut document, judged);
    }
    for stage in &judged.outcome.stages {
        let rules = judged.rules();
        let name = rules.stages.at(stage.stage).name.as_ref().unwrap_or(&rules.name);
        let (tone, words) = text::status(stage);
        let mut pieces = vec![(Tone::Plain, format!("{}: ", name.text)), (tone, words)];
        let first = super::order::deciding_first(rules, stage).into_iter().next();
        if let Some(first) = first.filter(|first| !first.verdict.is_open()) {
            let name = &rules.conditions.at(first.condition).name.text;
            let verdict = wording::verdict_with_margin(first.verdict, first.comparison());
            pieces.push((Tone::Quiet, format!("; {name} {verdict}")));
        }
        document.line(0, pieces);
    }
    document.text(style)
}

/// A fact as it is read.
pub fn slot(slot: &crate::facts::Slot, kind: Kind) -> String {
    wording::slot(slot, kind)
}

/// A value as it is read.
pub fn value_in_words(value: &Value, kind: Kind) -> String {
    wording::value(value, kind)
}

/// Something beside the answer, wrapped.
pub fn note(text: &str, style: Style) -> String {
    let mut document = Document::new();
    document.say(0, Tone::Quiet, text);
    document.text(style)
}

/// Where a piece of text stands, above it.
pub fn place(text: &str, style: Style) -> String {
    let mut document = Document::new();
    document.say(0, Tone::Quiet, text);
    document.text(style)
}

/// `not met by 201,145`
pub fn verdict(outcome: &ConditionOutcome) -> String {
    wording::verdict_with_margin(outcome.verdict, outcome.comparison())
}
