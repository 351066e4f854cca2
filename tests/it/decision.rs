//! The normal form says what the evaluator says.

use proptest::prelude::*;
use quorate::decision::{Batch, Column, Decision, Point, Rules, Stage, day_number, lower};
use quorate::evaluate::{EvaluationError, Judgement, StageStatus, Statuses, Verdict, evaluate};
use quorate::facts::{Cells, Facts, Slot};
use quorate::ids::Table;
use quorate::inputs;
use quorate::program::{Measure, MeasureId, ParameterValue};
use quorate::value::{Exact, Kind, Value};

use crate::properties::{Loaded, all_known, cases, config};
use crate::rules::Project;
use crate::support::rule_files;

/// The same facts without any number, day or truth among the inputs, and with `parameters` without numbers among those.
pub fn forget(measure: &Measure, facts: &Facts, parameters: bool) -> Facts {
    let forget = |slot: &Slot| match slot {
        Slot::Known(Value::Number(_) | Value::Truth(_) | Value::Date(_)) => Slot::Unknown,
        known => known.clone(),
    };
    let cells = |cells: &Cells| match cells {
        Cells::One(slot) => Cells::One(forget(slot)),
        Cells::Rows(slots) => Cells::Rows(slots.iter().map(forget).collect()),
    };
    let mut open = facts.clone();
    open.inputs = facts.inputs.values().map(cells).collect();
    if parameters {
        open.parameters = facts
            .parameters
            .iter()
            .map(|(id, own)| match &measure.parameters.at(id).value {
                ParameterValue::Constant(Value::Number(_), _) => cells(own),
                _ => own.clone(),
            })
            .collect();
    }
    open
}

/// The decision at the point where the facts are.
fn at(decision: &Decision, measure: &Measure, facts: &Facts) -> Point {
    let value = |slot: &Slot| match slot {
        Slot::Known(Value::Number(number)) => number.clone(),
        Slot::Known(Value::Truth(true)) => Exact::ONE,
        Slot::Known(Value::Date(day)) => day_number(*day),
        _ => Exact::ZERO,
    };
    decision.at(|id| {
        let quorate::decision::Origin::Free(key) = &decision.variables.at(id).origin else { panic!("a free variable") };
        let input = measure.inputs.ids().find(|&id| measure.input_path(id) == key.path);
        let parameter = measure.parameters.ids().find(|&id| measure.parameter_path(id) == key.path);
        let (cells, table) = match (input, parameter) {
            (Some(id), _) => (facts.inputs.at(id), measure.inputs.at(id).table),
            (_, Some(id)) => (facts.parameters.at(id), measure.parameters.at(id).table),
            _ => panic!("no {}", key.path),
        };
        match cells {
            Cells::One(slot) => value(slot),
            Cells::Rows(slots) => {
                let names = facts.rows.at(table.expect("a table"));
                let row = names.iter().position(|name| Some(name) == key.row.as_ref()).expect("a row");
                value(&slots[row])
            }
        }
    })
}

/// What a stage comes to at a point; `None` where that is not linear.
fn status(stage: &Stage, point: &Point) -> Option<Statuses> {
    let alone = stage.alone.as_ref().ok()?;
    let holding: Vec<_> = StageStatus::ALL.into_iter().filter(|status| point.holds(alone.of(*status))).collect();
    let [only] = holding.as_slice() else { panic!("exactly one status, found {holding:?}") };
    Some(Statuses::only(*only))
}

/// How many verdicts were compared.
#[track_caller]
fn agrees(rules: &Rules, point: &Point, measure: &Measure, outcome: &Result<Judgement, Vec<EvaluationError>>) -> usize {
    let broken = rules.givens.iter().any(|given| !point.holds(*given));
    let outcome = match outcome {
        Err(errors) => {
            let bad = errors.iter().any(EvaluationError::is_bad_data);
            assert!(!broken || bad, "{errors:?}");
            assert!(!bad || broken || rules.given_not_linear.is_some(), "{errors:?}");
            return 1;
        }
        Ok(outcome) => outcome,
    };
    assert!(!broken, "the facts are good");
    let mut compared = 1;
    for stage in &outcome.stages {
        let lowered = rules.stages.at(stage.stage);
        for condition in &stage.conditions {
            if let Ok(own) = rules.conditions.at(condition.condition) {
                let name = &measure.conditions.at(condition.condition).name.text;
                assert_eq!(point.holds(own.met), condition.verdict == Verdict::Met, "{name}");
                let comparison = condition.comparison().and_then(|comparison| comparison.difference.as_ref());
                if let Some(own) = &own.comparison {
                    let difference = comparison.is_some().then(|| point.value(&own.form));
                    assert_eq!(difference.as_ref(), comparison, "{name}");
                    assert_eq!(point.holds(own.based), comparison.is_some(), "{name}");
                }
                compared += 1;
            }
        }
        if let Some(alone) = status(lowered, point) {
            assert_eq!(alone, stage.alone);
            compared += 1;
        }
        if let (Ok(alone), Ok(reached)) = (&lowered.alone, &lowered.reached) {
            let status = stage.possible.decided().expect("everything is known");
            let holds = match status {
                StageStatus::NotReached => !point.holds(*reached),
                status => point.holds(*reached) && point.holds(alone.of(status)),
            };
            assert!(holds, "{status:?}");
            compared += 1;
        }
    }
    let certain = outcome.outcome.certain();
    for (index, holds) in rules.outcomes.iter().enumerate() {
        if let Ok(node) = holds {
            assert_eq!(point.holds(*node), certain == Some(index), "outcome {index}");
            compared += 1;
        }
    }
    if let Ok(node) = &rules.no_outcome {
        assert_eq!(point.holds(*node), certain.is_none() && outcome.outcome.or_none, "no outcome");
    }
    compared
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn the_normal_form_says_what_the_evaluator_says(case in cases(8)) {
        let loaded = Loaded::new(&case.text);
        let measure = loaded.measure();
        for world in &case.worlds {
            let facts = loaded.facts(&all_known(world));
            let outcome = evaluate(measure, &facts, None);
            for parameters in [false, true] {
                let open = forget(measure, &facts, parameters);
                let decision = lower(&[(measure, &open)]);
                let point = at(&decision, measure, &facts);
                agrees(&decision.rules[0], &point, measure, &outcome);
            }
        }
    }
}

