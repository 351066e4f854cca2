//! What a question is about: rules that are loaded once, and one rule of them. Owned, so that a window, a server or a binding
//! can keep them and hand them to its threads.
//!
//! ```text
//! let rules = Arc::new(Rules::load("rules/calexit/2017.measure", &files));   // text, checked; rules.findings says what is wrong
//! let rule  = rules.rule("calexit", Some("nationhood"))?;                    // one measure, one stage of it
//! let facts = Votes::of_scenario(&rules, "recall_2003")?.facts(&rule)?;      // see `votes`
//! let judgement = judge(&rule, &facts)?;                                     // the one verdict, with its reasons
//! ```

mod choose;
mod several;
mod view;

use std::sync::Arc;

use smol_str::SmolStr;

pub use choose::{ChoiceError, choice};
pub use several::{Choice, each, to_compare};
pub use view::{
    ConditionView, DateView, InputView, MeasureView, ParameterView, ScenarioView, StageView, TableView, ValueView,
};

use crate::check;
use crate::diagnostic::{Finding, Severity};
use crate::facts::Facts;
use crate::judge::{self, EvaluationError, Judgement};
use crate::load::{self, ReadFile};
use crate::program::{Measure, MeasureId, Program, StageId};
use crate::source::Sources;
use crate::span::Span;

/// A rule file with all it uses, read and checked.
#[derive(Clone, Debug)]
pub struct Rules {
    /// What is sound of what the files declare.
    pub program: Arc<Program>,
    /// The texts, and those that were taken in before them.
    pub sources: Arc<Sources>,
    /// What is wrong or probably not meant, in the order of the text. Warnings are given once nothing is left that cannot be
    /// read.
    pub findings: Vec<Finding>,
    /// The path of the file that was named.
    pub path: SmolStr,
    /// That file among the texts.
    file: Span,
}

impl Rules {
    /// Reads a rule file and what it uses. It always comes back with what could be made of them: good rules beside broken ones
    /// are in the program, and what is wrong is in the findings.
    pub fn load(path: &str, files: &dyn ReadFile) -> Self {
        Self::load_among(path, files, &mut Sources::new())
    }

    /// The same among texts of other files, to which these are added.
    pub fn load_among(path: &str, files: &dyn ReadFile, sources: &mut Sources) -> Self {
        let loaded = load::load(path, files, sources);
        let checked = check::check(&loaded.files);
        let is_read = loaded.errors.is_empty() && loaded.syntax_errors.is_empty();
        let sound = check::by_itself(checked.errors, loaded.errors.is_empty(), &loaded.syntax_errors, sources);
        let mut findings: Vec<Finding> = loaded.errors.iter().map(|error| Finding::of(error, sources)).collect();
        findings.extend(loaded.syntax_errors.iter().map(|error| Finding::of(error, sources)));
        findings.extend(sound.iter().map(|error| Finding::of(error, sources)));
        let first = |finding: &Finding| finding.labels.iter().map(|label| label.span.start).min().unwrap_or(0);
        findings.sort_by_key(first);
        let lints = checked.lints.iter().filter(|_| is_read);
        findings.extend(lints.map(|lint| Finding::of(lint, sources)));
        let file = loaded.files.first().map(|file| file.span).unwrap_or_default();
        let (program, sources) = (Arc::new(checked.program), Arc::new(sources.clone()));
        Self { program, sources, findings, path: path.into(), file }
    }

    /// What must be repaired before the rules can be relied on.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// Whether nothing must be repaired.
    pub fn is_sound(&self) -> bool {
        self.errors().next().is_none()
    }

    /// Whether a measure is declared in the file that was named, not in one that it uses.
    pub fn is_own(&self, measure: &Measure) -> bool {
        self.file.start <= measure.span.start && measure.span.end <= self.file.end
    }
}

/// One rule: a measure or variant, as a whole or one stage of it by itself.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The rules it belongs to.
    pub rules: Arc<Rules>,
    /// The measure or variant.
    pub measure: MeasureId,
    /// The stage that is judged by itself, and that names of facts are looked up in first.
    pub stage: Option<StageId>,
}

impl Rule {
    /// The measure or variant itself.
    pub fn measure(&self) -> &Measure {
        self.rules.program.measures.at(self.measure)
    }

    /// What it is called: `calexit`, `calexit.nationhood`.
    pub fn label(&self) -> SmolStr {
        let measure = self.measure();
        match self.stage.and_then(|stage| measure.stages.at(stage).name.as_ref()) {
            Some(stage) => smol_str::format_smolstr!("{}.{}", measure.name.text, stage.text),
            None => measure.name.text.clone(),
        }
    }

    /// What it is, in words: its own title, or that of what it is a variant of.
    pub fn title(&self) -> Option<&str> {
        let program = &self.rules.program;
        let titles = program.lineage(self.measure).filter_map(|id| program.measures.at(id).title.as_ref());
        titles.map(|title| title.text.as_str()).next()
    }

    /// The measure that it is, or is a variant of in the end.
    pub fn root(&self) -> MeasureId {
        self.rules.program.lineage(self.measure).last().unwrap_or(self.measure)
    }

    /// The rule and all its variants, in the order of the program. A variant that lacks the stage is left out.
    pub fn family(&self) -> Vec<Self> {
        let program = &self.rules.program;
        let stage = self.stage.and_then(|stage| self.measure().stages.at(stage).name.as_ref());
        let variants = program.measures.ids().filter(|&id| program.lineage(id).any(|own| own == self.measure));
        let alike = variants.filter_map(|measure| {
            let stage = match stage {
                Some(name) => Some(program.measures.at(measure).stage_named(&name.text)?),
                None => self.stage,
            };
            Some(Self { rules: Arc::clone(&self.rules), measure, stage })
        });
        alike.collect()
    }
}

/// The verdict of a rule in the light of the facts, with the reasons and the least changes.
///
/// # Errors
/// All that keeps it from being judged, in one go: broken `given`s first of all.
pub fn judge(rule: &Rule, facts: &Facts) -> Result<Judgement, Vec<EvaluationError>> {
    judge::judge(rule.measure(), facts, rule.stage)
}
