//! What there is to talk about, and what is talked about.

use super::error::{AnyDiagnostic, SessionError, one};
use super::line::{Word, Words};
use super::state::{Said, State};
use super::{Answer, Reply, Session};
use crate::inputs;
use crate::program::{Measure, MeasureId, Name, Program, ScenarioId, StageId};
use crate::report;
use crate::suggest;
use crate::words::and_list;

/// What `:list` lists, in this order.
const KINDS: [&str; 4] = ["measures", "variants", "stages", "scenarios"];

impl Session {
    pub(super) fn list(&self, words: &Words<'_>) -> Answer {
        let kinds: Vec<&str> = match words.rest.as_slice() {
            [] => KINDS.to_vec(),
            [word] => {
                match KINDS.iter().find(|kind| **kind == word.text || kind.strip_suffix('s') == Some(word.text)) {
                    Some(kind) => vec![*kind],
                    None => return Err(words.misfit(Some(*word), format!("none of {}", and_list(KINDS)))),
                }
            }
            [_, more, ..] => return Err(words.misfit(Some(*more), "too much")),
        };
        let program = self.state.program();
        let about = self.state.about.as_ref();
        let titled = |name: &Name, title: Option<&str>, chosen: bool| {
            let mark = if chosen { "\u{a0}*\u{a0}" } else { "\u{a0}\u{a0}\u{a0}" };
            (format!("{mark}{}", name.text), title.unwrap_or("").to_owned())
        };
        let mut text = String::new();
        for kind in &kinds {
            let rows: Vec<(String, String)> = match *kind {
                "measures" | "variants" => program
                    .measures
                    .iter()
                    .filter(|(_, own)| own.variant_of.is_some() == (*kind == "variants"))
                    .map(|(id, own)| {
                        let title = own.title.as_ref().map(|title| title.text.as_str());
                        titled(&own.name, title, about.is_some_and(|about| about.measure == id))
                    })
                    .collect(),
                "stages" => about
                    .map(|about| (about, program.measures.at(about.measure)))
                    .into_iter()
                    .flat_map(|(about, measure)| measure.stages.iter().map(move |(id, stage)| (about, id, stage)))
                    .filter_map(|(about, id, stage)| {
                        let title = stage.title.as_ref().map(|title| title.text.as_str());
                        Some(titled(stage.name.as_ref()?, title, about.stage == Some(id)))
                    })
                    .collect(),
                _ => about
                    .map(|about| (about, scenarios(program, about.measure)))
                    .into_iter()
                    .flat_map(|(about, ids)| ids.into_iter().map(move |id| (about, id)))
                    .map(|(about, id)| {
                        let own = program.scenarios.at(id);
                        let title = own.title.as_ref().map(|title| title.text.as_str());
                        titled(&own.name, title, about.scenario == Some(id))
                    })
                    .collect(),
            };
            if kinds.len() > 1 && rows.is_empty() {
                continue;
            }
            text.push_str(&format!("{kind}\n"));
            if rows.is_empty() {
                text.push_str("  none\n");
            }
            let rows: Vec<(&str, &str)> = rows.iter().map(|(name, title)| (name.as_str(), title.as_str())).collect();
            text.push_str(&report::listing(&rows, self.style));
        }
        if text.is_empty() {
            text.push_str("nothing is loaded; `:load FILE` takes in a rule file\n");
        }
        Ok(Reply::says(text))
    }

