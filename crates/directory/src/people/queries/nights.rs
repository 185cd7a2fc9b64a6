//! Nights on which the clocks would have deleted too many.

use facts::directory::OrganisationOf;
use kernel::audit::hex;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{may, organisation};
use crate::people::model::{Cause, trimmed};
use crate::people::store::{Night, NightState};
use crate::people::{authority, messages, store};

/// Nights shown of an organisation.
const NIGHTS: i64 = 50;
/// Rows of a list on one page.
const LIMIT: i64 = 50;

/// One night.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NightView {
    /// The night.
    pub night: Uuid,
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// `listing`, `waiting`, `releasing`, `sparing`, `released` or `spared`.
    pub state: String,
    /// How many accounts would have been deleted.
    pub deletions: i64,
    /// Of how many.
    pub people: i64,
    /// When it was held (RFC 3339).
    pub made_at: String,
    /// When it was decided on (RFC 3339).
    pub decided_at: Option<String>,
    /// The digest of the list, which a decision has to name.
    pub digest: String,
    /// The version that a decision has to expect.
    pub version: i64,
    /// Whether the caller can decide on it now.
    pub may_decide: bool,
}

impl NightView {
    async fn of(reader: &mut Reader, call: &Call, night: Night) -> Result<Self> {
        let view = reader.ask(OrganisationOf(night.organisation)).await?;
        let (organisation, organisation_name) =
            view.map(|view| (view.code, view.name)).unwrap_or_default();
        let may_decide = night.state == NightState::Waiting
            && may(reader, call, authority::DECIDE_NIGHT, night.organisation).await?;
        Ok(Self {
            night: night.id,
            organisation,
            organisation_name,
            state: night.state.name().to_owned(),
            deletions: night.deletions,
            people: night.people,
            made_at: night.made_at.rfc3339(),
            decided_at: night.decided_at.map(Timestamp::rfc3339),
            digest: hex(&night.digest),
            version: night.version,
            may_decide,
        })
    }
}

/// The nights of an organisation on which too many accounts would have been deleted, latest first; of all
/// organisations that are seen and still wait, if none is named.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NightsOfOrganisation {
    /// The code of the organisation in the register.
    #[serde(default)]
    pub organisation: Option<String>,
}

impl Query for NightsOfOrganisation {
    const NAME: &'static str = "night.list";
    const ACTION: Action = authority::READ_NIGHT;
    const VIEW: View = View::Record;
    type Output = Vec<NightView>;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Vec<NightView>> {
        let nights = match &self.organisation {
            Some(code) => {
                let place = organisation(reader, sight, code).await?.organisation;
                store::nights_of(reader, place, Uuid::max(), NIGHTS).await?
            }
            None => store::waiting_nights(reader, sight, NIGHTS).await?,
        };
        let mut views = Vec::new();
        for night in nights {
            views.push(NightView::of(reader, call, night).await?);
        }
        Ok(views)
    }
}

/// One night with its list, page by page.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NightById {
    /// The night.
    pub night: Uuid,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
}

/// A night with a page of its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NightList {
    /// The night.
    pub night: NightView,
    /// The accounts.
    pub items: Vec<NightItem>,
    /// Where the next page goes on, if there is one.
    pub next: Option<String>,
}

/// One account on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NightItem {
    /// The account.
    pub id: AccountId,
    /// The name as others see it; none if the account is no longer in sight.
    pub display_name: Option<String>,
    /// Why it would have been deleted.
    pub cause: Cause,
    /// When it was due (RFC 3339).
    pub due_at: String,
}

impl Query for NightById {
    const NAME: &'static str = "night.by-id";
    const ACTION: Action = authority::READ_NIGHT;
    const VIEW: View = View::Record;
    type Output = NightList;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<NightList> {
        let not_found = || common::NOT_FOUND.refuse();
        let night = store::find_night(reader, self.night).await?.ok_or_else(not_found)?;
        if !sight.sees_organisation(reader, night.organisation).await? {
            return Err(not_found().into());
        }
        let after = match trimmed(self.after.as_deref()) {
            Some(text) => text.parse().map_err(|_| messages::PAGE.at("after"))?,
            None => AccountId(Uuid::nil()),
        };
        let mut found = store::items(reader, night.id, after, LIMIT + 1).await?;
        let is_more = found.len() as i64 > LIMIT;
        found.truncate(usize::try_from(LIMIT).unwrap_or(usize::MAX));
        let next = found.last().filter(|_| is_more).map(|item| item.account.to_string());
        let mut items = Vec::new();
        for item in found {
            let account = store::seen(reader, sight, item.account).await?;
            items.push(NightItem {
                id: item.account,
                display_name: account.map(|account| account.display_name),
                cause: item.cause,
                due_at: item.due_at.rfc3339(),
            });
        }
        Ok(NightList { night: NightView::of(reader, call, night).await?, items, next })
    }
}
