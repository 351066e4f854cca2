//! The simplex method in exact fractions, for sums with bounds (Dutertre and de Moura, 2006).
//!
//! Each sum is a row. A row's own column is *basic*, worked out from the others; all others stay within their bounds, and
//! pivots bring the basic ones within theirs. Bounds can be loosened at any time, so going back costs nothing. Columns are
//! chosen by the smallest number (Bland's rule), which ends always and is the same every time.

use super::Limit;
use super::near::Near;
use super::problem::{Column, Problem};
use crate::ids::{Table, id};
use crate::value::Exact;

id!(Line);

/// What bounds the columns have at present.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub(super) low: Table<Column, Option<Near>>,
    pub(super) high: Table<Column, Option<Near>>,
}

/// Whether the sums can be made as small as is asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Least {
    /// They stand at the least.
    Found,
    /// There is no least.
    Unbounded,
}

type Row = Vec<(Column, Exact)>;

/// The rows, and a value for each column that satisfies them all.
#[derive(Debug)]
pub(super) struct Simplex {
    pub(super) values: Table<Column, Near>,
    /// The basic column of each row.
    basis: Table<Line, Column>,
    rows: Table<Line, Row>,
    line_of: Table<Column, Option<Line>>,
}

impl Simplex {
    pub(super) fn new(problem: &Problem) -> Self {
        let mut simplex = Self {
            values: problem.columns.values().map(|_| Near::ZERO).collect(),
            basis: Table::new(),
            rows: Table::new(),
            line_of: problem.columns.values().map(|_| None).collect(),
        };
        for (column, number) in problem.columns.iter().filter(|(_, number)| !number.sum.is_empty()) {
            let line = simplex.basis.push(column);
            let mut row = number.sum.clone();
            row.sort_by_key(|(column, _)| *column);
            simplex.rows.push(row);
            simplex.line_of[column] = Some(line);
        }
        simplex
    }

    /// Brings every column within its bounds; `false` if that cannot be.
    pub(super) fn settle(&mut self, bounds: &Bounds, limit: &mut Limit) -> Result<bool, super::Spent> {
        for column in self.values.ids() {
            if self.line_of[column].is_none()
                && let Some(value) = outside(&self.values[column], bounds, column)
            {
                let value = value.clone();
                self.move_to(column, &value, limit)?;
            }
        }
        loop {
            let wrong = self
                .basis
                .iter()
                .filter_map(|(line, &column)| Some((column, line, outside(&self.values[column], bounds, column)?)))
                .min_by_key(|(column, ..)| *column);
            let Some((column, line, target)) = wrong else { return Ok(true) };
            let up = self.values[column] < *target;
            let entering = self.rows[line].iter().find(|(other, coefficient)| {
                let rises = coefficient.is_positive() == up;
                let bound = if rises { &bounds.high[*other] } else { &bounds.low[*other] };
                bound.as_ref().is_none_or(|bound| *bound != self.values[*other])
            });
            let Some((entering, coefficient)) = entering.cloned() else { return Ok(false) };
            let Some(factor) = Exact::ONE.divide(&coefficient) else { return Ok(false) };
            let change = target.minus(&self.values[column]).times(&factor);
            let to = self.values[entering].plus(&change);
            self.move_to(entering, &to, limit)?;
            self.pivot(line, entering, &factor, limit)?;
        }
    }

    /// Makes a basic column as small as the bounds allow, from where all are within their bounds.
    pub(super) fn least(
        &mut self,
        objective: Column,
        bounds: &Bounds,
        limit: &mut Limit,
    ) -> Result<Least, super::Spent> {
        let Some(own) = self.line_of[objective] else { return Ok(Least::Found) };
        loop {
            let entering = self.rows[own].iter().find(|(column, coefficient)| {
                let bound = if coefficient.is_positive() { &bounds.low[*column] } else { &bounds.high[*column] };
                bound.as_ref().is_none_or(|bound| *bound != self.values[*column])
            });
            let Some((entering, coefficient)) = entering.cloned() else { return Ok(Least::Found) };
            let rises = coefficient.is_negative();
            let bound = if rises { &bounds.high[entering] } else { &bounds.low[entering] };
            // How far it can go, and whose bound stops it.
            let mut room = bound.as_ref().map(|bound| (size(bound.minus(&self.values[entering])), entering, None));
            for (line, row) in self.rows.iter().filter(|(line, _)| *line != own) {
                let Some(coefficient) = coefficient_of(row, entering) else { continue };
                let column = self.basis[line];
                let bound = if coefficient.is_positive() == rises { &bounds.high[column] } else { &bounds.low[column] };
                let Some(bound) = bound else { continue };
                let Some(factor) = Exact::ONE.divide(coefficient) else { continue };
                let step = size(bound.minus(&self.values[column]).times(&factor));
                if room.as_ref().is_none_or(|(least, first, _)| (&step, column) < (least, *first)) {
                    room = Some((step, column, Some((line, factor))));
                }
            }
            limit.spend(self.rows.len())?;
            let Some((step, _, stopped)) = room else { return Ok(Least::Unbounded) };
            let to = if rises { self.values[entering].plus(&step) } else { self.values[entering].minus(&step) };
            self.move_to(entering, &to, limit)?;
            if let Some((line, factor)) = stopped {
                self.pivot(line, entering, &factor, limit)?;
            }
        }
    }

