//! The guard rows, why grants ended, and who stands in for whom.

mod cover;

pub(crate) use cover::{
    Cover, cover_of, covers_with, end_cover, end_cover_role, find_cover, forget_covers,
    given_to_cover, insert_cover, insert_cover_role, periods_of, roles_of, standing_in,
};

use std::collections::BTreeSet;

use kernel::db::WriteTx;
use kernel::ids::{AccountId, ActId, GrantId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// Takes the guard of the organisation or, for none, of the nation. Whoever takes it next waits until this act is
/// over and then sees what it left.
pub(crate) async fn take_guard(
    tx: &mut WriteTx,
    organisation: Option<OrganisationId>,
    act: ActId,
) -> Result<(), Fault> {
    take(tx, organisation.map_or(Uuid::nil(), |organisation| organisation.0), act).await
}

/// Takes the guards of several places, in the order everybody takes them in.
pub(crate) async fn take_guards(
    tx: &mut WriteTx,
    places: &BTreeSet<Option<OrganisationId>>,
    act: ActId,
) -> Result<(), Fault> {
    for place in places {
        take_guard(tx, *place, act).await?;
    }
    Ok(())
}

/// Takes the guard of an account, after those of organisations.
pub(crate) async fn take_account_guard(
    tx: &mut WriteTx,
    account: AccountId,
    act: ActId,
) -> Result<(), Fault> {
    take(tx, account.0, act).await
}

async fn take(tx: &mut WriteTx, guarded: Uuid, act: ActId) -> Result<(), Fault> {
    tx.exec(
        "INSERT INTO grant_guard (guarded, version, act) VALUES ($1, 1, $2) \
         ON CONFLICT (guarded) DO UPDATE SET version = grant_guard.version + 1, act = excluded.act",
        &vals![guarded, act],
    )
    .await?;
    Ok(())
}

/// Drops why the grants of an erased account were ended.
pub(crate) async fn forget_endings(
    tx: &mut WriteTx,
    grants: &[GrantId],
    act: ActId,
) -> Result<(), Fault> {
    for grant in grants {
        let sql = "UPDATE grant_ending SET reason = '', version = version + 1, act = $2 WHERE ended_grant = $1";
        tx.exec(sql, &vals![*grant, act]).await?;
    }
    Ok(())
}

/// Keeps why a grant was ended.
pub(crate) async fn insert_ending(
    tx: &mut WriteTx,
    grant: GrantId,
    reason: &str,
    act: ActId,
) -> Result<(), Fault> {
    tx.exec(
        "INSERT INTO grant_ending (ended_grant, reason, version, act) VALUES ($1, $2, 1, $3)",
        &vals![grant, reason, act],
    )
    .await?;
    Ok(())
}

/// Why a grant was ended, as it is kept.
#[cfg(test)]
pub(crate) async fn ending(
    reader: &mut kernel::db::Reader,
    grant: GrantId,
) -> Result<Option<String>, Fault> {
    let sql = "SELECT reason FROM grant_ending WHERE ended_grant = $1";
    reader.row(sql, &vals![grant]).await?.map(|row| row.text(0)).transpose()
}
