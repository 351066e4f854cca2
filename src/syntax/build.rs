//! From what pest matched to the tree. Files here follow the grammar's: one function for each rule, of the same name.

mod declaration;
mod expression;
mod literal;
mod recover;
mod statement;

pub use recover::Trail;

use super::ast::{Expect, Facts, Name, Path, Text};
use super::error::SyntaxError;
use super::grammar::{Pair, Pairs, Rule};
use crate::source::Source;
use crate::span::Span;

/// Builds one file's tree and collects what is wrong with it.
pub struct Builder<'s> {
    source: &'s Source,
    /// What to add to an offset in the text that pest reads to get a global one.
    shift: i64,
    /// No span begins before this: where the text that pest reads begins.
    floor: u32,
    /// Global offset just past the last word or sign that was taken. Spans end here, because pest's own spans run on over
    /// the blanks and comments that follow.
    end: u32,
    /// Levels of the expression being built.
    depth: usize,
    /// What was found wrong.
    pub errors: Vec<SyntaxError>,
}

/// What pest matched, in order, with a look at the next.
pub struct Tokens<'i> {
    rest: Pairs<'i>,
    next: Option<Pair<'i>>,
}

impl<'i> Tokens<'i> {
    /// What stands inside `pair`.
    fn inside(pair: Pair<'i>) -> Self {
        let mut rest = pair.into_inner();
        let next = rest.next();
        Self { rest, next }
    }

    fn peek(&self) -> Option<Rule> {
        self.next.as_ref().map(Pair::as_rule)
    }

    fn peek_text(&self) -> &'i str {
        self.next.as_ref().map_or("", Pair::as_str)
    }

    fn next(&mut self) -> Option<Pair<'i>> {
        let after = self.rest.next();
        std::mem::replace(&mut self.next, after)
    }
}

/// Where what a scenario or test says is gathered.
struct Gathered<'b> {
    facts: &'b mut Facts,
    /// None in a scenario.
    expects: Option<&'b mut Vec<Expect>>,
}

impl<'s> Builder<'s> {
    /// A builder for `source`, of which pest reads a part that begins `offset` bytes in.
    pub fn new(source: &'s Source, offset: usize) -> Self {
        let floor = source.base + offset as u32;
        Self { source, shift: i64::from(floor), floor, end: floor, depth: 0, errors: Vec::new() }
    }

    fn global(&self, offset: usize) -> u32 {
        u32::try_from(self.shift + offset as i64).unwrap_or(0).max(self.floor)
    }

    /// Where a word or sign stands, without taking it.
    fn place(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        Span::new(self.global(span.start()), self.global(span.end()))
    }

    /// Takes a word or sign.
    fn take(&mut self, pair: &Pair<'_>) -> Span {
        let span = self.place(pair);
        self.end = span.end;
        span
    }

    fn start(&self, pair: &Pair<'_>) -> u32 {
        self.global(pair.as_span().start())
    }

    /// From `start` to the last word or sign taken.
    fn since(&self, start: u32) -> Span {
        Span::new(start, self.end.max(start))
    }

    fn error(&mut self, error: SyntaxError) {
        self.errors.push(error);
    }

    fn name(&mut self, pair: &Pair<'_>) -> Name {
        Name { span: self.take(pair), text: pair.as_str().into() }
    }

    fn names(&mut self, pair: Pair<'_>) -> Vec<Name> {
        let mut names = Vec::with_capacity(1);
        for pair in pair.into_inner() {
            if pair.as_rule() == Rule::name {
                names.push(self.name(&pair));
            } else {
                self.take(&pair);
            }
        }
        names
    }

    fn path(&mut self, pair: Pair<'_>) -> Path {
        let start = self.start(&pair);
        let mut parts = Vec::with_capacity(1);
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name | Rule::DATE_NAME => parts.push(self.name(&pair)),
                _ => _ = self.take(&pair),
            }
        }
        Path { span: self.since(start), parts }
    }

    /// A quoted text, however it is quoted.
    fn text(&mut self, pair: &Pair<'_>) -> Text {
        let span = self.take(pair);
        let written = pair.as_str();
        match pair.as_rule() {
            Rule::string => {
                let inside = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or("");
                Text { span, text: self.unescape(inside, span.start + 1) }
            }
            Rule::open_string => {
                let span = Span::new(span.start, span.start + written.trim_end().len() as u32);
                self.error(SyntaxError::UnclosedText { span });
                Text { span, text: written.trim_start_matches('"').trim().into() }
            }
            _ => {
                let inside = written.trim_matches(|c| "“”„«»‟'‘’\"".contains(c)).trim();
                let text = inside.to_owned();
                self.error(SyntaxError::Quotes { text, span });
                Text { span, text: inside.into() }
            }
        }
    }

    fn unescape(&mut self, inside: &str, start: u32) -> smol_str::SmolStr {
        if !inside.contains('\\') {
            return inside.into();
        }
        let mut text = String::with_capacity(inside.len());
        let mut letters = inside.char_indices();
        while let Some((at, letter)) = letters.next() {
            if letter != '\\' {
                text.push(letter);
                continue;
            }
            match letters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                Some((_, other)) => {
                    let start = start + at as u32;
                    let span = Span::new(start, start + 1 + other.len_utf8() as u32);
                    self.error(SyntaxError::Escape { escape: format!("\\{other}"), span });
                }
                None => {}
            }
        }
        text.into()
    }
}

/// Whether a rule is one of the ways to quote a text.
fn is_text(rule: Rule) -> bool {
    matches!(rule, Rule::string | Rule::open_string | Rule::curly_string | Rule::single_quoted)
}
