//! How many accounts of a kind an organisation has in each state: kept by every act that changes it, in its
//! transaction, so that it never lags and a list of any length costs one look.

use kernel::db::{Reader, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use kernel::vals;

use crate::people::model::{Account, AccountKind, AccountState};

/// Counts an account where it is now and no longer where it was.
pub(super) async fn moved(
    tx: &mut WriteTx,
    call: &Call,
    before: Option<&Account>,
    after: &Account,
) -> Result<(), Fault> {
    let place =
        |account: &Account| (account.organisation, account.kind.name(), account.state.name());
    let mut changes = vec![(place(after), 1_i64)];
    match before.map(place) {
        Some(was) if was == place(after) => return Ok(()),
        Some(was) => changes.push((was, -1)),
        None => {}
    }
    // One order for everybody: two acts that go opposite ways wait for each other once at most.
    changes.sort_unstable();
    for ((organisation, kind, state), change) in changes {
        tx.exec(
            "INSERT INTO account_count (organisation, kind, state, accounts, version, act) VALUES ($1, $2, $3, $4, 1, $5) \
             ON CONFLICT (organisation, kind, state) DO UPDATE SET accounts = account_count.accounts + excluded.accounts, \
             version = account_count.version + 1, act = excluded.act",
            &vals![organisation, kind, state, change, call.act],
        )
        .await?;
    }
    Ok(())
}

/// How many accounts of a kind an organisation has in these states.
pub(crate) async fn accounts(
    reader: &mut Reader,
    organisation: OrganisationId,
    kinds: &[AccountKind],
    states: &[AccountState],
) -> Result<i64, Fault> {
    let mut params = vals![organisation].to_vec();
    let mut marks = |names: &mut dyn Iterator<Item = &'static str>| {
        let mut marks = Vec::new();
        for name in names {
            params.push(Val::from(name));
            marks.push(format!("${}", params.len()));
        }
        marks.join(", ")
    };
    let kinds = marks(&mut kinds.iter().map(|kind| kind.name()));
    let states = marks(&mut states.iter().map(|state| state.name()));
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(accounts), 0) AS BIGINT) FROM account_count WHERE organisation = $1 AND kind IN ({kinds}) AND state IN ({states})"
    );
    reader.number(&sql, &params).await
}
