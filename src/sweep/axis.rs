//! What moves, step by step.

use num_integer::Integer as _;

use super::{Request, SweepError, Vary};
use crate::compare::Column;
use crate::facts::{Facts, Slot};
use crate::inputs::{self, Found, InputError, Layer, LayerKind, Override, Target};
use crate::program::TableId;
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast::{FactValue, Literal, LiteralValue};
use crate::value::{Exact, Kind, Value};
use crate::words;

/// The most points a sweep may have, all steps of one range times all of the other.
pub const MOST_POINTS: u64 = 16_000_000;

/// Steps that a range is cut into, at most, where none is asked for.
const STEPS: i128 = 50;

/// Something that moves from one value to another.
#[derive(Clone, Debug)]
pub struct Axis {
    /// As it was written: `yes`, `nationhood.approval`, `turnout`, `support of ballots`.
    pub name: String,
    /// What it is.
    pub(crate) what: What,
    /// A count, a share or a number.
    pub kind: Kind,
    /// Where it begins.
    pub low: Exact,
    /// Where it ends.
    pub high: Exact,
    /// How far apart two values are; the last may be nearer.
    pub step: Exact,
    /// The values, ascending, times [`per`](Self::per).
    pub(crate) values: Vec<i64>,
    /// What each is divided by.
    pub(crate) per: i64,
    /// Where the name stands.
    pub(crate) span: Span,
}

/// What an axis moves.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// An input or parameter: its place in each of the rules that have it.
    Thing(Vec<Option<Place>>),
    /// The ballots as a share of the registered voters.
    Turnout,
    /// Yes as a share.
    Support(Base),
}

/// What support is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// `yes + no`
    YesAndNo,
    /// All ballots.
    Ballots,
}

/// An input or parameter, or one row of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) target: Target,
    pub(crate) row: Option<usize>,
}

impl Axis {
    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Never: a range has at least one value.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// One of its values.
    pub fn value(&self, at: usize) -> Exact {
        self.values.get(at).map_or(Exact::ZERO, |value| Exact::positive((*value).into(), self.per.into()))
    }

    /// Whether it is `turnout` or `support`, which move people.
    pub fn is_derived(&self) -> bool {
        matches!(self.what, What::Turnout | What::Support(_))
    }

    /// What Yes is a share of, if it is `support`.
    pub fn base(&self) -> Option<Base> {
        match self.what {
            What::Support(base) => Some(base),
            What::Thing(_) | What::Turnout => None,
        }
    }

    /// A value as it is read.
    pub fn shown(&self, value: &Exact) -> String {
        words::quantity(value, self.kind)
    }
}

/// What a `--vary` is about, in rules of which these facts are known.
pub(crate) fn axis(vary: &Vary, request: &Request<'_>, facts: &[Facts]) -> Result<Axis, Vec<SweepError>> {
    let columns = &request.columns;
    let (what, kind) = what(vary, request, facts)?;
    let name = vary.name();
    let (low, high) = ends(vary, &what, columns)?;
    if high < low {
        return Err(vec![SweepError::EmptyRange {
            low: written(&low, kind),
            high: written(&high, kind),
            span: vary.range,
        }]);
    }
    let share = match what {
        What::Turnout => Some("turnout"),
        What::Support(_) => Some("support"),
        What::Thing(_) => None,
    };
    if let Some(what) = share.filter(|_| high > Exact::ONE) {
        return Err(vec![SweepError::BeyondAll { what, span: vary.high.span }]);
    }
    let step = match &vary.step {
        Some(step) => own_step(&name, step, kind, &low, &high)?,
        None => nice_step(&(&high - &low), kind),
    };
    let too_fine = || vec![SweepError::TooLarge { span: vary.range }];
    let steps = (&high - &low).divide(&step).map_or(Exact::ZERO, |steps| steps.ceil());
    if steps >= Exact::from(MOST_POINTS) {
        return Err(vec![SweepError::TooManyPoints {
            points: words::grouped(&(&steps + &Exact::ONE)),
            most: words::grouped(&Exact::from(MOST_POINTS)),
            span: vary.range,
            steps: words::grouped(&steps),
        }]);
    }
    let (values, per) = values(&low, &high, &step).ok_or_else(too_fine)?;
    Ok(Axis { name, what, kind, low, high, step, values, per, span: vary.span() })
}

