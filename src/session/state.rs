//! What a session stands at: everything that `:undo` brings back.

use std::rc::Rc;

use smol_str::SmolStr;

use super::error::{AnyDiagnostic, boxed};
use super::rules::Rules;
use crate::facts::Facts;
use crate::inputs::{self, Layer, LayerKind, layer_of_scenario};
use crate::judge::{self, Judgement};
use crate::program::{Measure, MeasureId, Program, ScenarioId, StageId};
use crate::report::Judged;
use crate::source::Sources;
use crate::syntax::ast;

/// Rules, what is talked about, and what is known.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) rules: Rc<Rules>,
    /// What is talked about, and what it comes to.
    pub(super) about: Option<About>,
    /// Facts from files of inputs, in the order they were taken in.
    pub(super) inputs: Vec<Layer>,
    /// What was said on lines, each thing once.
    pub(super) said: Vec<Said>,
}

/// A measure or a stage of it, on the facts of a scenario or on none.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) measure: MeasureId,
    pub(super) stage: Option<StageId>,
    pub(super) scenario: Option<ScenarioId>,
    pub(super) standing: Rc<Standing>,
}

/// What is known, and what it comes to.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) facts: Facts,
    pub(super) outcome: Judgement,
}

/// Something said on a line about the world.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// `yes = 5,000,000`, with the path that means it from anywhere in the measure.
    Fact(ast::Fact),
    /// `given yes + no = ballots`, with the stage it was said in.
    Given(Option<SmolStr>, ast::Given),
}

impl State {
    pub(super) fn program(&self) -> &Program {
        &self.rules.program
    }

    /// The measure that is talked about.
    pub(super) fn measure(&self) -> Option<&Measure> {
        self.about.as_ref().map(|about| self.program().measures.at(about.measure))
    }

    /// The layers of facts for a measure, lowest first. What was said of things it does not have is left aside.
    pub(super) fn layers(
        &self,
        measure: MeasureId,
        stage: Option<StageId>,
        scenario: Option<ScenarioId>,
    ) -> Vec<Layer> {
        let program = self.program();
        let rules = &program.measures.at(measure);
        let mut layers: Vec<Layer> =
            scenario.map(|id| layer_of_scenario(program.scenarios.at(id))).into_iter().collect();
        layers.extend(self.inputs.iter().map(|layer| layer.clone().in_stage(stage)));
        layers.extend(self.givens(measure));
        let mut own = Layer::new(LayerKind::CommandLine);
        own.facts.facts.extend(self.said.iter().filter_map(|said| match said {
            Said::Fact(fact) if inputs::settable(rules, None, &fact.path.parts).is_some() => Some(fact.clone()),
            Said::Fact(_) | Said::Given(..) => None,
        }));
        layers.push(own);
        layers
    }

    /// Every `given` that was said and makes sense in a measure, each a layer of that measure.
    pub(super) fn givens(&self, measure: MeasureId) -> Vec<Layer> {
        let rules = self.program().measures.at(measure);
        let mut layers = Vec::new();
        for said in &self.said {
            let Said::Given(stage, given) = said else { continue };
            let stage = match stage {
                None => None,
                Some(name) => match rules.stage_named(name) {
                    Some(stage) => Some(stage),
                    None => continue,
                },
            };
            if crate::check::given(rules, stage, given).is_ok() {
                let mut layer = Layer { of: Some(measure), ..Layer::new(LayerKind::CommandLine) }.in_stage(stage);
                layer.facts.givens.push(given.clone());
                layers.push(layer);
            }
        }
        layers
    }

    /// What a measure comes to on what is known.
    ///
    /// # Errors
    /// Facts that do not fit or break what every possible input satisfies; a rule that cannot be judged on them.
    pub(super) fn judge(
        &self,
        measure: MeasureId,
        stage: Option<StageId>,
        scenario: Option<ScenarioId>,
    ) -> Result<About, Vec<AnyDiagnostic>> {
        let layers = self.layers(measure, stage, scenario);
        let standing = standing(self.program(), measure, stage, &layers)?;
        Ok(About { measure, stage, scenario, standing: Rc::new(standing) })
    }

    /// The result of a rule that stands beside the one that is talked about: what it sets as a variant it keeps.
    ///
    /// # Errors
    /// As for [`judge`](Self::judge).
    pub(super) fn judge_beside(
        &self,
        measure: MeasureId,
        stage: Option<StageId>,
        scenario: Option<ScenarioId>,
    ) -> Result<About, Vec<AnyDiagnostic>> {
        let program = self.program();
        let facts = inputs::bind_beside(program, measure, &self.layers(measure, stage, scenario)).map_err(boxed)?;
        let outcome = judge::judge(program.measures.at(measure), &facts, stage).map_err(boxed)?;
        Ok(About { measure, stage, scenario, standing: Rc::new(Standing { facts, outcome }) })
    }

    /// The same state, judged again.
    pub(super) fn judged_again(mut self) -> Result<Self, Vec<AnyDiagnostic>> {
        if let Some(about) = &self.about {
            self.about = Some(self.judge(about.measure, about.stage, about.scenario)?);
        }
        Ok(self)
    }

    /// What is talked about, as reports take it.
    pub(super) fn report<'a>(&'a self, about: &'a About, sources: &'a Sources) -> Judged<'a> {
        Judged {
            program: self.program(),
            measure: about.measure,
            scenario: about.scenario,
            label: None,
            facts: &about.standing.facts,
            outcome: &about.standing.outcome,
            sources,
        }
    }
}

/// Facts from layers, and what a measure comes to on them.
pub(super) fn standing(
    program: &Program,
    measure: MeasureId,
    stage: Option<StageId>,
    layers: &[Layer],
) -> Result<Standing, Vec<AnyDiagnostic>> {
    let facts = inputs::bind(program, measure, layers).map_err(boxed)?;
    let rules = program.measures.at(measure);
    let outcome = judge::judge(rules, &facts, stage).map_err(boxed)?;
    Ok(Standing { facts, outcome })
}
