//! Rules as data for votes: a language for ballot measures, and what they come to.
//!
//! The way of the data:
//!
//! ```text
//! let mut sources = Sources::new();
//! let loaded  = load::load("2017.measure", &files, &mut sources);   // text to trees, with the files it uses
//! let checked = check::check(&loaded.files);                        // trees to a program: names, kinds, variants
//! let layers  = [inputs::layer_of_scenario(scenario)];              // what is known of the world
//! let facts   = inputs::bind(&checked.program, id, &layers)?;       // checked against what the measure declares
//! let measure = checked.program.measures.at(id);
//! let outcome = judge::judge(measure, &facts, None)?;               // exact, what is certain is certain, with reasons
//! let text    = report::explained(&judged).text(style);            // program, facts and outcome, as people read them
//! ```

pub mod assist;
pub mod audit;
pub mod check;
pub mod compare;
pub mod csv;
pub mod decision;
pub mod diagnostic;
pub mod diff;
pub mod encoding;
pub mod evaluate;
pub mod facts;
pub mod fix;
pub mod ids;
pub mod inputs;
pub mod judge;
pub mod load;
mod parallel;
pub mod program;
pub mod prose;
pub mod published;
pub mod report;
pub mod session;
pub mod simulate;
pub mod solve;
pub mod solver;
pub mod source;
pub mod span;
pub mod spreadsheet;
pub mod suggest;
pub mod sweep;
pub mod syntax;
pub mod testing;
pub mod value;
pub mod words;