fn what(vary: &Vary, request: &Request<'_>, facts: &[Facts]) -> Result<(What, Kind), Vec<SweepError>> {
    let columns = &request.columns;
    let places: Vec<Option<(Place, Kind, Span)>> =
        columns.iter().zip(facts).map(|(column, facts)| place(vary, column, facts)).collect();
    let found = places.iter().zip(columns).find_map(|(place, column)| place.map(|place| (place, column)));
    let plain = match vary.path.as_slice() {
        [only] => only.text.as_str(),
        _ => "",
    };
    let of = vary.of.as_ref();
    let derived = match (plain, of.map(|of| of.text.as_str())) {
        ("turnout", None | Some("registered")) => Some(What::Turnout),
        ("support", None) => Some(What::Support(Base::YesAndNo)),
        ("support", Some("ballots")) => Some(What::Support(Base::Ballots)),
        _ => None,
    };
    // What the rules themselves call so goes first, unless a share is meant and it is a count.
    let share = matches!(vary.low.value, LiteralValue::Share(_) | LiteralValue::Fraction(_));
    let own = found.filter(|((_, kind, _), _)| derived.is_none() || !(share && *kind == Kind::Count));
    if let (Some(of), None) = (of, &derived) {
        let help = "it is `turnout`, `support` (of Yes and No) or `support of ballots`".to_owned();
        return Err(vec![SweepError::Form { missing: "not a share that can be moved", help, span: of.span }]);
    }
    match (own, derived) {
        (Some(((_, kind, declared), _)), _) => {
            if !matches!(kind, Kind::Count | Kind::Share | Kind::Number) {
                return Err(vec![SweepError::NotANumber {
                    name: vary.name(),
                    kind: kind.article(),
                    span: vary.span(),
                    declared,
                }]);
            }
            let places =
                places.into_iter().map(|place| place.filter(|(_, own, _)| *own == kind).map(|(place, ..)| place));
            let places: Vec<Option<Place>> = places.collect();
            // What a variant sets it keeps, unless it is asked about or nothing else would move.
            let keeps = |at: usize, place: &Place| {
                let own = columns.get(at).filter(|_| request.over(at) == Override::UnlessSet && place.row.is_none());
                own.and_then(|column| inputs::own(column.program, column.measure, column.rules(), place.target))
                    .is_some_and(|own| own.set_by.is_some())
            };
            let moving = places.iter().enumerate().map(|(at, place)| place.filter(|place| !keeps(at, place)));
            let moving: Vec<Option<Place>> = moving.collect();
            let all = moving.iter().all(Option::is_none);
            Ok((What::Thing(if all { places } else { moving }), kind))
        }
        (None, Some(what)) => Ok((what, Kind::Share)),
        (None, None) => Err(unknown(vary, plain, columns)),
    }
}

/// Where one of the rules has it.
fn place(vary: &Vary, column: &Column<'_>, facts: &Facts) -> Option<(Place, Kind, Span)> {
    let rules = column.rules();
    let row_of = |table: TableId, row: &str| facts.rows.get(table)?.iter().position(|name| name == row);
    let (target, row) = match inputs::lookup(rules, column.stage, &vary.path).ok()? {
        Found::One(target) => (target, None),
        Found::Cell(target, table, row) => (target, Some(row_of(table, &row.text)?)),
    };
    Some((Place { target, row }, target.kind(rules), target.declared(rules)))
}

