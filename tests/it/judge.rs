//! One judge: the same question has the same answer in every command, and what enumeration knows is settled.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;

use proptest::prelude::*;
use quorate::compare::{self, Cell, Column, Row};
use quorate::evaluate::Verdict;
use quorate::facts::{Cells, Facts, Slot};
use quorate::inputs::{self, layer_of_scenario};
use quorate::judge::{self, Answer, EvaluationError, Judgement};
use quorate::load::{ReadError, ReadFile};
use quorate::program::{Measure, MeasureId, ParameterValue, Program};
use quorate::report::{self, Judged, Style, card};
use quorate::session::Session;
use quorate::source::Sources;
use quorate::sweep;
use quorate::testing;
use quorate::value::{Exact, Kind, Value};

use crate::generate::{self, Choices};
use crate::naive::{self, Trouble};
use crate::properties::{Case, Loaded, cases, completions, config, hide, partly_known, stage_name, verdict};
use crate::support::program_of;

// What enumeration knows -----------------------------------------------------------------------

/// Bytes that are the same in every run.
fn bytes(state: &mut u64, many: usize) -> Vec<u8> {
    let mut next = || {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 40) as u8
    };
    (0..many).map(|_| next()).collect()
}

/// Whether a few values are all that something can have.
fn is_closed(slot: &Slot) -> bool {
    match slot {
        Slot::Range(Value::Number(low), Some(Value::Number(high))) => low.is_whole() && high.is_whole(),
        Slot::Range(Value::Date(_), Some(_)) => true,
        Slot::Unknown | Slot::Range(..) | Slot::Known(_) => false,
    }
}

/// Of the conditions that all completions agree on, at most one in two thousand is left open.
#[test]
fn what_enumeration_knows_is_settled() {
    let (mut known, mut left_open) = (0u32, Vec::new());
    let mut state = 11;
    for _ in 0..1_500 {
        let plan = generate::plan(&mut Choices::new(&bytes(&mut state, 300)));
        let loaded = Loaded::new(&plan.text(false));
        let measure = loaded.measure();
        for _ in 0..3 {
            let world = plan.world(&mut Choices::new(&bytes(&mut state, 60)));
            let mut hidden = hide(&mut Choices::new(&bytes(&mut state, 20)), &plan, &world);
            hidden.retain(|hidden| is_closed(&hidden.slot));
            if hidden.is_empty() {
                continue;
            }
            let facts = loaded.facts(&partly_known(&world, &hidden));
            let readings: Vec<_> =
                completions(&world, &hidden).iter().map(|world| naive::read(&loaded.file, world)).collect();
            if readings.iter().any(|reading| matches!(reading, Err(Trouble::Rule))) {
                continue;
            }
            let good: Vec<_> = readings.into_iter().flatten().collect();
            let Some(first) = good.first() else { continue };
            let outcome = judge::judge(measure, &facts, None).expect("some completion is good");
            for stage in &outcome.stages {
                let name = stage_name(measure, stage.stage);
                for condition in &stage.conditions {
                    let id = measure.conditions.at(condition.condition).name.text.as_str();
                    let met = first.stages[&name].conditions[id].met;
                    if good.iter().all(|reading| reading.stages[&name].conditions[id].met == met) {
                        known += 1;
                        if condition.verdict.is_open() {
                            left_open.push(format!("{name}.{id} of {loaded}{facts:?}"));
                        } else {
                            assert_eq!(condition.verdict, verdict(met), "{name}.{id}\n{loaded}");
                        }
                    }
                }
            }
        }
    }
    let many = left_open.len();
    assert!(known > 1_000, "only {known} conditions, of which {many} are left open");
    assert!(many * 2_000 <= known as usize, "{many} of {known}: {}", left_open[0]);
}

// One answer everywhere ------------------------------------------------------------------------

/// A value as facts have it.
fn written(value: &Value, kind: Kind) -> String {
    match value {
        Value::Number(number) if number.is_whole() && kind != Kind::Share => number.to_string(),
        Value::Number(number) => {
            // Shares and numbers of random worlds are twentieths.
            let hundredths = (number * &Exact::integer(100)).to_integer().expect("a twentieth");
            match kind {
                Kind::Share => format!("{hundredths}%"),
                _ => format!("{}.{:02}", hundredths / 100, hundredths % 100),
            }
        }
        Value::Date(day) => day.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Duration(duration) => duration.to_string(),
    }
}

fn written_slot(slot: &Slot, kind: Kind) -> String {
    match slot {
        Slot::Unknown => "?".to_owned(),
        Slot::Known(value) => written(value, kind),
        Slot::Range(low, None) => format!("{}..", written(low, kind)),
        Slot::Range(low, Some(high)) => format!("{}..{}", written(low, kind), written(high, kind)),
    }
}

