//! Everything is tested through the library's public face.

mod check;
mod format;
mod syntax;
