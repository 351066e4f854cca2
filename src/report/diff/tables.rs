//! What was found of rules, for a page.

use super::super::document::Document;
use super::super::grid::Grid;
use super::super::layout::{Piece, Tone};
use super::mark;
use super::words::{self, Words};
use crate::diff::{Clause, Literal, Matrix, Pair, Way};

/// In both directions where one passes and the other does not, then where neither does and they still differ.
pub(super) fn disagreements(document: &mut Document<'_>, words: &Words<'_, '_>, pair: &Pair) {
    for rules in [[0, 1], [1, 0]] {
        way(document, words, pair, rules);
    }
    if pair.otherwise.is_empty() {
        return;
    }
    let mut grid = Grid::default();
    grid.caption(words::otherwise(pair));
    words.pair_labels().into_iter().for_each(|label| grid.named(label));
    grid.head("for example", false);
    for (says, example) in &pair.otherwise {
        let figures = words.figures(example).join(" · ");
        grid.row(vec![
            (Tone::Plain, words.says(0, says[0])),
            (Tone::Plain, words.says(1, says[1])),
            (Tone::Plain, figures),
        ]);
    }
    document.grid(grid);
}

fn way(document: &mut Document<'_>, words: &Words<'_, '_>, pair: &Pair, [passing, failing]: [usize; 2]) {
    let way = if passing == 0 { &pair.first_only } else { &pair.second_only };
    let direction = words.direction(passing, failing);
    let open = |text: String| vec![(Tone::Strong, format!("{direction}: ")), (Tone::Open, text)];
    let found = match way {
        Way::Never => return document.line(0, open("never".to_owned())),
        Way::NotDecided(why) => return document.line(0, open(words.open(*why))),
        Way::Can(found) => found,
    };
    // Nothing is open, so that there is nothing to tell.
    if found.smallest.figures.is_empty() {
        return;
    }
    let cases = &found.region.cases;
    let lead = match cases.len() {
        0 => direction,
        1 => format!("{direction} where"),
        many => format!("{direction} in one of {many} cases"),
    };
    document.heading(2, vec![(Tone::Plain, lead)]);
    for (at, case) in cases.iter().enumerate() {
        let depth = if cases.len() > 1 { 2 } else { 1 };
        if depth > 1 {
            document.say(1, Tone::Plain, format!("case {}", at + 1));
        }
        case.iter().for_each(|literal| document.line(depth, condition(words, *literal)));
    }
    if found.region.more {
        document.say(1, Tone::Open, "and perhaps in cases that are not listed");
    }
    let lead = if found.least { "The smallest example" } else { "For example" };
    let example =
        |lead: &str, figures: Vec<String>| vec![(Tone::Quiet, format!("{lead}: ")), (Tone::Plain, figures.join(" · "))];
    document.line(0, example(lead, words.figures(&found.smallest)));
    if let Some((round, _)) = &found.round {
        document.line(0, example("In round numbers", words.figures(round)));
    }
}

/// What holds in a case.
fn condition(words: &Words<'_, '_>, literal: Literal) -> Vec<Piece> {
    let told = words.literal(literal);
    let mut pieces = vec![if told.holds { (Tone::Good, "✓ ".to_owned()) } else { (Tone::Bad, "✗ ".to_owned()) }];
    if !told.of.is_empty() {
        pieces.push((Tone::Quiet, format!("{} ", told.of)));
    }
    if !told.name.is_empty() {
        pieces.push((Tone::Strong, told.name));
        pieces.push((Tone::Plain, ": ".to_owned()));
    }
    pieces.push((Tone::Code, told.text));
    pieces
}

/// The clauses in which the texts differ.
pub(super) fn clauses(document: &mut Document<'_>, words: &Words<'_, '_>, clauses: &[Clause]) {
    if clauses.is_empty() {
        return;
    }
    let mut grid = Grid::default();
    ["change", "clause"].into_iter().for_each(|head| grid.head(head, false));
    words.pair_labels().into_iter().for_each(|label| grid.named(label));
    for clause in clauses {
        let change = words.change(clause.change);
        let mut cells: Vec<Piece> = vec![
            (Tone::Plain, change.trim_end_matches(':').to_owned()),
            (Tone::Plain, format!("{} {}", clause.what, clause.name)),
        ];
        cells.extend(clause.texts.iter().map(|text| match text {
            Some(text) => (Tone::Code, text.clone()),
            None => (Tone::Plain, String::new()),
        }));
        grid.row(cells);
    }
    document.grid(grid);
}

/// Who is stricter than whom.
pub(super) fn matrix(document: &mut Document<'_>, words: &Words<'_, '_>, matrix: &Matrix) {
    let labels = words.labels();
    let mut grid = Grid::default();
    grid.head("", false);
    labels.iter().for_each(|label| grid.named(label.as_str()));
    for (one, label) in labels.iter().enumerate() {
        let mut cells: Vec<Piece> = vec![(Tone::Code, label.clone())];
        cells.extend((0..labels.len()).map(|other| {
            let (tone, mark) = if one == other { (Tone::Quiet, "·") } else { mark(matrix.relation(one, other)) };
            (tone, mark.to_owned())
        }));
        grid.row(cells);
    }
    document.grid(grid);
    for (relation, meaning, _) in words::RELATIONS {
        let pairs = (0..labels.len()).flat_map(|one| (0..labels.len()).map(move |other| (one, other)));
        let mut pairs = pairs.filter(|(one, other)| one != other);
        if pairs.any(|(one, other)| matrix.relation(one, other) == relation) {
            let (tone, mark) = mark(relation);
            document.line(1, vec![(tone, format!("{mark} ")), (Tone::Plain, meaning.to_owned())]);
        }
    }
}
