//! SVG by hand: colours, paths, text.

use std::fmt::Write as _;

use super::label::wide;

/// How a rule is drawn: by colour and by dashes, so that either tells it apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub(super) class: &'static str,
    /// Of lines on white: Okabe and Ito's colours.
    pub(super) light: &'static str,
    /// Of letters on white: the same, dark enough to be read.
    pub(super) text: &'static str,
    /// Of both on black.
    pub(super) dark: &'static str,
    pub(super) dashes: &'static str,
}

const fn paint(
    class: &'static str,
    light: &'static str,
    text: &'static str,
    dark: &'static str,
    dashes: &'static str,
) -> Paint {
    Paint { class, light, text, dark, dashes }
}

/// Colours that people see apart whatever they see of colour (Okabe and Ito 2008), then the same with other dashes.
pub(super) const PAINTS: [Paint; 8] = [
    paint("p0", "#0072b2", "#005b8e", "#5ab4ea", "none"),
    paint("p1", "#d55e00", "#a84a00", "#ff9248", "9 4"),
    paint("p2", "#009e73", "#00704f", "#2fc79b", "2 4"),
    paint("p3", "#cc79a7", "#9b3f73", "#e6a3c8", "11 4 2 4"),
    paint("p4", "#e69f00", "#8a5f00", "#f5bd42", "5 3"),
    paint("p5", "#56b4e9", "#17719f", "#9fd6f7", "14 3 3 3 3 3"),
    paint("p6", "#000000", "#000000", "#ffffff", "1 3"),
    paint("p7", "#7a5195", "#5f3a78", "#c3a0dd", "16 5"),
];

/// The beginning of a picture, with its style: readable on light and, where it is asked for, on dark.
pub(super) fn head(text: &mut String, width: f64, height: f64, title: &str, about: &str) {
    let (width, height) = (number(width), number(height));
    let mut dark = String::new();
    for own in PAINTS {
        // Writing to a String cannot fail.
        let _ = write!(dark, "path.{0}{{stroke:{1}}}text.{0}{{fill:{1}}}", own.class, own.dark);
    }
    let _ = write!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif\" role=\"img\">\n\
         <title>{}</title>\n<desc>{}</desc>\n<style>\n\
         .line{{fill:none;stroke-width:2.6;stroke-linecap:butt;stroke-linejoin:round}}\n\
         .halo{{paint-order:stroke;stroke:#ffffff;stroke-width:3px;stroke-linejoin:round}}\n\
         @media (prefers-color-scheme: dark) {{\n\
         .paper{{fill:#14171c}}.ink{{fill:#f0f0f0}}.soft{{fill:#b9bec6}}.halo{{stroke:#14171c}}\n\
         .area{{fill:#ffffff}}.grid,.frame{{stroke:#ffffff}}.lead{{stroke:#b9bec6}}.mark{{fill:#f0f0f0;stroke:#14171c}}.hollow{{fill:#14171c;stroke:#f0f0f0}}\n\
         .hatching{{stroke:#ffffff}}{dark}\n\
         }}\n</style>\n\
         <defs><pattern id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <path class=\"hatching\" d=\"M0 0V7\" stroke=\"#000000\" stroke-opacity=\"0.28\" stroke-width=\"1.6\"/></pattern></defs>\n\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        escape(title),
        escape(about)
    );
}

/// A number of pixels.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A line through points; closed for an area.
pub(super) fn path(line: &[(f64, f64)], closed: bool) -> String {
    let mut text = String::new();
    for (at, (x, y)) in line.iter().enumerate() {
        let _ = write!(text, "{}{x:.2} {y:.2}", if at == 0 { "M" } else { "L" });
    }
    if closed {
        text.push('Z');
    }
    text
}

/// A line moved aside, to its left if that is below zero.
pub(super) fn beside(line: &[(f64, f64)], aside: f64) -> Vec<(f64, f64)> {
    if aside == 0.0 {
        return line.to_vec();
    }
    let at = |index: usize| line.get(index).copied();
    (0..line.len())
        .filter_map(|index| {
            let (from, to) = (at(index.saturating_sub(1))?, at((index + 1).min(line.len() - 1))?);
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = dx.hypot(dy).max(1e-9);
            let (x, y) = at(index)?;
            Some((x - dy / length * aside, y + dx / length * aside))
        })
        .collect()
}

/// How long a line is.
pub(super) fn length(line: &[(f64, f64)]) -> f64 {
    let between = |pair: &[(f64, f64)]| match pair {
        [from, to] => (to.0 - from.0).hypot(to.1 - from.1),
        _ => 0.0,
    };
    line.windows(2).map(between).sum()
}

/// A place on a line, as a part of its length, and the direction there.
pub(super) fn along(line: &[(f64, f64)], part: f64) -> Option<((f64, f64), (f64, f64))> {
    let mut left = length(line) * part;
    for pair in line.windows(2) {
        let [from, to] = pair else { continue };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let own = dx.hypot(dy);
        if own >= left && own > 0.0 {
            return Some(((from.0 + dx * left / own, from.1 + dy * left / own), (dx, dy)));
        }
        left -= own;
    }
    None
}

/// Whether a place is near a line.
pub(super) fn is_near(line: &[(f64, f64)], (x, y): (f64, f64), by: f64) -> bool {
    line.windows(2).any(|pair| {
        let [from, to] = pair else { return false };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let square = (dx * dx + dy * dy).max(1e-12);
        let part = (((x - from.0) * dx + (y - from.1) * dy) / square).clamp(0.0, 1.0);
        (from.0 + dx * part - x).hypot(from.1 + dy * part - y) < by
    })
}

/// A mark of real votes: a disc, or a hollow diamond if they are decided otherwise than their place.
pub(super) fn mark(x: f64, y: f64, differs: bool) -> String {
    if differs {
        let path = format!("M{} {}l5.2 5.2 -5.2 5.2 -5.2 -5.2z", number(x), number(y - 5.2));
        format!("<path class=\"hollow\" fill=\"#ffffff\" stroke=\"#1a1a1a\" stroke-width=\"1.8\" d=\"{path}\"/>\n")
    } else {
        format!(
            "<circle class=\"mark\" cx=\"{}\" cy=\"{}\" r=\"4.2\" fill=\"#1a1a1a\" stroke=\"#ffffff\" stroke-width=\"1.2\"/>\n",
            number(x),
            number(y)
        )
    }
}

/// Lines of text, one below the other.
pub(super) fn say(text: &mut String, lines: &[String], x: f64, y: &mut f64, size: f64, line: f64) {
    for own in lines {
        let _ = writeln!(
            text,
            "<text class=\"soft\" x=\"{}\" y=\"{}\" font-size=\"{size}\" fill=\"#444444\">{}</text>",
            number(x),
            number(*y),
            escape(own)
        );
        *y += line;
    }
}

/// Text in lines that fit.
pub(super) fn wrap(text: &str, room: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if wide(line, size) + wide(word, size) + 0.34 * size <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// What XML would read as more than text.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
