//! What a sweep says of itself: what moves, what moves with it, what is held.

use super::Request;
use super::axis::{Axis, Base, Place, What, written};
use super::judge::{Ordinary, Rule, Source};
use super::votes::{Role, Votes};
use crate::compare::Column;
use crate::facts::{Cells, Slot};
use crate::inputs::{self, Found, Target};
use crate::program::ParameterValue;
use crate::suggest;
use crate::value::{Exact, Kind, Value};
use crate::words;

/// The counts that a rule takes, for whoever named one that it does not.
pub(super) fn counts(column: &Column<'_>, wrong: &str) -> String {
    let rules = column.rules();
    let here = rules.inputs.iter().filter(|(_, input)| input.kind == Kind::Count && input.table.is_none());
    let names: Vec<String> = here
        .filter(|(_, input)| column.stage.is_none() || input.stage.is_none() || input.stage == column.stage)
        .map(|(id, input)| match column.stage {
            Some(_) => input.name.text.to_string(),
            None => rules.input_path(id).to_string(),
        })
        .collect();
    match suggest::nearest(wrong, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`{}` takes {}", column.name(), words::and_list(names)),
    }
}

/// What moves, and what moves with it.
pub(super) fn moved(axes: &[Axis], rules: &[Rule<'_>], votes: Option<&Votes>) -> Vec<String> {
    axes.iter().map(moves).chain(votes.map(|votes| people(axes, rules, votes))).collect()
}

fn moves(axis: &Axis) -> String {
    let what = match &axis.what {
        What::Thing(_) => String::new(),
        What::Turnout => ", the ballots as a share of the registered voters,".to_owned(),
        What::Support(Base::YesAndNo) => ", Yes as a share of Yes and No,".to_owned(),
        What::Support(Base::Ballots) => ", Yes as a share of all ballots,".to_owned(),
    };
    let steps = match axis.len() {
        1 => format!("is {}", written(&axis.low, axis.kind)),
        _ => format!(
            "from {} to {} by {}",
            written(&axis.low, axis.kind),
            written(&axis.high, axis.kind),
            written(&axis.step, axis.kind)
        ),
    };
    format!("`{}`{what} {steps}", axis.name)
}

/// How shares become people.
fn people(axes: &[Axis], rules: &[Rule<'_>], votes: &Votes) -> String {
    let counted = |role: Role| {
        rules.iter().find_map(|rule| {
            let place = rule.moved.iter().find(|(_, source)| *source == Source::People(role))?.0;
            let Target::Input(id) = place.target else { return None };
            Some(rule.column.rules().inputs.at(id).name.text.to_string())
        })
    };
    let turnout = axes.iter().any(|axis| matches!(axis.what, What::Turnout));
    let support = axes.iter().find_map(|axis| match axis.what {
        What::Support(base) => Some(base),
        What::Thing(_) | What::Turnout => None,
    });
    let name = |role: Role| counted(role).unwrap_or_else(|| role.option().to_owned());
    let mut parts = Vec::new();
    let ballots = counted(Role::Ballots);
    if turnout && let Some(ballots) = &ballots {
        parts.push(format!("`{ballots}` = turnout × `{}`", name(Role::Registered)));
    }
    let all = match (&ballots, votes.is_fixed_valid()) {
        (_, Some(valid)) => words::grouped(&Exact::integer(valid.into())),
        (Some(ballots), None) if votes.invalid_share().is_zero() => format!("`{ballots}`"),
        (Some(ballots), None) => {
            format!("(`{ballots}` − {} of them)", words::percent(&votes.invalid_share()))
        }
        (None, None) => format!("turnout × `{}`", name(Role::Registered)),
    };
    if let Some(yes) = counted(Role::Yes) {
        let share = match (support, votes.held_support()) {
            (Some(Base::YesAndNo), _) => format!("support × {all}"),
            (Some(Base::Ballots), _) => format!("support × `{}`", name(Role::Ballots)),
            (None, Some((yes, valid))) => {
                let share = Exact::positive(yes.into(), valid.into());
                format!("{} of {all}", words::percent(&share))
            }
            (None, None) => all.clone(),
        };
        parts.push(format!("`{yes}` = {share}"));
    }
    if let Some(no) = counted(Role::No) {
        parts.push(format!("`{no}` = {all} − `{}`", name(Role::Yes)));
    }
    format!("moved with it: {}; each rounded up to whole people", parts.join(", "))
}

/// What the votes and the command line fix.
pub(super) fn held(rules: &[Rule<'_>], votes: Option<&Votes>, request: &Request<'_>) -> Option<String> {
    let mut held: Vec<String> = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        let (measure, stage) = (rule.column.rules(), rule.column.stage);
        for (id, input) in measure.inputs.iter() {
            let own = stage.is_none() || input.stage.is_none() || input.stage == stage;
            let moved = rule.moved.iter().find(|(place, _)| place.target == Target::Input(id));
            let registered = moved.and_then(|(_, source)| match source {
                Source::People(Role::Registered) => votes.and_then(Votes::fixed_registered),
                Source::People(Role::Ballots) => votes.and_then(Votes::fixed_ballots),
                Source::People(Role::Yes | Role::No) | Source::Axis(_) => None,
            });
            let value = match (moved, rule.facts.inputs.get(id)) {
                (Some(_), _) => registered.map(|people| words::grouped(&Exact::integer(people.into()))),
                (None, Some(Cells::One(Slot::Known(value)))) => Some(shown(value, input.kind)),
                (None, _) => None,
            };
            let name = if stage.is_some() { input.name.text.clone() } else { measure.input_path(id) };
            push(&mut held, value.filter(|_| own).map(|value| format!("{name} {value}")));
        }
        let own = request.own.get(at).into_iter().flatten();
        for fact in request.above.iter().chain(own).flat_map(|layer| &layer.facts.facts) {
            let found = inputs::lookup(measure, stage, &fact.path.parts);
            let Ok(Found::One(Target::Parameter(id))) = found else { continue };
            let moved = rule.moved.iter().any(|(place, _)| place.target == Target::Parameter(id));
            if let Some(Cells::One(Slot::Known(value))) = rule.facts.parameters.get(id).filter(|_| !moved) {
                let value = shown(value, measure.parameters.at(id).kind);
                let own = measure.parameters.at(id);
                let name = if stage.is_some() { own.name.text.clone() } else { measure.parameter_path(id) };
                push(&mut held, Some(format!("{name} {value}")));
            }
        }
    }
    if let Some(votes) = votes
        && votes.has(Role::Ballots)
        && votes.is_fixed_valid().is_none()
        && rules.iter().any(|rule| rule.moved.iter().any(|(_, source)| *source == Source::People(Role::Ballots)))
    {
        let share = votes.invalid_share();
        let text = if share.is_zero() {
            "no blank or invalid ballots".to_owned()
        } else {
            format!("blank and invalid ballots {} of the ballots", words::percent(&share))
        };
        push(&mut held, Some(text));
    }
    (!held.is_empty()).then(|| format!("held: {}", held.join("; ")))
}

fn push(held: &mut Vec<String>, text: Option<String>) {
    held.extend(text.filter(|text| !held.contains(text)));
}

fn shown(value: &Value, kind: Kind) -> String {
    match value {
        Value::Number(number) => written(number, kind),
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}

/// Rules that fix a parameter that moves to another value than the first of them does, with that value.
fn otherwise<'a>(axis: &Axis, places: &[Option<Place>], rules: &[Rule<'a>]) -> Vec<(&'a str, String)> {
    let own = |rule: &Rule<'_>, place: &Option<Place>| {
        let Target::Parameter(id) = place.as_ref()?.target else { return None };
        match &rule.column.rules().parameters.at(id).value {
            ParameterValue::Constant(Value::Number(value), _) => Some(value.clone()),
            ParameterValue::Constant(..) | ParameterValue::ByDate { .. } | ParameterValue::PerRow(_) => None,
        }
    };
    let values: Vec<Option<Exact>> = rules.iter().zip(places).map(|(rule, place)| own(rule, place)).collect();
    let first = values.iter().flatten().next();
    let differs = rules.iter().zip(&values).filter(|(_, value)| value.is_some() && value.as_ref() != first);
    differs.filter_map(|(rule, value)| Some((rule.column.name(), written(value.as_ref()?, axis.kind)))).collect()
}

