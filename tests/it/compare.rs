//! The matrix of a comparison says in each cell what judging that rule on those votes says.

use std::ops::ControlFlow;

use quorate::compare::{Agreement, Cell, Column, Comparison, Request, Row, Said, compare};
use quorate::inputs::{self, CsvOptions, Layer, layer_of_scenario};
use quorate::judge::{Answer, EvaluationError, judge};
use quorate::program::Program;
use quorate::source::Sources;

use crate::support::{program_of, rule_texts, text};

fn finished<'a>(request: Request<'a>) -> Comparison<'a> {
    compare(request, &|_| ControlFlow::Continue(())).unwrap()
}

/// What each cell must be, by the ordinary way: bind, then judge.
#[track_caller]
fn holds(comparison: &Comparison<'_>, above: &[Layer]) {
    for (at, row) in comparison.rows().iter().enumerate() {
        for (column, rule) in comparison.columns().iter().enumerate() {
            let own = row.layer.clone().into_layer();
            let own = if own.of.is_some() { own } else { own.in_stage(rule.stage) };
            let above = above.iter().map(|layer| layer.clone().in_stage(rule.stage));
            let layers: Vec<Layer> = std::iter::once(own).chain(above).collect();
            let cell = comparison.cell(at, column).unwrap();
            let context = || format!("{} under {}", row.name, rule.name());
            let facts = match inputs::bind_beside(rule.program, rule.measure, &layers) {
                Ok(facts) => facts,
                Err(errors) => {
                    assert_eq!(*cell, Cell::BadValues(errors), "{}", context());
                    continue;
                }
            };
            match (cell, judge(rule.rules(), &facts, rule.stage)) {
                (Cell::Answer(Answer::Status(statuses)), Ok(outcome)) => {
                    let last = rule.stage.or_else(|| rule.rules().stage_order.last().copied()).unwrap();
                    let stage = outcome.stages.iter().find(|stage| stage.stage == last).unwrap();
                    assert_eq!(*statuses, stage.possible, "{}", context());
                }
                (Cell::Answer(Answer::Outcome(outcomes)), Ok(outcome)) => {
                    assert_eq!(*outcomes, outcome.outcome, "{}", context());
                }
                (Cell::OtherInputs(inputs), Ok(outcome)) => {
                    let open = outcome.outcome.is_open() || outcome.stages[0].alone.decided().is_none();
                    assert!(open && !inputs.is_empty(), "{}", context());
                }
                (Cell::BadData(found), Err(errors)) => {
                    assert_eq!(*found, errors, "{}", context());
                    assert!(errors.iter().all(EvaluationError::is_bad_data), "{}", context());
                }
                (Cell::NotJudged(_), Err(errors)) => {
                    assert!(!errors.iter().all(EvaluationError::is_bad_data), "{}", context());
                }
                (cell, outcome) => panic!("{}: {cell:?}\n{outcome:#?}", context()),
            }
        }
    }
}

/// All measures of the project with their variants, on all their scenarios, as wholes and stage by stage.
#[test]
fn every_scenario_of_every_rule_file() {
    let mut cells = 0;
    for (_, text) in rule_texts().iter().filter(|(_, text)| !text.contains("\nuse ") && !text.contains(" from \"")) {
        let (_, program) = program_of(text);
        for (root, measure) in program.measures.iter().filter(|(_, measure)| measure.variant_of.is_none()) {
            let names = measure.stages.values().filter_map(|stage| stage.name.as_ref().map(|name| Some(&name.text)));
            for stage in names.chain([None]) {
                let family = program.measures.ids().filter(|&id| program.lineage(id).any(|own| own == root));
                let columns = family.filter_map(|id| {
                    let stage = match stage {
                        Some(name) => Some(program.measures.at(id).stage_named(name)?),
                        None => None,
                    };
                    Some(Column { program: &program, measure: id, stage })
                });
                let rows = program.scenarios.values().filter(|scenario| scenario.of == root).map(|scenario| Row {
                    name: scenario.name.text.clone(),
                    title: None,
                    program: Some(&program),
                    layer: layer_of_scenario(scenario).into(),
                });
                let comparison =
                    finished(Request { columns: columns.collect(), rows: rows.collect(), ..Request::default() });
                cells += comparison.columns().len() * comparison.rows().len();
                holds(&comparison, &[]);
            }
        }
    }
    assert!(cells > 100, "{cells} cells were found: is a folder missing?");
}

fn nationhood(program: &Program) -> Vec<Column<'_>> {
    let columns = program.measures.iter().map(|(id, measure)| Column {
        program,
        measure: id,
        stage: measure.stage_named("nationhood"),
    });
    columns.collect()
}

