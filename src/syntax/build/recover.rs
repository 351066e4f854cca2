//! What was skipped: finding out what is wrong with it, and what can still be read of it.

use std::ops::Range;

use pest::Parser as _;

use super::super::ast::{
    Change, Condition, ConditionKind, Declaration, Define, Expr, ExprKind, Item, Literal, LiteralValue, Name,
    Parameter, ParameterValue, Path, When,
};
use super::super::error::SyntaxError;
use super::super::explain::{self, Scene, nearest};
use super::super::grammar::{Grammar, Pair, Pairs, Rule};
use super::{Builder, Gathered};
use crate::span::Span;

/// What stood before in the same block.
#[derive(Default)]
pub struct Trail {
    /// Where the good statement before begins, and the rule that reads it by itself.
    good: Option<(usize, Rule)>,
    /// Whether what stands directly before was skipped, and has been reported.
    skipped: bool,
}

impl Trail {
    pub(super) fn good(&mut self, start: usize, rule: Rule) {
        *self = Self { good: alone(rule).map(|alone| (start, alone)), skipped: false };
    }

    fn bad(&mut self) {
        *self = Self { good: None, skipped: true };
    }
}

/// What kind of block a skipped text stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    File,
    Measure,
    Stage,
    Table,
    Variant,
    Facts,
    Rows,
    ByDate,
    Holidays,
}

impl BlockKind {
    /// The words that begin something here, with the rules that read them.
    fn words(self) -> &'static [(&'static str, Rule)] {
        const ITEMS: &[(&str, Rule)] = &[
            ("parameter", Rule::only_parameter),
            ("input", Rule::only_input),
            ("given", Rule::only_given),
            ("define", Rule::only_define),
            ("require", Rule::only_condition),
            ("quorum", Rule::only_condition),
            ("reject", Rule::only_condition),
            ("effect", Rule::only_effect),
            ("opens", Rule::only_date_line),
            ("closes", Rule::only_date_line),
            ("held", Rule::only_date_line),
            ("by", Rule::only_by_block),
            ("rows", Rule::only_rows),
            ("holidays", Rule::only_holidays),
            ("source", Rule::only_head),
            ("jurisdiction", Rule::only_head),
            ("stage", Rule::only_stage),
            ("outcome", Rule::only_outcome),
        ];
        match self {
            Self::File => &[
                ("measure", Rule::only_measure),
                ("variant", Rule::only_variant),
                ("scenario", Rule::only_scenario),
                ("test", Rule::only_test),
                ("use", Rule::only_use),
                ("parameter", Rule::only_parameter),
                ("rows", Rule::only_rows),
                ("holidays", Rule::only_holidays),
            ],
            Self::Measure => ITEMS,
            Self::Stage | Self::Table => ITEMS.split_at_checked(16).map_or(ITEMS, |(items, _)| items),
            Self::Variant => &[
                ("set", Rule::only_set),
                ("replace", Rule::only_replace),
                ("remove", Rule::only_remove),
                ("add", Rule::only_add),
                ("source", Rule::only_head),
            ],
            Self::Facts => &[
                ("expect", Rule::only_expect),
                ("rows", Rule::only_rows),
                ("given", Rule::only_given),
                ("source", Rule::only_head),
            ],
            Self::ByDate => &[("from", Rule::only_dated), ("until", Rule::only_dated)],
            Self::Rows | Self::Holidays => &[],
        }
    }

    /// What a statement here is called.
    fn noun(self) -> &'static str {
        match self {
            Self::File => "a declaration",
            Self::Measure | Self::Stage | Self::Table => "a statement",
            Self::Variant => "a change",
            Self::Facts => "a fact or an expectation",
            Self::Rows => "a row",
            Self::ByDate => "a value by date",
            Self::Holidays => "a day",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::File => {
                "a file holds `measure`, `variant`, `scenario`, `test`, `use`, `parameter`, `rows` and `holidays`"
            }
            Self::Measure => {
                "a measure holds `stage`, `parameter`, `input`, `given`, `define`, `require`, `quorum`, `reject`, `effect`, `by`, `rows`, `holidays` and `outcome`"
            }
            Self::Stage => {
                "a stage holds `opens`, `closes`, `held`, `parameter`, `input`, `given`, `define`, `require`, `quorum`, `reject`, `effect`, `by` and `rows`"
            }
            Self::Table => "a table holds `parameter`, `input`, `given` and `define`",
            Self::Variant => "a variant holds `set`, `replace`, `remove` and `add`",
            Self::Facts => "here stand facts (`yes = 5,000`), `rows`, `given` and, in a test, `expect`",
            Self::Rows => "a row is a name and its values: `ZH 130,452 76,879`",
            Self::ByDate => "values by date are written `from 2014-11-04: 7,317,581`",
            Self::Holidays => "holidays are dates: `2014-05-26`",
        }
    }
}

