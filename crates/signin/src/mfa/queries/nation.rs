//! How organisations stand.

use facts::directory::{OpenOrganisationsAfter, OrganisationOf};
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::OrganisationId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ReadinessFigures;
use super::readiness::figures;
use crate::mfa::authority;
use crate::mfa::model::{Place, Policy};

/// Organisations of a page.
const ORGANISATIONS: i64 = 20;
/// Reads for the figures of one of them.
const READS: usize = 5;

/// What each organisation asks of its people, and how many of them have a second step.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepByOrganisation {
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<OrganisationId>,
}

/// A page of organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationsStand {
    /// The organisations, in the order of their keys.
    pub items: Vec<OrganisationStands>,
    /// What to send as `after` for the next page.
    pub next: Option<OrganisationId>,
}

/// One organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationStands {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it asks.
    pub policy: Policy,
    /// How its people stand; of a large one those who come first.
    pub figures: ReadinessFigures,
}

impl Query for SecondStepByOrganisation {
    const NAME: &'static str = "second-step.by-organisation";
    const ACTION: Action = authority::NATIONAL;
    const VIEW: View = View::Nation;
    type Output = OrganisationsStand;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<OrganisationsStand> {
        let asked = OpenOrganisationsAfter { after: self.after, limit: ORGANISATIONS };
        let organisations = reader.ask(asked).await?;
        let is_last = (organisations.len() as i64) < ORGANISATIONS;
        let next = organisations.last().copied().filter(|_| !is_last);
        let mut items = Vec::new();
        for organisation in organisations {
            let Some(view) = reader.ask(OrganisationOf(organisation)).await? else { continue };
            let place = Place::read(reader, organisation, call.now).await?;
            items.push(OrganisationStands {
                code: view.code,
                name: view.name,
                policy: place.policy.map_or(Policy::None, |(policy, _)| policy),
                figures: figures(reader, &place, READS, call.now).await?,
            });
        }
        Ok(OrganisationsStand { items, next })
    }
}
