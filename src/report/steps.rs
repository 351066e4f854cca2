//! One value stepped through a range, with what it comes to at each step.

use super::document::Document;
use super::grid::Grid;
use super::layout::{Piece, Style, Tone};
use crate::evaluate::Verdict;
use crate::program::ConditionKind;

/// What one value came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The value, as it is read.
    pub value: String,
    /// The outcome or the stage's status; what is wrong with the data, if it cannot be judged.
    pub result: Result<String, String>,
    /// Each condition's name, kind, verdict and verdict with its margin.
    pub conditions: Vec<(String, ConditionKind, Verdict, String)>,
}

impl Step {
    /// Whether the same things hold as in another step, whatever the margins.
    pub fn agrees(&self, other: &Self) -> bool {
        let verdicts = |step: &Self| step.conditions.iter().map(|(.., verdict, _)| *verdict).collect::<Vec<_>>();
        match (&self.result, &other.result) {
            (Err(_), Err(_)) => true,
            (own, others) => own == others && verdicts(self) == verdicts(other),
        }
    }
}

/// Rows that agree are shown with the first and the last; a line marks where a verdict flips. `flips` says of each such
/// place, in order, the exact value, where one was found.
pub fn steps(name: &str, steps: &[Step], flips: &[Option<String>], style: Style) -> String {
    let mut document = Document::new();
    let mut grid = Grid::default();
    grid.head(name, true);
    grid.head("comes to", false);
    let conditions: Vec<&String> = steps
        .iter()
        .find(|step| step.result.is_ok())
        .into_iter()
        .flat_map(|step| step.conditions.iter().map(|own| &own.0))
        .collect();
    conditions.iter().for_each(|name| grid.head(name.as_str(), false));
    let mut flips = flips.iter();
    for (at, run) in steps.chunk_by(Step::agrees).enumerate() {
        if at > 0 {
            let exact = flips.next().and_then(Option::as_ref);
            let exact = exact.map(|exact| format!(" from {exact} on")).unwrap_or_default();
            let text = match run.first().map(|step| &step.result) {
                Some(Err(wrong)) => format!("── {wrong}{exact} ──"),
                Some(Ok(_)) | None => format!("── another verdict{exact} ──"),
            };
            grid.across(Tone::Open, text);
        }
        match run {
            [first, middle @ .., last] if middle.len() > FEW => {
                grid.row(row(first));
                grid.across(Tone::Quiet, format!("   … {} more that come to the same", middle.len()));
                grid.row(row(last));
            }
            all => all.iter().for_each(|step| grid.row(row(step))),
        }
    }
    document.grid(grid);
    document.text(style)
}

/// So many rows between a first and a last are all shown.
const FEW: usize = 3;

fn row(step: &Step) -> Vec<Piece> {
    let mut cells = vec![(Tone::Plain, step.value.clone())];
    cells.push(match &step.result {
        Ok(result) => (Tone::Strong, result.clone()),
        Err(_) => (Tone::Bad, "bad data".to_owned()),
    });
    for (_, kind, verdict, text) in &step.conditions {
        cells.push((super::text::glyph(*kind, *verdict).0, text.clone()));
    }
    cells
}
