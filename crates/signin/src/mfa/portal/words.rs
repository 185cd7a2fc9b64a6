//! What causes, factors and times are called.

use kernel::clock::Timestamp;
use maud::{Markup, html};
use ui::when::Zone;

use crate::mfa::model::{Ground, Reason};
use crate::mfa::store::{ExceptionState, NetworkState};
use crate::mfa::{Cause, Concern, Factor, Judged, Show};

/// Why, in words for those who look after somebody.
pub(super) const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Compromise => "Somebody else got into the account",
        Cause::PrivilegedRole => "A role of the whole service",
        Cause::AdministratorRole => "A role in an organisation",
        Cause::Person => "Asked of this person",
        Cause::Organisation => "Asked of everybody here",
        Cause::Nation => "Asked of everybody in the service",
        Cause::PersonByLocation => "Asked of this person, outside the networks",
        Cause::OrganisationByLocation => "Asked of everybody here, outside the networks",
        Cause::Anew => "What they had was lost",
        Cause::Exception => "An exception counts",
        Cause::OwnChoice => "Their own choice",
        Cause::NotObliged => "Not asked",
    }
}

/// What needs looking at.
pub(super) const fn concern(concern: Concern) -> &'static str {
    match concern {
        Concern::SignedIn => "Signed in without it",
        Concern::NoFactor => "Has none that can be used",
        Concern::Ending => "An exception ends",
    }
}

/// What somebody has.
pub(super) const fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::None => "None",
        Factor::Weak => "A weak one only",
        Factor::Strong => "App or passkey",
    }
}

/// What a list shows.
pub(super) const fn show(show: Show) -> &'static str {
    match show {
        Show::Everybody => "Everybody",
        Show::Missing => "Has to have one, and has none",
        Show::Without => "Has none",
        Show::Obliged => "Has to have one",
        Show::Excepted => "An exception counts",
    }
}

/// Why an exception was made, or asked for.
pub(super) fn reason(name: &str) -> &'static str {
    let reason = Reason::named(name).map(Reason::words);
    reason.or_else(|| Ground::named(name).map(Ground::words)).unwrap_or_default()
}

/// Where an exception stands.
pub(super) fn exception(
    state: ExceptionState,
    until: Option<Timestamp>,
    now: Timestamp,
) -> &'static str {
    match state {
        ExceptionState::Asked => "Waits for a decision",
        ExceptionState::Granted if until.is_some_and(|until| now < until) => "Counts",
        ExceptionState::Granted => "Over",
        ExceptionState::Refused => "Not approved",
        ExceptionState::Ended => "Ended early",
    }
}

/// Whether a network counts.
pub(super) const fn network(state: NetworkState) -> &'static str {
    match state {
        NetworkState::Proposed => "Waits for a decision",
        NetworkState::Approved => "Approved",
        NetworkState::Refused => "Not approved",
    }
}

/// How long it is until a moment, in whole minutes, hours or days.
pub(crate) fn left(until: Timestamp, now: Timestamp) -> String {
    let minutes = (until.micros() - now.micros()).max(0) / 60_000_000;
    let some = |many: i64, one: &str| match many {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    match (minutes / 1440, minutes / 60, minutes % 60) {
        (days, ..) if days >= 2 => some(days, "day"),
        (_, 0, minutes) => some(minutes, "minute"),
        (_, hours, 0) => some(hours, "hour"),
        (_, hours, minutes) => format!("{} and {}", some(hours, "hour"), some(minutes, "minute")),
    }
}

/// Until when somebody who has to have a second step and has none adds one; nothing for everybody else.
pub(crate) fn by_when(stands: &Judged, zone: &Zone) -> Option<Markup> {
    let by = stands.add_by.filter(|_| stands.is_obliged() && !stands.is_ready())?;
    Some(html! {
        p { "Your account has to have a second step of signing in. Add one by " (zone.minute_element(by.micros())) ". After that, signing in asks you to add one before anything else." }
    })
}
