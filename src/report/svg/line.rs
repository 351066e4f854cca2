//! Lines through points, in pixels.

use std::fmt::Write as _;

/// A line through points; closed for an area.
pub(in crate::report) fn path(line: &[(f64, f64)], closed: bool) -> String {
    let mut text = String::new();
    for (at, (x, y)) in line.iter().enumerate() {
        let _ = write!(text, "{}{x:.2} {y:.2}", if at == 0 { "M" } else { "L" });
    }
    if closed {
        text.push('Z');
    }
    text
}

/// A line moved aside, to its left if that is below zero.
pub(in crate::report) fn beside(line: &[(f64, f64)], aside: f64) -> Vec<(f64, f64)> {
    if aside == 0.0 {
        return line.to_vec();
    }
    let at = |index: usize| line.get(index).copied();
    (0..line.len())
        .filter_map(|index| {
            let (from, to) = (at(index.saturating_sub(1))?, at((index + 1).min(line.len() - 1))?);
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = dx.hypot(dy).max(1e-9);
            let (x, y) = at(index)?;
            Some((x - dy / length * aside, y + dx / length * aside))
        })
        .collect()
}

/// How long a line is.
pub(in crate::report) fn length(line: &[(f64, f64)]) -> f64 {
    let between = |pair: &[(f64, f64)]| match pair {
        [from, to] => (to.0 - from.0).hypot(to.1 - from.1),
        _ => 0.0,
    };
    line.windows(2).map(between).sum()
}

/// A place on a line, as a part of its length, and the direction there.
pub(in crate::report) fn along(line: &[(f64, f64)], part: f64) -> Option<((f64, f64), (f64, f64))> {
    let mut left = length(line) * part;
    for pair in line.windows(2) {
        let [from, to] = pair else { continue };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let own = dx.hypot(dy);
        if own >= left && own > 0.0 {
            return Some(((from.0 + dx * left / own, from.1 + dy * left / own), (dx, dy)));
        }
        left -= own;
    }
    None
}

/// Whether a place is near a line.
pub(in crate::report) fn is_near(line: &[(f64, f64)], (x, y): (f64, f64), by: f64) -> bool {
    line.windows(2).any(|pair| {
        let [from, to] = pair else { return false };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let square = (dx * dx + dy * dy).max(1e-12);
        let part = (((x - from.0) * dx + (y - from.1) * dy) / square).clamp(0.0, 1.0);
        (from.0 + dx * part - x).hypot(from.1 + dy * part - y) < by
    })
}
