//! Colours as one types, also of what is not right yet.

use std::ops::Range;

use super::Place;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A word of the language.
    Keyword,
}

/// A piece of text that is shown in a way of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What it is.
    pub class: Class,
}

/// Highlights a text that is typed.
#[derive(Clone, Debug, Default)]
pub struct Highlighter {}

/// The pieces.
pub fn highlight(_text: &str, _place: &Place<'_>) -> Vec<Highlight> {
    Vec::new()
}
