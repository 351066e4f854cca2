//! What it would take: as a document, as CSV and as JSON.

use serde::{Deserialize, Serialize};

use super::csv::field;
use super::document::{Answer, Document};
use super::json::words::word;
use super::json::{CanBe, Needed};
use super::layout::Tone;
use super::overrides::{self, OverridesJson};
use super::{row_figures, wording};
use crate::decision::day_from_number;
use crate::facts::{Cells, Facts, Slot};
use crate::inputs::Overrides;
use crate::program::{InputId, Measure, Status, TableId};
use crate::solve::{Blocker, End, Possible, Request, Solved, Sought, Want};
use crate::solver::Goal;
use crate::source::Sources;
use crate::value::{Exact, Kind, Value};
use crate::words::{grouped, long_date, percent};

/// An answer with the question, and where the names in it come from.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The rules.
    pub measure: &'a Measure,
    /// What was given.
    pub facts: &'a Facts,
    /// What the facts are called where they come from: the `name` of a CSV row.
    pub label: Option<&'a str>,
    /// What was asked.
    pub request: &'a Request,
    /// The answer.
    pub solved: &'a Solved,
    /// The texts that spans point into.
    pub sources: &'a Sources,
}

impl Answered<'_> {
    /// What was moved; what is sought is no value.
    fn overrides(&self) -> Overrides {
        let mut overrides = Overrides::of(self.facts);
        overrides.moved.retain(|moved| matches!(moved.is, Some(Slot::Known(_))));
        overrides
    }

    /// What differs from what was given, counts or truths: the subject of a sentence, or all of it for a single change.
    fn changed(&self, found: &Facts) -> &'static str {
        let changed = |kind: Kind| {
            let mut inputs = self.measure.inputs.iter().filter(|(_, input)| input.kind == kind);
            inputs.any(|(id, _)| match (self.facts.inputs.get(id), found.inputs.get(id)) {
                (Some(before), Some(after)) => differs(before, after),
                (None, _) | (_, None) => false,
            })
        };
        let one = self.solved.changes.as_ref().is_some_and(|changes| *changes == Exact::ONE);
        match (changed(Kind::Count), changed(Kind::Truth), one) {
            (_, false, true) => "one count differs by 1",
            (_, true, true) => "one truth differs",
            (_, false, false) => "the counts",
            (false, true, false) => "the truths",
            (true, true, false) => "counts and truths together",
        }
    }

    /// Whether an input is one of what is asked about: of a stage judged by itself, its own and those its conditions use.
    fn concerns(&self, id: InputId) -> bool {
        let Some(stage) = self.request.alone else { return true };
        let own = self.measure.inputs.at(id).stage;
        let mut conditions = self.measure.stages.at(stage).conditions.iter().map(|id| self.measure.conditions.at(*id));
        own.is_none() || own == Some(stage) || conditions.any(|condition| condition.inputs.contains(&id))
    }
}

/// What it would take, for each set of votes.
#[derive(Clone, Debug)]
pub struct SolveAnswer<'a> {
    /// One for each set of votes, in the order of the file.
    pub sets: Vec<Answered<'a>>,
}

/// The only set of votes by itself, several as rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum SolveView {
    /// One set of votes.
    One(Box<SolvedJson>),
    /// Several.
    Several {
        /// One for each set of votes, in the order of the file.
        rows: Vec<SolvedJson>,
    },
}

impl Answer for SolveAnswer<'_> {
    type View = SolveView;
    const KIND: &'static str = "solve";

    fn view(&self) -> SolveView {
        match self.sets.as_slice() {
            [only] => SolveView::One(Box::new(solved_json(only))),
            several => SolveView::Several { rows: several.iter().map(solved_json).collect() },
        }
    }

    fn document(&self) -> Document<'_> {
        let mut document = Document::new();
        for (at, answered) in self.sets.iter().enumerate() {
            if at > 0 {
                document.space();
            }
            solved(&mut document, answered);
        }
        document
    }

    fn csv(&self) -> Option<String> {
        Some(csv(&self.sets.iter().map(solved_json).collect::<Vec<_>>()))
    }
}

