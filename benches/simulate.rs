//! Ten million simulated votes against five variants of Calexit's nationhood stage.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should say so")]

#[path = "support.rs"]
mod support;

use std::ops::ControlFlow;

use divan::{Bencher, black_box};
use quorate::compare::Column;
use quorate::inputs;
use quorate::program::Program;
use quorate::simulate::{BLOCK, Certainty, Model, Request, Spread, Urn, Votes, simulate};
use quorate::value::Exact;

fn main() {
    divan::main();
}

const VARIANTS: [&str; 5] = ["calexit", "of_votes", "marked_papers", "simple_majority", "electorate_40"];

/// A poll of 54%, so that every variant sometimes passes and sometimes does not.
fn model() -> Model {
    let percent = |share: i128| Exact::integer(share).percent();
    Model {
        support: Spread::Exactly(percent(54)),
        certainty: Certainty::Asked(500),
        undecided: Exact::ZERO,
        undecided_yes: None,
        turnout: Spread::Even(percent(45), percent(75)),
        invalid: Spread::Exactly(percent(2)),
        correlation: Exact::ratio(3, 10).unwrap(),
    }
}

fn request(program: &Program, draws: u64) -> Request<'_> {
    let rules = VARIANTS.iter().map(|name| {
        let measure = program.measure_named(name).unwrap();
        let stage = program.measures.at(measure).stage_named("nationhood");
        (Column { program, measure, stage }, inputs::bind(program, measure, &[]).unwrap())
    });
    let rules = rules.collect();
    Request { rules, model: model(), registered: Some(19_411_771), named: Vec::new(), draws, seed: 1 }
}

/// Drawn, judged and counted, on as many threads as there are.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn ten_million_votes_against_five_variants(bencher: Bencher) {
    let (program, _) = support::calexit();
    bencher.counter(10_000_000u64).bench_local(|| {
        let found = simulate(request(black_box(&program), 10_000_000), &|_| ControlFlow::Continue(()));
        black_box(found.unwrap().tallies)
    });
}

/// Only drawn, on one thread.
#[divan::bench]
fn drawing_100_blocks(bencher: Bencher) {
    let urn = Urn::new(&model(), 19_411_771, 1);
    let mut votes = Votes::default();
    bencher.counter(100 * BLOCK).bench_local(|| {
        for block in 0..100 {
            urn.draw(block, BLOCK, &mut votes);
            black_box(&votes);
        }
    });
}
