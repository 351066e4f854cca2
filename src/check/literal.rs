//! Values written out: what kind they are of, and whether they fit the kind they stand for.

use crate::check::{CheckError, show};
use crate::fix::Help;
use crate::span::Span;
use crate::syntax::ast::{Binary, Expr, ExprKind, Literal, LiteralValue};
use crate::value::{Exact, Kind, Value};
use crate::words;

/// The kind a literal has where nothing else decides it; `None` for `?`.
pub fn kind_of(literal: &Literal) -> Option<Kind> {
    match literal.value {
        LiteralValue::Number { decimal: false, .. } => Some(Kind::Count),
        LiteralValue::Number { decimal: true, .. } => Some(Kind::Number),
        LiteralValue::Share(_) | LiteralValue::Fraction(_) => Some(Kind::Share),
        LiteralValue::Date(_) => Some(Kind::Date),
        LiteralValue::Duration(_) => Some(Kind::Duration),
        LiteralValue::Truth(_) => Some(Kind::Truth),
        LiteralValue::Unknown => None,
    }
}

/// The value of a literal that stands for something of a kind; `None` for `?`.
///
/// # Errors
/// The literal is of another kind: `0.55` for a share, `1,000.0` for a count.
pub fn value(literal: &Literal, kind: Kind) -> Result<Option<Value>, CheckError> {
    match (&literal.value, kind) {
        (LiteralValue::Unknown, _) => Ok(None),
        (LiteralValue::Number { value, decimal: false }, Kind::Count)
        | (LiteralValue::Number { value, .. }, Kind::Number)
        | (LiteralValue::Fraction(value), Kind::Share | Kind::Number)
        | (LiteralValue::Share(value), Kind::Share | Kind::Number) => Ok(Some(Value::Number(value.clone()))),
        (LiteralValue::Number { value, decimal: true }, Kind::Count) => Err(count_decimal(value, literal.span)),
        (LiteralValue::Date(date), Kind::Date) => Ok(Some(Value::Date(*date))),
        (LiteralValue::Duration(duration), Kind::Duration) => Ok(Some(Value::Duration(*duration))),
        (LiteralValue::Truth(truth), Kind::Truth) => Ok(Some(Value::Truth(*truth))),
        (_, expected) => Err(CheckError::Value {
            expected,
            found: show::literal(literal),
            help: help(&literal.value, expected),
            span: literal.span,
        }),
    }
}

/// How a value of the kind is written, if the literal does not say enough to guess what is meant.
fn help(literal: &LiteralValue, expected: Kind) -> Option<Help> {
    let help = match (expected, literal) {
        (Kind::Share, LiteralValue::Number { value, .. }) => return Some(percent_meant(value)),
        (Kind::Share, _) => "a share is written `55%`, `two thirds` or `3/5`",
        (Kind::Count, LiteralValue::Share(_) | LiteralValue::Fraction(_)) => {
            "a count is a number of people, votes or regions, such as `585,407`"
        }
        (Kind::Count, _) => "a count is written `585,407`",
        (Kind::Number, _) => "a number is written `12` or `0.5`",
        (Kind::Date, _) => "a date is written `2028-11-07`",
        (Kind::Duration, LiteralValue::Number { value, .. }) => {
            let value = words::grouped(value);
            let instead = ["days", "working days", "months"].map(|unit| format!("{value} {unit}"));
            let words = format!("say of what: {}", instead.each_ref().map(|one| format!("`{one}`")).join(", "));
            return Some(Help::choice(words, instead));
        }
        (Kind::Duration, _) => "a duration is written `180 days`",
        (Kind::Truth, _) => "a truth is `true` or `false`",
    };
    Some(help.into())
}

/// "did you mean `55%`?" of 0.55 or 55.
pub(super) fn percent_meant(value: &Exact) -> Help {
    let as_share = words::percent(value);
    let as_percent = words::percent(&value.clone().percent());
    if *value == Exact::ONE {
        let words = format!("did you mean `{as_percent}` or `{as_share}`?");
        return Help::choice(words, [as_percent, as_share]);
    }
    let meant = if *value < Exact::ONE { as_share } else { as_percent };
    Help::choice(format!("did you mean `{meant}`?"), [meant])
}

/// A decimal point in a count: decimals, or groups as they are written elsewhere.
pub(super) fn count_decimal(value: &Exact, span: Span) -> CheckError {
    let places = span.len().saturating_sub(value.floor().to_string().len() + 1);
    let found = words::rounded(&value.floor(), 0);
    let decimals = value - &value.floor();
    let digits = (&decimals * &Exact::integer(10i128.pow((places as u32).min(30)))).floor().to_string();
    let found = format!("{found}.{digits:0>places$}");
    let help = if places == 3 && value.floor() < Exact::integer(1000) {
        let grouped = found.replacen('.', ",", 1);
        Help::choice(format!("groups of three digits are separated by a comma: `{grouped}`"), [grouped])
    } else if value.is_whole() {
        let whole = words::grouped(value);
        Help::certain(format!("write `{whole}`"), whole)
    } else {
        "people and votes are counted in whole numbers; a weight is a `number`".into()
    };
    CheckError::CountDecimal { found, help, span }
}

/// An expression that is a value written out: `55%`, `-1`, `(2017-01-26)`, `1/2`.
pub(super) fn of_expression(expr: &Expr) -> Option<Literal> {
    match &expr.kind {
        ExprKind::Literal(literal) => Some(literal.clone()),
        ExprKind::Group(inner) => of_expression(inner),
        ExprKind::Negative(inner) => match of_expression(inner)?.value {
            LiteralValue::Number { value, decimal } => {
                Some(Literal { span: expr.span, value: LiteralValue::Number { value: -&value, decimal } })
            }
            LiteralValue::Share(_)
            | LiteralValue::Fraction(_)
            | LiteralValue::Date(_)
            | LiteralValue::Duration(_)
            | LiteralValue::Truth(_)
            | LiteralValue::Unknown => None,
        },
        ExprKind::Binary { operator: Binary::Divided, left, right, .. } => {
            match (of_expression(left)?.value, of_expression(right)?.value) {
                (
                    LiteralValue::Number { value: left, decimal: false },
                    LiteralValue::Number { value: right, decimal: false },
                ) => Some(Literal { span: expr.span, value: LiteralValue::Fraction(left.divide(&right)?) }),
                _ => None,
            }
        }
        ExprKind::Error
        | ExprKind::Path(_)
        | ExprKind::Status { .. }
        | ExprKind::AsOf { .. }
        | ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare { .. }
        | ExprKind::Binary { .. }
        | ExprKind::Sum { .. }
        | ExprKind::Relative { .. }
        | ExprKind::Count { .. }
        | ExprKind::SumOver { .. }
        | ExprKind::Quantified { .. }
        | ExprKind::Call { .. } => None,
    }
}
