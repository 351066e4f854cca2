//! Scenarios, and what scenarios and tests say of the world: that it is about something, once, in the right kind.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::check::built::Built;
use crate::check::checking::{Candidate, CheckedScenario, Checking};
use crate::check::error::CheckError;
use crate::check::lookup::Found;
use crate::check::scope::{Place, date_name, did_you_mean, did_you_mean_text, in_measure, known};
use crate::check::{literal, rows, show};
use crate::fix::Help;
use crate::ids::Id as _;
use crate::program::{self, Measure, MeasureId, ParameterValue, StageId, TableId};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast::{self, Fact, FactValue, Literal, LiteralValue, RowsBody};
use crate::value::{Kind, Value};

impl Checking<'_> {
    pub(super) fn scenario(&mut self, written: &ast::Scenario) {
        let before = self.errors.len();
        let Some((at, stage)) = self.target(&written.of) else { return };
        let of = MeasureId::new(at);
        let same = |other: &&CheckedScenario| other.scenario.of == of && other.scenario.name.text == written.name.text;
        if let Some(first) = self.scenarios.iter().find(same).map(|first| first.scenario.name.span) {
            let (name, span) = (written.name.text.clone(), written.name.span);
            self.errors.push(CheckError::Duplicate { name, span, first });
        }
        if let Some(candidate) = self.candidates.get(at) {
            check_facts(&candidate.built, stage, &written.facts, &mut self.errors);
        }
        let scenario = program::Scenario {
            span: written.span,
            name: written.name.clone(),
            of,
            stage,
            title: written.title.clone(),
            sources: written.sources.clone(),
            facts: written.facts.clone(),
        };
        self.scenarios.push(CheckedScenario { scenario, sound: self.errors.len() == before });
    }

    /// The measure or variant, and perhaps the stage, that a scenario or test is of.
    pub(super) fn target(&mut self, path: &ast::Path) -> Option<(usize, Option<StageId>)> {
        let [measure, rest @ ..] = path.parts.as_slice() else { return None };
        let at = match self.by_name.get(&measure.text) {
            // What is wrong with it has been said.
            Some(None) => return None,
            Some(&Some(at)) => at,
            None => {
                let nearest = suggest::nearest(&measure.text, self.by_name.keys().map(SmolStr::as_str));
                let (name, help) = (measure.text.to_string(), did_you_mean(nearest));
                self.errors.push(CheckError::NoSuch { wanted: "measure", name, help, span: measure.span });
                return None;
            }
        };
        let Candidate { built: Built { measure: own, .. }, .. } = self.candidates.get(at)?;
        let [stage] = rest else {
            if rest.is_empty() {
                return Some((at, None));
            }
            let (name, help) = (show::path(path), Some("write `measure.stage`".into()));
            self.errors.push(CheckError::NoSuch { wanted: "stage", name, help, span: path.span });
            return None;
        };
        let found = own.stage_named(&stage.text);
        if found.is_none() {
            let stages = own.stages.values().filter_map(|stage| stage.name.as_ref()).map(|name| name.text.as_str());
            let help = did_you_mean(suggest::nearest(&stage.text, stages.clone())).or_else(|| {
                let all: Vec<&str> = stages.collect();
                Some(if all.is_empty() {
                    format!("`{}` has no stages: it is judged as a whole", measure.text).into()
                } else {
                    format!("`{}` has {}", measure.text, crate::words::and_list(all)).into()
                })
            });
            let name = stage.text.to_string();
            self.errors.push(CheckError::NoSuch { wanted: "stage", name, help, span: stage.span });
        }
        found.map(|stage| (at, Some(stage)))
    }
}

/// Checks what a scenario or test says of the world against the measure it is of.
pub(super) fn check_facts(built: &Built, stage: Option<StageId>, facts: &ast::Facts, errors: &mut Vec<CheckError>) {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for fact in &facts.facts {
        check_fact(built, stage, fact, &mut seen, errors);
    }
    let mut cells: BTreeMap<(String, SmolStr), Span> = BTreeMap::new();
    for rows in &facts.rows {
        check_rows(built, stage, rows, &mut cells, errors);
    }
    if !built.sound {
        return;
    }
    for given in &facts.givens {
        let look =
            in_measure(&built.measure, &built.names, stage, Place::Given, |scope| scope.formula(&given.condition));
        errors.extend(look.err().into_iter().flatten());
    }
}

