//! Files, with a clear word for each way in which one cannot be read.

use std::borrow::Cow;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use quorate::encoding::{self, Encoding};
use quorate::load::MOST_BYTES;
use quorate::{spreadsheet, suggest};
use sha2::{Digest as _, Sha256};

use super::error::CliError;
use super::origin::{self, Role};

/// How many bytes a file may have that is read as a whole. Offsets are 32 bits; half of them leaves room for the other files
/// of a run.
const MOST_OF_FILE: u64 = 2 << 30;

/// How many bytes a line may have: a file without lines, such as one of JSON, is one.
const MOST_OF_LINE: usize = 64 << 20;

/// The bytes of a file or stream, piece by piece, as far as one may go on.
pub(super) struct Bytes<'p> {
    path: &'p Path,
    input: Box<dyn Read>,
    /// Bytes read, lines begun, and bytes read of the last.
    read: u64,
    line: usize,
    of_line: usize,
    /// Bytes that are no lines have no long ones.
    binary: bool,
    role: Role,
    hash: Sha256,
}

impl<'p> Bytes<'p> {
    /// The file or pipe of a path; a device may have no end.
    pub(super) fn open(role: Role, path: &'p Path) -> Result<Self, CliError> {
        let data = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        if is_device(&data) {
            return Err(CliError::NoFile { path: path.to_owned() });
        }
        let file = std::fs::File::open(path).map_err(|error| unreadable(path, &error))?;
        Ok(Self::new(role, path, Box::new(file)))
    }

    fn of_standard_input(path: &'p Path) -> Self {
        Self::new(Role::Votes, path, Box::new(io::stdin().lock()))
    }

    fn new(role: Role, path: &'p Path, input: Box<dyn Read>) -> Self {
        Self { path, input, read: 0, line: 1, of_line: 0, binary: false, role, hash: Sha256::new() }
    }

    fn binary(self) -> Self {
        Self { binary: true, ..self }
    }

    /// The next bytes, and how many; none at the end, when note is taken of what was read.
    pub(super) fn piece(&mut self, into: &mut [u8]) -> Result<usize, CliError> {
        let length = loop {
            match self.input.read(into) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other.map_err(|error| unreadable(self.path, &error))?,
            }
        };
        self.read += length as u64;
        let bytes = into.get(..length).unwrap_or_default();
        if bytes.is_empty() {
            origin::note(self.role, self.path, &self.hash);
        }
        self.hash.update(bytes);
        let first = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(length);
        if !self.binary && self.of_line + first > MOST_OF_LINE {
            let most = (MOST_OF_LINE >> 20) as u64;
            return Err(CliError::LongLine { path: self.path.to_owned(), line: self.line, most });
        }
        self.line += memchr::memchr_iter(b'\n', bytes).count();
        self.of_line = match memchr::memrchr2(b'\n', b'\r', bytes) {
            Some(last) => length - last - 1,
            None => self.of_line + length,
        };
        Ok(length)
    }

    /// All of them.
    fn all(mut self) -> Result<Vec<u8>, CliError> {
        let mut bytes = Vec::new();
        let mut piece = vec![0; PIECE];
        loop {
            let length = self.piece(&mut piece)?;
            let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else { return Ok(bytes) };
            if self.read > MOST_OF_FILE {
                return Err(CliError::TooLarge { path: self.path.to_owned(), most: MOST_OF_FILE >> 20 });
            }
            bytes.extend_from_slice(read);
        }
    }
}

/// How many bytes are read at once.
const PIECE: usize = 256 << 10;

#[cfg(unix)]
fn is_device(data: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = data.file_type();
    kind.is_char_device() || kind.is_block_device() || kind.is_socket()
}

#[cfg(not(unix))]
fn is_device(_data: &std::fs::Metadata) -> bool {
    false
}

/// A text file's text.
pub(super) fn text(role: Role, path: &Path) -> Result<String, CliError> {
    if let Some(table) = table_of_spreadsheet(role, path)? {
        return Ok(table);
    }
    decode(path, Bytes::open(role, path)?.all()?)
}

/// A text file's text, where a text and no person names it: it may be neither a pipe nor large.
pub(super) fn named(role: Role, path: &Path) -> Result<String, CliError> {
    let file = path.to_str().and_then(spreadsheet::parts).map_or(path, |(workbook, _)| Path::new(workbook));
    let data = std::fs::metadata(file).map_err(|error| unreadable(file, &error))?;
    if !data.is_file() && !data.is_dir() {
        return Err(CliError::NoFile { path: file.to_owned() });
    }
    if data.len() > MOST_BYTES {
        return Err(CliError::TooLarge { path: file.to_owned(), most: MOST_BYTES >> 20 });
    }
    text(role, path)
}

/// Whether a path is that of a spreadsheet, perhaps with a sheet's name.
pub(super) fn is_spreadsheet(path: &Path) -> bool {
    path.to_str().is_some_and(|path| spreadsheet::parts(path).is_some())
}

/// A spreadsheet's table as CSV; nothing if the path is no spreadsheet's.
fn table_of_spreadsheet(role: Role, path: &Path) -> Result<Option<String>, CliError> {
    let Some((name, sheet)) = path.to_str().and_then(spreadsheet::parts) else { return Ok(None) };
    let workbook = Path::new(name);
    let bytes = Bytes::open(role, workbook)?.binary().all()?;
    let table = spreadsheet::csv(&bytes, sheet);
    table.map(Some).map_err(|error| CliError::Spreadsheet { path: path.to_owned(), help: error.help(), error })
}

/// Whether standard input is meant.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The bytes of a file, or of standard input for `-`, if they can be text.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, CliError> {
    if let Some(table) = table_of_spreadsheet(Role::Votes, path)? {
        return Ok(table.into_bytes());
    }
    let open = if is_standard_input(path) { Bytes::of_standard_input(path) } else { Bytes::open(Role::Votes, path)? };
    let bytes = open.all()?;
    check_bytes(path, &bytes)?;
    Ok(bytes)
}

/// All of standard input.
pub(super) fn standard_input() -> Result<String, CliError> {
    let path = Path::new("standard input");
    decode(path, Bytes::of_standard_input(path).all()?)
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
