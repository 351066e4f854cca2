//! What follows at once: truths through the gates, bounds through the sums.

use num_integer::Integer as _;

use super::near::Near;
use super::problem::{Column, Gate, Part, Problem};
use super::simplex::Bounds;
use super::{Limit, Spent};
use crate::ids::Table;
use crate::value::Exact;

/// What is assumed and what follows from it, and how to go back.
#[derive(Debug)]
pub(super) struct State<'p> {
    problem: &'p Problem,
    pub(super) truths: Table<Gate, Option<bool>>,
    pub(super) bounds: Bounds,
    trail: Vec<Change>,
    /// The gates that each is part of.
    parents: Table<Gate, Vec<Gate>>,
    /// The gates that compare each column.
    compared: Table<Column, Vec<Gate>>,
    /// The sums that each column is in, and itself if it is one.
    sums: Table<Column, Vec<Column>>,
    new_truths: Vec<Gate>,
    new_bounds: Vec<Column>,
}

#[derive(Debug)]
enum Change {
    Truth(Gate),
    Low(Column, Option<Near>),
    High(Column, Option<Near>),
}

/// Assumptions that contradict each other.
#[derive(Debug)]
pub(super) struct Contradiction;

type Step = Result<(), Contradiction>;

impl<'p> State<'p> {
    pub(super) fn new(problem: &'p Problem) -> Self {
        let mut parents: Table<Gate, Vec<Gate>> = problem.gates.values().map(|_| Vec::new()).collect();
        let mut compared: Table<Column, Vec<Gate>> = problem.columns.values().map(|_| Vec::new()).collect();
        let mut sums: Table<Column, Vec<Column>> = problem.columns.values().map(|_| Vec::new()).collect();
        for (gate, part) in problem.gates.iter() {
            match part {
                Part::Constant(_) | Part::Truth(_) => {}
                Part::Bound(column, _) => compared[*column].push(gate),
                Part::Not(inner) => parents[*inner].push(gate),
                Part::All(parts) | Part::Any(parts) => parts.iter().for_each(|part| parents[*part].push(gate)),
            }
        }
        for (sum, number) in problem.columns.iter().filter(|(_, number)| !number.sum.is_empty()) {
            number.sum.iter().for_each(|(column, _)| sums[*column].push(sum));
            sums[sum].push(sum);
        }
        let bounds = Bounds {
            low: problem.columns.values().map(|number| number.low.clone()).collect(),
            high: problem.columns.values().map(|number| number.high.clone()).collect(),
        };
        Self {
            problem,
            truths: problem.gates.values().map(|_| None).collect(),
            bounds,
            trail: Vec::new(),
            parents,
            compared,
            sums,
            new_truths: Vec::new(),
            new_bounds: problem.columns.ids().collect(),
        }
    }

    /// Where to go back to.
    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Takes everything back that came after a mark.
    pub(super) fn back(&mut self, mark: usize) {
        self.new_truths.clear();
        self.new_bounds.clear();
        while self.trail.len() > mark {
            match self.trail.pop() {
                Some(Change::Truth(gate)) => self.truths[gate] = None,
                Some(Change::Low(column, low)) => self.bounds.low[column] = low,
                Some(Change::High(column, high)) => self.bounds.high[column] = high,
                None => {}
            }
        }
    }

    pub(super) fn assume(&mut self, gate: Gate, holds: bool) -> Step {
        match self.truths[gate] {
            Some(known) if known == holds => Ok(()),
            Some(_) => Err(Contradiction),
            None => {
                self.truths[gate] = Some(holds);
                self.trail.push(Change::Truth(gate));
                self.new_truths.push(gate);
                Ok(())
            }
        }
    }

    pub(super) fn at_least(&mut self, column: Column, low: &Near) -> Step {
        let low = if self.problem.columns[column].whole { &Near::at(low.ceil()) } else { low };
        if self.bounds.low[column].as_ref().is_some_and(|known| known >= low) {
            return Ok(());
        }
        let before = self.bounds.low[column].replace(low.clone());
        self.trail.push(Change::Low(column, before));
        self.new_bounds.push(column);
        self.not_empty(column)
    }

