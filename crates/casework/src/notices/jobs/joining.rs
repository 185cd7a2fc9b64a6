//! Letters about organisations on their way into the service or out of it, as each step is told and as days come.

use facts::directory::{AccountOf, JoiningClock, JoiningDue, JoiningMoved, JoiningOf, JoiningTold};
use kernel::authority::{Role, grants_of_role};
use kernel::clock::Timestamp;
use kernel::door::{Door, Told};
use kernel::ids::OrganisationId;
use kernel::refusal::Result;

use super::clocks::{DAY, PAGE, step};
use super::hear::{occasion, read};
use super::waiting::actor;
use super::write::{Occasion, day, write_to_administrators, write_to_contact, write_to_platform};
use crate::notices::messages::{self, joining as words};
use crate::notices::model::Notice;
use crate::notices::model::template::Values;
use crate::notices::store;

/// Days before the day on which an organisation is to be over, or a check of it, at which somebody is told.
const ENDS: [i64; 4] = [1, 7, 14, 30];
/// Days after which whoever has the turn is reminded, the longest first.
const WAITS: [i64; 2] = [7, 3];
/// Half a day: what is about a day of the calendar is said at its noon, so that it is that day in every time zone near.
const NOON: i64 = 43_200;
/// Who hears of the organisation once it is a member.
const LEADS: &[Role] = &[Role::PrimaryLocalAdministrator];

async fn told(door: &Door, organisation: OrganisationId) -> Result<Option<JoiningTold>> {
    door.reader().await?.ask(JoiningOf(organisation)).await
}

fn values(of: &JoiningTold) -> Values {
    Values::default()
        .with("code", of.code.as_str())
        .with_words("waits", of.waits_for.as_deref().unwrap_or_default())
        .with_words("reason", of.reason.as_deref().unwrap_or_default())
}

/// Writes to the organisation: to whoever it names outside until it is a member, then to its primary local
/// administrators, and outside again if it has none.
async fn write(
    door: &Door,
    organisation: OrganisationId,
    of: &JoiningTold,
    occasion: &Occasion,
) -> Result<usize> {
    let mut written = 0;
    if matches!(of.stage.as_str(), "open" | "closing") {
        written = write_to_administrators(door, organisation, occasion, LEADS).await?;
        if written > 0 || is_led(door, organisation).await? {
            return Ok(written);
        }
    }
    if let Some(contact) = &of.contact {
        written += write_to_contact(door, organisation, contact, occasion).await?;
    }
    Ok(written)
}

/// Whether somebody is its primary local administrator.
async fn is_led(door: &Door, organisation: OrganisationId) -> Result<bool> {
    Ok(!leads(door, organisation).await?.is_empty())
}

/// The names of its primary local administrators.
async fn leads(door: &Door, organisation: OrganisationId) -> Result<Vec<String>> {
    let (mut reader, now) = (door.reader().await?, door.clock().now());
    let mut names = Vec::new();
    for role in LEADS {
        for grant in grants_of_role(&mut reader, *role, Some(organisation), now).await? {
            let person = reader.ask(AccountOf(grant.account)).await?;
            names.extend(person.filter(|_| grant.is_live(now)).map(|person| person.display_name));
        }
    }
    Ok(names)
}

