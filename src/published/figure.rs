//! What is known of a figure.

use super::mapping::{CellKind, MappedValue};
use super::tally::CountSum;
use super::{Published, VoteSet, number};
use crate::value::Exact;
use crate::words;

/// What is known of a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Figure {
    /// Nothing.
    #[default]
    Unknown,
    /// All of it.
    Exactly(Exact),
    /// A part of it: some rows have no figure.
    AtLeast(Exact),
    /// What rounds to a percentage that was published: both ends are possible.
    Between(Exact, Exact),
    /// No number: a day, a truth, or what the mapping says that a value stands for.
    Said(MappedValue),
}

/// What an input's figures are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FigureKind {
    /// Whole numbers of people or votes.
    #[default]
    Count,
    /// Numbers that need not be whole.
    Number,
    /// Shares, which do not add up.
    Share,
    /// Days, truths and other values, which do not add up either.
    Said,
}

impl FigureKind {
    /// What the cells of a kind are.
    pub(super) fn of(kind: &CellKind) -> Self {
        match kind {
            CellKind::Count | CellKind::PercentageOf(_) | CellKind::PercentageWith(_) => Self::Count,
            CellKind::Number => Self::Number,
            CellKind::Percentage => Self::Share,
            CellKind::Day | CellKind::Truth | CellKind::Values(_) => Self::Said,
        }
    }

    /// So many units as a number.
    pub(super) fn exact(self, units: i128) -> Exact {
        let digits = match self {
            Self::Count | Self::Said => 0,
            Self::Number => number::HALVES,
            Self::Share => number::PERCENT_DIGITS,
        };
        Exact::ratio(units, 10i128.pow(digits)).unwrap_or(Exact::ZERO)
    }
}

impl Figure {
    /// What a sum is.
    pub(super) fn of(sum: &CountSum, kind: FigureKind) -> Self {
        match (sum.rows, sum.missing) {
            (0, _) => Self::Unknown,
            (_, 0) if sum.slack == 0 => Self::Exactly(kind.exact(sum.value)),
            (_, 0) => Self::Between(kind.exact(sum.value), kind.exact(sum.value + sum.slack)),
            (..) => Self::AtLeast(kind.exact(sum.value)),
        }
    }

    /// Both together.
    fn plus(self, other: Self) -> Self {
        let (Some((low, high)), Some((other_low, other_high))) = (self.ends(), other.ends()) else {
            return match (self.ends(), other.ends()) {
                (Some((low, _)), None) | (None, Some((low, _))) => Self::AtLeast(low),
                (_, _) => Self::Unknown,
            };
        };
        let low = &low + &other_low;
        match high.zip(other_high).map(|(high, other)| &high + &other) {
            None => Self::AtLeast(low),
            Some(high) if high == low => Self::Exactly(low),
            Some(high) => Self::Between(low, high),
        }
    }

    /// The least and the greatest that it may be, the latter if there is an end.
    fn ends(&self) -> Option<(Exact, Option<Exact>)> {
        match self {
            Self::Unknown | Self::Said(_) => None,
            Self::Exactly(value) => Some((value.clone(), Some(value.clone()))),
            Self::AtLeast(low) => Some((low.clone(), None)),
            Self::Between(low, high) => Some((low.clone(), Some(high.clone()))),
        }
    }

    /// As the language writes it: `15.5`, `57.725%..57.735%`, `4000..`; nothing for what is not known.
    pub fn written(&self, kind: FigureKind) -> String {
        let number = |value: &Exact| match kind {
            FigureKind::Share => words::exact_share(value),
            FigureKind::Count | FigureKind::Number | FigureKind::Said if value.is_whole() => value.to_string(),
            FigureKind::Count | FigureKind::Number | FigureKind::Said => words::grouped(value).replace(',', ""),
        };
        match self {
            Self::Unknown => String::new(),
            Self::Exactly(value) => number(value),
            Self::AtLeast(low) => format!("{}..", number(low)),
            Self::Between(low, high) => format!("{}..{}", number(low), number(high)),
            Self::Said(said) => said.text.to_string(),
        }
    }

    /// Whether it is one whole number.
    pub(super) fn is_whole_number(&self) -> bool {
        self.exactly().is_some_and(Exact::is_whole)
    }

    /// The number, if all of it is known.
    pub fn exactly(&self) -> Option<&Exact> {
        match self {
            Self::Exactly(value) => Some(value),
            Self::Unknown | Self::AtLeast(_) | Self::Between(..) | Self::Said(_) => None,
        }
    }
}

impl VoteSet {
    /// The figure of all regions together.
    pub fn total(&self, published: &Published, input: usize) -> Figure {
        let whole = self.whole.get(input).cloned().unwrap_or_default();
        if whole != Figure::Unknown {
            return whole;
        }
        let kind = published.inputs.get(input).map(|input| input.kind).unwrap_or_default();
        let mut own = self.regions.iter().map(|region| region.figures.get(input).cloned().unwrap_or_default());
        match kind {
            FigureKind::Count | FigureKind::Number => {
                let sum = own.reduce(Figure::plus).unwrap_or_default();
                if self.missing > 0 { sum.plus(Figure::Unknown) } else { sum }
            }
            FigureKind::Share | FigureKind::Said => {
                let first = own.next().unwrap_or_default();
                if own.all(|other| other == first) { first } else { Figure::Unknown }
            }
        }
    }
}
