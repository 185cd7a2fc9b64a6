//! Entering an application that speaks SAML.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Fault, Refusal, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::applications;
use crate::attempts::{Going, NO_SECOND_STEP, NOT_FOR_THEM, Reasons, TERMS_WAIT};
use crate::compromise;
use crate::saml::model::SESSION_HOURS;
use crate::saml::{authority, messages, store};
use crate::sessions::{self, Proofs};
use crate::terms;

/// Enters an application that speaks SAML from a browser in which one is signed in: from then on it may be told who that is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnterSamlApplication {
    /// Which one.
    pub application: Uuid,
    /// Where the browser carries the answer; one of the addresses that its metadata names.
    pub reply_to: String,
    /// The session in which this happens, and the name by which the application will know the person; filled in by the
    /// portal, and by nobody else.
    #[serde(skip)]
    pub by: Option<By>,
}

/// The session of whoever enters, and the name by which the application knows them.
#[derive(Clone, Debug)]
pub struct By {
    pub(in crate::saml) session: Uuid,
    pub(in crate::saml) proofs: Proofs,
    pub(in crate::saml) name_id: String,
    pub(in crate::saml) name_format: String,
    /// The line of the log of sign-ins that tells of it.
    pub(in crate::saml) going: Going,
}

/// Refusals that stand in the log of sign-ins.
const WRITTEN_DOWN: Reasons<'_> = &[
    (messages::NOT_FOR_YOU.code, NOT_FOR_THEM),
    (messages::TERMS.code, TERMS_WAIT),
    (compromise::NO_APPLICATIONS.code, NO_SECOND_STEP),
];

/// An application that was entered.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EnteredSamlApplication {
    /// The entry.
    pub entry: Uuid,
    /// Until when the application may keep the person signed in by it, in microseconds since 1970.
    pub expires_at: Timestamp,
}

impl Command for EnterSamlApplication {
    const NAME: &'static str = "application.enter-saml";
    const ACTION: Action = authority::ENTER;
    const REPEATABLE: bool = false;
    type Prepared = ();
    type Output = EnteredSamlApplication;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<EnteredSamlApplication> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        // A token that leaked must not open what its owner's password opens.
        let by = self.by.as_ref().filter(|_| call.scope.is_none());
        let by = by.ok_or_else(|| messages::IN_BROWSER.refuse())?;
        let application = applications::by_id(tx, self.application).await?;
        let application = application
            .filter(|found| found.service.is_some() && found.returns_to(&self.reply_to))
            .ok_or_else(|| messages::GONE.refuse())?;
        if !applications::may_use(tx, &application, account).await? {
            return Err(messages::NOT_FOR_YOU.refuse().into());
        }
        compromise::check_second_step(tx, account, by.proofs, call.now).await?;
        if terms::keep_out(tx, account, application.id, call.now).await? {
            return Err(messages::TERMS.refuse().into());
        }
        let hours = tx.dated(&SESSION_HOURS, None, call.now).await?;
        let entry = store::Entry {
            id: ids::new_at(call.now),
            application: application.id,
            account,
            session: by.session,
            name_id: by.name_id.clone(),
            name_format: by.name_format.clone(),
            expires_at: call.now.plus_seconds(hours * 3600),
        };
        // Taken last: whoever ends the session waits, and then finds the entry.
        if sessions::hold(tx, by.session).await?.is_none() {
            return Err(common::SIGN_IN.refuse().into());
        }
        store::insert(tx, &entry, call).await?;
        Ok(EnteredSamlApplication { entry: entry.id, expires_at: entry.expires_at })
    }

    async fn upkeep(
        &self,
        (): &(),
        _: &Call,
        refusal: Option<&Refusal>,
        tx: &mut WriteTx,
    ) -> Result<(), Fault> {
        match &self.by {
            Some(by) => by.going.write(tx, refusal, WRITTEN_DOWN).await,
            None => Ok(()),
        }
    }
}
