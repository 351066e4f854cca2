//! The search: what must hold is assumed, what follows is followed, and where that leaves a choice, both ways are tried.
//!
//! At every turn the simplex method gives a point for what has been assumed so far. If all that must hold holds there by
//! itself, nothing need be chosen; otherwise the choice is about something that does not.

use super::near::Near;
use super::problem::{Column, Gate, Part, Problem};
use super::propagate::{Contradiction, State};
use super::simplex::{Least, Simplex};
use super::{Limit, Spent};
use crate::ids::Table;
use crate::value::Exact;

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Everything was looked at, or the first point was enough; the best is the best there is.
    All,
    /// The objective has no end.
    Unbounded,
}

/// A point where everything holds.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) values: Table<Column, Near>,
    pub(super) truths: Table<Gate, bool>,
    /// The sum that is to be small.
    pub(super) objective: Option<Near>,
}

#[derive(Debug)]
pub(super) struct Search<'p> {
    problem: &'p Problem,
    state: State<'p>,
    simplex: Simplex,
    /// Below so many open choices the objective has no end wherever there is a point, so that any point is enough.
    endless: Option<usize>,
    /// The best so far.
    pub(super) best: Option<Found>,
}

/// One side of a choice.
#[derive(Clone, Debug)]
enum Choice {
    Truth(Gate, bool),
    AtLeast(Column, Near),
    AtMost(Column, Near),
}

/// The result of a turn.
enum Turn {
    /// Nothing (more) is to be had from here.
    Closed,
    /// One point was asked for, and here it is.
    Enough,
    Unbounded,
    Branch(Box<(Choice, Choice)>),
}

/// How many open comparisons would have to change for a gate to hold, or not to.
#[derive(Clone, Copy, Debug)]
struct Cost {
    holds: u32,
    fails: u32,
}

const NEVER: u32 = u32::MAX;

impl<'p> Search<'p> {
    pub(super) fn new(problem: &'p Problem) -> Self {
        Self { problem, state: State::new(problem), simplex: Simplex::new(problem), endless: None, best: None }
    }

    pub(super) fn run(&mut self, limit: &mut Limit) -> Result<End, Spent> {
        let mut open: Vec<(usize, Choice)> = Vec::new();
        let mut assumed = self.problem.roots.iter().try_for_each(|root| self.state.assume(*root, true));
        loop {
            let turn = match assumed {
                Ok(()) => self.turn(open.len(), limit)?,
                Err(Contradiction) => Turn::Closed,
            };
            match turn {
                Turn::Enough => return Ok(End::All),
                Turn::Unbounded => return Ok(End::Unbounded),
                Turn::Branch(ways) => {
                    let (first, second) = *ways;
                    open.push((self.state.mark(), second));
                    assumed = self.choose(&first);
                }
                Turn::Closed => {
                    let Some((mark, other)) = open.pop() else { return Ok(End::All) };
                    self.endless = self.endless.filter(|depth| open.len() >= *depth);
                    self.state.back(mark);
                    assumed = self.choose(&other);
                }
            }
        }
    }

    fn choose(&mut self, choice: &Choice) -> Result<(), Contradiction> {
        match choice {
            Choice::Truth(gate, holds) => self.state.assume(*gate, *holds),
            Choice::AtLeast(column, bound) => self.state.at_least(*column, bound),
            Choice::AtMost(column, bound) => self.state.at_most(*column, bound),
        }
    }

    fn turn(&mut self, depth: usize, limit: &mut Limit) -> Result<Turn, Spent> {
        limit.spend(self.problem.gates.len())?;
        if self.state.follow(limit)?.is_err() || !self.simplex.settle(&self.state.bounds, limit)? {
            return Ok(Turn::Closed);
        }
        let mut unbounded = self.endless.is_some();
        if let Some(objective) = self.problem.objective.filter(|_| !unbounded) {
            match self.simplex.least(objective, &self.state.bounds, limit)? {
                Least::Unbounded => unbounded = true,
                Least::Found => {
                    let value = &self.simplex.values[objective];
                    let value = if self.problem.columns[objective].whole { &Near::at(value.ceil()) } else { value };
                    if self.best.as_ref().and_then(|best| best.objective.as_ref()).is_some_and(|best| best <= value) {
                        return Ok(Turn::Closed);
                    }
                }
            }
        }
        let (points, costs) = self.evaluate();
        if let Some(choice) = self.fraction(true).filter(|_| !unbounded) {
            return Ok(choice);
        }
        // Where the objective has no end, what holds must be assumed to hold, so that it holds all the way.
        if let Some(choice) = self.unjustified(&points, &costs, unbounded) {
            return Ok(choice);
        }
        // From any whole point the way that has no end leads to others, so that how far the point is out matters no more.
        if unbounded {
            self.endless = self.endless.or(Some(depth));
        }
        if let Some(choice) = self.fraction(false) {
            return Ok(choice);
        }
        let objective = self.problem.objective.map(|column| self.simplex.values[column].clone());
        self.best = Some(Found {
            values: self.simplex.values.clone(),
            truths: points,
            objective: objective.filter(|_| !unbounded),
        });
        Ok(if unbounded {
            Turn::Unbounded
        } else if self.problem.objective.is_some() {
            Turn::Closed
        } else {
            Turn::Enough
        })
    }

