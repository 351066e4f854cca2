//! What of the language fits at a cursor.

use std::ops::Range;

use super::context::{Context, Declared};
use super::item::{ASKABLE, Completions, Files, Item, ItemKind, REMOVABLE, SETTABLE, STAGED, VALUES};
use super::names::{self, Named, Scope};
use super::token::TokenKind;
use super::{Block, Place, words};
use crate::syntax::cursor::{Fits, STATUSES, fits};
use crate::value::Kind;

/// The nearest place between two characters at or before a byte.
pub(super) fn floor(text: &str, cursor: usize) -> usize {
    (0..=cursor.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// What of the language fits.
pub(super) fn language(text: &str, cursor: usize, place: &Place<'_>) -> Completions {
    let context = Context::new(text, cursor, place);
    match context.inside {
        Some(TokenKind::Text) => return Completions { items: Vec::new(), files: file(text, cursor, &context) },
        Some(_) => return Completions::default(),
        None => {}
    }
    let mut items = Vec::new();
    let typed = text.get(context.word..cursor).unwrap_or("");
    let before = text.get(context.from..context.word).unwrap_or("");
    let (fits, whole) = read(before, context.block);
    let path = typed.rsplit_once('.');
    if whole {
        let names = wanted(&context, &fits);
        match (names, path) {
            (Wanted::Nothing, _) => {}
            (Wanted::Measures { stages }, Some((measure, name))) if stages => {
                items.extend(stages_of(measure, name, context.word + measure.len() + 1..cursor, place));
            }
            (Wanted::Measures { .. }, _) => {
                items.extend(itemised(names::measures(place.program, typed), context.word..cursor));
            }
            (Wanted::Scenarios, _) => {
                let of = place.program.measure_named(of_measure(&context));
                items.extend(itemised(names::scenarios(place.program, of, typed), context.word..cursor));
            }
            (Wanted::Names { kinds, value }, None) => {
                items.extend(visible(typed, kinds, value, context.word..cursor, place, &context));
            }
            (Wanted::Names { kinds, value }, Some((stage, name))) => {
                let replace = context.word + stage.len() + 1..cursor;
                items.extend(members(stage, name, kinds, value, replace, place, &context));
            }
        }
    }
    if path.is_none() {
        let mut words = words_that_fit(text, cursor, &context, &fits);
        words.retain(|item| is_apt(&item.text, before, &context, place));
        items.extend(words);
    }
    Completions { items, files: None }
}

/// The place of a file's name in the language: after `use`, and after the `from` of rows.
fn file(text: &str, cursor: usize, context: &Context<'_>) -> Option<Files> {
    let endings: &[&str] = match context.before(0) {
        "use" => &["measure"],
        "from" => &["csv"],
        _ => return None,
    };
    let replace = (context.word + 1).min(cursor)..cursor;
    Some(Files { prefix: text.get(replace.clone()).unwrap_or("").to_owned(), replace, endings })
}

/// Words that fit, also those of several words of which some are typed already.
fn words_that_fit(text: &str, cursor: usize, context: &Context<'_>, fits: &Fits) -> Vec<Item> {
    let mut items = Vec::new();
    let mut add = |from: usize, list: &[&'static str]| {
        let typed = text.get(from..cursor).unwrap_or("");
        let spaced = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let open = typed.ends_with(char::is_whitespace) && !spaced.is_empty();
        let spaced = if open { format!("{spaced} ") } else { spaced };
        for word in list.iter().filter(|word| word.starts_with(&spaced)) {
            let about = words::shape(word).unwrap_or("").to_owned();
            let item = Item { text: (*word).to_owned(), replace: from..cursor, kind: ItemKind::Word, about };
            if !items.iter().any(|own: &Item| own.text == item.text) {
                items.push(item);
            }
        }
    };
    // What is read may end before a word that is only begun: `yes at l`.
    let read = context.from + fits.at;
    let gap = text.get(read..context.word).unwrap_or("");
    add(if gap.trim().is_empty() { context.word } else { read + gap.len() - gap.trim_start().len() }, &fits.words);
    // The first of two words may have been read as a name: `two th`.
    let last = context.before(0);
    if last.starts_with(char::is_alphabetic)
        && let Some(at) = text.get(..context.word).and_then(|before| before.rfind(last))
    {
        let (fits, _) = read_up_to(text, context, at);
        let phrases: Vec<&'static str> = fits.words.iter().copied().filter(|word| word.contains(' ')).collect();
        add(at, &phrases);
    }
    items
}

/// Whether a word that the grammar allows also makes sense where it stands: the grammar does not know what names are.
fn is_apt(word: &str, before: &str, context: &Context<'_>, place: &Place<'_>) -> bool {
    match word {
        "jurisdiction" if matches!(context.block, Block::Line | Block::Rest | Block::File | Block::Facts) => {
            return false;
        }
        "source"
            if matches!(context.block, Block::Line | Block::File) && before.trim().is_empty() && context.from == 0 =>
        {
            return false;
        }
        _ => {}
    }
    let facts = matches!(context.block, Block::Line | Block::Rest | Block::Facts | Block::Group);
    let assigned = facts && context.before(0) == "=";
    let Some(name) = named(context, usize::from(assigned), place) else { return true };
    let status = STATUSES.contains(&word);
    let days = matches!(word, "after" | "before" | "on or before" | "on or after");
    let amounts = matches!(word, "of" | "at least" | "at most" | "more than" | "less than");
    if assigned {
        let share = word == "half" || word.contains(' ');
        return match name.value {
            Some(Kind::Share) => share,
            Some(Kind::Truth) => matches!(word, "true" | "false"),
            Some(Kind::Count | Kind::Number | Kind::Date | Kind::Duration) | None => false,
        };
    }
    match (name.kind, name.value) {
        _ if word == "as of" => name.about.contains("by date"),
        (ItemKind::Condition, _) => !days && !amounts && (!status || word.ends_with("met") || word == "unknown"),
        (ItemKind::Stage, _) => !days && !amounts && (!status || !(word.ends_with("met") || word == "unknown")),
        (_, Some(Kind::Count)) => !status && !days && word != "of",
        (_, Some(Kind::Share | Kind::Number)) => !status && !days,
        (_, Some(Kind::Date)) => !status && !amounts,
        (_, Some(Kind::Duration)) => !status && word != "of",
        (_, Some(Kind::Truth)) => !status && !days && !amounts,
        (_, None) => true,
    }
}

/// What the path means that ends so many tokens before the cursor.
fn named(context: &Context<'_>, back: usize, place: &Place<'_>) -> Option<Named> {
    let name = context.before(back);
    if !name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        return None;
    }
    let scope = Scope::new(place, context)?;
    let found = if context.before(back + 1) == "." {
        scope.members(context.before(back + 2), name)
    } else {
        scope.visible(name)
    };
    found.into_iter().find(|own| own.name == name)
}

fn read_up_to(text: &str, context: &Context<'_>, at: usize) -> (Fits, bool) {
    read(text.get(context.from..at).unwrap_or(""), context.block)
}

/// More text than this before the cursor in one block is not read: what fits is decided by the last statement.
const READ: usize = 2_000;

/// What fits at the end of a text, and whether all of it could be read. After a mistake reading goes on at the next line.
fn read(text: &str, block: Block) -> (Fits, bool) {
    let mut start = text.len().saturating_sub(READ);
    if start > 0 {
        start = line_after(text, start).unwrap_or(text.len());
    }
    let mut found = Fits::default();
    for _ in 0..4 {
        let rest = text.get(start..).unwrap_or("");
        found = fits(rest, block);
        let at = start + found.at;
        found.at = at;
        let unread = text.get(at..).unwrap_or("");
        if unread.trim().is_empty() {
            return (found, true);
        }
        match line_after(text, at) {
            Some(next) => start = next,
            None => break,
        }
    }
    (found, false)
}

fn line_after(text: &str, at: usize) -> Option<usize> {
    let at = floor(text, at);
    Some(at + text.get(at..)?.find('\n')? + 1)
}

/// Which names fit.
enum Wanted {
    Nothing,
    /// Measures and variants, and after a dot perhaps their stages.
    Measures {
        stages: bool,
    },
    Scenarios,
    /// What is declared of some kinds, perhaps only what has values of one kind.
    Names {
        kinds: &'static [ItemKind],
        value: Option<Kind>,
    },
}

fn wanted(context: &Context<'_>, fits: &Fits) -> Wanted {
    let names = |kinds| Wanted::Names { kinds, value: None };
    match context.before(0) {
        "of" if context.before(1) == "as" => return Wanted::Names { kinds: VALUES, value: Some(Kind::Date) },
        "of" if !fits.expression => {
            let stages = context.nearest(&["variant", "scenario", "test"]) != "variant";
            return if fits.name || fits.path { Wanted::Measures { stages } } else { Wanted::Nothing };
        }
        "with" if fits.name => return Wanted::Scenarios,
        "by" | "rows" | "over" => return names(&[ItemKind::Table]),
        "(" if matches!(context.before(1), "count" | "every" | "any") => return names(&[ItemKind::Table]),
        "set" if !fits.expression => return names(SETTABLE),
        "replace" => return names(&[ItemKind::Condition]),
        "remove" => return names(REMOVABLE),
        "to" if context.before(1) == "add" => return names(&[ItemKind::Stage]),
        _ => {}
    }
    if !fits.path {
        return Wanted::Nothing;
    }
    match context.block {
        Block::Line | Block::Rest | Block::Facts | Block::Group
            if context.before(0) == "=" && !is_expected(context) =>
        {
            Wanted::Nothing
        }
        Block::Rest => names(SETTABLE),
        Block::Line if !fits.expression => names(SETTABLE),
        Block::Line | Block::Expression => {
            // Beside an operator only a value can stand; by itself a line may ask about a condition or stage.
            let alone = matches!(context.before(0), "" | "(" | "and" | "or" | "not" | "}");
            names(if alone { ASKABLE } else { VALUES })
        }
        Block::Facts if fits.expression => {
            let expects = context.nearest(&["expect", "given"]) == "expect";
            names(if expects { ASKABLE } else { VALUES })
        }
        Block::Facts | Block::Group => names(SETTABLE),
        Block::Measure if context.nearest(STATEMENTS) == "outcome" => names(ASKABLE),
        Block::Measure if context.nearest(STATEMENTS) == "stage" => names(STAGED),
        Block::Measure | Block::Stage | Block::Variant => names(VALUES),
        Block::File | Block::Rows | Block::Dated | Block::Holidays | Block::Value => Wanted::Nothing,
    }
}

const STATEMENTS: &[&str] =
    &["stage", "outcome", "parameter", "input", "given", "define", "require", "reject", "effect", "by", "rows"];

/// `expect needed = …`
fn is_expected(context: &Context<'_>) -> bool {
    context.block == Block::Facts && context.nearest(&["expect", "given"]) == "given"
}

/// The measure that the header before the cursor is about.
fn of_measure<'t>(context: &Context<'t>) -> &'t str {
    let mut back = 0;
    while !matches!(context.before(back), "of" | "") {
        back += 1;
    }
    back.checked_sub(1).map_or("", |back| context.before(back))
}

