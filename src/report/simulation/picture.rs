//! A simulation as a picture: votes by turnout and support, with the line from which on each rule passes.

use std::fmt::Write as _;

use super::{Simulated, words};
use crate::evaluate::StageStatus;
use crate::simulate::{Marks, Simulation};
use crate::value::Exact;
use crate::words::grouped;

/// The panel, in pixels.
const LEFT: i64 = 84;
const TOP: i64 = 128;
const WIDTH: i64 = 560;
const HEIGHT: i64 = 400;
const ALL_WIDTH: i64 = 980;
/// Coordinates are counted in hundredths of a pixel, and shares in steps of [`Marks::FINE`].
const FINE: i64 = Marks::FINE as i64;
const PERCENT: i64 = FINE / 100;

/// Colours that people who see fewer of them can tell apart (Okabe and Ito), on light and on dark ground. Every
/// second and third line is broken, so that one that lies on another leaves it to be seen.
const LIGHT: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#a8487f", "#8a6d00", "#222222"];
const DARK: [&str; 6] = ["#56b4e9", "#ff8c42", "#2fcf9f", "#e79ac4", "#f0e442", "#f2f2f2"];
const DASHES: [&str; 3] = ["", "14 8", "4 7"];

/// Parts of all draws that the darker regions hold, in per cent, with what they are called.
const REGIONS: [(u128, &str); 3] = [(50, "half of the draws"), (80, "80%"), (95, "95%")];

/// What the panel shows, in steps of [`Marks::FINE`].
#[derive(Clone, Copy)]
struct Window {
    across: (i64, i64),
    up: (i64, i64),
}

/// A rule's line: pieces of turnout and support, and the rules that share it.
struct Line {
    rules: Vec<usize>,
    pieces: Vec<Vec<(i64, i64)>>,
}

