//! Published votes as files that `--inputs` reads.

use smol_str::SmolStr;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use super::{Figure, Published, Set};
use crate::csv::field;
use crate::inputs::{self, Layer, Placed, placed_from_anywhere};
use crate::program::{Measure, StageId};
use crate::source::{Source, Sources};
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
    #[error("there are {}, and {form} holds one", numbered(*.sets, "set of votes").replace("votess", "votes").replace("set of", "sets of"))]
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

/// The columns of a table, with the inputs they are of.
type FigureColumns = Vec<(SmolStr, usize)>;

/// A set of votes as it is written.
#[derive(Debug, Default)]
struct Sheet {
    /// Path and figure.
    flat: Vec<(Vec<SmolStr>, Figure)>,
    /// The path of the table, and its columns with the inputs they are of.
    table: Option<(Vec<SmolStr>, FigureColumns)>,
}

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
    let sheets: Vec<(&Set, Sheet)> = published.sets.iter().map(|set| (set, sheet(published, set, of))).collect();
    let several = |form| {
        let first = published.sets.first().and_then(|set| set.name.clone()).unwrap_or_default();
        WriteError::SeveralSets { sets: published.sets.len(), form, column: set_column.to_owned(), first }
    };
    match (form, sheets.as_slice()) {
        (Form::Toml, [(set, only)]) => kept(toml(set, only), inputs::toml, set, only),
        (Form::Json, [(set, only)]) => kept(json(set, only), inputs::json, set, only),
        (Form::Toml, _) => Err(several("a TOML file")),
        (Form::Json, _) => Err(several("a JSON file")),
        (Form::Csv, [(set, Sheet { flat, table: Some((table, columns)) })]) if flat.is_empty() => {
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
    set: &Set,
    sheet: &Sheet,
) -> Result<String, WriteError> {
    let source = Sources::new().add("written", text.as_str());
    let layer = read(&source).map_err(|_| WriteError::NotKept)?;
    let mut said: Vec<(Vec<SmolStr>, Figure)> = Vec::new();
    for fact in &layer.facts.facts {
        let path = fact.path.parts.iter().map(|part| part.text.clone()).collect();
        said.push((path, figure(&fact.value).ok_or(WriteError::NotKept)?));
    }
    let mut meant = sheet.flat.clone();
    if let Some((table, columns)) = &sheet.table {
        for region in &set.regions {
            for (column, at) in columns {
                let figure = region.figures.get(*at).copied().unwrap_or_default();
                let path = table.iter().chain([&region.name, column]).cloned().collect();
                meant.extend((figure != Figure::Unknown || source.text.starts_with('{')).then_some((path, figure)));
            }
        }
    }
    let order = |one: &(Vec<SmolStr>, Figure), other: &(Vec<SmolStr>, Figure)| one.0.cmp(&other.0);
    said.sort_by(order);
    meant.sort_by(order);
    if layer.errors.is_empty() && said == meant { Ok(text) } else { Err(WriteError::NotKept) }
}

/// A value that was read, as a figure.
fn figure(value: &FactValue) -> Option<Figure> {
    let whole = |literal: &Literal| match &literal.value {
        LiteralValue::Number { value, .. } => value.to_string().replace(',', "").parse().ok(),
        _ => None,
    };
    match value {
        FactValue::Literal(Literal { value: LiteralValue::Unknown, .. }) => Some(Figure::Unknown),
        FactValue::Literal(literal) => whole(literal).map(Figure::Exactly),
        FactValue::Range(low, None) => whole(low).map(Figure::AtLeast),
        FactValue::Range(_, Some(_)) => None,
    }
}

fn sheet(published: &Published, set: &Set, of: Option<(&Measure, Option<StageId>)>) -> Sheet {
    let mut sheet = Sheet::default();
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
            Some(Placed::One(path)) => match set.total(at) {
                Figure::Unknown => {}
                figure @ (Figure::Exactly(_) | Figure::AtLeast(_)) => sheet.flat.push((path, figure)),
            },
            Some(Placed::ByRow(table, column)) => {
                let (_, columns) = sheet.table.get_or_insert_with(|| (table, Vec::new()));
                columns.push((column, at));
            }
        }
    }
    sheet
}

