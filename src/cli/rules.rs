//! A rule file with everything it uses, parsed and checked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use quorate::Rules;
use quorate::source::Sources;

use super::disk::Disk;
use super::error::CliError;
use super::origin::Role;
use super::{Stop, read};

/// Reads, parses and checks.
pub(super) fn load(path: &Path, sources: &mut Sources) -> Result<Arc<Rules>, Stop> {
    let files = Disk::after(read::text(Role::Rules, path)?);
    Ok(Arc::new(Rules::load_among(&path.to_string_lossy(), &files, sources)))
}

/// The rules of a file without errors: nothing else is judged by.
pub(super) fn sound(path: &Path, sources: &mut Sources) -> Result<Arc<Rules>, Stop> {
    let rules = load(path, sources)?;
    if rules.is_sound() { Ok(rules) } else { Err(rules.errors().cloned().collect::<Vec<_>>().into()) }
}

/// Rule files with what they declare, and the names given beside them.
type Named<'w> = (Vec<Arc<Rules>>, Vec<&'w str>);

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
    let mut loaded = Vec::new();
    let mut wrong = Vec::new();
    for path in files {
        match sound(&path, sources) {
            Ok(rules) => loaded.push(rules),
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
