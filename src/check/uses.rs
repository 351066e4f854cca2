//! What a formula hangs on, also through definitions.

use std::collections::BTreeSet;

use crate::ids::Table;
use crate::program::{
    ConditionId, DateExpr, DateNode, Definition, DefinitionId, DurationExpr, DurationNode, Expr, Formula, FormulaNode,
    InputId, Meaning, Node, ParameterId, Reference,
};

/// What is used, by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    pub inputs: BTreeSet<InputId>,
    pub parameters: BTreeSet<ParameterId>,
    pub definitions: BTreeSet<DefinitionId>,
    pub conditions: BTreeSet<ConditionId>,
}

/// All that formulas use.
pub(super) fn used<'a>(
    definitions: &'a Table<DefinitionId, Definition>,
    formulas: impl IntoIterator<Item = &'a Formula>,
) -> Uses {
    let mut uses = Uses::default();
    uses.follow(definitions, formulas.into_iter().map(Part::Formula).collect());
    uses
}

/// Something still to be looked into.
#[derive(Clone, Copy)]
enum Part<'a> {
    Formula(&'a Formula),
    Expr(&'a Expr),
    Date(&'a DateExpr),
    Duration(&'a DurationExpr),
    Reference(&'a Reference),
}

impl Uses {
    /// All that a definition's value uses.
    pub(super) fn of(definitions: &Table<DefinitionId, Definition>, value: &Meaning) -> Self {
        let mut uses = Self::default();
        uses.add_all_of(definitions, value);
        uses
    }

    /// Adds all that a definition's value uses.
    pub(super) fn add_all_of(&mut self, definitions: &Table<DefinitionId, Definition>, value: &Meaning) {
        self.follow(definitions, vec![part(value)]);
    }

    fn follow<'a>(&mut self, definitions: &'a Table<DefinitionId, Definition>, mut stack: Vec<Part<'a>>) {
        while let Some(part) = stack.pop() {
            match part {
                Part::Formula(formula) => self.formula(formula, &mut stack),
                Part::Expr(expr) => push_expr(expr, &mut stack),
                Part::Date(date) => match &date.node {
                    DateNode::Constant(_) => {}
                    DateNode::Reference(reference) => stack.push(Part::Reference(reference)),
                    DateNode::Shift { duration, from, .. } => {
                        stack.extend([Part::Duration(duration), Part::Date(from)]);
                    }
                    DateNode::Latest(days) | DateNode::Earliest(days) => stack.extend(days.iter().map(Part::Date)),
                },
                Part::Duration(duration) => match &duration.node {
                    DurationNode::Constant(_) => {}
                    DurationNode::Reference(reference) => stack.push(Part::Reference(reference)),
                },
                Part::Reference(reference) => match reference {
                    Reference::Input(id) => {
                        self.inputs.insert(*id);
                    }
                    Reference::Parameter(id) => {
                        self.parameters.insert(*id);
                    }
                    Reference::AsOf { parameter, date } => {
                        self.parameters.insert(*parameter);
                        stack.push(Part::Date(date));
                    }
                    Reference::Definition(id) => {
                        if self.definitions.insert(*id)
                            && let Some(definition) = definitions.get(*id)
                        {
                            stack.push(self::part(&definition.value));
                        }
                    }
                },
            }
        }
    }

    fn formula<'a>(&mut self, formula: &'a Formula, stack: &mut Vec<Part<'a>>) {
        match &formula.node {
            FormulaNode::Constant(_) | FormulaNode::Stage(..) => {}
            FormulaNode::Reference(reference) => stack.push(Part::Reference(reference)),
            FormulaNode::Compare(comparison) => {
                stack.extend([Part::Expr(&comparison.left), Part::Expr(&comparison.right)]);
            }
            FormulaNode::CompareDates(_, a, b) => stack.extend([Part::Date(a), Part::Date(b)]),
            FormulaNode::CompareDurations(_, a, b) => stack.extend([Part::Duration(a), Part::Duration(b)]),
            FormulaNode::Not(inner) => stack.push(Part::Formula(inner)),
            FormulaNode::And(operands) | FormulaNode::Or(operands) => {
                stack.extend(operands.iter().map(Part::Formula));
            }
            FormulaNode::Quantified { filter, condition, .. } => {
                stack.extend(filter.as_deref().map(Part::Formula));
                stack.push(Part::Formula(condition));
            }
            FormulaNode::Condition(id, _) => {
                self.conditions.insert(*id);
            }
        }
    }
}

fn part(value: &Meaning) -> Part<'_> {
    match value {
        Meaning::Number(expr) => Part::Expr(expr),
        Meaning::Date(date) => Part::Date(date),
        Meaning::Duration(duration) => Part::Duration(duration),
        Meaning::Truth(formula) => Part::Formula(formula),
    }
}

fn push_expr<'a>(expr: &'a Expr, stack: &mut Vec<Part<'a>>) {
    match &expr.node {
        Node::Constant(_) => {}
        Node::Reference(reference) | Node::Total(_, reference) => stack.push(Part::Reference(reference)),
        Node::Add(a, b) | Node::Subtract(a, b) | Node::Multiply(a, b) | Node::Divide(a, b) => {
            stack.extend([Part::Expr(a), Part::Expr(b)]);
        }
        Node::Negate(a) | Node::Ceil(a) | Node::Floor(a) | Node::Round(a, _) => stack.push(Part::Expr(a)),
        Node::Max(all) | Node::Min(all) => stack.extend(all.iter().map(Part::Expr)),
        Node::Count { filter, .. } => stack.extend(filter.as_deref().map(Part::Formula)),
        Node::Sum { value, filter, .. } => {
            stack.push(Part::Expr(value));
            stack.extend(filter.as_deref().map(Part::Formula));
        }
    }
}