/// The picture as SVG.
pub fn svg(simulated: &Simulated<'_, '_>) -> String {
    let simulation = simulated.simulation;
    let window = window(simulation);
    let lines = lines(simulation, window);
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{ALL_WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {ALL_WIDTH} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">",
        height = TOP + HEIGHT + 96,
    );
    text.push_str(&style());
    let _ = writeln!(text, "<title>{}</title>", escape(&simulated.title()));
    text.push_str("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
    heading(&mut text, simulated);
    axes(&mut text, simulation, window);
    let _ = writeln!(
        text,
        "<clipPath id=\"panel\"><rect x=\"{LEFT}\" y=\"{TOP}\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/></clipPath>"
    );
    text.push_str("<g clip-path=\"url(#panel)\">\n");
    cloud(&mut text, simulation, window);
    for (at, line) in lines.iter().enumerate() {
        draw(&mut text, at, line, window);
    }
    text.push_str("</g>\n");
    let _ = writeln!(text, "<rect class=\"frame\" x=\"{LEFT}\" y=\"{TOP}\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>");
    labels(&mut text, simulated, &lines, window);
    text.push_str("</svg>\n");
    text
}

fn style() -> String {
    let mut light = String::new();
    let mut dark = String::new();
    for (at, (on_light, on_dark)) in LIGHT.iter().zip(DARK).enumerate() {
        let _ = write!(light, ".c{at}{{stroke:{on_light}}}.t{at}{{fill:{on_light}}}");
        let _ = write!(dark, ".c{at}{{stroke:{on_dark}}}.t{at}{{fill:{on_dark}}}");
    }
    format!(
        "<style>\n.ground{{fill:#fff}}text{{fill:#1b1b1b}}.quiet{{fill:#5a5a5a}}.grid{{stroke:#e2e2e2}}\
         .frame{{fill:none;stroke:#8a8a8a}}.line{{fill:none;stroke-width:2.2}}.leader{{fill:none;stroke-width:1;opacity:.7}}\
         .d0{{fill:#5b6b7f}}.d1{{fill:#9fb0c3}}.d2{{fill:#d3dce6}}\n{light}\n\
         @media (prefers-color-scheme: dark){{.ground{{fill:#16191d}}text{{fill:#ececec}}.quiet{{fill:#a9b0b8}}\
         .grid{{stroke:#2c3238}}.frame{{stroke:#77808a}}.d0{{fill:#8fa3ba}}.d1{{fill:#566577}}.d2{{fill:#313b47}}\n{dark}}}\n\
         </style>\n"
    )
}

fn heading(text: &mut String, simulated: &Simulated<'_, '_>) {
    let simulation = simulated.simulation;
    let _ = writeln!(
        text,
        "<text x=\"24\" y=\"34\" font-size=\"19\" font-weight=\"600\">{}</text>",
        escape(&simulated.title())
    );
    let assumptions = words::assumptions(simulation);
    let said = |wanted: &[&str]| {
        let texts = assumptions.iter().filter(|own| wanted.contains(&own.about));
        let texts = texts.map(|own| format!("{} {}", own.about, own.text)).collect::<Vec<_>>();
        texts.join(" · ")
    };
    let last = format!("{} · {}", said(&["correlation"]), words::draws(simulation));
    for (at, line) in [said(&["support"]), said(&["turnout", "invalid"]), last].iter().enumerate() {
        let y = 58 + 19 * at;
        let _ = writeln!(text, "<text class=\"quiet\" x=\"24\" y=\"{y}\">{}</text>", escape(line));
    }
}

/// Nearly all draws, and what the rules need there, in steps of five per cent.
fn window(simulation: &Simulation<'_>) -> Window {
    let fine = |share: &Exact| -> i64 {
        let steps = (share * &Exact::integer(FINE.into())).floor().to_integer().unwrap_or(0);
        i64::try_from(steps).unwrap_or(0)
    };
    let ends = |marks: &[u64]| [1, 999].map(|thousandths| fine(&Marks::quantile(marks, thousandths)));
    let [left, right] = ends(&simulation.marks.turnout);
    let across = rounded(left - 3 * PERCENT, right + 3 * PERCENT, 15 * PERCENT);
    let [mut low, mut high] = ends(&simulation.marks.support);
    for turnout in [across.0, (across.0 + across.1) / 2, across.1] {
        let share = Exact::ratio(turnout.into(), FINE.into()).unwrap_or(Exact::ZERO);
        for needed in words::needed_at(simulation, &share).iter().flatten() {
            low = low.min(fine(needed));
            high = high.max(fine(needed));
        }
    }
    Window { across, up: rounded(low - 3 * PERCENT, high + 3 * PERCENT, 20 * PERCENT) }
}

fn rounded(low: i64, high: i64, least: i64) -> (i64, i64) {
    let five = 5 * PERCENT;
    let more = (least - (high - low)).max(0) / 2;
    let low = ((low - more).max(0) / five) * five;
    let high = ((high + more + five - 1) / five * five).min(FINE);
    (low.min(high - five), high)
}

impl Window {
    /// Hundredths of a pixel.
    fn x(self, turnout: i64) -> i64 {
        LEFT * 100 + (turnout - self.across.0) * WIDTH * 100 / (self.across.1 - self.across.0)
    }

    fn y(self, support: i64) -> i64 {
        (TOP + HEIGHT) * 100 - (support - self.up.0) * HEIGHT * 100 / (self.up.1 - self.up.0)
    }
}

/// `84.5`
fn pixels(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:02}") }
}

