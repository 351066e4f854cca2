//! Lines of earlier sessions, in the platform's place for such data.

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy as _, choose_native_strategy};
use rustyline::history::FileHistory;

use super::helper::Helper;

/// Where lines are kept; nowhere if `QUORATE_HISTORY` is empty, or nothing can be written there.
pub(super) struct History {
    file: Option<PathBuf>,
}

impl History {
    /// `QUORATE_HISTORY` names another file.
    pub(super) fn new() -> Self {
        let file = match std::env::var_os("QUORATE_HISTORY") {
            Some(path) => (!path.is_empty()).then(|| PathBuf::from(path)),
            None => choose_native_strategy().ok().map(|base| base.data_dir().join("quorate").join("history")),
        };
        Self { file }
    }

    /// Takes the kept lines in.
    pub(super) fn load(&self, editor: &mut rustyline::Editor<Helper, FileHistory>) {
        if let Some(file) = &self.file {
            // A history that cannot be read is none.
            let _ = editor.load_history(file);
        }
    }

    /// Keeps one more line, at once: a session may end in any way, and others may go on beside it.
    pub(super) fn add(&self, editor: &mut rustyline::Editor<Helper, FileHistory>, line: &str) {
        if line.trim().is_empty() || !editor.add_history_entry(line).unwrap_or(false) {
            return;
        }
        if let Some(file) = &self.file {
            let folder = file.parent().map(std::fs::create_dir_all);
            // A history that cannot be written is not kept, and nobody is troubled with it.
            let _ = folder.transpose().map(|_| editor.append_history(file));
        }
    }
}
