//! `quorate simulate`

use std::path::PathBuf;

use miette::Diagnostic;
use quorate::inputs::{self, Layer, layer_of_scenario};
use quorate::report::simulation::{self, Simulated};
use quorate::simulate::{self, Certainty, Model, Named, Places, Request, SimulateError, Stopped};
use quorate::source::{Source, Sources};
use quorate::value::Exact;

use super::arguments::{Format, Simulate};
use super::compare::files_and_names;
use super::error::CliError;
use super::progress::Progress;
use super::rules::Rules;
use super::terminal::Terminal;
use super::{Status, Stop, rules, select};

pub(super) fn simulate(arguments: &Simulate, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let (files, names) = files_and_names(&arguments.what);
    if files.is_empty() {
        return Err(CliError::NoRuleFile {
            command: "simulate",
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        }
        .into());
    }
    let mut loaded: Vec<(PathBuf, Rules)> = Vec::new();
    for path in files {
        let rules = rules::sound(&path, sources)?;
        loaded.push((path, rules));
    }
    let select::Columns { columns, notes } = select::columns(&loaded, &names, arguments.stage.as_deref())?;
    let asked = Asked::read(arguments, sources)?;
    let mut layers: Vec<Layer> = Vec::new();
    let mut errors = Vec::new();
    for text in &arguments.set {
        match inputs::set(sources, text) {
            Ok(layer) => layers.push(layer),
            Err(found) => errors.extend(found),
        }
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let mut judged = Vec::new();
    for column in &columns {
        let first = columns.first().map_or(column, |first| first);
        let mut own: Vec<Layer> = Vec::new();
        if std::ptr::eq(column.program, first.program) {
            let scenario = select::scenario(column.program, first.measure, arguments.scenario.as_deref())?;
            own.extend(scenario.map(|id| layer_of_scenario(column.program.scenarios.at(id))));
        }
        own.extend(layers.iter().map(|layer| layer.clone().in_stage(column.stage)));
        match inputs::bind(column.program, column.measure, &own) {
            Ok(facts) => judged.push((*column, facts)),
            Err(found) => errors.extend(found.into_iter().filter(|error| !errors.contains(error)).collect::<Vec<_>>()),
        }
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let Asked { model, registered, named, draws, seed } = asked;
    let request = Request { rules: judged, model, registered, named, draws, seed };
    let progress = Progress::new(usize::try_from(draws).unwrap_or(usize::MAX), "votes drawn");
    let found = simulate::simulate(request, &|more| progress.advance(more));
    progress.finish();
    let simulation = match found {
        Ok(simulation) => simulation,
        Err(Stopped::Interrupted) => return Err(Stop::Interrupted),
        Err(Stopped::Wrong(errors)) => return Err(errors.into()),
        Err(Stopped::BadData { measure, draws: bad, errors }) => {
            let all: Box<dyn Diagnostic + Send + Sync> = Box::new(SimulateError::BadDraws { measure, bad, draws });
            let each = errors.into_iter().map(|error| Box::new(error) as _);
            return Err(Stop::Wrong(std::iter::once(all).chain(each).collect()));
        }
    };
    let simulated = Simulated { simulation: &simulation, sources, notes: &notes };
    if let Some(path) = &arguments.svg {
        std::fs::write(path, simulation::svg(&simulated))
            .map_err(|error| CliError::Unwritable { path: path.clone(), reason: error.to_string() })?;
    }
    match terminal.format() {
        Format::Text => terminal.answer(&simulation::text(&simulated, terminal.style()))?,
        Format::Markdown => terminal.answer(&simulation::markdown(&simulated))?,
        Format::Csv => terminal.answer(&simulation::csv(&simulated))?,
        Format::Json => terminal.answer_json(&simulation::json(&simulated))?,
    }
    Ok(Status::Answered)
}

/// What the options say.
struct Asked {
    model: Model,
    registered: Option<u64>,
    named: Vec<Named>,
    draws: u64,
    seed: u64,
}

impl Asked {
    /// Reads all options; whatever is wrong with any of them is said at once.
    fn read(arguments: &Simulate, sources: &mut Sources) -> Result<Self, Stop> {
        let mut errors = Vec::new();
        let mut places = Places::default();
        let mut read = Reader { sources, errors: &mut errors };
        let (support, place) = read.one("--support", &arguments.support, simulate::spread);
        places.support = place;
        let sample = read.maybe("--sample", arguments.sample.as_deref(), simulate::whole);
        let margin = read.maybe("--margin", arguments.margin.as_deref(), simulate::margin);
        let undecided = read.maybe("--undecided", arguments.undecided.as_deref(), simulate::share);
        let undecided_yes = read.maybe("--undecided-yes", arguments.undecided_yes.as_deref(), simulate::spread);
        for (place, found) in [
            (&mut places.margin, margin.as_ref().map(|(_, span)| *span)),
            (&mut places.undecided, undecided.as_ref().map(|(_, span)| *span)),
            (&mut places.undecided_yes, undecided_yes.as_ref().map(|(_, span)| *span)),
        ] {
            *place = found.unwrap_or_default();
        }
        let (turnout, _) = read.one("--turnout", &arguments.turnout, simulate::spread);
        let (invalid, _) = read.one("--invalid", &arguments.invalid, simulate::spread);
        let registered = read.maybe("--registered", arguments.registered.as_deref(), simulate::whole);
        let (correlation, _) = read.one("--correlation", &arguments.correlation, simulate::correlation);
        let (draws, _) = read.one("--draws", &arguments.draws, simulate::whole);
        let (seed, _) = read.one("--seed", &arguments.seed, simulate::seed);
        let named = arguments.r#as.iter().filter_map(|text| read.one("--as", text, Named::read).0).collect();
        let certainty = match (sample, margin) {
            (Some((asked, _)), _) => Certainty::Asked(asked),
            (None, Some((margin, _))) => Certainty::Margin(margin),
            (None, None) => Certainty::Stated,
        };
        let (Some(support), Some(turnout), Some(invalid), Some(correlation), Some(draws), Some(seed), true) =
            (support, turnout, invalid, correlation, draws, seed, errors.is_empty())
        else {
            return Err(errors.into());
        };
        let model = Model {
            support,
            certainty,
            undecided: undecided.map_or(Exact::ZERO, |(share, _)| share),
            undecided_yes: undecided_yes.map(|(share, _)| share),
            turnout,
            invalid,
            correlation,
        };
        model.check(&places)?;
        Ok(Self { model, registered: registered.map(|(people, _)| people), named, draws, seed })
    }
}

/// Reads options, each as a text of its own that messages can show.
struct Reader<'r> {
    sources: &'r mut Sources,
    errors: &'r mut Vec<SimulateError>,
}

impl Reader<'_> {
    fn one<T>(
        &mut self,
        option: &str,
        text: &str,
        read: impl FnOnce(&Source) -> Result<T, Vec<SimulateError>>,
    ) -> (Option<T>, quorate::span::Span) {
        let source = self.sources.add(option, text);
        let found = read(&source).map_err(|found| self.errors.extend(found)).ok();
        (found, source.span())
    }

    fn maybe<T>(
        &mut self,
        option: &str,
        text: Option<&str>,
        read: impl FnOnce(&Source) -> Result<T, Vec<SimulateError>>,
    ) -> Option<(T, quorate::span::Span)> {
        let (found, span) = self.one(option, text?, read);
        Some((found?, span))
    }
}
