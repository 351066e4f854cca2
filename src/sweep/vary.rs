//! `--vary "turnout = 30%..80% by 1%"`

use super::SweepError;
use crate::inputs;
use crate::program::Name;
use crate::source::{Source, Sources};
use crate::span::Span;
use crate::syntax::ast::{FactValue, Literal};

/// What moves, as written: `NAME = FROM..TO by STEP`.
#[derive(Clone, Debug, PartialEq)]
pub struct Vary {
    /// The path of an input or parameter, or `turnout` or `support`.
    pub path: Vec<Name>,
    /// `support of ballots`: the word after `of`.
    pub of: Option<Name>,
    /// Where it begins.
    pub low: Literal,
    /// Where it ends.
    pub high: Literal,
    /// `by 1%`, if it is said.
    pub step: Option<Literal>,
    /// The range.
    pub range: Span,
}

impl Vary {
    /// The name as it is shown.
    pub fn name(&self) -> String {
        match &self.of {
            Some(of) => format!("{} of {}", inputs::written(&self.path), of.text),
            None => inputs::written(&self.path).to_string(),
        }
    }

    /// Where the name stands.
    pub fn span(&self) -> Span {
        let first = self.path.first().map(|name| name.span).unwrap_or_default();
        let last = self.of.as_ref().or(self.path.last()).map_or(first, |name| name.span);
        first.to(last)
    }
}

/// Reads what one `--vary` says. The text becomes one of the sources, named `--vary`.
///
/// # Errors
/// What it does not say, and values that cannot be read.
pub fn vary(sources: &mut Sources, text: &str) -> Result<Vary, Vec<SweepError>> {
    vary_in(&sources.add("--vary", text))
}

/// The same of a text that is one of the sources, or part of one.
///
/// # Errors
/// As for [`vary`].
pub fn vary_in(source: &Source) -> Result<Vary, Vec<SweepError>> {
    let text = &*source.text;
    let at = |from: usize, to: usize| Span::new(source.base + from as u32, source.base + to as u32);
    let trimmed = |from: usize, to: usize| {
        let piece = text.get(from..to).unwrap_or("");
        let start = from + (piece.len() - piece.trim_start().len());
        (start, start + piece.trim().len())
    };
    let form = |missing, help: String, span| vec![SweepError::Form { missing, help, span }];
    let example =
        || "write `--vary \"turnout = 30%..80%\"` or `--vary \"yes = 4,500,000..5,500,000 by 100,000\"`".to_owned();
    let Some(equals) = inputs::outside_quotes(text, '=').next() else {
        return Err(form("no `=` in it", example(), source.span()));
    };
    let (name_from, name_to) = trimmed(0, equals);
    let written = text.get(name_from..name_to).unwrap_or("");
    let (written, of) = match written.split_once(" of ") {
        Some((name, of)) => {
            let from = name_to - of.trim_start().len();
            let name_of = Name { span: at(from, name_to), text: of.trim().into() };
            (name.trim_end(), Some(name_of))
        }
        None => (written, None),
    };
    let path = inputs::path(written, source.base + name_from as u32);
    if path.iter().any(|part| part.text.is_empty()) {
        return Err(form("no name before `=`", example(), at(0, equals + 1)));
    }
    let (value_from, value_to) = trimmed(equals + 1, text.len());
    let value = text.get(value_from..value_to).unwrap_or("");
    let by = value.find(" by ").or_else(|| value.ends_with(" by").then(|| value.len() - 3));
    let (range, step) = match by {
        Some(by) => (trimmed(value_from, value_from + by), Some(trimmed(value_from + by + 3, value_to))),
        None => ((value_from, value_to), None),
    };
    let name = inputs::written(&path);
    let range_help = || format!("write both ends: `--vary \"{name} = FROM..TO\"`, and perhaps `by STEP`");
    if range.0 == range.1 {
        return Err(form("no range after `=`", range_help(), at(equals, text.len())));
    }
    let mut errors = Vec::new();
    let mut read = |(from, to): (usize, usize)| {
        inputs::literal(source, at(from, to))
            .map_err(|found| errors.extend(found.into_iter().map(SweepError::Input)))
            .ok()
    };
    let ends = read(range);
    let step = match step {
        Some((from, to)) if from == to => {
            return Err(form("no step after `by`", range_help(), at(from.saturating_sub(3), to)));
        }
        Some(step) => Some((at(step.0, step.1), read(step))),
        None => None,
    };
    let range = at(range.0, range.1);
    let step = match step {
        None => None,
        Some((_, Some(FactValue::Literal(step)))) => Some(step),
        Some((span, Some(FactValue::Range(..)))) => return Err(form("a range is no step", range_help(), span)),
        Some((_, None)) => None,
    };
    match ends {
        Some(FactValue::Range(low, Some(high))) if errors.is_empty() => Ok(Vary { path, of, low, high, step, range }),
        Some(FactValue::Range(low, None)) => Err(form("no upper end", range_help(), low.span)),
        Some(FactValue::Literal(_)) => Err(form("one value is no range", range_help(), range)),
        Some(FactValue::Range(_, Some(_))) | None => Err(errors),
    }
}
