//! How statements are written, beside the word they begin with.

/// How a statement goes on after its first word; none for words inside statements.
pub(super) fn shape(word: &str) -> Option<&'static str> {
    Some(match word {
        "measure" => "NAME \"title\" { … }",
        "variant" => "NAME of MEASURE \"title\" { changes }",
        "scenario" => "NAME of MEASURE \"title\" { facts }",
        "test" => "\"title\" of MEASURE with SCENARIO { … }",
        "use" => "\"FILE.measure\"",
        "stage" => "NAME \"title\" after STAGE { … }",
        "outcome" => "\"text\" when CONDITION",
        "jurisdiction" | "source" | "effect" => "\"text\"",
        "parameter" => "NAME = VALUE",
        "input" => "NAME, NAME: KIND",
        "given" => "NAME: CONDITION",
        "define" => "NAME = EXPRESSION",
        "require" | "quorum" | "reject" => "NAME: CONDITION",
        "by" => "TABLE { … }",
        "rows" => "TABLE (COLUMNS) { … }",
        "holidays" => "\"title\" { DATES }",
        "opens" | "closes" | "held" => "DATE",
        "set" => "PATH = VALUE",
        "replace" => "PATH: CONDITION",
        "remove" => "PATH",
        "add" => "to STAGE { … }",
        "expect" => "STATUS",
        "by date" => "{ from DATE: VALUE … }",
        "count(" => "TABLE where CONDITION)",
        "sum(" => "VALUE over TABLE where CONDITION)",
        "every(" | "any(" => "TABLE where CONDITION has CONDITION)",
        "ceil(" | "floor(" => "VALUE)",
        "round(" => "VALUE, PLACES)",
        "max(" | "min(" => "VALUE, VALUE)",
        _ => return None,
    })
}
