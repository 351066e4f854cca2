//! What a path in facts is about.

use smol_str::SmolStr;

use super::keys::quoted_if_needed;
use crate::program::{
    ConditionId, DefinitionId, GivenId, InputId, Measure, Name, ParameterId, ParameterValue, StageId, TableId,
};
use crate::span::Span;
use crate::suggest;
use crate::value::Kind;
use crate::words;

/// A thing that has values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// An input.
    Input(InputId),
    /// A parameter, not by date.
    Parameter(ParameterId),
    /// One of a stage's dates.
    Date(DefinitionId),
}

impl Target {
    /// What its values are.
    pub(crate) fn kind(self, measure: &Measure) -> Kind {
        match self {
            Self::Input(id) => measure.inputs.at(id).kind,
            Self::Parameter(id) => measure.parameters.at(id).kind,
            Self::Date(_) => Kind::Date,
        }
    }

    /// Where it is declared.
    pub(crate) fn declared(self, measure: &Measure) -> Span {
        match self {
            Self::Input(id) => measure.inputs.at(id).name.span,
            Self::Parameter(id) => measure.parameters.at(id).name.span,
            Self::Date(id) => measure.definitions.at(id).name.span,
        }
    }

    fn table(self, measure: &Measure) -> Option<TableId> {
        match self {
            Self::Input(id) => measure.inputs.at(id).table,
            Self::Parameter(id) => measure.parameters.at(id).table,
            Self::Date(id) => measure.definitions.at(id).table,
        }
    }
}

/// What a path is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found<'a> {
    /// One thing.
    One(Target),
    /// One row's cell of a column: `county.Alpine.yes`.
    Cell(Target, TableId, &'a Name),
}

/// Why a path cannot be set.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure<'a> {
    /// Nothing of that name: one of the path's.
    Unknown { name: &'a Name, of: Option<StageId>, what: &'static str, help: String },
    /// Something else is called so.
    Other { what: &'static str, help: String, declared: Option<Span> },
    /// A name that only stages have.
    NeedsStage { help: String },
    /// A column without a row.
    NeedsRow { table: TableId, help: String, declared: Span },
    /// A table has no such column.
    UnknownColumn { table: TableId, column: &'a Name, help: String },
}

/// Anything a name may stand for.
#[derive(Clone, Copy)]
enum Thing {
    Settable(Target),
    ByDate(ParameterId),
    Definition(DefinitionId),
    Condition(ConditionId),
    Given(GivenId),
}

/// Looks a path up: in the stage that it names, or else in `stage` and then in the measure.
pub(crate) fn lookup<'a>(
    measure: &Measure,
    stage: Option<StageId>,
    path: &'a [Name],
) -> Result<Found<'a>, Failure<'a>> {
    let (scope, rest) = scope_of(measure, stage, path);
    match rest {
        [name] => match thing(measure, scope, &name.text) {
            Some(thing) => place_of(measure, thing, name),
            None => Err(not_a_thing(measure, scope, name)),
        },
        [table, rest @ ..] => match (table_named(measure, scope, &table.text), rest) {
            (None, _) => Err(unknown_group(measure, scope, table)),
            (Some(id), [row, column]) => match column_named(measure, scope, id, &column.text) {
                Some(target) => Ok(Found::Cell(target, id, row)),
                None => Err(unknown_column(measure, scope, id, column)),
            },
            (Some(id), [name]) => Err(half_a_cell(measure, scope, id, name)),
            (Some(_), _) => Err(Failure::Other {
                what: "no path",
                help: format!("a cell of a table is `{}`, its row and its column", table.text),
                declared: None,
            }),
        },
        [] => Err(Failure::Other { what: "no path", help: "write the name of an input".to_owned(), declared: None }),
    }
}

