//! `quorate diff`

use quorate::compare::{Column, Row, Stopped};
use quorate::diff::{self, Common, Disagreement, Relation, RowsOf};
use quorate::inputs::{self, VotesLayer};
use quorate::judge;
use quorate::report::diff::{Diffed, Found};
use quorate::rules::to_compare;
use quorate::source::Sources;
use quorate::sweep::{self, Roles};
use quorate::value::Exact;

use super::arguments::{DeniedDifference, Diff};
use super::compare::{ignored, known_somewhere, own_row, scenarios};
use super::error::CliError;
use super::given::{self, Given, Wanted};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Status, Stop, rules, select};

/// So many are registered in a sweep if nothing says how many there are.
const REGISTERED: &str = "1,000,000";

pub(super) fn diff(arguments: &Diff, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let (loaded, names) = rules::all_sound("diff", &arguments.what, sources)?;
    let chosen = to_compare(&loaded, &names, arguments.stage.as_deref())?;
    let (columns, mut notes) = (select::columns(&chosen), chosen.notes.clone());
    if let [only] = columns.as_slice() {
        return Err(CliError::OneRule { name: only.name().to_owned() }.into());
    }
    let held = held(arguments, &columns, &mut notes, sources)?;
    let Held { below, row, above } = &held;
    let mut facts = diff::bind(&columns, below, row.as_ref(), above)?;
    for RowsOf { table, scenario, rows } in diff::rows_of_scenarios(&columns, &mut facts)? {
        notes.push(format!(
            "the {rows} rows of `{table}` are those of the scenario `{scenario}`; its figures are not taken"
        ));
    }
    for (column, facts) in columns.iter().zip(&facts) {
        // Bad data are bad data, whatever would follow.
        judge::explain(column.rules(), facts, column.stage)?;
    }
    let roles = Roles {
        registered: arguments.registered.clone(),
        ballots: arguments.ballots.clone(),
        yes: arguments.yes.clone(),
        no: arguments.no.clone(),
    };
    let inputs = sweep::roles(&columns, &roles)?;
    let mut common = Common::new(columns.clone(), facts, &inputs);
    common.of_one_kind()?;
    let found = match columns.as_slice() {
        [first, second] => {
            let invalid = match &arguments.invalid {
                Some(text) => Some(sweep::invalid_share(&sources.add("--invalid", text.as_str()))?),
                None => None,
            };
            let pair = common.pair(0, 1);
            let clauses = match common.facts.as_slice() {
                [ours, theirs] => diff::clauses([first, second], [ours, theirs], sources),
                _ => Vec::new(),
            };
            let mut shares: Vec<_> = swept(&common, &held, &roles, invalid.clone(), sources)?.into_iter().collect();
            let unseen = shares.iter().all(|(share, _)| share.first_only + share.second_only == 0);
            if unseen && invalid.is_none() && pair.relation() != Relation::Equivalent {
                // They may disagree about blank and invalid ballots alone.
                let again = swept(&common, &held, &roles, Exact::ratio(1, 50), sources)?;
                shares.extend(again.filter(|(share, _)| share.first_only + share.second_only > 0));
            }
            Found::Pair { pair, clauses, shares }
        }
        _ => Found::Table(common.table()),
    };
    let status = status(&arguments.deny, &found);
    terminal.show(&Diffed { common: &common, found: &found, sources, notes: &notes })?;
    Ok(status)
}

/// Whether something was found that is denied. What is not decided is not shown to be well.
fn status(denied: &[DeniedDifference], found: &Found) -> Status {
    let relations: Vec<Relation> = match found {
        Found::Pair { pair, .. } => vec![pair.relation()],
        Found::Table(matrix) => (1..matrix.len()).map(|other| matrix.relation(0, other)).collect(),
    };
    let bad = denied.iter().any(|denied| match (denied, found) {
        (DeniedDifference::Different, Found::Pair { pair, .. }) => !pair.is_same(),
        (DeniedDifference::Different, Found::Table(_)) => relations.iter().any(|own| *own != Relation::Equivalent),
        (DeniedDifference::Stricter, _) => {
            relations.iter().any(|own| !matches!(own, Relation::Equivalent | Relation::Stricter))
        }
        (DeniedDifference::Looser, _) => {
            relations.iter().any(|own| !matches!(own, Relation::Equivalent | Relation::Looser))
        }
    });
    if bad { Status::BadNews } else { Status::Answered }
}

/// What is held fixed.
struct Held<'a> {
    below: Vec<inputs::Layer>,
    row: Option<Row<'a>>,
    above: Vec<inputs::Layer>,
}

fn held<'a>(
    arguments: &Diff,
    columns: &[Column<'a>],
    notes: &mut Vec<String>,
    sources: &mut Sources,
) -> Result<Held<'a>, Stop> {
    let takers = given::takers(columns);
    let wanted = Wanted {
        inputs: &arguments.inputs,
        set: &arguments.set,
        map: &arguments.map,
        choice: &arguments.choice,
        by_rule: false,
    };
    let given = given::given(&wanted, &takers, sources)?;
    notes.extend(ignored(&given.notes));
    known_somewhere(columns, &given)?;
    let Given { below, rows, mut above, .. } = given;
    if rows.len() > 1 {
        return Err(CliError::OneHeld { rows: rows.len() }.into());
    }
    let mut own = rows.into_iter().flatten().next();
    let mut row = None;
    if let Some(name) = &arguments.scenario {
        row = scenarios(columns, std::slice::from_ref(name), notes)?.into_iter().next();
        above.splice(0..0, own.take().map(VotesLayer::into_layer));
    }
    let row = row.or_else(|| own.map(|layer| own_row(0, layer)));
    Ok(Held { below, row, above })
}

/// A sweep of turnout and support from nothing to all, if the rules have what it needs.
fn swept(
    common: &Common<'_>,
    held: &Held<'_>,
    roles: &Roles,
    invalid: Option<Exact>,
    sources: &mut Sources,
) -> Result<Option<(Disagreement, Vec<String>)>, Stop> {
    let mut vary = Vec::new();
    for text in ["turnout = 0%..100% by 1%", "support = 0%..100% by 1%"] {
        vary.push(sweep::vary(sources, text)?);
    }
    let mut above = held.above.clone();
    for path in common.open_registered() {
        above.push(inputs::set(sources, &format!("{path}={REGISTERED}"))?);
    }
    let request = sweep::Request {
        columns: common.columns.clone(),
        below: held.below.clone(),
        held: held.row.clone(),
        above,
        own: Vec::new(),
        asked: None,
        vary,
        roles: roles.clone(),
        invalid,
        points: Vec::new(),
    };
    // Rules by region, or without turnout, have no such sweep.
    let Ok(prepared) = sweep::prepare(request) else { return Ok(None) };
    let progress = Progress::new(prepared.len(), "points judged");
    let found = prepared.judge(&|more| progress.advance(more));
    progress.finish();
    let Ok(found) = found.map_err(|Stopped| ()) else { return Err(Stop::Interrupted) };
    Ok(diff::share(&found).map(|share| (share, found.says().to_vec())))
}
