//! What repairs a mistake: edits of texts that an editor can carry out, and helps that know them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::source::{Source, Sources};
use crate::span::Span;

/// One way to repair a mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does: ``write `55%` ``.
    pub title: String,
    /// Places with the texts to be put there; they do not overlap. An empty place is an insertion.
    pub edits: Vec<(Span, String)>,
    /// Whether only this can be meant. Else somebody should choose: the nearest name, one of two readings.
    pub sure: bool,
}

impl Fix {
    /// Puts a text in the place of another.
    pub(crate) fn put(place: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { title: format!("write `{text}`"), edits: vec![(place, text)], sure: true }
    }

    /// Inserts a text, which is called by what it does.
    pub(crate) fn insert(at: u32, text: impl Into<String>, title: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![(Span::new(at, at), text.into())], sure: true }
    }

    /// Takes a text away.
    pub(crate) fn delete(place: Span, title: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![(place, String::new())], sure: true }
    }

    /// Takes a statement away, with its line where nothing else stands on it.
    pub(crate) fn delete_statement(statement: Span, sources: &Sources, title: impl Into<String>) -> Self {
        let place = sources.at(statement.start).map_or(statement, |source| source.lines_of(statement));
        Self::delete(place, title)
    }

    /// The same, but something else may be meant.
    #[must_use]
    pub(crate) fn unsure(self) -> Self {
        Self { sure: false, ..self }
    }

    /// A text with the edits carried out. Those in other texts are left aside.
    pub fn apply(&self, source: &Source) -> String {
        let mut edits: Vec<&(Span, String)> =
            self.edits.iter().filter(|(place, _)| source.base <= place.start && place.end <= source.end()).collect();
        edits.sort_by_key(|(place, _)| *place);
        let mut text = String::with_capacity(source.text.len());
        let mut done = source.base;
        for (place, new) in edits {
            text.push_str(source.slice(Span::new(done, place.start)));
            text.push_str(new);
            done = place.end;
        }
        text.push_str(source.slice(Span::new(done, source.end())));
        text
    }
}

/// A help in words that may know what to write in the place of the text at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help(Box<Repairs>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Repairs {
    words: String,
    /// Each of these repairs it. Several are a choice.
    instead: Vec<String>,
    /// Where they are to be put, if not at the text at fault.
    place: Option<Span>,
    sure: bool,
}

impl Help {
    /// Words that quote what to write, each text a repair by itself. It takes somebody to say which or whether it is meant.
    pub(crate) fn choice(words: impl Into<String>, instead: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let instead = instead.into_iter().map(Into::into).collect();
        Self(Box::new(Repairs { words: words.into(), instead, place: None, sure: false }))
    }

    /// Words that quote the one thing that can be meant.
    pub(crate) fn certain(words: impl Into<String>, instead: impl Into<String>) -> Self {
        let instead = vec![instead.into()];
        Self(Box::new(Repairs { words: words.into(), instead, place: None, sure: true }))
    }

    /// The same, to be put at a place that is not the text at fault.
    #[must_use]
    pub(crate) fn at(mut self, place: Span) -> Self {
        self.0.place = Some(place);
        self
    }

    /// What repairs a text at fault.
    pub(crate) fn fixes(&self, fault: Span) -> Vec<Fix> {
        let place = self.0.place.unwrap_or(fault);
        self.0.instead.iter().map(|text| Fix { sure: self.0.sure, ..Fix::put(place, text.as_str()) }).collect()
    }
}

impl fmt::Display for Help {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.words)
    }
}

/// Words alone.
impl From<String> for Help {
    fn from(words: String) -> Self {
        Self::choice(words, None::<String>)
    }
}

impl From<&str> for Help {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}
