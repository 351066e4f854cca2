//! Somebody at a terminal who waits for a long answer: a bar after a second, and Ctrl-C.

use std::sync::Mutex;

use quorate::session::Watch;

use super::interrupt::Interrupt;
use crate::cli::progress::Progress;

/// Who waits at the terminal.
pub(in crate::cli) struct Waiting {
    interrupt: Interrupt,
    progress: Mutex<Option<Progress>>,
}

impl Waiting {
    pub(super) fn new(interrupt: Interrupt) -> Self {
        Self { interrupt, progress: Mutex::new(None) }
    }

    fn set(&self, progress: Option<Progress>) {
        if let Ok(mut own) = self.progress.lock()
            && let Some(before) = std::mem::replace(&mut *own, progress)
        {
            before.finish();
        }
    }
}

impl Watch for Waiting {
    fn stopped(&self) -> bool {
        self.interrupt.is_pressed()
    }

    fn begins(&self, steps: usize, what: &'static str) {
        self.set(Some(Progress::new(steps, what)));
    }

    fn advances(&self, more: usize) {
        if let Ok(own) = self.progress.lock() {
            // Ctrl-C is heard by the session's own handler.
            let _ = own.as_ref().map(|progress| progress.advance(more));
        }
    }

    fn ends(&self) {
        self.set(None);
    }
}
