//! The record: real votes, put to the rules of `rules/`, come out as they were declared.
//!
//! Every test says how many votes it has checked, so that a row that is silently left out fails it.

pub mod swiss;

use std::collections::{BTreeMap, BTreeSet};

use csv::{Reader, StringRecord};
use quorate::evaluate::{DefinitionValue, StageStatus, Verdict};
use quorate::facts::Facts;
use quorate::ids::Id as _;
use quorate::inputs::{self, Layer};
use quorate::judge::{self, Judge};
use quorate::program::{Measure, Program, StageId};
use quorate::source::Sources;
use quorate::value::Exact;

use crate::rules::{Project, Read, read};
use crate::support::text;
use swiss::{Judged, Swiss, VOTES};

/// What the file declares, and what the rules said, of one vote.
#[derive(Default)]
struct SwissRecord {
    from_counts: usize,
    from_percentages: usize,
    tie_breaks: usize,
    without_result: usize,
    by_form: BTreeMap<u8, usize>,
    general_terms: Vec<String>,
    wrong: Vec<String>,
}

/// All 356 rows of the file: 340 judged from the counts of the cantons, 11 from the published percentage and cantons, because
/// the stored copy has no counts of them yet, 2 tie-break questions, judged by whom the people and the cantons preferred, and 3
/// without a result, which stay open.
#[test]
fn swiss_votes_come_out_as_declared() {
    let program = swiss::program();
    let mut rules = Swiss::new(&program);
    let mut record = SwissRecord::default();
    for vote in swiss::read(VOTES) {
        let [people, cantons, accepted] = vote.declared.each_ref().map(String::as_str);
        let Judged { status, people: judged_people, cantons: judged_cantons } = rules.judge(&vote);
        if vote.form == 5 {
            // A Yes is one for the initiative; nobody accepts or rejects the question itself.
            record.tie_breaks += 1;
            assert_eq!((judged_people, judged_cantons), (prefers(people), Some(prefers(cantons))), "{}", vote.number);
            assert_eq!(accepted, ".");
            continue;
        }
        if vote.published.is_none() {
            record.without_result += 1;
            assert_eq!((people, status, judged_people), ("", None, Verdict::Unknown), "{}", vote.number);
            continue;
        }
        *if vote.counts.is_empty() { &mut record.from_percentages } else { &mut record.from_counts } += 1;
        *record.by_form.entry(vote.form).or_default() += 1;
        let mut agrees = status == Some(passes(accepted)) && judged_people == is_met(people);
        if vote.people_alone() {
            agrees &= cantons == "3" && judged_cantons.is_none();
        } else {
            agrees &= judged_cantons == Some(is_met(cantons));
        }
        if vote.people_alone() && vote.form != 2 {
            record.general_terms.push(vote.number.clone());
        }
        if !agrees {
            record.wrong.push(format!("{vote:?} came out as {status:?}, {judged_people:?}, {judged_cantons:?}"));
        }
    }
    assert!(record.wrong.is_empty(), "{}", record.wrong.join("\n"));
    assert_eq!(record.by_form, BTreeMap::from([(1, 100), (2, 102), (3, 126), (4, 23)]));
    assert_eq!((record.from_counts, record.from_percentages), (340, 11));
    assert_eq!((record.tie_breaks, record.without_result), (2, 3));
    assert_eq!(record.from_counts + record.from_percentages + record.tie_breaks + record.without_result, 356);
    // A total revision of the Constitution (1935), and initiatives in general terms (1941, 1976): the people alone say whether a
    // draft shall be made, and the file says that no majority of the cantons was needed. All three failed at the people.
    assert_eq!(record.general_terms, ["122", "134", "256"]);
}

fn passes(accepted: &str) -> StageStatus {
    match accepted {
        "1" => StageStatus::Passed,
        "0" => StageStatus::Failed,
        other => panic!("`{other}` is no outcome"),
    }
}

fn is_met(declared: &str) -> Verdict {
    match declared {
        "1" => Verdict::Met,
        "0" => Verdict::NotMet,
        other => panic!("`{other}` is no verdict"),
    }
}

