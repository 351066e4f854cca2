//! When two names are one: letter case, blanks, invisible characters and the way accents are composed tell nobody apart.

use std::hash::{DefaultHasher, Hasher as _};

use smol_str::SmolStr;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// A name as it is compared: composed (NFC), in lower case, without invisible characters, with single blanks.
pub(super) fn identity(name: &str) -> SmolStr {
    let mut text = String::with_capacity(name.len());
    let mut blank = false;
    for character in name.nfc().filter(|&character| !is_invisible(character)) {
        if character.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && !text.is_empty() {
            text.push(' ');
        }
        blank = false;
        text.extend(character.to_lowercase());
    }
    text.into()
}

/// Characters that leave no mark: marks of byte order and direction, joiners, blanks without width, soft hyphens.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
    ) || (character.is_control() && !character.is_whitespace())
}

/// Whether a cell says the same as a name whose identity is given. Most cells are plain ASCII, for which nothing is allocated.
#[inline]
pub(super) fn is_same(identity_of_name: &str, raw: &[u8]) -> bool {
    if identity_of_name.as_bytes().eq_ignore_ascii_case(raw) {
        return true;
    }
    !is_plain(raw) && std::str::from_utf8(raw).is_ok_and(|text| identity(text) == identity_of_name)
}

/// Whether only letter case can tell a cell from its identity.
#[inline]
fn is_plain(raw: &[u8]) -> bool {
    raw.is_ascii() && !raw.windows(2).any(|pair| pair == b"  ") && !raw.iter().any(u8::is_ascii_control)
}

/// A number for a name: the same for names that are one.
#[inline]
pub(super) fn hash_name(raw: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    if is_plain(raw) {
        for &byte in raw {
            hasher.write_u8(byte.to_ascii_lowercase());
        }
    } else {
        hasher.write(identity(&String::from_utf8_lossy(raw)).as_bytes());
    }
    hasher.finish()
}

/// Whether it is worth looking at a cell more closely: those that are certainly not called like a total are most.
#[inline]
pub(super) fn may_be_total(raw: &[u8]) -> bool {
    !raw.is_ascii()
        || raw.windows(3).any(|three| {
            let [a, b, c] = three else { return false };
            matches!(
                [a.to_ascii_lowercase(), b.to_ascii_lowercase(), c.to_ascii_lowercase()],
                [b't', b'o', b't']
                    | [b'a', b'l', b'l']
                    | [b's', b'u', b'm']
                    | [b's', b'o', b'm']
                    | [b'w', b'i', b'd']
                    | [b'e', b's', b'a']
                    | [b'e', b'n', b's']
                    | [b'n', b'a', b't']
                    | [b'o', b'p', b'l']
            )
        })
}

/// A name with its invisible characters written out, marks that a letter before them wears, and blanks that are not the usual
/// one: `Yes<U+200B>`.
pub(super) fn visible(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for character in name.chars() {
        if is_invisible(character)
            || canonical_combining_class(character) > 0
            || (character.is_whitespace() && character != ' ')
        {
            text.push_str(&format!("<U+{:04X}>", u32::from(character)));
        } else {
            text.push(character);
        }
    }
    text
}

/// Names that offices give to a row that counts what other rows count too: by themselves (`Statewide`, `All`), or with what
/// they are the total of (`Total East`, `TOTALE CHIETI`).
pub(super) fn is_called_like_a_total(name: &str) -> bool {
    const ALONE: [&str; 17] = [
        "all",
        "all counties",
        "all precincts",
        "all votes",
        "ensemble",
        "national",
        "nationwide",
        "overall",
        "sum",
        "suma",
        "somme",
        "summe",
        "toplam",
        "итого",
        "合計",
        "總計",
        "全國",
    ];
    const BESIDE_A_NAME: [&str; 17] = [
        "total",
        "totals",
        "totale",
        "totali",
        "totales",
        "totaux",
        "totaal",
        "gesamt",
        "insgesamt",
        "gesamtergebnis",
        "subtotal",
        "subtotals",
        "statewide",
        "countywide",
        "citywide",
        "districtwide",
        "nationwide",
    ];
    let name = identity(name);
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    ALONE.contains(&name.as_str()) || words.any(|word| BESIDE_A_NAME.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_however_it_is_typed() {
        for (left, right) in [
            ("McCook", "MCCOOK"),
            ("Ward  A ", "ward a"),
            ("Yes\u{200b}", "yes"),
            ("\u{feff}Alpine", "Alpine"),
            ("Z\u{fc}rich", "Zu\u{308}rich"),
            ("San\u{a0}Benito", "San Benito"),
            ("ÎLE", "île"),
        ] {
            assert_eq!(identity(left), identity(right), "{left} and {right}");
            assert!(is_same(&identity(left), right.as_bytes()), "{left} and {right}");
            assert_eq!(hash_name(left.trim().as_bytes()), hash_name(right.as_bytes()), "{left} and {right}");
        }
        for (left, right) in [("Ward A", "Ward B"), ("Zürich", "Zurich"), ("St. John", "St John"), ("Yes", "Y es")] {
            assert_ne!(identity(left), identity(right), "{left} and {right}");
            assert!(!is_same(&identity(left), right.as_bytes()), "{left} and {right}");
        }
    }

    #[test]
    fn totals_by_name() {
        for name in ["Total", "TOTALE CHIETI", "East - Totals", "Statewide", "  all ", "Sub-Total", "Gesamt", "合計"]
        {
            assert!(is_called_like_a_total(name), "{name}");
            assert!(may_be_total(name.as_bytes()), "{name}");
        }
        for name in ["Totality", "Allen", "Summit", "National City", "Nationale", "State College", ""] {
            assert!(!is_called_like_a_total(name), "{name}");
        }
    }

    #[test]
    fn what_nobody_sees_is_written_out() {
        assert_eq!(visible("Yes\u{200b}"), "Yes<U+200B>");
        assert_eq!(visible("Zu\u{308}rich"), "Zu<U+0308>rich");
        assert_eq!(visible("San\u{a0}Benito 1"), "San<U+00A0>Benito 1");
    }
}
