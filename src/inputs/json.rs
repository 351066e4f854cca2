//! Facts in JSON.

use jsonc_parser::ast::{Object, ObjectPropName, Value};
use jsonc_parser::common::{Range, Ranged as _};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use smol_str::SmolStr;

use super::tree::{self, Entry, Node, Tree};
use super::{InputError, Layer, literal};
use crate::source::Source;
use crate::span::Span;
use crate::syntax::ast::LiteralValue;

/// Reads facts from JSON, in the shapes that [`toml`](super::toml) has.
///
/// ```json
/// {
///   "registered": 15380536,
///   "approval": "55%",
///   "held": "2019-03-13",
///   "granted": true,
///   "signatures": null,
///   "nationhood": { "yes": 4976274 },
///   "nationhood.no": "4,007,783",
///   "county": { "Alpine": { "yes": 1 } },
///   "district": [ { "name": "1", "yes": 2 } ]
/// }
/// ```
///
/// `null` is `?`: not known. Numbers are read exactly from their digits.
///
/// # Errors
/// The first mistake in JSON itself. Values that cannot be read are kept in the layer for [`bind`](super::bind) to report.
pub fn json(source: &Source) -> Result<Layer, Vec<InputError>> {
    let start = if source.text.starts_with('\u{feff}') { 3 } else { 0 };
    let text = source.text.get(start..).unwrap_or("");
    let reader = Reader { source, start: source.base + start as u32 };
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed =
        parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| vec![reader.not_json(&error)])?;
    match parsed.value {
        Some(Value::Object(object)) => Ok(tree::layer(reader.object(&object), "`\"name\": \"…\"`")),
        None => Err(vec![InputError::Format {
            format: "JSON",
            message: "it is empty".to_owned(),
            help: Some("write `{}` if nothing is known".to_owned()),
            span: source.span(),
        }]),
        Some(other) => Err(vec![InputError::Shape {
            what: "a value alone",
            help: "write an object: `{ \"yes\": 5 }`",
            span: reader.span(other.range()),
        }]),
    }
}

struct Reader<'a> {
    source: &'a Source,
    /// Global offset of what was parsed.
    start: u32,
}

impl Reader<'_> {
    fn object(&self, object: &Object<'_>) -> Vec<Entry> {
        let entries = object.properties.iter().map(|property| {
            let range = match &property.name {
                ObjectPropName::String(name) => inner(name.range),
                ObjectPropName::Word(name) => name.range,
            };
            Entry { key: property.name.as_str().into(), span: self.span(range), value: self.value(&property.value) }
        });
        entries.collect()
    }

    fn value(&self, value: &Value<'_>) -> Tree {
        let span = self.span(value.range());
        match value {
            Value::Object(object) => Tree { span, node: Node::Group(self.object(object)) },
            Value::Array(array) => {
                Tree { span, node: Node::List(array.elements.iter().map(|value| self.value(value)).collect()) }
            }
            Value::StringLit(string) => {
                let span = self.span(inner(string.range));
                let read = literal::quoted(self.source, span, &string.value);
                Tree { span, node: Node::Value { text: SmolStr::from(&*string.value), read } }
            }
            Value::NumberLit(number) => {
                let read = literal::number(number.value, span);
                Tree { span, node: Node::Value { text: number.value.into(), read } }
            }
            Value::BooleanLit(truth) => {
                let read = Ok(literal::literal(span, LiteralValue::Truth(truth.value)));
                Tree { span, node: Node::Value { text: SmolStr::new_static(""), read } }
            }
            Value::NullKeyword(_) => {
                let read = Ok(literal::literal(span, LiteralValue::Unknown));
                Tree { span, node: Node::Value { text: SmolStr::new_static(""), read } }
            }
        }
    }

    fn span(&self, range: Range) -> Span {
        Span::new(self.start + range.start as u32, self.start + range.end as u32)
    }

    fn not_json(&self, error: &jsonc_parser::errors::ParseError) -> InputError {
        use jsonc_parser::errors::ParseErrorKind as Kind;
        let span = self.span(error.range());
        let before = Span::new(self.source.base, span.start);
        let after_digit_and_comma = {
            let before = self.source.slice(before).trim_end();
            before.strip_suffix(',').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
        };
        let help = match error.kind() {
            Kind::ExpectedStringObjectProperty if after_digit_and_comma => {
                Some("JSON does not group digits: write `5000000`, or `\"5,000,000\"` in quotes")
            }
            Kind::ExpectedStringObjectProperty => Some("names stand in double quotes: `\"yes\": 5`"),
            Kind::UnexpectedWord | Kind::UnexpectedToken | Kind::ExpectedComma => Some(
                "write what is not a plain number, `true`, `false` or `null` in double quotes: `\"55%\"`, `\"2019-03-13\"`",
            ),
            _ => None,
        };
        let message = error.kind().to_string();
        let mut letters = message.chars();
        let message = letters.next().map_or_else(String::new, |first| {
            // Names such as NaN stay as they are.
            if letters.as_str().starts_with(char::is_uppercase) {
                message.clone()
            } else {
                first.to_lowercase().chain(letters).collect()
            }
        });
        InputError::Format { format: "JSON", message, help: help.map(str::to_owned), span }
    }
}

/// What a string's quotes hold.
fn inner(range: Range) -> Range {
    Range::new(range.start + 1, range.end.saturating_sub(1).max(range.start + 1))
}
