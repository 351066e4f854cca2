//! The loops.
//!
//! A truth is a number too, and holds where it is not below zero: a comparison's truth is then its sum as it is, *and* is a
//! bitwise or of signs, and only what is wanted is made into truths of one byte at the end.

use num_integer::Integer;
use num_traits::{PrimInt, WrappingAdd, WrappingMul, WrappingNeg};
use pulp::{Arch, Simd, WithSimd};
use smallvec::SmallVec;

use super::link::{Action, Linked, Sum};

/// Numbers a block is worked out in. The caller has seen to it that nothing overflows, so sums need no check.
pub(super) trait Word: PrimInt + Integer + WrappingAdd + WrappingMul + WrappingNeg {
    /// No number and no sum reaches this.
    const LIMIT: u128;

    /// A number below the limit.
    fn of(value: i128) -> Self;

    /// `self + factor · value`
    #[inline(always)]
    fn plus(self, factor: Self, value: Self) -> Self {
        self.wrapping_add(&factor.wrapping_mul(&value))
    }

    /// A truth as a number.
    #[inline(always)]
    fn truth(holds: bool) -> Self {
        if holds { Self::zero() } else { !Self::zero() }
    }

    /// Whether a number that stands for a truth holds.
    #[inline(always)]
    fn holds(self) -> bool {
        self >= Self::zero()
    }
}

impl Word for i32 {
    const LIMIT: u128 = 1 << 31;

    #[inline(always)]
    fn of(value: i128) -> Self {
        value as Self
    }
}

impl Word for i64 {
    const LIMIT: u128 = 1 << 63;

    #[inline(always)]
    fn of(value: i128) -> Self {
        value as Self
    }
}

impl Word for i128 {
    const LIMIT: u128 = 1 << 127;

    #[inline(always)]
    fn of(value: i128) -> Self {
        value
    }
}

/// Rows of one column that are shortened before those of the next: memory is read fastest in several places at a time.
const STRIDE: usize = 32;

/// Copies columns to shorter numbers, and gives a bound for the size of each one's: a power of two, so that the next block
/// often has the same. Where the bound is not below [`Word::LIMIT`] of the shorter, the copies are not the numbers.
pub(super) fn shorten(columns: &[&[i64]], into: &mut [Vec<i32>], sizes: &mut Vec<u128>) {
    struct Shorten<'r>(&'r [&'r [i64]], &'r mut [Vec<i32>], &'r mut [i64]);
    impl WithSimd for Shorten<'_> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) {
            let rows = self.0.iter().map(|values| values.len()).max().unwrap_or(0);
            for start in (0..rows).step_by(STRIDE) {
                for ((values, into), all) in self.0.iter().zip(&mut *self.1).zip(&mut *self.2) {
                    let end = values.len().min(start + STRIDE);
                    let (Some(values), Some(into)) = (values.get(start..end), into.get_mut(start..end)) else {
                        continue;
                    };
                    let mut bits = *all;
                    for (slot, value) in into.iter_mut().zip(values) {
                        *slot = *value as i32;
                        // A number or, if it is below zero, its complement: as many bits, and one value less.
                        bits |= value ^ (value >> 63);
                    }
                    *all = bits;
                }
            }
        }
    }
    for (values, into) in columns.iter().zip(&mut *into) {
        into.resize(values.len(), 0);
    }
    let mut bits: SmallVec<[i64; 8]> = SmallVec::from_elem(0, columns.len());
    Arch::new().dispatch(Shorten(columns, into, &mut bits));
    sizes.clear();
    sizes.extend(bits.iter().map(|bits| 1 << (i64::BITS - bits.leading_zeros())));
}

/// What a block is worked out in; kept from one block to the next.
#[derive(Debug, Default)]
pub(super) struct Blocks<T> {
    derived: Vec<Vec<T>>,
    nodes: Vec<Vec<T>>,
    sum: Vec<T>,
}

