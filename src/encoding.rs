//! Bytes as text: UTF-8; UTF-16, which says so with its first bytes; or Latin-1 as offices write it.

use std::borrow::Cow;

/// How a file's bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Latin-1 in the form that Windows gave it: code page 1252.
    Latin1,
    /// UTF-16 with a byte order mark, as spreadsheets save "Unicode text".
    Utf16,
}

/// The mark of the byte order as UTF-8.
const MARK: &str = "\u{feff}";

/// Whether these first bytes of a file are the mark of UTF-16.
pub fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

/// Whether bytes without a mark look like UTF-16: every second one is zero.
pub fn is_unmarked_utf16(bytes: &[u8]) -> bool {
    const SEEN: usize = 1024;
    let zeros = |at: usize| bytes.iter().take(SEEN).skip(at).step_by(2).filter(|&&byte| byte == 0).count();
    let half = bytes.len().min(SEEN) / 2;
    let (even, odd) = (zeros(0), zeros(1));
    half > 1 && (even == 0 && odd * 10 >= half * 9 || odd == 0 && even * 10 >= half * 9)
}

/// A file's text, without the mark of the byte order. Without a stated encoding it is UTF-16 if it begins with that mark,
/// UTF-8 if the bytes are, and else Latin-1, in which no byte is wrong.
///
/// # Errors
/// The offset of the first byte that is no character, of UTF-16 and of what is said to be UTF-8.
pub fn decode(bytes: &[u8], stated: Option<Encoding>) -> Result<(Cow<'_, str>, Encoding), usize> {
    if stated == Some(Encoding::Utf16) || stated.is_none() && is_utf16(bytes) {
        return Ok((Cow::Owned(utf16(bytes)?), Encoding::Utf16));
    }
    match (stated, std::str::from_utf8(bytes)) {
        (Some(Encoding::Utf8) | None, Ok(text)) => {
            Ok((Cow::Borrowed(text.strip_prefix(MARK).unwrap_or(text)), Encoding::Utf8))
        }
        (Some(Encoding::Utf8), Err(error)) => Err(error.valid_up_to()),
        (_, _) => Ok((Cow::Owned(bytes.iter().map(|&byte| latin1(byte)).collect()), Encoding::Latin1)),
    }
}

fn utf16(bytes: &[u8]) -> Result<String, usize> {
    let big = bytes.starts_with(&[0xfe, 0xff]);
    let skipped = if is_utf16(bytes) { 2 } else { 0 };
    let (pairs, rest) = bytes.get(skipped..).unwrap_or_default().as_chunks::<2>();
    if !rest.is_empty() {
        return Err(bytes.len() - 1);
    }
    let units = pairs.iter().map(|&pair| if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) });
    let mut text = String::with_capacity(pairs.len());
    let mut at = skipped;
    for character in char::decode_utf16(units) {
        let character = character.map_err(|_| at)?;
        at += 2 * character.len_utf16();
        text.push(character);
    }
    Ok(text)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_in_is_seen_in_its_bytes() {
        let read = |bytes: &[u8]| decode(bytes, None).map(|(text, encoding)| (text.into_owned(), encoding));
        assert_eq!(read("é".as_bytes()), Ok(("é".to_owned(), Encoding::Utf8)));
        assert_eq!(read("\u{feff}é".as_bytes()), Ok(("é".to_owned(), Encoding::Utf8)));
        assert_eq!(read(b"\xe9 \x80"), Ok(("é €".to_owned(), Encoding::Latin1)));
        let little: Vec<u8> = "\u{feff}é😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}é😀".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&little), Ok(("é😀".to_owned(), Encoding::Utf16)));
        assert_eq!(read(&big), Ok(("é😀".to_owned(), Encoding::Utf16)));
        assert_eq!(read(b"\xff\xfea\0b"), Err(4));
        assert_eq!(read(b"\xff\xfea\0\0\xd8"), Err(4));
        assert_eq!(decode(b"a\xe9", Some(Encoding::Utf8)), Err(1));
    }

    #[test]
    fn utf16_without_a_mark_is_recognised() {
        assert!(is_unmarked_utf16(b"y\0e\0s\0,\0n\0o\0"));
        assert!(is_unmarked_utf16(b"\0y\0e\0s\0,\0n\0o"));
        assert!(!is_unmarked_utf16(b"yes,no\0"));
        assert!(!is_unmarked_utf16(b"\0\0\0\0\0\0"));
    }
}
