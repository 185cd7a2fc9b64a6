//! Writing letters into the outbox.

use std::sync::Arc;

use facts::directory::{AccountOf, AccountView, OrganisationOf};
use kernel::authority::{Role, grants_of_role, grants_reaching};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::ids::{self, AccountId, GrantId, OrganisationId};
use kernel::refusal::Result;
use ui::when::Zone;
use uuid::Uuid;

use super::{QUEUE, Relay};
use crate::notices::House;
use crate::notices::messages::catalogue::{self, COMMON, END};
use crate::notices::messages::{DAY_FULL, TOO_MANY};
use crate::notices::model::template::{Values, Words, fill};
use crate::notices::model::{ADDRESSEE_LIMIT, Channel, DAY_LIMIT, Notice};
use crate::notices::store::{self, Draft, Mailbox};

/// Grants read at once.
const PAGE: i64 = 200;
/// Administrators of an organisation who are told at most.
const ADMINISTRATORS: usize = 20;
/// Letters put in together; more would hold the writer too long.
const TOGETHER: usize = 50;

/// What a letter is to be about.
#[derive(Clone, Debug)]
pub(super) struct Occasion {
    pub(super) notice: &'static Notice,
    /// The same however often it is told.
    pub(super) key: String,
    pub(super) values: Values,
    /// Not before this; at once if none.
    pub(super) not_before: Option<Timestamp>,
    /// Whoever of several knows it already.
    pub(super) except: Option<AccountId>,
}

impl Occasion {
    pub(super) fn of(notice: &'static Notice, key: impl Into<String>, values: Values) -> Self {
        Self { notice, key: key.into(), values, not_before: None, except: None }
    }
}

/// The states of accounts with a mailbox that somebody reads.
const INSIDE: [&str; 2] = ["active", "disabled"];
/// Those to whom a letter goes outside: whoever is still to start has an address there, too.
const OUTSIDE: [&str; 3] = ["starting", "active", "disabled"];

