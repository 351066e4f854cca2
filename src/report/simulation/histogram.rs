//! The distribution of support on a terminal, with what each rule asks for.

use super::super::layout::{Page, Style, Tone, columns};
use super::{Simulated, words};
use crate::simulate::Marks;
use crate::value::Exact;

/// Eighths of a block.
const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Lines of the bars.
const LINES: usize = 4;
const MOST: usize = 72;

/// Bars for the draws by support, and under them what each rule needs at the turnout in the middle of the draws.
pub(super) fn histogram(page: &mut Page, simulated: &Simulated<'_, '_>, style: Style) {
    let simulation = simulated.simulation;
    let [turnout, _, _] = words::drawn(&simulation.marks.turnout);
    let needed = words::needed_at(simulation, &turnout);
    let (first, last) = range(&simulation.marks.support, needed.iter().flatten());
    let room = style.width.saturating_sub(4).clamp(20, MOST);
    let step = (last - first).div_ceil(room).max(1);
    let bins: Vec<u64> = (first..last)
        .step_by(step)
        .map(|from| simulation.marks.support.iter().skip(from).take(step.min(last - from)).sum())
        .collect();
    let most = bins.iter().copied().max().unwrap_or(0).max(1);
    let full = (LINES * 8) as u64;
    let title = format!("Support in the draws, and what is needed at a turnout of {}", words::percent(&turnout, 1));
    page.line(0, 2, &[(Tone::Strong, title)]);
    for line in (0..LINES as u64).rev() {
        let bar = |count: &u64| {
            // Whatever was drawn at all is seen.
            let height = (count * full).div_ceil(most).saturating_sub(line * 8).min(8);
            usize::try_from(height).ok().and_then(|height| BARS.get(height)).copied().unwrap_or(' ')
        };
        let text: String = bins.iter().map(bar).collect();
        page.verbatim(2, text.trim_end());
    }
    axis(page, first, last, step, bins.len());
    for (label, share) in simulated.labels().iter().zip(&needed) {
        match share {
            Some(share) => mark(page, label, share, (first, step, bins.len()), style),
            None => page.line(2, 4, &[(Tone::Quiet, format!("{label}: never at this turnout"))]),
        }
    }
}

/// Steps of [`Marks::FINE`] that hold nearly all draws and whatever is needed, in whole per cents.
fn range<'e>(support: &[u64], needed: impl Iterator<Item = &'e Exact>) -> (usize, usize) {
    let fine = |share: &Exact| {
        let steps = (share * &Exact::integer(Marks::FINE as i128)).floor().to_integer().unwrap_or(0);
        usize::try_from(steps).unwrap_or(0)
    };
    let least = fine(&Marks::quantile(support, 1));
    let most = fine(&Marks::quantile(support, 999));
    let (mut low, mut high) = (least, most);
    for share in needed {
        low = low.min(fine(share));
        high = high.max(fine(share));
    }
    let percent = Marks::FINE / 100;
    let low = (low / percent).saturating_sub(1) * percent;
    let high = ((high / percent + 2) * percent).min(Marks::FINE);
    (low, high)
}

/// A line with the per cents below, as far apart as there is room.
fn axis(page: &mut Page, first: usize, last: usize, step: usize, width: usize) {
    let percent = Marks::FINE / 100;
    let gap = [1, 2, 5, 10, 20, 50].into_iter().find(|gap| gap * percent / step >= 7).unwrap_or(50);
    let mut line: Vec<char> = vec!['─'; width];
    let mut labels = String::new();
    for at in (first / percent..=last / percent).filter(|at| at % gap == 0) {
        let place = (at * percent - first) / step;
        let label = format!("{at}%");
        if let Some(tick) = line.get_mut(place) {
            *tick = '┬';
            let blank = place.saturating_sub(columns(&labels));
            labels.push_str(&format!("{}{label}", " ".repeat(blank)));
        }
    }
    page.verbatim(2, &line.into_iter().collect::<String>());
    page.verbatim(2, &labels);
}

/// `▲ 55.00% calexit`, the arrow where it is.
fn mark(page: &mut Page, label: &str, share: &Exact, (first, step, width): (usize, usize, usize), style: Style) {
    let steps = (share * &Exact::integer(Marks::FINE as i128)).floor().to_integer().unwrap_or(0);
    let place = usize::try_from(steps).unwrap_or(0).saturating_sub(first) / step;
    let place = place.min(width.saturating_sub(1));
    let text = format!("{} {label}", words::percent(share, 2));
    let room = style.width.saturating_sub(4);
    if place + 2 + columns(&text) <= room.max(width) {
        page.verbatim(2, &format!("{}▲ {text}", " ".repeat(place)));
    } else {
        let before = place.saturating_sub(columns(&text) + 1);
        page.verbatim(2, &format!("{}{text} ▲", " ".repeat(before)));
    }
}
