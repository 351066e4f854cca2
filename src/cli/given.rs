//! Votes from files and from the command line.

use std::path::{Path, PathBuf};

use quorate::compare::Column;
use quorate::facts::Note;
use quorate::inputs::{self, CsvOptions, InputError, Layer, VotesLayer};
use quorate::program::{MeasureId, Program, StageId};
use quorate::published::Published;
use quorate::source::Sources;
use quorate::span::Span;
use quorate::words::and_list;

use super::arguments::Rows;
use super::error::CliError;
use super::origin::Role;
use super::{Stop, published, read};

/// The columns of a comparison as takers of what is given.
pub(super) fn takers<'a>(columns: &[Column<'a>]) -> Vec<Taker<'a>> {
    let taker = |column: &Column<'a>| Taker { program: column.program, measure: column.measure, stage: column.stage };
    columns.iter().map(taker).collect()
}

/// What is given: layers that always hold and, between files and command line, one set of votes after the other.
#[derive(Default)]
pub(super) struct Given {
    pub(super) below: Vec<Layer>,
    /// Sets of votes with their labels; one without a layer if there is no file.
    pub(super) rows: Vec<Option<VotesLayer>>,
    pub(super) above: Vec<Layer>,
    pub(super) notes: Vec<Note>,
    /// The line that names the columns of the sets of votes.
    pub(super) header: Option<Span>,
}

impl Given {
    /// The same with names that are looked up in a stage first.
    pub(super) fn in_stage(mut self, stage: Option<StageId>) -> Self {
        self.below.iter_mut().chain(&mut self.above).for_each(|layer| layer.stage = stage);
        self.rows = self.rows.into_iter().map(|row| row.map(|row| row.in_stage(stage))).collect();
        self
    }

    /// The layers of each set of votes.
    pub(super) fn layers(&self) -> impl Iterator<Item = Vec<Layer>> {
        self.rows.iter().map(|row| self.around(row.as_ref()))
    }

    pub(super) fn sets(&self) -> impl Iterator<Item = (Option<String>, Vec<Layer>)> {
        self.rows.iter().enumerate().map(|(at, row)| {
            let name = row.as_ref().and_then(VotesLayer::name).map(|name| name.text.to_string());
            let name = name.filter(|name| !name.is_empty());
            let label = name.or_else(|| (self.rows.len() > 1).then(|| format!("row {}", at + 1)));
            (label, self.around(row.as_ref()))
        })
    }

    fn around(&self, row: Option<&VotesLayer>) -> Vec<Layer> {
        let own = row.map(|row| row.clone().into_layer());
        self.below.iter().cloned().chain(own).chain(self.above.iter().cloned()).collect()
    }
}

/// Whether a layer says nothing.
pub(super) fn is_empty(layer: &Layer) -> bool {
    layer.facts.facts.is_empty()
        && layer.facts.rows.is_empty()
        && layer.facts.givens.is_empty()
        && layer.errors.is_empty()
}

/// What a command line says of votes.
pub(super) struct Wanted<'a> {
    pub(super) inputs: &'a [PathBuf],
    pub(super) set: &'a [String],
    pub(super) map: &'a [String],
    pub(super) choice: &'a Rows,
    /// Whether each set of votes may be of the rule that the mapping chooses for it.
    pub(super) by_rule: bool,
}

/// A measure that takes what is given, and the stage that names are looked up in first.
#[derive(Clone, Copy)]
pub(super) struct Taker<'a> {
    pub(super) program: &'a Program,
    pub(super) measure: MeasureId,
    pub(super) stage: Option<StageId>,
}

