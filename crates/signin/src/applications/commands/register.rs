//! Registering an application.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::ids;
use kernel::random;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use uuid::Uuid;

use super::{algorithm, default_algorithm, default_scopes, is_local, not_our_own};
use crate::applications::model::{
    Authentication, ClientKey, Details, Devices, Kind, OpenTo, Protocol, SECRET_PREFIX, Said,
    SamlDetails, Subject, check, hash_of, read_keys,
};
use crate::applications::{authority, messages, store};

/// Registers an application of the whole service. Its client id is drawn; so is its secret, which is answered once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterApplication {
    /// The name by which people know it, 1 to 100 characters.
    pub name: String,
    /// What it speaks.
    #[serde(default)]
    pub protocol: Protocol,
    /// What it is.
    #[serde(default)]
    pub kind: Kind,
    /// Where browsers are sent back to, exactly as the application will say.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Where browsers may be sent after signing out.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that somebody signed out (OpenID Connect Back-Channel Logout).
    #[serde(default)]
    pub backchannel_logout_uri: String,
    /// Whether people sign in to it on devices without a browser, with a short code (RFC 8628).
    #[serde(default)]
    pub devices: Devices,
    /// The public keys with which it proves who it is, as a JSON Web Key Set; then it gets no secret.
    #[serde(default)]
    pub keys: String,
    /// What it may be told about people: openid, profile, email, phone, organisation, roles, offline_access. Names of its
    /// own for a service.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// By which key it knows a person.
    #[serde(default)]
    pub subject: Subject,
    /// The algorithm of the tokens that say who signed in: ES256 or RS256.
    #[serde(default = "default_algorithm")]
    pub id_token_algorithm: String,
    /// The address of the interface that takes the tokens of a service.
    #[serde(default)]
    pub audience: String,
    /// Who may use it.
    #[serde(default)]
    pub open_to: OpenTo,
    /// The codes of the organisations whose people may use it.
    #[serde(default)]
    pub organisations: Vec<String>,
    /// What there is to say where it speaks SAML.
    #[serde(default)]
    pub saml: Option<SamlDetails>,
}

/// An application that was registered.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationRegistered {
    /// Its key.
    pub application: Uuid,
    /// The name by which it asks.
    pub client_id: String,
    /// Its secret, shown once; none where none can be kept.
    pub client_secret: Option<String>,
}

/// What is drawn for it.
pub struct Drawn {
    id: Uuid,
    client_id: String,
    secret: Option<String>,
    salt: [u8; 32],
    is_local: bool,
}

/// A secret.
pub(super) fn draw_secret() -> String {
    format!("{SECRET_PREFIX}{}", random::token())
}

impl RegisterApplication {
    fn has_secret(&self) -> bool {
        self.kind != Kind::Public && self.protocol == Protocol::Oidc && !self.has_keys()
    }

    fn has_keys(&self) -> bool {
        !self.keys.trim().is_empty()
    }

    fn public_keys(&self) -> Result<Vec<ClientKey>> {
        if !self.has_keys() {
            return Ok(Vec::new());
        }
        if self.kind == Kind::Public || self.protocol != Protocol::Oidc {
            return Err(messages::NO_KEYS.at("keys").into());
        }
        Ok(read_keys(&self.keys)?)
    }
}

impl Command for RegisterApplication {
    const NAME: &'static str = "application.register";
    const ACTION: Action = authority::REGISTER;
    const LEVEL: Level = Level::FreshProof;
    const REPEATABLE: bool = false;
    type Prepared = Drawn;
    type Output = ApplicationRegistered;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Drawn> {
        not_our_own(ports, &self.audience)?;
        let client_id = random::bytes::<16>().iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Ok(Drawn {
            id: ids::new_at(call.now),
            client_id,
            secret: self.has_secret().then(draw_secret),
            salt: random::bytes(),
            is_local: is_local(ports)?,
        })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        drawn: &Drawn,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<ApplicationRegistered> {
        let addresses = Said::new(
            (self.protocol, self.kind, self.subject),
            self.saml.as_ref(),
            &self.redirect_uris,
            &self.post_logout_redirect_uris,
        )?;
        let scopes = match (&self.scopes, self.kind) {
            (Some(scopes), _) => scopes.clone(),
            (None, _) if self.protocol == Protocol::Saml => {
                ["profile", "email"].map(str::to_owned).into()
            }
            (None, Kind::Service) => Vec::new(),
            (None, _) => default_scopes(),
        };
        let said = Details {
            protocol: self.protocol,
            name: &self.name,
            redirect_uris: &addresses.redirect_uris,
            logout_uris: &addresses.logout_uris,
            backchannel_logout_uri: self.backchannel_logout_uri.trim(),
            devices: self.devices,
            keys: self.public_keys()?,
            scopes: &scopes,
            audience: &self.audience,
            signing: algorithm(&self.id_token_algorithm)?,
            open_to: self.open_to,
            organisations: &self.organisations,
        };
        let checked = check(tx, self.kind, &said, drawn.is_local).await?;
        let fresh = store::Fresh {
            id: drawn.id,
            client_id: drawn.client_id.clone(),
            secret: drawn.secret.as_deref().map(hash_of),
            salt: drawn.salt,
            protocol: self.protocol,
            authentication: match (self.has_keys(), self.has_secret()) {
                (true, _) => Authentication::Key,
                (false, true) => self.kind.authentication(),
                (false, false) => Authentication::None,
            },
            service: addresses.service,
        };
        if !store::insert(tx, &fresh, self.kind, self.subject, &checked, call).await? {
            return Err(messages::ENTITY_TAKEN.at("metadata").into());
        }
        Ok(ApplicationRegistered {
            application: drawn.id,
            client_id: drawn.client_id.clone(),
            client_secret: drawn.secret.clone(),
        })
    }
}
