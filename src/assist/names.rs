//! What names mean at a place, with what there is to say of each.

use std::fmt::Write as _;

use super::Place;
use super::context::Context;
use super::item::ItemKind;
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::program::{Measure, MeasureId, ParameterValue, Program, StageId, TableId, Text};
use crate::report::wording;
use crate::syntax::{KEYWORDS, is_name};
use crate::value::Kind;

/// Something declared, under the name by which it is reached.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// Its name, without the stage that it is reached through.
    pub(super) name: String,
    pub(super) kind: ItemKind,
    /// What its value is; none if it has none.
    pub(super) value: Option<Kind>,
    /// Kind, value, title.
    pub(super) about: String,
}

/// The names of one measure as they are seen from a stage.
pub(super) struct Scope<'a> {
    measure: &'a Measure,
    stage: Option<StageId>,
    facts: Option<&'a Facts>,
}

impl<'a> Scope<'a> {
    /// The measure whose names count at a cursor; `None` if there is none, or it is not part of the program yet.
    pub(super) fn new(place: &Place<'a>, context: &Context<'_>) -> Option<Self> {
        let (measure, stage) = context.scope(place);
        let id = measure?;
        let own = place.program.measures.get(id)?;
        // Facts are about one measure: of another they say nothing.
        let facts = place.facts.filter(|_| place.measure == Some(id));
        Some(Self { measure: own, stage: stage.filter(|&stage| own.stages.get(stage).is_some()), facts })
    }

    /// The names that count where a text begins.
    pub(super) fn of_place(place: &Place<'a>) -> Option<Self> {
        let own = place.program.measures.get(place.measure?)?;
        let stage = place.stage.filter(|&stage| own.stages.get(stage).is_some());
        Some(Self { measure: own, stage, facts: place.facts })
    }

    /// What may be reached by a name that begins in one way, the stage's own first.
    pub(super) fn visible(&self, prefix: &str) -> Vec<Named> {
        let mut found = Vec::new();
        if let Some(stage) = self.named_stage(self.stage) {
            self.declared(Some(stage), prefix, &mut found);
        }
        self.declared(None, prefix, &mut found);
        for stage in self.measure.stages.values() {
            if let Some(name) = stage.name.as_ref().filter(|name| name.text.starts_with(prefix)) {
                let about = title(stage.title.as_ref());
                found.push(Named { name: name.text.to_string(), kind: ItemKind::Stage, value: None, about });
            }
        }
        found
    }

    /// The cells of a table: after its path its rows, each with a dot; after a row's path the columns.
    pub(super) fn cells(&self, path: &str, prefix: &str) -> Vec<Named> {
        let parts: Vec<&str> = path.split('.').collect();
        let table = |stage: Option<&str>, name: &str| {
            let tables = self.measure.tables.iter().filter(|(_, own)| own.name.text == name);
            let named =
                |own: Option<StageId>| self.measure.stages.get(own?)?.name.as_ref().map(|name| name.text.as_str());
            let fits = |own: Option<StageId>| named(own) == stage || (stage.is_none() && own == self.stage);
            tables.filter(|(_, own)| fits(own.stage)).map(|(id, _)| id).next()
        };
        let (table, row) = match parts.as_slice() {
            [name] => (table(None, name), None),
            [first, second] => match table(Some(first), second) {
                Some(found) => (Some(found), None),
                None => (table(None, first), Some(second)),
            },
            [stage, name, row] => (table(Some(stage), name), Some(row)),
            _ => (None, None),
        };
        let Some(table) = table else { return Vec::new() };
        if row.is_some() {
            let mut columns = Vec::new();
            for stage in std::iter::once(None).chain(self.measure.stages.ids().map(Some)) {
                self.declared(self.named_stage(stage), prefix, &mut columns);
            }
            let is_column = |own: &Named| {
                let input = |own_name: &str| {
                    self.measure.inputs.values().any(|input| input.table == Some(table) && input.name.text == own_name)
                };
                let parameter = |own_name: &str| {
                    self.measure.parameters.values().any(|own| own.table == Some(table) && own.name.text == own_name)
                };
                (own.kind == ItemKind::Input && input(&own.name))
                    || (own.kind == ItemKind::Parameter && parameter(&own.name))
            };
            columns.retain(is_column);
            let mut seen: Vec<String> = Vec::new();
            columns.retain(|own| {
                let new = !seen.contains(&own.name);
                seen.push(own.name.clone());
                new
            });
            return columns;
        }
        let known = self
            .facts
            .and_then(|facts| facts.rows.get(table))
            .map(|rows| rows.iter().map(|row| row.as_str()).collect::<Vec<_>>());
        let declared = self.measure.tables.at(table).rows.iter().flatten().map(|row| row.text.as_str());
        let rows = known.filter(|rows| !rows.is_empty()).unwrap_or_else(|| declared.collect());
        let written = |row: &str| if is_name(row) { format!("{row}.") } else { format!("\"{row}\".") };
        let rows = rows.into_iter().map(written).filter(|row| row.starts_with(prefix));
        rows.map(|name| Named { name, kind: ItemKind::Row, value: None, about: String::new() }).collect()
    }

    /// What a stage declares under a name that begins in one way: what may follow a dot.
    pub(super) fn members(&self, stage: &str, prefix: &str) -> Vec<Named> {
        let mut found = Vec::new();
        if let Some(stage) = self.measure.stage_named(stage) {
            self.declared(Some(stage), prefix, &mut found);
        }
        found
    }

    /// Whether a name or path means something here; while it is typed, whether anything begins so.
    pub(super) fn has(&self, path: &str, typed: bool) -> bool {
        let (found, name) = match path.split_once('.') {
            Some((stage, name)) => (self.members(stage, name), name),
            None => (self.visible(path), path),
        };
        found.iter().any(|own| typed || own.name == name) || (typed && is_beginning(path))
    }

