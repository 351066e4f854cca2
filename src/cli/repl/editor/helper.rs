//! What rustyline asks while a line is typed, answered by the library.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use quorate::assist::{self, Class, Highlighter, ItemKind, Standpoint, Whole};
use quorate::words;
use rustyline::Context;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::CmdKind;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::files;

/// Answers from where the session stands.
pub(super) struct Helper {
    colour: bool,
    standpoint: Option<Rc<dyn Standpoint>>,
    prompt: usize,
    highlighter: RefCell<Highlighter>,
}

impl Helper {
    pub(super) fn new(colour: bool) -> Self {
        Self { colour, standpoint: None, prompt: 0, highlighter: RefCell::default() }
    }

    /// From now on lines are typed from there.
    pub(super) fn stand(&mut self, standpoint: Rc<dyn Standpoint>, prompt: &str) {
        self.standpoint = Some(standpoint);
        self.prompt = prompt.width();
        self.highlighter = RefCell::default();
    }
}

impl rustyline::Helper for Helper {}

/// What follows the cursor, and what of it the arrow key takes.
pub(super) struct Hint {
    shown: String,
    taken: Option<String>,
}

impl rustyline::hint::Hint for Hint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.taken.as_deref()
    }
}

impl rustyline::hint::Hinter for Helper {
    type Hint = Hint;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<Hint> {
        if pos < line.len() {
            return None;
        }
        let mut hint = assist::hint(line, &self.standpoint.as_ref()?.place())?;
        // What is shown has to be what is taken.
        if words::clean(&hint.rest) != hint.rest {
            return None;
        }
        hint.note = words::clean(&hint.note).into_owned();
        let last = line.rsplit('\n').next().unwrap_or("");
        let prompt = if last.len() == line.len() { self.prompt } else { 0 };
        let free = width().saturating_sub(prompt + last.width() + 1);
        let taken = (!hint.rest.is_empty()).then(|| hint.rest.clone());
        // Without colour the rest of a name would look as if it had been typed.
        let shown = if self.colour {
            let rest = hint.rest.width();
            let gap = if line.ends_with(char::is_whitespace) { "" } else { "  " };
            format!(
                "{}{}",
                fitting(&hint.rest, free),
                fitting(&format!("{gap}{}", hint.note), free.saturating_sub(rest))
            )
        } else {
            fitting(
                &format!(
                    "  # {}{}",
                    hint.rest,
                    if hint.note.is_empty() { String::new() } else { format!(" {}", hint.note) }
                ),
                free,
            )
        };
        Some(Hint { shown, taken })
    }
}

/// As much of a text as there is room for.
fn fitting(text: &str, free: usize) -> String {
    if text.width() <= free {
        return text.to_owned();
    }
    let mut left = free.saturating_sub(1);
    let kept: String = text
        .chars()
        .take_while(|letter| {
            let wide = letter.width().unwrap_or(0);
            let fits = wide <= left;
            left = left.saturating_sub(wide);
            fits
        })
        .collect();
    if kept.trim().is_empty() { String::new() } else { format!("{kept}…") }
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)).max(1)
}

impl Completer for Helper {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let Some(standpoint) = &self.standpoint else { return Ok((pos, Vec::new())) };
        let found = assist::complete(line, pos, &standpoint.place());
        if let Some(wanted) = &found.files {
            let pair = |name: String| {
                let display = name
                    .trim_end_matches('/')
                    .rsplit_once('/')
                    .map_or(name.as_str(), |(folder, _)| name.get(folder.len() + 1..).unwrap_or(&name));
                Pair { display: words::clean(display).into_owned(), replacement: name.clone() }
            };
            return Ok((wanted.replace.start, files::list(wanted).into_iter().map(pair).collect()));
        }
        let start = found.items.iter().map(|item| item.replace.start).min().unwrap_or(pos);
        let alone = found.items.len() == 1;
        let longest = found.items.iter().map(|item| item.text.width()).max().unwrap_or(0);
        let explained = found.items.len() <= EXPLAINED && found.items.iter().any(|item| !item.about.is_empty());
        let pairs = found.items.into_iter().map(|item| {
            let before = line.get(start..item.replace.start).unwrap_or("");
            let goes_on = match item.kind {
                ItemKind::Word => !item.text.ends_with('('),
                ItemKind::Command | ItemKind::Argument => true,
                _ => false,
            };
            let blank = if alone && goes_on { " " } else { "" };
            let display = if explained && !item.about.is_empty() {
                let gap = longest - item.text.width() + 2;
                fitting(&format!("{}{:gap$}{}", item.text, "", item.about), width() - 1)
            } else {
                item.text.clone()
            };
            let display = words::clean(&display).into_owned();
            Pair { display, replacement: format!("{before}{}{blank}", item.text) }
        });
        Ok((start, pairs.collect()))
    }
}

/// With more to choose from than this, names are listed without what there is to say of them.
const EXPLAINED: usize = 24;

impl rustyline::highlight::Highlighter for Helper {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        let (true, Some(standpoint)) = (self.colour, &self.standpoint) else { return Cow::Borrowed(line) };
        let pieces = self.highlighter.borrow_mut().highlight(line, &standpoint.place());
        let mut text = String::with_capacity(line.len() * 2);
        let mut at = 0;
        for piece in pieces {
            text.push_str(line.get(at..piece.range.start).unwrap_or(""));
            let own = line.get(piece.range.clone()).unwrap_or("");
            match code(piece.class) {
                "" => text.push_str(own),
                code => text.extend([code, own, RESET]),
            }
            at = piece.range.end;
        }
        text.push_str(line.get(at..).unwrap_or(""));
        Cow::Owned(text)
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.colour { Cow::Owned(format!("{BOLD}{prompt}{RESET}")) } else { Cow::Borrowed(prompt) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.colour { Cow::Owned(format!("{DIM}{hint}{RESET}")) } else { Cow::Borrowed(hint) }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        // Every key may change what the words before it are; moving the cursor changes nothing.
        self.colour && kind != CmdKind::MoveCursor
    }
}

const RESET: &str = "\u{1b}[0m";
const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";

/// The colours that answers use too.
const fn code(class: Class) -> &'static str {
    match class {
        Class::Keyword | Class::Command => BOLD,
        Class::Name => "",
        Class::Number => "\u{1b}[36m",
        Class::Text => "\u{1b}[32m",
        Class::Comment => DIM,
        Class::Unknown => "\u{1b}[33m",
        Class::Error => "\u{1b}[31m",
    }
}

impl Validator for Helper {
    fn validate(&self, typed: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let Some(standpoint) = &self.standpoint else { return Ok(ValidationResult::Valid(None)) };
        Ok(match assist::validate(typed.input(), &standpoint.place()) {
            Whole::Incomplete => ValidationResult::Incomplete,
            Whole::Complete | Whole::Wrong => ValidationResult::Valid(None),
        })
    }
}
