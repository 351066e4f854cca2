//! What the benchmarks share: the Calexit file, and a large file made of copies of it.

#![allow(dead_code, clippy::allow_attributes, reason = "each benchmark uses a part of it")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot start should say so")]

use quorate::check::{self, Checked};
use quorate::facts::Facts;
use quorate::program::{MeasureId, Program, StageId};
use quorate::source::Sources;
use quorate::{inputs, syntax};

pub const CALEXIT: &str = include_str!("../rules/calexit/2017.measure");

/// Copies of the Calexit file, each measure and variant under names of its own, up to so many bytes.
pub fn large_file(bytes: usize) -> String {
    let names = [
        "calexit",
        "of_votes",
        "marked_papers",
        "simple_majority",
        "sixty",
        "two_thirds",
        "electorate_40",
        "electorate_majority",
    ];
    let mut text = String::new();
    for copy in 0.. {
        if text.len() >= bytes {
            break;
        }
        for line in CALEXIT.lines() {
            let renames = line.starts_with("measure")
                || line.starts_with("variant")
                || line.starts_with("scenario")
                || line.starts_with("test");
            let mut line = line.to_owned();
            if renames {
                for name in names {
                    line = line.replace(&format!(" {name} "), &format!(" {name}_{copy} "));
                    line = line.replace(&format!(" {name}."), &format!(" {name}_{copy}."));
                }
            }
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

/// The Calexit file, checked.
pub fn calexit() -> (Program, Sources) {
    let mut sources = Sources::new();
    let source = sources.add("2017.measure", CALEXIT);
    let Checked { program, errors, .. } = check::check(&[syntax::parse(&source).file]);
    assert!(errors.is_empty(), "the Calexit file checks");
    (program, sources)
}

/// The nationhood stage with the votes of 2003.
pub fn nationhood(program: &Program) -> (MeasureId, StageId, Facts) {
    let id = program.measure_named("calexit").expect("calexit is there");
    let stage = program.measures.at(id).stage_named("nationhood").expect("it has a nationhood stage");
    let scenario = program.scenario_named(id, "recall_2003").expect("and the votes of 2003");
    let layers = [inputs::layer_of_scenario(program.scenarios.at(scenario))];
    let facts = inputs::bind(program, id, &layers).expect("which fit");
    (id, stage, facts)
}
