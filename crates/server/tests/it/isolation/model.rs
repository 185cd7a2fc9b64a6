//! What must be answered, worked out a second time and in another way than the kernel does.
//!
//! The kernel goes from grants and the tree of organisations; this goes from the words of the test: who somebody is,
//! and how a thing lies to them. Only the reviewed table of roles is shared.

use kernel::authority::{Role, Who};
use kernel::door::{Actor, View};

use super::nation::{Barred, Cast, Reach, Relation};

/// What a command or query is about, as far as authority goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The service as a whole.
    Nation,
    /// The target organisation, or something of it.
    Organisation,
    /// The target organisation by its key, which is not looked up first.
    OrganisationKey,
    /// The target's person.
    Person,
    /// The actor's organisation, with something of the target in the words of the request.
    OwnWith,
    /// The actor's organisation and that of the target's person: both must allow it.
    OwnAnd,
    /// The actor's organisation alone, for a person of the target's: one out of sight is as good as unknown.
    OwnFor,
    /// The actor's organisation alone, for a person whom everybody finds in the directory.
    OwnCard,
    /// The target organisation, which everybody may ask about who belongs to it.
    Home,
    /// What is the actor's.
    Own,
    /// Something of the target that only its owner ever reaches.
    Others,
    /// A role of the whole service.
    NationalGrant,
    /// Nothing in particular: a list of what is seen.
    List,
}

/// What must be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Anything but the three refusals below.
    Allowed,
    /// `not-found`.
    NotFound,
    /// `not-allowed`.
    NotAllowed,
    /// `sign-in-needed`.
    SignIn,
    /// `token.scope`.
    Token,
}

/// Whether the grant reaches the place; that it is there is another question.
const fn reaches(reach: Reach, relation: Relation) -> bool {
    match relation {
        Relation::Own | Relation::Oneself => !matches!(reach, Reach::Served),
        Relation::Child if matches!(reach, Reach::Served) => true,
        Relation::Child | Relation::Closed => matches!(reach, Reach::OwnAndBelow | Reach::Nation),
        Relation::Parent | Relation::Sibling | Relation::Unknown => matches!(reach, Reach::Nation),
    }
}

/// Whether the actor knows of the place at all.
pub(super) fn sees(cast: &Cast, relation: Relation) -> bool {
    if let Actor::Operator(_) | Actor::Service(_) = cast.actor {
        return true;
    }
    cast.role.is_some_and(|(_, reach)| reaches(reach, relation))
}

fn may(who: &Who, cast: &Cast, relation: Relation) -> bool {
    cast.role.is_some_and(|(role, reach)| who.roles.has(role) && reaches(reach, relation))
}

fn barred(who: &Who, cast: &Cast) -> Option<Verdict> {
    // The operator and the service have no place of their own: all or nothing.
    let all = |may: bool| Some(if may { Verdict::Allowed } else { Verdict::NotAllowed });
    match cast.actor {
        Actor::Operator(_) => return all(who.operator),
        Actor::Service(_) => return all(who.service),
        Actor::Anonymous | Actor::Account(_) => {}
    }
    match cast.barred {
        Barred::Token => Some(Verdict::Token),
        Barred::SignIn if who.anyone && cast.actor.account().is_none() => Some(Verdict::Allowed),
        Barred::SignIn => Some(Verdict::SignIn),
        Barred::No => None,
    }
}

