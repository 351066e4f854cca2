//! Every cell judged, several rows at a time; and reasons, one cell at a time.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use smol_str::SmolStr;

use super::{Cell, Column, Comparison, Request, Row, Stopped};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Table;
use crate::inputs::{InputError, Layer, LayerKind, Override, Overrides, Series};
use crate::judge::{self, Answer, EvaluationError, Judgement, Verdicts};
use crate::parallel;
use crate::program::{Input, InputId, TableId};

/// Rows that are judged between two reports of progress.
const STEP: usize = 256;

/// Cells for which a thread is worth its while.
const WORTH: usize = 4_096;

/// What each rule left out, and what was moved or set aside for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Aside {
    pub(super) left_out: Vec<SmolStr>,
    pub(super) overrides: Overrides,
}

pub(super) fn judge(
    request: &Request<'_>,
    watch: &(dyn Fn(usize) -> ControlFlow<()> + Sync),
) -> Result<(Vec<Cell>, Vec<Aside>), Stopped> {
    let width = request.columns.len();
    let mut cells = vec![Cell::OtherInputs(Vec::new()); request.rows.len() * width];
    let aside = Mutex::new(vec![Aside::default(); width]);
    let stopped = AtomicBool::new(false);
    let strange: Vec<Vec<InputId>> = request.columns.iter().map(|column| strange(request, column)).collect();
    let part = |rows: &[Row<'_>], cells: &mut [Cell]| {
        for (at, (column, strange)) in request.columns.iter().zip(&strange).enumerate() {
            let mut judge = ColumnJudge::new(request, column, strange);
            for (step, rows) in rows.chunks(STEP).enumerate() {
                let own = cells.iter_mut().skip(step * STEP * width + at).step_by(width);
                rows.iter().zip(own).for_each(|(row, cell)| *cell = judge.cell(row));
                if watch(rows.len()).is_break() {
                    stopped.store(true, Ordering::Relaxed);
                }
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
            }
            note(&aside, at, &judge.series);
        }
    };
    let rows = request.rows.len().div_ceil(parallel::threads(cells.len() / WORTH)).max(1);
    let parts = request.rows.chunks(rows).zip(cells.chunks_mut(rows * width.max(1))).collect();
    parallel::each(parts, |(rows, cells)| part(rows, cells));
    if stopped.load(Ordering::Relaxed) {
        return Err(Stopped);
    }
    let mut aside = aside.into_inner().unwrap_or_default();
    aside.iter_mut().for_each(|own| own.overrides.sort());
    Ok((cells, aside))
}

fn note(aside: &Mutex<Vec<Aside>>, column: usize, series: &Series<'_>) {
    let Ok(mut aside) = aside.lock() else { return };
    let Some(own) = aside.get_mut(column) else { return };
    for path in series.left_out() {
        if !own.left_out.contains(path) {
            own.left_out.push(path.clone());
        }
    }
    own.overrides.join(series.overrides());
}

/// The inputs of a rule that the first rule does not take.
fn strange(request: &Request<'_>, column: &Column<'_>) -> Vec<InputId> {
    let Some(first) = request.columns.first() else { return Vec::new() };
    let has = |wanted: &Input| {
        let same = |own: &Input| own.name.text == wanted.name.text && own.kind == wanted.kind;
        first.rules().inputs.values().any(same)
    };
    let inputs = column.rules().inputs.iter().filter(|(_, input)| concerns(column, input) && !has(input));
    inputs.map(|(id, _)| id).collect()
}

/// Whether an input is asked for by what is judged.
fn concerns(column: &Column<'_>, input: &Input) -> bool {
    column.stage.is_none() || input.stage.is_none() || input.stage == column.stage
}

/// One rule, with what it keeps from one set of votes to the next.
struct ColumnJudge<'a, 'r> {
    column: Column<'a>,
    series: Series<'a>,
    verdicts: Verdicts<'a>,
    strange: &'r [InputId],
}

impl<'a, 'r> ColumnJudge<'a, 'r> {
    fn new(request: &Request<'a>, column: &Column<'a>, strange: &'r [InputId]) -> Self {
        Self {
            column: *column,
            series: series(request, column),
            verdicts: Verdicts::new(column.rules(), column.stage),
            strange,
        }
    }

