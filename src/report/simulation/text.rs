//! A simulation as a terminal has room for it.

use super::super::layout::{Page, Piece, Style, Tone, columns, pad};
use super::words::{cell, tone};
use super::{Simulated, histogram, words};
use crate::evaluate::StageStatus;
use crate::simulate::{Chance, Tally};

/// What was assumed, how often each rule has which result, which conditions were met, and how support was distributed.
pub(super) fn draw(page: &mut Page, simulated: &Simulated<'_, '_>) {
    let style = page.style();
    assumptions(page, simulated);
    page.blank();
    chances(page, simulated, style);
    page.blank();
    conditions(page, simulated);
    outcomes(page, simulated);
    page.blank();
    histogram::histogram(page, simulated, style);
}

fn assumptions(page: &mut Page, simulated: &Simulated<'_, '_>) {
    let simulation = simulated.simulation;
    for assumption in words::assumptions(simulation) {
        let about = pad(assumption.about, 13);
        page.line(2, 15, &[(Tone::Quiet, about), (Tone::Plain, assumption.text)]);
        let (of, marks) = match assumption.about {
            "support" => (" of the votes", &simulation.marks.support),
            "turnout" => ("", &simulation.marks.turnout),
            _ => continue,
        };
        let [middle, low, high] = words::drawn(marks).map(|share| words::percent(&share, 2));
        let text = format!("drawn: {middle}{of} in the middle, 95 in 100 from {low} to {high}");
        page.line(15, 15, &[(Tone::Quiet, text)]);
    }
    let people = words::people(simulated);
    page.line(2, 15, &[(Tone::Quiet, pad("people", 13)), (Tone::Plain, people)]);
}

/// How often each rule came to each status.
fn chances(page: &mut Page, simulated: &Simulated<'_, '_>, style: Style) {
    let simulation = simulated.simulation;
    let labels = simulated.labels();
    let statuses = words::statuses(simulation);
    let of = |tally: &Tally, status| Chance { count: tally.status(status), draws: simulation.draws };
    let cells: Vec<Vec<(StageStatus, Chance)>> = simulation
        .tallies
        .iter()
        .map(|tally| statuses.iter().map(|&status| (status, of(tally, status))).collect())
        .collect();
    let name = labels.iter().map(|label| columns(label)).max().unwrap_or(0).max(4);
    let room = cells.iter().flatten().map(|(_, chance)| columns(&cell(*chance))).max().unwrap_or(0).max(9);
    let wide = name + statuses.len() * (room + 2) <= style.width;
    if wide {
        let mut head: Vec<Piece> = vec![(Tone::Quiet, pad("rule", name))];
        for status in &statuses {
            head.push((Tone::Quiet, format!("  {:>room$}", status.words())));
        }
        page.line(0, 0, &solid(head));
    }
    for (label, cells) in labels.iter().zip(&cells) {
        if wide {
            let mut line: Vec<Piece> = vec![(Tone::Plain, pad(label, name))];
            line.extend(cells.iter().map(|(status, chance)| {
                let text = cell(*chance);
                (tone(*status, *chance), format!("  {}{text}", " ".repeat(room.saturating_sub(columns(&text)))))
            }));
            page.line(0, 0, &solid(line));
        } else {
            page.line(0, 2, &[(Tone::Strong, label.clone())]);
            for (status, chance) in cells.iter().filter(|(_, chance)| chance.count > 0) {
                page.line(2, 4, &[(tone(*status, *chance), format!("{} {}", status.words(), cell(*chance)))]);
            }
        }
    }
    page.blank();
    let legend = words::legend(simulation);
    page.line(0, 2, &[(Tone::Quiet, legend)]);
}

/// Blanks that a line must not be broken at.
fn solid(pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.into_iter().map(|(tone, text)| (tone, text.replace(' ', "\u{a0}"))).collect()
}

/// How often each condition was met.
fn conditions(page: &mut Page, simulated: &Simulated<'_, '_>) {
    let simulation = simulated.simulation;
    let labels = simulated.labels();
    let name = labels.iter().map(|label| columns(label)).max().unwrap_or(0);
    page.line(0, 2, &[(Tone::Strong, "Conditions met".to_owned())]);
    for (((column, stage), tally), label) in simulation.rules().zip(&simulation.tallies).zip(&labels) {
        let conditions = &column.rules().stages.at(stage).conditions;
        let mut line: Vec<Piece> = vec![(Tone::Plain, format!("{}  ", pad(label, name)))];
        for (at, (id, count)) in conditions.iter().zip(&tally.conditions).enumerate() {
            if at > 0 {
                line.push((Tone::Quiet, "\u{a0}· ".to_owned()));
            }
            let chance = Chance { count: *count, draws: simulation.draws };
            line.push((Tone::Quiet, format!("{}\u{a0}", column.rules().conditions.at(*id).name.text)));
            line.push((Tone::Plain, words::chance(chance)));
        }
        page.line(2, 4, &line);
    }
}

/// What followed, of measures that are one stage.
fn outcomes(page: &mut Page, simulated: &Simulated<'_, '_>) {
    let mut before: Option<String> = None;
    for (label, text, chance) in words::outcomes(simulated) {
        if before.as_ref() != Some(&label) {
            page.blank();
            page.line(0, 2, &[(Tone::Strong, format!("What follows under {label}"))]);
        }
        page.line(2, 4, &[(Tone::Plain, format!("{text}: {}", cell(chance)))]);
        before = Some(label);
    }
}
