//! The card in Markdown, its diagram in Mermaid.

use crate::words::clean;

use super::super::provenance::Provenance;
use super::super::render::markdown::{code, escape, foot};
use super::{Card, CaseCard, Exit, ResultCard, RuleCard, Sentence, StageCard, VariantCard};

/// The card as Markdown, with where it comes from at its foot.
pub fn markdown(card: &Card, provenance: Option<&Provenance>) -> String {
    let mut page = Markdown { text: String::new() };
    page.line(&format!("# {}", escape(&card.title)));
    let place = card.jurisdiction.as_ref().map(|place| format!("{} · ", escape(place))).unwrap_or_default();
    page.paragraph(&format!("{place}{} in the rule file{}", code(&card.name), cited(&card.sources)));
    if let Some(variant) = &card.variant {
        page.paragraph(&format!("A variant of {}{}. What it changes:", code(&variant.of), cited(&variant.sources)));
        page.bullets(variant.changes.iter().map(said));
    }
    page.heading("How it goes");
    page.mermaid(card);
    page.heading(if card.is_simple() { "The rule" } else { "The stages" });
    for (at, stage) in card.stages.iter().enumerate() {
        page.stage(card, at, stage);
    }
    if !card.outcomes.is_empty() {
        page.heading("What follows");
        if card.outcomes.len() > 1 {
            page.paragraph("The first of these that holds:");
        }
        let outcomes = card.outcomes.iter().enumerate().map(|(at, outcome)| {
            let when = match &outcome.when {
                Some(when) => format!(", if {}", escape(when)),
                None => ", otherwise".to_owned(),
            };
            format!("{}. **{}**{when}.{}", at + 1, escape(&outcome.text), cited(&outcome.sources))
        });
        page.lines(outcomes);
    }
    page.sentences("Terms", &card.terms);
    page.parameters(card);
    page.inputs(card);
    if !card.givens.is_empty() {
        page.heading("What all figures satisfy");
        page.paragraph("Figures that do not are refused; they have no outcome.");
        page.bullets(card.givens.iter().map(said));
    }
    page.variants(&card.variants);
    page.scenarios(&card.scenarios);
    page.tests(&card.tests);
    if !card.findings.is_empty() {
        page.heading("What follows from the rule");
        page.paragraph("Found by exact reasoning from the rule alone. The figures are examples.");
        page.bullets(card.findings.iter().map(|finding| escape(finding)));
    }
    if !card.notes.is_empty() {
        page.heading("Notes");
        page.bullets(card.notes.iter().map(|note| escape(note)));
    }
    if !card.references.is_empty() {
        page.heading("Sources");
        let sources = card.references.iter().enumerate();
        page.lines(sources.map(|(at, source)| format!("{}. {}", at + 1, escape(source))));
    }
    if let Some(provenance) = provenance {
        page.text.push_str(&foot(provenance));
    }
    page.text
}

struct Markdown {
    text: String,
}

