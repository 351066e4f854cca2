//! Looking: rules as written, inputs, the outcome, its reasons, variants beside one another.

use super::choose::root;
use super::error::AnyDiagnostic;
use super::line::{Word, Words};
use super::state::{About, Said};
use super::{Answer, Reply, Session};
use crate::check::{self, Found};
use crate::facts::{Cells, Slot};
use crate::inputs;
use crate::program::{InputId, Measure, MeasureId, ParameterValue};
use crate::report::{self, Judged, Origin};
use crate::source::Encoding;
use crate::span::Span;
use crate::syntax::ast::{self, Change, Declaration, Item};

impl Session {
    pub(super) fn run(&self, words: &Words<'_>) -> Answer {
        words.nothing()?;
        Ok(Reply::says(report::explained(&self.judged(words.span())?).text(self.style)))
    }

    pub(super) fn history(&self, words: &Words<'_>) -> Answer {
        let wanted = words.from(0).text.trim().to_owned();
        let (last, before) = match self.lines.split_last() {
            Some((last, before)) => (last, before),
            None => return Ok(Reply::default()),
        };
        let _ = last;
        let mut text = String::new();
        for (at, line) in before.iter().enumerate().filter(|(_, line)| line.contains(&wanted)) {
            let line = line.trim_end().replace('\n', "\n      ");
            text.push_str(&format!("{:>4}  {line}\n", at + 1));
        }
        if text.is_empty() {
            text.push_str("no lines\n");
        }
        Ok(Reply::says(text))
    }

    pub(super) fn why(&self, words: &Words<'_>) -> Answer {
        let judged = self.judged(words.span())?;
        let (mut not, mut full, mut name) = (false, false, None);
        for &word in &words.rest {
            match word.text {
                "not" if !not && name.is_none() => not = true,
                "--full" if !full => full = true,
                _ if name.is_none() => name = Some(word),
                _ => return Err(words.misfit(Some(word), "too much")),
            }
        }
        let about = match name {
            None => report::About::Whole,
            Some(word) => self.reason(judged.rules(), word)?,
        };
        Ok(Reply::says(report::reasons(&judged, about, not, full, self.style)))
    }

    fn reason(&self, measure: &Measure, word: Word<'_>) -> Result<report::About, Vec<AnyDiagnostic>> {
        let parts: Vec<&str> = word.text.split('.').collect();
        let stage = self.stage();
        match check::lookup(measure, stage, &parts) {
            Found::Stage(id) => Ok(report::About::Stage(id)),
            Found::Condition(id) => Ok(report::About::Condition(id)),
            Found::Input(_)
            | Found::Parameter(_)
            | Found::Date(_)
            | Found::Definition(_)
            | Found::Table(_)
            | Found::Nothing { .. } => {
                if measure.name.text == word.text {
                    return Ok(report::About::Whole);
                }
                let stages = measure.stages.values().filter_map(|own| own.name.as_ref()).map(|own| own.text.clone());
                let conditions = measure.conditions.iter().map(|(id, own)| {
                    if stage == Some(own.stage) { own.name.text.clone() } else { measure.condition_path(id) }
                });
                let names: Vec<_> = stages.chain(conditions).collect();
                let place = format!(" in `{}`", measure.name.text);
                Err(self.unknown("stage or condition", word, place, names.iter().map(|name| name.as_str())))
            }
        }
    }

    pub(super) fn inputs(&self, words: &Words<'_>) -> Answer {
        words.nothing()?;
        let judged = self.judged(words.span())?;
        let about = self.about(words.span())?;
        let origin = |id: InputId| self.origin(about, &judged.rules().input_path(id));
        let rule = self.of_the_rule(&judged, about);
        Ok(Reply::says(report::given(&judged, about.stage, &origin, &rule, self.style)))
    }