impl<T: Word> Blocks<T> {
    /// Works out a block and adds what is wanted to the ends of `out`.
    pub(super) fn run(&mut self, linked: &Linked, columns: &[&[T]], rows: usize, out: &mut [Vec<bool>]) {
        self.derived.resize_with(linked.derived, Vec::new);
        self.nodes.resize_with(linked.nodes, Vec::new);
        let Self { derived, nodes, sum } = self;
        Arch::new().dispatch(Registers { linked, columns, derived, nodes, sum, rows, out });
    }
}

/// A block at work. Its functions are inlined into [`WithSimd::with_simd`], which is compiled for each kind of processor;
/// the loops then use as long vectors as there are.
struct Registers<'r, T> {
    linked: &'r Linked,
    columns: &'r [&'r [T]],
    derived: &'r mut Vec<Vec<T>>,
    nodes: &'r mut Vec<Vec<T>>,
    sum: &'r mut Vec<T>,
    rows: usize,
    out: &'r mut [Vec<bool>],
}

impl<T: Word> WithSimd for Registers<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) {
        for action in &self.linked.actions {
            self.act(action);
        }
        for (out, wanted) in self.out.iter_mut().zip(&self.linked.wanted) {
            if let Some(truths) = self.nodes.get(*wanted) {
                let start = out.len();
                out.resize(start + self.rows, false);
                let end = out.get_mut(start..).unwrap_or_default();
                end.iter_mut().zip(truths).for_each(|(out, truth)| *out = truth.holds());
            }
        }
    }
}

/// Columns with their coefficients.
type Terms<'r, T> = SmallVec<[(&'r [T], T); 4]>;

