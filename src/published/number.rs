//! Counts as files write them.

use crate::csv::digits;
use crate::value::Exact;

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
    /// `1.23E+05`: what a spreadsheet makes of a long number in a narrow column, its last digits lost.
    Scientific,
    /// `(3)`: below zero to an accountant, a note or a withheld figure to others.
    Parenthesized,
    /// `81.7%`
    Percentage,
    /// `many`
    Text,
}

/// A decimal number has fewer characters; longer ones are no measurement of anything.
const MOST_DECIMALS: usize = 36;

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

/// How many decimals numbers may have that need not be whole. They are added up in units of the last.
pub(super) const HALVES: u32 = 6;

/// How many decimals shares have in which percentages are kept.
pub(super) const PERCENT_DIGITS: u32 = 12;

/// Reads a number that need not be whole, in units of its last decimal: `15`, `15.5`, `15,5`, `15 1/2`, `15½`, `1/2`.
pub(super) fn halves(text: &str) -> Option<i128> {
    const UNIT: i128 = 10i128.pow(HALVES);
    let text = text.trim();
    if let Some(whole) = text.strip_suffix('½') {
        let whole = if whole.trim().is_empty() { 0 } else { plain(whole.trim().as_bytes())? };
        return Some(whole * UNIT + UNIT / 2);
    }
    if let Some((before, below)) = text.split_once('/') {
        let (whole, above) = before.trim().rsplit_once(' ').unwrap_or(("", before));
        let whole = if whole.trim().is_empty() { 0 } else { plain(whole.trim().as_bytes())? };
        let (above, below) = (plain(above.trim().as_bytes())?, plain(below.trim().as_bytes())?);
        let units = above * UNIT;
        return (below > 0 && units % below == 0).then(|| whole * UNIT + units / below);
    }
    let (units, places) = decimals(text)?;
    Some(units * 10i128.pow(HALVES.checked_sub(places)?))
}

/// Digits with a point or a comma before the decimals: all digits as one number, and how many are decimals.
fn decimals(text: &str) -> Option<(i128, u32)> {
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let all = format!("{whole}{decimals}");
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    Some((plain(all.as_bytes())?, u32::try_from(decimals.len()).ok()?))
}

/// A percentage as it is printed: rounded to so many decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RoundedPercentage {
    /// `5773` of `57.73`.
    units: i128,
    /// 2 of `57.73`.
    places: u32,
}

/// Reads `57.73`, `57,73`, `57.73%`, `57.73 %`. What has more decimals than anybody rounds to is taken as rounded to eight.
pub(super) fn percentage(text: &str) -> Option<RoundedPercentage> {
    const MOST: u32 = 8;
    let text = text.trim();
    let text = text.strip_suffix('%').map_or(text, str::trim_end);
    let kept = match text.find(['.', ',']) {
        Some(point) => text.get(..text.len().min(point + 1 + MOST as usize))?,
        None => text,
    };
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let (units, places) = decimals(kept).filter(|_| is_number)?;
    // Cut off rather than rounded: the next unit above is within half a unit of what follows.
    if kept.len() < text.len() {
        return Some(RoundedPercentage { units, places: places.saturating_sub(1) }.coarser());
    }
    Some(RoundedPercentage { units, places })
}

impl RoundedPercentage {
    /// The same number with the last digit taken away, so that what was cut off is within half a unit.
    fn coarser(self) -> Self {
        Self { units: (self.units + 5) / 10, ..self }
    }

    /// Both ends of what rounds to it, in hundredths of `200 * 10^places`.
    fn ends(self) -> (i128, i128, i128) {
        (2 * self.units - 1, 2 * self.units + 1, 200 * 10i128.pow(self.places))
    }

    /// Whether nought rounds to it.
    pub(super) fn may_be_nothing(self) -> bool {
        self.units == 0
    }

    /// The counts that are this percentage of a base: least and most.
    pub(super) fn of(self, base: i128) -> Option<(i128, i128)> {
        let (low, high, unit) = self.ends();
        let least = (base * low.max(0) + unit - 1).div_euclid(unit);
        let most = (base * high).div_euclid(unit);
        (least <= most).then_some((least, most))
    }

    /// The counts of which a part is this percentage: least and most.
    pub(super) fn with(self, part: i128) -> Option<(i128, i128)> {
        let (low, high, unit) = self.ends();
        let least = (part * unit + high - 1).div_euclid(high);
        let most = (part * unit).div_euclid(low);
        (low > 0 && least <= most).then_some((least, most))
    }

    /// The shares that round to it, least and most, in units of so many decimals.
    pub(super) fn share(self, digits: u32) -> (i128, i128) {
        let (low, high, unit) = self.ends();
        let one = 10i128.pow(digits);
        ((low.max(0) * one).div_euclid(unit), (high * one + unit - 1).div_euclid(unit))
    }
}

