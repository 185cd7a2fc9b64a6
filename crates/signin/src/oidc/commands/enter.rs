//! Entering an application.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Fault, Refusal, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::applications::{self, Application, Devices, OFFLINE};
use crate::attempts::{Going, NO_SECOND_STEP, NOT_FOR_THEM, Reasons};
use crate::compromise::NO_APPLICATIONS;
use crate::oidc::model::{
    CODE_SECONDS, LONGEST_DEVICE_SECONDS, LONGEST_TOKEN_SECONDS, REFRESH_DAYS, Wanted, code_hash,
    draw_code,
};
use crate::oidc::store::Device;
use crate::oidc::{authority, messages, store};
use crate::sessions::{self, Proofs, SessionView};
use crate::{compromise, consents, terms};

/// Enters an application from a browser in which one is signed in: answers a code, which the application redeems.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnterApplication {
    /// Which one.
    pub application: Uuid,
    /// Where the browser is sent back to; one of the addresses that are registered.
    pub redirect_uri: String,
    /// What the application is told.
    pub scopes: Vec<String>,
    /// What it wants to find in the answer.
    #[serde(default)]
    pub nonce: String,
    /// The challenge to which the code is bound.
    #[serde(default)]
    pub challenge: String,
    /// Single things that it asked to be told; filled in by the portal, and by nobody else.
    #[serde(skip)]
    pub(in crate::oidc) wanted: Wanted,
    /// The session in which this happens; filled in by the portal, and by nobody else.
    #[serde(skip)]
    pub by: Option<By>,
    /// The device that is let in instead of a browser; filled in by the portal, and by nobody else.
    #[serde(skip)]
    pub device: Option<ForDevice>,
}

/// A device that was shown to whoever lets it in.
#[derive(Clone, Copy, Debug)]
pub struct ForDevice(pub(in crate::oidc) Uuid);

/// The session of whoever enters, and the line of the log of sign-ins that tells of it.
#[derive(Clone, Debug)]
pub struct By {
    session: Uuid,
    authenticated_at: Timestamp,
    proofs: Proofs,
    going: Going,
}

/// Refusals that stand in the log of sign-ins.
const WRITTEN_DOWN: Reasons<'_> =
    &[(messages::NOT_FOR_YOU.code, NOT_FOR_THEM), (NO_APPLICATIONS.code, NO_SECOND_STEP)];

impl By {
    /// Somebody in this session who goes there.
    pub(in crate::oidc) fn of(session: &SessionView, going: Going) -> Self {
        let SessionView { id, created_at, proofs, .. } = *session;
        Self { session: id, authenticated_at: created_at, proofs, going }
    }
}

// No `Debug`: it holds the code.
/// An application that was entered.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct EnteredApplication {
    /// The code, shown once.
    pub code: String,
}

fn visit(
    application: &Application,
    account: AccountId,
    by: &By,
    expires_at: Timestamp,
    call: &Call,
) -> store::Visit {
    let (session, application) = (by.session, application.id);
    store::Visit { id: ids::new_at(call.now), session, application, account, expires_at }
}

impl EnterApplication {
    /// The device that is let in, if it is one: it waits still, for this application and what was shown.
    async fn waiting(
        &self,
        application: &Application,
        call: &Call,
        tx: &mut WriteTx,
    ) -> Result<Option<Device>> {
        let Some(ForDevice(id)) = self.device else { return Ok(None) };
        let device = store::device_by_id(tx, id).await?.filter(|device| {
            device.application == application.id
                && application.devices == Devices::ByCode
                && device.scopes == self.scopes
                && !device.is_refused
                && device.expires_at > call.now
        });
        Ok(Some(device.ok_or_else(|| messages::GONE.refuse())?))
    }
}

impl Command for EnterApplication {
    const NAME: &'static str = "application.enter";
    const ACTION: Action = authority::ENTER;
    const REPEATABLE: bool = false;
    type Prepared = String;
    type Output = EnteredApplication;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<String> {
        Ok(draw_code(call.now))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        code: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<EnteredApplication> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        // A token that leaked must not open what its owner's password opens.
        let by = self.by.as_ref().filter(|_| call.scope.is_none());
        let by = by.ok_or_else(|| messages::IN_BROWSER.refuse())?;
        let application = applications::by_id(tx, self.application).await?;
        let application = application.ok_or_else(|| messages::GONE.refuse())?;
        let device = self.waiting(&application, call, tx).await?;
        let is_as_asked = (device.is_some() || application.returns_to(&self.redirect_uri))
            && self.scopes.iter().all(|scope| application.scopes.contains(scope));
        if !is_as_asked {
            return Err(messages::GONE.refuse().into());
        }
        if !applications::may_use(tx, &application, account).await? {
            return Err(messages::NOT_FOR_YOU.refuse().into());
        }
        compromise::check_second_step(tx, account, by.proofs, call.now).await?;
        if terms::keep_out(tx, account, application.id, call.now).await? {
            return Err(messages::TERMS.refuse().into());
        }
        let wanted = self.wanted.within(&application.scopes);
        let told = [self.scopes.clone(), wanted.scopes()].concat();
        if !consents::missing(tx, &application, account, &told).await?.is_empty() {
            return Err(consents::NEEDED.refuse().into());
        }
        let lasts = self.scopes.iter().any(|scope| scope == OFFLINE);
        let rules = [&CODE_SECONDS, &REFRESH_DAYS];
        let [code_seconds, refresh_days] = tx.dated_all(rules, None, call.now).await?;
        let waits = device.as_ref().map_or(code_seconds, |_| LONGEST_DEVICE_SECONDS);
        let seconds = if lasts { refresh_days * 86_400 } else { waits + LONGEST_TOKEN_SECONDS };
        // Taken after everything that may refuse: whoever ends the session waits, and then finds what was entered.
        let Some(ends_at) = sessions::hold(tx, by.session).await? else {
            return Err(common::SIGN_IN.refuse().into());
        };
        let visit = match application.backchannel_logout_uri.is_empty() {
            true => None,
            false => {
                Some(store::visit(tx, visit(&application, account, by, ends_at, call), call).await?)
            }
        };
        let entry = store::Entry {
            id: ids::new_at(call.now),
            application: application.id,
            account,
            session: by.session,
            code_expires_at: match &device {
                Some(device) => device.expires_at,
                None => call.now.plus_seconds(code_seconds),
            },
            redirect_uri: self.redirect_uri.clone(),
            challenge: self.challenge.clone(),
            nonce: self.nonce.clone(),
            scopes: self.scopes.clone(),
            authenticated_at: by.authenticated_at,
            proofs: by.proofs,
            lasts,
            began_at: call.now,
            expires_at: call.now.plus_seconds(seconds),
            redeemed_at: None,
            is_reused: false,
            visit,
            wanted,
        };
        // A device has its code already; of several who let it in at once, one does.
        let hash = match device {
            None => code_hash(code),
            Some(device) => {
                <[u8; 32]>::try_from(device.device_hash).map_err(|_| messages::GONE.refuse())?
            }
        };
        if !store::insert(tx, &entry, &hash, call).await? {
            return Err(messages::GONE.refuse().into());
        }
        Ok(EnteredApplication { code: code.clone() })
    }

    async fn upkeep(
        &self,
        _: &String,
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