/// `votes,wanted,possible,of,name,row,goal,value,enough`: a line for each end, each figure of the example and each thing in
/// the way, `of` which it is.
fn csv(sets: &[SolvedJson]) -> String {
    let mut text = String::from("votes,wanted,possible,of,name,row,goal,value,enough\n");
    for set in sets {
        let wanted = set.wanted.join(" and ");
        let mut line = |of: &str, [name, row, goal, value, enough]: [&str; 5]| {
            let fields =
                [set.votes.as_deref().unwrap_or(""), &wanted, &word(set.possible), of, name, row, goal, value, enough];
            text.push_str(&fields.map(field).join(","));
            text.push('\n');
        };
        for end in &set.ends {
            let enough = end.reached.map_or(String::new(), |reached| reached.to_string());
            line("end", [&end.name, "", &word(end.goal), end.value.as_deref().unwrap_or(""), &enough]);
        }
        for own in &set.example {
            line("example", [&own.name, own.row.as_deref().unwrap_or(""), "", &own.value, ""]);
        }
        for own in &set.in_the_way {
            line("in the way", [&own.name, "", "", &word(own.needed), ""]);
        }
        if set.ends.is_empty() && set.example.is_empty() && set.in_the_way.is_empty() {
            line("", ["", "", "", "", ""]);
        }
    }
    text
}

/// What it would take: how far each number can go, an example that the rules have judged, or what stands in the way.
fn solved(document: &mut Document<'_>, answered: &Answered<'_>) {
    let wanted = wanted(answered).join(" and ");
    if let Some(label) = answered.label {
        document.say(0, Tone::Plain, format!("Votes: {label}"));
    }
    let strong = |document: &mut Document<'_>, tone: Tone, verdict: &str| {
        document.heading(1, vec![(Tone::Strong, format!("{wanted}: ")), (tone, verdict.to_owned())]);
    };
    match &answered.solved.possible {
        Possible::Yes { facts, .. } => {
            strong(document, Tone::Good, "can be");
            ends(document, answered);
            if let Some(changes) = &answered.solved.changes {
                let text = match changes.to_integer() {
                    Some(0) if answered.solved.already => already(answered),
                    Some(0) => "no count that is given need change".to_owned(),
                    Some(1) => format!("{}, which is the least that does it", answered.changed(facts)),
                    _ => format!(
                        "{} differ by {} in all; no figures that differ by less do it",
                        answered.changed(facts),
                        grouped(changes)
                    ),
                };
                document.prose(1, Tone::Plain, &text);
            }
            let found = example(answered, facts);
            if !found.is_empty() {
                document.line(1, vec![(Tone::Quiet, "for example ".to_owned()), (Tone::Plain, found.join("\u{a0}· "))]);
            }
        }
        Possible::Never(blockers) => {
            strong(document, Tone::Bad, "nothing makes it so");
            let lead = match blockers.as_slice() {
                [] => "no figures at all satisfy every `given`",
                [Blocker::Want(_)] => "it cannot be, whatever the requirements are:",
                [_] => "with what is given this is in the way:",
                _ => "with what is given these cannot all be:",
            };
            document.prose(1, Tone::Plain, lead);
            for blocker in blockers {
                blocked(document, answered, *blocker);
            }
        }
        Possible::NotLinear => {
            strong(document, Tone::Open, "not decided");
            document.prose(1, Tone::Plain, "it depends on what is not linear");
            ends(document, answered);
        }
        Possible::NotDecided { after } => {
            strong(document, Tone::Open, "not decided");
            let steps = grouped(&Exact::from(*after));
            document.prose(1, Tone::Plain, &format!("after {steps} steps; `--solver z3` may get further"));
        }
    }
    for moved in answered.overrides().moved.iter().map(overrides::moved) {
        document.line(1, vec![(Tone::Open, "moved: ".to_owned()), (Tone::Plain, moved)]);
    }
    for reason in &answered.solved.left_out {
        let text = wording::rule(answered.sources, reason.span);
        document.line(
            1,
            vec![
                (Tone::Open, "left out: ".to_owned()),
                (Tone::Plain, format!("{text} (not linear: {})", reason.reason.words())),
            ],
        );
    }
}

