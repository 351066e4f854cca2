//! What would turn a verdict: the smallest whole number of people along a line.
//!
//! A line moves one count alone; one up and another down (a voter changes sides); or one up together with the counts above
//! it in `given` (a voter who had stayed home). On a line every linear comparison is a threshold in the number of people,
//! so the first turn is found exactly by looking at the whole numbers next to those thresholds.

use std::cmp::Ordering;

use super::formula::Compared;
use super::needed::needed;
use super::number::{Linear, Variable};
use super::outcome::{Changes, LeastChange, Verdict};
use super::world::{Cell, Worked, World};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::program::{
    CompareOperator, ConditionId, ConditionKind, Formula, FormulaNode, InputId, Meaning, Measure, Reference, Stage,
    StageId,
};
use crate::span::Span;
use crate::value::{Exact, Value};

/// Definitions of truths are followed so deep; beyond that the text counts as not linear.
const DEPTH: u32 = 16;

/// The rules as Boolean combinations of linear comparisons over the known counts.
pub(super) struct Lines<'a> {
    measure: &'a Measure,
    atoms: Vec<Atom>,
    givens: Vec<Circuit>,
    /// The counts that may move, in order of declaration, with their values.
    counts: Vec<(InputId, Exact)>,
    /// For each count those directly above it in a `given`.
    above: Vec<Vec<usize>>,
    /// Pairs that stand side by side under a common bound.
    beside: Vec<(usize, usize)>,
    /// What each condition comes down to, once it has been asked for; an error is the text that is not linear.
    conditions: Vec<Option<Result<Circuit, Span>>>,
    /// A `given` that is not linear: whether a move keeps it cannot be said.
    not_linear: Option<Span>,
}

/// `value + Σ slope · moved  OPERATOR  0`
struct Atom {
    operator: CompareOperator,
    value: Exact,
    slopes: Vec<Exact>,
}

enum Circuit {
    Fixed(Verdict),
    Atom(usize),
    All(Vec<Circuit>),
    Any(Vec<Circuit>),
}

/// Which counts move how: +1, -1 or not at all.
type Direction = Vec<i8>;

impl<'a> Lines<'a> {
    /// `None` if no count is known, so that nothing can move.
    pub(super) fn new(measure: &'a Measure, facts: &'a Facts, target: Option<StageId>) -> Option<(Self, World<'a>)> {
        let counts: Vec<(InputId, Exact)> = facts
            .inputs
            .iter()
            .filter(|(id, _)| measure.inputs.get(*id).is_some_and(|input| input.kind == crate::value::Kind::Count))
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
        let mut lines = Self {
            measure,
            atoms: Vec::new(),
            givens: Vec::new(),
            above: vec![Vec::new(); counts.len()],
            beside: Vec::new(),
            counts,
            conditions: measure.conditions.ids().map(|_| None).collect(),
            not_linear: None,
        };
        for given in measure.givens.values().chain(&facts.givens) {
            // What a table's rows must satisfy does not move with the counts outside it.
            if given.table.is_some() {
                continue;
            }
            let first = lines.atoms.len();
            match lines.circuit(&mut world, &given.formula, false, DEPTH) {
                Ok(circuit) => {
                    lines.relate(first);
                    lines.givens.push(circuit);
                }
                Err(span) => lines.not_linear = lines.not_linear.or(Some(span)),
            }
        }
        Some((lines, world))
    }

    /// Reads from the `given` comparisons added since `first` which counts stand above or beside which.
    fn relate(&mut self, first: usize) {
        for atom in self.atoms.iter().skip(first) {
            let signed = |wanted: i32| {
                atom.slopes
                    .iter()
                    .enumerate()
                    .filter(move |(_, slope)| slope.signum() == wanted)
                    .map(|(count, _)| count)
                    .collect::<Vec<_>>()
            };
            let (rising, falling) = (signed(1), signed(-1));
            let (lower, upper) = match atom.operator {
                CompareOperator::AtLeast | CompareOperator::MoreThan => (falling, rising),
                CompareOperator::AtMost | CompareOperator::LessThan => (rising, falling),
                // An equation says that one count is made up of the others.
                CompareOperator::Equal if rising.len() > falling.len() => (rising, falling),
                CompareOperator::Equal => (falling, rising),
                CompareOperator::NotEqual => continue,
            };
            for &low in &lower {
                if let Some(above) = self.above.get_mut(low) {
                    above.extend(upper.iter().filter(|high| **high != low));
                }
            }
            for (position, &a) in lower.iter().enumerate() {
                self.beside.extend(lower.iter().skip(position + 1).map(|&b| (a, b)));
            }
        }
    }

