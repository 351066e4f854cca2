//! A document as lines of text.

use super::super::document::{Document, Element, FigureLine};
use super::super::layout::{Page, Piece, Style, Tone, columns, pad};
use super::shell;

/// As lines of text, wrapped at a width, with colour if asked for.
pub(in crate::report) fn text(document: &Document<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    for element in &document.elements {
        match element {
            Element::Heading(_, pieces) => page.line(0, 2, pieces),
            Element::Sentence { depth, hang, bullet: true, pieces } => {
                let mark = (Tone::Plain, "- ".to_owned());
                let pieces: Vec<Piece> = std::iter::once(mark).chain(pieces.iter().cloned()).collect();
                page.line(2 * depth, 2 * depth + hang, &pieces);
            }
            Element::Sentence { depth, hang, bullet: false, pieces } => page.line(2 * depth, 2 * depth + hang, pieces),
            Element::Figures(depth, lines) => figures(&mut page, 2 * depth, lines),
            Element::Grid(grid) => grid.draw(&mut page),
            Element::Note(note) => page.say(0, Tone::Quiet, &format!("note: {note}")),
            Element::Code(depth, lines) => lines.iter().for_each(|line| page.verbatim(2 * depth, line)),
            Element::Shell(depth, arguments) => {
                let width = page.style().width.saturating_sub(2 * depth);
                shell(arguments, width).iter().for_each(|line| page.verbatim(2 * depth, line));
            }
            Element::Space => page.blank(),
            Element::Terminal(drawing) => (drawing.0)(&mut page),
            Element::Picture(_) | Element::Page(_) => {}
        }
    }
    page.finish()
}

fn figures(page: &mut Page, indent: usize, lines: &[FigureLine]) {
    let label = lines.iter().map(|line| columns(&line.label)).max().unwrap_or(0);
    let value = lines.iter().map(|line| columns(&line.value)).max().unwrap_or(0);
    // Digits stand under digits, where all are plain numbers.
    let aligned = !page.is_narrow() && lines.iter().all(|line| !line.value.contains([' ', '\u{a0}']));
    for line in lines {
        let mut pieces: Vec<Piece> = vec![(Tone::Quiet, format!("{}  ", pad(&line.label, label)))];
        let gap = if aligned { value.saturating_sub(columns(&line.value)) } else { 0 };
        pieces.push((Tone::Plain, format!("{}{}", " ".repeat(gap), line.value)));
        if !line.remark.is_empty() {
            pieces.push((Tone::Quiet, "  ".to_owned()));
            pieces.push((Tone::Plain, line.remark.clone()));
        }
        page.line(indent, indent + 2, &pieces);
    }
}
