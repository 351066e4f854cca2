//! What `run` answers: one measure on one set of votes or more, with what its variants make of the same.

use serde::{Deserialize, Serialize};

use super::document::{Answer, Document};
use super::json::{RunJson, outcome};
use super::{Judged, readings, text};

/// A measure judged on every set of votes that is given.
#[derive(Clone, Debug)]
pub struct RunAnswer<'a> {
    /// The sets of votes, in the order of the file.
    pub sets: Vec<RunSet<'a>>,
}

/// A set of votes with what the measure and its variants make of it.
#[derive(Clone, Debug)]
pub struct RunSet<'a> {
    /// What was asked about.
    pub judged: Judged<'a>,
    /// Its variants.
    pub variants: Vec<Judged<'a>>,
}

/// The only set of votes by itself, several as rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum RunView {
    /// One set of votes.
    One(Box<RunJson>),
    /// Several.
    Several {
        /// One for each set of votes, in the order of the file.
        rows: Vec<RunJson>,
    },
}

impl Answer for RunAnswer<'_> {
    type View = RunView;
    const KIND: &'static str = "run";

    fn view(&self) -> RunView {
        let mut rows: Vec<RunJson> = self.sets.iter().map(RunSet::view).collect();
        match (rows.pop(), rows.is_empty()) {
            (Some(only), true) => RunView::One(Box::new(only)),
            (last, _) => {
                rows.extend(last);
                RunView::Several { rows }
            }
        }
    }

    fn document(&self) -> Document<'_> {
        let mut document = Document::new();
        for (at, set) in self.sets.iter().enumerate() {
            if at > 0 {
                document.space();
            }
            document.append(text::explained(&set.judged));
            if self.sets.len() == 1 && !set.variants.is_empty() {
                document.space();
                document.append(readings::readings(&set.judged, &set.variants));
            }
        }
        document
    }
}

impl RunSet<'_> {
    fn view(&self) -> RunJson {
        let variants = self.variants.iter().map(outcome::variant).collect();
        RunJson { variants, ..outcome::run(&self.judged) }
    }
}
