//! `quorate run`

use std::path::Path;

use quorate::evaluate::{self, Outcome};
use quorate::facts::{Facts, Note};
use quorate::inputs::{self, CsvOptions, InputError, Layer, layer_of_scenario};
use quorate::program::{MeasureId, Program, ScenarioId, StageId};
use quorate::report::{self, Judged, json};
use quorate::solver::forced;
use quorate::source::Sources;

use super::arguments::Run;
use super::error::{CliError, OfVotes};
use super::terminal::Terminal;
use super::{Status, Stop, read, rules, select};

pub(super) fn run(arguments: &Run, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let rules = rules::sound(&arguments.file, sources)?;
    let program = &rules.program;
    let chosen = select::measure(&rules, &arguments.file, arguments.name.as_deref(), arguments.variant.as_deref())?;
    let measure = program.measures.at(chosen.measure);
    let stage = select::stage(measure, arguments.stage.as_deref())?;
    let scenario = select::scenario(program, chosen.measure, arguments.scenario.as_deref())?;
    let given = given(arguments, program, chosen.measure, stage, scenario, sources)?;
    if !chosen.others.is_empty() && !terminal.is_json() {
        let others = chosen.others.join(", ");
        let name = &measure.name.text;
        terminal.complain(&format!("note: this is `{name}`; the file also has {others}"))?;
    }
    let nothing = given.layers().all(|layers| layers.iter().all(|layer| is_empty(layer)));
    if nothing && !terminal.is_json() && measure.inputs.values().any(|input| input.fixed.is_none()) {
        let command = command(arguments);
        terminal.answer(&report::needs(program, chosen.measure, stage, &command, terminal.style()))?;
        return Ok(Status::Answered);
    }
    let mut sets = Vec::new();
    let mut errors = Vec::new();
    let several = given.rows.len() > 1;
    for (label, layers) in given.sets() {
        match judge(program, chosen.measure, stage, &layers) {
            Ok((mut facts, outcome)) => {
                facts.notes.extend(given.notes.iter().cloned());
                sets.push(JudgedSet { label, layers, facts, outcome });
            }
            Err(Stop::Wrong(found)) => match label.filter(|_| several) {
                Some(label) => errors.extend(found.into_iter().map(|error| Box::new(OfVotes::new(&label, error)) as _)),
                None => errors.extend(found),
            },
            Err(stop @ Stop::Output(_)) => return Err(stop),
        }
    }
    if !errors.is_empty() {
        return Err(Stop::Wrong(errors));
    }
    show(program, chosen.measure, scenario, stage, &sets, terminal, sources)?;
    Ok(Status::Answered)
}

/// One set of facts with what the measure came to on it.
struct JudgedSet {
    label: Option<String>,
    layers: Vec<Layer>,
    facts: Facts,
    outcome: Outcome,
}

impl JudgedSet {
    fn judged<'a>(
        &'a self,
        program: &'a Program,
        measure: MeasureId,
        scenario: Option<ScenarioId>,
        sources: &'a Sources,
    ) -> Judged<'a> {
        let label = self.label.as_deref();
        Judged { program, measure, scenario, label, facts: &self.facts, outcome: &self.outcome, sources }
    }
}

fn show(
    program: &Program,
    measure: MeasureId,
    scenario: Option<ScenarioId>,
    stage: Option<StageId>,
    sets: &[JudgedSet],
    terminal: &Terminal,
    sources: &Sources,
) -> Result<(), Stop> {
    let mut texts = Vec::new();
    let mut rows = Vec::new();
    for set in sets {
        let judged = set.judged(program, measure, scenario, sources);
        let under = under_variants(program, measure, stage, &set.layers);
        let variants: Vec<Judged<'_>> =
            under.iter().map(|(id, set)| set.judged(program, *id, scenario, sources)).collect();
        if terminal.is_json() {
            rows.push(json::RunJson { variants: json::variants(&variants), ..json::run(&judged) });
        } else {
            let mut text = report::text(&judged, terminal.style());
            if sets.len() == 1 {
                text.push_str(&report::readings(&judged, &variants, terminal.style()));
            }
            texts.push(text);
        }
    }
    if !terminal.is_json() {
        terminal.answer(&texts.join("\n"))?;
    } else if let ([_], Some(only)) = (rows.as_slice(), rows.first()) {
        terminal.answer_json(only)?;
    } else {
        terminal.answer_json(&json::RunsJson { format: json::FORMAT, rows })?;
    }
    Ok(())
}