/// Of a tie-break question: 9 for the initiative, 8 for the counter-proposal.
fn prefers(declared: &str) -> Verdict {
    match declared {
        "9" => Verdict::Met,
        "8" => Verdict::NotMet,
        other => panic!("`{other}` is no preference"),
    }
}

/// The cantons do not always add up to the country: the returns of the time do not. The people's verdict is the same from
/// the one as from the other, each time.
#[test]
fn swiss_people_decide_alike_from_cantons_and_country() {
    let program = swiss::program();
    let mut rules = Swiss::new(&program);
    let (mut same, mut different) = (0, 0);
    for vote in swiss::read(VOTES).iter().filter(|vote| vote.form != 5 && !vote.counts.is_empty()) {
        let national = vote.national.unwrap();
        assert_eq!(rules.judge(vote).people, rules.judge_national(national), "{}", vote.number);
        let sums = vote.counts.iter().fold((0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1));
        assert_eq!(sums == national, vote.adds_up, "{}", vote.number);
        *if vote.adds_up { &mut same } else { &mut different } += 1;
    }
    assert_eq!((same, different), (288, 52));
}

/// Until 1987 a paper could answer the initiative or the counter-proposal and leave the other blank. It was valid for both, so
/// there were more valid papers than Yes and No. (In 142 and 226 the official figures are one and three off.) Had the majority
/// been one of the papers, nothing would have come out otherwise.
#[test]
fn swiss_papers_with_one_answer_decided_nothing() {
    let votes = swiss::read(VOTES);
    let mut numbers = Vec::new();
    for vote in &votes {
        let (Some((yes, no)), Some(valid)) = (vote.national, vote.valid) else { continue };
        assert!(yes + no <= valid, "{}", vote.number);
        if yes + no != valid {
            assert_eq!(2 * yes > valid, yes > no, "{}", vote.number);
            numbers.push(vote.number.as_str());
        }
    }
    assert_eq!(
        numbers,
        ["82.2", "126.1", "126.2", "142", "156.2", "174.1", "174.2", "226", "232.1", "232.2", "270.1", "270.2"]
    );
}

/// A case of the file of referendums, and where its rule is.
struct Case {
    id: &'static str,
    file: &'static str,
    /// The measure or variant.
    measure: &'static str,
    /// The stage that is judged by itself, of a measure with stages.
    stage: Option<&'static str>,
    /// The conditions that are not met.
    not_met: &'static [&'static str],
    status: StageStatus,
}

const fn case(
    id: &'static str,
    file: &'static str,
    measure: &'static str,
    status: StageStatus,
    not_met: &'static [&'static str],
) -> Case {
    Case { id, file, measure, stage: None, not_met, status }
}

impl Case {
    const fn stage(self, stage: &'static str) -> Self {
        Self { stage: Some(stage), ..self }
    }
}

