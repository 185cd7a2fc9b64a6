//! Publishing a version: from then on it is never changed.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::organisation;
use crate::terms::model::{Version, place};
use crate::terms::{authority, messages, store};

/// Publishes the draft of the next terms as it was looked at. From its day on everybody it is for accepts it before they go
/// on. It cannot be changed or taken back: the next version takes its place.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishTerms {
    /// The code of the organisation; the nation's if none.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The revision of the draft that was looked at.
    pub revision: Uuid,
}

/// A version that was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublishedTerms {
    /// Its key, for `terms.accept`.
    pub terms: Uuid,
    /// Its number.
    pub number: i64,
}

impl Command for PublishTerms {
    const NAME: &'static str = "terms.publish";
    const ACTION: Action = authority::CHANGE;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = ();
    type Output = PublishedTerms;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let organisation = organisation(reader, self.organisation.as_deref()).await?;
        Ok(organisation.map_or(Resource::Nation, Resource::Organisation))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<PublishedTerms> {
        let organisation = organisation(tx, self.organisation.as_deref()).await?;
        let place = place(organisation);
        let draft = store::draft(tx, place).await?;
        let draft = draft.ok_or_else(|| messages::NO_DRAFT.refuse())?;
        // The draft's row is what two who publish at once meet on.
        if draft.revision != self.revision || !store::drop_draft(tx, place, self.revision).await? {
            return Err(common::STALE.refuse().into());
        }
        let number = store::last_number(tx, place).await? + 1;
        let new = Version {
            id: ids::new_at(call.now),
            place,
            number,
            wording: draft.wording,
            // Nobody is asked for what could not be read yet.
            counts_from: draft.counts_from.max(call.now),
            put_off_until: draft.put_off_until.max(call.now),
            published_at: call.now,
        };
        if !store::insert_version(tx, &new, call).await? {
            return Err(common::STALE.refuse().into());
        }
        if let Some(organisation) = organisation {
            tx.concerns(organisation);
        }
        Ok(PublishedTerms { terms: new.id, number })
    }
}
