//! Somebody is invited to administer an organisation first: created in it, given the role, and sent a way in.

use facts::access::IsAdministratorAt;
use facts::directory::{AccountOf, AdministratorInvited, InvitationSent};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case_of;
use super::fields::{is_email, outside};
use crate::joining::model::Invitation;
use crate::joining::{authority, messages, store};
use crate::organisations::OrganisationState;
use crate::organisations::display_name;
use crate::organisations::standing::{Organisation, by_id, coded};
use crate::people::CreatePerson;
use crate::people::coming::{self, Domain};

/// Whoever administers an organisation first. A way in goes to them by letter.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstAdministrator {
    /// Given name, or several; at most 64 characters.
    pub given_name: String,
    /// Family name, or several; at most 64 characters.
    pub family_name: String,
    /// Job title, at most 128 characters.
    #[serde(default)]
    pub job_title: Option<String>,
    /// Telephone number, at most 64 characters.
    #[serde(default)]
    pub telephone: Option<String>,
    /// An email address outside the service that only they read.
    #[schemars(length(max = 254))]
    pub address: String,
}

impl FirstAdministrator {
    fn person(&self, organisation: &str) -> CreatePerson {
        CreatePerson {
            organisation: organisation.to_owned(),
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            job_title: self.job_title.clone(),
            telephone: self.telephone.clone(),
            ..CreatePerson::default()
        }
    }

    /// Names everything that has to be put right and can be seen in the words alone.
    pub(crate) fn check(&self, domain: &Domain) -> Result<(), Refusal> {
        let mut checked = coming::check(&self.person(""));
        let address = self.address.trim();
        if !is_email(address) {
            checked.problem("address", messages::EMAIL.text);
        } else if is_of(address, domain) {
            checked.problem("address", messages::EMAIL_INSIDE.text);
        }
        checked.refusal()
    }
}

/// Whether an address is one of the service, even if nobody has it.
fn is_of(address: &str, domain: &Domain) -> bool {
    let at = address.rsplit_once('@').map_or("", |(_, at)| at);
    at.eq_ignore_ascii_case(domain.as_str())
}

/// Somebody who was invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Invited {
    /// Their account.
    pub person: AccountId,
    /// The address in the service with which they sign in.
    pub username: String,
    /// Where the way in goes.
    pub address: String,
    /// The version of what is known of the organisation's way, to be sent back with the next change.
    pub version: i64,
}

/// Invites somebody to an open organisation as its first primary local administrator: they are created in it, get the
/// role, and are sent a start link to an address outside the service. All of it or nothing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteAdministrator {
    /// The organisation's code in the register.
    pub organisation: String,
    /// Whom.
    pub administrator: FirstAdministrator,
}