/// Facts as a scenario has them, cell by cell.
fn facts_in_words(measure: &Measure, facts: &Facts) -> String {
    let mut text = String::new();
    for (id, input) in measure.inputs.iter() {
        let path = measure.input_path(id);
        match facts.inputs.get(id).expect("an input") {
            Cells::One(slot) => writeln!(text, "{path} = {}", written_slot(slot, input.kind)).expect("a String"),
            Cells::Rows(slots) => {
                let table = input.table.expect("a table");
                let (stage, name) = path.rsplit_once('.').map_or(("", path.as_str()), |(stage, name)| (stage, name));
                let before = if stage.is_empty() { String::new() } else { format!("{stage}.") };
                let cells = facts.rows.at(table).iter().zip(slots).map(|(row, slot)| match slot {
                    // Rows have values, and no ranges.
                    Slot::Range(..) => format!("{row} ?"),
                    slot => format!("{row} {}", written_slot(slot, input.kind)),
                });
                let (table, cells) = (&measure.tables.at(table).name.text, cells.collect::<Vec<_>>().join("  "));
                writeln!(text, "rows {before}{table} ({name}) {{ {cells} }}").expect("a String");
            }
        }
    }
    text
}

/// A parameter of the measure at another value.
fn a_move(measure: &Measure, c: &mut Choices) -> String {
    let fixed: Vec<_> = measure
        .parameters
        .iter()
        .filter(|(_, own)| matches!(own.value, ParameterValue::Constant(Value::Number(_), _)) && own.table.is_none())
        .collect();
    if fixed.is_empty() || c.one_in(3) {
        return String::new();
    }
    let (id, parameter) = c.pick(&fixed);
    let value = c.below(20);
    let value = if parameter.kind == Kind::Share { format!("{}%", value * 5) } else { value.to_string() };
    format!("{} = {value}\n", measure.parameter_path(*id))
}

/// A single file.
struct File(String);

impl ReadFile for File {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if path == "m.measure" { Ok(self.0.clone()) } else { Err(ReadError::Missing) }
    }
}

const STYLE: Style = Style { width: 100, colour: false };

/// The answer that loops give of what was judged with reasons.
fn answer(measure: &Measure, outcome: &Judgement) -> Answer {
    if !measure.outcomes.is_empty() {
        return Answer::Outcome(outcome.outcome.clone());
    }
    let last = measure.stage_order.last().expect("a stage");
    Answer::Status(outcome.stages.iter().find(|stage| stage.stage == *last).expect("judged").possible)
}

type Told = Result<Judgement, Vec<EvaluationError>>;

fn by_itself(program: &Program, id: MeasureId, sources: &Sources, index: usize) -> (Facts, Told) {
    let facts = inputs::bind(program, id, &testing::layers(program, &program.tests[index])).expect("sound facts");
    let judged = judge::judge(program.measures.at(id), &facts, None);
    // A test says the same.
    let report = testing::run(program, sources).swap_remove(index);
    assert_eq!(report.outcome.as_ref(), judged.as_ref().ok());
    (facts, judged)
}

/// What a card says of a whole measure with several stages, as far as that is one thing.
fn on_a_card(measure: &Measure, told: &Told) -> Option<String> {
    let outcome = told.as_ref().ok()?;
    if outcome.stages.len() == 1 || measure.outcomes.is_empty() {
        return None;
    }
    Some(match outcome.outcome.certain() {
        Some(at) => measure.outcomes[at].text.text.to_string(),
        // None of the outcomes: it lists the stages.
        None if !outcome.outcome.is_open() => return None,
        None if outcome.outcome.not_decided => "not decided".to_owned(),
        None => "open".to_owned(),
    })
}

