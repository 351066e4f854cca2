//! What repairs a mistake, carried out and checked again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use miette::Diagnostic;
use quorate::diagnostic::{Finding, Severity};
use quorate::load::{self, ReadError, ReadFile};
use quorate::source::{Source, Sources};
use quorate::{check, fix::Fix};

use crate::support::{self, root};

/// One rule file as a text, and what it uses as files beside it.
struct Edited<'a> {
    path: &'a str,
    text: &'a str,
}

impl ReadFile for Edited<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if path == self.path {
            return Ok(self.text.to_owned());
        }
        std::fs::read(root().join(path)).map_err(|_| ReadError::Missing).and_then(load::text)
    }
}

fn data<D: Diagnostic + 'static>(all: &[D], sources: &Sources) -> Vec<Finding> {
    all.iter().map(|one| Finding::of(one, sources)).collect()
}

/// All that is said of a text.
fn findings(path: &str, text: &str) -> (Source, Vec<Finding>) {
    let mut sources = Sources::new();
    let loaded = load::load(path, &Edited { path, text }, &mut sources);
    let checked = check::check(&loaded.files);
    let mut all = data(&loaded.errors, &sources);
    all.extend(data(&loaded.syntax_errors, &sources));
    all.extend(data(&checked.errors, &sources));
    all.extend(data(&checked.lints, &sources));
    (sources.at(0).unwrap().clone(), all)
}

/// How many findings say the same.
fn like(findings: &[Finding], wanted: &Finding) -> usize {
    findings.iter().filter(|own| own.code == wanted.code && own.message == wanted.message).count()
}

fn unread(findings: &[Finding]) -> usize {
    let of_syntax = |own: &&Finding| own.code.as_deref().is_some_and(|code| code.starts_with("quorate::syntax::"));
    findings.iter().filter(of_syntax).count()
}

