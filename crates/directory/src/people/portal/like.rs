//! Starting like a colleague: the unit and the user policy of somebody of the same organisation, proposed for a new person.
//! Only what the caller could choose anyway is proposed.

use facts::entitlement::PolicyOf;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};

use crate::people::queries::PeopleInOrganisation;

/// What is proposed after a colleague.
pub(super) struct Proposal {
    /// The name of the colleague.
    pub(super) name: String,
    /// Their unit, as the form sends it; empty for none.
    pub(super) unit: String,
    /// Their user policy, as the form sends it.
    pub(super) policy: Option<String>,
}

/// The colleague of a whole email address or staff number; none if nobody or more than one has it.
pub(super) async fn colleague(
    app: &App,
    caller: &Caller,
    code: &str,
    search: &str,
) -> Result<Option<Proposal>> {
    let query = PeopleInOrganisation {
        organisation: code.to_owned(),
        search: Some(search.to_owned()),
        limit: Some(2),
        ..PeopleInOrganisation::default()
    };
    let found = match app.door.ask(&caller.call(&app.door), &query).await {
        Ok(found) => found.items,
        Err(Error::Refused(refusal)) if refusal.kind == Kind::Invalid => Vec::new(),
        Err(error) => return Err(error),
    };
    let [only] = found.as_slice() else { return Ok(None) };
    let mut reader = app.door.reader().await?;
    let policy = reader.ask(PolicyOf(only.id)).await?;
    Ok(Some(Proposal {
        name: only.display_name.clone(),
        unit: only.unit.map(|unit| unit.to_string()).unwrap_or_default(),
        policy: policy.map(|policy| policy.policy.to_string()),
    }))
}
