//! The case of one person.

use facts::directory::AccountView;
use facts::tenant::{TenantShut, TenantShutOf};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::compromise::authority;
use crate::compromise::model::{Found, Proofs, State};
use crate::compromise::store::{self, Case};
use crate::{factors, passwords, people, terms};

/// Cases of one person that are shown.
const SHOWN: i64 = 10;

/// Whether somebody else got into an account, what was done about it, and what is still to be proved.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompromiseOf {
    /// Whose.
    pub person: AccountId,
}

/// The cases of a person.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompromiseState {
    /// The case that is open.
    pub open: Option<CompromiseCase>,
    /// What of its proofs is there; none without an open case.
    pub proofs: Option<Proofs>,
    /// What was done about it in Microsoft 365; none without an open case, and where there is no connection.
    pub tenant: Option<InTenant>,
    /// The last 10 that were closed, the latest first.
    pub closed: Vec<CompromiseCase>,
}

/// What was done in Microsoft 365 since the account was shut last. Each moment is that at which it was seen to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InTenant {
    /// Whether there is an account at all.
    pub is_there: bool,
    /// When nobody could sign in there any more, in microseconds since 1970.
    pub blocked_at: Option<Timestamp>,
    /// When the sessions there were ended, in microseconds since 1970.
    pub sessions_ended_at: Option<Timestamp>,
    /// When no rule of the mailbox ran any more, in microseconds since 1970.
    pub rules_off_at: Option<Timestamp>,
    /// The rules that were switched off, by their names; their owner switches those on again that are theirs.
    pub rules: Vec<String>,
    /// Rules that nobody can switch off from here.
    pub left: Vec<String>,
}

impl From<TenantShut> for InTenant {
    fn from(shut: TenantShut) -> Self {
        Self {
            is_there: shut.is_there,
            blocked_at: shut.blocked_at,
            sessions_ended_at: shut.sessions_ended_at,
            rules_off_at: shut.rules_off_at,
            rules: shut.rules,
            left: shut.left,
        }
    }
}

/// A case.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompromiseCase {
    /// Its key.
    #[schemars(with = "String")]
    pub case: Uuid,
    /// Where it stands.
    pub state: State,
    /// How it was noticed.
    pub found: Found,
    /// What happened, in the words of whoever opened it.
    pub words: String,
    /// When the account was shut, in microseconds since 1970.
    pub opened_at: Timestamp,
    /// Sessions that were ended then.
    pub sessions_ended: i64,
    /// API tokens that were revoked then.
    pub tokens_revoked: i64,
    /// Authenticator apps and other second steps that were removed then.
    pub factors_removed: i64,
    /// Whether there was a password to take away.
    pub had_password: bool,
    /// When the person was let begin again, in microseconds since 1970.
    pub released_at: Option<Timestamp>,
    /// When the check of the devices was recorded, in microseconds since 1970.
    pub checked_at: Option<Timestamp>,
    /// What was checked, by whom and with what result.
    pub checked_words: String,
    /// When it was closed, in microseconds since 1970.
    pub closed_at: Option<Timestamp>,
    /// What it was.
    pub closed_words: String,
    /// How often the account was shut in this case.
    pub times_shut: i64,
    /// Until when the second step is left out, or was, in microseconds since 1970.
    pub lifted_until: Option<Timestamp>,
    /// When it was asked for again, in microseconds since 1970.
    pub lift_ended_at: Option<Timestamp>,
    /// When the words were removed, in microseconds since 1970.
    pub forgotten_at: Option<Timestamp>,
    /// The version to name when something is done about it.
    pub version: i64,
}

impl From<Case> for CompromiseCase {
    fn from(case: Case) -> Self {
        Self {
            case: case.id,
            state: case.state,
            found: case.found,
            words: case.words,
            opened_at: case.opened_at,
            sessions_ended: case.taken.sessions,
            tokens_revoked: case.taken.tokens,
            factors_removed: case.taken.factors,
            had_password: case.taken.password,
            released_at: case.released_at,
            checked_at: case.checked_at,
            checked_words: case.checked_words,
            closed_at: case.closed_at,
            closed_words: case.closed_words,
            times_shut: case.times_shut,
            lifted_until: case.lifted_until,
            lift_ended_at: case.lift_ended_at,
            forgotten_at: case.forgotten_at,
            version: case.version,
        }
    }
}

impl Query for CompromiseOf {
    const NAME: &'static str = "compromise.state";
    const ACTION: Action = authority::STATE;
    const VIEW: View = View::Record;
    type Output = CompromiseState;

    async fn run(
        &self,
        call: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<CompromiseState> {
        let view = people::person(reader, self.person).await?;
        if !sight.sees_organisation(reader, view.organisation).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        let mut cases = Vec::new();
        for case in store::of_account(reader, self.person, SHOWN + 1).await? {
            // What another organisation wrote stays there.
            if case.state != State::Closed
                || sight.sees_organisation(reader, case.organisation).await?
            {
                cases.push(case);
            }
        }
        let (open, closed): (Vec<Case>, Vec<Case>) =
            cases.into_iter().partition(|case| case.state != State::Closed);
        let open = open.into_iter().next();
        let proofs = match &open {
            Some(case) => Some(proofs(reader, &view, case, call.now).await?),
            None => None,
        };
        let tenant = match &open {
            Some(case) => in_tenant(reader, case).await?.map(InTenant::from),
            None => None,
        };
        Ok(CompromiseState {
            tenant,
            open: open.map(CompromiseCase::from),
            proofs,
            closed: closed.into_iter().map(CompromiseCase::from).collect(),
        })
    }
}

/// What is there of what has to be proved. All that there was before was taken away when the account was shut, so whatever is
/// there is from since.
pub(in crate::compromise) async fn proofs(
    reader: &mut Reader,
    view: &AccountView,
    case: &Case,
    now: Timestamp,
) -> Result<Proofs> {
    Ok(Proofs {
        password: passwords::credential(reader, view.account).await?.is_some(),
        second_step: view.kind != "user" || factors::is_asked(reader, view.account).await?,
        terms: !terms::wait_for(reader, view.account, now).await?,
        devices: case.checked_at.is_some(),
        tenant: in_tenant(reader, case).await?.is_none_or(|shut| shut.is_done()),
    })
}

/// What was done in Microsoft 365 since the account was shut last, which the tenant notes within the act that shuts it; none where
/// nobody looks after that, or where it was not asked for, because there is no connection.
async fn in_tenant(reader: &mut Reader, case: &Case) -> Result<Option<TenantShut>> {
    if !reader.is_answered::<TenantShutOf>() {
        return Ok(None);
    }
    let found = reader.ask(TenantShutOf(case.account)).await?;
    // What was done about an earlier case proves nothing about this one.
    Ok(found.filter(|shut| shut.sessions_ended_at.is_none_or(|at| at >= case.opened_at)))
}
