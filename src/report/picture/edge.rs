//! Where a rule's passing region ends: its curves, clipped to where the verdict really changes.

use super::ground::{Curve, Ground};

/// A piece of the plane: from, to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

impl Field {
    fn wide(self) -> f64 {
        self.x.1 - self.x.0
    }

    fn high(self) -> f64 {
        self.y.1 - self.y.0
    }
}

/// A part of a boundary.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) curve: Curve,
    /// In the units of the axes.
    pub(super) line: Vec<(f64, f64)>,
}

/// How many places of a curve are looked at; more than a printed picture has across.
const SAMPLES: usize = 512;

/// Halvings of the interval in which a boundary ends.
const HALVINGS: usize = 48;

/// How far beside a curve its two sides are, as a part of the field.
const ASIDE: f64 = 1e-7;

/// All places where what `says` says changes, in no certain order; not where it says nothing on one side.
pub(super) fn edges(ground: &Ground<'_>, field: Field, says: &dyn Fn(f64, f64) -> Option<bool>) -> Vec<Edge> {
    let mut edges = Vec::new();
    for &curve in &ground.curves {
        let by_y = curve.is_upright() || is_steep(curve, field);
        let (from, to) = if by_y { field.y } else { field.x };
        let place = |at: f64| {
            let place = if by_y { (curve.x_at(at)?, at) } else { (at, curve.y_at(at)?) };
            let (x, y) = place;
            let within = x > field.x.0 && x < field.x.1 && y > field.y.0 && y < field.y.1;
            let (dx, dy) = if by_y { (field.wide() * ASIDE, 0.0) } else { (0.0, field.high() * ASIDE) };
            let (one, other) = (says(x + dx, y + dy), says(x - dx, y - dy));
            (within && one.zip(other).is_some_and(|(one, other)| one != other)).then_some(place)
        };
        let at = |sample: usize| from + (to - from) * (sample as f64 + 0.5) / SAMPLES as f64;
        let mut line: Vec<(f64, f64)> = Vec::new();
        let mut close = |line: &mut Vec<(f64, f64)>| {
            let line = std::mem::take(line);
            if let (Some(first), Some(last)) = (line.first().copied(), line.last().copied()) {
                let line = if curve.is_straight() { vec![first, last] } else { line };
                edges.push(Edge { curve, line });
            }
        };
        let end = |mut on: f64, mut off: f64| {
            for _ in 0..HALVINGS {
                let middle = (on + off) / 2.0;
                *(if place(middle).is_some() { &mut on } else { &mut off }) = middle;
            }
            place(on)
        };
        for sample in 0..SAMPLES {
            let here = at(sample);
            let before = if sample == 0 { from } else { at(sample - 1) };
            match (place(here), line.is_empty()) {
                (Some(found), true) => {
                    line.extend(end(here, before));
                    line.push(found);
                }
                (Some(found), false) => line.push(found),
                (None, false) => {
                    line.extend(end(before, here));
                    close(&mut line);
                }
                (None, true) => {}
            }
        }
        if !line.is_empty() {
            line.extend(end(at(SAMPLES - 1), to));
            close(&mut line);
        }
    }
    edges
}

/// Whether it is better followed upwards.
fn is_steep(curve: Curve, field: Field) -> bool {
    let slope = |at: f64| {
        let x = field.x.0 + field.wide() * at;
        let aside = field.wide() * 1e-6;
        let (y, next) = (curve.y_at(x)?, curve.y_at(x + aside)?);
        (y > field.y.0 && y < field.y.1).then(|| ((next - y) / field.high() / (aside / field.wide())).abs())
    };
    (1..20).filter_map(|at| slope(f64::from(at) / 20.0)).fold(0.0, f64::max) > 8.0
}

