//! The Swiss votes of the data file, put to the rules of `rules/switzerland` from the cantons' counts.
//!
//! Both the record (`record.rs`) and the benchmark (`benches/record.rs`) run this.

#![allow(dead_code, clippy::allow_attributes, reason = "the benchmark and the test each use a part of it")]

use csv::{ByteRecord, Reader};
use quorate::evaluate::{StageStatus, Verdict};
use quorate::ids::Id as _;
use quorate::inputs::{self, Layer, LayerKind};
use quorate::judge::Judge;
use quorate::program::{MeasureId, Program, StageId};
use quorate::source::Sources;
use quorate::span::Span;
use quorate::syntax::ast::{Fact, FactValue, Literal, LiteralValue, Name, Path, Row, Rows, RowsBody};
use quorate::value::Exact;
use quorate::{check, syntax};

/// Swissvotes (2025), Année Politique Suisse, University of Bern, CC BY 4.0; see `SOURCES.md` beside it.
pub const VOTES: &[u8] = include_bytes!("../../../rules/switzerland/data/swissvotes.csv");

const RULES: [(&str, &str); 3] = [
    ("people-and-cantons.measure", include_str!("../../../rules/switzerland/people-and-cantons.measure")),
    ("optional-referendum.measure", include_str!("../../../rules/switzerland/optional-referendum.measure")),
    ("published-figures.measure", include_str!("../../../rules/switzerland/published-figures.measure")),
];

/// As the columns have them.
pub const CANTONS: [&str; 26] = [
    "zh", "be", "lu", "ur", "sz", "ow", "nw", "gl", "zg", "fr", "so", "bs", "bl", "sh", "ar", "ai", "sg", "gr", "ag",
    "tg", "ti", "vd", "vs", "ne", "ge", "ju",
];

/// The rules of Switzerland as one checked program.
pub fn program() -> Program {
    let mut sources = Sources::new();
    let files: Vec<_> = RULES.iter().map(|(name, text)| syntax::parse(&sources.add(*name, *text)).file).collect();
    let checked = check::check(&files);
    assert!(checked.errors.is_empty(), "{:?}", checked.errors);
    checked.program
}

/// One row of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// `anr`: 552.1
    pub number: String,
    /// `rechtsform`: 1 mandatory referendum, 2 optional referendum, 3 initiative, 4 counter-proposal, 5 tie-break.
    pub form: u8,
    /// The canton of Jura votes since 1979.
    pub before_jura: bool,
    /// `volk`, `stand` and `annahme`, as declared: 1 yes, 0 no; `stand` 3 where the cantons are not asked.
    pub declared: [String; 3],
    /// The whole country's Yes and No, if the file has them.
    pub national: Option<(u64, u64)>,
    /// The valid papers, if the file has them.
    pub valid: Option<u64>,
    /// The published percentage of Yes and the cantons for and against, as text.
    pub published: Option<[String; 3]>,
    /// Whether the file says that the cantons add up to the country.
    pub adds_up: bool,
    /// The cantons' Yes and No, in the order of [`CANTONS`]; none without counts.
    pub counts: Vec<(u64, u64)>,
}

impl Vote {
    /// Optional referendums, and initiatives that ask for something in general terms, which the file marks with `stand` 3.
    pub fn people_alone(&self) -> bool {
        self.form == 2 || self.declared[1] == "3"
    }
}

/// Which columns are read.
struct Columns {
    number: usize,
    date: usize,
    form: usize,
    declared: [usize; 3],
    national: [usize; 2],
    valid: usize,
    published: [usize; 3],
    adds_up: usize,
    cantons: Vec<(usize, usize)>,
}

impl Columns {
    fn new(header: &ByteRecord) -> Self {
        let at = |name: &str| {
            let found = header.iter().position(|column| column == name.as_bytes());
            found.unwrap_or_else(|| panic!("there is a column `{name}`"))
        };
        Self {
            number: at("anr"),
            date: at("datum"),
            form: at("rechtsform"),
            declared: [at("volk"), at("stand"), at("annahme")],
            national: [at("volkja"), at("volknein")],
            valid: at("gultig"),
            published: [at("volkja-proz"), at("kt-ja"), at("kt-nein")],
            adds_up: at("cantonal_sum_equals_national"),
            cantons: CANTONS.iter().map(|name| (at(&format!("{name}-ja")), at(&format!("{name}-nein")))).collect(),
        }
    }

    fn vote(&self, record: &ByteRecord) -> Vote {
        let text = |at: usize| std::str::from_utf8(&record[at]).unwrap();
        // `.` and an empty field are missing; anything else that is no number is a mistake in the file.
        let count = |at: usize| match text(at) {
            "" | "." => None,
            digits => Some(digits.parse::<u64>().unwrap_or_else(|_| panic!("`{digits}` is no count"))),
        };
        let year: u16 = text(self.date).rsplit('.').next().unwrap().parse().unwrap();
        let pair = |(yes, no)| count(yes).zip(count(no));
        let cantons: Vec<Option<(u64, u64)>> = self.cantons.iter().map(|&columns| pair(columns)).collect();
        let counts: Vec<(u64, u64)> = cantons.iter().map_while(|counts| *counts).collect();
        assert_eq!(counts.len(), cantons.iter().flatten().count(), "only the last canton, Jura, may be missing");
        Vote {
            number: text(self.number).to_owned(),
            form: text(self.form).parse().unwrap(),
            before_jura: year < 1979,
            declared: self.declared.map(|at| text(at).to_owned()),
            national: pair((self.national[0], self.national[1])),
            valid: count(self.valid),
            published: Some(self.published.map(|at| text(at).to_owned())).filter(|texts| !texts[0].is_empty()),
            adds_up: text(self.adds_up) == "1",
            counts,
        }
    }
}

