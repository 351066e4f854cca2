//! What reads texts of strangers.

use std::sync::Arc;

use quorate::encoding;
use quorate::inputs;
use quorate::load::{ReadError, ReadFile};
use quorate::published::{Mapping, Reader};
use quorate::report::Style;
use quorate::session::{Session, Watch};
use quorate::source::Sources;
use quorate::{Rules, Votes, diagnostic, judge, spreadsheet, syntax};

/// Each reader with its name.
pub const TARGETS: &[(&str, fn(&[u8]))] = &[
    ("rules", rules),
    ("format", format),
    ("toml", toml),
    ("json", json),
    ("csv", csv),
    ("set", set),
    ("mapping", mapping),
    ("published", published),
    ("spreadsheet", workbook),
    ("session", session),
];

const RULE: &str = "measure m {\n  input registered, yes, no: count\n  input urgent: truth\n  by region { input ayes: count }\n  \
                    rows region { A B C }\n  require c: yes more than half of (yes + no)\n}\n";

/// Files of one name only.
struct Only(String);

impl ReadFile for Only {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if path == "m.measure" { Ok(self.0.clone()) } else { Err(ReadError::Missing) }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const STYLE: Style = Style { width: 80, colour: false };

/// Read, checked, drawn, judged.
fn rules(bytes: &[u8]) {
    let mut sources = Sources::new();
    let rules = Arc::new(Rules::load_among("m.measure", &Only(text(bytes)), &mut sources));
    let _ = diagnostic::draw(rules.findings.iter().map(|finding| finding as _), &sources, STYLE);
    if !rules.is_sound() {
        return;
    }
    for (_, measure) in rules.program.measures.iter() {
        let Ok(rule) = rules.rule(&measure.name.text, None) else { continue };
        for (_, scenario) in rules.program.scenarios.iter() {
            let Ok(votes) = Votes::of_scenario(&rules, &scenario.name.text) else { continue };
            let Ok(facts) = votes.facts(&rule) else { continue };
            let _ = judge(&rule, &facts);
        }
    }
}

fn format(bytes: &[u8]) {
    let mut sources = Sources::new();
    let source = sources.add("m.measure", text(bytes));
    if let Ok(laid_out) = syntax::format(&source) {
        let again = sources.add("m.measure", laid_out.as_str());
        let twice = syntax::format(&again).expect("what is laid out can be read");
        assert_eq!(laid_out, twice, "laid out again it is another text");
    }
}

fn toml(bytes: &[u8]) {
    let _ = inputs::toml(&Sources::new().add("votes.toml", text(bytes)));
}

fn json(bytes: &[u8]) {
    let _ = inputs::json(&Sources::new().add("votes.json", text(bytes)));
}

fn csv(bytes: &[u8]) {
    let _ = encoding::decode(bytes, None);
    let mut sources = Sources::new();
    let rules = Rules::load_among("m.measure", &Only(RULE.to_owned()), &mut sources);
    let source = sources.add("votes.csv", text(bytes));
    let takers: Vec<_> = rules.program.measures.iter().map(|(_, measure)| (measure, None)).collect();
    let _ = inputs::csv_for(&source, &takers, &inputs::CsvOptions::default());
}

fn set(bytes: &[u8]) {
    let _ = inputs::set(&mut Sources::new(), &text(bytes));
}

fn mapping(bytes: &[u8]) {
    let _ = Mapping::read(&Sources::new().add("votes.toml", text(bytes)));
}

/// A mapping before the first empty line, votes after it; or votes alone.
fn published(bytes: &[u8]) {
    let text = text(bytes);
    let (own, votes) =
        text.split_once("\n\n").unwrap_or(("region = \"County\"\n[inputs]\nyes = \"Yes\"\nno = \"No\"\n", &text));
    let mut sources = Sources::new();
    let Ok(mapping) = Mapping::read(&sources.add("votes.toml", own)) else { return };
    let source = sources.add("votes.csv", votes);
    let mut reader = Reader::new(&mapping);
    reader.begin(&source.name, source.base);
    reader.feed(source.text.as_bytes());
    let _ = reader.finish();
}

fn workbook(bytes: &[u8]) {
    let _ = spreadsheet::csv(bytes, None);
}

/// Nobody waits, and after a second nobody would.
struct Impatient(std::time::Instant);

impl Watch for Impatient {
    fn stopped(&self) -> bool {
        self.0.elapsed().as_millis() > 1_000
    }
}

fn session(bytes: &[u8]) {
    let mut session = Session::new(Box::new(Only(RULE.to_owned())), STYLE);
    session.load(&["m.measure"]);
    for line in text(bytes).split("\n").take(40) {
        session.line(line, &Impatient(std::time::Instant::now()));
    }
}
