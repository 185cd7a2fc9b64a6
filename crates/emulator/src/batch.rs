//! `POST /$batch`: the envelope. Items share nothing but the token; one that fails undoes no other.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wire::graph::{BATCH_LIMIT, BatchAnswer, BatchAnswers, BatchItem, BatchItems, query};

use crate::answer::{Answer, refused};
use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Body, Reply, Request};

/// Answers an envelope; an item whose answer is lost on purpose loses the envelope's.
pub(crate) async fn answer(emulator: &Emulator, request: &Request) -> Result<Answer, Refusal> {
    let envelope: BatchItems = serde_json::from_value(Value::Object(request.object()?))
        .map_err(|_| errors::malformed("Invalid batch payload format."))?;
    let waves = waves(&envelope.requests)?;
    let mut statuses: BTreeMap<&str, u16> = BTreeMap::new();
    let mut responses = Vec::with_capacity(envelope.requests.len());
    for item in waves {
        let failed = item
            .depends_on
            .iter()
            .any(|id| statuses.get(id.as_str()).is_none_or(|status| *status >= 400));
        let reply = if failed {
            refused(
                emulator,
                request,
                Refusal::new(
                    424,
                    "FailedDependency",
                    "The request did not run because a request it depends on failed.",
                ),
            )
        } else {
            match inner(request, item) {
                Err(refusal) => refused(emulator, request, refusal),
                Ok(inner) => match Box::pin(emulator.answer(&inner)).await {
                    Answer::Reply(reply) => reply,
                    Answer::Lost => return Ok(Answer::Lost),
                },
            }
        };
        statuses.insert(&item.id, reply.status);
        responses.push(response(&item.id, reply));
    }
    Ok(Answer::Reply(Reply::json(200, json!(BatchAnswers { responses }))))
}

/// The items in an order in which each comes after those it depends on.
fn waves(items: &[BatchItem]) -> Result<Vec<&BatchItem>, Refusal> {
    if items.len() > BATCH_LIMIT {
        return Err(errors::malformed(format!(
            "Number of batch request steps exceeds the maximum value of {BATCH_LIMIT}."
        )));
    }
    let twice = items
        .iter()
        .enumerate()
        .find(|(at, item)| items[..*at].iter().any(|before| before.id == item.id));
    if let Some((_, item)) = twice {
        return Err(errors::malformed(format!(
            "Duplicate request id '{}' in the batch request.",
            item.id
        )));
    }
    let mut ordered: Vec<&BatchItem> = Vec::new();
    let mut waiting: Vec<&BatchItem> = items.iter().collect();
    while !waiting.is_empty() {
        let is_ready = |item: &&BatchItem| {
            item.depends_on.iter().all(|id| ordered.iter().any(|done| done.id == *id))
        };
        let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        if ready.is_empty() {
            return Err(errors::malformed(
                "A batch request depends on a request that is not there, or on itself.",
            ));
        }
        ordered.extend(ready);
        waiting = later;
    }
    Ok(ordered)
}

/// An item as a request of its own. An envelope inside an envelope is refused here, before anything could nest.
fn inner(outer: &Request, item: &BatchItem) -> Result<Request, Refusal> {
    let (path, pairs) = item.url.split_once('?').unwrap_or((&item.url, ""));
    let wrong = |_| errors::malformed("Invalid batch payload format.");
    let path = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(query::decode_segment)
        .collect::<Result<Vec<_>, _>>()
        .map_err(wrong)?;
    if path == ["$batch"] {
        return Err(errors::malformed("A batch request cannot hold another batch request."));
    }
    Ok(Request {
        method: item.method.to_ascii_uppercase(),
        path,
        query: query::pairs(pairs).map_err(wrong)?,
        headers: item
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
            .collect(),
        body: item
            .body
            .as_ref()
            .filter(|body| !body.is_null())
            .map(|body| body.to_string().into_bytes())
            .unwrap_or_default(),
        base: outer.base.clone(),
    })
}

fn response(id: &str, reply: Reply) -> BatchAnswer {
    let mut headers: BTreeMap<String, String> =
        reply.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let body = match reply.body {
        Body::None => None,
        Body::Json(body) => {
            headers.insert("Content-Type".to_owned(), "application/json".to_owned());
            Some(body)
        }
        Body::Text(text) => {
            headers.insert("Content-Type".to_owned(), "text/plain".to_owned());
            Some(text.parse::<u64>().map_or(Value::String(text), Value::from))
        }
    };
    BatchAnswer { id: id.to_owned(), status: reply.status, headers, body }
}
