//! Rules as data for votes: a language for ballot measures, and what they come to.

pub mod evaluate;
pub mod facts;
pub mod ids;
pub mod inputs;
pub mod program;
pub mod source;
pub mod span;
pub mod suggest;
pub mod syntax;
pub mod testing;
pub mod value;
pub mod words;