fn axes(text: &mut String, simulation: &Simulation<'_>, window: Window) {
    let gap = |(low, high): (i64, i64)| if high - low > 40 * PERCENT { 10 } else { 5 };
    let bottom = TOP + HEIGHT;
    let ticks = |(low, high): (i64, i64), gap: i64| (low / PERCENT..=high / PERCENT).filter(move |at| at % gap == 0);
    for at in ticks(window.across, gap(window.across)) {
        let x = pixels(window.x(at * PERCENT));
        let people = &Exact::integer(simulation.registered.into()) * &Exact::positive(at.into(), 100);
        let _ = writeln!(
            text,
            "<line class=\"grid\" x1=\"{x}\" y1=\"{TOP}\" x2=\"{x}\" y2=\"{bottom}\"/>\
             <text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{at}%</text>\
             <text class=\"quiet\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\" font-size=\"11\">{}</text>",
            bottom + 20,
            bottom + 36,
            grouped(&people.round(0)),
        );
    }
    for at in ticks(window.up, gap(window.up)) {
        let y = window.y(at * PERCENT);
        let _ = writeln!(
            text,
            "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{at}%</text>",
            LEFT + WIDTH,
            LEFT - 10,
            pixels(y + 450),
            y = pixels(y),
        );
    }
    let middle = LEFT + WIDTH / 2;
    let _ = writeln!(
        text,
        "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">Turnout: ballots of {} registered</text>\
         <text transform=\"translate(26 {}) rotate(-90)\" text-anchor=\"middle\">Support: Yes of Yes and No</text>",
        bottom + 60,
        words::count(simulation.registered),
        TOP + HEIGHT / 2,
    );
}

/// The smallest regions that hold so much of the draws, the densest first.
fn cloud(text: &mut String, simulation: &Simulation<'_>, window: Window) {
    let steps = Marks::COARSE as i64;
    let coarse = |marks: &[u64], thousandths: u64| -> i64 {
        let place = &Marks::quantile(marks, thousandths) * &Exact::integer(steps.into());
        place.floor().to_integer().and_then(|place| i64::try_from(place).ok()).unwrap_or(0)
    };
    let marks = &simulation.marks;
    // So large that many draws fall into each: about forty from one end of the draws to the other.
    let size = |marks: &[u64]| ((coarse(marks, 999) - coarse(marks, 1)) / 40).max(1);
    let (wide, tall) = (size(&marks.turnout), size(&marks.support));
    let (columns, rows) = (steps / wide + 1, steps / tall + 1);
    let index = |x: i64, y: i64| usize::try_from(y * columns + x).unwrap_or(usize::MAX);
    let mut cells = vec![0u64; usize::try_from(columns * rows).unwrap_or(0)];
    for (at, count) in marks.both.iter().enumerate().filter(|(_, count)| **count > 0) {
        let at = at as i64;
        if let Some(cell) = cells.get_mut(index(at % steps / wide, at / steps / tall)) {
            *cell += u64::from(*count);
        }
    }
    // A little is spread to the neighbours, so that chance does not fray the edges.
    for _ in 0..2 {
        cells = smooth(&cells, columns);
    }
    let all: u128 = cells.iter().map(|count| u128::from(*count)).sum();
    let mut order: Vec<(std::cmp::Reverse<u64>, i64)> = cells
        .iter()
        .zip(0..)
        .filter(|(count, _)| **count > 0)
        .map(|(count, at)| (std::cmp::Reverse(*count), at))
        .collect();
    order.sort_unstable();
    let mut held = 0u128;
    let mut regions: Vec<Vec<i64>> = REGIONS.iter().map(|_| Vec::new()).collect();
    for (std::cmp::Reverse(count), at) in order {
        let region = REGIONS.iter().position(|(part, _)| held * 100 < all * part);
        if let Some(own) = region.and_then(|region| regions.get_mut(region)) {
            own.push(at);
        }
        held += u128::from(count);
    }
    for (region, mut cells) in regions.into_iter().enumerate() {
        cells.sort_unstable();
        let _ = write!(text, "<path class=\"d{region}\" d=\"");
        // Cells side by side are one piece.
        for run in cells.chunk_by(|before, after| before + 1 == *after) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let bottom = first / columns * tall;
            let (x0, x1) = (first % columns * wide, (last % columns + 1) * wide);
            let x = |step: i64| pixels(window.x(step * FINE / steps));
            let y = |step: i64| pixels(window.y(step * FINE / steps));
            let _ = write!(text, "M{} {}H{}V{}H{}z", x(x0), y(bottom), x(x1), y(bottom + tall), x(x0));
        }
        text.push_str("\"/>\n");
    }
}

