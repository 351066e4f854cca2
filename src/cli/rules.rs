//! A rule file with everything it uses, parsed and checked.

use std::path::Path;

use miette::Diagnostic;
use quorate::program::Program;
use quorate::source::Sources;
use quorate::span::Span;

use super::Stop;

/// What a rule file declares, and what was found in it.
pub(super) struct Rules {
    pub(super) program: Program,
    /// The file itself, among the texts of the run.
    pub(super) file: Span,
    pub(super) errors: Vec<Box<dyn Diagnostic + Send + Sync>>,
    pub(super) warnings: Vec<Box<dyn Diagnostic + Send + Sync>>,
}

/// Reads, parses and checks.
pub(super) fn load(path: &Path, sources: &mut Sources) -> Result<Rules, Stop> {
    let text = super::read::text(path)?;
    let source = sources.add(path.display().to_string(), text);
    let parse = quorate::syntax::parse(&source);
    Ok(Rules {
        program: Program::default(),
        file: source.span(),
        errors: parse.errors.into_iter().map(|error| Box::new(error) as _).collect(),
        warnings: Vec::new(),
    })
}

/// The rules of a file without errors: nothing else is judged by.
pub(super) fn sound(path: &Path, sources: &mut Sources) -> Result<Rules, Stop> {
    let rules = load(path, sources)?;
    if rules.errors.is_empty() { Ok(rules) } else { Err(Stop::Wrong(rules.errors)) }
}
