//! What rows of a table cost, each by itself: bounds that let the search see ahead.
//!
//! "The fewest who can carry 4 of 6 states" would otherwise be tried state by state. For each row that counts or not, and
//! each sum over rows, the least that the row adds when it counts and when it does not is worked out by itself; the row's
//! part of the sum is at least the one or the other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::near::Near;
use super::problem::{Bound, Column, Gate, Number, Part, Problem};
use super::search::{End, Search};
use super::{Limit, Spent};
use crate::ids::Table;
use crate::value::Exact;

/// A comparison that is about more columns than this is not about one row.
const OF_ONE_ROW: usize = 12;
/// What one row may cost in steps before it is left alone.
const STEPS: u64 = 50_000;

/// Adds the bounds, if there are several rows that count or not.
pub(super) fn strengthen(problem: &mut Problem, limit: &mut Limit) -> Result<(), Spent> {
    if problem.indicators.len() < 2 {
        return Ok(());
    }
    let cones = cones(problem);
    // A column that several rows depend on belongs to none.
    let mut owners: BTreeMap<Column, Option<usize>> = BTreeMap::new();
    for (row, (_, gate)) in problem.indicators.iter().enumerate() {
        for column in &cones[*gate] {
            owners.entry(*column).and_modify(|owner| *owner = None).or_insert(Some(row));
        }
    }
    let known: Vec<Gate> = facts(problem);
    let sums: Vec<Vec<(Column, Exact)>> = wide_sums(problem, &owners);
    for (row, (indicator, gate)) in problem.indicators.clone().into_iter().enumerate() {
        let own = |column: &Column| owners.get(column).copied().flatten() == Some(row);
        let local: Vec<Gate> = known
            .iter()
            .copied()
            .filter(|known| cones[*known].len() <= OF_ONE_ROW && cones[*known].iter().any(own))
            .collect();
        let mut done: BTreeSet<Vec<(Column, Vec<u8>)>> = BTreeSet::new();
        for sum in &sums {
            let part: Vec<(Column, Exact)> = sum.iter().filter(|(column, _)| own(column)).cloned().collect();
            let key = part.iter().map(|(column, value)| (*column, value.to_string().into_bytes())).collect();
            if part.is_empty() || !done.insert(key) {
                continue;
            }
            let counts = least(problem, &local, (gate, true), &part, limit)?;
            let not = least(problem, &local, (gate, false), &part, limit)?;
            let (Some(counts), Some(not)) = (counts, not) else { continue };
            let difference = &not - &counts;
            if difference.is_zero() {
                continue;
            }
            // part >= not + (counts − not) · indicator
            let mut sum = part;
            sum.push((indicator, difference));
            sum.sort_by_key(|(column, _)| *column);
            let whole = sum.iter().all(|(column, value)| problem.columns[*column].whole && value.is_whole());
            let at = if whole { not.ceil() } else { not };
            let column = problem.columns.push(Number { whole, low: None, high: None, sum });
            let root = problem.gates.push(Part::Bound(column, Bound(Near::at(at))));
            problem.roots.push(root);
        }
    }
    Ok(())
}

/// The columns that each gate depends on, as long as they are not more than one row has by far.
fn cones(problem: &Problem) -> Table<Gate, BTreeSet<Column>> {
    let mut cones: Table<Gate, BTreeSet<Column>> = Table::new();
    for part in problem.gates.values() {
        let cone = match part {
            Part::Constant(_) | Part::Truth(_) => BTreeSet::new(),
            Part::Bound(column, _) => sought(problem, *column),
            Part::Not(inner) => cones[*inner].clone(),
            Part::All(parts) | Part::Any(parts) => parts.iter().flat_map(|part| cones[*part].iter().copied()).collect(),
        };
        cones.push(cone);
    }
    cones
}

/// The columns that a sum is of, or the column itself.
fn sought(problem: &Problem, column: Column) -> BTreeSet<Column> {
    match problem.columns[column].sum.as_slice() {
        [] => [column].into(),
        sum => sum.iter().map(|(column, _)| *column).collect(),
    }
}

