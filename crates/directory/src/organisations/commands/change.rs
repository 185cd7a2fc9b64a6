//! What an organisation's own administrators keep of it.

use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
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
    /// Its code in the register, or its key.
    pub organisation: String,
    /// The telephone number of its local support, shown to everyone signed in; at most 40 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_telephone: Option<String>,
    /// When local support answers, in words; at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_hours: Option<String>,
    /// Its time zone, such as `Europe/London`. It cannot be removed.
    #[serde(skip_serializing_if = "Option::is_none")]
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
        Ok(Resource::Organisation(named(reader, &self.organisation).await?.id))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Changed> {
        let before = named(tx, &self.organisation).await?;
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

    /// What was kept before. A time zone cannot be removed, so naming the first one is not taken back.
    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        let organisation = act.row.subject?.to_string();
        let mut back = ChangeOrganisation { organisation, ..Self::default() };
        let mut is_changed = false;
        for effect in act.of_subject() {
            is_changed = true;
            let before = effect.before.kept()?;
            let text = before.as_str().map(str::to_owned);
            match effect.attribute.as_str() {
                // An empty text removes.
                "support_telephone" => back.support_telephone = Some(text.unwrap_or_default()),
                "support_hours" => back.support_hours = Some(text.unwrap_or_default()),
                "time_zone" => back.time_zone = Some(text?),
                _ => return None,
            }
        }
        if is_changed { Proposed::new(&back).ok() } else { None }
    }
}

/// The organisation of a code, or of a key: an entry of the history knows the key, whatever the register calls it by now.
async fn named(reader: &mut Reader, organisation: &str) -> Result<Organisation> {
    match organisation.parse() {
        Ok(key) => {
            store::by_id(reader, key).await?.ok_or_else(|| common::NOT_FOUND.refuse().into())
        }
        Err(_) => coded(reader, organisation).await,
    }
}