    pub(super) fn choose(&mut self, words: &Words<'_>) -> Answer {
        let mut next = self.state.clone();
        let mut gave_way = Vec::new();
        match words.rest.as_slice() {
            [] => return Err(words.misfit(None, "which one?")),
            [no, what] if no.text == "no" => {
                let about = self.about(words.span())?;
                let (measure, stage, scenario) = (about.measure, about.stage, about.scenario);
                next.about = Some(match what.text {
                    "stage" => next.judge(measure, None, scenario)?,
                    "scenario" => next.judge(measure, stage, None)?,
                    _ => return Err(words.misfit(Some(*what), "`no stage` or `no scenario`")),
                });
            }
            [word] => {
                let (measure, stage, scenario) = self.find(*word)?;
                if let Some(scenario) = scenario
                    && self.state.about.as_ref().and_then(|about| about.scenario) != Some(scenario)
                {
                    gave_way = give_way(&mut next, measure, scenario);
                }
                next.about = Some(next.judge(measure, stage, scenario)?);
            }
            [_, more, ..] => return Err(words.misfit(Some(*more), "too much")),
        }
        self.change(next);
        let mut text = self.chosen_text();
        if !gave_way.is_empty() {
            let note = format!("note: the scenario's own {} again", and_list(gave_way));
            text.push_str(&report::note(&note, self.style));
        }
        text.push_str(&self.left_aside());
        Ok(Reply::says(text))
    }

    /// A note on what was said of things that the measure does not have.
    pub(super) fn left_aside(&self) -> String {
        let Some(measure) = self.measure() else { return String::new() };
        let gone = self.state.said.iter().filter(|said| match said {
            Said::Fact(fact) => inputs::settable(measure, None, &fact.path.parts).is_none(),
            Said::Given(..) => false,
        });
        let left: Vec<String> = gone.filter_map(Said::shown).collect();
        if left.is_empty() {
            return String::new();
        }
        let note = format!("note: left aside here, because the rule has no such thing: {}", and_list(left));
        report::note(&note, self.style)
    }

    /// What a name chooses: a measure or variant, a stage, or a scenario with the measure and stage it is of.
    fn find(&self, word: Word<'_>) -> Result<(MeasureId, Option<StageId>, Option<ScenarioId>), Vec<AnyDiagnostic>> {
        let program = self.state.program();
        let about = self.state.about.as_ref();
        let scenario_name = about.and_then(|about| about.scenario).map(|id| &program.scenarios.at(id).name.text);
        let scenario_for = |measure: MeasureId| scenario_name.and_then(|name| program.scenario_named(measure, name));
        if let Some((name, stage)) = word.text.split_once('.')
            && let Some(measure) = program.measure_named(name)
        {
            return match program.measures.at(measure).stage_named(stage) {
                Some(stage) => Ok((measure, Some(stage), scenario_for(measure))),
                None => {
                    let own = program.measures.at(measure);
                    Err(self.unknown("stage", Word { text: stage, ..word }, format!(" in `{name}`"), stage_names(own)))
                }
            };
        }
        if let Some(measure) = program.measure_named(word.text) {
            // A variant is looked at where its measure was: on the same stage, if it has one of that name.
            let related = about.filter(|about| root(program, about.measure) == root(program, measure));
            let is_variant = program.measures.at(measure).variant_of.is_some();
            let stage = related.filter(|_| is_variant || related.is_some_and(|about| about.measure != measure));
            let stage = stage.and_then(|about| Some((about.measure, about.stage?)));
            let stage = stage.and_then(|(of, stage)| program.measures.at(of).stages.at(stage).name.clone());
            let stage = stage.and_then(|name| program.measures.at(measure).stage_named(&name.text));
            return Ok((measure, stage, scenario_for(measure)));
        }
        if let Some(about) = about {
            let measure = program.measures.at(about.measure);
            if let Some(stage) = measure.stage_named(word.text) {
                return Ok((about.measure, Some(stage), about.scenario));
            }
            if let Some(scenario) = program.scenario_named(about.measure, word.text) {
                let (_, stage) = self.subject_of(scenario);
                let stage = stage.and_then(|name| measure.stage_named(&name));
                return Ok((about.measure, stage.or(about.stage), Some(scenario)));
            }
        }
        if let Some((id, scenario)) = program.scenarios.iter().find(|(_, own)| own.name.text == word.text) {
            return Ok((scenario.of, scenario.stage, Some(id)));
        }
        let mut names: Vec<&str> = program.measures.values().map(|own| own.name.text.as_str()).collect();
        if let Some(measure) = self.measure() {
            names.extend(stage_names(measure));
        }
        names.extend(program.scenarios.values().map(|own| own.name.text.as_str()));
        Err(self.unknown("measure, variant, stage or scenario", word, String::new(), names))
    }

