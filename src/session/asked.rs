//! The clauses of a line, with their places in it.

use std::ops::Range;

use super::clause::{Clause, ClauseTakes, ClauseWord, clauses};
use super::command::Takes;
use super::error::AnyDiagnostic;
use super::line::{Word, Words};
use crate::source::Source;
use crate::span::Span;

/// What follows `:sweep` or `:simulate`, clause by clause.
pub(super) struct Asked<'s> {
    rest: &'s str,
    /// Where it begins.
    start: u32,
    line: &'s Source,
    /// The words that may begin a clause.
    pub(super) words: &'static [ClauseWord],
    pub(super) clauses: Vec<Clause>,
}

impl<'s> Words<'s> {
    /// The clauses of the line.
    ///
    /// # Errors
    /// There are none; a word begins two of them, or nothing follows it; more follows than it takes.
    pub(super) fn asked(&self) -> Result<Asked<'s>, Vec<AnyDiagnostic>> {
        let Takes::Clauses { words, moves } = self.command.takes else { return Err(self.misfit(None, "no clauses")) };
        let start = self.name.span.end;
        let rest = self.source.text.get((start - self.source.base) as usize..).unwrap_or("");
        let clauses = clauses(rest, words, moves);
        let asked = Asked { rest, start, line: self.source, words, clauses };
        if asked.clauses.is_empty() {
            return Err(self.misfit(None, if moves { "what moves?" } else { "which poll?" }));
        }
        for (at, clause) in asked.clauses.iter().enumerate() {
            let Some(word) = clause.word else { continue };
            let name = Some(asked.piece(&clause.name));
            let before = asked.clauses.iter().take(at);
            if before.filter_map(|before| before.word).any(|before| before.word == word.word) {
                return Err(self.misfit(name, "said twice"));
            }
            match (clause.values.as_slice(), word.takes) {
                ([], _) => return Err(self.misfit(name, format!("`{} {}`", word.word, word.value))),
                ([_, more, ..], ClauseTakes::File) => {
                    return Err(self.misfit(Some(asked.piece(more)), "one file only"));
                }
                (_, _) => {}
            }
        }
        Ok(asked)
    }
}

impl<'s> Asked<'s> {
    /// A piece of the line.
    pub(super) fn piece(&self, range: &Range<usize>) -> Word<'s> {
        Word { text: self.rest.get(range.clone()).unwrap_or(""), span: self.span(range) }
    }

    /// The same as a text that messages can show.
    pub(super) fn source(&self, range: &Range<usize>) -> Source {
        self.line.part(self.span(range))
    }

    /// What a clause says.
    pub(super) fn value(&self, clause: &Clause) -> Source {
        self.source(&clause.value().unwrap_or(clause.whole.end..clause.whole.end))
    }

    /// The word that begins a clause, if there is such a clause.
    pub(super) fn word(&self, word: &str) -> Option<Word<'s>> {
        self.clause(word).map(|clause| self.piece(&clause.name))
    }

    /// What a clause lists.
    pub(super) fn listed(&self, word: &str) -> Vec<Word<'s>> {
        self.clause(word).into_iter().flat_map(|clause| &clause.values).map(|value| self.piece(value)).collect()
    }

    fn clause(&self, word: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.word.is_some_and(|own| own.word == word))
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.start + range.start as u32, self.start + range.end as u32)
    }
}
