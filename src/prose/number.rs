//! Counts, shares and numbers as phrases.

use super::phrase::{Phrase, PhraseShape, Prose, listed};
use crate::program::{Expr, Formula, Node, TableId};
use crate::span::Span;
use crate::value::Kind;
use crate::words;

impl Prose<'_> {
    /// What a number is, as a noun with its article.
    pub(super) fn number(&self, expr: &Expr) -> Phrase {
        match &expr.node {
            Node::Constant(share) if expr.kind == Kind::Share => {
                Phrase::one(self.share(share, expr.span), PhraseShape::Noun)
            }
            Node::Constant(number) => Phrase::one(words::grouped(number), PhraseShape::Noun),
            Node::Reference(reference) | Node::Total(_, reference) => self.reference(reference),
            Node::Add(left, right) => {
                let mut parts = Vec::new();
                self.added(left, &mut parts);
                self.added(right, &mut parts);
                together(&parts)
            }
            Node::Subtract(left, right) => {
                let left = self.number(left).bracketed(&[PhraseShape::Compound]);
                let right = self.number(right).bracketed(&[PhraseShape::Compound, PhraseShape::Sum]);
                Phrase::one(format!("{left} minus {right}"), PhraseShape::Compound)
            }
            Node::Negate(inner) => {
                Phrase::one(format!("minus {}", self.number(inner).bracketed(MADE)), PhraseShape::Compound)
            }
            Node::Multiply(left, right) if self.is_of(left, right) => {
                let (share, whole) = (self.number(left), self.number(right));
                let text = format!("{} of {}", share.bracketed(MADE), whole.bracketed(&[PhraseShape::Compound]));
                Phrase { text, plural: whole.plural, shape: PhraseShape::Of }
            }
            Node::Multiply(left, right) => {
                let mut factors = Vec::new();
                self.multiplied(left, &mut factors);
                self.multiplied(right, &mut factors);
                product(&factors)
            }
            Node::Divide(left, right) => {
                let (part, whole) = (self.number(left), self.number(right));
                let (part, whole) =
                    (part.bracketed(&[PhraseShape::Compound]), whole.bracketed(&[PhraseShape::Compound]));
                Phrase::one(format!("the ratio of {part} to {whole}"), PhraseShape::Of)
            }
            Node::Ceil(inner) => self.rounded(inner, "rounded up to a whole number"),
            Node::Floor(inner) => self.rounded(inner, "rounded down to a whole number"),
            Node::Round(inner, places) => {
                // A share is a percentage to its reader, which has two places fewer.
                let how = match (inner.kind, *places) {
                    (_, 0) => "rounded to a whole number".to_owned(),
                    (_, 1) => "rounded to one decimal place".to_owned(),
                    (_, places) => format!("rounded to {} decimal places", small(places)),
                };
                self.rounded(inner, &how)
            }
            Node::Max(items) => self.choice(items, "the larger of", "the largest of"),
            Node::Min(items) => self.choice(items, "the smaller of", "the smallest of"),
            Node::Count { table, filter } => {
                let rows = self.rows_where(*table, filter.as_deref());
                Phrase::one(format!("the number of {rows}"), PhraseShape::Of)
            }
            Node::Sum { table, value, filter } => self.sum(*table, value, filter.as_deref()),
        }
    }

    /// `cantons`, `cantons in which …`
    pub(super) fn rows_where(&self, table: TableId, filter: Option<&Formula>) -> String {
        filter.map_or_else(|| self.rows_of(table), |filter| self.rows_that(&self.rows_of(table), filter, true))
    }

    fn sum(&self, table: TableId, value: &Expr, filter: Option<&Formula>) -> Phrase {
        let rows = match filter {
            Some(filter) => format!("the {}", self.rows_where(table, Some(filter))),
            None => format!("all {}", self.rows_of(table)),
        };
        let value = self.number(value);
        let text = match value.text.strip_prefix("the ").filter(|_| value.shape == PhraseShape::Noun) {
            Some(noun) if value.plural => format!("all {noun} of {rows}"),
            Some(noun) => format!("the total {noun} of {rows}"),
            None => format!("the total of {} over {rows}", value.bracketed(&[PhraseShape::Compound])),
        };
        Phrase::one(text, PhraseShape::Of)
    }

    fn rounded(&self, inner: &Expr, how: &str) -> Phrase {
        Phrase::one(format!("{}, {how}", self.number(inner).bracketed(&[PhraseShape::Compound])), PhraseShape::Compound)
    }

    fn choice(&self, items: &[Expr], two: &str, more: &str) -> Phrase {
        let which = if items.len() > 2 { more } else { two };
        let items: Vec<String> =
            items.iter().map(|item| self.number(item).bracketed(&[PhraseShape::Compound])).collect();
        Phrase::one(format!("{which} {}", listed(&items, "and")), PhraseShape::Of)
    }

    fn added(&self, expr: &Expr, parts: &mut Vec<Phrase>) {
        match &expr.node {
            Node::Add(left, right) => {
                self.added(left, parts);
                self.added(right, parts);
            }
            _ => parts.push(self.number(expr)),
        }
    }

    fn multiplied(&self, expr: &Expr, factors: &mut Vec<Phrase>) {
        match &expr.node {
            Node::Multiply(left, right) if !self.is_of(left, right) => {
                self.multiplied(left, factors);
                self.multiplied(right, factors);
            }
            _ => factors.push(self.number(expr)),
        }
    }

    /// Whether a product was written, or can be read, as a share of something.
    pub(super) fn is_of(&self, left: &Expr, right: &Expr) -> bool {
        let (from, to) = (left.span.end, right.span.start);
        let between = if from <= to { self.sources.slice(Span { start: from, end: to }) } else { "" };
        left.kind == Kind::Share && (right.kind != Kind::Share || between.contains("of"))
    }
}

