//! What fits in a command, by what the command takes.

use std::ops::Range;

use super::Place;
use super::context::Context;
use super::item::{Completions, Files, Item, ItemKind, SETTABLE};
use super::language::{language, members, visible};
use super::names;
use crate::diagnostic;
use crate::session::clause::{ClauseTakes, ClauseWord, clauses};
use crate::session::command::{Command, Takes};
use crate::simulate::Part;
use crate::syntax::KEYWORDS;
use crate::syntax::cursor::Block;

/// A line that begins with a colon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed<'t> {
    /// The line.
    pub(super) text: &'t str,
    /// Where the colon stands.
    pub(super) colon: usize,
    /// The word after the colon, whole or not.
    pub(super) name: &'t str,
}

impl<'t> Typed<'t> {
    /// Where the name ends.
    pub(super) fn name_end(&self) -> usize {
        self.colon + 1 + self.name.len()
    }

    /// The command of that name.
    pub(super) fn command<'a>(&self, place: &Place<'a>) -> Option<&'a Command> {
        place.commands.iter().find(|command| command.name == self.name)
    }

    /// The part that is of the language, with what it is; none if the command takes something else.
    pub(super) fn language(&self, place: &Place<'_>) -> Option<(usize, Block)> {
        let start = self.name_end();
        match self.command(place)?.takes {
            Takes::Expression => Some((start, Block::Expression)),
            Takes::Assignments => {
                let rest = self.text.get(start..)?;
                let after = rest.trim_start().strip_prefix("if")?;
                after.starts_with(char::is_whitespace).then_some((start + rest.len() - after.len(), Block::Group))
            }
            Takes::Nothing
            | Takes::Files
            | Takes::Kind
            | Takes::Choice
            | Takes::Name
            | Takes::Reason
            | Takes::Given
            | Takes::Variants
            | Takes::Steps
            | Takes::Clauses { .. }
            | Takes::SaveAs
            | Takes::Topic => None,
        }
    }
}

/// The command of a text, if it is one.
pub(super) fn typed<'t>(text: &'t str, place: &Place<'_>) -> Option<Typed<'t>> {
    if place.commands.is_empty() {
        return None;
    }
    let colon = text.len() - text.trim_start().len();
    let rest = text.get(colon..)?.strip_prefix(':')?;
    let name = rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or("");
    Some(Typed { text, colon, name })
}

/// The commands whose names begin in one way, with their colon.
pub(super) fn commands(prefix: &str, replace: Range<usize>, place: &Place<'_>) -> Vec<Item> {
    let own = place.commands.iter().filter(|command| command.name.starts_with(prefix));
    own.map(|command| Item {
        text: format!(":{}", command.name),
        replace: replace.clone(),
        kind: ItemKind::Command,
        about: command.about.to_owned(),
    })
    .collect()
}