    /// The measure a scenario is of, and the name of its stage.
    fn subject_of(&self, scenario: ScenarioId) -> (MeasureId, Option<String>) {
        let program = self.state.program();
        let own = program.scenarios.at(scenario);
        let stage = own.stage.and_then(|stage| program.measures.at(own.of).stages.at(stage).name.as_ref());
        (own.of, stage.map(|name| name.text.to_string()))
    }

    pub(super) fn unknown<'a>(
        &self,
        what: &'static str,
        word: Word<'_>,
        place: String,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Vec<AnyDiagnostic> {
        let names: Vec<&str> = names.into_iter().collect();
        let help = match suggest::nearest(word.text, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "`:list` shows what there is".to_owned(),
            None if names.len() <= 12 => format!("there are {}", and_list(names)),
            None => "`:list` shows what there is".to_owned(),
        };
        one(SessionError::Name { what, name: word.text.to_owned(), place, help, span: word.span })
    }

    /// What is talked about, in a line, and what it comes to.
    pub(super) fn chosen_text(&self) -> String {
        let Some(about) = &self.state.about else { return String::new() };
        let program = self.state.program();
        let measure = program.measures.at(about.measure);
        let mut parts = Vec::new();
        let title = measure.title.as_ref().map(|title| format!(" ({})", title.text)).unwrap_or_default();
        let kind = if measure.variant_of.is_some() { "variant" } else { "measure" };
        parts.push(format!("{kind} {}{title}", measure.name.text));
        if let Some(name) = about.stage.and_then(|stage| measure.stages.at(stage).name.as_ref()) {
            parts.push(format!("stage {}", name.text));
        }
        if let Some(id) = about.scenario {
            parts.push(format!("scenario {}", program.scenarios.at(id).name.text));
        }
        let judged = self.state.report(about, &self.sources);
        report::chosen(&parts, &judged, self.style)
    }
}

/// What was assigned that a scenario gives itself is taken back.
fn give_way(next: &mut State, measure: MeasureId, scenario: ScenarioId) -> Vec<String> {
    let program = &next.rules.program;
    let rules = program.measures.at(measure);
    let own = program.scenarios.at(scenario);
    let of = program.measures.at(own.of);
    let name = own.stage.and_then(|stage| of.stages.at(stage).name.as_ref());
    let stage = name.and_then(|name| rules.stage_named(&name.text));
    let given: Vec<Vec<smol_str::SmolStr>> = own
        .facts
        .facts
        .iter()
        .filter_map(|fact| inputs::settable(rules, stage, &fact.path.parts))
        .map(|target| target.path)
        .collect();
    let is_given = |said: &Said| match said {
        Said::Fact(fact) => given.iter().any(|path| path.iter().eq(fact.path.parts.iter().map(|part| &part.text))),
        Said::Given(..) => false,
    };
    let gone = next.said.iter().filter(|said| is_given(said)).filter_map(Said::shown).collect();
    next.said.retain(|said| !is_given(said));
    gone
}

fn stage_names(measure: &Measure) -> Vec<&str> {
    measure.stages.values().filter_map(|stage| stage.name.as_ref()).map(|name| name.text.as_str()).collect()
}

/// The scenarios that fit a measure: its own, and those of what it is a variant of.
pub(super) fn scenarios(program: &Program, measure: MeasureId) -> Vec<ScenarioId> {
    let fits = |of: MeasureId| program.lineage(measure).any(|ancestor| ancestor == of);
    program.scenarios.iter().filter(|(_, own)| fits(own.of)).map(|(id, _)| id).collect()
}

/// What a variant is, in the end, a variant of.
pub(super) fn root(program: &Program, measure: MeasureId) -> MeasureId {
    program.lineage(measure).last().unwrap_or(measure)
}
