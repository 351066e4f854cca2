//! Taking in files of rules and of inputs, and seeing when they change.

use std::rc::Rc;
use std::sync::Arc;

use super::error::{AnyDiagnostic, SessionError, boxed, one};
use super::line::Words;
use super::rules::{Read, Rules};
use super::state::State;
use super::{Answer, Reply, Session};
use crate::diagnostic;
use crate::inputs::{self, CsvOptions, Layer};
use crate::load::{ReadError, normal};
use crate::program::{Measure, Program};
use crate::span::Span;
use crate::spreadsheet;
use crate::words::numbered;

impl Session {
    /// Takes in files of rules and of inputs, as at the start of a session. What cannot be taken in is remembered for
    /// `:reload`.
    pub fn load(&mut self, paths: &[&str]) -> Reply {
        let span = self.sources.add("quorate repl", paths.join(" ")).span();
        let paths: Vec<(String, Span)> = paths.iter().map(|path| ((*path).to_owned(), span)).collect();
        self.load_paths(&paths).unwrap_or_else(|errors| self.wrong(&errors))
    }

    /// Chooses what to talk about first, as `:choose` does.
    pub fn start_with(&mut self, name: &str) -> Reply {
        let source = self.sources.add("--choose", format!(":choose {name}"));
        self.choose(&super::line::words(&source)).unwrap_or_else(|errors| self.wrong(&errors))
    }

    /// From here on lines are entered: what was done before is not undone.
    pub fn started(&mut self) {
        self.past.clear();
    }

    /// Gives facts as on the command line: `nationhood.yes=8,000,000`.
    pub fn set(&mut self, text: &str) -> Reply {
        let source = self.sources.add("--set", text);
        self.assign(&source).unwrap_or_else(|errors| self.wrong(&errors))
    }

    pub(super) fn load_command(&mut self, words: &Words<'_>) -> Answer {
        if words.rest.is_empty() {
            return Err(words.misfit(None, "which file?"));
        }
        let paths: Vec<(String, Span)> =
            words.rest.iter().map(|word| (word.text.trim_matches('"').to_owned(), word.span)).collect();
        self.load_paths(&paths)
    }

    fn load_paths(&mut self, paths: &[(String, Span)]) -> Answer {
        let (inputs, rules): (Vec<_>, Vec<_>) = paths.iter().partition(|(path, _)| is_inputs(path));
        let mut text = String::new();
        let mut next = self.state.clone();
        if !rules.is_empty() {
            let mut roots = self.state.rules.roots.clone();
            for (path, span) in &rules {
                // Said with the place where it is named, and with what may be meant.
                if let Err(error) = self.reader.read(path) {
                    let (reason, help) = (error.to_string(), error.help().to_owned());
                    return Err(one(SessionError::File { path: path.clone(), reason, help, span: *span }));
                }
                let path = normal(path);
                if !roots.contains(&path) {
                    roots.push(path);
                }
            }
            let new: Vec<String> = rules.iter().map(|(path, _)| normal(path)).collect();
            let read = match Rules::read(roots, self.state.rules.typed.clone(), &*self.reader, &mut self.sources) {
                Ok(read) => read,
                Err(errors) => match self.instead(&new) {
                    Some(read) => {
                        next = State::default();
                        text.push_str("together with what was loaded it has errors, so it takes its place\n");
                        read
                    }
                    None => {
                        self.wanted.extend(new);
                        return Err(errors);
                    }
                },
            };
            let (state, lints) = self.on_rules(next, read, Some(&new))?;
            next = state;
            text.push_str(&lints);
        }
        for (path, span) in &inputs {
            let layers = self.inputs_of(&next, path, *span)?;
            next.inputs.extend(layers);
        }
        let next = next.judged_again()?;
        self.wanted.clear();
        self.change(next);
        text.push_str(&self.counts());
        text.push('\n');
        text.push_str(&self.chosen_text());
        Ok(Reply::says(text))
    }

    /// Files that are right by themselves, where something else was loaded before.
    fn instead(&mut self, new: &[String]) -> Option<Read> {
        if self.state.rules.roots.is_empty() {
            return None;
        }
        Rules::read(new.to_vec(), Vec::new(), &*self.reader, &mut self.sources).ok()
    }

