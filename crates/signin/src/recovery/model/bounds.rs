//! Codes that strangers give, counted over a network and over the service before they are looked at.

use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::refusal::Result;

use super::network::{ALL, bucket};
use super::{NATION_A_DAY, NETWORK_A_DAY};
use crate::recovery::store;

/// Seconds for which they count.
const DAY: i64 = 86_400;

/// One code that was counted.
pub(in crate::recovery) struct Turn<'a> {
    door: &'a Door,
    network: i64,
    barred: Option<&'static str>,
    /// Whether it was counted over the service as well.
    is_of_all: bool,
}

impl<'a> Turn<'a> {
    /// Counts one.
    pub(in crate::recovery) async fn take(
        door: &'a Door,
        peer: &str,
        now: Timestamp,
    ) -> Result<Self> {
        let network = bucket(peer);
        let (of_network, of_all) = {
            let mut reader = door.reader().await?;
            let of_network = reader.dated(&NETWORK_A_DAY, None, now).await?;
            (of_network, reader.dated(&NATION_A_DAY, None, now).await?)
        };
        let (barred, is_of_all) = door
            .upkeep(move |tx| {
                Box::pin(async move {
                    if store::count(tx, network, now, DAY).await? > of_network {
                        return Ok((Some("too many wrong codes from this network"), false));
                    }
                    // A network that is kept out does not use up what all have together.
                    let all = store::count(tx, ALL, now, DAY).await?;
                    let barred =
                        (all > of_all).then_some("too many wrong codes on resetting passwords");
                    Ok((barred, true))
                })
            })
            .await?;
        Ok(Self { door, network, barred, is_of_all })
    }

    /// Why digits are not looked at, if they are not.
    pub(in crate::recovery) const fn barred(&self) -> Option<&'static str> {
        self.barred
    }

    /// It was right, so it does not count.
    pub(in crate::recovery) async fn give_back(self) -> Result<()> {
        let (network, is_of_all) = (self.network, self.is_of_all);
        self.door
            .upkeep(move |tx| {
                Box::pin(async move {
                    store::uncount(tx, network).await?;
                    if is_of_all {
                        store::uncount(tx, ALL).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
