//! Rules in plain English: one sentence for each condition, definition, date and outcome, made from the checked program.
//!
//! Nothing of the language is left in a sentence: names become what they stand for, parameters the values they have.

mod formula;
mod moment;
mod noun;
mod number;
mod region;
mod sentence;

use crate::program::{Measure, StageId};
use crate::source::Sources;

pub(crate) use formula::status_words;
pub(crate) use moment::written;
pub use noun::plural;

/// Speaks of one measure, from where one of its stages stands.
#[derive(Clone, Copy, Debug)]
pub struct Prose<'a> {
    measure: &'a Measure,
    sources: &'a Sources,
    stage: Option<StageId>,
}

impl<'a> Prose<'a> {
    /// Speaks of a measure as a whole: what belongs to a stage is named with it.
    pub fn new(measure: &'a Measure, sources: &'a Sources) -> Self {
        Self { measure, sources, stage: None }
    }

    /// The same, from where a stage stands: what is the stage's own is not named with it.
    pub fn in_stage(self, stage: Option<StageId>) -> Self {
        Self { stage, ..self }
    }
}

/// How something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// As a demand: `the Yes votes must be …`
    Must,
    /// As something that holds: `the Yes votes are …`
    Is,
}

/// What a number is called.
#[derive(Clone, Debug, PartialEq)]
struct Phrase {
    text: String,
    /// `are` rather than `is`
    plural: bool,
    shape: Shape,
}

/// What a phrase is made of, which decides where it needs brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// `the Yes votes`
    Noun,
    /// `55% of the ballots cast`
    Of,
    /// `the Yes and No votes together`
    Sum,
    /// `… minus …`, `…, rounded up`
    Compound,
}

impl Phrase {
    fn noun(text: impl Into<String>, plural: bool) -> Self {
        Self { text: text.into(), plural, shape: Shape::Noun }
    }

    fn one(text: impl Into<String>, shape: Shape) -> Self {
        Self { text: text.into(), plural: false, shape }
    }

    /// In brackets, if it is of one of these shapes.
    fn bracketed(&self, shapes: &[Shape]) -> String {
        if shapes.contains(&self.shape) { format!("({})", self.text) } else { self.text.clone() }
    }
}

/// Begins with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some('“') => format!("“{}", capital(letters.as_str())),
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// `A`, `A and B`, `A, B and C`
pub(crate) fn listed(parts: &[String], word: &str) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
    }
}

/// As a name of its own: `“people share”`.
fn quoted(name: &str) -> String {
    format!("“{}”", noun::spaced(name))
}
