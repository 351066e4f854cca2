//! The loops.

use num_integer::Integer;
use num_traits::{WrappingAdd, WrappingMul};
use pulp::{Arch, Simd, WithSimd};
use smallvec::SmallVec;

use super::link::{Action, Linked, Sum};

/// Numbers a block is worked out in. The caller has seen to it that nothing overflows, so sums need no check.
pub(super) trait Word: Copy + Default + Ord + Integer + WrappingAdd + WrappingMul {
    /// No number and no sum reaches this.
    const LIMIT: u128;

    /// A number below the limit.
    fn of(value: i128) -> Self;

    /// `self + factor · value`
    #[inline(always)]
    fn plus(self, factor: Self, value: Self) -> Self {
        self.wrapping_add(&factor.wrapping_mul(&value))
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

/// Copies numbers to shorter ones, and gives a bound for their size: a power of two, so that the next block often has the
/// same. If the bound is not below [`Word::LIMIT`] of the shorter, the copies are not the numbers.
pub(super) fn shorten(values: &[i64], into: &mut Vec<i32>) -> u128 {
    struct Shorten<'r>(&'r [i64], &'r mut [i32]);
    impl WithSimd for Shorten<'_> {
        type Output = i64;

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> i64 {
            // A number or, if it is below zero, its complement: as many bits, and one value less.
            let bits = |value: i64| value ^ (value >> 63);
            let mut all = 0;
            for (slot, value) in self.1.iter_mut().zip(self.0) {
                *slot = *value as i32;
                all |= bits(*value);
            }
            all
        }
    }
    into.resize(values.len(), 0);
    let bits = Arch::new().dispatch(Shorten(values, into));
    1 << (i64::BITS - bits.leading_zeros())
}

/// What a block is worked out in; kept from one block to the next.
#[derive(Debug, Default)]
pub(super) struct Blocks<T> {
    derived: Vec<Vec<T>>,
    nodes: Vec<Vec<bool>>,
    sum: Vec<T>,
}

impl<T: Word> Blocks<T> {
    /// Works out a block and adds what is wanted to the ends of `out`.
    pub(super) fn run(&mut self, linked: &Linked, columns: &[&[T]], rows: usize, out: &mut [Vec<bool>]) {
        self.derived.resize_with(linked.derived, Vec::new);
        self.nodes.resize_with(linked.nodes, Vec::new);
        let Self { derived, nodes, sum } = self;
        Arch::new().dispatch(Registers { linked, columns, derived, nodes, sum, rows });
        for (out, wanted) in out.iter_mut().zip(&linked.wanted) {
            if let Some(node) = nodes.get(*wanted) {
                out.extend_from_slice(node);
            }
        }
    }
}

/// A block at work. Its functions are inlined into [`WithSimd::with_simd`], which is compiled for each kind of processor;
/// the loops then use as long vectors as there are.
struct Registers<'r, T> {
    linked: &'r Linked,
    columns: &'r [&'r [T]],
    derived: &'r mut Vec<Vec<T>>,
    nodes: &'r mut Vec<Vec<bool>>,
    sum: &'r mut Vec<T>,
    rows: usize,
}

impl<T: Word> WithSimd for Registers<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) {
        for action in &self.linked.actions {
            self.act(action);
        }
    }
}

impl<'r, T: Word> Registers<'r, T> {
    #[inline(always)]
    fn get(&self, register: usize) -> &[T] {
        match register.checked_sub(self.columns.len()) {
            None => self.columns.get(register).copied().unwrap_or_default(),
            Some(derived) => self.derived.get(derived).map_or(&[], Vec::as_slice),
        }
    }

    #[inline(always)]
    fn act(&mut self, action: &Action) {
        match action {
            Action::AtLeast(sum, into) => {
                let mut truths = self.taken(*into);
                self.test(sum, &mut truths, |value| value >= T::zero());
                self.put_truths(*into, truths);
            }
            Action::Equal(sum, equal, into) => {
                let mut truths = self.taken(*into);
                self.test(sum, &mut truths, |value| (value == T::zero()) == *equal);
                self.put_truths(*into, truths);
            }
            Action::Truth(register, into) => {
                let mut truths = self.taken(*into);
                match self.get(*register) {
                    [all] => truths.fill(*all > T::zero()),
                    values => truths.iter_mut().zip(values).for_each(|(truth, value)| *truth = *value > T::zero()),
                }
                self.put_truths(*into, truths);
            }
            Action::Constant(holds, into) => {
                let mut truths = self.taken(*into);
                truths.fill(*holds);
                self.put_truths(*into, truths);
            }
            Action::Not(inner, into) => {
                let mut truths = self.taken(*into);
                if let Some(inner) = self.nodes.get(*inner) {
                    truths.iter_mut().zip(inner).for_each(|(truth, inner)| *truth = !inner);
                }
                self.put_truths(*into, truths);
            }
            Action::All(parts, into) => self.join(parts, *into, |a, b| a & b),
            Action::Any(parts, into) => self.join(parts, *into, |a, b| a | b),
            Action::Floor(sum, divisor, into) => {
                self.work_out(sum);
                let divisor = T::of(*divisor);
                let mut values = self.take(*into);
                values.extend(self.sum.iter().map(|value| value.div_floor(&divisor)));
                self.put(*into, values);
            }
            Action::Max(sums, into) => {
                let mut values = self.take(*into);
                for (number, sum) in sums.iter().enumerate() {
                    self.work_out(sum);
                    if number == 0 {
                        values.extend_from_slice(self.sum);
                    } else {
                        values.iter_mut().zip(self.sum.iter()).for_each(|(most, value)| *most = (*most).max(*value));
                    }
                }
                self.put(*into, values);
            }
            Action::Indicator(node, into) => {
                let mut values = self.take(*into);
                if let Some(truths) = self.nodes.get(*node) {
                    values.extend(truths.iter().map(|holds| if *holds { T::one() } else { T::zero() }));
                }
                self.put(*into, values);
            }
        }
    }

