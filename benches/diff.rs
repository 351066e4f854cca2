//! Calexit's variants held against each other, in the library and as whole processes.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark that cannot run should say so")]

#[path = "support.rs"]
mod support;

use std::process::{Command, Stdio};

use divan::Bencher;
use quorate::compare::Column;
use quorate::diff::{self, Common};
use quorate::program::Program;
use quorate::sweep::{self, Roles};

fn main() {
    divan::main();
}

fn common<'a>(program: &'a Program, names: &[&str]) -> Common<'a> {
    let columns: Vec<Column<'a>> = program
        .measures
        .iter()
        .filter(|(_, own)| names.is_empty() || names.contains(&own.name.text.as_str()))
        .map(|(measure, own)| Column { program, measure, stage: own.stage_named("nationhood") })
        .collect();
    let facts = diff::bind(&columns, &[], None, &[]).unwrap();
    let roles = sweep::roles(&columns, &Roles::default()).unwrap();
    Common::new(columns, facts, &roles)
}

/// The two readings of 55%: both directions, cases, examples.
#[divan::bench]
fn two_readings(bencher: Bencher) {
    let (program, _) = support::calexit();
    bencher.bench_local(|| common(&program, &["calexit", "of_votes"]).pair(0, 1));
}

/// Eight variants, each against each.
#[divan::bench]
fn eight_variants(bencher: Bencher) {
    let (program, _) = support::calexit();
    bencher.bench_local(|| common(&program, &[]).table());
}

/// As a whole process; the target is 50 ms.
#[divan::bench(sample_count = 100, args = ["calexit of_votes", "calexit electorate_40", ""])]
fn process(names: &str) {
    let status = Command::new(env!("CARGO_BIN_EXE_quorate"))
        .args(["diff", "rules/calexit/2017.measure"])
        .args(names.split_whitespace())
        .args(["--stage", "nationhood"])
        .stdout(Stdio::null())
        .status()
        .expect("the binary runs");
    assert!(status.success());
}
