//! Accounts and the words they are found by.

use std::collections::BTreeSet;

use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result, messages};
use kernel::vals;

use super::counts;
use crate::people::model::{
    Account, AccountKind, AccountState, FirstDay, Leaver, LeaverKind, sort_key, words, words_of,
};

/// Every column but `act`, in the order of [`read`].
pub(super) const COLUMNS: &str = "a.id, a.organisation, a.unit, a.kind, a.given_name, a.family_name, a.display_name, a.address, \
     a.job_title, a.department, a.telephone, a.mobile, a.mobile_hidden, a.staff_number, a.listed, a.state, a.state_since, \
     a.state_before, a.state_reason, a.due, a.due_at, a.last_activity_at, a.created_at, a.version, \
     a.leaver, a.leaver_since, a.leaves_at, a.held_since, a.active_from, a.here_since, a.starts_on, a.starts_at";

pub(super) fn read(row: &Row) -> Result<Account, Fault> {
    let kind = row.text(3)?;
    let state = |name: String| {
        AccountState::named(&name)
            .ok_or_else(|| Fault::defect(format!("reading an account in the unknown state {name}")))
    };
    Ok(Account {
        id: AccountId(row.id(0)?),
        organisation: OrganisationId(row.id(1)?),
        unit: row.id_or_none(2)?,
        kind: AccountKind::named(&kind).ok_or_else(|| {
            Fault::defect(format!("reading an account of the unknown kind {kind}"))
        })?,
        given_name: row.text(4)?,
        family_name: row.text(5)?,
        display_name: row.text(6)?,
        address: row.text(7)?,
        job_title: row.text_or_none(8)?,
        department: row.text_or_none(9)?,
        telephone: row.text_or_none(10)?,
        mobile: row.text_or_none(11)?,
        mobile_hidden: row.flag(12)?,
        staff_number: row.text_or_none(13)?,
        listed: row.flag(14)?,
        state: state(row.text(15)?)?,
        state_since: row.time(16)?,
        state_before: row.text_or_none(17)?.map(state).transpose()?,
        state_reason: row.text_or_none(18)?,
        due: row.text_or_none(19)?,
        due_at: row.time_or_none(20)?,
        last_activity_at: row.time_or_none(21)?,
        created_at: row.time(22)?,
        version: row.int(23)?,
        leaver: leaver(row)?,
        held_since: row.time_or_none(27)?,
        active_from: row.time(28)?,
        here_since: row.time_or_none(29)?,
        first_day: first_day(row)?,
    })
}

fn first_day(row: &Row) -> Result<Option<FirstDay>, Fault> {
    let Some(day) = row.text_or_none(30)? else { return Ok(None) };
    Ok(Some(FirstDay { day, begins_at: row.time(31)? }))
}

fn leaver(row: &Row) -> Result<Option<Leaver>, Fault> {
    let Some(name) = row.text_or_none(24)? else { return Ok(None) };
    let kind = LeaverKind::named(&name)
        .ok_or_else(|| Fault::defect(format!("reading a leaver of the unknown kind {name}")))?;
    Ok(Some(Leaver { kind, since: row.time(25)?, until: row.time(26)? }))
}

/// One account, whoever asks: for commands, which have asked authority about it.
pub(crate) async fn find(reader: &mut Reader, id: AccountId) -> Result<Option<Account>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// Where an account belongs and of what kind it is.
pub(crate) async fn place(
    reader: &mut Reader,
    id: AccountId,
) -> Result<Option<(OrganisationId, AccountKind)>, Fault> {
    let row =
        reader.row("SELECT organisation, kind FROM account WHERE id = $1", &vals![id]).await?;
    let Some(row) = row else { return Ok(None) };
    let kind = AccountKind::named(&row.text(1)?);
    kind.map(|kind| Ok((OrganisationId(row.id(0)?), kind))).transpose()
}

/// What can change, with the names of the columns, for the audit.
pub(crate) fn attributes(account: &Account) -> Vec<(&'static str, Val)> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    vec![
        ("unit", account.unit.into()),
        ("given_name", text(&account.given_name).into()),
        ("family_name", text(&account.family_name).into()),
        ("display_name", text(&account.display_name).into()),
        ("address", text(&account.address).into()),
        ("job_title", account.job_title.clone().into()),
        ("department", account.department.clone().into()),
        ("telephone", account.telephone.clone().into()),
        ("mobile", account.mobile.clone().into()),
        ("mobile_hidden", account.mobile_hidden.into()),
        ("staff_number", account.staff_number.clone().into()),
        ("listed", account.listed.into()),
        ("state", account.state.name().into()),
        ("state_reason", account.state_reason.clone().into()),
        ("due_at", account.due_at.into()),
        ("leaver", account.leaver.map(|leaver| leaver.kind.name()).into()),
        ("leaves_at", account.leaver.map(|leaver| leaver.until).into()),
        ("held_since", account.held_since.into()),
        ("starts_on", account.first_day.as_ref().map(|first| first.day.as_str()).into()),
    ]
}

