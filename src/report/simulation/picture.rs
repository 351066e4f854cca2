//! A simulation as a picture: votes by turnout and support, with the line from which on each rule passes.

mod cloud;
mod rules;
mod threshold;

use super::{Simulated, words};
use crate::report::svg::{Canvas, Ink, Paint, Panel, Rect, Scale, Tag, path, people, shown, ticks, wrap};
use crate::simulate::{Marks, Simulation};
use crate::value::{Exact, Kind};

/// The panel, in pixels.
const LEFT: f64 = 84.0;
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 400.0;
const ALL_WIDTH: f64 = 980.0;
/// Shares are counted in steps of [`Marks::FINE`].
const FINE: i64 = Marks::FINE as i64;
const PERCENT: i64 = FINE / 100;
/// Of the lines below the heading: where they begin, how far apart they are, and their letters.
const HEADING: f64 = 58.0;
const LINE: f64 = 19.0;
const SIZE: f64 = 13.0;
/// Ticks of an axis, at most about so many.
const TICKS: u32 = 8;

/// What the panel shows, in steps of [`Marks::FINE`].
#[derive(Clone, Copy)]
struct Window {
    across: (i64, i64),
    up: (i64, i64),
}

/// The picture as SVG.
pub fn svg(simulated: &Simulated<'_, '_>) -> String {
    let simulation = simulated.simulation;
    let window = window(simulation);
    let thresholds = threshold::thresholds(simulation, window);
    let share = |(low, high): (i64, i64)| (part(low), part(high));
    let heading = heading(simulated);
    let top = HEADING + LINE * heading.len() as f64 + 27.0;
    let rect = Rect { x: LEFT, y: top, wide: WIDTH, high: HEIGHT };
    let panel = Panel { rect, across: share(window.across), up: share(window.up) };
    let size = (ALL_WIDTH, top + HEIGHT + 72.0);
    let mut canvas = Canvas::new("cloud", size, &simulated.title(), &words::draws(simulation));
    canvas.ground(size);
    Tag::new("text").ink(Ink::Text).at(24.0, 34.0).size(18.0).bold().holds(&simulated.title(), &mut canvas);
    canvas.lines(&heading, 24.0, HEADING, SIZE, LINE);
    let across = Scale {
        ticks: values(panel.across),
        also: Some(ticks(panel.across, Kind::Share, TICKS).into_iter().map(|at| registered(simulation, at)).collect()),
    };
    let up = Scale { ticks: values(panel.up), also: None };
    panel.grid(&mut canvas, &across, &up);
    let clip = canvas.id("panel");
    Tag::new("clipPath").with("id", &clip).open(&mut canvas);
    Tag::new("rect").rect(rect).draw(&mut canvas);
    canvas.close("clipPath");
    Tag::new("g").with("clip-path", format_args!("url(#{clip})")).open(&mut canvas);
    cloud::cloud(&mut canvas, simulation, &panel);
    for (at, threshold) in thresholds.iter().enumerate() {
        let line = |piece: Vec<(i64, i64)>| piece.into_iter().map(|(x, y)| panel.point((part(x), part(y)))).collect();
        let pieces: Vec<Vec<(f64, f64)>> = threshold.corners().into_iter().map(line).collect();
        let lines: String = pieces.iter().map(|piece| path(piece, false)).collect();
        Tag::new("path").stroke(Paint::of(at)).with("d", lines).draw(&mut canvas);
    }
    canvas.close("g");
    panel.axes(&mut canvas, &across, &up);
    panel.name_across(&mut canvas, &format!("Turnout: ballots of {} registered", words::count(simulation.registered)));
    panel.name_up(&mut canvas, "Support: Yes as a share of Yes and No");
    rules::rules(&mut canvas, simulated, &thresholds, &panel);
    canvas.finish()
}

/// A share, of so many steps of [`Marks::FINE`].
fn part(steps: i64) -> f64 {
    steps as f64 / FINE as f64
}

fn values(range: (f64, f64)) -> Vec<(f64, String)> {
    ticks(range, Kind::Share, TICKS).into_iter().map(|value| (value, shown(value, Kind::Share))).collect()
}

/// A share of the registered voters in people.
fn registered(simulation: &Simulation<'_>, share: f64) -> String {
    people(share * simulation.registered as f64)
}

/// What was assumed, in lines.
fn heading(simulated: &Simulated<'_, '_>) -> Vec<String> {
    let simulation = simulated.simulation;
    let assumptions = words::assumptions(simulation);
    let said = |wanted: &[&str]| {
        let texts = assumptions.iter().filter(|own| wanted.contains(&own.about));
        let texts = texts.map(|own| format!("{} {}", own.about, own.text)).collect::<Vec<_>>();
        texts.join(" · ")
    };
    let last = format!("{} · {}", said(&["correlation"]), words::draws(simulation));
    let paragraphs = [said(&["support"]), said(&["turnout", "invalid"]), last];
    paragraphs.iter().flat_map(|text| wrap(text, ALL_WIDTH - 48.0, SIZE)).collect()
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