    fn cell(&mut self, row: &Row<'_>) -> Cell {
        let layer = layer_for(&self.column, row);
        let facts = match self.series.bind(&layer) {
            Ok(facts) => facts,
            Err(errors) => return Cell::BadValues(errors),
        };
        match self.verdicts.judge(facts) {
            Ok(answer) if is_open(&answer) => {
                let wanted: Vec<InputId> = self.strange.iter().copied().filter(|&id| !is_known(facts, id)).collect();
                if wanted.is_empty() { Cell::Answer(answer) } else { Cell::OtherInputs(wanted) }
            }
            Ok(answer) => Cell::Answer(answer),
            Err(errors) if errors.iter().all(EvaluationError::is_bad_data) => Cell::BadData(errors),
            Err(errors) => Cell::NotJudged(errors),
        }
    }
}

fn series<'a>(request: &Request<'a>, column: &Column<'a>) -> Series<'a> {
    Series::new(column.program, column.measure, column.stage, &request.below, &request.above)
}

/// The facts of a row as a rule reads them: those of a scenario that was written for another measure are for whatever takes
/// them.
fn layer_for<'r>(column: &Column<'_>, row: &'r Row<'_>) -> Cow<'r, Layer> {
    let layer = row.layer.layer();
    let Some(of) = layer.of else { return layer };
    let own = row.program.is_some_and(|program| std::ptr::eq(program, column.program))
        && column.program.lineage(column.measure).any(|ancestor| ancestor == of);
    if own { layer } else { Cow::Owned(Layer { of: None, stage: None, ..layer.into_owned() }) }
}

/// Votes with what lies below and above them, as one of the rules reads them; without votes what the rule itself says. `over`
/// says whether they lie over what a variant sets.
///
/// # Errors
/// All that is wrong with them.
pub fn facts(
    column: &Column<'_>,
    row: Option<&Row<'_>>,
    below: &[Layer],
    above: &[Layer],
    over: Override,
) -> Result<Facts, Vec<InputError>> {
    let series = Series::new(column.program, column.measure, column.stage, below, above);
    series.overriding(over).bind(&layer(column, row)).cloned()
}

/// As [`facts`], where parameters may be left open, see [`bind_sought`](crate::inputs::bind_sought).
///
/// # Errors
/// All that is wrong with them.
pub fn facts_sought(
    column: &Column<'_>,
    row: Option<&Row<'_>>,
    below: &[Layer],
    above: &[Layer],
) -> Result<Facts, Vec<InputError>> {
    let mut series = Series::new(column.program, column.measure, column.stage, below, above);
    series.bind_sought(&layer(column, row))
}

/// The votes as one of the rules reads them.
fn layer(column: &Column<'_>, row: Option<&Row<'_>>) -> Layer {
    match row {
        Some(row) => layer_for(column, row).into_owned(),
        None => Layer::new(LayerKind::File),
    }
}

fn is_open(answer: &Answer) -> bool {
    match answer {
        Answer::Status(statuses) => statuses.decided().is_none(),
        Answer::Outcome(outcomes) => outcomes.is_open(),
    }
}

fn is_known(facts: &Facts, id: InputId) -> bool {
    let known = |slot: &Slot| !matches!(slot, Slot::Unknown);
    match facts.inputs.get(id) {
        Some(Cells::One(slot)) => known(slot),
        Some(Cells::Rows(slots)) => slots.iter().any(known),
        None => false,
    }
}

/// Gives the reasons of one rule's cells, whichever are asked for.
#[derive(Debug)]
pub struct CellReasons<'c, 'a> {
    comparison: &'c Comparison<'a>,
    column: Column<'a>,
    series: Series<'a>,
}

impl<'c, 'a> CellReasons<'c, 'a> {
    /// For one of the rules.
    pub fn new(comparison: &'c Comparison<'a>, column: Column<'a>) -> Self {
        Self { comparison, column, series: series(&comparison.request, &column) }
    }

    /// What the rule makes of a set of votes, with reasons but without least changes, and what the rows of its tables are
    /// called; `None` where it cannot be judged.
    pub fn outcome(&mut self, row: usize) -> Option<(Judgement, Table<TableId, Vec<SmolStr>>)> {
        let row = self.comparison.rows().get(row)?;
        let facts = self.series.bind(&layer_for(&self.column, row)).ok()?;
        let outcome = judge::explain(self.column.rules(), facts, self.column.stage).ok()?;
        Some((outcome, facts.rows.clone()))
    }
}
