//! What the things that a measure declares are called.

use super::phrase::{Phrase, PhraseShape, Prose, quoted, spaced};
use crate::program::{DateName, DefinitionId, InputId, ParameterId, ParameterValue, Reference, StageId, TableId};
use crate::value::{Exact, Kind, Value};
use crate::words;

/// The plural of a noun: `county` has `counties`.
pub fn plural(noun: &str) -> String {
    let vowel_before_y = || noun.strip_suffix('y').is_some_and(|stem| stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match noun.strip_suffix('y') {
        Some(stem) if !vowel_before_y() => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) || noun.ends_with("ch") || noun.ends_with("sh") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// What everybody calls the counts of a vote; each with whether it is a plural.
fn known(name: &str) -> Option<(&'static str, bool)> {
    Some(match name {
        "yes" => ("Yes votes", true),
        "no" => ("No votes", true),
        "aye" | "ayes" => ("Ayes", true),
        "nay" | "nays" => ("Nays", true),
        "noes" => ("Noes", true),
        _ => return None,
    })
}

/// The same for counts that may say themselves what they are.
fn usual(name: &str) -> Option<(&'static str, bool)> {
    Some(match name {
        "registered" => ("registered voters", true),
        "ballots" => ("ballots cast", true),
        "blank" => ("blank ballots", true),
        "invalid" | "informal" => ("invalid ballots", true),
        "valid" => ("valid votes", true),
        "present" => ("members present", true),
        "in_favour" => ("members in favour", true),
        "leave" => ("Leave votes", true),
        "remain" => ("Remain votes", true),
        "people" => ("people", true),
        _ => return None,
    })
}

/// The first words of a description, if they are a noun: `ballots cast, valid or not` are `ballots cast`.
fn head(description: &str) -> Option<&str> {
    let head = description.split([',', ';', ':', '(']).next().unwrap_or("").trim();
    let begins = ["of ", "a ", "an ", "for ", "in "].into_iter().any(|word| head.starts_with(word));
    let most = if head.starts_with("day ") { 16 } else { 9 };
    let long = head.split_whitespace().count() > most;
    if head.is_empty() || begins || long || head.contains(['?', '"']) {
        return None;
    }
    Some(head.strip_prefix("the ").unwrap_or(head))
}

impl Prose<'_> {
    /// What is declared, as what it is called where this stands.
    pub(super) fn reference(&self, reference: &Reference) -> Phrase {
        match reference {
            Reference::Input(id) => self.input(*id),
            Reference::Parameter(id) => self.parameter(*id),
            Reference::Definition(id) => self.definition(*id),
            Reference::AsOf { parameter, date } => {
                let own = self.measure.parameters.at(*parameter);
                let head = own.description.as_ref().and_then(|text| head(&text.text));
                let name = head.map_or_else(|| spaced(&own.name.text), str::to_owned);
                Phrase::noun(
                    format!("the {name} as of {}", self.day(date)),
                    name.split(' ').any(|word| word.ends_with('s')),
                )
            }
        }
    }

    fn input(&self, id: InputId) -> Phrase {
        let input = self.measure.inputs.at(id);
        let Phrase { text, plural, shape } = self.input_itself(id);
        // Where no other stage has anything that is called so, there is nothing to tell apart.
        let others = self.measure.inputs.iter().filter(|(_, other)| other.stage != input.stage);
        let mut others = others.map(|(other, _)| self.input_itself(other).text);
        let text = if others.any(|other| other == text) { self.of_stage(text, input.stage) } else { text };
        Phrase { text, plural, shape }
    }

    /// An input by itself, whichever stage it is of.
    pub(super) fn input_itself(&self, id: InputId) -> Phrase {
        let input = self.measure.inputs.at(id);
        let name = input.name.text.as_str();
        // What two names share says what both are together.
        let shared = |span| {
            let same = |other: &crate::program::Input| other.description.as_ref().is_some_and(|text| text.span == span);
            self.measure.inputs.values().filter(|other| same(other)).count() > 1
        };
        let described = input.description.as_ref().filter(|text| !shared(text.span)).and_then(|text| head(&text.text));
        match input.kind {
            Kind::Count => self.count(name, described),
            Kind::Share if name.ends_with("share") => Phrase::noun(format!("the {}", spaced(name)), false),
            Kind::Share => {
                let own = input.description.as_ref().filter(|text| !shared(text.span)).map(|text| text.text.as_str());
                let own = own.map(|text| text.split_once(": ").map_or(text, |(_, rest)| rest));
                let what = own.map_or_else(|| spaced(name), str::to_owned);
                Phrase::noun(format!("the share of “{what}”"), false)
            }
            Kind::Number => match described {
                Some(noun) => Phrase::noun(format!("the {noun}"), noun.ends_with('s')),
                None => self.count(name, None),
            },
            Kind::Date => {
                let day = described.filter(|head| head.starts_with("day") || head.starts_with("date"));
                Phrase::noun(
                    day.map_or_else(|| format!("the date {}", quoted(name)), |day| format!("the {day}")),
                    false,
                )
            }
            Kind::Duration | Kind::Truth => Phrase::noun(quoted(name), false),
        }
    }

    /// What an input is called in sentences: `the Yes votes`, `whether the result is recognised`.
    pub fn called(&self, id: InputId) -> String {
        let input = self.measure.inputs.at(id);
        match (input.kind, &input.description) {
            (Kind::Truth, Some(text)) => format!("whether {}", text.text),
            (Kind::Truth, None) => format!("whether {} holds", quoted(&input.name.text)),
            (Kind::Count | Kind::Share | Kind::Number | Kind::Date | Kind::Duration, _) => self.input_itself(id).text,
        }
    }

    fn count(&self, name: &str, described: Option<&str>) -> Phrase {
        if let Some((noun, plural)) = known(name) {
            return Phrase::noun(format!("the {noun}"), plural);
        }
        if let Some(noun) = described {
            return match noun.strip_prefix("who ") {
                Some(rest) => Phrase::noun(format!("those who {rest}"), true),
                None => Phrase::noun(format!("the {noun}"), true),
            };
        }
        if let Some((noun, plural)) = usual(name) {
            return Phrase::noun(format!("the {noun}"), plural);
        }
        for (ending, said) in [("_yes", "Yes"), ("_no", "No")] {
            if let Some(of) = name.strip_suffix(ending) {
                let of = spaced(of);
                return Phrase::noun(
                    if of.ends_with('s') {
                        format!("the {of} for {said}")
                    } else {
                        format!("the {said} votes of the {of}")
                    },
                    true,
                );
            }
        }
        let words = spaced(name.strip_prefix("for_").unwrap_or(name));
        let last = words.split(' ').next_back().unwrap_or("");
        let total = ["electorate", "turnout", "number", "amount", "total", "base", "roll", "population"];
        if total.contains(&last) {
            return Phrase::noun(format!("the {words}"), false);
        }
        if last.ends_with('s') || last == "people" {
            return Phrase::noun(format!("the {words}"), true);
        }
        Phrase::noun(format!("the votes for {words}"), true)
    }

    fn parameter(&self, id: ParameterId) -> Phrase {
        let parameter = self.measure.parameters.at(id);
        let name = spaced(&parameter.name.text);
        match &parameter.value {
            ParameterValue::Constant(Value::Number(share), span) if parameter.kind == Kind::Share => {
                Phrase::one(self.share(share, *span), PhraseShape::Noun)
            }
            ParameterValue::Constant(Value::Number(number), _) => {
                let figure = words::grouped(number);
                if name.ends_with('s') {
                    Phrase::noun(format!("the {figure} {name}"), true)
                } else {
                    Phrase::noun(format!("{figure} ({name})"), false)
                }
            }
            ParameterValue::Constant(Value::Date(date), _) => Phrase::noun(super::moment::written(*date), false),
            ParameterValue::Constant(Value::Duration(duration), _) => Phrase::noun(duration.to_string(), true),
            ParameterValue::Constant(Value::Truth(_), _) => Phrase::noun(quoted(&parameter.name.text), false),
            ParameterValue::ByDate { .. } | ParameterValue::PerRow(_) => {
                Phrase::noun(format!("the {name}"), name.ends_with('s'))
            }
        }
    }

    fn definition(&self, id: DefinitionId) -> Phrase {
        let definition = self.measure.definitions.at(id);
        if let Some(date) = definition.date {
            return Phrase::noun(self.of_stage(date_name(date).to_owned(), definition.stage), false);
        }
        Phrase::noun(self.of_stage(quoted(&definition.name.text), definition.stage), false)
    }

    /// Names the stage that something is of, unless this stands there.
    fn of_stage(&self, text: String, stage: Option<StageId>) -> String {
        match stage.filter(|_| stage != self.stage && self.measure.stages.len() > 1) {
            Some(stage) => format!("{text} of “{}”", self.stage_title(stage)),
            None => text,
        }
    }

    /// A stage's title, or its name.
    pub fn stage_title(&self, stage: StageId) -> String {
        let stage = self.measure.stages.at(stage);
        match (&stage.title, &stage.name) {
            (Some(title), _) => title.text.to_string(),
            (None, Some(name)) => super::capital(&spaced(&name.text)),
            (None, None) => "The vote".to_owned(),
        }
    }

    /// `canton`
    pub(super) fn row_of(&self, table: TableId) -> String {
        spaced(&self.measure.tables.at(table).name.text)
    }

    /// `cantons`
    pub(super) fn rows_of(&self, table: TableId) -> String {
        plural(&self.row_of(table))
    }

    /// A share as the rule writes it: `55%` and `two thirds` are not the same words for the same thing.
    pub(super) fn share(&self, share: &Exact, span: crate::span::Span) -> String {
        let percent = self.sources.slice(span).contains('%');
        let (part, whole) = share.lowest_terms();
        let named = match (part.to_string().as_str(), whole.to_string().as_str()) {
            ("1", "2") => "half",
            ("1", "3") => "a third",
            ("2", "3") => "two thirds",
            ("1", "4") => "a quarter",
            ("3", "4") => "three quarters",
            ("1", "5") => "a fifth",
            ("2", "5") => "two fifths",
            ("3", "5") => "three fifths",
            ("4", "5") => "four fifths",
            ("1", "10") => "a tenth",
            _ => "",
        };
        let text = self.sources.slice(span);
        // What is written as a part of a whole is read so: `64/107`.
        if text.contains('/')
            && text.bytes().all(|byte| byte.is_ascii_digit() || b",/ ".contains(&byte))
            && named.is_empty()
        {
            return text.replace(' ', "");
        }
        if !percent && share.is_whole() {
            return words::grouped(share);
        }
        if percent || named.is_empty() { words::exact_share(share) } else { named.to_owned() }
    }
}

/// What a stage's date is called.
pub(super) const fn date_name(date: DateName) -> &'static str {
    match date {
        DateName::Opens => "the opening day",
        DateName::Closes => "the closing day",
        DateName::Held => "the day of the vote",
    }
}
