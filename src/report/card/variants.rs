//! What a variant changes, in sentences.

use super::{References, Sentence, VariantCard};
use crate::program::{Meaning, Measure, MeasureId, Outcome, Parameter, ParameterValue, Program};
use crate::prose::{Prose, capital};
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::ast::Text;

/// A variant with what it changes in a measure that it is, perhaps through others, a variant of.
pub(super) fn of(
    program: &Program,
    base: MeasureId,
    variant: MeasureId,
    sources: &Sources,
    references: &mut References,
) -> VariantCard {
    let (of, own) = (program.measures.at(base), program.measures.at(variant));
    let direct = program.measures.at(own.variant_of.unwrap_or(base));
    // What a variant rests on stands after what the measure it is a variant of does.
    let declared: Vec<&Text> = own.sources.iter().skip(direct.sources.len()).collect();
    let own_sources = references.cite(declared.iter().copied());
    let mut changes = Changes { base: of, own, sources, references, said: Vec::new() };
    changes.stages();
    changes.parameters();
    changes.conditions();
    changes.definitions();
    changes.inputs();
    changes.givens();
    changes.rows();
    changes.outcomes();
    let said = changes.said;
    // Also what is cited for a part that says the same as before.
    let mut cited = own_sources;
    let before: Vec<&Text> = of_parts(direct).collect();
    for source in of_parts(own).filter(|source| !before.iter().any(|other| other.text == source.text)) {
        for number in references.cite([source]) {
            if !cited.contains(&number) && !said.iter().any(|change| change.sources.contains(&number)) {
                cited.push(number);
            }
        }
    }
    VariantCard {
        name: own.name.text.to_string(),
        title: own.title.as_ref().map(|title| capital(&title.text)).unwrap_or_default(),
        of: direct.name.text.to_string(),
        changes: said,
        sources: cited,
    }
}

/// What the parts of a measure rest on.
fn of_parts(measure: &Measure) -> impl Iterator<Item = &Text> {
    let stages = measure
        .stages
        .values()
        .flat_map(|stage| stage.sources.iter().chain(stage.effects.iter().flat_map(|effect| &effect.sources)));
    let parameters = measure.parameters.values().flat_map(parameter_sources);
    let conditions = measure.conditions.values().flat_map(|condition| &condition.sources);
    let definitions = measure.definitions.values().flat_map(|definition| &definition.sources);
    let inputs = measure.inputs.values().flat_map(|input| &input.sources);
    let givens = measure.givens.values().flat_map(|given| &given.sources);
    let outcomes = measure.outcomes.iter().flat_map(|outcome| &outcome.sources);
    stages.chain(parameters).chain(conditions).chain(definitions).chain(inputs).chain(givens).chain(outcomes)
}

/// What a parameter rests on, with each of its values.
fn parameter_sources(parameter: &Parameter) -> Vec<&Text> {
    let rows = match &parameter.value {
        ParameterValue::ByDate { rows, .. } => rows.as_slice(),
        ParameterValue::Constant(..) | ParameterValue::PerRow(_) => &[],
    };
    parameter.sources.iter().chain(rows.iter().flat_map(|row| &row.sources)).collect()
}

struct Changes<'a> {
    base: &'a Measure,
    own: &'a Measure,
    sources: &'a Sources,
    references: &'a mut References,
    said: Vec<Sentence>,
}

