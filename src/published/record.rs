//! CSV, piece by piece, as records whose cells have places.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2};

/// Where a cell stands in its record, without quotes and surrounding blanks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Whether it has quotes that are written twice.
    doubled: bool,
}

/// One record: a line, or more if a quoted cell has line breaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    /// Its bytes, without the line break.
    pub(super) bytes: &'a [u8],
    /// Where it begins in the file.
    pub(super) offset: u64,
    pub(super) cells: &'a [Cell],
}

impl<'a> Record<'a> {
    /// A cell's bytes as written; empty if the record has no such cell.
    #[inline]
    pub(super) fn raw(&self, column: usize) -> &'a [u8] {
        let cell = self.cells.get(column).copied().unwrap_or_default();
        self.bytes.get(cell.start as usize..cell.end as usize).unwrap_or(b"")
    }

    /// A cell's text.
    pub(super) fn text(&self, column: usize) -> Cow<'a, str> {
        let text = String::from_utf8_lossy(self.raw(column));
        let doubled = self.cells.get(column).is_some_and(|cell| cell.doubled);
        if doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { text }
    }

    /// Whether nothing is written in it.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.start == cell.end)
    }
}

/// Splits what it is fed.
#[derive(Debug, Default)]
pub(super) struct Records {
    buffer: Vec<u8>,
    /// Where unread bytes begin in the buffer.
    at: usize,
    /// Where the buffer begins in the file.
    offset: u64,
    cells: Vec<Cell>,
    ended: bool,
}

/// What comes next.
pub(super) enum Next<'a> {
    Record(Record<'a>),
    /// More must be fed first, or all has been read.
    Nothing,
    /// A cell in quotes begins here and never ends.
    Unclosed(u64),
}

impl Records {
    /// Takes in the next bytes of the file.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.at.min(self.buffer.len()));
        self.offset += self.at as u64;
        self.at = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// No more bytes follow.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    /// The next line, whatever is in it: for the header's separator to be found.
    pub(super) fn line(&self) -> Option<&[u8]> {
        let rest = self.buffer.get(self.at..)?;
        match memchr(b'\n', rest) {
            Some(end) => rest.get(..end),
            None if self.ended && !rest.is_empty() => Some(rest),
            None => None,
        }
    }

    /// Passes over the next line.
    pub(super) fn skip_line(&mut self) {
        let length = self.line().map_or(0, |line| line.len() + 1);
        self.at = (self.at + length).min(self.buffer.len());
    }

    /// The next record.
    pub(super) fn next(&mut self, separator: u8) -> Next<'_> {
        let Some(rest) = self.buffer.get(self.at..).filter(|rest| !rest.is_empty()) else { return Next::Nothing };
        let offset = self.offset + self.at as u64;
        self.cells.clear();
        let length = match memchr2(b'\n', b'"', rest) {
            Some(end) if rest.get(end) == Some(&b'\n') => {
                Some((plain(rest.get(..end).unwrap_or(b""), separator, &mut self.cells), 1))
            }
            None if self.ended => Some((plain(rest, separator, &mut self.cells), 0)),
            None => None,
            Some(_) => match quoted(rest, separator, self.ended, &mut self.cells) {
                Quoted::Ends(end) => Some((end, usize::from(rest.get(end) == Some(&b'\n')))),
                Quoted::Open(_) if !self.ended => None,
                Quoted::Open(at) => return Next::Unclosed(offset + at as u64),
            },
        };
        let Some((length, line_break)) = length else { return Next::Nothing };
        let bytes = rest.get(..length).unwrap_or(b"");
        self.at += length + line_break;
        Next::Record(Record { bytes, offset, cells: &self.cells })
    }
}

/// Splits a line without quotes; its length.
#[inline]
fn plain(line: &[u8], separator: u8, cells: &mut Vec<Cell>) -> usize {
    let mut start = 0;
    for end in memchr_iter(separator, line) {
        cells.push(trimmed(line, start, end));
        start = end + 1;
    }
    cells.push(trimmed(line, start, line.len()));
    line.len()
}

#[inline]
fn trimmed(line: &[u8], mut start: usize, mut end: usize) -> Cell {
    let blank = |at: usize| line.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\r' | b'\t'));
    while start < end && blank(start) {
        start += 1;
    }
    while start < end && blank(end - 1) {
        end -= 1;
    }
    Cell { start: start as u32, end: end as u32, doubled: false }
}

enum Quoted {
    /// The record ends before this byte, with a line break or the file.
    Ends(usize),
    /// A quote here does not end in what there is.
    Open(usize),
}

/// Splits a record that has quotes. A quote opens a cell only where the cell begins; any other is a character.
fn quoted(bytes: &[u8], separator: u8, ended: bool, cells: &mut Vec<Cell>) -> Quoted {
    let mut at = 0;
    loop {
        let blanks = bytes.iter().skip(at).take_while(|&&byte| byte == b' ').count();
        let open = at + blanks;
        let (cell, end) = if bytes.get(open) == Some(&b'"') {
            let Some((close, doubled)) = closing(bytes, open + 1) else { return Quoted::Open(open) };
            let Some(end) = cell_end(bytes, close + 1, separator).or(ended.then_some(bytes.len())) else {
                return Quoted::Open(open);
            };
            (Cell { doubled, ..trimmed(bytes, open + 1, close) }, end)
        } else {
            let Some(end) = cell_end(bytes, at, separator).or(ended.then_some(bytes.len())) else {
                return Quoted::Open(at);
            };
            (trimmed(bytes, at, end), end)
        };
        cells.push(cell);
        if bytes.get(end) != Some(&separator) {
            return Quoted::Ends(end);
        }
        at = end + 1;
    }
}

fn cell_end(bytes: &[u8], from: usize, separator: u8) -> Option<usize> {
    memchr2(separator, b'\n', bytes.get(from..)?).map(|end| from + end)
}

/// Where the quote closes that was opened before `from`, and whether a doubled one stands before that.
fn closing(bytes: &[u8], from: usize) -> Option<(usize, bool)> {
    let mut at = from;
    let mut doubled = false;
    loop {
        let close = at + memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(close + 1) != Some(&b'"') {
            return Some((close, doubled));
        }
        doubled = true;
        at = close + 2;
    }
}
