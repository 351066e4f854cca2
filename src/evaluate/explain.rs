//! The reasons, built by the same walk that gives the verdicts.

use std::collections::BTreeSet;

use super::Stop;
use super::formula::{Compared, ComparedDays, Why};
use super::number::Number;
use super::outcome::{
    Aggregate, ComparisonOutcome, Explanation, Quantity, Reason, RowOutcome, ShareOf, Side, SideValue, Verdict,
};
use super::world::World;
use crate::program::{
    AnyExpr, CompareOperator, Comparison, DateExpr, DefinitionId, DurationExpr, Expr, Formula, InputId, Meaning, Node,
    Reference, TableId, Visit as _,
};
use crate::span::Span;
use crate::value::{Duration, Exact, Kind};

/// Definitions of definitions are explained so far down; the verdict needs no such limit.
pub(super) const DEPTH: u32 = 16;

/// So many definitions of definitions are explained for one set of facts; those after them stand with their verdict alone.
/// A definition that is named twice in the next, and that twice in the one after it, would else be explained without end.
const EXPLAINED: u32 = 1_000;

impl<'a> Why<'a> for Explanation {
    type Group = (Vec<Explanation>, Vec<RowOutcome>);

    fn verdict(&self) -> Verdict {
        self.verdict
    }

    fn stated(span: Span, verdict: Verdict) -> Self {
        Self { span, verdict, reason: Reason::Stated }
    }

    fn missing(span: Span, input: InputId) -> Self {
        Self { span, verdict: Verdict::Unknown, reason: Reason::Missing(input) }
    }

    fn comparison(
        world: &mut World<'a>,
        span: Span,
        comparison: &'a Comparison,
        compared: Compared,
    ) -> Result<Self, Stop> {
        let outcome = world.comparison_outcome(comparison, &compared)?;
        Ok(Self { span, verdict: compared.verdict, reason: Reason::Comparison(Box::new(outcome)) })
    }

    fn days(span: Span, left: &'a DateExpr, right: &'a DateExpr, compared: ComparedDays) -> Self {
        let outcome = ComparisonOutcome {
            operator: compared.operator,
            left: Side { span: left.span, value: SideValue::Date(compared.left) },
            right: Side { span: right.span, value: SideValue::Date(compared.right) },
            difference: compared.difference,
            by: compared.by,
            empty_base: None,
            share: None,
            tables: Vec::new(),
        };
        Self { span, verdict: compared.verdict, reason: Reason::Comparison(Box::new(outcome)) }
    }

