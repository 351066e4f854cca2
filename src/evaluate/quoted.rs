//! Sums in the words of the rule: `yes + no`, for messages about their values.

use crate::program::{Comparison, Expr, Formula, FormulaNode, Measure, Node, Reference};
use crate::span::Span;

/// Longer sums are told by their values alone.
const LONGEST: usize = 48;

/// A sum of named things as the rule has it; nothing for what is more than that, or only a number.
pub(super) fn sum(measure: &Measure, expr: &Expr) -> Option<String> {
    let mut text = String::new();
    (write(measure, expr, &mut text).is_some() && text.chars().count() <= LONGEST).then_some(text)
}

fn write(measure: &Measure, expr: &Expr, text: &mut String) -> Option<()> {
    let mut both = |left: &Expr, sign: &str, right: &Expr| {
        write(measure, left, text)?;
        text.push_str(sign);
        // What is taken away as a whole would need brackets.
        if sign == " - " && matches!(right.node, Node::Add(..) | Node::Subtract(..)) {
            return None;
        }
        write(measure, right, text)
    };
    match &expr.node {
        Node::Add(left, right) => both(left, " + ", right),
        Node::Subtract(left, right) => both(left, " - ", right),
        Node::Reference(Reference::Input(id)) => {
            text.push_str(&measure.inputs.at(*id).name.text);
            Some(())
        }
        Node::Reference(Reference::Parameter(id)) => {
            text.push_str(&measure.parameters.at(*id).name.text);
            Some(())
        }
        Node::Reference(Reference::Definition(id)) => {
            text.push_str(&measure.definitions.at(*id).name.text);
            Some(())
        }
        Node::Reference(Reference::AsOf { .. })
        | Node::Constant(_)
        | Node::Negate(_)
        | Node::Total(..)
        | Node::Multiply(..)
        | Node::Divide(..)
        | Node::Ceil(_)
        | Node::Floor(_)
        | Node::Round(..)
        | Node::Max(_)
        | Node::Min(_)
        | Node::Count { .. }
        | Node::Sum { .. } => None,
    }
}

/// The comparison of a formula whose left side stands at a place.
pub(super) fn comparison(formula: &Formula, left: Span) -> Option<&Comparison> {
    match &formula.node {
        FormulaNode::Compare(own) => Some(&**own).filter(|own| own.left.span == left),
        FormulaNode::And(parts) | FormulaNode::Or(parts) => parts.iter().find_map(|part| comparison(part, left)),
        FormulaNode::Not(inner) => comparison(inner, left),
        FormulaNode::Quantified { .. }
        | FormulaNode::Constant(_)
        | FormulaNode::Reference(_)
        | FormulaNode::CompareDates(..)
        | FormulaNode::CompareDurations(..)
        | FormulaNode::Stage(..)
        | FormulaNode::Condition(..) => None,
    }
}
