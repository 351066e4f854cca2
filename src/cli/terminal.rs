//! Where answers go: how wide it is, whether it is coloured, text or JSON.

use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use quorate::diagnostic::{self, Counts};
use quorate::report::{Answer, Envelope, Provenance, Style};
use quorate::source::Sources;
use quorate::words;
use serde::Serialize;

use super::arguments::{Color, Format};
use super::error::CliError;
use super::origin::{self, Role};
use super::write::{self, Overwrite};

/// Where an answer goes.
#[derive(Debug)]
enum Sink {
    /// To whoever reads standard output.
    Output,
    /// Into a file, as a whole once it is there.
    File(PathBuf, RefCell<Vec<u8>>),
    /// Nowhere yet: the answer is compared with another. No file is written either.
    Held(RefCell<Vec<u8>>),
}

/// Standard output for answers, standard error for what is wrong.
pub(super) struct Terminal {
    format: Format,
    sink: Sink,
    /// What was written after the tool's name.
    command: Vec<String>,
    output: Style,
    error: Style,
    /// Files may be written over that otherwise are not.
    force: bool,
    /// Nobody reads the answers any more.
    closed: Cell<bool>,
}

impl Terminal {
    pub(super) fn new(color: Color, format: Format, force: bool) -> Self {
        Self::of(color, format, force, Sink::Output, Vec::new())
    }

    /// For a command whose answer goes to standard output or into a file.
    pub(super) fn to(output: Option<PathBuf>, color: Color, format: Format, force: bool, command: Vec<String>) -> Self {
        let sink = output.map_or(Sink::Output, |path| Sink::File(path, RefCell::default()));
        Self::of(color, format, force, sink, command)
    }

    /// For a command whose answer, as JSON, is held.
    pub(super) fn holding(command: Vec<String>) -> Self {
        Self::of(Color::Never, Format::Json, false, Sink::Held(RefCell::default()), command)
    }

    fn of(color: Color, format: Format, force: bool, sink: Sink, command: Vec<String>) -> Self {
        let width = width();
        let colour = |reader: &dyn Fn() -> bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if matches!(sink, Sink::File(..)) => false,
            Color::Auto => {
                let wished = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
                wished && std::env::var_os("TERM").is_none_or(|term| term != "dumb") && reader()
            }
        };
        let output = Style { width, colour: colour(&|| io::stdout().is_terminal()) };
        let error = Style { width, colour: colour(&|| io::stderr().is_terminal()) };
        Self { format, sink, command, output, error, force, closed: Cell::new(false) }
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// How answers are to look.
    pub(super) fn style(&self) -> Style {
        self.output
    }

    /// The same, should the window have been resized.
    pub(super) fn style_now(&self) -> Style {
        Style { width: width(), ..self.output }
    }

    /// Part of the answer, for people: nothing in it but colours can steer the terminal.
    pub(super) fn answer(&self, text: &str) -> io::Result<()> {
        self.answer_bytes(words::shown(text, self.output.colour).as_bytes())
    }

    /// Part of the answer as it is, for programs. Where a reader has had enough, as `head` does, the rest is not written; what the answer is, and
    /// with it the exit status, does not depend on who reads it.
    pub(super) fn answer_bytes(&self, bytes: &[u8]) -> io::Result<()> {
        match &self.sink {
            Sink::File(_, held) | Sink::Held(held) => {
                held.borrow_mut().extend_from_slice(bytes);
                Ok(())
            }
            Sink::Output => self.print(bytes),
        }
    }