#[track_caller]
fn one_answer(case: &Case) {
    let mut c = Choices::new(&case.bytes);
    let varied = case.plan.varied(&mut c).with_variant;
    let plain = Loaded::new(&varied);
    let world = &case.worlds[0];
    let hidden = if c.one_in(4) { Vec::new() } else { hide(&mut c, &case.plan, world) };
    let facts = plain.facts(&partly_known(world, &hidden));
    let said = facts_in_words(plain.measure(), &facts) + &a_move(plain.measure(), &mut c);
    let text = format!(
        "{varied}\nscenario x of m {{\n{said}}}\ntest \"rule\" of m with x {{ expect bad data }}\n\
         test \"variant\" of v with x {{ expect bad data }}\n"
    );
    let (sources, program) = program_of(&text);
    let own = MeasureId::new_of(&program, "m");
    let variant = MeasureId::new_of(&program, "v");
    let measure = program.measures.at(own);
    let (bound, told) = by_itself(&program, own, &sources, 0);
    let _ = by_itself(&program, variant, &sources, 1);

    // Beside one another: `compare`, and the variants under the answer of `run`.
    let scenario = program.scenarios.values().next().expect("x");
    let layer = layer_of_scenario(scenario);
    let row = Row { name: "x".into(), title: None, program: Some(&program), layer: layer.clone().into() };
    let columns: Vec<Column<'_>> =
        [own, variant].map(|measure| Column { program: &program, measure, stage: None }).to_vec();
    let request = compare::Request { columns: columns.clone(), rows: vec![row.clone()], ..Default::default() };
    let comparison = compare::compare(request, &|_| ControlFlow::Continue(())).expect("nobody stops it");
    let mut beside: Vec<(MeasureId, Told)> = Vec::new();
    for (at, id) in [own, variant].into_iter().enumerate() {
        let rules = program.measures.at(id);
        let facts = inputs::bind_beside(&program, id, std::slice::from_ref(&layer)).expect("sound facts");
        let judged = judge::judge(rules, &facts, None);
        match (comparison.cell(0, at).expect("a cell"), &judged) {
            (Cell::Answer(found), Ok(judged)) => {
                assert_eq!(*found, answer(rules, judged), "{text}");
                let mut reasons = compare::CellReasons::new(&comparison, columns[at]);
                let (reasons, _) = reasons.outcome(0).expect("judged");
                for (one, other) in reasons.stages.iter().zip(&judged.stages) {
                    assert_eq!((one.alone, one.possible), (other.alone, other.possible), "{text}");
                    for (one, other) in one.conditions.iter().zip(&other.conditions) {
                        assert_eq!((one.verdict, &one.why), (other.verdict, &other.why), "{text}");
                    }
                }
            }
            (Cell::BadData(_) | Cell::NotJudged(_), Err(_)) => {}
            (Cell::OtherInputs(_), Ok(_)) => {}
            (cell, judged) => panic!("{cell:?}\n{judged:?}\n{text}"),
        }
        beside.push((id, judged));
    }
    assert_eq!(beside[0].1, told, "a rule that declares what is moved has nothing to keep\n{text}");

    // On the card.
    let shown = card::card(&program, own, &sources);
    for (result, (id, judged)) in shown.scenarios[0].results.iter().zip(&beside) {
        if let Some(expected) = on_a_card(program.measures.at(*id), judged) {
            assert_eq!(result.result.as_ref(), Some(&expected), "{text}");
        }
    }

    // At one point of a sweep.
    let still = measure.inputs.iter().find_map(|(id, input)| match bound.inputs.get(id)? {
        Cells::One(Slot::Known(Value::Number(number))) if input.kind == Kind::Count => number
            .to_integer()
            .filter(|count| i64::try_from(*count).is_ok())
            .map(|count| format!("{} = {count}..{count} by 1", measure.input_path(id))),
        _ => None,
    });
    if let Some(still) = still {
        let mut texts = Sources::new();
        let vary = vec![sweep::vary(&mut texts, &still).expect("a range")];
        let request = sweep::Request { columns: columns.clone(), held: Some(row), vary, ..Default::default() };
        let prepared = sweep::prepare(request).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
        let swept = prepared.judge(&|_| ControlFlow::Continue(())).expect("nobody stops it");
        for (at, (id, judged)) in beside.iter().enumerate() {
            let found = swept.cell(at, 0, 0).expect("a cell");
            let expected = match judged {
                Err(errors) if errors.iter().all(EvaluationError::is_bad_data) => sweep::Cell::BadData,
                Err(_) => sweep::Cell::NotJudged,
                Ok(judged) => match answer(program.measures.at(*id), judged) {
                    Answer::Status(statuses) if statuses.is_not_decided() => sweep::Cell::NotDecided,
                    Answer::Status(statuses) => statuses.decided().map_or(sweep::Cell::Pending, sweep::Cell::Status),
                    Answer::Outcome(outcomes) if outcomes.not_decided => sweep::Cell::NotDecided,
                    Answer::Outcome(outcomes) => match (outcomes.certain(), outcomes.is_pending()) {
                        (Some(at), _) => sweep::Cell::Outcome(u8::try_from(at).expect("few outcomes")),
                        (None, true) => sweep::Cell::Pending,
                        (None, false) => sweep::Cell::NoOutcome,
                    },
                },
            };
            // Both refuse what is wrong twice over; which is named first may differ.
            let refused = |cell| matches!(cell, sweep::Cell::BadData | sweep::Cell::NotJudged);
            assert!(
                found == expected || refused(found) && refused(expected),
                "{found:?} {expected:?}\n{still}\n{text}"
            );
        }
    }

    // In a session.
    let mut session = Session::new(Box::new(File(text.clone())), STYLE);
    session.load(&["m.measure"]);
    session.start_with("x");
    if let Ok(outcome) = &told {
        let scenario = program.scenario_named(own, "x");
        let judged = Judged {
            program: &program,
            measure: own,
            scenario,
            label: None,
            facts: &bound,
            outcome,
            sources: &sources,
        };
        assert_eq!(session.line(":run", &|| false).text, report::explained(&judged).text(STYLE), "{text}");
    }
}

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn every_command_gives_one_answer(case in cases(1)) {
        one_answer(&case);
    }
}

