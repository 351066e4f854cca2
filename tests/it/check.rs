//! Trees to the checked program: what is sound, and what is said of what is not.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use quorate::check::{self, Checked};
use quorate::load::{self, Loaded, ReadError, ReadFile};
use quorate::program::{Comparison, FormulaNode, Measure};
use quorate::source::Sources;

/// A folder of texts.
#[derive(Default)]
struct Folder(BTreeMap<String, String>);

impl ReadFile for Folder {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.0.get(path).cloned().ok_or(ReadError::Missing)
    }
}

/// The files of the computer, under one folder.
struct Under<'a>(&'a Path);

impl ReadFile for Under<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        std::fs::read(self.0.join(path)).map_err(|_| ReadError::Missing).and_then(load::text)
    }
}

fn checked(name: &str, files: &dyn ReadFile) -> (Sources, Loaded, Checked) {
    let mut sources = Sources::new();
    let loaded = load::load(name, files, &mut sources);
    let checked = check::check(&loaded.files);
    (sources, loaded, checked)
}

/// One text that reads without a mistake.
#[track_caller]
fn check_text(text: &str) -> (Sources, Checked) {
    let files = Folder(BTreeMap::from([("t.measure".to_owned(), text.to_owned())]));
    let (sources, loaded, checked) = checked("t.measure", &files);
    assert_eq!(loaded.syntax_errors, []);
    (sources, checked)
}

/// One text without any mistake.
#[track_caller]
fn check_sound(text: &str) -> Checked {
    let (sources, checked) = check_text(text);
    assert_eq!(render_all(&sources, &checked.errors), "");
    checked
}

fn render_all<D: Diagnostic + Clone + Send + Sync + 'static>(sources: &Sources, diagnostics: &[D]) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let report = miette::Report::new(diagnostic.clone()).with_source_code(sources.clone());
        handler.render_report(&mut text, report.as_ref()).unwrap();
        text.push('\n');
    }
    text
}

fn comparison<'a>(measure: &'a Measure, condition: &str) -> &'a Comparison {
    let condition = measure.conditions.values().find(|own| own.name.text == condition).unwrap();
    match &condition.formula.node {
        FormulaNode::Compare(comparison) => comparison,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_designs_cases_check_without_a_mistake() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/designs");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let (mut complaints, mut lints) = (String::new(), String::new());
    let mut counted = (0, 0);
    for name in names {
        let (sources, loaded, checked) = checked(&name, &Under(&folder));
        complaints += &render_all(&sources, &loaded.errors);
        complaints += &render_all(&sources, &loaded.syntax_errors);
        complaints += &render_all(&sources, &checked.errors);
        lints += &render_all(&sources, &checked.lints);
        counted.0 += checked.program.measures.len();
        counted.1 += checked.program.tests.len();
    }
    assert_eq!(complaints, "");
    assert_eq!(counted, (69, 78));
    insta::assert_snapshot!("designs", lints);
}

/// Every file of a folder, with what is said of it.
fn snapshots(folder: &str) {
    insta::glob!(format!("../cases/check/{folder}"), "**/*.measure", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let (sources, loaded, checked) = checked(&name, &Under(path.parent().unwrap()));
        let shown = format!(
            "{text}\n----\n{}{}{}{}",
            render_all(&sources, &loaded.errors),
            render_all(&sources, &loaded.syntax_errors),
            render_all(&sources, &checked.errors),
            render_all(&sources, &checked.lints)
        );
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(shown);
        });
    });
}

#[test]
fn what_is_wrong_is_told_in_words() {
    snapshots("wrong");
}

#[test]
fn what_is_probably_not_meant_is_pointed_out() {
    snapshots("lint");
}
