//! Somebody asked for something, and this is how they were checked.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, Val, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Fields;
use crate::organisations::standing::coded;
use crate::served::model::{
    INTAKE_HOURS, Intake, NAME_AT_MOST, TICKET_AT_MOST, WORDS_AT_MOST, Way,
};
use crate::served::{authority, store};

/// Records who asked for something in the name of an organisation that is administered nationally, and how they were
/// checked. For some hours the caller may do it then.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenIntake {
    /// The organisation's code in the register.
    pub organisation: String,
    /// Who asked, in words, at most 100 characters.
    pub asked_by: String,
    /// How they were checked.
    pub way: Way,
    /// The reference of the ticket, at most 40 characters.
    pub ticket: String,
    /// What was asked for, at most 500 characters.
    #[serde(default)]
    pub note: String,
}

/// What came of [`OpenIntake`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeOpened {
    /// The record.
    pub intake: Uuid,
    /// Until when it counts, exclusive.
    pub expires_at: Timestamp,
}

/// What was typed, put right.
#[derive(Clone, Debug)]
pub struct Words {
    asked_by: String,
    ticket: String,
    note: String,
}

impl Words {
    /// What was typed, if it can be kept; every field that has to be put right is named.
    pub(crate) fn of(asked_by: &str, ticket: &str, note: &str) -> Result<Self> {
        let mut fields = Fields::default();
        let reference = Some("the reference of the ticket");
        let words = Self {
            asked_by: fields.words("asked_by", Some("who asked"), asked_by, NAME_AT_MOST),
            ticket: fields.words("ticket", reference, ticket, TICKET_AT_MOST),
            note: fields.words("note", None, note, WORDS_AT_MOST),
        };
        fields.check()?;
        Ok(words)
    }
}

impl Command for OpenIntake {
    const NAME: &'static str = "intake.open";
    const ACTION: Action = authority::INTAKE;
    type Prepared = Words;
    type Output = IntakeOpened;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<Words> {
        Words::of(&self.asked_by, &self.ticket, &self.note)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(coded(reader, &self.organisation).await?.id))
    }

    async fn run(
        &self,
        words: &Words,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<IntakeOpened> {
        let Some(account) = call.actor.account() else {
            return Err(common::NOT_ALLOWED.refuse().into());
        };
        let organisation = coded(tx, &self.organisation).await?.id;
        let hours = tx.dated(&INTAKE_HOURS, None, call.now).await?;
        let intake = Intake {
            id: ids::new_at(call.now),
            organisation,
            account,
            asked_by: words.asked_by.clone(),
            way: self.way,
            ticket: words.ticket.clone(),
            note: words.note.clone(),
            opened_at: call.now,
            expires_at: call.now.plus_seconds(hours * 3600),
        };
        store::insert(tx, &intake, call.act).await?;
        tx.subject("intake", intake.id, 1);
        for (attribute, after) in [
            ("asked_by", Val::from(intake.asked_by.as_str())),
            ("way", intake.way.name().into()),
            ("ticket", intake.ticket.as_str().into()),
            ("note", Some(intake.note.as_str()).filter(|note| !note.is_empty()).into()),
            ("expires_at", intake.expires_at.into()),
        ] {
            tx.effect("intake", intake.id, attribute, Val::Null, after);
        }
        Ok(IntakeOpened { intake: intake.id, expires_at: intake.expires_at })
    }
}
