//! The formatter: the same file, laid out the one way.
//!
//! It works on the words and signs of the text, so that every comment and every spelling survives; the tree only says where
//! statements, rows and values begin.

mod marks;
mod words;

use super::{SyntaxError, parse, same};
use crate::source::{Source, Sources};
use marks::{Mark, Marks};
use words::{Kind, Word, split};

/// Lines are not made longer than this where there is a choice.
const WIDTH: usize = 100;

/// Lays out a file: two spaces a level, a statement a line, columns of tables aligned. Doing it again changes nothing.
///
/// # Errors
/// A file that cannot be read without a mistake is not touched; nor one whose layout would not read back to the same tree,
/// which is a fault of the formatter.
pub fn format(source: &Source) -> Result<String, Vec<SyntaxError>> {
    let parse = parse(source);
    if !parse.errors.is_empty() {
        return Err(parse.errors);
    }
    let words = split(&source.text);
    let marks = Marks::new(&parse.file, source, &words);
    let mut printer = Printer {
        words: &words,
        closes: closes(&words),
        marks: &marks,
        out: String::with_capacity(source.text.len()),
        line: 0,
        blocks: Vec::new(),
        after_stage: false,
    };
    printer.file();
    let again = super::parse(&Sources::new().add(&*source.name, printer.out.as_str()));
    if again.errors.is_empty() && same::meaning(&again.file) == same::meaning(&parse.file) {
        return Ok(printer.out);
    }
    Err(vec![SyntaxError::Layout { span: source.span() }])
}

/// A block that is being printed.
struct Block {
    /// All on one line.
    inline: bool,
    /// What stands before it is the header of a stage.
    stage: bool,
}

/// For each opening brace the one that closes it.
fn closes(words: &[Word<'_>]) -> Vec<Option<usize>> {
    let mut closes = vec![None; words.len()];
    let mut open = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.kind == Kind::Sign) {
        match word.text {
            "{" => open.push(at),
            "}" => {
                let place = open.pop().and_then(|opened| closes.get_mut(opened));
                place.into_iter().for_each(|place| *place = Some(at));
            }
            _ => {}
        }
    }
    closes
}

struct Printer<'a> {
    words: &'a [Word<'a>],
    closes: Vec<Option<usize>>,
    marks: &'a Marks,
    out: String,
    /// Where the line that is being written begins.
    line: usize,
    blocks: Vec<Block>,
    /// A block of several lines has ended, after which a blank line stands.
    after_stage: bool,
}

