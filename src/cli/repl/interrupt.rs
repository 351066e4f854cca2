//! Ctrl-C while an answer is worked out, or on a terminal that does not edit lines.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::cli::Status;

/// Whether Ctrl-C was pressed. While an editor reads a line, Ctrl-C is a key of its own and does not come here.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupt {
    pressed: Arc<AtomicBool>,
    /// The prompt of a line that the terminal itself reads, and forgets at Ctrl-C.
    reading: Arc<Mutex<Option<String>>>,
}

impl Interrupt {
    /// Takes over Ctrl-C, which from then on no longer ends the process. Where that cannot be, it does.
    pub(super) fn new() -> Self {
        let interrupt = Self::default();
        let own = interrupt.clone();
        let _ = ctrlc::set_handler(move || {
            let again = own.pressed.swap(true, Ordering::Relaxed);
            let reading = own.reading.lock().ok().and_then(|prompt| prompt.clone());
            if again && reading.is_none() {
                // Whatever does not hear the first has to end too.
                std::process::exit(Status::Interrupted as i32);
            }
            if let Some(prompt) = reading {
                let mut output = io::stdout().lock();
                let _ = write!(output, "\n{prompt}").and_then(|()| output.flush());
            }
        });
        interrupt
    }

    /// Whether the answer that is being worked out should be given up.
    pub(super) fn is_pressed(&self) -> bool {
        self.pressed.load(Ordering::Relaxed)
    }

    /// Forgets an earlier Ctrl-C, and says whether there was one.
    pub(super) fn take(&self) -> bool {
        self.pressed.swap(false, Ordering::Relaxed)
    }

    /// Says which prompt the terminal itself reads a line after, if it does.
    pub(super) fn set_reading(&self, prompt: Option<&str>) {
        if let Ok(mut reading) = self.reading.lock() {
            *reading = prompt.map(str::to_owned);
        }
    }
}
