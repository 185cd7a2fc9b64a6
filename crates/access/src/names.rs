//! Names of accounts and organisations for one answer, each asked for once.

use std::collections::HashMap;

use facts::directory::{
    AccountAt, AccountOf, AccountView, OrganisationCoded, OrganisationOf, OrganisationView,
};
use kernel::authority::Sight;
use kernel::db::Reader;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages};

/// What the directory said, kept for one answer.
#[derive(Default)]
pub(crate) struct Names {
    accounts: HashMap<AccountId, Option<AccountView>>,
    organisations: HashMap<OrganisationId, Option<OrganisationView>>,
}

impl Names {
    pub(crate) async fn account(
        &mut self,
        reader: &mut Reader,
        account: AccountId,
    ) -> Result<Option<AccountView>> {
        if let Some(known) = self.accounts.get(&account) {
            return Ok(known.clone());
        }
        let view = reader.ask(AccountOf(account)).await?;
        self.accounts.insert(account, view.clone());
        Ok(view)
    }

    pub(crate) async fn organisation(
        &mut self,
        reader: &mut Reader,
        organisation: OrganisationId,
    ) -> Result<Option<OrganisationView>> {
        if let Some(known) = self.organisations.get(&organisation) {
            return Ok(known.clone());
        }
        let view = reader.ask(OrganisationOf(organisation)).await?;
        self.organisations.insert(organisation, view.clone());
        Ok(view)
    }
}

/// The organisation of that code, whoever asks.
pub(crate) async fn organisation_coded(
    reader: &mut Reader,
    code: &str,
) -> Result<OrganisationView> {
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    found.ok_or_else(|| messages::NOT_FOUND.refuse().into())
}

/// The organisation of that code, if it is seen; otherwise it answers as an unknown one.
pub(crate) async fn seen_organisation(
    reader: &mut Reader,
    sight: &Sight,
    code: &str,
) -> Result<OrganisationView> {
    let found = organisation_coded(reader, code).await?;
    if sight.sees_organisation(reader, found.organisation).await? {
        Ok(found)
    } else {
        Err(messages::NOT_FOUND.refuse().into())
    }
}

/// The account, if it is seen: oneself, or of an organisation that is seen. Otherwise it answers as an unknown one.
pub(crate) async fn seen_account(
    reader: &mut Reader,
    sight: &Sight,
    account: AccountId,
) -> Result<AccountView> {
    let Some(view) = reader.ask(AccountOf(account)).await? else {
        return Err(messages::NOT_FOUND.refuse().into());
    };
    if sight.own() == Some(account) || sight.sees_organisation(reader, view.organisation).await? {
        Ok(view)
    } else {
        Err(messages::NOT_FOUND.refuse().into())
    }
}

/// The account with that key or address, if it is seen.
pub(crate) async fn seen_account_named(
    reader: &mut Reader,
    sight: &Sight,
    key_or_address: &str,
) -> Result<AccountView> {
    let account = match key_or_address.trim().parse() {
        Ok(account) => Some(account),
        Err(_) => reader.ask(AccountAt(key_or_address.trim().to_owned())).await?,
    };
    match account {
        Some(account) => seen_account(reader, sight, account).await,
        None => Err(messages::NOT_FOUND.refuse().into()),
    }
}
