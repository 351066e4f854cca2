//! Whether rules ever disagree: as a document, as CSV and as JSON.

mod csv;
mod json;
mod tables;
mod text;
mod words;

pub use json::{
    CaseJson, ClauseJson, DiffJson, ExampleJson, FigureJson, OtherwiseJson, RelationJson, RuleJson, SweptJson, WayJson,
};

use std::rc::Rc;

use super::document::{Answer, Document};
use super::layout::Tone;
use crate::diff::{Clause, Common, Disagreement, Matrix, Pair, Relation};
use crate::source::Sources;
use words::Words;

/// What was found, with the texts that spans point into.
#[derive(Clone, Copy, Debug)]
pub struct Diffed<'c, 'a> {
    /// The rules.
    pub common: &'c Common<'a>,
    /// What was found of them.
    pub found: &'c Found,
    /// The texts that spans point into.
    pub sources: &'c Sources,
    /// What is to be noted, in words.
    pub notes: &'c [String],
}

/// What was found of two rules, or of many.
#[derive(Clone, Debug)]
pub enum Found {
    /// All about two.
    Pair {
        /// Where they disagree.
        pair: Pair,
        /// In which clauses they differ.
        clauses: Vec<Clause>,
        /// How much of a sweep they disagree on, and what was swept; nothing if they have not what a sweep needs.
        shares: Vec<(Disagreement, Vec<String>)>,
    },
    /// How each of many stands to the others.
    Table(Matrix),
}

impl Answer for Diffed<'_, '_> {
    type View = DiffJson;
    const KIND: &'static str = "diff";

    fn view(&self) -> DiffJson {
        json::json(self)
    }

    /// How the rules stand to each other, where they disagree, and in which clauses they differ.
    fn document(&self) -> Document<'_> {
        let words = Rc::new(Words::new(self));
        let mut document = Document::new();
        document.heading(1, vec![(Tone::Strong, words.title())]);
        if let Some(meaning) = words.meaning() {
            document.say(0, Tone::Plain, meaning);
        }
        match self.found {
            Found::Pair { pair, clauses, shares } => {
                for (tone, sentence) in words.verdict(pair) {
                    document.say(0, tone, sentence);
                }
                let own = Rc::clone(&words);
                document.on_terminal(move |page| text::disagreements(page, &own, pair));
                let own = Rc::clone(&words);
                document.on_page(move |document| tables::disagreements(document, &own, pair));
                document.space();
                for (share, _) in shares {
                    document.prose(0, Tone::Plain, &words.share(share));
                }
                document.space();
                document.heading(2, vec![(Tone::Strong, words::differ(clauses))]);
                let own = Rc::clone(&words);
                document.on_terminal(move |page| text::clauses(page, &own, clauses));
                let own = Rc::clone(&words);
                document.on_page(move |document| tables::clauses(document, &own, clauses));
            }
            Found::Table(matrix) => {
                document.say(0, Tone::Plain, words.table_sentence(matrix));
                document.space();
                let own = Rc::clone(&words);
                document.on_terminal(move |page| text::matrix(page, &own, matrix));
                let own = Rc::clone(&words);
                document.on_page(move |document| tables::matrix(document, &own, matrix));
            }
        }
        let notes = words.notes();
        if !notes.is_empty() {
            document.space();
        }
        notes.into_iter().for_each(|note| document.note(note));
        document
    }

    fn csv(&self) -> Option<String> {
        Some(csv::csv(self))
    }
}

/// How two rules stand to each other, as a mark.
const fn mark(relation: Relation) -> (Tone, &'static str) {
    match relation {
        Relation::Equivalent => (Tone::Good, "="),
        Relation::Stricter => (Tone::Plain, "<"),
        Relation::Looser => (Tone::Plain, ">"),
        Relation::Each => (Tone::Open, "≠"),
        Relation::NotDecided => (Tone::Bad, "?"),
    }
}
