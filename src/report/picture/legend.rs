//! What stands below a map: lines with the titles of rules, marks, shades, and what the sweep says.

use super::super::svg::{Canvas, Ink, Pixels, Rect, Tag, bold, wrap};
use super::names::mark;
use super::{LEFT, RIGHT, RuleEdge, WIDE, opacity};

/// Of a line of text.
const LINE: f64 = 19.0;
const SIZE: f64 = 12.5;
/// Of the notes.
const SMALL: f64 = 11.0;
const ROOM: f64 = LEFT + WIDE + RIGHT - 24.0;
/// Where the words begin.
const WORDS: f64 = LEFT + 52.0;

/// What there is to say.
pub(super) struct Legend<'k> {
    pub(super) drawn: &'k [RuleEdge],
    /// Whether there are real votes that are decided as their place is, and such as are not.
    pub(super) marks: [bool; 2],
    pub(super) hatched: bool,
    pub(super) notes: Vec<String>,
}

impl Legend<'_> {
    /// Draws it below a place, and says where it ends.
    pub(super) fn draw(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let mut y = top + 12.0;
        for own in self.drawn {
            y = line(canvas, own, y);
        }
        if self.drawn.len() > 1 {
            y = self.shades(canvas, y);
        }
        let says = [
            "real votes",
            "real votes that some of these rules decide otherwise on their own figures than at this place",
        ];
        for (at, (shown, text)) in self.marks.into_iter().zip(says).enumerate() {
            if shown {
                mark(canvas, LEFT + 20.0, y - 4.0, at == 1);
                canvas.text(Ink::Quiet, WORDS, y, SIZE, text);
                y += LINE;
            }
        }
        if self.hatched {
            let sample = Rect { x: LEFT, y: y - 11.0, wide: 40.0, high: 13.0 };
            let hatch = format!("url(#{})", canvas.id("hatch"));
            Tag::new("rect").with("fill", hatch).rect(sample).draw(canvas);
            Tag::new("rect").ink(Ink::Frame).rect(sample).draw(canvas);
            canvas.text(Ink::Quiet, WORDS, y, SIZE, "no such votes can be");
            y += LINE;
        }
        y += 2.0;
        for note in &self.notes {
            // Fonts that stand in for another may be wider: a line ends early rather than beyond the picture.
            let lines = wrap(note, (ROOM - LEFT) * 0.88, SMALL);
            y = canvas.lines(&lines, LEFT, y, SMALL, 15.0);
        }
        y
    }

    /// How dark it is where none, one, two, … of the rules pass.
    fn shades(&self, canvas: &mut Canvas, y: f64) -> f64 {
        let step = 22.0;
        for passing in 0..=self.drawn.len() {
            let x = LEFT + step * passing as f64;
            let sample = Rect { x, y: y - 11.0, wide: step, high: 13.0 };
            let shade = Tag::new("rect").ink(Ink::Area).with("fill-opacity", format_args!("{:.3}", opacity(passing)));
            shade.rect(sample).draw(canvas);
            Tag::new("rect").ink(Ink::Frame).rect(sample).draw(canvas);
            let number = Tag::new("text").ink(Ink::Text).at(x + step / 2.0, y - 1.0).size(10.0).middle();
            number.holds(&passing.to_string(), canvas);
        }
        let after = LEFT + step * (self.drawn.len() as f64 + 1.0) + 10.0;
        canvas.text(Ink::Quiet, after, y, SIZE, "how many of them pass");
        y + LINE
    }
}

/// A rule's line, its name and its title.
fn line(canvas: &mut Canvas, own: &RuleEdge, y: f64) -> f64 {
    let path = format!("M{} {}h40", Pixels(LEFT), Pixels(y - 4.0));
    Tag::new("path").stroke(own.paint).with("d", path).draw(canvas);
    let about = if own.about == own.label { "" } else { &own.about };
    let lines = wrap(about, ROOM - WORDS - bold(&own.label, SIZE), SIZE);
    let first = lines.first().map_or("", String::as_str);
    canvas.named(WORDS, y, SIZE, [&own.label, first]);
    canvas.lines(lines.get(1..).unwrap_or_default(), WORDS, y + LINE, SIZE, LINE)
}