/// A step was told. What is no longer so when it is heard needs no letter.
pub(super) async fn hear(door: &Door, fact: &Told) -> Result<()> {
    let JoiningMoved { organisation, step } = read(fact)?;
    let Some(of) = told(door, organisation).await? else { return Ok(()) };
    let values = values(&of).with("day", day(door, fact.at));
    let of_step = |notice: &'static Notice, values: Values| Occasion {
        except: actor(fact),
        ..occasion(fact, notice, organisation.0, values)
    };
    let (notice, values) = match (step.as_str(), of.stage.as_str()) {
        ("applied", "applied") => (&words::RECEIVED, values),
        ("declined", "declined") => (&words::DECLINED, values),
        ("turn", "applied" | "opening" | "closing") if of.turn == "theirs" => {
            (&words::TURN, values)
        }
        ("open", "open") => {
            let names = leads(door, organisation).await?;
            let values = values.with_words("administrators", &messages::names(&names));
            let occasion = of_step(&words::OPENED, values);
            if let Some(contact) = of.contact.as_ref().filter(|_| !names.is_empty()) {
                write_to_contact(door, organisation, contact, &occasion).await?;
            }
            return write(door, organisation, &of, &occasion).await.map(drop);
        }
        ("closing", "closing") => {
            let Some(at) = of.closes_at else { return Ok(()) };
            (&words::CLOSING, values.with("day", day(door, at.plus_seconds(NOON))))
        }
        ("stays", "open") => (&words::CLOSING_OFF, values),
        _ => return Ok(()),
    };
    write(door, organisation, &of, &of_step(notice, values)).await.map(drop)
}

/// Writes the letters about days that come and about what has been waited for for long, each once.
pub(super) async fn warn(door: &Door) -> Result<usize> {
    let (mut written, now) = (0, door.clock().now());
    for clock in [JoiningClock::Closing, JoiningClock::Check, JoiningClock::Waiting] {
        let by = match clock {
            JoiningClock::Closing | JoiningClock::Check => now.plus_days(ENDS[ENDS.len() - 1]),
            JoiningClock::Waiting => now.plus_days(-WAITS[WAITS.len() - 1]),
        };
        let mut after = None;
        loop {
            let mut reader = door.reader().await?;
            let page = reader.ask(JoiningDue { clock, by, after, limit: PAGE }).await?;
            drop(reader);
            let Some(last) = page.last() else { break };
            after = Some(*last);
            for organisation in page {
                if let Some(of) = told(door, organisation).await? {
                    written += due(door, clock, organisation, &of, now).await?;
                }
            }
        }
    }
    Ok(written)
}

async fn due(
    door: &Door,
    clock: JoiningClock,
    organisation: OrganisationId,
    of: &JoiningTold,
    now: Timestamp,
) -> Result<usize> {
    let waited = (now.micros() - of.since.micros()).div_euclid(DAY);
    let ends = |at: Option<Timestamp>| {
        let at = at?;
        let (step, left) = step(&ENDS, at, now)?;
        Some((at, step, messages::days(left)))
    };
    let (notice, at, step, values) = match clock {
        JoiningClock::Closing => {
            let Some((at, step, left)) = ends(of.closes_at) else { return Ok(0) };
            let day = day(door, at.plus_seconds(NOON));
            (&words::CLOSING_SOON, at, step, values(of).with("day", day).with("left", left))
        }
        JoiningClock::Check => {
            let Some((at, step, left)) = ends(of.lapses_at) else { return Ok(0) };
            let day = day(door, at.plus_seconds(-NOON));
            let checks = of.lapsing.join(", ");
            let values = values(of).with("day", day).with("left", left);
            (&words::CHECK_ENDS, at, step, values.with_words("checks", &checks))
        }
        JoiningClock::Waiting => {
            let Some(step) = WAITS.into_iter().find(|days| waited >= *days) else { return Ok(0) };
            let notice = if of.turn == "ours" { &words::WAITED_OURS } else { &words::WAITED };
            (notice, of.since, step, values(of).with("waited", messages::days(waited)))
        }
    };
    // A day that is moved, or a turn that is handed over, is another occasion.
    let key = format!("joining:{organisation}:{}:{step}", at.micros());
    if store::is_written(&mut door.reader().await?, &key, notice.key).await? {
        return Ok(0);
    }
    let occasion = Occasion::of(notice, key, values);
    if notice.key == words::WAITED_OURS.key {
        return write_to_platform(door, organisation, &occasion).await;
    }
    write(door, organisation, of, &occasion).await
}
