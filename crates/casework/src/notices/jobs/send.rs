//! One letter to the relay.

use std::sync::Arc;

use kernel::door::Door;
use kernel::epoch;
use kernel::jobs::{Job, JobEnd};
use kernel::refusal::Result;
use uuid::Uuid;

use super::QUEUE;
use super::relay::{Outcome, Relay};
use super::unwritten::filled;
use crate::notices::messages;
use crate::notices::model::{MailState, SEND_DAYS, pause_after};
use crate::notices::store::{self, Ending, Mail};

/// Tries of which nobody knows the end, after which a letter is not tried again: it may have arrived each time.
const UNKNOWN_MOST: i64 = 2;

/// A job of the queue. Trouble on the way does not fail the job, because one that fails ten times is parked and an
/// outage can last longer: what is tried again is put in anew.
pub(super) async fn handle(door: Door, job: Job) -> Result<JobEnd> {
    match Uuid::try_parse(&job.subject) {
        Ok(id) => send(&door, id).await.map(|()| JobEnd::Done),
        Err(_) => Ok(JobEnd::Parked(format!("{} is no letter", job.subject))),
    }
}

async fn send(door: &Door, id: Uuid) -> Result<()> {
    let mut reader = door.reader().await?;
    let Some(mail) = store::find(&mut reader, id).await? else { return Ok(()) };
    if mail.state != MailState::Waiting {
        return Ok(());
    }
    let now = door.clock().now();
    let days = reader.dated(&SEND_DAYS, None, now).await?;
    let life = epoch::current(&mut reader).await?.filter(epoch::Epoch::is_restored);
    drop(reader);
    let Ok(relay) = door.ports().port::<Relay>() else {
        return door
            .upkeep(move |tx| Box::pin(async move { Ok(store::give_place_back(tx, id).await?) }))
            .await;
    };
    let given_up = if life.is_some_and(|life| mail.made_at < life.began_at) {
        // The database forgot whether it was sent since the backup.
        Some(Ending::Settled(MailState::Lapsed, messages::RESTORED.to_owned()))
    } else if mail.unsettled >= UNKNOWN_MOST {
        Some(Ending::Settled(MailState::Unclear, messages::UNCLEAR.to_owned()))
    } else if mail.due_at.plus_days(days) <= now {
        Some(Ending::Settled(MailState::Lapsed, messages::LAPSED.to_owned()))
    } else {
        None
    };
    if let Some(ending) = given_up {
        return settle(door, &mail, ending).await;
    }
    let Some(body) = filled(door, mail.account, &mail.address, &mail.body).await? else {
        let over = Ending::Settled(MailState::Lapsed, messages::LINK_OVER.to_owned());
        return settle(door, &mail, over).await;
    };
    let mail = Mail { body, ..mail };
    let begun = door.upkeep(move |tx| Box::pin(async move { Ok(store::begin(tx, id).await?) }));
    if !begun.await? {
        return Ok(());
    }
    let ending = match relay.deliver(&mail, now).await {
        Outcome::Sent(words) => Ending::Settled(MailState::Sent, words),
        Outcome::Refused(words) => Ending::Settled(MailState::Refused, words),
        Outcome::Later(words) => Ending::Again(words),
        Outcome::Unknown(words) => Ending::Unknown(words),
    };
    settle(door, &mail, ending).await
}

/// Notes how a try ended, and puts in the next one if there is one.
async fn settle(door: &Door, mail: &Mail, ending: Ending) -> Result<()> {
    let now = door.clock().now();
    let again = match &ending {
        Ending::Settled(..) => None,
        Ending::Again(_) | Ending::Unknown(_) => {
            Some(now.plus_seconds(pause_after(mail.tries + 1)))
        }
    };
    let (id, ending) = (mail.id, Arc::new(ending));
    door.upkeep(move |tx| {
        let ending = Arc::clone(&ending);
        Box::pin(async move {
            store::settle(tx, id, &ending, now).await?;
            if let Some(at) = again {
                store::queue(tx, QUEUE, id, at, now).await?;
            }
            Ok(())
        })
    })
    .await
}
