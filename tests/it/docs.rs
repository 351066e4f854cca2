//! The examples of the documentation are what they say they are.

use std::fs;

use quorate::source::Sources;
use quorate::syntax::{KEYWORDS, parse_expression};

use crate::rules::{Project, Read, failures, read};
use crate::support::root;

/// A fenced block, with the words after its three backquotes.
struct Block {
    /// Line of the opening fence, from one.
    line: usize,
    words: Vec<String>,
    text: String,
}

impl Block {
    /// What stands after `error=` and the like.
    fn word(&self, key: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(key))
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(words), None) => {
                let words = words.split_whitespace().map(str::to_owned).collect();
                open = Some(Block { line: at + 1, words, text: String::new() });
            }
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// Runs the examples of a page; how many there were.
fn run(page: &str) -> usize {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let mut wrong = Vec::new();
    let blocks = blocks(&text);
    for block in &blocks {
        let complaint = match block.words.first().map(String::as_str) {
            Some("measure") => measure(block),
            Some("expression") => expression(block),
            _ => None,
        };
        wrong.extend(complaint.map(|complaint| format!("{page}:{}: {complaint}", block.line)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    blocks.iter().filter(|block| block.words.first().is_some_and(|word| word == "measure")).count()
}

fn measure(block: &Block) -> Option<String> {
    // A name in the root folder, so that `use` finds the project's files.
    let name = "example.measure";
    let Read { errors, lints, program, sources } = read(name, &Project { example: Some((name, &block.text)) });
    if let Some(code) = block.word("error=") {
        let codes: Vec<&str> = errors.iter().map(|error| error.code.as_str()).collect();
        return (codes != [code]).then(|| format!("expected one error `{code}`, found {errors:?}"));
    }
    if !errors.is_empty() {
        return Some(format!("{errors:?}"));
    }
    let codes: Vec<&str> = lints.iter().map(|lint| lint.code.as_str()).collect();
    let announced: Vec<&str> = block.word("lint=").into_iter().collect();
    if codes != announced {
        return Some(format!("expected the warnings {announced:?}, found {lints:?}"));
    }
    let failures = failures(&program, &sources);
    (!failures.is_empty()).then(|| failures.join("\n"))
}

fn expression(block: &Block) -> Option<String> {
    let source = Sources::new().add("example", block.text.as_str());
    let (_, errors) = parse_expression(&source);
    (!errors.is_empty()).then(|| format!("{errors:?}"))
}

#[test]
fn reference_examples_run() {
    assert!(run("docs/reference.md") > 25);
}

#[test]
fn readme_examples_run() {
    assert!(run("README.md") > 0);
}

/// The list of words that cannot be names is the one the parser goes by.
#[test]
fn reference_lists_the_reserved_words() {
    let text = fs::read_to_string(root().join("docs/reference.md")).unwrap();
    let (_, after) = text.split_once("## Reserved words").unwrap();
    let listed = blocks(after).into_iter().next().unwrap().text;
    let mut listed: Vec<&str> = listed.split_whitespace().collect();
    let mut reserved = KEYWORDS.to_vec();
    listed.sort_unstable();
    reserved.sort_unstable();
    assert_eq!(listed, reserved);
}
