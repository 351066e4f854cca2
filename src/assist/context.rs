//! Where in a text the cursor stands: in which block, after which words, in a text or comment.

use smol_str::SmolStr;

use super::token::{Token, TokenKind, Tokens};
use super::{Block, Place};
use crate::program::{MeasureId, StageId};

/// What surrounds a cursor.
#[derive(Debug)]
pub(super) struct Context<'t> {
    /// The block it stands in.
    pub(super) block: Block,
    /// Where the block's own statements begin that have not been closed off by a `}`.
    pub(super) from: usize,
    /// Where the path or word begins that the cursor stands in or after; the cursor itself if there is none.
    pub(super) word: usize,
    /// Whether it stands in a comment, a text or a number.
    pub(super) inside: Option<TokenKind>,
    /// The token before the word, and those before that, last first; no comments.
    before: Vec<&'t str>,
    /// The measure whose names count, as the text names it; `None` for the place's own.
    pub(super) measure: Option<SmolStr>,
    /// The stage, likewise.
    pub(super) stage: Option<SmolStr>,
    /// Names that the text itself declares up to the cursor, with the word that declares them.
    pub(super) declared: Vec<Declared<'t>>,
}

/// A name that is declared in the text at hand.
#[derive(Clone, Debug)]
pub(super) struct Declared<'t> {
    pub(super) name: &'t str,
    /// `input`, `require`, …
    pub(super) word: &'t str,
    /// The stage it stands in.
    pub(super) stage: Option<&'t str>,
}

/// One open block.
struct Open<'t> {
    block: Block,
    from: usize,
    measure: Option<&'t str>,
    stage: Option<&'t str>,
}

/// The words that begin a declaration, at the beginning of a line: nothing before them matters.
const DECLARATIONS: [&str; 5] = ["measure", "variant", "scenario", "test", "use"];

/// Words after which names are declared.
const DECLARING: [&str; 9] =
    ["measure", "stage", "parameter", "input", "define", "require", "quorum", "reject", "given"];

impl<'t> Context<'t> {
    /// Looks at a text up to a cursor, which must be between two characters.
    pub(super) fn new(text: &'t str, cursor: usize, place: &Place<'_>) -> Self {
        let text = text.get(..cursor).unwrap_or(text);
        let start = start_of_declaration(text);
        let mut open = vec![Open { block: place.block, from: start, measure: None, stage: None }];
        let mut declared: Vec<Declared<'t>> = Vec::new();
        let mut inside = None;
        // The tokens since the block began or one inside it closed.
        let mut since: Vec<Token> = Vec::new();
        for token in Tokens::new(text, start) {
            let own = slice(text, &token);
            inside = (token.range.end == text.len()).then_some(token.kind).filter(|kind| match kind {
                TokenKind::Comment | TokenKind::Number => true,
                TokenKind::Text => own.len() == 1 || !own.ends_with('"') || own.ends_with("\\\""),
                TokenKind::Word | TokenKind::Sign => false,
            });
            match own {
                "{" if token.kind == TokenKind::Sign => {
                    let block = opened(text, &since, open.last(), token.range.end);
                    open.push(block);
                    since.clear();
                }
                "}" if token.kind == TokenKind::Sign => {
                    if open.len() > 1 {
                        open.pop();
                    }
                    if let Some(last) = open.last_mut() {
                        last.from = token.range.end;
                        if last.block == Block::Line {
                            last.block = Block::Rest;
                        }
                    }
                    since.clear();
                }
                _ if token.kind == TokenKind::Comment => {}
                _ => {
                    if token.kind == TokenKind::Word && token.range.end < text.len() {
                        let stage = open.last().and_then(|open| open.stage);
                        declared.extend(declares(text, &since, own, stage));
                    }
                    since.push(token);
                }
            }
        }
        let word = match inside {
            Some(TokenKind::Text) => since.last().map_or(cursor, |token| token.range.start),
            Some(_) => text.len(),
            None => start_of_path(text),
        };
        let before =
            since.iter().rev().filter(|token| token.range.end <= word).map(|token| slice(text, token)).collect();
        let last = open.pop();
        let (block, from) = last.as_ref().map_or((place.block, start), |last| (last.block, last.from));
        Self {
            block,
            from,
            word,
            inside,
            before,
            measure: last.as_ref().and_then(|last| last.measure).map(SmolStr::new),
            stage: last.as_ref().and_then(|last| last.stage).map(SmolStr::new),
            declared,
        }
    }

