//! How tests come by a program, and by the project's own rule files.

use std::fs;
use std::path::{Path, PathBuf};

use quorate::program::Program;
use quorate::source::{Source, Sources};
use quorate::{check, syntax};

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files of a kind under a folder, by their path from the root.
pub fn files(folder: &str, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == extension) {
                found.push(from_root(&path));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "nothing ends in `.{extension}` in `{folder}`");
    found
}

fn from_root(path: &Path) -> String {
    let parts = path.strip_prefix(root()).unwrap().components();
    parts.map(|part| part.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/")
}

/// The text of a file, by its path from the root.
#[track_caller]
pub fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The real measures and the small ones that probe meaning: every rule file that is right.
pub fn rule_files() -> Vec<String> {
    let mut found = files("rules", "measure");
    found.extend(files("tests/cases/meaning", "measure"));
    assert!(found.len() > 50, "{} rule files were found: is a folder missing?", found.len());
    found
}

/// [`rule_files`] with their texts.
pub fn rule_texts() -> Vec<(String, String)> {
    rule_files().into_iter().map(|path| (path.clone(), text(&path))).collect()
}

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

/// Whether Z3 is on this machine; where `QUORATE_NEEDS_Z3` is set it has to be.
pub fn has_z3() -> bool {
    let started = std::process::Command::new("z3").arg("-version").output();
    if let Err(error) = &started {
        assert!(std::env::var_os("QUORATE_NEEDS_Z3").is_none(), "z3 cannot be started: {error}");
    }
    started.is_ok()
}
