//! A measure after checking.

use crate::check::elaborated::Removed;
use crate::check::lookup::Names;
use crate::check::uses::Uses;
use crate::program::Measure;

/// A measure after checking.
pub(super) struct Built {
    /// Complete, but with stand-ins where there were errors.
    pub measure: Measure,
    pub names: Names,
    /// What its conditions, outcomes and definitions use.
    pub used: Uses,
    pub removed: Vec<Removed>,
    /// It has no errors.
    pub sound: bool,
}
