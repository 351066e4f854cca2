//! The facts of one of many sets of votes.

use std::borrow::Cow;
use std::sync::Arc;

use super::{CsvInputs, Layer};
use crate::program::{MeasureId, Name, StageId};

/// A layer of facts; or a row of a CSV file, which becomes one when it is asked for, so that millions of them take no more
/// room than their text.
#[derive(Clone, Debug)]
pub enum VotesLayer {
    /// A layer as it is.
    Whole(Box<Layer>),
    /// One of a file's sets of votes, by its position.
    Row(Arc<CsvInputs>, u32),
}

impl From<Layer> for VotesLayer {
    fn from(layer: Layer) -> Self {
        Self::Whole(Box::new(layer))
    }
}

impl VotesLayer {
    /// The sets of votes of a file, none of them read yet.
    pub fn of_file(inputs: CsvInputs) -> impl Iterator<Item = Self> {
        let inputs = Arc::new(inputs);
        (0..inputs.len()).map(move |at| Self::Row(inputs.clone(), at as u32))
    }

    /// The facts.
    pub fn layer(&self) -> Cow<'_, Layer> {
        match self {
            Self::Whole(layer) => Cow::Borrowed(layer),
            Self::Row(inputs, at) => Cow::Owned(inputs.layer(*at as usize)),
        }
    }

    /// What they are called.
    pub fn name(&self) -> Option<Name> {
        match self {
            Self::Whole(layer) => layer.name.clone(),
            Self::Row(inputs, at) => inputs.name(*at as usize),
        }
    }

    /// The measure or variant they were written for, see [`Layer::of`].
    pub fn of(&self) -> Option<MeasureId> {
        match self {
            Self::Whole(layer) => layer.of,
            Self::Row(..) => None,
        }
    }

    /// The stage that their names are looked up in first, see [`Layer::stage`].
    pub fn stage(&self) -> Option<StageId> {
        match self {
            Self::Whole(layer) => layer.stage,
            Self::Row(inputs, _) => inputs.stage(),
        }
    }

    /// The facts, to be kept.
    pub fn into_layer(self) -> Layer {
        match self {
            Self::Whole(layer) => *layer,
            Self::Row(inputs, at) => inputs.layer(at as usize),
        }
    }

    /// The same with names that are looked up in a stage first. A file's rows were read for theirs.
    #[must_use]
    pub fn in_stage(self, stage: Option<StageId>) -> Self {
        match self {
            Self::Whole(layer) => Self::Whole(Box::new(layer.in_stage(stage))),
            row @ Self::Row(..) => row,
        }
    }
}
