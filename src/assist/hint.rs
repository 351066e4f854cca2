//! What a half-typed or whole name is, shown behind the cursor.

use super::complete::complete;
use super::context::Context;
use super::item::{Item, ItemKind};
use super::{Place, arguments, words};
use crate::session::clause::clauses;
use crate::session::command::Takes;

/// What is shown behind the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// The rest of what is being typed; empty if it is whole.
    pub rest: String,
    /// What there is to say of it: kind, value, title, or what may follow.
    pub note: String,
}

/// What there is to say of what stands before the cursor, at the end of a text.
pub fn hint(text: &str, place: &Place<'_>) -> Option<Hint> {
    if text.trim().is_empty() {
        return None;
    }
    if let Some(command) = arguments::typed(text, place) {
        let arguments = text.get(command.name_end()..).unwrap_or("");
        if arguments.is_empty() {
            let mut own = place.commands.iter().filter(|own| own.name.starts_with(command.name));
            let first = own.next().filter(|first| first.name == command.name || own.next().is_none())?;
            let rest = first.name.strip_prefix(command.name)?;
            let note = if first.arguments.is_empty() { first.about } else { first.arguments };
            return Some(Hint { rest: rest.to_owned(), note: note.to_owned() });
        }
        let own = command.command(place)?;
        if arguments.trim().is_empty() {
            return note(own.arguments);
        }
        if own.takes == Takes::Steps && arguments.ends_with(char::is_whitespace) {
            return note(steps(arguments.split_whitespace().count()));
        }
        if let Takes::Clauses { words, moves } = own.takes
            && arguments.ends_with(char::is_whitespace)
        {
            let all = clauses(arguments, words, moves);
            let last = all.last().filter(|last| last.values.is_empty())?;
            let moved = if arguments.trim_end().ends_with('=') { "FROM..TO by STEP" } else { "= FROM..TO by STEP" };
            return note(last.word.map_or(moved, |word| word.value));
        }
    }
    if text.ends_with(char::is_whitespace) {
        let context = Context::new(text, text.len(), place);
        let statement = context.inside.is_none() && arguments::typed(text, place).is_none();
        return note(words::shape(context.before(0)).filter(|_| statement)?);
    }
    let found = complete(text, text.len(), place);
    let typed = |item: &Item| text.get(item.replace.start..).unwrap_or("").to_owned();
    if let Some(exact) = found.items.iter().find(|item| item.text == typed(item) && !item.about.is_empty()) {
        return note(&exact.about);
    }
    let mut names = found.items.iter().filter(|item| !matches!(item.kind, ItemKind::Word) && !typed(item).is_empty());
    let only = names.next().filter(|only| names.all(|other| other.text == only.text))?;
    let rest = only.text.strip_prefix(&typed(only))?;
    Some(Hint { rest: rest.to_owned(), note: only.about.clone() }).filter(|hint| !hint.rest.is_empty())
}

fn note(note: &str) -> Option<Hint> {
    (!note.is_empty()).then(|| Hint { rest: String::new(), note: note.to_owned() })
}

/// What follows so many words of `NAME from VALUE to VALUE by VALUE`.
fn steps(words: usize) -> &'static str {
    match words {
        0 => "NAME from VALUE to VALUE by VALUE",
        1 => "from VALUE to VALUE by VALUE",
        2 => "VALUE to VALUE by VALUE",
        3 => "to VALUE by VALUE",
        4 => "VALUE by VALUE",
        5 => "by VALUE",
        6 => "VALUE",
        _ => "",
    }
}
