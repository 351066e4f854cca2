//! The card as one HTML page that needs nothing else.

use super::super::provenance::Provenance;
use super::super::render::html::{END, escape, foot, head};
use super::{Card, CaseCard, ResultCard, Sentence, StageCard, VariantCard, diagram};

/// So many rules stand beside one another.
const BESIDE: usize = 4;

/// The card as a page, with where it comes from at its foot.
pub fn html(card: &Card, provenance: Option<&Provenance>) -> String {
    let title = escape(&card.title);
    let mut page = Html { text: head(&card.title) };
    page.line("<header>");
    if let Some(place) = &card.jurisdiction {
        page.line(&format!("<p class=\"place\">{}</p>", escape(place)));
    }
    page.line(&format!("<h1>{title}</h1>"));
    page.line(&format!(
        "<p class=\"name\"><code>{}</code> in the rule file{}</p>",
        escape(&card.name),
        cited(&card.sources)
    ));
    if let Some(variant) = &card.variant {
        let (of, cited) = (escape(&variant.of), cited(&variant.sources));
        page.line(&format!("<p>A variant of <code>{of}</code>{cited}. What it changes:</p>"));
        page.list(variant.changes.iter().map(said));
    }
    page.line("</header>");
    page.section("flow", "How it goes");
    page.text.push_str("<div class=\"wide\">\n");
    page.text.push_str(&diagram::svg(card));
    page.text.push_str("</div>\n</section>\n");
    page.section("stages", if card.is_simple() { "The rule" } else { "The stages" });
    for (at, stage) in card.stages.iter().enumerate() {
        page.stage(card, at, stage);
    }
    page.line("</section>");
    page.outcomes(card);
    page.sentences("terms", "Terms", &card.terms);
    page.parameters(card);
    page.inputs(card);
    if !card.givens.is_empty() {
        page.section("givens", "What all figures satisfy");
        page.line("<p>Figures that do not are refused; they have no outcome.</p>");
        page.list(card.givens.iter().map(said));
        page.line("</section>");
    }
    page.variants(&card.variants);
    page.scenarios(&card.scenarios);
    page.tests(&card.tests);
    page.findings(&card.findings);
    page.plain("notes", "Notes", &card.notes);
    if !card.references.is_empty() {
        page.section("sources", "Sources");
        page.line("<ol>");
        for (at, source) in card.references.iter().enumerate() {
            page.line(&format!("<li id=\"source-{}\">{}</li>", at + 1, escape(source)));
        }
        page.line("</ol>\n</section>");
    }
    if let Some(provenance) = provenance {
        page.text.push_str(&foot(provenance));
    }
    page.text.push_str(END);
    page.text
}

struct Html {
    text: String,
}

impl Html {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn section(&mut self, id: &str, heading: &str) {
        self.line(&format!(
            "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{heading}</h2>"
        ));
    }

    fn list(&mut self, items: impl IntoIterator<Item = String>) {
        self.line("<ul>");
        items.into_iter().for_each(|item| self.line(&format!("<li>{item}</li>")));
        self.line("</ul>");
    }

