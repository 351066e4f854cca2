//! Texts that are too deep, too long or broken anywhere: an answer or an error within seconds, never a crash.

use std::thread;
use std::time::{Duration, Instant};

use quorate::source::Sources;
use quorate::syntax::{self, MAX_BLOCKS, MAX_DEPTH, Parse, SyntaxError};

use super::tree;
use crate::support;

/// Reads a text on a small stack, drops the tree there too, and is held to a time limit.
#[track_caller]
fn within_limits(text: String) -> Vec<SyntaxError> {
    let started = Instant::now();
    let errors = on_small_stack(move || parse(&text).errors);
    assert!(started.elapsed() < Duration::from_secs(300), "took {:?}", started.elapsed());
    errors
}

fn on_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    thread::Builder::new().stack_size(512 * 1024).spawn(work).unwrap().join().unwrap()
}

fn parse(text: &str) -> Parse {
    syntax::parse(&Sources::new().add("test", text))
}

fn requiring(condition: &str) -> String {
    format!("measure m {{\n  input x: count\n  require a: {condition}\n}}\nmeasure n {{ input y: count }}\n")
}

fn is_too_deep(errors: &[SyntaxError]) -> bool {
    matches!(errors, [SyntaxError::TooDeep { .. }])
}

#[test]
fn brackets_within_the_limit_are_read() {
    let levels = MAX_DEPTH;
    let text = requiring(&format!("{}x{} > 1", "(".repeat(levels), ")".repeat(levels)));
    assert_eq!(within_limits(text), []);
}

#[test]
fn ten_thousand_brackets() {
    for text in [
        requiring(&format!("{}x{} > 1", "(".repeat(10_000), ")".repeat(10_000))),
        requiring(&"(".repeat(10_000)),
        requiring(&"ceil(".repeat(10_000)),
        requiring(&"not (".repeat(10_000)),
    ] {
        assert!(is_too_deep(&within_limits(text)));
    }
}

#[test]
fn ten_thousand_prefixes() {
    assert!(is_too_deep(&within_limits(requiring(&format!("{}x", "not ".repeat(10_000))))));
    assert!(is_too_deep(&within_limits(requiring(&format!("{}x > 1", "-".repeat(10_000))))));
}

#[test]
fn hundred_thousand_operands() {
    for (operator, operands, nests) in [
        ("or", 100_000, false),
        ("+", 100_000, false),
        ("*", 100_000, true),
        ("and", 10_000, false),
        ("of", 10_000, true),
        ("after", 10_000, true),
    ] {
        let chain = vec!["x"; operands].join(&format!(" {operator} "));
        let errors = within_limits(requiring(&chain));
        assert!(if nests { is_too_deep(&errors) } else { errors.is_empty() }, "{operator}: {}", errors.len());
    }
    let errors = within_limits(requiring(&vec!["x"; 10_000].join(" <= ")));
    assert_eq!(errors, []);
}

#[test]
fn two_thousand_unclosed_braces() {
    assert!(is_too_deep(&within_limits("measure m {\nstage s {".to_owned() + &" by c {".repeat(2000))));
    assert_eq!(within_limits("measure m {\n".repeat(2000)).len(), 2000);
    assert!(!within_limits("{".repeat(100)).is_empty());
    assert!(!within_limits("measure m { x ".to_owned() + &"{ y ".repeat(MAX_BLOCKS - 1)).is_empty());
}

#[test]
fn blocks_as_deep_as_they_may_be() {
    let levels = MAX_BLOCKS - 2;
    let nested = |begin: &str, block: &str| format!("{begin} {}{}}}", block.repeat(levels), "}".repeat(levels));
    for text in [
        nested("measure m {", "by c { "),
        nested("measure m {", "bt c { "),
        nested("measure m {", "stag c { "),
        nested("measre m {", "requir a: b { "),
        nested("variant v of m {", "add { "),
        format!("measre m {{ stag s {{ requir a: {}x{} }} }}", "(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH)),
        format!("measure m {{ define a = {}x{} }}", "not -(x + y * ".repeat(60), ")".repeat(60)),
        format!("measure m {{ define a = {}x{} b }}", "count(x where ".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH)),
    ] {
        assert!(!within_limits(text).is_empty());
    }
    assert_eq!(within_limits(nested("scenario s of m {", "a { b = 1 ")), []);
}

