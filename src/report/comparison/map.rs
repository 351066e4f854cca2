//! One mark for each cell: all rules side by side, a line for each set of votes.

use super::super::layout::{Page, Piece, Style, Tone, columns, pad};
use super::Compared;
use super::summary::cut;
use super::words::{self, Words, count, kinds};
use crate::compare::{Agreement, Said};

/// Lines of a map unless everything is asked for.
const LINES: usize = 30;

/// Disagreements first, marked `≠`.
pub(super) fn map(page: &mut Page, compared: &Compared<'_, '_>, words: &Words<'_>, style: Style) {
    let comparison = compared.comparison;
    let rules = words.labels.len();
    let longest = comparison.rows().iter().map(|row| columns(&row.name)).max().unwrap_or(0);
    let layout = Layout::new(rules, longest, style.width);
    page.line(0, 0, &words::solid(vec![(Tone::Quiet, layout.head())]));
    let shown = if compared.all { comparison.order().len() } else { LINES };
    for &row in comparison.order().iter().take(shown) {
        let apart = comparison.agreement(row) == Agreement::Disagree;
        let name = comparison.rows().get(row).map_or("", |row| row.name.as_str());
        let mut line: Vec<Piece> = vec![
            (Tone::Open, if apart { "≠ " } else { "  " }.to_owned()),
            (Tone::Plain, pad(&cut(name, layout.name), layout.name)),
        ];
        for column in 0..rules {
            let kind = Words::kind(compared, row, column);
            if layout.breaks(column) {
                page.line(0, 0, &words::solid(line));
                line = vec![(Tone::Plain, pad("", layout.name + 2))];
            }
            line.push((Tone::Plain, layout.gap(column)));
            line.push((words::tone(kind), words.mark(kind)));
        }
        page.line(0, 0, &words::solid(line));
    }
    if comparison.order().len() > shown {
        let more = comparison.order().len() - shown;
        let apart = comparison.count(Agreement::Disagree).saturating_sub(shown);
        let apart = if apart > 0 { format!("; the rules disagree on {} of them", count(apart)) } else { String::new() };
        page.say(2, Tone::Quiet, &format!("… and {} more{apart} (--all shows them)", count(more)));
    }
    legend(page, words);
}

/// What each mark stands for; outcomes in words have had a line each.
pub(super) fn legend(page: &mut Page, words: &Words<'_>) {
    let legend: Vec<String> = kinds(words)
        .into_iter()
        .filter(|(kind, _)| !matches!(kind, words::Kind::Said(Said::Outcome(_) | Said::NoOutcome)))
        .map(|(kind, _)| format!("{}\u{a0}{}", words.mark(kind), words::name(kind).replace(' ', "\u{a0}")))
        .chain(["≠\u{a0}differs".to_owned()])
        .collect();
    page.line(2, 2, &[(Tone::Quiet, legend.join("  "))]);
}

/// Where the marks stand: each under its number where there is room, else in fives.
struct Layout {
    name: usize,
    rules: usize,
    /// Columns a mark takes with its gap, if each stands under its number.
    spaced: Option<usize>,
    /// Marks on a line.
    line: usize,
}

/// Letters of a name that must stay.
const NAME: usize = 12;

impl Layout {
    fn new(rules: usize, longest: usize, width: usize) -> Self {
        let cell = rules.to_string().len() + 1;
        let kept = longest.min(NAME);
        let room = width.saturating_sub(2 + kept);
        let (spaced, used) =
            if rules * cell <= room { (Some(cell), rules * cell) } else { (None, fives(rules).min(room)) };
        let line = match spaced {
            Some(_) => rules,
            // Whole fives, six columns each.
            None if fives(rules) > room => (room / 6).max(1) * 5,
            None => rules,
        };
        Self { name: longest.min(width.saturating_sub(2 + used)).max(kept), rules, spaced, line }
    }

    /// The blanks before a mark.
    fn gap(&self, column: usize) -> String {
        match self.spaced {
            Some(cell) => " ".repeat(cell - 1),
            None if column.is_multiple_of(5) => " ".to_owned(),
            None => String::new(),
        }
    }

    fn breaks(&self, column: usize) -> bool {
        column > 0 && column.is_multiple_of(self.line.max(1))
    }

    /// The numbers of the rules, or of each fifth.
    fn head(&self) -> String {
        let mut head = pad("", self.name + 2);
        for column in (0..self.rules.min(self.line)).filter(|column| self.spaced.is_some() || column.is_multiple_of(5))
        {
            match self.spaced {
                Some(cell) => head.push_str(&format!("{:>cell$}", column + 1)),
                None => head.push_str(&pad(&format!(" {}", column + 1), 6)),
            }
        }
        head.trim_end().to_owned()
    }
}

fn fives(rules: usize) -> usize {
    rules + rules.div_ceil(5)
}
