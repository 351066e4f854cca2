//! Counts as files write them.

use crate::csv::digits;

/// What a cell says of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// So many.
    Known(i128),
    /// Below zero.
    Negative,
    /// `1.234`: a thousand and more, or one and a bit.
    Ambiguous,
    /// `12.5`
    NotWhole,
    /// `many`
    Text,
}

/// How a file groups digits, as far as that is known without looking at a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grouping {
    /// What the mapping says.
    pub(super) stated: Option<char>,
    /// Whether cells are separated by semicolons, as where a comma stands for a decimal point.
    pub(super) comma_may_be_decimal: bool,
}

/// Reads a trimmed cell: `1234`, `1,234`, `1.234.567`, `1'234`, `1 234`, `1234.0`.
pub(super) fn count(cell: &[u8], grouping: Grouping) -> Count {
    match plain(cell) {
        Some(value) => Count::Known(value),
        None => std::str::from_utf8(cell).map_or(Count::Text, |text| grouped(text, grouping)),
    }
}

/// Digits alone.
#[inline]
pub(super) fn plain(cell: &[u8]) -> Option<i128> {
    digits(cell).map(i128::from)
}

fn grouped(text: &str, grouping: Grouping) -> Count {
    let text = text.strip_prefix('+').unwrap_or(text);
    if let Some(value) = plain(text.as_bytes()) {
        return Count::Known(value);
    }
    if let Some(rest) = text.strip_prefix(['-', '−']) {
        return if rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) { Count::Negative } else { Count::Text };
    }
    // What a program wrote that keeps counts as decimals: a zero after the point groups nothing.
    if let Some((whole, "0" | "00")) = text.split_once('.')
        && let Some(value) = plain(whole.as_bytes())
    {
        return Count::Known(value);
    }
    let Some(separator) = text.chars().find(|c| !c.is_ascii_digit()) else { return Count::Text };
    if !matches!(separator, ',' | '.' | '\'' | '’' | '_' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}') {
        return Count::Text;
    }
    let groups: Vec<&str> = text.split(separator).collect();
    let digits = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    if !groups.iter().all(digits) {
        return Count::Text;
    }
    let first_fits = groups.first().is_some_and(|first| (1..=3).contains(&first.len()));
    let rest_fits = groups.iter().skip(1).all(|group| group.len() == 3);
    let decimal = groups.len() == 2 && matches!(separator, '.' | ',');
    if !(first_fits && rest_fits) {
        return if decimal { Count::NotWhole } else { Count::Text };
    }
    let may_be_decimal = decimal && (separator == '.' || grouping.comma_may_be_decimal);
    if may_be_decimal && grouping.stated != Some(separator) {
        return Count::Ambiguous;
    }
    plain(groups.concat().as_bytes()).map_or(Count::Text, Count::Known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Count {
        count(text.as_bytes(), Grouping { stated: None, comma_may_be_decimal: false })
    }

    #[test]
    fn grouped_where_unambiguous() {
        for text in
            ["1234567", "1,234,567", "1.234.567", "1'234'567", "1’234’567", "1 234 567", "1_234_567", "1234567.0"]
        {
            assert_eq!(read(text), Count::Known(1_234_567), "{text}");
        }
        assert_eq!(read("1,234"), Count::Known(1_234));
        assert_eq!(read("0"), Count::Known(0));
        assert_eq!(read("+7"), Count::Known(7));
    }

    #[test]
    fn ambiguous_is_refused_until_the_mapping_says() {
        assert_eq!(read("1.234"), Count::Ambiguous);
        assert_eq!(count(b"1.234", Grouping { stated: Some('.'), comma_may_be_decimal: false }), Count::Known(1_234));
        assert_eq!(count(b"1,234", Grouping { stated: None, comma_may_be_decimal: true }), Count::Ambiguous);
        assert_eq!(count(b"1,234", Grouping { stated: Some(','), comma_may_be_decimal: true }), Count::Known(1_234));
    }

    #[test]
    fn what_is_no_count() {
        for text in ["", "many", "12a", "1,23,456", "1,,234", ",123", "5e6", "81.7%", "(5)", "1.234,5", "-"] {
            assert_eq!(read(text), Count::Text, "{text}");
        }
        assert_eq!(read("81.7"), Count::NotWhole);
        assert_eq!(read("12.50"), Count::NotWhole);
        assert_eq!(read("-5"), Count::Negative);
        assert_eq!(read("−5"), Count::Negative);
        assert_eq!(read("1234567890123456789"), Count::Text);
    }
}
