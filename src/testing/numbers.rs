//! The numbers a rule is made of, and rules in which one of them is another.

use std::collections::BTreeSet;

use crate::program::{
    Comparison, Condition, ConditionId, DateExpr, DateNode, DefinitionId, DurationExpr, DurationNode, Expr, Formula,
    FormulaNode, Meaning, Measure, Node, ParameterId, ParameterValue, Reference,
};
use crate::span::Span;
use crate::value::{Exact, Kind, Value};

/// A number, date or duration written in a rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) span: Span,
    pub(super) parameter: Option<ParameterId>,
    pub(super) kind: Kind,
    pub(super) value: Value,
    /// Every condition that hangs on it, in order.
    pub(super) conditions: Vec<ConditionId>,
}

/// The numbers that a measure's conditions hang on, also through definitions, in order of text.
pub(super) fn numbers(measure: &Measure) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    for (id, condition) in measure.conditions.iter() {
        let used = Used::of(measure, condition);
        let mut add = |span: Span, parameter, kind, value: Value| match found.iter_mut().find(|own| own.span == span) {
            Some(own) => own.conditions.push(id),
            None => found.push(Number { span, parameter, kind, value, conditions: vec![id] }),
        };
        for parameter in used.parameters {
            if let ParameterValue::Constant(value, span) = &measure.parameters.at(parameter).value {
                add(*span, Some(parameter), measure.parameters.at(parameter).kind, value.clone());
            }
        }
        for (span, kind, value) in used.constants {
            add(span, None, kind, value);
        }
    }
    found.sort_by_key(|number| number.span);
    found
}

/// Whether a measure has a number at that place.
pub(super) fn has(measure: &Measure, number: &Number) -> bool {
    measure.conditions.values().any(|condition| {
        let used = Used::of(measure, condition);
        let mut parameters = used.parameters.iter().map(|&id| &measure.parameters.at(id).value);
        parameters.any(|value| matches!(value, ParameterValue::Constant(_, span) if *span == number.span))
            || used.constants.iter().any(|(span, ..)| *span == number.span)
    })
}

/// The measure with another value in the place of a number.
pub(super) fn replaced(measure: &Measure, span: Span, value: &Value) -> Measure {
    let mut changed = measure.clone();
    for id in measure.parameters.ids() {
        if let ParameterValue::Constant(old, own) = &mut changed.parameters.at_mut(id).value
            && *own == span
        {
            *old = value.clone();
        }
    }
    let mut replace = Replace { span, value };
    for id in measure.definitions.ids() {
        match &mut changed.definitions.at_mut(id).value {
            Meaning::Number(expr) => replace.expr(expr),
            Meaning::Date(date) => replace.date(date),
            Meaning::Duration(duration) => replace.duration(duration),
            Meaning::Truth(formula) => replace.formula(formula),
        }
    }
    for id in measure.conditions.ids() {
        replace.formula(&mut changed.conditions.at_mut(id).formula);
    }
    changed
}

/// A number that is written with several: `2/3` in an expression, `-5`.
fn constant(expr: &Expr) -> Option<Exact> {
    match &expr.node {
        Node::Constant(value) => Some(value.clone()),
        Node::Divide(a, b) => constant(a)?.divide(&constant(b)?),
        Node::Negate(a) => Some(-&constant(a)?),
        Node::Reference(_)
        | Node::Total(..)
        | Node::Add(..)
        | Node::Subtract(..)
        | Node::Multiply(..)
        | Node::Ceil(_)
        | Node::Floor(_)
        | Node::Round(..)
        | Node::Max(_)
        | Node::Min(_)
        | Node::Count { .. }
        | Node::Sum { .. } => None,
    }
}

/// What a condition uses.
#[derive(Default)]
struct Used {
    definitions: BTreeSet<DefinitionId>,
    parameters: BTreeSet<ParameterId>,
    constants: Vec<(Span, Kind, Value)>,
}

impl Used {
    fn of(measure: &Measure, condition: &Condition) -> Self {
        let mut used = Self::default();
        used.formula(measure, &condition.formula);
        used
    }

    fn reference(&mut self, measure: &Measure, reference: &Reference) {
        match reference {
            Reference::Input(_) => {}
            Reference::Parameter(id) => {
                self.parameters.insert(*id);
            }
            Reference::Definition(id) => {
                if self.definitions.insert(*id) {
                    match &measure.definitions.at(*id).value {
                        Meaning::Number(expr) => self.expr(measure, expr),
                        Meaning::Date(date) => self.date(measure, date),
                        Meaning::Duration(duration) => self.duration(measure, duration),
                        Meaning::Truth(formula) => self.formula(measure, formula),
                    }
                }
            }
            Reference::AsOf { date, .. } => self.date(measure, date),
        }
    }

    fn expr(&mut self, measure: &Measure, expr: &Expr) {
        if let Some(value) = constant(expr) {
            self.constants.push((expr.span, expr.kind, Value::Number(value)));
            return;
        }
        match &expr.node {
            Node::Constant(_) => {}
            Node::Reference(reference) | Node::Total(_, reference) => self.reference(measure, reference),
            Node::Add(a, b) | Node::Subtract(a, b) | Node::Multiply(a, b) | Node::Divide(a, b) => {
                self.expr(measure, a);
                self.expr(measure, b);
            }
            Node::Negate(a) | Node::Ceil(a) | Node::Floor(a) | Node::Round(a, _) => self.expr(measure, a),
            Node::Max(all) | Node::Min(all) => all.iter().for_each(|expr| self.expr(measure, expr)),
            Node::Count { filter, .. } => {
                if let Some(filter) = filter {
                    self.formula(measure, filter);
                }
            }
            Node::Sum { value, filter, .. } => {
                self.expr(measure, value);
                if let Some(filter) = filter {
                    self.formula(measure, filter);
                }
            }
        }
    }

