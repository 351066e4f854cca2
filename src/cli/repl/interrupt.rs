//! Ctrl-C while an answer is worked out, or on a terminal that does not edit lines.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether Ctrl-C was pressed. While an editor reads a line, Ctrl-C is a key of its own and does not come here.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupt {
    pressed: Arc<AtomicBool>,
    /// A line is being read by the terminal itself, which forgets it at Ctrl-C.
    reading: Arc<AtomicBool>,
}

impl Interrupt {
    /// Takes over Ctrl-C, which from then on no longer ends the process. Where that cannot be, it does.
    pub(super) fn new() -> Self {
        let interrupt = Self::default();
        let own = interrupt.clone();
        let _ = ctrlc::set_handler(move || {
            own.pressed.store(true, Ordering::Relaxed);
            if own.reading.load(Ordering::Relaxed) {
                let mut output = io::stdout().lock();
                let _ = output.write_all(b"\n(given up) > ").and_then(|()| output.flush());
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

    /// Says whether a line is being read by the terminal itself.
    pub(super) fn set_reading(&self, reading: bool) {
        self.reading.store(reading, Ordering::Relaxed);
    }
}
