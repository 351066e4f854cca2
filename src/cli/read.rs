//! Files, with a clear word for each way in which one cannot be read.

use std::borrow::Cow;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use quorate::encoding::{self, Encoding};
use quorate::{spreadsheet, suggest};

use super::error::CliError;

/// A text file's text.
pub(super) fn text(path: &Path) -> Result<String, CliError> {
    if let Some(table) = table_of_spreadsheet(path)? {
        return Ok(table);
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    decode(path, bytes)
}

/// Whether a path is that of a spreadsheet, perhaps with a sheet's name.
pub(super) fn is_spreadsheet(path: &Path) -> bool {
    path.to_str().is_some_and(|path| spreadsheet::parts(path).is_some())
}

/// A spreadsheet's table as CSV; nothing if the path is no spreadsheet's.
fn table_of_spreadsheet(path: &Path) -> Result<Option<String>, CliError> {
    let Some((name, sheet)) = path.to_str().and_then(spreadsheet::parts) else { return Ok(None) };
    let workbook = Path::new(name);
    let bytes = std::fs::read(workbook).map_err(|error| unreadable(workbook, &error))?;
    let table = spreadsheet::csv(&bytes, sheet);
    table.map(Some).map_err(|error| CliError::Spreadsheet { path: path.to_owned(), help: error.help(), error })
}

/// Whether standard input is meant.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The bytes of a file, or of standard input for `-`, if they can be text.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, CliError> {
    if let Some(table) = table_of_spreadsheet(path)? {
        return Ok(table.into_bytes());
    }
    let bytes = if is_standard_input(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = bytes.map_err(|error| unreadable(path, &error))?;
    check_bytes(path, &bytes)?;
    Ok(bytes)
}

/// All of standard input.
pub(super) fn standard_input() -> Result<String, CliError> {
    let path = Path::new("standard input");
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    decode(path, bytes)
}

/// UTF-8, or UTF-16 that says so; tables of data may be in Latin-1 too, as offices save them.
fn decode(path: &Path, bytes: Vec<u8>) -> Result<String, CliError> {
    check_bytes(path, &bytes)?;
    let is_table = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let stated = if is_table || encoding::is_utf16(&bytes) { None } else { Some(Encoding::Utf8) };
    match encoding::decode(&bytes, stated) {
        Ok((Cow::Owned(text), _)) => return Ok(text),
        Ok((Cow::Borrowed(text), _)) if text.len() < bytes.len() => return Ok(text.to_owned()),
        Ok(_) => {}
        Err(byte) => return Err(not_text(path, &bytes, byte)),
    }
    // Nothing had to be changed, so nothing is copied.
    String::from_utf8(bytes).map_err(|error| not_text(path, error.as_bytes(), error.utf8_error().valid_up_to()))
}

/// A byte that is no character.
pub(super) fn not_text(path: &Path, bytes: &[u8], byte: usize) -> CliError {
    let encoding = if encoding::is_utf16(bytes) { "UTF-16" } else { "UTF-8" };
    let line = bytes.iter().take(byte).filter(|&&byte| byte == b'\n').count() + 1;
    CliError::NotUtf8 { path: path.to_owned(), encoding, byte, line }
}

fn check_bytes(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    // Offsets are 32 bits; half of them leaves room for the other files of a run.
    if bytes.len() > (u32::MAX / 2) as usize {
        return Err(CliError::TooLarge { path: path.to_owned() });
    }
    if let Some(byte) = memchr::memchr(0, bytes).filter(|_| !encoding::is_utf16(bytes)) {
        let help = if encoding::is_unmarked_utf16(bytes) {
            "it looks like UTF-16 without the mark at its beginning that says so; save it as UTF-8"
        } else {
            "rules and votes are read from text, and tables from `.xlsx`, `.xls` and `.ods` too: does its name end so?"
        };
        return Err(CliError::Binary { path: path.to_owned(), byte, help });
    }
    Ok(())
}

pub(super) fn unreadable(path: &Path, error: &io::Error) -> CliError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            let help = neighbour(&path).map(|near| format!("did you mean `{}`?", near.display()));
            CliError::MissingFile { path, help }
        }
        io::ErrorKind::IsADirectory => CliError::Directory { path },
        io::ErrorKind::PermissionDenied => CliError::Unreadable { path, reason: "permission denied".to_owned() },
        _ if path.is_dir() => CliError::Directory { path },
        _ => CliError::Unreadable { path, reason: error.to_string() },
    }
}

/// A file beside a missing one whose name is nearly its.
fn neighbour(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let name = path.file_name()?.to_str()?;
    let read = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut names: Vec<String> =
        std::fs::read_dir(read).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    // A directory lists its files in no order.
    names.sort();
    let with_ending = format!("{name}.measure");
    if let Some(near) = names.iter().find(|other| **other == with_ending) {
        return Some(folder.join(near));
    }
    // Names that share their ending are not near for that alone.
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    let own = stem(name);
    let near = names.iter().map(String::as_str).filter(|other| {
        let other = stem(other);
        other == own || suggest::nearest(&own, [other.as_str()]).is_some()
    });
    suggest::nearest(name, near).map(|near| folder.join(near))
}
