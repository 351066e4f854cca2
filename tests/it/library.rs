//! docs/library.md lists every measure of `rules/`, from the checked programs.
//!
//! With `UPDATE_DOCS=1` the page is written anew; read the difference before keeping it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use quorate::program::{Measure, MeasureId, ParameterValue, Program};
use quorate::prose::Prose;
use quorate::source::Sources;
use quorate::syntax::ast::Text;
use quorate::words;

use crate::rules::{Project, Read, read};
use crate::support::{files, root};

/// How well a source is known, by the mark at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// No mark: read in a public text, which it names.
    Found,
    /// `data file`: the figures add up from a file beside the rule.
    DataFile,
    /// `from memory`: not looked up.
    Memory,
    /// `made up`: in no text, to show something.
    MadeUp,
}

impl Status {
    fn of(source: &str) -> Self {
        let marked = |mark: &str| source.split([';', ',', '(', ')', ':']).any(|part| part.trim().starts_with(mark));
        if source.contains("from memory") {
            Self::Memory
        } else if marked("made up") {
            Self::MadeUp
        } else if marked("data file") {
            Self::DataFile
        } else {
            Self::Found
        }
    }

    /// The source without the mark at its end, which the page gives at the beginning.
    fn unmarked(self, source: &str) -> &str {
        let mark = match self {
            Self::Found => return source,
            Self::DataFile => "; data file",
            Self::Memory => "; from memory",
            Self::MadeUp => "made up, ",
        };
        let source = source.strip_suffix(mark).or_else(|| source.strip_prefix(mark)).unwrap_or(source);
        if ["from memory", "made up"].contains(&source) { "no text named" } else { source }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Found => "Found",
            Self::DataFile => "Data file",
            Self::Memory => "From memory",
            Self::MadeUp => "Made up",
        }
    }
}

/// One measure with what the page says of it.
struct Entry {
    file: String,
    title: String,
    jurisdiction: String,
    text: String,
}

/// A rule file's measures, in its order.
fn entries(file: &str) -> Vec<Entry> {
    let Read { program, sources, errors, .. } = read(file, &Project { example: None });
    assert!(errors.is_empty(), "{errors:?}");
    let here =
        |id: MeasureId| sources.at(program.measures.at(id).span.start).is_some_and(|source| *source.name == *file);
    let bases = program.measures.ids().filter(|&id| here(id) && program.measures.at(id).variant_of.is_none());
    bases.map(|id| entry(file, &program, &sources, id)).collect()
}

fn entry(file: &str, program: &Program, sources: &Sources, id: MeasureId) -> Entry {
    let measure = program.measures.at(id);
    let title = measure.title.as_ref().map_or(&measure.name.text, |title| &title.text);
    let own: Vec<MeasureId> =
        program.measures.ids().filter(|&other| program.lineage(other).any(|base| base == id)).collect();
    let tests = program.tests.iter().filter(|test| own.contains(&test.of)).count();
    let mut text = String::new();
    let path = file.strip_prefix("rules/").unwrap();
    let tests = words::numbered(tests, "test");
    writeln!(text, "`{}` in [{path}](../{file}), {tests}.\n", measure.name.text).unwrap();
    writeln!(text, "{}\n", Prose::new(measure, sources).summary()).unwrap();
    for variant in own.iter().filter(|&&variant| variant != id) {
        let variant = program.measures.at(*variant);
        let title = variant.title.as_ref().map_or("", |title| &title.text);
        writeln!(text, "- Variant `{}`: {title}", variant.name.text).unwrap();
    }
    for parameter in measure.parameters.values().filter(|own| matches!(own.value, ParameterValue::ByDate { .. })) {
        let origin = &sources.at(parameter.name.span.start).unwrap().name;
        let path = origin.strip_prefix("rules/").unwrap();
        writeln!(text, "- By date, each with its source: `{}` in [{path}](../{origin})", parameter.name.text).unwrap();
    }
    let scenarios = program.scenarios.values().filter(|scenario| own.contains(&scenario.of));
    let cited = sources_of(measure).chain(scenarios.flat_map(|scenario| &scenario.sources));
    let mut by_status: BTreeMap<Status, BTreeSet<&str>> = BTreeMap::new();
    for source in cited {
        let status = Status::of(&source.text);
        by_status.entry(status).or_default().insert(status.unmarked(&source.text));
    }
    for (status, cited) in by_status {
        let cited: Vec<&str> = cited.into_iter().collect();
        writeln!(text, "- {}: {}", status.words(), cited.join(" · ")).unwrap();
    }
    let jurisdiction = measure.jurisdiction.as_ref().unwrap().text.to_string();
    Entry { file: file.to_owned(), title: title.to_string(), jurisdiction, text }
}

