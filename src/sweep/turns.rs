//! Where a rule's answer turns along one axis: the last value before and the first after, exactly.

use super::axis::{Axis, Base, What};
use super::judge::{Lines, Needed, Point, Rule, Source};
use super::votes::{Role, Votes};
use super::{Cell, Sweep};
use crate::decision::Origin;
use crate::value::{Exact, Kind};

/// One place where an answer turns.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// What it was.
    pub before: Cell,
    /// What it is from there on.
    pub after: Cell,
    /// Where.
    pub place: Place,
}

/// Where an answer turns.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// Between two neighbouring numbers of people: the last before and the first after.
    People {
        /// What is counted.
        counts: Counted,
        /// The last number of people before it turns.
        last: i64,
        /// The first after.
        first: i64,
        /// As a share of these, if a share moves.
        of: Option<i64>,
    },
    /// At one number.
    At {
        /// The number.
        value: Exact,
        /// Whether the answer there is the one after it.
        turned: bool,
    },
    /// Somewhere between two steps: the rule is not linear.
    Between(Exact, Exact),
}

/// What moves in whole people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The input itself.
    Input,
    /// The ballots of a turnout.
    Ballots,
    /// The Yes votes of a support.
    Yes,
}

/// All places where a rule's answer turns along the only axis.
pub(super) fn turns(sweep: &Sweep<'_>, rule: &Rule<'_>, cells: &[Cell]) -> Vec<Turn> {
    let Some(axis) = sweep.axes.first() else { return Vec::new() };
    let walk = Walk { rule, votes: sweep.votes.as_ref() };
    let mut turns = Vec::new();
    match people_of(axis, sweep.votes.as_ref()) {
        Some((counts, of)) => {
            let position = |at: usize| whole(axis.value(at), of);
            for (at, pair) in cells.windows(2).enumerate() {
                let [before, after] = pair else { continue };
                let (Some(low), Some(high)) = (position(at), position(at + 1)) else { continue };
                walk.people((low, *before), (high, *after), counts, of, &mut turns);
            }
        }
        None => {
            for (at, pair) in cells.windows(2).enumerate() {
                let [before, after] = pair else { continue };
                walk.numbers((axis.value(at), *before), (axis.value(at + 1), *after), &mut turns);
            }
        }
    }
    turns
}

/// What whole people an axis moves, and what it is a share of.
fn people_of(axis: &Axis, votes: Option<&Votes>) -> Option<(Counted, Option<i64>)> {
    match &axis.what {
        What::Thing(_) if axis.kind == Kind::Count => Some((Counted::Input, None)),
        What::Thing(_) => None,
        What::Turnout => Some((Counted::Ballots, Some(votes?.fixed_registered()?))),
        What::Support(Base::Ballots) => Some((Counted::Yes, Some(votes?.fixed_ballots()?))),
        What::Support(Base::YesAndNo) => {
            let point = votes?.people(&|_| (0, 1))?;
            let [_, _, yes, no] = point.counts;
            Some((Counted::Yes, Some(yes?.checked_add(no?)?)))
        }
    }
}

/// The whole people of a value, rounded up.
fn whole(value: Exact, of: Option<i64>) -> Option<i64> {
    let people = of.map_or(value.clone(), |of| &value * &Exact::integer(of.into()));
    people.ceil().to_integer().and_then(|people| i64::try_from(people).ok())
}

struct Walk<'w, 'a> {
    rule: &'w Rule<'a>,
    votes: Option<&'w Votes>,
}

impl Walk<'_, '_> {
    /// The result of the rule where the axis is `part / whole`.
    fn cell(&self, part: i64, whole: i64) -> Cell {
        let axes = |_: usize| (part, whole);
        let people = self.votes.and_then(|votes| votes.people(&axes));
        self.rule.cell(&Point { axes: &axes, people })
    }

