//! A rule file with all it uses: other rule files, and rows in CSV files.

mod path;

pub use path::normal;

use std::collections::BTreeSet;

use miette::Diagnostic;
use smol_str::SmolStr;
use thiserror::Error;

use self::path::relative;
use crate::csv::{CsvCell, CsvError, CsvTable};
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast::{
    Change, Declaration, FactValue, File, Item, Literal, LiteralValue, Name, Row, Rows, RowsBody, Text,
};
use crate::syntax::{self, SyntaxError};
use crate::words;

/// Where texts come from. The library itself reads no files.
pub trait ReadFile {
    /// The text under a path.
    ///
    /// # Errors
    /// Why there is none.
    fn read(&self, path: &str) -> Result<String, ReadError>;

    /// A path from the root of all folders, where there is one.
    fn absolute(&self, _path: &str) -> Option<String> {
        None
    }
}

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Nothing has this path.
    #[error("there is no such file")]
    Missing,
    /// The path is a folder.
    #[error("it is a folder")]
    Directory,
    /// The bytes are no text; how many bytes are.
    #[error("it is not UTF-8 text: byte {} does not fit", .at + 1)]
    NotText {
        /// Bytes that are text, before the first that is not.
        at: usize,
    },
    /// Anything else, in the system's words.
    #[error("{0}")]
    Other(String),
}

impl ReadError {
    /// What can be done about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Missing => "is the name right, and relative to the file that uses it?",
            Self::Directory => "name a file in it",
            Self::NotText { .. } => "save the file as UTF-8 text",
            Self::Other(_) => "is it open to be read?",
        }
    }
}

/// Bytes as text.
///
/// # Errors
/// They are not UTF-8.
pub fn text(bytes: Vec<u8>) -> Result<String, ReadError> {
    String::from_utf8(bytes).map_err(|error| ReadError::NotText { at: error.utf8_error().valid_up_to() })
}

/// What keeps a file from being taken in.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
pub enum LoadError {
    /// The root file.
    #[error("cannot read `{path}`: {error}")]
    #[diagnostic(code(quorate::load::root), help("{}", .error.help()))]
    Root {
        /// Its path.
        path: String,
        /// Why not.
        error: ReadError,
    },
    /// A file named in a `use` or after `from`.
    #[error("cannot read `{path}`: {error}")]
    #[diagnostic(code(quorate::load::file), help("{}", .error.help()))]
    File {
        /// Its path, from where the program runs.
        path: String,
        /// Why not.
        error: ReadError,
        /// Where it is named.
        #[label("named here")]
        span: Span,
    },
    /// A CSV file without a first line.
    #[error("`{path}` has no header")]
    #[diagnostic(
        code(quorate::load::csv_header),
        help("the first line names the columns; the first column names the rows: `canton,weight`")
    )]
    NoHeader {
        /// Its path.
        path: String,
        /// Where it is named.
        #[label("named here")]
        span: Span,
    },
    /// A column that the rule file asks for and the CSV file lacks.
    #[error("`{path}` has no column `{column}`")]
    #[diagnostic(code(quorate::load::csv_column), help("its columns are {known}"))]
    NoColumn {
        /// Its path.
        path: String,
        /// The column.
        column: SmolStr,
        /// The columns it has.
        known: String,
        /// Where the column is named.
        #[label("not in the file")]
        span: Span,
    },
    /// A line with more or fewer fields than the header.
    #[error("this line has {}, the header {expected}", words::numbered(*.found, "field"))]
    #[diagnostic(code(quorate::load::csv_fields), help("a value with a comma in it stands in quotes: `\"1,000\"`"))]
    Fields {
        /// Fields in the line.
        found: usize,
        /// Fields in the header.
        expected: usize,
        /// The line.
        #[label("{}", words::numbered(*.found, "field"))]
        span: Span,
    },
    /// A field that is no value.
    #[error("`{field}` is no value")]
    #[diagnostic(
        code(quorate::load::csv_value),
        help(
            "values are written as in rules: `1,000`, `55%`, `1/2`, `2028-11-07`, `true`; an empty field is not known"
        )
    )]
    Value {
        /// The field.
        field: String,
        /// Where it is.
        #[label("not a value")]
        span: Span,
    },
    /// A quote that does not end, or the like.
    #[error("this is not CSV: {error}")]
    #[diagnostic(code(quorate::load::csv), help("{}", .error.help()))]
    NotCsv {
        /// What is wrong with a line.
        error: CsvError,
        /// Where.
        #[label("here")]
        span: Span,
    },
}

/// A rule file and all it uses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The root first, then each used file once, in the order they are named.
    pub files: Vec<File>,
    /// What could not be taken in.
    pub errors: Vec<LoadError>,
    /// What could not be read in the files that were.
    pub syntax_errors: Vec<SyntaxError>,
}

/// Takes in a rule file, the files it uses, and the rows it takes from CSV files. What is used twice, or uses each other
/// in a circle, is taken in once.
pub fn load(root: &str, files: &dyn ReadFile, sources: &mut Sources) -> Loaded {
    load_beside(&[root], &[], files, sources)
}

