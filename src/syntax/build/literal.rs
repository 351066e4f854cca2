//! Numbers, shares, dates and durations.

use super::super::ast::{FactValue, Literal, LiteralValue};
use super::super::error::SyntaxError;
use super::super::grammar::{Pair, Rule};
use super::{Builder, Tokens};
use crate::fix::Help;
use crate::span::Span;
use crate::value::{Date, Duration, DurationUnit, Exact};

/// More digits than any law has; what is computed with numbers stays small.
const MAX_DIGITS: usize = 1000;

/// A number as written.
pub(super) struct Number {
    pub(super) value: Exact,
    pub(super) decimal: bool,
    pub(super) span: Span,
    /// Whether it is spelled as numbers are.
    pub(super) good: bool,
}

impl Builder<'_> {
    /// Whether the next is something written out.
    pub(super) fn at_literal(tokens: &Tokens<'_>) -> bool {
        matches!(
            tokens.peek(),
            Some(
                Rule::UNKNOWN
                    | Rule::TRUTH
                    | Rule::date
                    | Rule::bad_date
                    | Rule::share_words
                    | Rule::fraction
                    | Rule::MINUS
                    | Rule::number
                    | Rule::bad_number
            )
        )
    }

    /// Takes what is written out, and says whether it is spelled as it should be.
    pub(super) fn literal(&mut self, tokens: &mut Tokens<'_>) -> (Literal, bool) {
        let Some(mut pair) = tokens.next() else {
            let span = Span::new(self.end, self.end);
            return (Literal { span, value: LiteralValue::Unknown }, false);
        };
        let start = self.start(&pair);
        let negative = pair.as_rule() == Rule::MINUS;
        if negative && let Some(next) = tokens.next() {
            pair = next;
        }
        let mut good = true;
        let value = match pair.as_rule() {
            Rule::TRUTH => {
                self.take(&pair);
                LiteralValue::Truth(pair.as_str() == "true")
            }
            Rule::date | Rule::bad_date => match self.date(&pair) {
                Some((date, _)) => LiteralValue::Date(date),
                None => {
                    good = false;
                    LiteralValue::Unknown
                }
            },
            Rule::share_words => {
                self.take(&pair);
                LiteralValue::Share(share_of_words(pair.as_str()))
            }
            Rule::fraction => self.fraction(&pair, &mut good),
            Rule::number | Rule::bad_number => {
                let number = self.number(&pair);
                good = number.good;
                let value = if negative { -&number.value } else { number.value.clone() };
                self.with_unit(tokens, start, Number { value, ..number }, &mut good)
            }
            _ => {
                self.take(&pair);
                LiteralValue::Unknown
            }
        };
        (Literal { span: self.since(start), value }, good)
    }

    /// A value, a range or `?`.
    pub(super) fn fact_value(&mut self, tokens: &mut Tokens<'_>) -> FactValue {
        let (first, _) = self.literal(tokens);
        if tokens.peek() != Some(Rule::DOTS) {
            return FactValue::Literal(first);
        }
        if let Some(dots) = tokens.next() {
            self.take(&dots);
        }
        let last = Self::at_literal(tokens).then(|| self.literal(tokens).0);
        FactValue::Range(first, last)
    }

    /// One value that is a whole text.
    pub fn whole_value(&mut self, pair: Pair<'_>) -> FactValue {
        self.fact_value(&mut Tokens::inside(pair))
    }

    fn with_unit(&mut self, tokens: &mut Tokens<'_>, start: u32, number: Number, good: &mut bool) -> LiteralValue {
        match tokens.peek() {
            Some(Rule::PERCENT) => {
                self.take_next(tokens);
                LiteralValue::Share(number.value.percent())
            }
            Some(Rule::foreign_percent) => {
                let written = self.source.slice(number.span).to_owned();
                let span = self.take_next(tokens);
                self.error(SyntaxError::Percent { repaired: format!("{written}%"), span });
                LiteralValue::Share(number.value.percent())
            }
            Some(Rule::DURATION_UNIT) => {
                let unit = duration_unit(tokens.peek_text());
                self.take_next(tokens);
                let amount = number.value.to_integer().and_then(|amount| u32::try_from(amount).ok());
                if amount.is_none() || number.decimal {
                    *good = false;
                    let why = if number.value.is_negative() {
                        "a duration is not negative; `before` counts backwards"
                    } else if amount.is_none() && number.value.is_whole() {
                        "too long"
                    } else {
                        "not a whole number"
                    };
                    let span = self.since(start);
                    self.error(SyntaxError::Duration { span, why });
                }
                LiteralValue::Duration(Duration { amount: amount.unwrap_or(0), unit })
            }
            _ => LiteralValue::Number { value: number.value, decimal: number.decimal },
        }
    }

    fn take_next(&mut self, tokens: &mut Tokens<'_>) -> Span {
        match tokens.next() {
            Some(pair) => self.take(&pair),
            None => Span::new(self.end, self.end),
        }
    }

    fn fraction(&mut self, pair: &Pair<'_>, good: &mut bool) -> LiteralValue {
        let span = self.take(pair);
        let text = pair.as_str();
        let Some((above, below)) = text.split_once('/') else { return LiteralValue::Unknown };
        if !self.short_enough(text, span) {
            *good = false;
            return LiteralValue::Fraction(Exact::ONE);
        }
        let value = Exact::parse(above).zip(Exact::parse(below)).and_then(|(above, below)| above.divide(&below));
        if value.is_none() {
            *good = false;
            self.error(SyntaxError::Number {
                number: text.to_owned(),
                span,
                label: "divides by zero",
                help: "a fraction has something other than 0 below the line".into(),
            });
        }
        LiteralValue::Fraction(value.unwrap_or(Exact::ONE))
    }

    /// A number; for one that is misspelled the best guess, so that what stands around it can still be checked.
    pub(super) fn number(&mut self, pair: &Pair<'_>) -> Number {
        let span = self.take(pair);
        let text = pair.as_str();
        if !self.short_enough(text, span) {
            return Number { value: Exact::ONE, decimal: false, span, good: false };
        }
        if pair.as_rule() == Rule::number
            && let Some(value) = Exact::parse(text)
        {
            return Number { value, decimal: text.contains('.'), span, good: true };
        }
        let (label, help) = misspelling(text);
        self.error(SyntaxError::Number { number: text.to_owned(), span, label, help });
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        Number { value: Exact::parse(&digits).unwrap_or(Exact::ONE), decimal: false, span, good: false }
    }

    fn short_enough(&mut self, text: &str, span: Span) -> bool {
        let digits = if text.len() <= MAX_DIGITS { 0 } else { text.bytes().filter(u8::is_ascii_digit).count() };
        if digits > MAX_DIGITS {
            // The label shows where the number begins; all of it would fill the screen.
            let span = Span::new(span.start, span.start + 20);
            self.error(SyntaxError::LongNumber { digits, limit: MAX_DIGITS, span });
        }
        digits <= MAX_DIGITS
    }

    /// A day of the calendar.
    pub(super) fn date(&mut self, pair: &Pair<'_>) -> Option<(Date, Span)> {
        let span = self.take(pair);
        let text = pair.as_str();
        if pair.as_rule() == Rule::bad_date {
            let repaired = repaired_date(text);
            let subtraction = text.split_once('-').filter(|(_, rest)| !rest.contains('-'));
            let help = match (&repaired, subtraction) {
                (Some(date), _) => Some(Help::certain(format!("write `{date}`"), date.to_string())),
                (None, Some((left, right))) => {
                    let subtraction = format!("{left} - {right}");
                    Some(Help::choice(format!("a subtraction is written `{subtraction}`"), [subtraction]))
                }
                (None, None) => None,
            };
            self.error(SyntaxError::Date { date: text.to_owned(), span, help });
            return None;
        }
        let mut parts = text.split('-');
        let (year, month, day) =
            (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let date = Date::new(year, month, day).ok();
        if date.is_none() {
            let why = match Date::new(year, month, 1) {
                Ok(first) => format!("{} has {} days", first.strftime("%B %Y"), first.days_in_month()),
                Err(_) => "a year has 12 months".to_owned(),
            };
            self.error(SyntaxError::NoSuchDay { date: text.to_owned(), span, why });
        }
        Some((date?, span))
    }
}

