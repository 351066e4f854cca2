//! The same votes under several rules: a matrix of what each rule makes of each set of votes.

mod cells;
mod error;
mod summary;

pub use cells::{CellReasons, facts, facts_sought};
pub use error::{CompareError, named_once};
pub use summary::{Agreement, Said, Summary};

use std::ops::ControlFlow;

use smol_str::SmolStr;

use crate::inputs::{InputError, Layer, Overrides, VotesLayer};
use crate::judge::{Answer, EvaluationError};
use crate::program::{InputId, Measure, MeasureId, Program, StageId};
use crate::rules::Rule;

/// One of the rules that are compared: a measure or variant, or a stage of it.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// The rules it belongs to; those of another file are another program.
    pub program: &'a Program,
    /// The measure or variant.
    pub measure: MeasureId,
    /// The stage that is judged by itself, and that names of facts are looked up in first.
    pub stage: Option<StageId>,
}

impl<'a> Column<'a> {
    /// One of rules that somebody keeps.
    pub fn of(rule: &'a Rule) -> Self {
        Self { program: &rule.rules.program, measure: rule.measure, stage: rule.stage }
    }

    /// The measure or variant itself.
    pub fn rules(&self) -> &'a Measure {
        self.program.measures.at(self.measure)
    }

    /// Its name.
    pub fn name(&self) -> &'a str {
        &self.rules().name.text
    }
}

/// One set of votes: a scenario, a row of a CSV file, what the command line says.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// What it is called.
    pub name: SmolStr,
    /// What it is, in words.
    pub title: Option<SmolStr>,
    /// The program that [`Layer::of`] speaks of, for a scenario.
    pub program: Option<&'a Program>,
    /// The facts.
    pub layer: VotesLayer,
}

/// What there is to compare.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// The rules. The first is what the others are held against.
    pub columns: Vec<Column<'a>>,
    /// The votes.
    pub rows: Vec<Row<'a>>,
    /// Facts that lie below those of each row.
    pub below: Vec<Layer>,
    /// Facts that lie above those of each row: `--set approval=60%`.
    pub above: Vec<Layer>,
}

/// What one rule makes of one set of votes.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// What it comes to, as far as the votes tell.
    Answer(Answer),
    /// It is open, and hangs on inputs that the first of the rules does not take.
    OtherInputs(Vec<InputId>),
    /// A `given` is broken: no verdict.
    BadData(Vec<EvaluationError>),
    /// The values cannot be read, or are not of the kind that is declared: no verdict.
    BadValues(Vec<InputError>),
    /// The rule cannot be judged on these votes.
    NotJudged(Vec<EvaluationError>),
}

/// The matrix: every cell answered, the reasons to be had from [`CellReasons`].
#[derive(Debug)]
pub struct Comparison<'a> {
    request: Request<'a>,
    /// Row after row.
    cells: Vec<Cell>,
    order: Vec<usize>,
    /// For each column what it does not take.
    aside: Vec<cells::Aside>,
}

/// Somebody had enough of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// Judges every set of votes under every rule. `watch` is told how many more cells are done, from several threads, and may
/// put an end to it.
///
/// Facts that were written for no measure in particular may say more than a rule takes; what it does not declare is left
/// out ([`Comparison::left_out`]).
///
/// # Errors
/// [`Stopped`] if `watch` said so. What is wrong with votes is in their cells.
pub fn compare<'a>(
    request: Request<'a>,
    watch: &(dyn Fn(usize) -> ControlFlow<()> + Sync),
) -> Result<Comparison<'a>, Stopped> {
    let (cells, aside) = cells::judge(&request, watch)?;
    let mut comparison = Comparison { order: (0..request.rows.len()).collect(), request, cells, aside };
    // The sort is stable, so that votes of one kind stay in the order they were given.
    let mut order = std::mem::take(&mut comparison.order);
    order.sort_by_cached_key(|&row| comparison.agreement(row));
    comparison.order = order;
    Ok(comparison)
}

impl<'a> Comparison<'a> {
    /// The rules.
    pub fn columns(&self) -> &[Column<'a>] {
        &self.request.columns
    }

    /// The votes, in the order they were given.
    pub fn rows(&self) -> &[Row<'a>] {
        &self.request.rows
    }

    /// Positions of [`rows`](Self::rows): those the rules disagree on first, then those where something is open or wrong.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// What a rule makes of votes, by their positions.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.of_row(row).get(column)
    }

    /// What each rule makes of one set of votes.
    pub fn of_row(&self, row: usize) -> &[Cell] {
        let width = self.request.columns.len();
        self.cells.get(row * width..(row + 1) * width).unwrap_or_default()
    }

    /// For each rule the facts, as paths, that it has no use for.
    pub fn left_out(&self) -> impl Iterator<Item = &[SmolStr]> {
        self.aside.iter().map(|own| own.left_out.as_slice())
    }

    /// For each rule what was moved by the votes and the facts around them, and what it keeps because a variant sets it.
    pub fn overrides(&self) -> impl Iterator<Item = &Overrides> {
        self.aside.iter().map(|own| &own.overrides)
    }
}
