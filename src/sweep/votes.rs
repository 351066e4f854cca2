//! How shares become people: turnout and support as whole ballots, Yes and No.

use super::SweepError;
use super::axis::{Axis, Base, What};
use crate::compare::Column;
use crate::facts::{Cells, Facts, Slot};
use crate::inputs::{self, Found, Target};
use crate::program::{InputId, Name};
use crate::span::Span;
use crate::value::{Exact, Kind, Value};
use crate::words;

/// What an input counts, whatever a measure calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Those who may vote.
    Registered,
    /// Ballots cast, valid or not.
    Ballots,
    /// Yes.
    Yes,
    /// No.
    No,
}

impl Role {
    /// All of them, in the order people are counted.
    pub const ALL: [Self; 4] = [Self::Registered, Self::Ballots, Self::Yes, Self::No];

    /// The option that names its input.
    pub const fn option(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Ballots => "ballots",
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// What measures call it, the likeliest first.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Registered => &["registered", "electorate", "eligible", "registered_voters", "entitled", "members"],
            Self::Ballots => &["ballots", "votes", "turnout", "ballots_cast", "votes_cast", "papers"],
            Self::Yes => &["yes", "ayes", "aye", "yea"],
            Self::No => &["no", "noes", "nays", "nay"],
        }
    }
}

/// Which inputs count what, where they are not called as usual: paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roles {
    /// `--registered PATH`
    pub registered: Option<String>,
    /// `--ballots PATH`
    pub ballots: Option<String>,
    /// `--yes PATH`
    pub yes: Option<String>,
    /// `--no PATH`
    pub no: Option<String>,
}

impl Roles {
    fn path(&self, role: Role) -> Option<&str> {
        match role {
            Role::Registered => self.registered.as_deref(),
            Role::Ballots => self.ballots.as_deref(),
            Role::Yes => self.yes.as_deref(),
            Role::No => self.no.as_deref(),
        }
    }
}

/// The input that each role has in one of the rules.
pub(crate) type Inputs = [Option<InputId>; 4];

/// Looks the roles up in one of the rules.
fn inputs_of(column: &Column<'_>, roles: &Roles) -> Inputs {
    let count = |path: &[Name]| match inputs::lookup(column.rules(), column.stage, path).ok()? {
        Found::One(Target::Input(id)) if column.rules().inputs.at(id).kind == Kind::Count => Some(id),
        Found::One(_) | Found::Cell(..) => None,
    };
    let named = |name: &&str| count(&[Name { span: Span::default(), text: (*name).into() }]);
    Role::ALL.map(|role| {
        let own = roles.path(role).and_then(|path| count(&inputs::path(path, 0)));
        own.or_else(|| role.names().iter().find_map(named))
    })
}

/// A number of people that is fixed, or that an axis says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Amount {
    Fixed(i64),
    Axis(usize),
}

/// What Yes is a share of.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Support {
    Axis(usize, Base),
    /// As many of Yes and No as in the votes that are held: yes, yes + no.
    Held(i64, i64),
}

/// How the people are counted at a point of a sweep.
#[derive(Clone, Debug)]
pub(crate) struct Votes {
    /// The inputs of each of the rules.
    pub(crate) inputs: Vec<Inputs>,
    turnout: Option<usize>,
    registered: Option<Amount>,
    ballots: Option<Amount>,
    /// Yes and No together, where that does not follow from the ballots.
    valid: Option<i64>,
    support: Option<Support>,
    /// Blank and invalid ballots as a share of the ballots.
    invalid: (i64, i64),
}

/// The people at one point, as far as they move.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct People {
    /// By [`Role`].
    pub(crate) counts: [Option<i64>; 4],
}

/// What is known of votes, by role.
pub(crate) type Known = [Option<i64>; 4];

/// The counts that facts give, by role, each from the first of the rules that knows it.
pub(crate) fn known(inputs: &[Inputs], facts: &[Option<&Facts>]) -> Known {
    let mut known = [None; 4];
    for (own, facts) in inputs.iter().zip(facts) {
        let Some(facts) = facts else { continue };
        for (slot, id) in known.iter_mut().zip(own) {
            *slot = slot.or_else(|| id.and_then(|id| count(facts, id)));
        }
    }
    known
}

