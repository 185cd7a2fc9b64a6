//! Legal holds.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use kernel::vals;
use uuid::Uuid;

use crate::people::model::Account;

/// Most holds that can stand on one account and are read.
const HOLDS: i64 = 100;

/// Who placed a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// The organisation that the account belonged to.
    Organisation,
    /// Somebody national.
    Nation,
}

impl Level {
    const fn name(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Nation => "nation",
        }
    }
}

/// A hold that stands.
#[derive(Clone, Debug)]
pub(crate) struct Hold {
    pub(crate) id: Uuid,
    pub(crate) account: AccountId,
    /// The organisation to which the account belonged when it was placed.
    pub(crate) organisation: OrganisationId,
    pub(crate) level: Level,
    pub(crate) reason: String,
    pub(crate) reference: String,
    pub(crate) placed_at: Timestamp,
}

/// The holds that stand on an account, oldest first.
pub(crate) async fn holds(reader: &mut Reader, account: AccountId) -> Result<Vec<Hold>, Fault> {
    let sql = "SELECT id, organisation, level, reason, reference, placed_at FROM account_hold \
               WHERE account = $1 AND released_at IS NULL ORDER BY id LIMIT $2";
    let rows = reader.rows(sql, &vals![account, HOLDS]).await?;
    rows.iter()
        .map(|row| {
            let is_local = row.text(2)? == Level::Organisation.name();
            Ok(Hold {
                id: row.id(0)?,
                account,
                organisation: OrganisationId(row.id(1)?),
                level: if is_local { Level::Organisation } else { Level::Nation },
                reason: row.text(3)?,
                reference: row.text(4)?,
                placed_at: row.time(5)?,
            })
        })
        .collect()
}

/// Places a hold. The account's row has been changed, so nobody else is at its holds.
pub(crate) async fn place_hold(tx: &mut WriteTx, call: &Call, hold: &Hold) -> Result<()> {
    let params = vals![
        hold.id,
        hold.account,
        hold.organisation,
        hold.level.name(),
        hold.reason.as_str(),
        hold.reference.as_str(),
        hold.placed_at,
        call.act
    ];
    tx.exec(
        "INSERT INTO account_hold (id, account, organisation, level, reason, reference, placed_at, version, act) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)",
        &params,
    )
    .await?;
    tx.effect("account_hold", hold.id, "account", None::<Uuid>, hold.account);
    tx.effect("account_hold", hold.id, "reason", None::<&str>, hold.reason.as_str());
    tx.effect("account_hold", hold.id, "reference", None::<&str>, hold.reference.as_str());
    Ok(())
}

/// Releases a hold. The account's row has been changed.
pub(crate) async fn release_hold(
    tx: &mut WriteTx,
    call: &Call,
    hold: &Hold,
    reason: &str,
) -> Result<()> {
    let sql = "UPDATE account_hold SET released_at = $2, release_reason = $3, version = version + 1, act = $4 \
               WHERE id = $1 AND released_at IS NULL";
    if tx.exec(sql, &vals![hold.id, call.now, reason, call.act]).await? != 1 {
        return Err(Fault::again("releasing a hold that was released meanwhile").into());
    }
    tx.effect("account_hold", hold.id, "released_at", None::<Timestamp>, call.now);
    tx.effect("account_hold", hold.id, "release_reason", None::<&str>, reason);
    Ok(())
}

/// Lets the withholding of an account's addresses go on after its last hold, like its other clocks.
pub(crate) async fn resume_addresses(
    tx: &mut WriteTx,
    call: &Call,
    account: &Account,
    rest_hours: i64,
) -> Result<()> {
    let Some(held_since) = account.held_since else { return Ok(()) };
    let sql = "UPDATE address SET withheld_until = CASE \
               WHEN withheld_until + $2 - (CASE WHEN released_at > $3 THEN released_at ELSE $3 END) > $4 \
               THEN withheld_until + $2 - (CASE WHEN released_at > $3 THEN released_at ELSE $3 END) \
               ELSE $4 END, version = version + 1, act = $5 WHERE account = $1 AND kind = 'withheld'";
    let least = call.now.plus_seconds(rest_hours * 3600);
    tx.exec(sql, &vals![account.id, call.now, held_since, least, call.act]).await?;
    Ok(())
}
