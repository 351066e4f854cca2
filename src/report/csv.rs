//! What all reports in CSV share.

pub(super) use crate::csv::field;
