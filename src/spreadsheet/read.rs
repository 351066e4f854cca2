//! Workbooks read.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, DataRef, Dimensions, Reader as _, SheetVisible, Sheets, StyleRange, open_workbook_auto_from_rs};

use super::SpreadsheetError;
use super::cells::{is_percentage, text};

type Workbook<'b> = Sheets<Cursor<&'b [u8]>>;

/// Texts of cells by row and column.
type Grid = BTreeMap<u32, BTreeMap<u32, String>>;

/// A sheet as CSV; without a name the only one that has rows.
///
/// Whole numbers are written as digits, other numbers as the shortest decimals that mean them, percentages as such where the
/// cell is formatted so (`.xlsx`), days as `2019-11-05`, truths as `true` and `false`. A text in cells that are merged over
/// several rows stands in each of them; a number once. Empty rows at the end are left out.
///
/// # Errors
/// [`SpreadsheetError`]
pub fn csv(bytes: &[u8], sheet: Option<&str>) -> Result<String, SpreadsheetError> {
    check_packed(bytes)?;
    let mut workbook: Workbook<'_> = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let name = match sheet {
        Some(name) => known(&workbook, name)?,
        None => only_one(&mut workbook)?,
    };
    let grid = grid(&mut workbook, &name)?;
    if grid.is_empty() {
        return Err(SpreadsheetError::Empty);
    }
    written(&grid)
}

/// How many bytes may be packed in a workbook, and its table may have as text.
const MOST_BYTES: usize = 256 << 20;

const TOO_LARGE: SpreadsheetError = SpreadsheetError::TooLarge { most: MOST_BYTES >> 20 };

/// A small file can unpack to more than any memory holds, whatever it says of its size; so it is unpacked once for nothing.
fn check_packed(bytes: &[u8]) -> Result<(), SpreadsheetError> {
    // `.xls` is not packed.
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = MOST_BYTES;
    let mut piece = vec![0; 64 << 10];
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).map_err(broken)?;
        loop {
            let length = entry.read(&mut piece).map_err(broken)?;
            if length == 0 {
                break;
            }
            left = left.checked_sub(length).ok_or(TOO_LARGE)?;
        }
    }
    Ok(())
}

fn broken(error: impl std::fmt::Display) -> SpreadsheetError {
    SpreadsheetError::Broken(error.to_string())
}

/// The sheet of a name, letter case aside.
fn known(workbook: &Workbook<'_>, name: &str) -> Result<String, SpreadsheetError> {
    let names = workbook.sheet_names();
    let same = |own: &&String| own.trim().to_lowercase() == name.trim().to_lowercase();
    let found = names.iter().find(|own| *own == name).or_else(|| names.iter().find(same)).cloned();
    found.ok_or(SpreadsheetError::NoSheet { name: name.to_owned(), known: names })
}

/// The only sheet to be seen that has rows below a first one.
fn only_one(workbook: &mut Workbook<'_>) -> Result<String, SpreadsheetError> {
    let seen = workbook.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = seen.map(|sheet| sheet.name.clone()).collect();
    let mut full = Vec::new();
    for name in names {
        if grid(workbook, &name)?.len() > 1 {
            full.push(name);
        }
    }
    match full.len() {
        0 => Err(SpreadsheetError::Empty),
        1 => full.pop().ok_or(SpreadsheetError::Empty),
        _ => Err(SpreadsheetError::WhichSheet { known: full }),
    }
}

/// The cells in which something is written.
fn grid(workbook: &mut Workbook<'_>, name: &str) -> Result<Grid, SpreadsheetError> {
    let style = workbook.worksheet_style(name).unwrap_or_else(|_| StyleRange::empty());
    let mut grid = Grid::new();
    let mut put = |row: u32, column: u32, cell: &Data| {
        let percentage = is_percentage(style.get((row, column)));
        if let Some(text) = text(cell, percentage) {
            grid.entry(row).or_default().insert(column, text);
        }
    };
    let merged: Vec<Dimensions> = match workbook {
        // One cell after the other: a sheet may claim to be as large as sheets can be.
        Sheets::Xlsx(own) => {
            let mut cells = own.worksheet_cells_reader(name).map_err(broken)?;
            while let Some(cell) = cells.next_cell().map_err(broken)? {
                let (row, column) = cell.get_position();
                put(row, column, &owned(cell.get_value()));
            }
            drop(cells);
            own.merge_cells_by_sheet_name(name).map_err(broken)?
        }
        other => {
            let range = other.worksheet_range(name).map_err(broken)?;
            let (first_row, first_column) = range.start().unwrap_or_default();
            for (row, column, cell) in range.used_cells() {
                put(first_row + row as u32, first_column + column as u32, cell);
            }
            match other {
                Sheets::Xls(own) => own.merge_cells_by_sheet_name(name).unwrap_or_default(),
                Sheets::Xlsx(_) | Sheets::Xlsb(_) | Sheets::Ods(_) => Vec::new(),
            }
        }
    };
    repeat_texts(&mut grid, &merged)?;
    Ok(grid)
}

fn owned(cell: &DataRef<'_>) -> Data {
    cell.clone().into()
}

/// What is written once beside several rows holds for each of them, if it is a text; a number would be counted again.
fn repeat_texts(grid: &mut Grid, merged: &[Dimensions]) -> Result<(), SpreadsheetError> {
    let mut left = MOST_BYTES;
    for place in merged {
        let (first, column) = place.start;
        let Some(text) = grid.get(&first).and_then(|row| row.get(&column)).cloned() else { continue };
        if text.chars().all(|own| own.is_ascii_digit() || matches!(own, '.' | ',' | '%' | '-')) {
            continue;
        }
        // Rows without a cell of their own, such as those below the table, stay empty.
        for (_, row) in grid.range_mut(first + 1..=place.end.0) {
            left = left.checked_sub(text.len() + 1).ok_or(TOO_LARGE)?;
            row.entry(column).or_insert_with(|| text.clone());
        }
    }
    Ok(())
}

/// A line for each row, from the first row of the sheet on and the first column that is used.
fn written(grid: &Grid) -> Result<String, SpreadsheetError> {
    let columns = grid.values().flat_map(BTreeMap::keys);
    let (first, last) = columns.fold((u32::MAX, 0), |(first, last), &own| (first.min(own), last.max(own)));
    let mut text = String::new();
    let mut next = 0;
    for (&row, cells) in grid {
        // No table begins below so many empty rows, and nobody reads their number.
        const MOST_EMPTY: u32 = 10_000;
        text.extend(std::iter::repeat_n('\n', (row - next).min(MOST_EMPTY) as usize));
        next = row + 1;
        for column in first..=last {
            if column > first {
                text.push(',');
            }
            text.push_str(&cells.get(&column).map(|own| crate::csv::quoted(own)).unwrap_or_default());
        }
        text.push('\n');
        if text.len() > MOST_BYTES {
            return Err(TOO_LARGE);
        }
    }
    Ok(text)
}
