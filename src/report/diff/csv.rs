//! What was found of rules as CSV: a line for each pair and direction.

use super::super::csv::field;
use std::fmt::Write as _;

use super::words::Words;
use super::{Diffed, Found};
use crate::diff::Way;

/// `passes,fails,can,where,smallest,round,points,of`: whether the first can pass where the second fails, in which cases,
/// examples, and on how many points of a sweep.
pub fn csv(diffed: &Diffed<'_, '_>) -> String {
    let words = Words::new(diffed);
    let mut text = String::from("passes,fails,can,where,smallest,round,points,of\n");
    let rules = words.labels().len();
    for passing in 0..rules {
        for failing in (0..rules).filter(|failing| *failing != passing) {
            let mut line = Line::default();
            match diffed.found {
                Found::Table(matrix) => line.can = can(matrix.can(passing, failing)),
                Found::Pair { pair, shares, .. } => {
                    let way = if passing == 0 { &pair.first_only } else { &pair.second_only };
                    line = of_way(&words, way);
                    if let Some((share, _)) = shares.first() {
                        let points = if passing == 0 { share.first_only } else { share.second_only };
                        (line.points, line.of) = (points.to_string(), share.points.to_string());
                    }
                }
            }
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{},{},{},{},{},{},{},{}",
                field(words.label(passing)),
                field(words.label(failing)),
                line.can,
                field(&line.cases),
                field(&line.smallest),
                field(&line.round),
                line.points,
                line.of
            );
        }
    }
    text
}

#[derive(Default)]
struct Line {
    can: &'static str,
    cases: String,
    smallest: String,
    round: String,
    points: String,
    of: String,
}

pub(super) const fn can(can: Option<bool>) -> &'static str {
    match can {
        Some(true) => "yes",
        Some(false) => "never",
        None => "not decided",
    }
}

fn of_way(words: &Words<'_, '_>, way: &Way) -> Line {
    let mut line = Line { can: can(way.can()), ..Line::default() };
    if let Some(found) = way.found() {
        let cases = found.region.cases.iter().map(|case| {
            let parts = case.iter().map(|literal| words.literal(*literal).text);
            parts.collect::<Vec<_>>().join(" and ")
        });
        line.cases = cases.collect::<Vec<_>>().join("; or ");
        let figures = |example| words.figures(example).join(" · ").replace('\u{a0}', " ");
        line.smallest = figures(&found.smallest);
        line.round = found.round.as_ref().map(|(example, _)| figures(example)).unwrap_or_default();
    }
    line
}