/// Stores a new account with the words it is found by, and leaves its effects.
pub(crate) async fn insert(tx: &mut WriteTx, call: &Call, account: &Account) -> Result<()> {
    let params = vals![
        account.id,
        account.organisation,
        account.unit,
        account.kind.name(),
        account.given_name.as_str(),
        account.family_name.as_str(),
        account.display_name.as_str(),
        sort_key(&account.family_name),
        sort_key(&account.given_name),
        account.address.as_str(),
        account.job_title.as_deref(),
        account.department.as_deref(),
        account.telephone.as_deref(),
        account.mobile.as_deref(),
        account.mobile_hidden,
        account.staff_number.as_deref(),
        account.listed,
        account.state.name(),
        account.state_since,
        account.created_at,
        account.version,
        call.act,
        account.active_from,
        account.first_day.as_ref().map(|first| first.day.as_str()),
        account.first_day.as_ref().map(|first| first.begins_at),
    ];
    tx.exec(
        "INSERT INTO account (id, organisation, unit, kind, given_name, family_name, display_name, family_key, given_key, address, \
         job_title, department, telephone, mobile, mobile_hidden, staff_number, listed, state, state_since, created_at, version, act, active_from, starts_on, starts_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)",
        &params,
    )
    .await?;
    set_tokens(tx, call, account).await?;
    counts::moved(tx, call, None, account).await?;
    for (attribute, value) in attributes(account) {
        tx.effect("account", account.id, attribute, Val::Null, value);
    }
    tx.effect("account", account.id, "organisation", Val::Null, account.organisation);
    tx.effect("account", account.id, "kind", Val::Null, account.kind.name());
    tx.subject("account", account.id, account.version);
    Ok(())
}

/// Stores a changed account over the version it was read in, leaves its effects, and gives the new version.
pub(crate) async fn save(
    tx: &mut WriteTx,
    call: &Call,
    before: &Account,
    after: &Account,
) -> Result<i64> {
    store(tx, call, after).await?;
    counts::moved(tx, call, Some(before), after).await?;
    for ((attribute, old), (_, new)) in attributes(before).into_iter().zip(attributes(after)) {
        tx.effect("account", before.id, attribute, old, new);
    }
    Ok(before.version + 1)
}

async fn store(tx: &mut WriteTx, call: &Call, account: &Account) -> Result<()> {
    let params = vals![
        account.id,
        account.version,
        account.unit,
        account.given_name.as_str(),
        account.family_name.as_str(),
        account.display_name.as_str(),
        sort_key(&account.family_name),
        sort_key(&account.given_name),
        account.address.as_str(),
        account.job_title.as_deref(),
        account.department.as_deref(),
        account.telephone.as_deref(),
        account.mobile.as_deref(),
        account.mobile_hidden,
        account.staff_number.as_deref(),
        account.listed,
        account.state.name(),
        account.state_since,
        account.state_before.map(AccountState::name),
        account.state_reason.as_deref(),
        account.due.as_deref(),
        account.due_at,
        account.last_activity_at,
        call.act,
        account.leaver.map(|leaver| leaver.kind.name()),
        account.leaver.map(|leaver| leaver.since),
        account.leaver.map(|leaver| leaver.until),
        account.held_since,
        account.active_from,
        account.first_day.as_ref().map(|first| first.day.as_str()),
        account.first_day.as_ref().map(|first| first.begins_at),
    ];
    // Activity is noted beside edits and without a version, so that it only ever moves on.
    let changed = tx
        .exec(
            "UPDATE account SET unit = $3, given_name = $4, family_name = $5, display_name = $6, family_key = $7, given_key = $8, \
             address = $9, job_title = $10, department = $11, telephone = $12, mobile = $13, mobile_hidden = $14, staff_number = $15, \
             listed = $16, state = $17, state_since = $18, state_before = $19, state_reason = $20, due = $21, due_at = $22, \
             last_activity_at = CASE WHEN last_activity_at IS NULL OR last_activity_at < $23 THEN $23 ELSE last_activity_at END, \
             version = version + 1, act = $24, leaver = $25, leaver_since = $26, leaves_at = $27, held_since = $28, \
             active_from = CASE WHEN active_from < $29 THEN $29 ELSE active_from END, starts_on = $30, starts_at = $31 WHERE id = $1 AND version = $2",
            &params,
        )
        .await?;
    if changed == 1 {
        tx.subject("account", account.id, account.version + 1);
        return Ok(());
    }
    // Another act was faster since this one read the row. Whoever looked at a version is told; whoever did not is
    // served by running the act again on what is there now.
    match call.expected {
        Some(_) => Err(messages::STALE.refuse().into()),
        None => Err(Fault::again("saving an account that changed meanwhile").into()),
    }
}

