//! Colours as one types, also of what is not right yet.

mod lexical;

use std::collections::BTreeSet;
use std::ops::Range;

use smol_str::SmolStr;

use super::language::floor;
use super::names::Scope;
use super::validate::begins;
use super::{Block, Place, arguments};
use crate::program::{Measure, Program};
use crate::session::clause::{Clause, ClauseWord, clauses};
use crate::session::command::Takes;
use crate::source::Sources;
use crate::syntax::cursor::fits;
use crate::syntax::{self, SyntaxError};
pub use lexical::Class;
use lexical::Piece;

/// A piece of text that is shown in a way of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What it is.
    pub class: Class,
}

/// The pieces of a text, in order; what is none of them is signs and blanks.
pub fn highlight(text: &str, place: &Place<'_>) -> Vec<Highlight> {
    Highlighter::default().highlight(text, place)
}

/// Highlights a text again and again while it is typed: only the declaration that changed is read anew.
///
/// What it keeps is about one place; another place needs another highlighter.
#[derive(Clone, Debug, Default)]
pub struct Highlighter {
    parts: Vec<Part>,
    /// What the text declares.
    declared: BTreeSet<SmolStr>,
}

/// A declaration, or what stands before the first.
#[derive(Clone, Debug)]
struct Part {
    text: String,
    pieces: Vec<Piece>,
    /// Names that it declares itself.
    declared: Vec<SmolStr>,
    /// Places among the pieces of names that something else must declare, with whether the program does.
    outside: Vec<(usize, bool)>,
    errors: Vec<Range<usize>>,
}

/// A longer declaration is coloured by its words alone: reading it with the grammar would be felt at every key.
const READ: usize = 8_000;

impl Highlighter {
    /// The pieces of a text, in order; what is none of them is signs and blanks.
    pub fn highlight(&mut self, text: &str, place: &Place<'_>) -> Vec<Highlight> {
        if let Some(command) = arguments::typed(text, place) {
            return of_command(&command, place);
        }
        if place.block != Block::File && !lexical::begins_declaration(text) {
            return of_line(text, place);
        }
        self.update(text, place);
        let mut found = Vec::with_capacity(self.parts.iter().map(|part| part.pieces.len()).sum());
        let mut start = 0;
        for part in &self.parts {
            part.show(start, &self.declared, &mut found);
            start += part.text.len();
        }
        // A word that a line ends in is still being typed.
        if place.block != Block::File
            && let Some(typed) = found.last_mut().filter(|typed| typed.range.end == text.len())
            && typed.class == Class::Unknown
        {
            typed.class = Class::Name;
        }
        found
    }

    /// Takes a new text in, keeping the parts at both ends that are as they were.
    fn update(&mut self, text: &str, place: &Place<'_>) {
        let texts = lexical::parts(text);
        let same = |(old, new): &(&Part, &&str)| old.text == **new;
        let before = self.parts.iter().zip(&texts).take_while(same).count();
        let (old, new) = (self.parts.len() - before, texts.len() - before);
        let after = self.parts.iter().rev().zip(texts.iter().rev()).take(old.min(new)).take_while(same).count();
        if before == self.parts.len() && before == texts.len() {
            return;
        }
        let changed = texts.get(before..texts.len() - after).unwrap_or_default();
        // The text may go on after its last part only.
        let open = after == 0;
        let read = changed.iter().enumerate().map(|(at, own)| Part::new(own, open && at + 1 == changed.len(), place));
        let read: Vec<Part> = read.collect();
        let replaced: Vec<Part> = self.parts.splice(before..before + old - after, read).collect();
        let declares =
            |parts: &[Part]| -> Vec<SmolStr> { parts.iter().flat_map(|part| part.declared.clone()).collect() };
        let now = self.parts.get(before..before + changed.len()).unwrap_or_default();
        if declares(&replaced) != declares(now) {
            self.declared = self.parts.iter().flat_map(|part| part.declared.iter().cloned()).collect();
        }
    }
}