    /// What would turn one condition that is met or not met.
    pub(super) fn of_condition(&mut self, world: &mut World<'a>, id: ConditionId, verdict: Verdict) -> Changes {
        let lowered = self.circuit(world, &self.measure.conditions.at(id).formula, false, DEPTH);
        let changes = match &lowered {
            Ok(circuit) => self.search(&[(circuit, false)], verdict),
            Err(span) => Changes { lines: Vec::new(), not_linear: Some(*span) },
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
                Some(Err(span)) => return Changes { lines: Vec::new(), not_linear: Some(*span) },
                Some(Ok(circuit)) => {
                    parts.push((circuit, self.measure.conditions.at(id).kind == ConditionKind::Reject));
                }
            }
        }
        self.search(&parts, verdict)
    }

    /// Lowers a formula. An error is the text that is not linear.
    fn circuit(
        &mut self,
        world: &mut World<'a>,
        formula: &'a Formula,
        negated: bool,
        depth: u32,
    ) -> Result<Circuit, Span> {
        let span = formula.span;
        let Some(depth) = depth.checked_sub(1) else { return Err(span) };
        match &formula.node {
            FormulaNode::Compare(comparison) => {
                let compared = world.compare(comparison, negated).map_err(|_| span)?;
                let mut parts = Vec::new();
                for base in &comparison.bases {
                    let number = world.number(base).map_err(|_| span)?;
                    let form = number.to_linear().ok_or(base.span)?;
                    parts.push(self.atom(world, CompareOperator::MoreThan, &form));
                }
                parts.push(self.compared(world, compared, span)?);
                Ok(if parts.len() == 1 {
                    parts.pop().unwrap_or(Circuit::Fixed(Verdict::Met))
                } else {
                    Circuit::All(parts)
                })
            }
            FormulaNode::Not(inner) => self.circuit(world, inner, !negated, depth),
            FormulaNode::And(parts) | FormulaNode::Or(parts) => {
                let every = matches!(formula.node, FormulaNode::And(_)) != negated;
                let parts = parts
                    .iter()
                    .map(|part| self.circuit(world, part, negated, depth))
                    .collect::<Result<Vec<_>, Span>>()?;
                Ok(if every { Circuit::All(parts) } else { Circuit::Any(parts) })
            }
            FormulaNode::Reference(Reference::Definition(id)) => {
                let measure = self.measure;
                match (&measure.definitions.at(*id).value, world.definition(*id)) {
                    (Meaning::Truth(inner), Worked::Truth(_)) => self.circuit(world, inner, negated, depth),
                    _ => Err(span),
                }
            }
            FormulaNode::Quantified { .. } => match world.verdict(formula, negated).map_err(|_| span)? {
                Verdict::Unknown => Err(span),
                verdict => Ok(Circuit::Fixed(verdict)),
            },
            FormulaNode::Constant(_)
            | FormulaNode::Reference(_)
            | FormulaNode::CompareDates(..)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::Stage(..)
            | FormulaNode::Condition(..) => world.verdict(formula, negated).map(Circuit::Fixed).map_err(|_| span),
        }
    }

    fn compared(&mut self, world: &World<'_>, compared: Compared, span: Span) -> Result<Circuit, Span> {
        let Some((left, right)) = compared.sides else { return Ok(Circuit::Fixed(compared.verdict)) };
        let difference = left.subtract(&right, &world.scratch.bounds);
        let form = difference.to_linear().ok_or(span)?;
        Ok(self.atom(world, compared.operator, &form))
    }

    /// A comparison with zero, in whole numbers.
    fn atom(&mut self, world: &World<'_>, operator: CompareOperator, form: &Linear) -> Circuit {
        if form.terms.is_empty() {
            return Circuit::Fixed(Verdict::from_bool(operator.holds(form.constant.cmp(&Exact::ZERO))));
        }
        let mut slopes = vec![Exact::ZERO; self.counts.len()];
        let mut value = form.constant.clone();
        for (variable, coefficient) in &form.terms {
            let Some(count) = self.count_of(world, *variable) else { return Circuit::Fixed(Verdict::Unknown) };
            if let (Some(slope), Some((_, now))) = (slopes.get_mut(count), self.counts.get(count)) {
                *slope = coefficient.clone();
                value = &value + &(now * coefficient);
            }
        }
        self.atoms.push(Atom { operator, value, slopes });
        Circuit::Atom(self.atoms.len() - 1)
    }

    fn count_of(&self, world: &World<'_>, variable: Variable) -> Option<usize> {
        let (cell, _) = world.cells().find(|(_, candidate)| *candidate == variable)?;
        match cell {
            Cell::Input(id, None) => self.counts.iter().position(|(count, _)| *count == id),
            Cell::Input(_, Some(_)) | Cell::Parameter(..) => None,
        }
    }

    /// The first turn along every line that makes sense, shortest first.
    ///
    /// All parts must hold, those marked `true` turned round: a `reject` that is not met.
    fn search(&self, parts: &[(&Circuit, bool)], verdict: Verdict) -> Changes {
        if self.not_linear.is_some() {
            return Changes { lines: Vec::new(), not_linear: self.not_linear };
        }
        let mut used = Vec::new();
        parts.iter().for_each(|(circuit, _)| self.used_atoms(circuit, &mut used));
        let moves: Vec<bool> = (0..self.counts.len())
            .map(|count| used.iter().filter_map(|&atom| self.atoms.get(atom)).any(|atom| !slope(atom, count).is_zero()))
            .collect();
        let moving = |count: usize| moves.get(count).copied().unwrap_or(false);
        let mut found = Vec::new();
        let mut consider = |direction: &Direction| -> bool {
            let people = self.first_turn(parts, &used, direction, verdict);
            let turned = people.is_some();
            found.extend(people.map(|people| self.change(people, direction)));
            turned
        };
        for count in (0..self.counts.len()).filter(|&count| moving(count)) {
            consider(&self.direction(&[count], &[]));
            consider(&self.direction(&[], &[count]));
        }
        for a in 0..self.counts.len() {
            for b in (0..self.counts.len()).filter(|&b| b != a && (moving(a) || moving(b))) {
                let paired = self.beside.contains(&(a, b)) || self.beside.contains(&(b, a));
                let unrelated = moving(a) && moving(b) && !self.stands_above(a, b) && !self.stands_above(b, a);
                if paired || unrelated {
                    consider(&self.direction(&[a], &[b]));
                }
            }
        }
        for count in 0..self.counts.len() {
            // As few of the counts above as get there: a voter who had stayed home is on the roll already.
            let mut up = vec![count];
            loop {
                let more: Vec<usize> = up
                    .iter()
                    .filter_map(|&count| self.above.get(count))
                    .flatten()
                    .copied()
                    .filter(|above| !up.contains(above))
                    .collect();
                if more.is_empty() {
                    break;
                }
                for above in more {
                    if !up.contains(&above) {
                        up.push(above);
                    }
                }
                if up.iter().any(|&count| moving(count)) && consider(&self.direction(&up, &[])) {
                    break;
                }
            }
        }
        found.sort_by(|a: &LeastChange, b| a.people.cmp(&b.people));
        Changes { lines: found, not_linear: None }
    }

    fn stands_above(&self, high: usize, low: usize) -> bool {
        let mut reached = vec![low];
        let mut next = 0;
        while let Some(&count) = reached.get(next) {
            next += 1;
            for &above in self.above.get(count).into_iter().flatten() {
                if above == high {
                    return true;
                }
                if !reached.contains(&above) {
                    reached.push(above);
                }
            }
        }
        false
    }

    fn direction(&self, up: &[usize], down: &[usize]) -> Direction {
        (0..self.counts.len()).map(|count| i8::from(up.contains(&count)) - i8::from(down.contains(&count))).collect()
    }

    fn change(&self, people: Exact, direction: &Direction) -> LeastChange {
        let ids = |sign: i8| {
            self.counts.iter().zip(direction).filter(|(_, step)| **step == sign).map(|((id, _), _)| *id).collect()
        };
        LeastChange { people, up: ids(1), down: ids(-1) }
    }

    fn used_atoms(&self, circuit: &Circuit, used: &mut Vec<usize>) {
        match circuit {
            Circuit::Fixed(_) => {}
            Circuit::Atom(atom) => used.push(*atom),
            Circuit::All(parts) | Circuit::Any(parts) => parts.iter().for_each(|part| self.used_atoms(part, used)),
        }
    }

    /// The smallest whole k, at least one, at which the parts have another verdict and every `given` holds.
    fn first_turn(
        &self,
        parts: &[(&Circuit, bool)],
        used: &[usize],
        direction: &Direction,
        now: Verdict,
    ) -> Option<Exact> {
        let moves = |atom: &usize| self.atoms.get(*atom).is_some_and(|atom| !along(atom, direction).is_zero());
        if !used.iter().any(moves) {
            return None;
        }
        let slopes: Vec<Exact> = self.atoms.iter().map(|atom| along(atom, direction)).collect();
        let turned = |people: &Exact| {
            let verdict = parts.iter().fold(Verdict::Met, |verdict, (circuit, reject)| {
                verdict.and(self.judge(circuit, &slopes, people).negated_if(*reject))
            });
            verdict != now && verdict != Verdict::Unknown
        };
        let given =
            |people: &Exact| self.givens.iter().all(|given| self.judge(given, &slopes, people) != Verdict::NotMet);
        // Where only the verdict's own comparisons flip, the first turn is usually allowed; otherwise the `given`s' flips
        // matter too, and are looked at then.
        let own = self.candidates(used.iter().copied(), &slopes, direction);
        let first = own.into_iter().find(|people| turned(people))?;
        if given(&first) {
            return Some(first);
        }
        self.candidates(0..self.atoms.len(), &slopes, direction)
            .into_iter()
            .find(|people| turned(people) && given(people))
    }

    /// The whole numbers next to the points where these atoms flip, and one, ascending.
    fn candidates(&self, atoms: impl Iterator<Item = usize>, slopes: &[Exact], direction: &Direction) -> Vec<Exact> {
        let falling = self.counts.iter().zip(direction).filter(|(_, step)| **step < 0);
        let limit = falling.map(|((_, value), _)| value).min();
        let one = Exact::ONE;
        let mut candidates = vec![one.clone()];
        for (atom, slope) in atoms.filter_map(|index| self.atoms.get(index).zip(slopes.get(index))) {
            let Some(root) = (-&atom.value).divide(slope) else { continue };
            let below = root.floor();
            candidates.push(&below + &one);
            candidates.push(below);
        }
        candidates.retain(|people| *people >= one && limit.is_none_or(|limit| people <= limit));
        candidates.sort();
        candidates.dedup();
        candidates
    }

    fn judge(&self, circuit: &Circuit, slopes: &[Exact], people: &Exact) -> Verdict {
        match circuit {
            Circuit::Fixed(verdict) => *verdict,
            Circuit::Atom(index) => match (self.atoms.get(*index), slopes.get(*index)) {
                (Some(atom), Some(slope)) => {
                    let ordering = if slope.is_zero() {
                        atom.value.cmp(&Exact::ZERO)
                    } else {
                        (&atom.value + &(slope * people)).cmp(&Exact::ZERO)
                    };
                    Verdict::from_bool(atom.operator.holds(ordering))
                }
                _ => Verdict::Unknown,
            },
            Circuit::All(parts) => {
                parts.iter().fold(Verdict::Met, |verdict, part| verdict.and(self.judge(part, slopes, people)))
            }
            Circuit::Any(parts) => {
                parts.iter().fold(Verdict::NotMet, |verdict, part| verdict.or(self.judge(part, slopes, people)))
            }
        }
    }
}

fn slope(atom: &Atom, count: usize) -> &Exact {
    const NONE: &Exact = &Exact::ZERO;
    atom.slopes.get(count).unwrap_or(NONE)
}

fn along(atom: &Atom, direction: &Direction) -> Exact {
    atom.slopes.iter().zip(direction).fold(Exact::ZERO, |sum, (slope, step)| match step.cmp(&0) {
        Ordering::Greater => &sum + slope,
        Ordering::Less => &sum - slope,
        Ordering::Equal => sum,
    })
}
