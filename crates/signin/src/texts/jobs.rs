//! Handing texts over, and clearing those that are old.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::door::Door;
use kernel::jobs::{Handler, Job, JobEnd};
use kernel::refusal::Result;
use kernel::secret::Secret;
use uuid::Uuid;

use super::model::{MINUTES, QUEUE, code_of, open};
use super::{Carried, Gateway, Text, messages, store};
use crate::gate::Gate;

/// Seconds until the next try of a text that was not taken, doubled with each.
const FIRST_PAUSE: i64 = 5;
/// Rows cleared in one write.
const CHUNK: i64 = 500;
/// Seconds for which texts are kept: a day counts; two are kept, in case the clock is put back.
const KEPT: i64 = 2 * 86_400;

/// The queue of the slice and who does its jobs.
pub fn handlers() -> HashMap<&'static str, Handler> {
    let handler: Handler = Arc::new(|door, job| Box::pin(handle(door, job)));
    HashMap::from([(QUEUE, handler)])
}

async fn handle(door: Door, job: Job) -> Result<JobEnd> {
    let Ok(id) = Uuid::try_parse(&job.subject) else {
        return Ok(JobEnd::Parked(format!("{} is no text", job.subject)));
    };
    let now = door.clock().now();
    let found = {
        let mut reader = door.reader().await?;
        match store::message(&mut reader, id).await? {
            Some(message) if message.is_waiting && message.expires_at > now => {
                let number = store::number(&mut reader, message.number).await?;
                let minutes = reader.dated(&MINUTES, None, now).await?;
                (message, number, minutes)
            }
            _ => return Ok(JobEnd::Done),
        }
    };
    let (message, Some(number), minutes) = found else {
        // The act that keeps the number is not through yet, or never will be.
        let why = "the number is not there yet".to_owned();
        return Ok(JobEnd::Later(now.plus_seconds(1 << job.attempts.clamp(0, 9)), why));
    };
    let (Ok(gateway), Some(purpose)) = (door.ports().port::<Gateway>(), message.purpose) else {
        return Ok(JobEnd::Done);
    };
    let Some(to) = open(&door, number.account, number.id, &number.sealed)? else {
        tracing::warn!("a telephone number cannot be read with the key of this installation");
        return Ok(JobEnd::Done);
    };
    let gate = door.ports().port::<Gate>()?;
    let product = &gate.settings().product;
    let words = messages::words(product, purpose, &code_of(&door, id), minutes);
    let text = Text { key: id, to: Secret::new(to), words: Secret::new(words) };
    let state = match gateway.carrier().carry(&text).await {
        Carried::Taken => "sent",
        Carried::Refused => "refused",
        Carried::Later => {
            let pause = FIRST_PAUSE << job.attempts.clamp(0, 6);
            let why = "the gateway did not take it".to_owned();
            return Ok(JobEnd::Later(now.plus_seconds(pause), why));
        }
    };
    door.upkeep(move |tx| Box::pin(async move { Ok(store::settle(tx, id, state).await?) })).await?;
    Ok(JobEnd::Done)
}

/// Clears old texts; where there are none, it reads one index and writes nothing.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let before = door.clock().now().plus_seconds(-KEPT);
    if !store::has_messages_before(&mut door.reader().await?, before).await? {
        return Ok(());
    }
    loop {
        let cleared = door
            .upkeep(move |tx| {
                Box::pin(async move { Ok(store::clear_old(tx, before, CHUNK).await?) })
            })
            .await?;
        if cleared < CHUNK.unsigned_abs() {
            return Ok(());
        }
    }
}