    /// Gives a column that is not basic another value.
    fn move_to(&mut self, column: Column, value: &Near, limit: &mut Limit) -> Result<(), super::Spent> {
        let change = value.minus(&self.values[column]);
        let mut work = self.rows.len();
        for (line, row) in self.rows.iter() {
            if let Some(coefficient) = coefficient_of(row, column) {
                let basic = self.basis[line];
                self.values[basic] = self.values[basic].plus(&change.times(coefficient));
                work = work.saturating_add(self.values[basic].exact.weight() - 1);
            }
        }
        self.values[column] = value.clone();
        limit.spend(work)
    }

    /// Solves a row for another of its columns, whose coefficient there is `1 / factor`.
    fn pivot(&mut self, line: Line, entering: Column, factor: &Exact, limit: &mut Limit) -> Result<(), super::Spent> {
        let leaving = std::mem::replace(&mut self.basis[line], entering);
        self.line_of[leaving] = None;
        self.line_of[entering] = Some(line);
        let opposite = -factor;
        let mut row: Row = std::mem::take(&mut self.rows[line])
            .into_iter()
            .filter(|(column, _)| *column != entering)
            .map(|(column, coefficient)| (column, (&coefficient * &opposite).lean()))
            .collect();
        let place = row.partition_point(|(column, _)| *column < leaving);
        row.insert(place, (leaving, factor.clone().lean()));
        let mut touched = row.len();
        for other in self.rows.ids() {
            let Some(coefficient) = coefficient_of(&self.rows[other], entering).cloned() else { continue };
            let combined = combine(&self.rows[other], entering, &coefficient, &row);
            touched = combined.iter().fold(touched, |sum, (_, value)| sum.saturating_add(value.weight()));
            self.rows[other] = combined;
        }
        self.rows[line] = row;
        limit.spend(touched)
    }
}

/// The bound that a value breaks.
fn outside<'b>(value: &Near, bounds: &'b Bounds, column: Column) -> Option<&'b Near> {
    let (low, high) = (bounds.low[column].as_ref(), bounds.high[column].as_ref());
    low.filter(|low| value < *low).or_else(|| high.filter(|high| value > *high))
}

fn size(change: Near) -> Near {
    if change < Near::ZERO { Near::ZERO.minus(&change) } else { change }
}

fn coefficient_of(row: &Row, column: Column) -> Option<&Exact> {
    row.binary_search_by_key(&column, |(column, _)| *column).ok().and_then(|at| row.get(at)).map(|(_, value)| value)
}

/// A row with `row` put in the place of a column.
fn combine(own: &Row, without: Column, factor: &Exact, row: &Row) -> Row {
    let mut combined = Vec::with_capacity(own.len() + row.len());
    let mut theirs = row.iter().peekable();
    for (column, mine) in own.iter().filter(|(column, _)| *column != without) {
        while let Some((other, coefficient)) = theirs.next_if(|(other, _)| other < column) {
            combined.push((*other, (coefficient * factor).lean()));
        }
        match theirs.next_if(|(other, _)| other == column) {
            None => combined.push((*column, mine.clone())),
            Some((_, coefficient)) => {
                let sum = (mine + &(coefficient * factor)).lean();
                if !sum.is_zero() {
                    combined.push((*column, sum));
                }
            }
        }
    }
    combined.extend(theirs.map(|(other, coefficient)| (*other, (coefficient * factor).lean())));
    combined
}
