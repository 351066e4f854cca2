//! What each word of the language means, for help.

/// A word of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// The word, or words.
    pub word: &'static str,
    /// What it says, in a sentence.
    pub about: &'static str,
    /// A piece of a rule file.
    pub example: &'static str,
}

const fn keyword(word: &'static str, about: &'static str, example: &'static str) -> Keyword {
    Keyword { word, about, example }
}

/// Every word that cannot be a name, then words that mean something in one place only.
pub const KEYWORDS: &[Keyword] = &[
    keyword("measure", "declares the rules of one process", "measure calexit \"California Nationhood\" { … }"),
    keyword("variant", "declares a measure with changes", "variant sixty of calexit { set nationhood.approval = 60% }"),
    keyword("scenario", "names votes for a measure", "scenario close of calexit.nationhood { yes = 5,000,000 }"),
    keyword(
        "test",
        "gives votes and says what must come out",
        "test \"a tie\" of calexit.ballot { yes = 5  no = 5  expect failed }",
    ),
    keyword(
        "use",
        "takes in another rule file, named relative to the one it stands in",
        "use \"../california/governor-votes.measure\"",
    ),
    keyword("stage", "declares one step of a measure", "stage ballot \"Statewide ballot\" after petition { … }"),
    keyword(
        "outcome",
        "says what follows from the whole; the first clause that holds is the outcome",
        "outcome \"Independence declared\" when nationhood passed",
    ),
    keyword("jurisdiction", "says where a measure applies", "jurisdiction \"California, United States\""),
    keyword("source", "cites where a rule or a figure is from", "source \"Elections Code § 9014(b)\""),
    keyword("parameter", "names a value that the rule fixes", "parameter approval = 55%"),
    keyword(
        "input",
        "names a fact that the world supplies: votes, signatures, a date, a decision",
        "input yes, no: count \"votes\"",
    ),
    keyword(
        "given",
        "states what every possible set of facts satisfies; facts that break it are bad data",
        "given papers: yes + no <= ballots <= registered",
    ),
    keyword("define", "names something that is worked out from others", "define needed = ceil(8% of governor_votes)"),
    keyword(
        "require",
        "is a condition that must be met for its stage to pass",
        "require consent: yes at least approval of ballots",
    ),
    keyword(
        "quorum",
        "is a condition without which the vote does not count",
        "quorum turnout: ballots at least half of registered",
    ),
    keyword(
        "reject",
        "is a condition that makes its stage fail when it is met",
        "reject opposed: no at least 30% of registered",
    ),
    keyword("effect", "says in words what follows when its stage passes", "effect \"Repeals article III, § 1.\""),
    keyword(
        "by",
        "declares what each row of a table has; `by date` gives a parameter's values over time, and after `expect … met` it is a margin",
        "by county { input yes, no: count }",
    ),
    keyword("rows", "gives the rows of a table", "rows county (yes, no) { Alpine 300 250  Amador 9,000 8,000 }"),
    keyword("holidays", "names days that are no working days", "holidays \"2014\" { 2014-05-26  2014-07-04 }"),
    keyword("opens", "is the day a stage begins", "opens 2017-01-26"),
    keyword("closes", "is the day a stage ends", "closes 180 days after opens"),
    keyword("held", "is the day of a vote", "held 2019-03-13"),
    keyword(
        "set",
        "gives something declared with `=` another value in a variant",
        "set nationhood.approval = two thirds",
    ),
    keyword(
        "replace",
        "puts another condition in the place of a named one in a variant",
        "replace nationhood.consent: yes more than no",
    ),
    keyword("remove", "takes a condition or `given` out in a variant", "remove nationhood.turnout"),
    keyword(
        "add",
        "adds statements in a variant, to the measure or to a stage",
        "add to nationhood { require electorate: yes at least 40% of registered }",
    ),
    keyword("expect", "says what must come out of a test", "expect consent not met by 201,145"),
    keyword("of", "takes a share of something; in a header it says of which measure", "yes at least 55% of ballots"),
    keyword(
        "after",
        "compares days, counts on from a day, or says when a stage is reached",
        "closes 180 days after opens",
    ),
    keyword("before", "compares days, or counts back from a day", "define qualify_by = 131 days before held"),
    keyword("when", "says when an outcome holds", "outcome \"Adopted\" when vote passed"),
    keyword("otherwise", "is the last outcome, when no other holds", "outcome \"Nothing changes\" otherwise"),
    keyword("where", "says which rows count", "count(county where yes more than no)"),
    keyword("and", "joins conditions that must all hold", "majority met and electorate not met"),
    keyword(
        "or",
        "joins conditions of which one must hold; beside `and` it needs brackets",
        "sample passed or full_count passed",
    ),
    keyword("not", "turns a condition round", "not granted"),
    keyword("true", "is a truth that holds", "input clear: truth   # clear = true"),
    keyword("false", "is a truth that does not hold", "granted = false"),
    keyword("half", "is a share: 1/2", "ballots at least half of registered"),
    keyword("passed", "is what a stage came to whose every `require` was met", "outcome \"Adopted\" when vote passed"),
    keyword("failed", "is what a stage came to whose `require` was not met, or whose `reject` was", "expect failed"),
    keyword(
        "undecided",
        "is what a stage with a `reject` came to when neither it nor every `require` was met",
        "after sample undecided",
    ),
    keyword(
        "reached",
        "says that a stage took place, because what it comes after did",
        "outcome \"Voted on\" when ballot reached",
    ),
    keyword(
        "pending",
        "is what a test may expect of a stage or outcome that missing facts leave open",
        "expect outcome pending",
    ),
    keyword("met", "says that a condition holds", "expect turnout met by 1,723,220"),
    keyword(
        "unknown",
        "is what a test may expect of a condition that missing facts leave open",
        "expect national unknown",
    ),
    keyword("days", "is a duration", "parameter window = 180 days"),
    keyword("day", "is a duration of one day", "closes 1 day after opens"),
    keyword("weeks", "is a duration", "2 weeks after opens"),
    keyword("week", "is a duration of one week", "1 week after opens"),
    keyword("months", "is a duration; where a month is too short it ends on its last day", "6 months after held"),
    keyword("month", "is a duration of one month", "1 month after held"),
    keyword("years", "is a duration", "2 years after held"),
    keyword("year", "is a duration of one year", "1 year after held"),
    keyword("at least", "compares: as many or more; also written `>=`", "yes at least 55% of ballots"),
    keyword("more than", "compares: strictly more; also written `>`", "yes more than no"),
    keyword("at most", "compares: as many or fewer; also written `<=`", "no at most 40% of ballots"),
    keyword("less than", "compares: strictly fewer; also written `<`", "projected less than 95% of needed"),
    keyword("as of", "reads the value that a parameter by date has on a day", "8% of governor_votes as of opens"),
    keyword(
        "with",
        "names the scenario a test starts from",
        "test \"2003\" of calexit.nationhood with recall_2003 { … }",
    ),
    keyword(
        "count",
        "is a kind: people, votes, regions; and how many rows a table has",
        "count(county where yes more than no)",
    ),
    keyword("share", "is a kind: a ratio, written `55%`, `two thirds` or `3/5`", "input turnout: share"),
    keyword("number", "is a kind: a weight, written `12`, `0.5` or `1/2`", "parameter weight: number"),
    keyword("date", "is a kind: a day, written `2017-01-26`", "input filed: date"),
    keyword("duration", "is a kind: a span of days, months or years", "input extension: duration"),
    keyword("truth", "is a kind: what a court, an assembly or a comparison decides", "input clear: truth"),
    keyword("sum", "adds something up over the rows of a table", "sum(weight over canton where yes more than no)"),
    keyword("every", "holds if each row satisfies something", "every(district has signatures at least 500)"),
    keyword("any", "holds if some row satisfies something", "any(district has signatures at least 500)"),
    keyword("ceil", "rounds up to a whole number", "ceil(8% of governor_votes)"),
    keyword("floor", "rounds down to a whole number", "floor(half of members)"),
    keyword("round", "rounds half up, to so many places", "round(yes / ballots, 4)"),
    keyword("max", "is the largest of several", "max(1,000, 5% of registered)"),
    keyword("min", "is the smallest of several", "min(opens, held)"),
];