/// Takes in several rule files with all they use, but not again what is `known` by its path.
pub fn load_beside(roots: &[&str], known: &[&str], files: &dyn ReadFile, sources: &mut Sources) -> Loaded {
    let mut loaded = Loaded::default();
    let mut seen: BTreeSet<String> = known.iter().map(|path| normal(path)).collect();
    // A stack, so that what a file uses comes directly after it, in the order it is named.
    let mut wanted: Vec<(String, Option<Span>)> = Vec::new();
    for root in roots.iter().map(|root| normal(root)) {
        if seen.insert(root.clone()) {
            wanted.push((root, None));
        }
    }
    wanted.reverse();
    while let Some((path, named)) = wanted.pop() {
        let text = match files.read(&path) {
            Ok(text) => text,
            Err(error) => {
                loaded.errors.push(match named {
                    None => LoadError::Root { path, error },
                    Some(span) => LoadError::File { path, error, span },
                });
                continue;
            }
        };
        let source = sources.add(path.as_str(), text);
        let mut parse = syntax::parse(&source);
        loaded.syntax_errors.append(&mut parse.errors);
        let mut uses = Vec::new();
        for declaration in &mut parse.file.declarations {
            if let Declaration::Use(used) = declaration {
                let path = relative(&path, &used.file.text);
                if seen.insert(path.clone()) {
                    uses.push((path, Some(used.file.span)));
                }
            }
            rows_in(declaration, &mut |rows| take_rows(rows, &path, files, sources, &mut loaded.errors));
        }
        wanted.extend(uses.into_iter().rev());
        loaded.files.push(parse.file);
    }
    loaded
}

/// Puts the rows of CSV files in the place of their names, in facts that stand outside any file.
pub fn take_rows_of(
    facts: &mut crate::syntax::ast::Facts,
    files: &dyn ReadFile,
    sources: &mut Sources,
) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for rows in &mut facts.rows {
        take_rows(rows, "", files, sources, &mut errors);
    }
    errors
}

/// Visits all rows of a declaration.
fn rows_in(declaration: &mut Declaration, visit: &mut dyn FnMut(&mut Rows)) {
    match declaration {
        Declaration::Rows(rows) => visit(rows),
        Declaration::Measure(measure) => rows_of(&mut measure.items, visit),
        Declaration::Variant(variant) => {
            for change in &mut variant.changes {
                if let Change::Add { items, .. } = change {
                    rows_of(items, visit);
                }
            }
        }
        Declaration::Scenario(scenario) => scenario.facts.rows.iter_mut().for_each(visit),
        Declaration::Test(test) => test.facts.rows.iter_mut().for_each(visit),
        Declaration::Use(_) | Declaration::Holidays(_) | Declaration::Parameter(_) => {}
    }
}

fn rows_of(items: &mut [Item], visit: &mut dyn FnMut(&mut Rows)) {
    for item in items {
        match item {
            Item::Rows(rows) => visit(rows),
            Item::Stage(stage) => rows_of(&mut stage.items, visit),
            Item::Outcome(_)
            | Item::Holidays(_)
            | Item::ByBlock(_)
            | Item::DateLine(_)
            | Item::Parameter(_)
            | Item::Input(_)
            | Item::Given(_)
            | Item::Define(_)
            | Item::Condition(_)
            | Item::Effect(_) => {}
        }
    }
}

/// Puts the rows of a CSV file in the place of its name.
fn take_rows(rows: &mut Rows, from: &str, files: &dyn ReadFile, sources: &mut Sources, errors: &mut Vec<LoadError>) {
    let RowsBody::File(Text { text: name, span }) = &rows.body else { return };
    let (path, span) = (relative(from, name), *span);
    let text = match files.read(&path) {
        Ok(text) => text,
        Err(error) => return errors.push(LoadError::File { path, error, span }),
    };
    let source = sources.add(path.as_str(), text);
    let (table, wrong) = CsvTable::read(&source);
    errors.extend(wrong.into_iter().map(|error| LoadError::NotCsv { error, span: error.span() }));
    let Some(header) = table.header().map(|header| &header.cells).filter(|header| header.len() > 1) else {
        return errors.push(LoadError::NoHeader { path, span });
    };
    if rows.columns.is_empty() {
        rows.columns = header.iter().skip(1).map(|field| Name { span: field.span, text: field.text.clone() }).collect();
    }
    let mut places = Vec::with_capacity(rows.columns.len());
    for column in &rows.columns {
        let place = header.iter().skip(1).position(|field| field.text == column.text);
        if place.is_none() {
            let known = words::and_list(header.iter().skip(1).map(|field| &field.text));
            let (path, column, span) = (path.clone(), column.text.clone(), column.span);
            errors.push(LoadError::NoColumn { path, column, known, span });
        }
        places.push(place);
    }
    rows.columns =
        rows.columns.iter().zip(&places).filter(|(_, place)| place.is_some()).map(|(own, _)| own.clone()).collect();
    let mut inline = Vec::with_capacity(table.len());
    for line in table.rows() {
        let Some((key, fields)) = line.cells.split_first() else { continue };
        let span = line.cells.last().map_or(key.span, |last| key.span.to(last.span));
        if line.cells.len() != header.len() {
            errors.push(LoadError::Fields { found: line.cells.len(), expected: header.len(), span });
            continue;
        }
        let taken = places.iter().flatten().filter_map(|&place| fields.get(place));
        let values = taken.map(|field| value(field, errors)).collect();
        inline.push(Row { span, key: Name { span: key.span, text: key.text.clone() }, values });
    }
    rows.body = RowsBody::Inline(inline);
}

/// A field as a value; an empty one is not known.
fn value(field: &CsvCell, errors: &mut Vec<LoadError>) -> Literal {
    let unknown = Literal { span: field.span, value: LiteralValue::Unknown };
    if field.text.is_empty() {
        return unknown;
    }
    let alone = Sources::new().add("", field.text.as_str());
    match syntax::parse_literal(&alone) {
        Ok(FactValue::Literal(literal)) => Literal { span: field.span, ..literal },
        Ok(FactValue::Range(..)) | Err(_) => {
            errors.push(LoadError::Value { field: field.text.to_string(), span: field.span });
            unknown
        }
    }
}
