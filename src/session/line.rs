//! What a line is: a command, declarations, facts or an expression; and whether it is whole.

use super::command::{COMMANDS, Command};
use super::error::{AnyDiagnostic, SessionError, one};
use crate::program::Measure;
use crate::source::{Source, Sources};
use crate::span::Span;
use crate::suggest;
use crate::syntax::{self, SyntaxError};
use crate::words::and_list;

/// What a line is.
pub(super) enum Line<'s> {
    /// `:why nationhood`
    Command(Words<'s>),
    /// `variant tight of calexit { … }`, `use "…"`
    Declarations,
    /// `yes = 5,000,000  no = 4,000,000`, `nationhood { yes = 5 }`, `rows county (yes) { … }`, `given …`
    Facts,
    /// `yes / ballots`
    Expression,
}

/// A word of a command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'s> {
    pub(super) text: &'s str,
    pub(super) span: Span,
}

/// A command's words.
pub(super) struct Words<'s> {
    pub(super) source: &'s Source,
    /// The command itself, without its colon.
    pub(super) name: Word<'s>,
    /// The command of that name.
    pub(super) command: &'static Command,
    /// What follows it.
    pub(super) rest: Vec<Word<'s>>,
}

/// What stands for a command that there is not.
const UNKNOWN: Command =
    Command { name: "", arguments: "", takes: super::command::Takes::Nothing, about: "", example: "" };

/// Words that begin a declaration.
const DECLARATIONS: [&str; 8] = ["measure", "variant", "scenario", "test", "use", "parameter", "rows", "holidays"];

/// Says what a line is. Rows of a table that the measure has are facts.
pub(super) fn classify<'s>(source: &'s Source, measure: Option<&Measure>) -> Line<'s> {
    let text = source.text.trim_start();
    if text.starts_with(':') {
        return Line::Command(words(source));
    }
    let text = without_comments(text);
    let first = first_word(text);
    match first {
        "rows" => {
            let table = text.get(first.len()..).map(|rest| last_name(rest.trim_start())).unwrap_or("");
            let known = measure.is_some_and(|own| own.tables.values().any(|own| own.name.text == table));
            if known { Line::Facts } else { Line::Declarations }
        }
        "given" => Line::Facts,
        _ if DECLARATIONS.contains(&first) => Line::Declarations,
        _ if is_assignment(text) => Line::Facts,
        _ => Line::Expression,
    }
}

/// Whether there is nothing to answer: blanks and comments.
pub fn is_nothing(text: &str) -> bool {
    without_comments(text).is_empty()
}

/// From the first word or sign that is no comment.
fn without_comments(text: &str) -> &str {
    let mut text = text.trim_start();
    while text.starts_with('#') {
        text = text.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    text
}

fn first_word(text: &str) -> &str {
    let end = text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// The table in `initiative.canton (yes, no)`.
fn last_name(text: &str) -> &str {
    let end =
        text.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '.')).unwrap_or(text.len());
    text.get(..end).and_then(|path| path.rsplit('.').next()).unwrap_or("")
}

/// `yes = …`, `county."San Benito".yes = …`, `nationhood { …`: a path and then `=` or a brace.
fn is_assignment(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if let Some(quoted) = rest.strip_prefix('"') {
            let Some((_, after)) = quoted.split_once('"') else { return false };
            rest = after;
        } else {
            let word = first_word(rest);
            if word.is_empty() {
                return false;
            }
            rest = rest.get(word.len()..).unwrap_or("");
        }
        rest = rest.trim_start();
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            None => break,
        }
    }
    let assigned = rest.strip_prefix('=').or_else(|| rest.strip_prefix(":=")).or_else(|| rest.strip_prefix(':'));
    assigned.is_some_and(|after| !after.starts_with('>')) || rest.starts_with('{')
}

/// Whether a line is whole, or goes on with the next: a bracket or brace is open, or something must still follow.
/// A command is always whole.
pub fn is_complete(text: &str) -> bool {
    if is_nothing(text) || text.trim_start().starts_with(':') {
        return true;
    }
    let source = Sources::new().add("", text);
    let end = source.base + text.trim_end().len() as u32;
    let errors = match classify(&source, None) {
        Line::Command(_) => return true,
        Line::Declarations => syntax::parse(&source).errors,
        Line::Facts => {
            if open_braces(text) {
                return false;
            }
            syntax::parse_facts(&source).1
        }
        Line::Expression => syntax::parse_expression(&source).1,
    };
    // An empty line ends what could go on, but not what is open.
    let ended = text.ends_with("\n");
    !errors.iter().any(|error| match error {
        SyntaxError::Unclosed { .. } => true,
        SyntaxError::Incomplete { span, .. } => !ended && span.end >= end,
        _ => false,
    })
}