/// Nothing of that name: what a fact of that name would be told.
fn unknown(vary: &Vary, plain: &str, columns: &[Column<'_>]) -> Vec<SweepError> {
    let declared: Vec<_> =
        columns.iter().flat_map(|column| inputs::names_in_scope(column.rules(), column.stage)).collect();
    let names = declared.iter().map(smol_str::SmolStr::as_str).chain(["turnout", "support"]);
    if !plain.is_empty()
        && let Some(near) = suggest::nearest(plain, names)
    {
        return vec![SweepError::Unknown { name: vary.name(), near: near.to_owned(), span: vary.span() }];
    }
    let mut layer = Layer::new(LayerKind::CommandLine);
    layer.facts.facts.push(inputs::fact(&vary.path, FactValue::Literal(vary.low.clone()), vary.low.span));
    let first = columns
        .first()
        .and_then(|column| inputs::bind(column.program, column.measure, &[layer.in_stage(column.stage)]).err());
    let found: Vec<SweepError> = first.unwrap_or_default().into_iter().map(SweepError::Input).collect();
    if !found.is_empty() {
        return found;
    }
    // A row of a table whose rows come with the votes, and none of these has it.
    let help = "name a row that the votes have".to_owned();
    vec![SweepError::Form { missing: "the votes have no such row", help, span: vary.span() }]
}

fn ends(vary: &Vary, what: &What, columns: &[Column<'_>]) -> Result<(Exact, Exact), Vec<SweepError>> {
    let mut errors = Vec::new();
    let mut end = |literal: &Literal| match what {
        What::Turnout | What::Support(_) => share(literal).map_err(|error| errors.push(error)).ok(),
        What::Thing(places) => {
            let found = places.iter().zip(columns).find_map(|(place, column)| place.map(|place| (place, column)));
            let (place, column) = found?;
            let value = FactValue::Literal(literal.clone());
            match inputs::slot(column.rules(), place.target, &vary.name(), &value) {
                Ok(Slot::Known(Value::Number(number))) => Some(number),
                Ok(_) => {
                    errors.push(not_known(literal));
                    None
                }
                Err(found) => {
                    errors.extend(found.into_iter().map(|error| of_parameter(error, literal)));
                    None
                }
            }
        }
    };
    let (low, high) = (end(&vary.low), end(&vary.high));
    match (low, high) {
        (Some(low), Some(high)) => Ok((low, high)),
        (None, _) | (_, None) => {
            errors.dedup();
            Err(errors)
        }
    }
}

fn of_parameter(error: InputError, literal: &Literal) -> SweepError {
    match error {
        InputError::ParameterOpen { .. } => not_known(literal),
        other => SweepError::Input(other),
    }
}

fn not_known(literal: &Literal) -> SweepError {
    SweepError::Form {
        missing: "no end of a range",
        help: "write a number at both ends: `4,500,000..5,500,000`".to_owned(),
        span: literal.span,
    }
}

fn share(literal: &Literal) -> Result<Exact, SweepError> {
    match &literal.value {
        LiteralValue::Share(value) | LiteralValue::Fraction(value) if !value.is_negative() => Ok(value.clone()),
        LiteralValue::Number { value, .. } if !value.is_negative() => {
            let near = if *value <= Exact::ONE { value.clone() } else { value.clone().percent() };
            Err(SweepError::Form {
                missing: "not a share",
                help: format!("did you mean `{}`?", words::exact_share(&near)),
                span: literal.span,
            })
        }
        LiteralValue::Share(_)
        | LiteralValue::Fraction(_)
        | LiteralValue::Number { .. }
        | LiteralValue::Date(_)
        | LiteralValue::Duration(_)
        | LiteralValue::Truth(_)
        | LiteralValue::Unknown => Err(SweepError::Form {
            missing: "not a share",
            help: "write a percentage: `30%..80%`".to_owned(),
            span: literal.span,
        }),
    }
}

/// The step that is asked for.
fn own_step(name: &str, step: &Literal, kind: Kind, low: &Exact, high: &Exact) -> Result<Exact, Vec<SweepError>> {
    let example = written(&nice_step(&(high - low), kind), kind);
    let value = match (kind, &step.value) {
        (Kind::Share, LiteralValue::Share(value) | LiteralValue::Fraction(value)) => value,
        (Kind::Count, LiteralValue::Number { value, .. }) if !value.is_whole() => {
            return Err(vec![SweepError::Whole { name: name.to_owned(), example, span: step.span }]);
        }
        (Kind::Count, LiteralValue::Number { value, .. }) => value,
        (Kind::Number, LiteralValue::Number { value, .. } | LiteralValue::Fraction(value)) => value,
        (_, _) => {
            let missing = match kind {
                Kind::Share => "not a share",
                Kind::Count | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => "not a number",
            };
            return Err(vec![SweepError::Form {
                missing,
                help: format!("`{name}` is {}: write `by {example}`", kind.article()),
                span: step.span,
            }]);
        }
    };
    if !value.is_positive() {
        return Err(vec![SweepError::Step { step: written(value, kind), example, span: step.span }]);
    }
    Ok(value.clone())
}

/// 1, 2 or 5 with zeros: the smallest that cuts the range into few enough steps.
fn nice_step(range: &Exact, kind: Kind) -> Exact {
    let places = if kind == Kind::Count { 0 } else { 6 };
    let smallest = Exact::positive(1, 10i128.pow(places));
    let mut power = smallest;
    for _ in 0..40 {
        for factor in [1, 2, 5] {
            let step = &power * &Exact::integer(factor);
            if range.divide(&step).is_some_and(|steps| steps <= Exact::integer(STEPS)) {
                return step;
            }
        }
        power = &power * &Exact::integer(10);
    }
    range.clone()
}

/// The values and what they are divided by; `None` if they do not fit.
fn values(low: &Exact, high: &Exact, step: &Exact) -> Option<(Vec<i64>, i64)> {
    let mut per: i128 = 1;
    for value in [low, high, step] {
        let (_, denominator) = value.lowest_terms();
        per = per.lcm(&i128::try_from(denominator).ok()?);
        i64::try_from(per).ok()?;
    }
    let scaled =
        |value: &Exact| (value * &Exact::integer(per)).to_integer().and_then(|value| i64::try_from(value).ok());
    let (low, high, step) = (scaled(low)?, scaled(high)?, scaled(step)?);
    let mut values = Vec::new();
    let mut value = low;
    while value < high {
        values.push(value);
        value = value.checked_add(step)?;
    }
    values.push(high);
    Some((values, i64::try_from(per).ok()?))
}

/// As the language writes it.
pub(crate) fn written(value: &Exact, kind: Kind) -> String {
    match kind {
        Kind::Share => words::exact_share(value),
        Kind::Count | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => words::grouped(value),
    }
}
