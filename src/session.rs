//! A conversation about a measure: what `quorate repl` answers, line by line, without a terminal.
//!
//! ```text
//! let mut session = Session::new(Box::new(files), style);
//! session.load(&["rules/calexit/2017.measure"]);
//! let reply = session.line(":choose recall_2003", &|| false);
//! let reply = session.line("yes = 5,200,000", &|| false);      // consent: not met by 201,145 → met by 22,581
//! ```
//!
//! A line that begins with a colon is a [command](command::COMMANDS). Everything else is the language: declarations as in a
//! rule file, facts as in a scenario, expressions. A line that cannot be answered changes nothing.

mod asked;
mod assign;
mod choose;
pub(crate) mod clause;
pub mod command;
mod declare;
mod error;
mod files;
mod help;
pub mod keyword;
mod line;
mod look;
mod output;
mod rules;
mod save;
mod simulate;
mod state;
mod sweep;
mod table;
mod told;
mod under;
mod value;
mod watch;

use error::one;
pub use error::{AnyDiagnostic, SessionError};
pub use line::{is_complete, is_nothing};
pub use watch::Watch;

use std::rc::Rc;
use std::sync::Arc;

use crate::assist::{Block, Place, Standpoint};
use crate::diagnostic;
use crate::load::ReadFile;
use crate::program::{Measure, Program, StageId};
use crate::report::{Judged, Style};
use crate::source::Sources;
use crate::span::Span;
use line::{Line, Words};
use rules::Rules;
use state::{About, State};

/// What a line comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// What is to be shown; whole lines, or nothing.
    pub text: String,
    /// The line was not answered, and nothing was changed.
    pub wrong: bool,
    /// What the front has to do.
    pub then: Then,
}

/// What the front has to do after a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Then {
    /// Ask for the next line.
    #[default]
    GoOn,
    /// Leave.
    Quit,
    /// Write a file, then call [`Session::written`].
    Write {
        /// Its path.
        path: String,
        /// All of its text.
        text: String,
    },
}

/// What a command or a piece of the language comes to.
type Answer = Result<Reply, Vec<AnyDiagnostic>>;

impl Reply {
    fn says(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// How many changes `:undo` takes back: each keeps what the session stood at.
pub const MOST_UNDONE: usize = 1_000;

/// A conversation.
pub struct Session {
    reader: Box<dyn ReadFile>,
    style: Style,
    sources: Sources,
    state: State,
    /// States before the present one, oldest first.
    past: Vec<State>,
    /// States that were undone, the next to redo last.
    future: Vec<State>,
    /// Every line that was entered.
    lines: Vec<String>,
    /// Files that could not be taken in as they are, for `:reload`.
    wanted: Vec<String>,
    /// What files looked like when their change was told of; nothing if they were gone.
    told: Vec<(String, Option<Arc<str>>)>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("style", &self.style).field("lines", &self.lines).finish_non_exhaustive()
    }
}

impl Session {
    /// A session without rules. Files are read through `reader`, and shown in `style`.
    pub fn new(reader: Box<dyn ReadFile>, style: Style) -> Self {
        Self {
            reader,
            style,
            sources: Sources::new(),
            state: State::default(),
            past: Vec::new(),
            future: Vec::new(),
            lines: Vec::new(),
            wanted: Vec::new(),
            told: Vec::new(),
        }
    }

    /// All texts that it has read, and its lines.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// How answers are to look from now on: a window can change its size.
    pub fn set_style(&mut self, style: Style) {
        self.style = style;
    }

    /// Answers a line, or several that belong together. A long answer is given up when `watch` says so.
    pub fn line(&mut self, text: &str, watch: &dyn Watch) -> Reply {
        if is_nothing(text) {
            return Reply::default();
        }
        self.lines.push(text.to_owned());
        let source = self.sources.add(format!("line {}", self.lines.len()), text);
        let answer = match line::classify(&source, self.measure()) {
            Line::Command(words) => self.command(&words, watch),
            Line::Declarations => self.declare(&source),
            Line::Facts => self.assign(&source),
            Line::Expression => self.value(&source),
        };
        answer.unwrap_or_else(|errors| self.wrong(&errors))
    }

    /// Diagnostics as an answer.
    fn wrong(&self, errors: &[AnyDiagnostic]) -> Reply {
        let list = errors.iter().map(|error| error.as_ref() as &dyn miette::Diagnostic);
        Reply { text: diagnostic::draw(list, &self.sources, self.style), wrong: true, then: Then::GoOn }
    }

