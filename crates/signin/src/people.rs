//! Whom a username or a key stands for, as the directory answers.

use facts::directory::{AccountAddress, AccountAt, AccountOf, AccountView, AddressOf, TimeZoneOf};
use kernel::authority::{Resource, StandingOf};
use kernel::clock::Timestamp;
use kernel::db::{Reader, Val};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use ui::when::Zone;

/// Since when a person belongs to their organisation, if they came from another one.
pub(crate) async fn here_since(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Timestamp>> {
    Ok(reader.ask(AccountOf(account)).await?.and_then(|view| view.here_since))
}

/// Longest username that is looked up; no address is longer (RFC 5321).
const LONGEST_USERNAME: usize = 320;

/// The key of no account: what is asked about it is answered with nothing.
pub(crate) const NOBODY: AccountId = AccountId(uuid::Uuid::nil());

/// Somebody who may try to sign in.
pub(crate) struct Known {
    /// Who.
    pub(crate) view: AccountView,
    /// Neither disabled nor deleted, and not before the first day.
    pub(crate) may_act: bool,
}

impl Known {
    /// Whether a start code of the account may be judged: also before the first day, so that whoever has it is told
    /// which day that is.
    pub(crate) const fn may_try_code(&self) -> bool {
        self.may_act || self.view.starts_at.is_some()
    }
}

/// The account with that username, if there is one.
pub(crate) async fn known(reader: &mut Reader, username: &str) -> Result<Option<Known>> {
    let username = username.trim();
    if username.is_empty()
        || username.chars().count() > LONGEST_USERNAME
        || username.chars().any(char::is_control)
    {
        return Ok(None);
    }
    // As much is asked about a name that nobody has, so that the time an answer takes says nothing.
    let found = reader.ask(AccountAt(username.to_owned())).await?;
    let account = found.unwrap_or(NOBODY);
    let view = reader.ask(AccountOf(account)).await?;
    let may_act = may_act(reader, account).await?;
    Ok(view.filter(|_| found.is_some()).map(|view| Known { view, may_act }))
}

/// Whether the account may act.
pub(crate) async fn may_act(reader: &mut Reader, account: AccountId) -> Result<bool> {
    Ok(reader.ask(StandingOf(account)).await?.is_some_and(|standing| standing.may_act))
}

/// The first day of somebody who has not started yet, in words, in the time zone of their organisation.
pub(crate) async fn first_day(reader: &mut Reader, view: &AccountView) -> Result<Option<String>> {
    let Some(begins_at) = view.starts_at else { return Ok(None) };
    let zone = reader.ask(TimeZoneOf(view.organisation)).await?;
    let zone = zone.and_then(|name| Zone::named(&name)).unwrap_or_default();
    Ok(Some(zone.day(begins_at.micros())))
}

/// The account as the directory shows it; unknown ones answer as unseen ones.
pub(crate) async fn person(reader: &mut Reader, account: AccountId) -> Result<AccountView> {
    let view = reader.ask(AccountOf(account)).await?;
    view.ok_or_else(|| messages::NOT_FOUND.refuse().into())
}

/// The address and the organisation of an account, which is much less to read; unknown ones answer as unseen ones.
pub(crate) async fn address(reader: &mut Reader, account: AccountId) -> Result<AccountAddress> {
    let found = reader.ask(AddressOf(account)).await?;
    found.ok_or_else(|| messages::NOT_FOUND.refuse().into())
}

/// What authority is asked about for a command on a person.
pub(crate) async fn resource(reader: &mut Reader, account: AccountId) -> Result<Resource> {
    let view = person(reader, account).await?;
    Ok(Resource::Account(account, view.organisation))
}

/// Marks for some accounts in a list of SQL, after those parameters that there are.
pub(crate) fn marks(accounts: &[AccountId], params: &mut Vec<Val>) -> String {
    let marks: Vec<String> = accounts
        .iter()
        .map(|account| {
            params.push((*account).into());
            format!("${}", params.len())
        })
        .collect();
    marks.join(", ")
}
