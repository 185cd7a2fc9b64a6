//! What is up, and what was.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::OrganisationId;
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::Level;
use super::{authority, store};

/// Banners shown of a place.
const SHOWN: i64 = 50;

/// What stands above a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What it tells.
    pub level: Level,
    /// The words.
    pub words: String,
    /// Whether it is for everybody, and not for one organisation.
    pub is_national: bool,
}

/// What stands above every page now: for everybody who reads it, and for the people of one organisation; or, where
/// nobody is signed in, what may be read outside. The gravest first.
pub async fn live(
    reader: &mut Reader,
    organisation: Option<OrganisationId>,
    is_outside: bool,
    now: Timestamp,
) -> Result<Vec<Shown>, Fault> {
    let mut found = store::live(reader, organisation, now).await?;
    found.retain(|banner| banner.shows_outside || !is_outside);
    let grave = |level: Level| Level::ALL.iter().position(|each| *each == level);
    found.sort_by_key(|banner| std::cmp::Reverse(grave(banner.level)));
    let shown = found.into_iter().map(|banner| Shown {
        level: banner.level,
        words: banner.words,
        is_national: banner.organisation.is_none(),
    });
    Ok(shown.collect())
}

/// The banners of one place, the last to end first: 50 at most, also those that are over.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Banners {
    /// The code of the organisation; those for everybody if absent.
    #[serde(default)]
    pub organisation: Option<String>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BannerLine {
    /// Its key.
    pub banner: Uuid,
    /// What it tells.
    pub level: Level,
    /// The words.
    pub words: String,
    /// Whether it also stands on the pages before signing in.
    pub shows_outside: bool,
    /// From when, in microseconds since 1970.
    pub starts_at: Timestamp,
    /// Until when, in microseconds since 1970.
    pub ends_at: Timestamp,
    /// Whether it can still be taken down.
    pub is_live: bool,
}

/// All of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BannerList {
    /// The name of the organisation; empty for everybody.
    pub organisation_name: String,
    /// The banners.
    pub items: Vec<BannerLine>,
}

impl Query for Banners {
    const NAME: &'static str = "banner.list";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = BannerList;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<BannerList> {
        let (place, organisation_name) = match &self.organisation {
            Some(code) => {
                let view = reader.ask(OrganisationCoded(code.clone())).await?;
                let view = view.ok_or_else(|| common::NOT_FOUND.refuse())?;
                if !sight.sees_organisation(reader, view.organisation).await? {
                    return Err(common::NOT_FOUND.refuse().into());
                }
                (Some(view.organisation), view.name)
            }
            None if sight.is_national() => (None, String::new()),
            None => return Err(common::NOT_ALLOWED.refuse().into()),
        };
        let found = store::of_place(reader, sight, place, SHOWN).await?;
        let items = found.into_iter().map(|banner| BannerLine {
            banner: banner.id,
            level: banner.level,
            words: banner.words,
            shows_outside: banner.shows_outside,
            starts_at: banner.starts_at,
            ends_at: banner.ends_at,
            is_live: banner.ends_at > call.now,
        });
        Ok(BannerList { organisation_name, items: items.collect() })
    }
}
