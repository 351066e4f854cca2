//! Facts from values that a program has, without text.

use smol_str::SmolStr;

use super::{Layer, LayerKind, keys, set};
use crate::facts::Slot;
use crate::program::Name;
use crate::span::Span;
use crate::syntax::ast::{FactValue, Literal, LiteralValue};
use crate::value::Value;

/// What facts call an input, a parameter or a date: `nationhood.yes`, `county."San Benito".yes`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FactPath(Vec<SmolStr>);

impl FactPath {
    /// From its names, whatever they hold: `["county", "St. Gallen", "yes"]`.
    pub fn of<T: Into<SmolStr>>(names: impl IntoIterator<Item = T>) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }

    /// Its names, the last one the input's.
    pub fn names(&self) -> &[SmolStr] {
        &self.0
    }

    /// As names that stand in no text.
    fn parts(&self) -> Vec<Name> {
        self.0.iter().map(|name| Name { span: Span::NOWHERE, text: name.clone() }).collect()
    }
}

/// As facts write it: names with dots between them, a row that is no plain name in quotes.
impl From<&str> for FactPath {
    fn from(text: &str) -> Self {
        Self(set::path(text, 0).into_iter().map(|name| name.text).collect())
    }
}

impl Layer {
    /// What a program knows, with where it comes from. What is wrong with it is said without a place in any text. A share is
    /// a number, 11/20; one thing said twice is an error when it is bound.
    pub fn of_values(values: impl IntoIterator<Item = (FactPath, Slot)>, origin: LayerKind) -> Self {
        let mut layer = Self::new(origin);
        layer.facts.facts = values.into_iter().map(|(path, value)| fact(&path, &value)).collect();
        layer
    }

    /// Says something instead of what was said of the same path before.
    pub fn set(&mut self, path: FactPath, value: Slot) {
        let new = fact(&path, &value);
        let same = |parts: &[Name]| parts.iter().map(|part| &part.text).eq(path.names());
        match self.facts.facts.iter_mut().find(|fact| same(&fact.path.parts)) {
            Some(old) => *old = new,
            None => self.facts.facts.push(new),
        }
    }
}

fn fact(path: &FactPath, value: &Slot) -> crate::syntax::ast::Fact {
    keys::fact(&path.parts(), written(value), Span::NOWHERE)
}

fn written(value: &Slot) -> FactValue {
    match value {
        Slot::Unknown => FactValue::Literal(Literal { span: Span::NOWHERE, value: LiteralValue::Unknown }),
        Slot::Known(value) => FactValue::Literal(literal(value)),
        Slot::Range(low, high) => FactValue::Range(literal(low), high.as_ref().map(literal)),
    }
}

/// A number is one of whatever kind it is read as.
fn literal(value: &Value) -> Literal {
    let value = match value {
        Value::Number(number) => LiteralValue::Fraction(number.clone()),
        Value::Date(date) => LiteralValue::Date(*date),
        Value::Duration(duration) => LiteralValue::Duration(*duration),
        Value::Truth(truth) => LiteralValue::Truth(*truth),
    };
    Literal { span: Span::NOWHERE, value }
}
