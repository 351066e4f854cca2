//! Rules as data for votes: a language for ballot measures, and a library that judges by them.
//!
//! The door:
//!
//! ```text
//! let rules = Arc::new(Rules::load("rules/calexit/2017.measure", &files));   // text to a checked program; what is wrong is data
//! let rule  = rules.rule("calexit", Some("nationhood"))?;                    // one measure, or one stage of it
//! let votes = Votes::of_scenario(&rules, "recall_2003")?;                    // or of values, a file, the command line
//! let facts = votes.facts(&rule)?;                                           // checked against what the measure declares
//! let judgement = judge(&rule, &facts)?;                                     // exact, three-valued, with its reasons
//! ```
//!
//! All of it is owned, `Send` and `Sync`. Behind the door the data goes this way:
//!
//! ```text
//! load::load            text to trees, with the files it uses
//! check::check          trees to a program: names, kinds, variants
//! inputs::bind          what is known of the world, checked against what a measure declares
//! judge::judge          evaluates, and settles what is open: the one verdict
//! report                program, facts and judgement, as people read them
//! ```
//!
//! The command line is the feature `cli`, on by default; without it no crate of a terminal is named.

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
pub mod rules;
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
pub mod votes;
pub mod words;

pub use diagnostic::Finding;
pub use judge::Judgement;
pub use rules::{Rule, Rules, judge};
pub use votes::Votes;
