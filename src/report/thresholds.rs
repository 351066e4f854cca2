//! Which numbers of a rule its tests hold in place.

use serde::{Deserialize, Serialize};

use super::Tested;
use super::document::Document;
use super::layout::{Style, Tone};
use super::wording;
use crate::source::Encoding;
use crate::testing::{Pin, ThresholdReport};
use crate::words::numbered;

/// Each number that no test holds in place, with a test that would, then how many are held.
pub fn thresholds(tested: &Tested<'_>, found: &[ThresholdReport], style: Style) -> String {
    let mut document = Document::new();
    let held = found.iter().filter(|number| number.is_pinned()).count();
    let tone = if held == found.len() { Tone::Good } else { Tone::Open };
    let (file, all) = (tested.file, numbered(found.len(), "number"));
    document.line(
        0,
        vec![
            (Tone::Strong, format!("{file}: ")),
            (tone, format!("{held} of {all} held in place by tests from both sides")),
        ],
    );
    for number in found.iter().filter(|number| !number.is_pinned()) {
        document.space();
        one(&mut document, tested, number);
    }
    document.text(style)
}

fn one(document: &mut Document<'_>, tested: &Tested<'_>, number: &ThresholdReport) {
    let place = tested.sources.at(number.span.start);
    let line = place.map_or(0, |source| source.position(number.span.start, Encoding::Characters).line);
    document.line(
        1,
        vec![
            (Tone::Open, "? ".to_owned()),
            (Tone::Strong, name(tested, number)),
            (Tone::Plain, format!(", used in {}", conditions(tested, number).join(", "))),
            (Tone::Quiet, format!("  (line\u{a0}{line})")),
        ],
    );
    for (way, pin) in [("raised", &number.above), ("lowered", &number.below)] {
        match pin {
            Pin::Pinned { test } => {
                if let Some(test) = tested.program.tests.get(*test) {
                    document.say(
                        2,
                        Tone::Quiet,
                        format!("if it were {way}, this test would fail: {}", test.title.text),
                    );
                }
            }
            Pin::Open { suggestion } => {
                document.say(2, Tone::Plain, format!("if it were {way}, no test would fail"));
                if let Some(suggestion) = suggestion {
                    document.say(2, Tone::Quiet, "this one would:");
                    document.code(3, suggestion.text.lines().map(str::to_owned));
                }
            }
        }
    }
}

/// `nationhood.approval = 55%`, or the number alone if it has no name.
fn name(tested: &Tested<'_>, number: &ThresholdReport) -> String {
    let measure = tested.program.measures.at(number.measure);
    match number.parameter {
        Some(id) => {
            format!("{} = {}", measure.parameter_path(id), wording::value(&number.value, number.kind))
        }
        None => format!("`{}` in `{}`", wording::rule(tested.sources, number.span), measure.name.text),
    }
}

fn conditions(tested: &Tested<'_>, number: &ThresholdReport) -> Vec<String> {
    let measure = tested.program.measures.at(number.measure);
    number.conditions.iter().map(|&id| measure.condition_path(id).to_string()).collect()
}

/// One number, as `quorate test --thresholds --format json` has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ThresholdJson {
    /// The file as it was given.
    pub file: String,
    /// The line it is written on.
    pub line: usize,
    /// The first measure or variant that has it.
    pub measure: String,
    /// The parameter it is the value of, if it is one.
    pub parameter: Option<String>,
    /// The text of the number.
    pub text: String,
    /// The conditions that hang on it.
    pub conditions: Vec<String>,
    /// Whether tests hold it in place from both sides.
    pub pinned: bool,
    /// What happens when it is raised.
    pub raised: PinJson,
    /// What happens when it is lowered.
    pub lowered: PinJson,
}

/// Whether a test notices that a number moves.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PinJson {
    /// The first test that fails.
    pub test: Option<String>,
    /// A test that would, if none does and one was found.
    pub suggestion: Option<String>,
}

/// The numbers of a file's rules, as JSON.
pub fn thresholds_json(tested: &Tested<'_>, found: &[ThresholdReport]) -> Vec<ThresholdJson> {
    let pin = |pin: &Pin| match pin {
        Pin::Pinned { test } => {
            PinJson { test: tested.program.tests.get(*test).map(|test| test.title.text.to_string()), suggestion: None }
        }
        Pin::Open { suggestion } => {
            PinJson { test: None, suggestion: suggestion.as_ref().map(|found| found.text.clone()) }
        }
    };
    let numbers = found.iter().map(|number| {
        let measure = tested.program.measures.at(number.measure);
        let source = tested.sources.at(number.span.start);
        ThresholdJson {
            file: tested.file.to_owned(),
            line: source.map_or(0, |source| source.position(number.span.start, Encoding::Characters).line),
            measure: measure.name.text.to_string(),
            parameter: number.parameter.map(|id| measure.parameter_path(id).to_string()),
            text: tested.sources.slice(number.span).to_owned(),
            conditions: conditions(tested, number),
            pinned: number.is_pinned(),
            raised: pin(&number.above),
            lowered: pin(&number.below),
        }
    });
    numbers.collect()
}
