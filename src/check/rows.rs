//! Rows as such: as many values as columns, no row twice.

use std::collections::BTreeMap;

use crate::check::error::CheckError;
use crate::syntax::ast::{Rows, RowsBody};
use crate::words;

/// What is wrong with rows whatever table they are of.
pub(super) fn check_shape(rows: &Rows, errors: &mut Vec<CheckError>) {
    let mut columns = BTreeMap::new();
    for column in &rows.columns {
        if let Some(&first) = columns.get(&column.text) {
            errors.push(CheckError::Duplicate { name: column.text.clone(), span: column.span, first });
        }
        columns.entry(&column.text).or_insert(column.span);
    }
    let RowsBody::Inline(inline) = &rows.body else { return };
    let header = rows.columns.first().zip(rows.columns.last()).map(|(first, last)| first.span.to(last.span));
    let mut keys = BTreeMap::new();
    for row in inline {
        if let Some(&first) = keys.get(&row.key.text) {
            errors.push(CheckError::DuplicateRow {
                row: row.key.text.clone(),
                span: row.key.span,
                whole: row.span,
                first,
            });
        }
        keys.entry(&row.key.text).or_insert(row.key.span);
        let (found, expected) = (row.values.len(), rows.columns.len());
        if found != expected {
            let help = if expected == 0 {
                "name the columns: `rows county (yes, no) { … }`".into()
            } else {
                let names = words::and_list(rows.columns.iter().map(|column| &column.text));
                format!("a row is its name and a value for each of {names}; `?` stands for one that is not known")
            };
            let row_name = row.key.text.clone();
            errors.push(CheckError::RowValues {
                row: row_name,
                found,
                expected,
                help,
                span: row.span,
                columns: header,
            });
        }
    }
}
