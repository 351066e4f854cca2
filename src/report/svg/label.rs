//! Text: how wide it is, where it is broken, and where labels go, each beside what it names and none over another.

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Rect {
    pub(in crate::report) x: f64,
    pub(in crate::report) y: f64,
    pub(in crate::report) wide: f64,
    pub(in crate::report) high: f64,
}

impl Rect {
    pub(in crate::report) fn around(x: f64, y: f64, half: f64) -> Self {
        Self { x: x - half, y: y - half, wide: 2.0 * half, high: 2.0 * half }
    }

    /// How far a place is from it; nothing within.
    pub(in crate::report) fn distance(self, (x, y): (f64, f64)) -> f64 {
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
pub(in crate::report) struct Labels {
    within: Rect,
    taken: Vec<Rect>,
    /// Labels on lines, close together.
    lines: Vec<(f64, f64)>,
}

impl Labels {
    pub(in crate::report) fn new(within: Rect) -> Self {
        Self { within, taken: Vec::new(), lines: Vec::new() }
    }

    pub(in crate::report) fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Takes the room of a line from a name to its mark.
    pub(in crate::report) fn take_line(&mut self, name: (f64, f64), mark: (f64, f64)) {
        let places = between(name, mark).filter(|place| away(*place, mark) > 7.0);
        self.taken.extend(places.map(|(x, y)| Rect::around(x, y, 1.5)));
    }

    /// Whether such a line would lead over something.
    pub(in crate::report) fn is_crossed(&self, name: (f64, f64), mark: (f64, f64)) -> bool {
        between(name, mark).any(|place| away(place, mark) > 7.0 && self.taken.iter().any(|taken| taken.has(place)))
    }

    /// Takes note of a line.
    pub(in crate::report) fn line(&mut self, line: &[(f64, f64)]) {
        for pair in line.windows(2) {
            let [from, to] = pair else { continue };
            self.lines.extend(between(*from, *to));
        }
    }

    /// Takes the best of several places, each with what it costs by itself; `None` if all are over something.
    pub(in crate::report) fn best(&mut self, candidates: &[(Rect, f64)]) -> Option<Rect> {
        let free = candidates.iter().filter(|(rect, _)| {
            rect.is_within(self.within) && !self.taken.iter().any(|taken| taken.meets(rect.grown(2.0)))
        });
        let costs = free.map(|(rect, cost)| {
            let crossed = self.lines.iter().filter(|place| rect.has(**place)).count();
            (*rect, cost + crossed as f64 * 3.0)
        });
        let best = costs.reduce(|best, other| if other.1 < best.1 { other } else { best });
        let (rect, _) = best?;
        self.taken.push(rect);
        Some(rect)
    }
}

fn away(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

/// Labels on a straight line, close together, with both ends.
fn between(from: (f64, f64), to: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let steps = (away(from, to) / 4.0).ceil().max(1.0);
    let parts = std::iter::successors(Some(0.0), move |step| (step + 1.0 <= steps).then_some(step + 1.0));
    parts.map(move |step| (from.0 + (to.0 - from.0) * step / steps, from.1 + (to.1 - from.1) * step / steps))
}

/// How wide a text in bold is.
pub(in crate::report) fn bold(text: &str, size: f64) -> f64 {
    wide(text, size) * 1.16
}

/// How wide a text is in pixels, near enough and rather too wide.
pub(in crate::report) fn wide(text: &str, size: f64) -> f64 {
    let units: f64 = text
        .chars()
        .map(|letter| match letter {
            'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '(' | ')' | ' ' => 0.34,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.92,
            letter if letter.is_uppercase() => 0.71,
            letter if letter.is_ascii() => 0.58,
            // Scripts whose letters are wide.
            letter if letter > '\u{2e80}' => 1.05,
            _ => 0.73,
        })
        .sum();
    units * size
}

/// A text in lines that fit so many pixels; a word longer than a line is cut.
pub(in crate::report) fn wrap(text: &str, room: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().flat_map(|word| cut(word, room, size)) {
        match lines.last_mut() {
            Some(line) if wide(line, size) + wide(&word, size) + 0.34 * size <= room => {
                line.push(' ');
                line.push_str(&word);
            }
            Some(_) | None => lines.push(word),
        }
    }
    lines
}

/// A word, cut where it is longer than a line.
fn cut(word: &str, room: f64, size: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        if pieces.last().is_some_and(|piece| !piece.is_empty() && wide(piece, size) + size > room) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}
