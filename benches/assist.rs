//! What one key costs with 300 KB of rules: completion with such a program loaded, highlighting of such a text.

#![expect(clippy::expect_used, reason = "a benchmark that cannot run should say so")]

#[path = "support.rs"]
mod support;

use divan::{Bencher, black_box};
use quorate::assist::{self, Block, Highlighter, Place};
use quorate::check;
use quorate::program::Program;
use quorate::session::command::COMMANDS;
use quorate::source::Sources;
use quorate::syntax;

fn main() {
    divan::main();
}

const BYTES: usize = 300_000;

fn program(text: &str) -> Program {
    let source = Sources::new().add("large.measure", text);
    check::check(&[syntax::parse(&source).file]).program
}

fn place(program: &Program, block: Block) -> Place<'_> {
    let measure = program.measure_named("calexit_0");
    let stage = measure.and_then(|id| program.measures.at(id).stage_named("nationhood"));
    let commands = if block == Block::Line { COMMANDS } else { &[] };
    Place { program, measure, stage, facts: None, commands, block }
}

/// A line of a session.
#[divan::bench(args = ["", "yes at least appr", ":choose two_th", "variant x of cal"])]
fn complete_a_line(bencher: Bencher, line: &str) {
    let program = program(&support::large_file(BYTES));
    let place = place(&program, Block::Line);
    bencher.bench_local(|| assist::complete(black_box(line), line.len(), &place));
}

/// In the middle of the last measure of a file.
#[divan::bench]
fn complete_in_a_file(bencher: Bencher) {
    let text = support::large_file(BYTES);
    let program = program(&text);
    let place = place(&program, Block::File);
    let cursor = text.rfind("at least approval of ballots").expect("Calexit asks for approval") + "at least appr".len();
    bencher.bench_local(|| assist::complete(black_box(&text), cursor, &place));
}

/// A key in the middle of a file that has been highlighted before.
#[divan::bench]
fn highlight_a_key_in_a_file(bencher: Bencher) {
    let text = support::large_file(BYTES);
    let program = program(&text);
    let place = place(&program, Block::File);
    let mut changed = text.clone();
    changed.insert(text.find("at least approval of ballots").expect("Calexit asks for approval"), 'x');
    let mut highlighter = Highlighter::default();
    highlighter.highlight(&text, &place);
    let mut texts = [changed, text].into_iter().cycle();
    bencher
        .with_inputs(|| texts.next().unwrap_or_default())
        .bench_local_refs(|text| highlighter.highlight(black_box(text), &place).len());
}

/// A file that is opened.
#[divan::bench]
fn highlight_a_new_file(bencher: Bencher) {
    let text = support::large_file(BYTES);
    let program = program(&text);
    let place = place(&program, Block::File);
    bencher.bench_local(|| assist::highlight(black_box(&text), &place).len());
}
