//! The facts as an evaluation sees them: what is known, what is missing, what has been worked out.

use std::collections::BTreeMap;

use super::number::{Bounds, Linear, Number, Variable};
use super::outcome::{DayRange, Statuses, Verdict};
use super::{EvaluationError, Stop};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::program::{DefinitionId, InputId, Meaning, Measure, ParameterId, Reference, TableId};
use crate::span::Span;
use crate::value::{Duration, Exact, Kind, Value};

/// One evaluation in progress.
pub(crate) struct World<'a> {
    pub(crate) measure: &'a Measure,
    pub(crate) facts: &'a Facts,
    /// Treat every known count outside tables as missing, to see how the rules depend on it.
    pub(super) symbolic: bool,
    pub(super) scratch: Box<Scratch>,
}

/// What an evaluation works out on the way; kept between evaluations so that nothing is allocated anew.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// The row each table is at, while something is worked out by row.
    rows: Vec<Option<usize>>,
    /// Definitions already worked out.
    memo: Vec<Memo>,
    /// What bounds each missing number.
    pub(super) bounds: Vec<Bounds>,
    /// Whether each missing number is whole.
    pub(super) whole: Vec<bool>,
    cells: BTreeMap<Cell, Variable>,
    origins: Vec<Cell>,
    /// The statuses each stage judged so far may have.
    pub(super) stages: Vec<Option<Statuses>>,
    /// How deep an explanation stands in definitions.
    pub(super) depth: u32,
    /// How many definitions of definitions have been explained.
    pub(super) explained: u32,
}

/// A value of the facts that may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cell {
    Input(InputId, Option<usize>),
    Parameter(ParameterId, Option<usize>),
}

#[derive(Clone, Debug, Default)]
enum Memo {
    #[default]
    Open,
    One(Worked),
    Rows(Vec<Worked>),
}

/// The result of a definition.
#[derive(Clone, Debug)]
pub(super) enum Worked {
    Number(Result<Number, Stop>),
    Day(Result<DayRange, Stop>),
    Duration(Result<Option<Duration>, Stop>),
    /// As it stands, and under a `not`.
    Truth([Result<Verdict, Stop>; 2]),
}

