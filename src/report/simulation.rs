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
use super::labels::{self, family};
use super::layout::Tone;
use crate::compare::Column;
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
        family(&self.columns()).unwrap_or_else(|| "Rules simulated on the same votes".to_owned())
    }

    /// What each rule is called.
    fn labels(&self) -> Vec<String> {
        labels::labels(&self.columns(), self.sources)
    }

    /// The rules, each with the stage that was judged.
    fn columns(&self) -> Vec<Column<'_>> {
        self.simulation.rules().map(|(column, stage)| Column { stage: Some(stage), ..column }).collect()
    }
}
