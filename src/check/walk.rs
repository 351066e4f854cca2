//! Every expression of a measure, and every expression inside it.

use crate::syntax::ast::{Expr, ExprKind, Item, Measure, Path, When};

/// Visits an expression and all inside it, outer ones first, from left to right.
pub(super) fn walk<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    let mut stack = vec![expr];
    while let Some(expr) = stack.pop() {
        visit(expr);
        let from = stack.len();
        push_children(expr, &mut stack);
        if let Some(children) = stack.get_mut(from..) {
            children.reverse();
        }
    }
}

fn push_children<'a>(expr: &'a Expr, stack: &mut Vec<&'a Expr>) {
    match &expr.kind {
        ExprKind::Error | ExprKind::Literal(_) | ExprKind::Path(_) | ExprKind::Status { .. } => {}
        ExprKind::Group(inner) | ExprKind::Negative(inner) | ExprKind::Not(inner) => stack.push(inner),
        ExprKind::AsOf { date, .. } => stack.push(date),
        ExprKind::And(operands) | ExprKind::Or(operands) => stack.extend(operands),
        ExprKind::Compare { first, rest } => {
            stack.push(first);
            stack.extend(rest.iter().map(|(_, operand)| operand));
        }
        ExprKind::Sum { first, rest } => {
            stack.push(first);
            stack.extend(rest.iter().map(|(_, operand)| operand));
        }
        ExprKind::Binary { left, right, .. } | ExprKind::Relative { left, right, .. } => {
            stack.push(left);
            stack.push(right);
        }
        ExprKind::Count { filter, .. } => stack.extend(filter.as_deref()),
        ExprKind::SumOver { value, filter, .. } => {
            stack.push(value);
            stack.extend(filter.as_deref());
        }
        ExprKind::Quantified { filter, condition, .. } => {
            stack.extend(filter.as_deref());
            stack.push(condition);
        }
        ExprKind::Call { arguments, .. } => stack.extend(arguments),
    }
}

/// Every name an expression mentions, tables and statuses aside.
pub(super) fn paths<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Path)) {
    walk(expr, &mut |expr| {
        if let ExprKind::Path(path) | ExprKind::AsOf { path, .. } = &expr.kind {
            visit(path);
        }
    });
}

/// Visits every expression that stands in a measure, without those inside it.
pub(super) fn expressions<'a>(measure: &'a Measure, visit: &mut dyn FnMut(&'a Expr)) {
    in_items(&measure.items, visit);
    for item in &measure.items {
        if let Item::Stage(stage) = item {
            stage.after.iter().for_each(&mut *visit);
            in_items(&stage.items, visit);
        }
    }
}

fn in_items<'a>(items: &'a [Item], visit: &mut dyn FnMut(&'a Expr)) {
    for item in items {
        match item {
            Item::ByBlock(block) => block.items.iter().for_each(|item| in_item(item, visit)),
            item => in_item(item, visit),
        }
    }
}

fn in_item<'a>(item: &'a Item, visit: &mut dyn FnMut(&'a Expr)) {
    match item {
        Item::Outcome(outcome) => {
            if let When::Condition(condition) = &outcome.when {
                visit(condition);
            }
        }
        Item::DateLine(line) => visit(&line.value),
        Item::Given(given) => visit(&given.condition),
        Item::Define(define) => visit(&define.value),
        Item::Condition(condition) => visit(&condition.condition),
        Item::Stage(_)
        | Item::Holidays(_)
        | Item::Rows(_)
        | Item::ByBlock(_)
        | Item::Parameter(_)
        | Item::Input(_)
        | Item::Effect(_) => {}
    }
}
