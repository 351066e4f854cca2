//! What expressions are worth.

use super::number::Number;
use super::outcome::{DayRange, Verdict};
use super::world::{Found, Worked, World, day_of};
use super::{EvaluationError, Stop};
use crate::facts::Slot;
use crate::program::{DateExpr, DateNode, DurationExpr, DurationNode, Expr, Formula, Node, Reference, TableId};
use crate::span::Span;
use crate::value::{Duration, Exact, Kind, Value};

impl<'a> World<'a> {
    /// The number an expression is worth.
    pub(crate) fn number(&mut self, expr: &'a Expr) -> Result<Number, Stop> {
        let number = self.number_of_node(expr)?;
        if number.is_too_long() {
            return Err(Stop::error(EvaluationError::Digits { span: expr.span }));
        }
        Ok(number)
    }

    fn number_of_node(&mut self, expr: &'a Expr) -> Result<Number, Stop> {
        match &expr.node {
            Node::Constant(value) => Ok(Number::Known(value.clone())),
            Node::Reference(reference) => self.number_reference(reference, expr.span),
            Node::Total(table, reference) => self.total(*table, reference, expr.span),
            Node::Add(left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Ok(left.add(&right, &self.scratch.bounds))
            }
            Node::Subtract(left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Ok(left.subtract(&right, &self.scratch.bounds))
            }
            Node::Negate(inner) => {
                let inner = self.number(inner)?;
                Ok(Number::ZERO.subtract(&inner, &self.scratch.bounds))
            }
            Node::Multiply(left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Ok(left.multiply(&right, &self.scratch.bounds))
            }
            Node::Divide(left, right) => {
                let share = left.kind == Kind::Count && right.kind == Kind::Count;
                let (left, divisor) = (self.number(left)?, self.number(right)?);
                left.divide(&divisor, &self.scratch.bounds).ok_or(if share {
                    Stop::EmptyBase(right.span)
                } else {
                    Stop::error(EvaluationError::Division { span: expr.span })
                })
            }
            Node::Ceil(inner) => {
                let inner = self.number(inner)?;
                Ok(inner.rising(&self.scratch.bounds, Exact::ceil))
            }
            Node::Floor(inner) => {
                let inner = self.number(inner)?;
                Ok(inner.rising(&self.scratch.bounds, Exact::floor))
            }
            Node::Round(inner, places) => {
                let inner = self.number(inner)?;
                Ok(inner.rising(&self.scratch.bounds, |value| value.round(*places)))
            }
            Node::Max(items) => self.extreme(items, true),
            Node::Min(items) => self.extreme(items, false),
            Node::Count { table, filter } => {
                self.aggregate(*table, filter.as_deref(), expr.span, |_| Ok(Number::Known(Exact::ONE)))
            }
            Node::Sum { table, value, filter } => {
                self.aggregate(*table, filter.as_deref(), expr.span, |world| world.number(value))
            }
        }
    }

    fn number_reference(&mut self, reference: &'a Reference, span: Span) -> Result<Number, Stop> {
        if let Some(value) = self.known(reference) {
            return Ok(Number::Known(value.clone()));
        }
        match self.find(reference, span)? {
            Found::Slot(slot, kind, cell) => Ok(self.number_of(slot, kind, cell)),
            Found::Worked(Worked::Number(number)) => number,
            Found::Value(Value::Number(value)) => Ok(Number::Known(value.clone())),
            Found::Worked(Worked::Day(_) | Worked::Duration(_) | Worked::Truth(_))
            | Found::Value(_)
            | Found::Unknown => Ok(Number::between(super::number::Bounds::default())),
        }
    }

    fn extreme(&mut self, items: &'a [Expr], max: bool) -> Result<Number, Stop> {
        let mut best: Option<Number> = None;
        for item in items {
            let number = self.number(item)?;
            best = Some(match best {
                None => number,
                Some(best) => match (best.known(), number.known()) {
                    (Some(a), Some(b)) => Number::Known(if max { a.max(b).clone() } else { a.min(b).clone() }),
                    _ => {
                        let (a, b) = (best.bounds(&self.scratch.bounds), number.bounds(&self.scratch.bounds));
                        Number::between(if max { a.max(&b) } else { a.min(&b) })
                    }
                },
            });
        }
        Ok(best.unwrap_or(Number::ZERO))
    }

