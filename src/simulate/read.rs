//! What is asked of a simulation, as it is written: shares with their uncertainty, numbers.

use super::SimulateError;
use crate::source::Source;
use crate::span::Span;
use crate::syntax;
use crate::syntax::ast::{FactValue, LiteralValue};
use crate::value::Exact;

/// A share of people of which not everything is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Spread {
    /// `60%`
    Exactly(Exact),
    /// `55%..75%`: anything from one end to the other, all alike.
    Even(Exact, Exact),
    /// `55%..60%..75%`: from one end to the other, likeliest at the one between.
    Peaked(Exact, Exact, Exact),
    /// `60%±5%`, `60%+-5%`: normal, 95 in 100 within the margin. What would be below 0% or above 100% counts as that.
    Around(Exact, Exact),
}

impl Spread {
    /// The least and the most it can be.
    pub fn ends(&self) -> (Exact, Exact) {
        match self {
            Self::Exactly(share) => (share.clone(), share.clone()),
            Self::Even(low, high) | Self::Peaked(low, _, high) => (low.clone(), high.clone()),
            Self::Around(..) => (Exact::ZERO, Exact::ONE),
        }
    }
}

/// Reads a share, or a distribution of it.
///
/// # Errors
/// What is no share, beyond 0% and 100%, or in the wrong order.
pub fn spread(source: &Source) -> Result<Spread, Vec<SimulateError>> {
    let whole = trimmed(source, 0, source.text.len());
    for sign in ["±", "+-", "+/-"] {
        if let Some(at) = source.text.find(sign) {
            let mean = part(source, 0, at);
            let after = trimmed(source, at + sign.len(), source.text.len());
            let margin = number(source, after).and_then(|margin| above_zero(margin, after));
            return both(mean, margin).map(|(mean, margin)| Spread::Around(mean, margin));
        }
    }
    let mut shares = Vec::new();
    let mut errors = Vec::new();
    let mut start = 0;
    let stops = source.text.match_indices("..").map(|(at, _)| at).chain([source.text.len()]);
    for stop in stops {
        match part(source, start, stop) {
            Ok(share) => shares.push(share),
            Err(error) => errors.push(error),
        }
        start = stop + 2;
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    if !shares.is_sorted() {
        return Err(vec![SimulateError::Order { span: whole }]);
    }
    match shares.as_slice() {
        [share] => Ok(Spread::Exactly(share.clone())),
        [low, high] if low == high => Ok(Spread::Exactly(low.clone())),
        [low, high] => Ok(Spread::Even(low.clone(), high.clone())),
        [low, _, high] if low == high => Ok(Spread::Exactly(low.clone())),
        [low, mode, high] => Ok(Spread::Peaked(low.clone(), mode.clone(), high.clone())),
        _ => Err(vec![SimulateError::Share { found: source.slice(whole).into(), span: whole }]),
    }
}

/// Reads one share from 0% to 100%.
///
/// # Errors
/// What is no share, or beyond.
pub fn share(source: &Source) -> Result<Exact, Vec<SimulateError>> {
    part(source, 0, source.text.len()).map_err(|error| vec![error])
}

/// Reads a margin of error: a share above zero.
///
/// # Errors
/// What is no share, or not above zero.
pub fn margin(source: &Source) -> Result<Exact, Vec<SimulateError>> {
    let span = trimmed(source, 0, source.text.len());
    number(source, span).and_then(|margin| above_zero(margin, span)).map_err(|error| vec![error])
}

/// Reads a whole number above zero: how many were asked, are registered or are to be drawn.
///
/// # Errors
/// What is none, or more than ten thousand millions.
pub fn whole(source: &Source) -> Result<u64, Vec<SimulateError>> {
    let span = trimmed(source, 0, source.text.len());
    let value = plain(source, span).and_then(|value| value.to_integer()).and_then(|value| u64::try_from(value).ok());
    value.filter(|value| (1..=MOST).contains(value)).ok_or_else(|| {
        let help = "write the number of people or draws: `500`, `19,411,771`";
        let what = "a whole number above zero";
        vec![SimulateError::Number { what, found: source.slice(span).into(), help, span }]
    })
}

/// More than there are people, and more than anybody draws.
pub(super) const MOST: u64 = 10_000_000_000;

/// Reads a seed: a whole number that is not negative.
///
/// # Errors
/// What is none, or does not fit 64 bits.
pub fn seed(source: &Source) -> Result<u64, Vec<SimulateError>> {
    let span = trimmed(source, 0, source.text.len());
    let value = plain(source, span).and_then(|value| value.to_integer()).and_then(|value| u64::try_from(value).ok());
    value.ok_or_else(|| {
        let help = "write any whole number from 0 on; the same one gives the same draws";
        vec![SimulateError::Number { what: "a whole number", found: source.slice(span).into(), help, span }]
    })
}

/// Reads a correlation from -1 to 1.
///
/// # Errors
/// What is no number, or beyond.
pub fn correlation(source: &Source) -> Result<Exact, Vec<SimulateError>> {
    let span = trimmed(source, 0, source.text.len());
    let found = source.slice(span);
    let negative = found.strip_prefix('-');
    let value = Exact::parse(negative.unwrap_or(found)).map(|value| if negative.is_some() { -&value } else { value });
    match value {
        None => {
            let help = "write a number from -1 to 1: `0.3`";
            Err(vec![SimulateError::Number { what: "a number", found: found.into(), help, span }])
        }
        Some(value) if value.abs() > Exact::ONE => Err(vec![SimulateError::Correlation { value, span }]),
        Some(value) => Ok(value),
    }
}

fn both<A, B>(a: Result<A, SimulateError>, b: Result<B, SimulateError>) -> Result<(A, B), Vec<SimulateError>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err(a.err().into_iter().chain(b.err()).collect()),
    }
}

