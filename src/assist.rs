//! Help while typing: what fits at the cursor, what a name is, colours, and whether a text is whole.
//!
//! All of it works on any text, however broken, and asks nothing of the world: a session's line editor uses it, and so can
//! an editor of files.

mod arguments;
mod complete;
mod context;
mod highlight;
mod hint;
mod item;
mod language;
mod names;
mod token;
mod validate;
mod words;

pub use complete::complete;
pub use highlight::{Class, Highlight, Highlighter, highlight};
pub use hint::{Hint, hint};
pub use item::{Completions, Files, Item, ItemKind};
pub use validate::{Whole, validate};

use crate::facts::Facts;
use crate::program::{MeasureId, Program, StageId};
use crate::session::command::Command;
pub use crate::syntax::cursor::Block;

/// Where a text is typed: what its names mean there.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// What is declared.
    pub program: &'a Program,
    /// The measure or variant that names are looked up in.
    pub measure: Option<MeasureId>,
    /// The stage they are looked up in first.
    pub stage: Option<StageId>,
    /// What is known of the world, for the values in hints.
    pub facts: Option<&'a Facts>,
    /// The commands that may stand after a colon; none in a file.
    pub commands: &'a [Command],
    /// What the text as a whole is: [`Block::Line`] in a session, [`Block::File`] in an editor.
    pub block: Block,
}

/// Something that keeps what a [`Place`] refers to, so that a line editor can hold on to it while a line is typed.
pub trait Standpoint {
    /// The place.
    fn place(&self) -> Place<'_>;
}
