//! Everything is tested through the library's public face.

mod check;
mod format;
mod inputs;
mod support;
mod syntax;
mod testing;