    fn plain(&mut self, id: &str, heading: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.section(id, heading);
            self.list(texts.iter().map(|text| escape(text)));
            self.line("</section>");
        }
    }

    fn findings(&mut self, texts: &[String]) {
        if !texts.is_empty() {
            self.section("findings", "What follows from the rule");
            self.line("<p>Found by exact reasoning from the rule alone. The figures are examples.</p>");
            self.list(texts.iter().map(|text| escape(text)));
            self.line("</section>");
        }
    }

    fn sentences(&mut self, id: &str, heading: &str, sentences: &[Sentence]) {
        if !sentences.is_empty() {
            self.section(id, heading);
            self.list(sentences.iter().map(said));
            self.line("</section>");
        }
    }

    fn stage(&mut self, card: &Card, at: usize, stage: &StageCard) {
        self.line("<article>");
        if !card.is_simple() {
            self.line(&format!("<h3 id=\"stage-{0}\">{0}. {1}</h3>", at + 1, escape(&stage.title)));
            let cites = cited(&stage.sources);
            match &stage.reached {
                Some(reached) => self.line(&format!("<p class=\"reached\">Reached if {}.{cites}</p>", escape(reached))),
                None if !cites.is_empty() => self.line(&format!("<p class=\"reached\">{}</p>", cites.trim_start())),
                None => {}
            }
        }
        if !stage.dates.is_empty() {
            self.line(&format!("<p>{}</p>", stage.dates.iter().map(said).collect::<Vec<_>>().join(" ")));
        }
        self.line("<dl class=\"rules\">");
        for rule in &stage.conditions {
            let figure = rule.figure.as_ref().map(|figure| format!(" <strong>That is {figure}.</strong>"));
            let name = escape(&rule.sentence.name);
            self.line(&format!("<dt>{} <code>{name}</code></dt>", super::kind(rule.kind)));
            let cites = cited(&rule.sentence.sources);
            self.line(&format!("<dd>{}{}{cites}</dd>", escape(&rule.sentence.text), figure.unwrap_or_default()));
        }
        self.line("</dl>");
        if let Some(together) = &stage.together {
            self.line(&format!("<p>{}</p>", escape(together)));
        }
        if !stage.terms.is_empty() {
            self.line(if card.is_simple() { "<p>Terms:</p>" } else { "<p>Terms of this stage:</p>" });
            self.list(stage.terms.iter().map(said));
        }
        if !stage.effects.is_empty() {
            self.line("<p>If it passes:</p>");
            self.list(stage.effects.iter().map(said));
        }
        self.line("</article>");
    }

    fn outcomes(&mut self, card: &Card) {
        if card.outcomes.is_empty() {
            return;
        }
        self.section("outcomes", "What follows");
        if card.outcomes.len() > 1 {
            self.line("<p>The first of these that holds:</p>");
        }
        self.line("<ol>");
        for outcome in &card.outcomes {
            let when = match &outcome.when {
                Some(when) => format!(", if {}", escape(when)),
                None => ", otherwise".to_owned(),
            };
            let text = escape(&outcome.text);
            self.line(&format!("<li><strong>{text}</strong>{when}.{}</li>", cited(&outcome.sources)));
        }
        self.line("</ol>\n</section>");
    }

    fn parameters(&mut self, card: &Card) {
        if card.parameters.is_empty() {
            return;
        }
        self.section("parameters", "What the rule fixes");
        self.table(&["Name", "What it is", "Value"]);
        for parameter in &card.parameters {
            let values: Vec<String> = parameter.values.iter().map(said).collect();
            let value = format!("{}{}", values.join("<br>"), cited(&parameter.sources));
            self.row(&code(&parameter.name), &[escape(&parameter.about), value]);
        }
        self.end_table();
    }

    fn inputs(&mut self, card: &Card) {
        if card.inputs.is_empty() {
            return;
        }
        self.section("inputs", "What has to be supplied");
        self.table(&["Name", "What it is", "Kind"]);
        for input in &card.inputs {
            let what = format!("{}{}", escape(&super::what(input)), cited(&input.sources));
            self.row(&code(&input.name), &[what, escape(&input.kind)]);
        }
        self.end_table();
    }

    fn variants(&mut self, variants: &[VariantCard]) {
        if variants.is_empty() {
            return;
        }
        self.section("variants", "Variants side by side");
        self.table(&["Variant", "What it changes in the measure"]);
        for variant in variants {
            let changes: Vec<String> = variant.changes.iter().map(said).collect();
            let title = escape(&variant.title);
            let name = format!("{title}<br><code>{}</code>{}", escape(&variant.name), cited(&variant.sources));
            self.row(&name, &[changes.join("<br>")]);
        }
        self.end_table();
    }

    fn scenarios(&mut self, cases: &[CaseCard]) {
        let Some(first) = cases.first() else { return };
        self.section("scenarios", "Votes, and what they come to");
        if first.results.len() > BESIDE {
            return self.scenarios_one_by_one(cases);
        }
        let rules = first.results.iter().map(|result| code(&result.rule));
        let head: Vec<String> = std::iter::once("Votes".to_owned()).chain(rules).collect();
        self.table(&head.iter().map(String::as_str).collect::<Vec<_>>());
        for case in cases {
            let votes = escape(&case.votes.join(" · "));
            let title = format!("{}{}<br><small>{votes}</small>", escape(&case.title), cited(&case.sources));
            let results: Vec<String> = case.results.iter().map(came_to).collect();
            self.row(&title, &results);
        }
        self.end_table();
    }

    /// Where there are too many rules to stand beside one another: each case with a line for every rule.
    fn scenarios_one_by_one(&mut self, cases: &[CaseCard]) {
        self.table(&["Rule", "What comes out", "Decided by"]);
        for case in cases {
            let votes = escape(&case.votes.join(" · "));
            let title = format!("{}{}<br><small>{votes}</small>", escape(&case.title), cited(&case.sources));
            self.line(&format!("<tr class=\"case\">\n<th scope=\"rowgroup\" colspan=\"3\">{title}</th>\n</tr>"));
            let came_to = |result: &ResultCard| {
                let result_alone = ResultCard { why: None, ..result.clone() };
                [came_to(&result_alone), escape(result.why.as_deref().unwrap_or(""))]
            };
            let all: Vec<[String; 2]> = case.results.iter().map(came_to).collect();
            match all.as_slice() {
                [first, rest @ ..] if rest.iter().all(|other| other == first) => self.row("every rule", first),
                all => {
                    for (result, cells) in case.results.iter().zip(all) {
                        self.row(&code(&result.rule), cells);
                    }
                }
            }
        }
        self.end_table();
    }

    fn tests(&mut self, cases: &[CaseCard]) {
        if cases.is_empty() {
            return;
        }
        self.section("tests", "Cases that hold the rule in place");
        self.table(&["Case", "Rule", "Votes", "What comes out"]);
        for case in cases {
            let Some(result) = case.results.first() else { continue };
            let title = format!("{}{}", escape(&case.title), cited(&case.sources));
            let votes = format!("<small>{}</small>", escape(&case.votes.join(" · ")));
            self.row(&title, &[code(&result.rule), votes, came_to(result)]);
        }
        self.end_table();
    }

    fn table(&mut self, head: &[&str]) {
        self.line("<div class=\"wide\" tabindex=\"0\">\n<table>\n<thead>\n<tr>");
        head.iter().for_each(|cell| self.line(&format!("<th scope=\"col\">{cell}</th>")));
        self.line("</tr>\n</thead>\n<tbody>");
    }

    fn row(&mut self, head: &str, cells: &[String]) {
        self.line(&format!("<tr>\n<th scope=\"row\">{head}</th>"));
        cells.iter().for_each(|cell| self.line(&format!("<td>{cell}</td>")));
        self.line("</tr>");
    }

    fn end_table(&mut self) {
        self.line("</tbody>\n</table>\n</div>\n</section>");
    }
}

fn said(sentence: &Sentence) -> String {
    format!("{}{}", escape(&sentence.text), cited(&sentence.sources))
}

fn came_to(result: &ResultCard) -> String {
    let class = match result.result.as_deref() {
        Some("passes") => " class=\"good\"",
        Some("fails" | "no quorum" | "refused as bad data") => " class=\"bad\"",
        Some(_) | None => "",
    };
    match (&result.result, &result.why) {
        (Some(result), Some(why)) => {
            format!("<span{class}>{}</span><br><small>{}</small>", escape(result), escape(why))
        }
        (Some(result), None) => format!("<span{class}>{}</span>", escape(result)),
        (None, _) => "–".to_owned(),
    }
}

/// ` [1, 4]`, each a link to its source.
fn cited(sources: &[usize]) -> String {
    let links: Vec<String> = sources.iter().map(|at| format!("<a href=\"#source-{at}\">{at}</a>")).collect();
    if links.is_empty() { String::new() } else { format!(" <span class=\"cited\">[{}]</span>", links.join(", ")) }
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}
