//! A person keeps their own profile.

use facts::directory::AccountChanged;
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::refusal::{Result, messages as kernel_messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::change::note_numbers;
use super::create::country;
use super::{Versioned, current_live, given, undo};
use crate::people::model::Checked;
use crate::people::{authority, messages, store};

/// Changes what everybody may change of their own profile: telephone, mobile number, and whether the mobile number
/// is shown. What is absent stays as it is; null clears. A hidden mobile number stays visible to administrators.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeProfile {
    /// Telephone number, at most 64 characters.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub telephone: Option<Option<String>>,
    /// Mobile number.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Option<String>>,
    /// Whether the mobile number is left out of the national directory.
    #[serde(default)]
    pub mobile_hidden: Option<bool>,
}

impl Command for ChangeProfile {
    const NAME: &'static str = "profile.change";
    const ACTION: Action = authority::PROFILE;
    type Prepared = ();
    type Output = Versioned;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        let Some(own) = call.actor.account() else { return Ok(Resource::Own) };
        match store::place(reader, own).await? {
            Some((organisation, _)) => Ok(Resource::Account(own, organisation)),
            None => Ok(Resource::Own),
        }
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let Some(own) = call.actor.account() else {
            return Err(kernel_messages::NOT_ALLOWED.refuse().into());
        };
        let before = current_live(tx, own).await?;
        call.expects(before.version)?;
        let country = country(tx, call, before.organisation).await?;
        let mut after = before.clone();
        let mut checked = Checked::default();
        if let Some(text) = &self.telephone {
            after.telephone = checked.telephone(text.as_deref());
        }
        if let Some(text) = &self.mobile
            && *text != before.mobile
        {
            after.mobile = checked.mobile(text.as_deref(), country);
        }
        after.mobile_hidden = self.mobile_hidden.unwrap_or(before.mobile_hidden);
        checked.finish()?;
        if after == before {
            return Err(messages::NOTHING_TO_CHANGE.refuse().into());
        }
        let version = store::save(tx, call, &before, &after).await?;
        tx.note(&AccountChanged { account: own, organisation: before.organisation })?;
        note_numbers(tx, &before, &after)?;
        Ok(Versioned { id: own, state: before.state, version })
    }

    /// An administrator puts details back as they put back their own changes; the person changes them again.
    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        undo::of_change(act)
    }
}
