//! What a boundary is made of: a number that grows with each of two axes, and with both together.

use crate::value::Exact;

/// `one + x·X + y·Y + xy·X·Y`
#[derive(Clone, Debug, PartialEq)]
pub struct Bilinear {
    /// What does not move.
    pub one: Exact,
    /// With the first axis.
    pub x: Exact,
    /// With the second.
    pub y: Exact,
    /// With their product.
    pub xy: Exact,
}

impl Bilinear {
    /// What does not move.
    pub fn constant(one: Exact) -> Self {
        Self { one, x: Exact::ZERO, y: Exact::ZERO, xy: Exact::ZERO }
    }

    /// One of the axes: the first or the second.
    pub fn axis(at: usize) -> Self {
        let mut form = Self::constant(Exact::ZERO);
        *(if at == 0 { &mut form.x } else { &mut form.y }) = Exact::ONE;
        form
    }

    /// `self + factor · other`
    pub fn add_scaled(&self, other: &Self, factor: &Exact) -> Self {
        let add = |own: &Exact, other: &Exact| own + &(other * factor);
        Self {
            one: add(&self.one, &other.one),
            x: add(&self.x, &other.x),
            y: add(&self.y, &other.y),
            xy: add(&self.xy, &other.xy),
        }
    }

    /// `factor · self`
    pub fn scaled(&self, factor: &Exact) -> Self {
        Self::constant(Exact::ZERO).add_scaled(self, factor)
    }

    /// `self − other`
    pub fn minus(&self, other: &Self) -> Self {
        self.add_scaled(other, &Exact::integer(-1))
    }

    /// `self · other`; `None` if an axis would meet itself.
    pub fn times(&self, other: &Self) -> Option<Self> {
        let squares = [
            &self.x * &other.x,
            &self.y * &other.y,
            &self.xy * &other.xy,
            &self.x * &other.xy,
            &self.xy * &other.x,
            &self.y * &other.xy,
            &self.xy * &other.y,
        ];
        if squares.iter().any(|square| !square.is_zero()) {
            return None;
        }
        let cross = |a: &Exact, b: &Exact, c: &Exact, d: &Exact| &(a * b) + &(c * d);
        Some(Self {
            one: &self.one * &other.one,
            x: cross(&self.one, &other.x, &self.x, &other.one),
            y: cross(&self.one, &other.y, &self.y, &other.one),
            xy: &cross(&self.one, &other.xy, &self.xy, &other.one) + &cross(&self.x, &other.y, &self.y, &other.x),
        })
    }

    /// Its value at a point.
    pub fn at(&self, x: &Exact, y: &Exact) -> Exact {
        let cross = &(&self.xy * x) * y;
        &(&(&self.one + &(&self.x * x)) + &(&self.y * y)) + &cross
    }
}
