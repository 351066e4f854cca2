//! Whether formulas hold: one walk for verdicts and for explanations.

use super::day;
use super::margin;
use super::number::Number;
use super::outcome::{DayRange, Margin, MarginUnit, StageStatus, Verdict};
use super::world::{Found, Worked, World};
use super::{Stop, stage};
use crate::facts::Slot;
use crate::program::{
    CompareOperator, Comparison, DateExpr, DefinitionId, DurationExpr, Formula, FormulaNode, InputId, Reference,
    Status, TableId,
};
use crate::span::Span;
use crate::value::{Date, DurationUnit, Exact, Kind, Value, days_between};

impl Verdict {
    pub(crate) const fn from_bool(holds: bool) -> Self {
        if holds { Self::Met } else { Self::NotMet }
    }

    pub(super) const fn negated(self) -> Self {
        match self {
            Self::Met => Self::NotMet,
            Self::NotMet => Self::Met,
            Self::Unknown => Self::Unknown,
            Self::NotDecided => Self::NotDecided,
        }
    }

    pub(super) const fn negated_if(self, negated: bool) -> Self {
        if negated { self.negated() } else { self }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::NotMet, _) | (_, Self::NotMet) => Self::NotMet,
            (Self::Met, Self::Met) => Self::Met,
            (Self::NotDecided, _) | (_, Self::NotDecided) => Self::NotDecided,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        self.negated().and(other.negated()).negated()
    }
}

/// A comparison of numbers with its result.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    pub(super) operator: CompareOperator,
    pub(super) verdict: Verdict,
    pub(super) difference: Option<Exact>,
    /// Both sides are counts, so that the difference is one of people.
    pub(super) counts: bool,
    pub(super) empty_base: Option<Span>,
}

impl Compared {
    /// The difference in whole people.
    pub(super) fn by(&self) -> Option<Margin> {
        let difference = self.difference.as_ref().filter(|_| self.counts)?;
        margin::by(self.operator, difference, self.verdict == Verdict::Met, MarginUnit::Count)
    }
}

/// A comparison of days with its result.
#[derive(Clone, Debug)]
pub(super) struct ComparedDays {
    pub(super) operator: CompareOperator,
    pub(super) verdict: Verdict,
    pub(super) left: DayRange,
    pub(super) right: DayRange,
    pub(super) difference: Option<Exact>,
    pub(super) by: Option<Margin>,
}

