//! `quorate inputs`

use miette::Diagnostic;
use quorate::diagnostic::Counts;
use quorate::published::{self, Form};
use quorate::source::Sources;

use super::arguments::Inputs;
use super::error::CliError;
use super::terminal::{Terminal, list};
use super::{Status, Stop, published as files, rules};

pub(super) fn inputs(arguments: &Inputs, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let Some(name) = files::named(&arguments.map)? else {
        return Err(CliError::NoMapping { option: "inputs".to_owned() }.into());
    };
    let form = form(arguments)?;
    let chosen = files::mapping(name, &arguments.map, &arguments.choice, sources)?;
    let rules = arguments.measure.as_ref().map(|path| rules::sound(path, sources)).transpose()?;
    let measure = match &rules {
        Some(rules) => {
            let found = rules.find(arguments.name.as_deref(), None)?;
            Some((rules.program.measures.at(found), rules.stage(found, arguments.stage.as_deref())?))
        }
        None => None,
    };
    let published = files::read(&chosen, &arguments.files, false, sources)?;
    let (warnings, errors): (Vec<_>, Vec<_>) =
        published.problems.iter().cloned().partition(published::PublishedError::is_warning);
    let boxed = |found: Vec<published::PublishedError>| -> Vec<Box<dyn Diagnostic + Send + Sync>> {
        found.into_iter().map(|problem| Box::new(problem) as _).collect()
    };
    if !errors.is_empty() {
        return Err(Stop::Wrong(boxed(errors.into_iter().chain(warnings).collect())));
    }
    let warnings = boxed(warnings);
    if let Some(form) = form {
        let column =
            chosen.mapping.set.as_ref().and_then(|set| set.first()).map_or("contest", |column| column.text.as_str());
        let text = published::write(&published, form, measure, column).map_err(|error| vec![error])?;
        match &arguments.output {
            Some(path) => terminal.file(path, text.as_bytes(), sources, &arguments.files)?,
            None => {
                terminal.draw(list(&warnings), sources)?;
                terminal.answer_bytes(text.as_bytes())?;
                return Ok(Status::Answered);
            }
        }
    }
    if terminal.is_json() {
        let warnings = quorate::diagnostic::json(list(&warnings), sources).errors;
        terminal.answer_json("inputs", published::json(&published, warnings))?;
    } else {
        terminal.answer(&published::text(&published, terminal.style()))?;
        if !warnings.is_empty() {
            terminal.draw(list(&warnings), sources)?;
            terminal.complain(&Counts::of(list(&warnings)).to_string())?;
        }
    }
    Ok(Status::Answered)
}

/// The form that is asked for, or that the ending of the file says.
fn form(arguments: &Inputs) -> Result<Option<Form>, CliError> {
    match (&arguments.write, &arguments.output) {
        (Some(form), _) => Ok(Some((*form).into())),
        (None, None) => Ok(None),
        (None, Some(path)) => {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
            let forms = [("toml", Form::Toml), ("json", Form::Json), ("csv", Form::Csv)];
            let found = forms.into_iter().find(|(name, _)| ending.eq_ignore_ascii_case(name));
            found.map(|(_, form)| Some(form)).ok_or_else(|| CliError::OutputForm { path: path.clone() })
        }
    }
}
