//! Sending the way to a first password to an address outside the service.

use facts::directory::{AccountAt, InvitationOf, InvitationSent};
use facts::signin::StartLinkSent;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, DerivedSecret, Level, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Fault, Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::issue::give;
use crate::codes::jobs::{PURPOSE, code_of};
use crate::codes::model::{LINK_DAYS, link_code};
use crate::codes::{authority, messages, store};
use crate::gate::Gate;
use crate::{passwords, people};

/// The most characters of an address (RFC 5321 section 4.5.3.1).
const ADDRESS_MOST: usize = 254;

/// Sends a person who has no password yet a link to an address outside the service. Whoever opens it chooses the
/// password, so the address has to be theirs alone. It voids the start code before it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendStartLink {
    /// To whom.
    pub person: AccountId,
    /// The address outside the service.
    #[schemars(length(max = 254))]
    pub address: String,
}

/// A link that is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SentLink {
    /// Where it goes.
    pub address: String,
    /// Until when it can be used, in microseconds since 1970.
    pub expires_at: Timestamp,
}

/// A link before it is put in.
pub struct Drawn {
    link: Uuid,
    code: String,
    address: String,
}

impl Command for SendStartLink {
    const NAME: &'static str = "start-link.send";
    const ACTION: Action = authority::SEND;
    const LEVEL: Level = Level::FreshProof;
    const REPEATABLE: bool = false;
    type Prepared = Drawn;
    type Output = SentLink;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Drawn> {
        let address = checked(&self.address)?;
        let link = ids::new_at(call.now);
        let code = code_of(ports.port::<Gate>()?.door()?, link);
        Ok(Drawn { link, code, address })
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        drawn: &Drawn,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<SentLink> {
        let expires_at = send(tx, call, self.person, drawn).await?;
        tx.subject("start_link", self.person, 1);
        Ok(SentLink { address: drawn.address.clone(), expires_at })
    }
}

/// An address as it was typed, if it is one.
fn checked(typed: &str) -> Result<String, Refusal> {
    let address = typed.trim();
    let is_one = address.chars().count() <= ADDRESS_MOST
        && !address.chars().any(char::is_control)
        && casework::requests::is_address(address);
    if is_one { Ok(address.to_owned()) } else { Err(messages::NO_ADDRESS.at("address")) }
}

/// Has a link sent, if the person has no password and the address is outside the service; gives until when it can be used.
async fn send(
    tx: &mut WriteTx,
    call: &Call,
    person: AccountId,
    drawn: &Drawn,
) -> Result<Timestamp> {
    if passwords::credential(tx, person).await?.is_some() {
        return Err(messages::HAS_PASSWORD.refuse().into());
    }
    if tx.ask(AccountAt(drawn.address.clone())).await?.is_some() {
        return Err(messages::INSIDE.at("address").into());
    }
    let (expires_at, _) = give(tx, call, person, &drawn.code, &LINK_DAYS).await?;
    store::put_link(tx, person, drawn.link, &drawn.address, call).await?;
    tx.note(&StartLinkSent { account: person })?;
    Ok(expires_at)
}

/// Has a link sent to somebody who was invited, in the act that invites them and by the right of whoever invites.
pub(in crate::codes) async fn send_invited(
    fact: InvitationSent,
    call: &Call,
    tx: &mut WriteTx,
) -> Result<()> {
    let Some(invitation) = tx.ask(InvitationOf(fact.account)).await? else {
        return Err(Fault::defect("sending a link to somebody who was not invited").into());
    };
    let address = checked(&invitation.address)?;
    let link = ids::new_at(call.now);
    let code = link_code(&tx.ask(DerivedSecret { purpose: PURPOSE, of: link }).await?);
    send(tx, call, fact.account, &Drawn { link, code, address }).await.map(drop)
}
