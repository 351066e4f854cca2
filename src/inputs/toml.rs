//! Facts in TOML.

use smol_str::SmolStr;
use toml_edit::{Document, InlineTable, Item, Table, Value};

use super::tree::{self, Entry, Node, Tree};
use super::{InputError, Layer, literal};
use crate::source::Source;
use crate::span::Span;
use crate::syntax::ast::{FactValue, LiteralValue};
use crate::value::Date;

/// Reads facts from TOML.
///
/// ```toml
/// registered = 15_380_536        # whole numbers, for counts
/// approval = "55%"               # anything else as the language writes it, in quotes: ranges, `?`, grouped numbers
/// held = 2019-03-13              # days
/// granted = true
///
/// [nationhood]                   # a stage: the names in it are its own
/// yes = 4_976_274
///
/// [county.Alpine]                # one row of a table …
/// yes = 1
///
/// [[county]]                     # … or this way; `name` is the row's name
/// name = "San Benito"
/// yes = 2
/// ```
///
/// Numbers with a decimal point are read exactly, for shares and weights; a count has none.
///
/// # Errors
/// The first mistake in TOML itself. Values that cannot be read are kept in the layer for [`bind`](super::bind) to report.
pub fn toml(source: &Source) -> Result<Layer, Vec<InputError>> {
    let document = Document::parse(&*source.text).map_err(|error| vec![not_toml(source, &error)])?;
    Ok(tree::layer(table(source, document.as_table()), "`name = \"…\"`"))
}

fn table(source: &Source, table: &Table) -> Vec<Entry> {
    let keys = table.iter().filter_map(|(key, _)| table.get_key_value(key));
    keys.filter_map(|(key, item)| {
        let span = global(source, key.span());
        Some(Entry { key: key.get().into(), span: unquoted(source, span), value: tree(source, item)? })
    })
    .collect()
}

fn inline_table(source: &Source, table: &InlineTable) -> Vec<Entry> {
    let keys = table.iter().filter_map(|(key, value)| Some((table.key(key)?, value)));
    keys.map(|(key, value)| {
        let span = global(source, key.span());
        Entry { key: key.get().into(), span: unquoted(source, span), value: value_tree(source, value) }
    })
    .collect()
}

fn tree(source: &Source, item: &Item) -> Option<Tree> {
    let span = global(source, item.span());
    match item {
        Item::None => None,
        Item::Value(value) => Some(value_tree(source, value)),
        Item::Table(own) => Some(Tree { span, node: Node::Group(table(source, own)) }),
        Item::ArrayOfTables(tables) => {
            let rows = tables
                .iter()
                .map(|row| Tree { span: global(source, row.span()), node: Node::Group(table(source, row)) });
            Some(Tree { span, node: Node::List(rows.collect()) })
        }
    }
}

fn value_tree(source: &Source, value: &Value) -> Tree {
    let span = global(source, value.span());
    let text = source.slice(span);
    let node = match value {
        Value::InlineTable(table) => Node::Group(inline_table(source, table)),
        Value::Array(values) => Node::List(values.iter().map(|value| value_tree(source, value)).collect()),
        Value::String(string) => {
            let text = SmolStr::from(string.value().as_str());
            let inner = unquoted(source, span);
            Node::Value { read: literal::quoted(source, inner, &text), text }
        }
        Value::Integer(_) | Value::Float(_) => Node::Value { text: text.into(), read: literal::number(text, span) },
        Value::Boolean(truth) => {
            Node::Value { text: text.into(), read: Ok(literal::literal(span, LiteralValue::Truth(*truth.value()))) }
        }
        Value::Datetime(_) => Node::Value { text: text.into(), read: day(text, span) },
    };
    let span = if matches!(value, Value::String(_)) { unquoted(source, span) } else { span };
    Tree { span, node }
}

fn day(text: &str, span: Span) -> Result<FactValue, Vec<InputError>> {
    // jiff would read a date out of a date with a time.
    let day = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten();
    day.map(|day| literal::literal(span, LiteralValue::Date(day))).ok_or_else(|| {
        let help = "a date is a day, without a time: `2019-03-13`".to_owned();
        vec![InputError::Value { found: text.to_owned(), help, span }]
    })
}

fn global(source: &Source, range: Option<std::ops::Range<usize>>) -> Span {
    range.map_or(source.span(), |range| Span::new(source.base + range.start as u32, source.base + range.end as u32))
}

/// The span without the quotes at its ends.
fn unquoted(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let quoted = |quote| text.len() >= 2 && text.starts_with(quote) && text.ends_with(quote);
    if quoted('"') || quoted('\'') { Span::new(span.start + 1, span.end - 1) } else { span }
}

fn not_toml(source: &Source, error: &toml_edit::TomlError) -> InputError {
    let mut span = global(source, error.span());
    // At the end of a text or line there is nothing to underline.
    if span.is_empty() && span.start > source.base && source.slice(Span::new(span.start, span.start + 1)).is_empty() {
        span = Span::new(span.start - 1, span.start);
    }
    if let Some(first) = first_of_two(source, span) {
        return InputError::Twice { path: source.slice(span).into(), first, second: span };
    }
    let line = line_at(source, span.start);
    let value = line.split_once('=').map(|(_, value)| value.trim());
    let help = value.and_then(|value| {
        let value = value.split('#').next().unwrap_or(value).trim();
        let grouped = value.contains(',') && value.chars().all(|c| c.is_ascii_digit() || c == ',');
        let bare = !value.is_empty() && !value.starts_with(['"', '\'', '[', '{']);
        if grouped {
            Some(format!(
                "TOML groups digits with `_`: write `{}`, or `\"{value}\"` in quotes",
                value.replace(',', "_")
            ))
        } else if bare {
            Some(format!("write what is not a plain number, a date, `true` or `false` in quotes: `\"{value}\"`"))
        } else {
            None
        }
    });
    let message = error.message().lines().collect::<Vec<_>>().join("; ");
    InputError::Format { format: "TOML", message, help, span }
}

/// Where the same table has the key before; TOML tells only the second place.
fn first_of_two(source: &Source, key: Span) -> Option<Span> {
    let name = source.slice(key);
    let before = source.slice(Span::new(source.base, key.start));
    let table = before.rfind("\n[").map_or(0, |at| at + 1);
    let mut start = table;
    for line in before.get(table..)?.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let rest = line.trim_start().strip_prefix(name).filter(|rest| rest.trim_start().starts_with('='));
        if rest.is_some() && !name.is_empty() {
            let from = source.base + (start + indent) as u32;
            return Some(Span::new(from, from + name.len() as u32));
        }
        start += line.len();
    }
    None
}

fn line_at(source: &Source, offset: u32) -> &str {
    let at = (offset - source.base) as usize;
    let start = source.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    source.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("")
}
