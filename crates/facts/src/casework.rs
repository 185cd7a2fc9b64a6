//! What casework tells and answers.

use kernel::authority::Role;
use kernel::door::Question;
use kernel::ids::{AccountId, OrganisationId};
use uuid::Uuid;

crate::facts! {
    /// Somebody asked for something; it waits for those who decide.
    RequestAsked = "request.asked" {
        /// The request.
        request: Uuid,
        /// Where it was asked.
        organisation: OrganisationId,
    }
    /// Somebody wrote in the thread of a request.
    RequestAnswered = "request.answered" {
        /// The request.
        request: Uuid,
        /// Where it was asked.
        organisation: OrganisationId,
        /// Who wrote.
        author: AccountId,
        /// Whether it waits for its asker now.
        waits_for_asker: bool,
    }
    /// A request was given to somebody of those who decide.
    RequestTaken = "request.taken" {
        /// The request.
        request: Uuid,
        /// Where it was asked.
        organisation: OrganisationId,
        /// To whom.
        taker: AccountId,
    }
    /// A request was decided for or against.
    RequestDecided = "request.decided" {
        /// The request.
        request: Uuid,
        /// Where it was asked.
        organisation: OrganisationId,
        /// Whether it was decided for.
        approved: bool,
    }
    /// What a request asked for could not be done by itself; it waits for those who decide again.
    RequestNotDone = "request.not-done" {
        /// The request.
        request: Uuid,
        /// Where it was asked.
        organisation: OrganisationId,
    }
    /// Everything of a bulk change was tried.
    BulkEnded = "bulk.ended" {
        /// The bulk change.
        bulk: Uuid,
        /// Where.
        organisation: OrganisationId,
        /// In whose name it ran.
        account: AccountId,
        /// Its entries.
        entries: i64,
        /// Those that were changed.
        changed: i64,
    }
    /// A request came to its end.
    RequestEnded = "request.ended" {
        /// The request.
        request: Uuid,
        /// Where it was asked.
        organisation: OrganisationId,
        /// `declined`, `withdrawn`, `lapsed` or `done`.
        state: String,
    }
    /// Nobody has acted on a request for a while; whoever it waits for is to be reminded.
    RequestReminded = "request.reminded" {
        /// The request.
        request: Uuid,
        /// Where it was asked.
        organisation: OrganisationId,
        /// Whether it waits for its asker.
        waits_for_asker: bool,
        /// The first reminder or the second.
        number: i64,
    }
}

/// Asks what a letter about a request has to know.
#[derive(Clone, Copy, Debug)]
pub struct RequestOf(pub Uuid);

/// A request, as letters speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTold {
    /// What it asks for, in words.
    pub title: String,
    /// Who asked.
    pub asked_by: AccountId,
    /// Who of the organisation decides it: roles that reach it. None where the service desk does.
    pub deciders: Vec<Role>,
    /// Whether it is not over.
    pub is_live: bool,
}

impl Question for RequestOf {
    type Answer = Option<RequestTold>;
}