/// The area of what `inside` says, as closed lines.
pub(super) fn areas(
    ground: &Ground<'_>,
    field: Field,
    edges: &[Edge],
    inside: &dyn Fn(f64, f64) -> bool,
) -> Vec<Vec<(f64, f64)>> {
    let mut stops: Vec<f64> = (0..=128).map(|at| field.x.0 + field.wide() * f64::from(at) / 128.0).collect();
    stops.extend(edges.iter().flat_map(|edge| edge.line.first().into_iter().chain(edge.line.last())).map(|(x, _)| *x));
    stops.extend(ground.curves.iter().filter(|curve| curve.is_upright()).filter_map(|curve| curve.x_at(0.0)));
    stops.retain(|x| *x >= field.x.0 && *x <= field.x.1);
    stops.sort_by(f64::total_cmp);
    stops.dedup_by(|one, other| (*one - *other).abs() < field.wide() * 1e-9);
    // What lies between two neighbouring curves, strip after strip: lower and upper line.
    let mut open: Vec<Band> = Vec::new();
    let mut done: Vec<Band> = Vec::new();
    for pair in stops.windows(2) {
        let [from, to] = pair else { continue };
        let middle = (from + to) / 2.0;
        let mut heights: Vec<(f64, Option<Curve>)> = vec![(field.y.0, None), (field.y.1, None)];
        for &curve in &ground.curves {
            if let Some(y) = curve.y_at(middle).filter(|y| *y > field.y.0 && *y < field.y.1) {
                heights.push((y, Some(curve)));
            }
        }
        heights.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut bands: Vec<(Option<Curve>, Option<Curve>)> = Vec::new();
        let mut begun: Option<Option<Curve>> = None;
        for pair in heights.windows(2) {
            let [(low, lower), (high, _)] = pair else { continue };
            match (inside(middle, (low + high) / 2.0), begun) {
                (true, None) => begun = Some(*lower),
                (false, Some(from)) => {
                    bands.push((from, *lower));
                    begun = None;
                }
                (true, Some(_)) | (false, None) => {}
            }
        }
        if let Some(from) = begun {
            bands.push((from, None));
        }
        let height = |curve: Option<Curve>, x: f64, edge: f64| {
            curve.and_then(|curve| curve.y_at(x)).unwrap_or(edge).clamp(field.y.0, field.y.1)
        };
        let mut next: Vec<Band> = Vec::new();
        for (lower, upper) in bands {
            let same = |band: &Band| is_one(band.lower, lower) && is_one(band.upper, upper);
            let mut band = match open.iter().position(same) {
                Some(at) => open.swap_remove(at),
                None => Band {
                    lower,
                    upper,
                    below: vec![(*from, height(lower, *from, field.y.0))],
                    above: vec![(*from, height(upper, *from, field.y.1))],
                },
            };
            band.below.push((*to, height(lower, *to, field.y.0)));
            band.above.push((*to, height(upper, *to, field.y.1)));
            next.push(band);
        }
        done.append(&mut open);
        open = next;
    }
    done.append(&mut open);
    done.into_iter()
        .map(|band| {
            let ends = |curve: Option<Curve>, line: Vec<(f64, f64)>| match (
                curve.is_none_or(Curve::is_straight),
                line.as_slice(),
            ) {
                (true, [first, .., last]) => vec![*first, *last],
                (_, _) => line,
            };
            let below = ends(band.lower, band.below);
            let above = ends(band.upper, band.above);
            below.into_iter().chain(above.into_iter().rev()).collect()
        })
        .collect()
}

/// What lies between two curves, or the end of the field.
struct Band {
    lower: Option<Curve>,
    upper: Option<Curve>,
    below: Vec<(f64, f64)>,
    above: Vec<(f64, f64)>,
}

fn is_one(one: Option<Curve>, other: Option<Curve>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => one.is_same(other),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether two lines on one curve have some of it in common.
pub(super) fn overlap(one: &[(f64, f64)], other: &[(f64, f64)]) -> bool {
    let range = |line: &[(f64, f64)], pick: fn(&(f64, f64)) -> f64| {
        let values = line.iter().map(pick);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let meets = |pick: fn(&(f64, f64)) -> f64| {
        let ((a, b), (c, d)) = (range(one, pick), range(other, pick));
        let most = (b - a).max(d - c);
        b.min(d) - a.max(c) > -1e-9 && (most < 1e-12 || b.min(d) - a.max(c) > 1e-9 * most)
    };
    meets(|(x, _)| *x) && meets(|(_, y)| *y)
}