/// Reads what is given.
pub(super) fn given(wanted: &Wanted<'_>, takers: &[Taker<'_>], sources: &mut Sources) -> Result<Given, Stop> {
    let mut given = Given { rows: vec![None], ..Given::default() };
    let mut errors: Vec<InputError> = Vec::new();
    let mut wrong: Vec<CliError> = Vec::new();
    let mapped = published::named(wanted.map)?;
    if let Some((name, taker)) = mapped.zip(takers.first()) {
        let found = as_published(name, wanted, *taker, sources)?;
        given.notes.extend(found.1);
        given.rows = found.0.into_iter().map(|layer| Some(layer.into())).collect();
    } else if let Some(option) = wanted.choice.first() {
        wrong.push(CliError::NoMapping { option: option.to_owned() });
    }
    let pairs = wanted.map.iter().filter(|_| mapped.is_none());
    let map = pairs.filter_map(|text| mapping(text).map_err(|error| wrong.push(error)).ok()).collect();
    let options = CsvOptions { map, stage: takers.first().and_then(|taker| taker.stage) };
    let mut csv = mapped.is_some();
    if wanted.inputs.iter().filter(|path| read::is_standard_input(path)).count() > 1 {
        return Err(CliError::NamedTwice { name: "-".to_owned() }.into());
    }
    for path in wanted.inputs.iter().filter(|_| mapped.is_none()) {
        match file(path, takers, &options, sources) {
            Ok(found) => {
                csv = csv || found.header.is_some();
                place(&mut given, path, found).unwrap_or_else(|error| wrong.push(error));
            }
            Err(FileError::Cli(error)) => wrong.push(error),
            Err(FileError::Inputs(found)) => errors.extend(found),
        }
    }
    if !wanted.map.is_empty() && !csv && wrong.is_empty() && errors.is_empty() {
        wrong.push(CliError::MapWithoutCsv);
    }
    for text in wanted.set {
        match inputs::set(sources, text) {
            Ok(layer) => given.above.push(layer),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() && wrong.is_empty() {
        return Ok(given);
    }
    let wrong = wrong.into_iter().map(|error| Box::new(error) as _);
    Err(Stop::Wrong(wrong.chain(errors.into_iter().map(|error| Box::new(error) as _)).collect()))
}

/// The sets of votes that published files hold, as a mapping reads them.
fn as_published(
    name: &str,
    wanted: &Wanted<'_>,
    taker: Taker<'_>,
    sources: &mut Sources,
) -> Result<(Vec<Layer>, Vec<Note>), Stop> {
    let Taker { program, measure, stage } = taker;
    let chosen = published::mapping(name, wanted.map, wanted.choice, sources)?;
    let mut found = published::read(&chosen, wanted.inputs, false, sources)?;
    let layers_of = |found: &Published| {
        if wanted.by_rule && found.chooses_rules {
            return found.layers_by_rule(program);
        }
        Ok(found.layers(program.measures.at(measure), stage))
    };
    if found.problems.iter().any(|problem| !problem.is_warning()) {
        return Err(found.problems.into());
    }
    let (mut layers, mut notes) = layers_of(&found)?;
    let fits = |layer: &Layer| inputs::bind(program, layer.of.unwrap_or(measure), std::slice::from_ref(layer)).is_ok();
    if !found.has_places && !layers.iter().all(fits) {
        // What does not fit the measure is shown where it stands.
        found = published::read(&chosen, wanted.inputs, true, sources)?;
        (layers, notes) = layers_of(&found)?;
    }
    if layers.iter().all(is_empty) {
        let inputs = found.inputs.iter().map(|input| input.name.as_str());
        let measure = program.measures.at(measure);
        return Err(
            CliError::NothingOfMeasure { measure: measure.name.text.to_string(), inputs: and_list(inputs) }.into()
        );
    }
    let doubts = found.problems.into_iter();
    notes.extend(doubts.map(|doubt| Note::Published { what: format!("{doubt}; `quorate inputs` shows where") }));
    Ok((layers, notes))
}

/// A file's layers: one holds for every set of votes, several are sets of votes themselves.
fn place(given: &mut Given, path: &Path, found: Found) -> Result<(), CliError> {
    let Found { layers, notes, header } = found;
    given.notes.extend(notes);
    let rows = layers.len();
    if rows > 1 {
        given.header = header;
    }
    if given.rows.iter().all(Option::is_none) {
        given.rows = layers.into_iter().map(Some).collect();
        return Ok(());
    }
    if rows > 1 && given.rows.len() > 1 {
        return Err(CliError::SeveralRows { path: path.to_owned(), rows });
    }
    if rows == 1 {
        given.above.extend(layers.into_iter().map(VotesLayer::into_layer));
        return Ok(());
    }
    let before = std::mem::replace(&mut given.rows, layers.into_iter().map(Some).collect());
    given.below.extend(before.into_iter().flatten().map(VotesLayer::into_layer));
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

/// What a file holds.
struct Found {
    layers: Vec<VotesLayer>,
    notes: Vec<Note>,
    header: Option<Span>,
}

fn file(path: &Path, takers: &[Taker<'_>], options: &CsvOptions, sources: &mut Sources) -> Result<Found, FileError> {
    let reader = ["toml", "json", "csv"].into_iter().find(|ending| has_ending(path, ending));
    let reader = if read::is_spreadsheet(path) { Some("csv") } else { reader };
    // What is missing is said before what could not be read anyway.
    let (name, text, reader) = if read::is_standard_input(path) {
        let text = read::standard_input()?;
        let form = form(&text);
        ("standard input".to_owned(), text, Some(form))
    } else {
        (path.display().to_string(), read::text(Role::Votes, path)?, reader)
    };
    let Some(reader) = reader else { return Err(CliError::InputFormat { path: path.to_owned() }.into()) };
    let source = sources.add(name, text);
    match reader {
        "toml" => Ok(Found { layers: vec![inputs::toml(&source)?.into()], notes: Vec::new(), header: None }),
        "json" => Ok(Found { layers: vec![inputs::json(&source)?.into()], notes: Vec::new(), header: None }),
        _ => {
            let takers: Vec<_> =
                takers.iter().map(|taker| (taker.program.measures.at(taker.measure), taker.stage)).collect();
            let mut found = inputs::csv_for(&source, &takers, options)?;
            let (notes, header) = (std::mem::take(&mut found.notes), Some(found.header));
            Ok(Found { layers: VotesLayer::of_file(found).collect(), notes, header })
        }
    }
}

/// What a text without a file's ending is in: JSON begins with a brace, TOML assigns or has a table first.
fn form(text: &str) -> &'static str {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    match lines.filter(|line| !line.is_empty() && !line.starts_with('#')).find(|line| !line.starts_with("//")) {
        Some(first) if first.starts_with('{') => "json",
        Some(first) if first.starts_with('[') || first.contains('=') => "toml",
        Some(_) | None => "csv",
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
