//! A person's details are changed by an administrator.

use facts::directory::{AccountChanged, AccountNumbersChanged};
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::create::country;
use super::{Versioned, check_unit, current_live, given, person, undo};
use crate::people::model::{Account, Checked};
use crate::people::{authority, messages, store};

/// Changes details of a person. What is absent stays as it is; null clears. Names that form the address are changed
/// by `person.rename`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePerson {
    /// The person.
    pub person: AccountId,
    /// The name as others see it; null gives the given name, a space and the family name.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub display_name: Option<Option<String>>,
    /// Job title, at most 128 characters.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub job_title: Option<Option<String>>,
    /// Department, at most 64 characters.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub department: Option<Option<String>>,
    /// A unit of the person's organisation.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub unit: Option<Option<Uuid>>,
    /// Telephone number, at most 64 characters.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub telephone: Option<Option<String>>,
    /// Mobile number.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Option<String>>,
    /// Whether the mobile number is left out of the national directory.
    #[serde(default)]
    pub mobile_hidden: Option<bool>,
    /// Staff number, at most 16 characters.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub staff_number: Option<Option<String>>,
    /// Whether everybody signed in finds the person in the national directory.
    #[serde(default)]
    pub listed: Option<bool>,
}

impl ChangePerson {
    /// A change of nothing, to be filled in.
    pub const fn of(person: AccountId) -> Self {
        Self {
            person,
            display_name: None,
            job_title: None,
            department: None,
            unit: None,
            telephone: None,
            mobile: None,
            mobile_hidden: None,
            staff_number: None,
            listed: None,
        }
    }
}

impl Command for ChangePerson {
    const NAME: &'static str = "person.change";
    const ACTION: Action = authority::CHANGE;
    type Prepared = ();
    type Output = Versioned;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        person(reader, self.person).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let before = current_live(tx, self.person).await?;
        call.expects(before.version)?;
        let country = country(tx, call, before.organisation).await?;
        let mut after = before.clone();
        let mut checked = Checked::default();
        if let Some(display) = &self.display_name {
            let display = display.as_deref().filter(|display| !display.trim().is_empty());
            if let Some(name) = checked.name(&before.given_name, &before.family_name, display) {
                after.display_name = name.display().to_owned();
            }
        }
        if let Some(text) = &self.job_title {
            after.job_title = checked.job_title(text.as_deref());
        }
        if let Some(text) = &self.department {
            after.department = checked.department(text.as_deref());
        }
        if let Some(text) = &self.telephone {
            after.telephone = checked.telephone(text.as_deref());
        }
        // A number taken in under another rule stays as it is while nobody touches it.
        if let Some(text) = &self.mobile
            && *text != before.mobile
        {
            after.mobile = checked.mobile(text.as_deref(), country);
        }
        if let Some(text) = &self.staff_number {
            after.staff_number = checked.staff_number(text.as_deref());
        }
        if let Some(unit) = self.unit {
            check_unit(tx, &mut checked, unit, before.organisation).await?;
            after.unit = unit;
        }
        after.mobile_hidden = self.mobile_hidden.unwrap_or(before.mobile_hidden);
        after.listed = self.listed.unwrap_or(before.listed);
        checked.finish()?;
        if after == before {
            return Err(messages::NOTHING_TO_CHANGE.refuse().into());
        }
        let version = store::save(tx, call, &before, &after).await?;
        if after.display_name != before.display_name || after.staff_number != before.staff_number {
            store::set_tokens(tx, call, &after).await?;
        }
        tx.note(&AccountChanged { account: before.id, organisation: before.organisation })?;
        note_numbers(tx, &before, &after)?;
        Ok(Versioned { id: before.id, state: before.state, version })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        undo::of_change(act)
    }
}

/// Says so if a number is another one from now on: help desks call people back on these.
pub(super) fn note_numbers(tx: &mut WriteTx, before: &Account, after: &Account) -> Result<()> {
    let telephone = before.telephone != after.telephone;
    let mobile = before.mobile != after.mobile;
    if telephone || mobile {
        tx.note(&AccountNumbersChanged { account: before.id, telephone, mobile })?;
    }
    Ok(())
}
