//! Letters about what waits for somebody or came to its end: requests, transfers between two organisations, and changes
//! of many people.

use facts::casework::{
    BulkEnded, RequestAnswered, RequestAsked, RequestEnded, RequestOf, RequestReminded, RequestTold,
};
use facts::directory::{OrganisationOf, TransferChanged};
use kernel::door::{Door, Fact, Told};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use uuid::Uuid;

use super::hear::{ADMINISTRATORS, account_values, occasion, read};
use super::write::{Occasion, day, write_to, write_to_administrators};
use crate::notices::messages::{self, catalogue};
use crate::notices::model::template::Values;

/// Entries of a change of many people that are over while somebody looks on.
const WATCHED: i64 = 100;
/// What this file hears.
pub(super) const HEARD: [&str; 6] = [
    BulkEnded::NAME,
    RequestAsked::NAME,
    RequestAnswered::NAME,
    RequestReminded::NAME,
    RequestEnded::NAME,
    TransferChanged::NAME,
];

/// Whoever acted knows what they did.
pub(super) fn actor(told: &Told) -> Option<AccountId> {
    told.actor.strip_prefix("account:")?.parse().ok()
}

pub(super) async fn hear(door: &Door, told: &Told) -> Result<()> {
    match told.fact {
        RequestAsked::NAME => {
            let fact: RequestAsked = read(told)?;
            let Some(request) = live(door, fact.request).await? else { return Ok(()) };
            deciders(door, told, fact.request, fact.organisation, &request).await
        }
        RequestAnswered::NAME => {
            let fact: RequestAnswered = read(told)?;
            let Some(request) = live(door, fact.request).await? else { return Ok(()) };
            if fact.waits_for_asker {
                asker(door, told, fact.request, &request).await
            } else {
                Ok(())
            }
        }
        RequestReminded::NAME => {
            let fact: RequestReminded = read(told)?;
            let Some(request) = live(door, fact.request).await? else { return Ok(()) };
            if fact.waits_for_asker {
                asker(door, told, fact.request, &request).await
            } else {
                deciders(door, told, fact.request, fact.organisation, &request).await
            }
        }
        RequestEnded::NAME => ended(door, told, read(told)?).await,
        BulkEnded::NAME => bulk(door, told, read(told)?).await,
        _ => transfer(door, told, read(told)?).await,
    }
}

/// What waited when it was told and no longer does needs no letter.
async fn live(door: &Door, request: Uuid) -> Result<Option<RequestTold>> {
    let found = door.reader().await?.ask(RequestOf(request)).await?;
    Ok(found.filter(|found| found.is_live))
}

fn values(request: Uuid, found: &RequestTold) -> Values {
    Values::default().with("title", found.title.as_str()).with("request", request.to_string())
}

async fn deciders(
    door: &Door,
    told: &Told,
    request: Uuid,
    organisation: OrganisationId,
    found: &RequestTold,
) -> Result<()> {
    let person = account_values(door, found.asked_by).await?;
    let values = person.with("title", found.title.as_str()).with("request", request.to_string());
    let occasion = Occasion {
        except: Some(found.asked_by),
        ..occasion(told, &catalogue::REQUEST_WAITS, request, values)
    };
    write_to_administrators(door, organisation, &occasion, &found.deciders).await.map(drop)
}

async fn asker(door: &Door, told: &Told, request: Uuid, found: &RequestTold) -> Result<()> {
    let values = values(request, found);
    let occasion = occasion(told, &catalogue::REQUEST_QUESTION, request, values);
    write_to(door, found.asked_by, &occasion).await.map(drop)
}

async fn ended(door: &Door, told: &Told, fact: RequestEnded) -> Result<()> {
    let found = door.reader().await?.ask(RequestOf(fact.request)).await?;
    let Some(found) = found.filter(|found| actor(told) != Some(found.asked_by)) else {
        return Ok(());
    };
    let values =
        values(fact.request, &found).with("outcome", messages::request_outcome(&fact.state));
    let occasion = occasion(told, &catalogue::REQUEST_ENDED, fact.request, values);
    write_to(door, found.asked_by, &occasion).await.map(drop)
}

/// Whoever began a long one need not watch it; a short one is over before they could read of it.
async fn bulk(door: &Door, told: &Told, fact: BulkEnded) -> Result<()> {
    if fact.entries <= WATCHED {
        return Ok(());
    }
    let place = door.reader().await?.ask(OrganisationOf(fact.organisation)).await?;
    let values = Values::default()
        .with("day", day(door, told.at))
        .with("code", place.map(|place| place.code).unwrap_or_default())
        .with("entries", fact.entries.to_string())
        .with("changed", fact.changed.to_string())
        .with("bulk", fact.bulk.to_string());
    let occasion = occasion(told, &catalogue::BULK_ENDED, fact.bulk, values);
    write_to(door, fact.account, &occasion).await.map(drop)
}

async fn transfer(door: &Door, told: &Told, fact: TransferChanged) -> Result<()> {
    let mut reader = door.reader().await?;
    let from = reader.ask(OrganisationOf(fact.from)).await?;
    let to = reader.ask(OrganisationOf(fact.to)).await?;
    drop(reader);
    let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
    let outcome = messages::transfer_outcome(&fact.state);
    let sides = match (fact.state.as_str(), outcome) {
        ("offered", _) => vec![fact.to],
        ("asked", _) => vec![fact.from],
        (_, Some(_)) => vec![fact.from, fact.to],
        // The move itself has letters of its own.
        (_, None) => return Ok(()),
    };
    for side in sides {
        let code = if side == fact.from { &from.code } else { &to.code };
        let values = account_values(door, fact.account)
            .await?
            .with("from", from.name.as_str())
            .with("to", to.name.as_str())
            .with("code", code.as_str())
            .with("outcome", outcome.unwrap_or_default());
        let notice = match outcome {
            Some(_) => &catalogue::TRANSFER_SETTLED,
            None => &catalogue::TRANSFER_WAITS,
        };
        let occasion = Occasion { except: actor(told), ..occasion(told, notice, side.0, values) };
        write_to_administrators(door, side, &occasion, ADMINISTRATORS).await?;
    }
    Ok(())
}
