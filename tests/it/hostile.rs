//! Texts made to hang or to fill the memory: each gets an answer or an error, in little memory.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What a program may take: 500 MB, and as many seconds as a slow machine could need for what takes far below two.
const LIMITS: &str = "ulimit -v 800000; ulimit -t 60; exec \"$0\" \"$@\"";

fn write(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Runs a command on a text, and gives its status with all it said.
#[track_caller]
fn run(path: &PathBuf, words: &str) -> (i32, String) {
    let mut command = Command::new("sh");
    command.arg("-c").arg(LIMITS).arg(env!("CARGO_BIN_EXE_quorate"));
    let mut words = words.split(' ');
    command.arg(words.next().unwrap()).arg(path).args(words);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let status = output.status.code().unwrap_or_else(|| panic!("{command:?} was ended: {}", output.status));
    assert!(status <= 2, "{command:?}: {said}");
    (status, said)
}

/// Every command that judges or looks at rules answers.
#[track_caller]
fn every_command_answers(name: &str, text: &str, inputs: &str) {
    let path = write(name, text);
    let (status, said) = run(&path, "check");
    assert_eq!(status, 0, "{said}");
    for words in ["test", "test --thresholds", "card", "audit", "solve --want passed", "compare", "diff", "fmt --check"]
    {
        run(&path, words);
    }
    run(&path, &format!("run {inputs}"));
    run(&path, &format!("compare {inputs}"));
}

/// A chain in which each definition names the one before twice or more, as `of` writes it.
fn chain(length: usize, first: &str, of: impl Fn(&str) -> String, require: &str) -> String {
    let mut text = format!("measure m {{\n  input yes, no: count\n  input x: number\n  define d0 = {first}\n");
    for at in 1..length {
        text.push_str(&format!("  define d{at} = {}\n", of(&format!("d{}", at - 1))));
    }
    text.push_str(&format!("  require c: {}\n}}\n", require.replace("END", &format!("d{}", length - 1))));
    text.push_str("variant v of m { remove c  add { require e: yes > no } }\n");
    text.push_str("test \"one\" of m { yes = 3  no = 1  x = 3  expect passed }\n");
    text
}

const INPUTS: &str = "--set yes=3 --set no=1 --set x=3";

#[test]
fn each_definition_is_judged_once() {
    let twice = |d: &str| format!("({d} and {d}) or (not {d} and {d})");
    every_command_answers("truths.measure", &chain(64, "yes > no", twice, "END"), INPUTS);
    let thrice = |d: &str| format!("({d} or {d}) and {d}");
    every_command_answers("thrice.measure", &chain(64, "yes > no", thrice, "not END"), INPUTS);
    let sums = |d: &str| format!("{d} + {d} + {d}");
    every_command_answers("sums.measure", &chain(64, "yes", sums, "END > no"), INPUTS);
    let most = |d: &str| format!("max({d}, {d} + 1, {d} - 1)");
    every_command_answers("most.measure", &chain(12, "yes", most, "END > no"), INPUTS);
}

#[test]
fn digits_of_results_have_a_limit() {
    let square = |d: &str| format!("{d} * {d}");
    let squares = chain(64, "x", square, "END > yes");
    every_command_answers("squares.measure", &squares, INPUTS);
    let (status, said) = run(&write("squares-run.measure", &squares), &format!("run {INPUTS}"));
    assert_eq!(status, 2);
    assert!(said.contains("this number has more than 4,000 digits"), "{said}");
    every_command_answers("constants.measure", &chain(64, "3%", square, "END > 1%"), INPUTS);
    every_command_answers("shares.measure", &chain(64, "yes / (yes + no)", square, "END > 50%"), INPUTS);
    let inverse = |d: &str| format!("({d} * {d}) / ({d} + 1)");
    every_command_answers("fractions.measure", &chain(24, "x", inverse, "END > 1%"), INPUTS);
}

#[test]
fn gaps_of_any_size() {
    for needed in [
        "120,000,000",
        "1,000,000,000",
        "100,000,000,000,000,000,000",
        "1,000,000,000,000,000,000,000,000,000,000,000,000,000",
    ] {
        let text = format!(
            "measure m {{\n  by state {{ input yes, no: count }}\n  rows state {{ A B C }}\n  parameter needed = {needed}\n  \
             require c: sum(yes over state where yes more than no) at least needed\n}}\n\
             scenario s of m {{ rows state (yes, no) {{ A 2 1  B 2 1  C 2 1 }} }}\n"
        );
        let path = write("gap.measure", &text);
        let (status, said) = run(&path, "run --scenario s");
        assert!(status == 0 && said.contains("failed"), "{said}");
        run(&path, "solve --want passed --fewest-changes --scenario s");
        run(&path, "audit");
        run(&path, "card");
    }
}

fn variants(amount: usize) -> String {
    let mut text = "measure m {\n  input yes, no: count\n  require c0: yes > no\n}\n".to_owned();
    let mut base = "m".to_owned();
    for at in 1..amount {
        text.push_str(&format!("variant v{at} of {base} {{ add {{ require c{at}: yes > {at} * no }} }}\n"));
        base = format!("v{at}");
    }
    text
}

#[test]
fn chained_variants_have_a_limit() {
    let (status, said) = run(&write("variants-400.measure", &variants(400)), "check");
    assert!(status == 0, "{said}");
    let (status, said) = run(&write("variants.measure", &variants(5_000)), "check");
    assert!(status == 1 && said.contains("quorate::check::repeated") && said.contains("1 error"), "{said}");
}

#[test]
fn thousands_of_misspelt_declarations() {
    let text: String =
        (0..5_000).map(|at| format!("measur m{at} {{ input yes, no: count require c: yes > no }}\n")).collect();
    let (status, _) = run(&write("misspelt.measure", &text), "check");
    assert_eq!(status, 1);
}
