//! Sweeps: every cell is what the evaluator says, every turn and every boundary is where it is said to be.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use quorate::compare::{Column, Row};
use quorate::ids::Id as _;
use quorate::inputs::{self, Layer, LayerKind};
use quorate::judge::{EvaluationError, judge};
use quorate::program::{MeasureId, Program, StageId};
use quorate::report::picture;
use quorate::report::sweep::Swept;
use quorate::source::Sources;
use quorate::sweep::{self, Cell, Place, Request, Sweep, Turn};
use quorate::value::{Exact, Kind, Value};

use crate::properties::{Loaded, cases, config};
use crate::rules::{Project, read};
use crate::support::{root, text};

/// What is set, as one set of votes.
fn votes<'a>(set: &[String], sources: &mut Sources) -> Row<'a> {
    let mut layer = Layer::new(LayerKind::File);
    for text in set {
        let own = inputs::set(sources, text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
        layer.facts.facts.extend(own.facts.facts);
        layer.errors.extend(own.errors);
    }
    Row { name: "votes".into(), title: None, program: None, layer: layer.into() }
}

/// A sweep of some rules of a program.
fn swept<'a>(program: &'a Program, rules: &[(&str, Option<&str>)], set: &[String], vary: &[&str]) -> Sweep<'a> {
    let mut sources = Sources::new();
    let columns = rules.iter().map(|(name, stage)| {
        let measure = program.measure_named(name).expect("a measure");
        let stage = stage.map(|stage| program.measures.at(measure).stage_named(stage).expect("a stage"));
        Column { program, measure, stage }
    });
    let columns = columns.collect();
    let held = Some(votes(set, &mut sources));
    let vary = vary.iter().map(|text| sweep::vary(&mut sources, text).expect("a range")).collect();
    let request = Request { columns, held, vary, ..Request::default() };
    let prepared = sweep::prepare(request).unwrap_or_else(|errors| panic!("{errors:?}"));
    prepared.judge(&|_| ControlFlow::Continue(())).expect("nobody stops it")
}

/// What the evaluator says of facts.
fn said(
    program: &Program,
    measure: MeasureId,
    stage: Option<StageId>,
    sweep: &Sweep<'_>,
    rule: usize,
    x: usize,
    y: usize,
) -> Cell {
    let facts = sweep.facts(rule, x, y).expect("facts");
    let rules = program.measures.at(measure);
    match judge(rules, &facts, stage) {
        Err(errors) if errors.iter().all(EvaluationError::is_bad_data) => Cell::BadData,
        Err(_) => Cell::NotJudged,
        Ok(outcome) => match stage {
            Some(_) if outcome.stages[0].alone.is_not_decided() => Cell::NotDecided,
            Some(_) => outcome.stages[0].alone.decided().map_or(Cell::Pending, Cell::Status),
            None if rules.outcomes.is_empty() => {
                let last = *rules.stage_order.last().expect("a stage");
                let own = outcome.stages.iter().find(|own| own.stage == last).expect("judged");
                own.possible.decided().map_or(Cell::Pending, Cell::Status)
            }
            None if outcome.outcome.not_decided => Cell::NotDecided,
            None => match (outcome.outcome.certain(), outcome.outcome.is_pending()) {
                (Some(at), _) => Cell::Outcome(u8::try_from(at).expect("few outcomes")),
                (None, true) => Cell::Pending,
                (None, false) => Cell::NoOutcome,
            },
        },
    }
}

#[track_caller]
fn agrees(program: &Program, sweep: &Sweep<'_>) -> usize {
    let mut compared = 0;
    for (rule, column) in sweep.columns().iter().enumerate() {
        for y in 0..sweep.height() {
            for x in 0..sweep.width() {
                let expected = said(program, column.measure, column.stage, sweep, rule, x, y);
                // Where not all is known the evaluator may say less than the normal form, never otherwise.
                if !matches!(expected, Cell::Pending | Cell::NotDecided) {
                    assert_eq!(sweep.cell(rule, x, y), Some(expected), "{} at {x}, {y}", column.name());
                    compared += 1;
                }
            }
        }
    }
    compared
}

fn calexit() -> Program {
    read("rules/calexit/2017.measure", &Project { example: None }).program
}

const RULES: [(&str, Option<&str>); 6] = [
    ("calexit", Some("nationhood")),
    ("of_votes", Some("nationhood")),
    ("marked_papers", Some("nationhood")),
    ("simple_majority", Some("nationhood")),
    ("electorate_40", Some("nationhood")),
    ("two_thirds", Some("nationhood")),
];

fn set(values: &[(&str, i64)]) -> Vec<String> {
    values.iter().map(|(name, value)| format!("nationhood.{name}={value}")).collect()
}

