//! Facts in CSV.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use smol_str::SmolStr;

use super::lookup::{self, Failure};
use super::{InputError, Layer, LayerKind, keys, literal};
use crate::csv::{CsvCell, CsvError, CsvRow, CsvTable};
use crate::facts::Note;
use crate::program::{Measure, Name, StageId, TableId};
use crate::source::Source;
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast::{FactValue, LiteralValue};
use crate::value::Exact;
use crate::words;

/// How a CSV file's columns are to be understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CsvOptions {
    /// `--map yes=Leave`: what the measure calls it, and what the file calls it.
    pub map: Vec<(String, String)>,
    /// The stage that names of columns are looked up in first.
    pub stage: Option<StageId>,
}

/// What a CSV file holds: sets of votes, each of which becomes a layer when it is asked for.
#[derive(Clone, Debug)]
pub struct CsvInputs {
    /// Columns that are nothing the measure declares.
    pub notes: Vec<Note>,
    /// The line that names the columns.
    pub header: Span,
    sets: CsvSets,
    stage: Option<StageId>,
}

#[derive(Clone, Debug)]
enum CsvSets {
    /// Each row is one.
    ByRow(Box<RowsOfVotes>),
    /// The rows are those of a table, and together one set.
    One(Box<Layer>),
}

/// Rows, and how they are to be understood.
#[derive(Clone, Debug)]
struct RowsOfVotes {
    table: CsvTable,
    header: CsvRow,
    head: Head,
}

