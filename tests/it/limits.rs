//! Rules far larger than any law.

use quorate::evaluate::{Verdict, evaluate};
use quorate::facts::{Cells, Slot};
use quorate::value::{Exact, Value};

use crate::support;

/// Each pair of counts would be a line, and on each every comparison would be looked at.
#[test]
fn too_many_comparisons_for_a_least_change() {
    let parts = vec!["a at least 1"; 20_000].join(" or ");
    let (_, program) = support::program_of(&format!("measure m {{ input a: count  require c: {parts} }}"));
    let measure = program.measures.values().next().unwrap();
    let id = program.measures.ids().next().unwrap();
    let mut facts = quorate::inputs::bind(&program, id, &[]).unwrap();
    *facts.inputs.at_mut(measure.inputs.ids().next().unwrap()) =
        Cells::One(Slot::Known(Value::Number(Exact::integer(5))));
    let outcome = evaluate(measure, &facts, None).unwrap();
    let condition = &outcome.stages[0].conditions[0];
    assert_eq!(condition.verdict, Verdict::Met);
    assert!(condition.changes.too_many && condition.changes.lines.is_empty());
}
