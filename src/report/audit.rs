//! What follows from the rules, as text and as JSON.

mod json;
mod words;

pub use json::{AuditJson, AuditsJson, ExampleJson, FindingJson, json};
pub use words::sentence;

use super::layout::{Page, Style, Tone};
use crate::audit::{Audit, Code, Finding};
use crate::program::{Measure, MeasureId, Program, StageId};
use crate::prose::capital;
use crate::source::Sources;

/// The result of an audit, with the rules it is of.
#[derive(Clone, Copy, Debug)]
pub struct Audited<'a> {
    /// The rules.
    pub program: &'a Program,
    /// The measure or variant.
    pub measure: MeasureId,
    /// What was found.
    pub audit: &'a Audit,
    /// The texts that spans point into.
    pub sources: &'a Sources,
}

impl<'a> Audited<'a> {
    fn rules(&self) -> &'a Measure {
        self.program.measures.at(self.measure)
    }
}

/// Stage by stage what was found, then what was looked for in vain, then what is not decided.
pub fn text(audited: &Audited<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    let measure = audited.rules();
    let title = measure.title.as_ref().map(|title| format!(" ({})", title.text)).unwrap_or_default();
    page.line(0, 2, &[(Tone::Strong, measure.name.text.to_string()), (Tone::Plain, title)]);
    for stage in measure.stages.ids() {
        let found = audited.audit.findings.iter().filter(|found| found.stage(measure) == Some(stage));
        let found: Vec<&Finding> = found.collect();
        if found.is_empty() {
            continue;
        }
        let named = measure.stages.at(stage).name.as_ref();
        if let Some(name) = named {
            page.line(2, 4, &[(Tone::Strong, name.text.to_string())]);
        }
        let indent = if named.is_some() { 4 } else { 2 };
        found.into_iter().for_each(|finding| one(&mut page, measure, finding, indent));
    }
    let whole: Vec<&Finding> = audited.audit.findings.iter().filter(|found| found.stage(measure).is_none()).collect();
    whole.into_iter().for_each(|finding| one(&mut page, measure, finding, 2));
    let clean = clean(audited.audit);
    if !clean.is_empty() {
        page.line(2, 4, &[(Tone::Good, "✓ ".to_owned()), (Tone::Plain, clean.join("; "))]);
    }
    for open in words::open(audited) {
        page.line(2, 4, &[(Tone::Open, "? ".to_owned()), (Tone::Plain, open)]);
    }
    page.finish()
}

fn one(page: &mut Page, measure: &Measure, finding: &Finding, indent: usize) {
    let (tone, mark) = if finding.code().is_fault() { (Tone::Bad, "✗ ") } else { (Tone::Quiet, "· ") };
    let name = if finding.code().is_fault() { format!("{}: ", finding.code().name()) } else { String::new() };
    page.line(
        indent,
        indent + 2,
        &[(tone, mark.to_owned()), (Tone::Strong, name), (Tone::Plain, sentence(measure, finding))],
    );
}

/// What was found as whole sentences for a page, without the figures on both sides of each threshold; then what was looked
/// for in vain, and what is not decided.
pub fn sentences(audited: &Audited<'_>) -> Vec<String> {
    let measure = audited.rules();
    let found = audited.audit.findings.iter().filter(|found| found.code() != Code::Boundary).map(|found| {
        let name = if found.code().is_fault() { format!("{}: ", found.code().name()) } else { String::new() };
        format!("{name}{}", sentence(measure, found))
    });
    let clean = clean(audited.audit);
    let clean = (!clean.is_empty()).then(|| format!("what was asked besides, and holds: {}", clean.join("; ")));
    let open = words::open(audited).into_iter().map(|open| format!("not answered: {open}"));
    found.chain(clean).chain(open).map(|text| whole_sentence(&text)).collect()
}

/// With a capital letter and a full stop, and without the signs of code.
fn whole_sentence(text: &str) -> String {
    format!("{}.", capital(&text.replace('`', "")))
}

/// What was looked for everywhere and found nowhere.
fn clean(audit: &Audit) -> Vec<&'static str> {
    let is_clean = |code: &Code| {
        let asked = audit.clean.iter().any(|asked| asked.code == *code);
        let open = audit.open.iter().any(|open| open.asked.code == *code);
        asked && !open && !audit.has(*code)
    };
    Code::FAULTS.into_iter().filter(is_clean).map(words::absent).collect()
}

/// The name of a stage, or of the measure that is its own.
fn stage_name(measure: &Measure, stage: StageId) -> &str {
    measure.stages.at(stage).name.as_ref().map_or(measure.name.text.as_str(), |name| name.text.as_str())
}
