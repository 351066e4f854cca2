//! The one way from a text to XML.

/// A text as XML holds it: markup is escaped, and what may stand in no XML document, or would steer how the rest is read,
/// is shown as the replacement character. A line break is a blank: a label is one line.
pub(in crate::report) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            control if control.is_control() => escaped.push(char::REPLACEMENT_CHARACTER),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => {
                escaped.push(char::REPLACEMENT_CHARACTER);
            }
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
    fn what_no_document_may_hold_is_shown_as_replaced() {
        assert_eq!(escape("a\u{0}b\u{1b}[31mc\u{ffff}d\u{202e}e\nf"), "a\u{fffd}b\u{fffd}[31mc\u{fffd}d\u{fffd}e f");
    }
}
