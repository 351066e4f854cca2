//! Keys of input files as paths.

use smol_str::SmolStr;

use crate::program::Name;
use crate::span::Span;
use crate::syntax::{self, ast};

/// Whether a path can hold this without quotes: a name, or one of a stage's dates.
pub(super) fn is_part(text: &str) -> bool {
    syntax::is_name(text) || matches!(text, "opens" | "closes" | "held")
}

/// The names of a key whose dots join names: `nationhood.yes`. Any other key, such as `St. Gallen`, is one name.
pub(super) fn names(key: &str, span: Span) -> Vec<Name> {
    let parts: Vec<&str> = key.split('.').collect();
    if parts.len() == 1 || !parts.iter().all(|part| is_part(part)) {
        return vec![Name { span, text: key.into() }];
    }
    // With escapes in the key, or quotes around it, the places of its parts are not known.
    let known = span.len() == key.len();
    let mut start = span.start;
    parts
        .into_iter()
        .map(|part| {
            let own = if known { Span::new(start, start + part.len() as u32) } else { span };
            start += part.len() as u32 + 1;
            Name { span: own, text: part.into() }
        })
        .collect()
}

/// A fact about a path that the groups around it begin.
pub(crate) fn fact(parts: &[Name], value: ast::FactValue, value_span: Span) -> ast::Fact {
    let path = path(parts);
    ast::Fact { span: path.span.to(value_span), group: parts.len().saturating_sub(1), path, value }
}

/// A path whose place is its last name, with those that are written right before it.
fn path(parts: &[Name]) -> ast::Path {
    let mut names = parts.iter().rev();
    let mut span = names.next().map(|last| last.span).unwrap_or_default();
    for name in names {
        if name.span.end.checked_add(1) != Some(span.start) {
            break;
        }
        span = name.span.to(span);
    }
    ast::Path { span, parts: parts.to_vec() }
}

/// A path as it is shown.
pub(crate) fn written(parts: &[Name]) -> SmolStr {
    let parts: Vec<SmolStr> = parts.iter().map(|part| quoted_if_needed(&part.text)).collect();
    parts.join(".").into()
}

/// A row's name as a path has it: in quotes unless it is a name.
pub(crate) fn quoted_if_needed(row: &SmolStr) -> SmolStr {
    if is_part(row) { row.clone() } else { smol_str::format_smolstr!("\"{row}\"") }
}
