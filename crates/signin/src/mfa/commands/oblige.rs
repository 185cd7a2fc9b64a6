//! Asking a second step of everybody at an organisation, or of one person.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;

use super::organisation;
use crate::codes::covers;
use crate::mfa::model::Policy;
use crate::mfa::{authority, messages, store};
use crate::{passwords, people};
use kernel::door::Actor;

/// The latest day from now from which something can be asked.
const DAYS_AHEAD: i64 = 366;

/// Says what an organisation asks of all its people from a day on: nothing, a second step outside its approved networks, or one
/// at every sign-in. There is one line for the organisation, however many people it has.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObligeOrganisation {
    /// The code of the organisation.
    pub organisation: String,
    /// What is asked.
    pub policy: Policy,
    /// The day from which it counts, such as 2027-03-05; at once if none.
    #[serde(default)]
    pub from: Option<String>,
}

impl Command for ObligeOrganisation {
    const NAME: &'static str = "second-step.oblige-organisation";
    const ACTION: Action = authority::OBLIGE;
    type Prepared = Timestamp;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Timestamp> {
        let Some(day) = self.from.as_deref().map(str::trim).filter(|day| !day.is_empty()) else {
            return Ok(call.now);
        };
        let zone = ports.port::<Zone>().unwrap_or_default();
        let begins = day.parse().ok().and_then(|day| zone.start_of(day));
        let begins = begins.map(Timestamp::from_micros).ok_or_else(|| messages::DAY.at("from"))?;
        // Today began some hours ago, and means at once.
        if begins <= call.now && call.now < begins.plus_days(1) {
            return Ok(call.now);
        }
        if begins < call.now || begins > call.now.plus_days(DAYS_AHEAD) {
            return Err(messages::DAY.at("from").into());
        }
        Ok(begins)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(organisation(reader, &self.organisation).await?.organisation))
    }

    async fn run(
        &self,
        starts_at: &Timestamp,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let here = organisation(tx, &self.organisation).await?.organisation;
        let before = store::policy_at(tx, here, call.now).await?.map(|(policy, _)| policy);
        let planned = store::policy_after(tx, here, call.now).await?;
        if before.unwrap_or(Policy::None) == self.policy && planned.is_none() {
            return Err(messages::ASKED.refuse().into());
        }
        if before.unwrap_or(Policy::None) == self.policy {
            // What was planned is given up; since when it is asked stays as it is.
            let since = store::policy_at(tx, here, call.now).await?.map(|(_, since)| since);
            let since = since.unwrap_or(call.now);
            store::set_policy(tx, here, self.policy, since, before, call).await?;
        } else {
            store::set_policy(tx, here, self.policy, *starts_at, before, call).await?;
        }
        tx.concerns(here);
        Ok(())
    }
}

/// Asks a second step of one person, beyond what their organisation asks, or no longer does.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObligePerson {
    /// Whom.
    pub person: AccountId,
    /// What is asked.
    pub policy: Policy,
}

impl Command for ObligePerson {
    const NAME: &'static str = "second-step.oblige-person";
    const ACTION: Action = authority::OBLIGE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let person = self.person;
        let view = people::person(tx, person).await?;
        if view.kind != "user" {
            return Err(messages::NO_PERSON.refuse().into());
        }
        let before = store::memberships(tx, &[person]).await?.remove(&person);
        let before = before.map(|(policy, _)| policy);
        if self.policy == Policy::None {
            // Asking more of somebody may anybody who looks after them; asking less, those whose rights go as far.
            if let Actor::Account(helper) = call.actor
                && !covers(tx, helper, person, call.now).await?
            {
                return Err(passwords::messages::ABOVE_YOU.refuse().into());
            }
            if !store::end_membership(tx, person, before).await? {
                return Err(messages::NOT_ASKED.refuse().into());
            }
        } else if !store::set_membership(tx, person, self.policy, before, call).await? {
            return Err(messages::ASKED.refuse().into());
        }
        tx.concerns(view.organisation);
        Ok(())
    }
}
