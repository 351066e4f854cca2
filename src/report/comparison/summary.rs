//! How many sets of votes come to what under each rule, and which flip.

use super::super::layout::{Page, Piece, Style, Tone, columns, pad};
use super::Compared;
use super::words::{self, Kind, Words, count};

/// Names of flipped votes that are listed after their number.
const NAMED: usize = 3;

/// A line for each rule. Whether marks stand for words in it.
pub(super) fn summary(page: &mut Page, compared: &Compared<'_, '_>, words: &Words<'_>, style: Style) -> bool {
    let kinds = words::kinds(words);
    let outcomes = words.said.iter().any(|said| !matches!(said, crate::compare::Said::Status(_)));
    if outcomes {
        for (kind, _) in &kinds {
            page.line(0, 4, &[(Tone::Strong, words.mark(*kind)), (Tone::Plain, format!("  {}", words::name(*kind)))]);
        }
        page.blank();
    }
    let rules = words.labels.len();
    let number = rules.to_string().len();
    let flips: Vec<String> = words.summaries.iter().map(|summary| count(summary.flips.len())).collect();
    let figures: Vec<Vec<String>> =
        kinds.iter().map(|(_, counts)| counts.iter().map(|&many| count(many)).collect()).collect();
    let widest = |figures: &[String]| figures.iter().map(|text| columns(text)).max().unwrap_or(0);
    let heads = |short: bool| -> Vec<String> {
        let name = |kind: Kind<'_>| if short { words.mark(kind) } else { words::name(kind).to_owned() };
        kinds.iter().map(|(kind, _)| name(*kind)).collect()
    };
    let widths = |heads: &[String], gap: usize| -> Vec<usize> {
        heads.iter().zip(&figures).map(|(head, own)| columns(head).max(widest(own)) + gap).collect()
    };
    let longest = words.labels.iter().map(|label| columns(label)).max().unwrap_or(0).max(4);
    let differs = |short: bool| if short { "≠" } else { "differs" };
    let last = |short: bool, gap: usize| columns(differs(short)).max(widest(&flips)) + gap;
    let needed = |heads: &[String], short: bool, gap: usize| {
        widths(heads, gap).iter().sum::<usize>() + last(short, gap) + number + 2
    };
    let short = outcomes || needed(&heads(false), false, 2) + longest > style.width;
    let heads = heads(short);
    // Where even marks are too wide, figures stand closer, and names give way.
    let gap = if needed(&heads, short, 2) + longest.min(16) > style.width { 1 } else { 2 };
    let room = longest.min(style.width.saturating_sub(needed(&heads, short, gap)).max(4));
    let widths = widths(&heads, gap);
    let last = last(short, gap);
    let mut head: Vec<Piece> = vec![(Tone::Quiet, format!("{}  {}", pad("", number), pad("rule", room)))];
    for (name, width) in heads.iter().zip(&widths) {
        head.push((Tone::Quiet, right(name, *width)));
    }
    if rules > 1 {
        head.push((Tone::Quiet, right(differs(short), last)));
    }
    page.line(0, 0, &words::solid(head));
    for (at, label) in words.labels.iter().enumerate() {
        let mut line: Vec<Piece> =
            vec![(Tone::Quiet, format!("{:>number$}  ", at + 1)), (Tone::Plain, pad(&cut(label, room), room))];
        let mut used = number + 2 + room;
        for (((kind, _), own), width) in kinds.iter().zip(&figures).zip(&widths) {
            let figure = own.get(at).map_or("", String::as_str);
            let tone = if figure == "0" { Tone::Quiet } else { words::tone(*kind) };
            line.push((tone, right(if figure == "0" { "-" } else { figure }, *width)));
            used += width;
        }
        let flipped = words.summaries.get(at).map(|summary| summary.flips.as_slice()).unwrap_or_default();
        if at > 0 {
            let figure = if flipped.is_empty() { "-".to_owned() } else { count(flipped.len()) };
            line.push((if flipped.is_empty() { Tone::Quiet } else { Tone::Strong }, right(&figure, last)));
            used += last;
        }
        let names: Vec<&str> = flipped
            .iter()
            .take(NAMED)
            .filter_map(|&row| compared.comparison.rows().get(row))
            .map(|row| row.name.as_str())
            .collect();
        let more = if flipped.len() > NAMED { ", …" } else { "" };
        let names = format!("  {}{more}", names.join(", "));
        if !flipped.is_empty() && used + columns(&names) <= style.width {
            line.push((Tone::Quiet, names));
        }
        page.line(0, 0, &words::solid(line));
    }
    short && !outcomes
}

/// Pads with blanks on the left.
fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

/// As much of a name as there is room for.
pub(super) fn cut(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if columns(&kept) + columns(&letter.to_string()) + 1 > room {
            break;
        }
        kept.push(letter);
    }
    kept.push('…');
    kept
}
