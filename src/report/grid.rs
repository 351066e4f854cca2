//! Columns under their heads; where they do not fit, one thing under the other.

use super::layout::{Page, Piece, Tone, columns, pad};

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    /// What it shows, where it does not stand beside what says so.
    pub(super) caption: Option<String>,
    pub(super) heads: Vec<GridHead>,
    pub(super) lines: Vec<GridLine>,
}

/// What a column is.
#[derive(Clone, Debug)]
pub(super) struct GridHead {
    pub(super) text: String,
    /// Text shows all heads alike.
    pub(super) tone: Tone,
    /// Its cells end flush, as numbers do.
    pub(super) flush: bool,
}

/// A line of a table.
#[derive(Clone, Debug)]
pub(super) enum GridLine {
    /// A cell for each column, the first of which says what the line is about.
    Cells(Vec<Vec<Piece>>),
    /// A line across all columns.
    Across(Tone, String),
}

impl Grid {
    /// What the table shows; text, which has it in the sentence before, leaves it out.
    pub(super) fn caption(&mut self, text: impl Into<String>) {
        self.caption = Some(text.into());
    }

    /// One more column; numbers end flush.
    pub(super) fn head(&mut self, text: impl Into<String>, flush: bool) {
        self.heads.push(GridHead { text: text.into(), tone: Tone::Plain, flush });
    }

    /// One more column, which is about what has a name in a rule file.
    pub(super) fn named(&mut self, name: impl Into<String>) {
        self.heads.push(GridHead { text: name.into(), tone: Tone::Code, flush: false });
    }

    /// One more row, a cell of one tone for each column.
    pub(super) fn row(&mut self, cells: Vec<Piece>) {
        self.cells(cells.into_iter().map(|cell| vec![cell]).collect());
    }

    /// One more row, a cell for each column.
    pub(super) fn cells(&mut self, cells: Vec<Vec<Piece>>) {
        self.lines.push(GridLine::Cells(cells));
    }

    /// A line across all columns.
    pub(super) fn across(&mut self, tone: Tone, text: impl Into<String>) {
        self.lines.push(GridLine::Across(tone, text.into()));
    }

    /// Writes it as text, as columns if the page is wide enough.
    pub(super) fn draw(&self, page: &mut Page) {
        let widths: Vec<usize> = (0..self.heads.len()).map(|at| self.width(at)).collect();
        if !page.fits(widths.iter().sum::<usize>() + 2 * widths.len()) {
            return self.stacked(page);
        }
        let heads = self.heads.iter().map(|head| vec![(Tone::Quiet, head.text.clone())]).collect::<Vec<_>>();
        page.row(&self.placed(&heads, &widths));
        for line in &self.lines {
            match line {
                GridLine::Cells(cells) => page.row(&self.placed(cells, &widths)),
                GridLine::Across(tone, text) => page.say(0, *tone, text),
            }
        }
    }

    /// How wide a column is.
    fn width(&self, at: usize) -> usize {
        let cells = self.lines.iter().filter_map(|line| match line {
            GridLine::Cells(cells) => cells.get(at).map(|cell| across(cell)),
            GridLine::Across(..) => None,
        });
        let head = self.heads.get(at).map(|head| columns(&head.text));
        cells.chain(head).max().unwrap_or(0)
    }

    /// A line of cells, each at its place, with blanks at which it is not broken.
    fn placed(&self, cells: &[Vec<Piece>], widths: &[usize]) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let flush = self.heads.get(at).is_some_and(|head| head.flush);
            let gap = width.saturating_sub(across(cell));
            let before = if at > 0 { 2 } else { 0 } + if flush { gap } else { 0 };
            let after = if flush || at + 1 == widths.len() { 0 } else { gap };
            let empty = [(Tone::Plain, String::new())];
            let cell = if cell.is_empty() { empty.as_slice() } else { cell };
            let last = cell.len() - 1;
            for (piece, (tone, text)) in cell.iter().enumerate() {
                let before = if piece == 0 { before } else { 0 };
                let text = if piece == last { pad(text, columns(text) + after) } else { text.clone() };
                pieces.push((*tone, format!("{}{text}", " ".repeat(before)).replace(' ', "\u{a0}")));
            }
        }
        pieces
    }

    /// One thing under the other.
    fn stacked(&self, page: &mut Page) {
        for line in &self.lines {
            let cells = match line {
                GridLine::Cells(cells) => cells,
                GridLine::Across(tone, text) => {
                    page.say(0, *tone, text);
                    continue;
                }
            };
            for (at, (head, cell)) in self.heads.iter().zip(cells).enumerate() {
                if at == 0 {
                    let text: String = cell.iter().map(|(_, text)| text.as_str()).collect();
                    page.say(0, Tone::Strong, &text);
                } else if cell.iter().any(|(_, text)| !text.is_empty()) {
                    let head = if head.text.is_empty() { String::new() } else { format!("{} ", head.text) };
                    let pieces: Vec<Piece> = std::iter::once((Tone::Quiet, head)).chain(cell.iter().cloned()).collect();
                    page.line(2, 4, &pieces);
                }
            }
        }
    }
}

/// How many columns a cell takes.
fn across(cell: &[Piece]) -> usize {
    cell.iter().map(|(_, text)| columns(text)).sum()
}
