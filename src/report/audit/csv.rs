//! An audit as CSV: a line for each finding.

use std::fmt::Write as _;

use super::super::csv::field;
use super::json::AuditsJson;

/// `measure,stage,code,fault,requirement,votes,share,text`: what was found, and what was not answered with the code `open`.
pub(super) fn csv(audits: &AuditsJson) -> String {
    let mut text = String::from("measure,stage,code,fault,requirement,votes,share,text\n");
    for audit in &audits.measures {
        for finding in &audit.findings {
            let optional = |text: &Option<String>| field(text.as_deref().unwrap_or("")).into_owned();
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{},{},{},{},{},{},{},{}",
                field(&audit.measure),
                optional(&finding.stage),
                finding.code.name(),
                finding.fault,
                optional(&finding.requirement),
                optional(&finding.votes),
                optional(&finding.share),
                field(&finding.text),
            );
        }
        for open in &audit.open {
            let _ = writeln!(text, "{},,open,false,,,,{}", field(&audit.measure), field(open));
        }
    }
    text
}
