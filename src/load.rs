//! A rule file with all it uses: other rule files, and rows in CSV files.

mod error;
mod path;

pub use error::{LoadError, OUTSIDE, ReadError};
pub use path::normal;

use std::collections::BTreeSet;

use self::path::relative;
use crate::csv::{CsvCell, CsvTable};
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast::{
    Change, Declaration, FactValue, File, Item, Literal, LiteralValue, Name, Row, Rows, RowsBody, Text,
};
use crate::syntax::{self, SyntaxError};
use crate::words;

/// How many files one rule file may take in, with those that these use.
pub const MOST_FILES: usize = 1_000;

/// How many bytes the files may have together that a rule file takes in.
pub const MOST_BYTES: u64 = 256 << 20;

/// Where texts come from. The library itself reads no files.
pub trait ReadFile {
    /// The text under a path.
    ///
    /// # Errors
    /// Why there is none.
    fn read(&self, path: &str) -> Result<String, ReadError>;

    /// The same for a path that a text names in a `use` or after `from`; `by` is the rule file that a person named, and which
    /// led there. Who reads what strangers wrote may refuse.
    ///
    /// # Errors
    /// Why there is none.
    fn read_named(&self, path: &str, by: &str) -> Result<String, ReadError> {
        let _ = by;
        self.read(path)
    }

    /// What two paths share only if they lead to the same file.
    fn identity(&self, path: &str) -> String {
        normal(path)
    }

    /// A path from the root of all folders, where there is one.
    fn absolute(&self, _path: &str) -> Option<String> {
        None
    }
}

/// Bytes as text.
///
/// # Errors
/// They are not UTF-8.
pub fn text(bytes: Vec<u8>) -> Result<String, ReadError> {
    String::from_utf8(bytes).map_err(|error| ReadError::NotText { at: error.utf8_error().valid_up_to() })
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
    let mut seen: BTreeSet<String> = known.iter().map(|path| files.identity(path)).collect();
    let mut taken = Taken::default();
    for root in roots {
        let root = normal(root);
        if seen.insert(files.identity(&root)) {
            load_root(&root, files, &mut seen, &mut taken, &mut loaded, sources);
        }
    }
    loaded
}

fn load_root(
    root: &str,
    files: &dyn ReadFile,
    seen: &mut BTreeSet<String>,
    taken: &mut Taken,
    loaded: &mut Loaded,
    sources: &mut Sources,
) {
    // A stack, so that what a file uses comes directly after it, in the order it is named.
    let mut wanted: Vec<(String, Option<Span>)> = vec![(root.to_owned(), None)];
    while let Some((path, named)) = wanted.pop() {
        let text = match named {
            None => files.read(&path).map_err(|error| LoadError::Root { path: path.clone(), error }),
            Some(span) => taken.read(files, &path, root, span),
        };
        let text = match text {
            Ok(text) => text,
            Err(error) => {
                let is_too_much = matches!(error, LoadError::TooMuch { .. });
                loaded.errors.push(error);
                if is_too_much {
                    return;
                }
                continue;
            }
        };
        let source = sources.add(path.as_str(), text);
        let mut parse = syntax::parse(&source);
        if let Some(span) = named
            && parse.file.declarations.is_empty()
            && !parse.errors.is_empty()
        {
            // Whatever it is, it is not for those who read these messages.
            loaded.errors.push(LoadError::NoRules { path, span });
            continue;
        }
        loaded.syntax_errors.append(&mut parse.errors);
        let mut uses = Vec::new();
        for declaration in &mut parse.file.declarations {
            if let Declaration::Use(used) = declaration {
                let path = relative(&path, &used.file.text);
                if seen.insert(files.identity(&path)) {
                    uses.push((path, Some(used.file.span)));
                }
            }
            rows_in(declaration, &mut |rows| {
                let read = &mut |named: &str, span| taken.read(files, named, root, span);
                take_rows(rows, &path, read, sources, &mut loaded.errors);
            });
        }
        wanted.extend(uses.into_iter().rev());
        loaded.files.push(parse.file);
    }
}

/// What has been taken in because a text names it.
#[derive(Default)]
struct Taken {
    files: usize,
    bytes: u64,
}

impl Taken {
    fn read(&mut self, files: &dyn ReadFile, path: &str, by: &str, span: Span) -> Result<String, LoadError> {
        self.files += 1;
        if self.files > MOST_FILES {
            return Err(LoadError::TooMuch { most: "1,000 files", span });
        }
        let text =
            files.read_named(path, by).map_err(|error| LoadError::File { path: path.to_owned(), error, span })?;
        self.bytes += text.len() as u64;
        if self.bytes > MOST_BYTES {
            return Err(LoadError::TooMuch { most: "256 MB", span });
        }
        Ok(text)
    }
}

/// Puts the rows of CSV files in the place of their names, in facts that stand outside any file.
pub fn take_rows_of(
    facts: &mut crate::syntax::ast::Facts,
    files: &dyn ReadFile,
    sources: &mut Sources,
) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for rows in &mut facts.rows {
        let read = &mut |path: &str, span| {
            files.read(path).map_err(|error| LoadError::File { path: path.to_owned(), error, span })
        };
        take_rows(rows, "", read, sources, &mut errors);
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
fn take_rows(
    rows: &mut Rows,
    from: &str,
    read: &mut dyn FnMut(&str, Span) -> Result<String, LoadError>,
    sources: &mut Sources,
    errors: &mut Vec<LoadError>,
) {
    let RowsBody::File(Text { text: name, span }) = &rows.body else { return };
    let (path, span) = (relative(from, name), *span);
    let text = match read(&path, span) {
        Ok(text) => text,
        Err(error) => return errors.push(error),
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
