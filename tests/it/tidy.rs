//! The repository keeps to its own rules.

use std::collections::BTreeSet;
use std::fs;

use quorate::diagnostic::entries;

use crate::support::{files, root, text};

/// Errors that no example can show on every computer, each with what stands in for it.
const WITHOUT_EXAMPLE: [(&str, &str); 10] = [
    ("quorate::check::repeated", "needs thousands of variants; asserted in hostile.rs"),
    ("quorate::cli::long_line", "needs a line of 64 MB; asserted in hostile.rs"),
    ("quorate::cli::too_large", "needs a file of 2 GB"),
    ("quorate::cli::unreadable_file", "needs a file without permission, which the administrator has"),
    ("quorate::load::too_much", "needs a thousand files; asserted in hostile.rs"),
    ("quorate::data::row_length", "checking refuses such rows first, as quorate::check::row_values"),
    ("quorate::published::not_kept", "stands guard over the writer, and no file is known that it stops"),
    ("quorate::syntax::layout", "stands guard over the formatter, and no file is known that it stops"),
    ("quorate::syntax::too_deep", "long texts; asserted in limits.rs"),
    ("quorate::syntax::too_long", "needs a text of 1 GiB"),
];

/// The codes of all diagnostics, as they stand in the sources.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for path in files("src", "rs") {
        for after in text(&path).split("code(quorate::").skip(1) {
            codes.insert(format!("quorate::{}", after.split(')').next().unwrap()));
        }
    }
    assert!(codes.len() > 100, "only {} codes", codes.len());
    codes
}

#[test]
fn every_code_is_documented_and_nothing_else() {
    let documented: BTreeSet<String> = entries().map(|entry| entry.code.to_owned()).collect();
    assert_eq!(codes(), documented);
}

/// A message has been read by somebody: it occurs in a snapshot, or in an example of docs/errors.md marked `wrong`, which
/// explain.rs runs and holds to its code. What can be shown in neither way is named above.
#[test]
fn every_code_is_seen() {
    let snapshots: String = files("tests", "snap").iter().map(|path| text(path)).collect();
    let seen = |code: &str| snapshots.split(code).skip(1).any(|after| !after.starts_with(is_code_letter));
    let shown: BTreeSet<&str> =
        entries().filter(|entry| entry.text.contains(" wrong\n")).map(|entry| entry.code).collect();
    let excepted: BTreeSet<&str> = WITHOUT_EXAMPLE.iter().map(|(code, _)| *code).collect();
    let unseen: BTreeSet<String> =
        codes().into_iter().filter(|code| !seen(code) && !shown.contains(code.as_str())).collect();
    assert_eq!(unseen.iter().map(String::as_str).collect::<BTreeSet<_>>(), excepted);
}

fn is_code_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == ':'
}

/// A code that is named in a document or a comment, in quotes of some kind, can be explained.
#[test]
fn no_other_codes_are_named() {
    let codes = codes();
    let mut unknown = Vec::new();
    for page in files("docs", "md").into_iter().chain(files("src", "rs")) {
        let text = text(&page);
        for after in text.split("`quorate::").skip(1).chain(text.split("\"quorate::").skip(1)) {
            let code = format!("quorate::{}", after.split(|letter| !is_code_letter(letter)).next().unwrap());
            if code.matches("::").count() == 2 && !code.ends_with(':') && !codes.contains(&code) {
                unknown.push(format!("{page}: {code}"));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// Every file says in its first line what it is about.
#[test]
fn every_file_begins_with_what_it_is_about() {
    let silent: Vec<String> = ["src", "tests/it", "benches"]
        .into_iter()
        .flat_map(|folder| files(folder, "rs"))
        .filter(|path| !text(path).starts_with("//! "))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

/// The parser's library can be exchanged without touching anything else.
#[test]
fn only_the_syntax_knows_pest() {
    let naming = files("src", "rs").into_iter().filter(|path| !path.starts_with("src/syntax"));
    let naming: Vec<String> = naming.filter(|path| has_word(&text(path), "pest")).collect();
    assert!(naming.is_empty(), "{naming:?}");
}

/// Between a figure and a verdict nothing is rounded by the way. Only what draws shares of votes that nobody has cast may
/// round: until they are people, in whole numbers.
const DRAWING: [&str; 2] = ["src/simulate/curve.rs", "src/simulate/draw.rs"];

#[test]
fn there_is_no_floating_point() {
    let floating = |path: &String| has_word(&text(path), "f32") || has_word(&text(path), "f64");
    // A picture's pixels decide nothing.
    let pictures = ["src/report/svg", "src/report/picture", "src/report/simulation/picture", "src/report/card/diagram"];
    let picture = |path: &String| pictures.iter().any(|picture| path.starts_with(picture));
    let floating: Vec<String> = files("src", "rs").into_iter().filter(|path| !picture(path)).filter(floating).collect();
    assert_eq!(floating, DRAWING);
}

/// What is drawn hangs on the seed and the request alone, on every machine: no other source of chance, and no function of
/// the platform's own mathematics, which are not alike in their last digit everywhere.
#[test]
fn chance_comes_from_the_seed() {
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let text = text(&path);
        let drawing = DRAWING.contains(&path.as_str());
        let chance = ["rand_chacha", "rand_distr", "special::"].into_iter().filter(|_| !drawing);
        let platform = [".ln()", ".exp()", ".powf(", ".sin()", ".cos()", ".tanh()", ".ln_1p()"];
        let words = chance.chain(["thread_rng", "from_os_rng", "SysRng"]).chain(platform);
        wrong.extend(words.filter(|word| text.contains(word)).map(|word| format!("{path}: {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|own| own == word)
}

/// The library asks nothing of the computer: no files, no output, no clock.
#[test]
fn only_the_command_meets_the_world() {
    let outside = |path: &String| path.starts_with("src/cli") || path == "src/main.rs";
    let mut worldly = Vec::new();
    for path in files("src", "rs").into_iter().filter(|path| !outside(path)) {
        // Bytes in memory, read as if they were a file.
        let text = text(&path).replace("std::io::Cursor", "").replace("std::io::{Cursor, Read as _}", "");
        let words = ["std::fs", "std::env", "std::io", "std::net", "std::process", "SystemTime", "Instant", "println!"];
        worldly.extend(words.into_iter().filter(|word| text.contains(word)).map(|word| format!("{path}: {word}")));
    }
    assert!(worldly.is_empty(), "{worldly:?}");
}

/// What a test showed once and shows no more would be taken for something still read.
#[test]
fn every_snapshot_has_its_case() {
    let orphans: Vec<String> = files("tests", "snap")
        .into_iter()
        .filter(|path| {
            text(path)
                .lines()
                .find_map(|line| line.strip_prefix("input_file: "))
                .is_some_and(|case| !fs::exists(root().join(case)).unwrap())
        })
        .collect();
    assert!(orphans.is_empty(), "{orphans:?}");
}
