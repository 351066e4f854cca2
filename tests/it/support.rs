//! How tests come by a program.

use quorate::program::Program;
use quorate::source::{Source, Sources};
use quorate::{check, syntax};

/// The program of one text without mistakes.
#[track_caller]
pub fn program_of(text: &str) -> (Sources, Program) {
    let mut sources = Sources::new();
    let source = sources.add("rule.measure", text);
    let program = program(&source);
    (sources, program)
}

/// The program of one source without mistakes.
#[track_caller]
pub fn program(source: &Source) -> Program {
    let parse = syntax::parse(source);
    assert!(parse.errors.is_empty(), "{}: {:#?}", source.name, parse.errors);
    let checked = check::check(std::slice::from_ref(&parse.file));
    assert!(checked.errors.is_empty(), "{}: {:#?}", source.name, checked.errors);
    checked.program
}
