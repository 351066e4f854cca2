//! Every rule file of the project checks without a word, is laid out, and its tests pass.

use std::fs;

use miette::Diagnostic;
use quorate::check;
use quorate::load::{self, Loaded, ReadError, ReadFile};
use quorate::program::Program;
use quorate::source::Sources;
use quorate::syntax;
use quorate::testing::{self, TestReport};

use crate::support::{files, root, rule_files, rule_texts};

/// Files of the project, with one text that stands in for a file.
pub struct Project<'a> {
    pub example: Option<(&'a str, &'a str)>,
}

impl ReadFile for Project<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        match self.example {
            Some((name, text)) if name == path => Ok(text.to_owned()),
            _ => fs::read_to_string(root().join(path)).map_err(|error| ReadError::Other(error.to_string())),
        }
    }
}

/// What a rule file comes to, and what there is to say of it.
pub struct Read {
    pub sources: Sources,
    pub program: Program,
    pub errors: Vec<Said>,
    pub lints: Vec<Said>,
}

/// A diagnostic by its code, `check::name`, and in words.
#[derive(Debug)]
pub struct Said {
    pub code: String,
    pub text: String,
}

impl Said {
    pub fn new(diagnostic: &dyn Diagnostic, sources: &Sources) -> Self {
        let code = diagnostic.code().map(|code| code.to_string()).unwrap_or_default();
        let code = code.strip_prefix("quorate::").unwrap_or(&code).to_owned();
        let at = diagnostic.labels().into_iter().flatten().next().and_then(|label| {
            let found = miette::SourceCode::read_span(sources, label.inner(), 0, 0).ok()?;
            Some(format!("{}:{}", found.name().unwrap_or(""), found.line() + 1))
        });
        let help = diagnostic.help().map(|help| format!(" ({help})")).unwrap_or_default();
        Self { text: format!("{}: {code}: {diagnostic}{help}", at.unwrap_or_default()), code }
    }
}

/// Reads and checks a rule file.
pub fn read(path: &str, project: &Project<'_>) -> Read {
    let mut sources = Sources::new();
    let Loaded { files, errors, syntax_errors } = load::load(path, project, &mut sources);
    let checked = check::check(&files);
    let said = |diagnostic: &dyn Diagnostic| Said::new(diagnostic, &sources);
    let mut all: Vec<Said> = errors.iter().map(|error| said(error)).collect();
    all.extend(syntax_errors.iter().map(|error| said(error)));
    all.extend(checked.errors.iter().map(|error| said(error)));
    let lints = checked.lints.iter().map(|lint| said(lint)).collect();
    Read { errors: all, lints, program: checked.program, sources }
}

/// What is not as a test expects, in words.
pub fn failures(program: &Program, sources: &Sources) -> Vec<String> {
    let reports = testing::run(program, sources);
    reports.iter().filter(|report| !report.passed()).map(|report| failure(report, program, sources)).collect()
}

fn failure(report: &TestReport, program: &Program, sources: &Sources) -> String {
    let title = program.tests.get(report.index).map_or("", |test| test.title.text.as_str());
    let errors: Vec<String> = report.errors.iter().map(|error| Said::new(error, sources).text).collect();
    let wrong: Vec<String> =
        report.results.iter().filter(|result| !result.ok).map(|result| format!("    {result:?}")).collect();
    format!("test {title:?}\n{}\n{}", wrong.join("\n"), errors.join("\n"))
}

#[test]
fn rules_check_without_a_word() {
    let mut said = Vec::new();
    for path in rule_files() {
        let Read { errors, lints, .. } = read(&path, &Project { example: None });
        said.extend(errors.into_iter().chain(lints).map(|said| said.text));
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn rules_pass_their_tests() {
    let mut failed = Vec::new();
    let mut tests = 0;
    for path in rule_files() {
        let Read { program, sources, .. } = read(&path, &Project { example: None });
        tests += program.tests.len();
        failed.extend(failures(&program, &sources).into_iter().map(|failure| format!("{path}: {failure}")));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(tests > 300, "{tests} tests were found: is a folder missing?");
}

/// Every real measure says whose it is and where it comes from.
#[test]
fn rules_say_where_they_come_from() {
    let mut silent = Vec::new();
    for path in files("rules", "measure") {
        let Read { program, .. } = read(&path, &Project { example: None });
        for measure in program.measures.values().filter(|measure| measure.variant_of.is_none()) {
            let name = &measure.name.text;
            let unsourced = measure.conditions.values().filter(|condition| condition.sources.is_empty());
            let sourced = !measure.sources.is_empty() || unsourced.count() == 0;
            if measure.jurisdiction.is_none() {
                silent.push(format!("{path}: `{name}` has no jurisdiction"));
            }
            if !sourced {
                silent.push(format!("{path}: `{name}` has no source"));
            }
            for parameter in measure.parameters.values() {
                let by_date = matches!(parameter.value, quorate::program::ParameterValue::ByDate { .. });
                if parameter.sources.is_empty() && !by_date {
                    silent.push(format!("{path}: `{name}.{}` has no source", parameter.name.text));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn rules_are_in_layout() {
    let mut untidy = Vec::new();
    for (path, text) in rule_texts() {
        let source = Sources::new().add(path.as_str(), text.as_str());
        if syntax::format(&source).as_ref() != Ok(&text) {
            untidy.push(path);
        }
    }
    assert!(untidy.is_empty(), "run `quorate fmt` on {}", untidy.join(" "));
}
