//! The clauses of `:sweep` and `:simulate`: `support = 32% sample 500, turnout = 55%..75%, in poll.svg`.

use std::ops::Range;

/// A word that begins a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClauseWord {
    /// The word.
    pub word: &'static str,
    /// What follows it, as hints show it: `SHARE`.
    pub value: &'static str,
    /// What follows it, as completion understands it.
    pub takes: ClauseTakes,
}

/// What follows the word that begins a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseTakes {
    /// A share, a number.
    Value,
    /// Measures and variants, or `all`.
    Rules,
    /// Scenarios, or `all`.
    Votes,
    /// `yes=leave`: what is counted and the input that counts it.
    Parts,
    /// A file that is written.
    File,
}

impl ClauseWord {
    /// Whether several may follow, with or without commas between them.
    pub(crate) const fn lists(&self) -> bool {
        matches!(self.takes, ClauseTakes::Rules | ClauseTakes::Votes | ClauseTakes::Parts)
    }
}

/// A word with what follows it.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// The word that begins it; none for one that is none of them, such as the name of what moves.
    pub(crate) word: Option<&'static ClauseWord>,
    /// The first word.
    pub(crate) name: Range<usize>,
    /// From the first word to the last.
    pub(crate) whole: Range<usize>,
    /// The words that follow, without `=`.
    pub(crate) values: Vec<Range<usize>>,
}

impl Clause {
    /// All that follows the first word.
    pub(crate) fn value(&self) -> Option<Range<usize>> {
        Some(self.values.first()?.start..self.values.last()?.end)
    }
}

/// The clauses of a text. Where things move, a word with `=` behind it is the name of one; otherwise `=` says nothing.
pub(crate) fn clauses(text: &str, words: &'static [ClauseWord], moves: bool) -> Vec<Clause> {
    let tokens = tokens(text);
    let slice = |range: &Range<usize>| text.get(range.clone()).unwrap_or("");
    let mut found: Vec<Clause> = Vec::new();
    for (at, (token, after_comma)) in tokens.iter().enumerate() {
        let (name, attached) = match slice(token).find('=') {
            Some(equals) => (token.start..token.start + equals, Some(token.start + equals + 1..token.end)),
            None => (token.clone(), None),
        };
        let assigned = attached.is_some() || tokens.get(at + 1).is_some_and(|(next, _)| slice(next).starts_with('='));
        let known = words.iter().find(|own| own.word == slice(&name) && !(moves && assigned));
        let last = found.last();
        let goes_on = match (last, known) {
            (None, _) => false,
            (Some(last), Some(_)) => !after_comma && last.values.is_empty() && last.word.is_some(),
            (Some(last), None) => {
                let lists = last.word.is_some_and(ClauseWord::lists);
                let other = assigned && last.word.is_none_or(|word| word.takes != ClauseTakes::Parts);
                !after_comma || (lists && !other)
            }
        };
        match found.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.whole.end = token.end;
                let equals = usize::from(last.values.is_empty() && slice(token).starts_with('='));
                last.values.extend(Some(token.start + equals..token.end).filter(|value| !value.is_empty()));
            }
            None => found.push(Clause {
                word: known,
                name,
                whole: token.clone(),
                values: attached.into_iter().filter(|value| !value.is_empty()).collect(),
            }),
        }
    }
    found
}

/// Words, each with whether a comma stands before it. A comma between digits groups them, and what is quoted stays together.
fn tokens(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    let (mut start, mut quoted, mut comma) = (None, false, false);
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        quoted ^= letter == '"';
        let next = letters.peek().map(|(_, next)| *next);
        let parts = letter == ',' && !next.is_some_and(|next| next.is_ascii_digit());
        if !quoted && (letter.is_whitespace() || parts) {
            if let Some(from) = start.take() {
                found.push((from..at, comma));
                comma = false;
            }
            comma |= parts;
        } else if start.is_none() {
            start = Some(at);
        }
    }
    found.extend(start.map(|from| (from..text.len(), comma)));
    found
}