    /// The state on other rules: what was talked about is found again by its names, or else the first measure is chosen.
    pub(super) fn on_rules(
        &self,
        mut state: State,
        read: Read,
        fresh: Option<&[String]>,
    ) -> Result<(State, String), Vec<AnyDiagnostic>> {
        let lints = diagnostic::draw(
            read.lints.iter().map(|lint| lint.as_ref() as &dyn miette::Diagnostic),
            &self.sources,
            self.style,
        );
        let old = state.rules.clone();
        state.rules = Rc::new(read.rules);
        let program = &state.rules.program;
        let found = state.about.as_ref().and_then(|about| {
            let own = old.program.measures.at(about.measure);
            let measure = program.measure_named(&own.name.text)?;
            let stage = about.stage.and_then(|stage| own.stages.at(stage).name.clone());
            let stage = stage.and_then(|name| program.measures.at(measure).stage_named(&name.text));
            let scenario = about.scenario.map(|scenario| &old.program.scenarios.at(scenario).name.text);
            let scenario = scenario.and_then(|name| program.scenario_named(measure, name));
            Some((measure, stage, scenario))
        });
        let is_fresh = |measure: &Measure| {
            let path = self.sources.at(measure.span.start).map(|source| source.name.to_string());
            fresh.is_none_or(|fresh| path.is_some_and(|path| fresh.contains(&path)))
        };
        let first = || {
            let measures = || program.measures.iter().filter(|(_, own)| own.variant_of.is_none());
            let own = measures().find(|(_, own)| is_fresh(own)).or_else(|| measures().next());
            own.map(|(id, _)| (id, None, None))
        };
        state.about = match found.or_else(first) {
            Some((measure, stage, scenario)) => Some(state.judge(measure, stage, scenario)?),
            None => None,
        };
        Ok((state, lints))
    }

    /// A file of inputs as layers.
    fn inputs_of(&mut self, state: &State, path: &str, span: Span) -> Result<Vec<Layer>, Vec<AnyDiagnostic>> {
        let text = self.reader.read(path).map_err(|error| {
            let (reason, help) = (error.to_string(), error.help().to_owned());
            one(SessionError::File { path: path.to_owned(), reason, help, span })
        })?;
        let Some(about) = &state.about else { return Err(one(SessionError::NoMeasure { span })) };
        let source = self.sources.add(path, text);
        let ending = path.rsplit('.').next().unwrap_or("").to_lowercase();
        match ending.as_str() {
            "toml" => Ok(vec![inputs::toml(&source).map_err(boxed)?]),
            "json" => Ok(vec![inputs::json(&source).map_err(boxed)?]),
            _ => {
                let measure = state.program().measures.at(about.measure);
                let options = CsvOptions { map: Vec::new(), stage: about.stage };
                let found = inputs::csv(&source, measure, &options).map_err(boxed)?;
                match found.len() {
                    1 => Ok(found.layers().collect()),
                    many => Err(one(SessionError::File {
                        path: path.to_owned(),
                        reason: format!("it has {many} sets of votes"),
                        help: "a session is about one; `quorate run RULES --inputs FILE` judges them all".to_owned(),
                        span,
                    })),
                }
            }
        }
    }

    pub(super) fn reload(&mut self, words: &Words<'_>) -> Answer {
        words.nothing()?;
        let mut roots = self.state.rules.roots.clone();
        for path in self.wanted.iter().map(|path| normal(path)) {
            if !roots.contains(&path) {
                roots.push(path);
            }
        }
        if roots.is_empty() {
            let help = "load a file first: `:load rules/calexit/2017.measure`";
            return Err(one(SessionError::Nothing { what: "reload", help, span: words.name.span }));
        }
        let read = Rules::read(roots, self.state.rules.typed.clone(), &*self.reader, &mut self.sources);
        let read = read.and_then(|read| self.on_rules(self.state.clone(), read, None));
        match read {
            Ok((next, lints)) => {
                self.wanted.clear();
                self.told.clear();
                let old = std::mem::take(&mut self.state);
                self.state = old.clone();
                self.change(next);
                let mut text = lints;
                text.push_str(&self.counts());
                text.push('\n');
                text.push_str(&self.reloaded(&old));
                text.push_str(&self.left_aside());
                Ok(Reply::says(text))
            }
            Err(errors) => {
                let mut reply = self.wrong(&errors);
                reply.text.push_str("the rules stay as they were\n");
                Ok(reply)
            }
        }
    }

