//! From values to pixels, and the axes that say which is which.

use std::fmt::Write as _;

use super::edge::Field;
use super::ground::near;
use super::label::Rect;
use super::paint::{escape, number};
use crate::sweep::{Axis, Role, Sweep};
use crate::value::{Exact, Kind};
use crate::words;

/// Where values are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) field: Field,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) wide: f64,
    pub(super) high: f64,
}

impl Scale {
    pub(super) fn point(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let part = |value: f64, (from, to): (f64, f64)| (value - from) / (to - from);
        (self.left + part(x, self.field.x) * self.wide, self.top + self.high - part(y, self.field.y) * self.high)
    }

    pub(super) fn line(&self, line: &[(f64, f64)]) -> Vec<(f64, f64)> {
        line.iter().map(|point| self.point(*point)).collect()
    }

    pub(super) fn rect(&self) -> Rect {
        Rect { x: self.left, y: self.top, wide: self.wide, high: self.high }
    }
}

/// Round values of a range, at most about so many.
pub(super) fn ticks((from, to): (f64, f64), kind: Kind, most: u32) -> Vec<f64> {
    let rough = (to - from) / f64::from(most);
    let power = 10f64.powi(rough.log10().floor() as i32);
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * 0.999);
    let mut step = step.unwrap_or(10.0 * power);
    if kind == Kind::Count {
        step = step.max(1.0);
    }
    let first = (from / step - 1e-9).ceil();
    let count = ((to / step + 1e-9).floor() - first).max(0.0);
    let mut ticks = Vec::new();
    let mut at = 0.0;
    while at <= count {
        ticks.push((first + at) * step);
        at += 1.0;
    }
    ticks
}

/// A value beside an axis.
fn shown(value: f64, kind: Kind) -> String {
    match kind {
        Kind::Share => format!("{}%", plain(value * 100.0)),
        Kind::Count => people(value),
        Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => plain(value),
    }
}

fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `9.7 million`, `485,000`, `1,230`
fn people(value: f64) -> String {
    let rounded = |value: f64| {
        let digits = format!("{value:.0}");
        Exact::parse(&digits).map_or(digits, |value| words::grouped(&value))
    };
    if value >= 1e6 {
        let millions = value / 1e6;
        let text = if millions >= 100.0 { format!("{millions:.0}") } else { format!("{millions:.2}") };
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
        format!("{text} million")
    } else {
        rounded(value)
    }
}

/// The frame, the ticks in per cent and in people, and what they mean.
pub(super) fn axes(text: &mut String, scale: &Scale, sweep: &Sweep<'_>) {
    let [across, up] = sweep.axes.as_slice() else { return };
    let rect = scale.rect();
    let bottom = rect.y + rect.high;
    let _ = writeln!(
        text,
        "<rect class=\"frame\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#000000\" stroke-opacity=\"0.55\"/>",
        number(rect.x),
        number(rect.y),
        number(rect.wide),
        number(rect.high)
    );
    let mut say = |x: f64, y: f64, anchor: &str, class: &str, size: f64, own: &str| {
        let _ = writeln!(
            text,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{}>{}</text>",
            number(x),
            number(y),
            if class == "soft" { " fill=\"#444444\"" } else { "" },
            escape(own)
        );
    };
    let ends = across_people(sweep, across);
    for tick in ticks(scale.field.x, across.kind, 8) {
        let (x, _) = scale.point((tick, scale.field.y.0));
        say(x, bottom + 17.0, "middle", "ink", 12.0, &shown(tick, across.kind));
        if let Some((whole, _)) = &ends {
            say(x, bottom + 32.0, "middle", "soft", 10.5, &people(tick * whole));
        }
    }
    let about = match &ends {
        Some((_, about)) => format!("{}: {about}", name(across)),
        None => name(across),
    };
    say(rect.x + rect.wide / 2.0, bottom + 52.0, "middle", "ink", 13.0, &about);
    for tick in ticks(scale.field.y, up.kind, 8) {
        let (_, y) = scale.point((scale.field.x.0, tick));
        say(rect.x - 8.0, y + 4.0, "end", "ink", 12.0, &shown(tick, up.kind));
    }
    let right = up_people(sweep, up);
    if let Some((whole, _)) = &right {
        for tick in ticks(scale.field.y, up.kind, 8) {
            let (_, y) = scale.point((scale.field.x.0, tick));
            say(rect.x + rect.wide + 7.0, y + 4.0, "start", "soft", 10.5, &people(tick * whole));
        }
    }
    let mut head = name(up);
    if let Some((_, about)) = right {
        say(rect.x + rect.wide + super::RIGHT - 10.0, rect.y - 12.0, "end", "soft", 10.5, &about);
    }
    if up.is_derived() {
        head.push_str(&format!(": {}", meaning(up)));
    }
    say(rect.x - 44.0, rect.y - 12.0, "start", "ink", 13.0, &head);
}

/// `Turnout`
fn name(axis: &Axis) -> String {
    let mut letters = axis.name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn meaning(axis: &Axis) -> &'static str {
    match axis.base() {
        Some(crate::sweep::Base::YesAndNo) => "Yes as a share of Yes and No",
        Some(crate::sweep::Base::Ballots) => "Yes as a share of all ballots",
        None => "ballots as a share of the registered voters",
    }
}

/// What all of the first axis is in people, if it is the same wherever the second stands.
fn across_people(sweep: &Sweep<'_>, across: &Axis) -> Option<(f64, String)> {
    if !across.is_derived() || across.base().is_some() {
        return across.is_derived().then_some(()).and(None);
    }
    let registered = sweep.fixed(Role::Registered)?;
    let people = Exact::integer(registered.into());
    let about = format!("ballots as a share of the {} registered voters, and in people", words::grouped(&people));
    Some((near(&people), about))
}

/// What all of the second axis is in people at the right end.
fn up_people(sweep: &Sweep<'_>, up: &Axis) -> Option<(f64, String)> {
    up.base()?;
    let [across, _] = sweep.axes.as_slice() else { return None };
    let yes = sweep.at_end(Role::Yes)?;
    let at = near(&up.high);
    let whole = if at > 0.0 { near(&Exact::integer(yes.into())) / at } else { 0.0 };
    // Where the first axis moves no people, as many say Yes everywhere.
    let everywhere = sweep.people_at(0, sweep.height().checked_sub(1)?)?.get(Role::Yes as usize).copied().flatten();
    let about = if everywhere == Some(yes) {
        "Yes votes".to_owned()
    } else {
        format!("Yes votes at {} {}", across.shown(&across.high), across.name)
    };
    Some((whole, about))
}