/// `half`, `two thirds`
fn share_of_words(text: &str) -> Exact {
    let mut words = text.split_whitespace();
    let count = match words.next() {
        Some("two") => 2,
        Some("three") => 3,
        Some("four") => 4,
        Some("five") => 5,
        Some("six") => 6,
        Some("seven") => 7,
        Some("eight") => 8,
        Some("nine") => 9,
        _ => 1,
    };
    let parts = match words.next().map(|word| word.trim_end_matches('s')) {
        None => 2,
        Some("third") => 3,
        Some("quarter" | "fourth") => 4,
        Some("fifth") => 5,
        Some("sixth") => 6,
        Some("seventh") => 7,
        Some("eighth") => 8,
        Some("ninth") => 9,
        Some(_) => 10,
    };
    Exact::ratio(count, parts).unwrap_or(Exact::ONE)
}

fn duration_unit(text: &str) -> DurationUnit {
    match text {
        _ if text.starts_with("working") => DurationUnit::WorkingDays,
        "day" | "days" => DurationUnit::Days,
        "week" | "weeks" => DurationUnit::Weeks,
        "month" | "months" => DurationUnit::Months,
        _ => DurationUnit::Years,
    }
}

/// What is wrong with a number, and how it is written.
fn misspelling(text: &str) -> (&'static str, Help) {
    let grouped = |digits: &str| crate::words::grouped(&Exact::parse(digits).unwrap_or(Exact::ZERO));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let plain = |c: char| c.is_ascii_digit() || c == ',';
    let last = text.rsplit(',').next().unwrap_or("");
    if text.chars().all(plain) && text.matches(',').count() == 1 && last.len() != 3 {
        let (decimal, whole) = (text.replace(',', "."), grouped(&digits));
        let words = format!("write `{decimal}` for a decimal, `{whole}` for a whole number");
        return ("a comma groups three digits", Help::choice(words, [decimal, whole]));
    }
    if text.chars().all(plain) {
        let whole = grouped(&digits);
        let words = format!("write `{whole}`; a comma that separates has a space after it");
        return ("a comma groups three digits", Help::choice(words, [whole]));
    }
    if let Some((left, right)) = text.split_once(',').filter(|(left, right)| left.contains('.') && !right.contains(','))
    {
        let whole: String = left.chars().filter(char::is_ascii_digit).collect();
        let by_threes = left.split('.').skip(1).all(|group| group.len() == 3);
        return if by_threes {
            let meant = format!("{}.{right}", grouped(&whole));
            ("not grouped as numbers are", Help::certain(format!("write `{meant}`"), meant))
        } else {
            let two = format!("{left}, {right}");
            let words = format!("for two values write `{two}`, with a space");
            ("a comma groups three digits", Help::choice(words, [two]))
        };
    }
    if text.chars().all(|c| c.is_ascii_digit() || "'’._,".contains(c)) {
        let whole = grouped(&digits);
        let words = format!("write `{whole}`, and a decimal point as in `0.5`");
        return ("not grouped as numbers are", Help::choice(words, [whole]));
    }
    let number: String = text.chars().take_while(|&c| c.is_ascii_digit() || c == ',' || c == '.').collect();
    let rest: String = text.chars().skip(number.chars().count()).collect();
    let written_out = |thousands: i128| {
        let value = Exact::parse(&number).map(|value| &value * &Exact::integer(thousands)).filter(Exact::is_whole)?;
        let whole = crate::words::grouped(&value);
        Some(("not a number", Help::certain(format!("write it out: `{whole}`"), whole)))
    };
    let meant = match rest.to_lowercase().as_str() {
        "k" => written_out(1_000),
        "m" | "mn" | "mio" => written_out(1_000_000),
        "st" | "nd" | "rd" | "th" => {
            Some(("not a number", Help::certain(format!("write `{number}`"), number.as_str())))
        }
        _ => None,
    };
    meant.unwrap_or_else(|| {
        let apart = format!("{number} {rest}");
        let words = format!("write `{apart}` with a space, or put a name in quotes");
        ("letters run into the number", Help::choice(words, [apart]))
    })
}

/// The date that was meant, if that is certain.
fn repaired_date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let number = |text: &str| text.parse::<i16>().ok();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            Date::new(number(year)?, number(month)? as i8, number(day)? as i8).ok()
        }
        // Only one of the two orders can be meant if one of the numbers is no month.
        [a, b, year] if text.contains('.') || number(b)? > 12 || number(a)? > 12 => {
            let (day, month) = if text.contains('.') || number(a)? > 12 { (a, b) } else { (b, a) };
            Date::new(number(year)?, number(month)? as i8, number(day)? as i8).ok()
        }
        [year, rest] if rest.len() == 4 => {
            let rest = number(rest)?;
            Date::new(number(year)?, (rest / 100) as i8, (rest % 100) as i8).ok()
        }
        _ => None,
    }
}