/// Any number of threads, any order of rows.
#[test]
fn the_order_of_rows_does_not_matter() {
    let (_, program) = program_of(&crate::support::text("tests/cases/cli/files/hard.measure"));
    let columns = vec![Column { program: &program, measure: MeasureId::new_of(&program, "hard"), stage: None }];
    let row = |own: &[u32]| {
        let mut sources = Sources::new();
        let mut layer = inputs::Layer::new(inputs::LayerKind::File);
        for (name, count) in ["a", "b", "c", "d", "e"].iter().zip(own) {
            layer
                .facts
                .facts
                .extend(inputs::set(&mut sources, &format!("{name}={count}")).expect("a fact").facts.facts);
        }
        Row { name: format!("{own:?}").into(), title: None, program: None, layer: layer.into() }
    };
    let rows: Vec<Row<'_>> = [&[][..], &[1], &[0, 0, 0, 0], &[7, 7], &[0, 0, 0, 0, 0]].map(row).to_vec();
    let cells = |rows: Vec<Row<'_>>| -> BTreeMap<String, Cell> {
        let names: Vec<String> = rows.iter().map(|row| row.name.to_string()).collect();
        let request = compare::Request { columns: columns.clone(), rows, ..Default::default() };
        let found = compare::compare(request, &|_| ControlFlow::Continue(())).expect("nobody stops it");
        names.into_iter().enumerate().map(|(at, name)| (name, found.cell(at, 0).expect("a cell").clone())).collect()
    };
    let forwards = cells(rows.clone());
    assert!(forwards.values().any(|cell| matches!(cell, Cell::Answer(answer) if answer.is_not_decided())));
    assert!(forwards.values().any(|cell| matches!(cell, Cell::Answer(answer) if !answer.is_not_decided())));
    assert_eq!(forwards, cells(rows.into_iter().rev().collect()));
}

/// What is not known keeps a verdict open; what no figures change does not.
#[test]
fn certain_although_something_is_missing() {
    let (_, program) = program_of(&crate::support::text("tests/cases/cli/files/act.measure"));
    let act = MeasureId::new_of(&program, "act");
    let layer = layer_of_scenario(program.scenarios.values().next().expect("eighty"));
    let facts = inputs::bind(&program, act, &[layer]).expect("sound facts");
    let outcome = judge::judge(program.measures.at(act), &facts, None).expect("judged");
    assert_eq!(outcome.stages[0].conditions[0].verdict, Verdict::Met);
    assert_eq!(outcome.outcome.certain(), Some(0));
}

/// Whatever shows a verdict has it from the room `judge`, and evaluates nothing itself. A lint of the checker, which stands
/// below that room, judges votes of nobody.
#[test]
fn nothing_else_judges() {
    let forbidden =
        ["evaluate::evaluate(", "evaluate::explain(", "evaluate::value(", "evaluate::why(", "Evaluator", "Reasoner"];
    let is_own =
        |path: &str| path.starts_with("src/evaluate") || path.starts_with("src/judge") || path == "src/check/nobody.rs";
    let mut found = Vec::new();
    for path in crate::support::files("src", "rs").into_iter().filter(|path| !is_own(path)) {
        let text = crate::support::text(&path);
        found.extend(forbidden.iter().filter(|word| text.contains(**word)).map(|word| format!("{path}: {word}")));
    }
    assert!(found.is_empty(), "{found:?}");
}

/// Ids by name.
trait Named {
    /// The measure of that name.
    fn new_of(program: &Program, name: &str) -> Self;
}

impl Named for MeasureId {
    fn new_of(program: &Program, name: &str) -> Self {
        program.measure_named(name).expect("a measure")
    }
}