    /// What other rules make of the same facts.
    fn reloaded(&self, old: &State) -> String {
        match (&self.state.about, &old.about) {
            (Some(new), Some(before)) => {
                let (was, is) =
                    (old.program().measures.at(before.measure), self.state.program().measures.at(new.measure));
                let same_names = was.name.text == is.name.text
                    && was.stages.len() == is.stages.len()
                    && was.conditions.len() == is.conditions.len();
                if same_names && new.stage == before.stage {
                    let before = old.report(before, &self.sources);
                    return crate::report::changes(&before, &self.state.report(new, &self.sources), self.style);
                }
                self.chosen_text()
            }
            _ => self.chosen_text(),
        }
    }

    /// Tells of files that changed since they were read, each change once. Called before a line is asked for.
    pub fn poll(&mut self) -> Option<String> {
        let (mut changed, mut gone): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for (path, text) in &self.state.rules.texts {
            let now: Option<Arc<str>> = match self.reader.read(path) {
                Ok(now) => Some(now.into()),
                Err(ReadError::Missing) => None,
                Err(_) => continue,
            };
            if now.as_ref() == Some(text) {
                self.told.retain(|(told, _)| told != path);
                continue;
            }
            if self.told.iter().any(|(told, seen)| told == path && *seen == now) {
                continue;
            }
            let news = if now.is_some() { &mut changed } else { &mut gone };
            news.push(format!("`{path}`"));
            self.told.retain(|(told, _)| told != path);
            self.told.push((path.clone(), now));
        }
        let gone = (!gone.is_empty()).then(|| {
            let (is, its) = if gone.len() == 1 { ("is", "its") } else { ("are", "their") };
            format!("{} {is} gone; {its} rules stay as they were read\n", gone.join(", "))
        });
        if changed.is_empty() {
            return gone;
        }
        let have = if changed.len() == 1 { "has" } else { "have" };
        let them = if changed.len() == 1 { "it" } else { "them" };
        let changed = format!("{} {have} changed; `:reload` takes {them} in\n", changed.join(", "));
        Some(changed + &gone.unwrap_or_default())
    }

    /// Tells that a file was written, so that its change is not news.
    pub fn written(&mut self, path: &str) -> Reply {
        let path = normal(path);
        let known = self.state.rules.texts.iter().any(|(own, _)| *own == path);
        if !known {
            return Reply::says(format!("written to `{path}`\n"));
        }
        let typed = self.state.rules.typed.clone();
        let read = Rules::read(self.state.rules.roots.clone(), typed, &*self.reader, &mut self.sources);
        match read.and_then(|read| self.on_rules(self.state.clone(), read, None)) {
            Ok((next, _)) => {
                self.change(next);
                Reply::says(format!("written to `{path}`, and taken in\n"))
            }
            Err(_) => Reply::says(format!("written to `{path}`\n")),
        }
    }

    /// `1 measure, 7 variants, 5 scenarios`
    pub(super) fn counts(&self) -> String {
        counts(self.state.program())
    }
}

fn counts(program: &Program) -> String {
    let variants = program.measures.values().filter(|measure| measure.variant_of.is_some()).count();
    let parts =
        [(program.measures.len() - variants, "measure"), (variants, "variant"), (program.scenarios.len(), "scenario")];
    let parts: Vec<String> =
        parts.into_iter().filter(|&(amount, _)| amount > 0).map(|(amount, noun)| numbered(amount, noun)).collect();
    if parts.is_empty() { "no measures".to_owned() } else { parts.join(", ") }
}

fn is_inputs(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or("").to_lowercase();
    matches!(ending.as_str(), "toml" | "json" | "csv") || spreadsheet::parts(path).is_some()
}