impl Changes<'_> {
    fn say<'s>(&mut self, name: &str, text: String, sources: impl IntoIterator<Item = &'s Text>) {
        let sources = self.references.cite(sources);
        self.said.push(Sentence { name: name.to_owned(), text, sources });
    }

    /// Whether two things are written alike.
    fn alike(&self, one: Span, other: Span) -> bool {
        let words = |span| self.sources.slice(span).split_whitespace().collect::<Vec<_>>();
        words(one) == words(other)
    }

    fn stages(&mut self) {
        let (base, own) = (Prose::new(self.base, self.sources), Prose::new(self.own, self.sources));
        let named = |measure: &Measure, name: &str| measure.stage_named(name).is_some();
        for (id, stage) in self.base.stages.iter() {
            if let Some(name) = stage.name.as_ref().filter(|name| !named(self.own, &name.text)) {
                self.say(&name.text, format!("Leaves out the stage “{}”.", base.stage_title(id)), []);
            }
        }
        for (id, stage) in self.own.stages.iter() {
            if let Some(name) = stage.name.as_ref().filter(|name| !named(self.base, &name.text)) {
                let effects = stage.effects.iter().flat_map(|effect| &effect.sources);
                let text = format!("Adds the stage “{}”.", own.stage_title(id));
                self.say(&name.text, text, stage.sources.iter().chain(effects));
            }
        }
    }

    fn parameters(&mut self) {
        let (before, now) = (Prose::new(self.base, self.sources), Prose::new(self.own, self.sources));
        for (id, parameter) in self.own.parameters.iter() {
            let path = self.own.parameter_path(id);
            let name = format!("“{}”", capital(&parameter.name.text.replace('_', " ")));
            let old = self.base.parameters.ids().find(|&other| self.base.parameter_path(other) == path);
            let Some(old) = old else { continue };
            let text = match (now.value(id), before.value(old)) {
                (Some(now), Some(before)) if now != before => format!("{name} is {now} instead of {before}."),
                (None, None) if changed(&parameter.value, &self.base.parameters.at(old).value) => {
                    format!("The values of {name} are others.")
                }
                (Some(_), Some(_)) | (None, None) => continue,
                (Some(now), None) => format!("{name} is {now} throughout."),
                (None, Some(_)) => format!("{name} is no longer one value."),
            };
            self.say(&path, text, parameter_sources(parameter));
        }
    }

    fn conditions(&mut self) {
        let (before, now) = (Prose::new(self.base, self.sources), Prose::new(self.own, self.sources));
        let several = self.own.stages.len() > 1;
        for (id, condition) in self.own.conditions.iter() {
            let path = self.own.condition_path(id);
            let old = self.base.conditions.ids().find(|&other| self.base.condition_path(other) == path);
            let place =
                if several { format!("In “{}”: ", now.stage_title(condition.stage)) } else { String::new() };
            let kind = super::kind(condition.kind);
            let text = match old {
                None => format!("{place}{kind} added: {}", now.condition(id)),
                Some(old) if self.alike(condition.formula.span, self.base.conditions.at(old).formula.span) => continue,
                Some(old) => {
                    let was = quotable(&before.condition(old));
                    format!("{place}{kind} changed: {} (In place of: “{was}”.)", now.condition(id))
                }
            };
            self.say(&path, text, &condition.sources);
        }
        for (id, condition) in self.base.conditions.iter() {
            let path = self.base.condition_path(id);
            let stage = self.base.stages.at(condition.stage).name.as_ref();
            let stage_stays = stage.is_none_or(|name| self.own.stage_named(&name.text).is_some());
            if stage_stays && !self.own.conditions.ids().any(|own| self.own.condition_path(own) == path) {
                let place = if self.base.stages.len() > 1 {
                    format!("In “{}”: ", before.stage_title(condition.stage))
                } else {
                    String::new()
                };
                let kind = super::kind(condition.kind);
                let text = format!("{place}{kind} dropped: “{}”.", quotable(&before.condition(id)));
                self.say(&path, text, []);
            }
        }
    }

    fn definitions(&mut self) {
        let prose = Prose::new(self.own, self.sources);
        for (id, definition) in self.own.definitions.iter() {
            let path = self.own.definition_path(id);
            let old = self.base.definitions.iter().find(|(other, _)| self.base.definition_path(*other) == path);
            let text = match old {
                None => format!("Adds: {}", prose.meaning(id)),
                Some((_, old)) if self.alike(span(&definition.value), span(&old.value)) => continue,
                Some(_) => prose.meaning(id),
            };
            self.say(&path, text, &definition.sources);
        }
    }

    fn inputs(&mut self) {
        let prose = Prose::new(self.own, self.sources);
        for (id, input) in self.own.inputs.iter() {
            let path = self.own.input_path(id);
            let old = self.base.inputs.ids().find(|&other| self.base.input_path(other) == path);
            if let Some((value, _)) = &input.fixed {
                let value = super::super::wording::value(value, input.kind).replace('\u{a0}', " ");
                self.say(&path, format!("Takes {} as {value}.", prose.called(id)), &input.sources);
            } else if old.is_none() {
                self.say(&path, format!("Asks also for {}.", prose.called(id)), &input.sources);
            }
        }
    }

    fn givens(&mut self) {
        let (before, now) = (Prose::new(self.base, self.sources), Prose::new(self.own, self.sources));
        for (id, given) in self.base.givens.iter() {
            if !self.own.givens.values().any(|own| self.alike(own.formula.span, given.formula.span)) {
                self.say("", format!("No longer taken for certain: {}", before.given(id)), []);
            }
        }
        for (id, given) in self.own.givens.iter() {
            if !self.base.givens.values().any(|other| self.alike(other.formula.span, given.formula.span)) {
                self.say("", format!("Taken for certain: {}", now.given(id)), &given.sources);
            }
        }
    }

    fn rows(&mut self) {
        for table in self.own.tables.values() {
            let same = |other: &&crate::program::RowTable| other.name.text == table.name.text;
            let old = self.base.tables.values().find(same).and_then(|other| other.rows.as_ref());
            let name = crate::prose::plural(&table.name.text.replace('_', " "));
            let text = |names: Vec<&str>| names.join(", ");
            match (old, &table.rows) {
                (Some(old), Some(rows)) => {
                    let is_in = |list: &[crate::program::Name], name: &str| list.iter().any(|own| own.text == name);
                    let gone: Vec<&str> =
                        old.iter().map(|row| row.text.as_str()).filter(|row| !is_in(rows, row)).collect();
                    let new: Vec<&str> =
                        rows.iter().map(|row| row.text.as_str()).filter(|row| !is_in(old, row)).collect();
                    if !gone.is_empty() {
                        self.say(&table.name.text, format!("Of the {name}, leaves out {}.", text(gone)), []);
                    }
                    if !new.is_empty() {
                        self.say(&table.name.text, format!("To the {name}, adds {}.", text(new)), []);
                    }
                }
                (None, Some(rows)) => {
                    let text = format!("Says which {name} there are: {} of them.", rows.len());
                    self.say(&table.name.text, text, []);
                }
                (Some(_), None) | (None, None) => {}
            }
        }
    }

    fn outcomes(&mut self) {
        let prose = Prose::new(self.own, self.sources);
        for outcome in &self.own.outcomes {
            if !self.base.outcomes.iter().any(|other| self.same_outcome(outcome, other)) {
                let text = match prose.when(outcome) {
                    Some(when) => format!("Adds the outcome “{}”, if {when}.", outcome.text.text),
                    None => format!("Ends otherwise with “{}”.", outcome.text.text),
                };
                self.say("", text, &outcome.sources);
            }
        }
        for outcome in &self.base.outcomes {
            if !self.own.outcomes.iter().any(|other| self.same_outcome(outcome, other)) {
                self.say("", format!("Drops the outcome “{}”.", outcome.text.text), []);
            }
        }
    }

    fn same_outcome(&self, one: &Outcome, other: &Outcome) -> bool {
        one.text.text == other.text.text
            && match (&one.when, &other.when) {
                (Some(one), Some(other)) => self.alike(one.span, other.span),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            }
    }
}

/// A sentence within another: its own quotes become single ones, and its full stop goes.
fn quotable(sentence: &str) -> String {
    sentence.trim_end_matches('.').replace('“', "‘").replace('”', "’")
}

fn changed(now: &ParameterValue, before: &ParameterValue) -> bool {
    match (now, before) {
        (ParameterValue::ByDate { rows: now, .. }, ParameterValue::ByDate { rows: before, .. }) => {
            now.len() != before.len()
                || now.iter().zip(before).any(|(now, before)| now.from != before.from || now.value != before.value)
        }
        (ParameterValue::PerRow(now), ParameterValue::PerRow(before)) => now.len() == before.len() && now != before,
        (ParameterValue::Constant(..) | ParameterValue::ByDate { .. } | ParameterValue::PerRow(_), _) => true,
    }
}

fn span(meaning: &Meaning) -> Span {
    match meaning {
        Meaning::Number(expr) => expr.span,
        Meaning::Date(date) => date.span,
        Meaning::Duration(duration) => duration.span,
        Meaning::Truth(formula) => formula.span,
    }
}
