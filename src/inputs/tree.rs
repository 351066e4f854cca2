//! The shape that TOML and JSON share: groups of values, and lists of rows.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;

use smol_str::SmolStr;

use super::{InputError, Layer, LayerKind, keys};
use crate::program::Name;
use crate::span::Span;
use crate::syntax::ast::FactValue;

/// A value, a group or a list, with its place.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) span: Span,
    pub(super) node: Node,
}

/// What a tree is.
#[derive(Debug)]
pub(super) enum Node {
    /// A value, and its text, which may be a row's name instead.
    Value { text: SmolStr, read: Result<FactValue, Vec<InputError>> },
    /// `[nationhood]`, `{ "yes": 5 }`
    Group(Vec<Entry>),
    /// `[[county]]`, `[ … ]`
    List(Vec<Tree>),
}

/// `yes = 5`
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: SmolStr,
    /// Without quotes, if it has any.
    pub(super) span: Span,
    pub(super) value: Tree,
}

/// All values as facts: groups are the first names of their paths; a list under a table's name holds its rows.
pub(super) fn layer(entries: Vec<Entry>, row_example: &str) -> Layer {
    let mut flat = Flat { layer: Layer::new(LayerKind::File), row_example };
    flat.group(&[], entries);
    flat.layer
}

struct Flat<'a> {
    layer: Layer,
    row_example: &'a str,
}

impl Flat<'_> {
    fn group(&mut self, path: &[Name], entries: Vec<Entry>) {
        for entry in entries {
            let mut path = path.to_vec();
            path.extend(keys::names(&entry.key, entry.span));
            self.tree(&path, entry.value);
        }
    }

    fn tree(&mut self, path: &[Name], tree: Tree) {
        match tree.node {
            Node::Value { read: Ok(value), .. } => self.layer.facts.facts.push(keys::fact(path, value, tree.span)),
            Node::Value { read: Err(errors), .. } => self.layer.errors.extend(errors),
            Node::Group(entries) => self.group(path, entries),
            Node::List(rows) => self.rows(path, tree.span, rows),
        }
    }

    fn rows(&mut self, path: &[Name], span: Span, rows: Vec<Tree>) {
        if !rows.iter().all(|row| matches!(row.node, Node::Group(_))) {
            self.layer.errors.push(InputError::Shape {
                what: "a list of values",
                help: "a list holds the rows of a table, each a group with a `name`; anything else has one value",
                span,
            });
            return;
        }
        let table = path.last().map(|name| name.text.clone()).unwrap_or_default();
        let mut first: HashMap<SmolStr, Span> = HashMap::new();
        for row in rows {
            let Node::Group(mut entries) = row.node else { continue };
            let named = entries.iter().position(|entry| entry.key == "name");
            let Some(named) = named.map(|at| entries.remove(at)) else {
                self.layer.errors.push(InputError::RowName {
                    table: table.clone(),
                    example: format!("{}; what is no table is a group, and no list", self.row_example),
                    span: row.span,
                });
                continue;
            };
            let (span, Node::Value { text, .. }) = (named.value.span, named.value.node) else {
                self.layer.errors.push(InputError::RowName {
                    table: table.clone(),
                    example: format!("{}; what is no table is a group, and no list", self.row_example),
                    span: named.span,
                });
                continue;
            };
            match first.entry(text.clone()) {
                Place::Occupied(first) => {
                    let (table, first) = (table.clone(), *first.get());
                    self.layer.errors.push(InputError::RowTwice { table, row: text, first, second: span });
                    continue;
                }
                Place::Vacant(place) => {
                    place.insert(span);
                }
            }
            let mut path = path.to_vec();
            path.push(Name { span, text });
            self.group(&path, entries);
        }
    }
}