    pub(super) fn at_most(&mut self, column: Column, high: &Near) -> Step {
        let high = if self.problem.columns[column].whole { &Near::at(high.floor()) } else { high };
        if self.bounds.high[column].as_ref().is_some_and(|known| known <= high) {
            return Ok(());
        }
        let before = self.bounds.high[column].replace(high.clone());
        self.trail.push(Change::High(column, before));
        self.new_bounds.push(column);
        self.not_empty(column)
    }

    fn not_empty(&self, column: Column) -> Step {
        match (&self.bounds.low[column], &self.bounds.high[column]) {
            (Some(low), Some(high)) if low > high => Err(Contradiction),
            _ => Ok(()),
        }
    }

    /// Follows everything up, sums only so far: bounds that push each other on for ever are left to the simplex method.
    pub(super) fn follow(&mut self, limit: &mut Limit) -> Result<Step, Spent> {
        let mut sums_left = 20 + 4 * self.problem.columns.len();
        loop {
            if let Some(gate) = self.new_truths.pop() {
                limit.spend(1)?;
                if self.follow_truth(gate).is_err() {
                    return Ok(Err(Contradiction));
                }
            } else if let Some(column) = self.new_bounds.pop() {
                limit.spend(self.compared[column].len())?;
                if self.follow_bound(column).is_err() {
                    return Ok(Err(Contradiction));
                }
                for at in 0..self.sums[column].len() {
                    let Some(&sum) = self.sums[column].get(at).filter(|_| sums_left > 0) else { break };
                    sums_left -= 1;
                    let long = |bound: &Option<Near>| bound.as_ref().map_or(1, |bound| bound.exact.weight());
                    let weight = long(&self.bounds.low[sum]).max(long(&self.bounds.high[sum]));
                    limit.spend(self.problem.columns[sum].sum.len().saturating_mul(weight))?;
                    if self.follow_sum(sum).is_err() {
                        return Ok(Err(Contradiction));
                    }
                }
            } else {
                return Ok(Ok(()));
            }
        }
    }

    fn follow_truth(&mut self, gate: Gate) -> Step {
        let problem = self.problem;
        let Some(holds) = self.truths[gate] else { return Ok(()) };
        match &problem.gates[gate] {
            Part::Constant(constant) => {
                if *constant != holds {
                    return Err(Contradiction);
                }
            }
            Part::Truth(_) => {}
            Part::Bound(column, bound) if holds => self.at_least(*column, &bound.0)?,
            Part::Bound(column, bound) => self.at_most(*column, &problem.columns[*column].below(&bound.0))?,
            Part::Not(inner) => self.assume(*inner, !holds)?,
            Part::All(_) | Part::Any(_) => self.follow_group(gate)?,
        }
        for at in 0..self.parents[gate].len() {
            let Some(&parent) = self.parents[gate].get(at) else { break };
            match &problem.gates[parent] {
                Part::Not(_) => self.assume(parent, !holds)?,
                Part::All(_) | Part::Any(_) => self.follow_group(parent)?,
                Part::Constant(_) | Part::Truth(_) | Part::Bound(..) => {}
            }
        }
        Ok(())
    }

    /// What a group's parts say of it, and it of its parts.
    fn follow_group(&mut self, gate: Gate) -> Step {
        let problem = self.problem;
        let (parts, every) = match &problem.gates[gate] {
            Part::All(parts) => (parts, true),
            Part::Any(parts) => (parts, false),
            Part::Constant(_) | Part::Bound(..) | Part::Truth(_) | Part::Not(_) => return Ok(()),
        };
        if self.truths[gate] == Some(every) {
            return parts.iter().try_for_each(|part| self.assume(*part, every));
        }
        let mut open = None;
        let mut several = false;
        for part in parts {
            match self.truths[*part] {
                Some(holds) if holds != every => return self.assume(gate, !every),
                Some(_) => {}
                None => {
                    several |= open.is_some();
                    open = Some(*part);
                }
            }
        }
        match (open, self.truths[gate]) {
            (None, _) => self.assume(gate, every),
            (Some(last), Some(_)) if !several => self.assume(last, !every),
            (Some(_), _) => Ok(()),
        }
    }

