//! The daily report: once a day every organisation is looked at, some of them at a time.

use facts::directory::OpenOrganisationsAfter;
use kernel::door::{Actor, Call, Door, Face};
use kernel::ids::OrganisationId;
use kernel::refusal::{Error, Result};
use uuid::Uuid;

use super::model::{Figures, Looking, is_due};
use super::store::{self, Round};
use super::{ReportMissedSteps, ReportSecondStep, queries};

/// Organisations that are looked at in one sweep, so that nothing else of the worker waits long.
const AT_ONCE: i64 = 10;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Looks at some more organisations, if there are any left today; otherwise it reads one row. Of an organisation where all is
/// well, and where nothing got worse since it was told, nothing is written.
pub(crate) async fn report(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let today = now.micros().div_euclid(DAY);
    let mut reader = door.reader().await?;
    let before = store::round(&mut reader).await?;
    let round = match before {
        Some(round) if round.day == today && round.is_over => return Ok(()),
        Some(round) if round.day == today => round,
        _ => Round { day: today, after: Uuid::nil(), is_over: false },
    };
    let after = (!round.after.is_nil()).then_some(OrganisationId(round.after));
    let here = reader.ask(OpenOrganisationsAfter { after, limit: AT_ONCE }).await?;
    drop(reader);
    for organisation in &here {
        one(door, *organisation).await?;
    }
    let is_over = (here.len() as i64) < AT_ONCE;
    if is_over {
        nation(door).await?;
    }
    let after = here.last().map_or(round.after, |last| last.0);
    let round = Round { after, is_over, ..round };
    door.upkeep(move |tx| Box::pin(async move { Ok(store::go_on(tx, before, round).await?) })).await
}

fn call(door: &Door) -> Call {
    door.call(Actor::Service("second-step"), Face::Job)
}

/// One that is refused, because the organisation has closed meanwhile, keeps no other from being looked at.
fn done(outcome: Result<(), Error>) -> Result<()> {
    match outcome {
        Err(Error::Refused(_)) => Ok(()),
        outcome => outcome,
    }
}

async fn one(door: &Door, organisation: OrganisationId) -> Result<()> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let looking = Looking::at(&mut reader, organisation, now).await?;
    let (figures, _) = queries::figures(&mut reader, &looking, organisation, now).await?;
    let told = store::told(&mut reader, organisation.0).await?;
    drop(reader);
    if !is_due(told, figures, now) {
        return Ok(());
    }
    done(door.perform(call(door), ReportSecondStep { organisation }).await.map(drop))
}

/// The service as a whole, once all organisations have been looked at.
async fn nation(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let passing = queries::missed_in_all(&mut reader, now).await?.sessions;
    let told = store::told(&mut reader, Uuid::nil()).await?;
    drop(reader);
    if !is_due(told, Figures { passing, ..Figures::default() }, now) {
        return Ok(());
    }
    done(door.perform(call(door), ReportMissedSteps {}).await.map(drop))
}
