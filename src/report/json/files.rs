//! What commands about files and codes write as JSON.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What `quorate fmt --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FormattedJson {
    /// Each file, in the order given.
    pub files: Vec<FormattedFileJson>,
}

/// A file that was laid out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FormattedFileJson {
    /// The file as it was given.
    pub file: String,
    /// Whether that changes it, or would with `--check`.
    pub changed: bool,
}

/// What `quorate explain --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExplainJson {
    /// Each code.
    pub codes: Vec<CodeJson>,
}

/// A code of errors or warnings.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeJson {
    /// `quorate::check::name`
    pub code: Cow<'static, str>,
    /// Its first sentence.
    pub summary: Cow<'static, str>,
    /// All of it, in Markdown.
    pub text: Cow<'static, str>,
}
