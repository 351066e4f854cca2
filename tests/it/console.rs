//! The commands shown in the documents print what is shown.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs each ```` ```console ```` block of a page: a line `$ quorate …` or `$ cargo run --release -- …`, then its output.
///
/// With `UPDATE_DOCS=1` the page is written anew with what the commands print; read the difference before keeping it.
fn page(name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = fs::read_to_string(root.join(name)).unwrap();
    let mut printed = String::new();
    let mut lines = written.lines().peekable();
    while let Some(line) = lines.next() {
        printed.push_str(line);
        printed.push('\n');
        if line == "```session" {
            let block: Vec<&str> = std::iter::from_fn(|| lines.next_if(|line| *line != "```")).collect();
            printed.push_str(&conversation(&block, root));
            continue;
        }
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|line| *line != "```") {
            if let Some(command) = line.strip_prefix("$ ") {
                printed.push_str(line);
                printed.push('\n');
                printed.push_str(&run(command, root));
            }
        }
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(root.join(name), &printed).unwrap();
    }
    assert!(written == printed, "{name} does not show what its commands print; it would be\n{printed}");
}

fn run(command: &str, root: &Path) -> String {
    let arguments = command.strip_prefix("quorate ").or_else(|| command.strip_prefix("cargo run --release -- "));
    let arguments = arguments.unwrap_or_else(|| panic!("documents show `quorate`, not `{command}`"));
    let output = Command::new(env!("CARGO_BIN_EXE_quorate"))
        .args(crate::cli::words(arguments))
        .current_dir(root)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

/// Plays a ```` ```session ```` block: a line `$ quorate repl …`, then what was entered, each line with its answer.
fn conversation(block: &[&str], root: &Path) -> String {
    let (command, lines) = block.split_first().unwrap();
    let arguments = command.strip_prefix("$ quorate ").unwrap_or_else(|| panic!("`{command}` opens no session"));
    let mut entered = String::new();
    for line in lines {
        let is_prompt = |before: &str| before.chars().all(|letter| letter.is_alphanumeric() || "._".contains(letter));
        let after = line.strip_prefix("... ").or_else(|| {
            let (before, after) = line.split_once("> ")?;
            is_prompt(before).then_some(after)
        });
        if let Some(after) = after {
            entered.push_str(after);
            entered.push('\n');
        }
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_quorate"))
        .args(crate::cli::words(arguments))
        .current_dir(root)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(entered.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    format!("{command}\n{}", String::from_utf8(output.stdout).unwrap())
}

#[test]
fn repl() {
    page("docs/repl.md");
}

#[test]
fn readme() {
    page("README.md");
}

#[test]
fn analysis() {
    page("docs/analysis.md");
}

#[test]
fn comparing() {
    page("docs/comparing.md");
}

#[test]
fn votes_as_published() {
    page("docs/inputs.md");
}