fn itemised(names: Vec<Named>, replace: Range<usize>) -> Vec<Item> {
    let item = |own: Named| Item { text: own.name, replace: replace.clone(), kind: own.kind, about: own.about };
    names.into_iter().map(item).collect()
}

fn stages_of(measure: &str, prefix: &str, replace: Range<usize>, place: &Place<'_>) -> Vec<Item> {
    let of = Place { measure: place.program.measure_named(measure), stage: None, facts: None, ..*place };
    let Some(scope) = Scope::of_place(&of) else { return Vec::new() };
    let stages = scope.visible(prefix).into_iter().filter(|own| own.kind == ItemKind::Stage);
    itemised(stages.collect(), replace)
}

/// Names that may stand alone, and stages through which something that fits is reached.
pub(super) fn visible(
    typed: &str,
    kinds: &[ItemKind],
    value: Option<Kind>,
    replace: Range<usize>,
    place: &Place<'_>,
    context: &Context<'_>,
) -> Vec<Item> {
    let fits =
        |own: &Named| kinds.contains(&own.kind) && value.is_none_or(|kind| own.value.is_none_or(|own| own == kind));
    let scope = Scope::new(place, context);
    let mut found = scope.as_ref().map(|scope| scope.visible(typed)).unwrap_or_default();
    for own in &context.declared {
        let here = own.stage.is_none() || own.stage == context.stage.as_deref();
        if here && own.name.starts_with(typed) && !found.iter().any(|known| known.name == own.name) {
            found.extend(declared(own));
        }
    }
    let mut items = Vec::new();
    for own in found {
        if own.kind == ItemKind::Table && has_cells(kinds, context) {
            let (text, about) = (format!("{}.", own.name), "one of its rows".to_owned());
            items.push(Item { text, replace: replace.clone(), kind: own.kind, about });
        }
        let through = own.kind == ItemKind::Stage
            && (!fits(&own) || own.name == typed)
            && (scope.as_ref().is_some_and(|scope| scope.members(&own.name, "").iter().any(fits))
                || context
                    .declared
                    .iter()
                    .any(|inner| inner.stage == Some(own.name.as_str()) && declared(inner).as_ref().is_some_and(fits)));
        if fits(&own) {
            let (text, about) = (own.name.clone(), own.about.clone());
            items.push(Item { text, replace: replace.clone(), kind: own.kind, about });
        }
        if through {
            let text = format!("{}.", own.name);
            items.push(Item { text, replace: replace.clone(), kind: own.kind, about: own.about.clone() });
        }
    }
    items
}