#[test]
fn cells_of_turnout_and_support() {
    let program = calexit();
    for registered in [997, 1_000, 19_411_771] {
        let held = set(&[
            ("registered", registered),
            ("ballots", registered / 2),
            ("yes", registered / 4),
            ("no", registered / 5),
        ]);
        for vary in [
            ["turnout = 30%..80% by 2.5%", "support = 40%..75% by 2.5%"],
            ["turnout = 40%..60% by 1/300", "support of ballots = 30%..60% by 5%"],
        ] {
            assert!(agrees(&program, &swept(&program, &RULES, &held, &vary)) > 1_000);
        }
        assert!(agrees(&program, &swept(&program, &RULES, &held, &["turnout = 0%..100%"])) > 200);
        assert!(
            agrees(
                &program,
                &swept(
                    &program,
                    &RULES,
                    &held,
                    &["nationhood.approval = 20%..70% by 1/30", "support = 0%..100% by 7%"]
                )
            ) > 900
        );
    }
}

/// A condition that no outcome speaks of keeps the measure from being judged where it divides by zero.
#[test]
fn a_condition_beside_the_outcomes_cannot_be_judged() {
    let loaded = Loaded::new(
        r#"measure m "M" {
  stage first "First" {
    input yes, divisor: count
    require share: yes / (divisor / yes) >= 3
  }
  stage second "Second" {
    input no: count
    require consent: no >= 5
  }
  outcome "Adopted" when second passed
  outcome "Rejected" otherwise
}
"#,
    );
    let held = ["first.yes=4".to_owned(), "second.no=6".to_owned()];
    let sweep = swept(&loaded.program, &[("m", None)], &held, &["first.divisor = 0..2 by 1"]);
    assert_eq!(agrees(&loaded.program, &sweep), 3);
    assert_eq!([0, 1].map(|x| sweep.cell(0, x, 0)), [Some(Cell::NotJudged), Some(Cell::Outcome(0))]);
}

