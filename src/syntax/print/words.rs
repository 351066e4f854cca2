//! The words and signs of a text that the parser has accepted.

use std::borrow::Cow;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    Number,
    Text,
    Sign,
    Comment,
}

/// A piece of text with how it was set apart from the one before.
#[derive(Clone, Copy, Debug)]
pub struct Word<'s> {
    pub kind: Kind,
    pub text: &'s str,
    /// Offset of its first byte.
    pub start: usize,
    /// Line breaks before it.
    pub breaks: usize,
    /// Nothing at all stands between the word before and this one.
    pub touches: bool,
}

impl Word<'_> {
    /// As it is printed: whole numbers of five digits and more are grouped.
    pub fn spelled(&self) -> Cow<'_, str> {
        let plain =
            self.kind == Kind::Number && self.text.len() >= 5 && self.text.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || self.text.starts_with('0') {
            return Cow::Borrowed(self.text);
        }
        let mut text = String::with_capacity(self.text.len() * 4 / 3);
        for (at, digit) in self.text.chars().enumerate() {
            if at > 0 && (self.text.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        Cow::Owned(text)
    }
}

/// Cuts a text into words and signs.
pub fn split(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = 0;
    let (mut breaks, mut touches) = (0, true);
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() || first == '\u{FEFF}' {
            breaks += usize::from(first == '\n');
            touches = false;
            start += first.len_utf8();
            continue;
        }
        let (kind, length) = piece(rest, first);
        let piece = rest.get(..length).unwrap_or(rest);
        let shown = if kind == Kind::Comment { piece.trim_end() } else { piece };
        words.push(Word { kind, text: shown, start, breaks, touches });
        (breaks, touches) = (0, true);
        start += length.max(1);
    }
    words
}

fn piece(rest: &str, first: char) -> (Kind, usize) {
    let until = |end: Option<usize>| end.unwrap_or(rest.len());
    match first {
        '#' => (Kind::Comment, until(rest.find('\n'))),
        '"' => {
            let mut letters = rest.char_indices().skip(1);
            while let Some((at, letter)) = letters.next() {
                match letter {
                    '"' => return (Kind::Text, at + 1),
                    '\\' => _ = letters.next(),
                    _ => {}
                }
            }
            (Kind::Text, rest.len())
        }
        _ if first.is_ascii_digit() => (Kind::Number, number(rest)),
        _ if first.is_alphabetic() || first == '_' => (Kind::Word, until(rest.find(|c: char| !is_word(c)))),
        _ => {
            const SIGNS: [&str; 4] = ["..", "<=", ">=", "!="];
            let length = SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len());
            (Kind::Sign, length)
        }
    }
}

fn is_word(c: char) -> bool {
    c == '_' || pest::unicode::XID_CONTINUE(c)
}

/// `585,407`, `0.5`, `2017-01-26`
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let dash = |at: usize| bytes.get(at) == Some(&b'-');
    let is_date = (0..4).all(digit) && dash(4) && digit(5) && digit(6) && dash(7) && digit(8) && digit(9);
    // `5000-10-100` is a sum.
    if is_date && !rest.get(10..).is_some_and(|after| after.starts_with(|c: char| c == '-' || is_word(c))) {
        return 10;
    }
    let mut at = 0;
    while digit(at) || (matches!(bytes.get(at), Some(b',' | b'.' | b'_')) && digit(at + 1)) {
        at += 1;
    }
    at
}