    #[inline(always)]
    fn take(&mut self, register: usize) -> Vec<T> {
        let at = register.wrapping_sub(self.columns.len());
        let mut values = self.derived.get_mut(at).map(std::mem::take).unwrap_or_default();
        values.clear();
        values
    }

    #[inline(always)]
    fn put(&mut self, register: usize, values: Vec<T>) {
        if let Some(slot) = self.derived.get_mut(register.wrapping_sub(self.columns.len())) {
            *slot = values;
        }
    }

    /// A sum's columns with their coefficients; what is the same in every row is part of the constant.
    #[inline(always)]
    fn terms(&self, sum: &Sum) -> (SmallVec<[(&[T], T); 4]>, T) {
        let mut constant = T::of(sum.constant);
        let mut terms = SmallVec::new();
        for (register, coefficient) in &sum.terms {
            let coefficient = T::of(*coefficient);
            match self.get(*register) {
                [all] if self.rows != 1 => constant = constant.plus(coefficient, *all),
                values => terms.push((values, coefficient)),
            }
        }
        (terms, constant)
    }

    /// Tests a sum in each row, in one pass where it is short.
    #[inline(always)]
    fn test(&mut self, sum: &Sum, truths: &mut [bool], test: impl Fn(T) -> bool) {
        if sum.terms.len() > 3 {
            self.work_out(sum);
            truths.iter_mut().zip(self.sum.iter()).for_each(|(truth, value)| *truth = test(*value));
            return;
        }
        let (terms, constant) = self.terms(sum);
        match *terms.as_slice() {
            [] => truths.fill(test(constant)),
            [(a, p)] => truths.iter_mut().zip(a).for_each(|(truth, a)| *truth = test(constant.plus(p, *a))),
            [(a, p), (b, q)] => {
                let rows = truths.iter_mut().zip(a).zip(b);
                rows.for_each(|((truth, a), b)| *truth = test(constant.plus(p, *a).plus(q, *b)));
            }
            [(a, p), (b, q), (c, r), ..] => {
                let rows = truths.iter_mut().zip(a).zip(b).zip(c);
                rows.for_each(|(((truth, a), b), c)| *truth = test(constant.plus(p, *a).plus(q, *b).plus(r, *c)));
            }
        }
    }

    /// A place's truths, taken out to be written; what they were last time is of no use.
    #[inline(always)]
    fn taken(&mut self, at: usize) -> Vec<bool> {
        let mut truths = self.nodes.get_mut(at).map(std::mem::take).unwrap_or_default();
        truths.resize(self.rows, false);
        truths
    }

    #[inline(always)]
    fn put_truths(&mut self, at: usize, truths: Vec<bool>) {
        if let Some(slot) = self.nodes.get_mut(at) {
            *slot = truths;
        }
    }

    #[inline(always)]
    fn join(&mut self, parts: &[usize], into: usize, join: impl Fn(bool, bool) -> bool) {
        let mut truths = self.taken(into);
        let mut parts = parts.iter().filter_map(|part| self.nodes.get(*part));
        match (parts.next(), parts.next()) {
            (Some(a), Some(b)) => {
                truths.iter_mut().zip(a).zip(b).for_each(|((truth, a), b)| *truth = join(*a, *b));
            }
            (Some(a), None) => truths.iter_mut().zip(a).for_each(|(truth, a)| *truth = *a),
            (None, _) => {}
        }
        for part in parts {
            truths.iter_mut().zip(part).for_each(|(truth, part)| *truth = join(*truth, *part));
        }
        self.put_truths(into, truths);
    }

    /// A sum in each row.
    #[inline(always)]
    fn work_out(&mut self, sum: &Sum) {
        let mut total = std::mem::take(self.sum);
        let (terms, constant) = self.terms(sum);
        total.clear();
        total.resize(self.rows, constant);
        for (values, coefficient) in terms {
            total.iter_mut().zip(values).for_each(|(total, value)| *total = total.plus(coefficient, *value));
        }
        *self.sum = total;
    }
}
