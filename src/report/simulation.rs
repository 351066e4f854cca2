//! A simulation: how often each rule has which result, as a document, with its picture, as CSV and as JSON.

mod csv;
mod histogram;
mod json;
mod picture;
mod tables;
mod text;
mod words;

pub use json::SimulationJson;
pub use picture::svg;

use super::document::{Answer, Document, Picture};
use super::layout::Tone;
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

impl Answer for Simulated<'_, '_> {
    type View = SimulationJson;
    const KIND: &'static str = "simulate";

    fn view(&self) -> SimulationJson {
        json::json(self)
    }

    /// What was assumed, how often each rule has which result, which conditions were met, and how support was distributed.
    fn document(&self) -> Document<'_> {
        let simulated = *self;
        let mut document = Document::new();
        document.heading(1, vec![(Tone::Strong, self.title())]);
        document.say(0, Tone::Plain, words::draws(self.simulation));
        document.space();
        document.on_terminal(move |page| text::draw(page, &simulated));
        document.on_page(move |document| {
            let (svg, title) = (picture::svg(&simulated), simulated.title());
            let description = "The drawn votes by turnout and support, and from where on each rule passes.".to_owned();
            document.picture(Picture { svg, title, description });
            tables::tables(document, &simulated);
        });
        let notes = words::notes(self);
        if !notes.is_empty() {
            document.space();
        }
        notes.into_iter().for_each(|note| document.note(note));
        document
    }

    fn csv(&self) -> Option<String> {
        Some(csv::csv(&self.view()))
    }
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
