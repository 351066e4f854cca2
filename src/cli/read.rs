//! Files, with a clear word for each way in which one cannot be read.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use quorate::suggest;

use super::error::CliError;

/// A text file's text.
pub(super) fn text(path: &Path) -> Result<String, CliError> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    decode(path, bytes)
}

/// Whether standard input is meant.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The bytes of a file, or of standard input for `-`, if they can be text.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, CliError> {
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

fn decode(path: &Path, bytes: Vec<u8>) -> Result<String, CliError> {
    check_bytes(path, &bytes)?;
    String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(byte).filter(|&&byte| byte == b'\n').count() + 1;
        CliError::NotUtf8 { path: path.to_owned(), byte, line }
    })
}

fn check_bytes(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    // Offsets are 32 bits; half of them leaves room for the other files of a run.
    if bytes.len() > (u32::MAX / 2) as usize {
        return Err(CliError::TooLarge { path: path.to_owned() });
    }
    if let Some(byte) = bytes.iter().position(|&byte| byte == 0) {
        return Err(CliError::Binary { path: path.to_owned(), byte });
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
