//! Text to tree: what is accepted, what is refused and how, and what survives.

mod limits;
pub mod tree;

use std::fmt::Write as _;
use std::path::Path;

use miette::{GraphicalReportHandler, GraphicalTheme};
use quorate::source::Sources;
use quorate::syntax::{self, Parse, SyntaxError};

use crate::support::rule_texts;

/// Reads one text by itself.
fn parse(name: &str, text: &str) -> (Sources, Parse) {
    let mut sources = Sources::new();
    let source = sources.add(name, text);
    let parse = syntax::parse(&source);
    (sources, parse)
}

/// What a person sees of a text's mistakes.
fn render(sources: &Sources, errors: &[SyntaxError]) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    let mut text = String::new();
    for error in errors {
        let report = miette::Report::new(error.clone()).with_source_code(sources.clone());
        handler.render_report(&mut text, report.as_ref()).unwrap();
        text.push('\n');
    }
    text
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_rule_files_are_read_without_a_mistake() {
    let mut complaints = String::new();
    for (name, text) in rule_texts() {
        let (sources, parse) = parse(&name, &text);
        let _ = write!(complaints, "{}", render(&sources, &parse.errors));
    }
    assert_eq!(complaints, "");
}

/// Every file of a folder, with its tree and its mistakes.
fn snapshots(folder: &str) {
    insta::glob!(format!("../cases/syntax/{folder}"), "**/*.measure", |path| {
        let text = read(path);
        let (sources, parse) = parse(&path.file_name().unwrap().to_string_lossy(), &text);
        assert_eq!(parse.errors.is_empty(), folder == "accepted", "{}", path.display());
        let shown = format!("{text}\n----\n{}\n----\n{}", tree::file(&parse.file), render(&sources, &parse.errors));
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(folder, shown);
        });
    });
}

#[test]
fn what_is_accepted_gives_the_right_tree() {
    snapshots("accepted");
}

#[test]
fn what_is_wrong_is_told_in_words() {
    snapshots("wrong");
}

#[test]
fn what_is_good_survives() {
    snapshots("recovery");
}

fn expression(text: &str) -> String {
    let mut sources = Sources::new();
    let (expr, errors) = syntax::parse_expression(&sources.add("line", text));
    format!("{}\n{}", tree::expr(&expr), render(&sources, &errors))
}

fn value(text: &str) -> String {
    let mut sources = Sources::new();
    match syntax::parse_literal(&sources.add("--set", text)) {
        Ok(value) => tree::fact_value(&value),
        Err(errors) => render(&sources, &errors),
    }
}

#[test]
fn one_expression() {
    let shown: String = ["yes at least 55% of (yes + no)", "yes = ", "1 + )", "", "(yes", "yes no", "yes == 5"]
        .into_iter()
        .map(|text| format!("> {text}\n{}\n", expression(text)))
        .collect();
    insta::assert_snapshot!(shown);
}

#[test]
fn one_value() {
    let shown: String = [
        "5,000,000",
        "55%",
        "-3",
        "4..5",
        "4..",
        "?",
        "2019-03-13",
        "true",
        "two thirds",
        "1/2",
        "30 working days",
        " 5 ",
        "yes",
        "5 6",
        "0,5",
        "",
        "2019-02-29",
    ]
    .into_iter()
    .map(|text| format!("> {text}\n{}\n", value(text)))
    .collect();
    insta::assert_snapshot!(shown);
}

#[test]
fn blanks_of_other_kinds_are_blanks() {
    let (_, parse) =
        parse("test", "\u{FEFF}measure\u{A0}m {\r\n  require a: yes at\u{A0}least 50\u{202F}% of ballots\r\n}\r\n");
    assert_eq!(parse.errors, []);
    assert_eq!(tree::file(&parse.file), "(measure m\n  (require a (compare yes at least (Of 1/2% ballots))))\n");
}

/// Spans end at the last word, never in the blanks and comments after it.
#[test]
fn spans_end_where_the_text_ends() {
    let text = "measure m {\n  require a: registered   # why\n  define b = c - 1   \n}  # end\n";
    let (sources, parse) = parse("test", text);
    let measure = parse.file.declarations.iter().find_map(|declaration| match declaration {
        syntax::ast::Declaration::Measure(measure) => Some(measure),
        _ => None,
    });
    let measure = measure.unwrap();
    assert!(sources.slice(measure.span).ends_with('}'));
    let spans: Vec<&str> = measure
        .items
        .iter()
        .filter_map(|item| match item {
            syntax::ast::Item::Condition(it) => Some([it.span, it.condition.span]),
            syntax::ast::Item::Define(it) => Some([it.span, it.value.span]),
            _ => None,
        })
        .flatten()
        .map(|span| sources.slice(span))
        .collect();
    assert_eq!(spans, ["require a: registered", "registered", "define b = c - 1", "c - 1"]);
}

#[test]
fn spans_count_through_all_texts() {
    let mut sources = Sources::new();
    sources.add("one", "parameter p = 1\n");
    let second = sources.add("two", "parameter q = yes\n");
    let parse = syntax::parse(&second);
    let error = parse.errors.first().unwrap();
    assert_eq!(sources.slice(error.span()), "yes");
}

/// The words that cannot be names are those the grammar keeps for itself.
#[test]
fn keywords_agree_with_the_grammar() {
    let grammar = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/lexical.pest"));
    let rule = grammar.split("KEYWORD = _{ (").nth(1).unwrap().split(") ~").next().unwrap();
    let mut words: Vec<&str> = rule.split('"').skip(1).step_by(2).collect();
    let mut known = syntax::KEYWORDS.to_vec();
    words.sort_unstable();
    known.sort_unstable();
    assert_eq!(words, known);
    for word in syntax::KEYWORDS {
        assert!(!syntax::is_name(word));
        assert!(!parse("test", &format!("parameter {word} = 5")).1.errors.is_empty(), "{word}");
    }
    for word in ["yes", "count", "over", "date", "_x", "größe", "opens_at"] {
        assert!(syntax::is_name(word));
        assert_eq!(parse("test", &format!("parameter {word} = 5")).1.errors, [], "{word}");
    }
    for word in ["", "1", "a b", "a.b", "a-b"] {
        assert!(!syntax::is_name(word));
    }
}
