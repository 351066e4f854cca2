//! A rule file with everything it uses, parsed and checked.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use quorate::check;
use quorate::load::{self, ReadError, ReadFile};
use quorate::program::Program;
use quorate::source::Sources;
use quorate::span::Span;

use super::error::CliError;
use super::{Stop, read};

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
    let files = Files { root: RefCell::new(Some(read::text(path)?)) };
    let loaded = load::load(&path.to_string_lossy(), &files, sources);
    let checked = check::check(&loaded.files);
    let whole = loaded.errors.is_empty() && loaded.syntax_errors.is_empty();
    let mut errors: Vec<Box<dyn Diagnostic + Send + Sync>> = Vec::new();
    let sound = check::by_itself(checked.errors, loaded.errors.is_empty(), &loaded.syntax_errors, sources);
    errors.extend(loaded.errors.into_iter().map(|error| Box::new(error) as _));
    errors.extend(loaded.syntax_errors.into_iter().map(|error| Box::new(error) as _));
    errors.extend(sound.into_iter().map(|error| Box::new(error) as _));
    errors.sort_by_key(|error| first_place(error.as_ref()));
    let lints = checked.lints.into_iter().filter(|_| whole);
    let warnings = lints.map(|lint| Box::new(lint) as _).collect();
    let file = loaded.files.first().map(|file| file.span).unwrap_or_default();
    Ok(Rules { program: checked.program, file, errors, warnings })
}

/// The rules of a file without errors: nothing else is judged by.
pub(super) fn sound(path: &Path, sources: &mut Sources) -> Result<Rules, Stop> {
    let rules = load(path, sources)?;
    if rules.errors.is_empty() { Ok(rules) } else { Err(Stop::Wrong(rules.errors)) }
}

/// Rule files with what they declare, and the names given beside them.
type Named<'w> = (Vec<(PathBuf, Rules)>, Vec<&'w str>);

/// What a command is about: the rule files among the arguments, loaded, and the names that follow them. What is wrong with
/// any of the files is said at once.
pub(super) fn all_sound<'w>(
    command: &'static str,
    what: &'w [String],
    sources: &mut Sources,
) -> Result<Named<'w>, Stop> {
    let (files, names) = files_and_names(what);
    if files.is_empty() {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        return Err(CliError::NoRuleFile { command, names }.into());
    }
    let mut loaded: Vec<(PathBuf, Rules)> = Vec::new();
    let mut wrong = Vec::new();
    for path in files {
        match sound(&path, sources) {
            Ok(rules) => loaded.push((path, rules)),
            Err(Stop::Wrong(found)) => wrong.extend(found),
            Err(stop) => return Err(stop),
        }
    }
    if wrong.is_empty() { Ok((loaded, names)) } else { Err(Stop::Wrong(wrong)) }
}

/// What ends like a rule file, or is one, is a file; everything else is a name.
fn files_and_names(what: &[String]) -> (Vec<PathBuf>, Vec<&str>) {
    let is_file =
        |word: &str| Path::new(word).extension().is_some() || word.contains(['/', '\\']) || Path::new(word).is_file();
    let (files, names): (Vec<&String>, Vec<&String>) = what.iter().partition(|word| is_file(word));
    (files.into_iter().map(PathBuf::from).collect(), names.into_iter().map(String::as_str).collect())
}

/// Where an error begins, for the order of the text.
fn first_place(error: &dyn Diagnostic) -> usize {
    error.labels().and_then(|labels| labels.map(|label| label.offset()).min()).unwrap_or(0)
}

/// The files of this machine. The root has been read already, with more to say about what can go wrong.
struct Files {
    root: RefCell<Option<String>>,
}

impl ReadFile for Files {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if let Some(text) = self.root.borrow_mut().take() {
            return Ok(text);
        }
        read::text(Path::new(path)).map_err(|error| match error {
            CliError::MissingFile { .. } => ReadError::Missing,
            CliError::Directory { .. } => ReadError::Directory,
            CliError::NotUtf8 { byte, .. } => ReadError::NotText { at: byte },
            CliError::Unreadable { reason, .. } => ReadError::Other(reason),
            other => ReadError::Other(other.to_string()),
        })
    }
}
