//! Where a measure has an input that something outside names.

use smol_str::SmolStr;

use super::keys;
use super::lookup::{self, Failure};
use crate::program::{Measure, StageId};
use crate::span::Span;

/// Where a measure has an input.
#[derive(Clone, Debug, PartialEq)]
pub enum Placed {
    /// With one value: the path to it.
    One(Vec<SmolStr>),
    /// With a value for each row of a table: the path to the table, and the column.
    ByRow(Vec<SmolStr>, SmolStr),
}

/// Finds an input by its name or path: `yes`, `nationhood.yes`, and `yes` of a table for `county.….yes`.
pub fn placed(measure: &Measure, stage: Option<StageId>, input: &str) -> Option<Placed> {
    let path = keys::names(input, Span::default());
    let texts: Vec<SmolStr> = path.iter().map(|name| name.text.clone()).collect();
    match lookup::lookup(measure, stage, &path) {
        Ok(_) => Some(Placed::One(texts)),
        Err(Failure::NeedsRow { table, .. }) => {
            let (column, before) = texts.split_last()?;
            let table = measure.tables.at(table).name.text.clone();
            let named = before.last() == Some(&table);
            let table = if named { before.to_vec() } else { before.iter().cloned().chain([table]).collect() };
            Some(Placed::ByRow(table, column.clone()))
        }
        Err(_) => None,
    }
}
