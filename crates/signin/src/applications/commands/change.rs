//! Changing an application.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{algorithm, default_algorithm, is_local, live, not_our_own, resource_of};
use crate::applications::model::{
    Application, Asks, Authentication, ClientKey, Details, Devices, OpenTo, Said, SamlDetails,
    check, read_keys,
};
use crate::applications::{authority, messages, store};

/// Changes an application: everything said here takes the place of what was said before. It holds from the next request
/// on; people who may not use it any more are refused at once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeApplication {
    /// Which one.
    pub application: Uuid,
    /// The name by which people know it.
    pub name: String,
    /// Where browsers are sent back to.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Where browsers may be sent after signing out.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that somebody signed out.
    #[serde(default)]
    pub backchannel_logout_uri: String,
    /// Whether people sign in to it on devices without a browser, with a short code (RFC 8628).
    #[serde(default)]
    pub devices: Devices,
    /// Other keys with which it proves who it is; where nothing is said those that it has hold on.
    #[serde(default)]
    pub keys: String,
    /// Another address at which it publishes its keys; where nothing is said of either, what there is holds on.
    #[serde(default)]
    pub keys_uri: String,
    /// What it may be told.
    pub scopes: Vec<String>,
    /// The algorithm of the tokens that say who signed in: ES256 or RS256.
    #[serde(default = "default_algorithm")]
    pub id_token_algorithm: String,
    /// The address of the interface that takes the tokens of a service.
    #[serde(default)]
    pub audience: String,
    /// Who may use it.
    pub open_to: OpenTo,
    /// The codes of the organisations whose people may use it.
    #[serde(default)]
    pub organisations: Vec<String>,
    /// Whether people are asked before it stays signed in without them.
    #[serde(default)]
    pub asks: Asks,
    /// What is new to say where it speaks SAML; what its metadata said holds on otherwise. Its entity id stays.
    #[serde(default)]
    pub saml: Option<SamlDetails>,
}

impl ChangeApplication {
    /// Its keys, and where it publishes them.
    fn public_keys<'a>(&'a self, before: &'a Application) -> Result<(Vec<ClientKey>, &'a str)> {
        match (self.keys.trim(), self.keys_uri.trim(), before.authentication) {
            ("", "", _) => Ok((before.keys.clone(), &before.keys_uri)),
            ("", uri, Authentication::Key) => Ok((Vec::new(), uri)),
            (keys, uri, Authentication::Key) => Ok((read_keys(keys)?, uri)),
            ("", ..) => Err(messages::NO_KEYS.at("keys_uri").into()),
            _ => Err(messages::NO_KEYS.at("keys").into()),
        }
    }
}

impl Command for ChangeApplication {
    const NAME: &'static str = "application.change";
    const ACTION: Action = authority::CHANGE;
    const LEVEL: Level = Level::FreshProof;
    /// Whether the service stays on one machine.
    type Prepared = bool;
    type Output = ();

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<bool> {
        not_our_own(ports, &self.audience)?;
        is_local(ports)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        resource_of(reader, self.application).await
    }

    async fn run(
        &self,
        is_local: &bool,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let before = live(tx, self.application).await?;
        call.expects(before.version)?;
        let addresses = Said::changed(
            &before,
            self.saml.as_ref(),
            &self.redirect_uris,
            &self.post_logout_redirect_uris,
        )?;
        let (keys, keys_uri) = self.public_keys(&before)?;
        let said = Details {
            protocol: before.protocol,
            name: &self.name,
            redirect_uris: &addresses.redirect_uris,
            logout_uris: &addresses.logout_uris,
            backchannel_logout_uri: self.backchannel_logout_uri.trim(),
            devices: self.devices,
            keys,
            keys_uri,
            scopes: &self.scopes,
            audience: &self.audience,
            signing: algorithm(&self.id_token_algorithm)?,
            open_to: self.open_to,
            organisations: &self.organisations,
            asks: self.asks,
            owner: before.organisation,
        };
        let checked = check(tx, before.kind, &said, *is_local).await?;
        if !store::change(tx, &before, &checked, addresses.service.as_ref(), call).await? {
            return Err(common::STALE.refuse().into());
        }
        Ok(())
    }
}