    /// Where what is known of something comes from: the highest layer that speaks of it.
    fn origin(&self, about: &About, path: &str) -> String {
        let measure = self.state.program().measures.at(about.measure);
        let speaks = |of: Option<MeasureId>, stage: Option<crate::program::StageId>, facts: &ast::Facts| {
            // A scenario's stage is one of the measure it is of.
            let name = of
                .map(|of| self.state.program().measures.at(of))
                .unwrap_or(measure)
                .stages
                .get(stage.unwrap_or_else(|| crate::ids::Id::new(usize::from(u16::MAX))))
                .and_then(|stage| stage.name.as_ref());
            let stage = name.and_then(|name| measure.stage_named(&name.text));
            let fact = facts.facts.iter().any(|fact| {
                inputs::settable(measure, stage, &fact.path.parts)
                    .is_some_and(|own| plain(&own.path, own.is_cell) == path)
            });
            let rows = facts
                .rows
                .iter()
                .any(|rows| rows.columns.iter().any(|column| path.rsplit('.').next() == Some(column.text.as_str())));
            fact || rows
        };
        let said = self.state.said.iter().rev().find_map(|said| match said {
            Said::Fact(fact) => {
                let own = inputs::settable(measure, None, &fact.path.parts)?;
                (plain(&own.path, own.is_cell) == path).then_some(fact.span)
            }
            Said::Given(..) => None,
        });
        if let Some(span) = said {
            return self.sources.at(span.start).map_or_else(String::new, |source| source.name.to_string());
        }
        for layer in self.state.inputs.iter().rev() {
            if speaks(layer.of, about.stage, &layer.facts) {
                let first = layer.facts.facts.first().map(|fact| fact.span);
                let first = first.or_else(|| layer.facts.rows.first().map(|rows| rows.span));
                let source = first.and_then(|span| self.sources.at(span.start));
                return source.map_or_else(|| "a file".to_owned(), |source| source.name.to_string());
            }
        }
        if let Some(id) = about.scenario {
            let own = self.state.program().scenarios.at(id);
            if speaks(Some(own.of), own.stage, &own.facts) {
                return own.name.text.to_string();
            }
        }
        "the rule".to_owned()
    }

    /// Parameters and dates that the facts have otherwise than the rule.
    pub(super) fn of_the_rule(&self, judged: &Judged<'_>, about: &About) -> Vec<Origin> {
        let rules = judged.rules();
        let mut found = Vec::new();
        let name = |stage: Option<crate::program::StageId>, path: smol_str::SmolStr, own: &str| {
            if stage == about.stage { own.to_owned() } else { path.to_string() }
        };
        for (id, parameter) in rules.parameters.iter() {
            let Some(Cells::One(slot)) = judged.facts.parameters.get(id) else { continue };
            let rule = match &parameter.value {
                ParameterValue::Constant(value, _) => value,
                ParameterValue::ByDate { .. } | ParameterValue::PerRow(_) => continue,
            };
            if matches!(slot, Slot::Known(value) if value == rule) {
                continue;
            }
            let path = rules.parameter_path(id);
            let from = self.origin(about, &path);
            let own = name(parameter.stage, path, &parameter.name.text);
            let value = report::slot(slot, parameter.kind);
            let rule = report::value_in_words(rule, parameter.kind);
            found.push(Origin { path: own, value, from: format!("{from}; the rule says {rule}") });
        }
        for (id, slot) in &judged.facts.dates {
            let definition = rules.definitions.at(*id);
            let path = rules.definition_path(*id);
            let from = self.origin(about, &path);
            let own = name(definition.stage, path, &definition.name.text);
            found.push(Origin { path: own, value: report::slot(slot, definition.kind), from });
        }
        found
    }

