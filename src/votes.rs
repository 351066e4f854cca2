//! A set of votes: where it comes from, and how a rule reads it.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::evaluate;
use crate::facts::{Facts, Slot};
use crate::inputs::{FactPath, InputError, Layer, LayerKind, Override, Series, layer_of_scenario};
use crate::judge::EvaluationError;
use crate::program::InputId;
use crate::rules::{ChoiceError, Rule, Rules};
use crate::value::Exact;

/// One set of votes: a scenario, a row of a CSV file, values that a program has.
#[derive(Clone, Debug)]
pub struct Votes {
    /// What it is called.
    pub name: SmolStr,
    /// What it is, in words.
    pub title: Option<SmolStr>,
    /// The rules that [`Layer::of`] speaks of, for a scenario.
    pub rules: Option<Arc<Rules>>,
    /// The facts, by name: which inputs they are is decided by the rule that reads them.
    pub layer: Layer,
}

impl Votes {
    /// What a scenario says.
    ///
    /// # Errors
    /// The rules have no scenario of that name.
    pub fn of_scenario(rules: &Arc<Rules>, name: &str) -> Result<Self, ChoiceError> {
        let scenarios = &rules.program.scenarios;
        let found = scenarios.values().find(|scenario| scenario.name.text == name).ok_or_else(|| {
            let names = scenarios.values().map(|scenario| scenario.name.text.as_str());
            ChoiceError::unknown("scenario", name, String::new(), names)
        })?;
        Ok(Self {
            name: found.name.text.clone(),
            title: found.title.as_ref().map(|title| title.text.clone()),
            rules: Some(Arc::clone(rules)),
            layer: layer_of_scenario(found),
        })
    }

    /// Values that a program has: `[("yes".into(), 5_000u64.into())]`.
    pub fn of_values(name: impl Into<SmolStr>, values: impl IntoIterator<Item = (FactPath, Slot)>) -> Self {
        let layer = Layer::of_values(values, LayerKind::File);
        Self { name: name.into(), title: None, rules: None, layer }
    }

    /// Says something of an input, a parameter or a date, instead of what was said of the same path before.
    pub fn set(&mut self, path: impl Into<FactPath>, value: impl Into<Slot>) {
        self.layer.set(path.into(), value.into());
    }

    /// The facts as a rule reads them. Names are looked up in the rule's stage first. Votes that were written for no measure
    /// in particular may say more than the rule takes; what it does not declare is left out. The rule is the one that is asked
    /// about: a value for what a variant sets moves it too.
    ///
    /// # Errors
    /// All that is wrong with the values, in one go: a share for a count, a range of a truth.
    pub fn facts(&self, rule: &Rule) -> Result<Facts, Vec<InputError>> {
        self.bound(rule, Override::Always)
    }

    /// The same of a rule that stands beside others: what a variant sets it keeps.
    ///
    /// # Errors
    /// As for [`facts`](Self::facts).
    pub fn facts_beside(&self, rule: &Rule) -> Result<Facts, Vec<InputError>> {
        self.bound(rule, Override::UnlessSet)
    }

    fn bound(&self, rule: &Rule, over: Override) -> Result<Facts, Vec<InputError>> {
        let series = Series::new(&rule.rules.program, rule.measure, rule.stage, &[], &[]);
        series.overriding(over).bind(&self.layer_for(rule)).cloned()
    }

    /// The layer as a rule reads it: of a scenario that was written for another measure the facts by their bare names.
    fn layer_for(&self, rule: &Rule) -> Layer {
        let Some(of) = self.layer.of else { return self.layer.clone() };
        let program = &rule.rules.program;
        let same = self.rules.as_ref().is_some_and(|rules| Arc::ptr_eq(&rules.program, program));
        if same && program.lineage(rule.measure).any(|ancestor| ancestor == of) {
            return self.layer.clone();
        }
        Layer { of: None, stage: None, ..self.layer.clone() }
    }
}

/// The least and the most that an input can be, given the other facts, as far as the `given`s bound it: a slider moves
/// between them. `None` where nothing bounds it; a truth or a day has no bounds.
///
/// # Errors
/// A `given` is broken whatever the input is: bad data.
pub fn bounds(
    rule: &Rule,
    facts: &Facts,
    input: InputId,
) -> Result<(Option<Exact>, Option<Exact>), Vec<EvaluationError>> {
    evaluate::bounds(rule.measure(), facts, input)
}