fn part(source: &Source, start: usize, end: usize) -> Result<Exact, SimulateError> {
    let span = trimmed(source, start, end);
    let share = number(source, span)?;
    if share.is_negative() || share > Exact::ONE { Err(SimulateError::Beyond { share, span }) } else { Ok(share) }
}

fn above_zero(margin: Exact, span: Span) -> Result<Exact, SimulateError> {
    if margin.is_positive() { Ok(margin) } else { Err(SimulateError::Margin { margin, span }) }
}

/// A share as the language writes it, perhaps below zero or above one.
fn number(source: &Source, span: Span) -> Result<Exact, SimulateError> {
    let found = source.slice(span);
    let (negative, rest) = match found.strip_prefix('-') {
        Some(rest) => (true, Span::new(span.end - rest.len() as u32, span.end)),
        None => (false, span),
    };
    let share = match literal(source, rest) {
        Some(LiteralValue::Share(share) | LiteralValue::Fraction(share)) => Some(share),
        _ => None,
    };
    let share = share.ok_or_else(|| SimulateError::Share { found: found.into(), span })?;
    Ok(if negative { -&share } else { share })
}

fn plain(source: &Source, span: Span) -> Option<Exact> {
    match literal(source, span) {
        Some(LiteralValue::Number { value, .. }) => Some(value),
        _ => None,
    }
}

fn literal(source: &Source, span: Span) -> Option<LiteralValue> {
    match syntax::parse_literal(&source.part(span)) {
        Ok(FactValue::Literal(literal)) => Some(literal.value),
        Ok(FactValue::Range(..)) | Err(_) => None,
    }
}

/// A part of the text without the blanks around it.
fn trimmed(source: &Source, start: usize, end: usize) -> Span {
    let text = source.text.get(start..end).unwrap_or("");
    let begin = start + (text.len() - text.trim_start().len());
    let begin = source.base + begin as u32;
    Span::new(begin, begin + text.trim().len() as u32)
}
