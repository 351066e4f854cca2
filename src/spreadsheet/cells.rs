//! A cell's text.

use calamine::{Data, Style};

/// A cell as votes and rules write it; nothing if it is empty. A line break in it is a blank: a row is a line.
pub(super) fn text(cell: &Data, percentage: bool) -> Option<String> {
    let text = match cell {
        Data::Empty => return None,
        Data::Int(value) => value.to_string(),
        Data::Float(value) if percentage => format!("{}%", hundredfold(&value.to_string())),
        Data::Float(value) => value.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Data::DateTime(value) if value.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            let time = if (hour, minute, second) == (0, 0, 0) {
                String::new()
            } else {
                format!(" {hour:02}:{minute:02}:{second:02}")
            };
            format!("{year:04}-{month:02}-{day:02}{time}")
        }
        Data::DateTime(value) => value.as_f64().to_string(),
        Data::DateTimeIso(text) => text.strip_suffix("T00:00:00").unwrap_or(text).to_owned(),
        Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// Whether a cell is formatted as a percentage.
pub(super) fn is_percentage(style: Option<&Style>) -> bool {
    style.and_then(|style| style.number_format.as_ref()).is_some_and(|format| {
        // A sign in quotes is a word beside the number.
        let shown = format.format_code.split('"').step_by(2);
        shown.flat_map(str::chars).any(|own| own == '%')
    })
}

/// A decimal a hundred times as large: the point moves, and no digit is rounded.
fn hundredfold(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut all = format!("{whole}{part}");
    while all.len() < whole.len() + 2 {
        all.push('0');
    }
    let (whole, part) = all.split_at_checked(whole.len() + 2).unwrap_or((&all, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_keeps_its_digits() {
        for (decimal, hundred) in [
            ("0.55", "55"),
            ("0.6667", "66.67"),
            ("1", "100"),
            ("0.005", "0.5"),
            ("0", "0"),
            ("-0.1", "-10"),
            ("0.6", "60"),
        ] {
            assert_eq!(hundredfold(decimal), hundred);
        }
    }
}