/// Somebody who can be written to: a person with a mailbox that is not gone.
pub(super) async fn reachable(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<AccountView>> {
    person_who_is(reader, account, &INSIDE).await
}

async fn person_who_is(
    reader: &mut Reader,
    account: AccountId,
    states: &[&str],
) -> Result<Option<AccountView>> {
    let view = reader.ask(AccountOf(account)).await?;
    Ok(view.filter(|view| {
        view.kind == "user" && states.contains(&view.state.as_str()) && !view.address.is_empty()
    }))
}

/// Writes to one person. Gives how many letters were new.
pub(super) async fn write_to(
    door: &Door,
    account: AccountId,
    occasion: &Occasion,
) -> Result<usize> {
    let mut reader = door.reader().await?;
    let Some(view) = reachable(&mut reader, account).await? else { return Ok(0) };
    let draft = draft(door, &mut reader, &view, view.organisation, occasion).await?;
    drop(reader);
    put(door, vec![draft]).await
}

/// Tells somebody that a file of their scheduled report is there, or that there is none.
///
/// # Errors
/// If the database does not answer.
pub(crate) async fn tell_of_report(
    door: &Door,
    account: AccountId,
    file: Uuid,
    name: &str,
    is_made: bool,
) -> Result<()> {
    let notice = if is_made { &catalogue::REPORT_READY } else { &catalogue::REPORT_NOT_MADE };
    let values = Values::default().with("title", name);
    write_to(door, account, &Occasion::of(notice, format!("report:{file}"), values)).await.map(drop)
}

/// Writes about an account to an address outside the service. Gives how many letters were new.
pub(super) async fn write_outside(
    door: &Door,
    account: AccountId,
    address: &str,
    occasion: &Occasion,
) -> Result<usize> {
    let mut reader = door.reader().await?;
    let Some(view) = person_who_is(&mut reader, account, &OUTSIDE).await? else { return Ok(0) };
    let draft = draft(door, &mut reader, &view, view.organisation, occasion).await?;
    drop(reader);
    put(door, vec![Draft { address: address.to_owned(), mailbox: Mailbox::Outside, ..draft }]).await
}

/// Writes to the administrators of an organisation, each once.
pub(super) async fn write_to_administrators(
    door: &Door,
    organisation: OrganisationId,
    occasion: &Occasion,
    roles: &[Role],
) -> Result<usize> {
    let mut reader = door.reader().await?;
    let now = door.clock().now();
    let (mut after, mut told): (Option<GrantId>, Vec<AccountId>) =
        (None, occasion.except.into_iter().collect());
    let mut drafts = Vec::new();
    loop {
        let grants = grants_reaching(&mut reader, organisation, after, PAGE, now).await?;
        for grant in &grants {
            let is_one = roles.contains(&grant.role) && grant.is_live(now);
            if !is_one || told.contains(&grant.account) || drafts.len() == ADMINISTRATORS {
                continue;
            }
            told.push(grant.account);
            if let Some(view) = reachable(&mut reader, grant.account).await? {
                drafts.push(draft(door, &mut reader, &view, organisation, occasion).await?);
            }
        }
        match grants.last() {
            Some(last) if grants.len() as i64 == PAGE => after = Some(last.id),
            _ => break,
        }
    }
    drop(reader);
    put(door, drafts).await
}

/// Writes to whoever an organisation names outside the service. Gives how many letters were new.
pub(super) async fn write_to_contact(
    door: &Door,
    organisation: OrganisationId,
    (name, address): &(String, String),
    occasion: &Occasion,
) -> Result<usize> {
    let mut reader = door.reader().await?;
    let now = door.clock().now();
    let Words { subject, body } =
        words(door, &mut reader, name, organisation, occasion, None).await?;
    drop(reader);
    let draft = Draft {
        id: ids::new_at(now),
        notice: occasion.notice.key,
        occasion: occasion.key.clone(),
        account: AccountId(Uuid::nil()),
        organisation,
        address: address.clone(),
        mailbox: Mailbox::Contact,
        subject,
        body,
        due_at: now,
    };
    put(door, vec![draft]).await
}

/// Writes to those who run the service about an organisation, each once.
pub(super) async fn write_to_platform(
    door: &Door,
    about: OrganisationId,
    occasion: &Occasion,
) -> Result<usize> {
    let (mut reader, now) = (door.reader().await?, door.clock().now());
    let (mut told, mut drafts) = (Vec::new(), Vec::new());
    for grant in grants_of_role(&mut reader, Role::PlatformAdministrator, None, now).await? {
        if !grant.is_live(now) || told.contains(&grant.account) || told.len() == ADMINISTRATORS {
            continue;
        }
        told.push(grant.account);
        if let Some(view) = reachable(&mut reader, grant.account).await? {
            drafts.push(draft(door, &mut reader, &view, about, occasion).await?);
        }
    }
    drop(reader);
    put(door, drafts).await
}

/// The words of a letter to somebody; `about` is the organisation that it speaks of.
async fn draft(
    door: &Door,
    reader: &mut Reader,
    to: &AccountView,
    about: OrganisationId,
    occasion: &Occasion,
) -> Result<Draft> {
    let now = door.clock().now();
    let own = if occasion.notice.takes_words() {
        store::own_words(reader, to.organisation, occasion.notice.key).await?.words
    } else {
        String::new()
    };
    let own = (!own.is_empty()).then_some((to.organisation_name.as_str(), own.as_str()));
    let Words { subject, body } =
        words(door, reader, &to.display_name, about, occasion, own).await?;
    Ok(Draft {
        id: ids::new_at(now),
        notice: occasion.notice.key,
        occasion: occasion.key.clone(),
        account: to.account,
        organisation: to.organisation,
        address: to.address.clone(),
        mailbox: Mailbox::Own,
        subject,
        body,
        due_at: occasion.not_before.map_or(now, |at| at.max(now)),
    })
}

/// The words to whoever is called so, about an organisation.
async fn words(
    door: &Door,
    reader: &mut Reader,
    name: &str,
    about: OrganisationId,
    occasion: &Occasion,
    own: Option<(&str, &str)>,
) -> Result<Words> {
    let about_name = reader.ask(OrganisationOf(about)).await?.map(|view| view.name);
    let values = house_of(door, occasion.values.clone())
        .with("name", name)
        .with("organisation", about_name.unwrap_or_default());
    Ok(fill(occasion.notice, &values, own, END)?)
}

/// Puts letters in, with a job each where there is a relay; how many were new.
async fn put(door: &Door, drafts: Vec<Draft>) -> Result<usize> {
    if drafts.is_empty() {
        return Ok(0);
    }
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let most = (
        reader.dated(&ADDRESSEE_LIMIT, None, now).await?,
        reader.dated(&DAY_LIMIT, None, now).await?,
    );
    drop(reader);
    let is_sending = door.ports().port::<Relay>().is_ok();
    let mut new = 0;
    for some in drafts.chunks(TOGETHER) {
        let some = Arc::new(some.to_vec());
        new += door
            .upkeep(move |tx| {
                let some = Arc::clone(&some);
                Box::pin(async move {
                    let mut new = 0;
                    for draft in some.iter() {
                        let due = store::put(tx, draft, now, most, (TOO_MANY, DAY_FULL)).await?;
                        let Some(due_at) = due else { continue };
                        new += 1;
                        if is_sending {
                            store::queue(tx, QUEUE, draft.id, due_at, now).await?;
                        }
                    }
                    Ok(new)
                })
            })
            .await?;
    }
    Ok(new)
}

/// The day of a moment, in the installation's zone.
pub(super) fn day(door: &Door, at: Timestamp) -> String {
    door.ports().port::<Zone>().unwrap_or_default().day(at.micros())
}

/// A moment as letters say it, to the minute.
pub(super) fn minute(door: &Door, at: Timestamp) -> String {
    door.ports().port::<Zone>().unwrap_or_default().minute(at.micros())
}

/// With what is the same in every letter.
fn house_of(door: &Door, values: Values) -> Values {
    let house = door.ports().port::<House>().unwrap_or_default();
    values
        .with("service", house.service.as_str())
        .with("operator", house.operator.as_str())
        .with("desk", house.desk.as_str())
        .with("portal", house.portal.as_str())
}

/// What is common to all previews and samples.
pub(in crate::notices) fn values_of(door: &Door, notice: &Notice) -> Values {
    let places = COMMON.iter().chain(notice.places);
    let samples =
        places.fold(Values::default(), |values, place| values.with(place.name, place.sample));
    house_of(door, samples)
}

/// A notice with sample values, as it would go out; `own` is what an organisation of that name adds.
pub(in crate::notices) fn sample(
    notice: &Notice,
    values: &Values,
    own: Option<(&str, &str)>,
) -> Result<Words> {
    let end = if notice.channel == Channel::Mail { END } else { "" };
    Ok(fill(notice, values, own, end)?)
}
