//! Which rule is meant: measures, variants, stages and scenarios by their names.

use std::sync::Arc;

use miette::Diagnostic;
use thiserror::Error;

use super::{Rule, Rules};
use crate::program::{Measure, MeasureId, Program, ScenarioId, StageId};
use crate::suggest;
use crate::words::or_list;

/// What keeps a rule or scenario from being found. The codes are those that the command line has always given them.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
pub enum ChoiceError {
    /// The file only declares what others use.
    #[error("`{path}` has no measure to run")]
    #[diagnostic(code(quorate::cli::no_measure), help("run the file that has the measure"))]
    NoMeasure {
        /// The file.
        path: String,
    },
    /// Nothing has this name.
    #[error("there is no {what} `{name}`{place}")]
    #[diagnostic(code(quorate::cli::unknown_name))]
    UnknownName {
        /// `measure`, `variant`, `stage`, `scenario`
        what: &'static str,
        /// The name.
        name: String,
        /// Where it was looked for: `` in `calexit` ``.
        place: String,
        /// The nearest name, or what there is to choose from.
        #[help]
        help: Option<String>,
    },
    /// It is one of another measure.
    #[error("the {what} `{name}` belongs to `{of}`, not to `{measure}`")]
    #[diagnostic(code(quorate::cli::belongs_elsewhere), help("run `{of}` with it, or choose another {what}"))]
    BelongsElsewhere {
        /// `variant`, `scenario`
        what: &'static str,
        /// The name.
        name: String,
        /// What has it.
        of: String,
        /// What was asked about.
        measure: String,
    },
    /// One name twice.
    #[error("`{name}` is named twice")]
    #[diagnostic(code(quorate::cli::named_twice), help("name it once"))]
    NamedTwice {
        /// The name.
        name: String,
    },
    /// No votes can be put to both.
    #[error("`{first}` and `{other}` take different inputs, so no votes can be put to both")]
    #[diagnostic(
        code(quorate::cli::different_inputs),
        help("`{first}` takes {firsts}; `{other}` takes {others}; give what is the same in both the same name")
    )]
    DifferentInputs {
        /// The first measure.
        first: String,
        /// The one that shares no input with it.
        other: String,
        /// The inputs of the first.
        firsts: String,
        /// The inputs of the other.
        others: String,
    },
    /// A stage is named, and the measure has none.
    #[error("a measure without stages has no stage `{name}`")]
    #[diagnostic(code(quorate::cli::no_stages), help("leave `--stage` out"))]
    NoStages {
        /// The name.
        name: String,
    },
}

impl ChoiceError {
    /// A name that is not among those there are.
    pub fn unknown<'a>(
        what: &'static str,
        name: &str,
        place: String,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::UnknownName { what, name: name.to_owned(), place, help: choice(what, name, names) }
    }
}

/// "Did you mean", or what there is to choose from if that is short.
pub fn choice<'a>(what: &str, name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.into_iter().collect();
    if let Some(near) = suggest::nearest(name, names.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    match names.len() {
        0 => Some(format!("there is no {what} at all")),
        1..=12 => Some(format!("there is {}", or_list(names).replace(" or ", " and "))),
        many => {
            let first: Vec<&str> = names.into_iter().take(8).collect();
            Some(format!("there are {many}, among them {}", or_list(first).replace(" or ", " and ")))
        }
    }
}

impl Rules {
    /// The measures that the file itself declares, without their variants.
    pub fn own_measures(&self) -> impl Iterator<Item = (MeasureId, &Measure)> {
        self.program.measures.iter().filter(|(_, measure)| measure.variant_of.is_none() && self.is_own(measure))
    }

    /// The measure or variant of a name, and of its variants the one that is named. Without a name the file's first measure,
    /// or whatever measure has that variant.
    ///
    /// # Errors
    /// Nothing has the name, or it is one of something else.
    pub fn find(&self, name: Option<&str>, variant: Option<&str>) -> Result<MeasureId, ChoiceError> {
        let program = &self.program;
        match (name, variant) {
            (Some(name), None) => named(program, name),
            (Some(name), Some(variant)) => variant_of(program, named(program, name)?, variant),
            (None, Some(variant)) => {
                // A variant's name says which measure is meant.
                let variants = || program.measures.iter().filter(|(_, own)| own.variant_of.is_some());
                let found = variants().find(|(_, own)| own.name.text == variant);
                found.map(|(id, _)| id).ok_or_else(|| {
                    let names = variants().map(|(_, own)| own.name.text.as_str());
                    ChoiceError::unknown("variant", variant, String::new(), names)
                })
            }
            (None, None) => {
                let first = self.own_measures().next();
                first.map(|(id, _)| id).ok_or_else(|| ChoiceError::NoMeasure { path: self.path.to_string() })
            }
        }
    }

