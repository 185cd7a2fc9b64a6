//! The Microsoft 365 applications of whoever asks, and whether each can be used.

use std::collections::BTreeMap;

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::authority;
use super::super::model::{Application, MAIL, offered};
use super::super::store::{members, policies};
use crate::keys::ProductId;
use crate::licences::model::Holding;
use crate::licences::{plans_of, product_names, standing_of};

/// The applications of one's own licences.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyApplications {}

/// How far an application is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A licence with it is held.
    Licensed,
    /// It comes with a licence that is waited for.
    Waiting,
    /// The user policy switches it off.
    Off,
}

/// One application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MyApplication {
    /// Its key, such as `teams`.
    pub key: String,
    /// As people know it.
    pub name: String,
    /// How far it is.
    pub standing: Standing,
    /// The licence it comes with.
    pub licence: String,
    /// How many wait in front, where it waits.
    pub ahead: Option<i64>,
}

/// What the caller has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Applications {
    /// The name of the user policy the caller is in; none for accounts without one.
    pub policy: Option<String>,
    /// Every application that comes with a licence of the caller, in the order of pages.
    pub items: Vec<MyApplication>,
}

impl Query for MyApplications {
    const NAME: &'static str = "policy.my-applications";
    const ACTION: Action = authority::MY_APPLICATIONS;
    const VIEW: View = View::Own;
    type Output = Applications;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<Applications> {
        let me = call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse())?;
        let policy = match members::find(reader, me).await? {
            Some(membership) => policies::find(reader, membership.policy).await?,
            None => None,
        };
        let Some(policy) = policy else {
            return Ok(Applications { policy: None, items: Vec::new() });
        };
        let names = product_names(reader).await?;
        // What is held goes before what is waited for: one licence with an application is enough.
        let mut standing = standing_of(reader, me).await?;
        standing.sort_by_key(|(_, holding, _)| matches!(holding, Holding::Waiting { .. }));
        let mut carried: BTreeMap<&'static str, (ProductId, Holding)> = BTreeMap::new();
        for (product, holding, _) in standing {
            let plans = plans_of(reader, product).await?;
            for application in offered() {
                if plans.iter().any(|(plan, _)| application.comes_with(plan)) {
                    carried.entry(application.key).or_insert((product, holding));
                }
            }
        }
        let is_off = |application: &Application| {
            application.key != MAIL.key
                && policy.switched_off.iter().any(|off| off == application.key)
        };
        let items = offered().filter_map(|application| {
            let (product, holding) = *carried.get(application.key)?;
            let (standing, ahead) = match holding {
                _ if is_off(application) => (Standing::Off, None),
                Holding::Held => (Standing::Licensed, None),
                Holding::Waiting { ahead } => (Standing::Waiting, Some(ahead)),
            };
            Some(MyApplication {
                key: application.key.to_owned(),
                name: application.name.to_owned(),
                standing,
                licence: names.get(&product).cloned().unwrap_or_default(),
                ahead,
            })
        });
        Ok(Applications { items: items.collect(), policy: Some(policy.name.clone()) })
    }
}
