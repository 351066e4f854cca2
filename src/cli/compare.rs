//! `quorate compare`

use quorate::compare::{self, Column, CompareError, Comparison, Request, Row, Stopped, named_once};
use quorate::facts::Note;
use quorate::inputs::{self, About, Layer, VotesLayer, layer_of_scenario};
use quorate::program::{Measure, MeasureId, Program, Scenario, ScenarioId, StageId};
use quorate::report::comparison::Compared;
use quorate::rules::{ChoiceError, to_compare};
use quorate::source::Sources;
use quorate::words::and_list;
use smol_str::SmolStr;

use super::arguments::Compare;
use super::error::CliError;
use super::given::{self, Given, Wanted};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Status, Stop, published as files, rules, select};

pub(super) fn compare(arguments: &Compare, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let (loaded, names) = rules::all_sound("compare", &arguments.what, sources)?;
    // Where no rule is named, those that the mapping chooses for these votes are put to all of them.
    let Compare { inputs, map, choice, .. } = arguments;
    let of_mapping = if names.is_empty() { files::rules_chosen(map, choice, inputs, sources)? } else { Vec::new() };
    let declared = |name: &&str| loaded.iter().any(|rules| rules.program.measure_named(name).is_some());
    let names: Vec<&str> = names.into_iter().chain(of_mapping.iter().map(SmolStr::as_str).filter(declared)).collect();
    let chosen = to_compare(&loaded, &names, arguments.stage.as_deref())?;
    let (columns, mut notes) = (select::columns(&chosen), chosen.notes.clone());
    let takers = given::takers(&columns);
    let wanted = Wanted {
        inputs: &arguments.inputs,
        set: &arguments.set,
        map: &arguments.map,
        choice: &arguments.choice,
        by_rule: false,
    };
    let given = given::given(&wanted, &takers, sources)?;
    notes.extend(ignored(&given.notes));
    notes.extend(given.notes.iter().filter_map(|note| match note {
        Note::Published { what } => Some(what.clone()),
        Note::IgnoredColumn { .. } | Note::Dropped { .. } | Note::BeyondAll { .. } => None,
    }));
    known_somewhere(&columns, &given)?;
    let request = request(arguments, columns, given, &mut notes)?;
    let wrong: Vec<CompareError> = named_once(&request.rows);
    if !wrong.is_empty() {
        return Err(wrong.into());
    }
    let progress = Progress::new(request.rows.len() * request.columns.len(), "votes judged");
    let found = compare::compare(request, &|more| progress.advance(more));
    progress.finish();
    match found {
        Ok(found) => {
            notes.extend(of_one_stage(&found));
            show(&found, arguments.all, &notes, terminal, sources)
        }
        Err(Stopped) => Err(Stop::Interrupted),
    }
}

fn show(
    found: &Comparison<'_>,
    all: bool,
    notes: &[String],
    terminal: &Terminal,
    sources: &Sources,
) -> Result<Status, Stop> {
    terminal.show(&Compared { comparison: found, sources, all, notes })?;
    Ok(Status::Answered)
}

/// Columns that are nothing to any of the rules, in one note.
pub(super) fn ignored(notes: &[Note]) -> Option<String> {
    let columns: Vec<&str> = notes
        .iter()
        .filter_map(|note| match note {
            Note::IgnoredColumn { column, .. } => Some(column.as_str()),
            Note::Dropped { path, .. } => Some(path.as_str()),
            Note::Published { .. } | Note::BeyondAll { .. } => None,
        })
        .collect();
    match columns.as_slice() {
        [] => None,
        [only] => Some(format!("the column `{only}` is no input of these rules")),
        _ => Some(format!("the columns {} are no inputs of these rules", and_list(columns))),
    }
}

/// What to do where nothing is decided because the votes speak of one stage of several.
fn of_one_stage(found: &Comparison<'_>) -> Option<String> {
    let whole = found.columns().iter().all(|column| column.stage.is_none());
    let open = (0..found.rows().len()).find(|&row| {
        (0..found.columns().len()).all(|column| found.said(row, column).is_none())
            && found.rows().get(row).is_some_and(|votes| votes.layer.stage().is_some())
    });
    let votes = found.rows().get(open.filter(|_| whole)?)?;
    let of = votes.program?.measures.at(votes.layer.of()?);
    let stage = &of.stages.at(votes.layer.stage()?).name.as_ref()?.text;
    Some(format!("`{}` speaks of one stage alone; `--stage {stage}` judges that by itself", votes.name))
}

