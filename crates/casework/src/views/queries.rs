//! The views of the caller.

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{authority, store};

/// The most views that are read; nobody can keep as many.
const READ: i64 = 600;

/// The views that the caller keeps, by list and name.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyViews {
    /// Only those of the list at this address.
    #[serde(default)]
    pub list: Option<String>,
}

/// One view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ViewLine {
    /// The view.
    pub view: Uuid,
    /// What it is called.
    pub name: String,
    /// The address of the list.
    pub list: String,
    /// What stands behind the question mark; empty for the whole list.
    pub query: String,
    /// The version that the next act has to expect.
    pub version: i64,
}

impl ViewLine {
    /// The address it leads to.
    pub fn href(&self) -> String {
        if self.query.is_empty() {
            self.list.clone()
        } else {
            format!("{}?{}", self.list, self.query)
        }
    }
}

impl Query for MyViews {
    const NAME: &'static str = "view.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = Vec<ViewLine>;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<Vec<ViewLine>> {
        let me = call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse())?;
        let found = store::of(reader, me, self.list.as_deref(), READ).await?;
        Ok(found
            .into_iter()
            .map(|view| ViewLine {
                view: view.id,
                name: view.name,
                list: view.list,
                query: view.query,
                version: view.version,
            })
            .collect())
    }
}
