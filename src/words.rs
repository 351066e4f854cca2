//! Numbers, dates and lists as people read them.

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

/// Rounded half up to so many places, digits grouped: `4,941,231.35`.
pub fn rounded(value: &Exact, places: u32) -> String {
    if value.is_whole() { grouped(value) } else { decimals(&value.round(places), places) }
}

/// A share as a percentage, rounded to two places unless it ends earlier: `55%`, `52.86%`.
pub fn percent(share: &Exact) -> String {
    let value = share * &Exact::integer(100);
    if value.is_whole() {
        return format!("{}%", grouped(&value));
    }
    let shown = decimals(&value.round(2), 2);
    // A share that is not quite a bar must not be printed as that bar.
    if value.round(2) != value && value.round(2).is_whole() {
        return format!("{}%", decimals(&value.round(6), 6));
    }
    format!("{}%", if value.round(1) == value { decimals(&value.round(1), 1) } else { shown })
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