impl<T: Word> Registers<'_, T> {
    #[inline(always)]
    fn act(&mut self, action: &Action) {
        match action {
            Action::AtLeast(sum, into) => {
                let mut truths = taken(self.nodes, *into, self.rows);
                self.work_out(sum, &mut truths);
                put(self.nodes, *into, truths);
            }
            Action::Equal(sum, equal, into) => {
                let mut truths = taken(self.nodes, *into, self.rows);
                self.work_out(sum, &mut truths);
                let turn = T::truth(*equal);
                // Either a number or its negative is below zero, unless it is zero.
                truths.iter_mut().for_each(|sum| *sum = (*sum | sum.wrapping_neg()) ^ turn);
                put(self.nodes, *into, truths);
            }
            Action::Truth(register, into) => {
                let mut truths = taken(self.nodes, *into, self.rows);
                match self.get(*register) {
                    [all] => truths.fill(T::truth(*all > T::zero())),
                    values => each(&mut truths, values, |value| T::truth(value > T::zero())),
                }
                put(self.nodes, *into, truths);
            }
            Action::Constant(holds, into) => {
                let mut truths = taken(self.nodes, *into, self.rows);
                truths.fill(T::truth(*holds));
                put(self.nodes, *into, truths);
            }
            Action::Not(inner, into) => {
                let mut truths = taken(self.nodes, *into, self.rows);
                if let Some(inner) = self.nodes.get(*inner) {
                    each(&mut truths, inner, |inner| !inner);
                }
                put(self.nodes, *into, truths);
            }
            Action::All(parts, into) => self.join(parts, *into, |a, b| a | b),
            Action::Any(parts, into) => self.join(parts, *into, |a, b| a & b),
            Action::Floor(sum, divisor, into) => {
                let at = into.wrapping_sub(self.columns.len());
                let mut values = taken(self.derived, at, self.rows);
                self.work_out(sum, &mut values);
                let divisor = T::of(*divisor);
                values.iter_mut().for_each(|value| *value = value.div_floor(&divisor));
                put(self.derived, at, values);
            }
            Action::Max(sums, into) => {
                let at = into.wrapping_sub(self.columns.len());
                let mut values = taken(self.derived, at, self.rows);
                let mut other = std::mem::take(self.sum);
                other.resize(self.rows, T::zero());
                for (number, sum) in sums.iter().enumerate() {
                    if number == 0 {
                        self.work_out(sum, &mut values);
                    } else {
                        self.work_out(sum, &mut other);
                        values.iter_mut().zip(&other).for_each(|(most, value)| *most = (*most).max(*value));
                    }
                }
                *self.sum = other;
                put(self.derived, at, values);
            }
            Action::Indicator(node, into) => {
                let at = into.wrapping_sub(self.columns.len());
                let mut values = taken(self.derived, at, self.rows);
                if let Some(truths) = self.nodes.get(*node) {
                    each(&mut values, truths, |truth| if truth.holds() { T::one() } else { T::zero() });
                }
                put(self.derived, at, values);
            }
        }
    }

    #[inline(always)]
    fn get(&self, register: usize) -> &[T] {
        match register.checked_sub(self.columns.len()) {
            None => self.columns.get(register).copied().unwrap_or_default(),
            Some(derived) => self.derived.get(derived).map_or(&[], Vec::as_slice),
        }
    }

    #[inline(always)]
    fn join(&mut self, parts: &[usize], into: usize, join: impl Fn(T, T) -> T) {
        let mut truths = taken(self.nodes, into, self.rows);
        let mut parts = parts.iter().filter_map(|part| self.nodes.get(*part));
        match (parts.next(), parts.next()) {
            (Some(a), Some(b)) => {
                truths.iter_mut().zip(a).zip(b).for_each(|((truth, a), b)| *truth = join(*a, *b));
            }
            (Some(a), None) => each(&mut truths, a, |a| a),
            (None, _) => {}
        }
        for part in parts {
            truths.iter_mut().zip(part).for_each(|(truth, part)| *truth = join(*truth, *part));
        }
        put(self.nodes, into, truths);
    }

    /// A sum's columns with their coefficients; what is the same in every row is part of the constant.
    #[inline(always)]
    fn terms(&self, sum: &Sum) -> (Terms<'_, T>, T) {
        let mut constant = T::of(sum.constant);
        let mut terms = Terms::new();
        for (register, coefficient) in &sum.terms {
            let coefficient = T::of(*coefficient);
            match self.get(*register) {
                [all] if self.rows != 1 => constant = constant.plus(coefficient, *all),
                values => terms.push((values, coefficient)),
            }
        }
        (terms, constant)
    }

    /// A sum in each row, in one pass where it is short.
    #[inline(always)]
    fn work_out(&self, sum: &Sum, into: &mut [T]) {
        let (terms, constant) = self.terms(sum);
        match *terms.as_slice() {
            [] => into.fill(constant),
            [(a, p)] => each(into, a, |a| constant.plus(p, a)),
            [(a, p), (b, q)] => {
                let rows = into.iter_mut().zip(a).zip(b);
                rows.for_each(|((sum, a), b)| *sum = constant.plus(p, *a).plus(q, *b));
            }
            [(a, p), (b, q), (c, r), ref others @ ..] => {
                let rows = into.iter_mut().zip(a).zip(b).zip(c);
                rows.for_each(|(((sum, a), b), c)| *sum = constant.plus(p, *a).plus(q, *b).plus(r, *c));
                for (values, coefficient) in others {
                    into.iter_mut().zip(*values).for_each(|(sum, value)| *sum = sum.plus(*coefficient, *value));
                }
            }
        }
    }
}

/// One number made of each other.
#[inline(always)]
fn each<T: Word>(into: &mut [T], values: &[T], make: impl Fn(T) -> T) {
    into.iter_mut().zip(values).for_each(|(slot, value)| *slot = make(*value));
}

/// A buffer to be written anew: what is in it is of no use.
#[inline(always)]
fn taken<T: Word>(buffers: &mut [Vec<T>], at: usize, rows: usize) -> Vec<T> {
    let mut values = buffers.get_mut(at).map(std::mem::take).unwrap_or_default();
    values.resize(rows, T::zero());
    values
}

#[inline(always)]
fn put<T>(buffers: &mut [Vec<T>], at: usize, values: Vec<T>) {
    if let Some(slot) = buffers.get_mut(at) {
        *slot = values;
    }
}
