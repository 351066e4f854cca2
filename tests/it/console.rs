//! The commands shown in the documents print what is shown.

use std::fs;
use std::path::Path;
use std::process::Command;

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

#[test]
fn readme() {
    page("README.md");
}

#[test]
fn analysis() {
    page("docs/analysis.md");
}
