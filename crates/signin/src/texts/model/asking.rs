//! Asking for a text: counted over the person and the organisation before anything is sent, and then left to a job.

use kernel::clock::Timestamp;
use kernel::db::WriteTx;
use kernel::door::Door;
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use uuid::Uuid;

use super::{A_DAY, APART_SECONDS, For, MINUTES, ORGANISATION_A_DAY, RECOVERING_A_DAY};
use crate::texts::{messages, store};

/// The queue of texts; the subject of a job is the text's key.
pub(in crate::texts) const QUEUE: &str = "signin.text";
/// Seconds of the day over which texts count.
const DAY: i64 = 86_400;

/// To whom a text goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whom {
    /// For whom it counts.
    pub(crate) account: AccountId,
    /// Whose budget it costs, if it is anybody's.
    pub(crate) organisation: Option<OrganisationId>,
    /// The number; none where nothing is sent, and the same is done all the same.
    pub(crate) number: Option<Uuid>,
}

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A job sends it.
    Sent,
    /// The last one was a moment ago.
    TooSoon,
    /// There were as many as there may be.
    TooMany,
}

/// A refusal where no text is sent, because there is no number or there were too many.
pub(crate) fn sent_or_refused(asked: Option<Asked>) -> Result<()> {
    let code = match asked {
        Some(Asked::Sent) => return Ok(()),
        Some(Asked::TooSoon) => messages::TOO_SOON,
        Some(Asked::TooMany) => messages::TOO_MANY,
        None => messages::NO_NUMBER,
    };
    Err(code.refuse().into())
}

#[derive(Clone, Copy)]
struct Most {
    apart: i64,
    a_day: i64,
    recovering: i64,
    of_organisation: i64,
    minutes: i64,
}

/// Asks for a text.
pub(crate) async fn ask_for(
    door: &Door,
    whom: Whom,
    purpose: For,
    bound: Uuid,
    now: Timestamp,
) -> Result<Asked> {
    let most = {
        let mut reader = door.reader().await?;
        let place = whom.organisation;
        Most {
            apart: reader.dated(&APART_SECONDS, place, now).await?,
            a_day: reader.dated(&A_DAY, place, now).await?,
            recovering: reader.dated(&RECOVERING_A_DAY, place, now).await?,
            of_organisation: reader.dated(&ORGANISATION_A_DAY, place, now).await?,
            minutes: reader.dated(&MINUTES, None, now).await?,
        }
    };
    let id = ids::new_at(now);
    let message = store::NewMessage {
        id,
        account: whom.account,
        number: whom.number,
        purpose,
        bound,
        made_at: now,
        expires_at: now.plus_seconds(most.minutes * 60),
    };
    door.upkeep(move |tx| Box::pin(async move { Ok(put(tx, &message, whom, most).await?) })).await
}

async fn put(
    tx: &mut WriteTx,
    message: &store::NewMessage,
    whom: Whom,
    most: Most,
) -> Result<Asked, Fault> {
    let (account, now) = (whom.account, message.made_at);
    store::take_turn(tx, account).await?;
    let since = |seconds: i64| Timestamp::from_micros(now.plus_seconds(-seconds).micros() + 1);
    if store::count_since(tx, account, None, since(most.apart)).await? > 0 {
        return Ok(Asked::TooSoon);
    }
    let of_day = store::count_since(tx, account, None, since(DAY)).await?;
    let recovering = store::count_since(tx, account, Some(For::Recovery), since(DAY)).await?;
    if of_day >= most.a_day || message.purpose == For::Recovery && recovering >= most.recovering {
        return Ok(Asked::TooMany);
    }
    let organisation = whom.organisation.map_or(Uuid::nil(), |organisation| organisation.0);
    let spent = store::spend(tx, organisation, now, DAY).await?;
    if whom.organisation.is_some() && spent > most.of_organisation {
        return Ok(Asked::TooMany);
    }
    store::insert_message(tx, message).await?;
    tx.enqueue(QUEUE, &message.id.to_string(), "{}", now).await?;
    Ok(Asked::Sent)
}