/// What none of the rules declares is a mistake, though each may lack some of it.
pub(super) fn known_somewhere(columns: &[Column<'_>], given: &Given) -> Result<(), Stop> {
    let Some(first) = columns.first() else { return Ok(()) };
    let mut errors = Vec::new();
    // The columns of a CSV file have been looked at already.
    let rows: Vec<_> = given.rows.iter().flatten().filter(|_| given.rows.len() == 1).map(VotesLayer::layer).collect();
    for layer in given.below.iter().chain(&given.above).chain(rows.iter().map(AsRef::as_ref)) {
        let mut unknown = layer.clone().in_stage(first.stage);
        unknown
            .facts
            .facts
            .retain(|fact| columns.iter().all(|column| inputs::about(column.rules(), column.stage, fact).is_none()));
        unknown.facts.rows.clear();
        unknown.facts.givens.clear();
        if let Err(found) = inputs::bind(first.program, first.measure, &[unknown]) {
            errors.extend(found);
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors.into()) }
}

/// The votes: what files and `--set` say; the scenarios that are named; or else all that there are.
fn request<'a>(
    arguments: &Compare,
    columns: Vec<Column<'a>>,
    given: Given,
    notes: &mut Vec<String>,
) -> Result<Request<'a>, Stop> {
    let set_votes = given.above.iter().flat_map(|layer| &layer.facts.facts).any(|fact| {
        let about = |column: &Column<'_>| inputs::about(column.rules(), column.stage, fact);
        columns.iter().any(|column| matches!(about(column), Some(About::Input(_))))
    });
    let from_files = given.rows.iter().any(Option::is_some);
    let named = !arguments.scenarios.is_empty();
    let several = given.rows.len() > 1;
    let mut rows = Vec::new();
    if named || !(from_files || set_votes) {
        rows = scenarios(&columns, &arguments.scenarios, notes)?;
    }
    let mut request = Request { columns, rows, below: given.below, above: given.above };
    if several {
        unnamed(&given.rows, given.header)?;
        request.rows.extend(given.rows.into_iter().flatten().enumerate().map(|(at, layer)| own_row(at, layer)));
    } else if named {
        // One set of facts beside scenarios lies over each of them.
        request.above.splice(0..0, given.rows.into_iter().flatten().map(VotesLayer::into_layer));
    } else if from_files || set_votes {
        let layer = given.rows.into_iter().flatten().next();
        let name = layer.as_ref().and_then(VotesLayer::name).map(|name| name.text);
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "these votes".into());
        let layer = layer.unwrap_or_else(|| Layer::new(inputs::LayerKind::File).into());
        request.rows.push(Row { name, title: None, program: None, layer });
    }
    if request.rows.is_empty() {
        return Err(no_votes(&request.columns).into());
    }
    Ok(request)
}

pub(super) fn own_row<'a>(at: usize, layer: VotesLayer) -> Row<'a> {
    let name = layer.name().map(|name| name.text).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| format!("row {}", at + 1).into());
    Row { name, title: None, program: None, layer }
}

pub(super) fn unnamed(rows: &[Option<VotesLayer>], header: Option<quorate::span::Span>) -> Result<(), Stop> {
    let named = rows.iter().flatten().any(|layer| layer.name().is_some());
    let Some(span) = header.filter(|_| !named) else { return Ok(()) };
    let help = "call one column `name`, or say which it is: `--map name=COLUMN`".to_owned();
    Err(vec![CompareError::Unnamed { rows: rows.len(), help, span }].into())
}

