//! A sweep of two things as a picture in SVG: each rule's boundary as an exact line, real votes as named points.
//!
//! Floating point is for pixels: what passes is decided by the sweep, and lines are drawn where its comparisons are even.

mod axes;
mod edge;
mod ground;
mod legend;
mod names;

use axes::Axes;
use edge::{Edge, Field};
use ground::{Ground, near};
use legend::Legend;

use super::svg::{Canvas, Ink, Labels, Paint, Panel, Rect, Tag, beside, path};
use super::sweep::{Swept, labels, picture_notes, title};
use crate::sweep::{Axis, Placed};

/// Where the plot begins and how large it is, in pixels.
const LEFT: f64 = 76.0;
const TOP: f64 = 66.0;
const WIDE: f64 = 780.0;
const HIGH: f64 = 520.0;
/// Room for the axis on the right.
const RIGHT: f64 = 92.0;
/// Between lines that are the boundary of several rules.
const BESIDE: f64 = 3.4;

/// A line in pixels.
type Pixelled = Vec<(f64, f64)>;

/// A rule's name and where it turns, in the units of the axes.
struct RuleEdge {
    label: String,
    about: String,
    paint: Paint,
    edges: Vec<Edge>,
    areas: Vec<Vec<(f64, f64)>>,
}

/// All that is drawn of the rules.
#[derive(Default)]
struct MapShapes {
    rules: Vec<RuleEdge>,
    /// Where no such votes can be.
    impossible: Vec<Vec<(f64, f64)>>,
    /// Rules that have no exact boundary.
    without: Vec<String>,
}

/// The picture; a sweep of one thing has none.
pub fn svg(swept: &Swept<'_, '_>) -> Option<String> {
    let sweep = swept.sweep;
    let [across, up] = sweep.axes.as_slice() else { return None };
    let field = field(across, up)?;
    let rect = Rect { x: LEFT, y: TOP, wide: WIDE, high: HIGH };
    let panel = Panel { rect, across: field.x, up: field.y };
    let drawing = drawing(swept, field);
    let heading = title(swept);
    let points = points(swept, field, &panel);
    let lines = side_by_side(&drawing.rules, &panel);

    let mut parts = Canvas::part("map");
    let axes = Axes::new(&panel, sweep, [across, up]);
    axes.grid(&mut parts, &panel);
    for own in &drawing.rules {
        area(&mut parts, &panel, own);
    }
    hatching(&mut parts, &panel, &drawing.impossible);
    for (own, line) in
        drawing.rules.iter().zip(&lines).flat_map(|(own, lines)| lines.iter().map(move |line| (own, line)))
    {
        Tag::new("path").stroke(own.paint).with("d", path(line, false)).draw(&mut parts);
    }
    let mut free = Labels::new(rect);
    lines.iter().flatten().for_each(|line| free.line(line));
    points.iter().for_each(|(_, (x, y))| free.take(Rect::around(*x, *y, 5.0)));
    names::of_lines(&mut parts, &drawing.rules, &lines, &mut free);
    names::of_points(&mut parts, &points, &mut free);
    axes.draw(&mut parts, &panel);
    let legend = Legend {
        drawn: &drawing.rules,
        marks: [false, true].map(|differs| points.iter().any(|(point, _)| point.differs() == differs)),
        hatched: !drawing.impossible.is_empty(),
        notes: notes(swept, &points, &drawing.without),
    };
    let end = legend.draw(&mut parts, TOP + HIGH + 64.0);

    let size = (LEFT + WIDE + RIGHT, end + 14.0);
    let mut canvas = Canvas::new("map", size, &heading, &sweep.says().join("; "));
    canvas.ground(size);
    Tag::new("text").ink(Ink::Text).at(LEFT, 28.0).size(18.0).bold().holds(&heading, &mut canvas);
    canvas.append(parts);
    Some(canvas.finish())
}

fn field(across: &Axis, up: &Axis) -> Option<Field> {
    let field = Field { x: (near(&across.low), near(&across.high)), y: (near(&up.low), near(&up.high)) };
    (field.x.0 < field.x.1 && field.y.0 < field.y.1).then_some(field)
}

fn drawing(swept: &Swept<'_, '_>, field: Field) -> MapShapes {
    let mut drawing = MapShapes::default();
    for (rule, label) in labels(swept).into_iter().enumerate() {
        let Some(plane) = swept.sweep.plane(rule) else {
            drawing.without.push(label);
            continue;
        };
        let ground = Ground::new(&plane);
        let passes = |x: f64, y: f64| ground.passes(x, y);
        let edges = edge::edges(&ground, field, &|x, y| ground.possible(x, y).then(|| passes(x, y)));
        let areas = edge::areas(&ground, field, &edges, &passes);
        if drawing.impossible.is_empty() {
            let not = |x: f64, y: f64| !ground.possible(x, y);
            let edges = edge::edges(&ground, field, &|x, y| Some(not(x, y)));
            drawing.impossible = edge::areas(&ground, field, &edges, &not);
        }
        let about = swept.sweep.columns().get(rule).and_then(|column| column.rules().title.as_ref());
        let about = about.map_or_else(String::new, |title| title.text.to_string());
        let about = if edges.is_empty() { format!("{about} (turns nowhere in this picture)") } else { about };
        drawing.rules.push(RuleEdge { label, about, paint: Paint::of(drawing.rules.len()), edges, areas });
    }
    drawing
}

