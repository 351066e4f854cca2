//! What stands beside the cloud: the rules with how often each passes, and what the shades are.

use super::cloud::REGIONS;
use super::threshold::Threshold;
use super::{Simulated, part, words};
use crate::evaluate::StageStatus;
use crate::report::svg::{Canvas, Ink, Paint, Panel, Rect, Tag, path};

/// Between the rules of one line and those of the next.
const GAP: f64 = 6.0;
/// From a panel to the samples of lines, and to the names.
const SAMPLE: f64 = 22.0;
const NAMES: f64 = 50.0;
/// Room for the rules, above that for the shades.
const ROOM: f64 = 340.0;
const SHADES: f64 = 50.0;

/// The rules, each at the height of its line as far as there is room, with how often it passes.
pub(super) fn rules(canvas: &mut Canvas, simulated: &Simulated<'_, '_>, thresholds: &[Threshold], panel: &Panel) {
    let end = |own: &Threshold| own.pieces.last().and_then(|piece| piece.last()).map(|(_, support)| *support);
    let mut order: Vec<(usize, &Threshold)> = thresholds.iter().enumerate().collect();
    order.sort_by_key(|(_, own)| end(own).map_or(0, |support| -support));
    let rows: usize = thresholds.iter().map(|own| own.rules.len()).sum();
    let room = ROOM / rows.max(1) as f64;
    let one_line = room < 30.0;
    let row = if one_line { room.clamp(12.0, 17.0) } else { 34.0 };
    let (top, bottom) = (panel.rect.y, panel.rect.y + panel.rect.high);
    let x = panel.rect.x + panel.rect.wide;
    let tall = |own: &Threshold| own.rules.len() as f64 * row;
    let mut below: f64 = thresholds.iter().map(|own| tall(own) + GAP).sum();
    let mut next = top;
    for (at, own) in order {
        let height = end(own).map(|support| panel.y(part(support)).clamp(top, bottom));
        // As high as its line, unless those above or below need the room.
        let last = (bottom - SHADES - below).max(next);
        let begin = height.map_or(next, |height| height - tall(own) / 2.0).min(last).max(next);
        let middle = begin + tall(own) / 2.0;
        if let Some(height) = height {
            let lead = path(&[(x, height), (x + SAMPLE, middle)], false);
            Tag::new("path").ink(Ink::Lead).with("d", lead).draw(canvas);
        }
        let sample = path(&[(x + SAMPLE, middle), (x + 2.0 * SAMPLE, middle)], false);
        Tag::new("path").stroke(Paint::of(at)).with("d", sample).draw(canvas);
        let mut y = begin;
        for rule in &own.rules {
            let Some((name, passes)) = said(simulated, *rule, own.pieces.is_empty()) else { continue };
            if one_line {
                let line = y + row / 2.0 + 4.0;
                canvas.named(x + NAMES, line, 11.0, [&name, &passes]);
            } else {
                Tag::new("text").ink(Ink::Text).at(x + NAMES, y + 13.0).size(13.0).bold().holds(&name, canvas);
                canvas.text(Ink::Quiet, x + NAMES, y + 28.0, 12.0, &passes);
            }
            y += row;
        }
        next = begin + tall(own) + GAP;
        below -= tall(own) + GAP;
    }
    shades(canvas, x + SAMPLE, bottom - 34.0);
}

/// A rule's name, and how often it passes.
fn said(simulated: &Simulated<'_, '_>, rule: usize, never: bool) -> Option<(String, String)> {
    let simulation = simulated.simulation;
    let chance = words::chance_of(simulation.tallies.get(rule)?.status(StageStatus::Passed), simulation.draws);
    let passes = match chance.count {
        0 if never => "passes in none (not at these turnouts)".to_owned(),
        0 => "passes in none".to_owned(),
        count if count == chance.draws => "passes in all".to_owned(),
        _ => format!("passes in {}", words::cell(chance)),
    };
    Some((short(simulated.labels().get(rule)?), passes))
}

/// What the shades of the cloud are.
fn shades(canvas: &mut Canvas, left: f64, y: f64) {
    canvas.text(Ink::Quiet, left, y, 12.0, "the densest of the draws");
    let mut left = left;
    for (_, name, ink) in REGIONS {
        Tag::new("rect").ink(ink).rect(Rect { x: left, y: y + 10.0, wide: 14.0, high: 14.0 }).draw(canvas);
        canvas.text(Ink::Text, left + 20.0, y + 22.0, 12.0, name);
        left += 40.0 + 6.0 * name.len() as f64;
    }
}

/// A name that fits beside the panel.
fn short(name: &str) -> String {
    const MOST: usize = 36;
    if name.chars().count() <= MOST { name.to_owned() } else { name.chars().take(MOST - 1).chain(['…']).collect() }
}
