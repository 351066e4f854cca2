//! The one way from a text to XML.

use crate::words::clean;

/// A text as XML holds it: markup is escaped, and what steers, turns, hides or may stand in no document is shown as what it
/// is.
pub(in crate::report) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(escape("<a b=\"c\">&amp;"), "&lt;a b=&quot;c&quot;&gt;&amp;amp;");
    }

    #[test]
    fn what_no_document_may_hold_is_shown() {
        assert_eq!(escape("a\u{0}b\u{1b}[31mc\u{ffff}d\u{202e}e\nf"), "a␀b␛[31mc⟨U+FFFF⟩d⟨U+202E⟩e f");
    }
}
