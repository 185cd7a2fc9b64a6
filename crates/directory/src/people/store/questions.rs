//! Answers to other contexts' questions.

use facts::directory::{
    AccountAddress, AccountView, ActivePeople, ActivePerson, EndClock, Ending, EndingBy,
    OrganisationOf, PeopleNumbered, QuietPeople, QuietPerson,
};
use kernel::authority::Standing;
use kernel::db::{Reader, Row};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use kernel::vals;
use uuid::Uuid;

use super::clocks::{Clock, FIRST, due};
use super::lists::{found_by, mark};
use super::{accounts, aliases, find, position};
use crate::people::address::AddressKey;
use crate::people::model::{AccountKind, AccountState, Needle, words};

/// Where an account belongs and whether it may act.
pub(crate) async fn standing(reader: &mut Reader, account: AccountId) -> Result<Option<Standing>> {
    let row = reader
        .row("SELECT organisation, state FROM account WHERE id = $1", &vals![account])
        .await?;
    let Some(row) = row else { return Ok(None) };
    let may_act = row.text(1)? == AccountState::Active.name();
    Ok(Some(Standing { organisation: OrganisationId(row.id(0)?), may_act }))
}

/// Where an account belongs, and its primary address.
pub(crate) async fn address(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<AccountAddress>> {
    let sql = "SELECT organisation, address FROM account WHERE id = $1";
    let Some(row) = reader.row(sql, &vals![account]).await? else { return Ok(None) };
    let (organisation, address) = (OrganisationId(row.id(0)?), row.text(1)?);
    Ok(Some(AccountAddress { organisation, address }))
}

/// An account as other contexts may know it.
pub(crate) async fn view(reader: &mut Reader, account: AccountId) -> Result<Option<AccountView>> {
    let Some(found) = find(reader, account).await? else { return Ok(None) };
    let organisation = reader.ask(OrganisationOf(found.organisation)).await?;
    let (organisation_code, organisation_name) =
        organisation.map(|organisation| (organisation.code, organisation.name)).unwrap_or_default();
    Ok(Some(AccountView {
        account,
        organisation: found.organisation,
        organisation_code,
        organisation_name,
        kind: found.kind.name().to_owned(),
        state: found.state.name().to_owned(),
        is_leaving: found.leaver.is_some(),
        starts_at: found.starts_at().map(|first| first.begins_at),
        leaves_at: found.leaver.map(|leaver| leaver.until),
        here_since: found.here_since,
        given_name: found.given_name,
        family_name: found.family_name,
        display_name: found.display_name,
        address: found.address,
        aliases: aliases(reader, account).await?,
        job_title: found.job_title,
        department: found.department,
        telephone: found.telephone,
        mobile: found.mobile.filter(|_| !found.mobile_hidden),
        listed: found.listed,
        version: found.version,
    }))
}

/// The account that receives at an address, whatever the case it is written in.
pub(crate) async fn account_at(reader: &mut Reader, address: String) -> Result<Option<AccountId>> {
    let Some(key) = AddressKey::of(&address) else { return Ok(None) };
    let sql = "SELECT account FROM address WHERE key = $1 AND kind <> 'withheld'";
    let row = reader.row(sql, &vals![key.as_str()]).await?;
    Ok(row.map(|row| row.id(0).map(AccountId)).transpose()?)
}

/// The people of an organisation with a whole staff number; two of them at most.
pub(crate) async fn numbered(reader: &mut Reader, asked: PeopleNumbered) -> Result<Vec<AccountId>> {
    let number = asked.number.trim();
    // Its words are looked up, any of them finds it; the number itself is compared.
    let Some(token) = words(number).into_iter().next() else { return Ok(Vec::new()) };
    let sql = "SELECT a.id FROM account_token t JOIN account a ON a.id = t.account \
               WHERE t.organisation = $1 AND t.token = $2 AND t.source = 'staff' AND a.staff_number = $3 AND a.kind = 'user' \
               ORDER BY a.id LIMIT 2";
    let rows = reader.rows(sql, &vals![asked.organisation, token, number]).await?;
    Ok(rows.iter().map(|row| row.id(0).map(AccountId)).collect::<Result<_, _>>()?)
}

/// Active people of an organisation without activity since a moment, longest first.
pub(crate) async fn quiet_people(
    reader: &mut Reader,
    asked: QuietPeople,
) -> Result<Vec<QuietPerson>> {
    let (since, account) = asked.after.unwrap_or(FIRST);
    let sql = "SELECT a.id, a.display_name, a.address, a.active_from, a.last_activity_at, a.created_at FROM account a \
               WHERE a.organisation = $1 AND a.kind = 'user' AND a.state = 'active' AND a.leaver IS NULL AND a.active_from <= $2 \
               AND a.created_at <= $2 AND (a.active_from, a.id) > ($3, $4) ORDER BY a.active_from, a.id LIMIT $5";
    let params = vals![asked.organisation, asked.since, since, account, asked.limit];
    let rows = reader.rows(sql, &params).await?;
    let read = |row: &Row| {
        Ok(QuietPerson {
            account: AccountId(row.id(0)?),
            name: row.text(1)?,
            address: row.text(2)?,
            quiet_since: row.time(3)?,
            used_at: row.time_or_none(4)?,
            created_at: row.time(5)?,
        })
    };
    Ok(rows.iter().map(read).collect::<Result<_, Fault>>()?)
}

/// Active people of an organisation by family name and given name.
pub(crate) async fn active_people(
    reader: &mut Reader,
    asked: ActivePeople,
) -> Result<Vec<ActivePerson>> {
    let mut params = vals![asked.organisation].to_vec();
    let mut conditions =
        vec!["a.organisation = $1 AND a.kind = 'user' AND a.state = 'active'".to_owned()];
    let needle = Needle::of(&asked.search);
    conditions.extend(found_by(needle.as_ref(), asked.organisation, &mut params));
    if let Some(after) = asked.after {
        // Whoever is gone since has no place to go on from.
        let Some((family, given)) = position(reader, asked.organisation, after).await? else {
            return Ok(Vec::new());
        };
        let marks = [mark(&mut params, family), mark(&mut params, given), mark(&mut params, after)];
        conditions.push(format!("(a.family_key, a.given_key, a.id) > ({})", marks.join(", ")));
    }
    let limit = mark(&mut params, asked.limit);
    let sql = format!(
        "SELECT a.id, a.display_name, a.address, a.here_since FROM account a WHERE {} ORDER BY a.family_key, a.given_key, a.id LIMIT {limit}",
        conditions.join(" AND ")
    );
    let rows = reader.rows(&sql, &params).await?;
    let read = |row: &Row| {
        let account = AccountId(row.id(0)?);
        let (name, address, here_since) = (row.text(1)?, row.text(2)?, row.time_or_none(3)?);
        Ok(ActivePerson { account, name, address, here_since })
    };
    Ok(rows.iter().map(read).collect::<Result<_, Fault>>()?)
}

/// A page of all accounts, by key.
pub(crate) async fn accounts_after(
    reader: &mut Reader,
    after: Option<AccountId>,
    limit: i64,
) -> Result<Vec<AccountId>> {
    let after = after.map_or(Uuid::nil(), |after| after.0);
    let sql = "SELECT id FROM account WHERE id > $1 ORDER BY id LIMIT $2";
    let rows = reader.rows(sql, &vals![after, limit]).await?;
    Ok(rows.iter().map(|row| row.id(0).map(AccountId)).collect::<Result<_, _>>()?)
}

/// How many accounts of an organisation are neither deleted nor erased.
pub(crate) async fn accounts_in(reader: &mut Reader, organisation: OrganisationId) -> Result<i64> {
    let live = [AccountState::Starting, AccountState::Active, AccountState::Disabled];
    Ok(accounts(reader, organisation, &AccountKind::ALL, &live).await?)
}

/// How many accounts in a unit are neither deleted nor erased.
pub(crate) async fn people_in_unit(reader: &mut Reader, unit: Uuid) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM account WHERE unit = $1 AND state IN ('starting', 'active', 'disabled')";
    Ok(reader.number(sql, &vals![unit]).await?)
}

/// The accounts whose end is near, in its order.
pub(crate) async fn ending_by(reader: &mut Reader, asked: EndingBy) -> Result<Vec<Ending>> {
    let clock = match asked.clock {
        EndClock::Leaver => Clock::Leave,
        EndClock::Disabled => Clock::Lapse,
    };
    let after = asked.after.unwrap_or(FIRST);
    let found = due(reader, clock, asked.by, after, asked.limit).await?;
    Ok(found
        .into_iter()
        .map(|due| Ending { account: due.account, organisation: due.organisation, at: due.at })
        .collect())
}
