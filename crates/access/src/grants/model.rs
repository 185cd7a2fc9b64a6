//! What may be handed out by whom, and when somebody must stay.

use kernel::authority::{Grant, GrantSpan, Role, RoleSet, Span};
use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::ids::{AccountId, GrantId};
use kernel::refusal::{Code, messages as common};

use super::messages;

/// How many people of one organisation may hold a telephony role.
pub(crate) const TELEPHONY_HOLDERS: NumberRule = NumberRule::new(
    "grant.telephony-holders",
    10,
    1..=1000,
    "people",
    "domain rules, role catalogue: telephony administrators of one organisation",
);

/// Roles that administer the telephony; a person holds one of them, never both.
pub(crate) const TELEPHONY: RoleSet =
    RoleSet::of(&[Role::PrimaryTelephonyAdministrator, Role::TelephonyAdministrator]);

/// What a primary local administrator may hand out. A directory feed is a machine with power over every person of
/// an organisation, so it is the platform's to give.
pub(crate) const LOCAL: RoleSet = RoleSet::of(&[
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
    Role::LicenceAdministrator,
    Role::SpendingApprover,
    Role::Auditor,
    Role::ThreatApprover,
    Role::PrimaryTelephonyAdministrator,
    Role::TelephonyAdministrator,
]);

/// The least number of administrators with whom an organisation is not stuck when one is away.
pub(crate) const ENOUGH_ADMINISTRATORS: usize = 2;

/// Days for which somebody can be stood in for at a time, if they arrange it themselves.
pub(crate) const COVER_DAYS: NumberRule = NumberRule::new(
    "cover.days",
    35,
    1..=366,
    "days",
    "cover.arrange: a long holiday; for longer, a primary local administrator gives the role",
)
.of_the_nation();

/// Days of any year for which somebody can be stood in for, if they arrange it themselves.
pub(crate) const COVER_DAYS_A_YEAR: NumberRule = NumberRule::new(
    "cover.days-a-year",
    90,
    1..=366,
    "days",
    "cover.arrange: all holidays of a year and some illness, so that nobody hands a role on for good",
)
.of_the_nation();

/// Hours for which a supplier's engineer can look at records.
pub(crate) const SUPPLIER_HOURS: NumberRule = NumberRule::new(
    "grant.supplier-hours",
    8,
    1..=72,
    "hours",
    "role catalogue, supplier engineer: one working day, for one ticket",
)
.of_the_nation();

/// Characters of the reference of a ticket.
pub(crate) const TICKET_CHARACTERS: usize = 40;

/// How far ahead a cover can be arranged, in days.
pub(crate) const COVER_AHEAD_DAYS: i64 = 365;
/// Roles of one cover.
pub(crate) const COVER_ROLES: usize = 50;
/// The length of the year in which days of cover are counted.
pub(crate) const YEAR_DAYS: i64 = 365;
/// A day.
pub(crate) const DAY_MICROS: i64 = 86_400_000_000;

/// From a moment until another one, exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    /// Its beginning.
    pub(crate) starts_at: Timestamp,
    /// Its end.
    pub(crate) ends_at: Timestamp,
}

impl Period {
    /// Whether they have a moment in common.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.starts_at.max(other.starts_at) < self.ends_at.min(other.ends_at)
    }

    /// How much of it lies in another one, in microseconds.
    fn within(self, other: Self) -> i64 {
        let start = self.starts_at.max(other.starts_at);
        (self.ends_at.min(other.ends_at).micros() - start.micros()).max(0)
    }
}

/// The most time, in microseconds, for which a role would be stood in for in any year, if `new` were added. The busiest
/// year begins where one of the periods begins, or ends where one ends.
pub(crate) fn most_in_a_year(others: &[Period], new: Period) -> i64 {
    let all = || others.iter().copied().chain([new]);
    let years = all().flat_map(|period| {
        [
            Period { starts_at: period.starts_at, ends_at: period.starts_at.plus_days(YEAR_DAYS) },
            Period { starts_at: period.ends_at.plus_days(-YEAR_DAYS), ends_at: period.ends_at },
        ]
    });
    years.map(|year| all().map(|period| period.within(year)).sum()).max().unwrap_or_default()
}

/// One grant of the giver that reaches the organisation in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    /// The grant.
    pub(crate) grant: GrantId,
    /// Whether it reaches what lies below as well.
    pub(crate) with_descendants: bool,
    /// When it ends.
    pub(crate) ends_at: Option<Timestamp>,
}

