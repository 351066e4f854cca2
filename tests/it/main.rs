//! Everything is tested through the library's public face.

mod generate;
mod naive;
mod properties;
mod syntax;
