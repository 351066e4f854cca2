//! Where an answer comes from: the files that were read for it, and what was in them.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::Path;

use quorate::report::HashedFile;
use sha2::{Digest as _, Sha256};

/// What a file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A rule file, or what one uses.
    Rules,
    /// Votes, or a mapping that they are read with.
    Votes,
}

thread_local! {
    /// The files that this command has read, each once, in order. All reading is done on one thread.
    static READ: RefCell<Vec<(Role, HashedFile)>> = const { RefCell::new(Vec::new()) };
}

/// The files that were read for something.
pub(super) fn files(of: Role) -> Vec<HashedFile> {
    READ.with_borrow(|read| read.iter().filter(|(role, _)| *role == of).map(|(_, file)| file.clone()).collect())
}

/// Forgets what was read: another command follows.
pub(super) fn forget() {
    READ.with_borrow_mut(Vec::clear);
}

/// Notes what was in a file.
pub(super) fn note(role: Role, path: &Path, hash: &Sha256) {
    let mut sha256 = String::with_capacity(64);
    for byte in hash.clone().finalize() {
        // Writing to a String cannot fail.
        let _ = write!(sha256, "{byte:02x}");
    }
    let name = if path == Path::new("standard input") { Path::new("-") } else { path };
    let file = HashedFile { file: name.to_string_lossy().into_owned(), sha256 };
    READ.with_borrow_mut(|read| {
        if !read.iter().any(|(_, own)| *own == file) {
            read.push((role, file));
        }
    });
}