impl CsvInputs {
    /// How many sets of votes there are.
    pub fn len(&self) -> usize {
        match &self.sets {
            CsvSets::ByRow(rows) => rows.table.len(),
            CsvSets::One(_) => 1,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The stage that names are looked up in first.
    pub fn stage(&self) -> Option<StageId> {
        self.stage
    }

    /// What a set of votes says.
    pub fn layer(&self, at: usize) -> Layer {
        match &self.sets {
            CsvSets::ByRow(rows) => {
                let RowsOfVotes { table, header, head } = &**rows;
                let own = table.row(at).map(|row| head.layer(table, at, &row, header));
                Layer { stage: self.stage, ..own.unwrap_or_else(|| Layer::new(LayerKind::File)) }
            }
            CsvSets::One(layer) => (**layer).clone(),
        }
    }

    /// What a set of votes is called.
    pub fn name(&self, at: usize) -> Option<Name> {
        match &self.sets {
            CsvSets::ByRow(rows) => rows.head.label(&rows.table.row(at)?),
            CsvSets::One(layer) => layer.name.clone(),
        }
    }

    /// Whether a column names the sets of votes.
    pub fn has_names(&self) -> bool {
        match &self.sets {
            CsvSets::ByRow(rows) => rows.head.columns.contains(&Column::Label),
            CsvSets::One(layer) => layer.name.is_some(),
        }
    }

    /// What all sets of votes say.
    pub fn layers(&self) -> impl Iterator<Item = Layer> {
        (0..self.len()).map(|at| self.layer(at))
    }
}

/// Reads facts from CSV with a header.
///
/// ```csv
/// name,registered,yes,no
/// 2003,"15,380,536","4,976,274","4,007,783"
/// 2012,18245970,,
/// ```
///
/// Each row is one set of votes, which a column `name` labels. If a column is called like a table of the measure, such as
/// `county`, the rows are that table's. Values are written as the language writes them; an empty cell is not known. What
/// separates cells is seen in the first line, see [`csv`](crate::csv).
///
/// # Errors
/// What keeps the columns from being understood; what is wrong with rows and values is kept in their layers for [`bind`](super::bind) to
/// report. Columns that are nothing of the measure are only noted, unless all are.
pub fn csv(source: &Source, measure: &Measure, options: &CsvOptions) -> Result<CsvInputs, Vec<InputError>> {
    csv_for(source, &[(measure, options.stage)], options)
}

/// As [`csv`], for several measures, each with the stage that names are looked up in first. A column is taken if one of them
/// declares it; the first says what tables there are. The layers are of no stage.
///
/// # Errors
/// As for [`csv`].
pub fn csv_for(
    source: &Source,
    takers: &[(&Measure, Option<StageId>)],
    options: &CsvOptions,
) -> Result<CsvInputs, Vec<InputError>> {
    let (table, errors) = CsvTable::read(source);
    if !errors.is_empty() {
        let format = |error: CsvError| InputError::Format {
            format: "CSV",
            message: error.to_string(),
            help: Some(error.help().to_owned()),
            span: error.span(),
        };
        return Err(errors.into_iter().map(format).collect());
    }
    let Some(header) = table.header().cloned() else {
        return Err(vec![InputError::Format {
            format: "CSV",
            message: "it is empty".to_owned(),
            help: Some("begin with a line that names the columns".to_owned()),
            span: source.span(),
        }]);
    };
    let head = Head::new(takers, &header, options)?;
    if table.is_empty() {
        return Err(vec![InputError::Format {
            format: "CSV",
            message: "it has no rows".to_owned(),
            help: Some("write the votes below the line that names the columns".to_owned()),
            span: header.span,
        }]);
    }
    let notes = head.notes.clone();
    let span = header.span;
    let sets = match &head.table {
        Some(name) => {
            let layer = Layer { stage: options.stage, ..rows_of_a_table(&table, name, &header, &head) };
            CsvSets::One(Box::new(layer))
        }
        None => CsvSets::ByRow(Box::new(RowsOfVotes { table, header, head })),
    };
    Ok(CsvInputs { notes, header: span, sets, stage: options.stage })
}

/// The rows of a table of the measure, as one layer.
fn rows_of_a_table(table: &CsvTable, name: &SmolStr, header: &CsvRow, head: &Head) -> Layer {
    let mut layer = Layer::new(LayerKind::File);
    let mut first: HashMap<SmolStr, Span> = HashMap::new();
    for (at, row) in table.rows().enumerate() {
        if let Some(cell) = head.key(&row).filter(|_| row.cells.len() == header.cells.len()) {
            if cell.text.is_empty() {
                let example = format!("its name in the column `{name}`");
                layer.errors.push(InputError::RowName { table: name.clone(), example, span: row.span });
                continue;
            }
            match first.entry(cell.text.clone()) {
                Entry::Occupied(first) => {
                    let (row, first) = (cell.text.clone(), *first.get());
                    layer.errors.push(InputError::RowTwice { table: name.clone(), row, first, second: cell.span });
                    continue;
                }
                Entry::Vacant(place) => {
                    place.insert(cell.span);
                }
            }
        }
        let own = head.layer(table, at, &row, header);
        layer.facts.facts.extend(own.facts.facts);
        layer.errors.extend(own.errors);
    }
    layer
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
enum Column {
    /// What a row is called.
    Label,
    /// The name of a table's row.
    Key,
    /// The value of a path, whose parts stand before and after the row's name.
    Value(Vec<Name>, Vec<Name>),
    /// Nothing of the measure.
    Ignored,
}

/// What the columns hold.
#[derive(Clone, Debug)]
struct Head {
    columns: Vec<Column>,
    /// The table whose rows these are.
    table: Option<SmolStr>,
    notes: Vec<Note>,
}

impl Head {
    /// What a row says.
    fn layer(&self, table: &CsvTable, at: usize, row: &CsvRow, header: &CsvRow) -> Layer {
        let mut layer = Layer::new(LayerKind::File);
        if row.cells.len() != header.cells.len() {
            layer.errors.push(ragged(row, header));
            return layer;
        }
        layer.name = self.label(row);
        let key = self.key(row).map(|cell| Name { span: cell.span, text: cell.text.clone() });
        for (column, (what, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
            let Column::Value(before, after) = what else { continue };
            let path: Vec<Name> = before.iter().chain(&key).chain(after).cloned().collect();
            match value(table, (at, column), cell) {
                Ok(value) => layer.facts.facts.push(keys::fact(&path, value, cell.span)),
                Err(found) => layer.errors.extend(found),
            }
        }
        layer
    }

    /// What a row is called.
    fn label(&self, row: &CsvRow) -> Option<Name> {
        let at = self.columns.iter().position(|column| *column == Column::Label)?;
        row.cells.get(at).map(|cell| Name { span: cell.span, text: cell.text.clone() })
    }

    /// The cell that names a row of a table.
    fn key<'r>(&self, row: &'r CsvRow) -> Option<&'r CsvCell> {
        row.cells.get(self.columns.iter().position(|column| *column == Column::Key)?)
    }

    fn new(
        takers: &[(&Measure, Option<StageId>)],
        header: &CsvRow,
        options: &CsvOptions,
    ) -> Result<Self, Vec<InputError>> {
        let Some(&(measure, stage)) = takers.first() else {
            return Ok(Self { columns: vec![Column::Ignored; header.cells.len()], table: None, notes: Vec::new() });
        };
        let mut errors = unmapped(header, options);
        errors.extend(repeated(header));
        if !errors.is_empty() {
            return Err(errors);
        }
        // What the measure calls each column.
        let names: Vec<Vec<Name>> = header.cells.iter().map(|cell| called(cell, options)).collect();
        let key = names.iter().position(|path| table_of(measure, stage, path).is_some());
        let table = key.and_then(|at| names.get(at)).and_then(|path| Some((path, table_of(measure, stage, path)?)));
        let mut columns = Vec::new();
        let mut notes = Vec::new();
        let mut needs_table = None;
        for (at, (cell, path)) in header.cells.iter().zip(&names).enumerate() {
            let column = if Some(at) == key {
                Column::Key
            } else if let Some((table_path, _)) = table {
                keyed(measure, stage, table_path, path)
            } else {
                match lookup::lookup(measure, stage, path) {
                    Ok(_) => Column::Value(path.clone(), Vec::new()),
                    Err(_) if is_taken(takers, path) => Column::Value(path.clone(), Vec::new()),
                    Err(Failure::NeedsRow { table, .. }) => {
                        needs_table = Some(table);
                        Column::Ignored
                    }
                    Err(_) => Column::Ignored,
                }
            };
            let column = match column {
                Column::Ignored if matches!(path.as_slice(), [only] if only.text == "name") && key.is_none() => {
                    Column::Label
                }
                other => other,
            };
            if column == Column::Ignored && !cell.text.is_empty() {
                notes.push(Note::IgnoredColumn { column: cell.text.clone(), span: cell.span });
            }
            columns.push(column);
        }
        if !columns.iter().any(|column| matches!(column, Column::Value(..))) {
            return Err(vec![InputError::NoColumn {
                measure: measure.name.text.clone(),
                help: no_column_help(measure, stage, header, needs_table),
                span: header.span,
            }]);
        }
        let table = table.map(|(_, id)| measure.tables.at(id).name.text.clone());
        Ok(Self { columns, table, notes })
    }
}

fn is_taken(takers: &[(&Measure, Option<StageId>)], path: &[Name]) -> bool {
    takers.iter().any(|(measure, stage)| lookup::lookup(measure, *stage, path).is_ok())
}

fn called(cell: &CsvCell, options: &CsvOptions) -> Vec<Name> {
    let mapped = options.map.iter().find(|(_, column)| *column == cell.text);
    match mapped {
        Some((input, _)) => {
            keys::names(input, Span::default()).into_iter().map(|name| Name { span: cell.span, ..name }).collect()
        }
        None => keys::names(&cell.text, cell.span),
    }
}

fn table_of(measure: &Measure, stage: Option<StageId>, path: &[Name]) -> Option<TableId> {
    lookup::lookup_table(measure, stage, path).ok().map(|(table, _)| table)
}

/// A column beside the one that names a table's rows: of that table, or else nothing.
fn keyed(measure: &Measure, stage: Option<StageId>, table: &[Name], path: &[Name]) -> Column {
    let Some((column, own_stage)) = path.split_last() else { return Column::Ignored };
    // `initiative.yes` beside `canton` means `initiative.canton.….yes`.
    let before: Vec<Name> = own_stage.iter().chain(table).cloned().collect();
    let found = lookup::lookup_table(measure, stage, &before)
        .and_then(|(id, scope)| lookup::lookup_column(measure, scope, id, column));
    if found.is_ok() { Column::Value(before, vec![column.clone()]) } else { Column::Ignored }
}

fn value(table: &CsvTable, (row, column): (usize, usize), cell: &CsvCell) -> Result<FactValue, Vec<InputError>> {
    if cell.text.is_empty() {
        return Ok(literal::literal(cell.span, LiteralValue::Unknown));
    }
    // What digits mean needs no grammar; nought before others is a matter for the language.
    if let Some(Some(count)) = table.count(row, column).filter(|_| !cell.text.starts_with('0') || cell.text == "0") {
        let value = Exact::integer(i128::from(count));
        return Ok(literal::literal(cell.span, LiteralValue::Number { value, decimal: false }));
    }
    literal::quoted(table.source(), cell.span, &cell.text)
}

fn unmapped(header: &CsvRow, options: &CsvOptions) -> Vec<InputError> {
    let columns = || header.cells.iter().map(|cell| cell.text.as_str());
    let missing = options.map.iter().filter(|(_, column)| !columns().any(|own| own == column));
    let error = |(_, column): &(String, String)| InputError::NoMappedColumn {
        column: column.clone(),
        help: match suggest::nearest(column, columns()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the columns are {}", words::and_list(columns())),
        },
        span: header.span,
    };
    missing.map(error).collect()
}

fn repeated(header: &CsvRow) -> Vec<InputError> {
    let mut first: HashMap<&str, Span> = HashMap::new();
    let mut errors = Vec::new();
    for cell in header.cells.iter().filter(|cell| !cell.text.is_empty()) {
        match first.entry(&cell.text) {
            Entry::Occupied(first) => {
                errors.push(InputError::Twice { path: cell.text.clone(), first: *first.get(), second: cell.span })
            }
            Entry::Vacant(place) => {
                place.insert(cell.span);
            }
        }
    }
    errors
}

fn ragged(row: &CsvRow, header: &CsvRow) -> InputError {
    let (cells, columns) = (row.cells.len(), header.cells.len());
    let help = if cells > columns {
        "a number with commas in it stands in quotes: `\"1,234\"`"
    } else {
        "a cell that is not known is empty, and its comma stays"
    };
    InputError::Cells { cells, columns, help, row: row.span, header: header.span }
}

fn no_column_help(measure: &Measure, stage: Option<StageId>, header: &CsvRow, table: Option<TableId>) -> String {
    if let Some(table) = table {
        let table = &measure.tables.at(table).name.text;
        return format!("votes are by {table} here: a column `{table}` names it, or `--map {table}=COLUMN`");
    }
    // Bare names of what only a stage declares.
    let own = measure.inputs.values().filter(|input| header.cells.iter().any(|cell| cell.text == input.name.text));
    let stages: Vec<&SmolStr> = measure
        .stages
        .iter()
        .filter(|&(id, _)| stage.is_none() && own.clone().any(|input| input.stage == Some(id)))
        .filter_map(|(_, stage)| stage.name.as_ref().map(|name| &name.text))
        .collect();
    if let Some(first) = stages.first() {
        let say = words::or_list(stages.iter().map(|stage| format!("--stage {stage}")));
        return format!("these are names of one stage: say {say}, or call the columns `{first}.…`");
    }
    let settable = lookup::names_in_scope(measure, stage);
    let near = header.cells.iter().find_map(|cell| {
        let near = settable.iter().find(|name| cell.text.to_lowercase() == name.to_lowercase()).map(SmolStr::as_str);
        let near = near.or_else(|| suggest::nearest(&cell.text, settable.iter().map(SmolStr::as_str)));
        near.map(|near| (near, &cell.text))
    });
    match near {
        Some((near, column)) => format!("if `{column}` is `{near}`, say `--map {near}={column}`"),
        None => format!(
            "say which column is which: `--map {}=COLUMN`; {}",
            settable.first().map_or("yes", SmolStr::as_str),
            lookup::listed("what can be set", &settable)
        ),
    }
}
