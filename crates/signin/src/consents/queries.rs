//! What has to be asked still, and what knows somebody.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use facts::directory::OrganisationOf;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{authority, store, to_be_allowed};
use crate::applications::{self, Application, ApplicationOfOrganisation};
use crate::oidc;

/// What is allowed is looked at up to here; nobody allows so many.
const MOST: i64 = 200;
/// Sign-ins are looked at up to here, the latest first.
const MOST_ENTRIES: i64 = 1000;

/// The applications that know oneself by one's account here, and what each may be told.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyApplications {}

/// What knows somebody.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MyApplicationsView {
    /// The applications, by name.
    pub items: Vec<MyApplication>,
}

/// An application that knows somebody.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MyApplication {
    /// Its key.
    pub application: Uuid,
    /// Its name.
    pub name: String,
    /// The name of the organisation whose it is; none where it belongs to the whole service.
    pub whose: Option<String>,
    /// What it is told, by what one is signed in with or allowed.
    pub scopes: Vec<String>,
    /// When one allowed it something, if one did, in microseconds since 1970.
    pub allowed_at: Option<Timestamp>,
    /// Since when one is signed in to it; none if one is not.
    pub since: Option<Timestamp>,
    /// When it last used that.
    pub last_used_at: Option<Timestamp>,
    /// Whether it stays signed in without oneself.
    pub stays: bool,
    /// Whether those who run the service hold it, so that nobody gets in and nothing counts that it was given.
    pub is_held: bool,
}

impl Query for MyApplications {
    const NAME: &'static str = "application.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = MyApplicationsView;

    async fn run(
        &self,
        call: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<MyApplicationsView> {
        let account = sight.own().ok_or_else(|| common::SIGN_IN.refuse())?;
        let mut found: BTreeMap<Uuid, MyApplication> = BTreeMap::new();
        for entered in oidc::entered_by(reader, account, call.now, MOST_ENTRIES).await? {
            if let Some(one) = place(reader, &mut found, entered.application).await? {
                one.since = earliest(one.since, entered.began_at);
                one.last_used_at = one.last_used_at.max(entered.last_used_at);
                one.stays |= entered.lasts;
                add(&mut one.scopes, &entered.scopes);
            }
        }
        for allowed in store::all_of(reader, account.0, MOST).await? {
            if let Some(one) = place(reader, &mut found, allowed.application).await? {
                one.allowed_at = Some(allowed.given_at);
                add(&mut one.scopes, &allowed.scopes);
            }
        }
        let mut items: Vec<MyApplication> = found.into_values().collect();
        items.sort_by(|one, other| {
            (&one.name, one.application).cmp(&(&other.name, other.application))
        });
        Ok(MyApplicationsView { items })
    }
}

fn earliest(known: Option<Timestamp>, at: Timestamp) -> Option<Timestamp> {
    Some(known.map_or(at, |known| known.min(at)))
}

fn add(known: &mut Vec<String>, scopes: &[String]) {
    for scope in scopes {
        if !known.contains(scope) {
            known.push(scope.clone());
        }
    }
}

/// Where an application stands in the list; none if it is out of use, because it knows nobody any more.
async fn place<'a>(
    reader: &mut Reader,
    found: &'a mut BTreeMap<Uuid, MyApplication>,
    id: Uuid,
) -> Result<Option<&'a mut MyApplication>> {
    let free = match found.entry(id) {
        Entry::Occupied(stands) => return Ok(Some(stands.into_mut())),
        Entry::Vacant(free) => free,
    };
    let Some(application) = applications::by_id_even_held(reader, id).await? else {
        return Ok(None);
    };
    let whose = match application.organisation {
        Some(owner) => reader.ask(OrganisationOf(owner)).await?.map(|view| view.name),
        None => None,
    };
    Ok(Some(free.insert(MyApplication {
        application: id,
        name: application.name,
        whose,
        scopes: Vec::new(),
        allowed_at: None,
        since: None,
        last_used_at: None,
        stays: false,
        is_held: application.held_at.is_some(),
    })))
}

/// Whether an application of an organisation is allowed for all of its people, and what.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowedForAll {
    /// The code of the organisation.
    pub organisation: String,
    /// Which one.
    pub application: Uuid,
}

/// What is allowed for all.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct AllowedForAllView {
    /// What it may be told without anybody being asked.
    pub scopes: Vec<String>,
    /// Since when, in microseconds since 1970; none if people are asked.
    pub since: Option<Timestamp>,
}

impl Query for AllowedForAll {
    const NAME: &'static str = "application.allowed-for-all";
    const ACTION: Action = authority::FOR_ALL;
    const VIEW: View = View::Record;
    type Output = AllowedForAllView;

    async fn run(
        &self,
        call: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<AllowedForAllView> {
        let AllowedForAll { organisation, application } = self.clone();
        let one = ApplicationOfOrganisation { organisation, application };
        let one = one.run(call, sight, reader).await?;
        let application = applications::by_id_even_held(reader, one.application).await?;
        let Some(owner) = application.and_then(|one| one.organisation) else {
            return Ok(AllowedForAllView::default());
        };
        let found = store::of(reader, owner.0, one.application).await?;
        Ok(found.map_or_else(AllowedForAllView::default, |found| AllowedForAllView {
            scopes: found.scopes,
            since: Some(found.given_at),
        }))
    }
}

/// What of these scopes nobody has allowed the application for somebody: neither they nor its organisation.
pub(crate) async fn missing(
    reader: &mut Reader,
    application: &Application,
    account: AccountId,
    scopes: &[String],
) -> Result<Vec<String>, Fault> {
    let mut asked = to_be_allowed(application, scopes);
    let holders = [Some(account.0), application.organisation.map(|owner| owner.0)];
    for holder in holders.into_iter().flatten() {
        if asked.is_empty() {
            break;
        }
        if let Some(allowed) = store::of(reader, holder, application.id).await? {
            asked.retain(|scope| !allowed.scopes.contains(scope));
        }
    }
    Ok(asked)
}
