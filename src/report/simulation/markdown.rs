//! A simulation as Markdown: tables that go into a report as they are.

use super::{Simulated, words};

/// What was assumed, how often each rule came to what, and how often each condition was met, as tables.
pub fn markdown(simulated: &Simulated<'_, '_>) -> String {
    let simulation = simulated.simulation;
    let mut text = format!("## {}\n\n", escape(&simulated.title()));
    text.push_str(&format!("{}.\n\n| assumption | |\n| --- | --- |\n", words::draws(simulation)));
    for assumption in words::assumptions(simulation) {
        row(&mut text, [assumption.about.to_owned(), escape(&assumption.text)]);
    }
    let statuses = words::statuses(simulation);
    text.push_str("\n| rule |");
    text.extend(statuses.iter().map(|status| format!(" {} |", status.words())));
    text.push_str(" conditions met |\n| --- |");
    text.push_str(&" ---: |".repeat(statuses.len()));
    text.push_str(" --- |\n");
    let rules = simulation.rules().zip(&simulation.tallies).zip(simulated.labels());
    for (((column, stage), tally), label) in rules {
        let chance = |count: u64| words::chance_of(count, simulation.draws);
        let conditions = column.rules().stages.at(stage).conditions.iter().zip(&tally.conditions);
        let conditions = conditions.map(|(id, count)| {
            format!("{} {}", column.rules().conditions.at(*id).name.text, words::chance(chance(*count)))
        });
        let mut cells = vec![format!("`{label}`")];
        cells.extend(statuses.iter().map(|status| words::cell(chance(tally.status(*status)))));
        cells.push(escape(&conditions.collect::<Vec<_>>().join("; ")));
        row(&mut text, cells);
    }
    text.push_str(&format!("\n{}\n", words::legend(simulation)));
    for note in words::notes(simulated) {
        text.push_str(&format!("\nNote: {}\n", escape(&note)));
    }
    text
}

fn row(text: &mut String, cells: impl IntoIterator<Item = String>) {
    text.push('|');
    text.extend(cells.into_iter().map(|cell| format!(" {cell} |")));
    text.push('\n');
}

fn escape(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
