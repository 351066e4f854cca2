//! What is asked of a simulation, option by option.

use super::read::{correlation, margin, seed, share, spread, whole};
use super::{Certainty, Model, Named, Places, SimulateError};
use crate::source::Source;
use crate::span::Span;
use crate::value::Exact;

/// What the options of a simulation say together.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What votes are drawn from.
    pub model: Model,
    /// How many may vote; `None` if the facts say so.
    pub registered: Option<u64>,
    /// Inputs that are called something else than what they are.
    pub named: Vec<Named>,
    /// How many votes are drawn.
    pub draws: u64,
    /// What the draws are made from.
    pub seed: u64,
}

/// So many votes are drawn where nothing else is said.
const DRAWS: u64 = 100_000;

impl Asked {
    /// Reads what stands for each option, by its name without dashes: `support`, `sample`, `undecided-yes`. `support` and
    /// `turnout` must be among them.
    ///
    /// # Errors
    /// All that is wrong with any of them, and what does not fit together.
    pub fn read(options: &[(&'static str, Source)]) -> Result<Self, Vec<SimulateError>> {
        let mut reader = Reader { options, errors: Vec::new() };
        let support = reader.one("support", spread);
        let sample = reader.one("sample", whole);
        let margin = reader.one("margin", margin);
        let undecided = reader.one("undecided", share);
        let undecided_yes = reader.one("undecided-yes", spread);
        let turnout = reader.one("turnout", spread);
        let invalid = reader.one("invalid", spread);
        let registered = reader.one("registered", whole);
        let correlation = reader.one("correlation", correlation);
        let draws = reader.one("draws", whole);
        let seed = reader.one("seed", seed);
        let named = reader.all("as", Named::read);
        let (Some(support), Some(turnout), true) = (support, turnout, reader.errors.is_empty()) else {
            return Err(reader.errors);
        };
        let places = Places {
            support: reader.place("support"),
            margin: reader.place("margin"),
            undecided: reader.place("undecided"),
            undecided_yes: reader.place("undecided-yes"),
        };
        let certainty = match (sample, margin) {
            (Some(asked), _) => Certainty::Asked(asked),
            (None, Some(margin)) => Certainty::Margin(margin),
            (None, None) => Certainty::Stated,
        };
        let model = Model {
            support,
            certainty,
            undecided: undecided.unwrap_or(Exact::ZERO),
            undecided_yes,
            turnout,
            invalid: invalid.unwrap_or(super::Spread::Exactly(Exact::ZERO)),
            correlation: correlation.unwrap_or(Exact::ZERO),
        };
        model.check(&places)?;
        Ok(Self { model, registered, named, draws: draws.unwrap_or(DRAWS), seed: seed.unwrap_or(1) })
    }
}

struct Reader<'o> {
    options: &'o [(&'static str, Source)],
    errors: Vec<SimulateError>,
}

impl Reader<'_> {
    fn all<T>(&mut self, name: &str, read: impl Fn(&Source) -> Result<T, Vec<SimulateError>>) -> Vec<T> {
        let own = self.options.iter().filter(|(own, _)| *own == name);
        let errors = &mut self.errors;
        own.filter_map(|(_, source)| read(source).map_err(|found| errors.extend(found)).ok()).collect()
    }

    fn one<T>(&mut self, name: &str, read: impl Fn(&Source) -> Result<T, Vec<SimulateError>>) -> Option<T> {
        self.all(name, read).pop()
    }

    fn place(&self, name: &str) -> Span {
        self.options.iter().find(|(own, _)| *own == name).map(|(_, source)| source.span()).unwrap_or_default()
    }
}
