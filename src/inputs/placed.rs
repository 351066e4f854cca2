//! Where a measure has an input that something outside names.

use smol_str::SmolStr;

use super::keys;
use super::lookup::{self, Failure};
use crate::program::{Measure, Name, StageId};
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

/// As [`placed`], with a path that means the same whatever stage names are looked up in first: for what is written down.
pub fn placed_from_anywhere(measure: &Measure, stage: Option<StageId>, input: &str) -> Option<Placed> {
    let own = placed(measure, stage, input)?;
    let Some(name) = stage.and_then(|stage| measure.stages.at(stage).name.as_ref()) else { return Some(own) };
    let named = |texts: &[SmolStr]| -> Vec<Name> {
        let texts = std::iter::once(&name.text).chain(texts);
        texts.map(|text| Name { span: Span::default(), text: text.clone() }).collect()
    };
    let full = |texts: Vec<SmolStr>| std::iter::once(name.text.clone()).chain(texts).collect();
    Some(match own {
        Placed::One(path) if lookup::lookup(measure, None, &named(&path)).is_ok() => Placed::One(full(path)),
        Placed::ByRow(table, column) => {
            let path = named(&table);
            let last = Name { span: Span::default(), text: column.clone() };
            let found = lookup::lookup_table(measure, None, &path)
                .and_then(|(id, scope)| lookup::lookup_column(measure, scope, id, &last));
            if found.is_ok() { Placed::ByRow(full(table), column) } else { Placed::ByRow(table, column) }
        }
        one @ Placed::One(_) => one,
    })
}
