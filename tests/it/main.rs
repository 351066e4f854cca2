//! Everything is tested through the library's public face.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that goes wrong should stop there"
)]

mod check;
mod cli;
mod console;
mod decision;
mod docs;
mod explain;
mod format;
mod generate;
mod inputs;
mod limits;
mod naive;
mod properties;
mod rules;
mod solver;
mod support;
mod syntax;
mod testing;
mod tidy;
