//! Cells that are not digits alone: marks, grouped digits, numbers with decimals, percentages, and what is no count.

use super::condition::day;
use super::identity::is_same;
use super::mapping::{CellKind, MappedValue};
use super::number::{self, Count, Grouping, HALVES, PERCENT_DIGITS};
use super::rows::RowOf;
use super::sheet::SheetCell;
use super::tally::UnitTally;
use super::{MappedText, PublishedError, Reader, identity};
use crate::syntax::ast::{FactValue, Literal, LiteralValue};
use crate::words;

/// A figure and how much more it may be; `None` if nobody knows it. An error has been said.
type CellFigure = Result<Option<(i128, i128)>, ()>;

impl<'m> Reader<'m> {
    /// A cell that is not digits alone.
    #[cold]
    pub(super) fn unusual(&mut self, row: &RowOf<'_, '_, 'm>, column: usize, input: usize) -> Result<Option<i128>, ()> {
        let text = row.record.text(column);
        let text = text.trim();
        if let Some(mark) = self.mark(row, text) {
            return Ok(mark);
        }
        let grouping =
            Grouping { stated: row.spans.mapping.thousands, comma_may_be_decimal: row.spans.separator == b';' };
        match number::count(text.as_bytes(), grouping) {
            Count::Known(value) => Ok(Some(value)),
            other => {
                let name = self.inputs.get(input).map(|input| input.text.clone()).unwrap_or_default();
                let (what, help) = what_is_wrong(other, text, &name);
                self.no_count(row, column, input, what, help);
                Err(())
            }
        }
    }

    /// What a mark of the mapping, or an empty cell, stands for.
    fn mark(&self, row: &RowOf<'_, '_, 'm>, text: &str) -> Option<Option<i128>> {
        let mapping = row.spans.mapping;
        let is =
            |marks: &[MappedText]| marks.iter().any(|mark| is_same(&identity::identity(&mark.text), text.as_bytes()));
        if is(&mapping.zero) {
            return Some(Some(0));
        }
        (text.is_empty() || is(&mapping.missing)).then_some(None)
    }

    fn no_count(&mut self, row: &RowOf<'_, '_, 'm>, column: usize, input: usize, what: &'static str, help: String) {
        let input = self.inputs.get(input).map(|input| input.text.clone()).unwrap_or_default();
        let span = row.spans.cell(row.record, column);
        let found = row.record.text(column).trim().to_owned();
        self.wrong(PublishedError::Count { found, input, help, what, span }, span);
    }

    /// A number with decimals, or a percentage, which stands for a range.
    #[cold]
    pub(super) fn rounded(
        &mut self,
        row: &RowOf<'_, '_, 'm>,
        column: usize,
        input: usize,
        cell: SheetCell,
    ) -> CellFigure {
        let text = row.record.text(column);
        let text = text.trim();
        if let Some(mark) = self.mark(row, text) {
            return Ok(mark.map(|value| (value, 0)));
        }
        if cell == SheetCell::Number {
            let Some(value) = number::halves(text) else {
                let help = format!(
                    "a number is written `15`, `15.5` or `15 1/2`, with at most {HALVES} decimals, not below zero"
                );
                self.no_count(row, column, input, "no number", help);
                return Err(());
            };
            return Ok(Some((value, 0)));
        }
        let Some(percentage) = number::percentage(text) else {
            let help = "a percentage is written `57.73` or `57.73%`, not below zero; if it stands for what nobody knows, say so \
                        with `missing`";
            self.no_count(row, column, input, "no percentage", help.to_owned());
            return Err(());
        };
        let range = match cell {
            SheetCell::PercentageOf(base) => match self.beside(row, base, input)? {
                None => return Ok(None),
                Some(base) => percentage.of(base),
            },
            SheetCell::PercentageWith(part) => match self.beside(row, part, input)? {
                None => return Ok(None),
                // Of what nothing is a percentage nobody can tell.
                Some(_) if percentage.may_be_nothing() => return Ok(None),
                Some(part) => percentage.with(part),
            },
            SheetCell::Percentage | SheetCell::Count | SheetCell::Number | SheetCell::Said(_) => {
                Some(percentage.share(PERCENT_DIGITS))
            }
        };
        match range {
            Some((least, most)) => Ok(Some((least, most - least))),
            None => {
                let help = "the figure beside it is of something else, or the percentage was not rounded but cut off"
                    .to_owned();
                self.no_count(row, column, input, "no whole count rounds to it", help);
                Err(())
            }
        }
    }

    /// The count that a percentage is of, in its own row.
    fn beside(&mut self, row: &RowOf<'_, '_, 'm>, column: usize, input: usize) -> Result<Option<i128>, ()> {
        match number::plain(row.record.raw(column)) {
            Some(value) => Ok(Some(value)),
            None => self.unusual(row, column, input),
        }
    }

