//! What stands in an expression or formula: the one place that knows the children of every node.

use smallvec::SmallVec;

use super::{
    Comparison, DateExpr, DateNode, DurationExpr, DurationNode, Expr, Formula, FormulaNode, Meaning, Node, Reference,
};

/// An expression of any kind, or a reference in one.
#[derive(Clone, Copy, Debug)]
pub enum AnyExpr<'a> {
    /// A count, a share or a number.
    Number(&'a Expr),
    /// A day.
    Date(&'a DateExpr),
    /// A duration.
    Duration(&'a DurationExpr),
    /// A condition.
    Truth(&'a Formula),
    /// A name, also the one in a total.
    Reference(&'a Reference),
}

/// The same, to be changed.
#[derive(Debug)]
pub enum AnyExprMut<'a> {
    /// A count, a share or a number.
    Number(&'a mut Expr),
    /// A day.
    Date(&'a mut DateExpr),
    /// A duration.
    Duration(&'a mut DurationExpr),
    /// A condition.
    Truth(&'a mut Formula),
    /// A name, also the one in a total.
    Reference(&'a mut Reference),
}

/// Writes `children` once for both; `$bases` says whether a comparison's bases belong to them.
macro_rules! impl_children {
    ($(#[$doc:meta])* $any:ident, $bases:ident $(, $mutable:tt)?) => {
        impl<'a> $any<'a> {
            $(#[$doc])*
            pub fn children(self, f: &mut dyn FnMut($any<'a>)) {
                match self {
                    Self::Number(expr) => match & $($mutable)? expr.node {
                        Node::Constant(_) | Node::Count { filter: None, .. } => {}
                        Node::Reference(reference) | Node::Total(_, reference) => f($any::Reference(reference)),
                        Node::Add(left, right)
                        | Node::Subtract(left, right)
                        | Node::Multiply(left, right)
                        | Node::Divide(left, right) => {
                            f($any::Number(left));
                            f($any::Number(right));
                        }
                        Node::Negate(inner) | Node::Ceil(inner) | Node::Floor(inner) | Node::Round(inner, _) => {
                            f($any::Number(inner));
                        }
                        Node::Max(operands) | Node::Min(operands) => {
                            operands.into_iter().for_each(|operand| f($any::Number(operand)));
                        }
                        Node::Count { filter: Some(filter), .. } => f($any::Truth(filter)),
                        Node::Sum { value, filter, .. } => {
                            f($any::Number(value));
                            if let Some(filter) = filter {
                                f($any::Truth(filter));
                            }
                        }
                    },
                    Self::Date(date) => match & $($mutable)? date.node {
                        DateNode::Constant(_) => {}
                        DateNode::Reference(reference) => f($any::Reference(reference)),
                        DateNode::Shift { duration, from, .. } => {
                            f($any::Duration(duration));
                            f($any::Date(from));
                        }
                        DateNode::Latest(days) | DateNode::Earliest(days) => {
                            days.into_iter().for_each(|day| f($any::Date(day)));
                        }
                    },
                    Self::Duration(duration) => match & $($mutable)? duration.node {
                        DurationNode::Constant(_) => {}
                        DurationNode::Reference(reference) => f($any::Reference(reference)),
                    },
                    Self::Truth(formula) => match & $($mutable)? formula.node {
                        FormulaNode::Constant(_) | FormulaNode::Stage(..) | FormulaNode::Condition(..) => {}
                        FormulaNode::Reference(reference) => f($any::Reference(reference)),
                        FormulaNode::Compare(comparison) => {
                            let Comparison { left, right, bases, .. } = & $($mutable)? **comparison;
                            f($any::Number(left));
                            f($any::Number(right));
                            $bases(bases).into_iter().for_each(|base| f($any::Number(base)));
                        }
                        FormulaNode::CompareDates(_, left, right) => {
                            f($any::Date(left));
                            f($any::Date(right));
                        }
                        FormulaNode::CompareDurations(_, left, right) => {
                            f($any::Duration(left));
                            f($any::Duration(right));
                        }
                        FormulaNode::Not(inner) => f($any::Truth(inner)),
                        FormulaNode::And(operands) | FormulaNode::Or(operands) => {
                            operands.into_iter().for_each(|operand| f($any::Truth(operand)));
                        }
                        FormulaNode::Quantified { filter, condition, .. } => {
                            if let Some(filter) = filter {
                                f($any::Truth(filter));
                            }
                            f($any::Truth(condition));
                        }
                    },
                    Self::Reference(reference) => match reference {
                        Reference::Input(_) | Reference::Parameter(_) | Reference::Definition(_) => {}
                        Reference::AsOf { date, .. } => f($any::Date(date)),
                    },
                }
            }
        }
    };
}

impl_children!(
    /// What stands directly in it, in the order it is written; not what stands behind a definition. The bases of a
    /// comparison are copies of what its sides say, so they are not met again.
    AnyExpr,
    no_bases
);
impl_children!(
    /// What stands directly in it, in the order it is written, and the bases of a comparison after its sides: what is
    /// changed is changed in the copies too.
    AnyExprMut,
    all_bases,
    mut
);

fn no_bases(_: &[Expr]) -> &[Expr] {
    &[]
}

fn all_bases(bases: &mut [Expr]) -> &mut [Expr] {
    bases
}

/// Something that can be walked.
pub trait Visit {
    /// It as an expression of any kind.
    fn any(&self) -> AnyExpr<'_>;

    /// Calls `enter` with it and all that stands in it, outer ones first, in the order they are written. What `enter` answers
    /// `false` to is not entered. However long a chain is, this takes no stack.
    fn visit<'a>(&'a self, enter: &mut dyn FnMut(AnyExpr<'a>) -> bool) {
        let mut open: SmallVec<[AnyExpr<'a>; 8]> = SmallVec::new();
        open.push(self.any());
        while let Some(next) = open.pop() {
            if enter(next) {
                let from = open.len();
                next.children(&mut |child| open.push(child));
                if let Some(children) = open.get_mut(from..) {
                    children.reverse();
                }
            }
        }
    }

    /// Calls `f` with each reference in it, in the order they are written; not with those behind definitions.
    fn references<'a>(&'a self, f: &mut dyn FnMut(&'a Reference)) {
        self.visit(&mut |part| {
            if let AnyExpr::Reference(reference) = part {
                f(reference);
            }
            true
        });
    }
}

impl Visit for Expr {
    fn any(&self) -> AnyExpr<'_> {
        AnyExpr::Number(self)
    }
}

impl Visit for DateExpr {
    fn any(&self) -> AnyExpr<'_> {
        AnyExpr::Date(self)
    }
}

impl Visit for DurationExpr {
    fn any(&self) -> AnyExpr<'_> {
        AnyExpr::Duration(self)
    }
}

impl Visit for Formula {
    fn any(&self) -> AnyExpr<'_> {
        AnyExpr::Truth(self)
    }
}

impl Visit for Reference {
    fn any(&self) -> AnyExpr<'_> {
        AnyExpr::Reference(self)
    }
}

impl Visit for Meaning {
    fn any(&self) -> AnyExpr<'_> {
        match self {
            Self::Number(expr) => AnyExpr::Number(expr),
            Self::Date(date) => AnyExpr::Date(date),
            Self::Duration(duration) => AnyExpr::Duration(duration),
            Self::Truth(formula) => AnyExpr::Truth(formula),
        }
    }
}

impl<'a> From<&'a mut Meaning> for AnyExprMut<'a> {
    fn from(meaning: &'a mut Meaning) -> Self {
        match meaning {
            Meaning::Number(expr) => Self::Number(expr),
            Meaning::Date(date) => Self::Date(date),
            Meaning::Duration(duration) => Self::Duration(duration),
            Meaning::Truth(formula) => Self::Truth(formula),
        }
    }
}

impl<'a> AnyExprMut<'a> {
    /// Calls `change` with it and then, unless that answers `false`, with all that stands in it.
    pub fn visit(mut self, change: &mut dyn FnMut(&mut AnyExprMut<'_>) -> bool) {
        if change(&mut self) {
            self.children(&mut |child| child.visit(change));
        }
    }
}
