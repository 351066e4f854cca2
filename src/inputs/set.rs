//! `--set nationhood.yes=8,000,000`

use super::{InputError, Layer, LayerKind, keys, literal};
use crate::program::Name;
use crate::source::Sources;
use crate::span::Span;

/// Reads what one `--set` says: a path, `=` and a value of the language. A row that is no name is quoted:
/// `county."San Benito".yes=5`.
///
/// The text becomes one of the sources, named `--set`, so that messages can show it.
///
/// # Errors
/// A path or value that is missing. A value that cannot be read is kept in the layer for [`bind`](super::bind) to report.
pub fn set(sources: &mut Sources, text: &str) -> Result<Layer, Vec<InputError>> {
    let source = sources.add("--set", text);
    let at = |from: usize, to: usize| Span::new(source.base + from as u32, source.base + to as u32);
    let equals = outside_quotes(text, '=').next();
    let Some(equals) = equals else {
        let example = text.trim();
        let missing = if example.is_empty() { "nothing here" } else { "no `=` in it" };
        let help = match example.split_once(char::is_whitespace) {
            Some((path, value)) => format!("write `--set {path}={}`", value.trim()),
            None if example.is_empty() => "write `--set yes=8,000,000` or `--set approval=60%`".to_owned(),
            None => {
                format!("write `--set {example}=VALUE`, such as `--set {example}=8,000,000` or `--set {example}=60%`")
            }
        };
        return Err(vec![InputError::Set { help, span: source.span(), missing }]);
    };
    let (before, after) = text.split_at_checked(equals).unwrap_or((text, ""));
    let after = after.strip_prefix('=').unwrap_or(after);
    let mut errors = Vec::new();

    let parts = path(before, source.base);
    if parts.iter().any(|part| part.text.is_empty()) {
        let help = "write the name before `=`: `yes=5`, `nationhood.yes=5`, `county.\"San Benito\".yes=5`".to_owned();
        errors.push(InputError::Set { help, span: at(0, equals + 1), missing: "no name before `=`" });
    }

    let from = text.len() - after.trim_start().len();
    let span = at(from, from + after.trim().len());
    if after.trim().is_empty() {
        let help = format!("write a value after `=`, or `{}=?` for not known", before.trim());
        errors.push(InputError::Set { help, span: at(equals, text.len()), missing: "no value after `=`" });
    } else {
        match literal::value(&source, span) {
            Ok(value) if errors.is_empty() => {
                let mut layer = Layer::new(LayerKind::CommandLine);
                layer.facts.facts.push(keys::fact(&parts, value, span));
                return Ok(layer);
            }
            Ok(_) => {}
            Err(found) if errors.is_empty() => {
                return Ok(Layer { errors: found, ..Layer::new(LayerKind::CommandLine) });
            }
            Err(found) => errors.extend(found),
        }
    }
    Err(errors)
}

/// The names of a path as it is written on a command line; `base` is where its text begins.
pub(crate) fn path(text: &str, base: u32) -> Vec<Name> {
    let mut parts = Vec::new();
    let dots = outside_quotes(text, '.').chain([text.len()]);
    let mut start = 0;
    for end in dots {
        let piece = text.get(start..end).unwrap_or("");
        let from = start + (piece.len() - piece.trim_start().len());
        let piece = piece.trim();
        let unquoted = piece.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let span = Span::new(base + from as u32, base + (from + piece.len()) as u32);
        parts.push(Name { span, text: unquoted.unwrap_or(piece).into() });
        start = end + 1;
    }
    parts
}

/// Where a letter stands outside `"…"`.
pub(crate) fn outside_quotes(text: &str, letter: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.char_indices().filter_map(move |(at, own)| {
        quoted ^= own == '"';
        (own == letter && !quoted).then_some(at)
    })
}