impl Part {
    fn new(text: &str, last: bool, place: &Place<'_>) -> Self {
        let lexical::Read { mut pieces, declared, of } = lexical::read(text);
        let errors = if text.len() <= READ { errors(text, last) } else { Vec::new() };
        for error in &errors {
            // A sign that cannot be read is no piece by itself.
            let at = pieces.partition_point(|piece| piece.end as usize <= error.start);
            if !error.is_empty() && pieces.get(at).is_none_or(|next| next.start as usize >= error.end) {
                pieces.insert(at, Piece { start: error.start as u32, end: error.end as u32, class: Class::Error });
            }
        }
        let own: BTreeSet<&str> = declared.iter().map(SmolStr::as_str).collect();
        let measure = of.and_then(|of| place.program.measure_named(of)).and_then(|id| place.program.measures.get(id));
        let names = pieces.iter().enumerate().filter(|(_, piece)| piece.class == Class::Name);
        let outside = names
            .map(|(at, piece)| (at, text.get(piece.start as usize..piece.end as usize).unwrap_or("")))
            .filter(|(_, name)| !own.contains(name))
            .map(|(at, name)| (at, is_known(place.program, measure, name)))
            .collect();
        Self { text: text.to_owned(), pieces, declared, outside, errors }
    }

    fn show(&self, start: usize, declared: &BTreeSet<SmolStr>, found: &mut Vec<Highlight>) {
        let mut outside = self.outside.iter().peekable();
        let mut errors = self.errors.iter().peekable();
        for (at, piece) in self.pieces.iter().enumerate() {
            let range = piece.start as usize..piece.end as usize;
            let known = outside.next_if(|(own, _)| *own == at).is_none_or(|(_, known)| {
                *known || self.text.get(range.clone()).is_some_and(|name| declared.contains(name))
            });
            while errors.next_if(|error| error.end <= range.start).is_some() {}
            let class = match piece.class {
                _ if errors.peek().is_some_and(|error| error.start < range.end) => Class::Error,
                Class::Name if !known => Class::Unknown,
                class => class,
            };
            found.push(Highlight { range: start + range.start..start + range.end, class });
        }
    }
}

/// Whether the program has such a name where a declaration about a measure would look for it.
fn is_known(program: &Program, measure: Option<&Measure>, name: &str) -> bool {
    program.measure_named(name).is_some()
        || program.scenarios.values().any(|scenario| scenario.name.text == name)
        || measure.is_some_and(|measure| declares(measure, name))
}

/// Whether a measure declares a name, in whatever stage.
fn declares(measure: &Measure, name: &str) -> bool {
    measure.stage_named(name).is_some()
        || measure.inputs.values().any(|own| own.name.text == name)
        || measure.parameters.values().any(|own| own.name.text == name)
        || measure.definitions.values().any(|own| own.name.text == name)
        || measure.conditions.values().any(|own| own.name.text == name)
        || measure.givens.values().any(|own| own.name.as_ref().is_some_and(|own| own.text == name))
        || measure.tables.values().any(|own| own.name.text == name)
}

/// What cannot be read of declarations. What is only not finished at the end of the text is no mistake yet.
fn errors(text: &str, last: bool) -> Vec<Range<usize>> {
    let source = Sources::new().add("", text);
    let end = source.base as usize + text.trim_end().len();
    let mut found: Vec<Range<usize>> = syntax::parse(&source)
        .errors
        .iter()
        .filter(|error| {
            let unfinished = matches!(error, SyntaxError::Unclosed { .. } | SyntaxError::UnclosedText { .. })
                || error.span().end as usize >= end;
            !(last && unfinished)
        })
        .map(|error| {
            let span = error.span();
            (span.start - source.base) as usize..(span.end - source.base) as usize
        })
        .collect();
    found.sort_by_key(|range| range.start);
    found
}

