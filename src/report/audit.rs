//! What follows from the rules: as a document, as CSV and as JSON.

mod csv;
mod json;
mod words;

pub use json::{AuditFindingJson, AuditJson, AuditsJson, ExampleJson};
pub use words::sentence;

use super::document::{Answer, Document};
use super::layout::Tone;
use crate::audit::{Audit, AuditFinding, Code};
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

/// All that was asked about.
#[derive(Clone, Debug)]
pub struct AuditAnswer<'a> {
    /// The measures, in the order of the files.
    pub measures: Vec<Audited<'a>>,
    /// The codes that were denied and found.
    pub denied: Vec<Code>,
}

impl Answer for AuditAnswer<'_> {
    type View = AuditsJson;
    const KIND: &'static str = "audit";

    fn view(&self) -> AuditsJson {
        let measures = self.measures.iter().map(json::json).collect();
        AuditsJson { measures, denied: self.denied.clone() }
    }

    /// Stage by stage what was found, then what was looked for in vain, then what is not decided.
    fn document(&self) -> Document<'_> {
        let mut document = Document::new();
        for (at, audited) in self.measures.iter().enumerate() {
            if at > 0 {
                document.space();
            }
            one_measure(&mut document, audited);
        }
        document
    }

    fn csv(&self) -> Option<String> {
        Some(csv::csv(&self.view()))
    }
}

fn one_measure(document: &mut Document<'_>, audited: &Audited<'_>) {
    let measure = audited.rules();
    let title = measure.title.as_ref().map(|title| format!(" ({})", title.text)).unwrap_or_default();
    document.heading(1, vec![(Tone::Strong, measure.name.text.to_string()), (Tone::Plain, title)]);
    for stage in measure.stages.ids() {
        let found = audited.audit.findings.iter().filter(|found| found.stage(measure) == Some(stage));
        let found: Vec<&AuditFinding> = found.collect();
        if found.is_empty() {
            continue;
        }
        let named = measure.stages.at(stage).name.as_ref();
        if let Some(name) = named {
            document.line(1, vec![(Tone::Strong, name.text.to_string())]);
        }
        let depth = if named.is_some() { 2 } else { 1 };
        found.into_iter().for_each(|finding| one(document, measure, finding, depth));
    }
    let whole = audited.audit.findings.iter().filter(|found| found.stage(measure).is_none());
    whole.for_each(|finding| one(document, measure, finding, 1));
    let clean = clean(audited.audit);
    if !clean.is_empty() {
        document.line(1, vec![(Tone::Good, "✓ ".to_owned()), (Tone::Plain, clean.join("; "))]);
    }
    for open in words::open(audited) {
        document.marked(1, vec![(Tone::Open, "? ".to_owned())], &open);
    }
}

fn one(document: &mut Document<'_>, measure: &Measure, finding: &AuditFinding, depth: usize) {
    let is_fault = finding.code().is_fault();
    let before = if is_fault {
        vec![(Tone::Bad, "✗ ".to_owned()), (Tone::Strong, format!("{}: ", finding.code().name()))]
    } else {
        vec![(Tone::Quiet, "· ".to_owned())]
    };
    document.marked(depth, before, &sentence(measure, finding));
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
