//! A whole text as a table: its header, its rows, its columns by block.

use smol_str::SmolStr;

use super::column::CsvBlock;
use super::split::{self, CellPlace, CsvRecord, MOST_BYTES, Split};
use super::{CsvColumn, CsvError};
use crate::source::Source;
use crate::span::Span;

/// One cell: its text without quotes and surrounding blanks, and where that text stands.
#[derive(Clone, Debug, PartialEq)]
pub struct CsvCell {
    /// The text.
    pub text: SmolStr,
    /// Its place.
    pub span: Span,
}

/// One line, or more if a quoted cell has line breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct CsvRow {
    /// The whole of it.
    pub span: Span,
    /// Its cells; at least one.
    pub cells: Vec<CsvCell>,
}

/// A text as a table. Of its rows only the places are kept, and of columns of counts the numbers.
#[derive(Clone, Debug)]
pub struct CsvTable {
    source: Source,
    separator: u8,
    header: Option<CsvRow>,
    blocks: Vec<CsvBlock>,
}

impl CsvTable {
    /// Reads a text. A line that is wrong is left out, and its error given beside the table.
    pub fn read(source: &Source) -> (Self, Vec<CsvError>) {
        let bytes = source.text.as_bytes();
        let mut at = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let first = bytes.get(at..).unwrap_or_default();
        let first = first.split(|byte| matches!(byte, b'\n' | b'\r')).find(|line| !line.is_empty());
        let separator = split::separator(first.unwrap_or_default());
        let mut table = Self { source: source.clone(), separator, header: None, blocks: Vec::new() };
        let mut errors = Vec::new();
        let mut cells = Vec::new();
        let span = |from: usize, to: usize| Span::new(source.base + from as u32, source.base + to as u32);
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let start = at;
            match split::split(rest, separator, true, &mut cells) {
                Split::Record(length, _) if length > MOST_BYTES => {
                    errors.push(CsvError::TooLong(span(start, start + 1)));
                    break;
                }
                Split::Record(length, line_break) => {
                    at = start + length + line_break;
                    let bytes = rest.get(..length).unwrap_or_default();
                    table.take(&CsvRecord { bytes, offset: start as u64, cells: &cells });
                }
                Split::AfterQuotes { length, line_break, from, to } => {
                    at = start + length + line_break;
                    errors.push(CsvError::AfterQuotes(span(start + from, start + to)));
                }
                Split::Unclosed(quote) => {
                    errors.push(CsvError::Unclosed(span(start + quote, start + quote + 1)));
                    break;
                }
                Split::Open => break,
            }
        }
        (table, errors)
    }

    fn take(&mut self, record: &CsvRecord<'_>) {
        // Below a table spreadsheets leave lines of separators alone.
        if record.is_blank() {
            return;
        }
        let Some(header) = &self.header else {
            self.header = Some(self.row_of(record.offset as usize, record.bytes, record.cells));
            return;
        };
        let columns = header.cells.len();
        let start = record.offset as u32;
        match self.blocks.last_mut().filter(|block| block.rows() < CsvBlock::ROWS) {
            Some(block) => block.push(start, record),
            None => {
                let mut block = CsvBlock::new(columns);
                block.push(start, record);
                self.blocks.push(block);
            }
        }
    }

    /// The first line, which names the columns.
    pub fn header(&self) -> Option<&CsvRow> {
        self.header.as_ref()
    }

    /// How many rows stand below the header.
    pub fn len(&self) -> usize {
        self.blocks.iter().map(CsvBlock::rows).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The rows in blocks, their columns typed.
    pub fn blocks(&self) -> &[CsvBlock] {
        &self.blocks
    }

    /// A row's cells, with their places.
    pub fn row(&self, at: usize) -> Option<CsvRow> {
        let start = *self.blocks.get(at / CsvBlock::ROWS)?.starts.get(at % CsvBlock::ROWS)? as usize;
        let rest = self.source.text.as_bytes().get(start..)?;
        let mut cells = Vec::with_capacity(self.header.as_ref().map_or(0, |header| header.cells.len()));
        match split::split(rest, self.separator, true, &mut cells) {
            Split::Record(length, _) => Some(self.row_of(start, rest.get(..length)?, &cells)),
            Split::Open | Split::Unclosed(_) | Split::AfterQuotes { .. } => None,
        }
    }

    /// All rows, one after the other.
    pub fn rows(&self) -> impl Iterator<Item = CsvRow> {
        (0..self.len()).filter_map(|at| self.row(at))
    }

    /// What is known of a cell without looking at the text, see [`CsvColumn::count`].
    pub fn count(&self, row: usize, column: usize) -> Option<Option<u64>> {
        let block = self.blocks.get(row / CsvBlock::ROWS)?;
        block.columns.get(column).and_then(|column| CsvColumn::count(column, row % CsvBlock::ROWS))
    }

    /// The text it is read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    fn row_of(&self, start: usize, bytes: &[u8], places: &[CellPlace]) -> CsvRow {
        let base = self.source.base + start as u32;
        let cell = |place: &CellPlace| {
            // Beside blanks of ASCII there are others, such as the one that does not break.
            let (written, guard) = place.text(bytes);
            let text = written.trim();
            let before = guard + (written.len() - written.trim_start().len()) as u32;
            let after = (written.len() - written.trim_end().len()) as u32;
            let (from, to) = if text.is_empty() { (0, place.end - place.start) } else { (before, after) };
            let span = Span::new(base + place.start + from, base + place.end - to);
            CsvCell { text: text.into(), span }
        };
        let cells = places.iter().map(cell).collect();
        CsvRow { span: Span::new(base, base + bytes.len() as u32), cells }
    }
}
