//! Published votes as files that `--inputs` reads.

use smol_str::SmolStr;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use super::{Figure, FigureKind, Published, VoteSet};
use crate::csv::field;
use crate::inputs::{self, Layer, Placed, placed_from_anywhere};
use crate::program::{Measure, StageId};
use crate::source::{Source, Sources};
use crate::syntax;
use crate::syntax::ast::{FactValue, Literal, LiteralValue};
use crate::words::numbered;

/// The forms of input files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// TOML
    Toml,
    /// JSON
    Json,
    /// CSV
    Csv,
}

/// Why votes cannot be written in a form.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum WriteError {
    /// Several sets of votes, where a file holds one.
    #[error("there are {} of votes, and {form} holds one", numbered(*.sets, "set"))]
    #[diagnostic(code(quorate::published::several_sets), help("keep one: `--keep \"{column}={first}\"`"))]
    SeveralSets {
        /// How many.
        sets: usize,
        /// `TOML`
        form: &'static str,
        /// The column that tells them apart.
        column: String,
        /// What the first is called.
        first: SmolStr,
    },
    /// Figures by region beside figures of the whole, in CSV.
    #[error("CSV holds either the rows of a table or figures without one, and these votes have both")]
    #[diagnostic(code(quorate::published::csv_shape), help("write them as TOML or JSON"))]
    CsvShape,
    /// What was written would not be read as what it is.
    #[error("these votes are not written, because they would not be read again as they are")]
    #[diagnostic(
        code(quorate::published::not_kept),
        help("this is a fault of `quorate`, or two regions have one name; please look at the names")
    )]
    NotKept,
}

/// A set of votes as it is written.
#[derive(Debug, Default)]
struct WrittenSheet {
    /// Path and figure.
    flat: Vec<(Vec<SmolStr>, Figure, FigureKind)>,
    /// The path of the table, and its columns with the inputs they are of.
    table: Option<(Vec<SmolStr>, Vec<WrittenColumn>)>,
}

/// A column of a table: what it is called, and which input it is of which kind.
type WrittenColumn = (SmolStr, usize, FigureKind);

/// Writes votes so that `quorate run --inputs` reads them: for a measure as it has them, by region or as a sum; else by region
/// if the mapping names a `table`.
///
/// # Errors
/// If the form cannot hold them.
pub fn write(
    published: &Published,
    form: Form,
    of: Option<(&Measure, Option<StageId>)>,
    set_column: &str,
) -> Result<String, WriteError> {
    let sheets: Vec<(&VoteSet, WrittenSheet)> =
        published.sets.iter().map(|set| (set, sheet(published, set, of))).collect();
    let several = |form| {
        let first = published.sets.first().and_then(|set| set.name.clone()).unwrap_or_default();
        WriteError::SeveralSets { sets: published.sets.len(), form, column: set_column.to_owned(), first }
    };
    match (form, sheets.as_slice()) {
        (Form::Toml, [(set, only)]) => kept(toml(set, only), inputs::toml, set, only),
        (Form::Json, [(set, only)]) => kept(json(set, only), inputs::json, set, only),
        (Form::Toml, _) => Err(several("a TOML file")),
        (Form::Json, _) => Err(several("a JSON file")),
        (Form::Csv, [(set, WrittenSheet { flat, table: Some((table, columns)) })]) if flat.is_empty() => {
            Ok(csv_rows(set, table, columns))
        }
        (Form::Csv, all) if all.iter().all(|(_, sheet)| sheet.table.is_none()) => Ok(csv_sets(all)),
        (Form::Csv, [_]) => Err(WriteError::CsvShape),
        (Form::Csv, _) => Err(several("a CSV file of regions")),
    }
}

