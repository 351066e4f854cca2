//! A simulation as text, Markdown, CSV, JSON and picture, all from one tally.

mod csv;
mod histogram;
mod json;
mod markdown;
mod picture;
mod text;
mod words;

pub use csv::csv;
pub use json::{SimulationJson, json};
pub use markdown::markdown;
pub use picture::svg;
pub use text::text;

use super::root;
use crate::simulate::Simulation;
use crate::source::Sources;

/// A simulation with the texts that its spans point into: what a report is about.
#[derive(Clone, Copy, Debug)]
pub struct Simulated<'s, 'a> {
    /// What was simulated.
    pub simulation: &'s Simulation<'a>,
    /// The texts that spans point into.
    pub sources: &'s Sources,
    /// What was left aside on the way, in words.
    pub notes: &'s [String],
}

impl Simulated<'_, '_> {
    /// What is simulated: the measure, if there is only one with its variants, and the stage.
    fn title(&self) -> String {
        let mut rules = self.simulation.rules();
        let Some((first, stage)) = rules.next() else { return String::new() };
        let own = root(first.program, first.measure);
        if !rules.all(|(column, _)| root(column.program, column.measure).span == own.span) {
            return "Rules simulated on the same votes".to_owned();
        }
        let title = own.title.as_ref().map_or(own.name.text.as_str(), |title| &title.text);
        match &first.rules().stages.at(stage).name {
            Some(stage) => format!("{title}: {}", stage.text),
            None => title.to_owned(),
        }
    }

    /// What each rule is called: its name, with its file where two have the same.
    fn labels(&self) -> Vec<String> {
        let rules = self.simulation.rules();
        let label = |(column, _): (crate::compare::Column<'_>, _)| {
            let twice = self.simulation.rules().filter(|(other, _)| other.name() == column.name()).count() > 1;
            match self.sources.at(column.rules().span.start).filter(|_| twice) {
                Some(source) => format!("{} ({})", column.name(), source.name),
                None => column.name().to_owned(),
            }
        };
        rules.map(label).collect()
    }
}