    fn command(&mut self, words: &Words<'_>, watch: &dyn Watch) -> Answer {
        let Some(command) = command::COMMANDS.iter().find(|command| command.name == words.name.text) else {
            return Err(line::unknown_command(words.name));
        };
        match command.name {
            "load" => self.load_command(words),
            "reload" => self.reload(words),
            "list" => self.list(words),
            "choose" => self.choose(words),
            "show" => self.show(words),
            "inputs" => self.inputs(words),
            "run" => self.run(words),
            "why" => self.why(words),
            "what" => self.what_if(words),
            "unset" => self.unset(words),
            "undo" => self.undo(words),
            "redo" => self.redo(words),
            "reset" => self.reset(words),
            "compare" => self.compare(words),
            "table" => self.table(words, &|| watch.stopped()),
            "sweep" => self.sweep(words, watch),
            "simulate" => self.simulate(words, watch),
            "save" => self.save(words),
            "exact" => self.exact(words),
            "history" => self.history(words),
            "help" => self.help(words),
            "quit" => words.nothing().map(|()| Reply { then: Then::Quit, ..Reply::default() }),
            _ => Err(line::unknown_command(words.name)),
        }
    }

    /// Makes a state the present one; the one before can be brought back.
    fn change(&mut self, next: State) {
        self.past.push(std::mem::replace(&mut self.state, next));
        if self.past.len() > MOST_UNDONE {
            self.past.remove(0);
        }
        self.future.clear();
    }

    fn undo(&mut self, words: &Words<'_>) -> Answer {
        words.nothing()?;
        let Some(before) = self.past.pop() else {
            let help = "what changes something can be undone: an assignment, a choice, a declaration";
            return Err(one(SessionError::Nothing { what: "undo", help, span: words.name.span }));
        };
        let undone = std::mem::replace(&mut self.state, before);
        let text = self.difference(&undone);
        self.future.push(undone);
        Ok(Reply::says(text))
    }

    fn redo(&mut self, words: &Words<'_>) -> Answer {
        words.nothing()?;
        let Some(after) = self.future.pop() else {
            let help = "`:redo` makes a change again that `:undo` took back";
            return Err(one(SessionError::Nothing { what: "redo", help, span: words.name.span }));
        };
        let before = std::mem::replace(&mut self.state, after);
        let text = self.difference(&before);
        self.past.push(before);
        Ok(Reply::says(text))
    }

    /// What the present state differs in from another one, in words.
    fn difference(&self, other: &State) -> String {
        if !Rc::ptr_eq(&self.state.rules, &other.rules) {
            return format!("other rules: {}\n{}", self.counts(), self.chosen_text());
        }
        match (&self.state.about, &other.about) {
            (Some(new), Some(old)) if same_subject(new, old) && new.scenario == old.scenario => {
                let before = other.report(old, &self.sources);
                let after = self.state.report(new, &self.sources);
                crate::report::changes(&before, &after, self.style)
            }
            _ => self.chosen_text(),
        }
    }

    /// The measure that is talked about.
    pub fn measure(&self) -> Option<&Measure> {
        self.state.measure()
    }

    /// The stage that is talked about.
    pub fn stage(&self) -> Option<StageId> {
        self.state.about.as_ref().and_then(|about| about.stage)
    }

    /// All that is declared.
    pub fn program(&self) -> &Program {
        self.state.program()
    }

    /// How many changes `:undo` can take back.
    pub fn changes(&self) -> usize {
        self.past.len()
    }

    /// The lines that were entered, oldest first.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// What is talked about, or why nothing can be said.
    fn about(&self, span: Span) -> Result<&About, Vec<AnyDiagnostic>> {
        self.state.about.as_ref().ok_or_else(|| one(SessionError::NoMeasure { span }))
    }

    /// What is talked about, as reports take it.
    fn judged(&self, span: Span) -> Result<Judged<'_>, Vec<AnyDiagnostic>> {
        let about = self.about(span)?;
        Ok(self.state.report(about, &self.sources))
    }

    /// Where a line is typed now; it stays what it is when the session goes on.
    pub fn standpoint(&self) -> Rc<dyn Standpoint> {
        Rc::new(Here { rules: Rc::clone(&self.state.rules), about: self.state.about.clone() })
    }

    /// What stands before a line: `calexit.nationhood> `, shorter where there is little room.
    pub fn prompt(&self) -> String {
        let Some(measure) = self.measure() else { return "> ".to_owned() };
        let stage = self.stage().and_then(|stage| measure.stages.at(stage).name.as_ref());
        let whole = match stage {
            Some(stage) => format!("{}.{}> ", measure.name.text, stage.text),
            None => format!("{}> ", measure.name.text),
        };
        match stage {
            _ if whole.chars().count() * 2 <= self.style.width => whole,
            Some(stage) if stage.text.chars().count() * 2 + 4 <= self.style.width => format!("{}> ", stage.text),
            Some(_) | None => "> ".to_owned(),
        }
    }
}

/// What a line is typed about.
struct Here {
    rules: Rc<Rules>,
    about: Option<About>,
}

impl Standpoint for Here {
    fn place(&self) -> Place<'_> {
        let about = self.about.as_ref();
        Place {
            program: &self.rules.program,
            measure: about.map(|about| about.measure),
            stage: about.and_then(|about| about.stage),
            facts: about.map(|about| &about.standing.facts),
            commands: command::COMMANDS,
            block: Block::Line,
        }
    }
}

fn same_subject(one: &About, other: &About) -> bool {
    one.measure == other.measure && one.stage == other.stage
}
