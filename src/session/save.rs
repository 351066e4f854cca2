//! The session as rules: `:save scenario close_call in votes.measure`

use smol_str::SmolStr;

use super::error::{AnyDiagnostic, SessionError, one};
use super::line::{Word, Words};
use super::rules::Rules;
use super::state::Said;
use super::{Answer, Reply, Session, Then};
use crate::check;
use crate::facts::{Cells, Slot};
use crate::inputs;
use crate::load::{ReadError, ReadFile, normal};
use crate::program::{Measure, ParameterValue, TableId};
use crate::report;
use crate::span::Span;
use crate::syntax;
use crate::value::{Kind, Value};

impl Session {
    pub(super) fn save(&mut self, words: &Words<'_>) -> Answer {
        let (what, name, file) = match words.rest.as_slice() {
            [what, name] => (*what, *name, None),
            [what, name, preposition, file] if preposition.text == "in" => (*what, *name, Some(*file)),
            [_, _, other, ..] => return Err(words.misfit(Some(*other), "`in FILE` should follow, or nothing")),
            [what] if matches!(what.text, "scenario" | "variant") => {
                return Err(words.misfit(Some(*what), "a name should follow"));
            }
            [other] => return Err(words.misfit(Some(*other), "`scenario` or `variant` should stand here")),
            [] => return Err(words.misfit(None, "as a scenario or as a variant?")),
        };
        if !syntax::is_name(name.text) {
            return Err(words.misfit(Some(name), "no name: letters, digits and `_`, and no word of the language"));
        }
        let text = match what.text {
            "scenario" => self.scenario_text(words, name.text)?,
            "variant" => self.variant_text(words, name.text)?,
            _ => return Err(words.misfit(Some(what), "`scenario` or `variant` should stand here")),
        };
        match file {
            None => self.keep(&text),
            Some(file) => self.save_in(&text, file),
        }
    }

    /// Declares what was saved, as if it had been typed, and shows it.
    fn keep(&mut self, text: &str) -> Answer {
        let name = format!("line {}", self.lines.len());
        let rules = self.state.rules.clone();
        let read = rules.with_typed(&format!("{name}, saved"), text, &*self.reader, &mut self.sources)?;
        let (next, lints) = self.on_rules(self.state.clone(), read, None)?;
        self.change(next);
        let how = "kept until the session ends; `in FILE.measure` after the name writes it to a file\n";
        Ok(Reply::says(format!("{text}{lints}{how}")))
    }

    /// Adds to a file what leaves it right.
    fn save_in(&mut self, text: &str, file: Word<'_>) -> Answer {
        let path = file.text.trim_matches('"').to_owned();
        let span = file.span;
        if !path.ends_with(".measure") {
            let reason = "it is no rule file".to_owned();
            let help = format!("rule files end in `.measure`: `{path}.measure`");
            return Err(one(SessionError::File { path, reason, help, span }));
        }
        let mut needed = String::new();
        let before = match self.reader.read(&path) {
            Ok(before) => before,
            Err(ReadError::Missing) => String::new(),
            Err(error) => {
                let (reason, help) = (error.to_string(), error.help().to_owned());
                return Err(one(SessionError::File { path, reason, help, span }));
            }
        };
        // A file of its own must say what it is about, where it does not yet.
        let mut whole = joined(&before, "", text);
        if self.check_text(&path, &whole).is_err() {
            needed = self.needed_by(&path, &before);
            whole = joined(&before, &needed, text);
            if let Err(errors) = self.check_text(&path, &whole) {
                let mut all = one(SessionError::Save { path, span });
                all.extend(errors);
                return Err(all);
            }
        }
        let shown = joined("", &needed, text);
        Ok(Reply { text: shown, wrong: false, then: Then::Write { path, text: whole } })
    }

    /// What is wrong with a file if it had this text.
    fn check_text(&mut self, path: &str, text: &str) -> Result<(), Vec<AnyDiagnostic>> {
        let reader = Instead { path: normal(path), text, under: &*self.reader };
        Rules::read(vec![path.to_owned()], Vec::new(), &reader, &mut self.sources).map(|_| ())
    }

    /// The files that declare the measure that is talked about, and what was typed of it.
    fn needed_by(&self, path: &str, before: &str) -> String {
        let Some(about) = &self.state.about else { return String::new() };
        let program = self.state.program();
        let mut uses = Vec::new();
        let mut typed = Vec::new();
        for id in program.lineage(about.measure) {
            let own = program.measures.at(id);
            if self.state.rules.is_typed(own.span) {
                typed.push(self.sources.slice(own.span).to_owned());
            } else if let Some(source) = self.sources.at(own.span.start).filter(|own| *own.name != normal(path)) {
                let line = format!("use \"{}\"", self.path_from(path, &source.name));
                if !uses.contains(&line) && !before.contains(&line) {
                    uses.push(line);
                }
            }
        }
        typed.reverse();
        let mut text = uses.join("\n");
        for declaration in typed {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(declaration.trim());
        }
        text
    }