    /// The rule of a name, or a stage of it: `rule("calexit", Some("nationhood"))`.
    ///
    /// # Errors
    /// Nothing has the name.
    pub fn rule(self: &Arc<Self>, name: &str, stage: Option<&str>) -> Result<Rule, ChoiceError> {
        let measure = self.find(Some(name), None)?;
        let stage = self.stage(measure, stage)?;
        Ok(Rule { rules: Arc::clone(self), measure, stage })
    }

    /// All measures and variants, each as a whole.
    pub fn all(self: &Arc<Self>) -> Vec<Rule> {
        self.program.measures.ids().map(|measure| Rule { rules: Arc::clone(self), measure, stage: None }).collect()
    }

    /// The stage of a name that is to be judged by itself.
    ///
    /// # Errors
    /// The measure has no stage of that name.
    pub fn stage(&self, measure: MeasureId, name: Option<&str>) -> Result<Option<StageId>, ChoiceError> {
        let Some(name) = name else { return Ok(None) };
        let measure = self.program.measures.at(measure);
        if let Some(stage) = measure.stage_named(name) {
            return Ok(Some(stage));
        }
        let stages = measure.stages.values().filter_map(|stage| stage.name.as_ref());
        let names: Vec<&str> = stages.map(|name| name.text.as_str()).collect();
        if names.is_empty() {
            return Err(ChoiceError::NoStages { name: name.to_owned() });
        }
        Err(ChoiceError::unknown("stage", name, format!(" in `{}`", measure.name.text), names))
    }

    /// The scenario of a name that fits a measure: its own, or of what it is a variant of.
    ///
    /// # Errors
    /// Nothing has the name, or it is one of another measure.
    pub fn scenario(&self, measure: MeasureId, name: &str) -> Result<ScenarioId, ChoiceError> {
        let program = &self.program;
        if let Some(scenario) = program.scenario_named(measure, name) {
            return Ok(scenario);
        }
        let wanted = program.measures.at(measure).name.text.to_string();
        if let Some(other) = program.scenarios.values().find(|scenario| scenario.name.text == name) {
            let of = program.measures.at(other.of).name.text.to_string();
            return Err(ChoiceError::BelongsElsewhere { what: "scenario", name: name.to_owned(), of, measure: wanted });
        }
        let fitting = program.scenarios.values().filter(|own| program.lineage(measure).any(|id| id == own.of));
        let names = fitting.map(|scenario| scenario.name.text.as_str());
        Err(ChoiceError::unknown("scenario", name, format!(" of `{wanted}`"), names))
    }
}

fn named(program: &Program, name: &str) -> Result<MeasureId, ChoiceError> {
    program.measure_named(name).ok_or_else(|| {
        let names = program.measures.values().map(|measure| measure.name.text.as_str());
        ChoiceError::unknown("measure or variant", name, String::new(), names)
    })
}

fn variant_of(program: &Program, measure: MeasureId, name: &str) -> Result<MeasureId, ChoiceError> {
    let variants = || program.measures.iter().filter(|(_, own)| own.variant_of.is_some());
    let fits = |id: MeasureId| program.lineage(id).any(|ancestor| ancestor == measure);
    if let Some((id, _)) = variants().find(|&(id, own)| own.name.text == name && fits(id)) {
        return Ok(id);
    }
    let wanted = program.measures.at(measure).name.text.to_string();
    if let Some((id, _)) = variants().find(|(_, own)| own.name.text == name) {
        let of = program.lineage(id).last().unwrap_or(id);
        let of = program.measures.at(of).name.text.to_string();
        return Err(ChoiceError::BelongsElsewhere { what: "variant", name: name.to_owned(), of, measure: wanted });
    }
    let own = variants().filter(|&(id, _)| fits(id)).map(|(_, own)| own.name.text.as_str());
    Err(ChoiceError::unknown("variant", name, format!(" of `{wanted}`"), own))
}
