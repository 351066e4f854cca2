//! Everything is tested through the library's public face.

mod check;
mod cli;
mod explain;
mod format;
mod inputs;
mod support;
mod syntax;
mod testing;
