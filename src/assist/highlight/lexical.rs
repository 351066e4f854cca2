//! What words are by themselves and by their neighbours: all that can be told in one pass without the grammar.

use smol_str::SmolStr;

use crate::assist::token::{Token, TokenKind, Tokens};
use crate::syntax::KEYWORDS;
use crate::syntax::STATEMENTS;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A word of the language.
    Keyword,
    /// A name that is declared.
    Name,
    /// A name that nothing has.
    Unknown,
    /// A number, share, date or `?`.
    Number,
    /// `"…"`
    Text,
    /// `# …`
    Comment,
    /// A command of the session.
    Command,
    /// What cannot be read.
    Error,
}

/// A token that is no sign, as local offsets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) class: Class,
}

/// What one pass over a text finds.
#[derive(Debug, Default)]
pub(super) struct Read<'t> {
    pub(super) pieces: Vec<Piece>,
    /// The names it declares.
    pub(super) declared: Vec<SmolStr>,
    /// The measure that it is about: `variant … of MEASURE`.
    pub(super) of: Option<&'t str>,
}

/// The words at the beginning of a line that begin a declaration, wherever they stand.
const DECLARATIONS: [&str; 5] = ["measure", "variant", "scenario", "test", "use"];

/// Whether a text begins as declarations do.
pub(super) fn begins_declaration(text: &str) -> bool {
    let mut words = Tokens::new(text, 0).filter(|token| token.kind != TokenKind::Comment);
    let first = words.next().and_then(|token| text.get(token.range)).unwrap_or("");
    let follows = words.next().is_none_or(|token| matches!(token.kind, TokenKind::Word | TokenKind::Text));
    (DECLARATIONS.contains(&first) || matches!(first, "parameter" | "holidays")) && follows
}

/// A text cut before every line that begins a declaration.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let own = line.trim_start_matches([' ', '\t']);
        let begins = |word: &str| own.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t', '"']));
        if at > start && DECLARATIONS.iter().any(|word| begins(word)) {
            parts.extend(text.get(start..at));
            start = at;
        }
        at += line.len();
    }
    parts.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    parts
}

/// Reads a text once.
pub(super) fn read(text: &str) -> Read<'_> {
    let mut read = Read::default();
    // The two words or signs before, and the word that the statement began with.
    let (mut last, mut before, mut statement) = ("", "", "");
    let mut rows = 0usize;
    let mut tokens = Tokens::new(text, 0).peekable();
    while let Some(Token { kind, range }) = tokens.next() {
        let own = text.get(range.clone()).unwrap_or("");
        let next = tokens.peek().and_then(|next| text.get(next.range.clone())).unwrap_or("");
        let class = match kind {
            TokenKind::Comment => Some(Class::Comment),
            TokenKind::Text => Some(Class::Text),
            TokenKind::Number => Some(Class::Number),
            TokenKind::Sign => (own == "?").then_some(Class::Number),
            TokenKind::Word if last == "." => Some(Class::Name),
            TokenKind::Word if is_word(own, last, before, next, statement) => {
                // `held` is a date in expressions too, and `no quorum` a status.
                if STATEMENTS.contains(&own) && own != "held" && !(own == "quorum" && last == "no") {
                    statement = own;
                }
                Some(Class::Keyword)
            }
            TokenKind::Word => {
                if declares(last, before, statement) {
                    read.declared.push(own.into());
                } else if last == "of" && read.of.is_none() && matches!(statement, "variant" | "scenario" | "test") {
                    read.of = Some(own);
                }
                // The rows of a table have names of their own.
                (rows == 0 && statement != "holidays").then_some(Class::Name)
            }
        };
        match own {
            "{" if kind == TokenKind::Sign => {
                rows = if rows > 0 || statement == "rows" { rows + 1 } else { 0 };
            }
            "}" if kind == TokenKind::Sign => {
                rows = rows.saturating_sub(1);
                statement = "";
            }
            _ => {}
        }
        read.pieces.extend(class.map(|class| Piece { start: range.start as u32, end: range.end as u32, class }));
        if kind != TokenKind::Comment {
            (before, last) = (last, own);
        }
    }
    read
}

/// Whether a name is declared here: after its word, or after a comma among names.
fn declares(last: &str, before: &str, statement: &str) -> bool {
    let declaring = matches!(
        statement,
        "measure"
            | "variant"
            | "scenario"
            | "stage"
            | "parameter"
            | "input"
            | "define"
            | "require"
            | "quorum"
            | "reject"
            | "given"
            | "by"
            | "rows"
            | "holidays"
    );
    let list = matches!(statement, "parameter" | "input" | "rows");
    declaring && (last == statement || (list && matches!(last, "," | "(") && before != ")"))
}

/// Whether a word is one of the language where it stands.
fn is_word(own: &str, last: &str, before: &str, next: &str, statement: &str) -> bool {
    match own {
        "at" => matches!(next, "least" | "most"),
        "least" | "most" => last == "at",
        "more" | "less" => next == "than",
        "than" => matches!(last, "more" | "less"),
        "on" => next == "or",
        "as" => next == "of",
        "no" => next == "quorum" && matches!(statement, "expect" | "outcome" | "stage"),
        "bad" => last == "expect" && next == "data",
        "data" => last == "bad",
        "date" if last == "by" => true,
        "working" => matches!(next, "days" | "day"),
        "with" => statement == "test",
        "from" => matches!(statement, "rows" | "by" | "parameter"),
        "until" => matches!(statement, "by" | "parameter"),
        "to" => last == "add",
        "over" | "has" => last != "," && !matches!(next, ":" | "=" | ","),
        "count" | "sum" | "every" | "any" | "ceil" | "floor" | "round" | "max" | "min" if next == "(" => true,
        "count" | "share" | "number" | "date" | "duration" | "truth" => {
            last == ":" && matches!(statement, "input" | "parameter")
        }
        "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "a" => is_part(next),
        _ if is_part(own) => {
            matches!(last, "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "a")
        }
        _ => {
            let _ = before;
            own.len() <= 12 && KEYWORDS.contains(&own)
        }
    }
}

/// `third`, `quarters`
fn is_part(word: &str) -> bool {
    let one = word.strip_suffix('s').unwrap_or(word);
    matches!(one, "third" | "quarter" | "fourth" | "fifth" | "sixth" | "seventh" | "eighth" | "ninth" | "tenth")
}