/// A text, once it has been read again and says what was to be written.
fn kept<E>(
    text: String,
    read: impl Fn(&Source) -> Result<Layer, E>,
    set: &VoteSet,
    sheet: &WrittenSheet,
) -> Result<String, WriteError> {
    let source = Sources::new().add("written", text.as_str());
    let layer = read(&source).map_err(|_| WriteError::NotKept)?;
    let read = layer.facts.facts.iter().map(|fact| {
        let path: Vec<SmolStr> = fact.path.parts.iter().map(|part| part.text.clone()).collect();
        (path, ends(&fact.value))
    });
    let mut read: Vec<_> = read.collect();
    let mut meant: Vec<_> =
        sheet.flat.iter().map(|(path, figure, kind)| (path.clone(), meaning(figure, *kind))).collect();
    if let Some((table, columns)) = &sheet.table {
        for region in &set.regions {
            for (column, at, kind) in columns {
                let figure = region.figures.get(*at).cloned().unwrap_or_default();
                let path = table.iter().chain([&region.name, column]).cloned().collect();
                let is_written = figure != Figure::Unknown || source.text.starts_with('{');
                meant.extend(is_written.then(|| (path, meaning(&figure, *kind))));
            }
        }
    }
    read.sort_by(|one, other| one.0.cmp(&other.0));
    meant.sort_by(|one, other| one.0.cmp(&other.0));
    if layer.errors.is_empty() && read == meant { Ok(text) } else { Err(WriteError::NotKept) }
}

/// The ends of a value that was read, the second one if it is a range.
fn ends(value: &FactValue) -> Vec<Option<LiteralValue>> {
    let plain = |literal: &Literal| match &literal.value {
        LiteralValue::Number { value, .. } => LiteralValue::Number { value: value.clone(), decimal: false },
        other => other.clone(),
    };
    match value {
        FactValue::Literal(only) => vec![Some(plain(only))],
        FactValue::Range(low, high) => vec![Some(plain(low)), high.as_ref().map(plain)],
    }
}

/// What a figure says, as the language reads it.
fn meaning(figure: &Figure, kind: FigureKind) -> Vec<Option<LiteralValue>> {
    let text = if *figure == Figure::Unknown { "?".to_owned() } else { figure.written(kind) };
    syntax::parse_literal(&Sources::new().add("figure", text.as_str()))
        .map_or_else(|_| Vec::new(), |value| ends(&value))
}

fn sheet(published: &Published, set: &VoteSet, of: Option<(&Measure, Option<StageId>)>) -> WrittenSheet {
    let mut sheet = WrittenSheet::default();
    for (at, input) in published.inputs.iter().enumerate() {
        let place = match of {
            Some((measure, stage)) => placed_from_anywhere(measure, stage, &input.name),
            None => match &published.table {
                Some(table) if input.by_region => Some(Placed::ByRow(vec![table.clone()], input.name.clone())),
                Some(_) | None => Some(Placed::One(vec![input.name.clone()])),
            },
        };
        match place {
            None => {}
            Some(Placed::One(path)) => {
                let figure = set.total(published, at);
                if figure != Figure::Unknown {
                    sheet.flat.push((path, figure, input.kind));
                }
            }
            Some(Placed::ByRow(table, column)) => {
                let (_, columns) = sheet.table.get_or_insert_with(|| (table, Vec::new()));
                columns.push((column, at, input.kind));
            }
        }
    }
    sheet
}

/// One set in TOML, written by the library that reads it: whatever a name is, it stays a name.
fn toml(set: &VoteSet, sheet: &WrittenSheet) -> String {
    let shown = |figure: &Figure, kind| match figure {
        Figure::Unknown => "?".into(),
        whole if whole.is_whole_number() => {
            let text = whole.written(FigureKind::Count);
            text.parse::<i64>().map_or_else(|_| text.as_str().into(), toml_edit::Value::from)
        }
        other => other.written(kind).into(),
    };
    let mut document = DocumentMut::new();
    for (path, figure, kind) in &sheet.flat {
        toml_put(&mut document, path, Item::Value(shown(figure, *kind)));
    }
    if let Some((table, columns)) = &sheet.table {
        let mut rows = ArrayOfTables::new();
        for region in &set.regions {
            let mut row = Table::new();
            row.insert("name", toml_edit::value(region.name.as_str()));
            for (column, at, kind) in columns {
                let figure = region.figures.get(*at).cloned().unwrap_or_default();
                if figure != Figure::Unknown {
                    row.insert(column, Item::Value(shown(&figure, *kind)));
                }
            }
            rows.push(row);
        }
        toml_put(&mut document, table, Item::ArrayOfTables(rows));
    }
    let text = document.to_string();
    match &set.name {
        // A comment ends with its line.
        Some(name) => format!("# {}\n{text}", name.replace(|letter: char| letter.is_control(), " ")),
        None => text,
    }
}