/// Every fix of every mistake in the cases: afterwards the mistake is gone, and no new one keeps the text from being read.
#[test]
fn a_fix_repairs_what_it_is_offered_for() {
    let mut failed = String::new();
    let mut offered: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for path in ["tests/cases/check", "tests/cases/syntax/wrong", "tests/cases/disliked"]
        .into_iter()
        .flat_map(|folder| support::files(folder, "measure"))
    {
        let text = support::text(&path);
        let (source, before) = findings(&path, &text);
        for finding in &before {
            let code = finding.code.clone().unwrap();
            let count = offered.entry(code.clone()).or_default();
            count.0 += 1;
            count.1 += usize::from(!finding.fixes.is_empty());
            for fix in &finding.fixes {
                let repaired = fix.apply(&source);
                let (_, after) = findings(&path, &repaired);
                let gone = like(&after, finding) < like(&before, finding);
                if !gone || unread(&after) > unread(&before) {
                    let _ = writeln!(failed, "{path}: {}: {}, gone: {gone}", finding.message, fix.title);
                    after.iter().for_each(|own| _ = writeln!(failed, "    {}", own.message));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{failed}");
    let mut table = String::new();
    for (code, (findings, with_fix)) in offered.iter().filter(|(_, (_, with_fix))| *with_fix > 0) {
        let _ = writeln!(table, "{code}: {with_fix} of {findings}");
    }
    insta::assert_snapshot!(table);
}

const RULE: &str = r#"measure m "M" {
  parameter needed = 55%
  input registered, ballots, yes, no: count
  require consent: yes at least needed of ballots
}
"#;

/// The fixes of the only finding of the rule, with one text in it replaced.
#[track_caller]
fn fixes_of(old: &str, new: &str) -> (Source, String, Vec<Fix>) {
    let text = RULE.replacen(old, new, 1);
    assert_ne!(text, RULE);
    let (source, mut all) = findings("m.measure", &text);
    all.retain(|own| own.severity == Severity::Error);
    let [only] = all.as_slice() else { panic!("{all:#?}") };
    (source, only.code.clone().unwrap(), only.fixes.clone())
}

/// The text with a fix carried out is the rule with something else in the old text's place.
#[track_caller]
fn repaired(old: &str, new: &str, code: &str, expected: &[&str]) {
    let (source, own, fixes) = fixes_of(old, new);
    assert_eq!(own, format!("quorate::{code}"));
    let texts: Vec<String> = fixes.iter().map(|fix| fix.apply(&source)).collect();
    let wanted: Vec<String> = expected.iter().map(|expected| RULE.replacen(old, expected, 1)).collect();
    assert_eq!(texts, wanted);
    assert!(fixes.len() == 1 || fixes.iter().all(|fix| !fix.sure), "of several none is sure: {fixes:?}");
}

#[test]
fn the_text_that_was_meant_is_put_in() {
    let consent = "yes at least needed of ballots";
    repaired("of ballots", "of ballot", "check::name", &["of ballots"]);
    repaired(consent, "yes exceeds no", "syntax::operator", &["yes more than no"]);
    repaired(consent, "yes at least needed (ballots)", "check::missing_of", &["yes at least needed of (ballots)"]);
    repaired("\"M\"", "“M”", "syntax::quotes", &["\"M\""]);
    repaired("55%", "55 percent", "syntax::percent", &["55%"]);
    repaired("55%\n", "55%;\n", "syntax::semicolon", &["55%\n"]);
    repaired("no: count", "no count", "syntax::missing_colon", &["no: count"]);
    repaired("count", "integer", "syntax::kind", &["count"]);
    repaired("consent: ", "consent = ", "syntax::sign", &["consent : "]);
    repaired("require", "requier", "syntax::unknown_statement", &["require"]);
    repaired("  require", "  // why\n  require", "syntax::comment", &["  # why\n  require"]);
    repaired(consent, "yes at least 5k", "syntax::number", &["yes at least 5,000"]);
    repaired(consent, "yes at least 5.5m", "syntax::number", &["yes at least 5,500,000"]);
    repaired(consent, "yes at least 5,50", "syntax::number", &["yes at least 5.50", "yes at least 550"]);
    repaired(
        consent,
        "yes > no and no > 5 or yes > 9",
        "syntax::and_or",
        &["(yes > no and no > 5) or yes > 9", "yes > no and (no > 5 or yes > 9)"],
    );
    repaired(
        consent,
        "yes at least needed of yes + no",
        "syntax::of_in_sum",
        &["yes at least (needed of yes) + no", "yes at least needed of (yes + no)"],
    );
}

#[test]
fn what_repairs_for_certain_says_so() {
    let sure = |old, new| fixes_of(old, new).2.iter().map(|fix| fix.sure).collect::<Vec<_>>();
    assert_eq!(sure("55%", "55 percent"), [true]);
    assert_eq!(sure("of ballots", "of ballot"), [false], "the nearest name may be another");
}

#[test]
fn a_statement_that_is_taken_away_takes_its_line_along() {
    let own = "variant v of m {\n  set needed = 60%\n  replace consent: yes more than no\n}\n";
    let text = format!("{RULE}{own}");
    let (source, all) = findings("m.measure", &text);
    let [unused] =
        all.iter().filter(|own| own.code.as_deref() == Some("quorate::lint::unused_set")).collect::<Vec<_>>()[..]
    else {
        panic!("{all:#?}")
    };
    assert_eq!(unused.severity, Severity::Warning);
    let [fix] = unused.fixes.as_slice() else { panic!("{unused:#?}") };
    assert_eq!(fix.apply(&source), text.replace("  set needed = 60%\n", ""));
}

#[test]
fn findings_are_data() {
    let (source, all) = findings("m.measure", &RULE.replace("of ballots", "of ballot"));
    let json = serde_json::to_value(&all).unwrap();
    let (start, end) = (source.text.find("ballot\n").unwrap(), source.text.find("ballot\n").unwrap() + 6);
    assert_eq!(
        json[0],
        serde_json::json!({
            "code": "quorate::check::name",
            "severity": "error",
            "message": "nothing here is called `ballot`",
            "help": "did you mean `ballots`?",
            "labels": [{
                "span": { "start": start, "end": end },
                "text": "not declared in this stage, its measure or the file"
            }],
            "fixes": [{
                "title": "write `ballots`",
                "edits": [[{ "start": start, "end": end }, "ballots"]],
                "sure": false
            }]
        })
    );
    assert_eq!(serde_json::from_value::<Vec<Finding>>(json).unwrap(), all);
    assert!(Path::new(&*source.name).ends_with("m.measure"));
}
