//! Bytes as text: UTF-8, or Latin-1 as offices write it.

use std::borrow::Cow;

/// How a file's bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Latin-1 in the form that Windows gave it: code page 1252.
    Latin1,
}

/// A file's text. Without a stated encoding it is UTF-8 if the bytes are, and else Latin-1, in which no byte is wrong.
///
/// # Errors
/// The offset of the first byte that is no character, if the file is said to be UTF-8.
pub fn decode(bytes: &[u8], stated: Option<Encoding>) -> Result<(Cow<'_, str>, Encoding), usize> {
    let utf8 = || std::str::from_utf8(bytes);
    match (stated, utf8()) {
        (Some(Encoding::Utf8) | None, Ok(text)) => Ok((Cow::Borrowed(text), Encoding::Utf8)),
        (Some(Encoding::Utf8), Err(error)) => Err(error.valid_up_to()),
        (Some(Encoding::Latin1), _) | (None, Err(_)) => {
            Ok((Cow::Owned(bytes.iter().map(|&byte| latin1(byte)).collect()), Encoding::Latin1))
        }
    }
}

fn latin1(byte: u8) -> char {
    // Where code page 1252 has printable characters, Latin-1 has controls that no spreadsheet writes.
    const WINDOWS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let own = usize::from(byte).checked_sub(0x80).and_then(|at| WINDOWS.get(at));
    own.copied().unwrap_or(char::from(byte))
}
