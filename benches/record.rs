//! How long it takes to put every Swiss vote of the record to its rule, from the text of the file to the verdicts.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark that goes wrong should stop there"
)]

#[path = "../tests/it/record/swiss.rs"]
mod swiss;

use divan::Bencher;
use quorate::evaluate::StageStatus;
use swiss::{Swiss, VOTES};

fn main() {
    divan::main();
}

/// The 356 rows read, bound and judged, with the cantons where there are any. The rules are checked beforehand.
#[divan::bench]
fn swiss_votes(bencher: Bencher<'_, '_>) {
    let program = swiss::program();
    bencher.bench_local(|| {
        let mut rules = Swiss::new(&program);
        let votes = swiss::read(VOTES);
        let judged = votes.iter().map(|vote| rules.judge(vote));
        judged.filter(|judged| judged.status == Some(StageStatus::Passed)).count()
    });
}

/// The rules of Switzerland parsed and checked.
#[divan::bench]
fn swiss_rules(bencher: Bencher<'_, '_>) {
    bencher.bench_local(swiss::program);
}