/// The table and columns that `rows initiative.canton (yes, no)` speaks of.
pub(super) fn lookup_table<'a>(
    measure: &Measure,
    stage: Option<StageId>,
    path: &'a [Name],
) -> Result<(TableId, Scope), Failure<'a>> {
    let (scope, rest) = scope_of(measure, stage, path);
    if let [name] = rest
        && let Some(id) = table_named(measure, scope, &name.text)
    {
        return Ok((id, scope));
    }
    match rest.last().or(path.last()) {
        Some(name) => Err(unknown_group(measure, scope, name)),
        None => Err(Failure::Other { what: "no path", help: "write the name of a table".to_owned(), declared: None }),
    }
}

/// The column of that name.
pub(super) fn lookup_column<'a>(
    measure: &Measure,
    scope: Scope,
    table: TableId,
    column: &'a Name,
) -> Result<Target, Failure<'a>> {
    column_named(measure, scope, table, &column.text).ok_or_else(|| unknown_column(measure, scope, table, column))
}

/// Something that facts can be about, with the path that means it from anywhere in the measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Settable {
    /// `nationhood`, `county`, `San Benito`, `yes`: the stage if it has a name, the table and row of a cell, the name.
    pub path: Vec<SmolStr>,
    /// Whether the last three are a table, a row and a column.
    pub is_cell: bool,
    /// What its values are.
    pub kind: Kind,
    /// A number of the rule or a date of a stage, rather than an input.
    pub of_the_rule: bool,
}

/// What a path is about, seen from a stage; `None` for what no fact can be about.
pub fn settable(measure: &Measure, stage: Option<StageId>, path: &[Name]) -> Option<Settable> {
    let found = lookup(measure, stage, path).ok()?;
    let (Found::One(target) | Found::Cell(target, ..)) = found;
    let (of, name) = match target {
        Target::Input(id) => (measure.inputs.at(id).stage, &measure.inputs.at(id).name),
        Target::Parameter(id) => (measure.parameters.at(id).stage, &measure.parameters.at(id).name),
        Target::Date(id) => (measure.definitions.at(id).stage, &measure.definitions.at(id).name),
    };
    let mut path: Vec<SmolStr> = of
        .and_then(|stage| measure.stages.at(stage).name.as_ref())
        .map(|stage| stage.text.clone())
        .into_iter()
        .collect();
    if let Found::Cell(_, table, row) = found {
        path.extend([measure.tables.at(table).name.text.clone(), row.text.clone()]);
    }
    path.push(name.text.clone());
    Some(Settable {
        path,
        is_cell: matches!(found, Found::Cell(..)),
        kind: target.kind(measure),
        of_the_rule: !matches!(target, Target::Input(_)),
    })
}

/// Where a name is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scope {
    /// A stage that the path names, and nothing else.
    Only(StageId),
    /// A stage first, then the measure.
    From(StageId),
    /// The measure.
    Measure,
}

impl Scope {
    fn stage(self) -> Option<StageId> {
        match self {
            Self::Only(stage) | Self::From(stage) => Some(stage),
            Self::Measure => None,
        }
    }

    /// How near something of that stage is: `None` if it is out of scope.
    fn distance(self, measure: &Measure, stage: Option<StageId>) -> Option<u8> {
        let unnamed = stage.is_none_or(|id| measure.stages.at(id).name.is_none());
        match self {
            Self::Only(scope) => (stage == Some(scope)).then_some(0),
            Self::From(scope) if stage == Some(scope) => Some(0),
            Self::From(_) | Self::Measure => unnamed.then_some(1),
        }
    }

    /// What is nearest in scope among things with their stages.
    fn nearest<T>(self, measure: &Measure, things: impl Iterator<Item = (Option<StageId>, T)>) -> Option<T> {
        things
            .filter_map(|(stage, thing)| Some((self.distance(measure, stage)?, thing)))
            .min_by_key(|&(distance, _)| distance)
            .map(|(_, thing)| thing)
    }
}

fn scope_of<'a>(measure: &Measure, stage: Option<StageId>, path: &'a [Name]) -> (Scope, &'a [Name]) {
    if let [first, rest @ ..] = path
        && !rest.is_empty()
        && let Some(named) = measure.stage_named(&first.text)
    {
        return (Scope::Only(named), rest);
    }
    (stage.map_or(Scope::Measure, Scope::From), path)
}