/// The rule that reads by itself what `rule` reads in its place.
fn alone(rule: Rule) -> Option<Rule> {
    Some(match rule {
        Rule::parameter => Rule::only_parameter,
        Rule::input => Rule::only_input,
        Rule::given => Rule::only_given,
        Rule::condition => Rule::only_condition,
        Rule::define => Rule::only_define,
        Rule::date_line => Rule::only_date_line,
        Rule::effect => Rule::only_effect,
        Rule::outcome => Rule::only_outcome,
        Rule::rows => Rule::only_rows,
        Rule::holidays => Rule::only_holidays,
        Rule::use_file => Rule::only_use,
        Rule::set => Rule::only_set,
        Rule::replace => Rule::only_replace,
        Rule::remove => Rule::only_remove,
        Rule::fact => Rule::only_fact,
        Rule::expect => Rule::only_expect,
        Rule::row => Rule::only_row,
        Rule::dated => Rule::only_dated,
        _ => return None,
    })
}

/// What a skipped text turned out to be.
enum Found {
    /// Reported, and nothing more can be made of it.
    Reported,
    /// It goes on where the statement before seemed to end; that statement is not what it seems.
    Continues,
    /// A misspelled word begins it: the same text with the right word.
    Misspelled(String),
}

/// What can be read of a header that is wrong.
#[derive(Default)]
pub(super) struct Header {
    pub(super) name: Option<Name>,
    pub(super) of: Option<Path>,
    pub(super) opened: Option<Span>,
}

