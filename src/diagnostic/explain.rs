//! What each diagnostic code means: the sections of `docs/errors.md`, which is the one place where that is written.

const DOCUMENT: &str = include_str!("../../docs/errors.md");

/// One code with what the document says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `quorate::check::name`
    pub code: &'static str,
    /// Meaning, a wrong example, the repair: Markdown.
    pub text: &'static str,
}

impl Entry {
    /// What it means, in its first sentence.
    pub fn summary(&self) -> &'static str {
        let line = self.text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        line.split_once(". ").map_or(line, |(first, _)| first).trim_end_matches('.')
    }
}

/// Every code, in the order of the document.
pub fn entries() -> impl Iterator<Item = Entry> {
    DOCUMENT.split("\n## ").skip(1).filter_map(|section| {
        let (heading, text) = section.split_once('\n')?;
        let code = heading.trim().trim_matches('`');
        code.starts_with("quorate::").then_some(Entry { code, text: text.trim() })
    })
}

/// The entry of a code, written with or without `quorate::`.
pub fn entry(code: &str) -> Option<Entry> {
    let code = code.trim();
    entries().find(|entry| entry.code == code || entry.code.strip_prefix("quorate::") == Some(code))
}
