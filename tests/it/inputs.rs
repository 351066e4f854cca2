//! Input files, `--set` and scenarios bound to rules: the facts, or what is wrong with them.
//!
//! A case is an input file, or an `.args` file alone. `NAME.toml.args` beside `NAME.toml` holds one argument a line:
//! `--stage`, `--variant`, `--scenario`, `--map`, `--set`.

use std::fmt::Write as _;
use std::path::Path;

use miette::Diagnostic;
use quorate::diagnostic;
use quorate::facts::{Cells, Facts, Note, Slot};
use quorate::inputs::{self, CsvOptions, InputError, Layer, LayerKind};
use quorate::program::{Measure, Program};
use quorate::report::Style;
use quorate::source::Sources;
use quorate::syntax;
use quorate::syntax::ast::{self, Declaration};
use quorate::value::{Kind, Value};
use quorate::words;

#[test]
fn bound_facts_and_wrong_inputs() {
    insta::with_settings!({snapshot_path => "../cases/inputs/snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::glob!("../cases/inputs", "*/*.*", |path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            let arguments_of_a_file = name.strip_suffix(".args").is_some_and(|name| name.contains('.'));
            if name.ends_with(".measure") || name.ends_with(".snap") || arguments_of_a_file {
                return;
            }
            insta::assert_snapshot!("case", case(path));
        });
    });
}

/// What a case shows: its arguments, its file, and what comes of them.
fn case(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    let extension = path.extension().unwrap().to_str().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let arguments = if extension == "args" {
        text.clone()
    } else {
        std::fs::read_to_string(path.with_file_name(format!("{name}.args"))).unwrap_or_default()
    };
    let mut sources = Sources::new();
    let rule = sources.add("rule.measure", std::fs::read_to_string(path.with_file_name("rule.measure")).unwrap());
    let program = crate::support::program(&rule);
    let wrong = std::fs::read_to_string(path.with_file_name("wrong.measure")).unwrap_or_default();
    let wrong = syntax::parse(&sources.add("wrong.measure", wrong)).file;
    let mut shown = String::new();
    for line in arguments.lines().filter(|line| !line.is_empty()) {
        writeln!(shown, "{line}").unwrap();
    }
    if extension != "args" {
        write!(shown, "== {name}\n{text}").unwrap();
    }
    if !shown.ends_with('\n') {
        shown.push('\n');
    }
    shown.push_str("== comes to\n");
    let file = (extension != "args").then_some((name.as_str(), extension, text.as_str()));
    shown.push_str(&comes_to(&program, &wrong, &mut sources, &arguments, file));
    shown
}

/// A scenario with mistakes that the checker would not let through; `bind` finds them by itself.
fn unchecked(program: &Program, wrong: &ast::File, name: &str) -> Layer {
    let scenario = wrong.declarations.iter().find_map(|declaration| match declaration {
        Declaration::Scenario(scenario) if scenario.name.text == name => Some(scenario),
        _ => None,
    });
    let scenario = scenario.unwrap();
    let of = program.measure_named(&scenario.of.parts.first().unwrap().text).unwrap();
    let stage = scenario.of.parts.get(1).map(|stage| program.measures.at(of).stage_named(&stage.text).unwrap());
    Layer { of: Some(of), stage, facts: scenario.facts.clone(), ..Layer::new(LayerKind::Scenario) }
}

fn comes_to(
    program: &Program,
    wrong: &ast::File,
    sources: &mut Sources,
    arguments: &str,
    file: Option<(&str, &str, &str)>,
) -> String {
    let value = |name: &str| arguments.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let measure_id = value("--variant")
        .map_or_else(|| program.measures.ids().next().unwrap(), |variant| program.measure_named(variant).unwrap());
    let measure = program.measures.at(measure_id);
    let stage = value("--stage").map(|stage| measure.stage_named(stage).unwrap());
    let mut errors: Vec<InputError> = Vec::new();
    let mut layers: Vec<Layer> = Vec::new();
    let mut sets: Vec<Layer> = Vec::new();
    let mut files: Vec<Layer> = Vec::new();
    let mut notes: Vec<Note> = Vec::new();
    if let Some(scenario) = value("--scenario") {
        layers.push(match program.scenario_named(measure_id, scenario) {
            Some(id) => inputs::layer_of_scenario(program.scenarios.at(id)),
            None => unchecked(program, wrong, scenario),
        });
    }
    if let Some((name, extension, text)) = file {
        let source = sources.add(name, text);
        let map = arguments.lines().filter_map(|line| line.strip_prefix("--map "));
        let map = map.map(|pair| pair.split_once('=').unwrap()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        let read = match extension {
            "toml" => inputs::toml(&source).map(|layer| vec![layer.in_stage(stage)]),
            "json" => inputs::json(&source).map(|layer| vec![layer.in_stage(stage)]),
            "csv" => inputs::csv(&source, measure, &CsvOptions { map, stage }).map(|read| {
                let layers = read.layers().collect();
                notes = read.notes;
                layers
            }),
            other => panic!("no reader for .{other}"),
        };
        match read {
            Ok(read) => files = read,
            Err(found) => errors.extend(found),
        }
    }
    for text in arguments.lines().filter_map(|line| line.strip_prefix("--set")) {
        match inputs::set(sources, text.strip_prefix(' ').unwrap_or(text)) {
            Ok(layer) => sets.push(layer.in_stage(stage)),
            Err(found) => errors.extend(found),
        }
    }
    let mut shown = String::new();
    let mut bind = |file: Option<Layer>, shown: &mut String| {
        if let Some(name) = file.as_ref().and_then(|file| file.name.as_ref()) {
            writeln!(shown, "-- {}", name.text).unwrap();
        }
        let all: Vec<Layer> = layers.iter().cloned().chain(file).chain(sets.iter().cloned()).collect();
        match inputs::bind(program, measure_id, &all) {
            Ok(facts) => shown.push_str(&facts_shown(measure, &facts)),
            Err(found) => errors.extend(found),
        }
    };
    if files.is_empty() {
        bind(None, &mut shown);
    }
    for file in files {
        bind(Some(file), &mut shown);
    }
    for note in notes {
        if let Note::IgnoredColumn { column, span } = note {
            writeln!(shown, "note: column `{column}` is ignored, at {}", sources.slice(span)).unwrap();
        }
    }
    if !errors.is_empty() {
        shown.clear();
        for error in &errors {
            shown.push_str(&rendered(error, sources));
        }
    }
    shown
}

fn facts_shown(measure: &Measure, facts: &Facts) -> String {
    let mut shown = String::new();
    for (id, rows) in facts.rows.iter() {
        writeln!(shown, "{}: {}", measure.tables.at(id).name.text, rows.join(" | ")).unwrap();
    }
    for (id, cells) in facts.inputs.iter() {
        writeln!(shown, "{} = {}", measure.input_path(id), cells_shown(cells, measure.inputs.at(id).kind)).unwrap();
    }
    for (id, cells) in facts.parameters.iter() {
        writeln!(shown, "{} = {}", measure.parameter_path(id), cells_shown(cells, measure.parameters.at(id).kind))
            .unwrap();
    }
    for (id, slot) in &facts.dates {
        writeln!(shown, "{} = {}", measure.definition_path(*id), slot_shown(slot, Kind::Date)).unwrap();
    }
    for note in &facts.notes {
        if let Note::Dropped { path, .. } = note {
            writeln!(shown, "dropped: {path}").unwrap();
        }
    }
    for given in &facts.givens {
        writeln!(shown, "given: {:?}", given.span.len()).unwrap();
    }
    shown
}

fn cells_shown(cells: &Cells, kind: Kind) -> String {
    match cells {
        Cells::One(slot) => slot_shown(slot, kind),
        Cells::Rows(slots) => slots.iter().map(|slot| slot_shown(slot, kind)).collect::<Vec<_>>().join(" | "),
    }
}

fn slot_shown(slot: &Slot, kind: Kind) -> String {
    let shown = |value: &Value| match value {
        Value::Number(number) => words::quantity(number, kind),
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Truth(truth) => truth.to_string(),
    };
    match slot {
        Slot::Unknown => "?".to_owned(),
        Slot::Known(value) => shown(value),
        Slot::Range(low, high) => format!("{}..{}", shown(low), high.as_ref().map_or_else(String::new, shown)),
    }
}

fn rendered(error: &InputError, sources: &Sources) -> String {
    diagnostic::draw([error as &dyn Diagnostic], sources, Style { width: 120, colour: false })
}
