//! Text to tree: what is accepted, what is refused and how, and what survives.

#![expect(clippy::unwrap_used, reason = "tests")]

pub mod tree;

use std::fmt::Write as _;
use std::path::Path;

use miette::{GraphicalReportHandler, GraphicalTheme};
use quorate::source::Sources;
use quorate::syntax::{self, Parse, SyntaxError};

/// Reads one text by itself.
fn parse(name: &str, text: &str) -> (Sources, Parse) {
    let mut sources = Sources::new();
    let source = sources.add(name, text);
    let parse = syntax::parse(&source);
    (sources, parse)
}

/// What a person sees of a text's mistakes.
fn render(sources: &Sources, errors: &[SyntaxError]) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    let mut text = String::new();
    for error in errors {
        let report = miette::Report::new(error.clone()).with_source_code(sources.clone());
        handler.render_report(&mut text, report.as_ref()).unwrap();
        text.push('\n');
    }
    text
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

pub fn designs() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/designs");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), read(path))).collect()
}

#[test]
fn the_designs_cases_are_read_without_a_mistake() {
    let mut complaints = String::new();
    let cases = designs();
    assert_eq!(cases.len(), 26);
    for (name, text) in cases {
        let (sources, parse) = parse(&name, &text);
        let _ = write!(complaints, "{}", render(&sources, &parse.errors));
    }
    assert_eq!(complaints, "");
}

/// Every file of a folder, with its tree and its mistakes.
fn snapshots(folder: &str) {
    insta::glob!(format!("../cases/syntax/{folder}"), "**/*.measure", |path| {
        let text = read(path);
        let (sources, parse) = parse(&path.file_name().unwrap().to_string_lossy(), &text);
        let shown = format!("{text}\n----\n{}\n----\n{}", tree::file(&parse.file), render(&sources, &parse.errors));
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(folder, shown);
        });
    });
}

#[test]
fn what_is_accepted_gives_the_right_tree() {
    snapshots("accepted");
}

#[test]
fn what_is_wrong_is_told_in_words() {
    snapshots("wrong");
}

#[test]
fn what_is_good_survives() {
    snapshots("recovery");
}
