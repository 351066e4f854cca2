//! `quorate simulate`

use miette::Diagnostic;
use quorate::inputs::{InputError, Override, VotesLayer};
use quorate::report::simulation::{self, Simulated};
use quorate::rules::to_compare;
use quorate::simulate::{self, Asked, Request, SimulateError, Stopped};
use quorate::source::Sources;

use super::arguments::Simulate;
use super::compare::{ignored, known_somewhere, own_row, scenarios};
use super::error::CliError;
use super::given::{self, Given, Wanted};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Status, Stop, picture, rules, select};

pub(super) fn simulate(arguments: &Simulate, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let (loaded, names) = rules::all_sound("simulate", &arguments.what, sources)?;
    let chosen = to_compare(&loaded, &names, arguments.stage.as_deref())?;
    let (columns, mut notes) = (select::columns(&chosen), chosen.notes.clone());
    let asked = asked(arguments, sources)?;
    let Simulate { inputs, set, map, choice, .. } = arguments;
    let given = given::given(&Wanted { inputs, set, map, choice, by_rule: false }, &given::takers(&columns), sources)?;
    notes.extend(ignored(&given.notes));
    known_somewhere(&columns, &given)?;
    let Given { below, rows, mut above, .. } = given;
    if rows.len() > 1 {
        return Err(CliError::OneSet { what: "simulation", rows: rows.len(), help: "give a file with one set" }.into());
    }
    let own = rows.into_iter().flatten().next();
    let held = match &arguments.scenario {
        Some(name) => {
            above.splice(0..0, own.map(VotesLayer::into_layer));
            scenarios(&columns, std::slice::from_ref(name), &mut notes)?.into_iter().next()
        }
        None => own.map(|layer| own_row(0, layer)),
    };
    // A rule that stands alone is the one that is asked about.
    let over = if columns.len() == 1 { Override::Always } else { Override::UnlessSet };
    let mut judged = Vec::new();
    let mut errors: Vec<InputError> = Vec::new();
    for column in &columns {
        match quorate::compare::facts(column, held.as_ref(), &below, &above, over) {
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
        terminal.file(path, &picture::bytes(path, &simulation::svg(&simulated))?, sources, &[])?;
    }
    if let Some(path) = &arguments.png {
        terminal.file(path, &picture::png(path, &simulation::svg(&simulated))?, sources, &[])?;
    }
    terminal.show(&simulated)?;
    Ok(Status::Answered)
}

/// What the options say.
fn asked(arguments: &Simulate, sources: &mut Sources) -> Result<Asked, Stop> {
    let once = [
        ("support", Some(&arguments.support)),
        ("sample", arguments.sample.as_ref()),
        ("margin", arguments.margin.as_ref()),
        ("undecided", arguments.undecided.as_ref()),
        ("undecided-yes", arguments.undecided_yes.as_ref()),
        ("turnout", Some(&arguments.turnout)),
        ("invalid", Some(&arguments.invalid)),
        ("registered", arguments.registered.as_ref()),
        ("correlation", Some(&arguments.correlation)),
        ("draws", Some(&arguments.draws)),
        ("seed", Some(&arguments.seed)),
    ];
    let once = once.into_iter().filter_map(|(name, text)| Some((name, text?)));
    let options = once.chain(arguments.r#as.iter().map(|text| ("as", text)));
    // Each is a text of its own that messages can show.
    let options: Vec<_> = options.map(|(name, text)| (name, sources.add(format!("--{name}"), text.as_str()))).collect();
    Ok(Asked::read(&options)?)
}