/// Every case; two of them under each of their readings.
const CASES: [Case; 31] = {
    use StageStatus::{Failed, NoQuorum, Passed};
    [
        case("sco1979", "united-kingdom/scotland-1979", "scotland_1979", Failed, &["electorate"]),
        case("wal1979", "united-kingdom/wales", "wales_1979", Failed, &["majority", "electorate"]),
        case("wal1997", "united-kingdom/wales", "wales_1997", Passed, &[]),
        case("sco2014", "united-kingdom/simple-majorities", "scotland_2014", Failed, &["majority"]),
        case("qc1980", "canada/clarity-act", "quebec_99", Failed, &["majority"]),
        case("qc1995", "canada/clarity-act", "quebec_99", Failed, &["majority"]),
        case("mne2006", "montenegro/independence-2006", "montenegro_2006", Passed, &[]),
        case("uk2016", "united-kingdom/simple-majorities", "european_union_2016", Passed, &[]),
        case("ssd2011", "south-sudan/independence-2011", "south_sudan_2011", Passed, &[]),
        case("svn1990", "slovenia/independence-1990", "slovenia_1990", Passed, &[]),
        case("ncl2018", "new-caledonia/full-sovereignty", "new_caledonia", Failed, &["majority"]).stage("vote_2018"),
        case("ncl2020", "new-caledonia/full-sovereignty", "new_caledonia", Failed, &["majority"]).stage("vote_2020"),
        case("tls1999", "east-timor/popular-consultation-1999", "east_timor", Failed, &["accepted"]),
        case("bou2019", "papua-new-guinea/bougainville-2019", "bougainville", Passed, &[]).stage("vote"),
        case("cat2017", "spain/catalonia-2017", "catalonia_2017", Passed, &[]),
        case("krd2017", "iraq/kurdistan-2017", "kurdistan_2017", Passed, &[]),
        case("mlt1956", "malta/integration-1956", "malta_1956", Passed, &[]),
        case("isl1918", "iceland/union", "iceland_1918", Passed, &[]),
        case("uk2011av", "united-kingdom/simple-majorities", "alternative_vote_2011", Failed, &["majority"]),
        case("fro1946", "faroe-islands/independence-1946", "faroe_1946", Passed, &[]),
        case("fro1946", "faroe-islands/independence-1946", "faroe_of_papers", Failed, &["majority"]),
        case("mn2012m", "united-states/minnesota-amendment", "minnesota", Failed, &["majority"]),
        case("wy2022a", "united-states/wyoming-amendment", "wyoming", Passed, &[]),
        case("fl2014a2", "united-states/florida-amendment", "florida", Failed, &["approved"]),
        case("fl2024a3", "united-states/florida-amendment", "florida", Failed, &["approved"]),
        case("aus1999", "australia/constitution-amendment", "australia", Failed, &["national", "states"]),
        case("ca2003recall", "calexit/2017", "of_votes", Passed, &[]).stage("nationhood"),
        case("ca2003recall", "calexit/2017", "calexit", Failed, &["consent"]).stage("nationhood"),
        case("ca2009p1a", "calexit/2017", "of_votes", NoQuorum, &["turnout", "consent"]).stage("nationhood"),
        case("ca2014p1", "calexit/2017", "of_votes", NoQuorum, &["turnout"]).stage("nationhood"),
        case("ca2014p1", "calexit/2017", "calexit", NoQuorum, &["turnout"]).stage("nationhood"),
    ]
};

/// What the columns of the file are called in the rules, where they are not called the same.
fn own_name(id: &str, column: &str) -> &'static str {
    match (id, column) {
        ("uk2016", "yes") => "leave",
        ("uk2016", "no") => "remain",
        (_, "registered") => "registered",
        (_, "ballots") => "ballots",
        (_, "yes") => "yes",
        (_, "no") => "no",
        _ => panic!("no such column"),
    }
}

/// A row of a CSV file, by column.
struct Record {
    header: StringRecord,
    fields: StringRecord,
}

impl Record {
    fn get(&self, column: &str) -> &str {
        let at = self.header.iter().position(|name| name == column);
        &self.fields[at.unwrap_or_else(|| panic!("there is a column `{column}`"))]
    }

    fn count(&self, column: &str) -> u64 {
        self.get(column).parse().unwrap()
    }
}

fn records(path: &str) -> Vec<Record> {
    let text = text(path);
    let mut reader = Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    reader.records().map(|fields| Record { header: header.clone(), fields: fields.unwrap() }).collect()
}

fn total(records: &[Record], column: &str) -> u64 {
    records.iter().map(|record| record.count(column)).sum()
}

/// `name = value` for each, as a file of inputs would say it.
fn layer(stage: Option<&str>, facts: &[(&str, String)]) -> Layer {
    let mut toml = stage.map(|stage| format!("[{stage}]\n")).unwrap_or_default();
    toml.extend(facts.iter().map(|(name, value)| format!("{name} = {value}\n")));
    inputs::toml(&Sources::new().add("facts.toml", toml)).unwrap()
}

/// The facts of a case: what its measure asks for of the row's figures.
///
/// Two rules ask for more than the file of cases has, and are given the returns that the row sums up.
fn facts(case: &Case, row: &Record, measure: &Measure) -> Layer {
    match case.id {
        "wy2022a" => layer(None, &wyoming("A", &WYOMING_INPUTS)),
        "aus1999" => australia(),
        id => {
            let facts = ["registered", "ballots", "yes", "no"].map(|column| (own_name(id, column), row.get(column)));
            let is_asked = |name: &str| measure.inputs.values().any(|input| input.name.text == name);
            let asked = facts.into_iter().filter(|(name, value)| is_asked(name) && !value.is_empty());
            layer(case.stage, &asked.map(|(name, value)| (name, value.to_owned())).collect::<Vec<_>>())
        }
    }
}

