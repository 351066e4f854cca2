//! Which values of a column keep a row, drop it, or say what becomes of it.

use smol_str::SmolStr;

use super::MappedText;
use super::identity::{identity, is_same};
use super::mapping::ColumnNames;
use super::number;
use crate::span::Span;
use crate::value::{Date, Exact};
use crate::words;

/// What a column must say: `office = "Governor"`, `date = { from = 1979-01-01 }`, `anr = { like = "465.*" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct RowCondition {
    /// The column.
    pub column: ColumnNames,
    /// What must hold of its value, all of it.
    pub tests: Vec<ValueTest>,
}

/// What must hold of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueTest {
    /// It is one of these: letter case, blanks and invisible characters aside.
    OneOf(Vec<MappedText>),
    /// `{ not = ["Governor"] }`
    NoneOf(Vec<MappedText>),
    /// `{ like = "465.*" }`: `*` stands for any characters, also none.
    Like(Vec<MappedText>),
    /// `{ from = 1979-01-01, to = 1999-12-31 }`: days or numbers, both ends included.
    Between {
        /// The least.
        from: Option<RangeEnd>,
        /// The greatest.
        to: Option<RangeEnd>,
    },
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeEnd {
    /// As written.
    pub text: MappedText,
    /// What it is.
    pub value: RangeValue,
}

/// What values of a column are compared as.
#[derive(Clone, Debug, PartialEq)]
pub enum RangeValue {
    /// A day.
    Day(Date),
    /// A number.
    Number(Exact),
}

impl RangeEnd {
    /// Reads an end: `1979-01-01`, `1,000`, `0.5`.
    pub fn read(text: MappedText) -> Option<Self> {
        let value = match text.text.parse::<Date>() {
            Ok(day) if text.text.len() == 10 => RangeValue::Day(day),
            Ok(_) | Err(_) => RangeValue::Number(Exact::parse(&text.text)?),
        };
        Some(Self { text, value })
    }
}

impl RowCondition {
    /// A column with the values that it may have.
    pub fn one_of(column: ColumnNames, values: Vec<MappedText>) -> Self {
        Self { column, tests: vec![ValueTest::OneOf(values)] }
    }

    /// Takes in another condition on the same column: values are alternatives, both ends of a range go together.
    pub fn or(&mut self, other: Self) {
        for test in other.tests {
            let same = self.tests.iter_mut().find(|own| std::mem::discriminant(*own) == std::mem::discriminant(&test));
            match (same, test) {
                (Some(ValueTest::OneOf(own)), ValueTest::OneOf(more))
                | (Some(ValueTest::NoneOf(own)), ValueTest::NoneOf(more))
                | (Some(ValueTest::Like(own)), ValueTest::Like(more)) => own.extend(more),
                (Some(ValueTest::Between { from, to }), ValueTest::Between { from: more_from, to: more_to }) => {
                    *from = more_from.or(from.take());
                    *to = more_to.or(to.take());
                }
                (_, test) => self.tests.push(test),
            }
        }
    }

    /// The texts that it looks for.
    pub(super) fn texts(&self) -> impl Iterator<Item = &MappedText> {
        self.tests.iter().flat_map(|test| match test {
            ValueTest::OneOf(values) | ValueTest::Like(values) => values.as_slice(),
            ValueTest::NoneOf(_) | ValueTest::Between { .. } => &[],
        })
    }

    /// Where it is asked for.
    pub(super) fn span(&self) -> Span {
        let first = self.tests.iter().find_map(|test| match test {
            ValueTest::OneOf(values) | ValueTest::NoneOf(values) | ValueTest::Like(values) => {
                values.first().map(|value| value.span)
            }
            ValueTest::Between { from, to } => from.as_ref().or(to.as_ref()).map(|end| end.text.span),
        });
        first.or(self.column.first().map(|column| column.span)).unwrap_or_default()
    }

