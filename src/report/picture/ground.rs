//! A rule over the plane in floating point: what is drawn, never what is decided.

use num_traits::ToPrimitive as _;

use crate::decision::{Decision, Derived, Form, Node, NodeId, Origin, VariableId};
use crate::sweep::{Bilinear, Plane};
use crate::value::Exact;

/// A number near an exact one.
pub(super) fn near(value: &Exact) -> f64 {
    let (part, whole) = value.lowest_terms();
    part.to_f64().unwrap_or(0.0) / whole.to_f64().unwrap_or(1.0)
}

/// `one + x·X + y·Y + xy·X·Y`
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Curve {
    pub(super) one: f64,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) xy: f64,
}

impl Curve {
    fn new(form: &Bilinear) -> Self {
        Self { one: near(&form.one), x: near(&form.x), y: near(&form.y), xy: near(&form.xy) }
    }

    pub(super) fn at(self, x: f64, y: f64) -> f64 {
        self.one + self.x * x + self.y * y + self.xy * x * y
    }

    /// Where it is zero above `x`.
    pub(super) fn y_at(self, x: f64) -> Option<f64> {
        let slope = self.y + self.xy * x;
        let y = -(self.one + self.x * x) / slope;
        y.is_finite().then_some(y)
    }

    /// Where it is zero beside `y`.
    pub(super) fn x_at(self, y: f64) -> Option<f64> {
        let slope = self.x + self.xy * y;
        let x = -(self.one + self.y * y) / slope;
        x.is_finite().then_some(x)
    }

    /// Whether it does not hang on `y`.
    pub(super) fn is_upright(self) -> bool {
        self.y == 0.0 && self.xy == 0.0
    }

    /// Whether it is a straight line.
    pub(super) fn is_straight(self) -> bool {
        self.xy == 0.0 || self.degenerate()
    }

    /// `(x − p)·(y − q)` is two straight lines.
    fn degenerate(self) -> bool {
        (self.one * self.xy - self.x * self.y).abs() <= 1e-12 * (self.one * self.xy).abs().max((self.x * self.y).abs())
    }

    /// The straight lines that it falls into, or itself.
    fn parts(self) -> Vec<Self> {
        if self.xy == 0.0 || !self.degenerate() {
            return vec![self];
        }
        let upright = Self { one: self.y / self.xy, x: 1.0, y: 0.0, xy: 0.0 };
        let level = Self { one: self.x / self.xy, x: 0.0, y: 1.0, xy: 0.0 };
        vec![upright, level]
    }

    /// The same for all curves that are zero in the same places.
    pub(super) fn unit(self) -> Self {
        let parts = [self.one, self.x, self.y, self.xy];
        let most = parts.into_iter().fold(0.0, |most: f64, part| if part.abs() > most.abs() { part } else { most });
        let by = if most == 0.0 { 1.0 } else { most };
        Self { one: self.one / by, x: self.x / by, y: self.y / by, xy: self.xy / by }
    }

    pub(super) fn is_same(self, other: Self) -> bool {
        let (own, other) = (self.unit(), other.unit());
        let pairs = [(own.one, other.one), (own.x, other.x), (own.y, other.y), (own.xy, other.xy)];
        pairs.into_iter().all(|(own, other)| (own - other).abs() < 1e-9)
    }
}

/// Below this part of its terms a sum is nothing.
const EVEN: f64 = 1e-10;

/// A rule over the plane.
#[derive(Debug)]
pub(super) struct Ground<'p> {
    decision: &'p Decision,
    forms: Vec<(VariableId, Curve)>,
    passes: NodeId,
    possible: NodeId,
    /// Where a comparison is even.
    pub(super) curves: Vec<Curve>,
}

impl<'p> Ground<'p> {
    pub(super) fn new(plane: &Plane<'p>) -> Self {
        let mut curves: Vec<Curve> = Vec::new();
        for curve in plane.zeros.iter().flat_map(|form| Curve::new(form).parts()) {
            if !curves.iter().any(|own| own.is_same(curve)) {
                curves.push(curve);
            }
        }
        Self {
            decision: plane.decision,
            forms: plane.forms.iter().map(|(id, form)| (*id, Curve::new(form))).collect(),
            passes: plane.passes,
            possible: plane.possible,
            curves,
        }
    }

    /// Whether the rule passes there, on votes that can be.
    pub(super) fn passes(&self, x: f64, y: f64) -> bool {
        self.possible(x, y) && self.holds(self.passes, x, y)
    }

    /// Whether there can be such votes.
    pub(super) fn possible(&self, x: f64, y: f64) -> bool {
        self.holds(self.possible, x, y)
    }

    fn holds(&self, node: NodeId, x: f64, y: f64) -> bool {
        match self.decision.circuit.at(node) {
            Node::Constant(holds) => *holds,
            Node::Atom(id) => {
                let atom = self.decision.atoms.at(*id);
                let (mut sum, mut size) = (atom.constant as f64, (atom.constant as f64).abs());
                for (id, coefficient) in &atom.terms {
                    let term = *coefficient as f64 * self.value(*id, x, y);
                    sum += term;
                    size += term.abs();
                }
                // What is even everywhere, such as yes + no and the ballots, must not waver.
                let even = sum.abs() <= size * EVEN;
                atom.relation.holds(if even {
                    0
                } else if sum > 0.0 {
                    1
                } else {
                    -1
                })
            }
            Node::Truth(id) => self.value(*id, x, y) > 0.0,
            Node::Not(inner) => !self.holds(*inner, x, y),
            Node::All(parts) => parts.iter().all(|part| self.holds(*part, x, y)),
            Node::Any(parts) => parts.iter().any(|part| self.holds(*part, x, y)),
        }
    }

    fn value(&self, id: VariableId, x: f64, y: f64) -> f64 {
        let form = |form: &Form| {
            let sum: f64 = form.terms.iter().map(|(id, coefficient)| *coefficient as f64 * self.value(*id, x, y)).sum();
            (form.constant as f64 + sum) / form.divisor as f64
        };
        match &self.decision.variables.at(id).origin {
            Origin::Free(_) => self.forms.iter().find(|(own, _)| *own == id).map_or(0.0, |(_, curve)| curve.at(x, y)),
            Origin::Derived(Derived::Floor(inner)) => form(inner),
            Origin::Derived(Derived::Max(forms)) => forms.iter().map(form).fold(f64::NEG_INFINITY, f64::max),
            Origin::Derived(Derived::Indicator(node)) => f64::from(u8::from(self.holds(*node, x, y))),
        }
    }
}
