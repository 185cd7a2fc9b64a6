//! One Graph request from the checked token to the answer: faults first, then quotas, then the directory, then
//! the disk. An item of a batch goes the same way.

use std::time::Duration;

use kernel::ids;
use serde_json::json;
use wire::graph::{ErrorBody, InnerError, PublicError};

use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Reply, Request};
use crate::faults::Effect;
use crate::throttle::{Buckets, Verdict, cost};
use crate::{batch, dispatch};

/// What a client gets, if anything.
#[derive(Debug)]
pub(crate) enum Answer {
    Reply(Reply),
    /// The connection closes without a word.
    Lost,
}

impl Emulator {
    /// Answers one Graph request whose token was checked: faults and quotas first, then the directory.
    pub(crate) async fn answer(&self, request: &Request) -> Answer {
        let path = format!("/v1.0/{}", request.path.join("/"));
        let effect = self.faults.strike(&request.method, &path);
        let answer = match effect {
            Some(Effect::LoseRequest) => Answer::Lost,
            Some(Effect::Fail { status, code, retry_after }) => {
                Answer::Reply(refused(self, request, failure(status, code, retry_after)))
            }
            Some(Effect::LoseAnswer) => {
                self.finish(request).await;
                Answer::Lost
            }
            Some(Effect::Delay { milliseconds }) => {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                self.finish(request).await
            }
            None => self.finish(request).await,
        };
        let status = match &answer {
            Answer::Reply(reply) => Some(reply.status),
            Answer::Lost => None,
        };
        self.requests.note(
            self.clock.now(),
            &request.method,
            &target(&path, &request.query),
            status,
        );
        answer
    }

    async fn finish(&self, request: &Request) -> Answer {
        let outcome = match self.charge(request) {
            Err(refusal) => Err(refusal),
            Ok(_) if request.path == ["$batch"] && request.method == "POST" => {
                batch::answer(self, request).await
            }
            Ok(share) => self.settled(request, share).await.map(Answer::Reply),
        };
        outcome.unwrap_or_else(|refusal| Answer::Reply(refused(self, request, refusal)))
    }

    /// Asks the directory, and waits until what it did is on disk.
    async fn settled(&self, request: &Request, share: f64) -> Result<Reply, Refusal> {
        let mut reply = dispatch::dispatch(self, request)?;
        if let Some(on_disk) = reply.on_disk.take()
            && !on_disk.await.unwrap_or(false)
        {
            return Err(errors::unavailable());
        }
        Ok(marked(reply, cost(request).units, share))
    }

    /// Charges the quotas; answers how much of the fullest one is used.
    fn charge(&self, request: &Request) -> Result<f64, Refusal> {
        let Some(quotas) = self.faults.throttle().or(self.settings.limits.throttle) else {
            return Ok(0.0);
        };
        let now = self.clock.now();
        let buckets = &mut *self.buckets.lock();
        if buckets.as_ref().is_none_or(|buckets| buckets.quotas() != quotas) {
            *buckets = Some(Buckets::new(quotas, now));
        }
        let verdict = buckets
            .as_mut()
            .map_or(Verdict::Pass(0.0), |buckets| buckets.charge(cost(request), now));
        match verdict {
            Verdict::Pass(share) => Ok(share),
            Verdict::Wait(seconds, which) => {
                let scope = format!(
                    "Tenant_Application/ReadWrite/{}/{}",
                    self.settings.client_id,
                    self.look(|state| state.founded.tenant)
                );
                let refusal =
                    errors::throttled().header("Retry-After", format!("{:.3}", seconds.max(0.001)));
                Err(refusal
                    .header("x-ms-throttle-scope", scope)
                    .header("x-ms-throttle-information", which.to_owned()))
            }
        }
    }
}

/// A refusal as an answer, with the ids under which it can be found.
pub(crate) fn refused(emulator: &Emulator, request: &Request, refusal: Refusal) -> Reply {
    let now = emulator.clock.now();
    let id = ids::new_at(now).to_string();
    let client = request.header("client-request-id").unwrap_or(&id).to_owned();
    let inner = InnerError {
        code: (refusal.status == 429).then(|| "429".to_owned()),
        date: Some(crate::record::moment(now).trim_end_matches('Z').to_owned()),
        request_id: Some(id),
        client_request_id: Some(client),
    };
    let error = PublicError {
        code: refusal.code,
        message: refusal.message,
        target: None,
        details: refusal.details,
        inner_error: Some(inner),
    };
    Reply { headers: refusal.headers, ..Reply::json(refusal.status, json!(ErrorBody { error })) }
}

/// A refusal on purpose.
pub(crate) fn failure(status: u16, code: Option<String>, retry_after: Option<String>) -> Refusal {
    let (usual, message) = match status {
        429 => ("TooManyRequests", "Please retry again later."),
        503 => ("serviceNotAvailable", "The service is temporarily unavailable."),
        504 => ("UnknownError", "The gateway did not answer in time."),
        _ => ("generalException", "The request failed on purpose."),
    };
    let refusal = Refusal::new(status, code.as_deref().unwrap_or(usual), message);
    match retry_after {
        Some(seconds) => refusal.header("Retry-After", seconds),
        None => refusal,
    }
}

fn marked(reply: Reply, units: u32, share: f64) -> Reply {
    let reply = reply.header("x-ms-resource-unit", units.to_string());
    if share >= 0.8 {
        reply.header("x-ms-throttle-limit-percentage", format!("{share:.2}"))
    } else {
        reply
    }
}

fn target(path: &str, pairs: &[(String, String)]) -> String {
    let options: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if options.is_empty() { path.to_owned() } else { format!("{path}?{}", options.join("&")) }
}
