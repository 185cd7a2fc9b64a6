//! The cases of an organisation, and of all.

use facts::directory::{AccountOf, OrganisationCoded};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::compromise::model::{Found, State};
use crate::compromise::{authority, store};

/// Items of a page unless asked otherwise, and at most.
const PAGE: (u32, u32) = (50, 200);

/// Accounts that somebody else got into, the latest first: of one organisation, or of all that one looks after. Closed cases
/// stay with the organisation that closed them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompromiseCases {
    /// The organisation's code; all of them if none.
    #[serde(default)]
    pub organisation: Option<String>,
    /// Those that stand so; those that are shut if none.
    #[serde(default)]
    pub state: Option<State>,
    /// The `next` of the page before.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub after: Option<Uuid>,
    /// How many, 50 unless asked otherwise, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of cases.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CasePage {
    /// The organisation's name; none where all were asked for.
    pub organisation_name: Option<String>,
    /// The cases.
    pub items: Vec<CaseItem>,
    /// Given as `after`, the page that follows; none on the last page.
    #[schemars(with = "Option<String>")]
    pub next: Option<Uuid>,
}

/// A line of the list.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CaseItem {
    /// Whose, if they are still somewhere in sight.
    pub person: Option<AccountId>,
    /// Their name, likewise.
    pub name: Option<String>,
    /// Their email address, likewise.
    pub address: Option<String>,
    /// The code of the organisation they are of, likewise.
    pub organisation: Option<String>,
    /// Where it stands.
    pub state: State,
    /// How it was noticed.
    pub found: Found,
    /// When the account was shut, in microseconds since 1970.
    pub opened_at: Timestamp,
    /// When the case was closed, in microseconds since 1970.
    pub closed_at: Option<Timestamp>,
}

impl Query for CompromiseCases {
    const NAME: &'static str = "compromise.cases";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::History;
    type Output = CasePage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<CasePage> {
        let organisation = match &self.organisation {
            Some(code) => {
                let view = reader.ask(OrganisationCoded(code.clone())).await?;
                let view = view.ok_or_else(|| messages::NOT_FOUND.refuse())?;
                if !sight.sees_organisation(reader, view.organisation).await? {
                    return Err(messages::NOT_FOUND.refuse().into());
                }
                Some(view)
            }
            None => None,
        };
        let limit = self.limit.unwrap_or(PAGE.0).clamp(1, PAGE.1);
        let state = self.state.unwrap_or(State::Contained);
        let place = organisation.as_ref().map(|view| view.organisation);
        let most = i64::from(limit) + 1;
        let mut cases = store::page(reader, sight, place, state, self.after, most).await?;
        let is_more = cases.len() > limit as usize;
        cases.truncate(limit as usize);
        let next = cases.last().filter(|_| is_more).map(|last| last.id);
        let mut items = Vec::with_capacity(cases.len());
        for case in cases {
            let view = match reader.ask(AccountOf(case.account)).await? {
                Some(view) if sight.sees_organisation(reader, view.organisation).await? => {
                    Some(view)
                }
                _ => None,
            };
            items.push(CaseItem {
                person: view.as_ref().map(|view| view.account),
                name: view.as_ref().map(|view| view.display_name.clone()),
                address: view.as_ref().map(|view| view.address.clone()),
                organisation: view.map(|view| view.organisation_code),
                state: case.state,
                found: case.found,
                opened_at: case.opened_at,
                closed_at: case.closed_at,
            });
        }
        Ok(CasePage { organisation_name: organisation.map(|view| view.name), items, next })
    }
}
