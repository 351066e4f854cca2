//! Days as whole numbers.

use super::lower::{Lowering, stopped};
use super::{Derived, Form, Lowered, NotLinear, Reason};
use crate::evaluate::Cell;
use crate::facts::{Cells, Slot};
use crate::program::{DateExpr, DateNode, Meaning, Reference};
use crate::span::Span;
use crate::value::{Date, DurationUnit, Exact, Towards, days_between};

/// The day before which no days are counted; any day would do.
const FIRST: Date = Date::constant(1970, 1, 1);

/// A date as the whole number it is in a decision: days after 1 January 1970.
pub fn day_number(day: Date) -> Exact {
    Exact::integer(days_between(FIRST, day).into())
}

/// The day that a whole number stands for; `None` beyond the years of the calendar.
pub fn day_from_number(number: &Exact) -> Option<Date> {
    let days = i64::try_from(number.to_integer()?).ok()?;
    FIRST.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

impl<'a> Lowering<'_, 'a> {
    /// The form of a day. A day that is not known may be moved by days and weeks; months and working days are not linear.
    pub(super) fn day(&mut self, expr: &'a DateExpr) -> Lowered<Form> {
        let span = expr.span;
        let fits = |form: Option<Form>| form.ok_or(NotLinear { span, reason: Reason::TooLarge });
        if let Some(day) = self.world.day(expr).map_err(|stop| stopped(stop, span))?.known() {
            return fits(Form::constant(&day_number(day)));
        }
        match &expr.node {
            DateNode::Constant(day) => fits(Form::constant(&day_number(*day))),
            DateNode::Reference(reference) => self.day_reference(reference, span),
            DateNode::Shift { duration, towards, from } => {
                let duration = self.world.duration(duration).map_err(|stop| stopped(stop, span))?;
                let days = duration.and_then(|duration| match duration.unit {
                    DurationUnit::Days => Some(i128::from(duration.amount)),
                    DurationUnit::Weeks => Some(i128::from(duration.amount) * 7),
                    DurationUnit::Months | DurationUnit::Years | DurationUnit::WorkingDays => None,
                });
                let days = days.ok_or(NotLinear { span, reason: Reason::Day })?;
                let days = Exact::integer(if *towards == Towards::Before { -days } else { days });
                let shift = fits(Form::constant(&days))?;
                fits(self.day(from)?.add_scaled(&shift, &Exact::ONE))
            }
            DateNode::Latest(items) => self.latest(items, 1),
            DateNode::Earliest(items) => self.latest(items, -1),
        }
    }

    fn latest(&mut self, items: &'a [DateExpr], sign: i128) -> Lowered<Form> {
        let sign = Exact::integer(sign);
        let mut forms = Vec::with_capacity(items.len());
        for item in items {
            let form = self.day(item)?.scaled(&sign);
            forms.push(form.ok_or(NotLinear { span: item.span, reason: Reason::TooLarge })?);
        }
        let span = items.first().map_or(Span::default(), |item| item.span);
        let latest = self.decision.derive(Derived::Max(forms));
        Form::variable(latest).scaled(&sign).ok_or(NotLinear { span, reason: Reason::TooLarge })
    }

    fn day_reference(&mut self, reference: &'a Reference, span: Span) -> Lowered<Form> {
        let measure = self.world.measure;
        let (cells, cell) = match reference {
            Reference::Input(id) => {
                let row = measure.inputs.at(*id).table.and_then(|table| self.world.row(table));
                (self.world.facts.inputs.get(*id), Cell::Input(*id, row))
            }
            Reference::Parameter(id) => {
                let row = measure.parameters.at(*id).table.and_then(|table| self.world.row(table));
                (self.world.facts.parameters.get(*id), Cell::Parameter(*id, row))
            }
            Reference::Definition(id) => {
                // A stage date that was given only as a range is a day of its own, which no path names twice.
                let replaced = self.world.facts.dates.iter().any(|(date, _)| date == id);
                return match &measure.definitions.at(*id).value {
                    Meaning::Date(inner) if !replaced => self.day(inner),
                    Meaning::Date(_) | Meaning::Number(_) | Meaning::Duration(_) | Meaning::Truth(_) => {
                        Err(NotLinear { span, reason: Reason::Day })
                    }
                };
            }
            Reference::AsOf { .. } => return Err(NotLinear { span, reason: Reason::Day }),
        };
        let slot = match (cells, cell) {
            (Some(Cells::One(slot)), _) => slot.clone(),
            (Some(Cells::Rows(slots)), Cell::Input(_, Some(row)) | Cell::Parameter(_, Some(row))) => {
                slots.get(row).cloned().unwrap_or_default()
            }
            (Some(Cells::Rows(_)), _) | (None, _) => Slot::Unknown,
        };
        Ok(Form::variable(self.free(cell, &slot)))
    }
}
