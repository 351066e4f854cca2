//! A comparison as Markdown: tables that go into a report as they are.

use super::reason::Reasons;
use super::words::{self, Words, count, kinds};
use super::{Compared, notes, title};
use crate::compare::Agreement;

/// The summary, the matrix and the requirement that decided each cell, as tables. Of a large comparison the matrix and the
/// requirements have only the disagreements, unless [`Compared::all`] is set.
pub fn markdown(compared: &Compared<'_, '_>) -> String {
    let words = Words::new(compared);
    let comparison = compared.comparison;
    let kinds = kinds(&words);
    let mut text = format!("## {}\n\n", escape(&title(compared)));

    let mut head = vec!["rule".to_owned()];
    head.extend(kinds.iter().map(|(kind, _)| words::name(*kind).to_owned()));
    head.push("differs from the first".to_owned());
    row(&mut text, &head);
    text.push_str("| --- |");
    text.push_str(&" ---: |".repeat(head.len() - 1));
    text.push('\n');
    for (at, (label, summary)) in words.labels.iter().zip(&words.summaries).enumerate() {
        let mut cells = vec![code(label)];
        cells.extend(kinds.iter().map(|(_, counts)| counts.get(at).map_or_else(String::new, |&many| count(many))));
        cells.push(if at == 0 { String::new() } else { count(summary.flips.len()) });
        row(&mut text, &cells);
    }

    let whole = compared.is_whole();
    let apart = comparison.count(Agreement::Disagree);
    let shown = if whole { comparison.order().len() } else { apart.min(super::FEW) };
    if shown > 0 {
        text.push('\n');
        let mut head = vec![String::new(), "votes".to_owned()];
        head.extend(words.labels.iter().map(|label| code(label)));
        row(&mut text, &head);
        text.push_str(&"| --- ".repeat(head.len()));
        text.push_str("|\n");
        for &at in comparison.order().iter().take(shown) {
            let mark = if comparison.agreement(at) == Agreement::Disagree { "≠" } else { "" };
            let mut cells = vec![mark.to_owned(), name(compared, at)];
            cells.extend((0..words.labels.len()).map(|column| {
                let own = words::name(Words::kind(compared, at, column));
                if comparison.flips(at, column) { format!("**{}**", escape(own)) } else { escape(own) }
            }));
            row(&mut text, &cells);
        }
        text.push_str("\n| votes | rule | outcome | decided by |\n| --- | --- | --- | --- |\n");
        let mut reasons = Reasons::new(comparison, compared.sources);
        for &at in comparison.order().iter().take(shown) {
            for (column, label) in words.labels.iter().enumerate() {
                let kind = words::name(Words::kind(compared, at, column));
                let reason = reasons.of(at, column).text;
                row(&mut text, &[name(compared, at), code(label), escape(kind), escape(&reason)]);
            }
        }
    }
    let more = comparison.order().len() - shown;
    if more > 0 {
        text.push_str(&format!("\n{} more sets of votes are not shown; `--all` shows them.\n", count(more)));
    }
    for note in notes(compared, &words) {
        text.push_str(&format!("\nNote: {}\n", note));
    }
    text
}

fn name(compared: &Compared<'_, '_>, row: usize) -> String {
    compared.comparison.rows().get(row).map(|row| escape(&row.name)).unwrap_or_default()
}

fn row(text: &mut String, cells: &[String]) {
    for cell in cells {
        text.push_str("| ");
        text.push_str(cell);
        text.push(' ');
    }
    text.push_str("|\n");
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|").replace('`', "'"))
}

/// Text that Markdown leaves as it is, on one line.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '|' | '*' | '_' | '`' | '<' | '[' | '\\' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