    pub(super) fn compare(&self, words: &Words<'_>) -> Answer {
        let about = self.about(words.span())?;
        let program = self.state.program();
        let family: Vec<MeasureId> =
            program.measures.ids().filter(|&id| root(program, id) == root(program, about.measure)).collect();
        let mut wanted = Vec::new();
        for word in &words.rest {
            match program.measure_named(word.text) {
                Some(id) if !wanted.contains(&id) => wanted.push(id),
                Some(_) => return Err(words.misfit(Some(*word), "named twice")),
                None => {
                    let names = family.iter().map(|&id| program.measures.at(id).name.text.as_str());
                    return Err(self.unknown("measure or variant", *word, String::new(), names));
                }
            }
        }
        match wanted.as_slice() {
            [] => wanted = family,
            // One alone is compared with what is talked about.
            [only] if *only != about.measure => wanted.insert(0, about.measure),
            [_] => return Err(words.misfit(words.rest.first().copied(), "this is the one that is chosen")),
            [_, ..] => {}
        }
        let stage = about.stage.and_then(|stage| program.measures.at(about.measure).stages.at(stage).name.as_ref());
        let scenario = about.scenario.map(|id| &program.scenarios.at(id).name.text);
        let mut judged_all = Vec::new();
        let mut left_out = Vec::new();
        for id in wanted {
            let name = program.measures.at(id).name.text.to_string();
            let own = match stage {
                None => None,
                Some(wanted) => match program.measures.at(id).stage_named(&wanted.text) {
                    Some(stage) => Some(stage),
                    None => {
                        left_out.push((name, format!("it has no stage `{}`", wanted.text)));
                        continue;
                    }
                },
            };
            let scenario = scenario
                .and_then(|name| program.scenario_named(id, name))
                .or(about.scenario.filter(|_| root(program, id) == root(program, about.measure)));
            let state = &self.state;
            let own = if id == about.measure {
                state.judge(id, own, scenario)
            } else {
                state.judge_beside(id, own, scenario)
            };
            match own {
                Ok(judged) => judged_all.push(judged),
                Err(errors) => {
                    let why = errors.first().map(ToString::to_string).unwrap_or_default();
                    left_out.push((name, why));
                }
            }
        }
        let judged: Vec<Judged<'_>> = judged_all.iter().map(|about| self.state.report(about, &self.sources)).collect();
        let text = report::beside(&judged, &left_out, self.style);
        Ok(Reply::says(text))
    }

    pub(super) fn show(&self, words: &Words<'_>) -> Answer {
        if let Some(&more) = words.rest.get(1) {
            return Err(words.misfit(Some(more), "too much"));
        }
        let about = self.about(words.span())?;
        let program = self.state.program();
        let measure = program.measures.at(about.measure);
        let spans: Vec<Span> = match words.rest.first() {
            None => match about.stage {
                Some(stage) if measure.stages.at(stage).name.is_some() => {
                    let mut spans = vec![measure.stages.at(stage).span];
                    if measure.variant_of.is_some() {
                        spans.push(measure.span);
                    }
                    spans
                }
                Some(_) | None => vec![measure.span],
            },
            Some(word) => self.declared(measure, *word)?,
        };
        let mut text = String::new();
        for span in spans {
            text.push_str(&self.as_written(span));
        }
        Ok(Reply::says(text))
    }

    /// Where something of a name is declared, and changed if a variant changes it.
    fn declared(&self, measure: &Measure, word: Word<'_>) -> Result<Vec<Span>, Vec<AnyDiagnostic>> {
        let program = self.state.program();
        let parts: Vec<&str> = word.text.split('.').collect();
        let statement = |span: Span| self.statement(span);
        let spans = match check::lookup(measure, self.stage(), &parts) {
            Found::Input(id) => {
                let own = measure.inputs.at(id);
                [Some(own.name.span), own.fixed.as_ref().map(|(_, span)| *span)].into_iter().flatten().collect()
            }
            Found::Parameter(id) => {
                let own = measure.parameters.at(id);
                let set = match &own.value {
                    ParameterValue::Constant(_, span) => Some(*span),
                    ParameterValue::ByDate { .. } | ParameterValue::PerRow(_) => None,
                };
                [Some(own.name.span), set].into_iter().flatten().collect()
            }
            Found::Date(id) | Found::Definition(id) => vec![measure.definitions.at(id).name.span],
            Found::Condition(id) => {
                let own = measure.conditions.at(id);
                vec![own.name.span, own.formula.span]
            }
            Found::Stage(id) => vec![measure.stages.at(id).span],
            Found::Table(id) => vec![measure.tables.at(id).name.span],
            Found::Nothing { nearest } => {
                if let Some(id) = program.measure_named(word.text) {
                    return Ok(vec![program.measures.at(id).span]);
                }
                if let Some(own) = program.scenarios.values().find(|own| own.name.text == word.text) {
                    return Ok(vec![own.span]);
                }
                if let Some(own) = measure
                    .givens
                    .values()
                    .find(|own| own.name.as_ref().is_some_and(|name| parts.last() == Some(&name.text.as_str())))
                {
                    return Ok(vec![own.span]);
                }
                let names = program.measures.values().map(|own| own.name.text.as_str());
                let names: Vec<&str> = nearest.as_deref().into_iter().chain(names).collect();
                let place = format!(" in `{}`", measure.name.text);
                return Err(match &nearest {
                    Some(near) => self.unknown("name", word, place, [near.as_str()]),
                    None => self.unknown("name", word, place, names),
                });
            }
        };
        let mut found: Vec<Span> = spans.into_iter().map(statement).collect();
        found.dedup();
        Ok(found)
    }