impl Command for InviteAdministrator {
    const NAME: &'static str = "organisation.invite-administrator";
    const ACTION: Action = authority::JOIN;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = Domain;
    type Output = Invited;

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Domain> {
        let domain = coming::domain(ports)?;
        self.administrator.check(&domain)?;
        Ok(domain)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        domain: &Domain,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Invited> {
        let organisation = coded(tx, &self.organisation).await?;
        if organisation.state != OrganisationState::Open {
            return Err(messages::NOT_OPEN.refuse().into());
        }
        let case = case_of(tx, call, &organisation).await?;
        call.expects(case.version)?;
        if let Some(before) = store::invitation(tx, organisation.id).await?
            && is_in_office(tx, call, before.account).await?
        {
            return Err(messages::INVITED.refuse().into());
        }
        let version = store::save(tx, call, Some(&case), &case).await?;
        let (after, username) =
            invite(tx, call, domain, &organisation, &self.administrator).await?;
        tx.subject("joining_invitation", after.account, after.version);
        Ok(Invited { person: after.account, username, address: after.address, version })
    }
}

/// Whether an account can act and holds a role.
pub(crate) async fn is_in_office(
    reader: &mut Reader,
    call: &Call,
    account: AccountId,
) -> Result<bool> {
    let view = reader.ask(AccountOf(account)).await?;
    let is_there = view.is_some_and(|view| matches!(view.state.as_str(), "active" | "disabled"));
    Ok(is_there && reader.ask(IsAdministratorAt { account, now: call.now }).await?)
}

/// Creates the person, and tells who gives the role and who sends the way in, both within this act. Gives the invitation
/// and the address with which they sign in.
pub(crate) async fn invite(
    tx: &mut WriteTx,
    call: &Call,
    domain: &Domain,
    organisation: &Organisation,
    administrator: &FirstAdministrator,
) -> Result<(Invitation, String)> {
    let address = administrator.address.trim().to_owned();
    check_address(tx, organisation, &address).await?;
    let new = administrator.person(&organisation.code);
    let created = coming::create(&new, domain, call, tx).await?;
    let mut after = Invitation {
        organisation: organisation.id,
        account: created.id,
        address,
        invited_by: call.actor.label(),
        invited_at: call.now,
        sent_at: call.now,
        started_at: None,
        version: 0,
    };
    let before = store::invitation(tx, organisation.id).await?;
    after.version = store::save_invitation(tx, call, before.as_ref(), &after).await?;
    tx.note(&AdministratorInvited { organisation: organisation.id, account: created.id })?;
    tx.note(&InvitationSent { account: created.id })?;
    Ok((after, created.address))
}

/// The address is outside the service, and nobody was invited at it elsewhere: whoever reads it has an account.
async fn check_address(tx: &mut WriteTx, organisation: &Organisation, address: &str) -> Result<()> {
    outside(tx, "address", address).await?;
    let Some(other) = store::invited_at(tx, organisation.id, address).await? else {
        return Ok(());
    };
    let name = by_id(tx, other).await?.map(|other| display_name(&other.name)).unwrap_or_default();
    Err(messages::INVITED_ELSEWHERE.at("address").with("name", name).into())
}

/// Sends the first administrator of an organisation another start link, as long as they have not used one: to the same
/// address outside the service, or to another one. The one before stops working.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteAgain {
    /// The organisation's code in the register.
    pub organisation: String,
    /// The address outside the service; the same as before if left out.
    #[serde(default)]
    #[schemars(length(max = 254))]
    pub address: Option<String>,
}

impl Command for InviteAgain {
    const NAME: &'static str = "organisation.invite-again";
    const ACTION: Action = authority::JOIN;
    type Prepared = ();
    type Output = Invited;

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<()> {
        let Some(address) = self.address.as_deref().map(str::trim) else { return Ok(()) };
        if !is_email(address) {
            return Err(messages::EMAIL.at("address").into());
        }
        if is_of(address, &coming::domain(ports)?) {
            return Err(messages::EMAIL_INSIDE.at("address").into());
        }
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Invited> {
        let organisation = coded(tx, &self.organisation).await?;
        let case = case_of(tx, call, &organisation).await?;
        call.expects(case.version)?;
        let before = store::invitation(tx, organisation.id).await?;
        let Some(before) = before.filter(|_| organisation.state.is_running()) else {
            return Err(messages::NOT_INVITED.refuse().into());
        };
        if before.started_at.is_some() {
            return Err(messages::HAS_STARTED.refuse().into());
        }
        if !is_in_office(tx, call, before.account).await? {
            return Err(messages::NOT_INVITED.refuse().into());
        }
        let address = self.address.as_deref().map_or(before.address.as_str(), str::trim);
        check_address(tx, &organisation, address).await?;
        let mut after =
            Invitation { address: address.to_owned(), sent_at: call.now, ..before.clone() };
        after.version = store::save_invitation(tx, call, Some(&before), &after).await?;
        let version = store::save(tx, call, Some(&case), &case).await?;
        tx.subject("joining_invitation", after.account, after.version);
        tx.note(&InvitationSent { account: after.account })?;
        let username = tx.ask(AccountOf(after.account)).await?.map(|view| view.address);
        Ok(Invited {
            person: after.account,
            username: username.unwrap_or_default(),
            address: after.address,
            version,
        })
    }
}
