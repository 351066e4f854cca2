//! Rules in plain English: one sentence for each condition, definition, date and outcome, made from the checked program.
//!
//! Nothing of the language is left in a sentence: names become what they stand for, parameters the values they have.

mod formula;
mod moment;
mod noun;
mod number;
mod phrase;
mod region;
mod sentence;

pub(crate) use formula::status_words;
pub(crate) use moment::written;
pub use noun::plural;
pub use phrase::Prose;
pub(crate) use phrase::{capital, listed};
