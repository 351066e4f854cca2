//! The formatter: one layout, the same meaning, every comment kept.

use quorate::source::Sources;
use quorate::syntax;

use crate::support::rule_texts;
use crate::syntax::{read, tree};

fn format(text: &str) -> Result<String, usize> {
    syntax::format(&Sources::new().add("test", text)).map_err(|errors| errors.len())
}

fn meaning(text: &str) -> String {
    tree::file(&syntax::parse(&Sources::new().add("test", text)).file)
}

fn comments(text: &str) -> Vec<String> {
    let source = Sources::new().add("test", text);
    let comments = syntax::parse(&source).file.comments;
    comments.iter().map(|&comment| source.slice(comment).trim_end().to_owned()).collect()
}

/// Formats a text and holds the result to what the formatter promises.
#[track_caller]
fn formatted(name: &str, text: &str) -> String {
    let once = format(text).unwrap();
    assert_eq!(format(&once).as_ref(), Ok(&once), "{name}: twice changes something");
    assert_eq!(meaning(&once), meaning(text), "{name}: the meaning has changed");
    assert_eq!(comments(&once), comments(text), "{name}: a comment has changed");
    once
}

#[test]
fn the_rule_files_keep_their_meaning() {
    for (name, text) in rule_texts() {
        formatted(&name, &text);
    }
}

#[test]
fn layout() {
    insta::glob!("../cases/format", "**/*.measure", |path| {
        let text = read(path);
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("format", formatted(&path.display().to_string(), &text));
        });
    });
}

#[test]
fn a_file_with_a_mistake_is_not_touched() {
    assert_eq!(format("measure m { requir a: x > 1; }\n"), Err(2));
}
