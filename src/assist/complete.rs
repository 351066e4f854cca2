//! What fits at a cursor.

use super::item::Completions;
use super::language::{floor, language};
use super::{Place, arguments};

/// What fits at a cursor, which is a byte of the text.
pub fn complete(text: &str, cursor: usize, place: &Place<'_>) -> Completions {
    let cursor = floor(text, cursor);
    if let Some(command) = arguments::typed(text, place) {
        return arguments::complete(&command, cursor, place);
    }
    let mut found = language(text, cursor, place);
    if text.get(..cursor).is_some_and(|before| before.trim().is_empty()) {
        found.items.extend(arguments::commands("", cursor..cursor, place));
    }
    found
}