/// Writes the words an account is found by afresh: those of its names and its staff number. Words of former names
/// stay.
pub(crate) async fn set_tokens(tx: &mut WriteTx, call: &Call, account: &Account) -> Result<()> {
    let params = vals![account.id];
    tx.exec(
        "DELETE FROM account_token WHERE account = $1 AND source IN ('name', 'staff')",
        &params,
    )
    .await?;
    let names = words_of(&[&account.given_name, &account.family_name, &account.display_name]);
    add_tokens(tx, call, account, "name", &names).await?;
    if let Some(number) = &account.staff_number {
        add_tokens(tx, call, account, "staff", &words(number)).await?;
    }
    Ok(())
}

/// Keeps the words of the names the account had until now, so that it is still found by them in its organisation.
pub(crate) async fn remember_name(tx: &mut WriteTx, call: &Call, before: &Account) -> Result<()> {
    let names = words_of(&[&before.given_name, &before.family_name, &before.display_name]);
    add_tokens(tx, call, before, "former", &names).await
}

async fn add_tokens(
    tx: &mut WriteTx,
    call: &Call,
    account: &Account,
    source: &'static str,
    words: &BTreeSet<String>,
) -> Result<()> {
    for word in words {
        let params = vals![word, account.id, source, account.organisation, call.act];
        tx.exec(
            "INSERT INTO account_token (token, account, source, organisation, version, act) VALUES ($1, $2, $3, $4, 1, $5) \
             ON CONFLICT (source, token, account) DO NOTHING",
            &params,
        )
        .await?;
    }
    Ok(())
}

/// Stores an account that moves to another organisation, with the words it is found by. The address stays where it is.
pub(crate) async fn move_to(
    tx: &mut WriteTx,
    call: &Call,
    before: &Account,
    after: &Account,
) -> Result<i64> {
    let version = save(tx, call, before, after).await?;
    let params = vals![before.id, after.organisation, call.act];
    for sql in [
        "UPDATE account SET organisation = $2, act = $3 WHERE id = $1",
        "UPDATE account_token SET organisation = $2, version = version + 1, act = $3 WHERE account = $1",
        "UPDATE activity_seen SET organisation = $2, version = version + 1, act = $3 WHERE account = $1",
    ] {
        tx.exec(sql, &params).await?;
    }
    let sql = "UPDATE account SET here_since = $2, act = $3 WHERE id = $1";
    tx.exec(sql, &vals![before.id, after.here_since, call.act]).await?;
    tx.exec("DELETE FROM account_token WHERE account = $1 AND source = 'staff'", &vals![before.id])
        .await?;
    tx.effect("account", before.id, "organisation", before.organisation, after.organisation);
    Ok(version)
}

/// Stores an account of which nothing about a person is left. The effects name the state only: what was dropped is
/// not written down once more.
pub(crate) async fn erase(
    tx: &mut WriteTx,
    call: &Call,
    before: &Account,
    after: &Account,
) -> Result<i64> {
    store(tx, call, after).await?;
    counts::moved(tx, call, Some(before), after).await?;
    for sql in [
        "DELETE FROM account_token WHERE account = $1",
        "DELETE FROM activity_seen WHERE account = $1",
    ] {
        tx.exec(sql, &vals![before.id]).await?;
    }
    for sql in [
        "UPDATE account SET last_activity_at = NULL, act = $2 WHERE id = $1",
        "UPDATE account_hold SET reason = '', reference = '', release_reason = '', version = version + 1, act = $2 WHERE account = $1",
    ] {
        tx.exec(sql, &vals![before.id, call.act]).await?;
    }
    tx.effect("account", before.id, "state", before.state.name(), after.state.name());
    Ok(before.version + 1)
}
