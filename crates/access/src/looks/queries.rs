//! Who looked.

use facts::directory::AccountView;
use kernel::authority::{Action, IntakeOf, Role, Sight, find_grant};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Look, LookFilter, Query, View, looks_at, looks_in};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{authority, messages};
use crate::names::{Names, seen_organisation};

const PAGE: u32 = 50;
const LONGEST_PAGE: u32 = 200;

/// Who looked at the records of an organisation through a role of the whole service, newest first. The same look
/// within a quarter of an hour is one line.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LooksInOrganisation {
    /// The organisation's code.
    pub organisation: String,
    /// Only those through this role.
    #[serde(default)]
    pub role: Option<Role>,
    /// Only those at this: `record`, `history`, `requests`, `letters` or `transfers`.
    #[serde(default)]
    pub aspect: Option<String>,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// The most to give: 50 unless said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// One page of lines.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LookPage {
    /// The organisation's code; empty for one's own.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// The lines, newest first.
    pub items: Vec<LookLine>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// One look.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LookLine {
    /// When it began.
    pub at: Timestamp,
    /// The name of whoever looked.
    pub who: String,
    /// Through which role.
    pub role: Role,
    /// At what: `record`, `history`, `requests`, `letters` or `transfers`.
    pub aspect: String,
    /// Whose, by name; none for the organisation's own.
    pub person_name: Option<String>,
    /// Whose, by key.
    pub person: Option<AccountId>,
    /// Why, if the role was given for a ticket or the organisation had asked.
    pub reason: Option<String>,
}

fn place(after: Option<&str>) -> Result<Option<(Timestamp, Uuid)>> {
    let Some(after) = after else { return Ok(None) };
    let unknown = || common::NOT_FOUND.refuse();
    let (at, id) = after.split_once('.').ok_or_else(unknown)?;
    let at = at.parse().map(Timestamp::from_micros).map_err(|_| unknown())?;
    Ok(Some((at, id.parse().map_err(|_| unknown())?)))
}

async fn page(
    reader: &mut Reader,
    mut looks: Vec<Look>,
    limit: i64,
    organisation: Option<OrganisationId>,
) -> Result<(Vec<LookLine>, Option<String>)> {
    let kept = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_more = looks.len() > kept;
    looks.truncate(kept);
    let next = looks.last().filter(|_| is_more);
    let next = next.map(|last| format!("{}.{}", last.at.micros(), last.id));
    let mut names = Names::default();
    let mut items = Vec::with_capacity(looks.len());
    for look in looks {
        items.push(line(reader, &mut names, look, organisation).await?);
    }
    Ok((items, next))
}

async fn line(
    reader: &mut Reader,
    names: &mut Names,
    look: Look,
    organisation: Option<OrganisationId>,
) -> Result<LookLine> {
    let named = |view: Option<AccountView>| {
        view.map_or_else(|| messages::NO_LONGER_KEPT.to_owned(), |view| view.display_name)
    };
    let who = named(names.account(reader, look.actor).await?);
    let person_name = match look.account {
        None => None,
        Some(account) => {
            let view = names.account(reader, account).await?;
            // Somebody who belongs elsewhere by now is no longer this organisation's to know of.
            let is_here = organisation.is_none_or(|organisation| {
                view.as_ref().is_none_or(|view| view.organisation == organisation)
            });
            Some(if is_here { named(view) } else { messages::WAS_HERE.to_owned() })
        }
    };
    let reason = match look.role {
        Role::SupplierEngineer => find_grant(reader, look.held_by).await?.map(|held| held.reason),
        // Under which ticket they had been asked, if they had.
        Role::NationalAdministrationService => {
            let (account, organisation, at) = (look.actor, look.organisation, look.at);
            let ticket = reader.ask(IntakeOf { account, organisation, at }).await?;
            ticket.map(|ticket| messages::asked_under(&ticket))
        }
        _ => None,
    };
    Ok(LookLine {
        at: look.at,
        who,
        role: look.role,
        aspect: look.aspect.name().to_owned(),
        person: look.account.filter(|_| person_name.as_deref() != Some(messages::WAS_HERE)),
        person_name,
        reason: reason.filter(|reason| !reason.is_empty()),
    })
}

impl Query for LooksInOrganisation {
    const NAME: &'static str = "look.in-organisation";
    const ACTION: Action = authority::IN_ORGANISATION;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::History;
    type Output = LookPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<LookPage> {
        let organisation = seen_organisation(reader, sight, &self.organisation).await?;
        let after = place(self.after.as_deref())?;
        let limit = i64::from(self.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE));
        let aspect = self
            .aspect
            .as_deref()
            .map(|aspect| Aspect::named(aspect).ok_or_else(|| common::NOT_FOUND.refuse()));
        let filter = LookFilter { role: self.role, aspect: aspect.transpose()? };
        let key = organisation.organisation;
        let looks = looks_in(reader, sight, key, filter, after, limit + 1).await?;
        let (items, next) = page(reader, looks, limit, Some(key)).await?;
        Ok(LookPage {
            organisation: organisation.code,
            organisation_name: organisation.name,
            items,
            next,
        })
    }
}

/// Who looked at the caller's own record through a role of the whole service, newest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LooksAtMe {
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// The most to give: 50 unless said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

impl Query for LooksAtMe {
    const NAME: &'static str = "look.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = LookPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<LookPage> {
        let after = place(self.after.as_deref())?;
        let limit = i64::from(self.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE));
        let looks = looks_at(reader, sight, after, limit + 1).await?;
        let (items, next) = page(reader, looks, limit, None).await?;
        let (organisation, organisation_name) = (String::new(), String::new());
        Ok(LookPage { organisation, organisation_name, items, next })
    }
}
