//! Which files a text may have read: those that a person names are read wherever they are, those that a file names only below
//! a root.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::error::CliError;

/// What the command line says of files that files name.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Below which folder they are read; by default as [`Reach::root`] finds it.
    pub(super) root: Option<PathBuf>,
    /// They are read wherever they are.
    pub(super) outside: bool,
}

/// Said once, by the arguments of the run.
static REACH: OnceLock<Reach> = OnceLock::new();

impl Reach {
    /// Holds for the whole run.
    pub(super) fn set(self) {
        // There is one command line, so nothing else was said before.
        let _ = REACH.set(self);
    }

    /// Whether a path may be read because a text says so: `by` is the file that a person named.
    pub(super) fn permits(path: &Path, by: &Path) -> Result<(), CliError> {
        let reach = REACH.get_or_init(Self::default);
        if reach.outside {
            return Ok(());
        }
        let root = real(&reach.root.clone().unwrap_or_else(|| root(by)));
        if real(path).starts_with(&root) {
            return Ok(());
        }
        let shown = root.strip_prefix(real(Path::new("."))).unwrap_or(&root);
        let root = if shown.as_os_str().is_empty() { PathBuf::from(".") } else { shown.to_owned() };
        Err(CliError::Outside { path: path.to_owned(), root })
    }
}

/// The folder of the nearest `quorate.toml` above a file, else the file's own folder. What that file says is never read, so
/// that nothing in it can widen the root.
fn root(by: &Path) -> PathBuf {
    let file = real(by);
    let own = file.parent().unwrap_or(&file);
    own.ancestors().find(|folder| folder.join("quorate.toml").is_file()).unwrap_or(own).to_owned()
}

/// Where a path leads once links are followed; what is not there stands below what is.
pub(super) fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut missing = Vec::new();
    for above in path.ancestors() {
        if let Ok(mut real) = above.canonicalize() {
            real.extend(missing.iter().rev());
            return real;
        }
        // Without a last part it ends in `..`: where that leads cannot be known.
        let Some(name) = above.file_name() else { return PathBuf::new() };
        missing.push(name);
    }
    path
}
