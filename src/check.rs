//! From trees to the checked program: names become ids, expressions get kinds, variants are spelled out.

mod lookup;

pub use lookup::{Found, Names, lookup};