    fn date(&mut self, measure: &Measure, date: &DateExpr) {
        match &date.node {
            DateNode::Constant(day) => self.constants.push((date.span, Kind::Date, Value::Date(*day))),
            DateNode::Reference(reference) => self.reference(measure, reference),
            DateNode::Shift { duration, from, .. } => {
                self.duration(measure, duration);
                self.date(measure, from);
            }
            DateNode::Latest(all) | DateNode::Earliest(all) => all.iter().for_each(|date| self.date(measure, date)),
        }
    }

    fn duration(&mut self, measure: &Measure, duration: &DurationExpr) {
        match &duration.node {
            DurationNode::Constant(value) => {
                self.constants.push((duration.span, Kind::Duration, Value::Duration(*value)));
            }
            DurationNode::Reference(reference) => self.reference(measure, reference),
        }
    }

    fn formula(&mut self, measure: &Measure, formula: &Formula) {
        match &formula.node {
            FormulaNode::Constant(_) | FormulaNode::Stage(..) | FormulaNode::Condition(..) => {}
            FormulaNode::Reference(reference) => self.reference(measure, reference),
            FormulaNode::Compare(comparison) => {
                let Comparison { left, right, .. } = &**comparison;
                self.expr(measure, left);
                self.expr(measure, right);
            }
            FormulaNode::CompareDates(_, left, right) => {
                self.date(measure, left);
                self.date(measure, right);
            }
            FormulaNode::CompareDurations(_, left, right) => {
                self.duration(measure, left);
                self.duration(measure, right);
            }
            FormulaNode::Not(inner) => self.formula(measure, inner),
            FormulaNode::And(all) | FormulaNode::Or(all) => {
                all.iter().for_each(|formula| self.formula(measure, formula));
            }
            FormulaNode::Quantified { filter, condition, .. } => {
                if let Some(filter) = filter {
                    self.formula(measure, filter);
                }
                self.formula(measure, condition);
            }
        }
    }
}

/// Puts a value in the place of a number.
struct Replace<'a> {
    span: Span,
    value: &'a Value,
}

impl Replace<'_> {
    fn reference(&mut self, reference: &mut Reference) {
        match reference {
            Reference::AsOf { date, .. } => self.date(date),
            Reference::Input(_) | Reference::Parameter(_) | Reference::Definition(_) => {}
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        if expr.span == self.span
            && let Value::Number(value) = self.value
            && constant(expr).is_some()
        {
            expr.node = Node::Constant(value.clone());
            return;
        }
        match &mut expr.node {
            Node::Constant(_) => {}
            Node::Reference(reference) | Node::Total(_, reference) => self.reference(reference),
            Node::Add(a, b) | Node::Subtract(a, b) | Node::Multiply(a, b) | Node::Divide(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            Node::Negate(a) | Node::Ceil(a) | Node::Floor(a) | Node::Round(a, _) => self.expr(a),
            Node::Max(all) | Node::Min(all) => all.iter_mut().for_each(|expr| self.expr(expr)),
            Node::Count { filter, .. } => {
                if let Some(filter) = filter {
                    self.formula(filter);
                }
            }
            Node::Sum { value, filter, .. } => {
                self.expr(value);
                if let Some(filter) = filter {
                    self.formula(filter);
                }
            }
        }
    }

    fn date(&mut self, date: &mut DateExpr) {
        let here = date.span == self.span;
        match (&mut date.node, self.value) {
            (DateNode::Constant(day), Value::Date(value)) if here => *day = *value,
            (DateNode::Constant(_), _) => {}
            (DateNode::Reference(reference), _) => self.reference(reference),
            (DateNode::Shift { duration, from, .. }, _) => {
                self.duration(duration);
                self.date(from);
            }
            (DateNode::Latest(all) | DateNode::Earliest(all), _) => all.iter_mut().for_each(|date| self.date(date)),
        }
    }

    fn duration(&mut self, duration: &mut DurationExpr) {
        let here = duration.span == self.span;
        match (&mut duration.node, self.value) {
            (DurationNode::Constant(own), Value::Duration(value)) if here => *own = *value,
            (DurationNode::Constant(_), _) => {}
            (DurationNode::Reference(reference), _) => self.reference(reference),
        }
    }

    fn formula(&mut self, formula: &mut Formula) {
        match &mut formula.node {
            FormulaNode::Constant(_) | FormulaNode::Stage(..) | FormulaNode::Condition(..) => {}
            FormulaNode::Reference(reference) => self.reference(reference),
            FormulaNode::Compare(comparison) => {
                self.expr(&mut comparison.left);
                self.expr(&mut comparison.right);
                comparison.bases.iter_mut().for_each(|base| self.expr(base));
            }
            FormulaNode::CompareDates(_, left, right) => {
                self.date(left);
                self.date(right);
            }
            FormulaNode::CompareDurations(_, left, right) => {
                self.duration(left);
                self.duration(right);
            }
            FormulaNode::Not(inner) => self.formula(inner),
            FormulaNode::And(all) | FormulaNode::Or(all) => all.iter_mut().for_each(|formula| self.formula(formula)),
            FormulaNode::Quantified { filter, condition, .. } => {
                if let Some(filter) = filter {
                    self.formula(filter);
                }
                self.formula(condition);
            }
        }
    }
}