    /// A stage without a name is the measure itself.
    fn named_stage(&self, stage: Option<StageId>) -> Option<StageId> {
        stage.filter(|&stage| self.measure.stages.get(stage).is_some_and(|own| own.name.is_some()))
    }

    fn declared(&self, stage: Option<StageId>, prefix: &str, found: &mut Vec<Named>) {
        let here = |own: Option<StageId>, name: &str| self.named_stage(own) == stage && name.starts_with(prefix);
        let measure = self.measure;
        let mut add = |name: &str, kind: ItemKind, value: Option<Kind>, about: String| {
            found.push(Named { name: name.into(), kind, value, about });
        };
        for (id, input) in measure.inputs.iter().filter(|(_, input)| here(input.stage, &input.name.text)) {
            let cells = self.facts.and_then(|facts| facts.inputs.get(id));
            let value = cells.and_then(|cells| cell(cells, input.kind));
            let about = about(input.kind, self.table(input.table), value, input.description.as_ref());
            add(&input.name.text, ItemKind::Input, Some(input.kind), about);
        }
        for (id, parameter) in measure.parameters.iter().filter(|(_, own)| here(own.stage, &own.name.text)) {
            let cells = self.facts.and_then(|facts| facts.parameters.get(id));
            let value = match &parameter.value {
                ParameterValue::Constant(value, _) => cells
                    .and_then(|cells| cell(cells, parameter.kind))
                    .or_else(|| Some(wording::value(value, parameter.kind))),
                ParameterValue::ByDate { .. } => Some("by date".to_owned()),
                ParameterValue::PerRow(_) => None,
            };
            let about = about(parameter.kind, self.table(parameter.table), value, parameter.description.as_ref());
            add(&parameter.name.text, ItemKind::Parameter, Some(parameter.kind), about);
        }
        for (id, definition) in measure.definitions.iter().filter(|(_, own)| here(own.stage, &own.name.text)) {
            let kind = if definition.date.is_some() { ItemKind::Date } else { ItemKind::Definition };
            let given = self.facts.and_then(|facts| facts.dates.iter().find(|(own, _)| *own == id));
            let value = given.map(|(_, slot)| wording::slot(slot, definition.kind));
            let about = about(definition.kind, self.table(definition.table), value, None);
            add(&definition.name.text, kind, Some(definition.kind), about);
        }
        for condition in measure.conditions.values().filter(|own| here(Some(own.stage), &own.name.text)) {
            add(&condition.name.text, ItemKind::Condition, None, condition.kind.word().to_owned());
        }
        for given in measure.givens.values() {
            if let Some(name) = given.name.as_ref().filter(|name| here(given.stage, &name.text)) {
                add(&name.text, ItemKind::Given, None, "given".to_owned());
            }
        }
        for table in measure.tables.values().filter(|table| here(table.stage, &table.name.text)) {
            add(&table.name.text, ItemKind::Table, None, "table".to_owned());
        }
    }

    fn table(&self, table: Option<TableId>) -> Option<&'a str> {
        Some(self.measure.tables.get(table?)?.name.text.as_str())
    }
}

/// Whether a word of the language begins so.
fn is_beginning(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.starts_with(word))
}

/// The measures and variants of a program whose names begin in one way.
pub(super) fn measures(program: &Program, prefix: &str) -> Vec<Named> {
    let own = program.measures.values().filter(|measure| measure.name.text.starts_with(prefix));
    own.map(|measure| {
        let base = measure.variant_of.and_then(|base| program.measures.get(base));
        let mut about = base.map(|base| format!("of {}", base.name.text)).unwrap_or_default();
        join(&mut about, &title(measure.title.as_ref()));
        let kind = if base.is_some() { ItemKind::Variant } else { ItemKind::Measure };
        Named { name: measure.name.text.to_string(), kind, value: None, about }
    })
    .collect()
}

/// The scenarios that fit a measure; of any measure if none is known.
pub(super) fn scenarios(program: &Program, measure: Option<MeasureId>, prefix: &str) -> Vec<Named> {
    let measure = measure.filter(|id| id.index() < program.measures.len());
    let lineage: Option<Vec<MeasureId>> = measure.map(|id| program.lineage(id).collect());
    let fits = |of: MeasureId| lineage.as_ref().is_none_or(|lineage| lineage.contains(&of));
    let own = program.scenarios.values().filter(|own| fits(own.of) && own.name.text.starts_with(prefix));
    own.map(|scenario| Named {
        name: scenario.name.text.to_string(),
        kind: ItemKind::Scenario,
        value: None,
        about: title(scenario.title.as_ref()),
    })
    .collect()
}

/// `count = 4,976,274, votes on the question`; `share by canton`
fn about(kind: Kind, table: Option<&str>, value: Option<String>, description: Option<&Text>) -> String {
    let mut about = kind.word().to_owned();
    // Writing to a String cannot fail.
    let _ = match (table, value) {
        (Some(table), _) => write!(about, " by {table}"),
        (None, Some(value)) => write!(about, " = {value}"),
        (None, None) => Ok(()),
    };
    join(&mut about, &title(description));
    about
}

fn join(about: &mut String, more: &str) {
    if !about.is_empty() && !more.is_empty() {
        about.push_str(", ");
    }
    about.push_str(more);
}

fn title(title: Option<&Text>) -> String {
    title.map(|title| title.text.to_string()).unwrap_or_default()
}

/// What is known of something outside tables.
fn cell(cells: &Cells, kind: Kind) -> Option<String> {
    match cells {
        Cells::One(Slot::Unknown) | Cells::Rows(_) => None,
        Cells::One(slot) => Some(wording::slot(slot, kind)),
    }
}
