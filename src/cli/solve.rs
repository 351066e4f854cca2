//! `quorate solve`

use std::cell::Cell;

use quorate::inputs::{self, layer_of_scenario};
use quorate::report::{Answered, SolveAnswer};
use quorate::solve::{self, Request, Sought, WantError, sought, want};
use quorate::solver::{Answer, Goal, Question, STEPS};
use quorate::source::Sources;

use super::arguments::{Solve, SolverName};
use super::given::{self, Taker, Wanted};
use super::terminal::Terminal;
use super::{Status, Stop, rules, select, z3};

pub(super) fn solve(arguments: &Solve, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let about = &arguments.about;
    let rules = rules::sound(&about.file, sources)?;
    let program = &rules.program;
    let chosen = select::measure(&rules, about.name.as_deref(), about.variant.as_deref())?;
    let measure = program.measures.at(chosen.measure);
    let stage = rules.stage(chosen.measure, about.stage.as_deref())?;
    let scenario = match &about.scenario {
        Some(name) => Some(rules.scenario(chosen.measure, name)?),
        None => None,
    };
    let wanted =
        Wanted { inputs: &about.inputs, set: &about.set, map: &about.map, choice: &about.choice, by_rule: false };
    let taker = Taker { program, measure: chosen.measure, stage };
    let mut given = given::given(&wanted, &[taker], sources)?.in_stage(stage);
    given.below.splice(0..0, scenario.map(|id| layer_of_scenario(program.scenarios.at(id))));
    if arguments.solver == SolverName::Z3 {
        z3::find()?;
    }
    let mut sets = Vec::new();
    for (label, layers) in given.sets() {
        let facts = inputs::bind_sought(program, chosen.measure, &layers)?;
        let mut errors: Vec<WantError> = Vec::new();
        let mut keep = |found: Result<_, WantError>| found.map_err(|error| errors.push(error)).ok();
        let wants = arguments.want.iter().filter_map(|text| keep(want(measure, stage, text, sources))).collect();
        if !errors.is_empty() {
            return Err(errors.into());
        }
        let mut ends: Vec<(Sought, Goal)> = Vec::new();
        for (option, goal, names) in
            [("--least", Goal::Least, &arguments.least), ("--most", Goal::Most, &arguments.most)]
        {
            for name in names {
                match sought(measure, &facts, stage, (option, name), sources) {
                    Ok(found) if ends.contains(&(found, goal)) => {}
                    Ok(found) => ends.push((found, goal)),
                    Err(error) => errors.push(error),
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors.into());
        }
        if ends.is_empty() && !arguments.fewest_changes {
            // What was marked with `?` is what is sought.
            let marked =
                about.set.iter().filter_map(|text| text.split_once('=')).filter(|(_, value)| value.trim() == "?");
            for (name, _) in marked {
                if let Ok(found) = sought(measure, &facts, stage, ("--set", name), sources) {
                    ends.extend([(found, Goal::Least), (found, Goal::Most)]);
                }
            }
        }
        let request = Request { wants, ends, fewest_changes: arguments.fewest_changes, alone: stage };
        // All questions about one set of votes share the steps that one question is worth.
        let stock = Cell::new(STEPS);
        let solver = |question: &Question<'_>| -> Answer {
            match arguments.solver {
                SolverName::Embedded => {
                    let mut left = stock.get();
                    let answer = question.answer_from(&mut left, STEPS);
                    stock.set(left);
                    answer
                }
                SolverName::Z3 => z3::answer(question),
            }
        };
        let solved = solve::solve(measure, &facts, &request, &solver)?;
        sets.push((label, facts, request, solved));
    }
    let answered = sets.iter().map(|(label, facts, request, solved)| Answered {
        measure,
        facts,
        label: label.as_deref(),
        request,
        solved,
        sources,
    });
    terminal.show(&SolveAnswer { sets: answered.collect() })?;
    Ok(Status::Answered)
}