/// Whether something that was given is otherwise.
fn differs(before: &Cells, after: &Cells) -> bool {
    let other = |before: &Slot, after: &Slot| matches!(before, Slot::Known(_)) && before != after;
    match (before, after) {
        (Cells::One(before), Cells::One(after)) => other(before, after),
        (Cells::Rows(before), Cells::Rows(after)) => {
            before.iter().zip(after).any(|(before, after)| other(before, after))
        }
        (Cells::One(_), Cells::Rows(_)) | (Cells::Rows(_), Cells::One(_)) => false,
    }
}

/// `already failed`
fn already(answered: &Answered<'_>) -> String {
    match answered.request.wants.as_slice() {
        [Want::Stage(_, status)] => format!("already {}", status.words()),
        [Want::Condition(_, true)] => "already met".to_owned(),
        [Want::Condition(_, false)] => "already not met".to_owned(),
        [Want::Outcome(_)] | [] | [_, _, ..] => "already so".to_owned(),
    }
}

fn wanted(answered: &Answered<'_>) -> Vec<String> {
    let measure = answered.measure;
    let stage = |id: crate::program::StageId, status: Status| {
        let name = measure.stages.at(id).name.as_ref().unwrap_or(&measure.name);
        format!("{} {}", name.text, status.words())
    };
    let name = |want: &Want| match want {
        Want::Stage(id, status) => stage(*id, *status),
        Want::Condition(id, met) => {
            format!("{} {}", measure.condition_path(*id), if *met { "met" } else { "not met" })
        }
        Want::Outcome(index) => {
            measure.outcomes.get(*index).map_or(String::new(), |own| format!("“{}”", own.text.text))
        }
    };
    answered.request.wants.iter().map(name).collect()
}

/// `approval  at most 13/24 (54.17%), with exactly that too`
fn ends(document: &mut Document<'_>, answered: &Answered<'_>) {
    let mut done: Vec<Sought> = Vec::new();
    // Where nothing is decided, only what cannot be is worth saying.
    let nothing = matches!(answered.solved.possible, Possible::NotLinear);
    let said = |end: &End| !nothing || matches!(end, End::NotBeyond(_));
    for (sought, _, end) in &answered.solved.ends {
        if !said(end) || done.contains(sought) {
            continue;
        }
        done.push(*sought);
        let kind = sought.kind(answered.measure);
        let texts = answered.solved.ends.iter().filter(|(own, _, end)| own == sought && said(end));
        let texts: Vec<String> = texts.map(|(_, goal, end)| end_words(end, *goal, kind)).collect();
        document.line(
            1,
            vec![
                (Tone::Strong, format!("{}  ", sought.path(answered.measure, answered.facts))),
                (Tone::Plain, texts.join("; ")),
            ],
        );
    }
}

