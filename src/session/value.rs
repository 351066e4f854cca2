//! Expressions in the scope of what is talked about.

use super::error::{AnyDiagnostic, boxed};
use super::line::{self, Line, Words};
use super::{Answer, Reply, Session};
use crate::check::{self, Found};
use crate::facts::{Cells, Slot};
use crate::judge;
use crate::program::{Expr, Meaning, Measure, Node, Reference, Visit as _};
use crate::report;
use crate::source::Source;
use crate::syntax::{self, ast};

impl Session {
    /// `yes / ballots`, `yes more than no`, `held`, `consent`
    pub(super) fn value(&self, source: &Source) -> Answer {
        let (expr, errors) = syntax::parse_expression(source);
        if !errors.is_empty() {
            return Err(boxed(errors));
        }
        let judged = self.judged(source.span())?;
        let (rules, facts) = (judged.rules(), judged.facts);
        if let Some(text) = self.named(&expr) {
            return Ok(Reply::says(text));
        }
        let meaning = self.meaning(source, &expr)?;
        let text = match &meaning {
            Meaning::Truth(formula) => {
                let why = judge::why(rules, facts, formula).map_err(boxed)?;
                report::condition_met(&judged, &why, self.style)
            }
            Meaning::Number(_) | Meaning::Date(_) | Meaning::Duration(_) => {
                let value = judge::value(rules, facts, &meaning).map_err(boxed)?;
                let part = |expr: &Expr| judge::value(rules, facts, &Meaning::Number(expr.clone())).ok();
                let parts = match &meaning {
                    Meaning::Number(Expr { node: Node::Divide(left, right), .. }) => part(left).zip(part(right)),
                    _ => None,
                };
                report::value(&value, parts.as_ref(), &self.missing(&meaning), self.style)
            }
        };
        Ok(Reply::says(text))
    }

    pub(super) fn exact(&self, words: &Words<'_>) -> Answer {
        let source = if words.rest.is_empty() {
            self.last_value().ok_or_else(|| words.misfit(None, "an expression should follow"))?
        } else {
            words.from(0)
        };
        let (expr, errors) = syntax::parse_expression(&source);
        if !errors.is_empty() {
            return Err(boxed(errors));
        }
        let judged = self.judged(source.span())?;
        let meaning = self.meaning(&source, &expr)?;
        let value = judge::value(judged.rules(), judged.facts, &meaning).map_err(boxed)?;
        Ok(Reply::says(report::exact(&value, self.style)))
    }

    /// The last line that asked for a value.
    fn last_value(&self) -> Option<Source> {
        let lines = (1..self.lines.len()).rev().map(|at| format!("line {at}"));
        let mut sources = lines.filter_map(|name| self.sources.iter().find(|source| *source.name == *name));
        sources.find(|source| matches!(line::classify(source, self.measure()), Line::Expression)).cloned()
    }

    fn meaning(&self, source: &Source, expr: &ast::Expr) -> Result<Meaning, Vec<AnyDiagnostic>> {
        let about = self.about(source.span())?;
        check::expression(self.state.program(), about.measure, about.stage, expr).map_err(boxed)
    }

    /// What a stage or a named condition came to, if that is all that is asked.
    fn named(&self, expr: &ast::Expr) -> Option<String> {
        let ast::ExprKind::Path(path) = &expr.kind else { return None };
        let about = self.state.about.as_ref()?;
        let judged = self.state.report(about, &self.sources);
        let parts: Vec<&str> = path.parts.iter().map(|part| part.text.as_str()).collect();
        let stages = &about.standing.outcome.stages;
        match check::lookup(judged.rules(), about.stage, &parts) {
            Found::Stage(id) => {
                let stage = stages.iter().find(|own| own.stage == id)?;
                Some(report::status(&judged, stage, None, self.style))
            }
            Found::Condition(id) => {
                let found = stages
                    .iter()
                    .find_map(|stage| Some((stage, stage.conditions.iter().find(|own| own.condition == id)?)));
                let (stage, condition) = found?;
                Some(report::status(&judged, stage, Some(condition), self.style))
            }
            Found::Input(_)
            | Found::Parameter(_)
            | Found::Date(_)
            | Found::Definition(_)
            | Found::Table(_)
            | Found::Nothing { .. } => None,
        }
    }

    /// The inputs that are missing and that a meaning hangs on, also through definitions.
    fn missing(&self, meaning: &Meaning) -> Vec<String> {
        let Some(about) = &self.state.about else { return Vec::new() };
        let measure = self.state.program().measures.at(about.measure);
        let mut inputs = Vec::new();
        gather(measure, meaning, &mut inputs, DEPTH);
        inputs.sort();
        inputs.dedup();
        let open = |slot: &Slot| !matches!(slot, Slot::Known(_));
        let missing = inputs.into_iter().filter(|id| match about.standing.facts.inputs.get(*id) {
            Some(Cells::One(slot)) => open(slot),
            Some(Cells::Rows(slots)) => slots.iter().any(open),
            None => true,
        });
        let name = |id| {
            let input = measure.inputs.at(id);
            if input.stage == about.stage { input.name.text.to_string() } else { measure.input_path(id).to_string() }
        };
        missing.map(name).collect()
    }
}

/// Definitions in definitions that are looked through.
const DEPTH: usize = 32;

fn gather(measure: &Measure, meaning: &Meaning, inputs: &mut Vec<crate::program::InputId>, depth: usize) {
    let mut definitions = Vec::new();
    let mut visit = |reference: &Reference| match reference {
        Reference::Input(id) => inputs.push(*id),
        Reference::Definition(id) => definitions.push(*id),
        Reference::Parameter(_) | Reference::AsOf { .. } => {}
    };
    meaning.references(&mut |reference| visit(reference));
    if depth > 0 {
        for id in definitions {
            gather(measure, &measure.definitions.at(id).value, inputs, depth - 1);
        }
    }
}
