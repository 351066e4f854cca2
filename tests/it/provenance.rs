//! What an answer says of where it comes from.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

fn answer(arguments: &[&str]) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/cli/files");
    let output = Command::new(env!("CARGO_BIN_EXE_quorate")).args(arguments).current_dir(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn hash(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/cli/files").join(file);
    Sha256::digest(std::fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_file_is_named_with_its_hash() {
    let arguments = ["run", "calexit.measure", "--stage", "nationhood", "--inputs", "recall.toml", "--format", "json"];
    let made = &answer(&arguments)["provenance"];
    assert_eq!(made["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(made["command"].as_array().unwrap().len(), arguments.len());
    assert_eq!(made["rules"], serde_json::json!([{ "file": "calexit.measure", "sha256": hash("calexit.measure") }]));
    assert_eq!(made["votes"], serde_json::json!([{ "file": "recall.toml", "sha256": hash("recall.toml") }]));
}

#[test]
fn a_used_file_and_a_mapping_are_named_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/cli/files");
    let uses = std::fs::read_dir(&folder).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).ok()?;
        let used = text.lines().find_map(|line| line.strip_prefix("use \"")?.strip_suffix('"').map(str::to_owned))?;
        folder.join(&used).is_file().then(|| (path.file_name().unwrap().to_str().unwrap().to_owned(), used))
    });
    let (file, used) = uses.min().expect("a file uses another");
    let made = &answer(&["check", &file, "--format", "json"])["provenance"];
    let named: Vec<&str> = made["rules"].as_array().unwrap().iter().map(|own| own["file"].as_str().unwrap()).collect();
    assert!(named.contains(&&*file) && named.contains(&&*used), "{named:?} of {file}, which uses {used}");
    let read = ["inputs", "published/counties.csv", "--map", "published/counties.toml", "--format", "json"];
    let made = &answer(&read)["provenance"];
    let named: Vec<&str> = made["votes"].as_array().unwrap().iter().map(|own| own["file"].as_str().unwrap()).collect();
    assert_eq!(named, ["published/counties.toml", "published/counties.csv"]);
}
