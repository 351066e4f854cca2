//! From layers to facts: names become ids, values are checked, later layers lie over earlier ones.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use smol_str::SmolStr;

use super::lookup::{self, Failure, Found, Target};
use super::moved::{self, Override};
use super::value::Parameters;
use super::{InputError, Layer, LayerKind, keys, value};
use crate::check;
use crate::facts::{Cells, Facts, MovedValue, Note, SetAside, Slot};
use crate::ids::{Id as _, Table};
use crate::program::{DefinitionId, Measure, MeasureId, Name, ParameterValue, Program, StageId, TableId};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;
use crate::value::{Exact, Kind, Value};
use crate::words;

/// Lays facts over what the rule fixes, lowest layer first.
///
/// What a measure's variant has fixed is the lowest layer; a later layer replaces what an earlier one says of the same
/// thing, in tables cell by cell; within one layer the same thing twice is an error, and all command-line layers are one.
/// What no layer speaks of is unknown, a declared row too; a table without declared rows has the rows that the layers name,
/// in their order. A layer that was written for an ancestor of a variant loses what the variant no longer has
/// ([`Note::Dropped`]).
///
/// # Errors
/// All that is wrong with the facts, in one go.
pub fn bind(program: &Program, measure: MeasureId, layers: &[Layer]) -> Result<Facts, Vec<InputError>> {
    bind_changed(program, measure, program.measures.at(measure), layers)
}

/// As [`bind`], but a parameter may be a range or `?` too, because it is sought.
///
/// # Errors
/// All that is wrong with the facts, in one go.
pub fn bind_sought(program: &Program, id: MeasureId, layers: &[Layer]) -> Result<Facts, Vec<InputError>> {
    bind_as(program, id, layers, Parameters::Sought, Override::Always)
}

/// As [`bind`], of a rule that stands beside others: what a variant sets it keeps, see [`Override::UnlessSet`].
///
/// # Errors
/// All that is wrong with the facts, in one go.
pub fn bind_beside(program: &Program, id: MeasureId, layers: &[Layer]) -> Result<Facts, Vec<InputError>> {
    bind_as(program, id, layers, Parameters::OneValue, Override::UnlessSet)
}

/// As [`bind_sought`], of a rule that stands beside others or alone.
pub(super) fn bind_as(
    program: &Program,
    id: MeasureId,
    layers: &[Layer],
    parameters: Parameters,
    over: Override,
) -> Result<Facts, Vec<InputError>> {
    let mut binder = Binder::new(program, id, program.measures.at(id));
    (binder.parameters, binder.over) = (parameters, over);
    for layer in layers {
        binder.layer(layer);
    }
    binder.finish()
}

/// As [`bind`], to a measure that differs from the program's in its numbers.
pub(crate) fn bind_changed(
    program: &Program,
    id: MeasureId,
    measure: &Measure,
    layers: &[Layer],
) -> Result<Facts, Vec<InputError>> {
    let mut binder = Binder::new(program, id, measure);
    for layer in layers {
        binder.layer(layer);
    }
    binder.finish()
}

/// One thing that has one value: a cell has its row.
type Cell = (Target, Option<usize>);

struct Binder<'a> {
    program: &'a Program,
    id: MeasureId,
    measure: &'a Measure,
    parameters: Parameters,
    over: Override,
    rows: Table<TableId, TableRows>,
    known: HashMap<Cell, Slot>,
    /// Where each thing is given in the present layer.
    seen: HashMap<Cell, Span>,
    previous: Option<LayerKind>,
    givens: Vec<crate::program::Given>,
    notes: Vec<Note>,
    moved: Vec<(Cell, MovedValue)>,
    set_aside: Vec<SetAside>,
    errors: Vec<InputError>,
}

/// A table's rows.
struct TableRows {
    declared: bool,
    names: Vec<SmolStr>,
    by_name: HashMap<SmolStr, usize>,
}

