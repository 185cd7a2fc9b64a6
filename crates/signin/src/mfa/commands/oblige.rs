//! Asking a second step of everybody at an organisation, or of one person.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Level, Permit, Ports};
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
    const LEVEL: Level = Level::TwoPeople;
    type Prepared = Timestamp;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Timestamp> {
        let Some(day) = self.from.as_deref().map(str::trim).filter(|day| !day.is_empty()) else {
            return Ok(call.now);
        };
        let zone = ports.port::<Zone>().unwrap_or_default();
        let day = day.parse().ok();
        let begins = day.and_then(|day| zone.start_of(day)).map(Timestamp::from_micros);
        let over = day.and_then(|day| zone.end_of(day)).map(Timestamp::from_micros);
        let (begins, over) = begins.zip(over).ok_or_else(|| messages::DAY.at("from"))?;
        // Today began some hours ago, and means at once.
        if begins <= call.now && call.now < over {
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

    /// To ask less, or to give up or put off what was to come, opens an organisation to whoever knows a password of it:
    /// everywhere, or within its networks.
    async fn level(&self, call: &Call, reader: &mut Reader) -> Result<Level> {
        let here = organisation(reader, &self.organisation).await?.organisation;
        let now = store::policy_at(reader, here, call.now).await?.map(|(policy, _)| policy);
        let planned = store::policy_after(reader, here, call.now).await?;
        let is_less = self.policy == Policy::None
            || now.is_some_and(|now| self.policy < now)
            || planned.is_some_and(|(planned, at)| self.policy < planned || self.is_after(at));
        Ok(if is_less { Level::TwoPeople } else { Level::FreshProof })
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

impl ObligeOrganisation {
    /// Whether it counts from a later day on than the one that begins at a moment. In which time zone it does matters nothing:
    /// a day begins within 12 hours of when it does in UTC. Where clocks are further ahead, it looks later than it is.
    fn is_after(&self, begins: Timestamp) -> bool {
        let day = self.from.as_deref().map(str::trim).and_then(|day| day.parse().ok());
        // What is no day means at once, or is refused.
        let asked = day.and_then(|day| Zone::default().start_of(day)).map(Timestamp::from_micros);
        asked.is_some_and(|asked| asked > begins.plus_seconds(12 * 3600))
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

    async fn level(&self, _: &Call, reader: &mut Reader) -> Result<Level> {
        // Asking more of many is done at once; asking less opens a way.
        let before = store::memberships(reader, &[self.person]).await?.remove(&self.person);
        Ok(if self.asks_less(before.map(|(policy, _)| policy)) {
            Level::FreshProof
        } else {
            Level::Everyday
        })
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let person = self.person;
        let view = people::person(tx, person).await?;
        if view.kind != "user" {
            return Err(messages::NO_PERSON.refuse().into());
        }
        let before = store::memberships(tx, &[person]).await?.remove(&person);
        let before = before.map(|(policy, _)| policy);
        // Asking more of somebody may anybody who looks after them; asking less, those whose rights go as far.
        if self.asks_less(before)
            && let Actor::Account(helper) = call.actor
            && !covers(tx, helper, person, call.now).await?
        {
            return Err(passwords::messages::ABOVE_YOU.refuse().into());
        }
        if self.policy == Policy::None {
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

impl ObligePerson {
    /// Whether less is asked of them than before: nothing, or nothing within the networks of their organisation.
    fn asks_less(&self, before: Option<Policy>) -> bool {
        self.policy == Policy::None || before.is_some_and(|before| self.policy < before)
    }
}