fn count(facts: &Facts, id: InputId) -> Option<i64> {
    match facts.inputs.get(id) {
        Some(Cells::One(Slot::Known(Value::Number(number)))) => number.to_integer().and_then(|n| i64::try_from(n).ok()),
        _ => None,
    }
}

impl Votes {
    /// Which inputs have which role, before anything is known of axes.
    pub(crate) fn roles(columns: &[Column<'_>], roles: &Roles) -> Result<Vec<Inputs>, Vec<SweepError>> {
        let mut errors = Vec::new();
        for role in Role::ALL {
            let Some(path) = roles.path(role) else { continue };
            let parts = inputs::path(path, 0);
            let found = columns.iter().any(|column| {
                matches!(
                    inputs::lookup(column.rules(), column.stage, &parts),
                    Ok(Found::One(Target::Input(id))) if column.rules().inputs.at(id).kind == Kind::Count
                )
            });
            if !found {
                let help = columns.first().map_or_else(String::new, |column| super::words::counts(column, path));
                errors.push(SweepError::Role { role: role.option(), path: path.to_owned(), help });
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(columns.iter().map(|column| inputs_of(column, roles)).collect())
    }

    /// How people are counted, given what moves and what is held. `None` if only inputs and parameters move, as they are.
    pub(crate) fn new(
        inputs: &[Inputs],
        axes: &[Axis],
        known: Known,
        invalid: Option<&Exact>,
    ) -> Result<Option<Self>, Vec<SweepError>> {
        let turnout = axes.iter().position(|axis| matches!(axis.what, What::Turnout));
        let support = axes.iter().enumerate().find_map(|(at, axis)| match axis.what {
            What::Support(base) => Some((at, base)),
            What::Turnout | What::Thing(_) => None,
        });
        let Some(first) = turnout.or(support.map(|(at, _)| at)).and_then(|at| axes.get(at)) else { return Ok(None) };
        let has = |role: Role| inputs.iter().any(|own| own.get(role as usize).is_some_and(Option::is_some));
        let amount = |role: Role| {
            let moved = axes.iter().position(|axis| moves(axis, inputs, role));
            moved.map(Amount::Axis).or_else(|| known.get(role as usize).copied().flatten().map(Amount::Fixed))
        };
        let axis = |at: Option<usize>| at.and_then(|at| axes.get(at));
        let mut errors = Vec::new();
        // Votes must be there to be moved.
        let votes: &[Role] = if support.is_some() { &[Role::Yes, Role::No] } else { &[] };
        let missing: Vec<Role> = votes.iter().copied().filter(|&role| !has(role)).collect();
        let in_papers = turnout.is_some() && !has(Role::Ballots) && !(has(Role::Yes) && has(Role::No));
        if let Some(axis) = axis(support.map(|(at, _)| at)).filter(|_| !missing.is_empty()) {
            errors.push(no_role(axis, &missing));
        }
        if let Some(axis) = axis(turnout).filter(|_| in_papers) {
            errors.push(no_role(axis, &[Role::Ballots]));
        }
        // What follows from a share cannot be moved by itself too.
        for (share, moved) in [
            (axis(turnout), [Role::Ballots, Role::Yes, Role::No].as_slice()),
            (axis(support.map(|(at, _)| at)), [Role::Yes, Role::No].as_slice()),
        ] {
            let Some(share) = share else { continue };
            for other in axes.iter().filter(|axis| !axis.is_derived()) {
                if let Some(role) = moved.iter().find(|&&role| moves(other, inputs, role)) {
                    errors.push(twice(share, other, role.option()));
                }
            }
        }
        let registered = amount(Role::Registered);
        if let Some(axis) = axis(turnout).filter(|_| registered.is_none()) {
            errors.push(no_base(axis, has(Role::Registered)));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let ballots = if turnout.is_some() { None } else { amount(Role::Ballots) };
        let [_, cast, yes, no] = known;
        let both = yes.zip(no).and_then(|(yes, no)| Some((yes, yes.checked_add(no)?)));
        let invalid = match invalid {
            Some(share) => ratio(share).ok_or_else(|| vec![SweepError::TooLarge { span: first.span }])?,
            None => match (cast, both) {
                (Some(cast), Some((_, valid))) if cast > 0 && cast >= valid => (cast - valid, cast),
                _ => (0, 1),
            },
        };
        let invalid = if has(Role::Ballots) { invalid } else { (0, 1) };
        let moved = turnout.is_some() || matches!(ballots, Some(Amount::Axis(_)));
        let valid = both.map(|(_, valid)| valid).filter(|_| !moved);
        let support = match (support, both) {
            (Some((at, base)), _) => Some(Support::Axis(at, base)),
            (None, Some((yes, valid))) if valid > 0 => Some(Support::Held(yes, valid)),
            (None, _) => None,
        };
        let votes = Self { inputs: inputs.to_vec(), turnout, registered, ballots, valid, support, invalid };
        match support {
            None if has(Role::Yes) || has(Role::No) => Err(vec![SweepError::NotKnown {
                message: format!("`{}` moves how many vote, and how they vote is not known", first.name),
                help: "give `yes` and `no`, whose proportion is then kept, or move it too: \
                       `--vary \"support = 40%..70%\"`"
                    .to_owned(),
                span: first.span,
            }]),
            Some(Support::Axis(at, _)) if !moved && valid.is_none() && ballots.is_none() => {
                Err(vec![SweepError::NotKnown {
                    message: format!(
                        "`{}` is a share of votes, and how many there are is not known",
                        axes.get(at).map_or("support", |axis| &axis.name)
                    ),
                    help: "give the votes: a scenario, `--set yes=… --set no=…` or `--set ballots=…`; \
                           or move them: `--vary \"turnout = 30%..80%\"`"
                        .to_owned(),
                    span: axes.get(at).map_or(first.span, |axis| axis.span),
                }])
            }
            Some(Support::Axis(at, Base::Ballots)) if !moved && ballots.is_none() => Err(vec![SweepError::NotKnown {
                message: "`support of ballots` is a share of the ballots, and how many there are is not known"
                    .to_owned(),
                help: "give `--set ballots=…`, or move `support`, the share of Yes and No".to_owned(),
                span: axes.get(at).map_or(first.span, |axis| axis.span),
            }]),
            Some(_) | None => Ok(Some(votes)),
        }
    }

    /// Whether people of this role move or are told to all rules.
    pub(crate) fn has(&self, role: Role) -> bool {
        match role {
            Role::Registered => self.registered.is_some(),
            Role::Ballots => self.turnout.is_some() || self.ballots.is_some(),
            Role::Yes | Role::No => self.support.is_some(),
        }
    }

    /// Whether the number of ballots follows from that of Yes and No alone.
    pub(crate) fn is_fixed_valid(&self) -> Option<i64> {
        self.valid
    }

    /// The registered voters, if they do not move.
    pub(crate) fn fixed_registered(&self) -> Option<i64> {
        match self.registered {
            Some(Amount::Fixed(people)) => Some(people),
            Some(Amount::Axis(_)) | None => None,
        }
    }

    /// The ballots, if they are given and do not move.
    pub(crate) fn fixed_ballots(&self) -> Option<i64> {
        match self.ballots {
            Some(Amount::Fixed(people)) => Some(people),
            Some(Amount::Axis(_)) | None => None,
        }
    }

    /// Blank and invalid ballots as a share of the ballots.
    pub(crate) fn invalid_share(&self) -> Exact {
        let (part, whole) = self.invalid;
        Exact::positive(part.into(), whole.into())
    }

    /// Yes and all of Yes and No, if their proportion is held.
    pub(crate) fn held_support(&self) -> Option<(i64, i64)> {
        match self.support {
            Some(Support::Held(yes, valid)) => Some((yes, valid)),
            Some(Support::Axis(..)) | None => None,
        }
    }

    /// The people where the axes have these values, each a number and what it is divided by. Each count is rounded up to
    /// whole people; `None` if they do not fit 64 bits.
    pub(crate) fn people(&self, at: &dyn Fn(usize) -> (i64, i64)) -> Option<People> {
        let amount = |amount: Option<Amount>| match amount {
            Some(Amount::Fixed(people)) => Some(people),
            Some(Amount::Axis(axis)) => Some(at(axis).0),
            None => None,
        };
        let registered = amount(self.registered);
        let ballots = match self.turnout {
            Some(axis) => Some(part_of(at(axis), registered?)?),
            None => amount(self.ballots),
        };
        let valid = match (self.valid, ballots) {
            (Some(valid), _) => Some(valid),
            (None, Some(ballots)) => Some(ballots - part_of(self.invalid, ballots)?),
            (None, None) => None,
        };
        let yes = match self.support {
            Some(Support::Axis(axis, Base::YesAndNo)) => Some(part_of(at(axis), valid?)?),
            Some(Support::Axis(axis, Base::Ballots)) => Some(part_of(at(axis), ballots?)?),
            Some(Support::Held(yes, all)) => Some(part_of((yes, all), valid?)?),
            None => None,
        };
        let no = valid.zip(yes).map(|(valid, yes)| valid - yes);
        Some(People { counts: [registered, ballots, yes, no] })
    }

    /// The same without rounding, as functions of the axes: by [`Role`].
    pub(crate) fn ideal(
        &self,
        axis: &dyn Fn(usize) -> Option<super::Bilinear>,
    ) -> Option<[Option<super::Bilinear>; 4]> {
        use super::Bilinear;
        let fixed = |people: i64| Bilinear::constant(Exact::integer(people.into()));
        let amount = |amount: Option<Amount>| match amount {
            Some(Amount::Fixed(people)) => Some(fixed(people)),
            Some(Amount::Axis(at)) => axis(at),
            None => None,
        };
        let registered = amount(self.registered);
        let ballots = match self.turnout {
            Some(at) => Some(axis(at)?.times(registered.as_ref()?)?),
            None => amount(self.ballots),
        };
        let counted = &Exact::ONE - &self.invalid_share();
        let valid = match (self.valid, &ballots) {
            (Some(valid), _) => Some(fixed(valid)),
            (None, Some(ballots)) => Some(ballots.scaled(&counted)),
            (None, None) => None,
        };
        let yes = match self.support {
            Some(Support::Axis(at, Base::YesAndNo)) => Some(axis(at)?.times(valid.as_ref()?)?),
            Some(Support::Axis(at, Base::Ballots)) => Some(axis(at)?.times(ballots.as_ref()?)?),
            Some(Support::Held(yes, all)) => Some(valid.as_ref()?.scaled(&Exact::positive(yes.into(), all.into()))),
            None => None,
        };
        let no = valid.zip(yes.as_ref()).map(|(valid, yes)| valid.minus(yes));
        Some([registered, ballots, yes, no])
    }
}

/// The fewest people that are at least so large a share, so that a share on a threshold of "at least" is not below it.
fn part_of((part, whole): (i64, i64), of: i64) -> Option<i64> {
    let (part, whole, of) = (i128::from(part), i128::from(whole), i128::from(of));
    i64::try_from(-(-part.checked_mul(of)?).div_euclid(whole)).ok()
}

fn ratio(share: &Exact) -> Option<(i64, i64)> {
    let (part, whole) = share.lowest_terms();
    Some((i64::try_from(part).ok()?, i64::try_from(whole).ok()?))
}

/// Whether an axis moves the input of a role as it is.
fn moves(axis: &Axis, inputs: &[Inputs], role: Role) -> bool {
    let What::Thing(places) = &axis.what else { return false };
    places.iter().zip(inputs).any(|(place, own)| {
        let id = own.get(role as usize).copied().flatten();
        id.is_some() && place.is_some_and(|place| matches!(place.target, Target::Input(moved) if Some(moved) == id))
    })
}

fn twice(share: &Axis, other: &Axis, role: &str) -> SweepError {
    SweepError::MovedTwice {
        first: share.name.clone(),
        second: other.name.clone(),
        what: format!("`{role}`"),
        one: share.span,
        other: other.span,
    }
}

fn no_base(axis: &Axis, declared: bool) -> SweepError {
    let help = if declared {
        "give it: `--set registered=…`, or a scenario that has it".to_owned()
    } else {
        "these rules take no input called `registered`, `electorate` or `eligible`: name the one that it is, \
         `--registered PATH`, or move the votes themselves: `--vary \"yes = …\"`"
            .to_owned()
    };
    SweepError::NoBase { help, span: axis.span }
}

fn no_role(axis: &Axis, missing: &[Role]) -> SweepError {
    let tried: Vec<&str> = missing.iter().flat_map(|role| role.names().iter().take(2).copied()).collect();
    let options: Vec<String> = missing.iter().map(|role| format!("--{} PATH", role.option())).collect();
    SweepError::NoRole {
        name: axis.name.clone(),
        tried: words::or_list(tried),
        help: format!(
            "say which inputs they are: `{}`; of a measure with several stages choose one with `--stage`",
            options.join(" ")
        ),
        span: axis.span,
    }
}
