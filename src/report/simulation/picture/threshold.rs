//! From which support on each rule passes, at every turnout.

use super::{FINE, Window};
use crate::simulate::Simulation;
use crate::value::Exact;

/// A rule's line: pieces of turnout and support, and the rules that share it.
pub(super) struct Threshold {
    pub(super) rules: Vec<usize>,
    pub(super) pieces: Vec<Vec<(i64, i64)>>,
}

impl Threshold {
    /// The pieces without points between others of the same support, which are not needed.
    pub(super) fn corners(&self) -> Vec<Vec<(i64, i64)>> {
        let kept = |piece: &Vec<(i64, i64)>| {
            let mut kept: Vec<(i64, i64)> = Vec::new();
            for &point in piece {
                if let [.., first, second] = kept.as_slice()
                    && first.1 == second.1
                    && second.1 == point.1
                {
                    kept.pop();
                }
                kept.push(point);
            }
            kept
        };
        self.pieces.iter().map(kept).collect()
    }
}

/// Each rule's line; rules with the same line share it.
pub(super) fn thresholds(simulation: &Simulation<'_>, window: Window) -> Vec<Threshold> {
    let mut lines: Vec<Threshold> = Vec::new();
    for rule in 0..simulation.tallies.len() {
        let pieces = pieces(simulation, rule, window);
        match lines.iter_mut().find(|line| line.pieces == pieces) {
            Some(line) => line.rules.push(rule),
            None => lines.push(Threshold { rules: vec![rule], pieces }),
        }
    }
    lines
}

/// What a rule needs from the left to the right of the window. Where it begins or ceases to be able to pass, the line goes
/// straight up at the very ballot.
fn pieces(simulation: &Simulation<'_>, rule: usize, window: Window) -> Vec<Vec<(i64, i64)>> {
    let registered = i128::from(simulation.registered);
    let turnout = |ballots: i64| i64::try_from(i128::from(ballots) * i128::from(FINE) / registered.max(1)).unwrap_or(0);
    let needed = |ballots: i64| -> Option<i64> {
        let share = simulation.needed_share(rule, ballots)?;
        i64::try_from((&share * &Exact::integer(FINE.into())).round(0).to_integer()?).ok()
    };
    let mut pieces: Vec<Vec<(i64, i64)>> = Vec::new();
    let mut before: Option<(i64, bool)> = None;
    for step in (window.across.0..=window.across.1).step_by(50) {
        let ballots = (registered * i128::from(step) + i128::from(FINE) - 1) / i128::from(FINE);
        let Ok(ballots) = i64::try_from(ballots) else { continue };
        let found = needed(ballots);
        if let Some((last, could)) = before.filter(|(_, could)| *could != found.is_some()) {
            let (mut same, mut other) = (last, ballots);
            while other - same > 1 {
                let middle = same + (other - same) / 2;
                if needed(middle).is_some() == could { same = middle } else { other = middle }
            }
            let edge = if could { same } else { other };
            if let Some(support) = needed(edge) {
                let (foot, head) = ((turnout(edge), support), (turnout(edge), FINE));
                match pieces.last_mut().filter(|_| could) {
                    Some(piece) => piece.extend([foot, head]),
                    None => pieces.push(vec![head, foot]),
                }
            }
        }
        if let Some(support) = found {
            match pieces.last_mut().filter(|_| before.is_some()) {
                Some(piece) => piece.push((step, support)),
                None => pieces.push(vec![(step, support)]),
            }
        }
        before = Some((ballots, found.is_some()));
    }
    pieces
}