/// What fits at a cursor in a command.
pub(super) fn complete(typed: &Typed<'_>, cursor: usize, place: &Place<'_>) -> Completions {
    if cursor <= typed.name_end() {
        let prefix = typed.text.get(typed.colon + 1..cursor).unwrap_or("");
        let items = commands(prefix, typed.colon.min(cursor)..cursor, place);
        return Completions { items, files: None };
    }
    let Some(command) = typed.command(place) else { return Completions::default() };
    if let Some((start, block)) = typed.language(place).filter(|&(start, _)| start < cursor) {
        return shifted(language_at(typed.text, start, cursor, block, place), start);
    }
    let arguments = Arguments::new(typed, cursor);
    let word = arguments.word;
    let mut found = Completions::default();
    match command.takes {
        Takes::Nothing | Takes::Expression => {}
        Takes::Files => found.files = Some(arguments.file(&["measure", "toml", "json", "csv"])),
        Takes::Kind => {
            if arguments.before.is_empty() {
                arguments.choices(&["measures", "variants", "stages", "scenarios"], &mut found.items);
            }
        }
        Takes::Choice => {
            if arguments.before.is_empty() {
                arguments.measures(place, &mut found.items);
                arguments.names(&[ItemKind::Stage], false, place, &mut found.items);
                arguments.scenarios(place, &mut found.items);
            }
        }
        Takes::Name => {
            if arguments.before.is_empty() {
                arguments.names(EVERYTHING, true, place, &mut found.items);
                if !word.contains('.') {
                    arguments.measures(place, &mut found.items);
                    arguments.scenarios(place, &mut found.items);
                }
            }
        }
        Takes::Reason => {
            if arguments.before.iter().all(|word| word.starts_with("--") || *word == "not") {
                arguments.names(&[ItemKind::Stage, ItemKind::Condition], true, place, &mut found.items);
            }
            if arguments.before.is_empty() {
                arguments.choices(&["not"], &mut found.items);
            }
            arguments.choices(&["--full"], &mut found.items);
        }
        Takes::Given => arguments.names(SETTABLE, true, place, &mut found.items),
        Takes::Assignments => {
            if arguments.before.is_empty() {
                arguments.choices(&["if"], &mut found.items);
            }
        }
        Takes::Variants => arguments.measures(place, &mut found.items),
        Takes::Steps => match arguments.before.len() {
            0 => arguments.names(SETTABLE, true, place, &mut found.items),
            1 => arguments.choices(&["from"], &mut found.items),
            3 => arguments.choices(&["to"], &mut found.items),
            5 => arguments.choices(&["by"], &mut found.items),
            _ => {}
        },
        Takes::Clauses { words, moves } => arguments.clauses(typed, cursor, (words, moves), place, &mut found),
        Takes::SaveAs => match arguments.before.as_slice() {
            [] => arguments.choices(&["scenario", "variant"], &mut found.items),
            [_, _] => arguments.choices(&["in"], &mut found.items),
            [_, _, _] => found.files = Some(arguments.file(&["measure"])),
            _ => {}
        },
        Takes::Topic => {
            if arguments.before.is_empty() {
                arguments.topics(place, &mut found.items);
            }
        }
    }
    // What is named already is not named again.
    let said = |item: &Item| arguments.before.iter().any(|before| before.trim_end_matches(',') == item.text);
    found.items.retain(|item| item.text == word || !said(item));
    found
}

/// What fits in a part of a line that is of the language, in offsets of that part.
fn language_at(text: &str, start: usize, cursor: usize, block: Block, place: &Place<'_>) -> Completions {
    let inner = text.get(start..).unwrap_or("");
    language(inner, cursor - start, &Place { block, ..*place })
}

fn shifted(mut found: Completions, by: usize) -> Completions {
    let shift = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
    found.items.iter_mut().for_each(|item| shift(&mut item.replace));
    found.files.iter_mut().for_each(|files| shift(&mut files.replace));
    found
}

const EVERYTHING: &[ItemKind] = &[
    ItemKind::Input,
    ItemKind::Parameter,
    ItemKind::Definition,
    ItemKind::Date,
    ItemKind::Condition,
    ItemKind::Given,
    ItemKind::Stage,
    ItemKind::Table,
];

/// The words after a command's name, up to the cursor.
struct Arguments<'t> {
    /// Whole words.
    before: Vec<&'t str>,
    /// The word at the cursor, as far as it is typed.
    word: &'t str,
    replace: Range<usize>,
}

impl<'t> Arguments<'t> {
    fn new(typed: &Typed<'t>, cursor: usize) -> Self {
        let text = typed.text.get(typed.name_end()..cursor).unwrap_or("");
        let word = text.rsplit(char::is_whitespace).next().unwrap_or("");
        let whole = text.get(..text.len() - word.len()).unwrap_or("");
        Self { before: whole.split_whitespace().collect(), word, replace: cursor - word.len()..cursor }
    }

