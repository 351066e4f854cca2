//! `quorate audit`

use std::path::Path;

use quorate::Rule;
use quorate::audit::{self, Audit, Code, Options};
use quorate::inputs::{self, Layer};
use quorate::report::audit::{AuditAnswer, Audited};
use quorate::rules::each;
use quorate::source::Sources;
use quorate::syntax;

use super::arguments::{self, Denied};
use super::terminal::Terminal;
use super::{Status, Stop, rules};

pub(super) fn audit(arguments: &arguments::Audit, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let (loaded, names) = rules::all_sound("audit", &arguments.what, sources)?;
    let chosen = each(&loaded, &names, arguments.variant.as_deref(), arguments.stage.as_deref())?;
    let layers = known(arguments, &chosen, sources)?;
    let mut found: Vec<(Rule, Audit)> = Vec::new();
    for rule in chosen {
        let (rules, stage) = (rule.measure(), rule.stage);
        let fitting: Vec<Layer> = layers
            .iter()
            .filter(|layer| {
                layer.facts.facts.iter().all(|fact| inputs::settable(rules, stage, &fact.path.parts).is_some())
            })
            .map(|layer| layer.clone().in_stage(stage))
            .collect();
        let facts = inputs::bind(&rule.rules.program, rule.measure, &fitting)?;
        let options = Options { stage, ..Options::new(facts) };
        let audit = audit::audit(rules, &options);
        found.push((rule, audit));
    }
    if let Some(path) = &arguments.tests {
        let text = tests(path, &found, sources)?;
        terminal.file(path, text.as_bytes(), sources, &[])?;
    }
    let is_denied = |code: &Code| arguments.deny.iter().any(|denied| denied.includes(*code));
    let denied: Vec<Code> = Code::FAULTS
        .into_iter()
        .filter(is_denied)
        .filter(|code| found.iter().any(|(_, audit)| audit.has(*code)))
        .collect();
    let measures = found.iter().map(|(rule, audit)| Audited {
        program: &rule.rules.program,
        measure: rule.measure,
        audit,
        sources,
    });
    let answer = AuditAnswer { measures: measures.collect(), denied };
    terminal.show(&answer)?;
    Ok(if answer.denied.is_empty() { Status::Answered } else { Status::BadNews })
}

/// What `--set` says; each thing must be something of one of the measures.
fn known(arguments: &arguments::Audit, chosen: &[Rule], sources: &mut Sources) -> Result<Vec<Layer>, Stop> {
    let mut layers = Vec::new();
    let mut errors = Vec::new();
    for text in &arguments.set {
        match inputs::set(sources, text) {
            Ok(layer) => layers.push(layer),
            Err(found) => errors.extend(found),
        }
    }
    for layer in &layers {
        let fits = |rule: &Rule| inputs::bind(&rule.rules.program, rule.measure, &[layer.clone().in_stage(rule.stage)]);
        let mut all = chosen.iter().map(fits);
        if let Some(Err(first)) = all.next()
            && !all.any(|other| other.is_ok())
        {
            errors.extend(first);
        }
    }
    if errors.is_empty() { Ok(layers) } else { Err(errors.into()) }
}

/// A rule file of the boundary tests.
fn tests(path: &Path, found: &[(Rule, Audit)], sources: &mut Sources) -> Result<String, Stop> {
    let mut uses: Vec<String> = Vec::new();
    let mut tests: Vec<String> = Vec::new();
    for (rule, audit) in found {
        let own = audit::tests(rule.measure(), &audit.findings);
        if own.is_empty() {
            continue;
        }
        let line = format!("use \"{}\"", beside(path, Path::new(rule.rules.path.as_str())));
        if !uses.contains(&line) {
            uses.push(line);
        }
        tests.push(own);
    }
    let head =
        "# The last figures on one side of each threshold and the first on the other, as `quorate audit` found them.";
    let text = format!("{head}\n\n{}\n\n{}", uses.join("\n"), tests.join("\n"));
    let source = sources.add(path.display().to_string(), text);
    Ok(syntax::format(&source)?)
}

/// The path of a file, seen from where another one stands.
fn beside(from: &Path, to: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (from, to) = (whole(from), whole(to));
    let folder: Vec<_> = from.parent().map(|folder| folder.components().collect()).unwrap_or_default();
    let parts: Vec<_> = to.components().collect();
    let shared = folder.iter().zip(&parts).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_owned(), folder.len() - shared);
    let down = parts.iter().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

impl Denied {
    fn includes(self, code: Code) -> bool {
        match self {
            Self::All => code.is_fault(),
            Self::NoShow => code == Code::NoShow,
            Self::MoreYes => code == Code::MoreYes,
            Self::Implied => code == Code::Implied,
            Self::Impossible => code == Code::Impossible,
            Self::Always => code == Code::Always,
            Self::NoVotes => code == Code::NoVotes,
            Self::Unreachable => code == Code::Unreachable,
            Self::NoOutcome => code == Code::NoOutcome,
        }
    }
}
