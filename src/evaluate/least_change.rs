//! What would turn a verdict: the smallest whole number of people along a line.
//!
//! A line moves one count alone; one up and another down (a voter changes sides); or one up together with the counts above
//! it in `given` (a voter who had stayed home). On a line every linear comparison is a threshold in the number of people,
//! so the first turn is found exactly by looking at the whole numbers next to those thresholds.

mod amount;
mod circuit;
mod search;
mod ways;

use std::cell::OnceCell;

use smallvec::SmallVec;

use self::amount::Amount;
use self::circuit::{Atom, Atoms, Circuit, Lowering};
use self::search::Search;
use self::ways::Ways;
use super::needed::needed;
use super::outcome::{Changes, Verdict};
use super::world::World;
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::program::{CompareOperator, ConditionId, ConditionKind, InputId, Measure, StageId};
use crate::span::Span;
use crate::value::{Exact, Kind, Value};

/// The rules as Boolean combinations of linear comparisons over the known counts.
///
/// It depends on which counts are known, and on all other facts, but not on the counts themselves: it can be used again with
/// other counts.
#[derive(Debug)]
pub(super) struct Lines {
    /// The counts that may move, in order of declaration.
    counts: Vec<InputId>,
    atoms: Atoms,
    givens: Vec<Circuit>,
    /// The comparisons of each `given`.
    given_atoms: Vec<List>,
    /// Which counts move which of the `given`s.
    givens_of: Vec<List>,
    /// For each count those directly above it in a `given`, and those directly below.
    above: Vec<List>,
    below: Vec<List>,
    /// For each count those that stand beside it under a common bound.
    beside: Vec<List>,
    /// What each condition comes down to, if its stage is judged; an error is the text that is not linear.
    conditions: Vec<Option<Result<Circuit, Span>>>,
    /// What moves each condition, and each stage, once it has been asked.
    ways_of_conditions: Vec<OnceCell<Ways>>,
    ways_of_stages: Vec<OnceCell<Ways>>,
    /// Every `given` holds on one piece of each line: once it is broken it stays so.
    convex: bool,
    /// A `given` that is not linear: whether a move keeps it cannot be said.
    not_linear: Option<Span>,
}

/// Numbers of a few counts, comparisons or `given`s: so few that they need no memory of their own.
type List = SmallVec<[usize; 8]>;

impl Lines {
    /// `None` if no count is known, so that nothing can move.
    pub(super) fn new(measure: &Measure, facts: &Facts, target: Option<StageId>) -> Option<Self> {
        let counts: Vec<InputId> = facts.inputs.ids().filter(|&id| count(measure, facts, id).is_some()).collect();
        if counts.is_empty() {
            return None;
        }
        let stages = || measure.stages.ids().filter(|&id| target.is_none_or(|target| target == id));
        let mut world = World::new(measure, facts);
        world.symbolic = true;
        for id in needed(measure, stages()) {
            world.work_out(id);
        }
        let none = || vec![List::new(); counts.len()];
        let mut lines = Self {
            atoms: Atoms::default(),
            givens: Vec::new(),
            given_atoms: Vec::new(),
            givens_of: none(),
            above: none(),
            below: none(),
            beside: none(),
            conditions: measure.conditions.ids().map(|_| None).collect(),
            ways_of_conditions: vec![OnceCell::new(); measure.conditions.len()],
            ways_of_stages: vec![OnceCell::new(); measure.stages.len()],
            convex: true,
            not_linear: None,
            counts: Vec::new(),
        };
        let mut lowering = Lowering::new(world, &counts);
        // What a table's rows must satisfy does not move with the counts outside it.
        for given in measure.givens.values().chain(&facts.givens).filter(|given| given.table.is_none()) {
            let first = lines.atoms.len();
            match lowering.circuit(&given.formula, &mut lines.atoms) {
                Ok(circuit) => {
                    lines.relate(first);
                    lines.convex &= circuit.is_convex(&lines.atoms.exact);
                    lines.given_atoms.push((first..lines.atoms.len()).collect());
                    lines.givens.push(circuit);
                }
                Err(span) => lines.not_linear = lines.not_linear.or(Some(span)),
            }
        }
        for id in stages().flat_map(|id| &measure.stages.at(id).conditions) {
            if let Some(slot) = lines.conditions.get_mut(id.index()) {
                *slot = Some(lowering.circuit(&measure.conditions.at(*id).formula, &mut lines.atoms));
            }
        }
        lines.counts = counts;
        Some(lines)
    }

    /// The lines from where the counts are now.
    pub(super) fn from<'l>(&'l self, measure: &'l Measure, facts: &Facts) -> Start<'l> {
        let counts: Vec<Exact> =
            self.counts.iter().map(|&id| count(measure, facts, id).cloned().unwrap_or(Exact::ZERO)).collect();
        let whole = self.atoms.whole.as_ref().and_then(|atoms| Point::new(atoms, &counts));
        Start { lines: self, measure, counts, whole }
    }

