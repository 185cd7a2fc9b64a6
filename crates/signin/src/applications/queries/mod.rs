//! Which applications there are, what is known of one, and whether somebody may use it.

mod own;
mod trial;

use facts::directory::OrganisationOf;
use kernel::authority::{Action, Sight, StandingOf};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use own::{ApplicationOfOrganisation, ApplicationsOfOrganisation, OwnApplicationList};
pub use trial::{Hindrance, ToldOfMe, ToldView};

use super::model::{
    Application, Asks, Authentication, Devices, Encryption, Kind, Logouts, OpenTo, Protocol,
    Subject, Told, is_at_work_in,
};
use super::{authority, store};

/// Applications of a page.
const MOST: i64 = 100;

/// The applications that are registered, in the order in which they were, at most 100 at a time.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Applications {
    /// The last key of the page before.
    #[serde(default)]
    pub after: Option<Uuid>,
}

/// Applications.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationList {
    /// The applications.
    pub items: Vec<ApplicationItem>,
    /// The key to go on after, if there are more.
    pub next: Option<Uuid>,
}

/// An application in a list.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationItem {
    /// Its key.
    pub application: Uuid,
    /// Its name.
    pub name: String,
    /// What it speaks.
    pub protocol: Protocol,
    /// What it is.
    pub kind: Kind,
    /// Who may use it.
    pub open_to: OpenTo,
    /// The code of the organisation whose it is; none where it belongs to the whole service.
    pub organisation: Option<String>,
    /// When it was taken out of use, if it was, in microseconds since 1970.
    pub retired_at: Option<Timestamp>,
    /// Since when it is held, if it is.
    pub held_at: Option<Timestamp>,
}

impl Query for Applications {
    const NAME: &'static str = "application.list";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Nation;
    type Output = ApplicationList;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<ApplicationList> {
        let after = self.after.unwrap_or(Uuid::nil());
        let mut found = store::page(reader, after, MOST + 1).await?;
        let is_more = found.len() as i64 > MOST;
        found.truncate(MOST as usize);
        let next = found.last().map(|last| last.id).filter(|_| is_more);
        let mut items = Vec::new();
        for one in found {
            items.push(item(reader, one).await?);
        }
        Ok(ApplicationList { items, next })
    }
}

/// One of a list.
async fn item(reader: &mut Reader, one: Application) -> Result<ApplicationItem> {
    let organisation = match one.organisation {
        Some(organisation) => reader.ask(OrganisationOf(organisation)).await?.map(|view| view.code),
        None => None,
    };
    Ok(ApplicationItem {
        application: one.id,
        name: one.name,
        protocol: one.protocol,
        kind: one.kind,
        open_to: one.open_to,
        organisation,
        retired_at: one.retired_at,
        held_at: one.held_at,
    })
}

/// What is known of one application. Its secret is not: nobody knows that but the application.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationOf {
    /// Which one.
    pub application: Uuid,
}

/// An application.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApplicationView {
    /// Its key.
    pub application: Uuid,
    /// Its name.
    pub name: String,
    /// What it speaks.
    pub protocol: Protocol,
    /// What it is.
    pub kind: Kind,
    /// The name by which it asks.
    pub client_id: String,
    /// How it proves who it is.
    pub authentication: Authentication,
    /// Its name in SAML; empty where it does not speak it.
    pub entity_id: String,
    /// Whether what it is told in SAML is encrypted for it.
    pub encryption: Encryption,
    /// Where browsers are sent back to.
    pub redirect_uris: Vec<String>,
    /// Where they may be sent after signing out.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that somebody signed out; empty where it is not.
    pub backchannel_logout_uri: String,
    /// How that went so far.
    pub logouts: Logouts,
    /// Whether people sign in to it on devices without a browser.
    pub devices: Devices,
    /// The names of the keys with which it proves who it is.
    pub key_ids: Vec<String>,
    /// Where it publishes its keys; empty where they are registered.
    pub keys_uri: String,
    /// What was wrong when they were last read there; empty where nothing was.
    pub keys_problem: String,
    /// What it may be told.
    pub scopes: Vec<String>,
    /// By which key it knows a person.
    pub subject: Subject,
    /// The algorithm of the tokens that say who signed in.
    pub id_token_algorithm: String,
    /// The interface that takes the tokens of a service.
    pub audience: String,
    /// Who may use it.
    pub open_to: OpenTo,
    /// The codes of the organisations whose people may.
    pub organisations: Vec<String>,
    /// When it was registered, in microseconds since 1970.
    pub created_at: Timestamp,
    /// When it was taken out of use, if it was.
    pub retired_at: Option<Timestamp>,
    /// The code of the organisation whose it is; none where it belongs to the whole service.
    pub organisation: Option<String>,
    /// The name of that organisation.
    pub organisation_name: Option<String>,
    /// Whether people are asked before it stays signed in without them.
    pub asks: Asks,
    /// Since when it is held, if it is.
    pub held_at: Option<Timestamp>,
    /// Why it is held, or was released last.
    pub hold_reason: String,
    /// Until when the secret before the one in use works, in microseconds since 1970; it may be over.
    pub old_secret_until: Option<Timestamp>,
    /// The version of the row.
    pub version: i64,
}

