//! How far something long has come, on a terminal; and Ctrl-C.

use std::io::IsTerminal as _;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Nobody wants to be told of what is done at once.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether Ctrl-C was pressed.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// A bar on standard error that appears after a second, if a terminal shows it. Works from any thread.
pub(super) struct Progress {
    bar: ProgressBar,
    begun: Instant,
}

impl Progress {
    /// For so many steps, of what: `votes judged`. From here on Ctrl-C is heard by [`Progress::advance`].
    pub(super) fn new(steps: usize, what: &'static str) -> Self {
        // Without a handler Ctrl-C ends the process at once, which loses nothing either.
        let _ = ctrlc::set_handler(|| {
            // Who presses it twice does not want to wait.
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED_STATUS);
            }
        });
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {human_pos} of {human_len} {msg}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self { bar, begun: Instant::now() }
    }

    /// So many more are done.
    pub(super) fn advance(&self, more: usize) -> ControlFlow<()> {
        if self.bar.is_hidden() && std::io::stderr().is_terminal() && self.begun.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(more as u64);
        if INTERRUPTED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// All is done: the bar goes.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// What a shell expects of what Ctrl-C ended.
const INTERRUPTED_STATUS: i32 = 130;
