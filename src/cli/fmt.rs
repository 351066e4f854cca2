//! `quorate fmt`

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use quorate::report::json::{FormattedFileJson, FormattedJson};
use quorate::source::Sources;

use super::origin::Role;
use super::terminal::Terminal;
use super::{Status, Stop, read, write};

pub(super) fn fmt(check: bool, files: &[PathBuf], terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let mut wrong: Vec<Box<dyn Diagnostic + Send + Sync>> = Vec::new();
    let mut done = Vec::new();
    for path in files {
        let standard_input = path == Path::new("-");
        match formatted(path, standard_input, sources) {
            Ok((before, after)) => {
                let changed = *before != *after;
                if standard_input && !check && !terminal.is_json() {
                    terminal.answer_bytes(after.as_bytes())?;
                } else if changed && !check && !standard_input {
                    write::file(path, after.as_bytes())?;
                }
                done.push(FormattedFileJson { file: path.display().to_string(), changed });
            }
            Err(Stop::Wrong(found)) => wrong.extend(found),
            Err(stop @ (Stop::Output(_) | Stop::Interrupted)) => return Err(stop),
        }
    }
    let changed = done.iter().any(|file| file.changed);
    if !terminal.is_json() {
        let word = if check { "would be formatted" } else { "formatted" };
        let told = done.iter().filter(|file| file.changed && (check || file.file != "-"));
        let lines: String = told.map(|file| format!("{}: {word}\n", file.file)).collect();
        terminal.answer(&lines)?;
    } else if wrong.is_empty() {
        terminal.answer_json("fmt", FormattedJson { files: done })?;
    }
    if !wrong.is_empty() {
        return Err(Stop::Wrong(wrong));
    }
    Ok(if check && changed { Status::BadNews } else { Status::Answered })
}

/// A file's text, before and after.
fn formatted(path: &Path, standard_input: bool, sources: &mut Sources) -> Result<(std::sync::Arc<str>, String), Stop> {
    let text = if standard_input { read::standard_input()? } else { read::text(Role::Rules, path)? };
    let name = if standard_input { "standard input".to_owned() } else { path.display().to_string() };
    let source = sources.add(name, text);
    let after = quorate::syntax::format(&source)?;
    Ok((source.text, after))
}
