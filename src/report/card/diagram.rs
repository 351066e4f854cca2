//! The stages as a picture in SVG: boxes one below the other, and beside each what its endings lead to. Nothing crosses,
//! whatever leads where: an ending that leads further than to the next box says so in words.

use super::super::svg::{Canvas, Ink, Pixels, Rect, Tag, bold, wide, wrap};
use super::{Card, Exit, StageCard, does};
use crate::evaluate::StageStatus;

/// Widths and heights in pixels.
const WIDTH: f64 = 760.0;
const BOX: f64 = 300.0;
const ENDS: f64 = 440.0;
const LINE: f64 = 19.0;
const SMALL: f64 = 16.0;
const PADDING: f64 = 12.0;
const GAP: f64 = 44.0;
const BETWEEN: f64 = 10.0;
/// Of the letters of titles, of ends, and of what explains.
const TITLE: f64 = 15.0;
const TEXT: f64 = 14.0;
const QUIET: f64 = 13.0;

/// The picture.
pub(super) fn svg(card: &Card) -> String {
    let boxes: Vec<StageBox> =
        card.stages.iter().enumerate().map(|(at, stage)| StageBox::new(card, at, stage)).collect();
    let mut shapes = Canvas::part("flow");
    let mut top = 2.0;
    for (at, drawn) in boxes.iter().enumerate() {
        drawn.draw(&mut shapes, top);
        let bottom = top + drawn.height();
        if let Some(how) = drawn.next.filter(|_| at + 1 < boxes.len()) {
            arrow_down(&mut shapes, bottom, how);
        }
        top = bottom + if at + 1 < boxes.len() { GAP } else { 2.0 };
    }
    let mut canvas = Canvas::new("flow", (WIDTH, top), "How it goes", &in_words(card));
    let tip = Tag::new("marker").with("id", canvas.id("tip")).with("viewBox", "0 0 10 10").with("refX", "9");
    let tip = tip.with("refY", "5").with("markerWidth", "7").with("markerHeight", "7");
    tip.with("orient", "auto-start-reverse").open(&mut canvas);
    Tag::new("path").ink(Ink::Tip).with("d", "M0 0L10 5L0 10z").draw(&mut canvas);
    canvas.close("marker");
    canvas.append(shapes);
    canvas.finish()
}

/// The same for those who do not see it.
fn in_words(card: &Card) -> String {
    let stages = card.stages.iter().enumerate().map(|(at, stage)| {
        let exits = stage.exits.iter().map(|exit| {
            let next =
                || card.stages.get(at + 1).map_or_else(String::new, |next| format!("on to {}. {}", at + 2, next.title));
            format!("if it {}: {}", does(exit.how), card.leads(at, exit).unwrap_or_else(next))
        });
        format!("{}. {}: {}.", at + 1, stage.title, exits.collect::<Vec<_>>().join("; "))
    });
    stages.collect::<Vec<_>>().join(" ")
}

/// A stage as it is drawn.
struct StageBox {
    title: Vec<String>,
    below: Vec<String>,
    ends: Vec<Ending>,
    /// How it ends where it goes on to the next.
    next: Option<&'static str>,
}

/// What an ending leads to.
struct Ending {
    how: &'static str,
    lines: Vec<String>,
    ink: Ink,
}

impl Ending {
    fn height(&self) -> f64 {
        self.lines.len() as f64 * LINE + 2.0 * PADDING - 6.0
    }

    fn draw(&self, canvas: &mut Canvas, top: f64) {
        let middle = (top + self.height() / 2.0).floor();
        let (from, to) = (BOX + 1.0, ENDS - 3.0);
        arrow(canvas, format!("M{} {}H{}", Pixels(from), Pixels(middle), Pixels(to)));
        let how = Tag::new("text").ink(Ink::Quiet).at(f64::midpoint(from, to), middle - 6.0).size(QUIET).middle();
        how.holds(self.how, canvas);
        let rect = Rect { x: ENDS, y: top, wide: WIDTH - ENDS - 2.0, high: self.height() };
        let round = Pixels(rect.high.min(32.0) / 2.0);
        Tag::new("rect").ink(self.ink).rect(rect).with("rx", round).draw(canvas);
        let mut y = top + PADDING + 11.0;
        for line in &self.lines {
            canvas.text(Ink::Text, ENDS + PADDING + 2.0, y, TEXT, line);
            y += LINE;
        }
    }
}

