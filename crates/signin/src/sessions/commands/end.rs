//! Ending sessions: one's own, or all of a person.

use facts::signin::SessionsEnded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sessions::{authority, end_all, store};
use crate::{oidc, people, saml};

/// Ends one of one's own sessions: that browser has to sign in again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    /// Which one, as listed by `session.mine`.
    pub session: Uuid,
    /// Whether applications that go on without the browser are left signed in; for leaving one's own browser. Otherwise all
    /// that began in the session ends with it.
    #[serde(default)]
    pub leaves_lasting: bool,
}

impl Command for EndSession {
    const NAME: &'static str = "session.end";
    const ACTION: Action = authority::END;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let account = call.actor.account().ok_or_else(|| messages::SIGN_IN.refuse())?;
        if !store::end(tx, account, self.session, call.now).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        if self.leaves_lasting {
            oidc::end_with_session(tx, account, self.session, call.now).await?;
        } else {
            oidc::end_of_session(tx, account, self.session, call.now).await?;
        }
        saml::end_of_session(tx, self.session, call.now).await?;
        tx.subject("session", self.session, 2);
        Ok(())
    }
}

/// Ends all sessions of a person: every browser has to sign in again. The password goes on working.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndAllSessions {
    /// Whose.
    pub person: AccountId,
}

impl Command for EndAllSessions {
    const NAME: &'static str = "session.end-all";
    const ACTION: Action = authority::END_ALL;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        end_all(tx, self.person, None, call.now).await?;
        tx.note(&SessionsEnded { account: self.person })?;
        Ok(())
    }
}
