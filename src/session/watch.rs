//! Who waits for a long answer.

/// Is told how far a long answer has come, from any thread, and may put an end to it. A function that says whether to stop
/// is enough.
pub trait Watch: Sync {
    /// Whether the answer is to be given up.
    fn stopped(&self) -> bool;

    /// Something long begins: so many steps, of what: `points judged`.
    fn begins(&self, steps: usize, what: &'static str) {
        let _ = (steps, what);
    }

    /// So many more of the steps are done.
    fn advances(&self, more: usize) {
        let _ = more;
    }

    /// It is over.
    fn ends(&self) {}
}

impl<F: Fn() -> bool + Sync> Watch for F {
    fn stopped(&self) -> bool {
        self()
    }
}