    fn durations(
        span: Span,
        operator: CompareOperator,
        left: (&'a DurationExpr, Option<Duration>),
        right: (&'a DurationExpr, Option<Duration>),
        verdict: Verdict,
    ) -> Self {
        let outcome = ComparisonOutcome {
            operator,
            left: Side { span: left.0.span, value: SideValue::Duration(left.1) },
            right: Side { span: right.0.span, value: SideValue::Duration(right.1) },
            difference: None,
            by: None,
            empty_base: None,
            share: None,
            tables: Vec::new(),
        };
        Self { span, verdict, reason: Reason::Comparison(Box::new(outcome)) }
    }

    fn negation(span: Span, inner: Self) -> Self {
        Self { span, verdict: inner.verdict, reason: Reason::Not(Box::new(inner)) }
    }

    fn definition(
        world: &mut World<'a>,
        span: Span,
        id: DefinitionId,
        negated: bool,
        verdict: Verdict,
    ) -> Result<Self, Stop> {
        let measure = world.measure;
        let Meaning::Truth(formula) = &measure.definitions.at(id).value else {
            return Ok(Self::stated(span, verdict));
        };
        if world.scratch.depth >= DEPTH || world.scratch.explained >= EXPLAINED {
            return Ok(Self::stated(span, verdict));
        }
        world.scratch.explained += u32::from(world.scratch.depth > 0);
        world.scratch.depth += 1;
        let inner = world.judge::<Self>(formula, negated);
        world.scratch.depth -= 1;
        Ok(Self { span, verdict, reason: Reason::Definition(id, Box::new(inner?)) })
    }

    fn group() -> Self::Group {
        (Vec::new(), Vec::new())
    }

    fn push(group: &mut Self::Group, part: Self) {
        group.0.push(part);
    }

    fn close((parts, _): Self::Group, span: Span, every: bool, verdict: Verdict) -> Self {
        Self { span, verdict, reason: if every { Reason::All(parts) } else { Reason::Any(parts) } }
    }

    fn row(group: &mut Self::Group, row: usize, passes_filter: Verdict, part: Self) {
        let verdict = if passes_filter == Verdict::Met { part.verdict } else { Verdict::Unknown };
        group.1.push(RowOutcome { row, verdict, why: Some(part), value: None });
    }

    fn close_rows((_, rows): Self::Group, span: Span, table: TableId, every: bool, verdict: Verdict) -> Self {
        Self { span, verdict, reason: Reason::Rows { table, every, rows } }
    }
}

impl<'a> World<'a> {
    fn comparison_outcome(
        &mut self,
        comparison: &'a Comparison,
        compared: &Compared,
    ) -> Result<ComparisonOutcome, Stop> {
        let sides = match compared.empty_base {
            Some(_) => None,
            None => Some(self.sides(comparison)?),
        };
        let side = |expr: &Expr, number: Option<&Number>| Side {
            span: expr.span,
            value: number.map_or(SideValue::EmptyBase, |number| SideValue::Number(self.quantity(number, expr.kind))),
        };
        let left = side(&comparison.left, sides.as_ref().map(|sides| &sides.0));
        let right = side(&comparison.right, sides.as_ref().map(|sides| &sides.1));
        let share = match &sides {
            Some((Number::Known(left), _)) => self.share_of(left, &comparison.right)?,
            Some(_) | None => None,
        };
        let mut tables = Vec::new();
        if !self.in_row() {
            let mut seen = BTreeSet::new();
            for expr in [&comparison.left, &comparison.right] {
                let shown = self.aggregates(expr, &mut seen, &mut tables);
                // An empty base has decided; that a side has no value changes nothing.
                if compared.empty_base.is_none() {
                    shown?;
                }
            }
        }
        Ok(ComparisonOutcome {
            operator: compared.operator,
            left,
            right,
            difference: compared.difference.clone(),
            by: compared.by(),
            empty_base: compared.empty_base,
            share,
            tables,
        })
    }

    pub(super) fn quantity(&self, number: &Number, kind: Kind) -> Quantity {
        let bounds = number.bounds(&self.scratch.bounds);
        Quantity { kind, low: bounds.low, high: bounds.high }
    }

    /// `yes` against `55% of ballots`: yes as a share of ballots.
    fn share_of(&mut self, left: &Exact, right: &'a Expr) -> Result<Option<ShareOf>, Stop> {
        let Node::Multiply(threshold, base) = &right.node else { return Ok(None) };
        if threshold.kind != Kind::Share || base.kind == Kind::Share {
            return Ok(None);
        }
        let (Number::Known(threshold), Number::Known(value)) = (self.number(threshold)?, self.number(base)?) else {
            return Ok(None);
        };
        Ok(left.divide(&value).map(|share| ShareOf { share, threshold, base: value, base_span: base.span }))
    }

    /// What each row adds to the counts and sums in an expression, also behind definitions: each of these once, and not
    /// without end.
    fn aggregates(
        &mut self,
        expr: &'a Expr,
        seen: &mut BTreeSet<DefinitionId>,
        found: &mut Vec<Aggregate>,
    ) -> Result<(), Stop> {
        let mut result = Ok(());
        expr.visit(&mut |part| {
            let AnyExpr::Number(part) = part else { return false };
            if result.is_err() {
                return false;
            }
            match &part.node {
                Node::Reference(Reference::Definition(id)) => {
                    let measure = self.measure;
                    let definition = &measure.definitions.at(*id);
                    if let Meaning::Number(value) = &definition.value
                        && definition.table.is_none()
                        && seen.len() < DEPTH as usize
                        && seen.insert(*id)
                    {
                        result = self.aggregates(value, seen, found);
                    }
                }
                Node::Count { table, filter: Some(filter) } => {
                    result = self.aggregate_rows(part, *table, None, Some(filter), found);
                }
                // The number of rows of a table says nothing of any one of them.
                Node::Count { filter: None, .. } | Node::Reference(_) | Node::Total(..) => {}
                Node::Sum { table, value, filter } => {
                    result = self.aggregate_rows(part, *table, Some(value), filter.as_deref(), found);
                }
                _ => return true,
            }
            false
        });
        result
    }

    fn aggregate_rows(
        &mut self,
        expr: &Expr,
        table: TableId,
        value: Option<&'a Expr>,
        filter: Option<&'a Formula>,
        found: &mut Vec<Aggregate>,
    ) -> Result<(), Stop> {
        let mut rows = Vec::with_capacity(self.row_count(table));
        for row in 0..self.row_count(table) {
            rows.push(self.at_row(table, row, |world| -> Result<_, Stop> {
                let why = filter.map(|filter| world.judge::<Explanation>(filter, false)).transpose()?;
                let verdict = why.as_ref().map_or(Verdict::Met, |why| why.verdict);
                let value = match (value, verdict) {
                    (None, _) => Some(Quantity { kind: Kind::Count, low: Some(Exact::ONE), high: Some(Exact::ONE) }),
                    // What does not count is only asked what it would add.
                    (Some(value), Verdict::NotMet) => match world.number(value) {
                        Ok(number) => Some(world.quantity(&number, value.kind)),
                        Err(_) => None,
                    },
                    (Some(value), Verdict::Met | Verdict::Unknown | Verdict::NotDecided) => {
                        let number = world.number(value)?;
                        Some(world.quantity(&number, value.kind))
                    }
                };
                Ok(RowOutcome { row, verdict, why, value })
            })?);
        }
        found.push(Aggregate { span: expr.span, table, rows });
        Ok(())
    }
}
