//! `:simulate support = 32% sample 500, turnout = 55%..75%, draws 100,000, seed 7`

use std::ops::ControlFlow;

use super::error::{AnyDiagnostic, boxed};
use super::line::Words;
use super::output::{Form, Output, written};
use super::told::told;
use super::watch::Watch;
use super::{Answer, Session};
use crate::compare;
use crate::inputs::{Layer, Override};
use crate::report::Answer as _;
use crate::report::simulation::{self as report, Simulated};
use crate::simulate::{self, Asked, Request, SimulateError, Stopped};
use crate::suggest;

impl Session {
    pub(super) fn simulate(&self, words: &Words<'_>, watch: &dyn Watch) -> Answer {
        let line = words.span();
        let about = self.about(line)?.clone();
        let asked = words.asked()?;
        let mut options = Vec::new();
        let mut output = None;
        for clause in &asked.clauses {
            let Some(word) = clause.word else {
                let name = asked.piece(&clause.name);
                let all = asked.words.iter().map(|own| own.word);
                let label = suggest::nearest(name.text, all).map(|near| format!("did you mean `{near}`?"));
                let label = label.unwrap_or_else(|| "not something a simulation takes".to_owned());
                return Err(words.misfit(Some(name), label));
            };
            match word.word {
                "under" => {}
                "in" => {
                    let file = clause.value().unwrap_or(clause.whole.clone());
                    output = Some(Output::new(words, asked.piece(&file))?);
                }
                "as" => options.extend(clause.values.iter().map(|value| (word.word, asked.source(value)))),
                name => options.push((name, asked.value(clause))),
            }
        }
        for needed in ["support", "turnout"] {
            if asked.word(needed).is_none() {
                let label = format!("`{needed} SHARE` should stand here too");
                return Err(words.misfit(None, label));
            }
        }
        if let Some(margin) = asked.word("margin").filter(|_| asked.word("sample").is_some()) {
            return Err(words.misfit(Some(margin), "`sample` says how sure the poll is already"));
        }
        let Asked { model, registered, named, draws, seed } =
            Asked::read(&options).map_err(|found| told(found, line))?;
        let under = self.under(&about, &asked.listed("under"), words)?;
        let mut rules = Vec::new();
        let mut errors: Vec<AnyDiagnostic> = Vec::new();
        for (at, (column, own)) in under.columns.iter().zip(&under.own).enumerate() {
            let over = if under.asked == Some(at) { Override::Always } else { Override::UnlessSet };
            let above: Vec<Layer> = under.above.iter().chain(own).cloned().collect();
            match compare::facts(column, under.held.as_ref(), &[], &above, over) {
                Ok(facts) => rules.push((*column, facts)),
                Err(found) => errors.extend(boxed(found)),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        watch.begins(usize::try_from(draws).unwrap_or(usize::MAX), "votes drawn");
        let found = simulate::simulate(Request { rules, model, registered, named, draws, seed }, &|more| {
            watch.advances(more);
            if watch.stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        watch.ends();
        let simulation = match found {
            Ok(simulation) => simulation,
            Err(Stopped::Interrupted) => return Err(Self::interrupted(words)),
            Err(Stopped::Wrong(errors)) => return Err(told(errors, line)),
            Err(Stopped::BadData { measure, draws: bad, errors }) => {
                let mut all = told(vec![SimulateError::BadDraws { measure, bad, draws }], line);
                all.extend(boxed(errors));
                return Err(all);
            }
        };
        let simulated = Simulated { simulation: &simulation, sources: &self.sources, notes: &under.notes };
        let file = output.map(|output| {
            let text = match output.form {
                Form::Picture => report::svg(&simulated),
                other => other.of(&simulated),
            };
            (output, text)
        });
        Ok(written(simulated.document().text(self.style), file))
    }
}
