//! What a report says, once for every format: headings, sentences, tables, notes and pictures.
//!
//! A report writes a [`Document`] and does not know how it will look. `render` turns it into text for a terminal, into
//! Markdown and into a page of HTML, each with its one escape; nothing that is put into a document is escaped before.
//!
//! ```ignore
//! let mut document = Document::new();
//! document.heading(1, vec![(Tone::Strong, "Nationhood: ".into()), (Tone::Bad, "failed".into())]);
//! document.say(0, Tone::Plain, "California");                      // a paragraph
//! document.line(1, vec![(Tone::Bad, "✗ ".into()), (Tone::Strong, "consent".into())]);  // deeper: an item of a list
//! document.say(2, Tone::Code, "yes at least 55% of ballots");      // and an item within it
//! let mut grid = Grid::default();
//! grid.caption("What each rule makes of the votes");
//! grid.head("rule", false);
//! grid.head("passed", true);                                       // numbers end flush
//! grid.row(vec![(Tone::Code, "calexit".into()), (Tone::Plain, "3".into())]);
//! document.grid(grid);
//! document.note("`blank` was left aside");
//! document.on_terminal(|page| page.say(0, Tone::Plain, "▂▃▇▃▂")); // a histogram, which only a terminal shows
//! document.on_page(|document| document.grid(figures()));           // what stands in its place in Markdown and HTML
//! document.picture(Picture { svg, title, description });
//! document.text(style); document.markdown(None); document.html(None);
//! ```
//!
//! In text the first level of a list begins two columns in, and each further level two more. Blanks that only align are
//! kept in text and stand for one blank elsewhere.

use std::fmt;

use super::grid::Grid;
use super::layout::{Page, Piece, Style, Tone};
use super::provenance::Provenance;
use super::render;

/// What a report says, in order. It is written once, and rendered in any format.
#[derive(Debug, Default)]
pub struct Document<'v> {
    pub(super) elements: Vec<Element<'v>>,
    /// Levels that everything is set deeper, as part of something else.
    base: usize,
}

/// One thing a document says.
#[derive(Debug)]
pub(super) enum Element<'v> {
    /// Level 1 is the document's own.
    Heading(usize, Vec<Piece>),
    /// At depth 0 a paragraph, deeper an item of a list; `hang` is how many columns further in it goes on in text.
    Sentence {
        depth: usize,
        hang: usize,
        /// One of several that stand for the same thing, such as what is possible.
        bullet: bool,
        pieces: Vec<Piece>,
    },
    /// Values under one another.
    Figures(usize, Vec<FigureLine>),
    Grid(Grid),
    /// What was left aside.
    Note(String),
    /// Lines of a rule file or of a shell, as they are.
    Code(usize, Vec<String>),
    /// A command, which a shell reads as one however it is broken.
    Shell(usize, Vec<String>),
    Picture(Picture),
    /// An empty line in text.
    Space,
    /// Drawn on a terminal only.
    Terminal(Drawing<'v>),
    /// Shown in Markdown and HTML only.
    Page(Writing<'v>),
}

/// One of several values under one another: what it is, its value, and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FigureLine {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) remark: String,
}

/// A picture that stands within a page of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// An `svg` element, well-formed XML without a declaration.
    pub svg: String,
    /// What stands under it.
    pub title: String,
    /// What it shows, for those who cannot see it.
    pub description: String,
}

/// What draws on a terminal's page.
pub(super) struct Drawing<'v>(pub(super) Box<dyn Fn(&mut Page) + 'v>);

/// What writes the part of a document that only Markdown and HTML show.
pub(super) struct Writing<'v>(pub(super) Box<dyn Fn(&mut Document<'v>) + 'v>);

impl fmt::Debug for Writing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writing")
    }
}

impl fmt::Debug for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Drawing")
    }
}

impl<'v> Document<'v> {
    /// An empty one.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// A heading: level 1 is the document's own, 2 a section's.
    pub(super) fn heading(&mut self, level: usize, pieces: Vec<Piece>) {
        self.elements.push(Element::Heading(level, pieces));
    }

    /// A sentence: at depth 0 a paragraph, deeper an item of a list.
    pub(super) fn line(&mut self, depth: usize, pieces: Vec<Piece>) {
        self.hanging(depth, 2, pieces);
    }

    /// A sentence that goes on, where it is broken in text, so many columns further in.
    pub(super) fn hanging(&mut self, depth: usize, hang: usize, pieces: Vec<Piece>) {
        self.elements.push(Element::Sentence { depth: self.base + depth, hang, bullet: false, pieces });
    }

    /// One of several things that are alike: in text with a mark, elsewhere an item of a list as any.
    pub(super) fn bullet(&mut self, depth: usize, pieces: Vec<Piece>) {
        self.elements.push(Element::Sentence { depth: self.base + depth, hang: 2, bullet: true, pieces });
    }

    /// A sentence of one tone.
    pub(super) fn say(&mut self, depth: usize, tone: Tone, text: impl Into<String>) {
        self.line(depth, vec![(tone, text.into())]);
    }

    /// A sentence in which names stand between backticks: text keeps these, a page sets the names as code.
    pub(super) fn prose(&mut self, depth: usize, tone: Tone, text: &str) {
        let (indent, plain) = (2 * (self.base + depth), vec![(tone, text.to_owned())]);
        self.on_terminal(move |page| page.line(indent, indent + 2, &plain));
        let coded = coded(tone, text);
        self.on_page(move |document| document.line(depth, coded.clone()));
    }

