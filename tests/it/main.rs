//! Everything is tested through the library's public face.

mod check;
mod docs;
mod format;
mod rules;
mod syntax;