    /// The statement that holds a piece of text.
    fn statement(&self, span: Span) -> Span {
        let rules = &self.state.rules;
        let mut best: Option<Span> = None;
        let mut offer = |own: Span| {
            if own.start <= span.start && span.end <= own.end && best.is_none_or(|best| own.len() < best.len()) {
                best = Some(own);
            }
        };
        for declaration in rules.files.iter().chain(&rules.typed).flat_map(|file| &file.declarations) {
            match declaration {
                Declaration::Measure(measure) => items(&measure.items, &mut offer),
                Declaration::Variant(variant) => {
                    for change in &variant.changes {
                        match change {
                            Change::Set { span, .. } | Change::Replace { span, .. } | Change::Remove { span, .. } => {
                                offer(*span);
                            }
                            Change::Add { items: own, .. } => items(own, &mut offer),
                        }
                    }
                }
                Declaration::Parameter(own) => offer(own.span),
                Declaration::Rows(own) => offer(own.span),
                Declaration::Holidays(own) => offer(own.span),
                Declaration::Use(_) | Declaration::Scenario(_) | Declaration::Test(_) => {}
            }
        }
        best.unwrap_or(span)
    }

    /// A piece of text with where it stands, moved to the left edge.
    pub(super) fn as_written(&self, span: Span) -> String {
        let Some(source) = self.sources.at(span.start) else { return String::new() };
        let position = source.position(span.start, Encoding::Characters);
        let slice = source.slice(span);
        let depth = position.column.saturating_sub(1);
        let mut text = report::place(&format!("{}:{}", source.name, position.line), self.style);
        for (at, line) in slice.lines().enumerate() {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            let cut = if at == 0 { 0 } else { blanks.min(depth) };
            text.push_str(line.get(cut..).unwrap_or(line).trim_end());
            text.push('\n');
        }
        text
    }
}

/// A path without the row of a cell, as inputs are called.
fn plain(path: &[smol_str::SmolStr], is_cell: bool) -> String {
    let parts: Vec<&str> = path.iter().map(smol_str::SmolStr::as_str).collect();
    match parts.as_slice() {
        [stage, _, _, column] if is_cell => format!("{stage}.{column}"),
        [_, _, column] if is_cell => (*column).to_owned(),
        parts => parts.join("."),
    }
}

/// Offers each statement among items.
fn items(all: &[Item], offer: &mut dyn FnMut(Span)) {
    for item in all {
        match item {
            Item::Stage(stage) => items(&stage.items, offer),
            Item::ByBlock(block) => {
                offer(block.span);
                items(&block.items, offer);
            }
            Item::Outcome(own) => offer(own.span),
            Item::Holidays(own) => offer(own.span),
            Item::Rows(own) => offer(own.span),
            Item::DateLine(own) => offer(own.span),
            Item::Parameter(own) => offer(own.span),
            Item::Input(own) => offer(own.span),
            Item::Given(own) => offer(own.span),
            Item::Define(own) => offer(own.span),
            Item::Condition(own) => offer(own.span),
            Item::Effect(own) => offer(own.span),
        }
    }
}
