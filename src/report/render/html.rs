//! A document as one page of HTML that needs nothing else.

use super::super::document::{Document, Element, FigureLine, Picture, coded};
use super::super::grid::{Grid, GridLine};
use super::super::layout::{Piece, Tone};
use super::super::provenance::Provenance;
use super::lists::Nesting;
use super::{WIDTH, shell};
use crate::words::clean;

/// How every page looks, on a screen and on paper.
const STYLE: &str = include_str!("page.css");

/// As a page.
pub(in crate::report) fn html(document: &Document<'_>, provenance: Option<&Provenance>) -> String {
    let mut writer = Writer { text: head(&document.title()), ..Writer::default() };
    writer.elements(&document.elements);
    writer.end_lists();
    if let Some(provenance) = provenance {
        writer.text.push_str(&foot(provenance));
    }
    writer.text.push_str(END);
    writer.text
}

/// Everything before the first heading. No script runs in a page, and nothing is fetched for it.
pub(in crate::report) fn head(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n",
        escape(title.trim())
    )
}

/// Everything after the last word.
pub(in crate::report) const END: &str = "</main>\n</body>\n</html>\n";

/// Where the page comes from.
pub(in crate::report) fn foot(provenance: &Provenance) -> String {
    let mut text = String::from("<footer>\n");
    let (version, command) = (escape(&provenance.version), escape(&provenance.command_line()));
    text.push_str(&format!("<p>Made by quorate {version} with <code>{command}</code></p>\n"));
    if provenance.files().next().is_some() {
        text.push_str("<table>\n<caption>Files</caption>\n<thead>\n<tr>\n");
        text.push_str("<th scope=\"col\">file</th>\n<th scope=\"col\">what</th>\n<th scope=\"col\">SHA-256</th>\n");
        text.push_str("</tr>\n</thead>\n<tbody>\n");
        for (what, file) in provenance.files() {
            let (name, hash) = (escape(&file.file), escape(&file.sha256));
            let name = format!("<th scope=\"row\"><code>{name}</code></th>");
            text.push_str(&format!("<tr>\n{name}\n<td>{what}</td>\n<td><code>{hash}</code></td>\n</tr>\n"));
        }
        text.push_str("</tbody>\n</table>\n");
    }
    text.push_str("</footer>\n");
    text
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
                Element::Heading(level, pieces) => {
                    let level = (*level).clamp(1, 6);
                    self.part(&format!("<h{level}>{}</h{level}>", inline(pieces)));
                }
                Element::Sentence { depth: 0, pieces, .. } => self.part(&format!("<p>{}</p>", inline(pieces))),
                Element::Sentence { depth, pieces, .. } => self.item(*depth, &inline(pieces)),
                Element::Figures(0, lines) => self.part(&figures(lines)),
                Element::Figures(depth, lines) => self.item(*depth, &figures(lines)),
                Element::Grid(grid) => self.part(&self::grid(grid)),
                Element::Note(note) => {
                    self.part(&format!("<p class=\"note\">Note: {}</p>", inline(&coded(Tone::Plain, note))))
                }
                Element::Code(_, lines) => self.part(&code(lines)),
                Element::Shell(_, arguments) => self.part(&code(&shell(arguments, WIDTH))),
                Element::Picture(picture) => self.part(&self::picture(picture)),
                Element::Page(writing) => {
                    let mut part = Document::new();
                    (writing.0)(&mut part);
                    self.elements(&part.elements);
                }
                Element::Space | Element::Terminal(_) => {}
            }
        }
    }

    fn part(&mut self, text: &str) {
        self.end_lists();
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn item(&mut self, depth: usize, text: &str) {
        let step = self.nesting.item(depth);
        self.text.push_str(&"</li>\n</ul>\n".repeat(step.ended));
        self.text.push_str(if step.begins { "<ul>\n" } else { "</li>\n" });
        self.text.push_str("<li>");
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn end_lists(&mut self) {
        let open = self.nesting.end();
        self.text.push_str(&"</li>\n</ul>\n".repeat(open));
    }
}

/// Lines as they are: of a rule file, or for a shell.
fn code(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    format!("<pre><code>{}</code></pre>", lines.join("\n"))
}

fn figures(lines: &[FigureLine]) -> String {
    let row = |line: &FigureLine| {
        let (label, value, remark) = (escape(&line.label), escape(&line.value), escape(&line.remark));
        format!("<tr>\n<th scope=\"row\">{label}</th>\n<td class=\"number\">{value}</td>\n<td>{remark}</td>\n</tr>\n")
    };
    let rows: String = lines.iter().map(row).collect();
    format!("<table class=\"figures\">\n<tbody>\n{rows}</tbody>\n</table>")
}

fn grid(grid: &Grid) -> String {
    // A table wider than the page is scrolled, with keys too.
    let mut text = String::from("<div class=\"wide\" tabindex=\"0\">\n<table>\n");
    if let Some(caption) = &grid.caption {
        text.push_str(&format!("<caption>{}</caption>\n", escape(caption)));
    }
    let class = |at: usize| if grid.heads.get(at).is_some_and(|head| head.flush) { " class=\"number\"" } else { "" };
    text.push_str("<thead>\n<tr>\n");
    for (at, head) in grid.heads.iter().enumerate() {
        text.push_str(&format!("<th scope=\"col\"{}>{}</th>\n", class(at), inline(&[(head.tone, head.text.clone())])));
    }
    text.push_str("</tr>\n</thead>\n<tbody>\n");
    for line in &grid.lines {
        text.push_str("<tr>\n");
        match line {
            GridLine::Cells(cells) => {
                for (at, cell) in cells.iter().enumerate() {
                    let (class, cell) = (class(at), inline(cell));
                    text.push_str(&if at == 0 {
                        format!("<th scope=\"row\"{class}>{cell}</th>\n")
                    } else {
                        format!("<td{class}>{cell}</td>\n")
                    });
                }
            }
            GridLine::Across(tone, across) => {
                let (columns, across) = (grid.heads.len().max(1), inline(&[(*tone, across.clone())]));
                text.push_str(&format!("<td colspan=\"{columns}\">{across}</td>\n"));
            }
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n</table>\n</div>");
    text
}

fn picture(picture: &Picture) -> String {
    let (title, description) = (escape(&picture.title), escape(&picture.description));
    let svg = &picture.svg;
    format!(
        "<figure>\n<div class=\"wide\" role=\"img\" aria-label=\"{description}\">\n{svg}\n</div>\n\
         <figcaption>{title}</figcaption>\n</figure>"
    )
}

/// Pieces with their tones.
pub(in crate::report) fn inline(pieces: &[Piece]) -> String {
    let parts = pieces.iter().map(|(tone, text)| {
        let escaped = escape(text);
        if text.trim().is_empty() {
            return escaped;
        }
        match tone {
            Tone::Plain => escaped,
            Tone::Strong => format!("<strong>{escaped}</strong>"),
            Tone::Code => format!("<code>{escaped}</code>"),
            Tone::Good => format!("<span class=\"good\">{escaped}</span>"),
            Tone::Bad => format!("<span class=\"bad\">{escaped}</span>"),
            Tone::Open => format!("<span class=\"open\">{escaped}</span>"),
            Tone::Quiet => format!("<span class=\"quiet\">{escaped}</span>"),
        }
    });
    parts.collect()
}

/// Text that HTML leaves as it is, in content and in attributes.
pub(in crate::report) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in clean(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