impl Printer<'_> {
    fn file(&mut self) {
        let mut at = 0;
        while at < self.words.len() {
            at = self.word(at);
        }
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Prints the word at `at` and gives the next to print.
    fn word(&mut self, at: usize) -> usize {
        let Some(word) = self.words.get(at) else { return at + 1 };
        let mark = self.marks.of(at);
        if self.is_dropped(at) {
            return at + 1;
        }
        match (word.kind, word.text) {
            (Kind::Comment, text) => self.comment(at, text),
            (Kind::Sign, "}") => self.close(),
            _ => {
                self.separate(at, mark);
                if word.text == "{" && word.kind == Kind::Sign {
                    return self.open(at);
                }
                self.out.push_str(&word.spelled());
            }
        }
        at + 1
    }

    /// The comma that may stand between facts says nothing.
    fn is_dropped(&self, at: usize) -> bool {
        let next = || self.words.get(at + 1..).and_then(|rest| rest.iter().position(|word| word.kind != Kind::Comment));
        self.words.get(at).is_some_and(|word| word.text == "," && word.kind == Kind::Sign)
            && next().is_none_or(|next| {
                let next = at + 1 + next;
                self.marks.of(next) != Mark::None || self.words.get(next).is_some_and(|word| word.text == "}")
            })
    }

    fn comment(&mut self, at: usize, text: &str) {
        let breaks = self.words.get(at).map_or(0, |word| word.breaks);
        if breaks == 0 && at > 0 {
            self.out.push_str("  ");
            self.out.push_str(text);
            return;
        }
        let previous_is_comment = at > 0 && self.own_line_comment(at - 1);
        let next =
            (at..self.words.len()).find(|&next| self.words.get(next).is_some_and(|word| word.kind != Kind::Comment));
        let statement = next.is_none_or(|next| self.marks.of(next).begins_line() || self.is_sign(next, "}"));
        if statement {
            let forced = !previous_is_comment && next.is_some_and(|next| self.wants_blank(next));
            let forced = forced || (!previous_is_comment && std::mem::take(&mut self.after_stage));
            self.new_line(self.indent(), breaks > 1 || forced);
        } else {
            self.new_line(self.indent() + 4, false);
        }
        self.out.push_str(text);
    }

    fn own_line_comment(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.kind == Kind::Comment && (word.breaks > 0 || at == 0))
    }

    fn is_sign(&self, at: usize, sign: &str) -> bool {
        self.words.get(at).is_some_and(|word| word.kind == Kind::Sign && word.text == sign)
    }

    fn indent(&self) -> usize {
        self.blocks.iter().filter(|block| !block.inline).count() * 2
    }

    /// Ends the line, perhaps leaves one blank, and begins the next. Nothing is left blank after an opening brace.
    fn new_line(&mut self, indent: usize, blank: bool) {
        if self.out.is_empty() {
            return;
        }
        let opened = self.out.ends_with('{') && !self.out.get(self.line..).unwrap_or("").trim_start().starts_with('#');
        self.out.push('\n');
        if blank && !opened {
            self.out.push('\n');
        }
        self.line = self.out.len();
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn column(&self) -> usize {
        self.out.get(self.line..).unwrap_or("").chars().count()
    }

    fn inline(&self) -> bool {
        self.blocks.last().is_some_and(|block| block.inline)
    }

    /// What stands between the word before and the word at `at`.
    fn separate(&mut self, at: usize, mark: Mark) {
        let Some(word) = self.words.get(at) else { return };
        let after_comment = at > 0 && self.words.get(at - 1).is_some_and(|before| before.kind == Kind::Comment);
        if self.inline() {
            let gap = self.gap(at, mark);
            self.out.push_str(gap);
            return;
        }
        let first = at > 0 && self.is_sign(at - 1, "{") || self.out.is_empty();
        match mark {
            Mark::Declaration | Mark::Stage | Mark::Statement => {
                let after_stage = std::mem::take(&mut self.after_stage);
                let own_comment = at > 0 && self.own_line_comment(at - 1);
                let forced = !own_comment && (after_stage || self.wants_blank(at));
                self.new_line(self.indent(), !first && (word.breaks > 1 || forced));
            }
            Mark::Fact | Mark::Row | Mark::Day if first || after_comment || word.breaks > 0 => {
                self.after_stage = false;
                self.new_line(self.indent(), !first && word.breaks > 1);
            }
            Mark::Source => {
                let next = self.words.get(at + 1).map_or(0, |text| text.text.chars().count());
                let fits = self.column() + "  source ".len() + next <= WIDTH;
                if word.breaks == 0 && fits && !after_comment {
                    self.out.push_str("  ");
                } else {
                    self.new_line(self.indent() + 2, false);
                }
            }
            _ if after_comment => self.new_line(self.indent() + 4, false),
            _ if word.breaks > 0 && self.marks.may_break(at) => self.new_line(self.indent() + 4, false),
            _ => {
                let gap = self.gap(at, mark);
                self.out.push_str(gap);
            }
        }
    }

    /// The blank between two words of one line.
    fn gap(&self, at: usize, mark: Mark) -> &'static str {
        let Some((before, word)) = at.checked_sub(1).and_then(|before| self.words.get(before)).zip(self.words.get(at))
        else {
            return "";
        };
        // A comma that was dropped leaves nothing.
        let opened = before.text == "{" && before.kind == Kind::Sign;
        if !matches!(mark, Mark::None | Mark::Cell | Mark::Table) {
            return if opened { " " } else { "  " };
        }
        let sign = |word: &Word<'_>, signs: &[&str]| word.kind == Kind::Sign && signs.contains(&word.text);
        if sign(before, &["(", ".", ".."]) || sign(word, &[")", ",", ":", ".", "..", "%"]) {
            return "";
        }
        if sign(word, &["("]) && self.marks.is_function(at - 1) || self.marks.is_unary(at - 1) {
            return "";
        }
        // `1/2` is one value in a table, and reads as one elsewhere.
        let tight = |slash: usize| {
            let number = |at: usize| self.words.get(at).is_some_and(|word| word.kind == Kind::Number);
            let touching = |at: usize| self.words.get(at).is_some_and(|word| word.touches);
            self.is_sign(slash, "/")
                && slash > 0
                && number(slash - 1)
                && number(slash + 1)
                && touching(slash)
                && touching(slash + 1)
        };
        if tight(at) || tight(at - 1) { "" } else { " " }
    }

    /// Whether a blank line always stands before what begins here.
    fn wants_blank(&self, at: usize) -> bool {
        match self.marks.of(at) {
            Mark::Declaration => {
                !(self.is_one_line(at) && self.previous_declaration(at).is_some_and(|at| self.is_one_line(at)))
            }
            Mark::Stage => !self.is_one_line(at),
            _ => false,
        }
    }

    fn previous_declaration(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|&before| self.marks.of(before) == Mark::Declaration)
    }

    /// Whether a declaration or stage is written on one line and stays on it.
    fn is_one_line(&self, at: usize) -> bool {
        let mut depth = 0_usize;
        let mut end = at + 1;
        while let Some(word) = self.words.get(end) {
            match (word.kind, word.text) {
                (Kind::Comment, _) if word.breaks > 0 && depth == 0 => break,
                (Kind::Comment, _) if depth > 0 => return false,
                (Kind::Sign, "{") => depth += 1,
                (Kind::Sign, "}") if depth == 0 => break,
                (Kind::Sign, "}") => depth -= 1,
                _ => {}
            }
            if depth == 0 && self.marks.of(end).begins_line() {
                break;
            }
            if word.breaks > 0 {
                return false;
            }
            // Nothing this long fits on a line; looking further would only take time.
            if end - at > 4 * WIDTH {
                return false;
            }
            end += 1;
        }
        self.indent() + self.width(at, end) <= WIDTH
    }

    /// How wide the words from `start` to `end` are on one line.
    fn width(&self, start: usize, end: usize) -> usize {
        (start..end)
            .filter(|&at| !self.is_dropped(at) && self.words.get(at).is_some_and(|word| word.kind != Kind::Comment))
            .map(|at| {
                let close = self.is_sign(at, "}");
                let gap = if at == start {
                    0
                } else if close {
                    1
                } else {
                    self.gap(at, self.marks.of(at)).len()
                };
                gap + self.words.get(at).map_or(0, |word| word.spelled().chars().count())
            })
            .sum()
    }

    /// Prints an opening brace, and decides how its block is laid out.
    fn open(&mut self, at: usize) -> usize {
        self.out.push('{');
        let Some(close) = self.closes.get(at).copied().flatten() else { return at + 1 };
        let inside = self.words.get(at + 1..close).unwrap_or(&[]);
        let written_inline = !inside.iter().any(|word| word.kind == Kind::Comment || word.breaks > 0)
            && self.words.get(close).is_some_and(|word| word.breaks == 0);
        let short = inside.is_empty()
            || written_inline && inside.len() <= 4 * WIDTH && self.column() - 1 + self.width(at, close + 1) <= WIDTH;
        if self.inline() || short {
            let stage = false;
            self.blocks.push(Block { inline: true, stage });
            return at + 1;
        }
        let stage = self.marks.opens_stage(at);
        self.blocks.push(Block { inline: false, stage });
        if self.marks.of(at) == Mark::Table { self.table(at + 1, close) } else { at + 1 }
    }

    fn close(&mut self) {
        let Some(block) = self.blocks.pop() else { return };
        if block.inline {
            self.out.push_str(if self.out.ends_with('{') { "}" } else { " }" });
            return;
        }
        self.new_line(self.indent(), false);
        self.out.push('}');
        self.after_stage = block.stage;
    }

    /// Prints the rows of a table: the author's lines, with everything in columns. Gives the closing brace.
    fn table(&mut self, start: usize, close: usize) -> usize {
        let mut lines: Vec<Line> = Vec::new();
        let mut at = start;
        while at < close {
            let Some(word) = self.words.get(at) else { break };
            if word.kind == Kind::Comment {
                let text = word.text.to_owned();
                match lines.last_mut() {
                    Some(line) if word.breaks == 0 && line.comment.is_none() => line.comment = Some(text),
                    _ => lines.push(Line { blank: word.breaks > 1, rows: Vec::new(), comment: Some(text) }),
                }
                at += 1;
                continue;
            }
            let fresh = lines.last().is_none_or(|line| word.breaks > 0 || line.comment.is_some());
            if fresh {
                lines.push(Line { blank: word.breaks > 1, rows: Vec::new(), comment: None });
            }
            let mut cells = Vec::new();
            let mut cell = String::new();
            let begin = at;
            while at < close && (at == begin || self.marks.of(at) != Mark::Row) {
                let Some(word) = self.words.get(at).filter(|word| word.kind != Kind::Comment) else { break };
                if self.marks.of(at) == Mark::Cell {
                    cells.push(std::mem::take(&mut cell));
                } else if at > begin {
                    cell.push_str(self.gap(at, Mark::None));
                }
                cell.push_str(&word.spelled());
                at += 1;
            }
            cells.push(cell);
            lines.last_mut().into_iter().for_each(|line| line.rows.push(std::mem::take(&mut cells)));
        }
        let widths = widths(&lines);
        for (index, line) in lines.iter().enumerate() {
            self.new_line(self.indent(), line.blank && index > 0);
            let text = line.text(&widths);
            self.out.push_str(text.trim_end());
            if let Some(comment) = &line.comment {
                self.out.push_str(if line.rows.is_empty() { "" } else { "  " });
                self.out.push_str(comment);
            }
        }
        close
    }
}

