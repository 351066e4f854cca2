//! What sentences are made of: who speaks, phrases, and how they are joined.

use crate::program::{Measure, StageId};
use crate::source::Sources;

/// Speaks of one measure, from where one of its stages stands.
#[derive(Clone, Copy, Debug)]
pub struct Prose<'a> {
    pub(super) measure: &'a Measure,
    pub(super) sources: &'a Sources,
    pub(super) stage: Option<StageId>,
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
pub(super) enum Mood {
    /// As a demand: `the Yes votes must be …`
    Must,
    /// As something that holds: `the Yes votes are …`
    Is,
}

/// What a number is called.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Phrase {
    pub(super) text: String,
    /// `are` rather than `is`
    pub(super) plural: bool,
    pub(super) shape: PhraseShape,
}

/// What a phrase is made of, which decides where it needs brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhraseShape {
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
    pub(super) fn noun(text: impl Into<String>, plural: bool) -> Self {
        Self { text: text.into(), plural, shape: PhraseShape::Noun }
    }

    pub(super) fn one(text: impl Into<String>, shape: PhraseShape) -> Self {
        Self { text: text.into(), plural: false, shape }
    }

    /// In brackets, if it is of one of these shapes.
    pub(super) fn bracketed(&self, shapes: &[PhraseShape]) -> String {
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
pub(super) fn quoted(name: &str) -> String {
    format!("“{}”", spaced(name))
}

/// A name as words: `free_association` is `free association`.
pub(super) fn spaced(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    let said = words.map(|word| match word {
        "yes" => "Yes",
        "no" => "No",
        "aye" => "Aye",
        "nay" => "Nay",
        other => other,
    });
    said.collect::<Vec<_>>().join(" ")
}
