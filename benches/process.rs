//! Whole processes, from start to exit.

#![expect(clippy::expect_used, reason = "a benchmark that cannot run should say so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use divan::Bencher;

fn main() {
    divan::main();
}

/// `quorate run` on the Calexit file with the votes of 2003.
#[divan::bench(sample_count = 200)]
fn run_calexit() {
    let status = Command::new(env!("CARGO_BIN_EXE_quorate"))
        .args(["run", "rules/calexit/2017.measure", "--stage", "nationhood", "--scenario", "recall_2003"])
        .stdout(Stdio::null())
        .status()
        .expect("the binary runs");
    assert!(status.success());
}

/// `quorate solve` and `quorate audit` on the Calexit file.
#[divan::bench(args = [
    &["solve", "rules/calexit/2017.measure", "--stage", "nationhood", "--scenario", "recall_2003", "--set", "approval=?", "--want", "passed"][..],
    &["audit", "rules/calexit/2017.measure"],
], sample_count = 100)]
fn what_calexit_implies(arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_quorate"))
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .expect("the binary runs");
    assert!(status.success());
}

/// `quorate audit` of every rule file together.
#[divan::bench(sample_count = 10)]
fn audit_every_rule_file(bencher: Bencher) {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in fs::read_dir("rules").expect("the rules are there").flatten().map(|entry| entry.path()) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        files.extend(entries.filter(|path| path.extension().is_some_and(|ending| ending == "measure")));
    }
    files.sort();
    bencher.bench_local(|| {
        let status = Command::new(env!("CARGO_BIN_EXE_quorate"))
            .arg("audit")
            .args(&files)
            .stdout(Stdio::null())
            .status()
            .expect("the binary runs");
        assert!(status.success());
    });
}

/// The Calexit file with variants up to twenty rules, and 10,000 results around those of 2003.
fn large_comparison() -> (PathBuf, PathBuf) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut rules = fs::read_to_string("rules/calexit/2017.measure").expect("the Calexit file is there");
    for share in 46..58 {
        rules.push_str(&format!("variant at_{share} of of_votes {{ set nationhood.approval = {share}% }}\n"));
    }
    let mut votes = String::from("name,registered,ballots,yes,no\n");
    for row in 0..10_000_u64 {
        let (ballots, yes, no) = (7_000_000 + row * 503, 3_600_000 + row * 301, 3_000_000 + row * 199);
        votes.push_str(&format!("result {row},15380536,{ballots},{yes},{no}\n"));
    }
    let files = (folder.join("twenty.measure"), folder.join("votes.csv"));
    fs::write(&files.0, rules).expect("the folder can be written");
    fs::write(&files.1, votes).expect("the folder can be written");
    files
}

/// `quorate compare` of 20 rules over the 10,000 rows of a CSV file.
#[divan::bench(sample_count = 20)]
fn compare_20_rules_over_10_000_rows(bencher: Bencher) {
    let (rules, votes) = large_comparison();
    bencher.bench_local(|| {
        let status = Command::new(env!("CARGO_BIN_EXE_quorate"))
            .arg("compare")
            .arg(&rules)
            .args(["--stage", "nationhood", "--inputs"])
            .arg(&votes)
            .stdout(Stdio::null())
            .status()
            .expect("the binary runs");
        assert!(status.success());
    });
}
