//! Everything is tested through the library's public face.

mod check;
mod generate;
mod naive;
mod properties;
mod syntax;