/// Where an answer turns is found whatever the steps are: the same as with steps of one person.
#[test]
fn turns_of_people() {
    let program = calexit();
    let held = set(&[("registered", 1_000), ("ballots", 600), ("yes", 320), ("no", 250)]);
    let fine = swept(&program, &RULES, &held, &["nationhood.yes = 0..400 by 1"]);
    let coarse = swept(&program, &RULES, &held, &["nationhood.yes = 0..400 by 50"]);
    for (rule, name) in RULES.iter().enumerate().map(|(rule, (name, ..))| (rule, name)) {
        let turned: Vec<(i64, Cell, Cell)> = (1..fine.width())
            .filter_map(|x| {
                let (before, after) = (fine.cell(rule, x - 1, 0)?, fine.cell(rule, x, 0)?);
                (before != after).then_some((x as i64, before, after))
            })
            .collect();
        let found: Vec<(i64, Cell, Cell)> = coarse
            .turns(rule)
            .iter()
            .map(|turn| match turn {
                Turn { before, after, place: Place::People { last, first, .. } } => {
                    assert_eq!(last + 1, *first);
                    (*first, *before, *after)
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(turned, found, "{name}");
    }
}

/// A threshold that a real result would just have cleared is a fraction, and exact.
#[test]
fn turns_of_a_share() {
    let program = calexit();
    let held = set(&[("registered", 15_380_536), ("ballots", 9_413_488), ("yes", 4_976_274), ("no", 4_007_783)]);
    let sweep = swept(&program, &RULES[..2], &held, &["nationhood.approval = 50%..60% by 1%"]);
    let bars = [Exact::ratio(4_976_274, 9_413_488).unwrap(), Exact::ratio(4_976_274, 8_984_057).unwrap()];
    for (rule, bar) in bars.into_iter().enumerate() {
        let [Turn { place: Place::At { value, turned: false }, .. }] = sweep.turns(rule) else {
            panic!("{:?}", sweep.turns(rule))
        };
        assert_eq!(*value, bar);
    }
    // At a step itself, and right after it.
    let held = set(&[("registered", 1_000), ("ballots", 600), ("yes", 330), ("no", 270)]);
    let sweep = swept(&program, &RULES[..1], &held, &["nationhood.approval = 50%..60% by 1%"]);
    let [Turn { place: Place::At { value, turned: false }, .. }] = sweep.turns(0) else {
        panic!("{:?}", sweep.turns(0))
    };
    assert_eq!(*value, Exact::ratio(55, 100).unwrap());
}

/// On the two sides of every line of the picture the evaluator says different things.
#[test]
fn boundaries_separate() {
    let program = calexit();
    let held = set(&[("registered", 19_411_771)]);
    let exact = |value: f64| Exact::ratio((value * 1e12) as i128, 1_000_000_000_000).unwrap();
    for invalid in [0, 3] {
        let mut sources = Sources::new();
        let columns = RULES.map(|(name, stage)| {
            let measure = program.measure_named(name).unwrap();
            let stage = stage.and_then(|stage| program.measures.at(measure).stage_named(stage));
            Column { program: &program, measure, stage }
        });
        let vary = ["turnout = 20%..100% by 10%", "support = 20%..100% by 10%"];
        let request = Request {
            columns: columns.to_vec(),
            held: Some(votes(&held, &mut sources)),
            vary: vary.iter().map(|text| sweep::vary(&mut sources, text).unwrap()).collect(),
            invalid: Some(Exact::ratio(invalid, 100).unwrap()),
            ..Request::default()
        };
        let sweep = sweep::prepare(request).unwrap().judge(&|_| ControlFlow::Continue(())).unwrap();
        let swept = Swept { sweep: &sweep, sources: &sources, notes: &[], heading: None };
        for (rule, (name, _)) in RULES.iter().enumerate() {
            let lines = picture::boundary(&swept, rule).expect("linear");
            assert!(!lines.is_empty(), "{name}");
            let mut tried = 0;
            for line in &lines {
                for pair in line.windows(2) {
                    let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
                    for part in [0.1, 0.5, 0.9] {
                        let (x, y) = (x0 + (x1 - x0) * part, y0 + (y1 - y0) * part);
                        let length = (x1 - x0).hypot(y1 - y0);
                        // Between two points of a curve the chord is off by less than this.
                        let aside = 2e-5;
                        let (dx, dy) = (-(y1 - y0) / length * aside, (x1 - x0) / length * aside);
                        let passes = |sign: f64| {
                            let (x, y) = (exact(x + sign * dx), exact(y + sign * dy));
                            sweep.cell_at(rule, [&x, &y]).unwrap().passes()
                        };
                        assert_ne!(passes(1.0), passes(-1.0), "{name} at {x}, {y}");
                        tried += 1;
                    }
                }
            }
            assert!(tried >= 3, "{name}");
        }
    }
}

proptest! {
    #![proptest_config(config(12))]

    /// Random measures, with one or two of their numbers moved.
    #[test]
    fn cells_of_random_measures(case in cases(3), low in 0i64..40, picks in (0usize..8, 0usize..8)) {
        let loaded = Loaded::new(&case.text);
        let measure = loaded.measure();
        for world in &case.worlds {
            let mut held = Vec::new();
            let mut movable = Vec::new();
            for (id, input) in measure.inputs.iter().filter(|(_, input)| input.table.is_none()) {
                let path = measure.input_path(id);
                let Some([value]) = world.get(path.as_str()).map(Vec::as_slice) else { continue };
                match value {
                    Value::Number(number) if input.kind == Kind::Count => {
                        held.push(format!("{path}={number}"));
                        movable.push(path);
                    }
                    Value::Date(day) => held.push(format!("{path}={day}")),
                    Value::Truth(truth) => held.push(format!("{path}={truth}")),
                    Value::Number(_) | Value::Duration(_) => {}
                }
            }
            if movable.is_empty() {
                continue;
            }
            let first = &movable[picks.0 % movable.len()];
            let second = &movable[picks.1 % movable.len()];
            let mut vary = vec![format!("{first} = {low}..{} by 3", low + 12)];
            if first != second {
                vary.push(format!("{second} = {low}..{} by 5", low + 10));
            }
            let mut sources = Sources::new();
            let column = Column { program: &loaded.program, measure: MeasureId::new(0), stage: None };
            let request = Request {
                columns: vec![column],
                held: Some(votes(&held, &mut sources)),
                vary: vary.iter().map(|text| sweep::vary(&mut sources, text).unwrap()).collect(),
                ..Request::default()
            };
            let sweep = sweep::prepare(request).unwrap_or_else(|errors| panic!("{errors:?}\n{}", case.text));
            agrees(&loaded.program, &sweep.judge(&|_| ControlFlow::Continue(())).unwrap());
        }
    }
}

/// The picture in the documents is what its command draws; with `UPDATE_DOCS=1` it is drawn anew.
#[test]
fn the_picture_is_what_the_command_draws() {
    let page = text("docs/comparing.md");
    let page = page.replace("\\\n", " ");
    let command = page.lines().find(|line| line.starts_with("quorate sweep") && line.contains("--svg"));
    let command = command.expect("the page shows how the picture is made");
    let (_, after) = command.split_once("--svg ").unwrap();
    let picture = after.split_whitespace().next().unwrap();
    let drawn = Path::new(env!("CARGO_TARGET_TMPDIR")).join("picture.svg");
    let words: Vec<String> = crate::cli::words(command.strip_prefix("quorate ").unwrap())
        .into_iter()
        .map(|word| if word == picture { drawn.to_string_lossy().into_owned() } else { word })
        .collect();
    let output = Command::new(env!("CARGO_BIN_EXE_quorate")).args(words).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::copy(&drawn, root().join(picture)).unwrap();
    }
    assert!(fs::read_to_string(&drawn).unwrap() == text(picture), "{picture} is not what `{command}` draws");
}