fn check_fact(
    built: &Built,
    stage: Option<StageId>,
    fact: &Fact,
    seen: &mut BTreeMap<String, Span>,
    errors: &mut Vec<CheckError>,
) {
    let (measure, path) = (&built.measure, show::path(&fact.path));
    let span = fact.path.span;
    let names: Vec<&str> = fact.path.parts.iter().map(|name| name.text.as_str()).collect();
    let found = built.names.find(stage, &names);
    let (what, help) = match &found {
        Found::Input(id) => {
            let input = measure.inputs.at(*id);
            match input.table {
                None => {
                    once(format!("{found:?}"), path.clone(), span, seen, errors);
                    return check_value(fact, path, input.kind, None, errors);
                }
                Some(table) => ("an input by row", by_row(measure, table, &input.name.text)),
            }
        }
        Found::Parameter(id) => {
            let parameter = measure.parameters.at(*id);
            match (&parameter.value, parameter.table) {
                (ParameterValue::Constant(..), _) => {
                    once(format!("{found:?}"), path.clone(), span, seen, errors);
                    return check_value(fact, path, parameter.kind, Some("a parameter"), errors);
                }
                (ParameterValue::PerRow(_), Some(table)) => {
                    ("a parameter by row", by_row(measure, table, &parameter.name.text))
                }
                (ParameterValue::ByDate { .. } | ParameterValue::PerRow(_), _) => {
                    ("a parameter with values by date", "say on which day it is asked by setting that date".into())
                }
            }
        }
        Found::Date(_) => {
            once(format!("{found:?}"), path.clone(), span, seen, errors);
            return check_value(fact, path, Kind::Date, Some("a date of the rule"), errors);
        }
        Found::Definition(_) => ("a definition", "it is computed: give the inputs it is computed from".into()),
        Found::Condition(_) => ("a condition", "it is judged: give the inputs it hangs on".into()),
        Found::Stage(_) => ("a stage", format!("give what is in it: `{path} {{ yes = 5 }}`")),
        Found::Table(_) => ("a table", format!("give its rows: `rows {path} (yes, no) {{ … }}`")),
        Found::Nothing { nearest } => {
            let date = fact.path.parts.last().and_then(|name| date_name(&name.text));
            let stage = match fact.path.parts.as_slice() {
                [stage, _] => measure.stage_named(&stage.text),
                _ => stage,
            };
            errors.push(match date {
                Some(date) if stage.is_some() || measure.stages.len() == 1 => CheckError::NoDate {
                    stage: stage.and_then(|stage| measure.stages.at(stage).name.as_ref()).map(|name| name.text.clone()),
                    date: date.word(),
                    span,
                },
                _ => match built.removed.iter().find(|removed| is_removed(removed, &fact.path, measure, stage)) {
                    Some(removed) => CheckError::Removed {
                        name: path,
                        variant: removed.variant.clone(),
                        span,
                        removed: removed.span,
                    },
                    None => {
                        let by_row = cell_of(built, &fact.path, stage);
                        let help = by_row.map(Help::from).or_else(|| did_you_mean(nearest.clone()));
                        let help = help.or_else(|| supplied(measure, stage));
                        CheckError::UnknownName { name: path, help, span }
                    }
                },
            });
            return;
        }
    };
    errors.push(CheckError::NotAFact { path, what, help, span });
}

fn is_removed(
    removed: &crate::check::elaborated::Removed,
    path: &ast::Path,
    measure: &Measure,
    stage: Option<StageId>,
) -> bool {
    let own = stage.and_then(|stage| measure.stages.at(stage).name.as_ref()).map(|name| &name.text);
    match path.parts.as_slice() {
        [name] => removed.name == name.text && (removed.stage.is_none() || removed.stage.as_ref() == own),
        [stage, name] => removed.name == name.text && removed.stage.as_ref() == Some(&stage.text),
        _ => false,
    }
}

