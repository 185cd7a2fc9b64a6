//! Writing a version that nobody sees yet, and throwing it away.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;
use uuid::Uuid;

use super::organisation;
use crate::terms::model::{Days, PUT_OFF_DAYS, Typed, Wording, place};
use crate::terms::{authority, messages, store};

/// Writes the draft of the next terms of use, or changes the one there is: those of the nation, or what an organisation adds
/// for its own people. Nobody is asked for it before it is published.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftTerms {
    /// The code of the organisation that adds to the nation's terms; those of the nation if none.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The revision of the draft that this one takes the place of; none if there is no draft.
    #[serde(default)]
    pub over: Option<Uuid>,
    /// The title, 100 characters at most.
    pub title: String,
    /// What matters most, in 1 to 10 plain sentences.
    #[schemars(length(min = 1, max = 10))]
    pub sentences: Vec<String>,
    /// The full text. A line that begins with # is a heading, one that begins with a hyphen and a space an item of a list,
    /// and an empty line ends a paragraph.
    pub text: String,
    /// What has changed since the last version; needed from the second one on.
    #[serde(default)]
    pub changes: String,
    /// The day from which it counts, such as 2027-03-05.
    pub counts_from: String,
    /// The day from which nobody who is signed in can put it off any more.
    pub put_off_until: String,
}

/// A draft that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DraftedTerms {
    /// The revision, for `terms.publish`, `terms.discard` and the next change.
    pub revision: Uuid,
}

/// Words and days that can stand.
pub struct Checked {
    wording: Wording,
    days: Days,
}

impl Command for DraftTerms {
    const NAME: &'static str = "terms.draft";
    const ACTION: Action = authority::CHANGE;
    type Prepared = Checked;
    type Output = DraftedTerms;

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Checked> {
        let zone = ports.port::<Zone>().unwrap_or_default();
        let typed = Typed {
            title: &self.title,
            sentences: &self.sentences,
            body: &self.text,
            changes: &self.changes,
        };
        let days = Days::read(&self.counts_from, &self.put_off_until, &zone);
        Ok(match (typed.checked(), days) {
            (Ok(wording), Ok(days)) => Checked { wording, days },
            // Whatever is not right is said at once.
            (Err(mut words), Err(days)) => {
                words.fields.extend(days.fields);
                return Err(words.into());
            }
            (Err(refusal), Ok(_)) | (Ok(_), Err(refusal)) => return Err(refusal.into()),
        })
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let organisation = organisation(reader, self.organisation.as_deref()).await?;
        Ok(organisation.map_or(Resource::Nation, Resource::Organisation))
    }

    async fn run(
        &self,
        Checked { wording, days }: &Checked,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<DraftedTerms> {
        let organisation = organisation(tx, self.organisation.as_deref()).await?;
        let place = place(organisation);
        let most = tx.dated(&PUT_OFF_DAYS, None, call.now).await?;
        if days.put_off_until > days.counts_from.plus_days(most) {
            return Err(messages::PUT_OFF_LONG.at("put_off_until").with("most", most).into());
        }
        if wording.changes.is_empty() && store::last_number(tx, place).await? > 0 {
            return Err(messages::CHANGES.at("changes").into());
        }
        let before = store::draft(tx, place).await?;
        let revision = ids::new_at(call.now);
        let is_as_seen = before.as_ref().map(|before| before.revision) == self.over;
        if !is_as_seen
            || !store::save_draft(tx, place, before.as_ref(), revision, (wording, *days), call)
                .await?
        {
            return Err(common::STALE.refuse().into());
        }
        if let Some(organisation) = organisation {
            tx.concerns(organisation);
        }
        Ok(DraftedTerms { revision })
    }
}

/// Throws the draft of the next terms away.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscardTerms {
    /// The code of the organisation; the nation's if none.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The revision of the draft that was looked at.
    pub revision: Uuid,
}

impl Command for DiscardTerms {
    const NAME: &'static str = "terms.discard";
    const ACTION: Action = authority::CHANGE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let organisation = organisation(reader, self.organisation.as_deref()).await?;
        Ok(organisation.map_or(Resource::Nation, Resource::Organisation))
    }

    async fn run(&self, (): &(), _: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let organisation = organisation(tx, self.organisation.as_deref()).await?;
        if !store::drop_draft(tx, place(organisation), self.revision).await? {
            return Err(messages::NO_DRAFT.refuse().into());
        }
        if let Some(organisation) = organisation {
            tx.concerns(organisation);
        }
        Ok(())
    }
}