    fn total(&mut self, table: TableId, reference: &'a Reference, span: Span) -> Result<Number, Stop> {
        self.aggregate(table, None, span, |world| world.number_reference(reference, span))
    }

    /// Adds up what the rows are worth that the filter lets through. A row that may or may not count widens the bounds.
    fn aggregate(
        &mut self,
        table: TableId,
        filter: Option<&'a Formula>,
        span: Span,
        mut value: impl FnMut(&mut Self) -> Result<Number, Stop>,
    ) -> Result<Number, Stop> {
        let mut sum = Number::ZERO;
        for row in 0..self.row_count(table) {
            let part = self.at_row(table, row, |world| {
                let counts = match filter {
                    None => Verdict::Met,
                    Some(filter) => world.verdict(filter, false)?,
                };
                Ok(match counts {
                    Verdict::NotMet => None,
                    Verdict::Met => Some(value(world)?),
                    Verdict::Unknown | Verdict::NotDecided => {
                        let bounds = value(world)?.bounds(&world.scratch.bounds);
                        Some(Number::between(bounds.or_zero()))
                    }
                })
            });
            match part {
                Ok(None) => {}
                Ok(Some(part)) => sum = sum.add(&part, &self.scratch.bounds),
                // Inside a sum there is no comparison that an empty base could decide.
                Err(Stop::EmptyBase(base)) => {
                    let _ = span;
                    return Err(Stop::error(EvaluationError::Division { span: base }));
                }
                Err(stop) => return Err(stop),
            }
        }
        Ok(sum)
    }

    /// The day an expression stands for.
    pub(crate) fn day(&mut self, expr: &'a DateExpr) -> Result<DayRange, Stop> {
        match &expr.node {
            DateNode::Constant(day) => Ok(DayRange::exactly(*day)),
            DateNode::Reference(reference) => match self.find(reference, expr.span)? {
                Found::Slot(slot, _, _) => Ok(day_of(slot)),
                Found::Worked(Worked::Day(day)) => day,
                Found::Value(Value::Date(day)) => Ok(DayRange::exactly(*day)),
                Found::Worked(_) | Found::Value(_) | Found::Unknown => Ok(DayRange::UNKNOWN),
            },
            DateNode::Shift { duration, towards, from } => {
                let from = self.day(from)?;
                let Some(duration) = self.duration(duration)? else { return Ok(DayRange::UNKNOWN) };
                from.shift(duration, *towards, &self.measure.calendar)
                    .ok_or_else(|| Stop::error(EvaluationError::DateRange { span: expr.span }))
            }
            DateNode::Latest(items) => self.pick_day(items, DayRange::latest),
            DateNode::Earliest(items) => self.pick_day(items, DayRange::earliest),
        }
    }

    fn pick_day(
        &mut self,
        items: &'a [DateExpr],
        pick: impl Fn(DayRange, DayRange) -> DayRange,
    ) -> Result<DayRange, Stop> {
        let mut best = None;
        for item in items {
            let day = self.day(item)?;
            best = Some(best.map_or(day, |best| pick(best, day)));
        }
        Ok(best.unwrap_or(DayRange::UNKNOWN))
    }

    /// The duration an expression stands for, if it is known.
    pub(crate) fn duration(&mut self, expr: &'a DurationExpr) -> Result<Option<Duration>, Stop> {
        match &expr.node {
            DurationNode::Constant(duration) => Ok(Some(*duration)),
            DurationNode::Reference(reference) => match self.find(reference, expr.span)? {
                Found::Slot(Slot::Known(Value::Duration(duration)), _, _) | Found::Value(Value::Duration(duration)) => {
                    Ok(Some(*duration))
                }
                Found::Worked(Worked::Duration(duration)) => duration,
                Found::Slot(..) | Found::Worked(_) | Found::Value(_) | Found::Unknown => Ok(None),
            },
        }
    }
}
