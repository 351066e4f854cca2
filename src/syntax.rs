//! From text to tree. The only module that knows pest.

pub mod ast;
mod build;
pub mod cursor;
mod error;
mod explain;
mod fix;
mod grammar;
mod outline;
mod print;
mod same;
mod words;

use pest::Parser as _;

pub use error::SyntaxError;
pub(crate) use fix::quoted;
pub use outline::{MAX_BLOCKS, MAX_DEPTH};
pub use print::format;
pub(crate) use words::STATEMENTS;
pub use words::{KEYWORDS, is_name};

use crate::source::Source;
use crate::span::Span;
use crate::words::{hidden, numbered};
use ast::HiddenCharacter;
use build::{Builder, Trail};
use grammar::{Grammar, Rule};
use outline::{Outline, Part};

/// What could be read of a rule file, and what is wrong with the rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parse {
    /// Every good declaration, in order; of the bad ones what could be understood.
    pub file: ast::File,
    /// Every mistake, in the order of the text.
    pub errors: Vec<SyntaxError>,
}

/// Reads a rule file. Never fails: what cannot be read is reported, and everything else is in the tree.
pub fn parse(source: &Source) -> Parse {
    let outline = Outline::new(&source.text);
    let mut parse = Parse::default();
    parse.file.span = source.span();
    parse.file.comments = outline.comments.iter().map(|range| at(source, range.start, range.end)).collect();
    let places = hidden(&source.text).take(100);
    parse.file.hidden = places
        .map(|(start, letter)| HiddenCharacter { span: at(source, start, start + letter.len_utf8()), letter })
        .collect();
    for part in &outline.parts {
        parse_part(source, part, &mut parse);
    }
    parse.file.declarations.shrink_to_fit();
    parse.errors = tidy(parse.errors);
    parse
}

/// Whether pest alone recognises a text as a rule file, building nothing: what [`parse`] is measured against.
pub fn recognise(text: &str) -> bool {
    Grammar::parse(Rule::file, text).is_ok()
}

/// Reads the declarations of one part of a file.
fn parse_part(source: &Source, part: &Part, parse: &mut Parse) {
    if let Some((deep, limit)) = part.too_deep {
        return parse.errors.push(SyntaxError::TooDeep { limit, span: at(source, deep, deep + 1) });
    }
    let Some(text) = source.text.get(part.range.clone()) else { return };
    let mut builder = Builder::new(source, part.range.start);
    match Grammar::parse(Rule::file, text) {
        Ok(mut pairs) => {
            let mut trail = Trail::default();
            let inside = pairs.next().map(grammar::Pair::into_inner);
            for pair in inside.into_iter().flatten() {
                builder.declaration(pair, &mut parse.file.declarations, &mut trail);
            }
        }
        // The grammar takes any text; only the depth of the stack can stop it.
        Err(_) => builder
            .errors
            .push(SyntaxError::TooDeep { limit: MAX_DEPTH, span: at(source, part.range.start, part.range.start + 1) }),
    }
    parse.errors.append(&mut builder.errors);
}

/// Reads one expression, as on a line of the REPL.
pub fn parse_expression(source: &Source) -> (ast::Expr, Vec<SyntaxError>) {
    let nothing = ast::Expr { span: source.span(), kind: ast::ExprKind::Error };
    read_alone(source, Rule::only_expression, |builder, tokens| builder.whole_expression(tokens))
        .unwrap_or_else(|errors| (nothing, errors))
}

/// Reads facts as they stand in a scenario: `yes = 5,000,000  no = 4,000,000`, as on a line of the REPL.
pub fn parse_facts(source: &Source) -> (ast::Facts, Vec<SyntaxError>) {
    read_alone(source, Rule::only_facts, |builder, tokens| builder.whole_facts(tokens))
        .unwrap_or_else(|errors| (ast::Facts::default(), errors))
}

/// Reads one value, a range or `?`, as in `--set nationhood.yes=8,000,000`.
///
/// # Errors
/// If it is anything else, or more.
pub fn parse_literal(source: &Source) -> Result<ast::FactValue, Vec<SyntaxError>> {
    let (value, errors) = read_alone(source, Rule::only_value, |builder, tokens| builder.whole_value(tokens))?;
    if errors.is_empty() { Ok(value) } else { Err(errors) }
}

/// Reads a whole text with one rule.
fn read_alone<T>(
    source: &Source,
    rule: Rule,
    read: impl FnOnce(&mut Builder<'_>, grammar::Pair<'_>) -> T,
) -> Result<(T, Vec<SyntaxError>), Vec<SyntaxError>> {
    let text = &*source.text;
    let deep = Outline::new(text).parts.iter().find_map(|part| part.too_deep);
    if let Some((deep, limit)) = deep {
        return Err(vec![SyntaxError::TooDeep { limit, span: at(source, deep, deep + 1) }]);
    }
    match Grammar::parse(rule, text).ok().and_then(|mut pairs| pairs.next()) {
        Some(pair) => {
            let mut builder = Builder::new(source, 0);
            let value = read(&mut builder, pair);
            Ok((value, tidy(builder.errors)))
        }
        None => {
            let scene = explain::Scene { input: text, range: 0..text.trim_end().len(), rule };
            let error = explain::explain(&scene, |range| at(source, range.start, range.end));
            Err(vec![error.unwrap_or(SyntaxError::TooDeep { limit: MAX_DEPTH, span: source.span() })])
        }
    }
}

/// The span of local offsets.
fn at(source: &Source, start: usize, end: usize) -> Span {
    Span::new(source.base + start as u32, source.base + end as u32)
}

/// In the order of the text, and a habit of other languages reported once.
fn tidy(mut errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    errors.sort_by_cached_key(|error| error.span().start);
    let spans = |wanted: fn(&SyntaxError) -> bool| -> Vec<Span> {
        errors.iter().filter(|error| wanted(error)).map(SyntaxError::span).collect()
    };
    let mut semicolons = spans(|error| matches!(error, SyntaxError::Semicolon { .. }));
    let mut comments = spans(|error| matches!(error, SyntaxError::Comment { .. }));
    errors.retain_mut(|error| match error {
        SyntaxError::Semicolon { span, others, help } => said_once(*span, &mut semicolons, others, help),
        SyntaxError::Comment { span, others, help } => said_once(*span, &mut comments, others, help),
        _ => true,
    });
    errors
}

/// Whether it is the first of its kind, which then speaks for all of them.
fn said_once(span: Span, all: &mut Vec<Span>, others: &mut Vec<Span>, help: &mut Option<String>) -> bool {
    let first = all.first() == Some(&span);
    if first {
        *others = std::mem::take(all).into_iter().skip(1).collect();
        *help = (!others.is_empty()).then(|| format!("here and in {} more", numbered(others.len(), "place")));
    }
    first
}
