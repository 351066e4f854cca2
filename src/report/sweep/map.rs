//! Two things moved: a map of letters.

use super::super::layout::{Page, Style, Tone, columns, pad};
use super::Swept;
use super::words::{labels, name, value};
use crate::sweep::{Axis, Cell};

/// Rows of a map: as many as are seen at once.
const MOST_ROWS: usize = 31;

/// Letters across for one value, at most.
const WIDEST: usize = 4;

/// How many values of each axis a map has room for.
pub fn room(axes: &[Axis], style: Style) -> [usize; 2] {
    let side = axes.get(1).map_or(0, |axis| (0..axis.len()).map(|at| columns(&value(axis, at))).max().unwrap_or(0));
    [style.width.saturating_sub(side + 3).max(10) - 1, MOST_ROWS - 1]
}

/// What a map tells apart: of one rule its answers, of several which of them pass.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Cell(Cell),
    Passing(Vec<usize>),
    NoSuchVotes,
}

pub(super) fn map(page: &mut Page, swept: &Swept<'_, '_>, style: Style) {
    let sweep = swept.sweep;
    let [across, up] = sweep.axes.as_slice() else { return };
    let [most_x, most_y] = room(&sweep.axes, style);
    let ((xs, every_x), (ys, every_y)) = (picked(across.len(), most_x), picked(up.len(), most_y));
    // Few values are drawn as wide as there is room, within reason.
    let wide = (most_x / xs.len().max(1)).clamp(1, WIDEST);
    let kind = |x: usize, y: usize| {
        let cells: Vec<Cell> = (0..sweep.columns().len()).filter_map(|rule| sweep.cell(rule, x, y)).collect();
        match cells.as_slice() {
            [only] => Kind::Cell(*only),
            all if all.iter().all(|cell| *cell == Cell::BadData) => Kind::NoSuchVotes,
            all => Kind::Passing(all.iter().enumerate().filter(|(_, cell)| cell.passes()).map(|(at, _)| at).collect()),
        }
    };
    let mut kinds: Vec<Kind> = Vec::new();
    let rows: Vec<Vec<Kind>> = ys.iter().map(|y| xs.iter().map(|x| kind(*x, *y)).collect()).collect();
    for kind in rows.iter().flatten() {
        if !kinds.contains(kind) {
            kinds.push(kind.clone());
        }
    }
    let size = |kind: &Kind| match kind {
        Kind::Passing(rules) => rules.len(),
        Kind::Cell(_) => 1,
        Kind::NoSuchVotes => 0,
    };
    kinds.sort_by_key(size);
    let all = sweep.columns().len();
    let marks: Vec<(Kind, char, Tone)> = {
        let mut letters = 'a'..='z';
        kinds
            .into_iter()
            .map(|kind| {
                let (mark, tone) = match &kind {
                    Kind::NoSuchVotes | Kind::Cell(Cell::BadData) => (' ', Tone::Quiet),
                    Kind::Passing(rules) if rules.is_empty() => ('·', Tone::Quiet),
                    Kind::Passing(rules) if rules.len() == all => ('#', Tone::Good),
                    Kind::Passing(_) => (letters.next().unwrap_or('?'), Tone::Open),
                    Kind::Cell(cell) => of_cell(*cell),
                };
                (kind, mark, tone)
            })
            .collect()
    };
    let side = ys.iter().map(|y| columns(&value(up, *y))).max().unwrap_or(0);
    page.line(0, 0, &[(Tone::Quiet, format!("{} up, {} across", up.name, across.name))]);
    for (y, row) in ys.iter().zip(&rows).rev() {
        let label = value(up, *y);
        let mut pieces = vec![(Tone::Quiet, format!("{}{label} ", " ".repeat(side - columns(&label))))];
        for kind in row {
            let (mark, tone) =
                marks.iter().find(|(own, ..)| own == kind).map_or(('?', Tone::Open), |(_, mark, tone)| (*mark, *tone));
            let marks = mark.to_string().repeat(wide);
            match pieces.last_mut() {
                Some((own, text)) if *own == tone => text.push_str(&marks),
                _ => pieces.push((tone, marks)),
            }
        }
        page.unbroken(&pieces);
    }
    page.unbroken(&[(Tone::Quiet, format!("{}{}", " ".repeat(side + 1), scale(across, &xs, wide)))]);
    page.blank();
    let labels = labels(swept);
    for (kind, mark, tone) in &marks {
        let text = match kind {
            Kind::NoSuchVotes | Kind::Cell(Cell::BadData) => "no such votes can be".to_owned(),
            Kind::Cell(cell) => sweep.columns().first().map_or("", |column| name(*cell, column)).to_owned(),
            Kind::Passing(rules) if rules.is_empty() => "none passes".to_owned(),
            Kind::Passing(rules) if rules.len() == all => "all pass".to_owned(),
            Kind::Passing(rules) => {
                let names: Vec<&str> = rules.iter().filter_map(|at| labels.get(*at)).map(String::as_str).collect();
                format!("{} {}", names.join(", "), if names.len() == 1 { "passes" } else { "pass" })
            }
        };
        let text = if *mark == ' ' { format!("blank: {text}") } else { format!("{mark}  {text}") };
        page.line(2, 5, &[(*tone, text)]);
    }
    if let Some(text) = left_out([(across, every_x), (up, every_y)]) {
        page.line(2, 5, &[(Tone::Quiet, text)]);
    }
}

