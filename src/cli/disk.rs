//! The files of this machine, as the library asks for them.

use std::cell::RefCell;
use std::path::Path;

use quorate::load::{ReadError, ReadFile};

use super::error::CliError;
use super::origin::Role;
use super::reach::{self, Reach};
use super::read;

/// The files of this machine.
#[derive(Default)]
pub(super) struct Disk {
    /// A text that has been read already and is asked for first, because there was more to say about what could go wrong.
    first: RefCell<Option<String>>,
}

impl Disk {
    /// With the text that is asked for first.
    pub(super) fn after(first: String) -> Self {
        Self { first: RefCell::new(Some(first)) }
    }
}

impl ReadFile for Disk {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if let Some(text) = self.first.borrow_mut().take() {
            return Ok(text);
        }
        read::text(Role::Rules, Path::new(path)).map_err(ReadError::from)
    }

    fn read_named(&self, path: &str, by: &str) -> Result<String, ReadError> {
        let path = Path::new(path);
        Reach::permits(path, Path::new(by))?;
        read::named(Role::Rules, path).map_err(ReadError::from)
    }

    fn identity(&self, path: &str) -> String {
        reach::real(Path::new(path)).to_string_lossy().into_owned()
    }

    fn absolute(&self, path: &str) -> Option<String> {
        std::path::absolute(path).ok()?.into_os_string().into_string().ok()
    }
}

impl From<CliError> for ReadError {
    fn from(error: CliError) -> Self {
        match error {
            CliError::MissingFile { .. } => Self::Missing,
            CliError::Directory { .. } => Self::Directory,
            CliError::NoFile { .. } => Self::NoFile,
            CliError::TooLarge { most, .. } => Self::TooLarge { most },
            CliError::Outside { root, .. } => Self::Outside { root: root.display().to_string() },
            CliError::NotUtf8 { byte, .. } => Self::NotText { at: byte },
            CliError::Unreadable { reason, .. } => Self::Other(reason),
            other => Self::Other(other.to_string()),
        }
    }
}
