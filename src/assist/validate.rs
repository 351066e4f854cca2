//! Whether a text is whole, so that a session knows when a line is to be answered and when more is to come.

use super::context::Context;
use super::token::{TokenKind, Tokens};
use super::{Place, arguments};
use crate::syntax::cursor::fits;

/// How much of a text there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// It can be answered.
    Complete,
    /// Something must follow: a brace or bracket is open, or a statement ends in its middle.
    Incomplete,
    /// More text would not mend it.
    Wrong,
}

/// Whether a text is whole. An empty line at its end ends a statement that lacks something, but no block.
pub fn validate(text: &str, place: &Place<'_>) -> Whole {
    // Comments alone ask for nothing.
    if Tokens::new(text, 0).all(|token| token.kind == TokenKind::Comment) {
        return Whole::Complete;
    }
    let (text, block) = match arguments::typed(text, place) {
        None => (text, place.block),
        Some(command) => match command.language(place) {
            Some((start, block)) => match text.get(start..).unwrap_or("") {
                // What a command lacks it says at once.
                rest if rest.trim().is_empty() => return Whole::Complete,
                rest => (rest, block),
            },
            None => return Whole::Complete,
        },
    };
    if braces(text) > 0 {
        return Whole::Incomplete;
    }
    let place = Place { block, ..*place };
    let context = Context::new(text, text.len(), &place);
    let rest = text.get(context.from..).unwrap_or("");
    let found = fits(rest, context.block);
    let unread = rest.get(found.at..).unwrap_or("").trim();
    let given_up = text.ends_with("\n\n") || text.ends_with("\n\r\n");
    match (unread.is_empty(), found.end) {
        (true, true) => Whole::Complete,
        (true, false) if given_up => Whole::Wrong,
        (true, false) => Whole::Incomplete,
        // `yes at`, with its `least` to come
        (false, _) if begins(unread, &found.words) && !given_up => Whole::Incomplete,
        (false, _) => Whole::Wrong,
    }
}

/// Whether what could not be read is the beginning of words that fit.
pub(super) fn begins(unread: &str, words: &[&str]) -> bool {
    let unread = unread.split_whitespace().collect::<Vec<_>>().join(" ");
    words.iter().any(|word| word.strip_prefix(&unread).is_some_and(|rest| rest.starts_with(' ')))
}

/// How many braces are open.
fn braces(text: &str) -> usize {
    let mut open = 0usize;
    for token in Tokens::new(text, 0).filter(|token| token.kind == TokenKind::Sign) {
        match text.get(token.range) {
            Some("{") => open += 1,
            Some("}") => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open
}