    /// A file's path as a file beside it would name it: from folder to folder, or from the root where only one of the two
    /// is known from there.
    fn path_from(&self, from: &str, to: &str) -> String {
        let is_absolute = |path: &str| path.starts_with('/');
        if is_absolute(from)
            && !is_absolute(to)
            && let Some(to) = self.reader.absolute(to)
        {
            return relative(from, &to);
        }
        relative(from, to)
    }

    fn subject(&self, words: &Words<'_>) -> Result<String, Vec<AnyDiagnostic>> {
        let about = self.about(words.span())?;
        let measure = self.state.program().measures.at(about.measure);
        Ok(match about.stage.and_then(|stage| measure.stages.at(stage).name.as_ref()) {
            Some(stage) => format!("{}.{}", measure.name.text, stage.text),
            None => measure.name.text.to_string(),
        })
    }

    /// All that is known, as a scenario.
    fn scenario_text(&self, words: &Words<'_>, name: &str) -> Result<String, Vec<AnyDiagnostic>> {
        let judged = self.judged(words.span())?;
        let about = self.about(words.span())?;
        let (rules, facts) = (judged.rules(), judged.facts);
        let nothing = || {
            let help = "give it votes first: `yes = 5,000,000`";
            one(SessionError::NothingToSave { what: "scenario", help, span: words.span() })
        };
        let own_stage = about.stage;
        let path = |stage: Option<crate::program::StageId>, full: smol_str::SmolStr, own: &str| {
            if stage == own_stage && stage.is_some() { own.to_owned() } else { full.to_string() }
        };
        let mut lines: Vec<String> = Vec::new();
        let mut short: Vec<String> = Vec::new();
        for (id, input) in rules.inputs.iter().filter(|(_, input)| input.table.is_none()) {
            let Some(Cells::One(slot)) = facts.inputs.get(id) else { continue };
            let rule = input.fixed.as_ref().map(|(value, _)| value);
            if is_the_rules(slot, rule) {
                continue;
            }
            short.push(format!(
                "{} = {}",
                path(input.stage, rules.input_path(id), &input.name.text),
                slot_text(slot, input.kind)
            ));
        }
        for (id, parameter) in rules.parameters.iter().filter(|(_, own)| own.table.is_none()) {
            let Some(Cells::One(slot)) = facts.parameters.get(id) else { continue };
            let rule = match &parameter.value {
                ParameterValue::Constant(value, _) => Some(value),
                ParameterValue::ByDate { .. } | ParameterValue::PerRow(_) => continue,
            };
            if is_the_rules(slot, rule) {
                continue;
            }
            let own = path(parameter.stage, rules.parameter_path(id), &parameter.name.text);
            short.push(format!("{own} = {}", slot_text(slot, parameter.kind)));
        }
        for (id, slot) in &facts.dates {
            let definition = rules.definitions.at(*id);
            let own = path(definition.stage, rules.definition_path(*id), &definition.name.text);
            short.push(format!("{own} = {}", slot_text(slot, Kind::Date)));
        }
        lines.extend(filled(&short));
        for table in rules.tables.ids() {
            lines.extend(rows_text(rules, facts, table));
        }
        let layers = self.state.layers(about.measure, about.stage, about.scenario);
        let written: Vec<_> = layers.iter().flat_map(|layer| &layer.facts.givens).collect();
        for given in &facts.givens {
            // Its names are those of the stage it was said in, which need not be the one that is talked about.
            let own = written.iter().find(|own| own.span == given.span).filter(|_| given.stage != own_stage);
            let paths = own.map_or_else(Vec::new, |own| check::given_paths(rules, given.stage, own));
            lines.push(self.given_text(given.span, &paths));
        }
        if lines.is_empty() {
            return Err(nothing());
        }
        let subject = self.subject(words)?;
        let mut text = format!("scenario {name} of {subject} {{\n");
        for line in lines {
            text.push_str(&format!("  {line}\n"));
        }
        text.push_str("}\n");
        Ok(text)
    }

