//! Rules as data for votes: a language for ballot measures, and what they come to.

pub mod check;
pub mod evaluate;
pub mod facts;
pub mod ids;
pub mod program;
pub mod source;
pub mod span;
pub mod suggest;
pub mod syntax;
pub mod value;
pub mod words;
