//! Cards of measures: every measure of `rules/` has one that is English throughout, and some are read whole.

use std::fs;

use quorate::program::{MeasureId, Program};
use quorate::report::card::{self, Card};
use quorate::source::Sources;

use crate::rules::{Project, Read, read};
use crate::support::{files, root};

/// Every measure and variant that a rule file itself declares.
fn own(file: &str, program: &Program, sources: &Sources) -> Vec<MeasureId> {
    let here =
        |id: &MeasureId| sources.at(program.measures.at(*id).span.start).is_some_and(|source| *source.name == *file);
    program.measures.ids().filter(here).collect()
}

fn card_of(file: &str, name: Option<&str>) -> Card {
    let Read { program, sources, errors, .. } = read(file, &Project { example: None });
    assert!(errors.is_empty(), "{errors:?}");
    let id = match name {
        Some(name) => program.measure_named(name).unwrap(),
        None => own(file, &program, &sources)[0],
    };
    card::card(&program, id, &sources)
}

/// Everything on a card that is a sentence.
fn sentences(card: &Card) -> Vec<&str> {
    let mut all = vec![card.summary.as_str()];
    for stage in &card.stages {
        let said = stage.dates.iter().chain(&stage.terms).chain(stage.conditions.iter().map(|rule| &rule.sentence));
        all.extend(said.map(|sentence| sentence.text.as_str()));
        all.extend(stage.together.as_deref());
    }
    all.extend(card.terms.iter().chain(&card.givens).map(|sentence| sentence.text.as_str()));
    all.extend(
        card.variants
            .iter()
            .chain(&card.variant)
            .flat_map(|variant| &variant.changes)
            .map(|change| change.text.as_str()),
    );
    all.extend(card.notes.iter().map(String::as_str));
    all
}

/// Language that has not become English.
fn leftover(text: &str) -> bool {
    let signs = [
        "_", ">=", "<=", "!=", "(county", "count(", "sum(", "every(", "any(", "ceil(", "floor(", "round(", " * ",
        " where ",
    ];
    let text = text.replace("; where ", "; ");
    signs.into_iter().any(|sign| text.contains(sign)) || text.contains("the the ") || text.contains("  ")
}