/// What a reference stands for.
pub(super) enum Found<'a> {
    Slot(&'a Slot, Kind, Cell),
    Worked(Worked),
    Value(&'a Value),
    /// A value by date, asked for a day that is not known.
    Unknown,
}

impl<'a> World<'a> {
    pub(crate) fn new(measure: &'a Measure, facts: &'a Facts) -> Self {
        let scratch = Scratch {
            rows: vec![None; measure.tables.len()],
            memo: vec![Memo::Open; measure.definitions.len()],
            ..Scratch::default()
        };
        Self { measure, facts, symbolic: false, scratch: Box::new(scratch) }
    }

    /// Goes on with the scratch of an earlier evaluation of the same measure, in which the same definitions were worked out.
    pub(super) fn again(measure: &'a Measure, facts: &'a Facts, mut scratch: Box<Scratch>) -> Self {
        scratch.bounds.clear();
        scratch.whole.clear();
        scratch.cells.clear();
        scratch.origins.clear();
        scratch.explained = 0;
        Self { measure, facts, symbolic: false, scratch }
    }

    pub(crate) fn row(&self, table: TableId) -> Option<usize> {
        self.scratch.rows.get(table.index()).copied().flatten()
    }

    /// Whether something is being worked out by row.
    pub(super) fn in_row(&self) -> bool {
        self.scratch.rows.iter().any(Option::is_some)
    }

    pub(crate) fn row_count(&self, table: TableId) -> usize {
        self.facts.rows.get(table).map_or(0, Vec::len)
    }

    /// Works something out at a row of a table, and comes back.
    pub(super) fn at_row<T>(&mut self, table: TableId, row: usize, f: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.row(table);
        self.set_row(table, Some(row));
        let result = f(self);
        self.set_row(table, before);
        result
    }

    pub(crate) fn set_row(&mut self, table: TableId, row: Option<usize>) {
        if let Some(slot) = self.scratch.rows.get_mut(table.index()) {
            *slot = row;
        }
    }

    /// Works out a definition ahead of its use. Called in the order of the measure, so that chains do not nest.
    pub(crate) fn work_out(&mut self, id: DefinitionId) {
        let memo = match self.measure.definitions.at(id).table {
            None => Memo::One(self.define(id)),
            Some(table) => {
                let count = self.row_count(table);
                Memo::Rows((0..count).map(|row| self.at_row(table, row, |world| world.define(id))).collect())
            }
        };
        if let Some(slot) = self.scratch.memo.get_mut(id.index()) {
            *slot = memo;
        }
    }

    fn define(&mut self, id: DefinitionId) -> Worked {
        let definition = &self.measure.definitions.at(id);
        if let Some((_, slot)) = self.facts.dates.iter().find(|(date, _)| *date == id) {
            return Worked::Day(Ok(day_of(slot)));
        }
        match &definition.value {
            Meaning::Number(expr) => Worked::Number(self.number(expr)),
            Meaning::Date(expr) => Worked::Day(self.day(expr)),
            Meaning::Duration(expr) => Worked::Duration(self.duration(expr)),
            Meaning::Truth(formula) => Worked::Truth([self.verdict(formula, false), self.verdict(formula, true)]),
        }
    }

    pub(super) fn definition(&mut self, id: DefinitionId) -> Worked {
        let at = match self.scratch.memo.get(id.index()) {
            None | Some(Memo::Open) => None,
            Some(Memo::One(worked)) => return worked.clone(),
            Some(Memo::Rows(rows)) => {
                self.measure.definitions.at(id).table.and_then(|table| self.row(table)).and_then(|row| rows.get(row))
            }
        };
        match at {
            Some(worked) => worked.clone(),
            None => self.define(id),
        }
    }

    /// What a reference stands for, at the current row if it is a table's column.
    pub(super) fn find(&mut self, reference: &'a Reference, span: Span) -> Result<Found<'a>, Stop> {
        match reference {
            Reference::Input(id) => {
                let input = &self.measure.inputs.at(*id);
                let row = input.table.and_then(|table| self.row(table));
                let slot = self.facts.inputs.get(*id).map_or(&UNKNOWN, |cells| slot(cells, row));
                Ok(Found::Slot(slot, input.kind, Cell::Input(*id, row)))
            }
            Reference::Parameter(id) => {
                let parameter = &self.measure.parameters.at(*id);
                let row = parameter.table.and_then(|table| self.row(table));
                let slot = self.facts.parameters.get(*id).map_or(&UNKNOWN, |cells| slot(cells, row));
                Ok(Found::Slot(slot, parameter.kind, Cell::Parameter(*id, row)))
            }
            Reference::Definition(id) => Ok(Found::Worked(self.definition(*id))),
            Reference::AsOf { parameter, date } => {
                let day = self.day(date)?;
                self.as_of(*parameter, day, span)
            }
        }
    }

    /// The short way to what most references are: a known number outside tables.
    #[inline]
    pub(super) fn known(&self, reference: &Reference) -> Option<&'a Exact> {
        let cells = match reference {
            Reference::Input(id) if !self.symbolic => self.facts.inputs.get(*id),
            Reference::Parameter(id) => self.facts.parameters.get(*id),
            Reference::Input(_) | Reference::Definition(_) | Reference::AsOf { .. } => None,
        };
        match cells? {
            Cells::One(Slot::Known(Value::Number(value))) => Some(value),
            Cells::One(_) | Cells::Rows(_) => None,
        }
    }

    /// The value of a parameter by date: of the last row on or before the day.
    fn as_of(&self, id: ParameterId, day: DayRange, span: Span) -> Result<Found<'a>, Stop> {
        let parameter = &self.measure.parameters.at(id);
        let crate::program::ParameterValue::ByDate { rows, until } = &parameter.value else {
            return Ok(Found::Unknown);
        };
        let Some(day) = day.known() else { return Ok(Found::Unknown) };
        let found = rows.iter().rev().find(|row| row.from <= day).filter(|_| until.is_none_or(|until| day < until));
        match (found, rows.first()) {
            (Some(row), _) => Ok(Found::Value(&row.value)),
            (None, first) => {
                let from = first.map_or_else(String::new, |first| format!(" from {}", first.from));
                let until = until.map_or_else(String::new, |until| format!(" until {until}"));
                Err(Stop::error(EvaluationError::AsOf {
                    parameter: parameter.name.text.clone(),
                    date: day,
                    help: format!("its values hold{from}{until}; add a row for later or earlier days"),
                    span,
                }))
            }
        }
    }

    /// The number in a slot; a missing one becomes a variable.
    pub(super) fn number_of(&mut self, slot: &Slot, kind: Kind, cell: Cell) -> Number {
        let free = self.symbolic && matches!(cell, Cell::Input(_, None)) && kind == Kind::Count;
        match slot {
            Slot::Known(Value::Number(value)) if !free => Number::Known(value.clone()),
            Slot::Known(_) | Slot::Unknown | Slot::Range(..) => {
                Number::Linear(Box::new(Linear::variable(self.variable(cell, kind, slot))))
            }
        }
    }

    /// The variable of a missing cell.
    fn variable(&mut self, cell: Cell, kind: Kind, slot: &Slot) -> Variable {
        if let Some(&variable) = self.scratch.cells.get(&cell) {
            return variable;
        }
        let variable = Variable(self.scratch.bounds.len() as u32);
        let zero = (kind == Kind::Count).then_some(Exact::ZERO);
        let bounds = match slot {
            Slot::Range(Value::Number(low), high) => {
                let high = match high {
                    Some(Value::Number(high)) => Some(high.clone()),
                    Some(Value::Date(_) | Value::Duration(_) | Value::Truth(_)) | None => None,
                };
                Bounds { low: Some(low.clone()), high }
            }
            Slot::Unknown | Slot::Known(_) | Slot::Range(..) => Bounds { low: zero, high: None },
        };
        self.scratch.bounds.push(bounds);
        self.scratch.whole.push(kind == Kind::Count);
        self.scratch.cells.insert(cell, variable);
        self.scratch.origins.push(cell);
        variable
    }

    /// The bounds of a missing cell, of a count in whole people; `None` if nothing asked for it.
    pub(super) fn bounds_of(&self, cell: Cell) -> Option<(Option<Exact>, Option<Exact>)> {
        let variable = self.scratch.cells.get(&cell)?.0 as usize;
        let bounds = self.scratch.bounds.get(variable)?;
        let whole = self.scratch.whole.get(variable).copied().unwrap_or(false);
        let (low, high) = (bounds.low.as_ref(), bounds.high.as_ref());
        Some(if whole { (low.map(Exact::ceil), high.map(Exact::floor)) } else { (low.cloned(), high.cloned()) })
    }

    /// What a variable stands for.
    pub(crate) fn cell(&self, variable: Variable) -> Option<Cell> {
        self.scratch.origins.get(variable.0 as usize).copied()
    }
}

static UNKNOWN: Slot = Slot::Unknown;

/// The slot of a row, or the one slot.
fn slot(cells: &Cells, row: Option<usize>) -> &Slot {
    match cells {
        Cells::One(slot) => slot,
        Cells::Rows(slots) => row.and_then(|row| slots.get(row)).unwrap_or(&UNKNOWN),
    }
}

/// The day in a slot.
pub(super) fn day_of(slot: &Slot) -> DayRange {
    match slot {
        Slot::Known(Value::Date(day)) => DayRange::exactly(*day),
        Slot::Range(Value::Date(first), last) => {
            let last = match last {
                Some(Value::Date(last)) => Some(*last),
                Some(Value::Number(_) | Value::Duration(_) | Value::Truth(_)) | None => None,
            };
            DayRange { first: Some(*first), last, ..DayRange::UNKNOWN }
        }
        Slot::Known(_) | Slot::Range(..) | Slot::Unknown => DayRange::UNKNOWN,
    }
}
