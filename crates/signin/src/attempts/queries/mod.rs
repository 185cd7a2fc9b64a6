//! Who tried to sign in, and whether somebody can.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod log;

use super::{Factor, Level, Outcome, Reason, authority, store};
use crate::terms::{self, TermsStanding};
use crate::{codes, factors, passwords, people, sessions};
pub(super) use log::LogLine;
pub use log::{ApplicationsInLog, LogPage, LoggedApplication, LoggedApplications, SignInLog};

/// Items of a page of a list unless asked otherwise, and at most.
const PAGE: (u32, u32) = (50, 200);

/// Attempts to sign in with one account, the latest first: one's own, or those of a person one looks after. Of
/// somebody who came from another organisation only those since then, except for those who look after the nation.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecentSignIns {
    /// Whose; oneself if left out.
    pub person: Option<AccountId>,
    /// The `next` of the page before.
    #[schemars(with = "Option<String>")]
    pub after: Option<Uuid>,
    /// How many, 50 unless asked otherwise, 200 at most.
    pub limit: Option<u32>,
    /// Only those to sign in here, and none to go to an application.
    #[serde(default)]
    pub here: bool,
}

/// A page of attempts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Attempts {
    /// The attempts.
    pub items: Vec<LoggedAttempt>,
    /// Given as `after`, the page that follows; none on the last page.
    #[schemars(with = "Option<String>")]
    pub next: Option<Uuid>,
}

/// One attempt.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LoggedAttempt {
    /// Its key.
    pub id: Uuid,
    /// When, in microseconds since 1970.
    pub at: Timestamp,
    /// The network address it came from.
    pub peer: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it was refused; empty if it was not.
    pub reason: String,
    /// What the browser said of itself.
    pub device: String,
    /// Where the network address was at that moment, as far as the service knew; otherwise empty.
    pub place: String,
    /// How they showed who they are; none where it is not known.
    pub factor: Option<Factor>,
    /// What was unusual about it, looked at where the password or the passkey was right.
    pub risk: Vec<Reason>,
    /// How much of it there was.
    pub level: Level,
    /// The application that they went to with their account; none where they signed in here.
    #[schemars(with = "Option<String>")]
    pub application: Option<Uuid>,
    /// The name that it had then; empty where there is none.
    pub application_name: String,
}

impl Query for RecentSignIns {
    const NAME: &'static str = "signin.recent";
    const ACTION: Action = authority::RECENT;
    const VIEW: View = View::Record;
    type Output = Attempts;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Attempts> {
        let person =
            self.person.or(call.actor.account()).ok_or_else(|| messages::NOT_FOUND.refuse())?;
        seen(sight, reader, person).await?;
        let limit = self.limit.unwrap_or(PAGE.0).clamp(1, PAGE.1);
        let is_whole = sight.own() == Some(person) || sight.is_national();
        let since = match people::here_since(reader, person).await? {
            Some(since) if !is_whole => since,
            _ => Timestamp::from_micros(i64::MIN),
        };
        let most = i64::from(limit) + 1;
        let here = if self.here { store::Where::Here } else { store::Where::Anywhere };
        let mut items = store::attempts(reader, person, (since, self.after), here, most).await?;
        let next = if items.len() > limit as usize {
            items.truncate(limit as usize);
            items.last().map(|last| last.id)
        } else {
            None
        };
        Ok(Attempts { items, next })
    }
}

/// Whether a person can sign in: password, start code, lock, sessions.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInStateOf {
    /// Whose.
    pub person: AccountId,
}

/// Whether a person can sign in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SignInState {
    /// Who.
    pub person: AccountId,
    /// The name people see.
    pub name: String,
    /// The address, which is the username.
    pub address: String,
    /// The code of the organisation.
    pub organisation: String,
    /// The name of the organisation.
    pub organisation_name: String,
    /// Whether the account is neither disabled nor deleted.
    pub is_active: bool,
    /// When their first day begins, if it is still to come; until then they cannot sign in, but may have a start code.
    pub starts_at: Option<Timestamp>,
    /// Since when the password is in force, if one is set.
    pub password_set_at: Option<Timestamp>,
    /// When the password ends, where passwords end: signing in asks for a new one then.
    pub password_ends_at: Option<Timestamp>,
    /// Until when a start code can be used, if one was given and not yet used.
    pub start_code_until: Option<Timestamp>,
    /// The address outside the service that the start code went to in a link, if it did.
    pub start_link_to: Option<String>,
    /// Until when the account is locked, if it is.
    pub locked_until: Option<Timestamp>,
    /// Authenticator apps; signing in asks for a code if there is one.
    pub authenticators: i64,
    /// Passkeys; signing in asks for one, or for a code, if there is one.
    pub passkeys: i64,
    /// Recovery codes that were not used.
    pub recovery_codes_left: i64,
    /// Whether those are on a sheet that was handed over, and are all that they have.
    pub on_paper: bool,
    /// Whether a code can be sent to them by text.
    pub has_number: bool,
    /// When codes are looked at again, if there were too many wrong ones.
    pub codes_again_at: Option<Timestamp>,
    /// How they stand with the terms of use; none where nobody is asked to accept any.
    pub terms: Option<TermsStanding>,
    /// Sessions that have not ended.
    pub sessions: i64,
}

impl Query for SignInStateOf {
    const NAME: &'static str = "signin.state";
    const ACTION: Action = authority::STATE;
    const VIEW: View = View::Record;
    type Output = SignInState;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<SignInState> {
        seen(sight, reader, self.person).await?;
        let view = people::person(reader, self.person).await?;
        let second = factors::state_of(reader, self.person, view.organisation, call.now).await?;
        let terms = terms::standing(reader, &view, call.now).await?;
        let password = passwords::credential(reader, self.person).await?;
        let set_at = password.map(|credential| credential.set_at);
        Ok(SignInState {
            person: self.person,
            name: view.display_name,
            address: view.address,
            organisation: view.organisation_code,
            organisation_name: view.organisation_name,
            is_active: people::may_act(reader, self.person).await?,
            starts_at: view.starts_at,
            password_set_at: set_at,
            password_ends_at: match set_at {
                Some(set_at) => passwords::ends_at(reader, set_at, call.now).await?,
                None => None,
            },
            start_code_until: codes::waiting_until(reader, self.person, call.now).await?,
            start_link_to: codes::link_waiting(reader, self.person, call.now).await?,
            locked_until: store::locked_until(reader, self.person, call.now).await?,
            authenticators: second.authenticators,
            passkeys: second.passkeys,
            recovery_codes_left: second.recovery_codes_left,
            on_paper: second.on_paper,
            has_number: second.has_number,
            codes_again_at: second.codes_again_at,
            terms,
            sessions: sessions::count(reader, self.person, call.now).await?,
        })
    }
}

/// Somebody out of sight answers as somebody unknown.
async fn seen(sight: &Sight, reader: &mut Reader, person: AccountId) -> Result<()> {
    if sight.own() == Some(person) {
        return Ok(());
    }
    let view = people::person(reader, person).await?;
    if sight.sees_organisation(reader, view.organisation).await? {
        Ok(())
    } else {
        Err(messages::NOT_FOUND.refuse().into())
    }
}
