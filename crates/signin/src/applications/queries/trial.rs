//! What an application would be told of oneself, without its being told anything: for whoever looks after it.

use std::collections::BTreeMap;

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::may_use;
use crate::applications::model::{Kind, Protocol};
use crate::applications::{authority, store};
use crate::sessions::SessionView;
use crate::{oidc, people, saml, terms};

/// What an application would be told of oneself, if one signed in to it now. Nothing is sent, and nothing is made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldOfMe {
    /// Which one.
    pub application: Uuid,
    /// The name by which the service goes; filled in by the portal.
    #[serde(skip)]
    pub issuer: String,
    /// The session in which one asks; filled in by the portal.
    #[serde(skip)]
    pub session: Option<SessionView>,
}

/// Why somebody would not be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Hindrance {
    /// It was taken out of use.
    Retired,
    /// It is held.
    Held,
    /// It signs nobody in.
    Service,
    /// It is not for this person.
    NotForYou,
    /// Terms of use wait.
    Terms,
    /// The account may not act.
    Account,
}

/// What it would be told.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ToldView {
    /// Why one would not be let in, if so.
    pub hindrance: Option<Hindrance>,
    /// The claims of the ID token that do not change from time to time (OpenID Connect).
    pub id_token: serde_json::Map<String, serde_json::Value>,
    /// What `userinfo` answers (OpenID Connect).
    pub userinfo: serde_json::Map<String, serde_json::Value>,
    /// The name (SAML).
    pub name_id: String,
    /// The attributes by name (SAML).
    pub attributes: BTreeMap<String, Vec<String>>,
}

impl Query for ToldOfMe {
    const NAME: &'static str = "application.told-of-me";
    const ACTION: Action = authority::TRY;
    const VIEW: View = View::Nation;
    type Output = ToldView;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<ToldView> {
        let account = call.actor.account().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let found = store::by_id(reader, self.application).await?;
        let one = found.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let hindrance = if one.retired_at.is_some() {
            Some(Hindrance::Retired)
        } else if one.held_at.is_some() {
            Some(Hindrance::Held)
        } else if one.kind == Kind::Service {
            Some(Hindrance::Service)
        } else if !people::may_act(reader, account).await? {
            Some(Hindrance::Account)
        } else if !may_use(reader, &one, account).await? {
            Some(Hindrance::NotForYou)
        } else if terms::keep_out(reader, account, one.id, call.now).await? {
            Some(Hindrance::Terms)
        } else {
            None
        };
        let mut view = ToldView {
            hindrance,
            id_token: serde_json::Map::new(),
            userinfo: serde_json::Map::new(),
            name_id: String::new(),
            attributes: BTreeMap::new(),
        };
        if matches!(hindrance, Some(Hindrance::Retired | Hindrance::Service)) {
            return Ok(view);
        }
        match one.protocol {
            Protocol::Oidc => {
                let told = oidc::would_tell(reader, &one, account, call.now).await?;
                view.userinfo = told.unwrap_or_default();
                view.id_token = oidc::would_say(&self.issuer, &one, account, self.session.as_ref());
            }
            Protocol::Saml => {
                let told = saml::would_tell(reader, &one, account, &self.issuer, call.now).await?;
                (view.name_id, view.attributes) = told.unwrap_or_default();
            }
        }
        Ok(view)
    }
}