/// What a measure or one stage of it comes to, and the conditions that are not met.
fn judge(program: &Program, measure: &str, stage: Option<&str>, facts: &Facts) -> (Option<StageStatus>, Vec<String>) {
    let measure = program.measures.at(program.measure_named(measure).unwrap());
    let stage = stage.map_or(StageId::new(0), |name| measure.stage_named(name).unwrap());
    let mut judge = Judge::new(measure, stage);
    let (statuses, judgements) = judge.judge(facts).unwrap();
    let not_met = judgements.iter().filter(|judgement| judgement.verdict == Verdict::NotMet);
    let names = not_met.map(|judgement| measure.conditions.at(judgement.condition).name.text.to_string()).collect();
    (statuses.decided(), names)
}

fn rules_in(file: &str) -> Program {
    let Read { program, errors, .. } = read(&format!("rules/{file}.measure"), &Project { example: None });
    assert!(errors.is_empty(), "{errors:?}");
    program
}

/// All 28 rows of the file, 19 of which were found in public sources or add up from data files; those from memory are judged
/// too, and counted apart.
#[test]
fn referendums_come_out_as_declared() {
    let rows = records("rules/data/referendum_cases.csv");
    let mut verified = 0;
    for row in &rows {
        let id = row.get("id");
        let cases: Vec<&Case> = CASES.iter().filter(|case| case.id == id).collect();
        let expected: Vec<&str> = row.get("expected").split(" / ").collect();
        assert!(!cases.is_empty(), "{id} has no rule");
        assert!(cases.len() >= expected.len(), "{id} has {} readings", expected.len());
        for (at, case) in cases.iter().enumerate() {
            let program = rules_in(case.file);
            let measure = program.measure_named(case.measure).unwrap();
            let layer = facts(case, row, program.measures.at(measure));
            let facts = inputs::bind(&program, measure, &[layer]).unwrap();
            let (status, not_met) = judge(&program, case.measure, case.stage, &facts);
            assert_eq!(
                (status, not_met),
                (Some(case.status), case.not_met.iter().map(|name| (*name).to_owned()).collect()),
                "{id}"
            );
            // A file of one word has it for every reading.
            let declared = expected.get(at).or(expected.first()).unwrap();
            assert_eq!(declared.starts_with("pass"), status == Some(StageStatus::Passed), "{id}: {declared}");
        }
        verified += usize::from(["found", "datafile", "found+datafile"].contains(&row.get("status")));
    }
    assert_eq!((rows.len(), verified), (28, 19));
    let unused: Vec<&str> =
        CASES.iter().map(|case| case.id).filter(|id| rows.iter().all(|row| row.get("id") != *id)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

const WYOMING: &str = "rules/united-states/data/wyoming_2022_constitutional_amendments_by_county.csv";

/// What the rule calls the columns.
const WYOMING_INPUTS: [(&str, &str); 5] = [
    ("ballots", "ballots"),
    ("yes", "for"),
    ("no", "against"),
    ("overvotes", "overvotes"),
    ("undervotes", "undervotes"),
];

/// An amendment's votes of all 23 counties.
fn wyoming(amendment: &str, inputs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut counties = records(WYOMING);
    counties.retain(|county| county.get("amendment") == amendment);
    assert_eq!(counties.len(), 23);
    inputs.iter().map(|&(name, column)| (name, total(&counties, column).to_string())).collect()
}

const AUSTRALIA: &str = "rules/australia/data/australia_republic_1999_by_state.csv";

/// The votes of the States and Territories.
fn australia() -> Layer {
    let states = records(AUSTRALIA);
    assert_eq!(states.len(), 8);
    let mut toml = String::new();
    for state in &states {
        let name = state.get("state").trim_end_matches('.').to_uppercase();
        let columns = [("registered", "enrolment"), ("yes", "yes_num"), ("no", "no_num"), ("informal", "informal_num")];
        toml += &format!("[state.{name}]\n");
        toml.extend(columns.map(|(name, column)| format!("{name} = {}\n", state.get(column))));
    }
    inputs::toml(&Sources::new().add("states.toml", toml)).unwrap()
}

/// A file of returns, the totals that were declared of it, and how many rows it has.
struct Returns {
    path: &'static str,
    rows: usize,
    totals: &'static [(&'static str, u64)],
    /// The case the totals are also those of, with its columns.
    case: &'static str,
}

