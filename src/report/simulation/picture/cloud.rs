//! The draws as a cloud: the smallest regions that hold half, four fifths and nearly all of them.

use std::fmt::Write as _;

use crate::report::svg::{Canvas, Ink, Panel, Pixels, Tag};
use crate::simulate::{Marks, Simulation};
use crate::value::Exact;

/// Parts of all draws that the darker regions hold, in per cent, with what they are called.
pub(super) const REGIONS: [(u128, &str, Ink); 3] =
    [(50, "half of the draws", Ink::Densest), (80, "80%", Ink::Dense), (95, "95%", Ink::Thin)];

/// The smallest regions that hold so much of the draws, the densest first.
pub(super) fn cloud(canvas: &mut Canvas, simulation: &Simulation<'_>, panel: &Panel) {
    let steps = Marks::COARSE as i64;
    let coarse = |marks: &[u64], thousandths: u64| -> i64 {
        let place = &Marks::quantile(marks, thousandths) * &Exact::integer(steps.into());
        place.floor().to_integer().and_then(|place| i64::try_from(place).ok()).unwrap_or(0)
    };
    let marks = &simulation.marks;
    // So large that many draws fall into each: about forty from one end of the draws to the other.
    let size = |marks: &[u64]| ((coarse(marks, 999) - coarse(marks, 1)) / 40).max(1);
    let (wide, tall) = (size(&marks.turnout), size(&marks.support));
    let (columns, rows) = (steps / wide + 1, steps / tall + 1);
    let index = |x: i64, y: i64| usize::try_from(y * columns + x).unwrap_or(usize::MAX);
    let mut cells = vec![0u64; usize::try_from(columns * rows).unwrap_or(0)];
    for (at, count) in marks.both.iter().enumerate().filter(|(_, count)| **count > 0) {
        let at = at as i64;
        if let Some(cell) = cells.get_mut(index(at % steps / wide, at / steps / tall)) {
            *cell += u64::from(*count);
        }
    }
    // A little is spread to the neighbours, so that chance does not fray the edges.
    for _ in 0..2 {
        cells = smooth(&cells, columns);
    }
    let all: u128 = cells.iter().map(|count| u128::from(*count)).sum();
    let mut order: Vec<(std::cmp::Reverse<u64>, i64)> = cells
        .iter()
        .zip(0..)
        .filter(|(count, _)| **count > 0)
        .map(|(count, at)| (std::cmp::Reverse(*count), at))
        .collect();
    order.sort_unstable();
    let mut held = 0u128;
    let mut regions: Vec<Vec<i64>> = REGIONS.iter().map(|_| Vec::new()).collect();
    for (std::cmp::Reverse(count), at) in order {
        let region = REGIONS.iter().position(|(part, _, _)| held * 100 < all * part);
        if let Some(own) = region.and_then(|region| regions.get_mut(region)) {
            own.push(at);
        }
        held += u128::from(count);
    }
    for ((_, _, ink), mut cells) in REGIONS.into_iter().zip(regions) {
        cells.sort_unstable();
        let mut path = String::new();
        // Cells side by side are one piece.
        for run in cells.chunk_by(|before, after| before + 1 == *after) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let bottom = first / columns * tall;
            let (left, right) = (first % columns * wide, (last % columns + 1) * wide);
            let share = |step: i64| step as f64 / steps as f64;
            let x = |step: i64| Pixels(panel.x(share(step)));
            let y = |step: i64| Pixels(panel.y(share(step)));
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}H{}V{}H{}z", x(left), y(bottom), x(right), y(bottom + tall), x(left));
        }
        Tag::new("path").ink(ink).with("d", path).draw(canvas);
    }
}

/// Each cell with its neighbours, nearer ones counting more.
fn smooth(cells: &[u64], columns: i64) -> Vec<u64> {
    let at = |place: i64| usize::try_from(place).ok().and_then(|place| cells.get(place)).copied().unwrap_or(0);
    let row = |place: i64| at(place - 1) + 2 * at(place) + at(place + 1);
    (0..cells.len() as i64).map(|place| row(place - columns) + 2 * row(place) + row(place + columns)).collect()
}