/// All that is declared, with names and stages.
fn things(measure: &Measure) -> impl Iterator<Item = (&Name, Option<StageId>, Thing)> {
    let inputs =
        measure.inputs.iter().map(|(id, input)| (&input.name, input.stage, Thing::Settable(Target::Input(id))));
    let parameters = measure.parameters.iter().map(|(id, parameter)| {
        let thing = match parameter.value {
            ParameterValue::ByDate { .. } => Thing::ByDate(id),
            ParameterValue::Constant(..) | ParameterValue::PerRow(_) => Thing::Settable(Target::Parameter(id)),
        };
        (&parameter.name, parameter.stage, thing)
    });
    let definitions = measure.definitions.iter().map(|(id, definition)| {
        let thing = match definition.date {
            Some(_) => Thing::Settable(Target::Date(id)),
            None => Thing::Definition(id),
        };
        (&definition.name, definition.stage, thing)
    });
    let conditions =
        measure.conditions.iter().map(|(id, condition)| (&condition.name, Some(condition.stage), Thing::Condition(id)));
    let givens =
        measure.givens.iter().filter_map(|(id, given)| Some((given.name.as_ref()?, given.stage, Thing::Given(id))));
    inputs.chain(parameters).chain(definitions).chain(conditions).chain(givens)
}

fn thing(measure: &Measure, scope: Scope, name: &str) -> Option<Thing> {
    let named = things(measure).filter(|(own, ..)| own.text == name).map(|(_, stage, thing)| (stage, thing));
    scope.nearest(measure, named)
}

fn place_of<'a>(measure: &Measure, thing: Thing, name: &Name) -> Result<Found<'a>, Failure<'a>> {
    let other = |what, help, declared| Err(Failure::Other { what, help, declared: Some(declared) });
    match thing {
        Thing::Settable(target) => match target.table(measure) {
            None => Ok(Found::One(target)),
            Some(table) => {
                let table_name = &measure.tables.at(table).name.text;
                let row = first_row(measure, table);
                Err(Failure::NeedsRow {
                    table,
                    help: format!("give it row by row: `{table_name}.{row}.{}`", name.text),
                    declared: target.declared(measure),
                })
            }
        },
        Thing::ByDate(id) => other(
            "a table of values by date",
            "its value follows from the date; set the date".to_owned(),
            measure.parameters.at(id).name.span,
        ),
        Thing::Definition(id) => other(
            "a definition",
            "its value follows from what it is computed from; set that".to_owned(),
            measure.definitions.at(id).name.span,
        ),
        Thing::Condition(id) => other(
            "a condition",
            "to change a number in it, name the number with `parameter` and set that; \
             to change the condition, write a variant with `replace`"
                .to_owned(),
            measure.conditions.at(id).name.span,
        ),
        Thing::Given(id) => {
            other("a `given`", "to do without it, write a variant with `remove`".to_owned(), measure.givens.at(id).span)
        }
    }
}

fn table_named(measure: &Measure, scope: Scope, name: &str) -> Option<TableId> {
    let tables = measure.tables.iter().filter(|(_, table)| table.name.text == name);
    // A table of the measure has columns in its stages too: `initiative.canton`.
    tables
        .filter_map(|(id, table)| {
            let own = scope.distance(measure, table.stage);
            let shared = table.stage.is_none().then_some(2);
            Some((own.or(shared)?, id))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, id)| id)
}

/// The columns of a table that can be set, with their names.
pub(super) fn columns(measure: &Measure, table: TableId) -> impl Iterator<Item = (&Name, Option<StageId>, Target)> {
    things(measure).filter_map(move |(name, stage, thing)| match thing {
        Thing::Settable(target) if target.table(measure) == Some(table) => Some((name, stage, target)),
        Thing::Settable(_) | Thing::ByDate(_) | Thing::Definition(_) | Thing::Condition(_) | Thing::Given(_) => None,
    })
}

