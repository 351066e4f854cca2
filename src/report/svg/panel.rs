//! From values to pixels, and the axes that say which is which.

use std::fmt::Write as _;

use super::{Canvas, Ink, Rect, Tag, wide};

/// Where values are drawn: those across and those up, each from one to another.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Panel {
    pub(in crate::report) rect: Rect,
    pub(in crate::report) across: (f64, f64),
    pub(in crate::report) up: (f64, f64),
}

/// What stands beside an axis: values, each in one way and perhaps in another.
#[derive(Debug)]
pub(in crate::report) struct Scale {
    pub(in crate::report) ticks: Vec<(f64, String)>,
    /// The same ticks as people.
    pub(in crate::report) also: Option<Vec<String>>,
}

const SIZE: f64 = 12.0;
const SMALL: f64 = 10.5;

impl Panel {
    pub(in crate::report) fn x(&self, value: f64) -> f64 {
        self.rect.x + (value - self.across.0) / (self.across.1 - self.across.0) * self.rect.wide
    }

    pub(in crate::report) fn y(&self, value: f64) -> f64 {
        self.rect.y + self.rect.high - (value - self.up.0) / (self.up.1 - self.up.0) * self.rect.high
    }

    pub(in crate::report) fn point(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.x(x), self.y(y))
    }

    pub(in crate::report) fn line(&self, line: &[(f64, f64)]) -> Vec<(f64, f64)> {
        line.iter().map(|point| self.point(*point)).collect()
    }

    /// Lines at the ticks.
    pub(in crate::report) fn grid(&self, canvas: &mut Canvas, across: &Scale, up: &Scale) {
        let Rect { x: left, y: top, wide, high } = self.rect;
        let mut lines = String::new();
        // Writing to a String cannot fail.
        for (tick, _) in &across.ticks {
            let _ =
                write!(lines, "M{} {}V{}", super::Pixels(self.x(*tick)), super::Pixels(top), super::Pixels(top + high));
        }
        for (tick, _) in &up.ticks {
            let _ = write!(
                lines,
                "M{} {}H{}",
                super::Pixels(left),
                super::Pixels(self.y(*tick)),
                super::Pixels(left + wide)
            );
        }
        Tag::new("path").ink(Ink::Grid).with("d", lines).draw(canvas);
    }

    /// The frame, with values below and on the left; those of people below the others, and on the right.
    pub(in crate::report) fn axes(&self, canvas: &mut Canvas, across: &Scale, up: &Scale) {
        let bottom = self.rect.y + self.rect.high;
        Tag::new("rect").ink(Ink::Frame).rect(self.rect).draw(canvas);
        for (tick, text) in &across.ticks {
            let x = self.x(*tick);
            Tag::new("text").ink(Ink::Text).at(x, bottom + 17.0).size(SIZE).middle().holds(text, canvas);
        }
        for (tick, text) in across.people(self) {
            let x = self.x(tick);
            Tag::new("text").ink(Ink::Quiet).at(x, bottom + 32.0).size(SMALL).middle().holds(text, canvas);
        }
        for (tick, text) in &up.ticks {
            let y = self.y(*tick) + 4.0;
            Tag::new("text").ink(Ink::Text).at(self.rect.x - 8.0, y).size(SIZE).end().holds(text, canvas);
        }
        for ((tick, _), text) in up.ticks.iter().zip(up.also.iter().flatten()) {
            let (x, y) = (self.rect.x + self.rect.wide + 7.0, self.y(*tick) + 4.0);
            canvas.text(Ink::Quiet, x, y, SMALL, text);
        }
    }

    /// What is across, below its values.
    pub(in crate::report) fn name_across(&self, canvas: &mut Canvas, text: &str) {
        let (x, y) = (self.rect.x + self.rect.wide / 2.0, self.rect.y + self.rect.high + 52.0);
        Tag::new("text").ink(Ink::Text).at(x, y).size(13.0).middle().holds(text, canvas);
    }

    /// What is up, above its values.
    pub(in crate::report) fn name_up(&self, canvas: &mut Canvas, text: &str) {
        canvas.text(Ink::Text, self.rect.x - 44.0, self.rect.y - 12.0, 13.0, text);
    }
}

impl Scale {
    /// As many of the people below an axis as stand there without touching.
    fn people<'s>(&'s self, panel: &Panel) -> Vec<(f64, &'s str)> {
        let all: Vec<(f64, &str)> =
            self.ticks.iter().zip(self.also.iter().flatten()).map(|((tick, _), text)| (*tick, text.as_str())).collect();
        let widest = all.iter().map(|(_, text)| wide(text, SMALL)).fold(0.0, f64::max);
        let gap = match all.as_slice() {
            [(one, _), (next, _), ..] => panel.x(*next) - panel.x(*one),
            [] | [_] => return all,
        };
        let every = if widest + 6.0 > gap { 2 } else { 1 };
        all.into_iter().step_by(every).collect()
    }
}
