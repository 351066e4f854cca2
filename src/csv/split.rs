//! One record at a time out of bytes.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr3};

/// A record may have so many bytes: no row of a table has more, and a quote that is never closed is found out soon.
pub(crate) const MOST_BYTES: usize = 16 << 20;

/// Where a cell stands in its record, without quotes and surrounding blanks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellPlace {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Whether it has quotes that are written twice.
    doubled: bool,
}

impl CellPlace {
    /// A cell's text in the bytes of its record, and how many bytes of a guard stand before it, see [`unguarded`].
    pub(super) fn text(self, record: &[u8]) -> (Cow<'_, str>, u32) {
        let raw = record.get(self.start as usize..self.end as usize).unwrap_or(b"");
        let own = unguarded(raw);
        let text = String::from_utf8_lossy(own);
        let text = if self.doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { text };
        (text, (raw.len() - own.len()) as u32)
    }
}

/// One record: a line, or more if a quoted cell has line breaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CsvRecord<'a> {
    /// Its bytes, without the line break.
    pub(crate) bytes: &'a [u8],
    /// Where it begins in the file.
    pub(crate) offset: u64,
    pub(crate) cells: &'a [CellPlace],
}

impl<'a> CsvRecord<'a> {
    /// A cell's bytes as written; empty if the record has no such cell.
    #[inline]
    pub(crate) fn raw(&self, column: usize) -> &'a [u8] {
        let cell = self.cells.get(column).copied().unwrap_or_default();
        self.bytes.get(cell.start as usize..cell.end as usize).unwrap_or(b"")
    }

    /// A cell's text.
    pub(crate) fn text(&self, column: usize) -> Cow<'a, str> {
        self.cells.get(column).map_or(Cow::Borrowed(""), |cell| cell.text(self.bytes).0)
    }

    /// Whether nothing is written in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.start == cell.end)
    }
}

/// A cell without the `'` that keeps a spreadsheet from running it.
fn unguarded(cell: &[u8]) -> &[u8] {
    cell.strip_prefix(b"'").filter(|rest| rest.first().is_some_and(|first| FORMULA.contains(first))).unwrap_or(cell)
}

/// What a spreadsheet takes for the beginning of a formula.
pub(super) const FORMULA: [u8; 6] = [b'=', b'+', b'-', b'@', b'\t', b'\r'];

/// What stands at the beginning of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// A record of so many bytes, and a line break of so many.
    Record(usize, usize),
    /// The record may go on beyond these bytes.
    Open,
    /// A cell in quotes begins here and does not end in these bytes.
    Unclosed(usize),
    /// A record of so many bytes with a line break of so many; between these places something follows a closing quote.
    AfterQuotes { length: usize, line_break: usize, from: usize, to: usize },
}

/// Splits off the first record; `ended` says that no more bytes follow these.
#[inline]
pub(super) fn split(bytes: &[u8], separator: u8, ended: bool, cells: &mut Vec<CellPlace>) -> Split {
    cells.clear();
    match memchr3(b'\n', b'\r', b'"', bytes) {
        None if ended => Split::Record(plain(bytes, separator, cells), 0),
        None => Split::Open,
        Some(end) if bytes.get(end) != Some(&b'"') => match line_break(bytes, end, ended) {
            Some(line_break) => Split::Record(plain(bytes.get(..end).unwrap_or(b""), separator, cells), line_break),
            None => Split::Open,
        },
        Some(_) => quoted(bytes, separator, ended, cells),
    }
}

/// How long the line break at a place is, if that can be told.
#[inline]
fn line_break(bytes: &[u8], at: usize, ended: bool) -> Option<usize> {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(2),
        (Some(b'\r'), None) if !ended => None,
        (Some(_), _) => Some(1),
        (None, _) => Some(0),
    }
}

/// What separates cells: the most frequent in a line, outside quotes. Of those that are equally frequent the last is meant.
pub(super) fn separator(line: &[u8]) -> u8 {
    let mut counts = [(b'|', 0), (b'\t', 0), (b';', 0), (b',', 0)];
    let mut inside = false;
    for byte in line {
        inside ^= *byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(own, _)| own == byte && !inside) {
            *count += 1;
        }
    }
    counts.into_iter().max_by_key(|&(_, count)| count).map_or(b',', |(separator, _)| separator)
}

/// Splits a line without quotes; its length.
#[inline]
fn plain(line: &[u8], separator: u8, cells: &mut Vec<CellPlace>) -> usize {
    let mut start = 0;
    for end in memchr_iter(separator, line) {
        cells.push(trimmed(line, start, end));
        start = end + 1;
    }
    cells.push(trimmed(line, start, line.len()));
    line.len()
}

#[inline]
fn trimmed(line: &[u8], mut start: usize, mut end: usize) -> CellPlace {
    let blank = |at: usize| line.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    while start < end && blank(start) {
        start += 1;
    }
    while start < end && blank(end - 1) {
        end -= 1;
    }
    CellPlace { start: start as u32, end: end as u32, doubled: false }
}

/// Splits a record that has quotes. A quote opens a cell only where the cell begins; any other is a character.
fn quoted(bytes: &[u8], separator: u8, ended: bool, cells: &mut Vec<CellPlace>) -> Split {
    let mut at = 0;
    let mut after = None;
    loop {
        let blank = |byte: &u8| *byte == b' ' || *byte == b'\t' && separator != b'\t';
        let blanks = bytes.iter().skip(at).take_while(|byte| blank(byte)).count();
        let open = at + blanks;
        let (cell, end) = if bytes.get(open) == Some(&b'"') {
            let unclosed = if ended { Split::Unclosed(open) } else { Split::Open };
            let Some((close, doubled)) = closing(bytes, open + 1) else { return unclosed };
            let Some(end) = cell_end(bytes, close + 1, separator).or(ended.then_some(bytes.len())) else {
                return Split::Open;
            };
            let rest = trimmed(bytes, close + 1, end);
            if rest.start < rest.end && after.is_none() {
                after = Some((rest.start as usize, rest.end as usize));
            }
            (CellPlace { doubled, ..trimmed(bytes, open + 1, close) }, end)
        } else {
            let Some(end) = cell_end(bytes, at, separator).or(ended.then_some(bytes.len())) else {
                return Split::Open;
            };
            (trimmed(bytes, at, end), end)
        };
        cells.push(cell);
        if bytes.get(end) == Some(&separator) {
            at = end + 1;
            continue;
        }
        let Some(line_break) = line_break(bytes, end, ended) else { return Split::Open };
        return match after {
            None => Split::Record(end, line_break),
            Some((from, to)) => Split::AfterQuotes { length: end, line_break, from, to },
        };
    }
}

fn cell_end(bytes: &[u8], from: usize, separator: u8) -> Option<usize> {
    memchr3(separator, b'\n', b'\r', bytes.get(from..)?).map(|end| from + end)
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

/// Digits beyond these cannot be a count of anything, and leave room for sums.
const MOST_DIGITS: usize = 18;

/// The number that digits alone stand for.
#[inline]
pub(crate) fn digits(cell: &[u8]) -> Option<u64> {
    if cell.is_empty() || cell.len() > MOST_DIGITS {
        return None;
    }
    let mut value = 0u64;
    for &byte in cell {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    Some(value)
}