/// Each cell with its neighbours, nearer ones counting more.
fn smooth(cells: &[u64], columns: i64) -> Vec<u64> {
    let at = |place: i64| usize::try_from(place).ok().and_then(|place| cells.get(place)).copied().unwrap_or(0);
    let row = |place: i64| at(place - 1) + 2 * at(place) + at(place + 1);
    (0..cells.len() as i64).map(|place| row(place - columns) + 2 * row(place) + row(place + columns)).collect()
}

/// Each rule's line; rules with the same line share it.
fn lines(simulation: &Simulation<'_>, window: Window) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for rule in 0..simulation.tallies.len() {
        let pieces = pieces(simulation, rule, window);
        match lines.iter_mut().find(|line| line.pieces == pieces) {
            Some(line) => line.rules.push(rule),
            None => lines.push(Line { rules: vec![rule], pieces }),
        }
    }
    lines
}

/// What a rule needs from the left to the right of the window. Where it begins or ceases to be able to pass, the line goes
/// straight up at the very ballot.
fn pieces(simulation: &Simulation<'_>, rule: usize, window: Window) -> Vec<Vec<(i64, i64)>> {
    let registered = i128::from(simulation.registered);
    let turnout = |ballots: i64| i64::try_from(i128::from(ballots) * i128::from(FINE) / registered.max(1)).unwrap_or(0);
    let needed = |ballots: i64| -> Option<i64> {
        let share = simulation.needed_share(rule, ballots)?;
        i64::try_from((&share * &Exact::integer(FINE.into())).round(0).to_integer()?).ok()
    };
    let mut pieces: Vec<Vec<(i64, i64)>> = Vec::new();
    let mut before: Option<(i64, bool)> = None;
    for step in (window.across.0..=window.across.1).step_by(50) {
        let ballots = (registered * i128::from(step) + i128::from(FINE) - 1) / i128::from(FINE);
        let Ok(ballots) = i64::try_from(ballots) else { continue };
        let found = needed(ballots);
        if let Some((last, could)) = before.filter(|(_, could)| *could != found.is_some()) {
            let (mut same, mut other) = (last, ballots);
            while other - same > 1 {
                let middle = same + (other - same) / 2;
                if needed(middle).is_some() == could { same = middle } else { other = middle }
            }
            let edge = if could { same } else { other };
            if let Some(support) = needed(edge) {
                let (foot, head) = ((turnout(edge), support), (turnout(edge), FINE));
                match pieces.last_mut().filter(|_| could) {
                    Some(piece) => piece.extend([foot, head]),
                    None => pieces.push(vec![head, foot]),
                }
            }
        }
        if let Some(support) = found {
            match pieces.last_mut().filter(|_| before.is_some()) {
                Some(piece) => piece.push((step, support)),
                None => pieces.push(vec![(step, support)]),
            }
        }
        before = Some((ballots, found.is_some()));
    }
    pieces
}

fn draw(text: &mut String, at: usize, line: &Line, window: Window) {
    let _ = write!(text, "<path class=\"line c{}\"{} d=\"", at % LIGHT.len(), dash(at));
    for piece in &line.pieces {
        let mut kept: Vec<(i64, i64)> = Vec::new();
        for &point in piece {
            // Points between others of the same height are not needed.
            if let [.., first, second] = kept.as_slice()
                && first.1 == second.1
                && second.1 == point.1
            {
                kept.pop();
            }
            kept.push(point);
        }
        for (index, (turnout, support)) in kept.into_iter().enumerate() {
            let letter = if index == 0 { 'M' } else { 'L' };
            let _ = write!(text, "{letter}{} {}", pixels(window.x(turnout)), pixels(window.y(support)));
        }
    }
    text.push_str("\"/>\n");
}

fn dash(at: usize) -> String {
    let dash = DASHES.get(at % DASHES.len()).copied().unwrap_or("");
    if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") }
}

