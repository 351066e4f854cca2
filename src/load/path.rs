//! Paths of rule files as texts, the same wherever the library runs.

/// A path seen from the file that names it. In a rule file the folders of a path are parted by `/`; the path of the file
/// itself may be one of Windows.
pub(super) fn relative(from: &str, path: &str) -> String {
    if path.starts_with('/') || is_of_windows(path) {
        return normal(path);
    }
    let from = normal(from);
    match from.rsplit_once('/') {
        Some((folder, _)) if is_of_windows(&from) => normal(&format!("{folder}/{}", slashes(path))),
        Some((folder, _)) => normal(&format!("{folder}/{path}")),
        None => normal(path),
    }
}

/// A path without `.` and, as far as can be seen from the text, without `..`. A path of Windows (`C:\rules\a.measure`,
/// `\\server\share\a.measure`) is written with `/`, which Windows takes as well.
pub fn normal(path: &str) -> String {
    let (start, path) =
        if cfg!(windows) || is_of_windows(path) { start_of_windows(path) } else { ("", path.to_owned()) };
    let mut parts: Vec<&str> = Vec::new();
    for (at, part) in path.split('/').enumerate() {
        match part {
            "." => {}
            "" if at > 0 => {}
            ".." if parts.last().is_some_and(|last| !is_fixed(last)) => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("{start}{}", parts.join("/"))
}

/// Whether nothing lies above it that can be seen from the text: `..`, the root, a drive.
fn is_fixed(part: &str) -> bool {
    matches!(part, ".." | "") || is_drive(part)
}

/// `C:`
fn is_drive(part: &str) -> bool {
    matches!(part.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// `C:\…`, `C:/…`, `\\server\…`, `//server/…`
fn is_of_windows(path: &str) -> bool {
    path.starts_with(r"\\")
        || path.starts_with("//")
        || path.split(['/', '\\']).next().is_some_and(|first| is_drive(first) && first != path)
}

fn slashes(path: &str) -> String {
    path.replace('\\', "/")
}

/// What a path of Windows begins with before its folders, and those with `/` between them.
fn start_of_windows(path: &str) -> (&'static str, String) {
    // The form in which Windows itself names a file takes no `/`.
    if let Some(rest) = path.strip_prefix(r"\\?\UNC\") {
        return ("//", slashes(rest));
    }
    let path = slashes(path.strip_prefix(r"\\?\").unwrap_or(path));
    match path.strip_prefix("//") {
        Some(rest) => ("//", rest.to_owned()),
        None => ("", path),
    }
}
