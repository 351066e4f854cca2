//! What must not reach a reader as it is: characters that steer a terminal, turn text around or cannot be seen.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text as it may be shown anywhere, on one line: what steers, turns or hides is shown as what it is.
///
/// Tabs and line ends become blanks, other control characters their pictures (`␛`), and marks of direction, characters
/// without width and the like their code: `⟨U+202E⟩`. A joiner between two letters that are not Latin, and in an emoji, is
/// part of how these are written and stays.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for (letter, hidden) in letters(text) {
        if hidden { push(&mut clean, letter) } else { clean.push(letter) }
    }
    Cow::Owned(clean)
}

/// The same on several lines, and with the colours that answers have: nothing else reaches a terminal.
pub fn shown(text: &str, colour: bool) -> Cow<'_, str> {
    if !text.chars().any(|letter| is_hidden(letter) && !matches!(letter, '\n' | '\t')) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\t', ESCAPE]) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let kept = if from.starts_with(ESCAPE) { if colour { colour_at(from) } else { 0 } } else { 1 };
        // What steers in another way is cleaned with what is before it.
        let (cleaned, from) =
            if kept == 0 { rest.split_at_checked(at + 1).unwrap_or((rest, "")) } else { (before, from) };
        shown.push_str(&clean(cleaned));
        let (own, after) = from.split_at_checked(kept).unwrap_or(("", from));
        shown.push_str(own);
        rest = after;
    }
    shown.push_str(&clean(rest));
    Cow::Owned(shown)
}

const ESCAPE: char = '\u{1b}';

/// How long the colour is that a text begins with: `␛[1;31m`; zero if it begins with anything else, or with what conceals.
fn colour_at(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("\u{1b}[") else { return 0 };
    let Some((numbers, _)) = rest.split_once('m') else { return 0 };
    let colours = numbers.split(';').all(|own| own.bytes().all(|byte| byte.is_ascii_digit()) && own != "8");
    if colours { "\u{1b}[m".len() + numbers.len() } else { 0 }
}

/// A text of as many bytes in which marks stand for what hides, for those who count bytes; lines and tabs stay.
pub fn of_same_length(text: &str) -> Cow<'_, str> {
    if hidden(text).next().is_none() {
        return Cow::Borrowed(text);
    }
    let mut same = String::with_capacity(text.len());
    let mut places = hidden(text).map(|(at, _)| at).peekable();
    for (at, letter) in text.char_indices() {
        if places.next_if_eq(&at).is_none() {
            same.push(letter);
            continue;
        }
        same.push_str(match letter.len_utf8() {
            1 => "?",
            2 => "¿",
            3 => "\u{fffd}",
            _ => "?\u{fffd}",
        });
    }
    Cow::Owned(same)
}

/// Where something hides in a text of several lines, and what.
pub fn hidden(text: &str) -> impl Iterator<Item = (usize, char)> {
    let after = |at: usize| text.as_bytes().get(at + 1);
    let places = text.char_indices().zip(letters(text)).filter(|(_, (_, hidden))| *hidden);
    places.map(|(place, _)| place).filter(move |&(at, letter)| match letter {
        '\n' | '\t' => false,
        '\r' => after(at).is_some_and(|next| *next != b'\n'),
        _ => true,
    })
}

/// Each character, and whether it hides where it stands.
fn letters(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut before = None;
    let mut letters = text.chars().peekable();
    std::iter::from_fn(move || {
        let letter = letters.next()?;
        let near = [before.replace(letter), letters.peek().copied()];
        let stays = is_joiner(letter) && near.into_iter().all(|near| near.is_some_and(joins));
        Some((letter, is_hidden(letter) && !stays))
    })
}

/// Whether a character steers, turns text around or cannot be seen.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        // What is no character at all, and may stand in no XML document.
        || u32::from(letter) & 0xfffe == 0xfffe
        || matches!(letter, '\u{fdd0}'..='\u{fdef}')
        || matches!(letter,
            // Soft hyphen, grapheme joiner, marks of Arabic, Hangul, Khmer and Mongolian that have no shape.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            // Zero width, direction, separators of lines and paragraphs, invisible operators.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            // Notes of music that only begin or end something, tags.
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
}

const fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

/// Whether a character is of a script, or of the pictures, that joiners are written in.
fn joins(letter: char) -> bool {
    letter > '\u{2ff}' && !is_hidden(letter)
}

fn push(clean: &mut String, letter: char) {
    let code = u32::from(letter);
    match letter {
        '\t' | '\n' | '\r' => clean.push(' '),
        '\u{7f}' => clean.push('␡'),
        control if code < 0x20 => clean.push(char::from_u32(0x2400 + code).unwrap_or(control)),
        hidden if is_hidden(hidden) => {
            // Writing to a String cannot fail.
            let _ = write!(clean, "⟨U+{code:04X}⟩");
        }
        seen => clean.push(seen),
    }
}

#[cfg(test)]
mod tests {
    use super::{clean, hidden, of_same_length, shown};

    #[test]
    fn only_colours_reach_a_terminal() {
        let text = "a\u{1b}[1;31mred\u{1b}[0m\n\tb\u{1b}[8mno\u{1b}]0;title\u{7}\u{202e}";
        assert_eq!(shown(text, true), "a\u{1b}[1;31mred\u{1b}[0m\n\tb␛[8mno␛]0;title␇⟨U+202E⟩");
        assert_eq!(shown(text, false), "a␛[1;31mred␛[0m\n\tb␛[8mno␛]0;title␇⟨U+202E⟩");
        assert_eq!(shown("\u{1b}", true), "␛");
    }

    #[test]
    fn lengths_stay() {
        for text in ["a\u{1b}b\r\nc\rd", "é\u{ad}\u{202e}x\u{e0041}", "plain\ttext\n"] {
            let same = of_same_length(text);
            assert_eq!(same.len(), text.len());
            assert_eq!(hidden(&same).next(), None);
        }
    }

    #[test]
    fn what_hides_is_shown() {
        assert_eq!(clean("plain, naïve, 市"), "plain, naïve, 市");
        assert_eq!(clean("a\u{1b}[31mred"), "a␛[31mred");
        assert_eq!(clean("two\r\nlines\tand"), "two  lines and");
        assert_eq!(clean("yes\u{202e}on"), "yes⟨U+202E⟩on");
        assert_eq!(clean("Ye\u{200b}s\u{9b}"), "Ye⟨U+200B⟩s⟨U+009B⟩");
        assert_eq!(clean("\u{feff}yes\u{200d}"), "⟨U+FEFF⟩yes⟨U+200D⟩");
        assert_eq!(clean("no\u{fffe}ne\u{fdd0}"), "no⟨U+FFFE⟩ne⟨U+FDD0⟩");
        assert_eq!(clean("می\u{200c}خواهم 👩\u{200d}🌾"), "می\u{200c}خواهم 👩\u{200d}🌾");
    }
}
