//! Published votes as facts about a measure.

use std::collections::BTreeSet;

use super::{Figure, FigureKind, Published, PublishedError, VoteSet};
use crate::facts::Note;
use crate::inputs::{self, Layer, LayerKind, Placed};
use crate::program::{Measure, Name, Program, StageId};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast::{Compare, CompareOperator, Expr, ExprKind, FactValue, Given, Literal, LiteralValue, Path};
use crate::value::Exact;
use crate::words;

impl Published {
    /// One layer for each set of votes. An input that the measure has for each region of a table gets the regions' figures;
    /// any other their sum. Inputs that are nothing of the measure are left out, with a note.
    pub fn layers(&self, measure: &Measure, stage: Option<StageId>) -> (Vec<Layer>, Vec<Note>) {
        let mut taken = BTreeSet::new();
        let layers = self.sets.iter().map(|set| self.layer(set, measure, stage, &mut taken)).collect();
        (layers, self.not_used(&taken, &format!("`{}` has", measure.name.text)))
    }

    /// One layer for each set of votes that a rule of the mapping judges, of the measure or variant that it names.
    ///
    /// # Errors
    /// Names that are none of a measure or variant.
    pub fn layers_by_rule(&self, program: &Program) -> Result<(Vec<Layer>, Vec<Note>), Vec<PublishedError>> {
        let mut unknown: Vec<PublishedError> = Vec::new();
        let (mut layers, mut taken) = (Vec::new(), BTreeSet::new());
        for (set, rule) in self.sets.iter().filter_map(|set| Some((set, set.rule.as_ref()?))) {
            let Some(id) = program.measure_named(&rule.text) else {
                let names = program.measures.values().map(|measure| measure.name.text.as_str());
                let help = match suggest::nearest(&rule.text, names.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there is {}", words::and_list(names)),
                };
                let error = PublishedError::UnknownRule { rule: rule.text.clone(), help, span: rule.span };
                if !unknown.contains(&error) {
                    unknown.push(error);
                }
                continue;
            };
            let layer = self.layer(set, program.measures.at(id), None, &mut taken);
            layers.push(Layer { of: Some(id), ..layer });
        }
        if unknown.is_empty() { Ok((layers, self.not_used(&taken, "these rules have"))) } else { Err(unknown) }
    }

    /// What is known of a set of votes, as a measure has it; the inputs that it has are put to `taken`.
    fn layer(&self, set: &VoteSet, measure: &Measure, stage: Option<StageId>, taken: &mut BTreeSet<usize>) -> Layer {
        let mut layer = Layer { stage, ..Layer::new(LayerKind::File) };
        layer.name = set.name.as_ref().map(|name| Name { span: set.span, text: name.clone() });
        for (at, input) in self.inputs.iter().enumerate() {
            match inputs::placed(measure, stage, &input.name) {
                None => continue,
                Some(Placed::One(path)) => {
                    let path: Vec<Name> = path.iter().map(|text| Name { span: set.span, text: text.clone() }).collect();
                    layer.facts.facts.extend(
                        value(set.total(self, at), input.kind, set.span)
                            .map(|value| inputs::fact(&path, value, set.span)),
                    );
                }
                Some(Placed::ByRow(before, column)) => {
                    rows(set, (at, input.kind), &before, &column, &mut layer);
                    let by_region = set.regions.iter().any(|own| own.figures.get(at) != Some(&Figure::Unknown));
                    if !by_region && let Some(total) = set.total(self, at).exactly() {
                        layer.facts.givens.push(sum_is(&before, &column, total, set.span));
                    }
                }
            }
            taken.insert(at);
        }
        layer
    }

    /// Says which inputs were not taken; `who` has none such.
    fn not_used(&self, taken: &BTreeSet<usize>, who: &str) -> Vec<Note> {
        // An input that one stage takes is not left aside, and one that none takes is named once.
        let plain = |at: usize| self.inputs.get(at).map(|input| input.plain.as_str());
        let mut unused: Vec<&str> = Vec::new();
        for name in (0..self.inputs.len()).filter_map(plain) {
            if !unused.contains(&name) && !taken.iter().any(|&at| plain(at) == Some(name)) {
                unused.push(name);
            }
        }
        let verb = if unused.len() == 1 { "was" } else { "were" };
        let what = format!("{} {verb} not used, because {who} no such input", words::and_list(&unused));
        if unused.is_empty() { Vec::new() } else { vec![Note::Published { what }] }
    }
}

fn rows(
    set: &VoteSet,
    (input, kind): (usize, FigureKind),
    before: &[smol_str::SmolStr],
    column: &smol_str::SmolStr,
    layer: &mut Layer,
) {
    for region in &set.regions {
        let Some(value) = value(region.figures.get(input).cloned().unwrap_or_default(), kind, region.span) else {
            continue;
        };
        let texts = before.iter().chain([&region.name, column]);
        let path: Vec<Name> = texts.map(|text| Name { span: region.span, text: text.clone() }).collect();
        layer.facts.facts.push(inputs::fact(&path, value, region.span));
    }
}

/// `given sum(yes over canton) = 1,234`: what is known of the rows of a table where only the total was published.
fn sum_is(before: &[smol_str::SmolStr], column: &smol_str::SmolStr, total: &Exact, span: Span) -> Given {
    let name = |text: &smol_str::SmolStr| Name { span, text: text.clone() };
    let expression = |kind| Expr { span, kind };
    // The column of a stage's table is named by the stage: `sum(initiative.yes over canton)`.
    let (table, stage) = before.split_last().map_or((None, before), |(table, stage)| (Some(table), stage));
    let column = stage.iter().chain([column]).map(name).collect();
    let sum = expression(ExprKind::SumOver {
        value: Box::new(expression(ExprKind::Path(Path { span, parts: column }))),
        table: Path { span, parts: table.map(name).into_iter().collect() },
        filter: None,
    });
    let total = expression(ExprKind::Literal(number(total, span)));
    let compare = Compare { operator: CompareOperator::Equal, span };
    let condition = expression(ExprKind::Compare { first: Box::new(sum), rest: vec![(compare, total)] });
    Given { span, name: None, condition, sources: Vec::new() }
}

fn number(value: &Exact, span: Span) -> Literal {
    Literal { span, value: LiteralValue::Number { value: value.clone(), decimal: !value.is_whole() } }
}

/// What is known, as a fact has it. Of what is unknown there is none.
fn value(figure: Figure, kind: FigureKind, span: Span) -> Option<FactValue> {
    let number = |value: &Exact, span| match kind {
        FigureKind::Share => Literal { span, value: LiteralValue::Share(value.clone()) },
        FigureKind::Count | FigureKind::Number | FigureKind::Said => number(value, span),
    };
    match figure {
        Figure::Unknown => None,
        Figure::Exactly(value) => Some(FactValue::Literal(number(&value, span))),
        Figure::AtLeast(value) => Some(FactValue::Range(number(&value, span), None)),
        Figure::Between(low, high) => Some(FactValue::Range(number(&low, span), Some(number(&high, span)))),
        Figure::Said(said) => Some(said.value),
    }
}
