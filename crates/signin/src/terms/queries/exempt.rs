//! The applications that do not wait for the terms.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::applications;
use crate::terms::{authority, store};

/// The applications into which people go although terms of use wait for them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExemptApplications {}

/// Those applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExemptList {
    /// The applications; the first 200.
    pub items: Vec<ExemptItem>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExemptItem {
    /// Its key.
    pub application: Uuid,
    /// Its name; empty if it is out of use.
    pub name: String,
    /// Since when, in microseconds since 1970.
    pub since_at: Timestamp,
}

impl Query for ExemptApplications {
    const NAME: &'static str = "terms.exempt-applications";
    const ACTION: Action = authority::NATIONAL;
    const VIEW: View = View::Nation;
    type Output = ExemptList;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<ExemptList> {
        let mut items = Vec::new();
        for (application, since_at) in store::exempted(reader).await? {
            let found = applications::by_id(reader, application).await?;
            let name = found.map(|found| found.name).unwrap_or_default();
            items.push(ExemptItem { application, name, since_at });
        }
        Ok(ExemptList { items })
    }
}