/// One set in TOML, written by the library that reads it: whatever a name is, it stays a name.
fn toml(set: &Set, sheet: &Sheet) -> String {
    let shown = |figure: Figure| match (figure, cell(figure)) {
        (Figure::Exactly(value), text) => i64::try_from(value).map_or_else(|_| text.into(), toml_edit::Value::from),
        (Figure::Unknown, _) => "?".into(),
        (Figure::AtLeast(_), text) => text.into(),
    };
    let mut document = DocumentMut::new();
    for (path, figure) in &sheet.flat {
        toml_put(&mut document, path, Item::Value(shown(*figure)));
    }
    if let Some((table, columns)) = &sheet.table {
        let mut rows = ArrayOfTables::new();
        for region in &set.regions {
            let mut row = Table::new();
            row.insert("name", toml_edit::value(region.name.as_str()));
            for (column, at) in columns {
                let figure = region.figures.get(*at).copied().unwrap_or_default();
                if figure != Figure::Unknown {
                    row.insert(column, Item::Value(shown(figure)));
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

fn json(set: &Set, sheet: &Sheet) -> String {
    let shown = |figure: Figure| match figure {
        Figure::Unknown => "null".to_owned(),
        Figure::Exactly(value) => value.to_string(),
        Figure::AtLeast(value) => format!("\"{value}..\""),
    };
    let mut entries: Vec<String> =
        sheet.flat.iter().map(|(path, figure)| format!("  {}: {}", quoted(&path.join(".")), shown(*figure))).collect();
    if let Some((table, columns)) = &sheet.table {
        let rows = set.regions.iter().map(|region| {
            let cells = columns.iter().map(|(column, at)| {
                let figure = region.figures.get(*at).copied().unwrap_or_default();
                format!(", {}: {}", quoted(column), shown(figure))
            });
            format!("    {{ \"name\": {}{} }}", quoted(&region.name), cells.collect::<String>())
        });
        entries.push(format!("  {}: [\n{}\n  ]", quoted(&table.join(".")), rows.collect::<Vec<_>>().join(",\n")));
    }
    format!("{{\n{}\n}}\n", entries.join(",\n"))
}

fn csv_rows(set: &Set, table: &[SmolStr], columns: &[(SmolStr, usize)]) -> String {
    // `initiative.canton` heads its rows as `canton`, and its columns as `initiative.yes`.
    let (table, before) = table.split_last().map_or(("", &[][..]), |(table, before)| (table.as_str(), before));
    let column = |name: &SmolStr| {
        field(&before.iter().chain([name]).map(SmolStr::as_str).collect::<Vec<_>>().join(".")).into_owned()
    };
    let mut text = std::iter::once(field(table).into_owned())
        .chain(columns.iter().map(|(name, _)| column(name)))
        .collect::<Vec<_>>()
        .join(",");
    text.push('\n');
    for region in &set.regions {
        let figures = columns.iter().map(|(_, at)| cell(region.figures.get(*at).copied().unwrap_or_default()));
        text.push_str(&std::iter::once(field(&region.name).into_owned()).chain(figures).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

fn csv_sets(sheets: &[(&Set, Sheet)]) -> String {
    let mut paths: Vec<&[SmolStr]> = Vec::new();
    for (path, _) in sheets.iter().flat_map(|(_, sheet)| &sheet.flat) {
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
            let own = sheet.flat.iter().find(|(own, _)| own.as_slice() == *path);
            cell(own.map(|(_, figure)| *figure).unwrap_or_default())
        });
        text.push_str(&name.into_iter().chain(figures).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

fn cell(figure: Figure) -> String {
    match figure {
        Figure::Unknown => String::new(),
        Figure::Exactly(value) => value.to_string(),
        Figure::AtLeast(value) => format!("{value}.."),
    }
}
