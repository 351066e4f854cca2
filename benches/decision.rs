//! The nationhood stage over columns of votes: compiled from the rules, and written by hand.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should say so")]

#[path = "support.rs"]
mod support;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use quorate::decision::{Batch, Column, Decision, NodeId, lower};
use quorate::facts::{Cells, Slot};

fn main() {
    divan::main();
}

const ROWS: usize = 10_000_000;

/// Results around those of 2003: registered, ballots, yes, no.
fn columns(rows: usize) -> [Vec<i64>; 4] {
    let mut state = 1u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut columns = [const { Vec::new() }; 4];
    for _ in 0..rows {
        let registered = 15_000_000 + next(1_000_000);
        let ballots = 6_000_000 + next(8_000_000);
        let yes = next(ballots);
        let no = next(ballots - yes + 1);
        for (column, value) in columns.iter_mut().zip([registered, ballots, yes, no]) {
            column.push(value as i64);
        }
    }
    columns
}

/// The stage with nothing known of the votes, and the places asked for: good data, quorum, passed.
fn nationhood() -> (Decision, Vec<NodeId>) {
    let (program, _) = support::calexit();
    let (id, stage, mut facts) = support::nationhood(&program);
    let measure = program.measures.at(id);
    facts.inputs = measure.inputs.ids().map(|_| Cells::One(Slot::Unknown)).collect();
    let mut decision = lower(&[(measure, &facts)]);
    let rules = decision.rules.first().unwrap();
    let givens = rules.givens.clone();
    let alone = *rules.stages.at(stage).alone.as_ref().unwrap();
    let good = decision.circuit.all(givens);
    (decision, vec![good, alone.no_quorum, alone.passed])
}

#[divan::bench(sample_count = 12)]
fn compiled_from_the_rules(bencher: Bencher) {
    let (decision, wanted) = nationhood();
    let batch = Batch::new(&decision, &wanted);
    let votes = columns(ROWS);
    let order = ["nationhood.registered", "nationhood.ballots", "nationhood.yes", "nationhood.no"];
    let columns: Vec<Column<'_>> = batch
        .inputs()
        .iter()
        .map(|id| {
            let at = order.iter().position(|path| decision.variable(path, None) == Some(*id)).unwrap();
            Column::whole(votes.get(at).unwrap())
        })
        .collect();
    let mut out = Vec::new();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        batch.run(black_box(&columns), &mut out).unwrap();
        black_box(&out);
    });
}

#[divan::bench(sample_count = 12)]
fn written_by_hand(bencher: Bencher) {
    let [registered, ballots, yes, no] = columns(ROWS);
    let (mut good, mut no_quorum, mut passed) = (Vec::new(), Vec::new(), Vec::new());
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        good.clear();
        no_quorum.clear();
        passed.clear();
        good.reserve(ROWS);
        no_quorum.reserve(ROWS);
        passed.reserve(ROWS);
        let rows = black_box(&registered).iter().zip(&ballots).zip(&yes).zip(&no);
        for (((registered, ballots), yes), no) in rows {
            let quorum = *registered > 0 && 2 * ballots >= *registered;
            let consent = *ballots > 0 && 20 * yes >= 11 * ballots;
            good.push(yes + no <= *ballots && ballots <= registered && *registered >= 0);
            no_quorum.push(!quorum);
            passed.push(quorum & consent);
        }
        black_box((&good, &no_quorum, &passed));
    });
}
