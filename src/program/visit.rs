//! What an expression or formula refers to.

use super::{DateExpr, DateNode, DurationExpr, DurationNode, Expr, Formula, FormulaNode, Meaning, Node, Reference};

/// Something that refers to declarations.
pub trait Refers {
    /// Calls `f` with each reference in it, in the order they are written; not with those behind definitions.
    fn references<'a>(&'a self, f: &mut dyn FnMut(&'a Reference));
}

impl Refers for Reference {
    fn references<'a>(&'a self, f: &mut dyn FnMut(&'a Reference)) {
        f(self);
        if let Self::AsOf { date, .. } = self {
            date.references(f);
        }
    }
}

impl Refers for Expr {
    fn references<'a>(&'a self, f: &mut dyn FnMut(&'a Reference)) {
        match &self.node {
            Node::Constant(_) | Node::Count { filter: None, .. } => {}
            Node::Reference(reference) | Node::Total(_, reference) => reference.references(f),
            Node::Add(left, right)
            | Node::Subtract(left, right)
            | Node::Multiply(left, right)
            | Node::Divide(left, right) => {
                left.references(f);
                right.references(f);
            }
            Node::Negate(inner) | Node::Ceil(inner) | Node::Floor(inner) | Node::Round(inner, _) => inner.references(f),
            Node::Max(items) | Node::Min(items) => items.iter().for_each(|item| item.references(f)),
            Node::Count { filter: Some(filter), .. } => filter.references(f),
            Node::Sum { value, filter, .. } => {
                value.references(f);
                filter.iter().for_each(|filter| filter.references(f));
            }
        }
    }
}

impl Refers for DateExpr {
    fn references<'a>(&'a self, f: &mut dyn FnMut(&'a Reference)) {
        match &self.node {
            DateNode::Constant(_) => {}
            DateNode::Reference(reference) => reference.references(f),
            DateNode::Shift { duration, from, .. } => {
                duration.references(f);
                from.references(f);
            }
            DateNode::Latest(items) | DateNode::Earliest(items) => items.iter().for_each(|item| item.references(f)),
        }
    }
}

impl Refers for DurationExpr {
    fn references<'a>(&'a self, f: &mut dyn FnMut(&'a Reference)) {
        match &self.node {
            DurationNode::Constant(_) => {}
            DurationNode::Reference(reference) => reference.references(f),
        }
    }
}

impl Refers for Formula {
    fn references<'a>(&'a self, f: &mut dyn FnMut(&'a Reference)) {
        match &self.node {
            FormulaNode::Constant(_) | FormulaNode::Stage(..) | FormulaNode::Condition(..) => {}
            FormulaNode::Reference(reference) => reference.references(f),
            FormulaNode::Compare(comparison) => {
                comparison.left.references(f);
                comparison.right.references(f);
                comparison.bases.iter().for_each(|base| base.references(f));
            }
            FormulaNode::CompareDates(_, left, right) => {
                left.references(f);
                right.references(f);
            }
            FormulaNode::CompareDurations(_, left, right) => {
                left.references(f);
                right.references(f);
            }
            FormulaNode::Not(inner) => inner.references(f),
            FormulaNode::And(parts) | FormulaNode::Or(parts) => parts.iter().for_each(|part| part.references(f)),
            FormulaNode::Quantified { filter, condition, .. } => {
                filter.iter().for_each(|filter| filter.references(f));
                condition.references(f);
            }
        }
    }
}

impl Refers for Meaning {
    fn references<'a>(&'a self, f: &mut dyn FnMut(&'a Reference)) {
        match self {
            Self::Number(expr) => expr.references(f),
            Self::Date(expr) => expr.references(f),
            Self::Duration(expr) => expr.references(f),
            Self::Truth(formula) => formula.references(f),
        }
    }
}
