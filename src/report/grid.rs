//! Columns under their heads; where they do not fit, one thing under the other.

use super::layout::{Page, Piece, Tone, columns, pad};

/// A table in the making.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// What each column is, with whether its cells end flush.
    heads: Vec<(String, bool)>,
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    Cells(Vec<Piece>),
    /// A line across all columns.
    Across(Tone, String),
}

impl Grid {
    /// One more column; numbers end flush.
    pub(super) fn head(&mut self, text: impl Into<String>, flush: bool) {
        self.heads.push((text.into(), flush));
    }

    /// One more row, a cell for each column.
    pub(super) fn row(&mut self, cells: Vec<Piece>) {
        self.lines.push(Line::Cells(cells));
    }

    /// A line across all columns.
    pub(super) fn across(&mut self, tone: Tone, text: impl Into<String>) {
        self.lines.push(Line::Across(tone, text.into()));
    }

    /// Writes it, as columns if the page is wide enough.
    pub(super) fn draw(self, page: &mut Page, width: usize) {
        let widths: Vec<usize> = self
            .heads
            .iter()
            .enumerate()
            .map(|(at, (head, _))| {
                let cells = self.lines.iter().filter_map(|line| match line {
                    Line::Cells(cells) => cells.get(at).map(|(_, text)| columns(text)),
                    Line::Across(..) => None,
                });
                cells.chain([columns(head)]).max().unwrap_or(0)
            })
            .collect();
        if widths.iter().sum::<usize>() + 2 * widths.len() > width {
            return self.stacked(page);
        }
        let place = |text: &str, at: usize| {
            let width = widths.get(at).copied().unwrap_or(0);
            let flush = self.heads.get(at).is_some_and(|(_, flush)| *flush);
            let gap = width.saturating_sub(columns(text));
            match (flush, at + 1 == widths.len()) {
                (true, _) => format!("{}{text}", " ".repeat(gap)),
                (false, true) => text.to_owned(),
                (false, false) => pad(text, width),
            }
        };
        let joined = |cells: Vec<Piece>| {
            let mut pieces = Vec::new();
            let mut rest = String::new();
            for (at, (tone, text)) in cells.into_iter().enumerate() {
                let text = place(&text, at);
                let lead = if at > 0 { "  " } else { "" };
                let placed = format!("{rest}{lead}{text}");
                rest = String::new();
                pieces.push((tone, placed.replace(' ', "\u{a0}")));
            }
            pieces
        };
        let heads = self.heads.iter().map(|(head, _)| (Tone::Quiet, head.clone())).collect();
        page.row(&joined(heads));
        for line in self.lines {
            match line {
                Line::Cells(cells) => page.row(&joined(cells)),
                Line::Across(tone, text) => page.say(0, tone, &text),
            }
        }
    }

    /// One thing under the other.
    fn stacked(self, page: &mut Page) {
        for line in self.lines {
            let cells = match line {
                Line::Cells(cells) => cells,
                Line::Across(tone, text) => {
                    page.say(0, tone, &text);
                    continue;
                }
            };
            for (at, ((head, _), (tone, text))) in self.heads.iter().zip(cells).enumerate() {
                if at == 0 {
                    page.say(0, Tone::Strong, &text);
                } else if !text.is_empty() {
                    let head = if head.is_empty() { String::new() } else { format!("{head} ") };
                    page.line(2, 4, &[(Tone::Quiet, head), (tone, text)]);
                }
            }
        }
    }
}
