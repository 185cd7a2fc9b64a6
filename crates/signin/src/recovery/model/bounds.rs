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
        let barred = door
            .upkeep(move |tx| {
                Box::pin(async move {
                    if store::count(tx, network, now, DAY).await? > of_network {
                        return Ok(Some("too many wrong codes from this network"));
                    }
                    // A network that is kept out does not use up what all have together.
                    let all = store::count(tx, ALL, now, DAY).await?;
                    Ok((all > of_all).then_some("too many wrong codes on resetting passwords"))
                })
            })
            .await?;
        Ok(Self { door, network, barred })
    }

    /// Why digits are not looked at, if they are not.
    pub(in crate::recovery) const fn barred(&self) -> Option<&'static str> {
        self.barred
    }

    /// It was right, so it does not count.
    pub(in crate::recovery) async fn give_back(self) -> Result<()> {
        let network = self.network;
        self.door
            .upkeep(move |tx| {
                Box::pin(async move {
                    store::uncount(tx, network).await?;
                    Ok(store::uncount(tx, ALL).await?)
                })
            })
            .await
    }
}
