//! Why somebody has to have a second step, and what signing in asks of them: a table over their circumstances, without
//! a clock and without a database.
//!
//! The strictest wins: an account that somebody else got into, a role, the standard policy, the policy of named locations.
//! An exception leaves out what a policy asks, and nothing else.

use kernel::clock::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Policy;

/// Why somebody has to have a second step, or is asked for one, or is not: the strictest reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Somebody else got into the account, and the case is open.
    Compromise,
    /// They hold a role of the whole service.
    PrivilegedRole,
    /// They hold a role in an organisation.
    AdministratorRole,
    /// An administrator asks it of them, at every sign-in.
    Person,
    /// Their organisation asks it of everybody, at every sign-in.
    Organisation,
    /// The service asks it of everybody.
    Nation,
    /// An administrator asks it of them, outside the networks of their organisation.
    PersonByLocation,
    /// Their organisation asks it of everybody, outside its networks.
    OrganisationByLocation,
    /// What they had was lost, and is to be added anew.
    Anew,
    /// Nothing is asked until a moment.
    Exception,
    /// They have added one of their own accord.
    OwnChoice,
    /// Nobody asks it of them, and they have none.
    NotObliged,
}

/// What somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// Nothing beside a password.
    None,
    /// Something that can be read by others or talked out of people.
    Weak,
    /// An authenticator app or a passkey.
    Strong,
}

/// What signing in asks for after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AtSignIn {
    /// Nothing more.
    Nothing,
    /// The second step that they have.
    SecondStep,
    /// To add one, before anything else.
    Adding,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Judged {
    /// The strictest reason.
    pub cause: Cause,
    /// What they have.
    pub factor: Factor,
    /// What signing in asks for now.
    pub asks: AtSignIn,
    /// Until when they add one, where they have none that does; none for whoever does not have to.
    pub add_by: Option<Timestamp>,
    /// Until when nothing is asked of them.
    pub exception_until: Option<Timestamp>,
}

impl Judged {
    /// Whether they have to have a second step, whatever they have.
    pub const fn is_obliged(&self) -> bool {
        !matches!(self.cause, Cause::OwnChoice | Cause::NotObliged | Cause::Exception)
    }

    /// Whether what they have is what is asked of them.
    pub const fn is_ready(&self) -> bool {
        match self.cause {
            Cause::PrivilegedRole => matches!(self.factor, Factor::Strong),
            _ => !matches!(self.factor, Factor::None),
        }
    }
}

/// A role somebody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mfa) enum Holds {
    /// None.
    Nothing,
    /// One in an organisation, since a moment.
    InOrganisation(Timestamp),
    /// One of the whole service, or of a sector of it.
    OfTheService(Timestamp),
}

/// How many seconds there are to add one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mfa) struct Grace {
    pub(in crate::mfa) days: i64,
    pub(in crate::mfa) standard_days: i64,
}

/// All that counts about somebody.
#[derive(Clone, Copy, Debug)]
pub(in crate::mfa) struct Circumstances {
    pub(in crate::mfa) factor: Factor,
    /// Since when a case is open.
    pub(in crate::mfa) compromised: Option<Timestamp>,
    pub(in crate::mfa) holds: Holds,
    /// Since when roles oblige.
    pub(in crate::mfa) roles_oblige: Option<Timestamp>,
    /// Since when the service obliges everybody.
    pub(in crate::mfa) nation: Option<Timestamp>,
    pub(in crate::mfa) organisation: Option<(Policy, Timestamp)>,
    pub(in crate::mfa) person: Option<(Policy, Timestamp)>,
    /// Until when the last exception counts or counted.
    pub(in crate::mfa) exception_until: Option<Timestamp>,
    /// Whether a second step is to be added anew after it.
    pub(in crate::mfa) anew: bool,
    /// Since when they are here: nobody's time to add one begins before.
    pub(in crate::mfa) here_since: Option<Timestamp>,
    pub(in crate::mfa) grace: Grace,
}

/// One reason, and until when there is time.
#[derive(Clone, Copy)]
struct Obligation {
    cause: Cause,
    add_by: Timestamp,
}

