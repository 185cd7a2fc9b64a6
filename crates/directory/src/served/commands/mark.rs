//! An organisation is administered nationally from now on, or no longer; and nobody comes into one that is full.

use facts::directory::{AccountOf, OrganisationServed};
use kernel::authority::{
    Action, Resource, ServedMark, ServedSector, mark_served, served_mark, unmark_served,
};
use kernel::db::{Reader, Val, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Fields;
use crate::organisations::standing::{Organisation, coded, enter_gate, save_again};
use crate::people::AccountKind;
use crate::served::model::{PEOPLE, WORDS_AT_MOST};
use crate::served::queries::{people_in, working_administrators};
use crate::served::{authority, messages};

/// Has an organisation administered nationally, in a sector: those who hold the role national administration service for
/// it look after its people from now on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdministerNationally {
    /// Its code in the register.
    pub organisation: String,
    /// The sector.
    pub sector: ServedSector,
    /// Why, at most 500 characters.
    pub reason: String,
}

/// Saves the row of the organisation, on which its mark hangs, and says in its history what changed.
async fn changed(
    tx: &mut WriteTx,
    call: &Call,
    organisation: &Organisation,
    sector: (Option<ServedSector>, Option<ServedSector>),
    reason: (Option<String>, Option<String>),
) -> Result<()> {
    if !save_again(tx, organisation, call.act).await? {
        return Err(common::STALE.refuse().into());
    }
    let id = organisation.id;
    tx.subject("organisation", id, organisation.version + 1);
    tx.concerns(id);
    let name = |sector: Option<ServedSector>| Val::from(sector.map(ServedSector::name));
    tx.effect("served_organisation", id, "sector", name(sector.0), name(sector.1));
    tx.effect("served_organisation", id, "reason", reason.0, reason.1);
    tx.note(&OrganisationServed { organisation: id }).map_err(Into::into)
}

impl Command for AdministerNationally {
    const NAME: &'static str = "organisation.administer-nationally";
    const ACTION: Action = authority::MARK;
    type Prepared = String;
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        let mut fields = Fields::default();
        let what = Some("why it is administered nationally");
        let reason = fields.words("reason", what, &self.reason, WORDS_AT_MOST);
        fields.check()?;
        Ok(reason)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        reason: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let organisation = coded(tx, &self.organisation).await?;
        if !organisation.state.is_running() {
            return Err(messages::NOT_RUNNING.at("organisation").into());
        }
        // Whoever is just coming in is waited for and counted; whoever comes later waits, and sees the mark.
        enter_gate(tx, organisation.id, call.act).await?;
        let mark = ServedMark { sector: self.sector, since: call.now, reason: reason.clone() };
        if !mark_served(tx, organisation.id, &mark, call.act).await? {
            return Err(messages::ALREADY.refuse().into());
        }
        let count = people_in(tx, organisation.id).await?;
        let limit = tx.dated(&PEOPLE, Some(organisation.id), call.now).await?;
        if count > limit {
            let refusal = messages::TOO_MANY.at("organisation");
            return Err(refusal.with("count", count).with("limit", limit).into());
        }
        let after = Some(reason.clone());
        changed(tx, call, &organisation, (None, Some(self.sector)), (None, after)).await
    }
}

/// Ends that an organisation is administered nationally: at once, nobody does anything there by the role for its sector.
/// It has an administrator of its own who can sign in, or a reason why it goes without one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdministerLocally {
    /// Its code in the register.
    pub organisation: String,
    /// Why, at most 500 characters.
    pub reason: String,
    /// Why it goes without an administrator of its own for now, at most 500 characters.
    #[serde(default)]
    pub without: Option<String>,
}

impl Command for AdministerLocally {
    const NAME: &'static str = "organisation.administer-locally";
    const ACTION: Action = authority::MARK;
    type Prepared = (String, String);
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<(String, String)> {
        let mut fields = Fields::default();
        let what = Some("why it is administered nationally no longer");
        let reason = fields.words("reason", what, &self.reason, WORDS_AT_MOST);
        let without = self.without.as_deref().unwrap_or_default();
        let without = fields.words("without", None, without, WORDS_AT_MOST);
        fields.check()?;
        Ok((reason, without))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        (reason, without): &(String, String),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let organisation = coded(tx, &self.organisation).await?;
        let Some(mark) = served_mark(tx, organisation.id).await? else {
            return Err(messages::NOT_SERVED.refuse().into());
        };
        if without.is_empty() && working_administrators(tx, organisation.id, call.now).await? == 0 {
            return Err(messages::NOBODY_LEFT.at("without").into());
        }
        unmark_served(tx, organisation.id).await?;
        let words = [reason.as_str(), without.as_str()].join(" ");
        let reasons = (Some(mark.reason), Some(words.trim().to_owned()));
        changed(tx, call, &organisation, (Some(mark.sector), None), reasons).await
    }
}

/// Refuses one person more than there can be. The act holds the gate of the organisation already, so that those who come
/// at once are counted one after the other, and a mark that is just put on is seen.
pub(crate) async fn admit(
    account: AccountId,
    organisation: OrganisationId,
    call: &Call,
    tx: &mut WriteTx,
) -> Result<()> {
    if served_mark(tx, organisation).await?.is_none() {
        return Ok(());
    }
    let kind = tx.ask(AccountOf(account)).await?.map(|account| account.kind);
    if kind.as_deref() != Some(AccountKind::User.name()) {
        return Ok(());
    }
    let limit = tx.dated(&PEOPLE, Some(organisation), call.now).await?;
    if people_in(tx, organisation).await? > limit {
        return Err(messages::FULL.refuse().with("limit", limit).into());
    }
    Ok(())
}

/// An organisation that has left is administered by nobody.
pub(crate) async fn note_closed(organisation: OrganisationId, tx: &mut WriteTx) -> Result<()> {
    if let Some(mark) = served_mark(tx, organisation).await? {
        unmark_served(tx, organisation).await?;
        let sector = mark.sector.name();
        tx.effect("served_organisation", organisation, "sector", sector, Val::Null);
        tx.note(&OrganisationServed { organisation })?;
    }
    Ok(())
}
