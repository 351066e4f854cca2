//! The names of files that fit what is typed.

use std::fs;
use std::path::PathBuf;

use quorate::assist::Files;

/// Folders, with a slash, and files with one of the endings, in order; hidden ones only if a dot is typed.
pub(super) fn list(wanted: &Files) -> Vec<String> {
    let (folder, start) = match wanted.prefix.rsplit_once('/') {
        Some((folder, start)) => (format!("{folder}/"), start),
        None => (String::new(), wanted.prefix.as_str()),
    };
    let place = if folder.is_empty() { PathBuf::from(".") } else { PathBuf::from(&folder) };
    let Ok(entries) = fs::read_dir(place) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            if !name.starts_with(start) || (name.starts_with('.') && !start.starts_with('.')) {
                return None;
            }
            // What a link leads to counts.
            let is_folder = fs::metadata(entry.path()).is_ok_and(|data| data.is_dir());
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            if is_folder {
                Some(format!("{folder}{name}/"))
            } else {
                wanted.endings.contains(&ending).then(|| format!("{folder}{name}"))
            }
        })
        .collect();
    names.sort();
    names
}
