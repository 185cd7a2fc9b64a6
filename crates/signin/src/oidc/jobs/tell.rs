//! The job that tells an application that somebody signed out.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::door::Door;
use kernel::ids;
use kernel::jobs::{Handler, Job, JobEnd};
use kernel::refusal::Result;

use crate::applications::{self, Application, Told};
use crate::gate::Gate;
use crate::oidc::model::{
    LOGOUT, LOGOUT_SECONDS, LOGOUT_TRIES, Leaving, LogoutClaims, events, pause, subject,
};
use crate::oidc::store::QUEUE;
use crate::outbound::{Called, Outbound};
use crate::signing_keys::sign;

/// The queue of this slice and who does its jobs.
pub fn handlers() -> HashMap<&'static str, Handler> {
    let handler: Handler = Arc::new(|door, job| Box::pin(handle(door, job)));
    HashMap::from([(QUEUE, handler)])
}

async fn handle(door: Door, job: Job) -> Result<JobEnd> {
    let leaving: Leaving = match serde_json::from_str(&job.payload) {
        Ok(leaving) => leaving,
        Err(error) => return Ok(JobEnd::Parked(error.to_string())),
    };
    let application = {
        let mut reader = door.reader().await?;
        applications::by_id_even_held(&mut reader, leaving.application).await?
    };
    // One that was taken out of use, or wants to be told no more, is not told. One that is held is: nobody tells it later.
    let application = application.filter(|one| !one.backchannel_logout_uri.is_empty());
    let Some(application) = application else { return Ok(JobEnd::Done) };
    let now = door.clock().now();
    let most = door.reader().await?.dated(&LOGOUT_TRIES, None, now).await?;
    let token = token(&door, &application, leaving).await?;
    let outbound = door.ports().port::<Outbound>()?;
    let called = outbound.post(&application.backchannel_logout_uri, "logout_token", &token).await;
    let tries = job.attempts + 1;
    let told = judged(called, tries >= most);
    let counted = told.clone();
    door.upkeep(move |tx| {
        let told = counted.clone();
        Box::pin(async move {
            Ok(applications::count_logout(tx, leaving.application, &told, now).await?)
        })
    })
    .await?;
    Ok(match told {
        Told::Later(problem) => JobEnd::Later(now.plus_seconds(pause(tries)), problem),
        Told::Taken | Told::Refused(_) | Told::GivenUp(_) => JobEnd::Done,
    })
}

/// What an answer means: 200 and 204 are yes; 400 and its kin are no; everything else is trouble that may pass.
fn judged(called: Called, is_last: bool) -> Told {
    let problem = match called {
        Called::Answered(200..=299) => return Told::Taken,
        Called::Answered(status @ (300..=399)) => {
            return Told::Refused(format!("it answered {status}: redirects are not followed"));
        }
        Called::Answered(status @ (400..=407 | 409..=428 | 430..=499)) => {
            return Told::Refused(format!("it answered {status}"));
        }
        Called::Answered(status) => format!("it answered {status}"),
        Called::Failed(words) => words,
    };
    if is_last { Told::GivenUp(problem) } else { Told::Later(problem) }
}

/// The token; made anew for each try, because it counts for two minutes.
async fn token(door: &Door, application: &Application, leaving: Leaving) -> Result<String> {
    let now = door.clock().now();
    let seconds = now.micros() / 1_000_000;
    let made = LogoutClaims {
        iss: door.ports().port::<Gate>()?.settings().portal.clone(),
        sub: subject(application, leaving.account),
        aud: application.client_id.clone(),
        iat: seconds,
        exp: seconds + LOGOUT_SECONDS,
        jti: ids::new_at(now).to_string(),
        events: events(),
        sid: leaving.visit.to_string(),
    };
    sign(door, application.signing, LOGOUT, &made).await
}

#[cfg(test)]
mod tests {
    //! What an answer means.

    use super::*;

    #[test]
    fn an_answer_is_taken_refused_or_tried_again() {
        let of = |status| judged(Called::Answered(status), false);
        assert_eq!((of(200), of(204)), (Told::Taken, Told::Taken));
        for status in [302, 400, 401, 404, 410, 499] {
            assert!(matches!(of(status), Told::Refused(_)), "{status}");
        }
        for status in [100, 408, 429, 500, 503, 599] {
            assert!(matches!(of(status), Told::Later(_)), "{status}");
        }
        let silent = || Called::Failed("no answer".to_owned());
        assert!(matches!(judged(silent(), false), Told::Later(_)));
        assert!(matches!(judged(silent(), true), Told::GivenUp(_)));
    }
}