impl Markdown {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.line("");
        self.line(text);
    }

    fn heading(&mut self, text: &str) {
        self.paragraph(&format!("## {text}"));
    }

    fn lines(&mut self, lines: impl IntoIterator<Item = String>) {
        self.line("");
        lines.into_iter().for_each(|line| self.line(&line));
    }

    fn bullets(&mut self, texts: impl IntoIterator<Item = String>) {
        self.lines(texts.into_iter().map(|text| format!("- {text}")));
    }

    fn sentences(&mut self, heading: &str, sentences: &[Sentence]) {
        if !sentences.is_empty() {
            self.heading(heading);
            self.bullets(sentences.iter().map(said));
        }
    }

    fn stage(&mut self, card: &Card, at: usize, stage: &StageCard) {
        if !card.is_simple() {
            self.paragraph(&format!("### {}. {}", at + 1, escape(&stage.title)));
            if let Some(reached) = &stage.reached {
                self.paragraph(&format!("Reached if {}.{}", escape(reached), cited(&stage.sources)));
            } else if !stage.sources.is_empty() {
                self.paragraph(cited(&stage.sources).trim_start());
            }
        }
        if !stage.dates.is_empty() {
            self.paragraph(&stage.dates.iter().map(said).collect::<Vec<_>>().join(" "));
        }
        self.bullets(stage.conditions.iter().map(rule));
        if let Some(together) = &stage.together {
            self.paragraph(&escape(together));
        }
        if !stage.terms.is_empty() {
            self.paragraph(if card.is_simple() { "Terms:" } else { "Terms of this stage:" });
            self.bullets(stage.terms.iter().map(said));
        }
        if !stage.effects.is_empty() {
            self.paragraph("If it passes:");
            self.bullets(stage.effects.iter().map(said));
        }
    }

    fn parameters(&mut self, card: &Card) {
        if card.parameters.is_empty() {
            return;
        }
        self.heading("What the rule fixes");
        self.table(&["Name", "What it is", "Value"]);
        for parameter in &card.parameters {
            let values: Vec<String> = parameter.values.iter().map(said).collect();
            let value = format!("{}{}", values.join("<br>"), cited(&parameter.sources));
            self.row(&[code(&parameter.name), escape(&parameter.about), value]);
        }
    }

    fn inputs(&mut self, card: &Card) {
        if card.inputs.is_empty() {
            return;
        }
        self.heading("What has to be supplied");
        self.table(&["Name", "What it is", "Kind"]);
        for input in &card.inputs {
            let what = format!("{}{}", escape(&super::what(input)), cited(&input.sources));
            self.row(&[code(&input.name), what, input.kind.clone()]);
        }
    }

    fn variants(&mut self, variants: &[VariantCard]) {
        if variants.is_empty() {
            return;
        }
        self.heading("Variants side by side");
        self.table(&["Variant", "What it changes in the measure"]);
        for variant in variants {
            let changes: Vec<String> = variant.changes.iter().map(said).collect();
            let name = format!("**{}**<br>{}{}", escape(&variant.title), code(&variant.name), cited(&variant.sources));
            self.row(&[name, changes.join("<br>")]);
        }
    }

    fn scenarios(&mut self, cases: &[CaseCard]) {
        let Some(first) = cases.first() else { return };
        self.heading("Votes, and what they come to");
        let rules = first.results.iter().map(|result| code(&result.rule));
        let head: Vec<String> = std::iter::once("Votes".to_owned()).chain(rules).collect();
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        self.table(&head);
        for case in cases {
            let title =
                format!("{}{}<br>{}", escape(&case.title), cited(&case.sources), escape(&case.votes.join(" · ")));
            let results = case.results.iter().map(|result| escape(&came_to(result)));
            self.row(&std::iter::once(title).chain(results).collect::<Vec<_>>());
        }
    }

    fn tests(&mut self, cases: &[CaseCard]) {
        if cases.is_empty() {
            return;
        }
        self.heading("Cases that hold the rule in place");
        self.table(&["Case", "Rule", "Votes", "What comes out"]);
        for case in cases {
            let Some(result) = case.results.first() else { continue };
            let title = format!("{}{}", escape(&case.title), cited(&case.sources));
            self.row(&[title, code(&result.rule), escape(&case.votes.join(" · ")), escape(&came_to(result))]);
        }
    }

    fn table(&mut self, head: &[&str]) {
        self.line("");
        self.row(&head.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        self.row(&head.iter().map(|_| "---".to_owned()).collect::<Vec<_>>());
    }

    fn row(&mut self, cells: &[String]) {
        self.line(&format!("| {} |", cells.join(" | ")));
    }

    /// The stages as a flow chart.
    fn mermaid(&mut self, card: &Card) {
        self.line("");
        self.line("```mermaid");
        self.line("flowchart TD");
        for (at, stage) in card.stages.iter().enumerate() {
            let title =
                if card.is_simple() { label(&card.title) } else { label(&format!("{}. {}", at + 1, stage.title)) };
            self.line(&format!("  s{}[\"{title}\"]", at + 1));
        }
        for (at, outcome) in card.outcomes.iter().enumerate() {
            self.line(&format!("  o{}([\"{}\"])", at + 1, label(&outcome.text)));
        }
        for (at, stage) in card.stages.iter().enumerate() {
            for (ending, exit) in stage.exits.iter().enumerate() {
                // A stage that no outcome hangs on stands alone.
                if !stage.exits.iter().all(|exit| card.is_idle(exit)) {
                    self.arrows(card, at, ending, exit);
                }
            }
        }
        self.line("```");
    }

    fn arrows(&mut self, card: &Card, at: usize, ending: usize, exit: &Exit) {
        let (from, how) = (at + 1, super::does(exit.how));
        for stage in &exit.stages {
            self.line(&format!("  s{from} -->|{how}| s{}", stage + 1));
        }
        // Where other stages decide as well, the line is broken.
        let arrow = if exit.outcomes.len() > 1 { "-.->" } else { "-->" };
        for outcome in &exit.outcomes {
            self.line(&format!("  s{from} {arrow}|{how}| o{}", outcome + 1));
        }
        if exit.stages.is_empty() && exit.outcomes.is_empty() {
            let end = format!("e{from}{}", ending + 1);
            self.line(&format!("  s{from} -->|{how}| {end}([\"{}\"])", card.nothing(exit)));
        }
    }
}

fn rule(rule: &RuleCard) -> String {
    let figure = rule.figure.as_ref().map(|figure| format!(" That is {figure}.")).unwrap_or_default();
    let RuleCard { kind, sentence, .. } = rule;
    let kind = super::kind(*kind);
    format!("**{kind}** ({}): {}{figure}{}", code(&sentence.name), escape(&sentence.text), cited(&sentence.sources))
}

fn said(sentence: &Sentence) -> String {
    format!("{}{}", escape(&sentence.text), cited(&sentence.sources))
}

fn came_to(result: &ResultCard) -> String {
    match (&result.result, &result.why) {
        (Some(result), Some(why)) => format!("{result}: {why}"),
        (Some(result), None) => result.clone(),
        (None, _) => "–".to_owned(),
    }
}

/// ` [1, 4]`
fn cited(sources: &[usize]) -> String {
    let numbers: Vec<String> = sources.iter().map(usize::to_string).collect();
    if numbers.is_empty() { String::new() } else { format!(" \\[{}\\]", numbers.join(", ")) }
}

/// Text in a box of a flow chart.
fn label(text: &str) -> String {
    // A fence is no place for entities but these; the line ends with the text.
    let text = clean(text).replace('`', "'");
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