/// Whether more braces open than close, texts and comments aside.
fn open_braces(text: &str) -> bool {
    let mut depth = 0i64;
    for line in text.lines() {
        let mut quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                '#' if !quoted => break,
                '{' if !quoted => depth += 1,
                '}' if !quoted => depth -= 1,
                _ => {}
            }
        }
    }
    depth > 0
}

/// Splits a command at its blanks; what stands in quotes stays together.
pub(super) fn words(source: &Source) -> Words<'_> {
    let text = &*source.text;
    let mut words = Vec::new();
    let mut start = None;
    let mut quoted = false;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        quoted ^= letter == '"';
        match (letter.is_whitespace() && (!quoted || at == text.len()), start) {
            (true, Some(from)) => {
                words.extend(word(source, from, at));
                start = None;
            }
            (false, None) => start = Some(at),
            (true, None) | (false, Some(_)) => {}
        }
    }
    let mut words = words.into_iter();
    let first = words.next().unwrap_or(Word { text: "", span: source.span() });
    let bare = first.text.trim_start_matches(':');
    let offset = (first.text.len() - bare.len()) as u32;
    let mut name = Word { text: bare, span: Span::new(first.span.start + offset, first.span.end) };
    let mut rest: Vec<Word<'_>> = words.collect();
    // `: run` is `:run`.
    if name.text.is_empty() && !rest.is_empty() {
        name = rest.remove(0);
    }
    let command = COMMANDS.iter().find(|command| command.name == name.text).unwrap_or(&UNKNOWN);
    Words { source, name, command, rest }
}

fn word(source: &Source, from: usize, to: usize) -> Option<Word<'_>> {
    let text = source.text.get(from..to)?;
    Some(Word { text, span: Span::new(source.base + from as u32, source.base + to as u32) })
}

impl Words<'_> {
    /// All that follows the command, from a word on.
    pub(super) fn from(&self, at: usize) -> Source {
        let start = self.rest.get(at).map_or(self.source.end(), |word| word.span.start);
        self.source.part(Span::new(start, self.source.end()))
    }

    /// The whole line.
    pub(super) fn span(&self) -> Span {
        let end = self.rest.last().map_or(self.name.span.end, |last| last.span.end);
        Span::new(self.name.span.start, end)
    }

    /// What is wrong with a word of it, or with the end if there is none.
    pub(super) fn misfit(&self, at: Option<Word<'_>>, label: impl Into<String>) -> Vec<AnyDiagnostic> {
        let span = at.map_or_else(|| self.span(), |word| word.span);
        let takes = if self.command.arguments.is_empty() {
            "nothing after it".to_owned()
        } else {
            format!("`{}`", self.command.arguments)
        };
        let help = format!("for example `{}`", self.command.example);
        one(SessionError::Arguments { command: self.command.name, takes, help, span, label: label.into() })
    }

    /// Nothing may follow.
    ///
    /// # Errors
    /// Something does.
    pub(super) fn nothing(&self) -> Result<(), Vec<AnyDiagnostic>> {
        match self.rest.first() {
            None => Ok(()),
            Some(&word) => Err(self.misfit(Some(word), "too much")),
        }
    }
}

/// No command has this name.
pub(super) fn unknown_command(word: Word<'_>) -> Vec<AnyDiagnostic> {
    let names = COMMANDS.iter().map(|own| own.name);
    let help = match suggest::nearest(word.text, names) {
        Some(near) => format!("did you mean `:{near}`?"),
        None => {
            let starting = COMMANDS.iter().filter(|own| !word.text.is_empty() && own.name.starts_with(word.text));
            let starting: Vec<String> = starting.map(|own| format!(":{}", own.name)).collect();
            if starting.is_empty() {
                "`:help` lists them".to_owned()
            } else {
                format!("perhaps {}", and_list(starting))
            }
        }
    };
    one(SessionError::Command { name: word.text.to_owned(), help, span: word.span })
}