    /// A sentence with pieces before it, in which names stand between backticks.
    pub(super) fn marked(&mut self, depth: usize, before: Vec<Piece>, text: &str) {
        let indent = 2 * (self.base + depth);
        let plain: Vec<Piece> = before.iter().cloned().chain([(Tone::Plain, text.to_owned())]).collect();
        self.on_terminal(move |page| page.line(indent, indent + 2, &plain));
        // A mark that only begins a line is the list's own on a page.
        let marks = before.into_iter().filter(|(tone, _)| *tone != Tone::Quiet);
        let pieces: Vec<Piece> = marks.chain(coded(Tone::Plain, text)).collect();
        self.on_page(move |document| document.line(depth, pieces.clone()));
    }

    /// Values under one another.
    pub(super) fn figures(&mut self, depth: usize, lines: Vec<FigureLine>) {
        self.elements.push(Element::Figures(self.base + depth, lines));
    }

    /// A table.
    pub(super) fn grid(&mut self, grid: Grid) {
        self.elements.push(Element::Grid(grid));
    }

    /// What was left aside, or what would help.
    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.elements.push(Element::Note(text.into()));
    }

    /// Lines of a rule file or of a shell.
    pub(super) fn code(&mut self, depth: usize, lines: impl IntoIterator<Item = String>) {
        self.elements.push(Element::Code(self.base + depth, lines.into_iter().collect()));
    }

    /// A command with its arguments.
    pub(super) fn shell(&mut self, depth: usize, arguments: Vec<String>) {
        self.elements.push(Element::Shell(self.base + depth, arguments));
    }

    /// A picture; text and Markdown, which cannot hold one, leave it out.
    pub fn picture(&mut self, picture: Picture) {
        self.elements.push(Element::Picture(picture));
    }

    /// An empty line in text.
    pub(super) fn space(&mut self) {
        self.elements.push(Element::Space);
    }

    /// What only a terminal shows; drawn when text is asked for.
    pub(super) fn on_terminal(&mut self, draw: impl Fn(&mut Page) + 'v) {
        self.elements.push(Element::Terminal(Drawing(Box::new(draw))));
    }

    /// What only Markdown and HTML show; written when one of them is asked for.
    pub(super) fn on_page(&mut self, write: impl Fn(&mut Document<'v>) + 'v) {
        let base = self.base;
        self.elements.push(Element::Page(Writing(Box::new(move |document| {
            document.deeper(base, |document| write(document));
        }))));
    }

    /// What is written goes so many levels deeper, as part of something else.
    pub(super) fn deeper(&mut self, levels: usize, write: impl FnOnce(&mut Self)) {
        self.base += levels;
        write(self);
        self.base -= levels;
    }

    /// Everything of another document, after what is there.
    pub fn append(&mut self, other: Document<'v>) {
        self.elements.extend(other.elements);
    }

    /// As lines of text.
    pub fn text(&self, style: Style) -> String {
        render::text(self, style)
    }

    /// As Markdown that GitHub shows as it is meant, with where it comes from at its foot.
    pub fn markdown(&self, provenance: Option<&Provenance>) -> String {
        render::markdown(self, provenance)
    }

    /// As a page of HTML that needs nothing else, with where it comes from at its foot.
    pub fn html(&self, provenance: Option<&Provenance>) -> String {
        render::html(self, provenance)
    }

    /// What it is called: its first heading, without tones.
    pub(super) fn title(&self) -> String {
        let heading = self.elements.iter().find_map(|element| match element {
            Element::Heading(_, pieces) => Some(pieces),
            _ => None,
        });
        heading.into_iter().flatten().map(|(_, text)| text.as_str()).collect()
    }
}

/// A text in which names stand between backticks, with the names as code.
pub(super) fn coded(tone: Tone, text: &str) -> Vec<Piece> {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        // A backtick that has no other is a backtick.
        return vec![(tone, text.to_owned())];
    }
    let named = parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty());
    named.map(|(at, part)| (if at % 2 == 1 { Tone::Code } else { tone }, part.to_owned())).collect()
}

/// An answer as JSON: which shapes these are, what kind of answer it is, and what it says.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Envelope<V> {
    /// The version of the shapes.
    pub format: u32,
    /// What kind of answer it is.
    pub answer: &'static str,
    /// What it says; a view has no fields of these names.
    #[serde(flatten)]
    pub view: V,
    /// What made it, where that is known: a session's answers come from what was said in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
}

impl<V: serde::Serialize> Envelope<V> {
    /// What an answer says.
    pub fn new<A: Answer<View = V>>(answer: &A, provenance: Option<Provenance>) -> Self {
        Self::of(A::KIND, answer.view(), provenance)
    }

    /// A view as an answer of some kind.
    pub const fn of(answer: &'static str, view: V, provenance: Option<Provenance>) -> Self {
        Self { format: super::json::FORMAT, answer, view, provenance }
    }
}

/// An answer: what it says as data, as a document, and where there is a table as CSV.
pub trait Answer {
    /// What it says, as data: JSON is this.
    type View: serde::Serialize;

    /// `run`, `compare`: what kind of answer it is.
    const KIND: &'static str;

    /// What it says, as data.
    fn view(&self) -> Self::View;

    /// What it says, to be read.
    fn document(&self) -> Document<'_>;

    /// Its table, a line for each result.
    fn csv(&self) -> Option<String> {
        None
    }
}
