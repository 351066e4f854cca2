//! Round values beside an axis.

use crate::value::{Exact, Kind};
use crate::words;

/// Round values of a range, at most about so many.
pub(in crate::report) fn ticks((from, to): (f64, f64), kind: Kind, most: u32) -> Vec<f64> {
    let rough = (to - from) / f64::from(most);
    let power = 10f64.powi(rough.log10().floor() as i32);
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * 0.999);
    let mut step = step.unwrap_or(10.0 * power);
    if kind == Kind::Count {
        step = step.max(1.0);
    }
    let first = (from / step - 1e-9).ceil();
    let count = ((to / step + 1e-9).floor() - first).max(0.0);
    let mut ticks = Vec::new();
    let mut at = 0.0;
    while at <= count {
        ticks.push((first + at) * step);
        at += 1.0;
    }
    ticks
}

/// A value beside an axis: `55%`, `9.7 million`.
pub(in crate::report) fn shown(value: f64, kind: Kind) -> String {
    match kind {
        Kind::Share => format!("{}%", plain(value * 100.0)),
        Kind::Count => people(value),
        Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => plain(value),
    }
}

fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `9.7 million`, `485,000`, `1,230`
pub(in crate::report) fn people(value: f64) -> String {
    if value >= 1e6 {
        let millions = value / 1e6;
        let text = if millions >= 100.0 { format!("{millions:.0}") } else { format!("{millions:.2}") };
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
        format!("{text} million")
    } else {
        let digits = format!("{value:.0}");
        Exact::parse(&digits).map_or(digits, |value| words::grouped(&value))
    }
}
