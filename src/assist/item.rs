//! What may fit at a cursor.

use std::ops::Range;

/// All that fits at a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// What fits, names before words.
    pub items: Vec<Item>,
    /// The names of files that fit; whoever can see the files lists them.
    pub files: Option<Files>,
}

/// One thing that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is put there.
    pub text: String,
    /// What it replaces, in bytes of the text.
    pub replace: Range<usize>,
    /// What it is.
    pub kind: ItemKind,
    /// Its kind, value and title, or how it is written; may be empty.
    pub about: String,
}

/// A place for the name of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// What is typed of it.
    pub prefix: String,
    /// What a name replaces, in bytes of the text.
    pub replace: Range<usize>,
    /// How the names end, without a dot.
    pub endings: &'static [&'static str],
}

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// What the world supplies.
    Input,
    /// What the rule fixes.
    Parameter,
    /// What is worked out.
    Definition,
    /// `opens`, `closes`, `held`
    Date,
    /// A named `require`, `quorum` or `reject`.
    Condition,
    /// A named `given`.
    Given,
    /// A stage.
    Stage,
    /// A table of rows.
    Table,
    /// A row of a table.
    Row,
    /// A measure.
    Measure,
    /// A variant.
    Variant,
    /// A scenario.
    Scenario,
    /// A word of the language.
    Word,
    /// A command of a session.
    Command,
    /// A word or choice that a command takes.
    Argument,
    /// The code of a diagnostic.
    Code,
}

/// What has a value that conditions may use.
pub(super) const VALUES: &[ItemKind] = &[ItemKind::Input, ItemKind::Parameter, ItemKind::Definition, ItemKind::Date];
/// What facts may set.
pub(super) const SETTABLE: &[ItemKind] = &[ItemKind::Input, ItemKind::Parameter, ItemKind::Date];
/// What has a value or a status.
pub(super) const ASKABLE: &[ItemKind] =
    &[ItemKind::Input, ItemKind::Parameter, ItemKind::Definition, ItemKind::Date, ItemKind::Condition, ItemKind::Stage];
pub(super) const STAGED: &[ItemKind] =
    &[ItemKind::Input, ItemKind::Parameter, ItemKind::Definition, ItemKind::Date, ItemKind::Stage];
pub(super) const REMOVABLE: &[ItemKind] = &[ItemKind::Condition, ItemKind::Given, ItemKind::Parameter, ItemKind::Stage];
