//! What facts moved of the rules, and what was set aside because a variant sets it: said once, in sentences and as data.

use serde::{Deserialize, Serialize};

use super::wording;
use crate::facts::{MovedValue, SetAside, Slot};
use crate::inputs::Overrides;
use crate::value::Value;
use crate::words::and_list;

/// A value that was moved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MovedJson {
    /// The path.
    pub name: String,
    /// What it is now; `null` if it is open or each set of votes says something else.
    pub value: Option<String>,
    /// What the rule says; `null` if that is worked out.
    pub was: Option<String>,
    /// The variant that says so; `null` if it is the text that declares it.
    pub set_by: Option<String>,
}

/// A value that a rule keeps, because a variant sets it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetAsideJson {
    /// The path.
    pub name: String,
    /// What is kept; `null` if that is worked out.
    pub kept: Option<String>,
    /// The variant that sets it.
    pub set_by: String,
}

/// What was moved and what was set aside, for a machine.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverridesJson {
    /// What was moved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<MovedJson>,
    /// What was set aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAsideJson>,
}

impl OverridesJson {
    pub(super) fn new(overrides: &Overrides) -> Self {
        let exact = |value: &Option<Value>| value.as_ref().map(wording::exact);
        let moved = overrides.moved.iter().map(|moved| MovedJson {
            name: moved.path.to_string(),
            value: match &moved.is {
                Some(Slot::Known(value)) => Some(wording::exact(value)),
                Some(Slot::Unknown | Slot::Range(..)) | None => None,
            },
            was: exact(&moved.was),
            set_by: moved.set_by.as_ref().map(ToString::to_string),
        });
        let set_aside = overrides.set_aside.iter().map(|aside| SetAsideJson {
            name: aside.path.to_string(),
            kept: exact(&aside.kept),
            set_by: aside.set_by.to_string(),
        });
        Self { moved: moved.collect(), set_aside: set_aside.collect() }
    }
}

/// `nationhood.approval is 52%, the text says 55%`
pub(super) fn moved(moved: &MovedValue) -> String {
    let is = match &moved.is {
        Some(Slot::Unknown) => "left open".to_owned(),
        Some(slot) => wording::slot(slot, moved.kind),
        None => "as each set of votes has it".to_owned(),
    };
    let was = moved.was.as_ref().map(|value| wording::value(value, moved.kind));
    let was = match (&moved.set_by, was) {
        (None, Some(was)) => format!("the text says {was}"),
        (None, None) => "the text works it out".to_owned(),
        (Some(variant), Some(was)) => format!("`{variant}` sets {was}"),
        (Some(variant), None) => format!("`{variant}` works it out"),
    };
    format!("`{}` is {is}, {was}", moved.path)
}

/// Sentences for rules by their labels: what was moved, with the rules that it was moved for if that is not all, and what
/// each of the others keeps.
pub(super) fn notes(rules: &[(&str, &Overrides)]) -> Vec<String> {
    let mut moves: Vec<(String, Vec<&str>)> = Vec::new();
    let mut kept: Vec<(&str, Vec<String>)> = Vec::new();
    for (label, overrides) in rules {
        for sentence in overrides.moved.iter().map(moved) {
            match moves.iter_mut().find(|(own, _)| *own == sentence) {
                Some((_, labels)) => labels.push(label),
                None => moves.push((sentence, vec![label])),
            }
        }
        for aside in &overrides.set_aside {
            let own = keeps(label, aside);
            match kept.iter_mut().find(|(path, _)| *path == aside.path) {
                Some((_, rules)) => rules.push(own),
                None => kept.push((&aside.path, vec![own])),
            }
        }
    }
    let all = |labels: &[&str]| labels.len() == rules.len();
    let moves = moves.into_iter().map(|(sentence, labels)| match labels.as_slice() {
        labels if all(labels) => sentence,
        labels => format!("{sentence}: of {}", and_list(labels)),
    });
    let kept = kept.into_iter().map(|(path, rules)| {
        let keep = if rules.len() == 1 { "keeps its own" } else { "keep their own" };
        let rules = match rules.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            Some(_) | None => rules.concat(),
        };
        format!("{rules} {keep} `{path}`: what facts say of it is set aside")
    });
    moves.chain(kept).collect()
}

/// `sixty` (60%)
fn keeps(label: &str, aside: &SetAside) -> String {
    match &aside.kept {
        Some(value) => format!("`{label}` ({})", wording::value(value, aside.kind)),
        None => format!("`{label}`"),
    }
}
