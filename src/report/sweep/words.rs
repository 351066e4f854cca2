//! What the points of a sweep are called.

use super::super::json::CellKind;
use super::super::layout::Tone;
use super::Swept;
use crate::compare::Column;
use crate::evaluate::StageStatus;
use crate::sweep::{Axis, Cell, Counted, Place, Sweep, Turn};
use crate::value::{Exact, Kind};
use crate::words;

/// What the star beside a verdict says.
pub(super) const DIFFERS: &str = "* decided otherwise on its own figures than at its place in the sweep, \
                                  where other things are held, such as blank and invalid ballots";

/// What each rule is called.
pub(in crate::report) fn labels(swept: &Swept<'_, '_>) -> Vec<String> {
    super::super::labels::labels(swept.sweep.columns(), swept.sources)
}

/// In words.
pub(super) fn name<'a>(cell: Cell, column: &Column<'a>) -> &'a str {
    match cell {
        Cell::Status(status) => status.words(),
        Cell::Outcome(at) => {
            column.rules().outcomes.get(usize::from(at)).map_or("", |outcome| outcome.text.text.as_str())
        }
        Cell::NoOutcome => "none of the outcomes",
        Cell::Pending => "pending",
        Cell::NotDecided => "not decided",
        Cell::BadData => "no such votes",
        Cell::NotJudged => "cannot be judged",
    }
}

impl From<Cell> for CellKind {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Status(_) => Self::Status,
            Cell::Outcome(_) => Self::Outcome,
            Cell::NoOutcome => Self::NoOutcome,
            Cell::Pending => Self::Pending,
            Cell::NotDecided => Self::NotDecided,
            Cell::BadData => Self::BadData,
            Cell::NotJudged => Self::NotJudged,
        }
    }
}

pub(super) const fn tone(cell: Cell) -> Tone {
    match cell {
        Cell::Status(StageStatus::Passed) => Tone::Good,
        Cell::Status(StageStatus::Failed | StageStatus::NoQuorum) => Tone::Bad,
        Cell::Status(StageStatus::Undecided) | Cell::Pending | Cell::NotDecided => Tone::Open,
        Cell::Status(StageStatus::NotReached) | Cell::BadData | Cell::NotJudged => Tone::Quiet,
        Cell::Outcome(_) | Cell::NoOutcome => Tone::Plain,
    }
}

/// A value of an axis beside its neighbours: a step is not rounded away.
pub(super) fn value(axis: &Axis, at: usize) -> String {
    let value = axis.value(at);
    if axis.kind == Kind::Share { words::exact_share(&value) } else { words::grouped(&value) }
}

/// `30%`, `30% to 54%`: the steps from one to another.
pub(super) fn range(axis: &Axis, first: usize, last: usize) -> String {
    if first == last { value(axis, first) } else { format!("{} to {}", value(axis, first), value(axis, last)) }
}

/// `no quorum up to 9,705,885 ballots (49.99%), passed from 9,705,886 (50.01%)`, and on to the next turn; or `failed
/// everywhere`.
pub(super) fn turning(sweep: &Sweep<'_>, rule: usize, column: &Column<'_>) -> String {
    let Some(axis) = sweep.axes.first() else { return String::new() };
    let mut text = String::new();
    for (at, turn) in sweep.turns(rule).iter().enumerate() {
        let before = if at == 0 { name(turn.before, column) } else { "" };
        text.push_str(&one_turn(turn, before, axis, column));
    }
    if text.is_empty() {
        let all = sweep.cell(rule, 0, 0).map_or("", |cell| name(cell, column));
        text = format!("{all} everywhere");
    }
    text
}

fn one_turn(turn: &Turn, before: &str, axis: &Axis, column: &Column<'_>) -> String {
    let after = name(turn.after, column);
    match &turn.place {
        Place::People { counts, last, first, of } => {
            let unit = match counts {
                Counted::Input => "",
                Counted::Ballots => " ballots",
                Counted::Yes => " Yes votes",
            };
            let [before_share, after_share] = shares([*last, *first], *of);
            format!(
                "{before} up to {}{unit}{before_share}, {after} from {}{after_share}",
                people(*last),
                people(*first)
            )
        }
        Place::At { value, turned } => {
            let at = exact(value, axis.kind);
            if *turned {
                format!("{before} below {at}, {after} from there")
            } else {
                format!("{before} up to {at}, {after} above")
            }
        }
        Place::Between(low, high) => {
            format!("{before} at {}, {after} at {}", exact(low, axis.kind), exact(high, axis.kind))
        }
    }
}

/// Two numbers of people as shares, with as many places as tell them apart and from a round number that they are not:
/// a vote below 55% is 54.999998%, not 55.00000%.
fn shares(counts: [i64; 2], of: Option<i64>) -> [String; 2] {
    let Some(of) = of.filter(|of| *of > 0) else { return Default::default() };
    let percent = counts.map(|people| &Exact::positive(people.into(), of.into()) * &Exact::integer(100));
    let [last, first] = &percent;
    let honest = |value: &Exact, places| {
        let shown = value.round(places);
        shown == *value || shown != shown.round(places - 1)
    };
    let apart = |places| last.round(places) != first.round(places);
    let places = (2..12).find(|&places| apart(places) && percent.iter().all(|value| honest(value, places)));
    let places = places.unwrap_or(12);
    percent.map(|value| format!(" ({}%)", words::rounded(&value, places)))
}

pub(super) fn people(people: i64) -> String {
    words::grouped(&Exact::integer(people.into()))
}

/// A share with its fraction where the percentage is rounded.
fn exact(value: &Exact, kind: Kind) -> String {
    match kind {
        Kind::Share => {
            let short = words::percent(value);
            let whole = words::exact_share(value);
            if short == whole { short } else { format!("{short} ({})", value_fraction(value)) }
        }
        Kind::Count | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => words::grouped(value),
    }
}

fn value_fraction(value: &Exact) -> String {
    let (part, whole) = value.lowest_terms();
    let grouped = |digits: String| Exact::parse(&digits).map_or(digits, |value| words::grouped(&value));
    format!("{}/{}", grouped(part.to_string()), grouped(whole.to_string()))
}

/// Steps of one axis that give the same result under all rules: first, last, and what that is.
pub(super) fn groups(sweep: &Sweep<'_>) -> Vec<(usize, usize, Vec<Cell>)> {
    let mut groups: Vec<(usize, usize, Vec<Cell>)> = Vec::new();
    for at in 0..sweep.width() {
        let cells: Vec<Cell> = (0..sweep.columns().len()).filter_map(|rule| sweep.cell(rule, at, 0)).collect();
        match groups.last_mut() {
            Some((_, last, own)) if *own == cells => *last = at,
            _ => groups.push((at, at, cells)),
        }
    }
    groups
}