impl Builder<'_> {
    /// Finds out what is wrong with a skipped text, and says so.
    fn skipped(&mut self, pair: &Pair<'_>, trail: &mut Trail, place: BlockKind) -> Found {
        let input = pair.get_input();
        let range = pair.as_span().start()..pair.as_span().start() + pair.as_str().trim_end().len();
        let text = pair.as_str().trim_end();
        let before = self.end;
        let span = Span::new(self.global(range.start), self.global(range.end));
        self.end = span.end;
        if text.starts_with(';') {
            self.error(SyntaxError::Semicolon { span, others: Vec::new(), help: None });
            return Found::Reported;
        }
        if text.starts_with("//") || text.starts_with("/*") {
            let span = Span::new(span.start, span.start + 2);
            self.error(SyntaxError::Comment { span, others: Vec::new(), help: None });
            return Found::Reported;
        }
        let word = explain::first_word(text);
        let same_line = !self.source.slice(Span::new(before, span.start)).contains('\n');
        // What cannot begin anything goes on with what stood before.
        let goes_on = same_line || explain::is_operator_word(word) || text.starts_with(explain::is_operator_sign);
        let known = place.words().iter().find(|(known, _)| *known == word).map(|&(_, rule)| rule);
        let near = nearest(word, place.words().iter().map(|(word, _)| *word)).filter(|_| known.is_none());
        // A misspelled first word is followed by a name, a text or a brace; an operator is not.
        let near = near.filter(|_| begins_statement(text.get(word.len()..).unwrap_or(""), place));
        let near = near.and_then(|near| place.words().iter().find(|(word, _)| *word == near)).map(|(word, _)| *word);

        if let Some((start, rule)) = trail.good
            && near.is_none()
            && known.is_none()
            && goes_on
            && let Some(error) = self.explain(rule, input, start..range.end)
        {
            self.error(error);
            trail.bad();
            return Found::Continues;
        }
        let was_skipped = std::mem::replace(trail, Trail { good: None, skipped: true }).skipped;
        if let Some(rule) = known {
            let error = self.explain(rule, input, range.clone());
            let error = error.unwrap_or_else(|| SyntaxError::Misplaced {
                word: word.to_owned(),
                place: "here".to_owned(),
                span: Span::new(span.start, span.start + word.len() as u32),
                help: match rule {
                    Rule::only_head => format!(
                        "`{word}` at the head of a block speaks of the block; another `source` stands directly after its statement"
                    ),
                    _ => place.help().to_owned(),
                },
            });
            self.error(error);
            return Found::Reported;
        }
        if let Some(near) = near {
            self.unknown(word, Some(near), span, place);
            return Found::Misspelled(format!("{near}{}", text.get(word.len()..).unwrap_or("")));
        }
        // `calexit "Title" { … }`: the name of a measure whose first word is missing.
        let rest = text.get(word.len()..).unwrap_or("").trim_start();
        if place == BlockKind::File && !same_line && super::super::words::is_name(word) && rest.starts_with(['"', '{'])
        {
            self.unknown(word, None, span, place);
            return Found::Misspelled(format!("measure {text}"));
        }
        // What follows skipped text is most likely more of it.
        if was_skipped && goes_on {
            return Found::Reported;
        }
        match place {
            _ if text.starts_with(['}', ')', ']']) => {
                let closer = text.chars().next().unwrap_or('}');
                self.error(SyntaxError::StrayCloser { closer, span: Span::new(span.start, span.start + 1) });
            }
            BlockKind::Facts if !word.is_empty() || text.starts_with(['=', ':']) => {
                let error = self.explain(Rule::only_fact, input, range);
                error.into_iter().for_each(|error| self.error(error));
            }
            BlockKind::Rows | BlockKind::ByDate | BlockKind::Holidays => {
                let rule = match place {
                    BlockKind::Rows => Rule::only_row,
                    BlockKind::ByDate => Rule::only_dated,
                    _ => Rule::only_day,
                };
                let error = self.explain(rule, input, range);
                error.into_iter().for_each(|error| self.error(error));
            }
            _ if word.is_empty() => {
                let found = explain::found(text);
                let span = Span::new(span.start, span.start + found.1 as u32);
                let help = Some(place.help().into());
                self.error(SyntaxError::Expected { expected: place.noun().to_owned(), found: found.0, span, help });
            }
            _ => self.unknown(word, None, span, place),
        }
        Found::Reported
    }

    fn unknown(&mut self, word: &str, nearest: Option<&'static str>, span: Span, place: BlockKind) {
        let span = Span::new(span.start, span.start + word.len() as u32);
        let stands = |place: BlockKind| place.words().iter().any(|(known, _)| *known == word);
        let help = match nearest {
            Some(near) => format!("write `{near}`"),
            None if place == BlockKind::Variant && stands(BlockKind::Measure) => {
                format!("a variant adds statements with `add to STAGE {{ {word} … }}`")
            }
            None if place == BlockKind::File && stands(BlockKind::Measure) => {
                format!("`{word}` stands in a measure or stage; is there a `}}` too many above?")
            }
            None if stands(BlockKind::File) => {
                format!("`{word}` stands at the top of a file; is a `}}` missing above?")
            }
            None if stands(BlockKind::Measure) => format!("`{word}` stands in a measure; {}", place.help()),
            None if stands(BlockKind::Variant) => format!("`{word}` stands in a `variant`; {}", place.help()),
            None if stands(BlockKind::Facts) => format!("`{word}` stands in a `test`; {}", place.help()),
            None => place.help().to_owned(),
        };
        let label = match nearest {
            Some(near) => format!("did you mean `{near}`?"),
            None if super::super::words::KEYWORDS.contains(&word) => "not here".to_owned(),
            None => "not a word of the language".to_owned(),
        };
        let (word, what) = (word.to_owned(), place.noun());
        self.error(SyntaxError::UnknownStatement { word, what, span, label, nearest, help });
    }

    /// Reads a text by itself, to learn where it goes wrong.
    fn explain(&self, rule: Rule, input: &str, range: Range<usize>) -> Option<SyntaxError> {
        let scene = Scene { input, range, rule };
        explain::explain(&scene, |range| Span::new(self.global(range.start), self.global(range.end)))
    }

    /// Reads a text again in which the first word is put right, where the text stands that has the wrong one.
    fn again(&mut self, text: &str, wrong: &Pair<'_>, rule: Rule, mut read: impl FnMut(&mut Self, Pair<'_>)) {
        let Ok(mut pairs) = Grammar::parse(rule, text) else { return };
        let start = self.start(wrong);
        let longer = text.len() as i64 - wrong.as_str().trim_end().len() as i64;
        let before = (self.shift, self.floor);
        (self.shift, self.floor) = (i64::from(start) - longer, start);
        let inside = pairs.next().map(Pair::into_inner).into_iter().flat_map(|pairs: Pairs<'_>| pairs);
        inside.for_each(|pair| read(self, pair));
        (self.shift, self.floor) = before;
    }

    pub(super) fn bad_declaration(&mut self, pair: &Pair<'_>, declarations: &mut Vec<Declaration>, trail: &mut Trail) {
        match self.skipped(pair, trail, BlockKind::File) {
            Found::Reported | Found::Continues => {}
            Found::Misspelled(text) => {
                let mut trail = Trail::default();
                self.again(&text, pair, Rule::file, |builder, pair| {
                    builder.declaration(pair, declarations, &mut trail)
                });
            }
        }
    }

    pub(super) fn bad_item(&mut self, pair: Pair<'_>, items: &mut Vec<Item>, trail: &mut Trail, place: BlockKind) {
        match self.skipped(&pair, trail, place) {
            Found::Reported => items.extend(self.stub(&pair)),
            Found::Continues => items.last_mut().into_iter().for_each(spoil),
            Found::Misspelled(text) => {
                let rule = if place == BlockKind::Measure { Rule::only_measure_items } else { Rule::only_items };
                let mut trail = Trail::default();
                self.again(&text, &pair, rule, |builder, pair| {
                    builder.item(pair, items, &mut trail, place);
                });
            }
        }
    }

    /// What a statement that cannot be read declares all the same, so that its name is known.
    fn stub(&self, pair: &Pair<'_>) -> Option<Item> {
        let text = pair.as_str();
        let mut words = explain::words(text).into_iter();
        let (first, word) = words.next()?;
        let (offset, name) = words.next().filter(|_| first == 0)?;
        if !super::super::words::is_name(name) {
            return None;
        }
        let at = pair.as_span().start();
        let span = |from: usize, to: usize| Span::new(self.global(at + from), self.global(at + to));
        let name = Name { span: span(offset, offset + name.len()), text: name.into() };
        let span = span(0, text.trim_end().len());
        let error = Expr { span, kind: ExprKind::Error };
        let condition = |kind| {
            let (name, condition) = (name.clone(), error.clone());
            Some(Item::Condition(Condition { span, kind, name, condition, sources: Vec::new() }))
        };
        match word {
            "require" => condition(ConditionKind::Require),
            "quorum" => condition(ConditionKind::Quorum),
            "reject" => condition(ConditionKind::Reject),
            "define" => Some(Item::Define(Define { span, name, value: error, sources: Vec::new() })),
            "parameter" => {
                let value = ParameterValue::Literal(Literal { span, value: LiteralValue::Unknown });
                let names = vec![name];
                Some(Item::Parameter(Parameter {
                    span,
                    names,
                    kind: None,
                    value,
                    description: None,
                    sources: Vec::new(),
                }))
            }
            _ => None,
        }
    }

    pub(super) fn bad_change(&mut self, pair: &Pair<'_>, changes: &mut Vec<Change>, trail: &mut Trail) {
        match self.skipped(pair, trail, BlockKind::Variant) {
            Found::Reported => {}
            Found::Continues => match changes.last_mut() {
                Some(Change::Set { value, .. } | Change::Replace { condition: value, .. }) => {
                    value.kind = ExprKind::Error
                }
                Some(Change::Remove { .. } | Change::Add { .. }) | None => {}
            },
            Found::Misspelled(text) => {
                let mut trail = Trail::default();
                self.again(&text, pair, Rule::only_changes, |builder, pair| builder.change(pair, changes, &mut trail));
            }
        }
    }

    pub(super) fn bad_fact(&mut self, pair: &Pair<'_>, group: &[Name], body: &mut Gathered<'_>, trail: &mut Trail) {
        match self.skipped(pair, trail, BlockKind::Facts) {
            Found::Reported | Found::Continues => {}
            Found::Misspelled(text) => {
                let mut trail = Trail::default();
                self.again(&text, pair, Rule::only_facts, |builder, pair| builder.facts(pair, group, body, &mut trail));
            }
        }
    }

    /// A skipped row, value by date or holiday.
    pub(super) fn bad_small(&mut self, pair: &Pair<'_>, trail: &mut Trail, place: BlockKind) {
        self.skipped(pair, trail, place);
    }

    /// A header that is not as it should be: what is wrong with it, and the names and the brace that it has all the same.
    pub(super) fn bad_header(&mut self, pair: &Pair<'_>, rule: Rule, start: u32) -> Header {
        let input = pair.get_input();
        let text = pair.as_str().trim_end();
        let at = pair.as_span().start();
        let end = at + text.len();
        let first = usize::try_from(i64::from(start) - self.shift).unwrap_or(0);
        let error = self.explain(rule, input, first..end);
        error.into_iter().for_each(|error| self.error(error));
        let mut header = Header::default();
        if text.ends_with('{') {
            header.opened = Some(Span::new(self.global(end - 1), self.global(end)));
        }
        self.end = self.global(end);
        // The first name is the declaration's own, the one after `of` or `to` the one it speaks of.
        let mut of = false;
        for (offset, word) in explain::words(text) {
            if matches!(word, "of" | "to") {
                of = true;
            } else if matches!(word, "with" | "after") {
                break;
            } else if of && header.of.is_none() {
                header.of = Some(self.plain_path(at + offset, word));
            } else if !of && header.name.is_none() && super::super::words::is_name(word) {
                let span = Span::new(self.global(at + offset), self.global(at + offset + word.len()));
                header.name = Some(Name { span, text: word.into() });
            }
        }
        header
    }

    fn plain_path(&self, start: usize, text: &str) -> Path {
        let mut offset = start;
        let parts = text.split('.').map(|part| {
            let span = Span::new(self.global(offset), self.global(offset + part.len()));
            offset += part.len() + 1;
            Name { span, text: part.into() }
        });
        let parts = parts.collect();
        Path { span: Span::new(self.global(start), self.global(start + text.len())), parts }
    }
}