const RETURNS: [Returns; 4] = [
    Returns {
        path: "rules/united-kingdom/data/uk_eu_referendum_2016_by_area.csv",
        rows: 382,
        totals: &[
            ("Electorate", 46_500_001),
            ("Votes_Cast", 33_577_342),
            ("Leave", 17_410_742),
            ("Remain", 16_141_241),
            ("Rejected_Ballots", 25_359),
        ],
        case: "uk2016",
    },
    Returns {
        path: "rules/united-kingdom/data/scotland_independence_2014_by_council.csv",
        rows: 32,
        totals: &[("electorate", 4_283_392), ("yes", 1_617_989), ("no", 2_001_926)],
        case: "sco2014",
    },
    Returns {
        path: AUSTRALIA,
        rows: 8,
        totals: &[("enrolment", 12_392_040), ("total_num", 11_785_000), ("yes_num", 5_273_024), ("no_num", 6_410_787)],
        case: "aus1999",
    },
    Returns {
        path: "rules/faroe-islands/data/faroe_independence_1946_by_island.csv",
        rows: 7,
        totals: &[("registered", 17_216), ("ballots", 11_640), ("independence", 5_660), ("union", 5_499)],
        case: "fro1946",
    },
];

/// The returns of the areas add up to the totals that were declared, which are those of the file of cases.
#[test]
fn returns_sum_to_the_declared_totals() {
    let cases = records("rules/data/referendum_cases.csv");
    for Returns { path, rows, totals, case } in &RETURNS {
        let returns = records(path);
        assert_eq!(returns.len(), *rows, "{path}");
        let case = cases.iter().find(|row| row.get("id") == *case).unwrap();
        let columns = ["registered", "ballots", "yes", "no", "invalid_blank"].map(|column| case.get(column));
        for &(column, declared) in *totals {
            assert_eq!(total(&returns, column), declared, "{path}: {column}");
            assert!(columns.contains(&declared.to_string().as_str()), "{path}: {column}");
        }
    }
}

/// Both of Wyoming's amendments, from the counties: one passed because a majority of all ballots was for it.
#[test]
fn wyoming_counties_decide_as_declared() {
    let program = rules_in("united-states/wyoming-amendment");
    let id = program.measure_named("wyoming").unwrap();
    let verdicts = ["A", "B"].map(|amendment| {
        let facts = inputs::bind(&program, id, &[layer(None, &wyoming(amendment, &WYOMING_INPUTS))]).unwrap();
        judge(&program, "wyoming", None, &facts).0.unwrap()
    });
    assert_eq!(verdicts, [StageStatus::Passed, StageStatus::Failed]);
}

/// A county's returns of an election of a Governor, and when it was.
const GOVERNORS: [(&str, &str, u64); 4] = [
    ("2002_general_governor", "2002-11-05", 7_476_311),
    ("2006_general_governor", "2006-11-07", 8_679_416),
    ("2010_general_governor", "2010-11-02", 10_095_185),
    ("2014_general_governor_and_propositions", "2014-11-04", 7_317_581),
];

/// The counties' votes for all candidates add up to the figures that every requirement of signatures is a share of.
#[test]
fn votes_for_governor_are_those_of_the_rules() {
    let rules = text("rules/california/governor-votes.measure");
    for (name, day, declared) in GOVERNORS {
        let mut returns = records(&format!("rules/california/data/ca_{name}_by_county.openelections.csv"));
        returns.retain(|row| row.get("office") == "Governor");
        let counties: BTreeSet<&str> = returns.iter().map(|row| row.get("county")).collect();
        assert_eq!((counties.len(), total(&returns, "votes")), (58, declared), "{name}");
        let figure = quorate::words::grouped(&Exact::from(declared));
        assert!(rules.contains(&format!("from {day}: {figure}\n")), "{day}: {figure}");
    }
}