    /// Turns between two numbers of people, by halving.
    fn people(
        &self,
        (low, before): (i64, Cell),
        (high, after): (i64, Cell),
        counts: Counted,
        of: Option<i64>,
        turns: &mut Vec<Turn>,
    ) {
        let (mut last, mut cell) = (low, before);
        while cell != after && last < high {
            let (mut same, mut other) = (last, high);
            let mut found = after;
            while other - same > 1 {
                let middle = same + (other - same) / 2;
                let here = self.cell(middle, of.unwrap_or(1));
                if here == cell {
                    same = middle;
                } else {
                    (other, found) = (middle, here);
                }
            }
            turns.push(Turn {
                before: cell,
                after: found,
                place: Place::People { counts, last: same, first: other, of },
            });
            (last, cell) = (other, found);
        }
    }

    /// Turns between two numbers that need not be whole: at the zeros of comparisons, or else somewhere between.
    fn numbers(&self, (low, before): (Exact, Cell), (high, after): (Exact, Cell), turns: &mut Vec<Turn>) {
        let zeros = self.rule.form.as_ref().ok().and_then(|lines| self.zeros(lines, &low, &high));
        let Some(zeros) = zeros else {
            if before != after {
                turns.push(Turn { before, after, place: Place::Between(low, high) });
            }
            return;
        };
        let half = Exact::positive(1, 2);
        let ends: Vec<Exact> = zeros.iter().cloned().chain([high.clone()]).collect();
        let mut cell = before;
        for (at, value) in zeros.iter().enumerate() {
            let here = self.at(value);
            let next = ends.get(at + 1).unwrap_or(&high);
            let beyond = if next == value { here } else { self.at(&(&(value + next) * &half)) };
            if here != cell {
                turns.push(Turn { before: cell, after: here, place: Place::At { value: value.clone(), turned: true } });
            }
            if beyond != here {
                turns.push(Turn {
                    before: here,
                    after: beyond,
                    place: Place::At { value: value.clone(), turned: false },
                });
            }
            cell = beyond;
        }
        if cell != after {
            turns.push(Turn { before: cell, after, place: Place::At { value: high, turned: true } });
        }
    }

    fn at(&self, value: &Exact) -> Cell {
        let (part, whole) = value.lowest_terms();
        match (i64::try_from(part), i64::try_from(whole)) {
            (Ok(part), Ok(whole)) => self.cell(part, whole),
            (Err(_), _) | (_, Err(_)) => Cell::NotJudged,
        }
    }

    /// Where a comparison is exactly even, from `low` to `high`; `None` if that is not known.
    fn zeros(&self, lines: &Lines, low: &Exact, high: &Exact) -> Option<Vec<Exact>> {
        let decision = &lines.decision;
        let nodes = lines.cells.iter().map(|(node, _)| *node).chain([lines.possible]);
        let needed = Needed::of(decision, nodes);
        if needed.variables.iter().any(|id| matches!(decision.variables.at(*id).origin, Origin::Derived(_))) {
            return None;
        }
        let people = self.votes.and_then(|votes| votes.people(&|_| (0, 1)));
        let mut zeros: Vec<Exact> = Vec::new();
        for id in needed.atoms {
            let atom = decision.atoms.at(id);
            let (mut slope, mut rest) = (Exact::ZERO, Exact::integer(atom.constant));
            for (variable, coefficient) in &atom.terms {
                let source = lines.sources.iter().find(|(own, _)| own == variable)?.1;
                let coefficient = Exact::integer(*coefficient);
                match source {
                    Source::Axis(_) => slope = &slope + &coefficient,
                    Source::People(role) => {
                        let people = people.as_ref()?.counts.get(role as usize).copied().flatten()?;
                        rest = &rest + &(&coefficient * &Exact::integer(people.into()));
                    }
                }
            }
            if let Some(zero) = (-&rest).divide(&slope)
                && zero >= *low
                && zero <= *high
            {
                zeros.push(zero);
            }
        }
        zeros.sort();
        zeros.dedup();
        Some(zeros)
    }
}

impl Counted {
    /// `ballots`, `Yes votes`; nothing for an input, which has its own name.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Input => "",
            Self::Ballots => "ballots",
            Self::Yes => Role::Yes.option(),
        }
    }
}
