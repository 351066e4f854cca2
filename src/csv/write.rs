//! Cells as text.

use std::borrow::Cow;

use super::split::FORMULA;

/// A cell as it is written, in quotes where it has to be.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula and runs it.
/// Such a text gets a `'` before it, which is passed over when the cell is read again; numbers stay numbers.
pub(crate) fn field(text: &str) -> Cow<'_, str> {
    if is_run(text) { Cow::Owned(quoted(&format!("'{text}")).into_owned()) } else { quoted(text) }
}

/// A cell as it is, in quotes where it has to be.
pub(crate) fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains(['"', ',', ';', '|', '\t', '\n', '\r']) || text.trim() != text {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a spreadsheet would run a text.
fn is_run(text: &str) -> bool {
    text.bytes().next().is_some_and(|first| FORMULA.contains(&first)) && !is_number(text)
}

/// `-5`, `+1,234.5`, `-20%`
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|own| own.is_ascii_digit() || matches!(own, ',' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for (text, written) in [
            ("=1+2", "'=1+2"),
            ("+SUM(A1)", "'+SUM(A1)"),
            ("-cmd|'/C calc'!A0", "\"'-cmd|'/C calc'!A0\""),
            ("@now", "'@now"),
            ("\tx", "\"'\tx\""),
            ("\rx", "\"'\rx\""),
            ("-1-1", "'-1-1"),
            ("-", "'-"),
            ("-5", "-5"),
            ("-20%", "-20%"),
            ("+1,234", "\"+1,234\""),
            ("a=b", "a=b"),
            ("", ""),
            (" x", "\" x\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
        ] {
            assert_eq!(field(text), written, "{text:?}");
        }
    }
}
