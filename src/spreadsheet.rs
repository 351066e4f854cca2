//! Spreadsheets as tables: one sheet of a workbook as CSV, row by row, so that whoever reads CSV reads them too.
//!
//! `votes.xlsx` means its only sheet with rows; `votes.xlsx#2019` the sheet `2019`. A row of the sheet is a line of the text,
//! so that line numbers are row numbers.

#[cfg(feature = "spreadsheets")]
mod cells;
#[cfg(feature = "spreadsheets")]
mod read;

#[cfg(feature = "spreadsheets")]
pub use read::csv;

/// The endings of files that are read as spreadsheets.
pub const ENDINGS: [&str; 3] = ["xlsx", "xls", "ods"];

/// A workbook's path and the sheet that is named after `#`; `None` if the path is no spreadsheet's.
///
/// ```
/// use quorate::spreadsheet::parts;
/// assert_eq!(parts("votes.xlsx"), Some(("votes.xlsx", None)));
/// assert_eq!(parts("a#b/votes.ODS#May 2019"), Some(("a#b/votes.ODS", Some("May 2019"))));
/// assert_eq!(parts("votes.csv"), None);
/// ```
pub fn parts(path: &str) -> Option<(&str, Option<&str>)> {
    let is_workbook = |path: &str| {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        ENDINGS.iter().any(|own| own.eq_ignore_ascii_case(ending))
    };
    if is_workbook(path) {
        return Some((path, None));
    }
    let mut hashes = path.match_indices('#').filter_map(|(at, _)| path.split_at_checked(at));
    let (workbook, sheet) = hashes.find(|(workbook, _)| is_workbook(workbook))?;
    Some((workbook, sheet.strip_prefix('#')))
}

/// Why no table was read from a spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpreadsheetError {
    /// The bytes are no workbook, or a broken one.
    #[error("it is no spreadsheet that can be read: {0}")]
    Broken(String),
    /// What is packed in it, or what its cells come to, is more than a table may hold.
    #[error("it holds more than {most} MB")]
    TooLarge {
        /// What it may hold.
        most: usize,
    },
    /// No sheet has that name.
    #[error("it has no sheet `{name}`")]
    NoSheet {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// Several sheets have rows, and none is named.
    #[error("it has several sheets with rows")]
    WhichSheet {
        /// Their names.
        known: Vec<String>,
    },
    /// No sheet has rows below a first one.
    #[error("none of its sheets has rows")]
    Empty,
    /// The feature `spreadsheets` was left out.
    #[error("this `quorate` was built without spreadsheets")]
    NotBuilt,
}

impl SpreadsheetError {
    /// What to do about it.
    pub fn help(&self) -> String {
        use crate::words::or_list;
        match self {
            Self::Broken(_) => "open it in a spreadsheet program, and save it again as `.xlsx` or CSV".to_owned(),
            Self::TooLarge { .. } => "save the sheet as CSV, which may be larger".to_owned(),
            Self::NoSheet { name, known } => match crate::suggest::nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its sheets are {}", crate::words::and_list(known)),
            },
            Self::WhichSheet { known } => {
                let first = known.first().map_or("", String::as_str);
                format!("say which after the name, {}: `FILE.xlsx#{first}`", or_list(known))
            }
            Self::Empty => "a table has a row that names the columns, and rows below it".to_owned(),
            Self::NotBuilt => "build it with the feature `spreadsheets`, or save the sheet as CSV".to_owned(),
        }
    }
}

/// A sheet as CSV; without a name the only one that has rows.
///
/// # Errors
/// Always: the feature `spreadsheets` is left out.
#[cfg(not(feature = "spreadsheets"))]
pub fn csv(_bytes: &[u8], _sheet: Option<&str>) -> Result<String, SpreadsheetError> {
    Err(SpreadsheetError::NotBuilt)
}
