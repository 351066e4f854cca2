//! Everything is tested through the library's public face.

mod check;
mod cli;
mod docs;
mod explain;
mod format;
mod generate;
mod inputs;
mod naive;
mod properties;
mod rules;
mod support;
mod syntax;
mod testing;
