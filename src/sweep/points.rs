//! Real votes beside a sweep: where they are, and what the rules make of their real figures.

use smol_str::SmolStr;

use super::axis::{Axis, Base, Place, What};
use super::judge::{Rule, judged, write};
use super::votes::{Known, Votes, known};
use super::{Cell, Request, RoleInputs, bound};
use crate::facts::{Cells, Facts, Slot};
use crate::inputs::Target;
use crate::inputs::{About, Layer, about};
use crate::judge::Verdicts;
use crate::value::{Exact, Value};

/// A set of votes with its place on the axes.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What it is called.
    pub name: SmolStr,
    /// What it is, in words.
    pub title: Option<SmolStr>,
    /// Its value on each axis.
    pub values: Vec<Exact>,
    /// What each rule makes of its real figures.
    pub cells: Vec<Cell>,
    /// What each rule makes of the point of the sweep it stands at, which may have more or fewer invalid ballots.
    pub there: Vec<Cell>,
}

impl Placed {
    /// Whether some rule decides otherwise on the real figures than at its place in the sweep.
    pub fn differs(&self) -> bool {
        self.cells.iter().zip(&self.there).any(|(own, there)| own.passes() != there.passes())
    }
}

/// Places real votes; those that lack what the axes ask for are left out, with a note.
pub(super) fn place(
    request: &Request<'_>,
    inputs: &RoleInputs,
    axes: &[Axis],
    rules: &[Rule<'_>],
    votes: Option<&Votes>,
    notes: &mut Vec<String>,
) -> Vec<Placed> {
    let mut placed = Vec::new();
    let request = &beside(request);
    for row in &request.points {
        let facts: Vec<Option<Facts>> =
            (0..request.columns.len()).map(|at| bound(request, at, Some(row)).ok()).collect();
        let known = known(inputs, &facts.iter().map(Option::as_ref).collect::<Vec<_>>());
        let values: Result<Vec<Exact>, &str> =
            axes.iter().map(|axis| value(axis, &facts, &known).ok_or(axis.name.as_str())).collect();
        let values = match values {
            Ok(values) => values,
            Err(axis) => {
                notes.push(format!("`{}` is left out: it does not say its `{axis}`", row.name));
                continue;
            }
        };
        let cells = request.columns.iter().zip(inputs).zip(&facts).map(|((column, own), facts)| {
            let Some(mut facts) = facts.clone() else { return Cell::NotJudged };
            // The same votes for all rules, whatever their inputs are called.
            for (id, count) in own.iter().zip(&known) {
                if let (Some(id), Some(count)) = (id, count) {
                    let place = Place { target: Target::Input(*id), row: None };
                    write(&mut facts, place, Slot::Known(Value::Number(Exact::integer((*count).into()))));
                }
            }
            judged(&mut Verdicts::new(column.rules(), column.stage), &facts)
        });
        let cells = cells.collect();
        let there = rules.iter().map(|rule| there(rule, &values, votes)).collect();
        let title = row.title.clone();
        placed.push(Placed { name: row.name.clone(), title, values, cells, there });
    }
    placed
}

/// What is held fixed of parameters holds for real votes too; of inputs only what they do not say themselves.
fn beside<'a>(request: &Request<'a>) -> Request<'a> {
    let is_input = |fact: &crate::syntax::ast::Fact| {
        request.columns.iter().any(|column| matches!(about(column.rules(), column.stage, fact), Some(About::Input(_))))
    };
    let mut request = Request { held: None, ..request.clone() };
    let split = |layers: &[Layer], wanted: bool| {
        let part = |layer: &Layer| {
            let mut layer = layer.clone();
            layer.facts.facts.retain(|fact| is_input(fact) == wanted);
            layer
        };
        layers.iter().map(part).collect::<Vec<_>>()
    };
    let (inputs, fixed) = (split(&request.above, true), split(&request.above, false));
    request.below.extend(inputs);
    request.above = fixed;
    request.own = request.own.iter().map(|own| split(own, false)).collect();
    request
}

/// What a rule makes of the point of the sweep at these values.
fn there(rule: &Rule<'_>, values: &[Exact], votes: Option<&Votes>) -> Cell {
    let ratio = |value: &Exact| {
        let (part, whole) = value.lowest_terms();
        Some((i64::try_from(part).ok()?, i64::try_from(whole).ok()?))
    };
    let ratios: Option<Vec<(i64, i64)>> = values.iter().map(ratio).collect();
    let Some(ratios) = ratios else { return Cell::NotJudged };
    let axes = |axis: usize| ratios.get(axis).copied().unwrap_or((0, 1));
    let people = votes.and_then(|votes| votes.people(&axes));
    rule.cell(&super::Point { axes: &axes, people })
}

fn value(axis: &Axis, facts: &[Option<Facts>], known: &Known) -> Option<Exact> {
    let [registered, ballots, yes, no] = *known;
    let share = |part: i64, whole: i64| Exact::ratio(part.into(), whole.into());
    match &axis.what {
        What::Turnout => share(ballots.or_else(|| yes?.checked_add(no?))?, registered?),
        What::Support(Base::YesAndNo) => share(yes?, yes?.checked_add(no?)?),
        What::Support(Base::Ballots) => share(yes?, ballots?),
        What::Thing(places) => places.iter().zip(facts).find_map(|(place, facts)| number((*place)?, facts.as_ref()?)),
    }
}

fn number(place: Place, facts: &Facts) -> Option<Exact> {
    let cells = match place.target {
        Target::Input(id) => facts.inputs.get(id)?,
        Target::Parameter(id) => facts.parameters.get(id)?,
        Target::Date(_) => return None,
    };
    let slot = match (cells, place.row) {
        (Cells::One(slot), _) => slot,
        (Cells::Rows(slots), Some(row)) => slots.get(row)?,
        (Cells::Rows(_), None) => return None,
    };
    match slot {
        Slot::Known(Value::Number(number)) => Some(number.clone()),
        Slot::Known(_) | Slot::Unknown | Slot::Range(..) => None,
    }
}
