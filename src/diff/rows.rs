//! Tables whose rows only votes name: their rows, with everything in them open.

use smol_str::SmolStr;

use crate::compare::Column;
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::inputs::{self, layer_of_scenario};
use crate::program::{ScenarioId, TableId};
use crate::span::Span;
use crate::value::Kind;

/// Why rules cannot be held against each other.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum DiffError {
    /// A table has no rows, neither declared nor in any scenario.
    #[error("the table `{table}` has no rows")]
    #[diagnostic(
        code(quorate::diff::rows),
        help(
            "declare them with `rows {table}`, or write a scenario that names them: its rows are taken, not its figures"
        )
    )]
    NoRows {
        /// The table.
        table: SmolStr,
        /// Where it first appears.
        #[label("which rows there are, only votes would say")]
        span: Span,
    },
    /// Two rules depend on things of one name that are not of one kind.
    #[error(
        "`{name}` is {} of `{first}` and {} of `{second}`, so that no figure can be put to both",
        first_kind.article(),
        second_kind.article()
    )]
    #[diagnostic(
        code(quorate::diff::kinds),
        help("declare it alike in both, or give one of them another name if they are different things")
    )]
    Kinds {
        /// What both call it.
        name: SmolStr,
        /// The one rule.
        first: SmolStr,
        /// What it is there.
        first_kind: Kind,
        /// Where it is declared there.
        #[label("{} here", first_kind.article())]
        first_span: Span,
        /// The other rule.
        second: SmolStr,
        /// What it is there.
        second_kind: Kind,
        /// Where it is declared there.
        #[label("{} here", second_kind.article())]
        second_span: Span,
    },
}

/// Where a table's rows were taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsOf {
    /// The table.
    pub table: SmolStr,
    /// The scenario whose rows they are.
    pub scenario: SmolStr,
    /// How many.
    pub rows: usize,
}

/// Gives each table that has no rows those of a scenario, all in them being open. Tables of one name get the same rows.
///
/// # Errors
/// Tables for which there are none.
pub fn rows_of_scenarios(columns: &[Column<'_>], facts: &mut [Facts]) -> Result<Vec<RowsOf>, Vec<DiffError>> {
    let mut taken: Vec<(RowsOf, Vec<SmolStr>)> = Vec::new();
    let mut errors = Vec::new();
    for (column, facts) in columns.iter().zip(facts) {
        let tables = column.rules().tables.iter().filter(|(id, table)| {
            let concerns = column.stage.is_none() || table.stage.is_none() || table.stage == column.stage;
            concerns && is_used(column, *id) && facts.rows.get(*id).is_none_or(Vec::is_empty)
        });
        for (id, table) in tables.collect::<Vec<_>>() {
            let name = &table.name.text;
            if !taken.iter().any(|(own, _)| own.table == *name) {
                match scenario(columns, name) {
                    Some((scenario, rows)) => {
                        let own = RowsOf { table: name.clone(), scenario, rows: rows.len() };
                        taken.push((own, rows));
                    }
                    None => {
                        let error = DiffError::NoRows { table: name.clone(), span: table.name.span };
                        if !errors.contains(&error) {
                            errors.push(error);
                        }
                    }
                }
            }
            if let Some((_, rows)) = taken.iter().find(|(own, _)| own.table == *name) {
                open(column, facts, id, rows);
            }
        }
    }
    if errors.is_empty() { Ok(taken.into_iter().map(|(own, _)| own).collect()) } else { Err(errors) }
}

/// Whether a requirement depends on a table.
fn is_used(column: &Column<'_>, table: TableId) -> bool {
    let measure = column.rules();
    measure.conditions.values().any(|own| {
        own.inputs.iter().any(|id| measure.inputs.at(*id).table == Some(table))
            || own.parameters.iter().any(|id| measure.parameters.at(*id).table == Some(table))
    })
}

/// The first scenario of any of the rules that names rows of a table, and the rows.
fn scenario(columns: &[Column<'_>], table: &str) -> Option<(SmolStr, Vec<SmolStr>)> {
    columns.iter().find_map(|column| {
        let (id, _) = column.rules().tables.iter().find(|(_, own)| own.name.text == table)?;
        let lineage = column.program.lineage(column.measure);
        let mut scenarios: Vec<(ScenarioId, _)> = column.program.scenarios.iter().collect();
        let ancestors: Vec<_> = lineage.collect();
        scenarios.retain(|(_, own)| ancestors.contains(&own.of));
        scenarios.into_iter().find_map(|(_, scenario)| {
            let facts = inputs::bind_beside(column.program, column.measure, &[layer_of_scenario(scenario)]).ok()?;
            let rows = facts.rows.get(id)?.clone();
            (!rows.is_empty()).then(|| (scenario.name.text.clone(), rows))
        })
    })
}

/// Gives a table rows of which nothing is known.
fn open(column: &Column<'_>, facts: &mut Facts, table: TableId, rows: &[SmolStr]) {
    let measure = column.rules();
    if table.index() >= facts.rows.len() {
        return;
    }
    *facts.rows.at_mut(table) = rows.to_vec();
    let cells = || Cells::Rows(vec![Slot::Unknown; rows.len()]);
    for (id, own) in measure.inputs.iter() {
        if own.table == Some(table) && id.index() < facts.inputs.len() {
            *facts.inputs.at_mut(id) = cells();
        }
    }
    for (id, own) in measure.parameters.iter() {
        if own.table == Some(table) && id.index() < facts.parameters.len() {
            *facts.parameters.at_mut(id) = cells();
        }
    }
}