/// A command with what it takes.
fn of_command(command: &arguments::Typed<'_>, place: &Place<'_>) -> Vec<Highlight> {
    let known = place.commands.iter().any(|own| own.name.starts_with(command.name));
    let class = if known { Class::Command } else { Class::Error };
    let mut found = vec![Highlight { range: command.colon..command.name_end(), class }];
    let (start, block) = match command.language(place) {
        Some((start, block)) => (start, Some(block)),
        None => (command.name_end(), None),
    };
    if let Some(word) = command.text.get(command.name_end()..start).filter(|word| !word.trim().is_empty()) {
        let from = command.name_end() + word.len() - word.trim_start().len();
        found.push(Highlight { range: from..start, class: Class::Command });
    }
    let rest = command.text.get(start..).unwrap_or("");
    let pieces = match block {
        Some(block) => of_line(rest, &Place { block, ..*place }),
        None => {
            let pieces = lexical::read(rest).pieces.into_iter();
            let plain = pieces.filter(|piece| matches!(piece.class, Class::Number | Class::Text | Class::Comment));
            let mut pieces: Vec<Highlight> = plain
                .map(|piece| Highlight { range: piece.start as usize..piece.end as usize, class: piece.class })
                .collect();
            if let Some(Takes::Clauses { words, moves }) = command.command(place).map(|own| own.takes) {
                let names = clause_names(rest, words, moves, place);
                pieces.retain(|piece| {
                    names.iter().all(|name| piece.range.start >= name.range.end || piece.range.end <= name.range.start)
                });
                pieces.extend(names);
                pieces.sort_by_key(|piece| piece.range.start);
            }
            pieces
        }
    };
    let shifted = |own: Highlight| Highlight { range: own.range.start + start..own.range.end + start, ..own };
    found.extend(pieces.into_iter().map(shifted));
    found
}

/// The words that begin clauses, and the names of what moves.
fn clause_names(text: &str, words: &'static [ClauseWord], moves: bool, place: &Place<'_>) -> Vec<Highlight> {
    let scope = Scope::of_place(place);
    let class = |clause: &Clause| {
        let name = text.get(clause.name.clone()).unwrap_or("");
        let typed = clause.name.end == text.len();
        let share = |own: &&str| *own == name || (typed && own.starts_with(name));
        let known = match (clause.word, moves) {
            (Some(_), _) => return Class::Keyword,
            (None, true) => {
                ["turnout", "support"].iter().any(share) || scope.as_ref().is_none_or(|scope| scope.has(name, typed))
            }
            (None, false) => false,
        };
        // A word that the line ends in is still being typed.
        let begun = typed && words.iter().any(|word| word.word.starts_with(name));
        if known || begun { Class::Name } else { Class::Unknown }
    };
    clauses(text, words, moves).iter().map(|own| Highlight { range: own.name.clone(), class: class(own) }).collect()
}

/// An expression or facts: names are those of the place.
fn of_line(text: &str, place: &Place<'_>) -> Vec<Highlight> {
    let scope = Scope::of_place(place);
    let known = |path: &str, typed: bool| scope.as_ref().is_none_or(|scope| scope.has(path, typed));
    let mut found: Vec<Highlight> = Vec::new();
    // Facts may stand in groups, whose names are those of a stage.
    let grouped = text.contains('{');
    let read = (!grouped && text.len() <= READ).then(|| fits(text, place.block));
    let unread = read.and_then(|read| {
        let unread = text.get(read.at..).unwrap_or("");
        let from = read.at + unread.len() - unread.trim_start().len();
        (!unread.trim().is_empty()).then(|| (from, begins(unread.trim(), &read.words)))
    });
    // `yes at` only waits for its `least`.
    let begun = unread.filter(|(_, begun)| *begun).map(|(from, _)| from);
    let error = unread.filter(|(_, begun)| !begun).map(|(from, _)| from);
    for piece in lexical::read(text).pieces {
        let range = piece.start as usize..piece.end as usize;
        let path = || {
            let start = text.get(..range.start).map_or(0, |before| {
                before.trim_end_matches(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.')).len()
            });
            text.get(start..range.end).unwrap_or("")
        };
        let class = match piece.class {
            _ if begun.is_some_and(|from| from <= range.start) => Class::Keyword,
            // A word that the line ends in is still being typed.
            Class::Name | Class::Keyword
                if range.end == text.len() && error.is_some_and(|from| range.contains(&from)) =>
            {
                Class::Name
            }
            _ if error.is_some_and(|from| range.contains(&from)) => Class::Error,
            Class::Name if !grouped && !known(path(), range.end == text.len()) => Class::Unknown,
            class => class,
        };
        found.push(Highlight { range, class });
    }
    // A sign that cannot be read is no piece by itself.
    if let Some(from) = error.map(|from| floor(text, from))
        && !found.iter().any(|own| own.range.contains(&from))
    {
        let end = text.get(from..).and_then(|rest| rest.chars().next()).map_or(from, |sign| from + sign.len_utf8());
        let at = found.partition_point(|own| own.range.start < from);
        if from < end && found.get(at).is_none_or(|next| next.range.start >= end) {
            found.insert(at, Highlight { range: from..end, class: Class::Error });
        }
    }
    found
}
