//! A conversation about a measure: what `quorate repl` answers, line by line, without a terminal.

pub mod command;