    /// `given yes + no = ballots`, on one line, with other paths at some places.
    fn given_text(&self, span: Span, paths: &[(Span, SmolStr)]) -> String {
        let mut text = String::new();
        let mut from = span.start;
        for (place, path) in paths {
            text.push_str(self.sources.slice(Span { start: from, end: place.start }));
            text.push_str(path);
            from = place.end;
        }
        text.push_str(self.sources.slice(Span { start: from, end: span.end }));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What was assigned of the rule itself, as a variant.
    fn variant_text(&self, words: &Words<'_>, name: &str) -> Result<String, Vec<AnyDiagnostic>> {
        let about = self.about(words.span())?;
        let measure = self.state.program().measures.at(about.measure);
        let mut lines = Vec::new();
        for said in &self.state.said {
            let Said::Fact(fact) = said else { continue };
            let Some(target) = inputs::settable(measure, None, &fact.path.parts).filter(|target| target.of_the_rule)
            else {
                continue;
            };
            let value = match &fact.value {
                crate::syntax::ast::FactValue::Literal(literal) => self.sources.slice(literal.span),
                crate::syntax::ast::FactValue::Range(..) => continue,
            };
            if value != "?" && !target.is_cell {
                lines.push(format!("  set {} = {value}\n", target.path.join(".")));
            }
        }
        if lines.is_empty() {
            let help = "a variant changes the rule: `approval = 60%`; votes are saved with `:save scenario NAME`";
            return Err(one(SessionError::NothingToSave { what: "variant", help, span: words.span() }));
        }
        Ok(format!("variant {name} of {} {{\n{}}}\n", measure.name.text, lines.concat()))
    }
}

/// A file with more at its end.
fn joined(before: &str, needed: &str, text: &str) -> String {
    let parts = [before.trim_end(), needed.trim(), text.trim()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}\n", parts.join("\n\n"))
}

fn is_the_rules(slot: &Slot, rule: Option<&Value>) -> bool {
    match (slot, rule) {
        (Slot::Unknown, None) => true,
        (Slot::Known(value), Some(rule)) => value == rule,
        (Slot::Unknown | Slot::Known(_) | Slot::Range(..), _) => false,
    }
}

fn slot_text(slot: &Slot, kind: Kind) -> String {
    let show = |value: &Value| report::written(value, kind);
    match slot {
        Slot::Unknown => "?".to_owned(),
        Slot::Known(value) => show(value),
        Slot::Range(low, Some(high)) => format!("{}..{}", show(low), show(high)),
        Slot::Range(low, None) => format!("{}..", show(low)),
    }
}

/// Facts side by side as far as a line goes.
fn filled(facts: &[String]) -> Vec<String> {
    const WIDTH: usize = 96;
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        match lines.last_mut() {
            Some(line) if line.chars().count() + fact.chars().count() + 2 <= WIDTH => {
                line.push_str("  ");
                line.push_str(fact);
            }
            Some(_) | None => lines.push(fact.clone()),
        }
    }
    lines
}

/// The rows of a table that something is known of.
fn rows_text(rules: &Measure, facts: &crate::facts::Facts, table: TableId) -> Vec<String> {
    let mut lines = Vec::new();
    let stages = std::iter::once(None).chain(rules.stages.ids().map(Some));
    for stage in stages {
        let columns: Vec<_> = rules
            .inputs
            .iter()
            .filter(|(_, input)| input.table == Some(table) && input.stage == stage)
            .filter_map(|(id, input)| match facts.inputs.get(id) {
                Some(Cells::Rows(slots)) if slots.iter().any(|slot| *slot != Slot::Unknown) => Some((input, slots)),
                _ => None,
            })
            .collect();
        if columns.is_empty() {
            continue;
        }
        let own = &rules.tables.at(table).name.text;
        let heads: Vec<&str> = columns.iter().map(|(input, _)| input.name.text.as_str()).collect();
        lines.push(format!("rows {} ({}) {{", rules.path(stage, own), heads.join(", ")));
        for (at, row) in facts.rows.get(table).into_iter().flatten().enumerate() {
            let cells: Vec<String> = columns
                .iter()
                .map(|(input, slots)| slot_text(slots.get(at).unwrap_or(&Slot::Unknown), input.kind))
                .collect();
            let row = if syntax::is_name(row) { row.to_string() } else { format!("\"{row}\"") };
            lines.push(format!("  {row}  {}", cells.join("  ")));
        }
        lines.push("}".to_owned());
    }
    lines
}

/// A path seen from a file beside or above it.
fn relative(from: &str, to: &str) -> String {
    let (from, to) = (normal(from), normal(to));
    let folders: Vec<&str> = from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    let parts: Vec<&str> = to.split('/').collect();
    let shared = folders.iter().zip(&parts).take_while(|(one, other)| one == other).count();
    // Of two paths from the root the first part is the same and says nothing.
    if to.starts_with('/') && (!from.starts_with('/') || shared <= 1) {
        return to;
    }
    let up = std::iter::repeat_n("..", folders.len() - shared);
    up.chain(parts.into_iter().skip(shared)).collect::<Vec<_>>().join("/")
}

/// A reader for which one file has another text.
struct Instead<'a> {
    path: String,
    text: &'a str,
    under: &'a dyn ReadFile,
}

impl ReadFile for Instead<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if normal(path) == self.path { Ok(self.text.to_owned()) } else { self.under.read(path) }
    }

    fn read_named(&self, path: &str, by: &str) -> Result<String, ReadError> {
        if normal(path) == self.path { Ok(self.text.to_owned()) } else { self.under.read_named(path, by) }
    }

    fn identity(&self, path: &str) -> String {
        self.under.identity(path)
    }
}
