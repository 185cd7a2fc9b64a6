//! Views are kept, renamed and removed by their owners.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{AT_MOST, SavedView, is_list};
use super::{authority, messages, store};
use crate::kept::name;

/// A view after an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Saved {
    /// The view.
    pub view: Uuid,
    /// Its version, for the next act to expect.
    pub version: i64,
}

fn owner(call: &Call) -> Result<AccountId> {
    call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse().into())
}

/// The caller's view of that key.
async fn own(reader: &mut Reader, call: &Call, view: Uuid) -> Result<SavedView> {
    let found = store::find(reader, owner(call)?, view).await?;
    found.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// Keeps a list with its search, filters and columns under a name, for the caller alone.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveView {
    /// The address of the list in the portal, such as `/o/RX1/people`.
    pub list: String,
    /// What stands behind the question mark of the address; empty for the whole list.
    #[serde(default)]
    pub query: String,
    /// What it is called; 60 characters at most.
    pub name: String,
}

impl Command for SaveView {
    const NAME: &'static str = "view.save";
    const ACTION: Action = authority::SAVE;
    type Prepared = ();
    type Output = Saved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Saved> {
        let account = owner(call)?;
        let name = name(&self.name).ok_or_else(|| messages::NAME.at("name"))?;
        if !is_list(&self.list, &self.query) {
            return Err(messages::ADDRESS.refuse().into());
        }
        let limit = tx.dated(&AT_MOST, None, call.now).await?;
        if store::count(tx, account).await? >= limit {
            return Err(messages::TOO_MANY.refuse().with("limit", limit).into());
        }
        let view = SavedView {
            id: ids::new_at(call.now),
            account,
            list: self.list.clone(),
            query: self.query.clone(),
            name,
            version: 1,
        };
        store::insert(tx, call, &view).await?;
        Ok(Saved { view: view.id, version: 1 })
    }
}

/// Gives one of the caller's views another name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameView {
    /// The view.
    pub view: Uuid,
    /// What it is called from now on; 60 characters at most.
    pub name: String,
}

impl Command for RenameView {
    const NAME: &'static str = "view.rename";
    const ACTION: Action = authority::RENAME;
    type Prepared = ();
    type Output = Saved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        own(reader, call, self.view).await.map(|_| Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Saved> {
        let before = own(tx, call, self.view).await?;
        call.expects(before.version)?;
        let name = name(&self.name).ok_or_else(|| messages::NAME.at("name"))?;
        let version = store::rename(tx, call, &before, &name).await?;
        Ok(Saved { view: before.id, version })
    }
}

/// Removes one of the caller's views. The list itself is as it was.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveView {
    /// The view.
    pub view: Uuid,
}

impl Command for RemoveView {
    const NAME: &'static str = "view.remove";
    const ACTION: Action = authority::REMOVE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        own(reader, call, self.view).await.map(|_| Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let before = own(tx, call, self.view).await?;
        call.expects(before.version)?;
        store::remove(tx, &before).await
    }
}