/// All rows of the file.
pub fn read(file: &[u8]) -> Vec<Vote> {
    let mut reader = Reader::from_reader(file);
    let columns = Columns::new(reader.byte_headers().unwrap());
    let mut votes = Vec::new();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).unwrap() {
        votes.push(columns.vote(&record));
    }
    votes
}

/// What a vote comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Of the whole.
    pub status: Option<StageStatus>,
    pub people: Verdict,
    /// `None` where the cantons are not asked.
    pub cantons: Option<Verdict>,
}

/// One measure with only one stage, ready to be judged.
struct Rule<'p> {
    measure: MeasureId,
    judge: Judge<'p>,
}

/// The rules, ready to be judged again and again.
pub struct Swiss<'p> {
    program: &'p Program,
    /// People and cantons, the people alone; each since Jura and before it.
    counted: [[Rule<'p>; 2]; 2],
    /// The same from published percentages.
    published: [Rule<'p>; 2],
}

impl<'p> Swiss<'p> {
    pub fn new(program: &'p Program) -> Self {
        let rule = |name: &str| {
            let measure = program.measure_named(name).unwrap();
            Rule { measure, judge: Judge::new(program.measures.at(measure), StageId::new(0)) }
        };
        Self {
            program,
            counted: [
                [rule("swiss_people_and_cantons"), rule("before_jura")],
                [rule("swiss_optional_referendum"), rule("optional_before_jura")],
            ],
            published: [rule("swiss_published"), rule("swiss_published_optional")],
        }
    }

    /// Judges a vote from the cantons' counts, or else from what is published of it.
    ///
    /// Of a tie-break question, a Yes is one for the initiative.
    pub fn judge(&mut self, vote: &Vote) -> Judged {
        let alone = usize::from(vote.people_alone());
        match &vote.published {
            Some(published) if vote.counts.is_empty() => {
                Self::judged(self.program, &mut self.published[alone], published_layer(published))
            }
            _ => {
                let rule = &mut self.counted[alone][usize::from(vote.before_jura)];
                Self::judged(self.program, rule, counted_layer(&vote.counts))
            }
        }
    }

    /// Judges the people from the counts of the whole country, as if it were one canton.
    pub fn judge_national(&mut self, (yes, no): (u64, u64)) -> Verdict {
        let rest = std::iter::repeat_n((0, 0), CANTONS.len() - 1);
        let counts: Vec<(u64, u64)> = std::iter::once((yes, no)).chain(rest).collect();
        Self::judged(self.program, &mut self.counted[1][0], counted_layer(&counts)).people
    }

    fn judged(program: &Program, rule: &mut Rule<'p>, layer: Layer) -> Judged {
        let facts = inputs::bind(program, rule.measure, &[layer]).unwrap();
        let (statuses, judgements) = rule.judge.judge(&facts).unwrap();
        let verdict = |at: usize| judgements.get(at).map(|judgement| judgement.verdict);
        Judged { status: statuses.decided(), people: verdict(0).unwrap(), cantons: verdict(1) }
    }
}

fn name(text: &str) -> Name {
    Name { span: Span::default(), text: text.into() }
}

fn path(text: &str) -> Path {
    Path { span: Span::default(), parts: vec![name(text)] }
}

fn literal(value: LiteralValue) -> Literal {
    Literal { span: Span::default(), value }
}

fn number(value: u64) -> Literal {
    literal(LiteralValue::Number { value: Exact::integer(i128::from(value)), decimal: false })
}

/// `rows canton (yes, no) { ZH 130,452 76,879 … }`
fn counted_layer(counts: &[(u64, u64)]) -> Layer {
    let rows = CANTONS.iter().zip(counts).map(|(canton, &(yes, no))| Row {
        span: Span::default(),
        key: name(&canton.to_uppercase()),
        values: vec![number(yes), number(no)],
    });
    let mut layer = Layer::new(LayerKind::File);
    layer.facts.rows.push(Rows {
        span: Span::default(),
        table: path("canton"),
        columns: vec![name("yes"), name("no")],
        body: RowsBody::Inline(rows.collect()),
        sources: Vec::new(),
    });
    layer
}

/// `yes_share = 37.225%..37.235%  cantons_yes = 5  cantons_no = 18`: a percentage to two places stands for all that are
/// rounded to it.
fn published_layer([share, yes, no]: &[String; 3]) -> Layer {
    let share = Exact::parse(share).unwrap();
    let half_a_place = Exact::ratio(5, 1000).unwrap();
    let end = |value: Exact| literal(LiteralValue::Share(value.percent()));
    let cantons = |text: &str| FactValue::Literal(literal(decimal(text)));
    let values = [
        ("yes_share", FactValue::Range(end(&share - &half_a_place), Some(end(&share + &half_a_place)))),
        ("cantons_yes", cantons(yes)),
        ("cantons_no", cantons(no)),
    ];
    let mut layer = Layer::new(LayerKind::File);
    layer.facts.facts.extend(values.map(|(name, value)| Fact {
        span: Span::default(),
        path: path(name),
        group: 0,
        value,
    }));
    layer
}

fn decimal(text: &str) -> LiteralValue {
    LiteralValue::Number { value: Exact::parse(text).unwrap(), decimal: text.contains('.') }
}