fn column_named(measure: &Measure, scope: Scope, table: TableId, name: &str) -> Option<Target> {
    let named = columns(measure, table).filter(|(own, ..)| own.text == name);
    scope.nearest(measure, named.map(|(_, stage, target)| (stage, target)))
}

fn unknown_column<'a>(measure: &Measure, scope: Scope, table: TableId, column: &'a Name) -> Failure<'a> {
    let all: Vec<_> = columns(measure, table).collect();
    let near: Vec<&str> = all
        .iter()
        .filter(|(_, stage, _)| scope.distance(measure, *stage).is_some())
        .map(|(name, ..)| name.text.as_str())
        .collect();
    let table_name = &measure.tables.at(table).name.text;
    let definition = measure.definitions.values().find(|own| own.table == Some(table) && own.name.text == column.text);
    if let Some(definition) = definition {
        return Failure::Other {
            what: "a definition",
            help: "its values follow from what they are computed from; set that".to_owned(),
            declared: Some(definition.name.span),
        };
    }
    let elsewhere: Vec<SmolStr> = all
        .iter()
        .filter(|(name, ..)| name.text == column.text)
        .map(|(_, stage, _)| measure.path(*stage, table_name))
        .collect();
    let help = if let Some(name) = suggest::nearest(&column.text, near.iter().copied()) {
        format!("did you mean `{name}`?")
    } else if !elsewhere.is_empty() {
        format!("`{}` is a column of {}", column.text, words::and_list(elsewhere))
    } else if near.is_empty() {
        format!("no column of `{table_name}` can be set here")
    } else {
        format!("its columns: {}", words::and_list(near))
    };
    Failure::UnknownColumn { table, column, help }
}

/// `county.Alpine`, `county.yes`: a row without its column, or a column without its row.
fn half_a_cell<'a>(measure: &Measure, scope: Scope, table: TableId, name: &'a Name) -> Failure<'a> {
    let table_name = &measure.tables.at(table).name.text;
    if let Some(target) = column_named(measure, scope, table, &name.text) {
        return Failure::NeedsRow {
            table,
            help: format!("give it row by row: `{table_name}.{}.{}`", first_row(measure, table), name.text),
            declared: target.declared(measure),
        };
    }
    let column = columns(measure, table).next().map_or("…", |(column, ..)| column.text.as_str());
    Failure::Other {
        what: "a row",
        help: format!("say which of its columns: `{table_name}.{}.{column}`", name.text),
        declared: None,
    }
}

fn first_row(measure: &Measure, table: TableId) -> SmolStr {
    let row = measure.tables.at(table).rows.as_ref().and_then(|rows| rows.first());
    row.map_or_else(|| SmolStr::new_static("NAME"), |row| quoted_if_needed(&row.text))
}

fn not_a_thing<'a>(measure: &Measure, scope: Scope, name: &'a Name) -> Failure<'a> {
    if let Some(stage) = measure.stage_named(&name.text) {
        let own = things(measure).find(|(_, of, thing)| *of == Some(stage) && matches!(thing, Thing::Settable(_)));
        let own = own.map_or("…", |(name, ..)| name.text.as_str());
        return Failure::Other {
            what: "a stage",
            help: format!("set what it declares: `{}.{own}`", name.text),
            declared: measure.stages.at(stage).name.as_ref().map(|name| name.span),
        };
    }
    if let Some(table) = table_named(measure, scope, &name.text) {
        let column = columns(measure, table).next().map_or("…", |(column, ..)| column.text.as_str());
        return Failure::Other {
            what: "a table",
            help: format!("give its cells: `{}.{}.{column}`", name.text, first_row(measure, table)),
            declared: Some(measure.tables.at(table).name.span),
        };
    }
    let elsewhere: Vec<SmolStr> = things(measure)
        .filter(|(own, _, thing)| own.text == name.text && matches!(thing, Thing::Settable(_)))
        .map(|(own, stage, _)| measure.path(stage, &own.text))
        .collect();
    match (elsewhere.is_empty(), scope) {
        (false, Scope::Measure | Scope::From(_)) => {
            Failure::NeedsStage { help: format!("write {}", words::or_list(elsewhere)) }
        }
        (false, Scope::Only(stage)) => Failure::Unknown {
            name,
            of: Some(stage),
            what: "input, parameter or date",
            help: format!("another stage has: {}", words::or_list(elsewhere)),
        },
        (true, _) => Failure::Unknown {
            name,
            of: scope.stage(),
            what: "input, parameter or date",
            help: unknown_help(measure, scope, name),
        },
    }
}

