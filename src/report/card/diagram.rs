//! The stages as a picture in SVG: boxes one below the other, and beside each what its endings lead to. Nothing crosses,
//! whatever leads where: an ending that leads further than to the next box says so in words.

use std::fmt::Write as _;

use super::html::escape;
use super::{Card, Exit, StageCard};

/// Widths and heights in pixels.
const WIDTH: usize = 760;
const BOX: usize = 300;
const ENDS: usize = 440;
const LINE: usize = 19;
const SMALL: usize = 16;
const PADDING: usize = 12;
const GAP: usize = 44;
const BETWEEN: usize = 10;

/// The picture, for a page that has its styles.
pub(super) fn svg(card: &Card) -> String {
    let boxes: Vec<Drawn> = card.stages.iter().enumerate().map(|(at, stage)| Drawn::new(card, at, stage)).collect();
    let mut shapes = String::new();
    let mut top = 2;
    for (at, drawn) in boxes.iter().enumerate() {
        drawn.draw(&mut shapes, top);
        let bottom = top + drawn.height();
        if let Some(how) = drawn.next.filter(|_| at + 1 < boxes.len()) {
            arrow_down(&mut shapes, bottom, how);
        }
        top = bottom + if at + 1 < boxes.len() { GAP } else { 2 };
    }
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "<svg class=\"flow\" viewBox=\"0 0 {WIDTH} {top}\" width=\"{WIDTH}\" height=\"{top}\" role=\"img\" \
         aria-labelledby=\"flow-title flow-text\">\n<title id=\"flow-title\">How it goes</title>\n\
         <desc id=\"flow-text\">{}</desc>",
        escape(&in_words(card))
    );
    text.push_str(
        "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto-start-reverse\"><path class=\"tip\" d=\"M0 0L10 5L0 10z\"/></marker></defs>\n",
    );
    text.push_str(&shapes);
    text.push_str("</svg>\n");
    text
}

/// The same for those who do not see it.
fn in_words(card: &Card) -> String {
    let stages = card.stages.iter().enumerate().map(|(at, stage)| {
        let exits = stage.exits.iter().map(|exit| {
            let next =
                || card.stages.get(at + 1).map_or_else(String::new, |next| format!("on to {}. {}", at + 2, next.title));
            format!("if it {}: {}", exit.how, card.leads(at, exit).unwrap_or_else(next))
        });
        format!("{}. {}: {}.", at + 1, stage.title, exits.collect::<Vec<_>>().join("; "))
    });
    stages.collect::<Vec<_>>().join(" ")
}

/// A stage as it is drawn.
struct Drawn {
    title: Vec<String>,
    below: Vec<String>,
    ends: Vec<End>,
    /// How it ends where it goes on to the next.
    next: Option<&'static str>,
}

/// What an ending leads to.
struct End {
    how: &'static str,
    lines: Vec<String>,
    class: &'static str,
}

impl End {
    fn height(&self) -> usize {
        self.lines.len() * LINE + 2 * PADDING - 6
    }
}

impl Drawn {
    fn new(card: &Card, at: usize, stage: &StageCard) -> Self {
        let title = if card.is_simple() { card.title.clone() } else { format!("{}. {}", at + 1, stage.title) };
        let reached = stage.reached.as_ref().map(|reached| format!("reached if {reached}"));
        let below = reached.iter().flat_map(|text| wrapped(text, BOX - 2 * PADDING, 13)).collect();
        let goes_on = |exit: &&Exit| card.leads(at, exit).is_none();
        let ends = stage.exits.iter().filter_map(|exit| {
            let leads = card.leads(at, exit)?;
            let class = match (exit.how, exit.stages.is_empty()) {
                (_, false) => "on",
                (_, true) if card.is_idle(exit) => "on",
                ("passes", true) => "good",
                ("fails", true) => "bad",
                (_, true) => "open",
            };
            Some(End { how: exit.how, lines: wrapped(&leads, WIDTH - ENDS - 2 * PADDING - 2, 14), class })
        });
        let ends = ends.collect();
        let next = stage.exits.iter().find(goes_on).map(|exit| exit.how);
        Self { title: wrapped_bold(&title, BOX - 2 * PADDING, 15), below, ends, next }
    }

