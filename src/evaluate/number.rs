//! Numbers as far as they are known: exact, linear in what is missing, or between bounds.

use smallvec::{SmallVec, smallvec};

use crate::value::Exact;

/// A missing number, by its place in the world's list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Variable(pub(super) u32);

/// A number, as far as it is known. What is known never allocates.
#[derive(Clone, Debug)]
pub(crate) enum Number {
    Known(Exact),
    /// A sum of missing numbers: kept as it is, so that `yes - half of (yes + no)` is half a `yes` less half a `no`.
    Linear(Box<Linear>),
    /// Anything else, such as the product of two missing numbers.
    Between(Box<Bounds>),
}

/// Most rules compare two or three counts at a time.
type Terms = SmallVec<[(Variable, Exact); 3]>;

/// `constant + Σ coefficient · variable`, variables ascending, no coefficient zero.
#[derive(Clone, Debug)]
pub(crate) struct Linear {
    pub(crate) constant: Exact,
    pub(crate) terms: Terms,
}

/// The least and the most a number can be; `None` where nothing bounds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bounds {
    pub(super) low: Option<Exact>,
    pub(super) high: Option<Exact>,
}

impl Bounds {
    pub(super) fn exactly(value: Exact) -> Self {
        Self { low: Some(value.clone()), high: Some(value) }
    }

    pub(super) fn known(&self) -> Option<&Exact> {
        self.low.as_ref().filter(|_| self.low == self.high)
    }

    fn add(&self, other: &Self) -> Self {
        Self { low: both(&self.low, &other.low, |a, b| a + b), high: both(&self.high, &other.high, |a, b| a + b) }
    }

    fn scale(&self, factor: &Exact) -> Self {
        let times = |bound: &Option<Exact>| bound.as_ref().map(|bound| bound * factor);
        match factor.signum() {
            0 => Self::exactly(Exact::ZERO),
            1 => Self { low: times(&self.low), high: times(&self.high) },
            _ => Self { low: times(&self.high), high: times(&self.low) },
        }
    }

    fn multiply(&self, other: &Self) -> Self {
        let zero = Self::exactly(Exact::ZERO);
        if *self == zero || *other == zero {
            return zero;
        }
        if let (Some(a), Some(b), Some(c), Some(d)) = (&self.low, &self.high, &other.low, &other.high) {
            let corners = [a * c, a * d, b * c, b * d];
            return Self { low: corners.iter().min().cloned(), high: corners.iter().max().cloned() };
        }
        // An open end: what can still be said is said of factors that are not negative, which counts are.
        let not_negative = |bounds: &Self| bounds.low.as_ref().is_some_and(|low| !low.is_negative());
        if not_negative(self) && not_negative(other) {
            return Self {
                low: both(&self.low, &other.low, |a, b| a * b),
                high: both(&self.high, &other.high, |a, b| a * b),
            };
        }
        Self::default()
    }

    fn divide(&self, other: &Self) -> Self {
        let Some(low) = other.low.as_ref().filter(|low| low.is_positive()) else { return Self::default() };
        let inverse = Self {
            low: Some(other.high.as_ref().and_then(|high| Exact::ONE.divide(high)).unwrap_or(Exact::ZERO)),
            high: Exact::ONE.divide(low),
        };
        self.multiply(&inverse)
    }

    pub(super) fn map(&self, f: impl Fn(&Exact) -> Exact) -> Self {
        Self { low: self.low.as_ref().map(&f), high: self.high.as_ref().map(&f) }
    }

