//! Where answers go: how wide it is, whether it is coloured, text or JSON.

use std::io::{self, IsTerminal, Write};

use miette::Diagnostic;
use quorate::diagnostic::{self, Counts};
use quorate::report::{Answer, Envelope, Style};
use quorate::source::Sources;
use serde::Serialize;

use super::arguments::{Color, Format};

/// Standard output for answers, standard error for what is wrong.
pub(super) struct Terminal {
    format: Format,
    output: Style,
    error: Style,
}

impl Terminal {
    pub(super) fn new(color: Color, format: Format) -> Self {
        let width = width();
        let colour = |reader: &dyn Fn() -> bool| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let wished = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
                wished && std::env::var_os("TERM").is_none_or(|term| term != "dumb") && reader()
            }
        };
        let output = Style { width, colour: colour(&|| io::stdout().is_terminal()) };
        let error = Style { width, colour: colour(&|| io::stderr().is_terminal()) };
        Self { format, output, error }
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

    /// Part of the answer.
    pub(super) fn answer(&self, text: &str) -> io::Result<()> {
        self.answer_bytes(text.as_bytes())
    }

    pub(super) fn answer_bytes(&self, bytes: &[u8]) -> io::Result<()> {
        let mut output = io::stdout().lock();
        output.write_all(bytes)?;
        output.flush()
    }

    /// The answer, in the format that is asked for.
    pub(super) fn show<A: Answer>(&self, answer: &A) -> io::Result<()> {
        match self.format {
            Format::Text => self.answer(&answer.document().text(self.style())),
            Format::Markdown => self.answer(&answer.document().markdown(None)),
            Format::Html => self.answer(&answer.document().html(None)),
            Format::Csv => self.answer(&answer.csv().unwrap_or_default()),
            Format::Json => self.answer_json(&Envelope::new(answer)),
        }
    }

    /// The answer as JSON.
    pub(super) fn answer_json(&self, answer: &impl Serialize) -> io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(answer)?;
        bytes.push(b'\n');
        self.answer_bytes(&bytes)
    }

    /// A line beside the answer.
    pub(super) fn complain(&self, text: &str) -> io::Result<()> {
        writeln!(io::stderr().lock(), "{text}")
    }

    /// What is wrong, and how much: on standard error, or as JSON in place of the answer.
    pub(super) fn wrong(&self, found: &[Box<dyn Diagnostic + Send + Sync>], sources: &Sources) -> io::Result<()> {
        if self.is_json() {
            return self.answer_json(&diagnostic::json(list(found), sources));
        }
        self.draw(list(found), sources)?;
        self.complain(&Counts::of(list(found)).to_string())
    }

    /// Diagnostics on standard error.
    pub(super) fn draw<'a>(
        &self,
        found: impl IntoIterator<Item = &'a dyn Diagnostic>,
        sources: &Sources,
    ) -> io::Result<()> {
        let text = diagnostic::draw(found, sources, self.error);
        io::stderr().lock().write_all(text.as_bytes())
    }
}

/// Boxed diagnostics as the library takes them.
pub(super) fn list(found: &[Box<dyn Diagnostic + Send + Sync>]) -> impl Iterator<Item = &dyn Diagnostic> {
    found.iter().map(|diagnostic| diagnostic.as_ref() as &dyn Diagnostic)
}

/// Where nothing says how wide the page is.
const DEFAULT_WIDTH: usize = 100;

/// `COLUMNS` where it is set, so that output can be had at any width; else the terminal's own.
fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|&columns| columns > 0);
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|&width| width > 0);
    stated.or_else(seen).unwrap_or(DEFAULT_WIDTH)
}