/// Whether what follows an unknown word looks like the rest of a statement.
fn begins_statement(rest: &str, place: BlockKind) -> bool {
    let after = rest.trim_start_matches([' ', '\t']);
    let word = explain::first_word(after);
    match place {
        BlockKind::File => after.starts_with(['"', '{']) || !word.is_empty(),
        BlockKind::Rows | BlockKind::ByDate | BlockKind::Holidays => false,
        BlockKind::Facts => !word.is_empty() && !after.starts_with(['=', ':']),
        BlockKind::Measure | BlockKind::Stage | BlockKind::Table | BlockKind::Variant => {
            after.starts_with(['"', '{'])
                || after.starts_with(|c: char| c.is_ascii_digit())
                || (!word.is_empty() && !explain::is_operator_word(word))
        }
    }
}

/// A statement that goes on with something wrong is not what it seems: what it says is not to be believed.
fn spoil(item: &mut Item) {
    let spoil = |expr: &mut Expr| expr.kind = ExprKind::Error;
    match item {
        Item::Given(given) => spoil(&mut given.condition),
        Item::Define(define) => spoil(&mut define.value),
        Item::Condition(Condition { condition, .. }) => spoil(condition),
        Item::DateLine(line) => spoil(&mut line.value),
        Item::Outcome(outcome) => match &mut outcome.when {
            When::Condition(condition) => spoil(condition),
            When::Otherwise(_) => {}
        },
        Item::Stage(_)
        | Item::Holidays(_)
        | Item::Rows(_)
        | Item::ByBlock(_)
        | Item::Parameter(_)
        | Item::Input(_)
        | Item::Effect(_) => {}
    }
}
