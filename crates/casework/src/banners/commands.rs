//! Putting a banner up, and taking it down.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{self, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Banner, LIVE_AT_MOST, Level, MOST_DAYS, WORDS_MOST};
use super::{authority, messages, store};

/// Puts a banner above every page: for everybody, or for the people of one organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutBanner {
    /// The code of the organisation; everybody if absent.
    #[serde(default)]
    pub organisation: Option<String>,
    /// What it tells.
    #[serde(default)]
    pub level: Level,
    /// Plain text, 300 characters at most.
    #[schemars(length(min = 1, max = 300))]
    pub words: String,
    /// Whether it also stands on the pages before signing in.
    #[serde(default)]
    pub shows_outside: bool,
    /// From when, in microseconds since 1970; from now if absent.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
    /// Until when, in microseconds since 1970.
    pub ends_at: Timestamp,
}

/// A banner that was put up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BannerPut {
    /// Its key.
    pub banner: Uuid,
}

async fn place(reader: &mut Reader, code: Option<&str>) -> Result<Option<OrganisationId>> {
    let Some(code) = code else { return Ok(None) };
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    Ok(Some(found.ok_or_else(|| common::NOT_FOUND.refuse())?.organisation))
}

fn resource_of(organisation: Option<OrganisationId>) -> Resource {
    organisation.map_or(Resource::Nation, Resource::Organisation)
}

impl Command for PutBanner {
    const NAME: &'static str = "banner.put";
    const ACTION: Action = authority::PUT;
    /// The words as one paragraph.
    type Prepared = String;
    type Output = BannerPut;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        let words = self.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_plain = !words.chars().any(char::is_control);
        if words.is_empty() || words.chars().count() > WORDS_MOST || !is_plain {
            return Err(messages::WORDS.at("words").into());
        }
        if self.shows_outside && self.organisation.is_some() {
            return Err(messages::OUTSIDE.at("shows_outside").into());
        }
        Ok(words)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(resource_of(place(reader, self.organisation.as_deref()).await?))
    }

    async fn run(
        &self,
        words: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<BannerPut> {
        let organisation = place(tx, self.organisation.as_deref()).await?;
        let starts_at = self.starts_at.unwrap_or(call.now).max(call.now);
        let days = tx.dated(&MOST_DAYS, None, call.now).await?;
        if self.ends_at <= starts_at || self.ends_at > call.now.plus_days(days) {
            return Err(messages::END.at("ends_at").with("limit", days).into());
        }
        let most = tx.dated(&LIVE_AT_MOST, None, call.now).await?;
        if store::count_live(tx, organisation, call.now).await? >= most {
            return Err(messages::TOO_MANY.refuse().with("limit", most).into());
        }
        let banner = Banner {
            id: ids::new_at(call.now),
            organisation,
            level: self.level,
            words: words.clone(),
            shows_outside: self.shows_outside,
            starts_at,
            ends_at: self.ends_at,
            made_by: call.actor.label(),
            version: 1,
        };
        store::insert(tx, &banner, call).await?;
        if let Some(organisation) = organisation {
            tx.concerns(organisation);
        }
        Ok(BannerPut { banner: banner.id })
    }
}

/// Takes a banner down before its end.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndBanner {
    /// Which one.
    pub banner: Uuid,
}

impl Command for EndBanner {
    const NAME: &'static str = "banner.end";
    const ACTION: Action = authority::PUT;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let found = store::find(reader, self.banner).await?;
        let found = found.ok_or_else(|| common::NOT_FOUND.refuse())?;
        Ok(resource_of(found.organisation))
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let found = store::find(tx, self.banner).await?;
        let found = found.ok_or_else(|| common::NOT_FOUND.refuse())?;
        if found.ends_at <= call.now {
            return Err(messages::OVER.refuse().into());
        }
        if !store::end(tx, &found, call).await? {
            return Err(common::STALE.refuse().into());
        }
        if let Some(organisation) = found.organisation {
            tx.concerns(organisation);
        }
        Ok(())
    }
}
