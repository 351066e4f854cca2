//! What keeps votes from being told apart.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use smol_str::SmolStr;

use super::Row;
use crate::span::Span;

/// Votes that cannot be told apart.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum CompareError {
    /// A CSV file of several sets of votes without a column that names them.
    #[error("no column names the {rows} sets of votes")]
    #[diagnostic(code(quorate::compare::unnamed), help("{help}"))]
    Unnamed {
        /// How many there are.
        rows: usize,
        /// Which column may be meant.
        help: String,
        /// The header.
        #[label("none of these is `name`")]
        span: Span,
    },
    /// Two sets of votes of one name.
    #[error("`{name}` names two sets of votes")]
    #[diagnostic(code(quorate::compare::named_twice), help("give each set of votes a name of its own"))]
    NamedTwice {
        /// The name.
        name: SmolStr,
        /// The first.
        #[label("first here")]
        first: Span,
        /// The second.
        #[label("and again here")]
        second: Span,
    },
}

/// All rows whose name another row has had before.
pub fn named_once(rows: &[Row<'_>]) -> Vec<CompareError> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut errors = Vec::new();
    for row in rows {
        let span = row.layer.name().map(|name| name.span).unwrap_or_default();
        match seen.entry(&row.name) {
            Entry::Occupied(first) => {
                errors.push(CompareError::NamedTwice { name: row.name.clone(), first: *first.get(), second: span });
            }
            Entry::Vacant(place) => {
                place.insert(span);
            }
        }
    }
    errors
}
