//! The rules that a sweep or a simulation is about: the measure that is talked about, and others on the same votes.

use smol_str::SmolStr;

use super::Session;
use super::choose::root;
use super::error::SessionError;
use super::error::{AnyDiagnostic, one};
use super::line::{Word, Words};
use super::state::{About, Said};
use crate::compare::{Column, Row};
use crate::inputs::{Layer, LayerKind, layer_of_scenario};
use crate::program::{Measure, MeasureId, Program, StageId};

/// Rules with what is known for them.
pub(super) struct Under<'a> {
    pub(super) columns: Vec<Column<'a>>,
    /// The scenario that is chosen.
    pub(super) held: Option<Row<'a>>,
    /// Files of inputs and assignments.
    pub(super) above: Vec<Layer>,
    /// Every `given`, for each of the rules.
    pub(super) own: Vec<Vec<Layer>>,
    /// The position of the rule that is talked about: what is moved moves it, also where it is a variant that sets it.
    pub(super) asked: Option<usize>,
    pub(super) notes: Vec<String>,
}

impl Session {
    /// The rules of these names; without names the one that is talked about.
    pub(super) fn under(
        &self,
        about: &About,
        names: &[Word<'_>],
        words: &Words<'_>,
    ) -> Result<Under<'_>, Vec<AnyDiagnostic>> {
        let program = self.state.program();
        let present = program.measures.at(about.measure);
        let family = || program.measures.ids().filter(|&id| root(program, id) == root(program, about.measure));
        let mut wanted: Vec<MeasureId> = Vec::new();
        for name in names {
            match program.measure_named(name.text) {
                Some(id) if !wanted.contains(&id) => wanted.push(id),
                Some(_) => return Err(words.misfit(Some(*name), "named twice")),
                None if name.text == "all" => {
                    wanted.extend(family().filter(|id| !wanted.contains(id)).collect::<Vec<_>>())
                }
                None => {
                    let all = family().map(|id| program.measures.at(id).name.text.as_str()).chain(["all"]);
                    return Err(self.unknown("measure or variant", *name, String::new(), all));
                }
            }
        }
        if wanted.is_empty() {
            wanted.push(about.measure);
        }
        let mut notes = Vec::new();
        let mut columns = Vec::new();
        for id in wanted {
            let measure = program.measures.at(id);
            match stage_like(present, about.stage, measure) {
                Ok(stage) => columns.push(Column { program, measure: id, stage }),
                Err(stage) => notes.push(format!("`{}` has no stage `{stage}` and is left out", measure.name.text)),
            }
        }
        let held = about.scenario.map(|id| scenario(program, id));
        let mut above = self.state.inputs.clone();
        let mut said = Layer::new(LayerKind::CommandLine);
        said.facts.facts.extend(self.state.said.iter().filter_map(|said| match said {
            Said::Fact(fact) => Some(fact.clone()),
            Said::Given(..) => None,
        }));
        above.push(said);
        let own = columns.iter().map(|column| self.state.givens(column.measure)).collect();
        let asked = columns.iter().position(|column| column.measure == about.measure);
        Ok(Under { columns, held, above, own, asked, notes })
    }

    /// The scenarios of these names; all that fit for `all`.
    pub(super) fn scenarios_named(
        &self,
        about: &About,
        names: &[Word<'_>],
    ) -> Result<Vec<Row<'_>>, Vec<AnyDiagnostic>> {
        let program = self.state.program();
        let fitting = super::choose::scenarios(program, about.measure);
        let mut rows: Vec<Row<'_>> = Vec::new();
        for name in names {
            let found: Vec<_> = fitting.iter().filter(|&&id| program.scenarios.at(id).name.text == name.text).collect();
            match found.as_slice() {
                [] if name.text == "all" => rows.extend(fitting.iter().map(|&id| scenario(program, id))),
                [] => {
                    let all = fitting.iter().map(|&id| program.scenarios.at(id).name.text.as_str()).chain(["all"]);
                    return Err(self.unknown("scenario", *name, String::new(), all));
                }
                found => rows.extend(found.iter().map(|&&id| scenario(program, id))),
            }
        }
        Ok(rows)
    }

    /// Nothing more can be said of a line that was interrupted.
    pub(super) fn interrupted(words: &Words<'_>) -> Vec<AnyDiagnostic> {
        one(SessionError::Interrupted { span: words.span() })
    }
}

/// The stage of a measure that corresponds to one of another: of the same name, or the only one. The name if there is none.
fn stage_like(present: &Measure, stage: Option<StageId>, measure: &Measure) -> Result<Option<StageId>, SmolStr> {
    let only = || measure.stages.ids().next().filter(|_| measure.stages.len() == 1);
    let Some(stage) = stage else { return Ok(only()) };
    let Some(name) = &present.stages.at(stage).name else { return Ok(only()) };
    match measure.stage_named(&name.text).or_else(only) {
        Some(stage) => Ok(Some(stage)),
        None => Err(name.text.clone()),
    }
}

fn scenario(program: &Program, id: crate::program::ScenarioId) -> Row<'_> {
    let own = program.scenarios.at(id);
    let title = own.title.as_ref().map(|title| title.text.clone());
    Row { name: own.name.text.clone(), title, program: Some(program), layer: layer_of_scenario(own).into() }
}
