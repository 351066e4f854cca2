//! The grammar, compiled by pest. Its `Rule` never leaves [`syntax`](crate::syntax).

use pest_derive::Parser;

/// What reads the language: the files of `grammar/`, one after the other.
#[derive(Parser)]
#[grammar = "../grammar/measure.pest"]
#[grammar = "../grammar/expression.pest"]
#[grammar = "../grammar/lexical.pest"]
#[grammar = "../grammar/recovery.pest"]
#[grammar = "../grammar/cursor.pest"]
pub struct Grammar;

/// One piece of text that a rule matched.
pub type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// Pieces of text, in order.
pub type Pairs<'i> = pest::iterators::Pairs<'i, Rule>;
