//! What a variant changes, in sentences.

use super::{References, VariantCard};
use crate::program::{Meaning, Measure, MeasureId, ParameterValue, Program};
use crate::prose::{Prose, capital};
use crate::source::Sources;
use crate::span::Span;

/// A variant with what it changes in a measure that it is, perhaps through others, a variant of.
pub(super) fn of(
    program: &Program,
    base: MeasureId,
    variant: MeasureId,
    sources: &Sources,
    references: &mut References,
) -> VariantCard {
    let (of, own) = (program.measures.at(base), program.measures.at(variant));
    let direct = own.variant_of.unwrap_or(base);
    let added = own.sources.iter().filter(|source| !of.sources.iter().any(|other| other.text == source.text));
    let mut changes = Changes { base: of, own, sources, said: Vec::new() };
    changes.stages();
    changes.parameters();
    changes.conditions();
    changes.definitions();
    changes.inputs();
    changes.givens();
    changes.rows();
    changes.outcomes();
    VariantCard {
        name: own.name.text.to_string(),
        title: own.title.as_ref().map(|title| capital(&title.text)).unwrap_or_default(),
        of: program.measures.at(direct).name.text.to_string(),
        changes: changes.said,
        sources: references.cite(added),
    }
}

struct Changes<'a> {
    base: &'a Measure,
    own: &'a Measure,
    sources: &'a Sources,
    said: Vec<String>,
}

impl Changes<'_> {
    fn say(&mut self, text: String) {
        self.said.push(text);
    }

    /// Whether two things are written alike.
    fn alike(&self, one: Span, other: Span) -> bool {
        let words = |span| self.sources.slice(span).split_whitespace().collect::<Vec<_>>();
        words(one) == words(other)
    }

    fn stages(&mut self) {
        let (base, own) = (Prose::new(self.base, self.sources), Prose::new(self.own, self.sources));
        let named = |measure: &Measure, name: &str| measure.stage_named(name).is_some();
        let gone = self.base.stages.iter().filter_map(|(id, stage)| {
            let name = stage.name.as_ref()?;
            (!named(self.own, &name.text)).then(|| format!("Leaves out the stage “{}”.", base.stage_title(id)))
        });
        let new = self.own.stages.iter().filter_map(|(id, stage)| {
            let name = stage.name.as_ref()?;
            (!named(self.base, &name.text)).then(|| format!("Adds the stage “{}”.", own.stage_title(id)))
        });
        let said: Vec<String> = gone.chain(new).collect();
        self.said.extend(said);
    }

    fn parameters(&mut self) {
        let (before, now) = (Prose::new(self.base, self.sources), Prose::new(self.own, self.sources));
        for (id, parameter) in self.own.parameters.iter() {
            let path = self.own.parameter_path(id);
            let name = format!("“{}”", capital(&parameter.name.text.replace('_', " ")));
            let old = self.base.parameters.ids().find(|&other| self.base.parameter_path(other) == path);
            let Some(old) = old else { continue };
            match (now.value(id), before.value(old)) {
                (Some(now), Some(before)) if now != before => self.say(format!("{name} is {now} instead of {before}.")),
                (None, None) if changed(&parameter.value, &self.base.parameters.at(old).value) => {
                    self.say(format!("The values of {name} are others."));
                }
                (Some(_), Some(_)) | (None, None) => {}
                (Some(now), None) => self.say(format!("{name} is {now} throughout.")),
                (None, Some(_)) => self.say(format!("{name} is no longer one value.")),
            }
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
            let kind = super::build::kind(condition.kind);
            match old {
                None => self.say(format!("{place}{kind} added: {}", now.condition(id))),
                Some(old) => {
                    let written = self.base.conditions.at(old).formula.span;
                    if !self.alike(condition.formula.span, written) {
                        let was = quotable(&before.condition(old));
                        self.say(format!("{place}{kind} changed: {} (In place of: “{was}”.)", now.condition(id)));
                    }
                }
            }
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
                let kind = super::build::kind(condition.kind);
                self.say(format!("{place}{kind} dropped: “{}”.", quotable(&before.condition(id))));
            }
        }
    }

    fn definitions(&mut self) {
        let prose = Prose::new(self.own, self.sources);
        for (id, definition) in self.own.definitions.iter() {
            let path = self.own.definition_path(id);
            let old = self.base.definitions.iter().find(|(other, _)| self.base.definition_path(*other) == path);
            match old {
                None => self.say(format!("Adds: {}", prose.meaning(id))),
                Some((_, old)) if !self.alike(span(&definition.value), span(&old.value)) => self.say(prose.meaning(id)),
                Some(_) => {}
            }
        }
    }

    fn inputs(&mut self) {
        let prose = Prose::new(self.own, self.sources);
        for (id, input) in self.own.inputs.iter() {
            let path = self.own.input_path(id);
            let old = self.base.inputs.ids().find(|&other| self.base.input_path(other) == path);
            if let Some((value, _)) = &input.fixed {
                let value = super::super::wording::value(value, input.kind).replace('\u{a0}', " ");
                self.say(format!("Takes {} as {value}.", prose.called(id)));
            } else if old.is_none() {
                self.say(format!("Asks also for {}.", prose.called(id)));
            }
        }
    }

    fn givens(&mut self) {
        let (before, now) = (Prose::new(self.base, self.sources), Prose::new(self.own, self.sources));
        let gone = self.base.givens.iter().filter(|(_, given)| {
            let same = |own: &crate::program::Given| self.alike(own.formula.span, given.formula.span);
            !self.own.givens.values().any(same)
        });
        let gone: Vec<String> =
            gone.map(|(id, _)| format!("No longer taken for certain: {}", before.given(id))).collect();
        let new = self.own.givens.iter().filter(|(_, given)| {
            let same = |own: &crate::program::Given| self.alike(own.formula.span, given.formula.span);
            !self.base.givens.values().any(same)
        });
        let new: Vec<String> = new.map(|(id, _)| format!("Taken for certain: {}", now.given(id))).collect();
        self.said.extend(gone.into_iter().chain(new));
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
                        self.say(format!("Of the {name}, leaves out {}.", text(gone)));
                    }
                    if !new.is_empty() {
                        self.say(format!("To the {name}, adds {}.", text(new)));
                    }
                }
                (None, Some(rows)) => self.say(format!("Says which {name} there are: {} of them.", rows.len())),
                (Some(_), None) | (None, None) => {}
            }
        }
    }

    fn outcomes(&mut self) {
        let prose = Prose::new(self.own, self.sources);
        let same = |one: &crate::program::Outcome, other: &crate::program::Outcome| {
            one.text.text == other.text.text
                && match (&one.when, &other.when) {
                    (Some(one), Some(other)) => self.alike(one.span, other.span),
                    (None, None) => true,
                    (Some(_), None) | (None, Some(_)) => false,
                }
        };
        let new = self.own.outcomes.iter().filter(|own| !self.base.outcomes.iter().any(|other| same(own, other)));
        let new = new.map(|outcome| match prose.when(outcome) {
            Some(when) => format!("Adds the outcome “{}”, if {when}.", outcome.text.text),
            None => format!("Ends otherwise with “{}”.", outcome.text.text),
        });
        let gone = self.base.outcomes.iter().filter(|own| !self.own.outcomes.iter().any(|other| same(own, other)));
        let gone = gone.map(|outcome| format!("Drops the outcome “{}”.", outcome.text.text));
        let said: Vec<String> = new.chain(gone).collect();
        self.said.extend(said);
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
