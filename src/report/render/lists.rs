//! Sentences of different depths as lists within lists.

/// The depths of the lists that are open, outermost first.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    open: Vec<usize>,
}

/// What an item of a depth does to the lists that are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// So many lists end before it.
    pub(super) ended: usize,
    /// A list begins with it.
    pub(super) begins: bool,
}

impl Nesting {
    /// An item of a depth: of the innermost list if it is as deep, of a new one in it if it is deeper.
    pub(super) fn item(&mut self, depth: usize) -> Step {
        let ended = self.open.iter().rev().take_while(|&&open| open > depth).count();
        self.open.truncate(self.open.len() - ended);
        let begins = self.open.last() != Some(&depth);
        if begins {
            self.open.push(depth);
        }
        Step { ended, begins }
    }

    /// Ends all lists, and says how many there were.
    pub(super) fn end(&mut self) -> usize {
        std::mem::take(&mut self.open).len()
    }

    /// How many lists are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }
}