/// The variants of a measure, with what they make of the same facts. Those that cannot be judged on them are left out.
fn under_variants(
    program: &Program,
    measure: MeasureId,
    stage: Option<StageId>,
    layers: &[Layer],
) -> Vec<(MeasureId, JudgedSet)> {
    let stage_name = stage.and_then(|id| program.measures.at(measure).stages.at(id).name.as_ref());
    let descendants =
        program.measures.ids().filter(|&id| id != measure && program.lineage(id).any(|own| own == measure));
    let judged = descendants.filter_map(|id| {
        let own_stage = match stage_name {
            Some(name) => Some(program.measures.at(id).stage_named(&name.text)?),
            None => None,
        };
        let layers: Vec<Layer> = layers
            .iter()
            .map(|layer| {
                // A scenario's stage is one of the measure that it is of, and stays.
                if layer.of.is_some() { layer.clone() } else { layer.clone().in_stage(own_stage) }
            })
            .collect();
        let (facts, outcome) = judge(program, id, own_stage, &layers).ok()?;
        Some((id, JudgedSet { label: None, layers, facts, outcome }))
    });
    judged.collect()
}

fn judge(
    program: &Program,
    measure: MeasureId,
    stage: Option<StageId>,
    layers: &[Layer],
) -> Result<(Facts, Outcome), Stop> {
    let facts = inputs::bind(program, measure, layers)?;
    let measure = program.measures.at(measure);
    let mut outcome = evaluate::evaluate(measure, &facts, stage)?;
    forced::settle(measure, &facts, &mut outcome)?;
    Ok((facts, outcome))
}

/// What is given: layers that always hold and, between files and command line, one set of votes after the other.
pub(super) struct Given {
    below: Vec<Layer>,
    /// Sets of votes with their labels; one without a layer if no file has several.
    rows: Vec<Option<Layer>>,
    above: Vec<Layer>,
    notes: Vec<Note>,
}

impl Given {
    fn layers(&self) -> impl Iterator<Item = Vec<&Layer>> {
        self.rows.iter().map(|row| self.below.iter().chain(row).chain(&self.above).collect())
    }

    pub(super) fn sets(&self) -> impl Iterator<Item = (Option<String>, Vec<Layer>)> {
        self.rows.iter().enumerate().map(|(at, row)| {
            let name = row.as_ref().and_then(|row| row.name.as_ref()).map(|name| name.text.to_string());
            let name = name.filter(|name| !name.is_empty());
            let label = name.or_else(|| (self.rows.len() > 1).then(|| format!("row {}", at + 1)));
            (label, self.below.iter().chain(row).chain(&self.above).cloned().collect())
        })
    }
}

fn is_empty(layer: &Layer) -> bool {
    layer.facts.facts.is_empty()
        && layer.facts.rows.is_empty()
        && layer.facts.givens.is_empty()
        && layer.errors.is_empty()
}