/// Whether a cell of a table can be meant: where something is given, not where conditions are written.
fn has_cells(kinds: &[ItemKind], context: &Context<'_>) -> bool {
    // A line that begins with a name may assign.
    let begins = context.block == Block::Line && context.before(0).is_empty();
    kinds.contains(&ItemKind::Input) && (begins || !kinds.contains(&ItemKind::Definition))
}

/// What may follow a stage's dot, or a table's or row's where cells are given.
pub(super) fn members(
    stage: &str,
    typed: &str,
    kinds: &[ItemKind],
    value: Option<Kind>,
    replace: Range<usize>,
    place: &Place<'_>,
    context: &Context<'_>,
) -> Vec<Item> {
    let scope = Scope::new(place, context);
    let cells =
        scope.as_ref().filter(|_| has_cells(kinds, context)).map(|scope| scope.cells(stage, typed)).unwrap_or_default();
    if !cells.is_empty() {
        return itemised(cells, replace);
    }
    let mut found = scope.map(|scope| scope.members(stage, typed)).unwrap_or_default();
    for own in context.declared.iter().filter(|own| own.stage == Some(stage) && own.name.starts_with(typed)) {
        if !found.iter().any(|known| known.name == own.name) {
            found.extend(declared(own));
        }
    }
    found.retain(|own| kinds.contains(&own.kind) && value.is_none_or(|kind| own.value.is_none_or(|own| own == kind)));
    itemised(found, replace)
}

/// What the text at hand declares.
fn declared(own: &Declared<'_>) -> Option<Named> {
    let kind = match own.word {
        "input" => ItemKind::Input,
        "parameter" => ItemKind::Parameter,
        "define" => ItemKind::Definition,
        "require" | "quorum" | "reject" => ItemKind::Condition,
        "given" => ItemKind::Given,
        "stage" => ItemKind::Stage,
        _ => return None,
    };
    Some(Named { name: own.name.to_owned(), kind, value: None, about: own.word.to_owned() })
}
