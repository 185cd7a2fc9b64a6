//! For whom values about people are that stand in the record: who looks after the person today, and for legal holds
//! who may place and release them.

use std::collections::HashMap;

use kernel::authority::{Action, Resource, Sight};
use kernel::db::Reader;
use kernel::door::{Call, MayDo};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use uuid::Uuid;

use crate::names::Names;

/// What the directory calls placing a legal hold; whoever may do that may read why one stands.
const HOLD: Action = Action("person.hold");
/// The kind of thing that a legal hold is in the record.
pub(crate) const KIND_HOLD: &str = "account_hold";

/// One reader, and what has been found out for this answer.
pub(crate) struct Audience<'a> {
    call: &'a Call,
    sight: &'a Sight,
    names: Names,
    looked_after: HashMap<AccountId, bool>,
    held: HashMap<Option<AccountId>, bool>,
}

impl<'a> Audience<'a> {
    pub(crate) fn new(call: &'a Call, sight: &'a Sight) -> Self {
        let (looked_after, held) = (HashMap::new(), HashMap::new());
        Self { call, sight, names: Names::default(), looked_after, held }
    }

    /// Whether values about this account, of a thing of that kind, are for the reader.
    pub(crate) async fn may_read(
        &mut self,
        reader: &mut Reader,
        kind: &str,
        account: Option<AccountId>,
    ) -> Result<bool> {
        match (kind, account) {
            (KIND_HOLD, account) => self.may_hold(reader, account).await,
            // Why a role was given or ended is for everybody in whose history that stands: the role is theirs.
            // So are the words that two organisations wrote to each other about a transfer, and who asked for something in
            // the name of the organisation.
            ("role_grant" | "grant_ending" | "cover" | "transfer" | "intake", _) => Ok(true),
            _ if self.sight.is_national() => Ok(true),
            (_, Some(account)) => self.looks_after(reader, account).await,
            (_, None) => Ok(false),
        }
    }

    async fn looks_after(&mut self, reader: &mut Reader, account: AccountId) -> Result<bool> {
        if let Some(known) = self.looked_after.get(&account) {
            return Ok(*known);
        }
        let is_theirs = match self.names.account(reader, account).await? {
            Some(view) => self.sight.sees_organisation(reader, view.organisation).await?,
            None => false,
        };
        self.looked_after.insert(account, is_theirs);
        Ok(is_theirs)
    }

    async fn may_hold(&mut self, reader: &mut Reader, account: Option<AccountId>) -> Result<bool> {
        if let Some(known) = self.held.get(&account) {
            return Ok(*known);
        }
        let view = match account {
            Some(account) => self.names.account(reader, account).await?,
            None => None,
        };
        // Whoever is in no organisation any more is the nation's.
        let resource = view
            .map_or(Resource::Nation, |view| Resource::Account(view.account, view.organisation));
        let may = reader.ask(MayDo { call: self.call.clone(), action: HOLD, resource }).await?;
        self.held.insert(account, may);
        Ok(may)
    }
}

/// The account that effects are about, if it is one alone. Of each: its kind, its subject, its attribute, and the key
/// that stands in it.
pub(crate) fn only_account<'e>(
    effects: impl Iterator<Item = (&'e str, Uuid, &'e str, Option<Uuid>)>,
) -> Option<AccountId> {
    let mut accounts: Vec<Uuid> = effects
        .filter_map(|(kind, subject, attribute, key)| match (kind, attribute) {
            ("account", _) => Some(subject),
            (_, "account") => key,
            _ => None,
        })
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    match accounts.as_slice() {
        [only] => Some(AccountId(*only)),
        _ => None,
    }
}
