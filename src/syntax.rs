//! From text to tree. The only module that knows pest.

pub mod ast;
