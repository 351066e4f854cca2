//! Published votes as facts about a measure.

use std::collections::BTreeSet;

use super::{Figure, Published, Set};
use crate::facts::Note;
use crate::inputs::{self, Layer, LayerKind, Placed};
use crate::program::{Measure, Name, StageId};
use crate::span::Span;
use crate::syntax::ast::{FactValue, Literal, LiteralValue};
use crate::value::Exact;
use crate::words;

impl Published {
    /// One layer for each set of votes. An input that the measure has for each region of a table gets the regions' figures;
    /// any other their sum. Inputs that are nothing of the measure are left out, with a note.
    pub fn layers(&self, measure: &Measure, stage: Option<StageId>) -> (Vec<Layer>, Vec<Note>) {
        let placed: Vec<Option<Placed>> =
            self.inputs.iter().map(|input| inputs::placed(measure, stage, &input.name)).collect();
        let mut unknown = BTreeSet::new();
        let sets = self.sets.iter().map(|set| {
            let mut layer = Layer { stage, ..Layer::new(LayerKind::File) };
            layer.name = set.name.as_ref().map(|name| Name { span: set.span, text: name.clone() });
            for (at, placed) in placed.iter().enumerate() {
                match placed {
                    None => {
                        unknown.insert(at);
                    }
                    Some(Placed::One(path)) => {
                        let path: Vec<Name> =
                            path.iter().map(|text| Name { span: set.span, text: text.clone() }).collect();
                        layer
                            .facts
                            .facts
                            .extend(value(set.total(at), set.span).map(|value| inputs::fact(&path, value, set.span)));
                    }
                    Some(Placed::ByRow(before, column)) => rows(set, at, before, column, &mut layer),
                }
            }
            layer
        });
        let sets = sets.collect();
        let unused: Vec<&str> = unknown.into_iter().filter_map(|at| Some(self.inputs.get(at)?.name.as_str())).collect();
        let verb = if unused.len() == 1 { "was" } else { "were" };
        let what =
            format!("{} {verb} not used, because `{}` has no such input", words::and_list(&unused), measure.name.text);
        let notes = (!unused.is_empty()).then_some(Note::Published { what });
        (sets, notes.into_iter().collect())
    }
}

fn rows(set: &Set, input: usize, before: &[smol_str::SmolStr], column: &smol_str::SmolStr, layer: &mut Layer) {
    for region in &set.regions {
        let Some(value) = value(region.figures.get(input).copied().unwrap_or_default(), region.span) else { continue };
        let texts = before.iter().chain([&region.name, column]);
        let path: Vec<Name> = texts.map(|text| Name { span: region.span, text: text.clone() }).collect();
        layer.facts.facts.push(inputs::fact(&path, value, region.span));
    }
}

/// What is known, as a fact has it. Of what is unknown there is none.
fn value(figure: Figure, span: Span) -> Option<FactValue> {
    let literal =
        |value: i128| Literal { span, value: LiteralValue::Number { value: Exact::integer(value), decimal: false } };
    match figure {
        Figure::Unknown => None,
        Figure::Exactly(value) => Some(FactValue::Literal(literal(value))),
        Figure::AtLeast(value) => Some(FactValue::Range(literal(value), None)),
    }
}