/// Puts something under a path, within the groups of the path's first names.
fn toml_put(document: &mut DocumentMut, path: &[SmolStr], item: Item) {
    let Some((name, groups)) = path.split_last() else { return };
    let mut table = document.as_table_mut();
    for group in groups {
        let own = table.entry(group).or_insert_with(|| {
            let mut own = Table::new();
            // A group that only holds others needs no line of its own.
            own.set_implicit(true);
            Item::Table(own)
        });
        let Some(own) = own.as_table_mut() else { return };
        table = own;
    }
    table.insert(name, item);
}

/// A text in double quotes, as both TOML and JSON read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn json(set: &VoteSet, sheet: &WrittenSheet) -> String {
    let shown = |figure: &Figure, kind| match figure {
        Figure::Unknown => "null".to_owned(),
        whole if whole.is_whole_number() => whole.written(FigureKind::Count),
        other => format!("\"{}\"", other.written(kind)),
    };
    let mut entries: Vec<String> = sheet
        .flat
        .iter()
        .map(|(path, figure, kind)| format!("  {}: {}", quoted(&path.join(".")), shown(figure, *kind)))
        .collect();
    if let Some((table, columns)) = &sheet.table {
        let rows = set.regions.iter().map(|region| {
            let cells = columns.iter().map(|(column, at, kind)| {
                let figure = region.figures.get(*at).cloned().unwrap_or_default();
                format!(", {}: {}", quoted(column), shown(&figure, *kind))
            });
            format!("    {{ \"name\": {}{} }}", quoted(&region.name), cells.collect::<String>())
        });
        entries.push(format!("  {}: [\n{}\n  ]", quoted(&table.join(".")), rows.collect::<Vec<_>>().join(",\n")));
    }
    format!("{{\n{}\n}}\n", entries.join(",\n"))
}

fn csv_rows(set: &VoteSet, table: &[SmolStr], columns: &[WrittenColumn]) -> String {
    // `initiative.canton` heads its rows as `canton`, and its columns as `initiative.yes`.
    let (table, before) = table.split_last().map_or(("", &[][..]), |(table, before)| (table.as_str(), before));
    let column = |name: &SmolStr| {
        field(&before.iter().chain([name]).map(SmolStr::as_str).collect::<Vec<_>>().join(".")).into_owned()
    };
    let mut text = std::iter::once(field(table).into_owned())
        .chain(columns.iter().map(|(name, ..)| column(name)))
        .collect::<Vec<_>>()
        .join(",");
    text.push('\n');
    for region in &set.regions {
        let figures = columns
            .iter()
            .map(|(_, at, kind)| region.figures.get(*at).map(|figure| figure.written(*kind)).unwrap_or_default());
        text.push_str(&std::iter::once(field(&region.name).into_owned()).chain(figures).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

fn csv_sets(sheets: &[(&VoteSet, WrittenSheet)]) -> String {
    let mut paths: Vec<&[SmolStr]> = Vec::new();
    for (path, ..) in sheets.iter().flat_map(|(_, sheet)| &sheet.flat) {
        if !paths.contains(&path.as_slice()) {
            paths.push(path);
        }
    }
    let named = sheets.iter().any(|(set, _)| set.name.is_some());
    let columns = paths.iter().map(|path| field(&path.join(".")).into_owned());
    let head = named.then(|| "name".to_owned()).into_iter().chain(columns);
    let mut text = head.collect::<Vec<_>>().join(",");
    text.push('\n');
    for (set, sheet) in sheets {
        let name = named.then(|| field(set.name.as_deref().unwrap_or_default()).into_owned());
        let figures = paths.iter().map(|path| {
            let own = sheet.flat.iter().find(|(own, ..)| own.as_slice() == *path);
            own.map(|(_, figure, kind)| figure.written(*kind)).unwrap_or_default()
        });
        text.push_str(&name.into_iter().chain(figures).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}
