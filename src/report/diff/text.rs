//! What was found of rules, as a terminal has room for it.

use super::super::grid::Grid;
use super::super::layout::{Page, Piece, Tone, columns, pad};
use super::mark;
use super::words::{self, Words};
use crate::diff::{Change, Clause, Example, Literal, Matrix, Pair, Way};

/// In both directions where one passes and the other does not, then where neither does and they still differ.
pub(super) fn disagreements(page: &mut Page, words: &Words<'_, '_>, pair: &Pair) {
    way(page, words, pair, [0, 1]);
    way(page, words, pair, [1, 0]);
    otherwise(page, words, pair);
}

/// Where one passes and the other does not.
fn way(page: &mut Page, words: &Words<'_, '_>, pair: &Pair, [passing, failing]: [usize; 2]) {
    let way = if passing == 0 { &pair.first_only } else { &pair.second_only };
    let Way::Can(found) = way else {
        if let Way::NotDecided(open) = way {
            page.blank();
            page.line(
                0,
                2,
                &[(Tone::Strong, format!("{}: ", words.direction(passing, failing))), (Tone::Open, words.open(*open))],
            );
        }
        return;
    };
    // Nothing is open, so that there is nothing to tell.
    if found.smallest.figures.is_empty() {
        return;
    }
    page.blank();
    let cases = &found.region.cases;
    let lead = match cases.len() {
        0 => words.direction(passing, failing),
        1 => format!("{} where", words.direction(passing, failing)),
        _ => format!("{} in one of {} cases", words.direction(passing, failing), cases.len()),
    };
    page.line(0, 2, &[(Tone::Strong, lead)]);
    let shared = found.region.shared();
    let several = cases.len() > 1;
    if several && !shared.is_empty() {
        page.line(2, 4, &[(Tone::Quiet, "in all of them".to_owned())]);
        shared.iter().for_each(|literal| condition(page, words, 4, *literal));
    }
    for (at, case) in cases.iter().enumerate() {
        let own: Vec<_> = case.iter().copied().filter(|literal| !several || !shared.contains(literal)).collect();
        if several {
            page.line(2, 4, &[(Tone::Quiet, format!("case {}", at + 1))]);
        }
        own.iter().for_each(|literal| condition(page, words, if several { 4 } else { 2 }, *literal));
    }
    if found.region.more {
        page.line(2, 4, &[(Tone::Open, "and perhaps in cases that are not listed".to_owned())]);
    }
    let lead = if found.least { "smallest" } else { "for example" };
    example(page, words, lead, &found.smallest);
    if let Some((round, _)) = &found.round {
        example(page, words, "in round numbers", round);
    }
}

fn condition(page: &mut Page, words: &Words<'_, '_>, indent: usize, literal: Literal) {
    let told = words.literal(literal);
    let tone = if told.holds { Tone::Good } else { Tone::Bad };
    let mark = if told.holds { "✓ " } else { "✗ " };
    let mut pieces: Vec<Piece> = vec![(tone, mark.to_owned())];
    if !told.of.is_empty() {
        pieces.push((Tone::Quiet, format!("{} ", pad(&told.of, words.widest()))));
    }
    if !told.name.is_empty() {
        pieces.push((Tone::Strong, format!("{}: ", told.name)));
    }
    pieces.push((Tone::Plain, told.text));
    page.line(indent, indent + 4, &pieces);
}

fn example(page: &mut Page, words: &Words<'_, '_>, lead: &str, example: &Example) {
    let figures = words.figures(example).join(" · ");
    page.line(2, 4, &[(Tone::Quiet, format!("{lead}: ")), (Tone::Plain, figures)]);
}

/// Where neither passes and yet they do not say the same.
fn otherwise(page: &mut Page, words: &Words<'_, '_>, pair: &Pair) {
    if pair.otherwise.is_empty() {
        return;
    }
    page.blank();
    page.line(0, 2, &[(Tone::Strong, words::otherwise(pair).to_owned())]);
    let [first, second] = words.pair_labels();
    for (says, example) in &pair.otherwise {
        let [one, other] = [words.says(0, says[0]), words.says(1, says[1])];
        let figures = words.figures(example).join(" · ");
        page.line(
            2,
            4,
            &[
                (Tone::Plain, format!("{first}: {one}, {second}: {other}")),
                (Tone::Quiet, "  for example ".to_owned()),
                (Tone::Plain, figures),
            ],
        );
    }
}

pub(super) fn clauses(page: &mut Page, words: &Words<'_, '_>, clauses: &[Clause]) {
    let [first, second] = words.pair_labels();
    for clause in clauses {
        let tone = match clause.change {
            Change::Set | Change::Replaced => Tone::Open,
            Change::Removed => Tone::Bad,
            Change::Added => Tone::Good,
        };
        let change = words.change(clause.change);
        page.line(
            2,
            4,
            &[
                (tone, format!("{change} ")),
                (Tone::Quiet, format!("{} ", clause.what)),
                (Tone::Strong, clause.name.to_string()),
            ],
        );
        for (label, text) in [&first, &second].into_iter().zip(&clause.texts) {
            if let Some(text) = text {
                page.line(
                    4,
                    6,
                    &[(Tone::Quiet, format!("{} ", pad(label, words.widest()))), (Tone::Plain, text.clone())],
                );
            }
        }
    }
}

/// Who is stricter than whom.
pub(super) fn matrix(page: &mut Page, words: &Words<'_, '_>, matrix: &Matrix) {
    let labels = words.labels();
    let letters: Vec<String> = (0..labels.len()).map(words::letter).collect();
    let mut grid = Grid::default();
    grid.head("", false);
    grid.head("", false);
    letters.iter().for_each(|letter| grid.head(letter.clone(), true));
    for (one, label) in labels.iter().enumerate() {
        let own = letters.get(one).cloned().unwrap_or_default();
        let mut cells: Vec<Piece> = vec![(Tone::Quiet, own), (Tone::Strong, label.clone())];
        for other in 0..labels.len() {
            let (tone, mark) = if one == other { (Tone::Quiet, "·") } else { mark(matrix.relation(one, other)) };
            cells.push((tone, mark.to_owned()));
        }
        grid.row(cells);
    }
    // A matrix cannot be told one thing under the other.
    let width = labels.iter().map(|label| columns(label)).max().unwrap_or(0) + 3 * labels.len() + 6;
    if page.fits(width) {
        grid.draw(page);
        page.blank();
        for (relation, meaning, _) in words::RELATIONS {
            let occurs = (0..labels.len())
                .any(|one| (0..labels.len()).any(|other| one != other && matrix.relation(one, other) == relation));
            if occurs {
                let (tone, mark) = mark(relation);
                page.line(0, 2, &[(tone, format!("{mark} ")), (Tone::Quiet, meaning.to_owned())]);
            }
        }
    } else {
        for (one, label) in labels.iter().enumerate() {
            page.say(0, Tone::Strong, label);
            for (relation, _, words) in words::RELATIONS {
                let others = labels.iter().enumerate();
                let others = others.filter(|(other, _)| *other != one && matrix.relation(one, *other) == relation);
                let others: Vec<&str> = others.map(|(_, label)| label.as_str()).collect();
                if !others.is_empty() {
                    page.line(2, 4, &[(Tone::Plain, format!("{words} {}", others.join(", ")))]);
                }
            }
        }
    }
}