/// How a cell of a table is given, for a path such as `county.Alpine.yes`, which is one on the command line.
fn cell_of(built: &Built, path: &ast::Path, stage: Option<StageId>) -> Option<String> {
    let texts: Vec<&str> = path.parts.iter().map(|name| name.text.as_str()).collect();
    let [table @ .., row, column] = texts.as_slice() else { return None };
    if table.is_empty() || !matches!(built.names.find(stage, table), Found::Table(_)) {
        return None;
    }
    Some(format!("give it row by row: `rows {} ({column}) {{ {row} … }}`", table.join(".")))
}

/// What could be given, where nothing similar to what was given exists.
fn supplied(measure: &Measure, stage: Option<StageId>) -> Option<Help> {
    let inputs = measure.inputs.iter().filter(|(_, input)| {
        input.table.is_none() && (stage.is_none() || input.stage == stage || input.stage.is_none())
    });
    let names: Vec<SmolStr> = inputs
        .map(|(id, input)| if stage.is_some() { input.name.text.clone() } else { measure.input_path(id) })
        .take(8)
        .collect();
    (!names.is_empty()).then(|| format!("the inputs are {}", crate::words::and_list(names)).into())
}

fn by_row(measure: &Measure, table: TableId, column: &str) -> String {
    let table = measure.tables.get(table).map_or("", |table| table.name.text.as_str());
    format!("give it row by row: `rows {table} ({column}) {{ … }}`")
}

/// One thing has one value in one layer.
fn once(key: String, path: String, span: Span, seen: &mut BTreeMap<String, Span>, errors: &mut Vec<CheckError>) {
    match seen.get(&key) {
        Some(&first) => errors.push(CheckError::Twice { path, span, first }),
        None => drop(seen.insert(key, span)),
    }
}

/// A fact's value fits its kind; what the rule fixes has one value.
fn check_value(fact: &Fact, path: String, kind: Kind, fixed: Option<&'static str>, errors: &mut Vec<CheckError>) {
    let (literals, range) = match &fact.value {
        FactValue::Literal(literal) => (vec![literal], literal.value == LiteralValue::Unknown),
        FactValue::Range(low, high) => (std::iter::once(low).chain(high).collect(), true),
    };
    let span = literals.iter().map(|literal| literal.span).reduce(Span::to).unwrap_or(fact.span);
    if range && let Some(what) = fixed {
        return errors.push(CheckError::NoRange {
            path,
            what,
            help: "a range or `?` is for inputs; what the rule fixes has one value",
            span,
        });
    }
    let checked: Vec<CheckError> = literals.iter().filter_map(|literal| literal::value(literal, kind).err()).collect();
    let ordered = matches!(kind, Kind::Count | Kind::Share | Kind::Number | Kind::Date);
    if checked.is_empty() && matches!(fact.value, FactValue::Range(..)) && !ordered {
        let what = if kind == Kind::Truth { "a truth" } else { "a duration" };
        return errors.push(CheckError::NoRange { path, what, help: "write one value, or `?`", span });
    }
    if let (FactValue::Range(low, Some(high)), true) = (&fact.value, checked.is_empty())
        && is_reversed(low, high, kind)
    {
        let (low, high) = ((show::literal(low), low.span), (show::literal(high), high.span));
        return errors.push(CheckError::RangeReversed { path, low: low.0, high: high.0, from: low.1, to: high.1 });
    }
    errors.extend(checked);
}

/// Whether a range ends before it begins.
fn is_reversed(low: &Literal, high: &Literal, kind: Kind) -> bool {
    match (literal::value(low, kind), literal::value(high, kind)) {
        (Ok(Some(Value::Number(low))), Ok(Some(Value::Number(high)))) => high < low,
        (Ok(Some(Value::Date(low))), Ok(Some(Value::Date(high)))) => high < low,
        (_, _) => false,
    }
}