/// What the walk builds at each step: a bare verdict, a verdict with its margin, or an explanation.
pub(super) trait Why<'a>: Sized {
    /// Parts of an `and` or `or` in the making.
    type Group;

    fn verdict(&self) -> Verdict;
    fn stated(span: Span, verdict: Verdict) -> Self;
    fn missing(span: Span, input: InputId) -> Self;
    fn comparison(
        world: &mut World<'a>,
        span: Span,
        comparison: &'a Comparison,
        compared: Compared,
    ) -> Result<Self, Stop>;
    fn days(span: Span, left: &'a DateExpr, right: &'a DateExpr, compared: ComparedDays) -> Self;
    fn durations(
        span: Span,
        operator: CompareOperator,
        left: (&'a DurationExpr, Option<crate::value::Duration>),
        right: (&'a DurationExpr, Option<crate::value::Duration>),
        verdict: Verdict,
    ) -> Self;
    fn negation(span: Span, inner: Self) -> Self;
    fn definition(
        world: &mut World<'a>,
        span: Span,
        id: DefinitionId,
        negated: bool,
        verdict: Verdict,
    ) -> Result<Self, Stop>;
    fn group() -> Self::Group;
    fn push(group: &mut Self::Group, part: Self);
    fn close(group: Self::Group, span: Span, every: bool, verdict: Verdict) -> Self;
    /// One row of `every` or `any`.
    fn row(group: &mut Self::Group, row: usize, passes_filter: Verdict, part: Self);
    fn close_rows(group: Self::Group, span: Span, table: TableId, every: bool, verdict: Verdict) -> Self;
}

impl<'a> World<'a> {
    /// Whether a formula holds; with `negated`, whether it does not.
    pub(crate) fn verdict(&mut self, formula: &'a Formula, negated: bool) -> Result<Verdict, Stop> {
        self.judge::<Verdict>(formula, negated)
    }

    /// Judges a formula. `not` is pushed down to the comparisons, so that an empty base fails either way.
    pub(super) fn judge<W: Why<'a>>(&mut self, formula: &'a Formula, negated: bool) -> Result<W, Stop> {
        let span = formula.span;
        match &formula.node {
            FormulaNode::Constant(holds) => Ok(W::stated(span, Verdict::from_bool(*holds != negated))),
            FormulaNode::Reference(reference) => self.judge_reference(reference, span, negated),
            FormulaNode::Compare(comparison) => {
                let compared = self.compare(comparison, negated)?;
                W::comparison(self, span, comparison, compared)
            }
            FormulaNode::CompareDates(operator, left, right) => {
                let compared = self.compare_days(turned(*operator, negated), left, right)?;
                Ok(W::days(span, left, right, compared))
            }
            FormulaNode::CompareDurations(operator, left, right) => {
                let operator = turned(*operator, negated);
                let (a, b) = (self.duration(left)?, self.duration(right)?);
                let verdict = match (a.and_then(length), b.and_then(length)) {
                    (Some(a), Some(b)) => Verdict::from_bool(operator.holds(a.cmp(&b))),
                    _ => Verdict::Unknown,
                };
                Ok(W::durations(span, operator, (left, a), (right, b), verdict))
            }
            FormulaNode::Not(inner) => Ok(W::negation(span, self.judge(inner, !negated)?)),
            FormulaNode::And(parts) => self.judge_parts(parts, span, negated, !negated),
            FormulaNode::Or(parts) => self.judge_parts(parts, span, negated, negated),
            FormulaNode::Quantified { every, table, filter, condition } => {
                self.judge_rows(span, *table, *every != negated, filter.as_deref(), condition, negated)
            }
            FormulaNode::Stage(id, status) => {
                let possible = self.stage_statuses(*id);
                Ok(W::stated(span, stage::verdict_of(possible, *status).negated_if(negated)))
            }
            FormulaNode::Condition(id, status) => {
                let condition = &self.measure.conditions.at(*id);
                let verdict = match status {
                    Status::NotMet => self.verdict(&condition.formula, false)?.negated(),
                    Status::Unknown => Verdict::from_bool(self.verdict(&condition.formula, false)? == Verdict::Unknown),
                    Status::Met
                    | Status::Passed
                    | Status::Failed
                    | Status::NoQuorum
                    | Status::Undecided
                    | Status::Reached
                    | Status::NotReached
                    | Status::NotPassed
                    | Status::Pending => self.verdict(&condition.formula, false)?,
                };
                Ok(W::stated(span, verdict.negated_if(negated)))
            }
        }
    }

    fn judge_reference<W: Why<'a>>(&mut self, reference: &'a Reference, span: Span, negated: bool) -> Result<W, Stop> {
        if let Reference::Definition(id) = reference {
            let Worked::Truth([plain, turned]) = self.definition(*id) else {
                return Ok(W::stated(span, Verdict::Unknown));
            };
            return W::definition(self, span, *id, negated, if negated { turned? } else { plain? });
        }
        let truth = match self.find(reference, span)? {
            Found::Slot(Slot::Known(Value::Truth(truth)), _, _) | Found::Value(Value::Truth(truth)) => Some(*truth),
            Found::Slot(..) | Found::Value(_) | Found::Worked(_) | Found::Unknown => None,
        };
        Ok(match (truth, reference) {
            (Some(truth), _) => W::stated(span, Verdict::from_bool(truth != negated)),
            (None, Reference::Input(id)) => W::missing(span, *id),
            (None, Reference::Parameter(_) | Reference::Definition(_) | Reference::AsOf { .. }) => {
                W::stated(span, Verdict::Unknown)
            }
        })
    }

    fn judge_parts<W: Why<'a>>(
        &mut self,
        parts: &'a [Formula],
        span: Span,
        negated: bool,
        every: bool,
    ) -> Result<W, Stop> {
        let mut group = W::group();
        let mut verdict = Verdict::from_bool(every);
        for part in parts {
            let part: W = self.judge(part, negated)?;
            verdict = if every { verdict.and(part.verdict()) } else { verdict.or(part.verdict()) };
            W::push(&mut group, part);
        }
        Ok(W::close(group, span, every, verdict))
    }

    /// `every` or `any` row that the filter lets through. Over no rows neither holds, whichever way it is turned.
    fn judge_rows<W: Why<'a>>(
        &mut self,
        span: Span,
        table: TableId,
        every: bool,
        filter: Option<&'a Formula>,
        condition: &'a Formula,
        negated: bool,
    ) -> Result<W, Stop> {
        let mut group = W::group();
        let mut some_row = Verdict::NotMet;
        let mut verdict = Verdict::from_bool(every);
        for row in 0..self.row_count(table) {
            let (passes, part) = self.at_row(table, row, |world| -> Result<_, Stop> {
                let passes = match filter {
                    None => Verdict::Met,
                    Some(filter) => world.verdict(filter, false)?,
                };
                if passes == Verdict::NotMet {
                    return Ok((passes, None));
                }
                Ok((passes, Some(world.judge::<W>(condition, negated)?)))
            })?;
            let Some(part) = part else { continue };
            some_row = some_row.or(passes);
            verdict = if every {
                verdict.and(passes.negated().or(part.verdict()))
            } else {
                verdict.or(passes.and(part.verdict()))
            };
            W::row(&mut group, row, passes, part);
        }
        Ok(W::close_rows(group, span, table, every, verdict.and(some_row)))
    }

    /// Compares two numbers. A share of an empty base makes it not met, whichever way it is turned.
    pub(super) fn compare(&mut self, comparison: &'a Comparison, negated: bool) -> Result<Compared, Stop> {
        let operator = turned(comparison.operator, negated);
        match self.compare_plain(comparison, operator) {
            Some(compared) => Ok(compared),
            None => self.compare_fully(comparison, operator),
        }
    }

    /// The long way: numbers of any size, missing ones, rows, empty bases.
    #[inline(never)]
    fn compare_fully(&mut self, comparison: &'a Comparison, operator: CompareOperator) -> Result<Compared, Stop> {
        let empty = |span| Compared {
            operator,
            verdict: Verdict::NotMet,
            difference: None,
            counts: false,
            empty_base: Some(span),
        };
        let mut based = Verdict::Met;
        for base in &comparison.bases {
            let number = match self.number(base) {
                Err(Stop::EmptyBase(_)) => return Ok(empty(base.span)),
                number => number?,
            };
            match self.holds(CompareOperator::MoreThan, &number) {
                Verdict::Met => {}
                Verdict::NotMet => return Ok(empty(base.span)),
                Verdict::Unknown | Verdict::NotDecided => based = Verdict::Unknown,
            }
        }
        let (left, right) = match (self.number(&comparison.left), self.number(&comparison.right)) {
            (Err(Stop::EmptyBase(span)), _) | (_, Err(Stop::EmptyBase(span))) => {
                // Only a `given` gets here: what cannot be said of nothing is not broken by it.
                return Ok(Compared { verdict: Verdict::Unknown, ..empty(span) });
            }
            (left, right) => (left?, right?),
        };
        let difference = left.subtract(&right, &self.scratch.bounds);
        let verdict = self.holds(operator, &difference);
        let difference = difference.known().cloned();
        let counts = comparison.left.kind == Kind::Count && comparison.right.kind == Kind::Count;
        let verdict = verdict.and(based);
        Ok(Compared { operator, verdict, difference, counts, empty_base: None })
    }

    /// Both sides of a comparison no base of which is empty.
    pub(super) fn sides(&mut self, comparison: &'a Comparison) -> Result<(Number, Number), Stop> {
        Ok((self.number(&comparison.left)?, self.number(&comparison.right)?))
    }

    /// The short way: known whole numbers and shares of them, and no base is empty.
    #[inline]
    fn compare_plain(&self, comparison: &Comparison, operator: CompareOperator) -> Option<Compared> {
        for base in &comparison.bases {
            if self.whole(base)? <= 0 {
                return None;
            }
        }
        let difference = self.plain(&comparison.left)?.minus(self.plain(&comparison.right)?)?;
        let verdict = Verdict::from_bool(operator.holds(difference.signum().cmp(&0)));
        let counts = comparison.left.kind == Kind::Count && comparison.right.kind == Kind::Count;
        Some(Compared { operator, verdict, difference: Some(difference), counts, empty_base: None })
    }

    /// Whether a number compares like this with zero.
    pub(super) fn holds(&self, operator: CompareOperator, number: &Number) -> Verdict {
        if let Some(known) = number.known() {
            return Verdict::from_bool(operator.holds(known.cmp(&Exact::ZERO)));
        }
        let bounds = number.bounds(&self.scratch.bounds);
        let low = bounds.low.as_ref().map(Exact::signum);
        let high = bounds.high.as_ref().map(Exact::signum);
        let (above, not_below) = (low.is_some_and(|low| low > 0), low.is_some_and(|low| low >= 0));
        let (below, not_above) = (high.is_some_and(|high| high < 0), high.is_some_and(|high| high <= 0));
        let (yes, no) = match operator {
            CompareOperator::AtLeast => (not_below, below),
            CompareOperator::MoreThan => (above, not_above),
            CompareOperator::AtMost => (not_above, above),
            CompareOperator::LessThan => (below, not_below),
            CompareOperator::Equal => (not_below && not_above, above || below),
            CompareOperator::NotEqual => (above || below, not_below && not_above),
        };
        if yes {
            Verdict::Met
        } else if no {
            Verdict::NotMet
        } else {
            Verdict::Unknown
        }
    }

    fn compare_days(
        &mut self,
        operator: CompareOperator,
        left: &'a DateExpr,
        right: &'a DateExpr,
    ) -> Result<ComparedDays, Stop> {
        let (left, right) = (self.day(left)?, self.day(right)?);
        let verdict = day::compare(operator, left, right).map_or(Verdict::Unknown, Verdict::from_bool);
        let difference = days_apart(right.known(), left.known());
        let by = difference
            .as_ref()
            .and_then(|difference| margin::by(operator, difference, verdict == Verdict::Met, MarginUnit::Days));
        Ok(ComparedDays { operator, verdict, left, right, difference, by })
    }

    /// The statuses a stage may still have, for `after` and `when`.
    fn stage_statuses(&self, id: crate::program::StageId) -> super::outcome::Statuses {
        use crate::ids::Id as _;
        let any = StageStatus::ALL.into_iter().fold(super::outcome::Statuses::NONE, super::outcome::Statuses::with);
        self.scratch.stages.get(id.index()).copied().flatten().unwrap_or(any)
    }
}

