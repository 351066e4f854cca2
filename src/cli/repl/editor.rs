//! The line editor: rustyline, with the library's help while typing.

mod files;
mod helper;
mod history;

use std::io;

use quorate::session::Session;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, EditMode};

use super::interrupt::Interrupt;
use super::{Front, Line, Terminal, Waiting};
use helper::Helper;
use history::History;

/// Edits lines on a terminal.
pub(super) struct Editor {
    editor: rustyline::Editor<Helper, FileHistory>,
    history: History,
    interrupt: Interrupt,
}

impl Editor {
    /// An editor with the history of earlier sessions.
    ///
    /// # Errors
    /// The terminal cannot be had.
    pub(super) fn new(colour: bool, interrupt: Interrupt) -> io::Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .completion_prompt_limit(200)
            .edit_mode(EditMode::Emacs)
            .history_ignore_space(true)
            // Hints are dimmed and words bold through colours; without, the line is plain.
            .color_mode(if colour { ColorMode::Forced } else { ColorMode::Enabled })
            .bracketed_paste(true)
            .build();
        let mut editor = rustyline::Editor::with_config(config).map_err(broken)?;
        editor.set_helper(Some(Helper::new(colour)));
        let history = History::new();
        history.load(&mut editor);
        Ok(Self { editor, history, interrupt })
    }
}

impl Front for Editor {
    fn next_line(&mut self, session: &Session, _: &Terminal) -> io::Result<Line> {
        self.interrupt.take();
        let prompt = session.prompt();
        if let Some(helper) = self.editor.helper_mut() {
            helper.stand(session.standpoint(), &prompt);
        }
        match self.editor.readline(&prompt) {
            Ok(text) => {
                self.history.add(&mut self.editor, &text);
                Ok(Line::Text(text))
            }
            Err(ReadlineError::Interrupted) => Ok(Line::Interrupted),
            Err(ReadlineError::Eof) => Ok(Line::End),
            Err(error) => Err(broken(error)),
        }
    }

    fn waiting(&self) -> Option<Waiting> {
        Some(Waiting::new(self.interrupt.clone()))
    }
}

fn broken(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other),
    }
}
