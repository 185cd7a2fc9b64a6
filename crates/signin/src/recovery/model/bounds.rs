//! Codes that people give who proved nothing before, counted before they are looked at.
//!
//! Who comes to an account from a network from which that account was let in within the last months, comes from somewhere
//! familiar: no stranger elsewhere uses up what they have. Strangers are counted over their network and, all of them together,
//! over the service: one code for each of a million accounts is a guess, too.

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::refusal::Result;

use super::network::{ALL, row};
use super::{NETWORK_A_DAY, STRANGERS_A_DAY, Standing};
use crate::attempts;
use crate::factors::Whence;
use crate::origin::network_of;
use crate::recovery::store;

/// Seconds for which they count.
const DAY: i64 = 86_400;

/// One code that was counted.
pub(in crate::recovery) struct Turn<'a> {
    door: &'a Door,
    whence: Whence,
    /// The row of the network.
    row: i64,
    barred: Option<&'static str>,
    /// Whether it was counted among those of all strangers as well.
    is_of_all: bool,
}

/// Where somebody comes from who says that this account is theirs. As much is looked up for an account that there is not.
async fn whence(
    reader: &mut Reader,
    standing: &Standing,
    peer: &str,
    now: Timestamp,
) -> Result<Whence> {
    let seen = attempts::let_in_from(reader, standing.counted_for, now).await?;
    let here = network_of(peer);
    // All of them are compared, so that a match says nothing by the time it takes.
    let near = seen.iter().filter(|peer| network_of(peer) == here).count();
    Ok(if near > 0 { Whence::Familiar } else { Whence::Elsewhere })
}

impl<'a> Turn<'a> {
    /// Counts one.
    pub(in crate::recovery) async fn take(
        door: &'a Door,
        peer: &str,
        standing: &Standing,
        now: Timestamp,
    ) -> Result<Self> {
        let (whence, of_network, of_all) = {
            let mut reader = door.reader().await?;
            let whence = whence(&mut reader, standing, peer, now).await?;
            let of_network = reader.dated(&NETWORK_A_DAY, None, now).await?;
            (whence, of_network, reader.dated(&STRANGERS_A_DAY, None, now).await?)
        };
        let row = row(door, peer, whence);
        let (barred, is_of_all) = door
            .upkeep(move |tx| {
                Box::pin(async move {
                    if store::count(tx, row, now, DAY).await? > of_network {
                        return Ok((Some("too many wrong codes from this network"), false));
                    }
                    // Who comes from somewhere familiar is no stranger, and a network that is kept out uses up nothing of
                    // what strangers have together.
                    if whence == Whence::Familiar {
                        return Ok((None, false));
                    }
                    let all = store::count(tx, ALL, now, DAY).await?;
                    let barred = (all > of_all).then_some("too many wrong codes of strangers");
                    Ok((barred, true))
                })
            })
            .await?;
        Ok(Self { door, whence, row, barred, is_of_all })
    }

    /// Where it comes from.
    pub(in crate::recovery) const fn whence(&self) -> Whence {
        self.whence
    }

    /// Why digits are not looked at, if they are not.
    pub(in crate::recovery) const fn barred(&self) -> Option<&'static str> {
        self.barred
    }

    /// It was right, so it does not count.
    pub(in crate::recovery) async fn give_back(self) -> Result<()> {
        let (row, is_of_all) = (self.row, self.is_of_all);
        self.door
            .upkeep(move |tx| {
                Box::pin(async move {
                    store::uncount(tx, row).await?;
                    if is_of_all {
                        store::uncount(tx, ALL).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