fn end_words(end: &End, goal: Goal, kind: Kind) -> String {
    match (end, goal) {
        (End::Reached(value), Goal::Least) if kind == Kind::Date => {
            format!("{} at the earliest", number(value, kind))
        }
        (End::Reached(value), Goal::Most) if kind == Kind::Date => format!("{} at the latest", number(value, kind)),
        (End::Endless, Goal::Least) if kind == Kind::Date => "as early as one likes".to_owned(),
        (End::Endless, Goal::Most) if kind == Kind::Date => "as late as one likes".to_owned(),
        (End::NotBeyond(value), Goal::Least) if kind == Kind::Date => {
            format!("certainly not before {}", number(value, kind))
        }
        (End::NotBeyond(value), Goal::Most) if kind == Kind::Date => {
            format!("certainly not after {}", number(value, kind))
        }
        (End::NotBeyond(value), Goal::Least) => format!("certainly not less than {}", number(value, kind)),
        (End::NotBeyond(value), Goal::Most) => format!("certainly not more than {}", number(value, kind)),
        (End::Reached(value), Goal::Least) if value.is_zero() => format!("as low as {}", number(value, kind)),
        (End::Reached(value), Goal::Least) => format!("at least {}{}", number(value, kind), exactly(kind, true)),
        (End::Reached(value), Goal::Most) => format!("at most {}{}", number(value, kind), exactly(kind, true)),
        (End::Approached(value), Goal::Least) => format!("more than {}{}", number(value, kind), exactly(kind, false)),
        (End::Approached(value), Goal::Most) => format!("less than {}{}", number(value, kind), exactly(kind, false)),
        (End::Endless, Goal::Least) => "as little as one likes".to_owned(),
        (End::Endless, Goal::Most) => "as much as one likes".to_owned(),
        (End::NotDecided, Goal::Least) => "the least is not decided".to_owned(),
        (End::NotDecided, Goal::Most) => "the most is not decided".to_owned(),
    }
}

/// Whether the end itself is enough; of whole numbers that goes without saying.
fn exactly(kind: Kind, enough: bool) -> &'static str {
    match (kind, enough) {
        (Kind::Share | Kind::Number, true) => ", and exactly that is enough",
        (Kind::Share | Kind::Number, false) => ", and exactly that is not enough",
        (Kind::Count | Kind::Date | Kind::Duration | Kind::Truth, _) => "",
    }
}

fn number(value: &Exact, kind: Kind) -> String {
    match kind {
        Kind::Share => match crate::words::exact_share(value) {
            exact if exact.ends_with('%') => exact,
            fraction => format!("{fraction} ({})", percent(value)),
        },
        Kind::Date => day_from_number(value).map_or_else(|| grouped(value), long_date),
        Kind::Count | Kind::Number | Kind::Duration | Kind::Truth => grouped(value),
    }
}

/// `yes 5,177,419`, of what was open or is changed; of a table the rows by name.
fn example(answered: &Answered<'_>, found: &Facts) -> Vec<String> {
    let measure = answered.measure;
    let mut pieces = Vec::new();
    let mut piece = |path: &str, kind: Kind, table: Option<TableId>, own: Option<&Cells>, new: &Cells| match (own, new)
    {
        (own, Cells::One(Slot::Known(value))) if own != Some(new) => {
            let text = match value {
                Value::Number(value) => number(value, kind),
                other => wording::value(other, kind),
            };
            pieces.push(format!("{path}\u{a0}{text}"));
        }
        (Some(Cells::Rows(before)), Cells::Rows(after)) if before != after => {
            let names = table.and_then(|table| answered.facts.rows.get(table)).into_iter().flatten();
            let cells = names.zip(after).filter_map(|(name, slot)| match slot {
                Slot::Known(value) => Some((name.as_str(), value)),
                Slot::Unknown | Slot::Range(..) => None,
            });
            let given = before.iter().any(|slot| matches!(slot, Slot::Known(_)));
            let changed = before.iter().zip(after).map(|(before, after)| before != after);
            let cells = cells.zip(changed).filter(|(_, changed)| *changed || !given).map(|(cell, _)| cell);
            let cells: Vec<_> = cells.collect();
            pieces.push(if given {
                row_figures::changed(path, &cells, kind)
            } else {
                row_figures::all(path, &cells, kind)
            });
        }
        _ => {}
    };
    for (id, input) in measure.inputs.iter().filter(|(id, _)| answered.concerns(*id)) {
        if let Some(new) = found.inputs.get(id) {
            piece(&measure.input_path(id), input.kind, input.table, answered.facts.inputs.get(id), new);
        }
    }
    for (id, parameter) in measure.parameters.iter() {
        if let Some(new) = found.parameters.get(id) {
            let own = answered.facts.parameters.get(id);
            piece(&measure.parameter_path(id), parameter.kind, parameter.table, own, new);
        }
    }
    pieces
}

