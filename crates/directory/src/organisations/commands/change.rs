//! What an organisation's own administrators keep of it.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Changed, Fields, coded, is_time_zone};
use crate::organisations::model::{HOURS_AT_MOST, Organisation, TELEPHONE_AT_MOST, clean};
use crate::organisations::{authority, messages, store};

/// Changes the contacts and the time zone of an organisation. What is left out stays; an empty text removes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeOrganisation {
    /// Its code in the register.
    pub organisation: String,
    /// The telephone number of its local support, shown to everyone signed in; at most 40 characters.
    pub support_telephone: Option<String>,
    /// When local support answers, in words; at most 200 characters.
    pub support_hours: Option<String>,
    /// Its time zone, such as `Europe/London`. It cannot be removed.
    pub time_zone: Option<String>,
}

impl Command for ChangeOrganisation {
    const NAME: &'static str = "organisation.change";
    const ACTION: Action = authority::CHANGE;
    type Prepared = ();
    type Output = Changed;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        let mut fields = Fields::default();
        if let Some(telephone) = &self.support_telephone {
            fields.text("support_telephone", telephone, None, TELEPHONE_AT_MOST);
        }
        if let Some(hours) = &self.support_hours {
            fields.text("support_hours", hours, None, HOURS_AT_MOST);
        }
        if let Some(time_zone) = &self.time_zone
            && !is_time_zone(time_zone)
        {
            fields.add("time_zone", messages::TIME_ZONE.text);
        }
        fields.check()?;
        if self.support_telephone.is_none()
            && self.support_hours.is_none()
            && self.time_zone.is_none()
        {
            return Err(messages::NOTHING_TO_CHANGE.refuse().into());
        }
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(coded(reader, &self.organisation).await?.id))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Changed> {
        let before = coded(tx, &self.organisation).await?;
        call.expects(before.version)?;
        if !before.state.is_running() {
            return Err(messages::NOT_OPEN.refuse().into());
        }
        let said = |said: &Option<String>, held: &Option<String>| match said {
            None => held.clone(),
            Some(text) => Some(clean(text)).filter(|text| !text.is_empty()),
        };
        let after = Organisation {
            support_telephone: said(&self.support_telephone, &before.support_telephone),
            support_hours: said(&self.support_hours, &before.support_hours),
            time_zone: said(&self.time_zone, &before.time_zone),
            ..before.clone()
        };
        if after == before {
            return Ok(Changed { version: before.version });
        }
        if !store::edit(tx, &after, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        let (kind, id) = ("organisation", before.id);
        tx.subject(kind, id, before.version + 1);
        tx.effect(kind, id, "support_telephone", before.support_telephone, after.support_telephone);
        tx.effect(kind, id, "support_hours", before.support_hours, after.support_hours);
        tx.effect(kind, id, "time_zone", before.time_zone, after.time_zone);
        Ok(Changed { version: before.version + 1 })
    }
}