/// So many values at most, as far apart as it takes, with the first and the last; and how far apart they are.
pub(super) fn picked(len: usize, most: usize) -> (Vec<usize>, usize) {
    let every = len.div_ceil(most.max(1)).max(1);
    let mut picked: Vec<usize> = (0..len).step_by(every).collect();
    picked.extend(len.checked_sub(1).filter(|last| picked.last() != Some(last)));
    (picked, every)
}

/// What is said where not every step is shown.
pub(super) fn left_out(axes: [(&Axis, usize); 2]) -> Option<String> {
    let shown: Vec<String> = axes
        .into_iter()
        .filter(|(_, every)| *every > 1)
        .map(|(axis, every)| format!("every {every} steps of {}", axis.name))
        .collect();
    (!shown.is_empty()).then(|| format!("shown: {}", shown.join(", ")))
}

const fn of_cell(cell: Cell) -> (char, Tone) {
    use crate::evaluate::StageStatus as S;
    match cell {
        Cell::Status(S::Passed) => ('#', Tone::Good),
        Cell::Status(S::Failed) => ('·', Tone::Quiet),
        Cell::Status(S::NoQuorum) => ('-', Tone::Quiet),
        Cell::Status(S::Undecided) => ('~', Tone::Open),
        Cell::Status(S::NotReached) => ('_', Tone::Quiet),
        Cell::Outcome(0) => ('#', Tone::Good),
        Cell::Outcome(1) => ('+', Tone::Plain),
        Cell::Outcome(2) => ('=', Tone::Plain),
        Cell::Outcome(_) => (':', Tone::Plain),
        Cell::NoOutcome => ('.', Tone::Quiet),
        Cell::Pending => ('?', Tone::Open),
        Cell::NotDecided => ('%', Tone::Open),
        Cell::BadData => (' ', Tone::Quiet),
        Cell::NotJudged => ('!', Tone::Bad),
    }
}

/// Values under a map, each at its column, as many as have room.
fn scale(axis: &Axis, xs: &[usize], wide: usize) -> String {
    let all = xs.len() * wide;
    let mut text = String::new();
    for (at, x) in xs.iter().enumerate() {
        let label = value(axis, *x);
        let used = columns(&text);
        let last = at + 1 == xs.len();
        let begins = if last { all.saturating_sub(columns(&label)) } else { at * wide };
        let room = last || begins + columns(&label) + 2 + columns(&value(axis, axis.len() - 1)) <= all;
        if (used == 0 || begins >= used + 2) && room {
            text.push_str(&" ".repeat(begins - used));
            text.push_str(&pad(&label, 0));
        }
    }
    text
}
