use quorate::{evaluate::evaluate, facts::*, ids::{Id, Table}, program::*, report::*, source::Sources, span::Span, value::*};
fn main() {
    let text = std::fs::read_to_string("/work/shared/design/cases/calexit-2017.measure").unwrap();
    let mut sources = Sources::new();
    sources.add("calexit-2017.measure", text.as_str());
    let at = |needle: &str| { let i = text.find(needle).unwrap(); Span::new(i as u32, (i + needle.len()) as u32) };
    let name = |s: &str| Name { span: Span::default(), text: s.into() };
    let txt = |s: &str| Text { span: Span::default(), text: s.into() };
    let st = StageId::new(0);
    let mut inputs = Table::new();
    for n in ["registered", "ballots", "yes", "no"] {
        inputs.push(Input { name: name(n), stage: Some(st), table: None, kind: Kind::Count, description: None, fixed: None, sources: vec![] });
    }
    let mut parameters = Table::new();
    for (n, v) in [("participation", 50), ("approval", 55)] {
        parameters.push(Parameter { name: name(n), stage: Some(st), table: None, kind: Kind::Share, value: ParameterValue::Constant(Value::Number(Exact::integer(v).percent()), Span::default()), description: None, sources: vec![] });
    }
    let e = |kind, span, node| Expr { span, kind, node };
    let inp = |i: usize, s: &str| e(Kind::Count, at(s), Node::Reference(Reference::Input(InputId::new(i))));
    let par = |i: usize, s: &str| e(Kind::Share, at(s), Node::Reference(Reference::Parameter(ParameterId::new(i))));
    let of = |p: Expr, b: Expr, s: &str| e(Kind::Count, at(s), Node::Multiply(Box::new(p), Box::new(b)));
    let sub = |outer: &str, inner: &str| { let o = at(outer); let i = outer.find(inner).unwrap() as u32; Span::new(o.start + i, o.start + i + inner.len() as u32) };
    let t = "ballots at least participation of registered";
    let c = "yes at least approval of ballots";
    let mk = |whole: &str, left: Expr, right: Expr, base: Expr| Formula { span: at(whole), node: FormulaNode::Compare(Box::new(Comparison { operator: CompareOperator::AtLeast, left, right, bases: vec![base], ratio: false })) };
    let mut fix = |mut x: Expr, outer: &str, inner: &str| { x.span = sub(outer, inner); x };
    let f1 = mk(t, fix(inp(1, "ballots"), t, "ballots"), fix(of(par(0, "participation"), fix(inp(0, "registered"), t, "registered"), "participation of registered"), t, "participation of registered"), fix(inp(0, "registered"), t, "registered"));
    let f2 = mk(c, fix(inp(2, "yes"), c, "yes"), fix(of(par(1, "approval"), fix(inp(1, "ballots"), c, "ballots"), "approval of ballots"), c, "approval of ballots"), fix(inp(1, "ballots"), c, "ballots"));
    let mut conditions = Table::new();
    let id = |v: &[usize]| v.iter().map(|&i| InputId::new(i)).collect();
    let q = conditions.push(Condition { span: at(t), kind: ConditionKind::Quorum, name: name("turnout"), stage: st, formula: f1, sources: vec![], inputs: id(&[0, 1]), parameters: vec![ParameterId::new(0)] });
    let r = conditions.push(Condition { span: at(c), kind: ConditionKind::Require, name: name("consent"), stage: st, formula: f2, sources: vec![txt("title and summary, § 2")], inputs: id(&[1, 2]), parameters: vec![ParameterId::new(1)] });
    let cmp = |l: Expr, r: Expr| Formula { span: at("yes + no <= ballots <= registered"), node: FormulaNode::Compare(Box::new(Comparison { operator: CompareOperator::AtMost, left: l, right: r, bases: vec![], ratio: false })) };
    let mut givens = Table::new();
    let g = "yes + no <= ballots <= registered";
    let sum = e(Kind::Count, sub(g, "yes + no"), Node::Add(Box::new(inp(2, "yes")), Box::new(inp(3, "no"))));
    givens.push(Given { span: at(g), name: None, stage: Some(st), table: None, formula: Formula { span: at(g), node: FormulaNode::And(vec![cmp(sum, inp(1, "ballots")), cmp(inp(1, "ballots"), inp(0, "registered"))]) }, sources: vec![] });
    let mut definitions = Table::new();
    let d = definitions.push(Definition { name: name("held"), date: Some(DateName::Held), stage: Some(st), table: None, kind: Kind::Date, value: Meaning::Date(DateExpr { span: at("2019-03-13"), node: DateNode::Constant("2019-03-13".parse().unwrap()) }), sources: vec![] });
    let mut stages = Table::new();
    stages.push(Stage { span: Span::default(), name: Some(name("nationhood")), title: Some(txt("Nationhood election")), after: None, sources: vec![], dates: vec![d], conditions: vec![q, r], effects: vec![quorate::syntax::ast::Effect { span: Span::default(), text: txt("The results are treated as California's declaration of independence."), sources: vec![] }] });
    let m = Measure { span: Span::default(), name: name("calexit"), variant_of: None, title: Some(txt("California Nationhood (Calexit)")), jurisdiction: Some(txt("California, United States")), sources: vec![], calendar: Calendar::default(), stages, stage_order: vec![st], tables: Table::new(), parameters, inputs, definitions, conditions, givens, outcomes: vec![] };
    let mut program = Program::default();
    let mid = program.measures.push(m);
    let m = &program.measures[mid];
    let args: Vec<String> = std::env::args().collect();
    let width: usize = args[1].parse().unwrap();
    for votes in [vec!["15380536", "9413488", "4976274", "4007783"], vec!["1000", "499", "499", "0"], vec!["1000", "600", "?", "200"], vec!["0", "0", "0", "0"]] {
        let num = |s: &str| if s == "?" { Slot::Unknown } else { Slot::Known(Value::Number(Exact::parse(s).unwrap())) };
        let facts = Facts { inputs: votes.iter().map(|v| Cells::One(num(v))).collect(), parameters: m.parameters.values().map(|p| match &p.value { ParameterValue::Constant(v, _) => Cells::One(Slot::Known(v.clone())), _ => panic!() }).collect(), ..Facts::default() };
        let outcome = evaluate(m, &facts, Some(st)).unwrap();
        let judged = Judged { program: &program, measure: mid, scenario: None, label: None, facts: &facts, outcome: &outcome, sources: &sources };
        println!("{}", quorate::report::text(&judged, Style { width, colour: args.len() > 2 }));
        if args.len() > 3 { println!("{}", serde_json::to_string_pretty(&json::run(&judged)).unwrap()); }
    }
    println!("{}", needs(&program, mid, None, "quorate run calexit.measure", Style { width, colour: false }));
}