    /// A day, a truth, or a value of the mapping.
    #[cold]
    pub(super) fn say(
        &mut self,
        row: &RowOf<'_, '_, 'm>,
        unit: &mut UnitTally,
        input: usize,
        column: usize,
        at: usize,
    ) {
        let text = row.record.text(column);
        let text = text.trim();
        if self.mark(row, text).is_some_and(|mark| mark.is_none()) {
            return;
        }
        let Some(kind) = row.spans.mapping.inputs.get(at).map(|input| &input.kind) else { return };
        let span = row.spans.cell(row.record, column);
        let literal =
            |value, text: String| MappedValue { text: text.into(), value: FactValue::Literal(Literal { span, value }) };
        let found = match kind {
            CellKind::Day => match day(text, row.spans.mapping.dates) {
                Ok(day) => day.map(|day| literal(LiteralValue::Date(day), day.to_string())),
                Err(()) => {
                    let error = PublishedError::Day { found: text.to_owned(), span };
                    return self.wrong(error, span);
                }
            },
            CellKind::Truth => truth(text).map(|truth| literal(LiteralValue::Truth(truth), truth.to_string())),
            CellKind::Values(values) => values
                .iter()
                .find(|(cell, _)| is_same(&identity::identity(&cell.text), text.as_bytes()))
                .map(|(_, value)| value.clone()),
            CellKind::Count
            | CellKind::Number
            | CellKind::Percentage
            | CellKind::PercentageOf(_)
            | CellKind::PercentageWith(_) => None,
        };
        let Some(found) = found else {
            let (what, help) = match kind {
                CellKind::Day => ("no day", "a day is written `2017-01-26`, `26.1.2017` or `1/26/2017`".to_owned()),
                CellKind::Truth => {
                    ("neither true nor false", "a truth is `true` or `false`, `yes` or `no`, `1` or `0`".to_owned())
                }
                _ => {
                    let known = match kind {
                        CellKind::Values(values) => words::and_list(values.iter().map(|(cell, _)| &cell.text)),
                        _ => String::new(),
                    };
                    ("the mapping does not say what it stands for", format!("`values` has {known}; add this one"))
                }
            };
            return self.no_count(row, column, input, what, help);
        };
        if let Some((first, first_span)) = unit.say(input, found, span) {
            let error = PublishedError::FigureTwice {
                input: self.inputs.get(input).map(|input| input.text.clone()).unwrap_or_default(),
                of: if unit.name.is_empty() { "this set of votes".to_owned() } else { format!("`{}`", unit.name) },
                help: format!("the first row says `{}`, and all rows of a set of votes must say the same", first.text),
                first: Some(first_span),
                second: span,
            };
            self.wrong(error, span);
        }
    }
}

fn truth(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&["true", "yes", "y", "1"]) {
        return Some(true);
    }
    is(&["false", "no", "n", "0"]).then_some(false)
}

/// What is wrong with a text that is no count, and what may be meant.
pub(super) fn what_is_wrong(count: Count, text: &str, input: &str) -> (&'static str, String) {
    match count {
        Count::Negative => (
            "below zero",
            "nobody casts fewer than no votes: correct the figure, or leave the row out with `[drop]`".to_owned(),
        ),
        Count::Ambiguous => {
            let separator = if text.contains('.') { '.' } else { ',' };
            let help = format!("if `{separator}` groups digits in this file, say so: `thousands = \"{separator}\"`");
            ("a thousand and more, or a fraction?", help)
        }
        Count::NotWhole => (
            "not whole",
            format!(
                "a count is a whole number of people or votes; for a number that need not be whole, such as half cantons, say \
                 `{input} = {{ column = \"…\", as = \"number\" }}`; for a percentage, `as = \"percentage\"`"
            ),
        ),
        Count::Percentage => (
            "a percentage",
            format!(
                "say what it is a percentage of: `{input} = {{ column = \"…\", as = \"percentage\", of = \"{}\" }}`; it then \
                 stands for the counts that round to it",
                if input == "ballots" { "registered" } else { "ballots" }
            ),
        ),
        Count::Scientific => (
            "rounded by a spreadsheet",
            "the last digits are lost: show the column as a number without decimals in the spreadsheet, and save it again"
                .to_owned(),
        ),
        Count::Parenthesized => (
            "in parentheses",
            format!(
                "in accounts that is below zero, elsewhere a note or a figure that is withheld; if nobody knows it, say so: \
                 `missing = [\"{text}\"]`"
            ),
        ),
        Count::Text | Count::Known(_) => (
            "no number",
            format!(
                "if it stands for what nobody knows, say so: `missing = [\"{text}\"]`; for nought: `zero = [\"{text}\"]`"
            ),
        ),
    }
}