impl Circumstances {
    /// Whether roles keep an exception from counting: those of the whole service always, others where roles oblige.
    const fn keeps_role_asked(&self) -> bool {
        match self.holds {
            Holds::Nothing => false,
            Holds::InOrganisation(_) => self.roles_oblige.is_some(),
            Holds::OfTheService(_) => true,
        }
    }

    /// Whether no exception counts for them, whoever grants it.
    pub(in crate::mfa) const fn takes_no_exception(&self) -> bool {
        self.compromised.is_some() || self.keeps_role_asked()
    }

    fn from(&self, since: Timestamp, days: i64) -> Timestamp {
        self.here_since.map_or(since, |here| here.max(since)).plus_days(days)
    }

    /// The reasons that hold, the strictest first.
    fn obligations(&self) -> Vec<Obligation> {
        let Grace { days, standard_days } = self.grace;
        let of = |cause, add_by| Some(Obligation { cause, add_by });
        let by_policy = |found: Option<(Policy, Timestamp)>, asked: Policy, cause, days| {
            found
                .filter(|(policy, _)| *policy == asked)
                .and_then(|(_, since)| of(cause, self.from(since, days)))
        };
        let role = self.roles_oblige.and_then(|since| match self.holds {
            Holds::Nothing => None,
            Holds::InOrganisation(given) => {
                of(Cause::AdministratorRole, self.from(since.max(given), days))
            }
            Holds::OfTheService(given) => {
                of(Cause::PrivilegedRole, self.from(since.max(given), days))
            }
        });
        let anew = self.exception_until.filter(|_| self.anew);
        [
            self.compromised.and_then(|since| of(Cause::Compromise, since)),
            role,
            by_policy(self.person, Policy::Standard, Cause::Person, standard_days),
            by_policy(self.organisation, Policy::Standard, Cause::Organisation, standard_days),
            self.nation.and_then(|since| of(Cause::Nation, self.from(since, days))),
            by_policy(self.person, Policy::NamedLocation, Cause::PersonByLocation, days),
            by_policy(
                self.organisation,
                Policy::NamedLocation,
                Cause::OrganisationByLocation,
                days,
            ),
            anew.filter(|_| self.factor == Factor::None).and_then(|until| of(Cause::Anew, until)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Whether the policy of named locations is the strictest reason.
const fn is_by_location(cause: Cause) -> bool {
    matches!(cause, Cause::PersonByLocation | Cause::OrganisationByLocation)
}

/// Judges somebody who signs in from inside or outside the approved networks of their organisation.
pub(in crate::mfa) fn judge(
    about: &Circumstances,
    is_inside: impl FnOnce() -> bool,
    now: Timestamp,
) -> Judged {
    let factor = about.factor;
    let until = about.exception_until.filter(|until| now < *until && !about.takes_no_exception());
    if until.is_some() {
        let (cause, asks) = (Cause::Exception, AtSignIn::Nothing);
        return Judged { cause, factor, asks, add_by: None, exception_until: until };
    }
    let obligations = about.obligations();
    let Some(strictest) = obligations.first() else {
        let (cause, asks) = match factor {
            Factor::None => (Cause::NotObliged, AtSignIn::Nothing),
            _ => (Cause::OwnChoice, AtSignIn::SecondStep),
        };
        return Judged { cause, factor, asks, add_by: None, exception_until: None };
    };
    let cause = strictest.cause;
    let judged =
        Judged { cause, factor, asks: AtSignIn::Nothing, add_by: None, exception_until: None };
    if judged.is_ready() {
        let is_left_out = is_by_location(cause) && is_inside();
        let asks = if is_left_out { AtSignIn::Nothing } else { AtSignIn::SecondStep };
        return Judged { asks, ..judged };
    }
    // Every reason that holds has its own time, and the first that is over ends all.
    let add_by = obligations.iter().map(|one| one.add_by).min();
    let is_over = add_by.is_some_and(|by| by <= now);
    let asks = match (is_over, factor) {
        (true, _) => AtSignIn::Adding,
        (false, Factor::None) => AtSignIn::Nothing,
        (false, _) => AtSignIn::SecondStep,
    };
    Judged { asks, add_by, ..judged }
}