/// The scenarios of these names, or all that say something of what is judged.
pub(super) fn scenarios<'a>(
    columns: &[Column<'a>],
    names: &[String],
    notes: &mut Vec<String>,
) -> Result<Vec<Row<'a>>, Stop> {
    let fitting = fitting(columns);
    let mut rows = Vec::new();
    let mut errors = Vec::new();
    if names.is_empty() {
        let (speaking, silent): (Vec<_>, Vec<_>) =
            fitting.into_iter().partition(|(program, scenario)| speaks(columns, program, scenario));
        if !silent.is_empty() {
            let names = and_list(silent.iter().map(|(_, scenario)| &scenario.name.text));
            let (say, are) = if silent.len() == 1 { ("says", "is") } else { ("say", "are") };
            notes.push(format!("{names} {say} nothing of this stage and {are} left out"));
        }
        let several = |name: &str| speaking.iter().filter(|(_, own)| own.name.text == name).count() > 1;
        rows.extend(speaking.iter().map(|(program, scenario)| {
            let mut row = of_scenario(program, scenario);
            if several(&scenario.name.text) {
                row.name = format!("{}.{}", program.measures.at(scenario.of).name.text, row.name).into();
            }
            row
        }));
    }
    for name in names {
        let found: Vec<_> = fitting_named(columns, name);
        if found.is_empty() {
            let all = self::fitting(columns);
            errors.push(ChoiceError::unknown(
                "scenario",
                name,
                String::new(),
                all.iter().map(|(_, scenario)| scenario.name.text.as_str()),
            ));
        }
        rows.extend(found.into_iter().map(|(program, scenario)| of_scenario(program, scenario)));
    }
    if errors.is_empty() { Ok(rows) } else { Err(errors.into()) }
}

pub(super) fn of_scenario<'a>(program: &'a Program, scenario: &'a Scenario) -> Row<'a> {
    Row {
        name: scenario.name.text.clone(),
        title: scenario.title.as_ref().map(|title| title.text.clone()),
        program: Some(program),
        layer: layer_of_scenario(scenario).into(),
    }
}

type OfProgram<'a> = (&'a Program, &'a Scenario);

/// Scenarios of the measures that are compared, of what they are variants of, and of their own variants.
pub(super) fn fitting<'a>(columns: &[Column<'a>]) -> Vec<OfProgram<'a>> {
    let mut found: Vec<(&'a Program, ScenarioId)> = Vec::new();
    for column in columns {
        let lineage: Vec<MeasureId> = column.program.lineage(column.measure).collect();
        let own = column.program.scenarios.iter().filter(|(_, scenario)| lineage.contains(&scenario.of));
        for (id, _) in own {
            if !found.iter().any(|(program, own)| std::ptr::eq(*program, column.program) && *own == id) {
                found.push((column.program, id));
            }
        }
    }
    found.into_iter().map(|(program, id)| (program, program.scenarios.at(id))).collect()
}

fn fitting_named<'a>(columns: &[Column<'a>], name: &str) -> Vec<OfProgram<'a>> {
    let mut found = fitting(columns);
    found.retain(|(program, scenario)| {
        scenario.name.text == name
            || name == format!("{}.{}", program.measures.at(scenario.of).name.text, scenario.name.text)
    });
    found
}

/// Whether a scenario says anything of the stage that is judged.
pub(super) fn speaks(columns: &[Column<'_>], program: &Program, scenario: &Scenario) -> bool {
    let Some(column) = columns.iter().find(|column| {
        std::ptr::eq(column.program, program) && program.lineage(column.measure).any(|ancestor| ancestor == scenario.of)
    }) else {
        return true;
    };
    let Some(stage) = column.stage else { return true };
    let name = |measure: &Measure, stage: StageId| measure.stages.at(stage).name.as_ref().map(|name| name.text.clone());
    let of = program.measures.at(scenario.of);
    !scenario.facts.rows.is_empty()
        || scenario.facts.facts.iter().any(|fact| match inputs::about(of, scenario.stage, fact) {
            Some(About::Input(input)) => {
                of.inputs.at(input).stage.is_none_or(|own| name(of, own) == name(column.rules(), stage))
            }
            Some(About::Fixed) | None => false,
        })
}

fn no_votes(columns: &[Column<'_>]) -> CliError {
    let first = columns.first();
    let names = first.map_or_else(Vec::new, |column| {
        let inputs = column.rules().inputs.iter().filter(|(_, input)| input.table.is_none());
        let inputs =
            inputs.filter(|(_, input)| column.stage.is_none() || input.stage.is_none() || input.stage == column.stage);
        inputs
            .map(|(id, input)| match column.stage {
                Some(_) => input.name.text.to_string(),
                None => column.rules().input_path(id).to_string(),
            })
            .collect()
    });
    CliError::NoVotes {
        measure: first.map_or_else(String::new, |column| column.name().to_owned()),
        columns: std::iter::once("name".to_owned()).chain(names).collect::<Vec<_>>().join(","),
    }
}
