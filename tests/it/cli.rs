//! The command line as people use it: each case is a transcript of commands, run by the real binary.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Each file in `tests/cases/cli` holds lines `$ quorate …`; its snapshot shows what each printed and its exit status.
/// The commands of a case run in one fresh copy of `tests/cases/cli/files`.
#[test]
fn transcripts() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("../cases/cli", "*.txt", |path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            if name.ends_with("-z3") && !crate::support::has_z3() {
                let _ = writeln!(std::io::stderr(), "skipped without Z3: {name}");
                return;
            }
            insta::with_settings!({ snapshot_path => "../cases/cli/snapshots", snapshot_suffix => "" }, {
                insta::assert_snapshot!(name, transcript(path));
            });
        });
    });
}

fn transcript(case: &Path) -> String {
    let folder = scratch(case);
    let mut text = String::new();
    for line in fs::read_to_string(case).unwrap().lines() {
        text.push_str(line);
        text.push('\n');
        if let Some(command) = line.strip_prefix("$ ") {
            text.push_str(&run(command, &folder));
        }
    }
    text
}

/// A copy of the files that the commands are about.
fn scratch(case: &Path) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(case.file_stem().unwrap());
    let _ = fs::remove_dir_all(&folder);
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/cli/files"), &folder);
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs `NAME=value quorate run … < file`, or `cat file`.
fn run(command: &str, folder: &Path) -> String {
    let (command, input) = command.split_once(" < ").unwrap_or((command, ""));
    let mut words = words(command);
    let mut variables: Vec<(String, String)> = Vec::new();
    while let Some((name, value)) = words.first().and_then(|word| word.split_once('=')) {
        variables.push((name.to_owned(), value.to_owned()));
        words.remove(0);
    }
    let program = words.remove(0);
    if program == "cat" {
        return without_hashes(&fs::read_to_string(folder.join(&words[0])).unwrap());
    }
    if program == "cp" {
        fs::copy(folder.join(&words[0]), folder.join(&words[1])).unwrap();
        return String::new();
    }
    assert_eq!(program, "quorate", "cases run `quorate`, `cat` and `cp`");
    let mut child = Command::new(env!("CARGO_BIN_EXE_quorate"))
        .args(words)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("COLUMNS", "80")
        .envs(variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    if !input.is_empty() {
        child.stdin.take().unwrap().write_all(&fs::read(folder.join(input)).unwrap()).unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    if !errors.is_empty() {
        text.push_str("-- standard error --\n");
        text.push_str(&errors);
    }
    text.push_str(&format!("-- status {} --\n\n", output.status.code().unwrap()));
    without_hashes(&text.replace('\u{1b}', "␛"))
}

/// Hashes change with every edit of a file; `tests/it/provenance.rs` holds them against the files.
fn without_hashes(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_hexdigit()) {
        let (before, from) = rest.split_at(at);
        let length = from.find(|letter: char| !letter.is_ascii_hexdigit()).unwrap_or(from.len());
        shown.push_str(before);
        shown.push_str(if length == 64 { "<sha256>" } else { &from[..length] });
        rest = &from[length..];
    }
    shown + rest
}

/// Words as a shell splits them, with single and double quotes.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), inner) => word.get_or_insert_default().push(inner),
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (None, other) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// A reader that closes early is no error.
#[test]
fn closed_pipe() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_quorate"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
