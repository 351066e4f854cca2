//! Whole processes, from start to exit.

#![expect(clippy::expect_used, reason = "a benchmark that cannot run should say so")]

use std::process::{Command, Stdio};

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
