//! The commands of a session: lines that begin with a colon. Everything else on a line is the language itself.

use super::clause::{ClauseTakes, ClauseWord};

/// One command, `:NAME ARGUMENTS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// The word after the colon.
    pub name: &'static str,
    /// What may follow, as help shows it: `[FILE…]`.
    pub arguments: &'static str,
    /// What may follow, as completion understands it.
    pub takes: Takes,
    /// What it does, in one line.
    pub about: &'static str,
    /// A line that works with Calexit loaded.
    pub example: &'static str,
}

/// What a command's arguments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// Files, of rules or of inputs.
    Files,
    /// A kind of thing to list: `measures`, `variants`, `stages`, `scenarios`.
    Kind,
    /// A measure, variant, stage or scenario.
    Choice,
    /// Any declared name, or a path to one.
    Name,
    /// `[not]`, then a stage or a named condition, then `[--full]`.
    Reason,
    /// An input, parameter or date of the scenario.
    Given,
    /// `if`, then assignments.
    Assignments,
    /// Variants and measures, two or more.
    Variants,
    /// `NAME from VALUE to VALUE by VALUE`.
    Steps,
    /// Clauses, with commas between them. Where things move, one that begins with none of the words says what moves.
    Clauses {
        /// The words that begin them.
        words: &'static [ClauseWord],
        /// Whether things move.
        moves: bool,
    },
    /// `scenario NAME [in FILE]` or `variant NAME [in FILE]`.
    SaveAs,
    /// An expression of the language.
    Expression,
    /// A command, a keyword of the language or the code of a diagnostic.
    Topic,
}

const fn command(
    name: &'static str,
    arguments: &'static str,
    takes: Takes,
    about: &'static str,
    example: &'static str,
) -> Command {
    Command { name, arguments, takes, about, example }
}

const fn clause(word: &'static str, value: &'static str, takes: ClauseTakes) -> ClauseWord {
    ClauseWord { word, value, takes }
}

const UNDER: ClauseWord = clause("under", "NAME…", ClauseTakes::Rules);
const AS: ClauseWord = clause("as", "PART=INPUT…", ClauseTakes::Parts);
const IN: ClauseWord = clause("in", "FILE", ClauseTakes::File);

/// What `:sweep` takes beside what moves.
const SWEEP: &[ClauseWord] =
    &[UNDER, clause("points", "SCENARIO…", ClauseTakes::Votes), clause("invalid", "SHARE", ClauseTakes::Value), AS, IN];

/// What `:simulate` takes.
const SIMULATE: &[ClauseWord] = &[
    clause("support", "SHARE", ClauseTakes::Value),
    clause("sample", "PEOPLE", ClauseTakes::Value),
    clause("margin", "SHARE", ClauseTakes::Value),
    clause("undecided", "SHARE", ClauseTakes::Value),
    clause("undecided-yes", "SHARE", ClauseTakes::Value),
    clause("turnout", "SHARE", ClauseTakes::Value),
    clause("invalid", "SHARE", ClauseTakes::Value),
    clause("registered", "PEOPLE", ClauseTakes::Value),
    clause("correlation", "NUMBER", ClauseTakes::Value),
    clause("draws", "NUMBER", ClauseTakes::Value),
    clause("seed", "NUMBER", ClauseTakes::Value),
    UNDER,
    AS,
    IN,
];

/// Every command, in the order help lists them.
pub const COMMANDS: &[Command] = &[
    command(
        "load",
        "FILE…",
        Takes::Files,
        "take in rule files, or inputs (TOML, JSON, CSV)",
        ":load rules/calexit/2017.measure",
    ),
    command("reload", "", Takes::Nothing, "read the files again; what no longer works is kept as it was", ":reload"),
    command(
        "list",
        "[KIND]",
        Takes::Kind,
        "measures, variants, stages, scenarios that can be chosen",
        ":list variants",
    ),
    command(
        "choose",
        "NAME",
        Takes::Choice,
        "the measure, variant, stage or scenario to talk about",
        ":choose two_thirds",
    ),
    command("show", "[NAME]", Takes::Name, "rules as they are written, with their sources", ":show nationhood.consent"),
    command("inputs", "", Takes::Nothing, "what is given, what is missing, and which of it matters", ":inputs"),
    command("run", "", Takes::Nothing, "the outcome with its reasons", ":run"),
    command(
        "why",
        "[not] [NAME] [--full]",
        Takes::Reason,
        "what decided a stage or a requirement",
        ":why not nationhood",
    ),
    command(
        "what",
        "if NAME = VALUE …",
        Takes::Assignments,
        "the answer under other values, without keeping them",
        ":what if yes = 5,200,000",
    ),
    command("unset", "NAME…", Takes::Given, "take back what was given", ":unset yes"),
    command("undo", "", Takes::Nothing, "take back the last change", ":undo"),
    command("redo", "", Takes::Nothing, "make the change again", ":redo"),
    command("reset", "", Takes::Nothing, "back to the scenario as it was chosen", ":reset"),
    command("compare", "NAME NAME…", Takes::Variants, "variants on the current votes", ":compare calexit two_thirds"),
    command(
        "table",
        "NAME from VALUE to VALUE by VALUE",
        Takes::Steps,
        "the outcome step by step",
        ":table yes from 4,500,000 to 5,500,000 by 100,000",
    ),
    command(
        "sweep",
        "NAME = FROM..TO [by STEP], …",
        Takes::Clauses { words: SWEEP, moves: true },
        "what passes where, as one or two things move",
        ":sweep turnout = 30%..80% by 5%, support = 40%..70% by 2%",
    ),
    command(
        "simulate",
        "support SHARE, turnout SHARE, …",
        Takes::Clauses { words: SIMULATE, moves: false },
        "how often it passes, drawn from a poll",
        ":simulate support = 32% sample 500, turnout = 55%..75%, seed 7",
    ),
    command(
        "save",
        "scenario|variant NAME [in FILE]",
        Takes::SaveAs,
        "write the session as rules",
        ":save scenario close_call",
    ),
    command("exact", "[EXPRESSION]", Takes::Expression, "a value as an exact fraction", ":exact yes / ballots"),
    command("history", "[TEXT]", Takes::Nothing, "the lines entered so far", ":history"),
    command(
        "help",
        "[TOPIC]",
        Takes::Topic,
        "commands, keywords of the language, codes of diagnostics",
        ":help require",
    ),
    command("quit", "", Takes::Nothing, "leave", ":quit"),
];
