//! Votes as published: what is understood of small files, right and wrong, and of the real ones.
//!
//! A case is a mapping in `tests/cases/cli/files/published`, where the commands of other tests find it too. `NAME.toml` reads
//! `NAME.csv` or `NAME.json`; `NAME-more.toml` that of `NAME` if it has none of its own.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use quorate::evaluate::{StageStatus, Verdict};
use quorate::program::Program;
use quorate::published::{self, Figure, Form, Format, Mapping, Published, Reader};
use quorate::report::Style;
use quorate::source::{Source, Sources};
use quorate::{check, diagnostic, inputs, judge, syntax};

use crate::support::{root, text};

const STYLE: Style = Style { width: 100, colour: false };

/// Every case in the folders of `tests/cases/published` says what is right, in lines that begin with `#=`:
///
/// ```text
/// #= yes 17                                  the sum of an input, of the only set of votes
/// #= Measure A: yes 17                       the same of one of several
/// #= regions 3                               how many regions are counted
/// #= sets 2                                  how many sets of votes there are
/// #= rules majority -                        which rule the mapping chooses for each, or none
/// #= refused quorate::published::count       the file is refused, for this reason among others
/// #= says quorate::published::one_name       it is read, with this warning; without such a line there is none
/// #= reason no `office` is                   what a message or its help says
/// ```
#[test]
fn nothing_is_counted_twice_or_lost() {
    let failures = std::cell::RefCell::new(Vec::new());
    insta::with_settings!({snapshot_path => "../cases/published/snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::glob!("../cases/published", "*/*.toml", |path| {
            let understood = understand(path);
            let wrong = is_right(path, &understood);
            failures.borrow_mut().extend(wrong.into_iter().map(|wrong| format!("{}: {wrong}", path.display())));
            insta::assert_snapshot!("right", understood.shown);
        });
    });
    let failures = failures.into_inner();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is not as a case says that it is right.
fn is_right(path: &Path, understood: &Understood) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("#= ")).collect();
    let mut wrong = Vec::new();
    let mut refused = false;
    for line in &lines {
        let (what, wanted) = line.split_once(' ').unwrap();
        let fits = match what {
            "refused" => {
                refused = true;
                understood.errors.iter().any(|code| code == wanted)
            }
            "says" => understood.warnings.iter().any(|code| code == wanted),
            "reason" => understood.said.contains(wanted),
            "regions" => {
                understood.published.as_ref().is_some_and(|own| own.sets[0].regions.len().to_string() == wanted)
            }
            "sets" => understood.published.as_ref().is_some_and(|own| own.sets.len().to_string() == wanted),
            "rules" => understood.published.as_ref().is_some_and(|own| {
                let rules = own.sets.iter().map(|set| set.rule.as_ref().map_or("-", |rule| &*rule.text));
                rules.eq(wanted.split(' '))
            }),
            _ => sum_is(line, understood),
        };
        if !fits {
            wrong.push(format!("not so: {line}"));
        }
    }
    if lines.is_empty() {
        wrong.push("says nothing of what is right".to_owned());
    }
    if !refused && !understood.errors.is_empty() {
        wrong.push(format!("is refused: {:?}", understood.errors));
    }
    let said = |code: &&String| !refused && !lines.iter().any(|line| line.strip_prefix("says ") == Some(code.as_str()));
    wrong.extend(understood.warnings.iter().filter(said).map(|code| format!("also says {code}")));
    wrong
}

/// Whether an input has a sum: `yes 17`, `Measure A: yes 17`.
fn sum_is(line: &str, understood: &Understood) -> bool {
    let Some(published) = &understood.published else { return false };
    let (set, rest) = line.split_once(": ").map_or((None, line), |(set, rest)| (Some(set), rest));
    let (input, wanted) = rest.split_once(' ').unwrap();
    let named = published.sets.iter().find(|own| set.is_none() || own.name.as_deref() == set);
    let at = published.inputs.iter().position(|own| own.name == input);
    named.zip(at).is_some_and(|(set, at)| set.total(published, at).written(published.inputs[at].kind) == wanted)
}

#[test]
fn what_is_understood() {
    insta::with_settings!({snapshot_path => "../cases/published/snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::glob!("../cases/cli/files/published", "*.toml", |path| {
            insta::assert_snapshot!("case", understand(path).shown);
        });
    });
}

/// What is understood of a case's files.
struct Understood {
    /// All of it, as a snapshot has it.
    shown: String,
    /// All messages and helps in one line.
    said: String,
    published: Option<Published>,
    errors: Vec<String>,
    warnings: Vec<String>,
}

fn understand(path: &Path) -> Understood {
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut sources = Sources::new();
    let map = sources.add(name, fs::read_to_string(path).unwrap());
    let mut shown = format!("{}\n", map.text);
    let mut base = |name: &str| match published::ready(name) {
        Some(text) => Ok(sources.add(name, text)),
        None => match fs::read_to_string(path.with_file_name(name)) {
            Ok(text) => Ok(sources.add(name, text)),
            Err(error) => Err(error.kind().to_string()),
        },
    };
    let mapping = match Mapping::read_extending(&map, &mut base) {
        Ok(mapping) => mapping,
        Err(errors) => {
            shown.push_str(&drawn(errors.iter().map(|error| error as &dyn Diagnostic), &sources));
            let said = said(errors.iter().map(|error| error as &dyn Diagnostic));
            let errors = errors.iter().map(|error| error.code().unwrap().to_string()).collect();
            return Understood { shown, said, published: None, errors, warnings: Vec::new() };
        }
    };
    let data = data_of(path);
    let bytes = fs::read(&data).unwrap();
    let name = data.file_name().unwrap().to_str().unwrap();
    let (text, encoding) = match quorate::encoding::decode(&bytes, mapping.encoding) {
        Ok((text, encoding)) => (text.into_owned(), encoding),
        Err(byte) => {
            shown.push_str(&format!("byte {byte} is no UTF-8\n"));
            return Understood {
                shown,
                said: String::new(),
                published: None,
                errors: Vec::new(),
                warnings: Vec::new(),
            };
        }
    };
    write!(shown, "== {name}\n{}", text.lines().take(12).map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    let source = sources.add(name, text);
    let published = if mapping.format == Format::Nist {
        published::nist(&source, &mapping)
    } else {
        let mut reader = Reader::new(&mapping);
        reader.begin(name, source.base);
        reader.encoded(encoding);
        reader.feed(source.text.as_bytes());
        for (at, join) in mapping.joins.iter().enumerate() {
            let joined = path.with_file_name(join.file.text.as_str());
            let joined = sources.add(join.file.text.as_str(), fs::read_to_string(joined).unwrap());
            reader.begin_join(at, &joined.name, joined.base);
            reader.feed(joined.text.as_bytes());
        }
        let published = reader.finish();
        if mapping.joins.is_empty() {
            assert_eq!(figures(&published), figures(&byte_by_byte(&mapping, &source)), "{name} in pieces");
        }
        published
    };
    let errors = published.problems.iter().any(|problem| !problem.is_warning());
    if !errors {
        write!(shown, "== is understood as\n{}", published::text(&published, STYLE)).unwrap();
        for form in [Form::Toml, Form::Csv] {
            if let Ok(text) = published::write(&published, form, None, "set") {
                write!(shown, "== as {form:?}\n{text}").unwrap();
            }
        }
    }
    if !published.problems.is_empty() {
        shown.push_str("== says\n");
        let problems = published.problems.iter().map(|problem| problem as &dyn Diagnostic);
        shown.push_str(&drawn(problems, &sources));
    }
    let codes = |warnings: bool| {
        let problems = published.problems.iter().filter(|problem| problem.is_warning() == warnings);
        problems.map(|problem| problem.code().unwrap().to_string()).collect()
    };
    let (errors, warnings) = (codes(false), codes(true));
    let said = said(published.problems.iter().map(|problem| problem as &dyn Diagnostic));
    Understood { shown, said, published: Some(published), errors, warnings }
}

fn said<'a>(diagnostics: impl Iterator<Item = &'a (dyn Diagnostic + 'static)>) -> String {
    let texts = diagnostics.flat_map(|own| [Some(own.to_string()), own.help().map(|help| help.to_string())]);
    texts.flatten().collect::<Vec<_>>().join(" ")
}

fn data_of(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let mut stem = stem.to_owned();
    loop {
        for ending in ["csv", "json", "xml"] {
            let data = path.with_file_name(format!("{stem}.{ending}"));
            if data.exists() {
                return data;
            }
        }
        stem.truncate(stem.rfind('-').unwrap_or_else(|| panic!("no data for {}", path.display())));
    }
}

fn drawn<'a>(diagnostics: impl Iterator<Item = &'a (dyn Diagnostic + 'static)>, sources: &Sources) -> String {
    diagnostic::draw(diagnostics, sources, STYLE)
}

type Figures = Vec<(Option<String>, Vec<Figure>, Vec<(String, Vec<Figure>)>)>;

fn figures(published: &Published) -> Figures {
    let sets = published.sets.iter().map(|set| {
        let regions = set.regions.iter().map(|region| (region.name.to_string(), region.figures.clone()));
        (set.name.as_ref().map(ToString::to_string), set.whole.clone(), regions.collect())
    });
    sets.collect()
}

/// The smallest pieces that a file can come in.
fn byte_by_byte(mapping: &Mapping, source: &Source) -> Published {
    let mut reader = Reader::new(mapping);
    reader.begin("pieces", source.base);
    for byte in source.text.as_bytes() {
        reader.feed(std::slice::from_ref(byte));
    }
    reader.finish()
}

/// What is understood of a real file.
fn understood(file: &str, mapping: &str) -> Published {
    let mut sources = Sources::new();
    let mapping = sources.add("mapping", published::ready(mapping).unwrap_or(mapping));
    let mapping = Mapping::read(&mapping).unwrap();
    let source = sources.add(file, text(&format!("tests/data/{file}")));
    let mut reader = Reader::new(&mapping);
    reader.begin(file, source.base);
    reader.feed(source.text.as_bytes());
    reader.finish()
}

/// A real file read with a mapping that is written out, or a ready one.
fn real(file: &str, mapping: &str) -> Published {
    let published = understood(file, mapping);
    let errors: Vec<_> = published.problems.iter().filter(|problem| !problem.is_warning()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    published
}

/// The sums of a set, by input.
fn sums(published: &Published, set: usize) -> Vec<(&str, i128)> {
    let set = &published.sets[set];
    let totals = published.inputs.iter().enumerate();
    totals
        .map(|(at, input)| {
            let total = set.total(published, at);
            let (above, below) = total.exactly().unwrap().as_ratio().unwrap();
            assert_eq!(above % below, 0);
            (input.name.as_str(), above / below)
        })
        .collect()
}

#[test]
fn the_382_areas_of_the_united_kingdom_sum_to_the_declared_totals() {
    let published = real("uk_eu_referendum_2016_by_area.csv", "uk-electoral-commission");
    assert_eq!(published.sets[0].regions.len(), 382);
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    let expected = [
        ("registered", 46_500_001),
        ("ballots", 33_577_342),
        ("valid", 33_551_983),
        ("rejected", 25_359),
        ("remain", 16_141_241),
        ("leave", 17_410_742),
    ];
    assert_eq!(sums(&published, 0), expected);
}

#[test]
fn the_32_councils_of_scotland_sum_to_the_declared_totals() {
    let mapping =
        "region = \"council\"\nexpect = 32\n[inputs]\nregistered = \"electorate\"\nyes = \"yes\"\nno = \"no\"\n";
    let published = real("scotland_independence_2014_by_council.csv", mapping);
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    assert_eq!(sums(&published, 0), [("registered", 4_283_392), ("yes", 1_617_989), ("no", 2_001_926)]);
}

#[test]
fn australia_by_division_sums_to_australia_by_state() {
    let inputs =
        "[inputs]\nregistered = \"enrolment\"\nyes = \"yes_num\"\nno = \"no_num\"\ninformal = \"informal_num\"\n";
    let states = real("australia_republic_1999_by_state.csv", &format!("region = \"state\"\n{inputs}"));
    let divisions =
        real("australia_republic_1999_by_division.csv", &format!("region = \"state\"\npart = \"division\"\n{inputs}"));
    assert_eq!(
        sums(&states, 0),
        [("registered", 12_392_040), ("yes", 5_273_024), ("no", 6_410_787), ("informal", 101_189)]
    );
    assert_eq!(sums(&divisions, 0), sums(&states, 0));
    assert_eq!(divisions.files[0].rows, 148);
    let of = |published: &Published, name: &str| {
        published.sets[0].regions.iter().find(|region| region.name == name).unwrap().figures.clone()
    };
    // Only names that both files write alike; `Vic.` and `VIC` are a mapping's business.
    for name in ["NSW", "WA", "SA", "ACT", "NT"] {
        assert_eq!(of(&states, name), of(&divisions, name), "{name}");
    }
}

#[test]
fn wyoming_has_two_sets_of_votes() {
    let mapping = "set = \"amendment\"\nregion = \"county\"\nexpect = 23\n[inputs]\nyes = \"for\"\nno = \"against\"\n\
                   overvotes = \"overvotes\"\nundervotes = \"undervotes\"\nballots = \"ballots\"\n\
                   [checks]\nballots = \"yes + no + overvotes + undervotes = ballots\"\n";
    let published = real("wyoming_2022_constitutional_amendments_by_county.csv", mapping);
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    let names: Vec<_> = published.sets.iter().map(|set| set.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["A", "B"]);
    let expected = [("yes", 103_389), ("no", 78_714), ("overvotes", 79), ("undervotes", 16_016), ("ballots", 198_198)];
    assert_eq!(sums(&published, 0), expected);
    assert_eq!(sums(&published, 1)[1], ("no", 115_838));
}

#[test]
fn the_islands_of_the_faroes_sum_to_the_declared_totals() {
    let mapping = "region = \"island\"\n[inputs]\nregistered = \"registered\"\nballots = \"ballots\"\nyes = \"independence\"\n\
                   no = \"union\"\ninvalid = \"invalid_blank\"\n[checks]\nballots = \"yes + no + invalid = ballots\"\n";
    let published = real("faroe_independence_1946_by_island.csv", mapping);
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    let expected = [("registered", 17_216), ("ballots", 11_640), ("yes", 5_660), ("no", 5_499), ("invalid", 481)];
    assert_eq!(sums(&published, 0), expected);
}

#[test]
fn california_by_county() {
    let file = "ca_2014_general_governor_and_propositions_by_county.openelections.csv";
    let published = real(file, "openelections");
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    assert_eq!(published.sets.len(), 6);
    assert!(published.sets.iter().all(|set| set.regions.len() == 58));
    let mapping = "region = \"county\"\nsum = true\nkeep = { office = \"Governor\" }\n\
                   [pivot]\ncolumn = \"candidate\"\nvotes = \"votes\"\nvotes_cast = \"*\"\n";
    let governor = real(file, mapping);
    assert_eq!(sums(&governor, 0), [("votes_cast", 7_317_581)]);
}

/// The rules of some files, as one program.
fn rules(files: &[&str]) -> Program {
    let mut sources = Sources::new();
    let files: Vec<_> = files.iter().map(|file| syntax::parse(&sources.add(*file, text(file))).file).collect();
    let checked = check::check(&files);
    assert!(checked.errors.is_empty(), "{:?}", checked.errors);
    checked.program
}

/// Which of the sets of votes pass, by the rule that the mapping chooses for each: the name of the set, and its status.
fn judged_by_rule(published: &Published, program: &Program) -> Vec<(String, String, Option<StageStatus>)> {
    let (layers, _) = published.layers_by_rule(program).unwrap();
    let judged = layers.iter().map(|layer| {
        let id = layer.of.unwrap();
        let measure = program.measures.at(id);
        let facts = inputs::bind(program, id, std::slice::from_ref(layer)).unwrap();
        let judgement = judge::explain(measure, &facts, None).unwrap();
        let status = judgement.stages.last().and_then(|stage| stage.possible.decided());
        (layer.name.as_ref().unwrap().text.to_string(), measure.name.text.to_string(), status)
    });
    judged.collect()
}

/// A column of a file by another.
fn column(file: &str, key: &str, value: &str) -> HashMap<String, String> {
    let text = text(&format!("tests/data/{file}"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|own| own == name).unwrap();
    let (key, value) = (at(key), at(value));
    reader.records().map(|record| record.unwrap()).map(|row| (row[key].to_owned(), row[value].to_owned())).collect()
}

/// Nothing of the file or the mapping is copied or changed: each vote is judged by the rule that its form and day ask for.
#[test]
fn all_swiss_votes_come_out_as_declared() {
    let program = rules(&[
        "rules/switzerland/people-and-cantons.measure",
        "rules/switzerland/optional-referendum.measure",
        "rules/switzerland/published-figures.measure",
        "rules/switzerland/tie-break.measure",
    ]);
    let published = real("swissvotes.csv", "swissvotes");
    let declared = column("swissvotes.csv", "anr", "annahme");
    let mut by_rule: BTreeMap<String, usize> = BTreeMap::new();
    let mut open = Vec::new();
    for (name, rule, status) in judged_by_rule(&published, &program) {
        *by_rule.entry(rule).or_default() += 1;
        match (declared.get(&name).map(String::as_str), status) {
            (Some("1"), Some(StageStatus::Passed)) | (Some("0"), Some(StageStatus::Failed)) => {}
            (Some("" | ".") | None, _) => open.push(name),
            other => panic!("{name}: {other:?}"),
        }
    }
    // One vote of three questions, and three votes to come; the tie-break of 2026 has no counts and no rule.
    assert_eq!(open, ["552", "688", "690", "692"]);
    let expected = [
        ("before_jura", 105),
        ("optional_before_jura", 47),
        ("swiss_optional_referendum", 54),
        ("swiss_people_and_cantons", 132),
        ("swiss_published", 10),
        ("swiss_published_optional", 4),
        ("swiss_tiebreak", 1),
    ];
    assert_eq!(by_rule.iter().map(|(rule, votes)| (rule.as_str(), *votes)).collect::<Vec<_>>(), expected);
    let tiebreak = published.sets.iter().find(|set| set.name.as_deref() == Some("552")).unwrap();
    let total = |name: &str| {
        let at = published.inputs.iter().position(|input| input.name == name).unwrap();
        tiebreak.total(&published, at).written(published.inputs[at].kind)
    };
    assert_eq!(total("initiative.yes"), "1397923");
    assert_eq!(total("counter.no"), "1407830");
    assert_eq!(total("tiebreak.for_counter"), "1271365");
}

#[test]
fn local_measures_of_california_come_out_as_declared() {
    let program = rules(&["rules/california/local-measures.measure"]);
    let published = real("ceda_local_measures.csv", "ceda");
    let declared = column("ceda_local_measures.csv", "vote_id", "outcome");
    let issues = column("ceda_local_measures.csv", "vote_id", "issue");
    let mut otherwise = Vec::new();
    let judged = judged_by_rule(&published, &program);
    for (name, rule, status) in &judged {
        let passed = *status == Some(StageStatus::Passed);
        if (declared[name] == "pass") != passed {
            otherwise.push((name.as_str(), rule.as_str(), passed));
            // Either the file says itself that its outcome does not follow, or it has none.
            assert!(!issues[name].is_empty() || declared[name].is_empty(), "{name}");
        }
    }
    // Counted once more outside the project: 428 simple majorities, 8 advisory votes, 125 of 55 % and 187 of two thirds.
    let of = |rule: &str| judged.iter().filter(|(_, own, _)| own == rule).count();
    assert_eq!(["local_measure", "local_fifty_five", "local_two_thirds"].map(of), [436, 125, 187]);
    let sum = |input: usize| -> i128 {
        let figures =
            published.sets.iter().map(|set| set.total(&published, input).exactly().unwrap().as_ratio().unwrap());
        figures.map(|(above, below)| above / below).sum()
    };
    assert_eq!([sum(0), sum(1)], [18_609_616, 12_054_693]);
    let expected = [
        ("ceda-199900052", "local_two_thirds", false),
        ("ceda-200400170", "local_two_thirds", false),
        ("ceda-201800266", "local_measure", true),
        ("ceda-202200159", "local_measure", true),
    ];
    assert_eq!(otherwise, expected);
}

/// Twelve towns of Italy share their names two by two: by name and province they are told apart.
#[test]
fn towns_of_one_name_are_told_apart_by_their_provinces() {
    let file = "it_constitutional_referendum_2020_by_comune.csv";
    let rest = "[inputs]\nregistered = \"registered\"\nballots = \"ballots\"\nblank = \"blank\"\nvoid = \"void\"\n\
                contested = \"contested\"\nyes = \"yes\"\nno = \"no\"\n\
                [checks]\nballots = \"yes + no + blank + void + contested = ballots\"\n";
    let towns = real(file, &format!("region = [\"province\", \"comune\"]\n{rest}"));
    assert!(towns.problems.is_empty(), "{:#?}", towns.problems);
    assert_eq!(towns.sets[0].regions.len(), 148);
    let expected = [
        ("registered", 262_492),
        ("ballots", 125_984),
        ("blank", 1_045),
        ("void", 675),
        ("contested", 1),
        ("yes", 98_527),
        ("no", 25_736),
    ];
    assert_eq!(sums(&towns, 0), expected);
    let by_name = understood(file, &format!("region = \"comune\"\n{rest}"));
    let twice =
        by_name.problems.iter().filter(|own| own.code().unwrap().to_string() == "quorate::published::region_twice");
    assert_eq!(twice.count(), 6);
}

/// The electorate is not in the file; the percentage that the Yes are of it is, rounded. That is enough for the quorum.
#[test]
fn referendums_of_taiwan_are_decided_by_rounded_percentages() {
    let file = "tw_referendums_2018_2021.csv";
    let mapping = "set = \"vote_id\"\nkeep = { level = \"nation\" }\n[inputs]\nyes = \"yes\"\nno = \"no\"\n\
                   registered = { column = \"yes_of_electorate_pct\", as = \"percentage\", part = \"yes\" }\n\
                   [[rule]]\nmeasure = \"taiwan\"\n";
    let published = real(file, mapping);
    let registered = |set: usize| published.sets[set].total(&published, 2).written(published.inputs[2].kind);
    // Counted outside the project: all electorates of which the Yes are 38.46, 39.44 and 19.93 percent to two places.
    assert_eq!([0, 1, 2].map(registered), ["19756317..19761453", "19753723..19758732", "19822810..19832757"]);
    let program = rules(&["rules/taiwan/referendum.measure"]);
    let statuses = judged_by_rule(&published, &program).into_iter().map(|(_, _, status)| status);
    let (passed, failed) = (Some(StageStatus::Passed), Some(StageStatus::Failed));
    assert_eq!(statuses.collect::<Vec<_>>(), [passed, passed, failed]);
    // With all levels in one, the nation's row is the sum of the counties', though its name is a number.
    let levels = "set = \"vote_id\"\nregion = \"region_code\"\n[inputs]\nyes = \"yes\"\nno = \"no\"\n";
    let all = understood(file, levels);
    let counted =
        all.problems.iter().filter(|own| own.code().unwrap().to_string() == "quorate::published::total_counted");
    assert_eq!(counted.count(), 3);
    let counties = real(file, &format!("keep = {{ level = \"county\" }}\n{levels}"));
    assert_eq!(sums(&counties, 0), [("yes", 7_599_267), ("no", 2_346_316)]);
    assert_eq!(sums(&counties, 2), [("yes", 3_951_677), ("no", 4_120_243)]);
}

/// A file with totals alone says what the rows of a table sum to: that decides what depends on the sums, and leaves open what
/// depends on the rows.
#[test]
fn a_total_decides_what_depends_on_the_total() {
    let rule = "measure m {\n  by area { input yes, no: count }\n  rows area { A B C D E F G H }\n  \
                require people: yes more than half of (yes + no)\n  \
                require areas: count(area where yes more than no) more than half of count(area)\n}\n";
    let checked = check::check(&[syntax::parse(&Sources::new().add("rule", rule)).file]);
    let id = checked.program.measure_named("m").unwrap();
    let measure = checked.program.measures.at(id);
    let mapping = "set = \"anr\"\nmissing = [\".\"]\nkeep = { anr = [\"658\", \"662\"] }\n\
                   [inputs]\nyes = \"volkja\"\nno = \"volknein\"\n";
    let published = real("swissvotes.csv", mapping);
    let (layers, notes) = published.layers(measure, None);
    assert!(notes.is_empty(), "{notes:?}");
    let people = layers.iter().map(|layer| {
        let facts = inputs::bind(&checked.program, id, std::slice::from_ref(layer)).unwrap();
        let stage = &judge::explain(measure, &facts, None).unwrap().stages[0];
        assert!(stage.conditions[1].verdict.is_open());
        stage.conditions[0].verdict
    });
    assert_eq!(people.collect::<Vec<_>>(), [Verdict::NotMet, Verdict::Met]);
}

/// The sums decide however many rows the table has: a row more makes nothing harder.
#[test]
fn a_total_decides_in_a_table_of_many_rows() {
    for many in [3, 26, 144, 2_000] {
        let rows: String = (0..many).map(|row| format!(" R{row}")).collect();
        let rule = format!(
            "measure m {{\n  by area {{ input yes, no: count }}\n  rows area {{{rows} }}\n  \
             require people: yes more than half of (yes + no)\n}}\n"
        );
        let checked = check::check(&[syntax::parse(&Sources::new().add("rule", &*rule)).file]);
        let id = checked.program.measure_named("m").unwrap();
        let measure = checked.program.measures.at(id);
        let mapping = "set = \"anr\"\nmissing = [\".\"]\nkeep = { anr = [\"658\", \"662\"] }\n\
                       [inputs]\nyes = \"volkja\"\nno = \"volknein\"\n";
        let (layers, _) = real("swissvotes.csv", mapping).layers(measure, None);
        let people = layers.iter().map(|layer| {
            let facts = inputs::bind(&checked.program, id, std::slice::from_ref(layer)).unwrap();
            judge::explain(measure, &facts, None).unwrap().stages[0].conditions[0].verdict
        });
        assert_eq!(people.collect::<Vec<_>>(), [Verdict::NotMet, Verdict::Met], "{many} rows");
    }
}

#[test]
fn swiss_votes_by_canton() {
    let published = real("swissvotes.csv", "swissvotes");
    // The three questions of 2010 are one.
    assert_eq!(published.sets.len(), 354);
    let cantons = |name: &str| {
        let set = published.sets.iter().find(|set| set.name.as_deref() == Some(name)).unwrap();
        set.regions.len()
    };
    // Jura is a canton since 1979.
    assert_eq!(cantons("288"), 25);
    assert_eq!(cantons("644"), 26);
}

#[test]
fn ready_mappings_are_right() {
    for (name, what, _) in published::READY {
        let mut sources = Sources::new();
        let source = sources.add(name, published::ready(name).unwrap());
        assert!(Mapping::read(&source).is_ok(), "{name}");
        assert!(what.len() < 120, "{name}");
    }
    assert!(root().join("tests/data/SOURCES.md").exists());
}