/// Digits alone.
#[inline]
pub(super) fn plain(cell: &[u8]) -> Option<i128> {
    digits(cell).map(i128::from)
}

/// A number with decimals, its digits perhaps grouped by commas: `0.5`, `1,234.5`. A percentage is none.
pub(super) fn decimal(text: &str) -> Option<Exact> {
    let text = text.trim();
    let text = text.strip_prefix('−').map_or_else(|| text.to_owned(), |rest| format!("-{rest}"));
    Exact::parse(&text).filter(|_| text.len() <= MOST_DECIMALS)
}

/// What keeps a text that is no plain number from being one.
fn unusual(text: &str) -> Option<Count> {
    let is_number = |text: &str| {
        text.bytes().any(|byte| byte.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '\'' | ' '))
    };
    if text.strip_suffix('%').is_some_and(|rest| is_number(rest.trim_end())) {
        return Some(Count::Percentage);
    }
    if text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).is_some_and(is_number) {
        return Some(Count::Parenthesized);
    }
    let (digits, exponent) = text.split_once(['e', 'E'])?;
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let whole = !exponent.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit());
    (whole && is_number(digits)).then_some(Count::Scientific)
}

fn grouped(text: &str, grouping: Grouping) -> Count {
    if let Some(count) = unusual(text) {
        return count;
    }
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
    fn numbers_that_need_not_be_whole() {
        for (text, units) in [
            ("15", 15_000_000),
            ("15.5", 15_500_000),
            ("15,5", 15_500_000),
            ("15 1/2", 15_500_000),
            ("15½", 15_500_000),
            ("31/2", 15_500_000),
            ("½", 500_000),
            ("0.25", 250_000),
        ] {
            assert_eq!(halves(text), Some(units), "{text}");
        }
        for text in ["", ".", "-1", "1/3", "1/0", "1.2.3", "a", "0.1234567"] {
            assert_eq!(halves(text), None, "{text}");
        }
    }

    /// What rounds to a percentage is what a count of all candidates finds.
    #[test]
    fn rounded_percentages_are_ranges() {
        for (text, places, base) in
            [("57.73", 2, 12_345i128), ("50", 0, 37), ("0.0", 1, 999), ("100", 0, 8), ("33.3", 1, 3)]
        {
            let rounds = |count: i128| {
                // Half a unit up and down, both included.
                let scale = 10i128.pow(places);
                let printed = plain(text.replace('.', "").as_bytes()).unwrap_or(-1);
                (200 * scale * count - 2 * printed * base).abs() <= base
            };
            let counts: Vec<i128> = (0..=base + 1).filter(|&count| rounds(count)).collect();
            let expected = counts.first().copied().zip(counts.last().copied());
            assert_eq!(percentage(text).and_then(|own| own.of(base)), expected, "{text} of {base}");
        }
        let bases: Vec<i128> =
            (1..100_000).filter(|&base| (200 * 100 * 892i128 - 2 * 4006 * base).abs() <= base).collect();
        let expected = bases.first().copied().zip(bases.last().copied());
        assert_eq!(percentage("40.06%").and_then(|own| own.with(892)), expected);
        assert_eq!(percentage("57.73").map(|own| own.share(6)), Some((577_250, 577_350)));
        assert!(percentage("0.00").is_some_and(RoundedPercentage::may_be_nothing));
        let ends = percentage("51.23456789123").map(|own| own.share(12));
        assert!(ends.is_some_and(|(least, most)| least <= 512_345_678_912 && 512_345_678_912 < most), "{ends:?}");
        for text in ["", "%", "-5", "many", "5 of 6", "1.2.3"] {
            assert_eq!(percentage(text), None, "{text}");
        }
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
        for text in ["", "many", "12a", "1,23,456", "1,,234", ",123", "5e", "(a)", "%", "1.234,5", "-"] {
            assert_eq!(read(text), Count::Text, "{text}");
        }
        for text in ["1.23E+05", "5e6", "1E5", "1,5e+3"] {
            assert_eq!(read(text), Count::Scientific, "{text}");
        }
        for text in ["(3)", "(1,234)"] {
            assert_eq!(read(text), Count::Parenthesized, "{text}");
        }
        for text in ["81.7%", "50 %", "0,5%"] {
            assert_eq!(read(text), Count::Percentage, "{text}");
        }
        assert_eq!(read("81.7"), Count::NotWhole);
        assert_eq!(read("12.50"), Count::NotWhole);
        assert_eq!(read("-5"), Count::Negative);
        assert_eq!(read("−5"), Count::Negative);
        assert_eq!(read("1234567890123456789"), Count::Text);
    }
}
