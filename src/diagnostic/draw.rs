//! Diagnostics as people read them, with the text they are about.

use std::fmt::{self, Display, Write as _};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode};

use crate::report::Style;
use crate::source::{Encoding, Source, Sources};
use crate::span::Span;
use crate::words::{clean, hidden, of_same_length, shown};

/// Draws each diagnostic with the lines it is about.
pub fn draw<'a>(
    diagnostics: impl IntoIterator<Item = &'a (dyn Diagnostic + 'static)>,
    sources: &Sources,
    style: Style,
) -> String {
    let theme = if style.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(style.width)
        .with_context_lines(1)
        .without_cause_chain();
    let visible = visible(sources);
    let sources = visible.as_ref().unwrap_or(sources);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let placed = Placed { diagnostic, sources, drawable: is_drawable(diagnostic, sources) };
        let start = text.len();
        // Writing to a String cannot fail; a label that points nowhere can.
        if handler.render_report(&mut text, &placed).is_err() {
            text.truncate(start);
            let _ = writeln!(text, "{}", shown(&diagnostic.to_string(), false));
        }
        if !placed.drawable {
            for place in places(diagnostic, sources) {
                let _ = writeln!(text, "   {}", clean(&place));
            }
        }
        text.push('\n');
    }
    text
}

/// The texts with marks for what hides in them, where something does. No place moves.
fn visible(sources: &Sources) -> Option<Sources> {
    let hides = |source: &Source| hidden(&source.text).next().is_some() || hidden(&source.name).next().is_some();
    if !sources.iter().any(hides) {
        return None;
    }
    let mut visible = Sources::new();
    for source in sources.iter() {
        visible.add(&*clean(&source.name), &*of_same_length(&source.text));
    }
    Some(visible)
}

/// Lines longer than this are not drawn: nobody could see the place in them.
const LONGEST_LINE: usize = 2_000;

/// Whether every label stands in lines that can be shown.
fn is_drawable(diagnostic: &dyn Diagnostic, sources: &Sources) -> bool {
    diagnostic.labels().into_iter().flatten().all(|label| {
        let Some(span) = span_of(&label) else { return false };
        let Some(source) = sources.at(span.start) else { return false };
        let own = Span::new(span.start, span.end.min(source.end()));
        [own.start, own.end].into_iter().all(|offset| line_length(source, offset) <= LONGEST_LINE)
    })
}

fn line_length(source: &Source, offset: u32) -> usize {
    let local = offset.saturating_sub(source.base) as usize;
    let (before, after) = source.text.split_at_checked(local).unwrap_or((&source.text, ""));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    before.len() - start + after.find('\n').unwrap_or(after.len())
}

/// `rules.measure:3:14: expected a share here`
fn places(diagnostic: &dyn Diagnostic, sources: &Sources) -> Vec<String> {
    let labels = diagnostic.labels().into_iter().flatten();
    let places = labels.filter_map(|label| {
        let span = span_of(&label)?;
        let source = sources.at(span.start)?;
        let position = source.position(span.start, Encoding::Characters);
        let text = label.label().map(|text| format!(": {text}")).unwrap_or_default();
        Some(format!("{}:{}:{}{text}", source.name, position.line, position.column))
    });
    places.collect()
}

pub(super) fn span_of(label: &LabeledSpan) -> Option<Span> {
    let start = u32::try_from(label.offset()).ok()?;
    let end = u32::try_from(label.offset() + label.len()).ok()?;
    Some(Span::new(start, end))
}

/// A diagnostic that knows the texts its labels point into.
struct Placed<'a> {
    diagnostic: &'a dyn Diagnostic,
    sources: &'a Sources,
    drawable: bool,
}

impl fmt::Debug for Placed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.diagnostic, f)
    }
}

impl Display for Placed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a message quotes comes from files, and must not be able to steer the terminal.
        f.write_str(&shown(&self.diagnostic.to_string(), false))
    }
}

impl std::error::Error for Placed<'_> {}

impl Diagnostic for Placed<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.diagnostic.code()
    }
    fn severity(&self) -> Option<Severity> {
        self.diagnostic.severity()
    }
    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        let help = self.diagnostic.help()?.to_string();
        Some(Box::new(shown(&help, false).into_owned()))
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.sources)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.diagnostic.labels().filter(|_| self.drawable)?;
        Some(Box::new(labels.map(|mut label| {
            let text = label.label().map(|text| shown(text, false).into_owned());
            label.set_label(text);
            label
        })))
    }
}
