//! What is to be checked: what stands at the top of the files, and measures with their variants' changes made.

use std::borrow::Cow;
use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::span::Span;
use crate::syntax::ast;
use crate::value::Value;

/// What stands at the top of the files, for measures to use.
#[derive(Debug, Default)]
pub(super) struct FileLevel<'a> {
    pub parameters: BTreeMap<SmolStr, &'a ast::Parameter>,
    pub rows: BTreeMap<SmolStr, &'a ast::Rows>,
    pub holidays: Vec<&'a ast::Holidays>,
}

/// A measure as it is to be checked: as written, or with a variant's changes made.
#[derive(Clone, Debug)]
pub(super) struct Elaborated<'a> {
    pub measure: Cow<'a, ast::Measure>,
    /// Values that variants give inputs, by the span of the input's name.
    pub fixed: Vec<(Span, Value, Span)>,
    /// What variants took out.
    pub removed: Vec<Removed>,
    /// What variants set, with whether the last variant did.
    pub set: Vec<Span>,
}

impl<'a> Elaborated<'a> {
    /// How many declarations the measure has, those in its stages counted.
    pub(super) fn declarations(&self) -> usize {
        let of = |item: &ast::Item| match item {
            ast::Item::Stage(stage) => 1 + stage.items.len(),
            ast::Item::ByBlock(block) => 1 + block.items.len(),
            _ => 1,
        };
        self.measure.items.iter().map(of).sum()
    }

    /// A measure as it is written.
    pub(super) fn of(measure: &'a ast::Measure) -> Self {
        Self { measure: Cow::Borrowed(measure), fixed: Vec::new(), removed: Vec::new(), set: Vec::new() }
    }
}

/// Something a variant took out of the measure.
#[derive(Clone, Debug)]
pub(super) struct Removed {
    pub stage: Option<SmolStr>,
    pub name: SmolStr,
    pub variant: SmolStr,
    pub span: Span,
}
