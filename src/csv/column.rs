//! Cells of one column, as numbers where they are.

use super::split::{CsvRecord, digits};

/// A column's cells in some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CsvColumn {
    /// Each is digits alone, or empty. An empty one is 0 here, and its row among the missing, in order.
    Counts {
        /// The numbers, row by row.
        values: Vec<u64>,
        /// Rows of the block whose cell is empty.
        missing: Vec<u32>,
    },
    /// At least one is something else; what they are is read where they stand.
    Written,
}

/// Some rows that follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvBlock {
    /// Where each row begins in the text.
    pub(super) starts: Vec<u32>,
    /// The columns of the header, in its order.
    pub columns: Vec<CsvColumn>,
}

impl CsvBlock {
    /// A block has so many rows, but for the last.
    pub const ROWS: usize = 4096;

    /// Without rows.
    pub(super) fn new(columns: usize) -> Self {
        let columns = (0..columns).map(|_| CsvColumn::Counts { values: Vec::new(), missing: Vec::new() });
        Self { starts: Vec::new(), columns: columns.collect() }
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.starts.len()
    }

    /// Takes in a row. Of one with too few cells the others are empty.
    pub(super) fn push(&mut self, start: u32, record: &CsvRecord<'_>) {
        let row = self.starts.len() as u32;
        self.starts.push(start);
        for (at, column) in self.columns.iter_mut().enumerate() {
            let CsvColumn::Counts { values, missing } = column else { continue };
            let raw = record.raw(at);
            match digits(raw) {
                Some(value) => values.push(value),
                None if raw.is_empty() => {
                    values.push(0);
                    missing.push(row);
                }
                None => *column = CsvColumn::Written,
            }
        }
    }
}

impl CsvColumn {
    /// What is known to be in a row of the block without looking at the text: `None` that it has to be looked at,
    /// `Some(None)` that the cell is empty.
    pub fn count(&self, row: usize) -> Option<Option<u64>> {
        let Self::Counts { values, missing } = self else { return None };
        let value = values.get(row)?;
        let is_missing = *value == 0 && missing.binary_search(&(row as u32)).is_ok();
        Some((!is_missing).then_some(*value))
    }
}