/// What must be in brackets beside `times` or `of`.
const MADE: &[PhraseShape] = &[PhraseShape::Of, PhraseShape::Sum, PhraseShape::Compound];

/// `the Yes and No votes together`
fn together(parts: &[Phrase]) -> Phrase {
    let texts: Vec<String> = parts.iter().map(|part| part.bracketed(&[PhraseShape::Compound])).collect();
    if parts.iter().any(|part| part.shape == PhraseShape::Noun && !part.text.starts_with("the ")) {
        return Phrase::one(texts.join(" plus "), PhraseShape::Compound);
    }
    let last_word = |text: &str| text.rsplit(' ').next().unwrap_or("").to_owned();
    let common = texts.first().map(|text| last_word(text)).unwrap_or_default();
    let simple: Option<Vec<String>> = texts
        .iter()
        .map(|text| Some(text.strip_prefix("the ")?.strip_suffix(&common)?.trim_end().to_owned()))
        .map(|text| text.filter(|text| !text.is_empty() && !text.contains(' ')))
        .collect();
    const FOR: &str = "the votes for ";
    let chosen: Option<Vec<String>> = texts.iter().map(|text| text.strip_prefix(FOR).map(str::to_owned)).collect();
    let text = match simple {
        None if chosen.is_some() => format!("{FOR}{} together", listed(&chosen.unwrap_or_default(), "and")),
        Some(first_words) => format!("the {} {common} together", listed(&first_words, "and")),
        None => format!("{} together", listed(&texts, "and")),
    };
    Phrase { text, plural: true, shape: PhraseShape::Sum }
}

/// `the square of (…) times …`
fn product(factors: &[Phrase]) -> Phrase {
    let mut said: Vec<(String, usize)> = Vec::new();
    for factor in factors {
        let text = factor.bracketed(MADE);
        match said.iter_mut().find(|(own, _)| *own == text) {
            Some((_, times)) => *times += 1,
            None => said.push((text, 1)),
        }
    }
    let only = said.len() == 1;
    let texts = said.into_iter().map(|(text, times)| {
        let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).filter(|_| only).unwrap_or(&text);
        match times {
            1 => text.clone(),
            2 if only => format!("the square of {inner}"),
            3 if only => format!("the cube of {inner}"),
            more if only => format!("{inner} to the power of {more}"),
            2 => format!("(the square of {text})"),
            3 => format!("(the cube of {text})"),
            more => format!("({text} to the power of {more})"),
        }
    });
    Phrase::one(texts.collect::<Vec<_>>().join(" times "), if only { PhraseShape::Of } else { PhraseShape::Compound })
}

/// A small number as a word.
fn small(number: u32) -> String {
    const WORDS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(number as usize).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}