    /// The word or sign before the one at the cursor, or so many before that; empty if there is none.
    pub(super) fn before(&self, back: usize) -> &'t str {
        self.before.get(back).copied().unwrap_or("")
    }

    /// The nearest of some words before the cursor in the same block.
    pub(super) fn nearest(&self, words: &[&str]) -> &'t str {
        self.before.iter().copied().find(|word| words.contains(word)).unwrap_or("")
    }

    /// The program's measure and stage whose names count.
    pub(super) fn scope(&self, place: &Place<'_>) -> (Option<MeasureId>, Option<StageId>) {
        let measure = match &self.measure {
            Some(name) => place.program.measure_named(name),
            None => place.measure,
        };
        let own = measure.and_then(|id| place.program.measures.get(id));
        let stage = match (&self.stage, &self.measure) {
            (Some(name), _) => own.and_then(|own| own.stage_named(name)),
            (None, Some(_)) => None,
            (None, None) => place.stage,
        };
        (measure, stage)
    }
}

fn slice<'t>(text: &'t str, token: &Token) -> &'t str {
    text.get(token.range.clone()).unwrap_or("")
}

/// Where the last line begins that begins a declaration; else the beginning.
fn start_of_declaration(text: &str) -> usize {
    let mut end = text.len();
    loop {
        let start = text.get(..end).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line = text.get(start..).unwrap_or("").trim_start_matches([' ', '\t']);
        let begins = DECLARATIONS
            .iter()
            .any(|word| line.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t', '"'])));
        if start == 0 || begins {
            return start;
        }
        end = start - 1;
    }
}

/// Where the path begins that a text ends in.
fn start_of_path(text: &str) -> usize {
    let path = text.trim_end_matches(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.'));
    // The end of a range is no path.
    let start = path.len() + text.get(path.len()..).and_then(|own| own.rfind("..")).map_or(0, |at| at + 2);
    let own = text.get(start..).unwrap_or("");
    if own.starts_with(|first: char| first.is_ascii_digit() || first == '.') { text.len() } else { start }
}

/// The name that a word declares, with what declares it.
fn declares<'t>(text: &'t str, since: &[Token], name: &'t str, stage: Option<&'t str>) -> Option<Declared<'t>> {
    let mut before = since.iter().rev().map(|token| slice(text, token));
    let mut word = before.next()?;
    // `input yes, no`
    while word == "," {
        before.next()?;
        word = before.next()?;
    }
    let word = DECLARING.contains(&word).then_some(word)?;
    let no_quorum = word == "quorum" && before.next() == Some("no");
    (crate::syntax::is_name(name) && !no_quorum).then_some(Declared { name, word, stage })
}

/// What a brace opens, from the words before it.
fn opened<'t>(text: &'t str, since: &[Token], around: Option<&Open<'t>>, from: usize) -> Open<'t> {
    let around_block = around.map_or(Block::File, |around| around.block);
    let openers: &[&str] = match around_block {
        Block::Line | Block::Rest | Block::File => {
            &["measure", "variant", "scenario", "test", "holidays", "rows", "by"]
        }
        Block::Measure | Block::Stage => &["stage", "by", "rows", "holidays"],
        Block::Variant => &["add"],
        Block::Facts => &["rows"],
        Block::Group | Block::Rows | Block::Dated | Block::Holidays | Block::Expression | Block::Value => &[],
    };
    let words: Vec<&'t str> = since.iter().map(|token| slice(text, token)).collect();
    let head = words.iter().rposition(|word| openers.contains(word));
    let after = |back: usize| head.and_then(|at| words.get(at + back)).copied();
    let of = || {
        let at = words.iter().rposition(|word| *word == "of")?;
        let stage = (words.get(at + 2) == Some(&".")).then(|| words.get(at + 3).copied()).flatten();
        Some((*words.get(at + 1)?, stage))
    };
    let mut open = Open {
        block: Block::Group,
        from,
        measure: around.and_then(|around| around.measure),
        stage: around.and_then(|around| around.stage),
    };
    match head.and_then(|at| words.get(at)).copied().unwrap_or("") {
        "measure" => (open.block, open.measure) = (Block::Measure, after(1)),
        "variant" => (open.block, open.measure) = (Block::Variant, of().map(|(measure, _)| measure)),
        "scenario" | "test" => {
            open.block = Block::Facts;
            if let Some((measure, stage)) = of() {
                (open.measure, open.stage) = (Some(measure), stage);
            }
        }
        "stage" => (open.block, open.stage) = (Block::Stage, after(1)),
        "add" if after(1) == Some("to") => (open.block, open.stage) = (Block::Stage, after(2)),
        "add" => open.block = Block::Measure,
        "by" if after(1) == Some("date") => open.block = Block::Dated,
        "by" => open.block = Block::Stage,
        "rows" => open.block = Block::Rows,
        "holidays" => open.block = Block::Holidays,
        // `nationhood { yes = 5 }`
        _ => open.stage = words.last().copied().or(open.stage),
    }
    open
}