#[test]
fn long_texts_and_numbers() {
    let text = format!("measure m \"{}\" {{ }}\n", "long ".repeat(200_000));
    assert_eq!(within_limits(text), []);
    assert_eq!(within_limits(format!("parameter p = {}", "7".repeat(10_000))).len(), 1);
    assert_eq!(within_limits(format!("parameter p = 0.{}%", "7".repeat(10_000))).len(), 1);
    assert_eq!(within_limits(format!("measure {} {{ }}", "m".repeat(1_000_000))), []);
    assert_eq!(within_limits(format!("measure m {{ }}\n# {}", "comment ".repeat(100_000))), []);
}

#[test]
fn ten_megabytes() {
    let text = support::text("rules/calexit/2017.measure");
    let comments = format!("# {text}").replace('\n', "\n# ") + "\n";
    within_limits(comments.repeat(10_000_000 / comments.len()));
    within_limits("}\n".repeat(100_000));
    within_limits("\u{FEFF}measure m { ".to_owned() + &"x".repeat(1_000_000));
    within_limits("(".repeat(1_000_000));
    within_limits("\"".repeat(300_000));
    within_limits("measure m {\n".to_owned() + &"  foo bar\n".repeat(20_000) + "}");
    within_limits("measure m {\n".to_owned() + &"  requir a: x > 1\n".repeat(5_000) + "}");
    within_limits("measure m {\n".to_owned() + &"  require a: x > \n".repeat(5_000) + "}");
    within_limits("measure m { require a: x y ".to_owned() + &"z ; ".repeat(20_000) + "}");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "slow without optimisation")]
fn ten_megabytes_of_rules() {
    let text = support::text("rules/calexit/2017.measure");
    assert_eq!(within_limits(text.repeat(10_000_000 / text.len())), []);
}

/// Takes out every word of some files, one at a time: there is always a tree, and the rest of the file survives.
#[test]
fn any_word_may_be_missing() {
    for name in [
        "rules/calexit/2018.measure",
        "rules/denmark/law-referendum.measure",
        "tests/cases/meaning/empty-base.measure",
        "tests/cases/meaning/totals.measure",
    ] {
        let text = support::text(name);
        let whole = pieces(&text);
        let mut lost = Vec::new();
        for (start, end) in pieces_of_words(&text) {
            let broken = format!("{}{}", &text[..start], &text[end..]);
            let source = Sources::new().add(name, &*broken);
            let parse = syntax::parse(&source);
            for error in &parse.errors {
                let span = error.span();
                assert!(span.start <= span.end && span.end <= source.end(), "{name} without {start}..{end}: {error:?}");
            }
            // A third of a file never goes for one word.
            if pieces_left(&parse) * 3 <= whole * 2 {
                lost.push(format!("{name} without `{}` at {start}", &text[start..end]));
            }
        }
        assert_eq!(lost, Vec::<String>::new());
    }
}

fn pieces(text: &str) -> usize {
    pieces_left(&parse(text))
}

fn pieces_left(parse: &Parse) -> usize {
    tree::file(&parse.file).lines().count()
}

fn pieces_of_words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        let inside = |c: char| c.is_alphanumeric() || c == '_';
        let before = text[start..at].chars().next_back();
        if at > start && !(before.is_some_and(inside) && inside(letter)) {
            if !text[start..at].trim().is_empty() {
                words.push((start, at));
            }
            start = at;
        }
    }
    words
}
