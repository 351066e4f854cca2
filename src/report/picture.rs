//! A sweep of two things as a picture in SVG: each rule's boundary as an exact line, real votes as named points.
//!
//! Floating point is for pixels: what passes is decided by the sweep, and lines are drawn where its comparisons are even.

mod edge;
mod ground;
mod label;
mod paint;
mod scale;

use std::fmt::Write as _;

use edge::{Edge, Field};
use ground::{Ground, near};
use label::{Places, Rect, wide};
use paint::{PAINTS, Paint, escape, number, path};
use scale::{Scale, ticks};

use super::sweep::{Swept, labels, picture_notes, title};
use crate::sweep::{Axis, Placed};

/// Where the plot begins and how large it is, in pixels.
const LEFT: f64 = 76.0;
const TOP: f64 = 66.0;
const WIDE: f64 = 780.0;
const HIGH: f64 = 520.0;
/// Room for the axis on the right.
const RIGHT: f64 = 92.0;
/// Of a line of text in the legend.
const LINE: f64 = 19.0;
/// Between lines that are the boundary of several rules.
const BESIDE: f64 = 3.4;

/// A rule's label and boundary.
struct Drawn {
    label: String,
    about: String,
    paint: Paint,
    edges: Vec<Edge>,
    areas: Vec<Vec<(f64, f64)>>,
}

/// The picture; a sweep of one thing has none.
pub fn svg(swept: &Swept<'_, '_>, heading: Option<&str>) -> Option<String> {
    let sweep = swept.sweep;
    let [across, up] = sweep.axes.as_slice() else { return None };
    let field = Field { x: (near(&across.low), near(&across.high)), y: (near(&up.low), near(&up.high)) };
    if field.x.0 >= field.x.1 || field.y.0 >= field.y.1 {
        return None;
    }
    let scale = Scale { field, left: LEFT, top: TOP, wide: WIDE, high: HIGH };
    let mut drawn = Vec::new();
    let mut impossible: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut without: Vec<String> = Vec::new();
    for (rule, label) in labels(swept).into_iter().enumerate() {
        let Some(plane) = sweep.plane(rule) else {
            without.push(label);
            continue;
        };
        let ground = Ground::new(&plane);
        let passes = |x: f64, y: f64| ground.passes(x, y);
        let edges = edge::edges(&ground, field, &|x, y| ground.possible(x, y).then(|| passes(x, y)));
        let areas = edge::areas(&ground, field, &edges, &passes);
        if impossible.is_empty() {
            let not = |x: f64, y: f64| !ground.possible(x, y);
            let edges = edge::edges(&ground, field, &|x, y| Some(not(x, y)));
            impossible = edge::areas(&ground, field, &edges, &not);
        }
        let about = sweep.columns().get(rule).and_then(|column| column.rules().title.as_ref());
        let about = about.map_or_else(String::new, |title| title.text.to_string());
        let about = if edges.is_empty() { format!("{about} (turns nowhere in this picture)") } else { about };
        let paint = PAINTS.get(drawn.len() % PAINTS.len()).copied()?;
        drawn.push(Drawn { label, about, paint, edges, areas });
    }
    let mut plot = String::new();
    area(&mut plot, &scale, &impossible, "none");
    grid(&mut plot, &scale, across, up);
    for own in &drawn {
        area(&mut plot, &scale, &own.areas, "area");
    }
    if !impossible.is_empty() {
        plot.push_str("<path class=\"hatch\" fill=\"url(#hatch)\" d=\"");
        impossible.iter().for_each(|line| plot.push_str(&path(&scale.line(line), true)));
        plot.push_str("\"/>\n");
    }
    let mut places = Places::new(scale.rect());
    let lines = side_by_side(&drawn, &scale);
    for own in &lines {
        own.iter().for_each(|line| places.line(line));
    }
    for (own, lines) in drawn.iter().zip(&lines) {
        for line in lines {
            let _ = writeln!(
                plot,
                "<path class=\"line {}\" stroke=\"{}\" stroke-dasharray=\"{}\" d=\"{}\"/>",
                own.paint.class,
                own.paint.light,
                own.paint.dashes,
                path(line, false)
            );
        }
    }
    let within: Vec<(&Placed, (f64, f64))> = sweep
        .points()
        .iter()
        .filter_map(|point| {
            let [x, y] = point.values.as_slice() else { return None };
            let place = (near(x), near(y));
            let inside = place.0 >= field.x.0 && place.0 <= field.x.1 && place.1 >= field.y.0 && place.1 <= field.y.1;
            inside.then(|| (point, scale.point(place)))
        })
        .collect();
    within.iter().for_each(|(_, (x, y))| places.take(Rect::around(*x, *y, 5.0)));
    name_lines(&mut plot, &drawn, &lines, &mut places);
    name_points(&mut plot, &within, &mut places);
    let mut text = String::new();
    let bottom = TOP + HIGH + 64.0;
    let mut legend = String::new();
    let end = key(&mut legend, swept, &drawn, &within, &without, bottom, !impossible.is_empty());
    let (width, height) = (LEFT + WIDE + RIGHT, end + 14.0);
    paint::head(&mut text, width, height, heading.unwrap_or(&title(swept)), &sweep.says().join("; "));
    let _ = writeln!(
        text,
        "<text class=\"ink strong\" x=\"{}\" y=\"28\" font-size=\"18\" font-weight=\"600\">{}</text>",
        number(LEFT),
        escape(heading.unwrap_or(&title(swept)))
    );
    text.push_str(&plot);
    scale::axes(&mut text, &scale, sweep);
    text.push_str(&legend);
    text.push_str("</svg>\n");
    Some(text)
}

