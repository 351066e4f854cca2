//! What of a broken text is wrong by itself, and what may only follow from what could not be read.

use std::collections::BTreeSet;
use std::ops::Range;

use super::CheckError;
use crate::source::{Source, Sources};
use crate::syntax::STATEMENTS;
use crate::syntax::SyntaxError;

/// Leaves out what may follow from something that could not be read: `read` says that all files could be, `broken` is what
/// could not be read in them. A name is unknown by itself if nothing broken speaks of it, and nothing anywhere declares it.
pub fn by_itself(errors: Vec<CheckError>, read: bool, broken: &[SyntaxError], sources: &Sources) -> Vec<CheckError> {
    if read && broken.is_empty() {
        return errors;
    }
    // What a brace would have closed nobody knows.
    let unclosed = |error: &SyntaxError| match error {
        SyntaxError::Unclosed { opener, .. } => *opener == "{",
        other => matches!(other, SyntaxError::UnclosedText { .. }),
    };
    let unsure = !read || broken.iter().any(unclosed);
    let mut spoken: BTreeSet<&str> = BTreeSet::new();
    if !unsure {
        // Thousands of broken lines one after another are one piece, which is looked at once.
        let mut piece: Option<(u32, Range<usize>)> = None;
        for error in broken {
            let span = error.span();
            if let Some(source) = sources.at(span.start) {
                let start = (span.start - source.base) as usize;
                let end = (span.end.min(source.end()) - source.base) as usize;
                if piece
                    .as_ref()
                    .is_some_and(|(base, seen)| *base == source.base && seen.contains(&start) && end <= seen.end)
                {
                    continue;
                }
                let range = statements(source, start, end);
                spoken.extend(words(source.text.get(range.clone()).unwrap_or(&source.text)));
                piece = Some((source.base, range));
            }
        }
        spoken.extend(sources.iter().flat_map(declared));
    }
    let follows = |error: &CheckError| {
        if !matches!(error, CheckError::UnknownName { .. }) || unsure {
            return error.may_follow();
        }
        words(sources.slice(error.span())).any(|word| spoken.contains(word))
    };
    errors.into_iter().filter(|error| !follows(error)).collect()
}

/// Where the statements stand that a piece of text touches, as far as lines tell.
fn statements(source: &Source, start: usize, end: usize) -> Range<usize> {
    let text = &*source.text;
    let begins = |line: &str| {
        let first = words(line.trim_start()).next();
        line.trim_start().starts_with('}') || first.is_some_and(|word| STATEMENTS.contains(&word))
    };
    let mut from = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    while from > 0 && !text.get(from..).is_some_and(|rest| begins(rest.lines().next().unwrap_or(""))) {
        from = text.get(..from - 1).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    }
    let mut to = end;
    let mut lines = text.get(end..).unwrap_or("").split_inclusive('\n');
    to += lines.next().map_or(0, str::len);
    to += lines.take_while(|line| !begins(line)).map(str::len).sum::<usize>();
    from..to
}

/// The names that lines declare, by their first words.
fn declared(source: &Source) -> impl Iterator<Item = &str> {
    source.text.lines().flat_map(|line| {
        let line = line.trim_start();
        let head = line.split(['=', '"', '#', '{', '(']).next().unwrap_or("");
        let declares = words(head).next().is_some_and(|first| STATEMENTS.contains(&first));
        words(if declares { head.split(':').next().unwrap_or("") } else { "" })
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}