/// Everything a measure and its parts name as a source.
fn sources_of(measure: &Measure) -> impl Iterator<Item = &Text> {
    let parts = measure.stages.values().flat_map(|stage| &stage.sources);
    let parameters = measure.parameters.values().flat_map(|parameter| &parameter.sources);
    let conditions = measure.conditions.values().flat_map(|condition| &condition.sources);
    let inputs = measure.inputs.values().flat_map(|input| &input.sources);
    let definitions = measure.definitions.values().flat_map(|definition| &definition.sources);
    measure.sources.iter().chain(parts).chain(parameters).chain(conditions).chain(inputs).chain(definitions)
}

const HEAD: &str = "# The library

Measures with their sources, the variants people argue about, and tests with the official outcome. This page is generated
from the rule files, and a test holds it to them.

Each rule stands in one English sentence, made from the rule itself. A word in “quotation marks” is a name of the rule that
the sentence explains, or the title of one of its stages. A vote with a quorum *counts only if* it is met; otherwise there
is no decision. Which outcomes follow, and everything else, [`quorate card`](card.md) sets out.

How well each source is known, it says itself:

- **Found**: read in the public text that is named.
- **Data file**: the figures add up from a file in `rules/`; [SOURCES.md](../rules/SOURCES.md) says where it comes from.
- **From memory**: not looked up, at least in part. Such a rule is one to reason about, not one to rely on.
- **Made up**: for comparison, or to show something; no text has it.

Which real votes are put to these rules, what comes out, and what in their figures does not add up, is in
[SOURCES.md](../rules/SOURCES.md).
";

fn page() -> String {
    let mut entries: Vec<Entry> = files("rules", "measure").iter().flat_map(|file| entries(file)).collect();
    entries.sort_by_key(|entry| (place(entry), entry.file.clone()));
    let places: BTreeSet<String> = entries.iter().map(place).collect();
    let mut out = HEAD.to_owned();
    let measures = words::numbered(entries.len(), "measure");
    writeln!(out, "\n{measures} of {}:\n", words::numbered(places.len(), "jurisdiction")).unwrap();
    for own in &places {
        let titles: Vec<&str> =
            entries.iter().filter(|entry| place(entry) == *own).map(|entry| entry.title.as_str()).collect();
        writeln!(out, "- [{own}](#{}): {}", anchor(own), titles.join("; ")).unwrap();
    }
    for own in &places {
        writeln!(out, "\n## {own}").unwrap();
        for entry in entries.iter().filter(|entry| place(entry) == *own) {
            write!(out, "\n### {}\n\n{}", entry.title, entry.text).unwrap();
        }
    }
    out
}

/// The widest jurisdiction first, so that it leads the order: `Canada · Quebec`.
fn place(entry: &Entry) -> String {
    entry.jurisdiction.split(", ").collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" · ")
}

/// As GitHub makes them.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace('·', "").replace(' ', "-")
}

#[test]
fn library_lists_every_measure() {
    let printed = page();
    let path = root().join("docs/library.md");
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    assert!(kept == printed, "docs/library.md is not what the rules say; write it anew with UPDATE_DOCS=1");
    let measures = printed.lines().filter(|line| line.starts_with("### ")).count();
    assert!(measures > 80, "{measures} measures: is a folder missing?");
}

/// A mark is written the same way everywhere, so that the status of a source can be told.
#[test]
fn sources_say_how_well_they_are_known() {
    let mut wrong = Vec::new();
    for file in files("rules", "measure") {
        let program = read(&file, &Project { example: None }).program;
        let scenarios = program.scenarios.values().flat_map(|scenario| &scenario.sources);
        for source in program.measures.values().flat_map(sources_of).chain(scenarios) {
            let text = source.text.to_lowercase();
            let loose = ["memory", "data file", "made up", "made-up"].into_iter().any(|mark| text.contains(mark));
            if loose != (Status::of(&source.text) != Status::Found) || text.contains("unverified") {
                wrong.push(format!("{file}: {}", source.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