    /// The bounds of whichever of the two turns out larger.
    pub(super) fn max(&self, other: &Self) -> Self {
        let low = match (&self.low, &other.low) {
            (Some(a), Some(b)) => Some(a.max(b).clone()),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        Self { low, high: both(&self.high, &other.high, |a, b| a.max(b).clone()) }
    }

    /// The bounds of whichever of the two turns out smaller.
    pub(super) fn min(&self, other: &Self) -> Self {
        let high = match (&self.high, &other.high) {
            (Some(a), Some(b)) => Some(a.min(b).clone()),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        Self { low: both(&self.low, &other.low, |a, b| a.min(b).clone()), high }
    }

    /// The bounds of something that may count or not.
    pub(super) fn or_zero(&self) -> Self {
        let zero = Exact::ZERO;
        Self {
            low: self.low.as_ref().map(|low| low.min(&zero).clone()),
            high: self.high.as_ref().map(|high| high.max(&zero).clone()),
        }
    }
}

fn both(a: &Option<Exact>, b: &Option<Exact>, f: impl Fn(&Exact, &Exact) -> Exact) -> Option<Exact> {
    Some(f(a.as_ref()?, b.as_ref()?))
}

impl Linear {
    pub(super) fn variable(variable: Variable) -> Self {
        Self { constant: Exact::ZERO, terms: smallvec![(variable, Exact::ONE)] }
    }

    pub(super) fn constant(constant: Exact) -> Self {
        Self { constant, terms: Terms::new() }
    }

    /// `self + factor · other`
    pub(super) fn add_scaled(&self, other: &Self, factor: &Exact) -> Self {
        let mut terms = Terms::with_capacity(self.terms.len() + other.terms.len());
        let (mut left, mut right) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        loop {
            let term = match (left.peek(), right.peek()) {
                (Some((a, x)), Some((b, y))) if a == b => {
                    let term = (*a, x + &(y * factor));
                    left.next();
                    right.next();
                    term
                }
                (Some((a, x)), Some((b, _))) if a < b => {
                    let term = (*a, x.clone());
                    left.next();
                    term
                }
                (_, Some((b, y))) => {
                    let term = (*b, y * factor);
                    right.next();
                    term
                }
                (Some((a, x)), None) => {
                    let term = (*a, x.clone());
                    left.next();
                    term
                }
                (None, None) => break,
            };
            if !term.1.is_zero() {
                terms.push(term);
            }
        }
        Self { constant: &self.constant + &(&other.constant * factor), terms }
    }

    fn scale(&self, factor: &Exact) -> Self {
        if factor.is_zero() {
            return Self::constant(Exact::ZERO);
        }
        let terms = self.terms.iter().map(|(variable, coefficient)| (*variable, coefficient * factor)).collect();
        Self { constant: &self.constant * factor, terms }
    }

    pub(super) fn bounds(&self, variables: &[Bounds]) -> Bounds {
        let start = Bounds::exactly(self.constant.clone());
        self.terms.iter().fold(start, |sum, (variable, coefficient)| {
            let bounds = variables.get(variable.0 as usize).cloned().unwrap_or_default();
            sum.add(&bounds.scale(coefficient))
        })
    }
}

impl From<Exact> for Number {
    fn from(value: Exact) -> Self {
        Self::Known(value)
    }
}

impl Number {
    pub(super) const ZERO: Self = Self::Known(Exact::ZERO);

    fn from_linear(linear: Linear) -> Self {
        if linear.terms.is_empty() { Self::Known(linear.constant) } else { Self::Linear(Box::new(linear)) }
    }

    pub(super) fn between(bounds: Bounds) -> Self {
        match bounds.known() {
            Some(value) => Self::Known(value.clone()),
            None => Self::Between(Box::new(bounds)),
        }
    }

    /// Whether a part of it has more than [`Exact::MOST_DIGITS`].
    #[inline]
    pub(super) fn is_too_long(&self) -> bool {
        match self {
            Self::Known(value) => value.is_too_long(),
            Self::Linear(linear) => {
                linear.constant.is_too_long() || linear.terms.iter().any(|(_, coefficient)| coefficient.is_too_long())
            }
            Self::Between(bounds) => [&bounds.low, &bounds.high].into_iter().flatten().any(Exact::is_too_long),
        }
    }

    pub(super) fn known(&self) -> Option<&Exact> {
        match self {
            Self::Known(value) => Some(value),
            Self::Linear(_) | Self::Between(_) => None,
        }
    }

    /// The number as a sum of missing ones, if it is one.
    pub(super) fn into_linear(self) -> Option<Linear> {
        match self {
            Self::Known(value) => Some(Linear::constant(value)),
            Self::Linear(linear) => Some(*linear),
            Self::Between(_) => None,
        }
    }

    pub(super) fn bounds(&self, variables: &[Bounds]) -> Bounds {
        match self {
            Self::Known(value) => Bounds::exactly(value.clone()),
            Self::Linear(linear) => linear.bounds(variables),
            Self::Between(bounds) => (**bounds).clone(),
        }
    }

    /// `self + factor · other`
    pub(super) fn add_scaled(&self, other: &Self, factor: &Exact, variables: &[Bounds]) -> Self {
        match (self, other) {
            (Self::Known(left), Self::Known(right)) => return Self::Known(left + &(right * factor)),
            (Self::Linear(left), Self::Linear(right)) => return Self::from_linear(left.add_scaled(right, factor)),
            (Self::Linear(left), Self::Known(right)) => {
                let mut sum = left.clone();
                sum.constant = &sum.constant + &(right * factor);
                return Self::Linear(sum);
            }
            (Self::Known(left), Self::Linear(right)) => {
                let mut sum = right.scale(factor);
                sum.constant = &sum.constant + left;
                return Self::from_linear(sum);
            }
            (Self::Between(_), _) | (_, Self::Between(_)) => {}
        }
        Self::between(self.bounds(variables).add(&other.bounds(variables).scale(factor)))
    }

    pub(super) fn add(&self, other: &Self, variables: &[Bounds]) -> Self {
        match (self, other) {
            (Self::Known(left), Self::Known(right)) => Self::Known(left + right),
            _ => self.add_scaled(other, &Exact::ONE, variables),
        }
    }

    pub(super) fn subtract(&self, other: &Self, variables: &[Bounds]) -> Self {
        match (self, other) {
            (Self::Known(left), Self::Known(right)) => Self::Known(left - right),
            _ => self.add_scaled(other, &Exact::integer(-1), variables),
        }
    }

    pub(super) fn multiply(&self, other: &Self, variables: &[Bounds]) -> Self {
        match (self, other) {
            (Self::Known(left), Self::Known(right)) => Self::Known(left * right),
            (Self::Known(factor), Self::Linear(linear)) | (Self::Linear(linear), Self::Known(factor)) => {
                Self::from_linear(linear.scale(factor))
            }
            _ => Self::between(self.bounds(variables).multiply(&other.bounds(variables))),
        }
    }

    /// `None` if the divisor is zero for certain.
    pub(super) fn divide(&self, other: &Self, variables: &[Bounds]) -> Option<Self> {
        match (self, other) {
            (Self::Known(left), Self::Known(right)) => left.divide(right).map(Self::Known),
            (Self::Linear(linear), Self::Known(right)) => {
                Exact::ONE.divide(right).map(|factor| Self::from_linear(linear.scale(&factor)))
            }
            _ => {
                let divisor = other.bounds(variables);
                if divisor.known().is_some_and(Exact::is_zero) {
                    return None;
                }
                Some(Self::between(self.bounds(variables).divide(&divisor)))
            }
        }
    }

    /// Applies a function that never turns a larger number into a smaller one.
    pub(super) fn rising(&self, variables: &[Bounds], f: impl Fn(&Exact) -> Exact) -> Self {
        match self {
            Self::Known(value) => Self::Known(f(value)),
            Self::Linear(_) | Self::Between(_) => Self::between(self.bounds(variables).map(f)),
        }
    }
}
