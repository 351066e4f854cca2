//! Lines from a terminal that can do nothing but print.

use std::io::{self, BufRead as _, Write as _};

use quorate::assist::{Whole, validate};
use quorate::session::Session;

use super::interrupt::Interrupt;
use super::{CONTINUED, Front, Line, Terminal, Waiting};

/// Reads lines as the terminal gives them.
pub(super) struct Dumb {
    interrupt: Interrupt,
}

impl Dumb {
    pub(super) fn new(interrupt: Interrupt) -> Self {
        Self { interrupt }
    }

    /// One line of the terminal; nothing at the end of input.
    fn read(&self, prompt: &str) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        self.interrupt.set_reading(Some(prompt));
        let read = io::stdin().lock().read_until(b'\n', &mut bytes);
        self.interrupt.set_reading(None);
        Ok((read? > 0).then(|| String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned()))
    }
}

impl Front for Dumb {
    fn next_line(&mut self, session: &Session, _: &Terminal) -> io::Result<Line> {
        self.interrupt.take();
        let (prompt, standpoint) = (session.prompt(), session.standpoint());
        let mut text = String::new();
        loop {
            let mut output = io::stdout().lock();
            output.write_all(if text.is_empty() { &prompt } else { CONTINUED }.as_bytes())?;
            output.flush()?;
            drop(output);
            let line = self.read(&prompt)?;
            if self.interrupt.take() {
                // The terminal has forgotten the line; what came before it goes too.
                text.clear();
            }
            let Some(line) = line else {
                return Ok(if text.is_empty() { Line::End } else { Line::Text(text) });
            };
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line);
            match validate(&text, &standpoint.place()) {
                Whole::Complete | Whole::Wrong => return Ok(Line::Text(text)),
                Whole::Incomplete => {}
            }
        }
    }

    fn waiting(&self) -> Option<Waiting> {
        Some(Waiting::new(self.interrupt.clone()))
    }
}
