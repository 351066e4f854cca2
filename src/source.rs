//! The texts of one run: rule files, input files, command-line values.

use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::span::Span;

/// One text with the name it is shown under and its place in the global offsets.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is called in messages: a path, or `--set`.
    pub name: Arc<str>,
    /// The text itself.
    pub text: Arc<str>,
    /// Global offset of its first byte.
    pub base: u32,
    /// Byte offset (local) of the start of each line.
    lines: Arc<[u32]>,
}

/// A position as people and editors count it, both from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from one.
    pub line: usize,
    /// Column, from one, in units of an [`Encoding`].
    pub column: usize,
}

/// What a column counts. Editors that count from zero add one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Units of 16 bits, as JavaScript and the protocol of language servers count.
    Utf16,
    /// Characters (Unicode scalar values), as people and Python count.
    Characters,
}

impl Encoding {
    /// How long a character is in these units.
    const fn length(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Characters => 1,
        }
    }
}

impl Source {
    /// Global offset just past the last byte.
    pub fn end(&self) -> u32 {
        self.base + self.text.len() as u32
    }

    /// The whole text.
    pub fn span(&self) -> Span {
        Span::new(self.base, self.end())
    }

    /// The text under a global span; empty if the span is not in this source.
    pub fn slice(&self, span: Span) -> &str {
        let start = span.start.wrapping_sub(self.base) as usize;
        let end = span.end.wrapping_sub(self.base) as usize;
        self.text.get(start..end).unwrap_or("")
    }

    /// A part of it as a source of its own: same name, same global offsets.
    pub fn part(&self, span: Span) -> Self {
        let text: Arc<str> = self.slice(span).into();
        Self { name: self.name.clone(), base: span.start, lines: line_starts(&text), text }
    }

    /// Line and column of a global offset. An offset outside the text is taken for its nearest end, one within a character
    /// for the character's start.
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let local = self.text.floor_char_boundary(offset.saturating_sub(self.base) as usize);
        let line = self.lines.partition_point(|&start| start as usize <= local).max(1);
        let start = self.lines.get(line - 1).map_or(0, |&start| start as usize);
        let before = self.text.get(start..local).unwrap_or("");
        Position { line, column: 1 + before.chars().map(|character| encoding.length(character)).sum::<usize>() }
    }

    /// Global offset of a position, both counted from one. What lies beyond the end of a line is its end, before the line
    /// break; what lies beyond the last line is the end of the text; what lies within a character is its start.
    pub fn offset(&self, line: usize, column: usize, encoding: Encoding) -> u32 {
        if line > self.lines.len() {
            return self.end();
        }
        let (start, end) = self.line_range(line.saturating_sub(1));
        let text = self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut left = column.saturating_sub(1);
        let within = text.char_indices().find(|&(_, character)| {
            let length = encoding.length(character);
            let reached = left < length;
            left = left.saturating_sub(length);
            reached
        });
        self.base + (start + within.map_or(text.len(), |(at, _)| at)) as u32
    }

    /// The whole lines of a span, the last line break too, if nothing but blanks stands beside it on them; else the span.
    pub fn lines_of(&self, span: Span) -> Span {
        let local = |offset: u32| offset.saturating_sub(self.base) as usize;
        let before = self.text.get(..local(span.start)).unwrap_or("");
        let after = self.text.get(local(span.end)..).unwrap_or("");
        let indent = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        let rest = after.find('\n').map_or(after.len(), |at| at + 1);
        let blank = |text: &str| text.trim().is_empty();
        let alone = blank(before.get(before.len() - indent..).unwrap_or("")) && blank(after.get(..rest).unwrap_or(""));
        if alone { Span::new(span.start - indent as u32, span.end + rest as u32) } else { span }
    }

    /// Local byte range of a line counted from zero, with its line break.
    fn line_range(&self, line: usize) -> (usize, usize) {
        let start = self.lines.get(line).copied().unwrap_or(0) as usize;
        let end = self.lines.get(line + 1).map_or(self.text.len(), |&next| next as usize);
        (start, end)
    }
}

/// A text whose lines end with a carriage return alone, as on old Macintoshes, with line feeds in their place: places stay
/// the same, and everybody who reads it sees its lines.
fn with_line_feeds(text: Arc<str>) -> Arc<str> {
    let is_alone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', text.as_bytes()).any(is_alone) {
        return text;
    }
    let characters = text.char_indices().map(|(at, own)| if own == '\r' && is_alone(at) { '\n' } else { own });
    characters.collect::<String>().into()
}

fn line_starts(text: &str) -> Arc<[u32]> {
    let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
    std::iter::once(0).chain(breaks).collect()
}

/// All texts of one run, in the order they were taken in.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a text. Offsets are 32 bits: together the texts may hold up to 4 GiB.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Source {
        // One byte between two texts keeps the end of one apart from the start of the next.
        let base = self.sources.last().map_or(0, |last| last.end() + 1);
        let text = with_line_feeds(text.into());
        let source = Source { name: name.into(), base, lines: line_starts(&text), text };
        self.sources.push(source.clone());
        source
    }

    /// The text that holds a global offset.
    pub fn at(&self, offset: u32) -> Option<&Source> {
        let index = self.sources.partition_point(|source| source.base <= offset).checked_sub(1)?;
        self.sources.get(index).filter(|source| offset <= source.end())
    }

    /// The text under a span; empty if there is none.
    pub fn slice(&self, span: Span) -> &str {
        self.at(span.start).map_or("", |source| source.slice(span))
    }

    /// All texts, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter()
    }
}

/// Diagnostics carry global spans, so the collection itself is what a message is drawn from.
impl SourceCode for Sources {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let offset = u32::try_from(span.offset()).map_err(|_| MietteError::OutOfBounds)?;
        let source = self.at(offset).ok_or(MietteError::OutOfBounds)?;
        let end = offset as usize + span.len();
        if end > source.end() as usize {
            return Err(MietteError::OutOfBounds);
        }
        let first = source.position(offset, Encoding::Characters).line - 1;
        let last = source.position(end as u32, Encoding::Characters).line - 1;
        let from = first.saturating_sub(lines_before);
        let to = (last + lines_after).min(source.lines.len() - 1);
        // Without context a reader wants the span itself, and its column.
        let alone = lines_before == 0 && lines_after == 0;
        let (start, column) = match source.line_range(from) {
            _ if alone => ((offset - source.base) as usize, source.position(offset, Encoding::Characters).column - 1),
            (start, _) => (start, 0),
        };
        let (_, stop) = source.line_range(to);
        let data = source.text.get(start..stop).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            source.name.to_string(),
            data.as_bytes(),
            (source.base as usize + start, stop - start).into(),
            from,
            column,
            to - from + 1,
        )))
    }
}
