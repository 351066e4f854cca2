//! From what is written to a value of the kind that is declared.

use super::InputError;
use super::lookup::Target;
use crate::facts::Slot;
use crate::program::Measure;
use crate::span::Span;
use crate::syntax::ast::{FactValue, Literal, LiteralValue};
use crate::value::{Date, Exact, Kind, Value};
use crate::words;

/// What is known of a target when this is written about it.
///
/// # Errors
/// Whatever does not fit the declaration.
pub(crate) fn slot(
    measure: &Measure,
    target: Target,
    path: &str,
    written: &FactValue,
) -> Result<Slot, Vec<InputError>> {
    slot_where(measure, target, path, written, Parameters::OneValue)
}

/// The same where parameters may be sought.
pub(super) fn slot_where(
    measure: &Measure,
    target: Target,
    path: &str,
    written: &FactValue,
    parameters: Parameters,
) -> Result<Slot, Vec<InputError>> {
    let place = Place { path, kind: target.kind(measure), declared: target.declared(measure) };
    if let (Target::Parameter(_), Parameters::OneValue) = (target, parameters)
        && let Some(span) = open(written)
    {
        return Err(vec![InputError::ParameterOpen { path: path.into(), span, declared: place.declared }]);
    }
    match written {
        FactValue::Literal(Literal { value: LiteralValue::Unknown, .. }) => Ok(Slot::Unknown),
        FactValue::Literal(literal) => place.value(literal).map(Slot::Known).map_err(|error| vec![error]),
        FactValue::Range(low, high) => place.range(low, high.as_ref()),
    }
}

/// What may be said of parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameters {
    /// One value.
    OneValue,
    /// Also a range or `?`: it is sought.
    Sought,
}

/// Where a value has more than one completion, if it has.
fn open(written: &FactValue) -> Option<Span> {
    match written {
        FactValue::Literal(Literal { span, value: LiteralValue::Unknown }) => Some(*span),
        FactValue::Literal(_) => None,
        FactValue::Range(low, high) => Some(high.as_ref().map_or(low.span, |high| low.span.to(high.span))),
    }
}

/// What a value is for.
struct Place<'a> {
    path: &'a str,
    kind: Kind,
    declared: Span,
}

impl Place<'_> {
    fn value(&self, literal: &Literal) -> Result<Value, InputError> {
        let span = literal.span;
        match (self.kind, &literal.value) {
            (Kind::Count, LiteralValue::Number { value, decimal }) => {
                if *decimal || !value.is_whole() {
                    return Err(self.not_whole(literal, count_help(value)));
                }
                self.not_negative(value, span)
            }
            // A value that was never written is of the kind that it is read as.
            (Kind::Count, LiteralValue::Fraction(value)) if span == Span::NOWHERE && value.is_whole() => {
                self.not_negative(value, span)
            }
            (Kind::Count, LiteralValue::Fraction(value)) => Err(self.not_whole(literal, count_help(value))),
            (Kind::Share, LiteralValue::Share(value) | LiteralValue::Fraction(value)) => self.not_negative(value, span),
            (Kind::Number, LiteralValue::Number { value, .. } | LiteralValue::Fraction(value)) => {
                Ok(Value::Number(value.clone()))
            }
            (Kind::Date, LiteralValue::Date(date)) => Ok(Value::Date(*date)),
            (Kind::Duration, LiteralValue::Duration(duration)) => Ok(Value::Duration(*duration)),
            (Kind::Truth, LiteralValue::Truth(truth)) => Ok(Value::Truth(*truth)),
            (
                Kind::Count | Kind::Share | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth,
                LiteralValue::Number { .. }
                | LiteralValue::Share(_)
                | LiteralValue::Fraction(_)
                | LiteralValue::Date(_)
                | LiteralValue::Duration(_)
                | LiteralValue::Truth(_)
                | LiteralValue::Unknown,
            ) => Err(InputError::Kind {
                path: self.path.into(),
                expected: self.kind,
                found: shown(&literal.value),
                what: what(&literal.value),
                help: kind_help(self.kind, &literal.value),
                span,
                declared: self.declared,
            }),
        }
    }

    fn not_negative(&self, value: &Exact, span: Span) -> Result<Value, InputError> {
        if value.is_negative() {
            return Err(InputError::Negative {
                path: self.path.into(),
                kind: self.kind,
                span,
                declared: self.declared,
            });
        }
        Ok(Value::Number(value.clone()))
    }

    fn not_whole(&self, literal: &Literal, help: String) -> InputError {
        InputError::NotWhole {
            path: self.path.into(),
            found: shown(&literal.value),
            help,
            span: literal.span,
            declared: self.declared,
        }
    }

    fn range(&self, low: &Literal, high: Option<&Literal>) -> Result<Slot, Vec<InputError>> {
        let whole = high.map_or(low.span, |high| low.span.to(high.span));
        let form = |help| vec![InputError::RangeForm { path: self.path.into(), help, span: whole, kind: self.kind }];
        match self.kind {
            Kind::Truth => return Err(form("write `true`, `false`, or `?` for not known")),
            Kind::Duration => return Err(form("write one duration, such as `180 days`")),
            Kind::Count | Kind::Share | Kind::Number | Kind::Date => {}
        }
        if [Some(low), high].iter().flatten().any(|end| end.value == LiteralValue::Unknown) {
            return Err(form(
                "leave the upper end out if it is not known: `4,000,000..`; for nothing known write `?` alone",
            ));
        }
        let ends = [Some(low), high].map(|end| end.map(|end| self.value(end)).transpose());
        let [Ok(Some(first)), Ok(last)] = ends else {
            return Err(ends.into_iter().filter_map(Result::err).collect());
        };
        if let (Some(last), Some(high)) = (&last, high)
            && is_less(last, &first)
        {
            return Err(vec![InputError::RangeReversed {
                path: self.path.into(),
                low: shown(&low.value),
                high: shown(&high.value),
                from: low.span,
                to: high.span,
            }]);
        }
        Ok(match last {
            Some(last) if last == first => Slot::Known(first),
            last => Slot::Range(first, last),
        })
    }
}

