//! Exact numbers: fractions of 128-bit integers that grow into big ones when they must.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};

/// An exact rational number.
///
/// As long as numerator and denominator fit 128 bits nothing is allocated; an operation that would overflow goes on with
/// big integers and comes back when its result fits. Fractions are reduced only when that is needed, so equality is by value.
#[derive(Clone)]
pub struct Exact(Form);

#[derive(Clone)]
enum Form {
    /// The denominator is positive; the fraction need not be in lowest terms.
    Small {
        numerator: i128,
        denominator: i128,
    },
    Big(Box<BigRational>),
}

use Form::{Big, Small};

impl Exact {
    /// 0
    pub const ZERO: Self = Self::integer(0);
    /// 1
    pub const ONE: Self = Self::integer(1);

    /// The most digits that a result may have, in its numerator and in its denominator. The mean of shares over some 600
    /// areas has about as many; a chain of squares gets beyond any number.
    pub const MOST_DIGITS: u32 = 4_000;

    /// Whether it has more than [`MOST_DIGITS`](Self::MOST_DIGITS), within a digit.
    #[inline]
    pub(crate) fn is_too_long(&self) -> bool {
        // log2(10) is a little below 3322 / 1000.
        const MOST_BITS: u64 = Exact::MOST_DIGITS as u64 * 3_322 / 1_000;
        match &self.0 {
            Small { .. } => false,
            Big(value) => value.numer().bits() > MOST_BITS || value.denom().bits() > MOST_BITS,
        }
    }

    /// A whole number.
    pub const fn integer(value: i128) -> Self {
        Self(Small { numerator: value, denominator: 1 })
    }

    /// `numerator / denominator`; `None` if the denominator is zero.
    pub fn ratio(numerator: i128, denominator: i128) -> Option<Self> {
        match denominator.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Self(Small { numerator, denominator })),
            Ordering::Less => match (numerator.checked_neg(), denominator.checked_neg()) {
                (Some(numerator), Some(denominator)) => Some(Self(Small { numerator, denominator })),
                _ => Some(Self::from_big(BigRational::new(numerator.into(), denominator.into()))),
            },
        }
    }

    /// A fraction whose denominator is known to be above zero.
    pub(crate) const fn positive(numerator: i128, denominator: i128) -> Self {
        Self(Small { numerator, denominator })
    }

    /// A percentage: `percent(55)` is 11/20.
    pub fn percent(self) -> Self {
        &self * &Self(Small { numerator: 1, denominator: 100 })
    }

    /// Reads digits with `,` or `_` between groups and an optional decimal part: `585,407`, `0.5`. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits: String = whole.chars().filter(|c| !matches!(c, ',' | '_')).chain(decimals.chars()).collect();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let value = match (digits.parse::<i128>(), 10i128.checked_pow(u32::try_from(decimals.len()).ok()?)) {
            (Ok(numerator), Some(denominator)) => Self(Small { numerator, denominator }),
            _ => {
                let denominator = BigInt::from(10).pow(u32::try_from(decimals.len()).ok()?);
                Self::from_big(BigRational::new(digits.parse().ok()?, denominator))
            }
        };
        Some(if negative { -&value } else { value })
    }

    fn from_big(value: BigRational) -> Self {
        match (value.numer().to_i128(), value.denom().to_i128()) {
            (Some(numerator), Some(denominator)) => Self(Small { numerator, denominator }),
            _ => Self(Big(Box::new(value))),
        }
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Small { numerator, denominator } => BigRational::new((*numerator).into(), (*denominator).into()),
            Big(value) => (**value).clone(),
        }
    }

    /// The same number in lowest terms, as (numerator, positive denominator).
    pub fn lowest_terms(&self) -> (BigInt, BigInt) {
        match &self.0 {
            Small { numerator, denominator } => {
                let divisor = numerator.gcd(denominator).max(1);
                ((numerator / divisor).into(), (denominator / divisor).into())
            }
            Big(value) => (value.numer().clone(), value.denom().clone()),
        }
    }

    /// How much work it is to calculate with it: 1 for what fits 128 bits; of longer numbers it grows with their digits, and
    /// what is done without allocating is cheap beside them.
    pub(crate) fn weight(&self) -> usize {
        match &self.0 {
            Small { .. } => 1,
            Big(value) => {
                let bits = value.numer().bits().saturating_add(value.denom().bits());
                usize::try_from(bits / 16).unwrap_or(usize::MAX).saturating_add(16)
            }
        }
    }

    /// The same number, in lowest terms where it was long: for numbers that are worked on again and again.
    pub(crate) fn lean(self) -> Self {
        match self.0 {
            Small { numerator, denominator } if denominator != 1 => {
                let divisor = numerator.gcd(&denominator).max(1);
                Self(Small { numerator: numerator / divisor, denominator: denominator / divisor })
            }
            Small { .. } | Big(_) => self,
        }
    }

    /// Numerator and positive denominator, not always in lowest terms, if both fit 128 bits.
    #[inline]
    pub fn as_ratio(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Small { numerator, denominator } => Some((*numerator, *denominator)),
            Big(_) => None,
        }
    }

    /// The value as an integer, if it is whole and fits.
    pub fn to_integer(&self) -> Option<i128> {
        match &self.0 {
            Small { numerator, denominator: 1 } => Some(*numerator),
            Small { numerator, denominator } => (numerator % denominator == 0).then(|| numerator / denominator),
            Big(value) => value.is_integer().then(|| value.numer().to_i128())?,
        }
    }

    /// The value as a small integer, if it is kept as one.
    #[inline]
    pub(crate) fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Small { numerator, denominator: 1 } => i64::try_from(*numerator).ok(),
            Small { .. } | Big(_) => None,
        }
    }

    /// Whether it has no fraction.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Small { numerator, denominator } => *denominator == 1 || divide_down(*numerator, *denominator).1 == 0,
            Big(value) => value.is_integer(),
        }
    }

    /// -1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match &self.0 {
            Small { numerator, .. } => numerator.signum() as i32,
            Big(value) => {
                if value.is_zero() {
                    0
                } else if value.is_positive() {
                    1
                } else {
                    -1
                }
            }
        }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    /// Whether it is above zero.
    pub fn is_positive(&self) -> bool {
        self.signum() > 0
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    /// Without its sign.
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The largest whole number that is not above it.
    pub fn floor(&self) -> Self {
        match &self.0 {
            Small { denominator: 1, .. } => self.clone(),
            Small { numerator, denominator } => Self::integer(divide_down(*numerator, *denominator).0),
            Big(value) => Self::from_big(value.floor()),
        }
    }

    /// The smallest whole number that is not below it.
    pub fn ceil(&self) -> Self {
        match &self.0 {
            Small { denominator: 1, .. } => self.clone(),
            Small { numerator, denominator } => {
                let (floor, rest) = divide_down(*numerator, *denominator);
                Self::integer(if rest == 0 { floor } else { floor + 1 })
            }
            Big(value) => Self::from_big(value.ceil()),
        }
    }

    /// Rounded half up to so many decimal places: `round(71.465, 2)` is 71.47, `round(-0.5, 0)` is 0.
    pub fn round(&self, places: u32) -> Self {
        let scale = BigRational::from_integer(BigInt::from(10).pow(places));
        let half = BigRational::new(BigInt::one(), 2.into());
        Self::from_big((self.to_big() * &scale + half).floor() / scale)
    }

    /// `self / other`; `None` if `other` is zero.
    pub fn divide(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if let (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) = (&self.0, &other.0)
            && let (Some(numerator), Some(denominator)) = (times(*a, *d), times(*b, *c))
            && let Some(value) = Self::ratio(numerator, denominator)
        {
            return Some(value);
        }
        Some(Self::from_big(self.to_big() / other.to_big()))
    }
}