/// Up to where somebody may hand out roles in one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bounds {
    /// Everything: a platform administrator, or the operator on the host.
    Everything,
    /// What a primary local administrator holds there.
    Within(Vec<Reach>),
}

impl Bounds {
    /// Whether a role may be handed out, or taken back, in the organisation.
    pub(crate) fn allow(&self, role: Role, with_descendants: bool) -> Result<(), Code> {
        let Self::Within(reaches) = self else { return Ok(()) };
        if reaches.is_empty() {
            return Err(common::NOT_ALLOWED);
        }
        if !LOCAL.has(role) {
            return Err(messages::ROLE_BEYOND_OWN);
        }
        if with_descendants && !reaches.iter().any(|reach| reach.with_descendants) {
            return Err(messages::SCOPE_BEYOND_OWN);
        }
        Ok(())
    }

    /// Whether a role may be handed out until then: not beyond the giver's own time.
    pub(crate) fn allow_until(
        &self,
        with_descendants: bool,
        ends_at: Option<Timestamp>,
    ) -> Result<(), Code> {
        let Self::Within(reaches) = self else { return Ok(()) };
        let lasts = |reach: &Reach| match (reach.ends_at, ends_at) {
            (None, _) => true,
            (Some(own), Some(end)) => end <= own,
            (Some(_), None) => false,
        };
        let fits = |reach: &Reach| lasts(reach) && (reach.with_descendants || !with_descendants);
        if reaches.iter().any(fits) { Ok(()) } else { Err(messages::OUTLASTS_OWN) }
    }
}

/// What was named of where a role is to count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    pub(crate) organisation: bool,
    pub(crate) with_descendants: bool,
    pub(crate) sector: bool,
}

/// Whether the role's span and what was named, or not, fit each other.
pub(crate) fn check_span(role: Role, named: Named) -> Option<(Code, &'static str)> {
    let is_local = role.span() == Span::Organisation;
    if is_local && !named.organisation {
        return Some((messages::ORGANISATION_NEEDED, "organisation"));
    }
    if !is_local && named.organisation {
        return Some((messages::NATIONAL_ROLE, "organisation"));
    }
    if !is_local && named.with_descendants {
        return Some((messages::NATIONAL_ROLE, "with_descendants"));
    }
    match (role.span() == Span::Sector, named.sector) {
        (true, false) => Some((messages::SECTOR_MISSING, "sector")),
        (false, true) => Some((messages::SECTOR_OF_OTHERS, "sector")),
        _ => None,
    }
}

/// Whether an account of this kind may hold the role.
pub(crate) fn fits_kind(role: Role, kind: &str) -> bool {
    kind == "user" || (role == Role::DirectoryFeed && kind == "application")
}

/// Whether a grant already gives, at some time of the period, what is asked for.
pub(crate) fn covers_already(
    held: &Grant,
    role: Role,
    span: GrantSpan,
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
) -> bool {
    let reaches = match span {
        GrantSpan::Organisation(organisation) => held.span.organisation() == Some(organisation),
        span => held.span == span,
    };
    held.role == role
        && reaches
        && ends_at.is_none_or(|end| held.starts_at < end)
        && held.ends_at.is_none_or(|end| starts_at < end)
}

/// The role without whose last holder an organisation, or the service, could no longer help itself.
pub(crate) const fn must_be_kept(role: Role) -> bool {
    matches!(role, Role::PlatformAdministrator | Role::PrimaryLocalAdministrator)
}

/// Who must stay: whether those that remain are enough for `leaving` to go.
///
/// Somebody who holds the role for good is replaced only by somebody who holds it for good; somebody who stands in
/// for a while, by anybody. A grant that has not begun can always go.
pub(crate) fn may_go(leaving: &[Grant], remaining: &[Grant], now: Timestamp) -> bool {
    let live: Vec<&Grant> = leaving.iter().filter(|grant| grant.is_live(now)).collect();
    let stays = |grant: &&Grant| grant.is_live(now);
    if live.is_empty() {
        true
    } else if live.iter().any(|grant| grant.ends_at.is_none()) {
        remaining.iter().filter(stays).any(|grant| grant.ends_at.is_none())
    } else {
        remaining.iter().any(|grant| grant.is_live(now))
    }
}

/// What goes: one grant, or everything an account holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaving {
    /// This grant.
    Grant(GrantId),
    /// Everything of this account.
    Account(AccountId),
}

impl Leaving {
    pub(crate) fn takes(self, grant: &Grant) -> bool {
        match self {
            Self::Grant(id) => grant.id == id,
            Self::Account(account) => grant.account == account,
        }
    }
}
