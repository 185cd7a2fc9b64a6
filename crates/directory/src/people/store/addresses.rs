//! Addresses: which are taken, and which number comes next.

use std::num::NonZeroU32;

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use kernel::vals;

use crate::people::address::{Address, AddressKey, Domain, Stem};

/// Numbers tried for one stem. Runs of taken ones come only from names that end in a digit.
const TRIES: i64 = 500;

/// The next free address of a stem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Free {
    /// Its number.
    pub(crate) number: NonZeroU32,
    /// The address.
    pub(crate) address: Address,
}

fn stem_key(stem: &Stem, domain: &Domain) -> String {
    format!("{stem}@{domain}")
}

fn form(stem: &Stem, domain: &Domain, number: i64) -> Result<Free, Fault> {
    let number = u32::try_from(number).ok().and_then(NonZeroU32::new);
    let number = number.ok_or_else(|| {
        Fault::defect(format!("counting the addresses of {stem} beyond all numbers"))
    })?;
    let address = Address::new(stem.candidate(number), domain.clone())
        .map_err(|fault| Fault::defect(format!("forming an address of {stem}")).because(fault))?;
    Ok(Free { number, address })
}

/// The address that the next person of this stem would get, if nobody is faster. Nothing is reserved.
pub(crate) async fn peek(
    reader: &mut Reader,
    stem: &Stem,
    domain: &Domain,
) -> Result<Option<Free>, Fault> {
    let params = vals![stem_key(stem, domain)];
    let next = match reader.row("SELECT next FROM address_stem WHERE stem = $1", &params).await? {
        Some(row) => row.int(0)?,
        None => 1,
    };
    for number in next..next + TRIES {
        let free = form(stem, domain, number)?;
        if key_owner(reader, &free.address.key()).await?.is_none() {
            return Ok(Some(free));
        }
    }
    Ok(None)
}

/// The account that has the address now or had it last, withheld ones too.
async fn key_owner(reader: &mut Reader, key: &AddressKey) -> Result<Option<AccountId>, Fault> {
    let row =
        reader.row("SELECT account FROM address WHERE key = $1", &vals![key.as_str()]).await?;
    row.map(|row| row.id(0).map(AccountId)).transpose()
}

/// Gives the next address of the stem that nobody has or had; none if too many in a row are taken.
///
/// The stem's row is the guard: the change of its number locks it until the commit, so that of two who ask at once
/// the second waits and sees the first one's number.
pub(crate) async fn give_next(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    stem: &Stem,
    domain: &Domain,
) -> Result<Option<Address>> {
    let key = stem_key(stem, domain);
    for _ in 0..TRIES {
        let free = form(stem, domain, count_up(tx, call, &key).await?)?;
        if give(tx, call, account, &free.address).await? {
            return Ok(Some(free.address));
        }
    }
    Ok(None)
}

/// Gives exactly this address of the stem, if its number was not passed and nobody has or had it.
pub(crate) async fn give_exact(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    stem: &Stem,
    domain: &Domain,
    free: &Free,
) -> Result<bool> {
    let key = stem_key(stem, domain);
    start_stem(tx, call, &key).await?;
    let number = i64::from(free.number.get());
    let passed = tx
        .exec(
            "UPDATE address_stem SET next = $2, version = version + 1, act = $3 WHERE stem = $1 AND next <= $4",
            &vals![key, number + 1, call.act, number],
        )
        .await?;
    Ok(passed == 1 && give(tx, call, account, &free.address).await?)
}

async fn count_up(tx: &mut WriteTx, call: &Call, key: &str) -> Result<i64> {
    let sql =
        "UPDATE address_stem SET next = next + 1, version = version + 1, act = $2 WHERE stem = $1";
    let params = vals![key, call.act];
    if tx.exec(sql, &params).await? == 0 {
        start_stem(tx, call, key).await?;
        tx.exec(sql, &params).await?;
    }
    Ok(tx.number("SELECT next FROM address_stem WHERE stem = $1", &vals![key]).await? - 1)
}

async fn start_stem(tx: &mut WriteTx, call: &Call, key: &str) -> Result<()> {
    let sql = "INSERT INTO address_stem (stem, next, version, act) VALUES ($1, 1, 1, $2) ON CONFLICT (stem) DO NOTHING";
    tx.exec(sql, &vals![key, call.act]).await?;
    Ok(())
}

/// Makes the address the account's primary one, unless anybody has or had it.
pub(crate) async fn give(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    address: &Address,
) -> Result<bool> {
    let params = vals![address.key().as_str(), address.to_string(), account, call.now, call.act];
    let given = tx
        .exec(
            "INSERT INTO address (key, address, account, kind, given_at, version, act) VALUES ($1, $2, $3, 'primary', $4, 1, $5) \
             ON CONFLICT (key) DO NOTHING",
            &params,
        )
        .await?;
    Ok(given == 1)
}

/// Makes the primary address an alias and, if one of the account's aliases is named, that one the primary address.
pub(crate) async fn swap_primary(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    alias: Option<&AddressKey>,
) -> Result<bool> {
    let params = vals![account, call.act];
    tx.exec("UPDATE address SET kind = 'alias', version = version + 1, act = $2 WHERE account = $1 AND kind = 'primary'", &params)
        .await?;
    let Some(alias) = alias else { return Ok(true) };
    let params = vals![account, alias.as_str(), call.act];
    let sql = "UPDATE address SET kind = 'primary', version = version + 1, act = $3 WHERE account = $1 AND key = $2 AND kind = 'alias'";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Every address but the primary one at which the account still receives, oldest first.
pub(crate) async fn aliases(reader: &mut Reader, account: AccountId) -> Result<Vec<String>, Fault> {
    let sql = "SELECT address FROM address WHERE account = $1 AND kind = 'alias' ORDER BY given_at, key LIMIT 500";
    reader.rows(sql, &vals![account]).await?.iter().map(|row| row.text(0)).collect()
}

/// Withholds every address of an account from re-use until then. The folded key stays, because it is what is
/// withheld; the address as it was written goes.
pub(crate) async fn withhold_all(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    until: Timestamp,
) -> Result<()> {
    let params = vals![account, call.now, until, call.act];
    tx.exec(
        "UPDATE address SET kind = 'withheld', address = '', released_at = $2, withheld_until = $3, version = version + 1, act = $4 \
         WHERE account = $1 AND kind <> 'withheld'",
        &params,
    )
    .await?;
    Ok(())
}

/// Ends the withholding of an account's addresses whose time is over, and says how many those were.
pub(crate) async fn release_due(
    tx: &mut WriteTx,
    account: AccountId,
    now: Timestamp,
) -> Result<u64> {
    let sql =
        "DELETE FROM address WHERE account = $1 AND kind = 'withheld' AND withheld_until <= $2";
    Ok(tx.exec(sql, &vals![account, now]).await?)
}
