//! Published votes as files that `--inputs` reads.

use std::fmt::Write as _;

use smol_str::SmolStr;

use super::{Figure, Published, Set};
use crate::inputs::{Placed, placed};
use crate::program::{Measure, StageId};
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
}

/// A set of votes as it is written.
#[derive(Debug, Default)]
struct Sheet {
    /// Path and figure.
    flat: Vec<(String, Figure)>,
    /// The path of the table, and its columns with the inputs they are of.
    table: Option<(String, Vec<(SmolStr, usize)>)>,
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
        (Form::Toml, [(set, only)]) => Ok(toml(set, only)),
        (Form::Json, [(set, only)]) => Ok(json(set, only)),
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

fn sheet(published: &Published, set: &Set, of: Option<(&Measure, Option<StageId>)>) -> Sheet {
    let mut sheet = Sheet::default();
    for (at, input) in published.inputs.iter().enumerate() {
        let place = match of {
            Some((measure, stage)) => placed(measure, stage, &input.name),
            None => match &published.table {
                Some(table) if input.by_region => Some(Placed::ByRow(vec![table.clone()], input.name.clone())),
                Some(_) | None => Some(Placed::One(vec![input.name.clone()])),
            },
        };
        match place {
            None => {}
            Some(Placed::One(path)) => match set.total(at) {
                Figure::Unknown => {}
                figure @ (Figure::Exactly(_) | Figure::AtLeast(_)) => sheet.flat.push((path.join("."), figure)),
            },
            Some(Placed::ByRow(table, column)) => {
                let (_, columns) = sheet.table.get_or_insert_with(|| (table.join("."), Vec::new()));
                columns.push((column, at));
            }
        }
    }
    sheet
}

fn toml(set: &Set, sheet: &Sheet) -> String {
    let mut text = String::new();
    let shown = |figure: Figure| match figure {
        Figure::Unknown => "\"?\"".to_owned(),
        Figure::Exactly(value) => value.to_string(),
        Figure::AtLeast(value) => format!("\"{value}..\""),
    };
    // Writing to a String cannot fail.
    if let Some(name) = &set.name {
        let _ = writeln!(text, "# {}", name.replace('\n', " "));
    }
    for (path, figure) in &sheet.flat {
        let _ = writeln!(text, "{path} = {}", shown(*figure));
    }
    if let Some((table, columns)) = &sheet.table {
        for region in &set.regions {
            let _ = writeln!(
                text,
                "{}[[{table}]]\nname = {}",
                if text.is_empty() { "" } else { "\n" },
                quoted(&region.name)
            );
            for (column, at) in columns {
                let figure = region.figures.get(*at).copied().unwrap_or_default();
                if figure != Figure::Unknown {
                    let _ = writeln!(text, "{column} = {}", shown(figure));
                }
            }
        }
    }
    text
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
        sheet.flat.iter().map(|(path, figure)| format!("  {}: {}", quoted(path), shown(*figure))).collect();
    if let Some((table, columns)) = &sheet.table {
        let rows = set.regions.iter().map(|region| {
            let cells = columns.iter().map(|(column, at)| {
                let figure = region.figures.get(*at).copied().unwrap_or_default();
                format!(", {}: {}", quoted(column), shown(figure))
            });
            format!("    {{ \"name\": {}{} }}", quoted(&region.name), cells.collect::<String>())
        });
        entries.push(format!("  {}: [\n{}\n  ]", quoted(table), rows.collect::<Vec<_>>().join(",\n")));
    }
    format!("{{\n{}\n}}\n", entries.join(",\n"))
}

fn csv_rows(set: &Set, table: &str, columns: &[(SmolStr, usize)]) -> String {
    // `initiative.canton` heads its rows as `canton`, and its columns as `initiative.yes`.
    let (before, table) = table.rsplit_once('.').map_or(("", table), |(stage, table)| (stage, table));
    let column = |name: &SmolStr| if before.is_empty() { name.to_string() } else { format!("{before}.{name}") };
    let mut text = std::iter::once(table.to_owned())
        .chain(columns.iter().map(|(name, _)| column(name)))
        .collect::<Vec<_>>()
        .join(",");
    text.push('\n');
    for region in &set.regions {
        let figures = columns.iter().map(|(_, at)| cell(region.figures.get(*at).copied().unwrap_or_default()));
        text.push_str(&std::iter::once(escaped(&region.name)).chain(figures).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

fn csv_sets(sheets: &[(&Set, Sheet)]) -> String {
    let mut paths: Vec<&str> = Vec::new();
    for (path, _) in sheets.iter().flat_map(|(_, sheet)| &sheet.flat) {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    let named = sheets.iter().any(|(set, _)| set.name.is_some());
    let head = named.then_some("name").into_iter().chain(paths.iter().copied());
    let mut text = head.collect::<Vec<_>>().join(",");
    text.push('\n');
    for (set, sheet) in sheets {
        let name = named.then(|| escaped(set.name.as_deref().unwrap_or_default()));
        let figures = paths.iter().map(|path| {
            let own = sheet.flat.iter().find(|(own, _)| own == path);
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

fn escaped(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r', ';', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
