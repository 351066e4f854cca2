//! The loops.

use num_integer::Integer;

use super::link::{Action, Linked, Sum};

/// Numbers a block is worked out in. The caller has seen to it that nothing overflows.
pub(super) trait Word: Copy + Default + Ord + Integer {
    /// No sum reaches this.
    const LIMIT: u128;

    /// A number below the limit.
    fn of(value: i128) -> Self;
    /// `self + factor · value`
    fn plus(self, factor: Self, value: Self) -> Self;
    /// The column as it is, or converted into a buffer.
    fn column<'v>(values: &'v [i64], buffer: &'v mut Vec<Self>) -> &'v [Self];
}

impl Word for i64 {
    const LIMIT: u128 = 1 << 63;

    #[inline]
    fn of(value: i128) -> Self {
        value as Self
    }
    #[inline]
    fn plus(self, factor: Self, value: Self) -> Self {
        self.wrapping_add(factor.wrapping_mul(value))
    }
    fn column<'v>(values: &'v [i64], _: &'v mut Vec<Self>) -> &'v [Self] {
        values
    }
}

impl Word for i128 {
    const LIMIT: u128 = 1 << 127;

    #[inline]
    fn of(value: i128) -> Self {
        value
    }
    #[inline]
    fn plus(self, factor: Self, value: Self) -> Self {
        self.wrapping_add(factor.wrapping_mul(value))
    }
    fn column<'v>(values: &'v [i64], buffer: &'v mut Vec<Self>) -> &'v [Self] {
        buffer.clear();
        buffer.extend(values.iter().map(|value| Self::from(*value)));
        buffer
    }
}

/// What a block is worked out in; kept from one block to the next.
#[derive(Debug, Default)]
pub(super) struct Blocks<T> {
    converted: Vec<Vec<T>>,
    derived: Vec<Vec<T>>,
    nodes: Vec<Vec<bool>>,
    sum: Vec<T>,
}

impl<T: Word> Blocks<T> {
    /// Works out a block and adds what is wanted to the ends of `out`.
    pub(super) fn run(&mut self, linked: &Linked, block: &[&[i64]], rows: usize, out: &mut [Vec<bool>]) {
        self.converted.resize_with(block.len(), Vec::new);
        self.derived.resize_with(linked.derived, Vec::new);
        self.nodes.resize_with(linked.nodes, Vec::new);
        let Self { converted, derived, nodes, sum } = self;
        let columns: Vec<&[T]> =
            block.iter().zip(converted).map(|(values, buffer)| T::column(values, buffer)).collect();
        let mut registers = Registers { columns, derived, sum, rows };
        for action in &linked.actions {
            registers.act(action, nodes);
        }
        for (out, wanted) in out.iter_mut().zip(&linked.wanted) {
            if let Some(node) = nodes.get(*wanted) {
                out.extend_from_slice(node);
            }
        }
    }
}

struct Registers<'r, T> {
    columns: Vec<&'r [T]>,
    derived: &'r mut Vec<Vec<T>>,
    sum: &'r mut Vec<T>,
    rows: usize,
}

impl<T: Word> Registers<'_, T> {
    fn get(&self, register: usize) -> &[T] {
        match register.checked_sub(self.columns.len()) {
            None => self.columns.get(register).copied().unwrap_or(&[]),
            Some(derived) => self.derived.get(derived).map_or(&[], Vec::as_slice),
        }
    }

    fn act(&mut self, action: &Action, nodes: &mut [Vec<bool>]) {
        match action {
            Action::AtLeast(sum, into) => {
                let mut truths = taken(nodes, *into);
                self.test(sum, &mut truths, |value| value >= T::zero());
                put(nodes, *into, truths);
            }
            Action::Equal(sum, equal, into) => {
                let mut truths = taken(nodes, *into);
                self.test(sum, &mut truths, |value| (value == T::zero()) == *equal);
                put(nodes, *into, truths);
            }
            Action::Truth(register, into) => {
                let mut truths = taken(nodes, *into);
                match self.get(*register) {
                    [all] => truths.resize(self.rows, *all > T::zero()),
                    values => truths.extend(values.iter().map(|value| *value > T::zero())),
                }
                put(nodes, *into, truths);
            }
            Action::Constant(holds, into) => {
                let mut truths = taken(nodes, *into);
                truths.resize(self.rows, *holds);
                put(nodes, *into, truths);
            }
            Action::Not(inner, into) => {
                let mut truths = taken(nodes, *into);
                if let Some(inner) = nodes.get(*inner) {
                    truths.extend(inner.iter().map(|holds| !holds));
                }
                put(nodes, *into, truths);
            }
            Action::All(parts, into) => join(nodes, parts, *into, |a, b| a & b),
            Action::Any(parts, into) => join(nodes, parts, *into, |a, b| a | b),
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
                if let Some(truths) = nodes.get(*node) {
                    values.extend(truths.iter().map(|holds| if *holds { T::one() } else { T::zero() }));
                }
                self.put(*into, values);
            }
        }
    }

    fn take(&mut self, register: usize) -> Vec<T> {
        let at = register.wrapping_sub(self.columns.len());
        let mut values = self.derived.get_mut(at).map(std::mem::take).unwrap_or_default();
        values.clear();
        values
    }

    fn put(&mut self, register: usize, values: Vec<T>) {
        if let Some(slot) = self.derived.get_mut(register.wrapping_sub(self.columns.len())) {
            *slot = values;
        }
    }

    /// A sum's columns with their coefficients; what is the same in every row is part of the constant.
    fn terms(&self, sum: &Sum) -> (Vec<(&[T], T)>, T) {
        let mut constant = T::of(sum.constant);
        let mut terms = Vec::with_capacity(sum.terms.len());
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
    fn test(&mut self, sum: &Sum, truths: &mut Vec<bool>, test: impl Fn(T) -> bool) {
        let (terms, constant) = self.terms(sum);
        match *terms.as_slice() {
            [] => truths.resize(self.rows, test(constant)),
            [(a, p)] => truths.extend(a.iter().map(|a| test(constant.plus(p, *a)))),
            [(a, p), (b, q)] => {
                truths.extend(a.iter().zip(b).map(|(a, b)| test(constant.plus(p, *a).plus(q, *b))));
            }
            [(a, p), (b, q), (c, r)] => {
                let rows = a.iter().zip(b).zip(c);
                truths.extend(rows.map(|((a, b), c)| test(constant.plus(p, *a).plus(q, *b).plus(r, *c))));
            }
            _ => {
                self.work_out(sum);
                truths.extend(self.sum.iter().map(|value| test(*value)));
            }
        }
    }

    /// A sum in each row.
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

fn taken(nodes: &mut [Vec<bool>], at: usize) -> Vec<bool> {
    let mut truths = nodes.get_mut(at).map(std::mem::take).unwrap_or_default();
    truths.clear();
    truths
}

fn put(nodes: &mut [Vec<bool>], at: usize, truths: Vec<bool>) {
    if let Some(slot) = nodes.get_mut(at) {
        *slot = truths;
    }
}

fn join(nodes: &mut [Vec<bool>], parts: &[usize], into: usize, join: impl Fn(bool, bool) -> bool) {
    let mut truths = taken(nodes, into);
    for (number, part) in parts.iter().enumerate() {
        let Some(part) = nodes.get(*part) else { continue };
        if number == 0 {
            truths.extend_from_slice(part);
        } else {
            truths.iter_mut().zip(part).for_each(|(truth, part)| *truth = join(*truth, *part));
        }
    }
    put(nodes, into, truths);
}
