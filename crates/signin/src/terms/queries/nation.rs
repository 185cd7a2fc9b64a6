//! How far the acceptance of the nation's terms has come, organisation by organisation.

use facts::directory::{AccountsIn, OpenOrganisationsAfter, OrganisationOf};
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::OrganisationId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::terms::model::place;
use crate::terms::{authority, store};

/// Organisations of a page.
const ORGANISATIONS: i64 = 50;

/// How many accounts each organisation has, and how many people have accepted the nation's terms there.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsByOrganisation {
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<OrganisationId>,
}

/// A page of organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationsPage {
    /// The organisations, in the order of their keys.
    pub items: Vec<OrganisationCount>,
    /// What to send as `after` for the next page.
    pub next: Option<OrganisationId>,
}

/// One organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationCount {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Accounts that are not deleted, of any kind.
    pub accounts: i64,
    /// People who have accepted while they belonged to it.
    pub accepted: i64,
}

impl Query for TermsByOrganisation {
    const NAME: &'static str = "terms.by-organisation";
    const ACTION: Action = authority::NATIONAL;
    const VIEW: View = View::Nation;
    type Output = OrganisationsPage;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<OrganisationsPage> {
        let Some(national) = store::counts_now(reader, place(None), call.now).await? else {
            return Ok(OrganisationsPage { items: Vec::new(), next: None });
        };
        let asked = OpenOrganisationsAfter { after: self.after, limit: ORGANISATIONS };
        let organisations = reader.ask(asked).await?;
        let is_last = (organisations.len() as i64) < ORGANISATIONS;
        let next = organisations.last().copied().filter(|_| !is_last);
        let mut items = Vec::new();
        for organisation in organisations {
            let Some(view) = reader.ask(OrganisationOf(organisation)).await? else { continue };
            items.push(OrganisationCount {
                code: view.code,
                name: view.name,
                accounts: reader.ask(AccountsIn(organisation)).await?,
                accepted: store::accepted_in(reader, national, organisation).await?,
            });
        }
        Ok(OrganisationsPage { items, next })
    }
}
