//! Whether two texts have the same tree, wherever its parts stand.

use std::fmt::{self, Write as _};
use std::hash::{DefaultHasher, Hasher as _};

use super::ast::File;

/// A number that is the same for files that say the same, and practically never else.
pub(super) fn meaning(file: &File) -> u64 {
    let mut shown = WithoutPlaces::default();
    // The sink takes in everything.
    let _ = write!(shown, "{file:?}");
    shown.hasher.finish()
}

/// Takes in a tree as it is shown to programmers, and passes over its spans.
#[derive(Default)]
struct WithoutPlaces {
    hasher: DefaultHasher,
    /// The last piece was the name of a span's type, or the same word in a text.
    named: bool,
    inside: bool,
}

impl fmt::Write for WithoutPlaces {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.inside |= self.named && piece.starts_with(" {");
        self.named = piece == "Span";
        if self.inside {
            self.inside = !piece.ends_with('}');
        } else {
            self.hasher.write(piece.as_bytes());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::source::Sources;

    fn of(text: &str) -> u64 {
        meaning(&parse(&Sources::new().add("test", text)).file)
    }

    #[test]
    fn places_do_not_count_and_all_else_does() {
        let one = of("measure Span { input yes: count\n require c: yes > 5000 - 10 - 100 }\n");
        assert_eq!(one, of("\n\nmeasure Span {\n  input yes: count\n  require c: yes > 5,000-10-100\n}"));
        for other in [
            "measure Span { input yes: count\n require c: yes > 5000 - 10 - 101 }\n",
            "measure Spam { input yes: count\n require c: yes > 5000 - 10 - 100 }\n",
            "measure Span { input yes: count\n require c: yes >= 5000 - 10 - 100 }\n",
            "measure Span { input yes: count\n require c: yes > 5000 - (10 - 100) }\n",
            "measure Span { input yes: share\n require c: yes > 5000 - 10 - 100 }\n",
        ] {
            assert_ne!(one, of(other), "{other}");
        }
    }
}