    /// `` `Yes` or `No` ``, `` like `465.*` ``, `from 1979-01-01`
    pub(super) fn wanted(&self) -> String {
        let texts = |values: &[MappedText]| words::or_list(values.iter().map(|value| &value.text));
        let tests = self.tests.iter().map(|test| match test {
            ValueTest::OneOf(values) => texts(values),
            ValueTest::NoneOf(values) => format!("other than {}", texts(values)),
            ValueTest::Like(values) => format!("like {}", texts(values)),
            ValueTest::Between { from, to } => {
                let end = |word, end: &Option<RangeEnd>| end.as_ref().map(|end| format!("{word} `{}`", end.text.text));
                end("from", from).into_iter().chain(end("to", to)).collect::<Vec<_>>().join(" ")
            }
        });
        tests.collect::<Vec<_>>().join(" and ")
    }
}

/// In which order a file writes the parts of a day, where a slash or dash between numbers does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrder {
    /// `26/1/2017`
    DayFirst,
    /// `1/26/2017`
    MonthFirst,
}

/// Whether a value fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It is `1/2/2017`, and nobody says in which order a file writes days.
    Ambiguous,
}

/// A condition on a column of a file, ready to be put to many rows.
#[derive(Clone, Debug)]
pub(super) struct ColumnTest {
    pub(super) column: usize,
    tests: Vec<ReadyTest>,
    order: Option<DayOrder>,
}

#[derive(Clone, Debug)]
enum ReadyTest {
    OneOf(Vec<SmolStr>),
    NoneOf(Vec<SmolStr>),
    Like(Vec<SmolStr>),
    Between(Option<RangeValue>, Option<RangeValue>),
}

impl ColumnTest {
    pub(super) fn new(column: usize, condition: &RowCondition, order: Option<DayOrder>) -> Self {
        let all = |values: &[MappedText]| values.iter().map(|value| identity(&value.text)).collect();
        let value = |end: &Option<RangeEnd>| end.as_ref().map(|end| end.value.clone());
        let tests = condition.tests.iter().map(|test| match test {
            ValueTest::OneOf(values) => ReadyTest::OneOf(all(values)),
            ValueTest::NoneOf(values) => ReadyTest::NoneOf(all(values)),
            ValueTest::Like(values) => ReadyTest::Like(all(values)),
            ValueTest::Between { from, to } => ReadyTest::Between(value(from), value(to)),
        });
        Self { column, tests: tests.collect(), order }
    }

    /// Whether a cell fits.
    #[inline]
    pub(super) fn fits(&self, raw: &[u8]) -> Fit {
        for test in &self.tests {
            let fit = match test {
                ReadyTest::OneOf(values) => Fit::of(values.iter().any(|value| is_same(value, raw))),
                ReadyTest::NoneOf(values) => Fit::of(!values.iter().any(|value| is_same(value, raw))),
                ReadyTest::Like(patterns) => {
                    let text = identity(&String::from_utf8_lossy(raw));
                    Fit::of(patterns.iter().any(|pattern| wildcard(pattern, &text).is_some()))
                }
                ReadyTest::Between(from, to) => between(raw, from.as_ref(), to.as_ref(), self.order),
            };
            if fit != Fit::Yes {
                return fit;
            }
        }
        Fit::Yes
    }
}

