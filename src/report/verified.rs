//! Whether an answer is still the same.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::{Answer, Document};
use super::layout::Tone;
use super::provenance::{HashedFile, Provenance};
use crate::words::numbered;

/// A report and the same question asked again.
#[derive(Debug)]
pub struct Verified<'a> {
    /// The report's name.
    pub report: &'a str,
    /// What made it.
    pub then: &'a Provenance,
    /// What was made now.
    pub now: &'a Provenance,
    /// Where the answers differ, in the order of the report.
    pub differences: Vec<Difference>,
}

/// A place at which two answers differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// Where: `stages[0].status`.
    pub path: String,
    /// What the report says; null if it says nothing there.
    pub was: Option<String>,
    /// What is so now; null if there is nothing.
    pub is: Option<String>,
}

/// A file that is no longer what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangedFile {
    /// Its name.
    pub file: String,
    /// The SHA-256 it had; null if it was not read then.
    pub was: Option<String>,
    /// The one it has; null if it is not read now.
    pub is: Option<String>,
}

/// What `quorate verify --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifiedJson {
    /// The report.
    pub report: String,
    /// Whether the answer is still the same.
    pub same: bool,
    /// The version of the tool that made it.
    pub version: String,
    /// The files that are not what they were.
    pub changed: Vec<ChangedFile>,
    /// Where the answers differ.
    pub differences: Vec<Difference>,
}

impl Verified<'_> {
    /// Whether the answer is still the same.
    pub fn is_same(&self) -> bool {
        self.differences.is_empty()
    }
}

/// The files that are not what they were.
pub fn changed_files(then: &Provenance, now: &Provenance) -> Vec<ChangedFile> {
    let hash =
        |all: &Provenance, name: &str| all.files().find(|(_, own)| own.file == name).map(|(_, own)| own.sha256.clone());
    let names = |all: &Provenance| all.files().map(|(_, own): (_, &HashedFile)| own.file.clone()).collect::<Vec<_>>();
    let mut all = names(then);
    all.extend(names(now).into_iter().filter(|name| hash(then, name).is_none()));
    let files = all.into_iter().map(|file| ChangedFile { was: hash(then, &file), is: hash(now, &file), file });
    files.filter(|file| file.was != file.is).collect()
}

impl Answer for Verified<'_> {
    type View = VerifiedJson;

    const KIND: &'static str = "verify";

    fn view(&self) -> VerifiedJson {
        VerifiedJson {
            report: self.report.to_owned(),
            same: self.is_same(),
            version: self.then.version.clone(),
            changed: changed_files(self.then, self.now),
            differences: self.differences.clone(),
        }
    }

    fn document(&self) -> Document<'_> {
        /// What a reader looks at.
        const SHOWN: usize = 20;

        let mut document = Document::new();
        let (tone, verdict) =
            if self.is_same() { (Tone::Good, "the same answer") } else { (Tone::Bad, "another answer") };
        document.heading(1, vec![(Tone::Strong, format!("{}: ", self.report)), (tone, verdict.to_owned())]);
        document.say(0, Tone::Code, self.then.command_line());
        let changed = changed_files(self.then, self.now);
        for file in &changed {
            let how = match (&file.was, &file.is) {
                (Some(_), Some(_)) => "has changed",
                (Some(_), None) => "is not read any more",
                (None, _) => "is read now, and was not then",
            };
            document.line(1, vec![(Tone::Code, file.file.clone()), (Tone::Plain, format!(" {how}"))]);
        }
        if changed.is_empty() {
            document.say(1, Tone::Plain, "every file is what it was");
        }
        if self.then.version != self.now.version {
            let versions = format!("made by quorate {}, and this is {}", self.then.version, self.now.version);
            document.say(1, Tone::Plain, versions);
        }
        for Difference { path, was, is } in self.differences.iter().take(SHOWN) {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
            let text = format!(": was {}, is {}", shown(was), shown(is));
            document.line(1, vec![(Tone::Code, path.clone()), (Tone::Plain, text)]);
        }
        if self.differences.len() > SHOWN {
            let more = numbered(self.differences.len() - SHOWN, "further difference");
            document.note(format!("{more}; `--format json` has all of them"));
        }
        document
    }
}

/// Where two answers differ, but for what made them: results before their reasons.
pub fn differences(was: &Value, is: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", was, is, &mut found);
    // What was found in the end stands further out than its reasons.
    found.sort_by_key(|difference| difference.path.matches(['.', '[']).count());
    found
}

fn compare(path: &str, was: &Value, is: &Value, found: &mut Vec<Difference>) {
    match (was, is) {
        (Value::Object(then), Value::Object(now)) => {
            let new = now.keys().filter(|key| !then.contains_key(*key));
            for key in then.keys().chain(new).filter(|key| !(path.is_empty() && *key == "provenance")) {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                both(&inner, then.get(key), now.get(key), found);
            }
        }
        (Value::Array(then), Value::Array(now)) => {
            for at in 0..then.len().max(now.len()) {
                both(&format!("{path}[{at}]"), then.get(at), now.get(at), found);
            }
        }
        (_, _) if was == is => {}
        (_, _) => {
            found.push(Difference { path: path.to_owned(), was: Some(was.to_string()), is: Some(is.to_string()) })
        }
    }
}

fn both(path: &str, was: Option<&Value>, is: Option<&Value>, found: &mut Vec<Difference>) {
    match (was, is) {
        (Some(was), Some(is)) => compare(path, was, is, found),
        (was, is) => {
            let text = |value: Option<&Value>| value.map(Value::to_string);
            found.push(Difference { path: path.to_owned(), was: text(was), is: text(is) });
        }
    }
}
