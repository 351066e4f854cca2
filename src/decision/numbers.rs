//! Expressions as linear forms.

use super::lower::{Lowering, stopped};
use super::{Circuit, Derived, Form, Lowered, NotLinear, Reason};
use crate::evaluate::{Number, Stop};
use crate::facts::{Cells, Slot};
use crate::program::{Expr, Formula, Meaning, Node, Reference, TableId};
use crate::span::Span;
use crate::value::Exact;

impl<'a> Lowering<'_, 'a> {
    /// The form of an expression; `None` for a share of nothing.
    ///
    /// What the evaluator itself knows as a number or a sum of unknown ones is taken from it; only where it has no more
    /// than bounds is the expression taken apart.
    pub(super) fn number(&mut self, expr: &'a Expr) -> Lowered<Option<Form>> {
        let span = expr.span;
        match self.world.number(expr) {
            Err(Stop::EmptyBase(_)) => return Ok(None),
            Err(stop) => return Err(stopped(stop, span)),
            Ok(Number::Known(value)) => return fits(Form::constant(&value), span).map(Some),
            Ok(Number::Linear(linear)) => {
                let mut form = fits(Form::constant(&linear.constant), span)?;
                for (variable, coefficient) in &linear.terms {
                    let Some(cell) = self.world.cell(*variable) else { continue };
                    let slot = self.slot(cell);
                    let variable = Form::variable(self.free(cell, &slot));
                    form = fits(form.add_scaled(&variable, coefficient), span)?;
                }
                return Ok(Some(form));
            }
            Ok(Number::Between(_)) => {}
        }
        let both = |left: Option<Form>, right: Option<Form>, factor: i128| match (left, right) {
            (Some(left), Some(right)) => fits(left.add_scaled(&right, &Exact::integer(factor)), span).map(Some),
            _ => Ok(None),
        };
        match &expr.node {
            Node::Constant(value) => fits(Form::constant(value), span).map(Some),
            Node::Reference(Reference::Definition(id)) => {
                let definition = self.world.measure.definitions.at(*id);
                let row = definition.table.and_then(|table| self.world.row(table));
                if let Some(known) = self.forms.get(&(*id, row)) {
                    return known.clone().map(Some);
                }
                let Meaning::Number(inner) = &definition.value else {
                    return Err(NotLinear { span, reason: Reason::Day });
                };
                let form = self.number(inner)?;
                if let Some(form) = &form {
                    self.forms.insert((*id, row), Ok(form.clone()));
                }
                Ok(form)
            }
            Node::Reference(Reference::Input(_) | Reference::Parameter(_) | Reference::AsOf { .. }) => {
                Err(NotLinear { span, reason: Reason::Day })
            }
            Node::Total(table, reference) => {
                let rows = self.by_row(*table, |lowering, _| lowering.column(reference, span))?;
                rows.iter().try_fold(Form::ZERO, |sum, row| fits(sum.add_scaled(row, &Exact::ONE), span)).map(Some)
            }
            Node::Add(left, right) => both(self.number(left)?, self.number(right)?, 1),
            Node::Subtract(left, right) => both(self.number(left)?, self.number(right)?, -1),
            Node::Negate(inner) => both(Some(Form::ZERO), self.number(inner)?, -1),
            Node::Multiply(left, right) => {
                let (Some(left), Some(right)) = (self.number(left)?, self.number(right)?) else { return Ok(None) };
                match (left.known(), right.known()) {
                    (Some(factor), _) => fits(right.scaled(&factor), span).map(Some),
                    (_, Some(factor)) => fits(left.scaled(&factor), span).map(Some),
                    (None, None) => Err(NotLinear { span, reason: Reason::Product }),
                }
            }
            Node::Divide(left, right) => {
                let (Some(left), Some(right)) = (self.number(left)?, self.number(right)?) else { return Ok(None) };
                match right.known().and_then(|divisor| Exact::ONE.divide(&divisor)) {
                    Some(factor) => fits(left.scaled(&factor), span).map(Some),
                    None => Err(NotLinear { span, reason: Reason::Quotient }),
                }
            }
            Node::Floor(inner) => self.floor(inner, &Exact::ONE, &Exact::ZERO, span),
            // The ceiling is the floor of the opposite, turned round.
            Node::Ceil(inner) => self.floor(inner, &Exact::integer(-1), &Exact::ZERO, span),
            Node::Round(inner, places) => {
                let Some(scale) = 10i128.checked_pow(*places) else {
                    return Err(NotLinear { span, reason: Reason::TooLarge });
                };
                let half = Exact::ONE.divide(&Exact::integer(2)).unwrap_or(Exact::ZERO);
                self.floor(inner, &Exact::integer(scale), &half, span)
            }
            Node::Max(items) => self.largest(items, false, span),
            Node::Min(items) => self.largest(items, true, span),
            Node::Count { table, filter } => self.aggregate(*table, filter.as_deref(), None, span),
            Node::Sum { table, value, filter } => self.aggregate(*table, filter.as_deref(), Some(value), span),
        }
    }

    /// What the facts say of a cell.
    fn slot(&self, cell: crate::evaluate::Cell) -> Slot {
        use crate::evaluate::Cell;
        let (cells, row) = match cell {
            Cell::Input(id, row) => (self.world.facts.inputs.get(id), row),
            Cell::Parameter(id, row) => (self.world.facts.parameters.get(id), row),
        };
        match (cells, row) {
            (Some(Cells::One(slot)), _) => slot.clone(),
            (Some(Cells::Rows(slots)), Some(row)) => slots.get(row).cloned().unwrap_or_default(),
            (Some(Cells::Rows(_)), None) | (None, _) => Slot::Unknown,
        }
    }

    /// One row's value of a column that is a definition; inputs and parameters are linear anyway.
    fn column(&mut self, reference: &'a Reference, span: Span) -> Lowered<Form> {
        let Reference::Definition(id) = reference else { return Err(NotLinear { span, reason: Reason::Product }) };
        match &self.world.measure.definitions.at(*id).value {
            Meaning::Number(inner) => self.number(inner)?.ok_or(NotLinear { span, reason: Reason::Quotient }),
            Meaning::Date(_) | Meaning::Duration(_) | Meaning::Truth(_) => Err(NotLinear { span, reason: Reason::Day }),
        }
    }

    /// `floor(scale · inner + add) / scale`
    fn floor(&mut self, inner: &'a Expr, scale: &Exact, add: &Exact, span: Span) -> Lowered<Option<Form>> {
        let Some(inner) = self.number(inner)? else { return Ok(None) };
        let added = fits(Form::constant(add), span)?;
        let scaled = fits(added.add_scaled(&inner, scale), span)?;
        let Some(back) = Exact::ONE.divide(scale) else { return Err(NotLinear { span, reason: Reason::TooLarge }) };
        if let Some(known) = scaled.known() {
            return fits(Form::constant(&(&known.floor() * &back)), span).map(Some);
        }
        let floor = self.decision.derive(Derived::Floor(scaled));
        fits(Form::variable(floor).scaled(&back), span).map(Some)
    }

    /// The largest of several, or the smallest: the opposite of the largest of the opposites.
    fn largest(&mut self, items: &'a [Expr], smallest: bool, span: Span) -> Lowered<Option<Form>> {
        let sign = Exact::integer(if smallest { -1 } else { 1 });
        let mut forms = Vec::with_capacity(items.len());
        for item in items {
            let Some(form) = self.number(item)? else { return Ok(None) };
            forms.push(fits(form.scaled(&sign), span)?);
        }
        let variable = self.decision.derive(Derived::Max(forms));
        fits(Form::variable(variable).scaled(&sign), span).map(Some)
    }

    /// `count(T where C)`, `sum(E over T where C)`: what each row adds, where it counts. Without a value each adds one.
    fn aggregate(
        &mut self,
        table: TableId,
        filter: Option<&'a Formula>,
        value: Option<&'a Expr>,
        span: Span,
    ) -> Lowered<Option<Form>> {
        let one = fits(Form::constant(&Exact::ONE), span)?;
        let rows = self.by_row(table, |lowering, _| {
            let counts = filter.map_or(Ok(Circuit::TRUE), |filter| lowering.selected(filter))?;
            if counts == Circuit::FALSE {
                return Ok(Form::ZERO);
            }
            let value = match value {
                None => one.clone(),
                Some(value) => lowering.number(value)?.ok_or(NotLinear { span, reason: Reason::Quotient })?,
            };
            if counts == Circuit::TRUE {
                return Ok(value);
            }
            let Some(value) = value.known() else { return Err(NotLinear { span, reason: Reason::Selection }) };
            let indicator = lowering.decision.derive(Derived::Indicator(counts));
            fits(Form::variable(indicator).scaled(&value), span)
        })?;
        rows.iter().try_fold(Form::ZERO, |sum, row| fits(sum.add_scaled(row, &Exact::ONE), span)).map(Some)
    }
}

fn fits(form: Option<Form>, span: Span) -> Lowered<Form> {
    form.ok_or(NotLinear { span, reason: Reason::TooLarge })
}
