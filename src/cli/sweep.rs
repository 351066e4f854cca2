//! `quorate sweep`

use std::path::{Path, PathBuf};

use quorate::compare::{Column, Row, Stopped};
use quorate::inputs::VotesLayer;
use quorate::report::sweep::{self as report, Swept};
use quorate::rules::to_compare;
use quorate::source::Sources;
use quorate::sweep::{self, Prepared, Request, Roles, SweepError, Vary};

use super::arguments::{Format, Sweep};
use super::compare::{ignored, known_somewhere, own_row, scenarios, unnamed};
use super::error::CliError;
use super::given::{self, Given, Wanted};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Status, Stop, picture, rules, select};

pub(super) fn sweep(arguments: &Sweep, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let (loaded, names) = rules::all_sound("sweep", &arguments.what, sources)?;
    let chosen = to_compare(&loaded, &names, arguments.stage.as_deref())?;
    let (mut columns, mut notes) = (select::columns(&chosen), chosen.notes.clone());
    for column in columns.iter_mut().filter(|column| column.stage.is_none()) {
        // A measure that is its own stage has a status, which says more than its outcome.
        let rules = column.rules();
        column.stage = rules.stages.ids().next().filter(|_| rules.stages.len() == 1);
    }
    let vary = vary(&arguments.vary, sources)?;
    let invalid = match &arguments.invalid {
        Some(text) => Some(sweep::invalid_share(&sources.add("--invalid", text.as_str()))?),
        None => None,
    };
    let request = request(arguments, columns, vary, invalid, &mut notes, sources)?;
    let prepared = sweep::prepare(request)?;
    if (arguments.svg.is_some() || arguments.png.is_some())
        && let [only] = prepared.sweep().axes.as_slice()
    {
        return Err(vec![SweepError::Picture { name: only.name.clone() }].into());
    }
    answer(arguments, prepared, &notes, terminal, sources)
}

fn answer(
    arguments: &Sweep,
    prepared: Prepared<'_>,
    notes: &[String],
    terminal: &Terminal,
    sources: &Sources,
) -> Result<Status, Stop> {
    // A map has only so much room, and what it does not show need not be judged.
    let prepared = match (terminal.format(), prepared.sweep().axes.as_slice()) {
        (Format::Text, axes @ [_, _]) => {
            let room = report::room(axes, terminal.style());
            prepared.thinned(room)
        }
        (Format::Text | Format::Markdown | Format::Csv | Format::Json | Format::Html, _) => prepared,
    };
    let progress = Progress::new(prepared.len(), "points judged");
    let found = prepared.judge(&|more| progress.advance(more));
    progress.finish();
    let Ok(found) = found.map_err(|Stopped| ()) else { return Err(Stop::Interrupted) };
    let swept = Swept { sweep: &found, sources, notes, heading: arguments.title.as_deref() };
    if arguments.svg.is_some() || arguments.png.is_some() {
        let Some(svg) = quorate::report::picture::svg(&swept) else {
            return Err(CliError::NothingToDraw.into());
        };
        if let Some(path) = &arguments.svg {
            terminal.file(path, &picture::bytes(path, &svg)?, sources, &[])?;
        }
        if let Some(path) = &arguments.png {
            terminal.file(path, &picture::png(path, &svg)?, sources, &[])?;
        }
    }
    terminal.show(&swept)?;
    Ok(Status::Answered)
}

fn vary(texts: &[String], sources: &mut Sources) -> Result<Vec<Vary>, Stop> {
    let mut all = Vec::new();
    let mut errors = Vec::new();
    for text in texts {
        match sweep::vary(sources, text) {
            Ok(vary) => all.push(vary),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(all) } else { Err(errors.into()) }
}

fn request<'a>(
    arguments: &Sweep,
    columns: Vec<Column<'a>>,
    vary: Vec<Vary>,
    invalid: Option<quorate::value::Exact>,
    notes: &mut Vec<String>,
    sources: &mut Sources,
) -> Result<Request<'a>, Stop> {
    let takers = given::takers(&columns);
    let wanted =
        Wanted { inputs: &arguments.inputs, set: &arguments.set, map: &[], choice: &arguments.choice, by_rule: false };
    let with_map = Wanted { map: &arguments.map, ..wanted };
    let has_points_file = arguments.points.iter().any(|point| is_file(point));
    let given = given::given(if has_points_file { &wanted } else { &with_map }, &takers, sources)?;
    notes.extend(ignored(&given.notes));
    known_somewhere(&columns, &given)?;
    let mut points = points(arguments, &columns, notes, sources)?;
    let Given { below, rows, mut above, .. } = given;
    if rows.len() > 1 {
        let help = "give a file with one set, or put all of them beside the sweep: `--points FILE`";
        return Err(CliError::OneSet { what: "sweep", rows: rows.len(), help }.into());
    }
    let mut own = rows.into_iter().flatten().next();
    let mut held = None;
    if let Some(name) = &arguments.scenario {
        held = scenarios(&columns, std::slice::from_ref(name), notes)?.into_iter().next();
        above.splice(0..0, own.take().map(VotesLayer::into_layer));
    }
    let held = held.or_else(|| own.map(|layer| own_row(0, layer)));
    points.dedup_by(|one, other| one.name == other.name);
    let roles = Roles {
        registered: arguments.registered.clone(),
        ballots: arguments.ballots.clone(),
        yes: arguments.yes.clone(),
        no: arguments.no.clone(),
    };
    Ok(Request { columns, below, held, above, own: Vec::new(), asked: None, vary, roles, invalid, points })
}

fn is_file(point: &str) -> bool {
    Path::new(point).extension().is_some() || point.contains(['/', '\\']) || Path::new(point).is_file()
}

/// Real votes to be put beside the sweep.
fn points<'a>(
    arguments: &Sweep,
    columns: &[Column<'a>],
    notes: &mut Vec<String>,
    sources: &mut Sources,
) -> Result<Vec<Row<'a>>, Stop> {
    let takers = given::takers(columns);
    let mut points = Vec::new();
    for point in &arguments.points {
        if is_file(point) {
            let path = [PathBuf::from(point)];
            let wanted =
                Wanted { inputs: &path, set: &[], map: &arguments.map, choice: &arguments.choice, by_rule: false };
            let given = given::given(&wanted, &takers, sources)?;
            notes.extend(ignored(&given.notes));
            if given.rows.len() > 1 {
                unnamed(&given.rows, given.header)?;
            }
            points.extend(given.rows.into_iter().flatten().enumerate().map(|(at, layer)| own_row(at, layer)));
        } else if point == "scenarios" {
            points.extend(scenarios(columns, &[], &mut Vec::new())?);
        } else {
            points.extend(scenarios(columns, std::slice::from_ref(point), &mut Vec::new())?);
        }
    }
    Ok(points)
}