impl StageBox {
    fn new(card: &Card, at: usize, stage: &StageCard) -> Self {
        let title = if card.is_simple() { card.title.clone() } else { format!("{}. {}", at + 1, stage.title) };
        let reached = stage.reached.as_ref().map(|reached| format!("reached if {reached}"));
        let below = reached.iter().flat_map(|text| wrap(text, BOX - 2.0 * PADDING, QUIET)).collect();
        let goes_on = |exit: &&Exit| card.leads(at, exit).is_none();
        let ends = stage.exits.iter().filter_map(|exit| {
            let leads = card.leads(at, exit)?;
            let ink = match (exit.how, exit.stages.is_empty()) {
                (_, false) => Ink::Card,
                (_, true) if card.is_idle(exit) => Ink::Card,
                (StageStatus::Passed, true) => Ink::Good,
                (StageStatus::Failed, true) => Ink::Bad,
                (_, true) => Ink::Open,
            };
            Some(Ending { how: does(exit.how), lines: wrap(&leads, WIDTH - ENDS - 2.0 * PADDING - 2.0, TEXT), ink })
        });
        let ends = ends.collect();
        let next = stage.exits.iter().find(goes_on).map(|exit| does(exit.how));
        // As much narrower as bold letters are wider.
        let room = (BOX - 2.0 * PADDING) * wide("m", TITLE) / bold("m", TITLE);
        Self { title: wrap(&title, room, TITLE), below, ends, next }
    }

    fn ends_height(&self) -> f64 {
        let own: f64 = self.ends.iter().map(Ending::height).sum();
        own + self.ends.len().saturating_sub(1) as f64 * BETWEEN
    }

    fn text_height(&self) -> f64 {
        let gap = if self.below.is_empty() { 0.0 } else { 4.0 };
        self.title.len() as f64 * LINE + self.below.len() as f64 * SMALL + gap
    }

    fn height(&self) -> f64 {
        (self.text_height() + 2.0 * PADDING).max(self.ends_height()).max(52.0)
    }

    fn draw(&self, canvas: &mut Canvas, top: f64) {
        let height = self.height();
        let rect = Rect { x: 1.0, y: top, wide: BOX, high: height };
        Tag::new("rect").ink(Ink::Card).rect(rect).with("rx", "6").draw(canvas);
        let mut y = top + ((height - self.text_height()) / 2.0).floor() + 15.0;
        for line in &self.title {
            Tag::new("text").ink(Ink::Text).at(1.0 + PADDING, y).size(TITLE).bold().holds(line, canvas);
            y += LINE;
        }
        canvas.lines(&self.below, 1.0 + PADDING, y, QUIET, SMALL);
        let mut end_top = top + ((height - self.ends_height()) / 2.0).floor();
        for end in &self.ends {
            end.draw(canvas, end_top);
            end_top += end.height() + BETWEEN;
        }
    }
}

fn arrow(canvas: &mut Canvas, path: String) {
    let tip = format!("url(#{})", canvas.id("tip"));
    Tag::new("path").ink(Ink::Arrow).with("d", path).with("marker-end", tip).draw(canvas);
}

fn arrow_down(canvas: &mut Canvas, from: f64, how: &str) {
    let x = 1.0 + BOX / 2.0;
    arrow(canvas, format!("M{} {}V{}", Pixels(x), Pixels(from), Pixels(from + GAP - 3.0)));
    canvas.text(Ink::Quiet, x + 10.0, from + GAP / 2.0 + 4.0, QUIET, how);
}
