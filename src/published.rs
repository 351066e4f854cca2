//! Votes as they are published: files that nobody has touched, and a mapping that says what is what in them.
//!
//! ```text
//! MAP.toml ──Mapping::read──► Mapping
//! file, file … ──Reader::feed──► Published ──layers──► Layer … Layer     (for `inputs::bind`)
//!                                    └──────────toml, json, csv──► text   (for `--inputs`)
//! ```
//!
//! A file is read once, piece by piece, and only its sums are kept; so it may be larger than the memory. All that is wrong
//! with it is an error or a warning with its place. No figure is ever guessed: what is missing makes a sum an "at least".

mod check;
mod error;
mod layers;
mod mapping;
mod mapping_error;
mod nist;
mod number;
mod reader;
mod ready;
mod sheet;
mod show;
mod tally;
mod write;

pub use error::PublishedError;
pub use mapping::{Check, Column, Condition, Format, Join, Mapping, Written};
pub use mapping_error::MappingError;
pub use nist::nist;
pub use reader::Reader;
pub use ready::{READY, ready};
pub use show::{PublishedJson, json, text};
pub use write::{Form, WriteError, write};

use smol_str::SmolStr;

use crate::span::Span;

/// What files hold, as the mapping understands them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Published {
    /// The figures, in the mapping's order.
    pub inputs: Vec<Input>,
    /// The sets of votes, in the order of the files; at least one.
    pub sets: Vec<Set>,
    /// The files, in the order they were read.
    pub files: Vec<FileSeen>,
    /// Rows that were left out, and why.
    pub left_out: Vec<LeftOut>,
    /// The checks that the mapping asks for, with how often they hold.
    pub checks: Vec<Checked>,
    /// What is wrong: errors, and warnings.
    pub problems: Vec<PublishedError>,
    /// Whether the places in it are those of texts among the sources.
    pub has_places: bool,
    /// What the measure calls the regions, if the mapping says so.
    pub table: Option<SmolStr>,
}

/// A kind of figure: `yes`, `registered`.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// What the measure calls it; perhaps a path with its stage.
    pub name: SmolStr,
    /// Where it stands in the file: `Votes_Cast`, `candidate: Yes`.
    pub from: String,
    /// Whether it has a figure for each region, rather than one for all.
    pub by_region: bool,
}

/// One set of votes.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// What the file calls it, if the mapping has a `set`.
    pub name: Option<SmolStr>,
    /// Where it begins.
    pub span: Span,
    /// Figures for all regions together, by input.
    pub whole: Vec<Figure>,
    /// The regions, in the order of the file.
    pub regions: Vec<Region>,
    /// Regions that the mapping expects and the file does not have.
    pub missing: usize,
}

/// A region of a set of votes.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// What it is called, after the mapping's renaming.
    pub name: SmolStr,
    /// Its first row.
    pub span: Span,
    /// Its figures, by input.
    pub figures: Vec<Figure>,
}

/// What is known of a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figure {
    /// Nothing.
    #[default]
    Unknown,
    /// All of it.
    Exactly(i128),
    /// A part of it: some rows have no figure.
    AtLeast(i128),
}

impl Figure {
    /// Both together.
    fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, Self::Unknown) => Self::Unknown,
            (Self::Exactly(a), Self::Exactly(b)) => Self::Exactly(a + b),
            (Self::Unknown, Self::Exactly(a) | Self::AtLeast(a))
            | (Self::Exactly(a) | Self::AtLeast(a), Self::Unknown) => Self::AtLeast(a),
            (Self::Exactly(a) | Self::AtLeast(a), Self::Exactly(b) | Self::AtLeast(b)) => Self::AtLeast(a + b),
        }
    }

    /// The count, if all of it is known.
    pub fn exactly(self) -> Option<i128> {
        match self {
            Self::Exactly(value) => Some(value),
            Self::Unknown | Self::AtLeast(_) => None,
        }
    }
}

impl Set {
    /// The figure of all regions together.
    pub fn total(&self, input: usize) -> Figure {
        let whole = self.whole.get(input).copied().unwrap_or_default();
        if whole != Figure::Unknown {
            return whole;
        }
        let own = self.regions.iter().map(|region| region.figures.get(input).copied().unwrap_or_default());
        let sum = own.reduce(Figure::plus).unwrap_or_default();
        if self.missing > 0 { sum.plus(Figure::Unknown) } else { sum }
    }
}

impl Published {
    /// Whether a name in it comes from bytes that are no UTF-8.
    pub fn is_garbled(&self) -> bool {
        let names =
            self.sets.iter().flat_map(|set| set.name.iter().chain(set.regions.iter().map(|region| &region.name)));
        let columns = self.files.iter().flat_map(|file| &file.unused);
        names.chain(columns).any(|name| name.contains('\u{fffd}'))
    }
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileSeen {
    /// Its name.
    pub name: String,
    /// `CSV, separated by semicolons`, `NIST SP 1500-100`
    pub format: String,
    /// How many columns its header has; 0 for what has none.
    pub columns: usize,
    /// Columns that the mapping does not use.
    pub unused: Vec<SmolStr>,
    /// Rows below the header, empty ones aside.
    pub rows: usize,
    /// Rows whose figures were taken.
    pub taken: usize,
}

/// Rows that were left out for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// `office is Governor`, `candidate is Under Votes`
    pub what: String,
    /// How many.
    pub rows: usize,
}

/// A check with its result.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// As the mapping has it: `yes + no + invalid = ballots`.
    pub text: SmolStr,
    /// How many regions, and wholes without regions, it was put to.
    pub held: usize,
    /// How many it does not hold for.
    pub failed: usize,
    /// How many lack a figure for it.
    pub open: usize,
}
