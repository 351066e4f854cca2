//! A rule file of 300 KB: parsed and checked, beside what pest alone needs to recognise it.

#[path = "support.rs"]
mod support;

use divan::{Bencher, black_box};
use quorate::source::Sources;
use quorate::{check, syntax};

fn main() {
    divan::main();
}

const BYTES: usize = 300_000;

#[divan::bench]
fn recognise_with_pest_alone(bencher: Bencher) {
    let text = support::large_file(BYTES);
    assert!(syntax::recognise(&text));
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench_local(|| syntax::recognise(black_box(&text)));
}

#[divan::bench]
fn parse(bencher: Bencher) {
    let text = support::large_file(BYTES);
    let mut sources = Sources::new();
    let source = sources.add("large.measure", text.as_str());
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench_local(|| syntax::parse(black_box(&source)));
}

#[divan::bench]
fn parse_and_check(bencher: Bencher) {
    let text = support::large_file(BYTES);
    let mut sources = Sources::new();
    let source = sources.add("large.measure", text.as_str());
    let parsed = syntax::parse(&source);
    assert!(parsed.errors.is_empty() && check::check(&[parsed.file]).errors.is_empty());
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench_local(|| {
        let parsed = syntax::parse(black_box(&source));
        check::check(&[parsed.file])
    });
}
