//! Values in text: those of the language, and the plain numbers of TOML and JSON.

use super::InputError;
use crate::source::Source;
use crate::span::Span;
use crate::syntax;
use crate::syntax::ast::{FactValue, Literal, LiteralValue};
use crate::value::Exact;

/// Reads a value as the language writes it: `585,407`, `55%`, `2019-03-13`, `4,000,000..4,500,000`, `?`.
///
/// # Errors
/// What the text is not.
pub(super) fn value(source: &Source, span: Span) -> Result<FactValue, Vec<InputError>> {
    syntax::parse_literal(&source.part(span)).map_err(|errors| errors.into_iter().map(InputError::Syntax).collect())
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
        return Err(vec![InputError::Value { found: text.to_owned(), help, span: inner }]);
    }
    if source.slice(inner) != text {
        let help = "write the value as it is, on one line and without `\\`".to_owned();
        return Err(vec![InputError::Value { found: text.to_owned(), help, span: inner }]);
    }
    value(source, inner)
}

/// One literal.
pub(super) fn literal(span: Span, value: LiteralValue) -> FactValue {
    FactValue::Literal(Literal { span, value })
}
