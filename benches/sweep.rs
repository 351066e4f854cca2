//! A thousand by a thousand points of turnout and support under five rules.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should say so")]

#[path = "support.rs"]
mod support;

use std::ops::ControlFlow;

use divan::Bencher;
use quorate::compare::{Column, Row};
use quorate::inputs::{self, Layer, LayerKind};
use quorate::program::Program;
use quorate::source::Sources;
use quorate::sweep::{self, Prepared, Request};

fn main() {
    divan::main();
}

const RULES: [&str; 5] = ["calexit", "of_votes", "simple_majority", "electorate_40", "two_thirds"];

fn prepared(program: &Program) -> Prepared<'_> {
    let mut sources = Sources::new();
    let columns = RULES.map(|name| {
        let measure = program.measure_named(name).unwrap();
        Column { program, measure, stage: program.measures.at(measure).stage_named("nationhood") }
    });
    let set = inputs::set(&mut sources, "nationhood.registered=19,411,771").unwrap();
    let layer = Layer { kind: LayerKind::File, ..set };
    let held = Row { name: "held".into(), title: None, program: None, layer: layer.into() };
    let ranges = ["turnout = 30%..80% by 50/99900", "support = 40%..70% by 30/99900"];
    let vary = ranges.map(|range| sweep::vary(&mut sources, range).unwrap());
    let request = Request { columns: columns.to_vec(), held: Some(held), vary: vary.to_vec(), ..Request::default() };
    sweep::prepare(request).unwrap()
}

/// The target is one second, in less than 200 MB.
#[divan::bench]
fn million_points_under_five_rules(bencher: Bencher) {
    let (program, _) = support::calexit();
    bencher
        .with_inputs(|| prepared(&program))
        .bench_local_values(|prepared| prepared.judge(&|_| ControlFlow::Continue(())).unwrap());
}