/// What can be set, as it is written from a stage: names in scope, or the paths if there are none.
pub(crate) fn names_in_scope(measure: &Measure, stage: Option<StageId>) -> Vec<SmolStr> {
    let scope = stage.map_or(Scope::Measure, Scope::From);
    let settable = || things(measure).filter(|(.., thing)| matches!(thing, Thing::Settable(_)));
    let near: Vec<SmolStr> = settable()
        .filter(|(_, stage, _)| scope.distance(measure, *stage).is_some())
        .map(|(name, ..)| name.text.clone())
        .collect();
    if near.is_empty() { settable().map(|(name, stage, _)| measure.path(stage, &name.text)).collect() } else { near }
}

/// The nearest name, or what there is.
fn unknown_help(measure: &Measure, scope: Scope, name: &Name) -> String {
    let settable: Vec<(&Name, Option<StageId>)> = things(measure)
        .filter_map(|(name, stage, thing)| matches!(thing, Thing::Settable(_)).then_some((name, stage)))
        .collect();
    let (near, far): (Vec<_>, Vec<_>) =
        settable.iter().partition(|(_, stage)| scope.distance(measure, *stage).is_some());
    if let Some(near) = suggest::nearest(&name.text, near.iter().map(|(own, _)| own.text.as_str())) {
        return format!("did you mean `{near}`?");
    }
    if let Some((own, stage)) = suggest::nearest(&name.text, far.iter().map(|(own, _)| own.text.as_str()))
        .and_then(|nearest| far.iter().find(|(own, _)| own.text == nearest))
    {
        return format!("did you mean `{}`?", measure.path(*stage, &own.text));
    }
    // In a measure whose stages declare everything, the paths are what there is.
    let shown = if near.is_empty() { &far } else { &near };
    let mut names: Vec<SmolStr> = Vec::new();
    for (own, stage) in shown {
        let name = if near.is_empty() { measure.path(*stage, &own.text) } else { own.text.clone() };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    listed("what can be set", &names)
}

fn unknown_group<'a>(measure: &Measure, scope: Scope, name: &'a Name) -> Failure<'a> {
    let stages = measure.stages.values().filter_map(|stage| stage.name.as_ref());
    let tables = measure.tables.values().map(|table| &table.name);
    let groups: Vec<SmolStr> = stages.chain(tables).map(|name| name.text.clone()).collect();
    let help = if name.text == measure.name.text {
        "leave out the name of the measure".to_owned()
    } else if let Some(near) = suggest::nearest(&name.text, groups.iter().map(SmolStr::as_str)) {
        format!("did you mean `{near}`?")
    } else if groups.is_empty() {
        unknown_help(measure, scope, name)
    } else {
        listed("its stages and tables", &groups)
    };
    Failure::Unknown { name, of: None, what: "stage or table", help }
}

/// `what can be set: a, b and c`; of many only the first.
pub(super) fn listed(what: &str, names: &[SmolStr]) -> String {
    const SHOWN: usize = 8;
    match names.get(..SHOWN) {
        _ if names.is_empty() => format!("{what}: nothing"),
        Some(first) if names.len() > SHOWN + 1 => {
            let first: Vec<String> = first.iter().map(|name| format!("`{name}`")).collect();
            format!("{what}: {} and {} more", first.join(", "), names.len() - SHOWN)
        }
        Some(_) | None => format!("{what}: {}", words::and_list(names)),
    }
}
