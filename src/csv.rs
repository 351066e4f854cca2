//! CSV: text as cells with their places, for rules, votes and published files alike; and cells as text.
//!
//! ```text
//! piece, piece … ──CsvReader──► CsvRecord, one at a time        (published files, of any size)
//! Source ──CsvTable::read──► CsvTable, its columns typed by block  (rows of rules, sets of votes)
//! ```
//!
//! Commas, semicolons, tabs or bars separate cells, whichever is most frequent in the first line. A line ends with a line
//! feed, a carriage return or both. A cell may stand in quotes, and then have separators, line breaks and, written twice,
//! quotes in it; blanks around a cell are no part of it. Lines in which nothing is
//! written but separators are passed over.

mod column;
mod error;
mod reader;
mod split;
mod table;
mod write;

pub use column::{CsvBlock, CsvColumn};
pub use error::CsvError;
pub(crate) use reader::{CsvNext, CsvReader};
pub(crate) use split::{CsvRecord, MOST_BYTES, digits};
pub use table::{CsvCell, CsvRow, CsvTable};
pub(crate) use write::field;
#[cfg(feature = "spreadsheets")]
pub(crate) use write::quoted;