    /// On standard output, wherever answers go.
    fn print(&self, bytes: &[u8]) -> io::Result<()> {
        if self.closed.get() {
            return Ok(());
        }
        let mut output = io::stdout().lock();
        match output.write_all(bytes).and_then(|()| output.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed.set(true);
                Ok(())
            }
            other => other,
        }
    }

    /// Whether nobody reads the answers any more.
    pub(super) fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// Writes an answer into the file that it is to go to.
    pub(super) fn finish(&self, sources: &Sources) -> Result<(), CliError> {
        let Sink::File(path, held) = &self.sink else { return Ok(()) };
        let read: Vec<PathBuf> =
            [Role::Rules, Role::Votes].into_iter().flat_map(origin::files).map(|own| own.file.into()).collect();
        self.file(path, &held.borrow(), sources, &read)
    }

    /// The answer that was held.
    pub(super) fn held(self) -> Vec<u8> {
        match self.sink {
            Sink::Held(held) => held.into_inner(),
            Sink::Output | Sink::File(..) => Vec::new(),
        }
    }

    /// What makes the answer.
    pub(super) fn provenance(&self) -> Provenance {
        Provenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: self.command.clone(),
            rules: origin::files(Role::Rules),
            votes: origin::files(Role::Votes),
        }
    }

    /// Writes an answer into a file, unless that is a rule file or one that the answer was made from, see [`write`].
    pub(super) fn file(&self, path: &Path, bytes: &[u8], sources: &Sources, read: &[PathBuf]) -> Result<(), CliError> {
        if matches!(self.sink, Sink::Held(_)) {
            return Ok(());
        }
        write::answer(path, bytes, Overwrite { force: self.force, sources, read })
    }

    /// The answer, in the format that is asked for.
    pub(super) fn show<A: Answer>(&self, answer: &A) -> io::Result<()> {
        match self.format {
            Format::Text => self.answer(&answer.document().text(self.style())),
            Format::Markdown => self.answer_bytes(answer.document().markdown(Some(&self.provenance())).as_bytes()),
            Format::Html => self.answer_bytes(answer.document().html(Some(&self.provenance())).as_bytes()),
            Format::Csv => self.answer_bytes(answer.csv().unwrap_or_default().as_bytes()),
            Format::Json => self.json(&Envelope::new(answer, Some(self.provenance()))),
        }
    }

    /// The answer as JSON.
    pub(super) fn answer_json(&self, kind: &'static str, view: impl Serialize) -> io::Result<()> {
        self.json(&Envelope::of(kind, view, Some(self.provenance())))
    }

    fn json(&self, answer: &impl Serialize) -> io::Result<()> {
        self.answer_bytes(&pretty(answer)?)
    }

    /// A line beside the answer.
    pub(super) fn complain(&self, text: &str) -> io::Result<()> {
        if matches!(self.sink, Sink::Held(_)) {
            return Ok(());
        }
        complained(writeln!(io::stderr().lock(), "{}", words::shown(text, self.error.colour)))
    }

    /// What is wrong, and how much: on standard error, or as JSON in place of the answer.
    pub(super) fn wrong(&self, found: &[Box<dyn Diagnostic + Send + Sync>], sources: &Sources) -> io::Result<()> {
        if self.is_json() {
            let errors = Envelope::of("errors", diagnostic::json(list(found), sources), Some(self.provenance()));
            return match &self.sink {
                Sink::Held(_) => self.json(&errors),
                // What is wrong is no answer, and does not take the place of a file.
                Sink::Output | Sink::File(..) => self.print(&pretty(&errors)?),
            };
        }
        self.draw(list(found), sources)?;
        self.complain(&Counts::of(list(found)).to_string())
    }

    /// Diagnostics on standard error.
    pub(super) fn draw<'a>(
        &self,
        found: impl IntoIterator<Item = &'a (dyn Diagnostic + 'static)>,
        sources: &Sources,
    ) -> io::Result<()> {
        if matches!(self.sink, Sink::Held(_)) {
            return Ok(());
        }
        let text = diagnostic::draw(found, sources, self.error);
        complained(io::stderr().lock().write_all(text.as_bytes()))
    }
}

fn pretty(answer: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(answer)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Complaints that nobody reads are no reason to stop.
fn complained(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// Boxed diagnostics as the library takes them.
pub(super) fn list(found: &[Box<dyn Diagnostic + Send + Sync>]) -> impl Iterator<Item = &(dyn Diagnostic + 'static)> {
    found.iter().map(|diagnostic| diagnostic.as_ref() as &(dyn Diagnostic + 'static))
}

/// Where nothing says how wide the page is.
const DEFAULT_WIDTH: usize = 100;

/// `COLUMNS` where it is set, so that output can be had at any width; else the terminal's own.
fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|&columns| columns > 0);
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|&width| width > 0);
    stated.or_else(seen).unwrap_or(DEFAULT_WIDTH)
}