fn is_less(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a < b,
        (Value::Date(a), Value::Date(b)) => a < b,
        (Value::Number(_) | Value::Date(_) | Value::Duration(_) | Value::Truth(_), _) => false,
    }
}

/// A literal as the language writes it.
fn shown(value: &LiteralValue) -> String {
    match value {
        LiteralValue::Number { value, decimal: true } if value.is_whole() => format!("{value}.0"),
        LiteralValue::Number { value, .. } => words::grouped(value),
        LiteralValue::Fraction(value) => value.to_string(),
        LiteralValue::Share(value) => words::percent(value),
        LiteralValue::Date(date) => date.to_string(),
        LiteralValue::Duration(duration) => duration.to_string(),
        LiteralValue::Truth(truth) => truth.to_string(),
        LiteralValue::Unknown => "?".to_owned(),
    }
}

fn what(value: &LiteralValue) -> &'static str {
    match value {
        LiteralValue::Number { .. } => "a plain number",
        LiteralValue::Fraction(_) => "a fraction",
        LiteralValue::Share(_) => "a share",
        LiteralValue::Date(_) => "a date",
        LiteralValue::Duration(_) => "a duration",
        LiteralValue::Truth(_) => "a truth",
        LiteralValue::Unknown => "not known",
    }
}

/// What a number with a decimal point may mean for a count: `1.000` is a thousand in much of Europe.
fn count_help(value: &Exact) -> String {
    let thousand = value * &Exact::integer(1000);
    let below = words::grouped(&value.floor());
    if value.is_whole() || !thousand.is_whole() || value.is_negative() {
        return format!("a count has no decimal point: write `{below}`");
    }
    let decimals_are_a_group = *value < Exact::integer(1000) && (value.is_whole() || value.round(2) != *value);
    if decimals_are_a_group {
        return format!(
            "a point is for decimals; groups are written with a comma: did you mean `{}`?",
            words::grouped(&thousand)
        );
    }
    "a count is a whole number of people, votes or regions".to_owned()
}

fn kind_help(expected: Kind, value: &LiteralValue) -> Option<String> {
    match (expected, value) {
        (Kind::Share, LiteralValue::Number { value, .. }) if *value == Exact::ONE => {
            Some("write `100%` for all, `1%` for a hundredth".to_owned())
        }
        (Kind::Share, LiteralValue::Number { value, .. }) => {
            // 0.55 is 55 hundredths; 55 can only have been meant as a percentage.
            let share = if *value < Exact::ONE { value.clone() } else { value.clone().percent() };
            Some(format!("did you mean `{}`?", exact_percent(&share)))
        }
        (Kind::Count, LiteralValue::Share(_)) => {
            Some("a count is a number of people, votes or regions, such as `585,407`".to_owned())
        }
        (Kind::Count, LiteralValue::Date(date)) => Some(year_help(*date)),
        (Kind::Number, LiteralValue::Share(value)) => Some(format!("did you mean `{}`?", words::grouped(value))),
        (Kind::Date, _) => Some("a date is written `2019-03-13`".to_owned()),
        (Kind::Duration, LiteralValue::Number { value, .. }) if value.is_whole() => {
            Some(format!("say of what: `{value} days`, `{value} months`, `{value} working days`"))
        }
        (Kind::Duration, _) => Some("a duration is written `180 days`".to_owned()),
        (Kind::Truth, _) => Some("write `true` or `false`".to_owned()),
        (Kind::Count | Kind::Share | Kind::Number, _) => None,
    }
}

fn year_help(date: Date) -> String {
    format!("{} is a day, not a number of people", words::long_date(date))
}

/// A percentage without rounding, as far as its decimals end.
fn exact_percent(share: &Exact) -> String {
    format!("{}%", words::grouped(&(share * &Exact::integer(100))))
}
