//! Words, numbers, texts, comments and signs: what can be told of a text without the grammar, at the speed of reading it.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name or a word of the language.
    Word,
    /// Digits with what groups them, a date, a percentage.
    Number,
    /// `"…"`, closed or not.
    Text,
    /// `# …`
    Comment,
    /// Anything else, one character.
    Sign,
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) range: Range<usize>,
}

/// The tokens of a text.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    /// Reads from a byte on, which must be between two characters and outside texts and comments.
    pub(super) fn new(text: &'t str, from: usize) -> Self {
        Self { text, at: from }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The first byte at or after `at` that a test refuses.
    fn while_bytes(&self, mut at: usize, holds: impl Fn(u8) -> bool) -> usize {
        while self.byte(at).is_some_and(&holds) {
            at += 1;
        }
        at
    }

    fn character(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Where a word ends that has begun.
    fn word_end(&self, mut at: usize) -> usize {
        loop {
            at = self.while_bytes(at, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
            match self.character(at).filter(|next| !next.is_ascii() && next.is_alphanumeric()) {
                Some(next) => at += next.len_utf8(),
                None => return at,
            }
        }
    }

    fn text_end(&self, mut at: usize) -> usize {
        loop {
            at = self.while_bytes(at, |byte| !matches!(byte, b'"' | b'\\' | b'\n'));
            match self.byte(at) {
                Some(b'"') => return at + 1,
                Some(b'\\') if self.byte(at + 1).is_some_and(|next| next != b'\n') => {
                    at += 1 + self.character(at + 1).map_or(0, char::len_utf8);
                }
                Some(b'\\') => return at + 1,
                Some(_) | None => return at,
            }
        }
    }

    /// `585,407`, `0.5`, `2017-01-26`, `55%`; not the dots of a range.
    fn number_end(&self, mut at: usize) -> usize {
        let digit = |at: usize| self.byte(at).is_some_and(|byte| byte.is_ascii_digit());
        loop {
            at = self.while_bytes(at, |byte| byte.is_ascii_digit() || byte == b'_');
            match self.byte(at) {
                Some(b',' | b'.' | b'-') if digit(at + 1) => at += 1,
                Some(b'%') => return at + 1,
                // `5k` is one mistake, not a number and a name.
                Some(byte) if byte.is_ascii_alphabetic() => return self.word_end(at),
                Some(_) | None => return at,
            }
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let mut start = self.while_bytes(self.at, |byte| byte.is_ascii_whitespace());
        while let Some(blank) = self.character(start).filter(|next| next.is_whitespace()) {
            start += blank.len_utf8();
        }
        let first = self.byte(start)?;
        let (kind, end) = match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => (TokenKind::Word, self.word_end(start)),
            b'0'..=b'9' => (TokenKind::Number, self.number_end(start)),
            b'"' => (TokenKind::Text, self.text_end(start + 1)),
            b'#' => (TokenKind::Comment, self.while_bytes(start, |byte| byte != b'\n')),
            0..=127 => (TokenKind::Sign, start + 1),
            _ => match self.character(start) {
                Some(letter) if letter.is_alphabetic() => (TokenKind::Word, self.word_end(start)),
                other => (TokenKind::Sign, start + other.map_or(1, char::len_utf8)),
            },
        };
        self.at = end;
        Some(Token { kind, range: start..end })
    }
}