/// A line of a table: rows side by side, each its name and its values.
struct Line {
    blank: bool,
    rows: Vec<Vec<String>>,
    comment: Option<String>,
}

impl Line {
    fn text(&self, widths: &[Vec<usize>]) -> String {
        let mut text = String::new();
        for (row, widths) in self.rows.iter().zip(widths) {
            if !text.is_empty() {
                text.push_str("  ");
            }
            for (index, (cell, width)) in row.iter().zip(widths).enumerate() {
                let fill = " ".repeat(width.saturating_sub(cell.chars().count()));
                // Names stand left, values right.
                let (before, after) = if index == 0 { ("", fill.as_str()) } else { (fill.as_str(), "") };
                text.push_str(if index > 0 { " " } else { "" });
                text.extend([before, cell, after]);
            }
            // A row that lacks values keeps the place of those that have them.
            let missing: usize = widths.iter().skip(row.len()).map(|width| width + 1).sum();
            text.extend(std::iter::repeat_n(' ', missing));
        }
        text
    }
}

/// How wide each cell is, by the place of its row in the line and its own place in the row.
fn widths(lines: &[Line]) -> Vec<Vec<usize>> {
    let mut widths: Vec<Vec<usize>> = Vec::new();
    for line in lines {
        for (index, row) in line.rows.iter().enumerate() {
            if widths.len() <= index {
                widths.push(Vec::new());
            }
            let Some(cells) = widths.get_mut(index) else { continue };
            for (index, cell) in row.iter().enumerate() {
                let width = cell.chars().count();
                match cells.get_mut(index) {
                    Some(known) => *known = width.max(*known),
                    None => cells.push(width),
                }
            }
        }
    }
    widths
}
