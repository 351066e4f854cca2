//! One evaluation of Calexit's nationhood stage, rules already checked, inputs changing.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should say so")]

#[path = "support.rs"]
mod support;

use divan::{Bencher, black_box};
use quorate::facts::{Cells, Facts, Slot};
use quorate::judge::{self, Explainer, Judge};
use quorate::program::{InputId, Measure, StageId};
use quorate::value::{Exact, Value};

fn main() {
    divan::main();
}

/// A thousand results around those of 2003, so that verdicts change from one to the next.
fn results(measure: &Measure, stage: StageId, facts: &Facts) -> Vec<Facts> {
    let find = |name: &str| -> InputId {
        measure.inputs.iter().find(|(_, input)| input.stage == Some(stage) && input.name.text == name).unwrap().0
    };
    let (ballots, yes, no) = (find("ballots"), find("yes"), find("no"));
    (0..1000)
        .map(|step: i128| {
            let mut facts = facts.clone();
            let mut set =
                |id, value| *facts.inputs.at_mut(id) = Cells::One(Slot::Known(Value::Number(Exact::integer(value))));
            set(ballots, 7_000_000 + step * 5_003);
            set(yes, 3_600_000 + step * 3_001);
            set(no, 3_000_000 + step * 1_999);
            facts
        })
        .collect()
}

/// Verdicts and margins of the quorum and the requirement, and the stage's status.
#[divan::bench]
fn verdicts_and_margins_of_1000_results(bencher: Bencher) {
    let (program, _) = support::calexit();
    let (id, stage, facts) = support::nationhood(&program);
    let measure = program.measures.at(id);
    let results = results(measure, stage, &facts);
    let mut judge = Judge::new(measure, stage);
    bencher.counter(results.len()).bench_local(|| {
        for facts in &results {
            let (statuses, judgements) = judge.judge(black_box(facts)).unwrap();
            black_box((statuses, judgements));
        }
    });
}

/// The whole explanation: sides, shares, margins, least changes.
#[divan::bench]
fn explanations_of_1000_results(bencher: Bencher) {
    let (program, _) = support::calexit();
    let (id, stage, facts) = support::nationhood(&program);
    let measure = program.measures.at(id);
    let results = results(measure, stage, &facts);
    let mut explainer = Explainer::new(measure, Some(stage));
    bencher.counter(results.len()).bench_local(|| {
        for facts in &results {
            black_box(explainer.explain(black_box(facts)).unwrap());
        }
    });
}

/// The same, each time as if it were the only one.
#[divan::bench]
fn single_explanations_of_1000_results(bencher: Bencher) {
    let (program, _) = support::calexit();
    let (id, stage, facts) = support::nationhood(&program);
    let measure = program.measures.at(id);
    let results = results(measure, stage, &facts);
    bencher.counter(results.len()).bench_local(|| {
        for facts in &results {
            black_box(judge::judge(measure, black_box(facts), Some(stage)).unwrap());
        }
    });
}