#[test]
fn every_measure_has_a_card_in_english() {
    let mut wrong = Vec::new();
    let mut cards = 0;
    for file in files("rules", "measure") {
        let Read { program, sources, .. } = read(&file, &Project { example: None });
        for id in own(&file, &program, &sources) {
            let card = card::card(&program, id, &sources);
            cards += 1;
            for text in sentences(&card) {
                let begins = text.chars().find(|letter| *letter != '“').is_some_and(|first| !first.is_lowercase());
                if leftover(text) || !text.ends_with(['.', ')']) || !begins {
                    wrong.push(format!("{file}: {}: {text}", card.name));
                }
            }
            let ends = card.stages.iter().all(|stage| stage.exits.len() > 1 || card.stages.len() > 1);
            let rules = card.stages.iter().all(|stage| !stage.conditions.is_empty());
            let called = card.inputs.iter().all(|input| !input.called.is_empty() && !input.kind.is_empty());
            if !(ends && rules && called) {
                wrong.push(format!("{file}: {}: something is missing", card.name));
            }
            let page = card::html(&card, None);
            wrong.extend(unbalanced(&page).map(|tag| format!("{file}: {}: {tag}", card.name)));
            wrong.extend(meeting(&page).into_iter().map(|what| format!("{file}: {}: {what}", card.name)));
            let markdown = card::markdown(&card, None);
            if !markdown.starts_with("# ") || markdown.matches("```").count() != 2 {
                wrong.push(format!("{file}: {}: the Markdown is broken", card.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cards > 120, "{cards} cards: is a folder missing?");
}

/// The first tag of a page that is not closed where it should be.
fn unbalanced(page: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, _) = piece.split_once('>')?;
        if tag.starts_with('!') || tag.ends_with('/') {
            continue;
        }
        let name = tag.split([' ', '\n']).next()?;
        match name.strip_prefix('/') {
            Some(closed) if open.pop() != Some(closed) => return Some(format!("</{closed}> closes nothing")),
            Some(_) => {}
            None if ["meta", "br"].contains(&name) => {}
            None => open.push(name),
        }
    }
    open.pop().map(|tag| format!("<{tag}> is not closed"))
}

/// Boxes of the diagram that meet, or lie outside it.
fn meeting(page: &str) -> Vec<String> {
    let svg = &page[page.find("<svg").unwrap()..page.find("</svg>").unwrap()];
    let number = |tag: &str, name: &str| -> usize {
        tag.split_once(&format!(" {name}=\"")).unwrap().1.split('"').next().unwrap().parse().unwrap()
    };
    let (wide, high) = (number(svg, "width"), number(svg, "height"));
    let rects: Vec<[usize; 4]> =
        svg.split("<rect").skip(1).map(|tag| ["x", "y", "width", "height"].map(|name| number(tag, name))).collect();
    let mut wrong = Vec::new();
    for (at, [x, y, w, h]) in rects.iter().enumerate() {
        if x + w > wide || y + h > high {
            wrong.push(format!("a box at {x} {y} is outside"));
        }
        let meets = |[a, b, c, d]: &[usize; 4]| *a < x + w && *x < a + c && *b < y + h && *y < b + d;
        if rects[at + 1..].iter().any(meets) {
            wrong.push(format!("boxes at {x} {y} meet"));
        }
    }
    wrong
}

/// What is written after `source` in the measures and variants of a rule file, not in its scenarios and tests.
fn written_sources(file: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let mut of_a_rule = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(word) = line.split(' ').next().filter(|word| !word.is_empty() && !line.starts_with(['}', '#'])) {
            of_a_rule = matches!(word, "measure" | "variant");
        }
        if let Some(quoted) = line.trim().strip_prefix("source \"").filter(|_| of_a_rule) {
            found.push(quoted.trim_end().strip_suffix('"').unwrap_or(quoted).replace("\\\"", "\""));
        }
    }
    found
}

#[test]
fn every_source_is_cited() {
    let mut missing = Vec::new();
    let mut sources_seen = 0;
    for file in files("rules", "measure") {
        let Read { program, sources, .. } = read(&file, &Project { example: None });
        let cards: Vec<Card> =
            own(&file, &program, &sources).into_iter().map(|id| card::card(&program, id, &sources)).collect();
        for source in written_sources(&file) {
            sources_seen += 1;
            // A variant of what another file declares is read on its own card.
            let here = |name: &str| cards.iter().any(|card| card.name == name);
            let mut read = cards.iter().filter(|card| !card.variant.as_ref().is_some_and(|own| here(&own.of)));
            if !read.any(|card| card.references.contains(&source)) {
                missing.push(format!("{file}: {source}"));
            }
        }
    }
    assert!(sources_seen > 300, "{sources_seen}");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_change_cites_its_own_source() {
    let card = card_of("rules/calexit/2017.measure", Some("calexit"));
    let cited = |numbers: &[usize]| numbers.iter().map(|at| card.references[at - 1].clone()).collect::<Vec<_>>();
    let sixty = card.variants.iter().find(|variant| variant.name == "sixty").unwrap();
    assert!(cited(&sixty.sources).is_empty(), "{:?}", cited(&sixty.sources));
    let approval = sixty.changes.iter().find(|change| change.name == "nationhood.approval").unwrap();
    assert_eq!(
        cited(&approval.sources),
        ["Florida Constitution, art. XI, § 5(e), asks this of amendments; from memory"]
    );
}

#[test]
fn cards_read_whole() {
    let read_whole = [
        ("calexit", "rules/calexit/2017.measure", None),
        ("scotland_1979", "rules/united-kingdom/scotland-1979.measure", None),
        ("australia", "rules/australia/constitution-amendment.measure", None),
        ("swiss_people_and_cantons", "rules/switzerland/people-and-cantons.measure", None),
        ("california_petition", "rules/california/petition.measure", None),
        ("polkadot", "rules/polkadot/super-majority-approve.measure", None),
        ("swiss_tiebreak", "rules/switzerland/tie-break.measure", None),
        ("calexit_two_thirds", "rules/calexit/2017.measure", Some("two_thirds")),
    ];
    for (name, file, measure) in read_whole {
        insta::assert_snapshot!(format!("{name}_markdown"), card::markdown(&card_of(file, measure), None));
    }
    for (name, file, measure) in read_whole.into_iter().take(6) {
        insta::assert_snapshot!(format!("{name}_html"), card::html(&card_of(file, measure), None));
    }
}

/// What a rule file says is shown, never obeyed.
#[test]
fn text_is_escaped() {
    let text = "measure m \"<script>alert(1)</script> & [x](y) *b* | c\" {\n  jurisdiction \"a\\\"b <i>\"\n  \
                source \"https://example.org/?a=1&b=2 | x\"\n  input yes, no: count \"</td><b>\"\n  \
                require r: yes more than no\n  outcome \"<b>\\\"yes\\\"</b>\" when passed\n}\n";
    let example = Project { example: Some(("evil.measure", text)) };
    let Read { program, sources, errors, .. } = read("evil.measure", &example);
    assert!(errors.is_empty(), "{errors:?}");
    let card = card::card(&program, program.measure_named("m").unwrap(), &sources);
    let page = card::html(&card, None);
    assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains("<i>"), "{page}");
    assert_eq!(unbalanced(&page), None);
    insta::assert_snapshot!(card::markdown(&card, None));
}

/// Where `not` ends changes a rule, so it changes its sentence.
#[test]
fn rules_that_differ_in_what_not_denies_read_differently() {
    let sentence = |demand: &str| {
        let text = format!(
            "measure m \"m\" {{\n  input yes, no: count \"votes\"\n  input special: truth \"the vote is held at a special \
             election\"\n  require r: {demand}\n}}\n"
        );
        let Read { program, sources, errors, .. } = read("m.measure", &Project { example: Some(("m.measure", &text)) });
        assert!(errors.is_empty(), "{errors:?}");
        let card = card::card(&program, program.measure_named("m").unwrap(), &sources);
        card.stages[0].conditions[0].sentence.text.clone()
    };
    let demands = [
        "yes more than no or (not special and yes at least 100)",
        "yes more than no or not (special and yes at least 100)",
        "yes more than no or not (special or yes at least 100)",
        "not special and yes at least 100",
        "not (special and yes at least 100)",
        "not (special or yes at least 100)",
        "not (special and yes at least 100 and no at least 100)",
        "not (special and yes at least 100) and no at least 100",
    ];
    let sentences: Vec<String> =
        demands.into_iter().map(|demand| format!("{demand}\n    {}", sentence(demand))).collect();
    insta::assert_snapshot!(sentences.join("\n"));
}

/// What an audit finds stands on the card in a section of its own.
#[test]
fn findings_have_a_section() {
    let card = card_of("rules/polkadot/super-majority-approve.measure", None);
    assert!(
        !card::html(&card, None).contains("What follows from")
            && !card::markdown(&card, None).contains("What follows from")
    );
    let card = card.with_findings(vec!["It cannot pass if <nobody> votes Aye.".to_owned()]);
    assert!(card::markdown(&card, None).contains("examples.\n\n- It cannot pass if \\<nobody> votes Aye.\n"));
    assert!(card::html(&card, None).contains("<li>It cannot pass if &lt;nobody&gt; votes Aye.</li>"));
}

/// docs/card.md shows a card as it is; with `UPDATE_DOCS=1` it is written anew.
#[test]
fn the_document_shows_a_card() {
    let path = root().join("docs/card.md");
    let kept = fs::read_to_string(&path).unwrap();
    let (head, _) = kept.split_once("\n---\n").unwrap();
    let file = "rules/montenegro/independence-2006.measure";
    let Read { program, sources, .. } = read(file, &Project { example: None });
    let measure = own(file, &program, &sources)[0];
    let card = card::markdown(&card::card(&program, measure, &sources).audited(&program, measure, &sources), None);
    let printed = format!("{head}\n---\n\n{card}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    assert!(kept == printed, "docs/card.md does not show the card; write it anew with UPDATE_DOCS=1");
}
