//! The requirement that decided a cell.

use smol_str::SmolStr;

use super::super::order::deciding_first;
use super::super::wording;
use crate::compare::{Cell, CellReasons, Column, Comparison};
use crate::evaluate::{ConditionOutcome, Margin, StageOutcome, StageStatus, Verdict};
use crate::facts::Facts;
use crate::ids::Table;
use crate::judge::{self, Judgement};
use crate::program::{InputId, Measure, TableId};
use crate::source::Sources;
use crate::words;

/// Why a cell is what it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Reason {
    /// The requirement's name, with its stage if several were judged.
    pub(super) requirement: Option<String>,
    /// Whether it is met.
    pub(super) verdict: Option<Verdict>,
    /// By how many.
    pub(super) by: Option<Margin>,
    /// The same in words, with the share that was reached.
    pub(super) text: String,
}

/// Gives the reasons of all cells of a comparison, whichever are asked for.
pub(super) struct Reasons<'c, 'a> {
    comparison: &'c Comparison<'a>,
    sources: &'c Sources,
    explainers: Vec<(Column<'a>, CellReasons<'c, 'a>)>,
}

impl<'c, 'a> Reasons<'c, 'a> {
    pub(super) fn new(comparison: &'c Comparison<'a>, sources: &'c Sources) -> Self {
        let explainers = comparison.columns().iter().map(|&column| (column, CellReasons::new(comparison, column)));
        Self { comparison, sources, explainers: explainers.collect() }
    }

    pub(super) fn of(&mut self, row: usize, column: usize) -> Reason {
        let said = |text: String| Reason { text, ..Reason::default() };
        let Some((of, explainer)) = self.explainers.get_mut(column) else { return Reason::default() };
        let rules = of.rules();
        match self.comparison.cell(row, column) {
            Some(Cell::BadData(errors) | Cell::NotJudged(errors)) => {
                let text = errors.first().map(ToString::to_string).unwrap_or_default();
                said(text.strip_prefix("bad data: ").map_or(text.clone(), str::to_owned))
            }
            Some(Cell::BadValues(errors)) => said(errors.first().map(ToString::to_string).unwrap_or_default()),
            Some(Cell::OtherInputs(inputs)) => said(hangs_on(rules, of, inputs)),
            Some(Cell::Answer(_)) => {
                let Some((outcome, names)) = explainer.outcome(row) else { return Reason::default() };
                let Some(stage) = deciding_stage(rules, &outcome) else { return Reason::default() };
                let Some(condition) = deciding_first(rules, stage).into_iter().next() else {
                    return Reason::default();
                };
                reason(rules, of, outcome.stages.len() > 1, condition, &names, self.sources)
            }
            None => Reason::default(),
        }
    }
}

/// What decides a rule on certain facts, with the regions that would turn it; nothing if it cannot be judged.
pub(in crate::report) fn of_facts(column: &Column<'_>, facts: &Facts, sources: &Sources) -> Option<String> {
    let rules = column.rules();
    let outcome = judge::explain(rules, facts, column.stage).ok()?;
    let condition = deciding_first(rules, deciding_stage(rules, &outcome)?).into_iter().next()?;
    Some(reason(rules, column, outcome.stages.len() > 1, condition, &facts.rows, sources).text)
}

/// The stage by itself; of several the last that is surely reached.
fn deciding_stage<'o>(rules: &Measure, outcome: &'o Judgement) -> Option<&'o StageOutcome> {
    let in_order = rules.stage_order.iter().rev();
    in_order
        .filter_map(|&id| outcome.stages.iter().find(|stage| stage.stage == id))
        .find(|stage| !stage.possible.contains(StageStatus::NotReached))
}

fn reason(
    rules: &Measure,
    column: &Column<'_>,
    several: bool,
    condition: &ConditionOutcome,
    names: &Table<TableId, Vec<SmolStr>>,
    sources: &Sources,
) -> Reason {
    let declared = rules.conditions.at(condition.condition);
    let name = if several { rules.condition_path(condition.condition) } else { declared.name.text.clone() };
    let comparison = condition.comparison();
    let share = comparison.and_then(|comparison| comparison.share.as_ref());
    let share = share.map(|share| format!(" at {}", wording::share_of(share, sources))).unwrap_or_default();
    let verdict = wording::verdict_with_margin(condition.verdict, comparison);
    let open = if condition.verdict.is_open() && !condition.needs.is_empty() {
        format!(": {}", hangs_on(rules, column, &condition.needs))
    } else {
        String::new()
    };
    let regions = super::super::text::regions(rules, names, sources, &condition.why);
    let regions = regions.map(|regions| format!("; {regions} would turn it")).unwrap_or_default();
    Reason {
        text: format!("{name} {verdict}{share}{open}{regions}"),
        requirement: Some(name.to_string()),
        verdict: Some(condition.verdict),
        by: comparison.filter(|_| !condition.verdict.is_open()).and_then(|found| found.by.clone()),
    }
}

/// `hangs on blank and registered`
fn hangs_on(rules: &Measure, column: &Column<'_>, inputs: &[InputId]) -> String {
    let names = inputs.iter().map(|&id| wording::input_name(rules, column.stage, id));
    format!("hangs on {}", words::and_list(names).replace('`', ""))
}
