//! Days and spans of time as phrases.

use super::phrase::{Prose, listed};
use crate::program::{DateExpr, DateNode, DurationExpr, DurationNode};
use crate::value::{Date, Towards};

/// `26 January 2017`
pub(crate) fn written(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

impl Prose<'_> {
    /// A day: `180 days after the opening day`.
    pub(super) fn day(&self, date: &DateExpr) -> String {
        match &date.node {
            DateNode::Constant(date) => written(*date),
            DateNode::Reference(reference) => self.reference(reference).text,
            DateNode::Shift { duration, towards, from } => {
                let towards = match towards {
                    Towards::After => "after",
                    Towards::Before => "before",
                };
                format!("{} {towards} {}", self.span_of_time(duration), self.day(from))
            }
            DateNode::Latest(items) => self.one_of("the later of", "the latest of", items),
            DateNode::Earliest(items) => self.one_of("the earlier of", "the earliest of", items),
        }
    }

    fn one_of(&self, two: &str, more: &str, items: &[DateExpr]) -> String {
        let which = if items.len() > 2 { more } else { two };
        let items: Vec<String> = items.iter().map(|item| self.day(item)).collect();
        format!("{which} {}", listed(&items, "and"))
    }

    /// A span of time: `180 days`.
    pub(super) fn span_of_time(&self, duration: &DurationExpr) -> String {
        match &duration.node {
            DurationNode::Constant(duration) => duration.to_string(),
            DurationNode::Reference(reference) => self.reference(reference).text,
        }
    }
}
