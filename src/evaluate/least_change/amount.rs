//! Numbers of people, in 128 bits or growing.

use num_integer::Integer;

use crate::value::Exact;

/// What a search computes with. `None` means that the result does not fit.
pub(super) trait Amount: Clone + Ord {
    fn zero() -> Self;
    fn one() -> Self;
    fn sign(&self) -> i32;
    fn plus(&self, other: &Self) -> Option<Self>;
    fn minus(&self, other: &Self) -> Option<Self>;
    fn times(&self, other: &Self) -> Option<Self>;
    /// Divided and rounded down; the divisor is not zero.
    fn over(&self, divisor: &Self) -> Option<Self>;
    fn exact(&self) -> Exact;
    fn of(value: &Exact) -> Option<Self>;
}

impl Amount for i128 {
    fn zero() -> Self {
        0
    }
    fn one() -> Self {
        1
    }
    fn sign(&self) -> i32 {
        self.signum() as i32
    }
    fn plus(&self, other: &Self) -> Option<Self> {
        self.checked_add(*other)
    }
    fn minus(&self, other: &Self) -> Option<Self> {
        self.checked_sub(*other)
    }
    fn times(&self, other: &Self) -> Option<Self> {
        match (i64::try_from(*self), i64::try_from(*other)) {
            (Ok(a), Ok(b)) => Some(Self::from(a) * Self::from(b)),
            _ => self.checked_mul(*other),
        }
    }
    fn over(&self, divisor: &Self) -> Option<Self> {
        match (i64::try_from(*self), i64::try_from(*divisor)) {
            (Ok(a), Ok(b)) if b != 0 && b != -1 => Some(Integer::div_floor(&a, &b).into()),
            _ if *divisor == 0 || (*self == Self::MIN && *divisor == -1) => None,
            _ => Some(Integer::div_floor(self, divisor)),
        }
    }
    fn exact(&self) -> Exact {
        Exact::integer(*self)
    }
    fn of(value: &Exact) -> Option<Self> {
        value.to_integer()
    }
}

impl Amount for Exact {
    fn zero() -> Self {
        Self::ZERO
    }
    fn one() -> Self {
        Self::ONE
    }
    fn sign(&self) -> i32 {
        self.signum()
    }
    fn plus(&self, other: &Self) -> Option<Self> {
        Some(self + other)
    }
    fn minus(&self, other: &Self) -> Option<Self> {
        Some(self - other)
    }
    fn times(&self, other: &Self) -> Option<Self> {
        Some(self * other)
    }
    fn over(&self, divisor: &Self) -> Option<Self> {
        self.divide(divisor).map(|quotient| quotient.floor())
    }
    fn exact(&self) -> Exact {
        self.clone()
    }
    fn of(value: &Exact) -> Option<Self> {
        Some(value.clone())
    }
}
