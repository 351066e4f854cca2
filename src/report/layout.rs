//! Lines that wrap, with colour where it is asked for.

use crate::words::clean;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How a report is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns a line may take.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
}

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Strong,
    Good,
    Bad,
    Open,
    Quiet,
    /// A name or a rule as it is written in a rule file.
    Code,
}

impl Tone {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain | Self::Code => "",
            Self::Strong => "\u{1b}[1m",
            Self::Good => "\u{1b}[32m",
            Self::Bad => "\u{1b}[31m",
            Self::Open => "\u{1b}[33m",
            Self::Quiet => "\u{1b}[2m",
        }
    }
}

const RESET: &str = "\u{1b}[0m";

/// Text of one tone.
pub(crate) type Piece = (Tone, String);

/// A report in the making.
#[derive(Debug)]
pub(crate) struct Page {
    text: String,
    style: Style,
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self { text: String::new(), style }
    }

    /// How it is to look.
    pub(super) fn style(&self) -> Style {
        self.style
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Whether there is no room for more than one thing on a line.
    pub(super) fn is_narrow(&self) -> bool {
        self.style.width < 60
    }

    /// Whether something of so many columns stands on a line.
    pub(super) fn fits(&self, columns: usize) -> bool {
        columns <= self.style.width
    }

    /// A line that is not broken, without blanks at its end.
    pub(super) fn unbroken(&mut self, pieces: &[Piece]) {
        let pieces: Vec<Piece> = pieces.iter().map(|(tone, text)| (*tone, clean(text).into_owned())).collect();
        let last = pieces.iter().rposition(|(_, text)| !text.trim_end().is_empty());
        let mut pen = Pen { page: self, column: 0, tone: Tone::Plain };
        for (at, (tone, text)) in pieces.iter().enumerate() {
            let text = if Some(at) == last { text.trim_end() } else { text };
            if last.is_some_and(|last| at <= last) {
                pen.write(*tone, text, usize::MAX, 0);
            }
        }
        pen.end();
    }

    /// An empty line, unless the page is empty or has just had one.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A line of one tone.
    pub(super) fn say(&mut self, indent: usize, tone: Tone, text: &str) {
        self.line(indent, indent + 2, &[(tone, text.to_owned())]);
    }

    /// A line of no-break pieces, without the blanks at its end.
    pub(super) fn row(&mut self, pieces: &[Piece]) {
        let mut pieces = pieces.to_vec();
        while let Some((_, last)) = pieces.last_mut() {
            let length = last.trim_end_matches([' ', '\u{a0}']).len();
            last.truncate(length);
            if length > 0 {
                break;
            }
            pieces.pop();
        }
        self.line(0, 0, &pieces);
    }

    /// A line that is not broken, however long.
    pub(super) fn verbatim(&mut self, indent: usize, text: &str) {
        self.drawn(indent, &clean(text));
    }

    /// A line that has been drawn, and cleaned, already.
    pub(super) fn drawn(&mut self, indent: usize, text: &str) {
        if !text.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', indent));
            self.text.push_str(text);
        }
        self.text.push('\n');
    }

    /// A line broken at blanks, but not at no-break ones. It begins at column `indent`
    /// and goes on, if it must, at column `hang`.
    pub(super) fn line(&mut self, indent: usize, hang: usize, pieces: &[Piece]) {
        let width = self.style.width.max(20);
        // On a narrow page indentation must leave room for the text.
        let most = if width < 60 { width / 4 } else { width - 30 };
        let (indent, hang) = (indent.min(most), hang.min(most));
        let mut pen = Pen { page: self, column: 0, tone: Tone::Plain };
        pen.spaces(indent);
        let mut gap = 0;
        let mut fresh = true;
        for word in words(pieces) {
            if let Word::Gap(spaces) = word {
                gap += spaces;
                continue;
            }
            let Word::Glued(parts) = word else { continue };
            let length: usize = parts.iter().map(|(_, text)| text.width()).sum();
            if !fresh && pen.column + gap + length > width {
                pen.new_line(hang);
            } else if !fresh {
                pen.spaces(gap);
            }
            for (tone, text) in parts {
                pen.write(tone, &text, width, hang);
            }
            gap = 0;
            fresh = false;
        }
        pen.end();
    }
}

/// What lines are broken between.
enum Word {
    Gap(usize),
    Glued(Vec<Piece>),
}

fn words(pieces: &[Piece]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (tone, text) in pieces {
        let text = clean(text);
        let mut rest = text.as_ref();
        while let Some(first) = rest.chars().next() {
            let blank = first == ' ';
            let (run, after) =
                rest.split_at_checked(rest.find(|c| (c == ' ') != blank).unwrap_or(rest.len())).unwrap_or((rest, ""));
            rest = after;
            if blank {
                words.push(Word::Gap(run.len()));
            } else if let Some(Word::Glued(parts)) = words.last_mut() {
                parts.push((*tone, run.to_owned()));
            } else {
                words.push(Word::Glued(vec![(*tone, run.to_owned())]));
            }
        }
    }
    words
}

struct Pen<'a> {
    page: &'a mut Page,
    column: usize,
    tone: Tone,
}

impl Pen<'_> {
    fn spaces(&mut self, amount: usize) {
        self.page.text.extend(std::iter::repeat_n(' ', amount));
        self.column += amount;
    }

    fn set(&mut self, tone: Tone) {
        if self.page.style.colour && tone != self.tone {
            if self.tone != Tone::Plain {
                self.page.text.push_str(RESET);
            }
            self.page.text.push_str(tone.code());
        }
        self.tone = tone;
    }

    fn new_line(&mut self, hang: usize) {
        self.set(Tone::Plain);
        self.page.text.push('\n');
        self.column = 0;
        self.spaces(hang);
    }

    /// A word, broken where even a line of its own is too short for it.
    fn write(&mut self, tone: Tone, text: &str, width: usize, hang: usize) {
        for character in text.chars() {
            let cells = character.width().unwrap_or(0);
            if self.column + cells > width {
                self.new_line(hang);
            }
            self.set(tone);
            self.page.text.push(if character == '\u{a0}' { ' ' } else { character });
            self.column += cells;
        }
    }

    fn end(mut self) {
        self.set(Tone::Plain);
        self.page.text.push('\n');
    }
}

/// Pads with blanks to a width in columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    clean(text).width()
}