    /// Reads from the comparisons of a `given`, added since `first`, which counts stand above or beside which.
    fn relate(&mut self, first: usize) {
        let given = self.givens.len();
        for atom in self.atoms.exact.iter().skip(first) {
            let signed = |wanted: i32| -> List {
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
}

/// The lines from a certain point: the counts as they are.
pub(super) struct Start<'l> {
    lines: &'l Lines,
    measure: &'l Measure,
    counts: Vec<Exact>,
    /// In 128 bits, if all of them fit.
    whole: Option<Point<'l, i128>>,
}

/// Comparisons where the counts are now.
struct Point<'l, N> {
    atoms: &'l [Atom<N>],
    /// The value of each comparison's sum.
    values: SmallVec<[N; 8]>,
    counts: SmallVec<[N; 8]>,
}

impl<'l, N: Amount> Point<'l, N> {
    /// `None` if a number does not fit.
    fn new(atoms: &'l [Atom<N>], counts: &[Exact]) -> Option<Self> {
        let counts: SmallVec<[N; 8]> = counts.iter().map(N::of).collect::<Option<_>>()?;
        let value = |atom: &Atom<N>| {
            atom.slopes
                .iter()
                .try_fold(atom.constant.clone(), |sum, (count, slope)| sum.plus(&slope.times(counts.get(*count)?)?))
        };
        Some(Self { atoms, values: atoms.iter().map(value).collect::<Option<_>>()?, counts })
    }
}

impl Start<'_> {
    /// What would turn one condition that is met or not met.
    pub(super) fn of_condition(&self, id: ConditionId, verdict: Verdict) -> Changes {
        match self.lines.conditions.get(id.index()).and_then(Option::as_ref) {
            None => Changes::default(),
            Some(Ok(circuit)) => {
                self.search(&[(circuit, false)], self.lines.ways_of_conditions.get(id.index()), verdict)
            }
            Some(Err(span)) => Changes { not_linear: Some(*span), ..Changes::default() },
        }
    }

    /// What would turn "passed" into something else, or something else into "passed".
    pub(super) fn of_stage(&self, id: StageId, verdict: Verdict) -> Changes {
        let stage = self.measure.stages.at(id);
        let mut parts: SmallVec<[(&Circuit, bool); 8]> = SmallVec::with_capacity(stage.conditions.len());
        for &condition in &stage.conditions {
            match self.lines.conditions.get(condition.index()).and_then(Option::as_ref) {
                None => return Changes::default(),
                Some(Err(span)) => return Changes { not_linear: Some(*span), ..Changes::default() },
                Some(Ok(circuit)) => {
                    parts.push((circuit, self.measure.conditions.at(condition).kind == ConditionKind::Reject));
                }
            }
        }
        self.search(&parts, self.lines.ways_of_stages.get(id.index()), verdict)
    }

    /// The first turn along every line that makes sense, shortest first.
    ///
    /// All parts must hold, those marked `true` turned round: a `reject` that is not met.
    fn search(&self, parts: &[(&Circuit, bool)], ways: Option<&OnceCell<Ways>>, verdict: Verdict) -> Changes {
        let lines = self.lines;
        if lines.not_linear.is_some() {
            return Changes { not_linear: lines.not_linear, ..Changes::default() };
        }
        let Some(found) = ways.map(|ways| ways.get_or_init(|| Ways::new(lines, parts))) else {
            return Changes::default();
        };
        let Some(ways) = &found.ways else { return Changes { too_many: true, ..Changes::default() } };
        // Votes fit 128 bits; where a product would not, the search is made with numbers that grow.
        if let Some(point) = &self.whole
            && let Some(lines) = Search::new(lines, point, parts, &found.used, verdict).shortest(ways)
        {
            return Changes { lines, ..Changes::default() };
        }
        let point = Point::new(&lines.atoms.exact, &self.counts);
        let shortest = point.and_then(|point| Search::new(lines, &point, parts, &found.used, verdict).shortest(ways));
        Changes { lines: shortest.unwrap_or_default(), ..Changes::default() }
    }
}

/// A count outside tables that is known.
fn count<'f>(measure: &Measure, facts: &'f Facts, id: InputId) -> Option<&'f Exact> {
    match facts.inputs.get(id)? {
        Cells::One(Slot::Known(Value::Number(value))) if measure.inputs.get(id)?.kind == Kind::Count => Some(value),
        Cells::One(_) | Cells::Rows(_) => None,
    }
}

/// Adds to the list of one count, once.
fn add(lists: &mut [List], count: usize, item: usize) {
    if let Some(list) = lists.get_mut(count)
        && !list.contains(&item)
    {
        list.push(item);
    }
}
