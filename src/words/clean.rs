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
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if is_joiner(letter) && [before, letters.peek().copied()].into_iter().all(|near| near.is_some_and(joins)) {
            clean.push(letter);
        } else {
            push(&mut clean, letter);
        }
        before = Some(letter);
    }
    Cow::Owned(clean)
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
    use super::clean;

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