impl Query for ApplicationOf {
    const NAME: &'static str = "application.one";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Nation;
    type Output = ApplicationView;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<ApplicationView> {
        let found = store::by_id(reader, self.application).await?;
        view(reader, found.ok_or_else(|| messages::NOT_FOUND.refuse())?).await
    }
}

/// What is shown of one.
async fn view(reader: &mut Reader, one: Application) -> Result<ApplicationView> {
    let mut organisations = Vec::new();
    for organisation in &one.organisations {
        organisations
            .extend(reader.ask(OrganisationOf(*organisation)).await?.map(|view| view.code));
    }
    let owner = match one.organisation {
        Some(organisation) => reader.ask(OrganisationOf(organisation)).await?,
        None => None,
    };
    let logouts = store::logouts(reader, one.id).await?;
    let fetched = store::fetched(reader, one.id, &one.keys_uri).await?;
    let keys = if one.keys_uri.is_empty() { one.keys } else { fetched.keys };
    Ok(ApplicationView {
        logouts,
        keys_uri: one.keys_uri,
        keys_problem: fetched.problem,
        organisation: owner.as_ref().map(|owner| owner.code.clone()),
        organisation_name: owner.map(|owner| owner.name),
        asks: one.asks,
        held_at: one.held_at,
        hold_reason: one.hold_reason,
        old_secret_until: one.secret_before.map(|(_, until)| until),
        devices: one.devices,
        backchannel_logout_uri: one.backchannel_logout_uri,
        key_ids: keys.into_iter().map(|key| key.kid).collect(),
        application: one.id,
        name: one.name,
        protocol: one.protocol,
        kind: one.kind,
        client_id: one.client_id,
        encryption: one.service.as_ref().map(|service| service.encryption).unwrap_or_default(),
        entity_id: one.service.map(|service| service.provider.entity_id).unwrap_or_default(),
        authentication: one.authentication,
        redirect_uris: one.redirect_uris,
        post_logout_redirect_uris: one.logout_uris,
        scopes: one.scopes,
        subject: one.subject,
        id_token_algorithm: one.signing.name().to_owned(),
        audience: one.audience,
        open_to: one.open_to,
        organisations,
        created_at: one.created_at,
        retired_at: one.retired_at,
        version: one.version,
    })
}

/// The application of a client id, if it is in use.
pub(crate) async fn by_client(
    reader: &mut Reader,
    client_id: &str,
) -> Result<Option<Application>, Fault> {
    let found = store::by_client(reader, client_id).await?;
    Ok(found.filter(|found| found.is_live() && found.protocol == Protocol::Oidc))
}

/// The application that goes by a name in SAML, if it is in use.
pub(crate) async fn by_entity(
    reader: &mut Reader,
    entity_id: &str,
) -> Result<Option<Application>, Fault> {
    // The name of whatever speaks something else is empty.
    if entity_id.is_empty() {
        return Ok(None);
    }
    Ok(store::by_entity(reader, entity_id).await?.filter(Application::is_live))
}

/// The application of a key, if it is in use.
pub(crate) async fn by_id(reader: &mut Reader, id: Uuid) -> Result<Option<Application>, Fault> {
    Ok(store::by_id(reader, id).await?.filter(Application::is_live))
}

/// The application of a key, also while it is held; none once it is out of use. For what does not let anybody in: to hear of a
/// sign-out, and to take back what was allowed.
pub(crate) async fn by_id_even_held(
    reader: &mut Reader,
    id: Uuid,
) -> Result<Option<Application>, Fault> {
    Ok(store::by_id(reader, id).await?.filter(|found| found.retired_at.is_none()))
}

/// Whether somebody may use an application.
pub(crate) async fn may_use(
    reader: &mut Reader,
    application: &Application,
    account: AccountId,
) -> Result<bool> {
    // An application of an organisation is for those at work there and below, whoever else is named.
    if let Some(owner) = application.organisation
        && !is_at_work_in(reader, owner, account).await?
    {
        return Ok(false);
    }
    match application.open_to {
        OpenTo::Nobody => Ok(false),
        OpenTo::Everybody => Ok(true),
        OpenTo::Organisations => {
            let standing = reader.ask(StandingOf(account)).await?;
            Ok(standing.is_some_and(|at| application.organisations.contains(&at.organisation)))
        }
    }
}

/// Counts how telling an application that somebody signed out went.
pub(crate) async fn count_logout(
    tx: &mut WriteTx,
    application: Uuid,
    told: &Told,
    now: Timestamp,
) -> Result<(), Fault> {
    store::count_logout(tx, application, told, now).await
}
