//! `:sweep turnout = 30%..80% by 5%, support = 40%..70%, under all, in map.svg`

use std::ops::{ControlFlow, Range};

use super::asked::Asked;
use super::clause::Clause;
use super::error::AnyDiagnostic;
use super::line::Words;
use super::output::{Form, Output, written};
use super::told::told;
use super::watch::Watch;
use super::{Answer, Session};
use crate::compare::Row;
use crate::inputs;
use crate::report::sweep::{self as report, Swept};
use crate::report::{Answer as _, picture};
use crate::simulate::{Named, Part};
use crate::sweep::{self, Request, Roles, SweepError, Vary};
use crate::value::Exact;

/// What the clauses say.
#[derive(Default)]
struct Wanted<'a> {
    vary: Vec<Vary>,
    roles: Roles,
    invalid: Option<Exact>,
    points: Vec<Row<'a>>,
    output: Option<Output>,
}

impl Session {
    pub(super) fn sweep(&self, words: &Words<'_>, watch: &dyn Watch) -> Answer {
        let line = words.span();
        let about = self.about(line)?.clone();
        let asked = words.asked()?;
        let wanted = self.wanted(&asked, words)?;
        let under = self.under(&about, &asked.listed("under"), words)?;
        let Wanted { vary, roles, invalid, points, output } = wanted;
        let request = Request {
            columns: under.columns,
            held: under.held,
            above: under.above,
            own: under.own,
            asked: under.asked,
            vary,
            roles,
            invalid,
            points,
            below: Vec::new(),
        };
        let prepared = sweep::prepare(request).map_err(|found| told(found, line))?;
        let form = output.as_ref().map(|output| output.form);
        let prepared = match prepared.sweep().axes.as_slice() {
            [only] if form == Some(Form::Picture) => {
                return Err(told(vec![SweepError::Picture { name: only.name.clone() }], line));
            }
            // A map has only so much room, and what it does not show need not be judged.
            axes @ [_, _] if matches!(form, None | Some(Form::Picture)) => {
                let room = report::room(axes, self.style);
                prepared.thinned(room)
            }
            _ => prepared,
        };
        watch.begins(prepared.len(), "points judged");
        let found = prepared.judge(&|more| {
            watch.advances(more);
            if watch.stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        watch.ends();
        let Ok(found) = found else { return Err(Self::interrupted(words)) };
        let swept = Swept { sweep: &found, sources: &self.sources, notes: &under.notes, heading: None };
        let file = match output {
            None => None,
            Some(output) => {
                let text = match output.form {
                    Form::Picture => picture::svg(&swept)
                        .ok_or_else(|| words.misfit(asked.word("in"), "nothing to draw: a range has one value only"))?,
                    other => other.of(&swept),
                };
                Some((output, text))
            }
        };
        Ok(written(swept.document().text(self.style), file))
    }

    fn wanted(&self, asked: &Asked<'_>, words: &Words<'_>) -> Result<Wanted<'_>, Vec<AnyDiagnostic>> {
        let line = words.span();
        let mut wanted = Wanted::default();
        let mut errors = Vec::new();
        for clause in &asked.clauses {
            match clause.word.map(|word| word.word) {
                None => match sweep::vary_in(&asked.source(&moves(clause, asked, words)?)) {
                    Ok(vary) => wanted.vary.push(vary),
                    Err(found) => errors.extend(told(found, line)),
                },
                Some("invalid") => match sweep::invalid_share(&asked.value(clause)) {
                    Ok(share) => wanted.invalid = Some(share),
                    Err(found) => errors.extend(told(found, line)),
                },
                Some("as") => {
                    for value in &clause.values {
                        match Named::read(&asked.source(value)) {
                            Ok(named) => role(&mut wanted.roles, named)
                                .map_err(|label| words.misfit(Some(asked.piece(value)), label))?,
                            Err(found) => errors.extend(told(found, line)),
                        }
                    }
                }
                Some("points") => {}
                Some("in") => {
                    let file = clause.value().unwrap_or(clause.whole.clone());
                    wanted.output = Some(Output::new(words, asked.piece(&file))?);
                }
                // `under` is looked at with the rules.
                Some(_) => {}
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let about = self.about(line)?;
        wanted.points = self.scenarios_named(about, &asked.listed("points"))?;
        Ok(wanted)
    }
}

/// What moves, if it is one thing only.
fn moves(clause: &Clause, asked: &Asked<'_>, words: &Words<'_>) -> Result<Range<usize>, Vec<AnyDiagnostic>> {
    let whole = &clause.whole;
    let second = inputs::outside_quotes(asked.piece(whole).text, '=').nth(1).map(|at| whole.start + at);
    let Some(equals) = second else { return Ok(whole.clone()) };
    // The name of the second stands before the sign.
    let name = clause.values.iter().rev().find(|value| value.start < equals);
    Err(words.misfit(name.map(|name| asked.piece(name)), "a comma should stand before this"))
}

/// An input that counts something under another name.
fn role(roles: &mut Roles, named: Named) -> Result<(), &'static str> {
    let path = Some(named.input.to_string());
    match named.part {
        Part::Registered => roles.registered = path,
        Part::Ballots => roles.ballots = path,
        Part::Yes => roles.yes = path,
        Part::No => roles.no = path,
        Part::Invalid | Part::Valid => return Err("a sweep counts registered, ballots, yes and no"),
    }
    Ok(())
}
