//! Everything is tested through the library's public face.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that goes wrong should stop there"
)]

mod architecture;
mod assist;
mod audit;
mod card;
mod check;
mod cli;
mod compare;
mod console;
mod csv;
mod decision;
mod diff;
mod docs;
mod door;
mod explain;
mod features;
mod files;
mod fixes;
mod format;
mod generate;
mod hostile;
mod inputs;
mod judge;
mod library;
mod limits;
mod naive;
mod pictures;
mod properties;
mod provenance;
mod published;
mod record;
mod regions;
mod rules;
mod schema;
mod session;
mod simulate;
mod solver;
mod source;
mod spreadsheets;
mod support;
mod sweep;
mod syntax;
mod terminal;
mod testing;
mod tidy;
mod written;