impl<'a> Binder<'a> {
    fn new(program: &'a Program, id: MeasureId, measure: &'a Measure) -> Self {
        let rows = measure.tables.values().map(|table| {
            let names: Vec<SmolStr> = table.rows.iter().flatten().map(|name| name.text.clone()).collect();
            let by_name = names.iter().cloned().enumerate().map(|(at, name)| (name, at)).collect();
            TableRows { declared: table.rows.is_some(), names, by_name }
        });
        Self {
            program,
            id,
            measure,
            parameters: Parameters::OneValue,
            over: Override::Always,
            rows: rows.collect(),
            known: HashMap::new(),
            seen: HashMap::new(),
            previous: None,
            givens: Vec::new(),
            notes: Vec::new(),
            moved: Vec::new(),
            set_aside: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn layer(&mut self, layer: &Layer) {
        let one_layer = matches!(layer.kind, LayerKind::CommandLine | LayerKind::File);
        if self.previous != Some(layer.kind) || !one_layer {
            self.seen.clear();
        }
        self.previous = Some(layer.kind);
        self.errors.extend(layer.errors.iter().cloned());
        let reader = Reader::new(self.program, self.id, self.measure, layer);
        for fact in &layer.facts.facts {
            self.fact(&reader, fact);
        }
        for rows in &layer.facts.rows {
            self.table(&reader, rows);
        }
        for given in &layer.facts.givens {
            self.given(&reader, given);
        }
    }

    fn fact(&mut self, reader: &Reader<'_>, fact: &ast::Fact) {
        let path = keys::written(&fact.path.parts);
        let found = match lookup::lookup(self.measure, reader.stage, &fact.path.parts) {
            Ok(found) if !reader.lost_stage(&fact.path.parts) => found,
            Ok(_) => return self.drop(path, fact.path.span),
            Err(failure) => {
                if reader.ancestor_has(&fact.path.parts) {
                    return self.drop(path, fact.path.span);
                }
                return self.fail(failure, path, fact.path.span);
            }
        };
        let cell = match found {
            Found::One(target) => (target, None),
            Found::Cell(target, table, row) => match self.row(reader, table, row) {
                Some(at) => (target, Some(at)),
                None => return,
            },
        };
        self.write(cell, &path, fact.path.span, &fact.value);
    }

    fn table(&mut self, reader: &Reader<'_>, rows: &ast::Rows) {
        let path = keys::written(&rows.table.parts);
        let (table, scope) = match lookup::lookup_table(self.measure, reader.stage, &rows.table.parts) {
            Ok(found) if !reader.lost_stage(&rows.table.parts) => found,
            Ok(_) => return self.drop(path, rows.table.span),
            Err(failure) => {
                if reader.ancestor_has_table(&rows.table.parts) {
                    return self.drop(path, rows.table.span);
                }
                return self.fail(failure, path, rows.table.span);
            }
        };
        let mut columns: Vec<Option<(Target, &Name)>> = Vec::new();
        for column in &rows.columns {
            match lookup::lookup_column(self.measure, scope, table, column) {
                Ok(target) => columns.push(Some((target, column))),
                Err(failure) => {
                    columns.push(None);
                    if reader.ancestor_has_column(&rows.table.parts, column) {
                        self.drop(smol_str::format_smolstr!("{path}.{}", column.text), column.span);
                    } else {
                        self.fail(failure, path.clone(), column.span);
                    }
                }
            }
        }
        // A file has been read into inline rows before a program is run.
        let ast::RowsBody::Inline(inline) = &rows.body else { return };
        let mut first: HashMap<&SmolStr, Span> = HashMap::new();
        for row in inline {
            let name = &self.measure.tables.at(table).name.text;
            match first.entry(&row.key.text) {
                Entry::Occupied(first) => {
                    self.errors.push(InputError::RowTwice {
                        table: name.clone(),
                        row: row.key.text.clone(),
                        first: *first.get(),
                        second: row.key.span,
                    });
                    continue;
                }
                Entry::Vacant(place) => {
                    place.insert(row.key.span);
                }
            }
            if row.values.len() != columns.len() {
                let heads = rows.columns.iter().map(|column| column.span).reduce(Span::to);
                self.errors.push(InputError::RowLength {
                    table: name.clone(),
                    row: row.key.text.clone(),
                    values: row.values.len(),
                    columns: columns.len(),
                    span: row.span,
                    heads: heads.unwrap_or(rows.table.span),
                });
                continue;
            }
            let Some(at) = self.row(reader, table, &row.key) else { continue };
            for (column, value) in columns.iter().zip(&row.values) {
                let Some((target, column)) = column else { continue };
                let row = keys::quoted_if_needed(&row.key.text);
                let path = smol_str::format_smolstr!("{path}.{row}.{}", column.text);
                let value = ast::FactValue::Literal(value.clone());
                self.write((*target, Some(at)), &path, span_of(&value), &value);
            }
        }
    }

    /// The position of a row; a table without declared rows takes in new ones.
    fn row(&mut self, reader: &Reader<'_>, table: TableId, row: &Name) -> Option<usize> {
        let rows = self.rows.at_mut(table);
        if let Some(&at) = rows.by_name.get(&row.text) {
            return Some(at);
        }
        if !rows.declared {
            let at = rows.names.len();
            rows.names.push(row.text.clone());
            rows.by_name.insert(row.text.clone(), at);
            return Some(at);
        }
        let name = self.measure.tables.at(table).name.text.clone();
        if reader.ancestor_has_row(&name, &row.text) {
            let path = smol_str::format_smolstr!("{name}.{}", keys::quoted_if_needed(&row.text));
            self.drop(path, row.span);
            return None;
        }
        let names = || self.rows.at(table).names.iter().map(SmolStr::as_str);
        let help = match suggest::nearest(&row.text, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names().len() <= 12 => format!("its rows: {}", words::and_list(names())),
            None => {
                let first: Vec<String> = names().take(3).map(|name| format!("`{name}`")).collect();
                format!("it has {} rows: {}, …", names().len(), first.join(", "))
            }
        };
        self.error(InputError::UnknownRow {
            table: name,
            row: row.text.clone(),
            measure: self.measure.name.text.clone(),
            help,
            span: row.span,
        });
        None
    }

    fn write(&mut self, cell: Cell, path: &SmolStr, span: Span, written: &ast::FactValue) {
        match self.seen.entry(cell) {
            Entry::Occupied(first) => {
                let first = *first.get();
                self.errors.push(InputError::Twice { path: path.clone(), first, second: span });
                return;
            }
            Entry::Vacant(place) => {
                place.insert(span);
            }
        }
        match value::slot_where(self.measure, cell.0, path, written, self.parameters) {
            Ok(slot) => {
                self.notes.retain(|note| !matches!(note, Note::BeyondAll { path: own, .. } if own == path));
                if let Slot::Known(Value::Number(share)) = &slot
                    && cell.0.kind(self.measure) == Kind::Share
                    && *share > Exact::ONE
                {
                    self.notes.push(Note::BeyondAll { path: path.clone(), share: share.clone(), span });
                }
                if self.is_taken(cell, &slot) {
                    self.known.insert(cell, slot);
                }
            }
            Err(errors) => self.errors.extend(errors),
        }
    }

    /// Whether the rule takes a value; notes what it moves or leaves.
    fn is_taken(&mut self, cell: Cell, slot: &Slot) -> bool {
        let (target, row) = cell;
        let own = moved::own(self.program, self.id, self.measure, target).filter(|_| row.is_none());
        let Some(own) = own else { return true };
        if self.over == Override::UnlessSet && own.set_by.is_some() {
            let same = matches!((&own.value, slot), (Some(own), Slot::Known(value)) if own == value);
            let aside = own.kept(self.measure, target).filter(|aside| !same && !self.set_aside.contains(aside));
            self.set_aside.extend(aside);
            return false;
        }
        // A later layer lies over an earlier one.
        self.moved.retain(|(moved, _)| *moved != cell);
        self.moved.extend(moved::moved(self.measure, target, own, slot).map(|moved| (cell, moved)));
        true
    }

    fn given(&mut self, reader: &Reader<'_>, given: &ast::Given) {
        match check::given(self.measure, reader.stage, given) {
            Ok(given) => self.givens.push(given),
            Err(_) if reader.ancestor_knows(given) => {
                let name = given.name.as_ref().map_or_else(|| SmolStr::new_static("given"), |name| name.text.clone());
                self.drop(name, given.span);
            }
            Err(errors) => self.errors.extend(errors.into_iter().map(|error| InputError::Given(Box::new(error)))),
        }
    }

    fn drop(&mut self, path: SmolStr, span: Span) {
        let note = Note::Dropped { path, span };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn fail(&mut self, failure: Failure<'_>, path: SmolStr, span: Span) {
        let measure = self.measure;
        self.error(match failure {
            Failure::NeedsStage { help } => InputError::NeedsStage { name: path, help, span },
            Failure::Unknown { name, of, what, help } => InputError::UnknownName {
                name: name.text.clone(),
                what,
                measure: match of.and_then(|stage| measure.stages.at(stage).name.as_ref()) {
                    Some(stage) => smol_str::format_smolstr!("{}.{}", measure.name.text, stage.text),
                    None => measure.name.text.clone(),
                },
                help,
                span: name.span,
            },
            Failure::Other { what, help, declared } => InputError::NotSettable { path, what, help, span, declared },
            Failure::NeedsRow { table, help, declared } => {
                InputError::NeedsRow { path, table: measure.tables.at(table).name.text.clone(), help, span, declared }
            }
            Failure::UnknownColumn { table, column, help } => InputError::UnknownColumn {
                table: measure.tables.at(table).name.text.clone(),
                column: column.text.clone(),
                help,
                span: column.span,
            },
        });
    }

    /// One mistake gives one message: a wrong row or group stands before each of its values.
    fn error(&mut self, error: InputError) {
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    fn finish(mut self) -> Result<Facts, Vec<InputError>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let measure = self.measure;
        let inputs = measure.inputs.iter().map(|(id, input)| {
            let rule = input.fixed.as_ref().map(|(value, _)| value);
            cells(&mut self.known, &self.rows, Target::Input(id), input.table, |_| rule)
        });
        let inputs = inputs.collect();
        let parameters = measure.parameters.iter().map(|(id, parameter)| {
            cells(&mut self.known, &self.rows, Target::Parameter(id), parameter.table, |row| match &parameter.value {
                ParameterValue::Constant(value, _) => Some(value),
                ParameterValue::ByDate { .. } => None,
                ParameterValue::PerRow(values) => values.get(row).and_then(Option::as_ref),
            })
        });
        let parameters = parameters.collect();
        let mut dates: Vec<(DefinitionId, Slot)> = self
            .known
            .into_iter()
            .filter_map(|((target, _), slot)| match target {
                Target::Date(id) => Some((id, slot)),
                Target::Input(_) | Target::Parameter(_) => None,
            })
            .collect();
        dates.sort_by_key(|(id, _)| id.index());
        let rows = self.rows.values().map(|rows| rows.names.clone()).collect();
        let moved = self.moved.into_iter().map(|(_, moved)| moved).collect();
        let (givens, notes, set_aside) = (self.givens, self.notes, self.set_aside);
        Ok(Facts { rows, inputs, parameters, dates, givens, notes, moved, set_aside })
    }
}

/// What is known of a target, row by row: what facts say, or else the rule.
fn cells<'v>(
    known: &mut HashMap<Cell, Slot>,
    rows: &Table<TableId, TableRows>,
    target: Target,
    table: Option<TableId>,
    rule: impl Fn(usize) -> Option<&'v Value>,
) -> Cells {
    let mut slot = |row: Option<usize>| {
        let rule = || rule(row.unwrap_or(0)).map_or(Slot::Unknown, |value| Slot::Known(value.clone()));
        known.remove(&(target, row)).unwrap_or_else(rule)
    };
    match table {
        None => Cells::One(slot(None)),
        Some(table) => Cells::Rows((0..rows.at(table).names.len()).map(|row| slot(Some(row))).collect()),
    }
}

fn span_of(value: &ast::FactValue) -> Span {
    match value {
        ast::FactValue::Literal(literal) => literal.span,
        ast::FactValue::Range(low, high) => high.as_ref().map_or(low.span, |high| low.span.to(high.span)),
    }
}

/// How a layer's names are to be read in the bound measure.
struct Reader<'a> {
    /// The stage of the bound measure that names are relative to.
    stage: Option<StageId>,
    /// The layer is relative to a stage that the variant has not.
    stage_lost: bool,
    /// The measure the layer was written for, if it is another one, and the stage there.
    ancestor: Option<(&'a Measure, Option<StageId>)>,
    measure: &'a Measure,
}

impl<'a> Reader<'a> {
    fn new(program: &'a Program, id: MeasureId, measure: &'a Measure, layer: &Layer) -> Self {
        let own = layer.of.unwrap_or(id);
        if own == id {
            return Self { stage: layer.stage, stage_lost: false, ancestor: None, measure };
        }
        let ancestor = program.measures.at(own);
        let name = layer.stage.and_then(|stage| ancestor.stages.at(stage).name.as_ref());
        let stage = name.and_then(|name| measure.stage_named(&name.text));
        let stage_lost = name.is_some() && stage.is_none();
        Self { stage, stage_lost, ancestor: Some((ancestor, layer.stage)), measure }
    }

    /// Whether a name would be found although it was meant of a stage that is gone.
    fn lost_stage(&self, path: &[Name]) -> bool {
        let explicit =
            path.len() > 1 && path.first().is_some_and(|name| self.measure.stage_named(&name.text).is_some());
        self.stage_lost
            && !explicit
            && self.ancestor.is_some_and(|(ancestor, stage)| {
                lookup::lookup(ancestor, stage, path).is_ok() && lookup::lookup(ancestor, None, path).is_err()
            })
    }

    fn ancestor_has(&self, path: &[Name]) -> bool {
        self.ancestor.is_some_and(|(ancestor, stage)| lookup::lookup(ancestor, stage, path).is_ok())
    }

    fn ancestor_knows(&self, given: &ast::Given) -> bool {
        self.ancestor.is_some_and(|(ancestor, stage)| check::given(ancestor, stage, given).is_ok())
    }

    fn ancestor_has_table(&self, path: &[Name]) -> bool {
        self.ancestor.is_some_and(|(ancestor, stage)| lookup::lookup_table(ancestor, stage, path).is_ok())
    }

    fn ancestor_has_column(&self, path: &[Name], column: &Name) -> bool {
        self.ancestor.is_some_and(|(ancestor, stage)| {
            lookup::lookup_table(ancestor, stage, path)
                .and_then(|(table, scope)| lookup::lookup_column(ancestor, scope, table, column))
                .is_ok()
        })
    }

    fn ancestor_has_row(&self, table: &str, row: &str) -> bool {
        self.ancestor.is_some_and(|(ancestor, _)| {
            let rows =
                ancestor.tables.values().filter(|own| own.name.text == table).filter_map(|own| own.rows.as_ref());
            rows.flatten().any(|own| own.text == row)
        })
    }
}
