//! What keeps a text from being CSV.

use crate::span::Span;

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CsvError {
    /// A cell in quotes begins here and never ends.
    #[error("a cell in quotes does not end")]
    Unclosed(Span),
    /// Something follows a closing quote.
    #[error("a cell goes on after its quotes")]
    AfterQuotes(Span),
    /// A line that no table has.
    #[error("a line is longer than {} MB", super::MOST_BYTES >> 20)]
    TooLong(Span),
}

impl CsvError {
    /// Where it is.
    pub fn span(self) -> Span {
        match self {
            Self::Unclosed(span) | Self::AfterQuotes(span) | Self::TooLong(span) => span,
        }
    }

    /// What to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::Unclosed(_) => "close it with `\"`; a quote within a cell is written twice",
            Self::AfterQuotes(_) => "put the whole cell into quotes; a quote within a cell is written twice",
            Self::TooLong(_) => "a table has a line for each row; is a quote missing, or is the file of another kind?",
        }
    }
}
