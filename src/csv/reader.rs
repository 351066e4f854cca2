//! A file of any size, piece by piece.

use memchr::memchr2;

use super::split::{self, CellPlace, CsvRecord, MOST_BYTES, Split};

/// Splits what it is fed into records.
#[derive(Debug, Default)]
pub(crate) struct CsvReader {
    buffer: Vec<u8>,
    /// Where unread bytes begin in the buffer.
    at: usize,
    /// Where the buffer begins in the file.
    offset: u64,
    cells: Vec<CellPlace>,
    ended: bool,
}

/// What comes next. Places are counted from the beginning of the file.
pub(crate) enum CsvNext<'a> {
    Record(CsvRecord<'a>),
    /// More must be fed first, or all has been read.
    Nothing,
    /// A cell in quotes begins here and never ends.
    Unclosed(u64),
    /// Between these places something follows a closing quote.
    AfterQuotes(u64, u64),
    /// A record begins here that is too long for one.
    TooLong(u64),
}

impl CsvReader {
    /// Takes in the next bytes of the file.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.at.min(self.buffer.len()));
        self.offset += self.at as u64;
        self.at = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// No more bytes follow.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// The next line without its line break, whatever is in it: for the header's separator to be found.
    pub(crate) fn line(&self) -> Option<&[u8]> {
        let rest = self.buffer.get(self.at..)?;
        match memchr2(b'\n', b'\r', rest) {
            Some(end) => rest.get(..end),
            None if self.ended && !rest.is_empty() => Some(rest),
            None if rest.len() > MOST_BYTES => Some(rest),
            None => None,
        }
    }

    /// Passes over the next line, once what follows it is there too.
    pub(crate) fn skip_line(&mut self) -> bool {
        let Some(length) = self.line().map(<[u8]>::len) else { return false };
        let end = self.at + length;
        let line_break = match (self.buffer.get(end), self.buffer.get(end + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(b'\r'), None) if !self.ended => return false,
            (Some(_), _) => 1,
            (None, _) => 0,
        };
        self.at = end + line_break;
        true
    }

    /// Passes over a mark of the byte order at the beginning of the file. Whether that can be told.
    pub(crate) fn skip_mark(&mut self) -> bool {
        const MARK: &[u8] = "\u{feff}".as_bytes();
        if self.offset > 0 || self.at > 0 {
            return true;
        }
        if self.buffer.starts_with(MARK) {
            self.at = MARK.len();
        }
        self.ended || self.buffer.len() >= MARK.len() || !MARK.starts_with(&self.buffer)
    }

    /// What separates the cells of the next line with a character in it; `None` before it is there.
    pub(crate) fn separator(&mut self) -> Option<u8> {
        while self.line()?.is_empty() {
            if !self.skip_line() {
                return None;
            }
        }
        self.line().map(split::separator)
    }

    /// The next record.
    #[inline]
    pub(crate) fn next(&mut self, separator: u8) -> CsvNext<'_> {
        let Some(rest) = self.buffer.get(self.at..).filter(|rest| !rest.is_empty()) else { return CsvNext::Nothing };
        let offset = self.offset + self.at as u64;
        let (length, line_break) = match split::split(rest, separator, self.ended, &mut self.cells) {
            Split::Record(length, _) if length > MOST_BYTES => return CsvNext::TooLong(offset),
            Split::Record(length, line_break) => (length, line_break),
            Split::Open if rest.len() > MOST_BYTES => return CsvNext::TooLong(offset),
            Split::Open => return CsvNext::Nothing,
            Split::Unclosed(at) => return CsvNext::Unclosed(offset + at as u64),
            Split::AfterQuotes { from, to, .. } => {
                return CsvNext::AfterQuotes(offset + from as u64, offset + to as u64);
            }
        };
        let bytes = rest.get(..length).unwrap_or(b"");
        self.at += length + line_break;
        CsvNext::Record(CsvRecord { bytes, offset, cells: &self.cells })
    }
}