fn check_rows(
    built: &Built,
    stage: Option<StageId>,
    written: &ast::Rows,
    cells: &mut BTreeMap<(String, SmolStr), Span>,
    errors: &mut Vec<CheckError>,
) {
    let measure = &built.measure;
    let names: Vec<&str> = written.table.parts.iter().map(|name| name.text.as_str()).collect();
    let table = match built.names.find(stage, &names) {
        Found::Table(table) => table,
        found => {
            let tables = measure.tables.values().map(|table| table.name.text.as_str());
            let nearest = match found {
                Found::Nothing { nearest } => nearest,
                _ => None,
            };
            let help = did_you_mean(nearest).or_else(|| known("table", tables));
            let (name, span) = (show::path(&written.table), written.table.span);
            return errors.push(CheckError::UnknownTable { name, help, span });
        }
    };
    rows::check_shape(written, errors);
    // `rows initiative.canton (yes, no)`: the columns are that stage's.
    let inside = match written.table.parts.as_slice() {
        [stage, _] => measure.stage_named(&stage.text),
        _ => stage,
    };
    let mut columns = Vec::with_capacity(written.columns.len());
    for column in &written.columns {
        let found = built.names.find(inside, &[column.text.as_str()]);
        let kind = match &found {
            Found::Input(id) => Some(measure.inputs.at(*id)).filter(|own| own.table == Some(table)).map(|own| own.kind),
            Found::Parameter(id) => {
                Some(measure.parameters.at(*id)).filter(|own| own.table == Some(table)).map(|own| own.kind)
            }
            _ => None,
        };
        if kind.is_none() {
            errors.push(unknown_column(measure, table, inside, column));
        }
        columns.push(kind.map(|kind| (kind, format!("{found:?}"), &column.text)));
    }
    let RowsBody::Inline(inline) = &written.body else { return };
    let own = measure.tables.at(table);
    for row in inline {
        if let Some(declared) = &own.rows
            && !declared.iter().any(|own| own.text == row.key.text)
        {
            let keys = || declared.iter().map(|own| own.text.as_str());
            let help = did_you_mean_text(suggest::nearest(&row.key.text, keys())).or_else(|| known("row", keys()));
            let (table, name) = (own.name.text.clone(), row.key.text.clone());
            errors.push(CheckError::UnknownRow { table, row: name, help, span: row.key.span });
        }
        for (value, column) in row.values.iter().zip(&columns) {
            let Some((kind, column, name)) = column else { continue };
            errors.extend(literal::value(value, *kind).err());
            let first = *cells.entry((column.clone(), row.key.text.clone())).or_insert(value.span);
            // A row twice in one list has been reported.
            if first != value.span && !(written.span.start <= first.start && first.end <= written.span.end) {
                let path = format!("{name}` of `{}", row.key.text);
                errors.push(CheckError::Twice { path, span: value.span, first });
            }
        }
    }
}

fn unknown_column(measure: &Measure, table: TableId, inside: Option<StageId>, column: &ast::Name) -> CheckError {
    let inputs = measure.inputs.values().filter(|own| own.table == Some(table)).map(|own| (&own.name, own.stage));
    let parameters =
        measure.parameters.values().filter(|own| own.table == Some(table)).map(|own| (&own.name, own.stage));
    let columns: Vec<_> = inputs.chain(parameters).collect();
    let name = measure.tables.at(table).name.text.clone();
    let elsewhere = columns.iter().find(|(own, stage)| own.text == column.text && stage.is_some());
    let help = match elsewhere {
        Some((_, stage)) => {
            Some(format!("did you mean `rows {} ({}, …)`?", measure.path(*stage, &name), column.text).into())
        }
        None => {
            let here = || columns.iter().filter(|(_, stage)| stage.is_none() || *stage == inside);
            let names = || here().map(|(own, _)| own.text.as_str());
            did_you_mean(suggest::nearest(&column.text, names())).or_else(|| known("column", names()))
        }
    };
    CheckError::UnknownColumn { table: name, column: column.text.clone(), help, span: column.span }
}
