//! Sending the way to a first password to an address outside the service.

use facts::directory::AccountAt;
use facts::signin::StartLinkSent;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::issue::give;
use crate::codes::jobs::code_of;
use crate::codes::model::LINK_DAYS;
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
    const REPEATABLE: bool = false;
    type Prepared = Drawn;
    type Output = SentLink;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Drawn> {
        let address = self.address.trim().to_owned();
        let is_one = address.chars().count() <= ADDRESS_MOST
            && !address.chars().any(char::is_control)
            && casework::requests::is_address(&address);
        if !is_one {
            return Err(messages::NO_ADDRESS.at("address").into());
        }
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
        if passwords::credential(tx, self.person).await?.is_some() {
            return Err(messages::HAS_PASSWORD.refuse().into());
        }
        if tx.ask(AccountAt(drawn.address.clone())).await?.is_some() {
            return Err(messages::INSIDE.at("address").into());
        }
        let expires_at = give(tx, call, self.person, &drawn.code, &LINK_DAYS).await?;
        store::put_link(tx, self.person, drawn.link, &drawn.address, call).await?;
        tx.note(&StartLinkSent { account: self.person })?;
        Ok(SentLink { address: drawn.address.clone(), expires_at })
    }
}
