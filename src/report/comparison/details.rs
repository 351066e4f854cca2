//! The requirement that decided each cell, with its margin: a line for each rule under each set of votes.

use super::super::layout::{Page, Piece, Style, Tone, columns, pad};
use super::Compared;
use super::reason::Reasons;
use super::words::{self, Words, count};
use crate::compare::Agreement;

/// Lines unless everything is asked for.
const LINES: usize = 60;

/// Disagreements first. A rule that surely comes to something else than the first is marked.
pub(super) fn details(page: &mut Page, compared: &Compared<'_, '_>, words: &Words<'_>, style: Style) {
    let comparison = compared.comparison;
    let rules = words.labels.len();
    let order = comparison.order();
    let apart = comparison.count(Agreement::Disagree);
    let shown = if compared.is_whole() { order.len() } else { (LINES / (rules + 1).max(1)).clamp(1, apart.max(1)) };
    let mut reasons = Reasons::new(comparison, compared.sources);
    let name = words.labels.iter().map(|label| columns(label)).max().unwrap_or(0);
    for &row in order.iter().take(shown) {
        page.blank();
        let is_apart = comparison.agreement(row) == Agreement::Disagree;
        if let Some(votes) = comparison.rows().get(row) {
            let title = votes.title.as_ref().map(|title| format!("  {title}")).unwrap_or_default();
            let mark = if is_apart { "≠ " } else { "" };
            page.line(
                0,
                2,
                &[(Tone::Open, mark.to_owned()), (Tone::Strong, votes.name.to_string()), (Tone::Quiet, title)],
            );
        }
        let cells: Vec<Line> = (0..rules).map(|column| Line::new(compared, &mut reasons, row, column)).collect();
        let longest = cells.iter().map(|cell| columns(&cell.answer)).max().unwrap_or(0);
        // An outcome in words has a line of its own, and so has a reason where the page is narrow.
        let room = 2 + name + 2 + longest + 2;
        let wide = room + 30 <= style.width && longest <= 24;
        match cells.as_slice() {
            [first, rest @ ..] if !rest.is_empty() && rest.iter().all(|cell| cell == first) => {
                line(page, "every rule", first, (name, longest, room, wide));
            }
            cells => {
                for (label, cell) in words.labels.iter().zip(cells) {
                    line(page, label, cell, (name, longest, room, wide));
                }
            }
        }
    }
    if order.len() > shown {
        page.blank();
        let more = count(order.len() - shown);
        page.say(0, Tone::Quiet, &format!("The requirements of {more} more: --all, or --format csv."));
    }
}

/// What is said of a cell.
#[derive(PartialEq)]
struct Line {
    flips: bool,
    answer: String,
    tone: Tone,
    reason: String,
}

impl Line {
    fn new(compared: &Compared<'_, '_>, reasons: &mut Reasons<'_, '_>, row: usize, column: usize) -> Self {
        let kind = Words::kind(compared, row, column);
        Self {
            flips: compared.comparison.flips(row, column),
            answer: words::name(kind).to_owned(),
            tone: words::tone(kind),
            reason: reasons.of(row, column).text,
        }
    }
}

fn line(page: &mut Page, label: &str, cell: &Line, (name, longest, room, wide): (usize, usize, usize, bool)) {
    let (indent, mark) = if cell.flips { (0, "≠ ") } else { (2, "") };
    let mark = (Tone::Open, mark.to_owned());
    if wide {
        let line: Vec<Piece> = vec![
            mark,
            (Tone::Plain, format!("{}  ", pad(label, name))),
            (cell.tone, pad(&cell.answer, longest)),
            (Tone::Plain, format!("  {}", cell.reason)),
        ];
        return page.line(indent, room, &line);
    }
    page.line(indent, 4, &[mark, (Tone::Plain, format!("{label}  ")), (cell.tone, cell.answer.clone())]);
    if !cell.reason.is_empty() {
        page.line(4, 6, &[(Tone::Quiet, cell.reason.clone())]);
    }
}