    /// A whole number that is none yet: of those that are 0 or 1, or of all.
    fn fraction(&self, binary: bool) -> Option<Turn> {
        let one = Near::at(Exact::ONE);
        let mut fractions = self.problem.columns.iter().filter(|(column, number)| {
            let small = || {
                let (low, high) = (&self.state.bounds.low[*column], &self.state.bounds.high[*column]);
                *low == Some(Near::ZERO) && *high == Some(one.clone())
            };
            number.whole && number.sum.is_empty() && !self.simplex.values[*column].is_whole() && (!binary || small())
        });
        let (column, _) = fractions.next()?;
        let value = &self.simplex.values[column];
        let floor = value.floor();
        let below = Choice::AtMost(column, Near::at(floor.clone()));
        let above = Choice::AtLeast(column, Near::at(&floor + &Exact::ONE));
        let half = Exact::ratio(1, 2)?;
        // Where only one whole number is left on a side, that one first: going the other way may take as many choices as there
        // are people.
        let next = Near::at(&floor + &Exact::ONE);
        let is_last = self.state.bounds.high[column].as_ref() == Some(&next);
        let is_first = self.state.bounds.low[column].as_ref() == Some(&Near::at(floor.clone()));
        let up = if is_last == is_first { &value.exact - &floor >= half } else { is_last };
        Some(Turn::Branch(Box::new(if up { (above, below) } else { (below, above) })))
    }

    /// Every gate at the point, and what it would take to change it.
    fn evaluate(&self) -> (Table<Gate, bool>, Table<Gate, Cost>) {
        let mut points: Table<Gate, bool> = Table::new();
        let mut costs: Table<Gate, Cost> = Table::new();
        for (gate, part) in self.problem.gates.iter() {
            let known = self.state.truths[gate];
            let (holds, cost) = match part {
                Part::Constant(holds) => (*holds, None),
                Part::Bound(column, bound) => (bound.holds(&self.simplex.values[*column]), None),
                Part::Truth(_) => (known == Some(true), None),
                Part::Not(inner) => {
                    let Cost { holds, fails } = costs[*inner];
                    (!points[*inner], Some(Cost { holds: fails, fails: holds }))
                }
                Part::All(parts) => {
                    let holds = parts.iter().map(|part| costs[*part].holds).fold(0, u32::saturating_add);
                    let fails = parts.iter().map(|part| costs[*part].fails).min().unwrap_or(NEVER);
                    (parts.iter().all(|part| points[*part]), Some(Cost { holds, fails }))
                }
                Part::Any(parts) => {
                    let holds = parts.iter().map(|part| costs[*part].holds).min().unwrap_or(NEVER);
                    let fails = parts.iter().map(|part| costs[*part].fails).fold(0, u32::saturating_add);
                    (parts.iter().any(|part| points[*part]), Some(Cost { holds, fails }))
                }
            };
            points.push(holds);
            costs.push(match known {
                Some(true) => Cost { holds: 0, fails: NEVER },
                Some(false) => Cost { holds: NEVER, fails: 0 },
                None => cost.unwrap_or(Cost { holds: (!holds).into(), fails: holds.into() }),
            });
        }
        (points, costs)
    }

    /// A choice about a group that is assumed to hold (or not to) without any part being assumed to make it so; unless
    /// `every` one is looked for, of those that the point does not satisfy by itself.
    fn unjustified(&self, points: &Table<Gate, bool>, costs: &Table<Gate, Cost>, every: bool) -> Option<Turn> {
        self.problem.gates.iter().find_map(|(gate, part)| {
            let known = self.state.truths[gate]?;
            let parts = match part {
                Part::Any(parts) if known => parts,
                Part::All(parts) if !known => parts,
                Part::Constant(_) | Part::Bound(..) | Part::Truth(_) | Part::Not(_) | Part::All(_) | Part::Any(_) => {
                    return None;
                }
            };
            let justified = parts.iter().any(|part| self.state.truths[*part] == Some(known));
            if justified || !every && points[gate] == known {
                return None;
            }
            let cost = |part: &Gate| if known { costs[*part].holds } else { costs[*part].fails };
            let chosen =
                parts.iter().filter(|part| self.state.truths[**part].is_none()).min_by_key(|part| cost(part))?;
            Some(Turn::Branch(Box::new((Choice::Truth(*chosen, known), Choice::Truth(*chosen, !known)))))
        })
    }
}
