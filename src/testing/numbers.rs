//! The numbers a rule is made of, and rules in which one of them is another.

use std::collections::BTreeSet;

use crate::program::{
    AnyExpr, AnyExprMut, Condition, ConditionId, DateExpr, DateNode, DefinitionId, DurationExpr, DurationNode, Expr,
    Measure, Node, ParameterId, ParameterValue, Reference, Visit as _,
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
    for id in measure.definitions.ids() {
        replace(AnyExprMut::from(&mut changed.definitions.at_mut(id).value), span, value);
    }
    for id in measure.conditions.ids() {
        replace(AnyExprMut::Truth(&mut changed.conditions.at_mut(id).formula), span, value);
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
        let mut open = vec![condition.formula.any()];
        while let Some(part) = open.pop() {
            match part {
                AnyExpr::Reference(Reference::Parameter(id)) => {
                    used.parameters.insert(*id);
                }
                AnyExpr::Reference(Reference::Definition(id)) => {
                    if used.definitions.insert(*id) {
                        open.push(measure.definitions.at(*id).value.any());
                    }
                }
                AnyExpr::Number(expr) => {
                    if let Some(value) = constant(expr) {
                        used.constants.push((expr.span, expr.kind, Value::Number(value)));
                        continue;
                    }
                }
                AnyExpr::Date(DateExpr { span, node: DateNode::Constant(day) }) => {
                    used.constants.push((*span, Kind::Date, Value::Date(*day)));
                }
                AnyExpr::Duration(DurationExpr { span, node: DurationNode::Constant(value) }) => {
                    used.constants.push((*span, Kind::Duration, Value::Duration(*value)));
                }
                AnyExpr::Reference(Reference::Input(_) | Reference::AsOf { .. })
                | AnyExpr::Date(_)
                | AnyExpr::Duration(_)
                | AnyExpr::Truth(_) => {}
            }
            let from = open.len();
            part.children(&mut |child| open.push(child));
            if let Some(children) = open.get_mut(from..) {
                children.reverse();
            }
        }
        used
    }
}

/// Puts a value in the place of a number.
fn replace(within: AnyExprMut<'_>, span: Span, value: &Value) {
    within.visit(&mut |part| {
        match (part, value) {
            (AnyExprMut::Number(expr), Value::Number(value)) if expr.span == span && constant(expr).is_some() => {
                expr.node = Node::Constant(value.clone());
                return false;
            }
            (AnyExprMut::Date(DateExpr { span: own, node: DateNode::Constant(day) }), Value::Date(value))
                if *own == span =>
            {
                *day = *value;
            }
            (
                AnyExprMut::Duration(DurationExpr { span: own, node: DurationNode::Constant(duration) }),
                Value::Duration(value),
            ) if *own == span => *duration = *value,
            _ => {}
        }
        true
    });
}
