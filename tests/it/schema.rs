//! The schemas of what is written as JSON: they are what `docs/schema` holds, and whatever is written has them.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::Value;

use crate::support::{files, text};

/// Every schema in `docs/schema`, by the kind of answer.
fn validators() -> BTreeMap<String, Validator> {
    let all = files("docs/schema", "json").into_iter().map(|path| {
        let kind = path.rsplit('/').next().unwrap().trim_end_matches(".json").to_owned();
        let schema: Value = serde_json::from_str(&text(&path)).unwrap();
        (kind, jsonschema::draft202012::new(&schema).unwrap())
    });
    all.collect()
}

/// The JSON documents in a transcript.
fn documents(transcript: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for line in transcript.lines() {
        if line == "{" {
            open = Some(String::new());
        }
        if let Some(text) = &mut open {
            text.push_str(line);
            text.push('\n');
            if line == "}" {
                found.extend(serde_json::from_str::<Value>(text));
                open = None;
            }
        }
    }
    found
}

#[test]
fn whatever_is_written_has_its_schema() {
    let validators = validators();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for path in files("tests/cases/cli/snapshots", "snap") {
        for document in documents(&text(&path)) {
            let Some(kind) = document.get("answer").and_then(Value::as_str) else { continue };
            *seen.entry(kind.to_owned()).or_default() += 1;
            let Some(validator) = validators.get(kind) else {
                wrong.push(format!("{path}: no schema of `{kind}`"));
                continue;
            };
            wrong.extend(validator.iter_errors(&document).map(|error| format!("{path}: {kind}: {error}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missing: Vec<_> = validators.keys().filter(|kind| !seen.contains_key(*kind)).collect();
    assert!(missing.is_empty(), "no transcript shows the JSON of {missing:?}; there are {seen:?}");
}

#[test]
fn a_schema_refuses_what_it_does_not_describe() {
    let validators = validators();
    let wrong = serde_json::json!({ "format": 2, "answer": "verify", "report": "r.json", "same": "yes" });
    assert!(!validators["verify"].is_valid(&wrong));
}

#[cfg(feature = "schema")]
#[test]
fn schemas_are_written_down() {
    let mut stale = Vec::new();
    for (kind, schema) in quorate::report::schemas() {
        let path = format!("{}/docs/schema/{kind}.json", env!("CARGO_MANIFEST_DIR"));
        let is = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::fs::read_to_string(&path).is_ok_and(|was| was == is) {
            continue;
        }
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, is).unwrap();
        }
        stale.push(kind);
    }
    assert!(stale.is_empty(), "docs/schema is not what is written for {stale:?}; write it anew with UPDATE_DOCS=1");
}