impl From<i128> for Exact {
    fn from(value: i128) -> Self {
        Self::integer(value)
    }
}

impl From<u64> for Exact {
    fn from(value: u64) -> Self {
        Self::integer(value.into())
    }
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: Self) -> Exact {
        if let (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) = (&self.0, &other.0) {
            if b == d {
                if let Some(numerator) = a.checked_add(*c) {
                    return Exact(Small { numerator, denominator: *b });
                }
            } else if let (Some(left), Some(right), Some(denominator)) = (times(*a, *d), times(*c, *b), times(*b, *d))
                && let Some(numerator) = left.checked_add(right)
            {
                return Exact(Small { numerator, denominator });
            }
        }
        Exact::from_big(self.to_big() + other.to_big())
    }
}

impl Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        if let Small { numerator, denominator } = &self.0
            && let Some(numerator) = numerator.checked_neg()
        {
            return Exact(Small { numerator, denominator: *denominator });
        }
        Exact::from_big(-self.to_big())
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: Self) -> Exact {
        self + &-other
    }
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: Self) -> Exact {
        if let (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) = (&self.0, &other.0)
            && let (Some(numerator), Some(denominator)) = (times(*a, *c), times(*b, *d))
        {
            return Exact(Small { numerator, denominator });
        }
        Exact::from_big(self.to_big() * other.to_big())
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Small { numerator: a, denominator: b }, Small { numerator: c, denominator: d }) = (&self.0, &other.0) {
            if b == d {
                return a.cmp(c);
            }
            if let (Some(left), Some(right)) = (times(*a, *d), times(*c, *b)) {
                return left.cmp(&right);
            }
        }
        self.to_big().cmp(&other.to_big())
    }
}

/// Multiplies, with the short way for what votes are made of: numbers that fit 64 bits cannot overflow 128.
#[inline]
fn times(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}

/// Quotient rounded down and the rest; the divisor is positive.
#[inline]
fn divide_down(a: i128, b: i128) -> (i128, i128) {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => (a.div_euclid(b).into(), a.rem_euclid(b).into()),
        _ => (a.div_euclid(b), a.rem_euclid(b)),
    }
}

/// In lowest terms: `2046`, `-1/3`.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, denominator) = self.lowest_terms();
        if denominator.is_one() { write!(f, "{numerator}") } else { write!(f, "{numerator}/{denominator}") }
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
