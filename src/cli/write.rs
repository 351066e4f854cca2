//! Files that are written: whole, or not at all.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use quorate::source::Sources;

use super::error::CliError;

/// What a command may write over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overwrite<'a> {
    /// `--force`: whatever is named.
    pub(super) force: bool,
    /// The texts that the command has read.
    pub(super) sources: &'a Sources,
    /// Further files that it has read.
    pub(super) read: &'a [PathBuf],
}

impl Overwrite<'_> {
    /// Refuses a rule file, and what the answer was made from.
    fn check(self, path: &Path) -> Result<(), CliError> {
        if self.force || !path.is_file() {
            return Ok(());
        }
        let of_sources = self.sources.iter().map(|source| Path::new(&*source.name));
        let what = if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("measure")) {
            "a rule file"
        } else if of_sources.chain(self.read.iter().map(PathBuf::as_path)).any(|read| is_same(read, path)) {
            "what the answer is made from"
        } else {
            return Ok(());
        };
        Err(CliError::Overwrites { path: path.to_owned(), what })
    }
}

/// Writes an answer into a file.
pub(super) fn answer(path: &Path, bytes: &[u8], over: Overwrite<'_>) -> Result<(), CliError> {
    over.check(path)?;
    file(path, bytes)
}

/// Writes a file that is meant to be replaced.
pub(super) fn file(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    replace(path, bytes).map_err(|error| CliError::Unwritable { path: path.to_owned(), reason: reason(&error) })
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let id = |path: &Path| fs::metadata(path).map(|data| (data.dev(), data.ino())).ok();
        id(one).is_some_and(|own| Some(own) == id(other))
    }
    #[cfg(not(unix))]
    {
        let real = |path: &Path| fs::canonicalize(path).ok();
        real(one).is_some_and(|own| Some(own) == real(other))
    }
}

/// Puts a file in the place of another: written beside it, flushed to the disk, then renamed. A link still leads to the file
/// that is replaced; the new file has the mode and, where that is allowed, the owner of the old.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = behind_links(path)?;
    let old = match fs::metadata(&target) {
        Ok(data) if data.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        // A device or a pipe is no file that could be half written.
        Ok(data) if !data.is_file() || is_descriptor(path) => return in_place(path, bytes),
        Ok(data) => Some(data),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if old.is_some() {
        // What may not be written is not replaced either.
        OpenOptions::new().write(true).open(&target)?;
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = beside(folder)?;
    beside.write_all(bytes)?;
    if let Some(old) = &old {
        adopt(beside.as_file(), old)?;
    }
    beside.as_file().sync_all()?;
    if old.as_ref().is_some_and(has_other_names) {
        return over_all_names(beside, &target, bytes);
    }
    beside.persist(&target).map_err(|error| error.error)?;
    // That the name is on the disk too is good to have, where folders can be flushed.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// A new file that nobody else knows of, with the mode that new files have.
fn beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".quorate-").suffix(".part");
    #[cfg(unix)]
    let permissions: Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(permissions);
    builder.tempfile_in(folder)
}

/// Gives a file the owner and the mode of another.
fn adopt(file: &File, old: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (old.uid(), old.gid()) {
            // Only the administrator may give files away.
            let _ = fchown(file, Some(old.uid()), Some(old.gid()));
        }
    }
    file.set_permissions(old.permissions())
}

/// Whether a file stands under several names.
fn has_other_names(data: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        std::os::unix::fs::MetadataExt::nlink(data) > 1
    }
    #[cfg(not(unix))]
    {
        let _ = data;
        false
    }
}

/// A file with several names would keep its old text under the others: so it is written itself, once all of the new text is
/// safe beside it, which stays there if that goes wrong.
fn over_all_names(beside: tempfile::NamedTempFile, target: &Path, bytes: &[u8]) -> io::Result<()> {
    match in_place(target, bytes) {
        Ok(()) => Ok(()),
        Err(error) => {
            let (_, safe) = beside.keep().map_err(|error| error.error)?;
            let kind = error.kind();
            Err(io::Error::new(kind, format!("{error}; what should be in it is in `{}`", safe.display())))
        }
    }
}

fn in_place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.flush()?;
    match file.sync_all() {
        // A pipe or a terminal has nothing to flush to.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

/// `/dev/stdout` and the like: names of what is open already.
fn is_descriptor(path: &Path) -> bool {
    path.starts_with("/dev") || path.starts_with("/proc")
}

/// Where a path leads, its last part too, whether or not there is something.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    const MOST: usize = 40;
    let mut target = path.to_owned();
    for _ in 0..MOST {
        if !fs::symlink_metadata(&target).is_ok_and(|data| data.is_symlink()) {
            return Ok(target);
        }
        let next = fs::read_link(&target)?;
        target = target.parent().map_or_else(|| next.clone(), |folder| folder.join(&next));
    }
    Err(io::Error::other("its links lead in a circle"))
}

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that goes wrong should stop there")]

    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn mode_and_links_are_kept_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("plain"), "old").unwrap();
        fs::set_permissions(at("plain"), Permissions::from_mode(0o640)).unwrap();
        symlink("plain", at("link")).unwrap();
        symlink("link", at("link-to-link")).unwrap();
        symlink("later", at("dangling")).unwrap();
        replace(&at("link-to-link"), b"new").unwrap();
        replace(&at("dangling"), b"first").unwrap();
        assert_eq!(fs::read_to_string(at("plain")).unwrap(), "new");
        assert_eq!(fs::read_to_string(at("later")).unwrap(), "first");
        assert!(fs::symlink_metadata(at("link")).unwrap().is_symlink());
        assert_eq!(fs::metadata(at("plain")).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(names(folder.path()), ["dangling", "later", "link", "link-to-link", "plain"]);
    }

    #[test]
    fn a_file_with_two_names_keeps_both() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("one"), "old").unwrap();
        fs::hard_link(at("one"), at("other")).unwrap();
        replace(&at("one"), b"new").unwrap();
        assert_eq!(fs::read_to_string(at("other")).unwrap(), "new");
        assert_eq!(fs::metadata(at("one")).unwrap().ino(), fs::metadata(at("other")).unwrap().ino());
        assert_eq!(names(folder.path()), ["one", "other"]);
    }

    #[test]
    fn what_cannot_be_written_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        symlink("circle", at("circle")).unwrap();
        assert!(replace(&at("circle"), b"new").is_err());
        assert!(replace(folder.path(), b"new").is_err());
        assert!(replace(&at("nowhere/file"), b"new").is_err());
        assert!(replace(Path::new("/dev/full"), b"new").is_err());
        assert_eq!(names(folder.path()), ["circle"]);
    }
}