fn area(text: &mut String, scale: &Scale, areas: &[Vec<(f64, f64)>], class: &str) {
    if class == "none" || areas.is_empty() {
        return;
    }
    let _ = write!(text, "<path class=\"{class}\" fill=\"#000000\" fill-opacity=\"0.06\" d=\"");
    areas.iter().for_each(|line| text.push_str(&path(&scale.line(line), true)));
    text.push_str("\"/>\n");
}

fn grid(text: &mut String, scale: &Scale, across: &Axis, up: &Axis) {
    let rect = scale.rect();
    let mut lines = String::new();
    for tick in ticks(scale.field.x, across.kind, 8) {
        let (x, _) = scale.point((tick, scale.field.y.0));
        let _ = write!(lines, "M{} {}V{}", number(x), number(rect.y), number(rect.y + rect.high));
    }
    for tick in ticks(scale.field.y, up.kind, 8) {
        let (_, y) = scale.point((scale.field.x.0, tick));
        let _ = write!(lines, "M{} {}H{}", number(rect.x), number(y), number(rect.x + rect.wide));
    }
    let _ =
        writeln!(text, "<path class=\"grid\" fill=\"none\" stroke=\"#000000\" stroke-opacity=\"0.10\" d=\"{lines}\"/>");
}

/// Lines in pixels. Where several rules have the same boundary their lines run side by side.
fn side_by_side(drawn: &[Drawn], scale: &Scale) -> Vec<Vec<Vec<(f64, f64)>>> {
    let has = |own: &Drawn, edge: &Edge| {
        own.edges.iter().any(|other| other.curve.is_same(edge.curve) && edge::overlap(&other.line, &edge.line))
    };
    drawn
        .iter()
        .enumerate()
        .map(|(at, own)| {
            own.edges
                .iter()
                .map(|edge| {
                    let sharing: Vec<usize> =
                        drawn.iter().enumerate().filter(|(_, other)| has(other, edge)).map(|(at, _)| at).collect();
                    let lane = sharing.iter().position(|other| *other == at).unwrap_or(0) as f64;
                    let aside = (lane - (sharing.len() as f64 - 1.0) / 2.0) * BESIDE;
                    paint::beside(&scale.line(&edge.line), aside)
                })
                .collect()
        })
        .collect()
}

/// Writes each rule's name beside its boundary.
fn name_lines(text: &mut String, drawn: &[Drawn], lines: &[Vec<Vec<(f64, f64)>>], places: &mut Places) {
    const SIZE: f64 = 13.0;
    for (at, own) in drawn.iter().enumerate() {
        let (width, height) = (label::bold(&own.label, SIZE), SIZE + 2.0);
        let mut candidates = Vec::new();
        for line in lines.get(at).into_iter().flatten() {
            let length = paint::length(line);
            for step in 1..20 {
                let Some(((x, y), (dx, dy))) = paint::along(line, f64::from(step) / 20.0) else { continue };
                let far = (f64::from(step) / 20.0 - 0.5).abs() * 10.0 + 2000.0 / length.max(20.0);
                // Beside an upright line, above or below a level one.
                let upright = dy.abs() > dx.abs();
                let spots = if upright {
                    [(x + 8.0, y - height / 2.0), (x - 8.0 - width, y - height / 2.0)]
                } else {
                    let lift = 6.0 + width / 2.0 * (dy / dx.abs().max(1e-9)).abs();
                    [(x - width / 2.0, y - height - lift), (x - width / 2.0, y + lift)]
                };
                let other = lines.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, lines)| lines);
                let shared = other.filter(|line| paint::is_near(line, (x, y), 2.0 * BESIDE)).count();
                let cost = far + shared as f64 * 60.0 + if upright { 10.0 } else { 0.0 };
                candidates.extend(
                    spots
                        .map(|(x, y)| (Rect { x, y, wide: width, high: height }, cost))
                        .into_iter()
                        .zip([0.0, 2.0])
                        .map(|((rect, cost), more)| (rect, cost + more)),
                );
            }
        }
        if let Some((rect, _)) = places.best(&candidates).and_then(|at| candidates.get(at)) {
            let _ = writeln!(
                text,
                "<text class=\"halo {}\" x=\"{}\" y=\"{}\" font-size=\"{SIZE}\" font-weight=\"600\" fill=\"{}\">{}</text>",
                own.paint.class,
                number(rect.x),
                number(rect.y + SIZE),
                own.paint.text,
                escape(&own.label)
            );
        }
    }
}

