//! Where labels go: each beside what it names, none over another.

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) wide: f64,
    pub(super) high: f64,
}

impl Rect {
    pub(super) fn around(x: f64, y: f64, half: f64) -> Self {
        Self { x: x - half, y: y - half, wide: 2.0 * half, high: 2.0 * half }
    }

    fn grown(self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, wide: self.wide + 2.0 * by, high: self.high + 2.0 * by }
    }

    fn meets(self, other: Self) -> bool {
        self.x < other.x + other.wide
            && other.x < self.x + self.wide
            && self.y < other.y + other.high
            && other.y < self.y + self.high
    }

    fn has(self, (x, y): (f64, f64)) -> bool {
        x > self.x && x < self.x + self.wide && y > self.y && y < self.y + self.high
    }

    fn is_within(self, other: Self) -> bool {
        self.x >= other.x
            && self.y >= other.y
            && self.x + self.wide <= other.x + other.wide
            && self.y + self.high <= other.y + other.high
    }
}

/// What has been placed, and what labels should keep off.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) within: Rect,
    taken: Vec<Rect>,
    /// Places on lines, close together.
    lines: Vec<(f64, f64)>,
}

impl Places {
    pub(super) fn new(within: Rect) -> Self {
        Self { within, taken: Vec::new(), lines: Vec::new() }
    }

    pub(super) fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Takes note of a line.
    pub(super) fn line(&mut self, line: &[(f64, f64)]) {
        for pair in line.windows(2) {
            let [from, to] = pair else { continue };
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            let steps = (length / 4.0).ceil().max(1.0);
            let mut step = 0.0;
            while step <= steps {
                let part = step / steps;
                self.lines.push((from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part));
                step += 1.0;
            }
        }
    }

    /// The best of several places, each with what it costs by itself; `None` if all are over something.
    pub(super) fn best(&mut self, candidates: &[(Rect, f64)]) -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        for (at, (rect, cost)) in candidates.iter().enumerate() {
            if !rect.is_within(self.within) || self.taken.iter().any(|taken| taken.meets(rect.grown(2.0))) {
                continue;
            }
            let crossed = self.lines.iter().filter(|place| rect.has(**place)).count();
            let cost = cost + crossed as f64 * 3.0;
            if best.is_none_or(|(_, least)| cost < least) {
                best = Some((at, cost));
            }
        }
        let (at, _) = best?;
        if let Some((rect, _)) = candidates.get(at) {
            self.taken.push(*rect);
        }
        Some(at)
    }
}

/// How wide a text in bold is.
pub(super) fn bold(text: &str, size: f64) -> f64 {
    wide(text, size) * 1.16
}

/// How wide a text is, near enough and rather too wide.
pub(super) fn wide(text: &str, size: f64) -> f64 {
    let units: f64 = text
        .chars()
        .map(|letter| match letter {
            'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '(' | ')' | ' ' => 0.34,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.92,
            letter if letter.is_uppercase() => 0.70,
            letter if letter.is_ascii() => 0.58,
            _ => 0.75,
        })
        .sum();
    units * size
}