pub(super) fn given(
    arguments: &Run,
    program: &Program,
    measure: MeasureId,
    stage: Option<StageId>,
    scenario: Option<ScenarioId>,
    sources: &mut Sources,
) -> Result<Given, Stop> {
    let below = scenario.map(|id| layer_of_scenario(program.scenarios.at(id))).into_iter().collect();
    let mut given = Given { below, rows: vec![None], above: Vec::new(), notes: Vec::new() };
    let mut errors: Vec<InputError> = Vec::new();
    let mut wrong: Vec<CliError> = Vec::new();
    let map = arguments.map.iter().filter_map(|text| mapping(text).map_err(|error| wrong.push(error)).ok()).collect();
    let options = CsvOptions { map, stage };
    let mut csv = false;
    for path in &arguments.inputs {
        match file(path, program, measure, &options, sources) {
            Ok((layers, notes)) => {
                csv = csv || has_ending(path, "csv");
                given.notes.extend(notes);
                place(&mut given, path, layers, stage).unwrap_or_else(|error| wrong.push(error));
            }
            Err(FileError::Cli(error)) => wrong.push(error),
            Err(FileError::Inputs(found)) => errors.extend(found),
        }
    }
    if !arguments.map.is_empty() && !csv && wrong.is_empty() && errors.is_empty() {
        wrong.push(CliError::MapWithoutCsv);
    }
    for text in &arguments.set {
        match inputs::set(sources, text) {
            Ok(layer) => given.above.push(layer.in_stage(stage)),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() && wrong.is_empty() {
        return Ok(given);
    }
    let wrong = wrong.into_iter().map(|error| Box::new(error) as _);
    Err(Stop::Wrong(wrong.chain(errors.into_iter().map(|error| Box::new(error) as _)).collect()))
}

/// A file's layers: one holds for every set of votes, several are sets of votes themselves.
fn place(given: &mut Given, path: &Path, layers: Vec<Layer>, stage: Option<StageId>) -> Result<(), CliError> {
    let mut layers: Vec<Layer> = layers.into_iter().map(|layer| layer.in_stage(stage)).collect();
    let rows = layers.len();
    if given.rows.iter().all(Option::is_none) {
        given.rows = layers.into_iter().map(Some).collect();
        return Ok(());
    }
    if rows > 1 && given.rows.len() > 1 {
        return Err(CliError::SeveralRows { path: path.to_owned(), rows });
    }
    if rows == 1 {
        given.above.append(&mut layers);
        return Ok(());
    }
    let before = std::mem::replace(&mut given.rows, layers.into_iter().map(Some).collect());
    given.below.extend(before.into_iter().flatten());
    Ok(())
}

enum FileError {
    Cli(CliError),
    Inputs(Vec<InputError>),
}

impl From<CliError> for FileError {
    fn from(error: CliError) -> Self {
        Self::Cli(error)
    }
}

impl From<Vec<InputError>> for FileError {
    fn from(errors: Vec<InputError>) -> Self {
        Self::Inputs(errors)
    }
}

fn file(
    path: &Path,
    program: &Program,
    measure: MeasureId,
    options: &CsvOptions,
    sources: &mut Sources,
) -> Result<(Vec<Layer>, Vec<Note>), FileError> {
    let reader = ["toml", "json", "csv"].into_iter().find(|ending| has_ending(path, ending));
    // What is missing is said before what could not be read anyway.
    let text = read::text(path)?;
    let Some(reader) = reader else { return Err(CliError::InputFormat { path: path.to_owned() }.into()) };
    let source = sources.add(path.display().to_string(), text);
    match reader {
        "toml" => Ok((vec![inputs::toml(&source)?], Vec::new())),
        "json" => Ok((vec![inputs::json(&source)?], Vec::new())),
        _ => {
            let found = inputs::csv(&source, program.measures.at(measure), options)?;
            Ok((found.layers, found.notes))
        }
    }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

fn mapping(text: &str) -> Result<(String, String), CliError> {
    match text.split_once('=') {
        Some((input, column)) if !input.trim().is_empty() && !column.is_empty() => {
            Ok((input.trim().to_owned(), column.to_owned()))
        }
        Some(_) | None => Err(CliError::Map { text: text.to_owned() }),
    }
}

/// The command that runs the same measure again.
fn command(arguments: &Run) -> String {
    let mut command = format!("quorate run {}", arguments.file.display());
    if let Some(name) = &arguments.name {
        command.push_str(&format!(" {name}"));
    }
    if let Some(variant) = &arguments.variant {
        command.push_str(&format!(" --variant {variant}"));
    }
    command
}