/// Whether a name is so far from its mark that a line must lead to it.
fn leads((x, y): (f64, f64), (to_x, to_y): (f64, f64)) -> bool {
    (x - to_x).hypot(y - to_y) > 11.0
}

/// Marks real votes and names them.
fn name_points(text: &mut String, points: &[(&Placed, (f64, f64))], places: &mut Places) {
    const SIZE: f64 = 11.5;
    let mut names = String::new();
    for (point, (x, y)) in points {
        let (width, height) = (wide(&point.name, SIZE), SIZE + 2.0);
        let mut candidates = Vec::new();
        for (ring, away) in [9.0, 16.0, 26.0, 40.0, 58.0].into_iter().enumerate() {
            for (turn, (dx, dy)) in [
                (1.0, -0.35),
                (1.0, 0.35),
                (-1.0, -0.35),
                (-1.0, 0.35),
                (0.0, -1.0),
                (0.0, 1.0),
                (0.7, -0.8),
                (0.7, 0.8),
                (-0.7, -0.8),
                (-0.7, 0.8),
            ]
            .into_iter()
            .enumerate()
            {
                let (cx, cy): (f64, f64) = (x + dx * away, y + dy * away);
                let left = if dx > 0.1 {
                    cx
                } else if dx < -0.1 {
                    cx - width
                } else {
                    cx - width / 2.0
                };
                let top = if dy < -0.5 {
                    cy - height
                } else if dy > 0.5 {
                    cy
                } else {
                    cy - height / 2.0
                };
                let rect = Rect { x: left, y: top, wide: width, high: height };
                let to = (x.clamp(rect.x, rect.x + rect.wide), y.clamp(rect.y, rect.y + rect.high));
                if leads(to, (*x, *y)) && places.is_crossed(to, (*x, *y)) {
                    continue;
                }
                // A line that leads past another mark would seem to belong to that, and so would a name beside it.
                let others = points.iter().filter(|(other, _)| !std::ptr::eq(*other, *point)).map(|(_, place)| *place);
                let passed = others.clone().filter(|place| paint::is_near(&[(*x, *y), to], *place, 7.0)).count();
                let own = rect.distance((*x, *y));
                let beside = others.filter(|place| rect.distance(*place) < (own * 1.6).max(own + 9.0)).count();
                let cost = ring as f64 * 14.0 + turn as f64 * 0.4 + passed as f64 * 45.0 + beside as f64 * 40.0;
                candidates.push((rect, cost));
            }
        }
        let Some((rect, _)) = places.best(&candidates).and_then(|at| candidates.get(at)) else { continue };
        let near = (x.clamp(rect.x, rect.x + rect.wide), y.clamp(rect.y, rect.y + rect.high));
        if leads(near, (*x, *y)) {
            places.take_line(near, (*x, *y));
            let _ = writeln!(
                names,
                "<path class=\"lead\" fill=\"none\" stroke=\"#444444\" stroke-width=\"0.8\" d=\"M{} {}L{} {}\"/>",
                number(*x),
                number(*y),
                number(near.0),
                number(near.1)
            );
        }
        let _ = writeln!(
            names,
            "<text class=\"ink halo\" x=\"{}\" y=\"{}\" font-size=\"{SIZE}\">{}</text>",
            number(rect.x),
            number(rect.y + SIZE - 0.5),
            escape(&point.name)
        );
    }
    for (point, (x, y)) in points {
        text.push_str(&paint::mark(*x, *y, point.differs()));
    }
    text.push_str(&names);
}

