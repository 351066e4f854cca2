//! The axes of a map: shares with the people that they are.

use super::super::svg::{Canvas, Ink, Panel, Scale, Tag, people, shown, ticks};
use super::RIGHT;
use super::ground::near;
use crate::prose::capital;
use crate::sweep::{Axis, Base, Role, Sweep};
use crate::value::{Exact, Kind};
use crate::words;

/// Ticks of an axis, at most about so many.
const MOST: u32 = 8;

/// What stands beside the axes of a map, and what they are called.
pub(super) struct Axes {
    across: Scale,
    up: Scale,
    name_across: String,
    name_up: String,
    /// What is on the right.
    name_right: Option<String>,
}

impl Axes {
    pub(super) fn new(panel: &Panel, sweep: &Sweep<'_>, [across, up]: [&Axis; 2]) -> Self {
        let whole = across_people(sweep, across);
        let name_across = match &whole {
            Some((_, about)) => format!("{}: {about}", capital(&across.name)),
            None => capital(&across.name),
        };
        let right = up_people(sweep, [across, up]);
        let name_up =
            if up.is_derived() { format!("{}: {}", capital(&up.name), meaning(up)) } else { capital(&up.name) };
        Self {
            across: side(panel.across, across.kind, whole.map(|(whole, _)| whole)),
            up: side(panel.up, up.kind, right.as_ref().map(|(whole, _)| *whole)),
            name_across,
            name_up,
            name_right: right.map(|(_, about)| about),
        }
    }

    pub(super) fn grid(&self, canvas: &mut Canvas, panel: &Panel) {
        panel.grid(canvas, &self.across, &self.up);
    }

    pub(super) fn draw(&self, canvas: &mut Canvas, panel: &Panel) {
        panel.axes(canvas, &self.across, &self.up);
        panel.name_across(canvas, &self.name_across);
        panel.name_up(canvas, &self.name_up);
        if let Some(name) = &self.name_right {
            let (x, y) = (panel.rect.x + panel.rect.wide + RIGHT - 10.0, panel.rect.y - 12.0);
            Tag::new("text").ink(Ink::Quiet).at(x, y).size(10.5).end().holds(name, canvas);
        }
    }
}

fn side(range: (f64, f64), kind: Kind, whole: Option<f64>) -> Scale {
    let values = ticks(range, kind, MOST);
    let also = whole.map(|whole| values.iter().map(|value| people(value * whole)).collect());
    Scale { ticks: values.into_iter().map(|value| (value, shown(value, kind))).collect(), also }
}

fn meaning(axis: &Axis) -> &'static str {
    match axis.base() {
        Some(Base::YesAndNo) => "Yes as a share of Yes and No",
        Some(Base::Ballots) => "Yes as a share of all ballots",
        None => "ballots as a share of the registered voters",
    }
}

/// What all of the first axis is in people, if it is the same wherever the second stands.
fn across_people(sweep: &Sweep<'_>, across: &Axis) -> Option<(f64, String)> {
    if !across.is_derived() || across.base().is_some() {
        return None;
    }
    let registered = Exact::integer(sweep.fixed(Role::Registered)?.into());
    let about = format!("ballots as a share of the {} registered voters, and in people", words::grouped(&registered));
    Some((near(&registered), about))
}

/// What all of the second axis is in people at the right end.
fn up_people(sweep: &Sweep<'_>, [across, up]: [&Axis; 2]) -> Option<(f64, String)> {
    up.base()?;
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
