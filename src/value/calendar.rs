//! Days, spans of days, and the calendar that counts them.

use std::collections::BTreeSet;
use std::fmt;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// `180 days`, `30 working days`, `6 months`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    /// How many units; not negative.
    pub amount: u32,
    /// Units of what.
    pub unit: DurationUnit,
}

/// What a duration counts. Days, months and working days cannot be turned into one another without a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DurationUnit {
    /// `days`
    Days,
    /// `weeks`: seven days each
    Weeks,
    /// `months`
    Months,
    /// `years`: twelve months each
    Years,
    /// `working days`: neither Saturday, Sunday nor a declared holiday
    WorkingDays,
}

impl DurationUnit {
    /// The word of the language, in the plural.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Years => "years",
            Self::WorkingDays => "working days",
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit.word();
        let unit = if self.amount == 1 { unit.strip_suffix('s').unwrap_or(unit) } else { unit };
        write!(f, "{} {unit}", self.amount)
    }
}

/// Which way a duration is counted from a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Towards {
    /// `180 days after opens`
    After,
    /// `131 days before held`
    Before,
}

/// The holidays a measure declares. A year without any is one of which nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeSet<Date>,
    years: BTreeSet<i16>,
}

impl Calendar {
    /// A calendar with these holidays.
    pub fn new(holidays: impl IntoIterator<Item = Date>) -> Self {
        let holidays: BTreeSet<Date> = holidays.into_iter().collect();
        let years = holidays.iter().map(|day| day.year()).collect();
        Self { holidays, years }
    }

    /// The holidays, in order.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        self.holidays.iter().copied()
    }

    /// Whether no holiday is declared at all.
    pub fn is_empty(&self) -> bool {
        self.holidays.is_empty()
    }

    /// Whether people work that day; `None` in a year without declared holidays.
    pub fn is_working_day(&self, day: Date) -> Option<bool> {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.years.contains(&day.year()).then(|| !weekend && !self.holidays.contains(&day))
    }
}

/// What counting from a date came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shifted {
    /// The day reached. `clamped`: the target month lacks the day counted from, so the month's last day is meant.
    Day {
        /// The day.
        date: Date,
        /// Whether the day of the month had to give way.
        clamped: bool,
    },
    /// The count runs into a year whose holidays are not declared.
    UnknownYear(i16),
    /// The count leaves the years -9999 to 9999.
    OutOfRange,
}

/// Counts a duration from a date. A month counted from a day that the target month lacks ends on its last day.
pub fn shift(from: Date, duration: Duration, towards: Towards, calendar: &Calendar) -> Shifted {
    let amount = match towards {
        Towards::After => i64::from(duration.amount),
        Towards::Before => -i64::from(duration.amount),
    };
    let span = match duration.unit {
        DurationUnit::Days => 1.day().checked_mul(amount),
        DurationUnit::Weeks => 1.week().checked_mul(amount),
        DurationUnit::Months => 1.month().checked_mul(amount),
        DurationUnit::Years => 1.year().checked_mul(amount),
        DurationUnit::WorkingDays => return shift_working_days(from, amount, calendar),
    };
    let Ok(date) = span.and_then(|span| from.checked_add(span)) else { return Shifted::OutOfRange };
    let by_month = matches!(duration.unit, DurationUnit::Months | DurationUnit::Years);
    Shifted::Day { date, clamped: by_month && date.day() != from.day() }
}

fn shift_working_days(from: Date, amount: i64, calendar: &Calendar) -> Shifted {
    let mut day = from;
    let mut left = amount.unsigned_abs();
    while left > 0 {
        let next = if amount > 0 { day.tomorrow() } else { day.yesterday() };
        let Ok(next) = next else { return Shifted::OutOfRange };
        match calendar.is_working_day(next) {
            None => return Shifted::UnknownYear(next.year()),
            Some(true) => left -= 1,
            Some(false) => {}
        }
        day = next;
    }
    Shifted::Day { date: day, clamped: false }
}

/// Days from one date to another; negative if `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until((jiff::Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}
