//! The rules of a session: files, and what was typed.

use std::cell::RefCell;
use std::sync::Arc;

use super::error::{AnyDiagnostic, boxed};
use crate::check;
use crate::load::{self, ReadError, ReadFile};
use crate::program::Program;
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::SyntaxError;
use crate::syntax::ast::{Declaration, File};

/// Rules without errors.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// The files that were named, in order.
    pub(super) roots: Vec<String>,
    /// Every text that was read for them, by its path.
    pub(super) texts: Vec<(String, Arc<str>)>,
    /// The files and all they use.
    pub(super) files: Vec<File>,
    /// Declarations that were typed, a line's together.
    pub(super) typed: Vec<File>,
    /// What all of it declares.
    pub(super) program: Program,
}

/// Rules with what is probably not meant in them.
pub(super) struct Read {
    pub(super) rules: Rules,
    pub(super) lints: Vec<AnyDiagnostic>,
}

impl Rules {
    /// Reads the files anew; what was typed stays, unless it stands in them by now.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub(super) fn read(
        roots: Vec<String>,
        mut typed: Vec<File>,
        reader: &dyn ReadFile,
        sources: &mut Sources,
    ) -> Result<Read, Vec<AnyDiagnostic>> {
        let recorder = Recorder { under: reader, texts: RefCell::new(Vec::new()), typed: None };
        let names: Vec<&str> = roots.iter().map(String::as_str).collect();
        let loaded = load::load_beside(&names, &[], &recorder, sources);
        let texts = recorder.texts.into_inner();
        let failed = (loaded.errors, loaded.syntax_errors);
        // What was saved in a file is the file's from then on.
        for file in &mut typed {
            file.declarations.retain(|own| {
                let mut declared = loaded.files.iter().flat_map(|file| &file.declarations);
                !declared.any(|other| name_of(own).is_some() && same_text(own, other, sources))
            });
        }
        Self::check(roots, texts, loaded.files, typed, failed, sources)
    }

    /// With the declarations of one more line, which take the place of typed ones of the same name.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub(super) fn with_typed(
        &self,
        name: &str,
        text: &str,
        reader: &dyn ReadFile,
        sources: &mut Sources,
    ) -> Result<Read, Vec<AnyDiagnostic>> {
        let known: Vec<&str> = self.files_by_path(sources).map(|(path, _)| path).collect();
        let known: Vec<String> = known.into_iter().map(str::to_owned).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let recorder = Recorder { under: reader, texts: RefCell::new(Vec::new()), typed: Some((name, text)) };
        let loaded = load::load_beside(&[name], &known, &recorder, sources);
        let failed = (loaded.errors, loaded.syntax_errors);
        let mut fresh = loaded.files.into_iter();
        let mut typed = self.typed.clone();
        let mut files = self.files.clone();
        let mut roots = self.roots.clone();
        if let Some(own) = fresh.next() {
            for declaration in &own.declarations {
                let Some(name) = name_of(declaration) else { continue };
                for earlier in &mut typed {
                    earlier.declarations.retain(|other| name_of(other) != Some(name));
                }
            }
            typed.push(own);
        }
        for file in fresh {
            roots.extend(sources.at(file.span.start).map(|source| source.name.to_string()));
            files.push(file);
        }
        let texts = self.texts.iter().cloned().chain(recorder.texts.into_inner()).collect();
        Self::check(roots, texts, files, typed, failed, sources)
    }

    fn check(
        roots: Vec<String>,
        texts: Vec<(String, Arc<str>)>,
        files: Vec<File>,
        typed: Vec<File>,
        (unread, broken): (Vec<load::LoadError>, Vec<SyntaxError>),
        sources: &Sources,
    ) -> Result<Read, Vec<AnyDiagnostic>> {
        let all: Vec<File> = files.iter().chain(&typed).cloned().collect();
        let checked = check::check(&all);
        let errors = check::by_itself(checked.errors, unread.is_empty(), &broken, sources);
        let mut failed = boxed(unread);
        failed.extend(boxed(broken));
        failed.extend(boxed(errors));
        if !failed.is_empty() {
            failed.sort_by_key(first_place);
            return Err(failed);
        }
        let lints = checked.lints.into_iter().map(|lint| Box::new(lint) as AnyDiagnostic).collect();
        Ok(Read { rules: Self { roots, texts, files, typed, program: checked.program }, lints })
    }

    /// Each file with its path.
    pub(super) fn files_by_path<'a>(&'a self, sources: &'a Sources) -> impl Iterator<Item = (&'a str, &'a File)> {
        self.files.iter().filter_map(|file| Some((&*sources.at(file.span.start)?.name, file)))
    }

    /// Where a file is among those that were read.
    pub(super) fn is_typed(&self, span: Span) -> bool {
        self.typed.iter().any(|file| file.span.start <= span.start && span.end <= file.span.end)
    }
}

/// Where an error begins, for the order of the text.
fn first_place(error: &AnyDiagnostic) -> usize {
    error.labels().and_then(|labels| labels.map(|label| label.offset()).min()).unwrap_or(0)
}

/// What kind of thing a declaration declares, and its name; a test is named by its title.
pub(super) fn name_of(declaration: &Declaration) -> Option<(&'static str, &str)> {
    match declaration {
        Declaration::Measure(measure) => Some(("measure", &measure.name.text)),
        Declaration::Variant(variant) => Some(("variant", &variant.name.text)),
        Declaration::Scenario(scenario) => Some(("scenario", &scenario.name.text)),
        Declaration::Test(test) => Some(("test", &test.title.text)),
        Declaration::Parameter(parameter) => parameter.names.first().map(|name| ("parameter", name.text.as_str())),
        Declaration::Rows(rows) => rows.table.parts.first().map(|name| ("rows", name.text.as_str())),
        Declaration::Holidays(holidays) => holidays.name.as_ref().map(|name| ("holidays", name.text.as_str())),
        Declaration::Use(_) => None,
    }
}

fn same_text(one: &Declaration, other: &Declaration, sources: &Sources) -> bool {
    name_of(one) == name_of(other) && sources.slice(span_of(one)) == sources.slice(span_of(other))
}

fn span_of(declaration: &Declaration) -> Span {
    match declaration {
        Declaration::Use(own) => own.span,
        Declaration::Measure(own) => own.span,
        Declaration::Variant(own) => own.span,
        Declaration::Scenario(own) => own.span,
        Declaration::Test(own) => own.span,
        Declaration::Holidays(own) => own.span,
        Declaration::Parameter(own) => own.span,
        Declaration::Rows(own) => own.span,
    }
}

/// Reads through another reader and keeps what was read. A typed line is a file of its own.
struct Recorder<'a> {
    under: &'a dyn ReadFile,
    texts: RefCell<Vec<(String, Arc<str>)>>,
    typed: Option<(&'a str, &'a str)>,
}

impl Recorder<'_> {
    fn noted(&self, path: &str, text: String) -> Result<String, ReadError> {
        self.texts.borrow_mut().push((path.to_owned(), text.as_str().into()));
        Ok(text)
    }
}

impl ReadFile for Recorder<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if let Some((_, text)) = self.typed.filter(|(name, _)| *name == path) {
            return Ok(text.to_owned());
        }
        self.noted(path, self.under.read(path)?)
    }

    fn read_named(&self, path: &str, by: &str) -> Result<String, ReadError> {
        self.noted(path, self.under.read_named(path, by)?)
    }

    fn identity(&self, path: &str) -> String {
        self.under.identity(path)
    }
}
