//! How tests come by a program.

use std::path::Path;

use quorate::program::Program;
use quorate::source::{Source, Sources};
use quorate::syntax::ast;
use quorate::{check, syntax};

/// The program of one text without mistakes.
#[track_caller]
pub fn program_of(text: &str) -> (Sources, Program) {
    let mut sources = Sources::new();
    let source = sources.add("rule.measure", text);
    let program = program(&source);
    (sources, program)
}

/// The program of a file and those it uses, and what is wrong with them, if anything is.
pub fn program_of_file(path: &Path) -> (Sources, Program, Vec<String>) {
    let mut sources = Sources::new();
    let mut files = Vec::new();
    let mut mistakes = Vec::new();
    let mut paths = vec![path.to_owned()];
    while let Some(path) = paths.pop() {
        let text = std::fs::read_to_string(&path).unwrap();
        let parse = syntax::parse(&sources.add(path.display().to_string(), text));
        mistakes.extend(parse.errors.iter().map(ToString::to_string));
        paths.extend(parse.file.declarations.iter().filter_map(|declaration| match declaration {
            ast::Declaration::Use(used) => Some(path.with_file_name(&used.file.text)),
            _ => None,
        }));
        files.push(parse.file);
    }
    let checked = check::check(&files);
    mistakes.extend(checked.errors.iter().map(ToString::to_string));
    (sources, checked.program, mistakes)
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
