//! A document as Markdown, as GitHub reads it.

use super::super::document::{Document, Element, FigureLine, coded};
use super::super::grid::{Grid, GridLine};
use super::super::layout::{Piece, Tone};
use super::super::provenance::Provenance;
use super::lists::Nesting;
use super::{WIDTH, shell};
use crate::words::clean;

/// As Markdown. Its own heading is of the second level, so that it goes into a report.
pub(in crate::report) fn markdown(document: &Document<'_>, provenance: Option<&Provenance>) -> String {
    let mut writer = Writer::default();
    writer.elements(&document.elements);
    if let Some(provenance) = provenance {
        writer.foot(provenance);
    }
    writer.text
}

#[derive(Default)]
struct Writer {
    text: String,
    nesting: Nesting,
}

impl Writer {
    fn elements(&mut self, elements: &[Element<'_>]) {
        for element in elements {
            match element {
                Element::Shell(_, arguments) => {
                    self.part(&fenced("sh", shell(arguments, WIDTH).iter().map(String::as_str)));
                }
                Element::Heading(level, pieces) => {
                    self.part(&format!("{} {}", "#".repeat((level + 1).min(6)), inline(pieces)));
                }
                Element::Sentence { depth: 0, pieces, .. } => self.part(&line(pieces)),
                Element::Sentence { depth, pieces, .. } => self.item(*depth, &line(pieces)),
                Element::Figures(depth, lines) => lines.iter().for_each(|own| self.figure(*depth, own)),
                Element::Grid(grid) => self.grid(grid),
                Element::Note(note) => self.part(&format!("Note: {}", inline(&coded(Tone::Plain, note)))),
                Element::Code(_, lines) => self.part(&fenced("", lines.iter().map(String::as_str))),
                Element::Page(writing) => {
                    let mut part = Document::new();
                    (writing.0)(&mut part);
                    self.elements(&part.elements);
                }
                Element::Picture(_) | Element::Space | Element::Terminal(_) => {}
            }
        }
    }

    /// Something with an empty line before it.
    fn part(&mut self, text: &str) {
        self.nesting.end();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn item(&mut self, depth: usize, text: &str) {
        if self.nesting.depth() == 0 && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.nesting.item(depth);
        let indent = "  ".repeat(self.nesting.depth().saturating_sub(1));
        self.text.push_str(&format!("{indent}- {text}\n"));
    }

    fn figure(&mut self, depth: usize, own: &FigureLine) {
        let remark = if own.remark.is_empty() { String::new() } else { format!(" ({})", escape(&own.remark)) };
        let text = format!("{} {}{remark}", escape_start(&escape(&own.label)), escape(&own.value));
        if depth == 0 { self.part(&text) } else { self.item(depth, &text) }
    }

    fn grid(&mut self, grid: &Grid) {
        if let Some(caption) = &grid.caption {
            self.part(&escape_start(&escape(caption)));
        }
        let mut lines = vec![row(grid.heads.iter().map(|head| cell(&[(head.tone, head.text.clone())])))];
        lines.push(row(grid.heads.iter().map(|head| if head.flush { "---:" } else { "---" }.to_owned())));
        for line in &grid.lines {
            lines.push(match line {
                GridLine::Cells(cells) => row(cells.iter().map(|pieces| cell(pieces))),
                GridLine::Across(tone, text) => {
                    let empty = grid.heads.iter().skip(1).map(|_| String::new());
                    row(std::iter::once(cell(&[(*tone, text.clone())])).chain(empty))
                }
            });
        }
        self.part(&lines.join("\n"));
    }

    fn foot(&mut self, provenance: &Provenance) {
        self.part("---");
        let command = code(&provenance.command_line());
        self.part(&format!("Made by quorate {} with {command}", escape(&provenance.version)));
        for (what, file) in provenance.files() {
            self.item(1, &format!("{what} {}, SHA-256 {}", code(&file.file), code(&file.sha256)));
        }
    }
}

/// Where an answer comes from, after what it says.
pub(in crate::report) fn foot(provenance: &Provenance) -> String {
    let mut writer = Writer::default();
    writer.foot(provenance);
    format!("\n{}", writer.text)
}

fn row(cells: impl IntoIterator<Item = String>) -> String {
    let cells = cells.into_iter().map(|cell| format!(" {cell} |"));
    std::iter::once("|".to_owned()).chain(cells).collect()
}

/// Within a table even code must not have a bar.
fn cell(pieces: &[Piece]) -> String {
    let parts = pieces.iter().map(|(tone, text)| match tone {
        Tone::Code => code(text).replace('|', "\\|"),
        _ => one(*tone, text),
    });
    blanks(&parts.collect::<String>())
}

/// Pieces at the beginning of a line.
fn line(pieces: &[Piece]) -> String {
    escape_start(&inline(pieces))
}

/// Pieces on one line.
pub(in crate::report) fn inline(pieces: &[Piece]) -> String {
    blanks(&pieces.iter().map(|(tone, text)| one(*tone, text)).collect::<String>())
}

fn one(tone: Tone, text: &str) -> String {
    match tone {
        Tone::Code => code(text),
        Tone::Strong => strong(text),
        Tone::Plain | Tone::Good | Tone::Bad | Tone::Open | Tone::Quiet => escape(text),
    }
}

/// Bold, with the blanks around it left outside, where they must be.
fn strong(text: &str) -> String {
    let inner = text.trim_matches([' ', '\u{a0}']);
    if inner.is_empty() {
        return text.to_owned();
    }
    let (before, after) = text.split_once(inner).unwrap_or(("", ""));
    format!("{before}**{}**{after}", escape(inner))
}

/// As code, in as many marks as what is in it needs.
pub(in crate::report) fn code(text: &str) -> String {
    let text = clean(text);
    // Blanks that align what follows are no code.
    let after = " ".repeat(text.len() - text.trim_end_matches(' ').len());
    let text = text.trim_end_matches(' ');
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{marks}{gap}{text}{gap}{marks}{after}")
}

/// Lines between fences that none of them can end.
pub(in crate::report) fn fenced<'l>(language: &str, lines: impl IntoIterator<Item = &'l str>) -> String {
    let lines: Vec<_> = lines.into_iter().map(clean).collect();
    let longest = lines.iter().flat_map(|line| line.split(|letter| letter != '`')).map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let body: String = lines.iter().flat_map(|line| [line.as_ref(), "\n"]).collect();
    format!("{fence}{language}\n{body}{fence}")
}

/// Text that Markdown leaves as it is, on one line.
pub(in crate::report) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    let text = clean(text);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        match letter {
            '|' | '*' | '_' | '`' | '<' | '[' | ']' | '\\' | '~' | '$' => escaped.push('\\'),
            '&' if next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#') => escaped.push('\\'),
            _ => {}
        }
        escaped.push(if letter == '\u{a0}' { ' ' } else { letter });
    }
    escaped
}

/// What would begin a heading, a quotation or a list at the start of a line.
pub(in crate::report) fn escape_start(text: &str) -> String {
    let text = text.trim_start();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text.split_at_checked(digits) {
        Some((number, rest)) if digits > 0 && rest.starts_with(['.', ')']) => format!("{number}\\{rest}"),
        _ if text.starts_with(['#', '>', '-', '+', '=']) => format!("\\{text}"),
        _ => text.to_owned(),
    }
}

/// Blanks that only align stand for one.
fn blanks(text: &str) -> String {
    text.split([' ', '\u{a0}']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
