//! A simulation as tables, for a page.

use super::super::document::Document;
use super::super::grid::Grid;
use super::super::layout::{Piece, Tone};
use super::{Simulated, words};

/// What was assumed, how often each rule has which result, how often each condition was met, and what followed.
pub(super) fn tables(document: &mut Document<'_>, simulated: &Simulated<'_, '_>) {
    document.grid(assumptions(simulated));
    document.grid(results(simulated));
    document.say(0, Tone::Quiet, words::legend(simulated.simulation));
    let outcomes = outcomes(simulated);
    if !outcomes.lines.is_empty() {
        document.grid(outcomes);
    }
}

fn assumptions(simulated: &Simulated<'_, '_>) -> Grid {
    let simulation = simulated.simulation;
    let mut grid = Grid::default();
    grid.caption("What was assumed, and what was drawn");
    ["about", "assumed", "drawn: in the middle, and 95 in 100 between"]
        .into_iter()
        .for_each(|head| grid.head(head, false));
    for assumption in words::assumptions(simulation) {
        let drawn = match assumption.about {
            "support" => Some(&simulation.marks.support),
            "turnout" => Some(&simulation.marks.turnout),
            _ => None,
        };
        let drawn = drawn.map_or_else(String::new, |marks| {
            let [middle, low, high] = words::drawn(marks).map(|share| words::percent(&share, 2));
            format!("{middle}, {low} to {high}")
        });
        grid.row(vec![
            (Tone::Plain, assumption.about.to_owned()),
            (Tone::Plain, assumption.text),
            (Tone::Plain, drawn),
        ]);
    }
    grid.row(vec![
        (Tone::Plain, "people".to_owned()),
        (Tone::Plain, words::people(simulated)),
        (Tone::Plain, String::new()),
    ]);
    grid
}

fn results(simulated: &Simulated<'_, '_>) -> Grid {
    let simulation = simulated.simulation;
    let statuses = words::statuses(simulation);
    let chance = |count: u64| words::chance_of(count, simulation.draws);
    let mut grid = Grid::default();
    grid.caption("How often each rule has which result, and how often each condition was met");
    grid.head("rule", false);
    statuses.iter().for_each(|status| grid.head(status.words(), true));
    grid.head("conditions met", false);
    let rules = simulation.rules().zip(&simulation.tallies).zip(simulated.labels());
    for (((column, stage), tally), label) in rules {
        let conditions = column.rules().stages.at(stage).conditions.iter().zip(&tally.conditions);
        let conditions = conditions.map(|(id, count)| {
            format!("{} {}", column.rules().conditions.at(*id).name.text, words::chance(chance(*count)))
        });
        let mut cells: Vec<Piece> = vec![(Tone::Code, label)];
        cells.extend(statuses.iter().map(|status| {
            let own = chance(tally.status(*status));
            (words::tone(*status, own), words::cell(own))
        }));
        cells.push((Tone::Plain, conditions.collect::<Vec<_>>().join("; ")));
        grid.row(cells);
    }
    grid
}

/// What followed, of measures that are one stage.
fn outcomes(simulated: &Simulated<'_, '_>) -> Grid {
    let mut grid = Grid::default();
    grid.caption("What follows");
    grid.head("rule", false);
    grid.head("outcome", false);
    grid.head("in so many draws", true);
    for (label, text, chance) in words::outcomes(simulated) {
        grid.row(vec![(Tone::Code, label), (Tone::Plain, text), (Tone::Plain, words::cell(chance))]);
    }
    grid
}
