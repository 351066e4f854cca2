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

    /// How far a place is from it; nothing within.
    pub(super) fn distance(self, (x, y): (f64, f64)) -> f64 {
        (x - x.clamp(self.x, self.x + self.wide)).hypot(y - y.clamp(self.y, self.y + self.high))
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

    /// Takes the room of a line from a name to its mark.
    pub(super) fn take_line(&mut self, name: (f64, f64), mark: (f64, f64)) {
        let places = between(name, mark).filter(|place| away(*place, mark) > 7.0);
        self.taken.extend(places.map(|(x, y)| Rect::around(x, y, 1.5)));
    }

    /// Whether such a line would lead over something.
    pub(super) fn is_crossed(&self, name: (f64, f64), mark: (f64, f64)) -> bool {
        between(name, mark).any(|place| away(place, mark) > 7.0 && self.taken.iter().any(|taken| taken.has(place)))
    }

    /// Takes note of a line.
    pub(super) fn line(&mut self, line: &[(f64, f64)]) {
        for pair in line.windows(2) {
            let [from, to] = pair else { continue };
            self.lines.extend(between(*from, *to));
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

fn away(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

/// Places on a straight line, close together, with both ends.
fn between(from: (f64, f64), to: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let steps = (away(from, to) / 4.0).ceil().max(1.0);
    let parts = std::iter::successors(Some(0.0), move |step| (step + 1.0 <= steps).then_some(step + 1.0));
    parts.map(move |step| (from.0 + (to.0 - from.0) * step / steps, from.1 + (to.1 - from.1) * step / steps))
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
