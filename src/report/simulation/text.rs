//! A simulation for people.

use super::super::layout::{Page, Piece, Style, Tone, columns, pad};
use super::words::cell;
use super::{Simulated, histogram, words};
use crate::evaluate::StageStatus;
use crate::simulate::{Chance, Tally};

/// What was assumed, how often each rule came to what, which conditions were met, and how support was distributed.
pub fn text(simulated: &Simulated<'_, '_>, style: Style) -> String {
    let simulation = simulated.simulation;
    let mut page = Page::new(style);
    page.line(0, 2, &[(Tone::Strong, simulated.title())]);
    page.line(0, 2, &[(Tone::Plain, words::draws(simulation))]);
    page.blank();
    assumptions(&mut page, simulated);
    page.blank();
    chances(&mut page, simulated, style);
    page.blank();
    conditions(&mut page, simulated);
    outcomes(&mut page, simulated);
    page.blank();
    histogram::histogram(&mut page, simulated, style);
    let notes = words::notes(simulated);
    if !notes.is_empty() {
        page.blank();
    }
    for note in notes {
        page.say(0, Tone::Quiet, &format!("note: {note}"));
    }
    page.finish()
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

fn tone(status: StageStatus, chance: Chance) -> Tone {
    match status {
        _ if chance.count == 0 => Tone::Quiet,
        StageStatus::Passed => Tone::Good,
        StageStatus::Failed | StageStatus::NoQuorum => Tone::Bad,
        StageStatus::Undecided | StageStatus::NotReached => Tone::Open,
    }
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
    let simulation = simulated.simulation;
    let told = simulation.rules().zip(&simulation.tallies).zip(simulated.labels());
    for (((column, _), tally), label) in told.filter(|((_, tally), _)| !tally.outcomes.is_empty()) {
        page.blank();
        page.line(0, 2, &[(Tone::Strong, format!("What follows under {label}"))]);
        let texts = column.rules().outcomes.iter().map(|outcome| outcome.text.text.as_str()).chain(["none of these"]);
        for (text, count) in texts.zip(&tally.outcomes).filter(|(text, count)| **count > 0 || *text != "none of these")
        {
            let chance = Chance { count: *count, draws: simulation.draws };
            page.line(2, 4, &[(Tone::Plain, format!("{text}: {}", cell(chance)))]);
        }
    }
}
