//! A CSV of a million sets of votes: read as `--inputs` reads it, and each of them bound to a measure.

#![expect(clippy::expect_used, reason = "a benchmark that cannot start should say so")]

use std::fmt::Write as _;

use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher, black_box};
use quorate::inputs::{self, CsvOptions, Series, VotesLayer};
use quorate::program::Program;
use quorate::source::Sources;
use quorate::{check, syntax};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

const ROWS: u32 = 1_000_000;

const RULE: &str = "measure m {\n  input registered, ballots, yes, no: count\n  require votes: yes more than no\n}\n";

fn program() -> Program {
    let rule = Sources::new().add("rule.measure", RULE);
    let checked = check::check(&[syntax::parse(&rule).file]);
    assert!(checked.errors.is_empty(), "the rule checks");
    checked.program
}

/// Sets of votes of about 45 bytes each.
fn votes() -> String {
    let mut text = String::from("name,registered,ballots,yes,no\n");
    for row in 0..ROWS {
        let (registered, yes, no) = (15_000_000 + row, 4_000_000 + row * 7 % 300_000, 3_900_000 + row * 11 % 310_000);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "vote {row:07},{registered},{},{yes},{no}", yes + no + row % 9);
    }
    text
}

/// From bytes, as a file has them, to sets of votes that can be asked for.
#[divan::bench(sample_count = 5)]
fn a_million_sets_loaded(bencher: Bencher<'_, '_>) {
    let program = program();
    let measure = program.measures.values().next().expect("it has a measure");
    let text = votes();
    bencher.counter(BytesCount::of_str(&text)).counter(ItemsCount::new(ROWS)).bench_local(|| {
        let mut sources = Sources::new();
        let source = sources.add("votes.csv", black_box(text.as_str()));
        let found = inputs::csv(&source, measure, &CsvOptions::default()).expect("the votes are right");
        assert_eq!(VotesLayer::of_file(found).count(), ROWS as usize);
    });
}

/// The same, and each set bound to the measure.
#[divan::bench(sample_count = 3)]
fn a_million_sets_loaded_and_bound(bencher: Bencher<'_, '_>) {
    let program = program();
    let (id, measure) = program.measures.iter().next().expect("it has a measure");
    let text = votes();
    bencher.counter(BytesCount::of_str(&text)).counter(ItemsCount::new(ROWS)).bench_local(|| {
        let mut sources = Sources::new();
        let source = sources.add("votes.csv", black_box(text.as_str()));
        let found = inputs::csv(&source, measure, &CsvOptions::default()).expect("the votes are right");
        let mut series = Series::new(&program, id, None, &[], &[]);
        for row in VotesLayer::of_file(found) {
            black_box(series.bind(&row.layer()).expect("the votes fit"));
        }
    });
}