    fn ends_height(&self) -> usize {
        let own: usize = self.ends.iter().map(End::height).sum();
        own + self.ends.len().saturating_sub(1) * BETWEEN
    }

    fn text_height(&self) -> usize {
        self.title.len() * LINE + self.below.len() * SMALL + if self.below.is_empty() { 0 } else { 4 }
    }

    fn height(&self) -> usize {
        (self.text_height() + 2 * PADDING).max(self.ends_height()).max(52)
    }

    fn draw(&self, text: &mut String, top: usize) {
        let height = self.height();
        let _ =
            writeln!(text, "<rect class=\"stage\" x=\"1\" y=\"{top}\" width=\"{BOX}\" height=\"{height}\" rx=\"6\"/>");
        let mut y = top + (height - self.text_height()) / 2 + 15;
        for line in &self.title {
            let _ = writeln!(text, "<text class=\"strong\" x=\"{}\" y=\"{y}\">{}</text>", 1 + PADDING, escape(line));
            y += LINE;
        }
        for line in &self.below {
            let _ = writeln!(text, "<text class=\"soft\" x=\"{}\" y=\"{y}\">{}</text>", 1 + PADDING, escape(line));
            y += SMALL;
        }
        let mut end_top = top + (height - self.ends_height()) / 2;
        for end in &self.ends {
            let middle = end_top + end.height() / 2;
            let (from, to) = (BOX + 1, ENDS - 3);
            let _ = writeln!(text, "<path class=\"arrow\" d=\"M{from} {middle}H{to}\" marker-end=\"url(#tip)\"/>");
            let _ = writeln!(
                text,
                "<text class=\"how\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                usize::midpoint(from, to),
                middle - 6,
                end.how
            );
            let (width, high) = (WIDTH - ENDS - 2, end.height());
            let _ = writeln!(
                text,
                "<rect class=\"end {}\" x=\"{ENDS}\" y=\"{end_top}\" width=\"{width}\" height=\"{high}\" rx=\"{}\"/>",
                end.class,
                high.min(32) / 2
            );
            let mut y = end_top + PADDING + 11;
            for line in &end.lines {
                let _ = writeln!(text, "<text x=\"{}\" y=\"{y}\">{}</text>", ENDS + PADDING + 2, escape(line));
                y += LINE;
            }
            end_top += end.height() + BETWEEN;
        }
    }
}

fn arrow_down(text: &mut String, from: usize, how: &str) {
    let x = 1 + BOX / 2;
    let (begins, ends) = (from, from + GAP - 3);
    let _ = writeln!(text, "<path class=\"arrow\" d=\"M{x} {begins}V{ends}\" marker-end=\"url(#tip)\"/>");
    let _ = writeln!(text, "<text class=\"how\" x=\"{}\" y=\"{}\">{how}</text>", x + 10, from + GAP / 2 + 4);
}

fn wrapped_bold(text: &str, width: usize, size: usize) -> Vec<String> {
    wrapped(text, width * 100 / 112, size)
}

/// A text in lines that are no wider than so many pixels.
fn wrapped(text: &str, width: usize, size: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, width, size)) {
        match lines.last_mut() {
            Some(line) if wide(line, size) + wide(&word, size) + size * 34 / 100 <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            Some(_) | None => lines.push(word),
        }
    }
    lines
}

/// A word, cut where it is longer than a line.
fn pieces(word: &str, width: usize, size: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        let full = pieces.last().is_some_and(|piece| wide(piece, size) + size > width);
        if full {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

/// How wide a text is in pixels, near enough and rather too wide.
fn wide(text: &str, size: usize) -> usize {
    let hundredths: usize = text
        .chars()
        .map(|letter| match letter {
            'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '(' | ')' | ' ' => 34,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 92,
            letter if letter.is_uppercase() => 72,
            letter if letter.is_ascii() => 58,
            // Scripts whose letters are wide.
            letter if letter > '\u{2e80}' => 105,
            _ => 72,
        })
        .sum();
    hundredths * size / 100
}
