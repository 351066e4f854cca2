//! What was found of rules as Markdown.

use super::words::{self, Words};
use super::{Diffed, Found, mark};
use crate::diff::{Pair, Way};

/// The verdict, the cases, the examples and the clauses, or the table of who is stricter than whom.
pub fn markdown(diffed: &Diffed<'_, '_>) -> String {
    let words = Words::new(diffed);
    let mut text = format!("## {}\n\n", escape(&words.title()));
    if let Some(meaning) = words.meaning() {
        text.push_str(&format!("{}\n", escape(&meaning)));
    }
    match diffed.found {
        Found::Pair { pair, clauses, shares } => {
            for (_, sentence) in words.verdict(pair) {
                text.push_str(&format!("{}\n", escape(&sentence)));
            }
            for rules in [[0, 1], [1, 0]] {
                way(&mut text, &words, pair, rules);
            }
            if !pair.otherwise.is_empty() {
                let [first, second] = words.pair_labels();
                text.push_str(&format!(
                    "\n| {} | {} | for example |\n| --- | --- | --- |\n",
                    escape(&first),
                    escape(&second)
                ));
                for (says, example) in &pair.otherwise {
                    let figures = words.figures(example).join(" · ");
                    text.push_str(&format!(
                        "| {} | {} | {} |\n",
                        escape(&words.says(0, says[0])),
                        escape(&words.says(1, says[1])),
                        escape(&figures)
                    ));
                }
            }
            for (share, _) in shares {
                text.push_str(&format!("\n{}\n", escape(&words.share(share))));
            }
            if !clauses.is_empty() {
                let [first, second] = words.pair_labels();
                text.push_str(&format!(
                    "\n| clause | {} | {} |\n| --- | --- | --- |\n",
                    escape(&first),
                    escape(&second)
                ));
                for clause in clauses {
                    let [one, other] =
                        clause.texts.each_ref().map(|text| text.as_deref().map_or_else(String::new, code));
                    let change = words.change(clause.change);
                    let name = escape(&clause.name);
                    text.push_str(&format!("| {} {} {name} | {one} | {other} |\n", escape(&change), clause.what));
                }
            }
        }
        Found::Table(matrix) => {
            text.push_str(&format!("{}\n\n| |", escape(&words.table_sentence(matrix))));
            words.labels().iter().for_each(|label| text.push_str(&format!(" {} |", escape(label))));
            text.push_str(&format!("\n| --- |{}\n", " :---: |".repeat(words.labels().len())));
            for (one, label) in words.labels().iter().enumerate() {
                text.push_str(&format!("| {} |", escape(label)));
                for other in 0..matrix.len() {
                    let mark = if one == other { "·" } else { mark(matrix.relation(one, other)).1 };
                    text.push_str(&format!(" {} |", escape(mark)));
                }
                text.push('\n');
            }
            text.push('\n');
            for (relation, meaning, _) in words::RELATIONS {
                let (_, mark) = mark(relation);
                text.push_str(&format!("- {}: {meaning}\n", escape(mark)));
            }
        }
    }
    for note in words.notes() {
        text.push_str(&format!("\nNote: {note}\n"));
    }
    text
}

fn way(text: &mut String, words: &Words<'_, '_>, pair: &Pair, [passing, failing]: [usize; 2]) {
    let way = if passing == 0 { &pair.first_only } else { &pair.second_only };
    let direction = escape(&words.direction(passing, failing));
    match way {
        Way::Never => text.push_str(&format!("\n**{direction}:** never\n")),
        Way::NotDecided(open) => text.push_str(&format!("\n**{direction}:** {}\n", words.open(*open))),
        Way::Can(found) if found.smallest.figures.is_empty() => {}
        Way::Can(found) => {
            text.push_str(&format!("\n**{direction}** where\n\n"));
            for case in &found.region.cases {
                let parts = case.iter().map(|literal| {
                    let told = words.literal(*literal);
                    let of = if told.of.is_empty() { String::new() } else { format!("{}: ", escape(&told.of)) };
                    format!("{of}{}", code(&told.text))
                });
                text.push_str(&format!("- {}\n", parts.collect::<Vec<_>>().join(", and ")));
            }
            if found.region.more {
                text.push_str("- and perhaps in cases that are not listed\n");
            }
            let lead = if found.least { "The smallest example" } else { "For example" };
            text.push_str(&format!("\n{lead}: {}\n", escape(&words.figures(&found.smallest).join(" · "))));
            if let Some((round, _)) = &found.round {
                text.push_str(&format!("\nIn round numbers: {}\n", escape(&words.figures(round).join(" · "))));
            }
        }
    }
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
            '\u{a0}' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