impl Fit {
    fn of(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
}

fn between(raw: &[u8], from: Option<&RangeValue>, to: Option<&RangeValue>, order: Option<DayOrder>) -> Fit {
    let text = String::from_utf8_lossy(raw);
    let is_day = matches!(from.or(to), Some(RangeValue::Day(_)));
    if is_day {
        return match day(&text, order) {
            Ok(Some(day)) => {
                let not_before = from.is_none_or(|from| matches!(from, RangeValue::Day(own) if *own <= day));
                Fit::of(not_before && to.is_none_or(|to| matches!(to, RangeValue::Day(own) if day <= *own)))
            }
            Ok(None) => Fit::No,
            Err(()) => Fit::Ambiguous,
        };
    }
    let Some(number) = number::decimal(&text) else { return Fit::No };
    let not_below = from.is_none_or(|from| matches!(from, RangeValue::Number(own) if *own <= number));
    Fit::of(not_below && to.is_none_or(|to| matches!(to, RangeValue::Number(own) if number <= *own)))
}

/// A day as files write it: `1979-01-31`, with a time or without, `31.1.1979`, `31/1/1979`, `1/31/1979`. `Err` where the order
/// of day and month is open.
pub(super) fn day(text: &str, order: Option<DayOrder>) -> Result<Option<Date>, ()> {
    let text = text.trim();
    let text = text.split(['T', ' ']).next().unwrap_or(text);
    let Some(separator) = text.chars().find(|c| !c.is_ascii_digit()) else { return Ok(None) };
    let parts: Vec<Option<i16>> = text.split(separator).map(|part| part.parse().ok()).collect();
    let [Some(first), Some(second), Some(third)] = parts.as_slice() else { return Ok(None) };
    let (year, month, day) = match separator {
        '-' | '/' | '.' if *first > 99 => (*first, *second, *third),
        '.' => (*third, *second, *first),
        '-' | '/' => match order {
            Some(DayOrder::DayFirst) => (*third, *second, *first),
            Some(DayOrder::MonthFirst) => (*third, *first, *second),
            None if *first > 12 => (*third, *second, *first),
            None if *second > 12 || first == second => (*third, *first, *second),
            None => return Err(()),
        },
        _ => return Ok(None),
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return Ok(None) };
    Ok(Date::new(year, month, day).ok().filter(|_| year > 99))
}

/// Whether a pattern fits a text, both as identities; and what the first `*` of the pattern stands for.
pub(super) fn wildcard<'t>(pattern: &str, text: &'t str) -> Option<&'t str> {
    let Some((before, after)) = pattern.split_once('*') else { return (pattern == text).then_some("") };
    let rest = text.strip_prefix(before)?;
    // The first run is taken as short as the rest of the pattern allows.
    let mut end = 0;
    loop {
        let (run, tail) = rest.split_at_checked(end)?;
        let fits = if after.contains('*') { wildcard(after, tail).is_some() } else { tail == after };
        if fits {
            return Some(run);
        }
        end += tail.chars().next()?.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, run) in [
            ("465.*", "465.1", Some("1")),
            ("*.1", "552.1", Some("552")),
            ("yes*", "yes on question 1 / sí", Some(" on question 1 / sí")),
            ("*", "", Some("")),
            ("a*b*c", "axbxc", Some("x")),
            ("*.1", "552.2", None),
            ("465.*", "1465.1", None),
            ("plain", "plain", Some("")),
            ("plain", "plainer", None),
        ] {
            assert_eq!(wildcard(pattern, text), run, "{pattern} and {text}");
        }
    }

    #[test]
    fn days() {
        let read = |text: &str, order| day(text, order).map(|day| day.map(|day| day.to_string()));
        for text in
            ["1866-01-14", "14.01.1866", "14.1.1866", "14/1/1866", "1/14/1866", "1866/1/14", "1866-01-14T00:00:00"]
        {
            assert_eq!(read(text, None), Ok(Some("1866-01-14".to_owned())), "{text}");
        }
        assert_eq!(read("1/2/2017", None), Err(()));
        assert_eq!(read("1/2/2017", Some(DayOrder::DayFirst)), Ok(Some("2017-02-01".to_owned())));
        assert_eq!(read("1/2/2017", Some(DayOrder::MonthFirst)), Ok(Some("2017-01-02".to_owned())));
        for text in ["", ".", "soon", "31.2.2017", "1979", "1.2", "1.2.17"] {
            assert_eq!(read(text, None), Ok(None), "{text}");
        }
    }
}
