//! Who was invited to administer an organisation first.

use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use kernel::vals;

use crate::joining::model::Invitation;

const COLUMNS: &str =
    "organisation, account, address, invited_by, invited_at, sent_at, started_at, version";
const TABLE: &str = "joining_invitation";

fn read(row: &Row) -> Result<Invitation, Fault> {
    Ok(Invitation {
        organisation: OrganisationId(row.id(0)?),
        account: AccountId(row.id(1)?),
        address: row.text(2)?,
        invited_by: row.text(3)?,
        invited_at: row.time(4)?,
        sent_at: row.time(5)?,
        started_at: row.time_or_none(6)?,
        version: row.int(7)?,
    })
}

/// Who was invited in an organisation.
pub(crate) async fn invitation(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<Invitation>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM joining_invitation WHERE organisation = $1");
    reader.row(&sql, &vals![organisation]).await?.as_ref().map(read).transpose()
}

/// The invitation of an account.
pub(crate) async fn invitation_of(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Invitation>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM joining_invitation WHERE account = $1");
    reader.row(&sql, &vals![account]).await?.as_ref().map(read).transpose()
}

/// The organisation besides one in which somebody was invited at an address.
pub(crate) async fn invited_at(
    reader: &mut Reader,
    besides: OrganisationId,
    address: &str,
) -> Result<Option<OrganisationId>, Fault> {
    let sql = "SELECT organisation FROM joining_invitation WHERE address_key = $1 AND organisation <> $2 LIMIT 1";
    let row = reader.row(sql, &vals![address.to_lowercase(), besides]).await?;
    row.map(|row| Ok(OrganisationId(row.id(0)?))).transpose()
}

/// Keeps an invitation over the one that was read. The row of the organisation is saved in the same act, which decides
/// who was first. Gives its version.
pub(crate) async fn save_invitation(
    tx: &mut WriteTx,
    call: &Call,
    before: Option<&Invitation>,
    after: &Invitation,
) -> Result<i64> {
    let version = before.map_or(0, |before| before.version) + 1;
    let params = vals![
        after.organisation,
        after.account,
        after.address.as_str(),
        after.address.to_lowercase(),
        after.invited_by.as_str(),
        after.invited_at,
        after.sent_at,
        after.started_at,
        version,
        call.act
    ];
    let sql = "INSERT INTO joining_invitation (organisation, account, address, address_key, invited_by, invited_at, sent_at, started_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               ON CONFLICT (organisation) DO UPDATE SET account = excluded.account, address = excluded.address, \
               address_key = excluded.address_key, invited_by = excluded.invited_by, invited_at = excluded.invited_at, \
               sent_at = excluded.sent_at, started_at = excluded.started_at, version = excluded.version, act = excluded.act";
    tx.exec(sql, &params).await?;
    // Of another person nothing was known before.
    let was = before.filter(|before| before.account == after.account);
    let account = after.account;
    let mut effect = |name: &'static str, before: Option<Val>, value: Val| {
        tx.effect(TABLE, account, name, before.unwrap_or(Val::Null), value);
    };
    effect("address", was.map(|was| was.address.as_str().into()), after.address.as_str().into());
    effect("sent_at", was.map(|was| was.sent_at.into()), after.sent_at.into());
    tx.concerns(after.organisation);
    Ok(version)
}

/// Notes that somebody who was invited has chosen a password, once; nothing for everybody else.
pub(crate) async fn start_invited(tx: &mut WriteTx, call: &Call, account: AccountId) -> Result<()> {
    let Some(found) = invitation_of(tx, account).await? else { return Ok(()) };
    let sql = "UPDATE joining_invitation SET started_at = $2, version = version + 1, act = $3 \
               WHERE account = $1 AND started_at IS NULL";
    if tx.exec(sql, &vals![account, call.now, call.act]).await? == 1 {
        tx.effect(TABLE, account, "started_at", Val::Null, call.now);
        tx.concerns(found.organisation);
    }
    Ok(())
}

/// Forgets the invitation of an account that is erased.
pub(crate) async fn forget_invitation(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    let sql = "DELETE FROM joining_invitation WHERE account = $1";
    tx.exec(sql, &vals![account]).await.map(drop)
}
