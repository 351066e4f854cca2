//! What is typed as in a rule file.

use super::rules::name_of;
use super::{Answer, Reply, Session};
use crate::report::{self, Tested};
use crate::source::Source;
use crate::syntax::ast::Declaration;
use crate::testing;

impl Session {
    pub(super) fn declare(&mut self, source: &Source) -> Answer {
        let rules = self.state.rules.clone();
        let before: Vec<(&'static str, String)> = rules
            .typed
            .iter()
            .flat_map(|file| &file.declarations)
            .filter_map(|own| name_of(own).map(|(kind, name)| (kind, name.to_owned())))
            .collect();
        let read = rules.with_typed(&source.name, &source.text, &*self.reader, &mut self.sources)?;
        let (next, lints) = self.on_rules(self.state.clone(), read, None)?;
        let had_none = self.state.about.is_none();
        self.change(next);
        let typed = self.state.rules.clone();
        let mut text = lints;
        let declarations = typed.typed.last().map(|file| file.declarations.as_slice()).unwrap_or_default();
        for declaration in declarations {
            if matches!(declaration, Declaration::Test(_)) {
                continue;
            }
            let Some((kind, name)) = name_of(declaration) else {
                text.push_str(&self.counts());
                text.push('\n');
                continue;
            };
            let again = if before.iter().any(|(own, other)| *own == kind && other == name) { " again" } else { "" };
            let hint = match kind {
                "variant" | "scenario" | "measure" => format!("; `:choose {name}` to talk about it"),
                _ => String::new(),
            };
            text.push_str(&format!("{kind} `{name}` is declared{again}{hint}\n"));
        }
        text.push_str(&self.tests_in(declarations));
        if had_none && self.state.about.is_some() {
            text.push_str(&self.chosen_text());
        }
        Ok(Reply::says(text))
    }

    /// What the tests among declarations come to.
    fn tests_in(&self, declarations: &[Declaration]) -> String {
        let titles: Vec<_> = declarations
            .iter()
            .filter_map(|own| match own {
                Declaration::Test(test) => Some(test.span),
                _ => None,
            })
            .collect();
        let program = self.state.program();
        let tests = program.tests.iter().enumerate().filter(|(_, test)| titles.contains(&test.span));
        let reports: Vec<_> =
            tests.map(|(index, test)| testing::run_one(program, &self.sources, index, test)).collect();
        if reports.is_empty() {
            return String::new();
        }
        let file = if reports.len() == 1 { "this test" } else { "these tests" };
        report::tests(&Tested { file, program, reports: &reports, sources: &self.sources }).text(self.style)
    }
}
