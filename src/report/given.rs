//! The inputs of a measure: what is given, from where, what is missing, and which of that matters.

use super::document::Document;
use super::grid::Grid;
use super::layout::{Style, Tone};
use super::{Judged, wording};
use crate::evaluate::StageStatus;
use crate::facts::{Cells, Slot};
use crate::program::{InputId, StageId};
use crate::words;

/// Where what is known of one thing comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its path.
    pub path: String,
    /// Its value, as it is read; of a number of the rule with what the rule says.
    pub value: String,
    /// `recall_2003`, `votes.toml`, `line 4`
    pub from: String,
}

/// Every input, and then what else the facts say of the rule: parameters and dates that are not as the rule has them.
pub fn given(
    judged: &Judged<'_>,
    stage: Option<StageId>,
    origin_of: &dyn Fn(InputId) -> String,
    of_the_rule: &[Origin],
    style: Style,
) -> String {
    let mut document = Document::new();
    let rules = judged.rules();
    let mut grid = Grid::default();
    for (head, flush) in [("input", false), ("value", true), ("from", false)] {
        grid.head(head, flush);
    }
    let wanted = rules.inputs.iter().filter(|(_, own)| stage.is_none() || own.stage.is_none() || own.stage == stage);
    let mut any = false;
    for (id, input) in wanted {
        any = true;
        let name = wording::input_name(rules, stage, id);
        let (value, known) = match judged.facts.inputs.get(id) {
            Some(Cells::One(slot @ (Slot::Known(_) | Slot::Range(..)))) => (wording::slot(slot, input.kind), true),
            Some(Cells::Rows(slots)) => {
                let known = slots.iter().filter(|slot| **slot != Slot::Unknown).count();
                (format!("{known} of {}", words::numbered(slots.len(), "row")), known == slots.len() && known > 0)
            }
            Some(Cells::One(Slot::Unknown)) | None => ("?".to_owned(), false),
        };
        let open: Vec<String> = judged
            .outcome
            .stages
            .iter()
            .filter(|stage| stage.possible.decided() != Some(StageStatus::NotReached))
            .flat_map(|stage| &stage.conditions)
            .filter(|own| own.verdict.is_open() && own.needs.contains(&id))
            .map(|own| own.condition)
            .map(|own| {
                if stage.is_some() {
                    rules.conditions.at(own).name.text.to_string()
                } else {
                    rules.condition_path(own).to_string()
                }
            })
            .collect();
        let from = match (known, open.is_empty()) {
            (true, true) => (Tone::Quiet, origin_of(id)),
            (true, false) => (Tone::Open, format!("{}; {} hangs on it", origin_of(id), open.join(", "))),
            (false, true) => (Tone::Quiet, "missing, and nothing hangs on it now".to_owned()),
            (false, false) => (Tone::Open, format!("missing: {} hangs on it", open.join(", "))),
        };
        grid.row(vec![(Tone::Strong, name), (if known { Tone::Plain } else { Tone::Open }, value), from]);
    }
    for origin in of_the_rule {
        any = true;
        grid.row(vec![
            (Tone::Strong, origin.path.clone()),
            (Tone::Plain, origin.value.clone()),
            (Tone::Quiet, origin.from.clone()),
        ]);
    }
    if !any {
        document.say(0, Tone::Quiet, "it has no inputs");
    }
    document.grid(grid);
    document.text(style)
}