/// Every measure and variant of the library, with nothing known.
#[test]
fn the_library_is_linear() {
    let mut not_linear = Vec::new();
    for name in rule_files() {
        let program = crate::rules::read(&name, &Project { example: None }).program;
        let facts: Vec<Facts> = program
            .measures
            .ids()
            .map(|id| inputs::bind(&program, id, &[]).unwrap_or_else(|errors| panic!("{name}: {errors:?}")))
            .collect();
        let open: Table<MeasureId, &Facts> = facts.iter().collect();
        for (id, measure) in program.measures.iter() {
            let decision = lower(&[(measure, open[id])]);
            for (condition, lowered) in decision.rules[0].conditions.iter() {
                if let Err(reason) = lowered {
                    not_linear.push(format!(
                        "{} {}: {}",
                        measure.name.text,
                        measure.condition_path(condition),
                        reason.reason.words()
                    ));
                }
            }
        }
    }
    insta::assert_snapshot!(not_linear.join("\n"));
}

/// A number for a variable, small ones near the thresholds and some that sums of overflow 64 or 128 bits with.
fn drawn(choice: u64, near: i64, truth: bool) -> i64 {
    match choice % 16 {
        _ if truth => (choice / 16 % 2) as i64,
        0 => i64::MAX - (choice / 16 % 3) as i64,
        1 => -((choice / 16 % 1000) as i64),
        2 => 1 << (choice / 16 % 62),
        _ => near + (choice / 16 % 5) as i64 - 2,
    }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn columns_come_to_what_each_row_comes_to(
        case in cases(3),
        choices in proptest::collection::vec(any::<u64>(), 40..400),
        pers in proptest::collection::vec(1i64..200, 1..8),
    ) {
        let loaded = Loaded::new(&case.text);
        let measure = loaded.measure();
        let facts = loaded.facts(&all_known(&case.worlds[0]));
        let open = forget(measure, &facts, true);
        let decision = lower(&[(measure, &open)]);
        let near = at(&decision, measure, &facts);
        let wanted: Vec<_> = decision.circuit.nodes().ids().collect();
        let batch = Batch::new(&decision, &wanted);
        // More rows than a block has.
        let rows = 1500;
        let columns: Vec<(Vec<i64>, i64)> = batch
            .inputs()
            .iter()
            .enumerate()
            .map(|(number, id)| {
                let variable = decision.variables.at(*id);
                let truth = variable.kind == Kind::Truth;
                let per = if variable.whole || truth { 1 } else { pers[number % pers.len()] };
                let near = (near.values.at(*id) * &Exact::integer(per.into())).floor().to_integer().unwrap_or(0) as i64;
                let one_for_all = choices[number % choices.len()] % 5 == 0;
                let values = (0..if one_for_all { 1 } else { rows }).map(|row: usize| {
                    let choice = choices[(row * 7 + number) % choices.len()].rotate_left((row / 50) as u32);
                    drawn(choice, near, truth)
                });
                (values.collect(), per)
            })
            .collect();
        let views: Vec<Column<'_>> = columns.iter().map(|(values, per)| Column { values, per: *per }).collect();
        let mut out = Vec::new();
        batch.run(&views, &mut out).expect("columns fit");
        let rows = out.first().map_or(0, Vec::len);
        for row in (0..rows).step_by(3) {
            let point = decision.at(|id| {
                let Ok(number) = batch.inputs().binary_search(&id) else { return Exact::ZERO };
                let (values, per) = &columns[number];
                let value = values[if values.len() == 1 { 0 } else { row }];
                Exact::ratio(value.into(), (*per).into()).expect("not zero")
            });
            for (node, out) in wanted.iter().zip(&out) {
                prop_assert_eq!(point.holds(*node), out[row], "row {} {:?}", row, decision.circuit.at(*node));
            }
        }
    }
}