    /// The comparisons that a column's bounds decide.
    fn follow_bound(&mut self, column: Column) -> Step {
        for at in 0..self.compared[column].len() {
            let Some(&gate) = self.compared[column].get(at) else { break };
            let Part::Bound(_, bound) = &self.problem.gates[gate] else { continue };
            if self.bounds.low[column].as_ref().is_some_and(|low| *low >= bound.0) {
                self.assume(gate, true)?;
            } else if self.bounds.high[column].as_ref().is_some_and(|high| *high < bound.0) {
                self.assume(gate, false)?;
            }
        }
        Ok(())
    }

    /// Rounds the bounds of a sum of whole numbers. Where some of them are fixed, the rest moves in steps of what its
    /// coefficients have in common: `5·yes + 5·no >= 3,000,001` is `yes + no >= 600,001`.
    fn round_sum(&mut self, sum: Column) -> Step {
        let problem = self.problem;
        let (mut fixed, mut common) = (Exact::ZERO, 0i128);
        for (column, coefficient) in &problem.columns[sum].sum {
            let Some(whole) = coefficient.to_integer().filter(|_| problem.columns[*column].whole) else {
                return Ok(());
            };
            match (&self.bounds.low[*column], &self.bounds.high[*column]) {
                (Some(low), Some(high)) if low == high => fixed = (&fixed + &(coefficient * &low.exact)).lean(),
                _ => common = common.gcd(&whole),
            }
        }
        if common <= 1 {
            return Ok(());
        }
        let step = Exact::integer(common);
        let steps = |bound: &Near| (&bound.exact - &fixed).divide(&step);
        let at = |steps: Exact| Near::at((&(&steps * &step) + &fixed).lean());
        let low = self.bounds.low[sum].as_ref().and_then(steps).map(|steps| at(steps.ceil()));
        let high = self.bounds.high[sum].as_ref().and_then(steps).map(|steps| at(steps.floor()));
        low.iter().try_for_each(|low| self.at_least(sum, low))?;
        high.iter().try_for_each(|high| self.at_most(sum, high))
    }

    /// What the bounds of a sum and its parts say of each other.
    fn follow_sum(&mut self, sum: Column) -> Step {
        self.round_sum(sum)?;
        let problem = self.problem;
        let terms = &problem.columns[sum].sum;
        for least in [true, false] {
            // The least of the sum from the least of each term; or the most.
            let mut total = Near::ZERO;
            let mut endless: Option<Column> = None;
            let mut several = false;
            for (column, coefficient) in terms {
                match self.end(*column, coefficient, least) {
                    Some(end) => total = total.plus(&end.times(coefficient)),
                    None => {
                        several |= endless.is_some();
                        endless = Some(*column);
                    }
                }
            }
            if endless.is_none() {
                if least {
                    self.at_least(sum, &total)?;
                } else {
                    self.at_most(sum, &total)?;
                }
            }
            // What the sum leaves for one term when all others are at their least (or most).
            let whole = if least { &self.bounds.high[sum] } else { &self.bounds.low[sum] };
            let (Some(whole), false) = (whole.clone(), several) else { continue };
            for (column, coefficient) in terms {
                if endless.is_some_and(|other| other != *column) {
                    continue;
                }
                let others = match self.end(*column, coefficient, least) {
                    Some(end) if endless.is_none() => total.minus(&end.times(coefficient)),
                    Some(_) | None => total.clone(),
                };
                let Some(factor) = Exact::ONE.divide(coefficient) else { continue };
                let bound = whole.minus(&others).times(&factor);
                if least == coefficient.is_positive() {
                    self.at_most(*column, &bound)?;
                } else {
                    self.at_least(*column, &bound)?;
                }
            }
        }
        Ok(())
    }

    /// The bound of a column at which `coefficient · column` is the least, or the most.
    fn end(&self, column: Column, coefficient: &Exact, least: bool) -> Option<Near> {
        let end = if coefficient.is_positive() == least { &self.bounds.low[column] } else { &self.bounds.high[column] };
        end.clone()
    }
}
