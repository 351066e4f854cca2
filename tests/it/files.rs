//! Files and streams that are written: nothing is lost, and what cannot be written is said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::support::root;

/// A folder of a test's own with the files that commands are tried on.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("files").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for name in ["calexit.measure", "recall.toml", "history.csv", "swiss-tiebreak.measure"] {
        fs::copy(root().join("tests/cases/cli/files").join(name), folder.join(name)).unwrap();
    }
    folder
}

fn quorate(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
    command.args(words).current_dir(folder).env("COLUMNS", "100");
    command
}

fn output(folder: &Path, words: &[&str]) -> Output {
    quorate(folder, words).output().unwrap()
}

#[track_caller]
fn has_status(output: &Output, status: i32) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{errors}");
}

/// Numbers that touch look like a date; what is laid out says the same.
#[test]
fn fmt_keeps_sums_that_look_like_dates() {
    let folder = folder("dates");
    for (sum, laid_out) in [
        ("5000-10-100", "5000 - 10 - 100"),
        ("2020-01-999", "2020 - 01 - 999"),
        ("2020-01-01-1", "2020 - 01 - 01 - 1"),
        ("12345-10-10", "12,345 - 10 - 10"),
    ] {
        let file = folder.join("sum.measure");
        fs::write(&file, format!("measure m {{\n  input yes: count\n  require c: yes > {sum}\n}}\n")).unwrap();
        has_status(&output(&folder, &["fmt", "sum.measure"]), 0);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(&format!("yes > {laid_out}\n")), "{text}");
        has_status(&output(&folder, &["check", "sum.measure"]), 0);
    }
}

/// A file is written whole or not at all, keeps its mode, and is no link's end.
#[cfg(unix)]
#[test]
fn fmt_keeps_mode_and_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = folder("mode");
    let real = folder.join("real.measure");
    fs::write(&real, "measure m {\ninput yes: count\nrequire c: yes > 1\n}").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.measure", folder.join("link.measure")).unwrap();
    has_status(&output(&folder, &["fmt", "link.measure"]), 0);
    assert!(fs::symlink_metadata(folder.join("link.measure")).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&real).unwrap().contains("\n  input yes: count\n"));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 6, "something was left beside");
}

/// Rule files and what an answer is made from are not written over, unless that is asked for.
#[test]
fn inputs_and_rules_are_not_written_over() {
    let folder = folder("over");
    let before = fs::read(folder.join("calexit.measure")).unwrap();
    fs::write(folder.join("votes.csv"), "county,yes,no\nA,1,2\n").unwrap();
    fs::write(folder.join("map.toml"), "region = \"county\"\n[inputs]\nyes = \"yes\"\nno = \"no\"\n").unwrap();
    let card = ["card", "calexit.measure", "--output", "swiss-tiebreak.measure"];
    let over_itself = ["inputs", "votes.csv", "--map", "map.toml", "--output", "votes.csv"];
    let over_mapping = ["inputs", "votes.csv", "--map", "map.toml", "--output", "./map.toml"];
    for words in [&card[..], &over_itself, &over_mapping] {
        let refused = output(&folder, words);
        has_status(&refused, 2);
        assert!(String::from_utf8_lossy(&refused.stderr).contains("quorate::cli::overwrites"));
    }
    assert_eq!(fs::read(folder.join("calexit.measure")).unwrap(), before);
    has_status(&output(&folder, &[&over_itself[..], &["--force"]].concat()), 0);
    assert!(fs::read_to_string(folder.join("votes.csv")).unwrap().contains("yes"));
    has_status(&output(&folder, &["card", "calexit.measure", "--output", "card.md"]), 0);
    has_status(&output(&folder, &["card", "calexit.measure", "--output", "card.md"]), 0);
}

/// What a full device does not take is said, whatever it was.
#[cfg(target_os = "linux")]
#[test]
fn a_full_device() {
    let folder = folder("full");
    for words in [&["--help"][..], &["--version"], &["run", "--help"], &["explain"], &["check", "calexit.measure"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = quorate(&folder, words).stdout(full).stderr(Stdio::piped()).output().unwrap();
        has_status(&output, 2);
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the answer"), "{words:?}");
    }
    has_status(&output(&folder, &["card", "calexit.measure", "--output", "/dev/full"]), 2);
    has_status(&output(&folder, &["card", "calexit.measure", "--output", "nowhere/card.md"]), 2);
}

/// Who stops reading does not change what the answer is.
#[cfg(unix)]
#[test]
fn a_pipe_that_closes_early() {
    let folder = folder("pipe");
    fs::write(folder.join("wrong.measure"), "measure m { input yes: count\n require c: ye > 1 }").unwrap();
    fs::write(
        folder.join("fails.measure"),
        "measure m { input yes: count\n require c: yes > 1 }\ntest \"t\" of m { yes = 0\n expect passed }\n",
    )
    .unwrap();
    for (words, status) in [
        (&["card", "calexit.measure"][..], 0),
        (&["test", "fails.measure"], 1),
        (&["fmt", "--check", "fails.measure"], 1),
        (&["run", "nowhere.measure"], 2),
        (&["run", "wrong.measure", "--format", "json"], 2),
        (&["--help"], 0),
    ] {
        let mut child = quorate(&folder, words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // Closed before anything is written into it.
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(status), "{words:?}");
    }
}

/// Whatever a table and its regions are called, TOML stays TOML and is read back; a stage's inputs are written with their
/// stage.
#[test]
fn what_is_written_reads_back() {
    let folder = folder("back");
    fs::write(folder.join("votes.csv"), "county,yes,no\n\"a = 1 # b\",1,2\n\"x\"\"]\",3,4\n=1+1,5,6\n").unwrap();
    fs::write(
        folder.join("map.toml"),
        "region = \"county\"\ntable = \"x = 1 #\"\n[inputs]\nyes = \"yes\"\nno = \"no\"\n",
    )
    .unwrap();
    let written = output(&folder, &["inputs", "votes.csv", "--map", "map.toml", "--write", "toml"]);
    has_status(&written, 0);
    let text = String::from_utf8(written.stdout).unwrap();
    let read: toml_edit::DocumentMut = text.parse().unwrap();
    let rows = read["x = 1 #"].as_array_of_tables().unwrap();
    let names: Vec<_> = rows.iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a = 1 # b", "x\"]", "=1+1"]);

    let rule = "measure m {\n  by county { input yes, no: count }\n  require c: yes more than no\n}\n";
    fs::write(folder.join("rule.measure"), rule).unwrap();
    fs::write(folder.join("map.toml"), "region = \"county\"\n[inputs]\nyes = \"yes\"\nno = \"no\"\n").unwrap();
    let mut shown = Vec::new();
    for form in ["toml", "json", "csv"] {
        let file = format!("back.{form}");
        let words = ["inputs", "votes.csv", "--map", "map.toml", "--measure", "rule.measure", "--output", &file];
        has_status(&output(&folder, &words), 0);
        let run = output(&folder, &["run", "rule.measure", "--inputs", &file, "--format", "json"]);
        has_status(&run, 0);
        let mut answer: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        // Each was read from a file of its own.
        assert!(answer.as_object_mut().unwrap().remove("provenance").is_some());
        shown.push(answer.to_string().replace(&file, "FILE"));
    }
    assert_eq!(shown[0], shown[1]);
    assert_eq!(shown[0], shown[2]);
}
