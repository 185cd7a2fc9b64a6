//! Registering an application.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::ids::{self, OrganisationId};
use kernel::random;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use uuid::Uuid;

use super::{algorithm, belongs_to, default_algorithm, default_scopes, is_local, not_our_own};
use crate::applications::model::{
    Asks, Authentication, BY_ORGANISATIONS, ClientKey, Details, Devices, Kind, OWN_MOST, OpenTo,
    Protocol, SECRET_PREFIX, Said, SamlDetails, Subject, check, hash_of, read_keys,
};
use crate::applications::{authority, messages, store};

/// Registers an application of the whole service, or of an organisation for its own people. Its client id is drawn; so is its secret, which is answered once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterApplication {
    /// The name by which people know it, 1 to 100 characters.
    pub name: String,
    /// The code of the organisation that registers it for its own people; none where it belongs to the whole service.
    #[serde(default)]
    pub organisation: Option<String>,
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
    /// The address at which it publishes those keys (`jwks_uri`), in place of the keys themselves.
    #[serde(default)]
    pub keys_uri: String,
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
    /// Whether people are asked before it stays signed in without them. One of an organisation always asks.
    #[serde(default)]
    pub asks: Asks,
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
    async fn owner(&self, reader: &mut Reader) -> Result<Option<OrganisationId>> {
        let Some(code) = &self.organisation else { return Ok(None) };
        let found = reader.ask(OrganisationCoded(code.clone())).await?;
        Ok(Some(found.ok_or_else(|| common::NOT_FOUND.refuse())?.organisation))
    }

    fn has_secret(&self) -> bool {
        self.kind != Kind::Public && self.protocol == Protocol::Oidc && !self.has_keys()
    }

    fn has_keys(&self) -> bool {
        !self.keys.trim().is_empty() || !self.keys_uri.trim().is_empty()
    }

    fn public_keys(&self) -> Result<Vec<ClientKey>> {
        if !self.has_keys() {
            return Ok(Vec::new());
        }
        if self.kind == Kind::Public || self.protocol != Protocol::Oidc {
            let field = if self.keys.trim().is_empty() { "keys_uri" } else { "keys" };
            return Err(messages::NO_KEYS.at(field).into());
        }
        match self.keys.trim() {
            "" => Ok(Vec::new()),
            keys => Ok(read_keys(keys)?),
        }
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

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(belongs_to(self.owner(reader).await?))
    }

    async fn run(
        &self,
        drawn: &Drawn,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<ApplicationRegistered> {
        let owner = self.owner(tx).await?;
        if owner.is_some() && tx.dated(&BY_ORGANISATIONS, None, call.now).await? != 1 {
            return Err(messages::NOT_BY_ORGANISATIONS.refuse().into());
        }
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
            keys_uri: self.keys_uri.trim(),
            scopes: &scopes,
            audience: &self.audience,
            signing: algorithm(&self.id_token_algorithm)?,
            open_to: self.open_to,
            organisations: &self.organisations,
            asks: self.asks,
            owner,
        };
        let checked = check(tx, self.kind, &said, drawn.is_local).await?;
        let fresh = store::Fresh {
            id: drawn.id,
            organisation: owner,
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
        if let Some(owner) = owner {
            let most = tx.dated(&OWN_MOST, None, call.now).await?;
            // Last, because it is the row on which the number hangs.
            if !store::count_in(tx, owner, most, call).await? {
                return Err(messages::OWN_MOST.refuse().with("limit", most).into());
            }
        }
        Ok(ApplicationRegistered {
            application: drawn.id,
            client_id: drawn.client_id.clone(),
            client_secret: drawn.secret.clone(),
        })
    }
}
