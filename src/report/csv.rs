//! What all reports in CSV share.

use std::borrow::Cow;

/// A field, in quotes where it has to be.
pub(super) fn field(text: &str) -> Cow<'_, str> {
    if text.contains(['"', ',', ';', '\n', '\r']) || text.trim() != text {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}
