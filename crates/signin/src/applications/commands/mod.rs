//! Registering applications, changing them, giving them secrets, and taking them out of use.

mod change;
mod hold;
mod register;
mod retire;
mod secret;

pub use change::ChangeApplication;
pub use hold::HoldApplication;
pub use register::{ApplicationRegistered, RegisterApplication};
pub use retire::RetireApplication;
pub use secret::{NewSecret, RotateApplicationSecret};

use kernel::authority::Resource;
use kernel::db::Reader;
use kernel::door::Ports;
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use uuid::Uuid;

use super::model::Application;
use super::{messages, store};
use crate::gate::Gate;

/// To whom an application belongs: to its organisation, or to the whole service.
const fn belongs_to(organisation: Option<OrganisationId>) -> Resource {
    match organisation {
        Some(organisation) => Resource::Organisation(organisation),
        None => Resource::Nation,
    }
}

/// What authority is asked about where an application is named.
async fn resource_of(reader: &mut Reader, id: Uuid) -> Result<Resource> {
    let found = store::by_id(reader, id).await?.ok_or_else(|| common::NOT_FOUND.refuse())?;
    Ok(belongs_to(found.organisation))
}

/// The application of a key; one that is out of use is refused as such.
async fn live(reader: &mut Reader, id: Uuid) -> Result<Application> {
    let found = store::by_id(reader, id).await?.ok_or_else(|| common::NOT_FOUND.refuse())?;
    if found.retired_at.is_some() {
        return Err(messages::RETIRED.refuse().into());
    }
    Ok(found)
}

/// Whether the service itself is reached without https, which is only right where it is tried out on one machine.
fn is_local(ports: &Ports) -> Result<bool> {
    Ok(!ports.port::<Gate>()?.settings().over_https)
}

/// Refuses an audience that is this service itself: whoever is the audience of a token learns what it says.
fn not_our_own(ports: &Ports, audience: &str) -> Result<()> {
    let gate = ports.port::<Gate>()?;
    let portal = &gate.settings().portal;
    if !portal.is_empty() && audience.starts_with(portal.as_str()) {
        return Err(messages::AUDIENCE.at("audience").into());
    }
    Ok(())
}

fn default_scopes() -> Vec<String> {
    ["openid", "profile", "email"].map(str::to_owned).into()
}

fn default_algorithm() -> String {
    "ES256".to_owned()
}

/// The algorithm of that name, or a refusal that says which field is wrong.
fn algorithm(name: &str) -> Result<crate::signing_keys::Algorithm> {
    crate::signing_keys::Algorithm::named(name).ok_or_else(|| {
        let problem = "id_token_algorithm is ES256 or RS256";
        common::MALFORMED
            .refuse()
            .with("problem", problem)
            .field("id_token_algorithm", problem)
            .into()
    })
}