/// Rules that do not have what moves, or are judged the ordinary way.
pub(super) fn notes(axes: &[Axis], rules: &[Rule<'_>]) -> Vec<String> {
    let mut notes = Vec::new();
    for axis in axes {
        let What::Thing(places) = &axis.what else { continue };
        let without: Vec<Column<'_>> =
            places.iter().zip(rules).filter(|(place, _)| place.is_none()).map(|(_, rule)| rule.column).collect();
        // What a variant sets itself is said of it elsewhere.
        let path = inputs::path(&axis.name, 0);
        let lacks =
            |column: &Column<'_>| inputs::set_aside(column.program, column.measure, column.stage, &path).is_none();
        let without: Vec<&str> = without.iter().filter(|column| lacks(column)).map(|column| column.name()).collect();
        if !without.is_empty() {
            let (has, stays) = if without.len() == 1 { ("has", "stays") } else { ("have", "stay") };
            notes.push(format!("{} {has} no `{}` and {stays} as it is", words::and_list(without), axis.name));
        }
        let otherwise = otherwise(axis, places, rules);
        if !otherwise.is_empty() {
            let (names, values): (Vec<&str>, Vec<String>) = otherwise.into_iter().unzip();
            let (sets, own) = match values.as_slice() {
                [only] => ("sets", format!("it moves there too, and its own value ({only}) is not used")),
                many => {
                    ("set", format!("it moves under them too, and their own values ({}) are not used", many.join(", ")))
                }
            };
            notes.push(format!("{} {sets} `{}` otherwise; here {own}", words::and_list(names), axis.name));
        }
    }
    for rule in rules {
        let name = rule.column.name();
        match &rule.form {
            Ok(_) => {}
            Err(Ordinary::Missing(paths)) if paths.is_empty() => {}
            Err(Ordinary::Missing(paths)) => {
                let are = if paths.len() == 1 { "is" } else { "are" };
                let paths = words::and_list(paths);
                notes.push(format!("{name}: nothing says what {paths} {are}; where that matters, it is pending"));
            }
            Err(Ordinary::NotLinear(reason)) => notes.push(format!(
                "{name} is judged point by point, without exact boundaries: not linear, {}",
                reason.reason.words()
            )),
        }
    }
    notes
}