fn blocked(document: &mut Document<'_>, answered: &Answered<'_>, blocker: Blocker) {
    let measure = answered.measure;
    match blocker {
        Blocker::Condition(id, met) => {
            let declared = measure.conditions.at(id);
            let not = if met { "" } else { " (not to be met)" };
            document.line(
                2,
                vec![
                    (Tone::Bad, "✗ ".to_owned()),
                    (Tone::Quiet, format!("{} ", declared.kind.word())),
                    (Tone::Strong, format!("{}{not}: ", measure.condition_path(id))),
                    (Tone::Plain, wording::rule(answered.sources, declared.formula.span)),
                ],
            );
        }
        Blocker::Reached(id, reached) => {
            let name = measure.stages.at(id).name.as_ref().unwrap_or(&measure.name);
            let not = if reached { "" } else { "not " };
            document.line(2, vec![(Tone::Bad, "✗ ".to_owned()), (Tone::Plain, format!("{} {not}reached", name.text))]);
        }
        Blocker::Want(index) => {
            let text = wanted(answered).get(index).cloned().unwrap_or_default();
            document.line(2, vec![(Tone::Bad, "✗ ".to_owned()), (Tone::Plain, text)]);
        }
    }
}

/// What `quorate solve --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SolvedJson {
    /// The measure or variant.
    pub measure: String,
    /// The name of the row of votes.
    pub votes: Option<String>,
    /// What is wanted.
    pub wanted: Vec<String>,
    /// Whether that can be.
    pub possible: CanBe,
    /// How far each number can go.
    pub ends: Vec<EndJson>,
    /// By how much the counts differ from those given, added up, and how many truths do, if the fewest changes were asked for.
    pub changes: Option<String>,
    /// Whether it is so already, with nothing but what is given.
    pub already: bool,
    /// Numbers with which it is so, for what was open: name, row, value.
    pub example: Vec<ValueJson>,
    /// What stands in the way.
    pub in_the_way: Vec<BlockerJson>,
    /// What is not linear and was left out.
    pub left_out: Vec<LeftOutJson>,
    /// The steps after which nothing was decided.
    pub after: Option<u64>,
    /// What was moved, and what was set aside.
    #[serde(flatten)]
    pub overrides: OverridesJson,
}

/// How far a number can go.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndJson {
    /// Its path.
    pub name: String,
    /// Which end.
    pub goal: Goal,
    /// The end; null if there is none.
    pub value: Option<String>,
    /// Whether the end itself is enough; null if there is none or it is not known.
    pub reached: Option<bool>,
    /// Whether it was found out.
    pub decided: bool,
}

/// One number of an example.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ValueJson {
    /// Its path.
    pub name: String,
    /// Its row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// Its value.
    pub value: String,
}

/// What stands in the way.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockerJson {
    /// The condition, stage or result.
    pub name: String,
    /// What it would have to be.
    pub needed: Needed,
    /// The rule as written, of a condition.
    pub text: Option<String>,
}

/// What is not linear.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOutJson {
    /// The text.
    pub text: String,
    /// Why.
    pub reason: String,
}

