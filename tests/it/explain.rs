//! `docs/errors.md` holds what it says: each wrong example gets the message it stands under, each repaired one does not.

use std::fs;
use std::path::Path;
use std::process::Command;

use quorate::diagnostic::entries;

struct Example {
    language: String,
    wrong: bool,
    text: String,
}

fn examples(markdown: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut open: Option<Example> = None;
    for line in markdown.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let (language, rest) = info.split_once(' ').unwrap_or((info, ""));
                open = Some(Example { language: language.into(), wrong: rest == "wrong", text: String::new() });
            }
            (Some(_), Some(_)) => examples.extend(open.take()),
            (Some(example), None) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            (None, None) => {}
        }
    }
    examples
}

#[test]
fn every_example_does_what_its_section_says() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explain");
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/cli/files");
    fs::create_dir_all(&folder).unwrap();
    let mut wrong = Vec::new();
    for entry in entries() {
        for example in examples(entry.text) {
            let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
            match example.language.as_str() {
                "measure" => {
                    let path = folder.join("example.measure");
                    fs::write(&path, &example.text).unwrap();
                    command.arg("check").arg(path);
                }
                "sh" => {
                    let words = crate::cli::words(example.text.trim());
                    command.args(words.iter().skip(1)).current_dir(&files);
                }
                other => panic!("{}: nobody runs `{other}`", entry.code),
            }
            let output = command.output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            let mut codes: Vec<&str> = said.lines().filter(|line| line.starts_with("quorate::")).collect();
            // With `--format json` what is wrong takes the place of the answer.
            let answer = String::from_utf8(output.stdout).unwrap();
            let json = answer.lines().map(str::trim).filter(|line| line.starts_with("\"code\": \"quorate::"));
            codes.extend(json.filter_map(|line| line.split('"').nth(3)));
            if example.wrong && !codes.contains(&entry.code) {
                wrong.push(format!("{}: the wrong example gets {codes:?}\n{}", entry.code, example.text));
            }
            let other: Vec<_> =
                codes.iter().filter(|code| !code.starts_with("quorate::lint::") || **code == entry.code).collect();
            if !example.wrong && !other.is_empty() {
                wrong.push(format!("{}: the repaired example gets {other:?}\n{}", entry.code, example.text));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