/// The legend: lines with the titles of rules, marks, shades, and what the sweep says. Where it ends.
fn key(
    text: &mut String,
    swept: &Swept<'_, '_>,
    drawn: &[Drawn],
    within: &[(&Placed, (f64, f64))],
    without: &[String],
    top: f64,
    hatched: bool,
) -> f64 {
    const SIZE: f64 = 12.5;
    let mut y = top + 12.0;
    let room = LEFT + WIDE + RIGHT - 24.0;
    let mut rows: Vec<String> = Vec::new();
    for own in drawn {
        let _ = writeln!(
            text,
            "<path class=\"line {}\" stroke=\"{}\" stroke-dasharray=\"{}\" d=\"M{} {}h40\"/>",
            own.paint.class,
            own.paint.light,
            own.paint.dashes,
            number(LEFT),
            number(y - 4.0)
        );
        let begin = LEFT + 52.0;
        let about = if own.about.is_empty() || own.about == own.label { String::new() } else { own.about.clone() };
        let mut lines = paint::wrap(&about, room - begin - label::bold(&own.label, SIZE), SIZE).into_iter();
        let _ = writeln!(
            text,
            "<text x=\"{}\" y=\"{}\" font-size=\"{SIZE}\"><tspan class=\"ink\" font-weight=\"600\">{}</tspan>\
             <tspan class=\"soft\" dx=\"9\" fill=\"#444444\">{}</tspan></text>",
            number(begin),
            number(y),
            escape(&own.label),
            escape(&lines.next().unwrap_or_default())
        );
        y += LINE;
        paint::say(text, &lines.collect::<Vec<_>>(), begin, &mut y, SIZE, LINE);
    }
    if drawn.len() > 1 {
        let step = 22.0;
        for passing in 0..=drawn.len() {
            let opacity = 1.0 - 0.94f64.powi(i32::try_from(passing).unwrap_or(0));
            let x = LEFT + step * passing as f64;
            let _ = writeln!(
                text,
                "<rect class=\"area frame\" x=\"{}\" y=\"{}\" width=\"{step}\" height=\"13\" fill=\"#000000\" fill-opacity=\"{opacity:.3}\" stroke=\"#000000\" stroke-opacity=\"0.35\"/>\n<text class=\"ink\" x=\"{}\" y=\"{}\" font-size=\"10\" text-anchor=\"middle\">{passing}</text>",
                number(x),
                number(y - 11.0),
                number(x + step / 2.0),
                number(y - 1.0)
            );
        }
        let after = LEFT + step * (drawn.len() as f64 + 1.0) + 10.0;
        rows.push("how many of them pass".to_owned());
        paint::say(text, &rows, after, &mut y, SIZE, LINE);
        rows.clear();
    }
    if !within.is_empty() {
        let differs = within.iter().any(|(point, _)| point.differs());
        let plain = within.iter().any(|(point, _)| !point.differs());
        for (shown, differs, say) in [
            (plain, false, "real votes"),
            (
                differs,
                true,
                "real votes that some of these rules decide otherwise on their own figures than at this place",
            ),
        ] {
            if shown {
                text.push_str(&paint::mark(LEFT + 20.0, y - 4.0, differs));
                paint::say(text, &[say.to_owned()], LEFT + 52.0, &mut y, SIZE, LINE);
            }
        }
    }
    if hatched {
        let _ = writeln!(
            text,
            "<rect class=\"frame\" x=\"{}\" y=\"{}\" width=\"40\" height=\"13\" fill=\"url(#hatch)\" stroke=\"#000000\" stroke-opacity=\"0.35\"/>",
            number(LEFT),
            number(y - 11.0)
        );
        paint::say(text, &["no such votes can be".to_owned()], LEFT + 52.0, &mut y, SIZE, LINE);
    }
    let outside: Vec<&str> = swept
        .sweep
        .points()
        .iter()
        .filter(|point| !within.iter().any(|(own, _)| std::ptr::eq(*own, *point)))
        .map(|point| point.name.as_str())
        .collect();
    let mut notes = picture_notes(swept);
    if !outside.is_empty() {
        notes.push(format!("Outside the picture: {}.", outside.join(", ")));
    }
    if !without.is_empty() {
        notes.push(format!("Without an exact boundary, and not drawn: {}.", without.join(", ")));
    }
    y += 2.0;
    for note in notes {
        // Fonts that stand in for another may be wider: a line ends early rather than beyond the picture.
        let lines = paint::wrap(&note, (room - LEFT) * 0.88, 11.0);
        for line in lines {
            let _ = writeln!(
                text,
                "<text class=\"soft\" x=\"{}\" y=\"{}\" font-size=\"11\" fill=\"#444444\">{}</text>",
                number(LEFT),
                number(y),
                escape(&line)
            );
            y += 15.0;
        }
    }
    y
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
