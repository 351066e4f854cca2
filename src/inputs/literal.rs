//! Values in text: those of the language, and the plain numbers of TOML and JSON.

use super::InputError;
use crate::source::Source;
use crate::span::Span;
use crate::syntax::ast::{FactValue, Literal, LiteralValue};
use crate::syntax::{self, SyntaxError};
use crate::value::{Date, Exact};

/// Reads a value as the language writes it: `585,407`, `55%`, `2019-03-13`, `4,000,000..4,500,000`, `?`.
///
/// # Errors
/// What the text is not.
pub(crate) fn value(source: &Source, span: Span) -> Result<FactValue, Vec<InputError>> {
    syntax::parse_literal(&source.part(span)).map_err(|errors| {
        // What a rule file might go on with says nothing to somebody who wrote one value.
        if errors.iter().all(says_what_a_value_is) {
            return errors.into_iter().map(InputError::Syntax).collect();
        }
        let found = source.slice(span).to_owned();
        let with_time = found.get(..10).is_some_and(|day| day.parse::<Date>().is_ok());
        let help = if with_time {
            "a date is a day, without a time: `2019-03-13`"
        } else if ["yes", "no", "on", "off"].iter().any(|word| found.eq_ignore_ascii_case(word)) {
            "a truth is written `true` or `false`"
        } else {
            "values are written `585,407`, `55%`, `two thirds`, `2019-03-13`, `180 days`, `true`; \
             a range `4,000..4,500`; `?` is not known"
        };
        vec![InputError::Value { found, help: help.to_owned(), span }]
    })
}

fn says_what_a_value_is(error: &SyntaxError) -> bool {
    matches!(
        error,
        SyntaxError::Number { .. }
            | SyntaxError::LongNumber { .. }
            | SyntaxError::Percent { .. }
            | SyntaxError::Date { .. }
            | SyntaxError::NoSuchDay { .. }
            | SyntaxError::Duration { .. }
            | SyntaxError::TooLong { .. }
            | SyntaxError::TooDeep { .. }
    )
}

/// A number of TOML or JSON, exactly: `5_000_000`, `0.55`.
pub(super) fn number(text: &str, span: Span) -> Result<FactValue, Vec<InputError>> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    match Exact::parse(digits) {
        Some(value) => {
            let value = LiteralValue::Number { value, decimal: text.contains('.') };
            Ok(FactValue::Literal(Literal { span, value }))
        }
        None => Err(vec![InputError::Value {
            found: text.to_owned(),
            help: "write the digits of a decimal number: `5000000`, `0.5`".to_owned(),
            span,
        }]),
    }
}

/// A value of the language in the quotes of another one; `text` is what the quotes mean there.
pub(super) fn quoted(source: &Source, inner: Span, text: &str) -> Result<FactValue, Vec<InputError>> {
    if text.trim().is_empty() {
        let help = "write a value, or `?` for not known".to_owned();
        return Err(vec![InputError::Value { found: "\"\"".to_owned(), help, span: inner }]);
    }
    if source.slice(inner) != text {
        let help = "write the value as it is, on one line and without `\\`".to_owned();
        return Err(vec![InputError::Value { found: text.escape_debug().to_string(), help, span: inner }]);
    }
    value(source, inner)
}

/// One literal.
pub(super) fn literal(span: Span, value: LiteralValue) -> FactValue {
    FactValue::Literal(Literal { span, value })
}
