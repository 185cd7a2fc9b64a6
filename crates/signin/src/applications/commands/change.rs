//! Changing an application.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{algorithm, default_algorithm, is_local, live, not_our_own};
use crate::applications::model::{
    Application, Authentication, ClientKey, Details, Devices, OpenTo, Said, SamlDetails, check,
    read_keys,
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
    /// What is new to say where it speaks SAML; what its metadata said holds on otherwise. Its entity id stays.
    #[serde(default)]
    pub saml: Option<SamlDetails>,
}

impl ChangeApplication {
    fn public_keys(&self, before: &Application) -> Result<Vec<ClientKey>> {
        match (self.keys.trim(), before.authentication) {
            ("", _) => Ok(before.keys.clone()),
            (keys, Authentication::Key) => Ok(read_keys(keys)?),
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

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
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
        let said = Details {
            protocol: before.protocol,
            name: &self.name,
            redirect_uris: &addresses.redirect_uris,
            logout_uris: &addresses.logout_uris,
            backchannel_logout_uri: self.backchannel_logout_uri.trim(),
            devices: self.devices,
            keys: self.public_keys(&before)?,
            scopes: &self.scopes,
            audience: &self.audience,
            signing: algorithm(&self.id_token_algorithm)?,
            open_to: self.open_to,
            organisations: &self.organisations,
        };
        let checked = check(tx, before.kind, &said, *is_local).await?;
        if !store::change(tx, &before, &checked, addresses.service.as_ref(), call).await? {
            return Err(common::STALE.refuse().into());
        }
        Ok(())
    }
}
