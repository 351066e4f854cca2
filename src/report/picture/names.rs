//! The names in a map: of each rule beside its boundary, of real votes beside their mark.

use super::super::svg::{Canvas, Ink, Labels, Pixels, Rect, Tag, along, bold, is_near, length, path, wide};
use super::{BESIDE, Pixelled, RuleEdge};
use crate::sweep::Placed;

/// Writes each rule's name beside its boundary.
pub(super) fn of_lines(canvas: &mut Canvas, drawn: &[RuleEdge], lines: &[Vec<Pixelled>], labels: &mut Labels) {
    const SIZE: f64 = 13.0;
    for (at, own) in drawn.iter().enumerate() {
        let (width, height) = (bold(&own.label, SIZE), SIZE + 2.0);
        let mut candidates = Vec::new();
        for line in lines.get(at).into_iter().flatten() {
            let length = length(line);
            for step in 1..20 {
                let Some(((x, y), (dx, dy))) = along(line, f64::from(step) / 20.0) else { continue };
                let far = (f64::from(step) / 20.0 - 0.5).abs() * 10.0 + 2000.0 / length.max(20.0);
                // Beside an upright line, above or below a level one.
                let upright = dy.abs() > dx.abs();
                let spots = if upright {
                    [(x + 8.0, y - height / 2.0), (x - 8.0 - width, y - height / 2.0)]
                } else {
                    let lift = 6.0 + width / 2.0 * (dy / dx.abs().max(1e-9)).abs();
                    [(x - width / 2.0, y - height - lift), (x - width / 2.0, y + lift)]
                };
                let other = lines.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, lines)| lines);
                let shared = other.filter(|line| is_near(line, (x, y), 2.0 * BESIDE)).count();
                let cost = far + shared as f64 * 60.0 + if upright { 10.0 } else { 0.0 };
                candidates.extend(
                    spots
                        .map(|(x, y)| (Rect { x, y, wide: width, high: height }, cost))
                        .into_iter()
                        .zip([0.0, 2.0])
                        .map(|((rect, cost), more)| (rect, cost + more)),
                );
            }
        }
        if let Some(rect) = labels.best(&candidates) {
            let name = Tag::new("text").name_of(own.paint).at(rect.x, rect.y + SIZE).size(SIZE);
            name.holds(&own.label, canvas);
        }
    }
}

/// Whether a name is so far from its mark that a line must lead to it.
fn leads((x, y): (f64, f64), (to_x, to_y): (f64, f64)) -> bool {
    (x - to_x).hypot(y - to_y) > 11.0
}

/// Marks real votes and names them.
pub(super) fn of_points(canvas: &mut Canvas, points: &[(&Placed, (f64, f64))], labels: &mut Labels) {
    const SIZE: f64 = 11.5;
    let mut names = Vec::new();
    for (at, (point, (x, y))) in points.iter().enumerate() {
        let Some(rect) = labels.best(&beside_mark(points, at, SIZE, labels)) else { continue };
        let near = (x.clamp(rect.x, rect.x + rect.wide), y.clamp(rect.y, rect.y + rect.high));
        if leads(near, (*x, *y)) {
            labels.take_line(near, (*x, *y));
            let path = path(&[(*x, *y), near], false);
            Tag::new("path").ink(Ink::Lead).with("d", path).draw(canvas);
        }
        names.push((rect, &point.name));
    }
    for (point, (x, y)) in points {
        mark(canvas, *x, *y, point.differs());
    }
    for (rect, name) in names {
        let text = Tag::new("text").with("class", "ink halo").with("fill", "#1a1a1a").halo();
        text.at(rect.x, rect.y + SIZE - 0.5).size(SIZE).holds(name, canvas);
    }
}

/// From a mark to its name.
const DIRECTIONS: [(f64, f64); 10] = [
    (1.0, -0.35),
    (1.0, 0.35),
    (-1.0, -0.35),
    (-1.0, 0.35),
    (0.0, -1.0),
    (0.0, 1.0),
    (0.7, -0.8),
    (0.7, 0.8),
    (-0.7, -0.8),
    (-0.7, 0.8),
];

/// Where the name of a mark could stand, each with what it costs.
fn beside_mark(points: &[(&Placed, (f64, f64))], at: usize, size: f64, labels: &Labels) -> Vec<(Rect, f64)> {
    let Some((point, mark)) = points.get(at) else { return Vec::new() };
    let (x, y) = *mark;
    let (width, height) = (wide(&point.name, size), size + 2.0);
    // How much of the name is on the other side of where it is fastened.
    let left = |dx: f64| {
        if dx > 0.1 {
            0.0
        } else if dx < -0.1 {
            width
        } else {
            width / 2.0
        }
    };
    let above = |dy: f64| {
        if dy < -0.5 {
            height
        } else if dy > 0.5 {
            0.0
        } else {
            height / 2.0
        }
    };
    let others = || points.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, (_, place))| *place);
    let mut candidates = Vec::new();
    for (ring, away) in [9.0, 16.0, 26.0, 40.0, 58.0].into_iter().enumerate() {
        for (turn, (dx, dy)) in DIRECTIONS.into_iter().enumerate() {
            let rect = Rect { x: x + dx * away - left(dx), y: y + dy * away - above(dy), wide: width, high: height };
            let to = (x.clamp(rect.x, rect.x + rect.wide), y.clamp(rect.y, rect.y + rect.high));
            if leads(to, *mark) && labels.is_crossed(to, *mark) {
                continue;
            }
            // A line that leads past another mark would seem to belong to that, and so would a name beside it.
            let passed = others().filter(|place| is_near(&[*mark, to], *place, 7.0)).count();
            let own = rect.distance(*mark);
            let beside = others().filter(|place| rect.distance(*place) < (own * 1.6).max(own + 9.0)).count();
            let cost = ring as f64 * 14.0 + turn as f64 * 0.4 + passed as f64 * 45.0 + beside as f64 * 40.0;
            candidates.push((rect, cost));
        }
    }
    candidates
}

/// A mark of real votes: a disc, or a hollow diamond if they are decided otherwise than their place.
pub(super) fn mark(canvas: &mut Canvas, x: f64, y: f64, differs: bool) {
    if differs {
        let path = format!("M{} {}l5.2 5.2 -5.2 5.2 -5.2 -5.2z", Pixels(x), Pixels(y - 5.2));
        Tag::new("path").ink(Ink::Hollow).with("d", path).draw(canvas);
    } else {
        Tag::new("circle").ink(Ink::Mark).with("cx", Pixels(x)).with("cy", Pixels(y)).with("r", "4.2").draw(canvas);
    }
}
