//! What rows add up to.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::span::Span;

/// One figure while rows come in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sum {
    /// Of rows that count a part, or all there is.
    pub(super) value: i128,
    /// How many rows that is.
    pub(super) rows: u32,
    /// Of rows that count all ways of voting together.
    pub(super) all: i128,
    /// How many rows that is.
    pub(super) all_rows: u32,
    /// How many rows have no figure.
    pub(super) missing: u32,
    /// Where the first row has it.
    pub(super) first: Span,
    /// Where the first row has none.
    pub(super) first_missing: Span,
}

/// A region while rows come in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RegionTally {
    pub(super) name: SmolStr,
    pub(super) span: Span,
    pub(super) rows: u32,
    pub(super) sums: Vec<Sum>,
    /// It is the sum of the others, the mapping says.
    pub(super) is_total: bool,
}

/// A set of votes while rows come in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SetTally {
    pub(super) name: Option<SmolStr>,
    pub(super) span: Span,
    /// Figures that are of no region.
    pub(super) whole: Vec<Sum>,
    pub(super) regions: Vec<RegionTally>,
    /// By what files call them, which may be several names for one.
    known: Known,
    by_name: HashMap<SmolStr, usize>,
}

/// The sets of votes of a file and its like.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) sets: Vec<SetTally>,
    known: Known,
}

/// Positions by the bytes of a cell. Rows are mostly sorted, so the latest is asked first.
#[derive(Clone, Debug, Default, PartialEq)]
struct Known {
    by_bytes: HashMap<Box<[u8]>, usize>,
    latest_bytes: Vec<u8>,
    latest: Option<usize>,
}

impl Known {
    #[inline]
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        if self.latest.is_none() || self.latest_bytes != bytes {
            self.latest = self.by_bytes.get(bytes).copied();
            self.latest_bytes.clear();
            // Comparing reads whole vectors; one that begins at the end of a page costs more than the row.
            self.latest_bytes.reserve(64);
            self.latest_bytes.extend_from_slice(bytes);
        }
        self.latest
    }

    fn add(&mut self, bytes: &[u8], at: usize) {
        self.by_bytes.insert(bytes.into(), at);
        self.latest = None;
    }
}

impl Tally {
    /// The position of the set that is called so; `name` is asked if it is new.
    #[inline]
    pub(super) fn set(&mut self, bytes: &[u8], inputs: usize, name: impl FnOnce() -> (Option<SmolStr>, Span)) -> usize {
        if let Some(at) = self.known.find(bytes) {
            return at;
        }
        let at = self.sets.len();
        self.known.add(bytes, at);
        let (name, span) = name();
        self.sets.push(SetTally { name, span, whole: vec![Sum::default(); inputs], ..SetTally::default() });
        at
    }
}

impl SetTally {
    /// The position of the region that a cell calls so; `name` is asked if the file has not called it so before.
    #[inline]
    pub(super) fn region(&mut self, bytes: &[u8], name: impl FnOnce() -> RegionTally) -> usize {
        if let Some(at) = self.known.find(bytes) {
            return at;
        }
        let at = self.named(name());
        self.known.add(bytes, at);
        at
    }

    /// The position of a region by its name.
    pub(super) fn named(&mut self, region: RegionTally) -> usize {
        let next = self.regions.len();
        let at = *self.by_name.entry(region.name.clone()).or_insert(next);
        if at == next {
            self.regions.push(region);
        }
        at
    }

    /// The region that is called so.
    pub(super) fn find(&self, name: &str) -> Option<&RegionTally> {
        self.regions.get(*self.by_name.get(name)?)
    }
}
