//! What would turn a verdict: the smallest whole number of people along a line.
//!
//! A line moves one count alone; one up and another down (a voter changes sides); or one up together with the counts above
//! it in `given` (a voter who had stayed home). On a line every linear comparison is a threshold in the number of people,
//! so the first turn is found exactly by looking at the whole numbers next to those thresholds.

mod amount;
mod circuit;
mod search;

use self::circuit::{Atoms, Circuit, Lowering};
use self::search::Search;
use super::needed::needed;
use super::outcome::{Changes, Verdict};
use super::world::World;
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::program::{CompareOperator, ConditionId, ConditionKind, InputId, Measure, Stage, StageId};
use crate::span::Span;
use crate::value::{Exact, Kind, Value};

/// The rules as Boolean combinations of linear comparisons over the known counts.
pub(super) struct Lines<'a> {
    lowering: Lowering<'a>,
    givens: Vec<Circuit>,
    /// The comparisons of each `given`.
    given_atoms: Vec<Vec<usize>>,
    /// Which counts move which of the `given`s.
    givens_of: Vec<Vec<usize>>,
    /// For each count those directly above it in a `given`, and those directly below.
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    /// For each count those that stand beside it under a common bound.
    beside: Vec<Vec<usize>>,
    /// What each condition comes down to, once it has been asked for; an error is the text that is not linear.
    conditions: Vec<Option<Result<Circuit, Span>>>,
    /// Every `given` holds on one piece of each line: once it is broken it stays so.
    convex: bool,
    /// A `given` that is not linear: whether a move keeps it cannot be said.
    not_linear: Option<Span>,
}

/// The counts that may move, in order of declaration, with their values.
type Counts = Vec<(InputId, Exact)>;

impl<'a> Lines<'a> {
    /// `None` if no count is known, so that nothing can move.
    pub(super) fn new(measure: &'a Measure, facts: &'a Facts, target: Option<StageId>) -> Option<Self> {
        let counts: Counts = facts
            .inputs
            .iter()
            .filter(|(id, _)| measure.inputs.get(*id).is_some_and(|input| input.kind == Kind::Count))
            .filter_map(|(id, cells)| match cells {
                Cells::One(Slot::Known(Value::Number(value))) => Some((id, value.clone())),
                Cells::One(_) | Cells::Rows(_) => None,
            })
            .collect();
        if counts.is_empty() {
            return None;
        }
        let mut world = World::new(measure, facts);
        world.symbolic = true;
        for id in needed(measure, measure.stages.ids().filter(|&id| target.is_none_or(|target| target == id))) {
            world.work_out(id);
        }
        let none = || vec![Vec::new(); counts.len()];
        let mut lines = Self {
            givens: Vec::new(),
            given_atoms: Vec::new(),
            givens_of: none(),
            above: none(),
            below: none(),
            beside: none(),
            conditions: measure.conditions.ids().map(|_| None).collect(),
            convex: true,
            not_linear: None,
            lowering: Lowering::new(world, counts),
        };
        // What a table's rows must satisfy does not move with the counts outside it.
        for given in measure.givens.values().chain(&facts.givens).filter(|given| given.table.is_none()) {
            let first = lines.lowering.atoms.len();
            match lines.lowering.circuit(&given.formula) {
                Ok(circuit) => {
                    lines.relate(first);
                    lines.convex &= circuit.is_convex(&lines.lowering.atoms.exact);
                    lines.given_atoms.push((first..lines.lowering.atoms.len()).collect());
                    lines.givens.push(circuit);
                }
                Err(span) => lines.not_linear = lines.not_linear.or(Some(span)),
            }
        }
        Some(lines)
    }

    /// Reads from the comparisons of a `given`, added since `first`, which counts stand above or beside which.
    fn relate(&mut self, first: usize) {
        let given = self.givens.len();
        for atom in self.lowering.atoms.exact.iter().skip(first) {
            let signed = |wanted: i32| -> Vec<usize> {
                atom.slopes.iter().filter(|(_, slope)| slope.signum() == wanted).map(|(count, _)| *count).collect()
            };
            let (rising, falling) = (signed(1), signed(-1));
            for &count in rising.iter().chain(&falling) {
                add(&mut self.givens_of, count, given);
            }
            let (lower, upper) = match atom.operator {
                CompareOperator::AtLeast | CompareOperator::MoreThan => (falling, rising),
                CompareOperator::AtMost | CompareOperator::LessThan => (rising, falling),
                // An equation says that one count is made up of the others.
                CompareOperator::Equal if rising.len() > falling.len() => (rising, falling),
                CompareOperator::Equal => (falling, rising),
                CompareOperator::NotEqual => continue,
            };
            for &low in &lower {
                for &high in upper.iter().filter(|&&high| high != low) {
                    add(&mut self.above, low, high);
                    add(&mut self.below, high, low);
                }
                for &other in lower.iter().filter(|&&other| other != low) {
                    add(&mut self.beside, low, other);
                }
            }
        }
    }

    /// What would turn one condition that is met or not met.
    pub(super) fn of_condition(&mut self, id: ConditionId, verdict: Verdict) -> Changes {
        let lowered = self.lowering.circuit(&self.lowering.measure().conditions.at(id).formula);
        let changes = match &lowered {
            Ok(circuit) => self.search(&[(circuit, false)], verdict),
            Err(span) => Changes { not_linear: Some(*span), ..Changes::default() },
        };
        if let Some(slot) = self.conditions.get_mut(id.index()) {
            *slot = Some(lowered);
        }
        changes
    }

    /// What would turn "passed" into something else, or something else into "passed". Its conditions have been asked for.
    pub(super) fn of_stage(&self, stage: &Stage, verdict: Verdict) -> Changes {
        let mut parts = Vec::with_capacity(stage.conditions.len());
        for &id in &stage.conditions {
            match self.conditions.get(id.index()).and_then(Option::as_ref) {
                None => return Changes::default(),
                Some(Err(span)) => return Changes { not_linear: Some(*span), ..Changes::default() },
                Some(Ok(circuit)) => {
                    parts.push((circuit, self.lowering.measure().conditions.at(id).kind == ConditionKind::Reject));
                }
            }
        }
        self.search(&parts, verdict)
    }

    /// The first turn along every line that makes sense, shortest first.
    ///
    /// All parts must hold, those marked `true` turned round: a `reject` that is not met.
    fn search(&self, parts: &[(&Circuit, bool)], verdict: Verdict) -> Changes {
        if self.not_linear.is_some() {
            return Changes { not_linear: self.not_linear, ..Changes::default() };
        }
        let Atoms { whole, exact } = &self.lowering.atoms;
        // Votes fit 128 bits; where a product would not, the search is made with numbers that grow.
        if let Some(atoms) = whole {
            let search = Search::new(self, atoms, parts, verdict);
            if !search.is_small() {
                return Changes { too_many: true, ..Changes::default() };
            }
            if let Some(lines) = search.lines() {
                return Changes { lines, ..Changes::default() };
            }
        }
        let search = Search::new(self, exact, parts, verdict);
        if !search.is_small() {
            return Changes { too_many: true, ..Changes::default() };
        }
        Changes { lines: search.lines().unwrap_or_default(), ..Changes::default() }
    }
}

/// Adds to the list of one count, once.
fn add(lists: &mut [Vec<usize>], count: usize, item: usize) {
    if let Some(list) = lists.get_mut(count)
        && !list.contains(&item)
    {
        list.push(item);
    }
}