    fn file(&self, endings: &'static [&'static str]) -> Files {
        Files { prefix: self.word.to_owned(), replace: self.replace.clone(), endings }
    }

    fn item(&self, text: &str, kind: ItemKind, about: &str) -> Item {
        Item { text: text.to_owned(), replace: self.replace.clone(), kind, about: about.to_owned() }
    }

    fn choices(&self, words: &[&str], items: &mut Vec<Item>) {
        let own = words.iter().filter(|word| word.starts_with(self.word));
        items.extend(own.map(|word| self.item(word, ItemKind::Argument, "")));
    }

    fn measures(&self, place: &Place<'_>, items: &mut Vec<Item>) {
        let own = names::measures(place.program, self.word);
        items.extend(own.into_iter().map(|own| self.item(&own.name, own.kind, &own.about)));
    }

    fn scenarios(&self, place: &Place<'_>, items: &mut Vec<Item>) {
        let own = names::scenarios(place.program, place.measure, self.word);
        items.extend(own.into_iter().map(|own| self.item(&own.name, own.kind, &own.about)));
    }

    /// Declared names, and paths to them.
    fn names(&self, kinds: &[ItemKind], paths: bool, place: &Place<'_>, items: &mut Vec<Item>) {
        let context = Context::new("", 0, place);
        let own = match self.word.rsplit_once('.').filter(|_| paths) {
            Some((stage, name)) => {
                let start = self.replace.start + stage.len() + 1;
                members(stage, name, kinds, None, start..self.replace.end, place, &context)
            }
            None => visible(self.word, kinds, None, self.replace.clone(), place, &context),
        };
        items.extend(own.into_iter().filter(|own| paths || !own.text.ends_with('.')));
    }

    /// What begins a clause, or goes on with one.
    fn clauses(
        &self,
        typed: &Typed<'_>,
        cursor: usize,
        (words, moves): (&'static [ClauseWord], bool),
        place: &Place<'_>,
        found: &mut Completions,
    ) {
        let text = typed.text.get(typed.name_end()..cursor).unwrap_or("");
        let before = text.get(..text.len() - self.word.len()).unwrap_or("");
        let all = clauses(before, words, moves);
        let begins = all.is_empty() || before.trim_end().ends_with(',');
        let word = all.last().and_then(|last| last.word);
        let goes_on = word.map(|word| word.takes);
        let lists = all.last().is_some_and(|last| last.values.is_empty() || word.is_some_and(|word| word.lists()));
        match goes_on.filter(|_| lists) {
            Some(ClauseTakes::Rules) => {
                self.measures(place, &mut found.items);
                self.choices(&["all"], &mut found.items);
            }
            Some(ClauseTakes::Votes) => {
                self.scenarios(place, &mut found.items);
                self.choices(&["all"], &mut found.items);
            }
            Some(ClauseTakes::File) => found.files = Some(self.file(&["svg", "png", "csv", "json", "md"])),
            Some(ClauseTakes::Parts) => match self.word.split_once('=') {
                None => {
                    let parts = Part::ALL.map(|part| format!("{}=", part.name()));
                    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                    self.choices(&parts, &mut found.items);
                }
                Some((part, name)) => {
                    let start = self.replace.start + part.len() + 1;
                    let inner = Self { before: Vec::new(), word: name, replace: start..self.replace.end };
                    inner.names(&[ItemKind::Input], false, place, &mut found.items);
                }
            },
            Some(ClauseTakes::Value) | None => {}
        }
        if begins && moves {
            self.choices(&["turnout", "support"], &mut found.items);
            self.names(&[ItemKind::Input, ItemKind::Parameter], true, place, &mut found.items);
        }
        let whole = all.last().is_some_and(|last| !last.values.is_empty());
        match (begins, moves, all.last()) {
            // Something else may follow what is whole, also without a comma.
            (true, false, _) | (true, true, Some(_)) | (false, false, Some(_)) if begins || whole => {
                let unsaid = words.iter().filter(|own| all.iter().all(|clause| clause.word != Some(own)));
                let unsaid: Vec<&str> = unsaid.map(|own| own.word).collect();
                self.choices(&unsaid, &mut found.items);
            }
            (false, true, Some(last)) if last.word.is_none() => {
                let said = |word: &str| last.values.iter().any(|value| before.get(value.clone()) == Some(word));
                if whole && !said("by") {
                    self.choices(&["by"], &mut found.items);
                }
                if before.get(last.whole.clone()) == Some("support") {
                    self.choices(&["of ballots"], &mut found.items);
                }
            }
            _ => {}
        }
    }

    /// Commands, words of the language, and codes once something is typed of one.
    fn topics(&self, place: &Place<'_>, items: &mut Vec<Item>) {
        let word = self.word.strip_prefix(':').unwrap_or(self.word);
        let own = place.commands.iter().filter(|command| command.name.starts_with(word));
        items.extend(own.map(|command| {
            let colon = if self.word.starts_with(':') { ":" } else { "" };
            self.item(&format!("{colon}{}", command.name), ItemKind::Command, command.about)
        }));
        let commands = items.len();
        for keyword in KEYWORDS.iter().filter(|keyword| keyword.starts_with(self.word)) {
            if !items.iter().take(commands).any(|item| item.text == *keyword) {
                items.push(self.item(keyword, ItemKind::Word, ""));
            }
        }
        if !self.word.is_empty() {
            let entries = diagnostic::entries().filter(|entry| entry.code.starts_with(self.word));
            items.extend(entries.map(|entry| self.item(entry.code, ItemKind::Code, entry.summary())));
        }
    }
}
