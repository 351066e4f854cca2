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
        let kinds: Vec<_> = (0..rules).map(|column| Words::kind(compared, row, column)).collect();
        let longest = kinds.iter().map(|kind| columns(words::name(*kind))).max().unwrap_or(0);
        for ((column, label), kind) in words.labels.iter().enumerate().zip(kinds) {
            let reason = reasons.of(row, column).text;
            let flips = comparison.flips(row, column);
            let indent = if flips { 0 } else { 2 };
            let mark = if flips { "≠ " } else { "" };
            let answer = words::name(kind).to_owned();
            let tone = words::tone(kind);
            // An outcome in words has a line of its own, and so has a reason where the page is narrow.
            let wide = 2 + name + 2 + longest + 2 + 30 <= style.width && longest <= 24;
            if wide {
                let line: Vec<Piece> = vec![
                    (Tone::Open, mark.to_owned()),
                    (Tone::Plain, format!("{}  ", pad(label, name))),
                    (tone, pad(&answer, longest)),
                    (Tone::Plain, format!("  {reason}")),
                ];
                page.line(indent, 2 + name + 2 + longest + 2, &line);
            } else {
                let line: Vec<Piece> =
                    vec![(Tone::Open, mark.to_owned()), (Tone::Plain, format!("{label}  ")), (tone, answer)];
                page.line(indent, 4, &line);
                if !reason.is_empty() {
                    page.line(4, 6, &[(Tone::Quiet, reason)]);
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
