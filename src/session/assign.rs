//! Facts on a line: kept, tried, taken back.

use smol_str::SmolStr;

use super::error::{AnyDiagnostic, SessionError, boxed, one};
use super::line::Words;
use super::state::{Said, State};
use super::{Answer, Reply, Session};
use crate::inputs::{self, Layer, LayerKind};
use crate::load;
use crate::program::{Measure, Name, StageId};
use crate::report;
use crate::source::Source;
use crate::suggest;
use crate::syntax::{self, ast};
use crate::words::and_list;

impl Session {
    /// `yes = 5,000,000  no = 4,000,000`: kept, with what it changes.
    pub(super) fn assign(&mut self, source: &Source) -> Answer {
        let next = self.with_facts(source)?;
        self.change(next);
        let before = self.past.last();
        Ok(Reply::says(before.map(|before| self.difference(before)).unwrap_or_default()))
    }

    /// `:what if yes = 5,200,000`
    pub(super) fn what_if(&mut self, words: &Words<'_>) -> Answer {
        match words.rest.first() {
            Some(word) if word.text == "if" => {}
            other => return Err(words.misfit(other.copied(), "`if` should follow")),
        }
        if words.rest.len() < 2 {
            return Err(words.misfit(None, "if what?"));
        }
        let next = self.with_facts(&words.from(1))?;
        let (Some(new), Some(old)) = (&next.about, &self.state.about) else { return Ok(Reply::default()) };
        let (before, after) = (self.state.report(old, &self.sources), next.report(new, &self.sources));
        Ok(Reply::says(report::changes(&before, &after, self.style)))
    }

    /// The state with what a text says besides.
    fn with_facts(&mut self, source: &Source) -> Result<State, Vec<AnyDiagnostic>> {
        let (mut facts, errors) = syntax::parse_facts(source);
        if !errors.is_empty() {
            return Err(boxed(errors));
        }
        let (id, stage) = {
            let about = self.about(source.span())?;
            (about.measure, about.stage)
        };
        let errors = load::take_rows_of(&mut facts, &*self.reader, &mut self.sources);
        if !errors.is_empty() {
            return Err(boxed(errors));
        }
        // Names, kinds and what is said twice are looked at as anywhere else.
        let mut layer = Layer::new(LayerKind::CommandLine).in_stage(stage);
        layer.facts = facts;
        inputs::bind(self.state.program(), id, std::slice::from_ref(&layer)).map_err(boxed)?;
        let mut next = self.state.clone();
        let measure = &self.state.program().measures.at(id);
        for fact in cells(layer.facts.rows).chain(layer.facts.facts) {
            let Some(fact) = from_anywhere(measure, stage, fact) else { continue };
            next.said.retain(|said| !said.is_of(&fact.path.parts));
            next.said.push(Said::Fact(fact));
        }
        let stage = stage.and_then(|stage| measure.stages.at(stage).name.as_ref()).map(|name| name.text.clone());
        next.said.extend(layer.facts.givens.into_iter().map(|given| Said::Given(stage.clone(), given)));
        next.judged_again()
    }

    pub(super) fn unset(&mut self, words: &Words<'_>) -> Answer {
        if words.rest.is_empty() {
            return Err(words.misfit(None, "which name?"));
        }
        let about = self.about(words.span())?;
        let measure = self.state.program().measures.at(about.measure);
        let mut next = self.state.clone();
        for word in &words.rest {
            let parts = path(word.text, word.span);
            let target = inputs::settable(measure, about.stage, &parts);
            let parts = target.map_or(parts, |target| names(&target.path, word.span));
            let before = next.said.len();
            next.said.retain(|said| !said.is_of(&parts));
            if next.said.len() == before {
                let said: Vec<String> = self.state.said.iter().filter_map(Said::shown).collect();
                let help = match suggest::nearest(word.text, said.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if said.is_empty() => {
                        format!("to leave open what the scenario gives, write `{} = ?`", word.text)
                    }
                    None => format!(
                        "given here: {}; to leave open what the scenario gives, write `{} = ?`",
                        and_list(&said),
                        word.text
                    ),
                };
                return Err(one(SessionError::NotGiven { name: word.text.to_owned(), help, span: word.span }));
            }
        }
        let next = next.judged_again()?;
        self.change(next);
        let before = self.past.last();
        Ok(Reply::says(before.map(|before| self.difference(before)).unwrap_or_default()))
    }

    pub(super) fn reset(&mut self, words: &Words<'_>) -> Answer {
        words.nothing()?;
        if self.state.said.is_empty() {
            let help = "nothing was assigned since the scenario was chosen";
            return Err(one(SessionError::Nothing { what: "reset", help, span: words.name.span }));
        }
        let mut next = self.state.clone();
        next.said.clear();
        let next = next.judged_again()?;
        self.change(next);
        let before = self.past.last();
        Ok(Reply::says(before.map(|before| self.difference(before)).unwrap_or_default()))
    }
}

impl Said {
    /// Whether it is about the thing of that path.
    pub(super) fn is_of(&self, parts: &[Name]) -> bool {
        match self {
            Self::Fact(fact) => fact.path.parts.iter().map(|own| &own.text).eq(parts.iter().map(|own| &own.text)),
            Self::Given(..) => false,
        }
    }

    /// The path it is about.
    pub(super) fn shown(&self) -> Option<String> {
        match self {
            Self::Fact(fact) => {
                let parts: Vec<&str> = fact.path.parts.iter().map(|part| part.text.as_str()).collect();
                Some(parts.join("."))
            }
            Self::Given(..) => None,
        }
    }
}

/// The fact with the path that means the same from anywhere in the measure.
pub(super) fn from_anywhere(measure: &Measure, stage: Option<StageId>, mut fact: ast::Fact) -> Option<ast::Fact> {
    let target = inputs::settable(measure, stage, &fact.path.parts)?;
    fact.path.parts = names(&target.path, fact.path.span);
    fact.group = 0;
    Some(fact)
}

fn names(path: &[SmolStr], span: crate::span::Span) -> Vec<Name> {
    path.iter().map(|text| Name { span, text: text.clone() }).collect()
}

/// A path as it is typed after a command.
fn path(text: &str, span: crate::span::Span) -> Vec<Name> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(std::mem::take(&mut part)),
            other => part.push(other),
        }
    }
    parts.push(part);
    parts.into_iter().map(|text| Name { span, text: text.into() }).collect()
}

/// Rows as facts, one for each cell.
fn cells(rows: Vec<ast::Rows>) -> impl Iterator<Item = ast::Fact> {
    rows.into_iter().flat_map(|rows| {
        let inline = match rows.body {
            ast::RowsBody::Inline(inline) => inline,
            ast::RowsBody::File(_) => Vec::new(),
        };
        let (table, columns) = (rows.table, rows.columns);
        inline.into_iter().flat_map(move |row| {
            let path = |column: &Name| {
                let mut parts = table.parts.clone();
                parts.extend([row.key.clone(), column.clone()]);
                ast::Path { span: row.span, parts }
            };
            let cells = columns.iter().zip(&row.values).map(|(column, value)| ast::Fact {
                span: row.span,
                path: path(column),
                group: 0,
                value: ast::FactValue::Literal(value.clone()),
            });
            cells.collect::<Vec<_>>()
        })
    })
}
