//! A code by text for somebody who says whose account it is: counted alike whether there is a number or not.

use kernel::door::Door;
use kernel::refusal::Result;
use uuid::Uuid;

use super::{Standing, Turn, check_open};
use crate::texts::{self, For, Whom};

/// Has a code sent, if that account may go this way and has a number. Nobody learns whether it did.
pub(in crate::recovery) async fn send_text(door: &Door, peer: &str, username: &str) -> Result<()> {
    let now = door.clock().now();
    let (standing, there) = {
        let mut reader = door.reader().await?;
        check_open(&mut reader, now).await?;
        let standing = Standing::of(door, &mut reader, username, now).await?;
        let there = texts::number_for(door, &mut reader, standing.counted_for, now).await?;
        (standing, there)
    };
    let turn = Turn::take(door, peer, &standing, now).await?;
    let may_be_sent = standing.barred.is_none() && turn.barred().is_none();
    let whom = Whom {
        account: standing.counted_for,
        organisation: standing.whose().map(|(_, organisation)| organisation),
        number: there.filter(|_| may_be_sent),
    };
    texts::ask_for(door, whom, For::Recovery, Uuid::nil(), now).await.map(drop)
}