fn days_apart(from: Option<Date>, to: Option<Date>) -> Option<Exact> {
    Some(Exact::integer(days_between(from?, to?).into()))
}

fn turned(operator: CompareOperator, negated: bool) -> CompareOperator {
    if negated { operator.negated() } else { operator }
}

/// A duration in days, months or working days, for comparison with one of the same sort.
fn length(duration: crate::value::Duration) -> Option<(u8, u64)> {
    let amount = u64::from(duration.amount);
    Some(match duration.unit {
        DurationUnit::Days => (0, amount),
        DurationUnit::Weeks => (0, amount * 7),
        DurationUnit::Months => (1, amount),
        DurationUnit::Years => (1, amount * 12),
        DurationUnit::WorkingDays => (2, amount),
    })
}

/// Just the verdict.
impl<'a> Why<'a> for Verdict {
    type Group = ();

    fn verdict(&self) -> Verdict {
        *self
    }
    fn stated(_: Span, verdict: Verdict) -> Self {
        verdict
    }
    fn missing(_: Span, _: InputId) -> Self {
        Self::Unknown
    }
    fn comparison(_: &mut World<'a>, _: Span, _: &'a Comparison, compared: Compared) -> Result<Self, Stop> {
        Ok(compared.verdict)
    }
    fn days(_: Span, _: &'a DateExpr, _: &'a DateExpr, compared: ComparedDays) -> Self {
        compared.verdict
    }
    fn durations(
        _: Span,
        _: CompareOperator,
        _: (&'a DurationExpr, Option<crate::value::Duration>),
        _: (&'a DurationExpr, Option<crate::value::Duration>),
        verdict: Verdict,
    ) -> Self {
        verdict
    }
    fn negation(_: Span, inner: Self) -> Self {
        inner
    }
    fn definition(_: &mut World<'a>, _: Span, _: DefinitionId, _: bool, verdict: Verdict) -> Result<Self, Stop> {
        Ok(verdict)
    }
    fn group() -> Self::Group {}
    fn push((): &mut (), _: Self) {}
    fn close((): (), _: Span, _: bool, verdict: Verdict) -> Self {
        verdict
    }
    fn row((): &mut (), _: usize, _: Verdict, _: Self) {}
    fn close_rows((): (), _: Span, _: TableId, _: bool, verdict: Verdict) -> Self {
        verdict
    }
}
