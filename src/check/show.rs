//! Expressions as they are quoted in messages.

use std::fmt::Write as _;

use crate::span::Span;
use crate::syntax::ast::{Binary, Expr, ExprKind, Literal, LiteralValue, Path};
use crate::value::{Exact, Towards};
use crate::words;

/// Longer text is cut: the label shows the rest.
const LONGEST: usize = 60;

/// An expression as its writer would recognise it.
pub(super) fn show(expr: &Expr) -> String {
    let mut text = String::new();
    write(expr, &mut text);
    if text.chars().count() > LONGEST {
        text = text.chars().take(LONGEST).chain(['…']).collect();
    }
    text
}

/// `nationhood.approval`
pub(super) fn path(path: &Path) -> String {
    let names: Vec<&str> = path.parts.iter().map(|name| name.text.as_str()).collect();
    names.join(".")
}

/// `585,407`, `55%`, `two thirds`, `180 days`
pub(super) fn literal(literal: &Literal) -> String {
    match &literal.value {
        LiteralValue::Number { value, .. } => words::grouped(value),
        LiteralValue::Share(value) => share(value, literal.span),
        LiteralValue::Fraction(value) => {
            let (numerator, denominator) = value.lowest_terms();
            format!("{numerator}/{denominator}")
        }
        LiteralValue::Date(date) => date.to_string(),
        LiteralValue::Duration(duration) => duration.to_string(),
        LiteralValue::Truth(truth) => truth.to_string(),
        LiteralValue::Unknown => "?".into(),
    }
}

/// `50%` and `half` are one value: the length of the text tells which was written.
fn share(value: &Exact, span: Span) -> String {
    const NUMBERS: [&str; 10] = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    const PARTS: [(usize, &str); 8] = [
        (3, "third"),
        (4, "quarter"),
        (4, "fourth"),
        (5, "fifth"),
        (6, "sixth"),
        (7, "seventh"),
        (8, "eighth"),
        (10, "tenth"),
    ];
    let percent = words::percent(value);
    if span.len() == 4 && percent == "50%" {
        return "half".into();
    }
    for (denominator, part) in PARTS {
        let Some(number) = (value * &Exact::integer(denominator as i128)).to_integer() else { continue };
        let Some(number) = usize::try_from(number).ok().and_then(|number| NUMBERS.get(number)) else { continue };
        let words = format!("{number} {part}{}", if *number == "one" { "" } else { "s" });
        if words.len() == span.len() {
            return words;
        }
    }
    percent
}

fn write(expr: &Expr, text: &mut String) {
    if text.len() > 4 * LONGEST {
        return;
    }
    match &expr.kind {
        ExprKind::Error => text.push('…'),
        ExprKind::Literal(value) => text.push_str(&literal(value)),
        ExprKind::Group(inner) => around(text, "(", ")", |text| write(inner, text)),
        ExprKind::Path(name) => text.push_str(&path(name)),
        ExprKind::Status { path: name, status } => {
            if let Some(name) = name {
                text.push_str(&path(name));
                text.push(' ');
            }
            text.push_str(status.words());
        }
        ExprKind::AsOf { path: name, date } => {
            text.push_str(&path(name));
            text.push_str(" as of ");
            write(date, text);
        }
        ExprKind::Negative(inner) => around(text, "-", "", |text| write(inner, text)),
        ExprKind::Not(inner) => around(text, "not ", "", |text| write(inner, text)),
        ExprKind::And(operands) => list(text, operands, " and "),
        ExprKind::Or(operands) => list(text, operands, " or "),
        ExprKind::Compare { first, rest } => {
            write(first, text);
            for (compare, operand) in rest {
                around(text, " ", " ", |text| text.push_str(compare.operator.words()));
                write(operand, text);
            }
        }
        ExprKind::Binary { operator, left, right, .. } => {
            write(left, text);
            text.push_str(match operator {
                Binary::Of => " of ",
                Binary::Times => " * ",
                Binary::Divided => " / ",
            });
            write(right, text);
        }
        ExprKind::Sum { first, rest } => {
            write(first, text);
            for (minus, operand) in rest {
                text.push_str(if *minus { " - " } else { " + " });
                write(operand, text);
            }
        }
        ExprKind::Relative { left, towards, right } => {
            write(left, text);
            text.push_str(match towards {
                Towards::After => " after ",
                Towards::Before => " before ",
            });
            write(right, text);
        }
        ExprKind::Count { table, filter } => around(text, "count(", ")", |text| {
            text.push_str(&path(table));
            filtered(text, filter.as_deref());
        }),
        ExprKind::SumOver { value, table, filter } => around(text, "sum(", ")", |text| {
            write(value, text);
            // Writing to a String cannot fail.
            let _ = write!(text, " over {}", path(table));
            filtered(text, filter.as_deref());
        }),
        ExprKind::Quantified { every, table, filter, condition } => {
            around(text, if *every { "every(" } else { "any(" }, ")", |text| {
                text.push_str(&path(table));
                filtered(text, filter.as_deref());
                text.push_str(" has ");
                write(condition, text);
            });
        }
        ExprKind::Call { function, arguments } => {
            text.push_str(&function.text);
            around(text, "(", ")", |text| list(text, arguments, ", "));
        }
    }
}

fn filtered(text: &mut String, filter: Option<&Expr>) {
    if let Some(filter) = filter {
        text.push_str(" where ");
        write(filter, text);
    }
}

fn around(text: &mut String, before: &str, after: &str, inside: impl FnOnce(&mut String)) {
    text.push_str(before);
    inside(text);
    text.push_str(after);
}

fn list(text: &mut String, operands: &[Expr], between: &str) {
    for (at, operand) in operands.iter().enumerate() {
        if at > 0 {
            text.push_str(between);
        }
        write(operand, text);
        if text.len() > 4 * LONGEST {
            return;
        }
    }
}