/// Real votes within the picture, with their place.
fn points<'s>(swept: &'s Swept<'_, '_>, field: Field, panel: &Panel) -> Vec<(&'s Placed, (f64, f64))> {
    let place = |point: &'s Placed| {
        let [x, y] = point.values.as_slice() else { return None };
        let (x, y) = (near(x), near(y));
        let inside = x >= field.x.0 && x <= field.x.1 && y >= field.y.0 && y <= field.y.1;
        inside.then(|| (point, panel.point((x, y))))
    };
    swept.sweep.points().iter().filter_map(place).collect()
}

/// How dark it is where so many rules pass.
fn opacity(passing: usize) -> f64 {
    1.0 - 0.94f64.powi(i32::try_from(passing).unwrap_or(i32::MAX))
}

/// Where a rule passes.
fn area(canvas: &mut Canvas, panel: &Panel, own: &RuleEdge) {
    if !own.areas.is_empty() {
        let path: String = own.areas.iter().map(|line| path(&panel.line(line), true)).collect();
        let area = Tag::new("path").ink(Ink::Area).with("fill-opacity", format_args!("{:.2}", opacity(1)));
        area.with("d", path).draw(canvas);
    }
}

/// Where no such votes can be.
fn hatching(canvas: &mut Canvas, panel: &Panel, impossible: &[Vec<(f64, f64)>]) {
    if impossible.is_empty() {
        return;
    }
    let id = canvas.id("hatch");
    let pattern = Tag::new("pattern").with("id", &id).with("width", "7").with("height", "7");
    pattern.with("patternUnits", "userSpaceOnUse").with("patternTransform", "rotate(45)").open(canvas);
    Tag::new("path").ink(Ink::Hatching).with("d", "M0 0V7").draw(canvas);
    canvas.close("pattern");
    let path: String = impossible.iter().map(|line| path(&panel.line(line), true)).collect();
    Tag::new("path").with("fill", format_args!("url(#{id})")).with("d", path).draw(canvas);
}

/// Lines in pixels. Where several rules have the same boundary their lines run side by side.
fn side_by_side(drawn: &[RuleEdge], panel: &Panel) -> Vec<Vec<Pixelled>> {
    let has = |own: &RuleEdge, edge: &Edge| {
        own.edges.iter().any(|other| other.curve.is_same(edge.curve) && edge::overlap(&other.line, &edge.line))
    };
    let of = |at: usize, own: &RuleEdge| {
        let lane = |edge: &Edge| {
            let sharing: Vec<usize> =
                drawn.iter().enumerate().filter(|(_, other)| has(other, edge)).map(|(at, _)| at).collect();
            let lane = sharing.iter().position(|other| *other == at).unwrap_or(0) as f64;
            (lane - (sharing.len() as f64 - 1.0) / 2.0) * BESIDE
        };
        own.edges.iter().map(|edge| beside(&panel.line(&edge.line), lane(edge))).collect()
    };
    drawn.iter().enumerate().map(|(at, own)| of(at, own)).collect()
}

fn notes(swept: &Swept<'_, '_>, within: &[(&Placed, (f64, f64))], without: &[String]) -> Vec<String> {
    let mut notes = picture_notes(swept);
    let is_outside = |point: &&Placed| !within.iter().any(|(own, _)| std::ptr::eq(*own, *point));
    let outside: Vec<&str> = swept.sweep.points().iter().filter(is_outside).map(|point| point.name.as_str()).collect();
    if !outside.is_empty() {
        notes.push(format!("Outside the picture: {}.", outside.join(", ")));
    }
    if !without.is_empty() {
        notes.push(format!("Without an exact boundary, and not drawn: {}.", without.join(", ")));
    }
    notes
}

/// The boundary of a rule's passing region as it is drawn, in the units of the axes: lines through points. `None` if the rule
/// has no exact boundary.
pub fn boundary(swept: &Swept<'_, '_>, rule: usize) -> Option<Vec<Vec<(f64, f64)>>> {
    let [across, up] = swept.sweep.axes.as_slice() else { return None };
    let field = Field { x: (near(&across.low), near(&across.high)), y: (near(&up.low), near(&up.high)) };
    let plane = swept.sweep.plane(rule)?;
    let ground = Ground::new(&plane);
    let edges = edge::edges(&ground, field, &|x, y| ground.possible(x, y).then(|| ground.passes(x, y)));
    Some(edges.into_iter().map(|edge| edge.line).collect())
}