/// Summaries after the elections that the cases are named for.
const SUMMARIES: [(u64, &str); 4] =
    [(7_476_311, "2003-02-01"), (10_095_185, "2014-02-18"), (7_317_581, "2017-01-26"), (10_933_009, "2025-01-23")];

/// Every row of the file of petitions: the requirement of signatures, and the first sample that does not fail and the first that
/// qualifies, as the State printed them; then the two whose sample is known.
#[test]
fn petitions_come_out_as_declared() {
    let program = rules_in("california/petition");
    let (mut requirements, mut bars, mut samples) = (0, 0, 0);
    for row in &records("rules/california/data/petition_cases.csv") {
        let name = row.get("case");
        if name == "ccr_20540_example" {
            let projected = projected(&program, "statewide_petition", "example_20540");
            assert_eq!((24_034, projected), (row.count("raw_count"), row.count("projected_valid")));
            samples += 1;
            continue;
        }
        let measure = if row.get("percent") == "5" { "statute" } else { "statewide_petition" };
        let basis = row.count("basis_votes");
        let (_, summary) = SUMMARIES.iter().find(|(votes, _)| *votes == basis).unwrap();
        let judge = |stage: &str, names: u64| petition(&program, measure, stage, summary, names);

        let needed = row.count("required_official");
        assert_eq!(judge("raw_count", needed - 1), StageStatus::Failed, "{name}");
        assert_eq!(judge("raw_count", needed), StageStatus::Passed, "{name}");
        requirements += 1;

        if !row.get("lower_95_first_pass").is_empty() {
            let (enough, clearly) = (row.count("lower_95_first_pass"), row.count("upper_110_first_qualify"));
            let statuses = [enough - 1, enough, clearly - 1, clearly].map(|names| judge("sample_check", names));
            use StageStatus::{Failed, Passed, Undecided};
            assert_eq!(statuses, [Failed, Undecided, Undecided, Passed], "{name}");
            bars += 1;
        }
        if name == "six_californias_2014" {
            assert_eq!(projected(&program, "days_150", "six_californias"), row.count("projected_valid"));
            assert_eq!(judge("raw_count", row.count("raw_count")), StageStatus::Passed);
            assert_eq!(judge("sample_check", row.count("projected_valid")), StageStatus::Failed);
            samples += 1;
        }
    }
    assert_eq!((requirements, bars, samples), (9, 7, 2));
}

/// What a stage comes to with one county, all of whose names are in the sample and valid.
fn petition(program: &Program, measure: &str, stage: &str, summary: &str, names: u64) -> StageStatus {
    let facts = format!(
        "summary = {summary}\n[county.Example]\nraw = {names}\nsample = {names}\nvalid = {names}\nduplicates = 0\n"
    );
    let layer = inputs::toml(&Sources::new().add("petition.toml", facts)).unwrap();
    let facts = inputs::bind(program, program.measure_named(measure).unwrap(), &[layer]).unwrap();
    judge(program, measure, Some(stage), &facts).0.unwrap()
}

/// The projection from a scenario's samples.
fn projected(program: &Program, measure: &str, scenario: &str) -> u64 {
    let id = program.measure_named(measure).unwrap();
    let scenario = program.scenario_named(id, scenario).unwrap();
    let layer = inputs::layer_of_scenario(program.scenarios.at(scenario));
    let facts = inputs::bind(program, id, &[layer]).unwrap();
    let measure = program.measures.at(id);
    let outcome = judge::judge(measure, &facts, None).unwrap();
    let (definition, _) = measure.definitions.iter().find(|(_, own)| own.name.text == "projected").unwrap();
    let Some(DefinitionValue::Number(quantity)) = outcome.definitions.at(definition) else { panic!("it has no value") };
    let value = quantity.known().unwrap();
    value.to_integer().unwrap().try_into().unwrap()
}
