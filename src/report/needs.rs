//! What a measure needs to be told before it can be judged.

use super::document::Document;
use super::layout::{Piece, Tone, columns, pad};
use super::root;
use crate::program::{Input, InputId, MeasureId, Program, StageId};
use crate::value::Kind;

/// The inputs of a measure, or of one stage, by stage, the scenarios it has, and a command line to start from.
///
/// `command` is what calls the tool on the measure: `quorate run calexit.measure`.
pub fn needs<'v>(program: &Program, measure: MeasureId, target: Option<StageId>, command: &str) -> Document<'v> {
    let mut document = Document::new();
    let rules = &program.measures.at(measure);
    let title = root(program, measure).title.as_ref().map_or(rules.name.text.as_str(), |title| &title.text);
    document.line(
        0,
        vec![
            (Tone::Open, "Pending: ".to_owned()),
            (Tone::Plain, "nothing is known yet. ".to_owned()),
            (Tone::Strong, title.to_owned()),
            (Tone::Plain, " needs".to_owned()),
        ],
    );
    let wanted: Vec<(InputId, &Input)> = rules
        .inputs
        .iter()
        .filter(|(_, input)| input.fixed.is_none())
        .filter(|(_, input)| target.is_none() || input.stage.is_none() || input.stage == target)
        .collect();
    let name = wanted.iter().map(|(id, _)| columns(&rules.input_path(*id))).max().unwrap_or(0);
    let groups = std::iter::once(None).chain(rules.stages.ids().map(Some));
    for stage in groups {
        let inputs: Vec<_> = wanted.iter().filter(|(_, input)| input.stage == stage).collect();
        if let (Some(stage), false) = (stage, inputs.is_empty())
            && let Some(own) = &rules.stages.at(stage).name
        {
            let title = rules.stages.at(stage).title.as_ref().map_or(own.text.as_str(), |title| &title.text);
            document.say(1, Tone::Strong, title);
        }
        for (id, input) in inputs {
            let mut pieces: Vec<Piece> = vec![
                (Tone::Plain, pad(&rules.input_path(*id), name)),
                (Tone::Plain, format!("  {}", pad(input.kind.word(), 5))),
            ];
            if let Some(table) = input.table {
                let table = &rules.tables.at(table);
                let rows = match &table.rows {
                    Some(rows) => format!("of {}", crate::words::rows(rows.len(), &table.name.text)),
                    None => table.name.text.to_string(),
                };
                pieces.push((Tone::Quiet, format!("  one for each {rows}")));
            }
            if let Some(what) = &input.description {
                pieces.push((Tone::Quiet, format!("  {}", what.text)));
            }
            document.line(2, pieces);
        }
    }
    scenarios(&mut document, program, measure, command);
    document.say(0, Tone::Plain, "Tell it with --set, or with --inputs and a TOML, JSON or CSV file:");
    let mut arguments = vec![command.to_owned()];
    if let Some(stage) = target.and_then(|id| rules.stages.at(id).name.as_ref()) {
        arguments.push(format!("--stage {}", stage.text));
    }
    for (id, input) in wanted.iter().filter(|(_, input)| input.table.is_none()) {
        let path = if target.is_some() { input.name.text.clone() } else { rules.input_path(*id) };
        arguments.push(format!("--set {path}={}", example(input.kind)));
    }
    if wanted.iter().any(|(_, input)| input.table.is_some()) {
        arguments.push("--inputs votes.csv".to_owned());
    }
    document.shell(1, arguments);
    document
}

fn scenarios(document: &mut Document<'_>, program: &Program, measure: MeasureId, command: &str) {
    let fitting: Vec<_> = program
        .lineage(measure)
        .flat_map(|ancestor| program.scenarios.values().filter(move |scenario| scenario.of == ancestor))
        .collect();
    let Some(first) = fitting.first() else { return };
    document.say(0, Tone::Plain, "Its scenarios:");
    let width = fitting.iter().map(|scenario| columns(&scenario.name.text)).max().unwrap_or(0);
    for scenario in &fitting {
        let title = scenario.title.as_ref().map(|title| title.text.to_string()).unwrap_or_default();
        document.line(1, vec![(Tone::Plain, pad(&scenario.name.text, width)), (Tone::Quiet, format!("  {title}"))]);
    }
    document.line(1, vec![(Tone::Plain, format!("{command} --scenario {}", first.name.text))]);
}

const fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Count => "1,000",
        Kind::Share => "55%",
        Kind::Number => "1",
        Kind::Date => "2028-11-07",
        Kind::Duration => "'30 days'",
        Kind::Truth => "true",
    }
}