/// What a command must answer.
pub(super) fn command(who: &Who, cast: &Cast, about: About, relation: Relation) -> Verdict {
    if let Some(verdict) = barred(who, cast) {
        return verdict;
    }
    let at = |relation: Relation| {
        if relation == Relation::Unknown && about != About::OrganisationKey {
            Verdict::NotFound
        } else if may(who, cast, relation) {
            Verdict::Allowed
        } else if sees(cast, relation) {
            Verdict::NotAllowed
        } else {
            Verdict::NotFound
        }
    };
    let national = |none: Verdict| match cast.role {
        Some((role, Reach::Nation)) if who.roles.has(role) => Verdict::Allowed,
        Some((_, Reach::Nation)) => Verdict::NotAllowed,
        _ => none,
    };
    match about {
        About::Others => Verdict::NotFound,
        _ if who.everyone => Verdict::Allowed,
        About::Own if who.oneself => Verdict::Allowed,
        About::Home | About::Own | About::List => Verdict::NotAllowed,
        About::Nation => national(Verdict::NotAllowed),
        About::NationalGrant => national(Verdict::NotFound),
        About::Organisation | About::OrganisationKey => at(relation),
        About::OwnWith => at(Relation::Own),
        About::OwnFor => match (at(Relation::Own), at(relation)) {
            (Verdict::Allowed, Verdict::NotFound) => Verdict::NotFound,
            (own, _) => own,
        },
        About::OwnCard => match at(Relation::Own) {
            Verdict::Allowed if relation == Relation::Unknown => Verdict::NotFound,
            own => own,
        },
        About::OwnAnd => match (at(Relation::Own), at(relation)) {
            (Verdict::NotFound, _) | (_, Verdict::NotFound) => Verdict::NotFound,
            (Verdict::Allowed, Verdict::Allowed) => Verdict::Allowed,
            _ => Verdict::NotAllowed,
        },
        // The account itself is known to its owner, whether or not this may be done to it.
        About::Person if relation == Relation::Oneself && who.oneself => Verdict::Allowed,
        About::Person if relation == Relation::Oneself && !may(who, cast, relation) => {
            Verdict::NotAllowed
        }
        About::Person => at(relation),
    }
}

/// What a query must answer.
pub(super) fn query(
    who: &Who,
    cast: &Cast,
    view: View,
    about: About,
    relation: Relation,
) -> Verdict {
    if let Some(verdict) = barred(who, cast) {
        return verdict;
    }
    let holds = cast.role.filter(|(role, _)| who.roles.has(*role));
    let nation = matches!(holds, Some((_, Reach::Nation)));
    if view == View::Nation && !nation && !who.everyone {
        return Verdict::NotAllowed;
    }
    if holds.is_none() && !who.oneself && !who.everyone {
        return Verdict::NotAllowed;
    }
    let seen = |relation: Relation| {
        if relation != Relation::Unknown && (who.everyone || may(who, cast, relation)) {
            Verdict::Allowed
        } else {
            Verdict::NotFound
        }
    };
    match about {
        About::Person if relation == Relation::Oneself && who.oneself => Verdict::Allowed,
        About::Organisation | About::Person | About::OrganisationKey => seen(relation),
        About::OwnWith | About::OwnFor | About::OwnCard => seen(Relation::Own),
        About::OwnAnd => match (seen(Relation::Own), seen(relation)) {
            (Verdict::Allowed, Verdict::Allowed) => Verdict::Allowed,
            _ => Verdict::NotFound,
        },
        About::Home if matches!(relation, Relation::Own | Relation::Oneself) => Verdict::Allowed,
        About::Home | About::Others | About::NationalGrant => Verdict::NotFound,
        About::Nation | About::Own | About::List => Verdict::Allowed,
    }
}

/// Whether what is private in the organisation may stand in an answer to this actor.
pub(super) fn may_hold(who: &Who, cast: &Cast, relation: Relation) -> bool {
    match cast.actor {
        Actor::Operator(_) | Actor::Service(_) => true,
        Actor::Anonymous | Actor::Account(_) => {
            cast.barred == Barred::No && may(who, cast, relation)
        }
    }
}

/// Whether a role is one that the service as a whole is asked through; for the reduced run.
pub(super) const fn stands_for_its_kind(role: Role) -> bool {
    matches!(
        role,
        Role::PlatformAdministrator
            | Role::NationalServiceDesk
            | Role::LocalAdministrator
            | Role::ThreatApprover
    )
}
