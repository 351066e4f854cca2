//! Numbers, dates and lists as people read them.

mod clean;

pub use clean::{clean, hidden, is_hidden, of_same_length, shown};

use std::fmt::{Display, Write as _};

use crate::value::{Date, Exact, Kind};

/// `` `yes`, `no` or `ballots` ``
pub fn or_list(names: impl IntoIterator<Item = impl Display>) -> String {
    list(names, "or")
}

/// `` `yes`, `no` and `ballots` ``
pub fn and_list(names: impl IntoIterator<Item = impl Display>) -> String {
    list(names, "and")
}

fn list(names: impl IntoIterator<Item = impl Display>, word: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
    }
}

/// `1 vote`, `2 votes`
pub fn numbered(amount: usize, noun: &str) -> String {
    if amount == 1 { format!("1 {noun}") } else { format!("{amount} {noun}s") }
}

/// Digits in groups of three: `585,407`; a fraction as `585,406.48`, or `1/3` if its decimals do not end.
pub fn grouped(value: &Exact) -> String {
    if value.is_whole() {
        return group_digits(&value.to_string());
    }
    for places in 1..=6 {
        let rounded = value.round(places);
        if rounded == *value {
            return decimals(&rounded, places);
        }
    }
    let (numerator, denominator) = value.lowest_terms();
    format!("{}/{}", group_digits(&numerator.to_string()), group_digits(&denominator.to_string()))
}

/// A whole number, its digits in groups of three.
pub fn whole(value: &impl Display) -> String {
    group_digits(&value.to_string())
}

/// Rounded half up to so many places, digits grouped: `4,941,231.35`.
pub fn rounded(value: &Exact, places: u32) -> String {
    if value.is_whole() { grouped(value) } else { fixed(&value.round(places), places) }
}

/// A share as a percentage, rounded to two places unless it ends earlier: `55%`, `52.86%`.
pub fn percent(share: &Exact) -> String {
    percent_beside(share, None)
}

/// A share as a percentage with as many places as tell it from the bar it is held against: `54.9999999%` beside `55%`.
pub fn percent_beside(share: &Exact, bar: Option<&Exact>) -> String {
    let hundred = Exact::integer(100);
    let value = share * &hundred;
    let bar = bar.map(|bar| bar * &hundred);
    let ends = (0..=2).find(|&places| value.round(places) == value);
    if let Some(places) = ends {
        return format!("{}%", fixed(&value, places));
    }
    for places in 2..=MOST_PLACES {
        let shown = value.round(places);
        // A share that is not quite a bar, or a whole percentage, must not be printed as that.
        if !shown.is_whole() && bar.as_ref() != Some(&shown) {
            return format!("{}%", fixed(&shown, places));
        }
    }
    let near = value.round(MOST_PLACES);
    let side = if value > near { "just over" } else { "just under" };
    format!("{side} {}%", grouped(&near))
}

/// More decimals than any electorate can tell apart.
const MOST_PLACES: u32 = 12;

/// A share exactly: `55%`, `0.125%`, or a fraction if its decimals do not end: `2/3`.
pub fn exact_share(share: &Exact) -> String {
    let value = share * &Exact::integer(100);
    (0..=6)
        .find(|&places| value.round(places) == value)
        .map_or_else(|| share.to_string(), |places| format!("{}%", fixed(&value, places)))
}

/// A count, share or number as its kind is read.
pub fn quantity(value: &Exact, kind: Kind) -> String {
    match kind {
        Kind::Share => percent(value),
        Kind::Count | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => grouped(value),
    }
}

/// `Wed 13 March 2019`
pub fn long_date(date: Date) -> String {
    format!("{} {}", date.strftime("%a"), date.strftime("%-d %B %Y"))
}

/// With so many places; a whole number without a point.
fn fixed(value: &Exact, places: u32) -> String {
    if places == 0 { grouped(value) } else { decimals(value, places) }
}

/// A number with exactly so many decimal places; `value` has no more.
fn decimals(value: &Exact, places: u32) -> String {
    let scaled = value * &Exact::integer(10i128.pow(places.min(30)));
    let digits = scaled.abs().floor().to_string();
    let width = places as usize + 1;
    let digits = format!("{digits:0>width$}");
    let (whole, fraction) = digits.split_at_checked(digits.len() - places as usize).unwrap_or((&digits, ""));
    let sign = if value.is_negative() { "-" } else { "" };
    format!("{sign}{}.{fraction}", group_digits(whole))
}

fn group_digits(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut text = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        // Writing to a String cannot fail.
        let _ = text.write_char(digit);
    }
    text
}

/// `1 row of canton`, `26 rows of canton`: the name of a table need not have a plural that can be guessed.
pub fn rows(amount: usize, table: &str) -> String {
    format!("{} of {table}", numbered(amount, "row"))
}