/// Rows with whatever can stand in a file: figures, nothing, ranges, too many ballots, words, a cell too few. Several
/// threads judge them, and rows of one shape are bound the short way.
#[test]
fn rows_of_every_kind() {
    let (_, program) = program_of(&text("rules/calexit/2017.measure"));
    let mut csv = String::from("name,registered,ballots,yes,no\n");
    let mut state: u64 = 7;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for row in 0..1_500 {
        let registered = 1_000 + next(1_000);
        let ballots = if next(20) == 0 { registered + 1 } else { next(registered + 1) };
        let yes = next(ballots + 1);
        let no = next(ballots - yes.min(ballots) + 1);
        let odd = |at: u64, own: u64| match at {
            0 => String::new(),
            1 => format!("{}..{own}", own / 2),
            2 => "many".to_owned(),
            3 => format!("{own}.5"),
            _ => own.to_string(),
        };
        let cells = [registered, ballots, yes, no].map(|own| odd(next(25), own));
        csv.push_str(&format!("row {row},{}\n", cells.join(",")));
        if next(50) == 0 {
            csv.push_str(&format!("short {row},1000,500\n"));
        }
    }
    for (set, some_pass) in [(None, true), (Some("approval=50%"), true), (Some("no=0"), true)] {
        let mut sources = Sources::new();
        let columns = nationhood(&program);
        let takers: Vec<_> = columns.iter().map(|column| (column.rules(), column.stage)).collect();
        let source = sources.add("votes.csv", csv.as_str());
        let found =
            inputs::csv_for(&source, &takers, &CsvOptions { map: Vec::new(), stage: columns[0].stage }).unwrap();
        let above: Vec<Layer> = set.into_iter().map(|text| inputs::set(&mut sources, text).unwrap()).collect();
        let rows = quorate::inputs::VotesLayer::of_file(found).map(|layer| Row {
            name: layer.name().map(|name| name.text).unwrap_or_default(),
            title: None,
            program: None,
            layer,
        });
        let comparison =
            finished(Request { columns, rows: rows.collect(), above: above.clone(), ..Request::default() });
        holds(&comparison, &above);
        let of = |agreement| comparison.count(agreement);
        assert!(of(Agreement::Disagree) > 100 && of(Agreement::Open) > 100 && of(Agreement::Agree) > 100);
        let summary = comparison.summary(0);
        assert!(summary.bad_data > 100 && summary.pending > 10);
        assert_eq!(summary.said.iter().any(|(said, _)| matches!(said, Said::Status(_))), some_pass);
        let all: usize =
            summary.said.iter().map(|(_, count)| count).sum::<usize>() + summary.bad_data + summary.pending;
        assert_eq!(all, comparison.rows().len());
    }
}

/// What one of several measures does not declare is left aside for it, and said.
#[test]
fn measures_of_different_files() {
    let (_, calexit) = program_of(&text("rules/calexit/2017.measure"));
    let (_, plain) = program_of(
        "measure plain { input registered, yes, no, blank: count\n\
        given roll: yes + no + blank <= registered\n\
        require majority: yes more than half of (yes + no + blank) }",
    );
    let nationhood = nationhood(&calexit)[0];
    let columns =
        vec![nationhood, Column { program: &plain, measure: plain.measures.ids().next().unwrap(), stage: None }];
    let scenario = calexit.scenarios.values().find(|scenario| scenario.name.text == "recall_2003").unwrap();
    let row =
        Row { name: "2003".into(), title: None, program: Some(&calexit), layer: layer_of_scenario(scenario).into() };
    let comparison = finished(Request { columns, rows: vec![row], ..Request::default() });
    assert_eq!(comparison.left_out().collect::<Vec<_>>(), [vec![], vec!["ballots"]]);
    // 4,976,274 of 8,984,057 votes; with 968,492 blank papers more that is no majority any more.
    let blank = plain.measures.values().next().unwrap().inputs.ids().last().unwrap();
    assert_eq!(comparison.cell(0, 1), Some(&Cell::OtherInputs(vec![blank])));
    assert_eq!(comparison.agreement(0), Agreement::Open);
}

/// A comparison that is told to stop gives nothing rather than a part.
#[test]
fn stopped() {
    let (_, program) = program_of(&text("rules/calexit/2017.measure"));
    let rows = program.scenarios.values().map(|scenario| Row {
        name: scenario.name.text.clone(),
        title: None,
        program: Some(&program),
        layer: layer_of_scenario(scenario).into(),
    });
    let request = Request { columns: nationhood(&program), rows: rows.collect(), ..Request::default() };
    assert!(compare(request, &|_| ControlFlow::Break(())).is_err());
}