/// All that must hold, one by one.
fn facts(problem: &Problem) -> Vec<Gate> {
    let mut facts = Vec::new();
    let mut open = problem.roots.clone();
    while let Some(gate) = open.pop() {
        match problem.gates.at(gate) {
            Part::All(parts) => open.extend_from_slice(parts),
            Part::Constant(_) | Part::Bound(..) | Part::Truth(_) | Part::Not(_) | Part::Any(_) => facts.push(gate),
        }
    }
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// The objective, and every compared sum over several rows both ways, since any may be held low or high.
fn wide_sums(problem: &Problem, owners: &BTreeMap<Column, Option<usize>>) -> Vec<Vec<(Column, Exact)>> {
    let mut sums = Vec::new();
    for (column, number) in problem.columns.iter() {
        let rows: BTreeSet<usize> =
            number.sum.iter().filter_map(|(column, _)| owners.get(column).copied().flatten()).collect();
        if rows.len() >= 2 {
            sums.push(number.sum.clone());
            if problem.objective != Some(column) {
                sums.push(number.sum.iter().map(|(column, value)| (*column, -value)).collect());
            }
        }
    }
    sums
}

/// The least of a sum where some gates hold and another does or does not; `None` if there is none or it is not known.
fn least(
    problem: &Problem,
    known: &[Gate],
    (gate, holds): (Gate, bool),
    sum: &[(Column, Exact)],
    limit: &mut Limit,
) -> Result<Option<Exact>, Spent> {
    let mut part = Excerpt { of: problem, problem: Problem::default(), columns: HashMap::new(), gates: HashMap::new() };
    let own = part.gate(gate);
    let own = if holds { own } else { part.problem.gates.push(Part::Not(own)) };
    part.problem.roots.push(own);
    for gate in known {
        let gate = part.gate(*gate);
        part.problem.roots.push(gate);
    }
    let sum: Vec<_> = sum.iter().map(|(column, value)| (part.column(*column), value.clone())).collect();
    let whole = sum.iter().all(|(column, value)| part.problem.columns[*column].whole && value.is_whole());
    part.problem.objective = Some(part.problem.columns.push(Number { whole, low: None, high: None, sum }));
    let mut own_limit = Limit { left: STEPS.min(limit.left) };
    let before = own_limit.left;
    let mut search = Search::new(&part.problem);
    let end = search.run(&mut own_limit);
    limit.spend(usize::try_from(before - own_limit.left).unwrap_or(usize::MAX))?;
    let best = search.best.and_then(|best| best.objective);
    Ok(best.filter(|_| matches!(end, Ok(End::All))).map(|best| best.exact))
}

/// Part of a problem as one of its own.
struct Excerpt<'p> {
    of: &'p Problem,
    problem: Problem,
    columns: HashMap<Column, Column>,
    gates: HashMap<Gate, Gate>,
}

impl Excerpt<'_> {
    fn column(&mut self, column: Column) -> Column {
        if let Some(&copy) = self.columns.get(&column) {
            return copy;
        }
        let number = self.of.columns.at(column);
        let sum = number.sum.iter().map(|(column, value)| (self.column(*column), value.clone())).collect();
        let (low, high) = (number.low.clone(), number.high.clone());
        let copy = self.problem.columns.push(Number { whole: number.whole, low, high, sum });
        self.columns.insert(column, copy);
        copy
    }

    /// The copy of a gate; those it is made of are copied first, and the rules nest no deeper than texts do.
    fn gate(&mut self, gate: Gate) -> Gate {
        if let Some(&copy) = self.gates.get(&gate) {
            return copy;
        }
        let part = match self.of.gates.at(gate) {
            Part::Constant(holds) => Part::Constant(*holds),
            Part::Bound(column, bound) => Part::Bound(self.column(*column), bound.clone()),
            Part::Truth(variable) => Part::Truth(*variable),
            Part::Not(inner) => Part::Not(self.gate(*inner)),
            Part::All(parts) => Part::All(parts.iter().map(|part| self.gate(*part)).collect()),
            Part::Any(parts) => Part::Any(parts.iter().map(|part| self.gate(*part)).collect()),
        };
        let copy = self.problem.gates.push(part);
        self.gates.insert(gate, copy);
        copy
    }
}