/// The same as JSON.
fn solved_json(answered: &Answered<'_>) -> SolvedJson {
    let (measure, solved) = (answered.measure, answered.solved);
    let (example, in_the_way, after) = match &solved.possible {
        Possible::Yes { facts, .. } => (values(answered, facts), Vec::new(), None),
        Possible::Never(blockers) => {
            (Vec::new(), blockers.iter().map(|blocker| blocker_json(answered, *blocker)).collect(), None)
        }
        Possible::NotLinear => (Vec::new(), Vec::new(), None),
        Possible::NotDecided { after } => (Vec::new(), Vec::new(), Some(*after)),
    };
    let ends = solved.ends.iter().map(|(sought, goal, end)| {
        let (value, reached) = match end {
            End::Reached(value) => (Some(value), Some(true)),
            End::NotBeyond(value) => (Some(value), None),
            End::Approached(value) => (Some(value), Some(false)),
            End::Endless | End::NotDecided => (None, None),
        };
        let day = |value: &Exact| day_from_number(value).filter(|_| sought.kind(measure) == Kind::Date);
        EndJson {
            name: sought.path(measure, answered.facts),
            goal: *goal,
            value: value.map(|value| day(value).map_or_else(|| value.to_string(), |day| day.to_string())),
            reached,
            decided: *end != End::NotDecided,
        }
    });
    let left_out = solved.left_out.iter().map(|reason| LeftOutJson {
        text: wording::rule(answered.sources, reason.span),
        reason: reason.reason.words(),
    });
    SolvedJson {
        measure: measure.name.text.to_string(),
        votes: answered.label.map(str::to_owned),
        wanted: wanted(answered),
        possible: (&solved.possible).into(),
        ends: ends.collect(),
        changes: solved.changes.as_ref().map(Exact::to_string),
        already: solved.already,
        example,
        in_the_way,
        left_out: left_out.collect(),
        after,
        overrides: OverridesJson::new(&answered.overrides()),
    }
}

fn values(answered: &Answered<'_>, found: &Facts) -> Vec<ValueJson> {
    let measure = answered.measure;
    let mut values = Vec::new();
    let mut add = |name: String, table: Option<crate::program::TableId>, own: Option<&Cells>, new: &Cells| {
        let none = Vec::new();
        let (before, after, rows) = match (own, new) {
            (Some(Cells::One(before)), Cells::One(after)) => (vec![before], vec![after], &none),
            (Some(Cells::Rows(before)), Cells::Rows(after)) => {
                let rows = table.and_then(|table| answered.facts.rows.get(table)).unwrap_or(&none);
                (before.iter().collect(), after.iter().collect(), rows)
            }
            (Some(Cells::One(_)), Cells::Rows(_)) | (Some(Cells::Rows(_)), Cells::One(_)) | (None, _) => return,
        };
        let rows = rows.iter().map(|row| Some(row.to_string())).chain(std::iter::repeat(None));
        for ((before, after), row) in before.into_iter().zip(after).zip(rows) {
            if let (true, Slot::Known(value)) = (before != after, after) {
                let value = match value {
                    crate::value::Value::Number(value) => value.to_string(),
                    crate::value::Value::Date(day) => day.to_string(),
                    crate::value::Value::Duration(duration) => duration.to_string(),
                    crate::value::Value::Truth(truth) => truth.to_string(),
                };
                values.push(ValueJson { name: name.clone(), row, value });
            }
        }
    };
    for (id, input) in measure.inputs.iter().filter(|(id, _)| answered.concerns(*id)) {
        if let Some(new) = found.inputs.get(id) {
            add(measure.input_path(id).to_string(), input.table, answered.facts.inputs.get(id), new);
        }
    }
    for (id, parameter) in measure.parameters.iter() {
        if let Some(new) = found.parameters.get(id) {
            add(measure.parameter_path(id).to_string(), parameter.table, answered.facts.parameters.get(id), new);
        }
    }
    values
}

fn blocker_json(answered: &Answered<'_>, blocker: Blocker) -> BlockerJson {
    let measure = answered.measure;
    match blocker {
        Blocker::Condition(id, met) => BlockerJson {
            name: measure.condition_path(id).to_string(),
            needed: if met { Needed::Met } else { Needed::NotMet },
            text: Some(wording::rule(answered.sources, measure.conditions.at(id).formula.span)),
        },
        Blocker::Reached(id, reached) => BlockerJson {
            name: measure.stages.at(id).name.as_ref().unwrap_or(&measure.name).text.to_string(),
            needed: if reached { Needed::Reached } else { Needed::NotReached },
            text: None,
        },
        Blocker::Want(index) => BlockerJson {
            name: wanted(answered).get(index).cloned().unwrap_or_default(),
            needed: Needed::So,
            text: None,
        },
    }
}
