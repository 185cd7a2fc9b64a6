//! What counts for somebody, and the terms as those read them who keep them and those who accept them.

mod campaign;
mod exempt;
mod kept;
mod mine;
mod nation;

use facts::directory::{AccountOf, AccountView, OrganisationOf};
use kernel::authority::StandingOf;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(super) use campaign::answer;
pub use campaign::{CampaignPage, DayCount, Figures, TermsCampaign, WaitingPerson};
pub use exempt::{ExemptApplications, ExemptItem, ExemptList};
pub use kept::{NationalTerms, TermsDraft, TermsKept, TermsOfOrganisation};
pub use mine::{AcceptedItem, MyTerms, OneOfMyTerms, OwnTerms, ReadTerms};

pub use nation::{OrganisationCount, OrganisationsPage, TermsByOrganisation};

use super::model::{Version, place};
use super::store::{self, Counting};
use crate::factors::terms_step;
use crate::people;

/// A published version, as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TermsText {
    /// Its key, for `terms.accept`.
    pub terms: Uuid,
    /// The name of the organisation that adds it; none for the nation's.
    pub organisation_name: Option<String>,
    /// Its number among the versions of its place.
    pub number: i64,
    /// The title.
    pub title: String,
    /// What matters most, at most ten sentences.
    pub sentences: Vec<String>,
    /// The full text in its plain form.
    pub text: String,
    /// What has changed since the version before; empty in the first.
    pub changes: String,
    /// From when it counts, in microseconds since 1970.
    pub counts_from: Timestamp,
    /// Until when people who are signed in may put it off.
    pub put_off_until: Timestamp,
    /// When it was published.
    pub published_at: Timestamp,
}

impl TermsText {
    pub(super) fn of(version: Version, organisation_name: Option<String>) -> Self {
        Self {
            terms: version.id,
            organisation_name,
            number: version.number,
            title: version.wording.title,
            sentences: version.wording.sentences,
            text: version.wording.body,
            changes: version.wording.changes,
            counts_from: version.counts_from,
            put_off_until: version.put_off_until,
            published_at: version.published_at,
        }
    }
}

/// A version with the name of the place it is kept for.
async fn named(reader: &mut Reader, version: Version) -> Result<TermsText> {
    let organisation = OrganisationId(version.place);
    let name = match version.place.is_nil() {
        true => None,
        false => reader.ask(OrganisationOf(organisation)).await?.map(|found| found.name),
    };
    Ok(TermsText::of(version, name))
}

/// Whether terms are asked of an account at all: nobody reads them who is no person.
fn is_asked(view: &AccountView) -> bool {
    view.kind == "user"
}

/// What counts for somebody and was not accepted: the nation's first, then what their organisation adds. Where the nation
/// has none, nobody is asked.
pub(super) async fn waiting(
    reader: &mut Reader,
    view: &AccountView,
    now: Timestamp,
) -> Result<Vec<Counting>> {
    if !is_asked(view) {
        return Ok(Vec::new());
    }
    let Some(national) = store::counting(reader, place(None), view.account, now).await? else {
        return Ok(Vec::new());
    };
    Ok(left(reader, national, view.account, view.organisation, now).await?)
}

/// What is left of the nation's version and of what an organisation adds.
async fn left(
    reader: &mut Reader,
    national: Counting,
    account: AccountId,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Vec<Counting>, Fault> {
    let own = store::counting(reader, place(Some(organisation)), account, now).await?;
    let counting = [Some(national), own].into_iter().flatten();
    Ok(counting.filter(|counting| counting.accepted_at.is_none()).collect())
}

/// What waits for an account. Every page asks: where nothing is published this is one read, and three for whoever has
/// accepted everything.
async fn waiting_for(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Counting>> {
    let Some(national) = store::counting(reader, place(None), account, now).await? else {
        return Ok(Vec::new());
    };
    let Some(standing) = reader.ask(StandingOf(account)).await? else { return Ok(Vec::new()) };
    let found = left(reader, national, account, standing.organisation, now).await?;
    if found.is_empty() {
        return Ok(found);
    }
    let view = reader.ask(AccountOf(account)).await?;
    Ok(if view.is_some_and(|view| is_asked(&view)) { found } else { Vec::new() })
}

/// Whether terms wait for an account, so that it gets no session before it has accepted them.
pub(crate) async fn wait_for(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<bool> {
    Ok(!waiting_for(reader, account, now).await?.is_empty())
}

/// Whether somebody has to accept terms before they get into an application, or anything is renewed in it.
pub(crate) async fn keep_out(
    reader: &mut Reader,
    account: AccountId,
    application: Uuid,
    now: Timestamp,
) -> Result<bool> {
    Ok(wait_for(reader, account, now).await? && !store::is_exempt(reader, application).await?)
}

/// Whether terms wait for somebody who is signed in and cannot be put off any more: every page leads to them.
pub async fn stand_before(door: &Door, account: AccountId) -> Result<bool> {
    let now = door.clock().now();
    let waiting = waiting_for(&mut door.reader().await?, account, now).await?;
    Ok(waiting.iter().any(|counting| counting.put_off_until <= now))
}

/// How somebody stands with the terms that count, for those who see whether they can work; none where nobody asks them.
pub(crate) async fn standing(
    reader: &mut Reader,
    view: &AccountView,
    now: Timestamp,
) -> Result<Option<TermsStanding>> {
    if !is_asked(view) || store::counting(reader, place(None), view.account, now).await?.is_none() {
        return Ok(None);
    }
    Ok(Some(match waiting(reader, view, now).await?.is_empty() {
        true => TermsStanding::Accepted,
        false => TermsStanding::Waiting,
    }))
}

/// How somebody stands with the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TermsStanding {
    /// Everything that counts was accepted.
    Accepted,
    /// Something waits.
    Waiting,
}

/// The words of what waits.
async fn texts(reader: &mut Reader, waiting: &[Counting]) -> Result<Vec<TermsText>> {
    let mut texts = Vec::new();
    for counting in waiting {
        if let Some(version) = store::by_id(reader, counting.terms).await? {
            texts.push(named(reader, version).await?);
        }
    }
    Ok(texts)
}

/// The keys of what waits for whoever has the key of a step, for `terms.accept`.
pub async fn asked_at(door: &Door, step_key: &str) -> Result<Vec<Uuid>> {
    Ok(at_sign_in(door, step_key).await?.into_iter().map(|text| text.terms).collect())
}

/// What waits for whoever has the key of a step that asks for the terms. The key is what shows whose it is: there is no
/// session yet that a query could go by.
pub(super) async fn at_sign_in(door: &Door, step_key: &str) -> Result<Vec<TermsText>> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let step = terms_step(&mut reader, step_key, now).await?;
    let view = people::person(&mut reader, step.account()).await?;
    let waiting = waiting(&mut reader, &view, now).await?;
    texts(&mut reader, &waiting).await
}

/// The nation's terms that count now. They are no secret: everybody may read them before they have an account.
pub(super) async fn published(door: &Door) -> Result<Option<TermsText>> {
    let now = door.clock().now();
    let found = store::counts(&mut door.reader().await?, place(None), now).await?;
    Ok(found.map(|version| TermsText::of(version, None)))
}
