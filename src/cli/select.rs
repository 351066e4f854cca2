//! Which measure a command is about, with what should be said of the choice.

use quorate::Rules;
use quorate::compare::Column;
use quorate::program::MeasureId;
use quorate::rules::{Choice, ChoiceError};

/// A choice, with the others there were.
pub(super) struct Chosen {
    pub(super) measure: MeasureId,
    /// The measures that were not named and not chosen.
    pub(super) others: Vec<String>,
}

/// The measure or variant that is named; by default the file's only measure, or its first.
pub(super) fn measure(rules: &Rules, name: Option<&str>, variant: Option<&str>) -> Result<Chosen, ChoiceError> {
    let measure = rules.find(name, variant)?;
    let others = rules.own_measures().filter(|(id, _)| name.is_none() && variant.is_none() && *id != measure);
    let others = others.map(|(_, other)| other.name.text.to_string()).collect();
    Ok(Chosen { measure, others })
}

/// Rules as the columns of a comparison.
pub(super) fn columns(choice: &Choice) -> Vec<Column<'_>> {
    choice.rules.iter().map(Column::of).collect()
}