/// The rules beside the panel, each at the height of its line as far as there is room, with how often it passes.
fn labels(text: &mut String, simulated: &Simulated<'_, '_>, lines: &[Line], window: Window) {
    let simulation = simulated.simulation;
    let names = simulated.labels();
    let end = |line: &Line| line.pieces.last().and_then(|piece| piece.last()).copied();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let height = |at: &usize| lines.get(*at).and_then(end).map_or(0, |(_, support)| -support);
    order.sort_by_key(height);
    let rows: usize = lines.iter().map(|line| line.rules.len()).sum();
    let room = 340 * 100 / i64::try_from(rows.max(1)).unwrap_or(1);
    let (row, small) = if room < 3000 { (room.clamp(1200, 1700), true) } else { (3400, false) };
    let x = LEFT + WIDTH;
    let mut below: i64 =
        order.iter().filter_map(|at| lines.get(*at)).map(|line| line.rules.len() as i64 * row + 600).sum();
    let mut next = TOP * 100;
    for at in order {
        let Some(line) = lines.get(at) else { continue };
        let tall = line.rules.len() as i64 * row;
        let own = end(line).map(|(_, support)| window.y(support).clamp(TOP * 100, (TOP + HEIGHT) * 100));
        // As high as its line, unless those above or below need the room.
        let last = (TOP + HEIGHT) * 100 - 5000 - below;
        let top = own.map_or(next, |own| own - tall / 2).min(last.max(next)).max(next);
        let middle = top + tall / 2;
        if let Some(own) = own {
            let _ = writeln!(
                text,
                "<path class=\"leader c{}\" d=\"M{x} {}L{} {}\"/>",
                at % LIGHT.len(),
                pixels(own),
                x + 22,
                pixels(middle)
            );
        }
        let _ = writeln!(
            text,
            "<path class=\"line c{}\"{} d=\"M{} {m}H{}\"/>",
            at % LIGHT.len(),
            dash(at),
            x + 22,
            x + 44,
            m = pixels(middle)
        );
        for (index, rule) in line.rules.iter().enumerate() {
            let (Some(name), Some(tally)) = (names.get(*rule), simulation.tallies.get(*rule)) else { continue };
            let chance = words::chance_of(tally.status(StageStatus::Passed), simulation.draws);
            let never = if line.pieces.is_empty() { " (not at these turnouts)" } else { "" };
            let passes = match chance.count {
                0 => format!("passes in none{never}"),
                count if count == chance.draws => "passes in all".to_owned(),
                _ => format!("passes in {}", words::cell(chance)),
            };
            let y = top + index as i64 * row;
            let name = escape(&short(name));
            if small {
                let _ = writeln!(
                    text,
                    "<text x=\"{}\" y=\"{}\" font-size=\"11\"><tspan font-weight=\"600\">{name}</tspan> {passes}</text>",
                    x + 50,
                    pixels(y + row / 2 + 400)
                );
            } else {
                let _ = writeln!(
                    text,
                    "<text x=\"{left}\" y=\"{}\" font-weight=\"600\">{name}</text>\
                     <text class=\"quiet\" x=\"{left}\" y=\"{}\" font-size=\"12\">{passes}</text>",
                    pixels(y + 1300),
                    pixels(y + 2800),
                    left = x + 50
                );
            }
        }
        next = top + tall + 600;
        below -= tall + 600;
    }
    let y = TOP + HEIGHT - 34;
    let _ = writeln!(
        text,
        "<text class=\"quiet\" x=\"{}\" y=\"{y}\" font-size=\"12\">the densest of the draws</text>",
        x + 22
    );
    let mut left = x + 22;
    for (at, (_, name)) in REGIONS.iter().enumerate() {
        let _ = writeln!(
            text,
            "<rect class=\"d{at}\" x=\"{left}\" y=\"{}\" width=\"14\" height=\"14\"/><text x=\"{}\" y=\"{}\" font-size=\"12\">{name}</text>",
            y + 10,
            left + 20,
            y + 22
        );
        left += 40 + 6 * i64::try_from(name.len()).unwrap_or(0);
    }
}

/// A name that fits beside the panel.
fn short(name: &str) -> String {
    const MOST: usize = 36;
    if name.chars().count() <= MOST { name.to_owned() } else { name.chars().take(MOST - 1).chain(['…']).collect() }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
