//! What is shown of requests.

mod count;
mod file;
mod held;
mod kinds;
mod list;
mod one;
mod told;

pub use count::{CountRequests, RequestCount};
pub use file::{FileView, FilesAllowed, RequestFile, SentFile};
pub use held::RequestsTakenBy;
pub use kinds::{Chooser, KindView, MyKinds, PlaceView, QuestionView};
pub use list::{MyRequests, RequestLine, RequestPage, ToDo, ToDoPage};
pub use one::{Answered, May, RequestById, RequestView, Said};
pub(super) use told::answer;

use std::collections::HashMap;

use facts::directory::{AccountOf, OrganisationOf, OrganisationView};
use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, SeenFor};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::commands::may_decide;
use super::model::{Desk, Kind, Request, State, Waits};
use super::{KnownKinds, store};

/// Somebody, as those who deal with a request know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Party {
    /// Their account.
    pub account: AccountId,
    /// What they are called; empty once the account is erased.
    pub name: String,
    /// Where mail reaches them; empty once the account is erased.
    pub address: String,
}

/// One request in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// The request.
    pub request: Uuid,
    /// The key of its kind.
    pub kind: String,
    /// What the kind is called.
    pub title: String,
    /// A line of what was entered.
    pub summary: String,
    /// How far it is.
    pub state: State,
    /// Who decides.
    pub desk: Desk,
    /// The code of the organisation.
    pub organisation: String,
    /// The name of the organisation.
    pub organisation_name: String,
    /// Who asked.
    pub asked_by: Party,
    /// Whom it is for.
    pub asked_for: Party,
    /// When it was asked, in microseconds since 1970.
    pub asked_at: Timestamp,
    /// Since when it has waited for whomever it waits for, or has been over.
    pub since: Timestamp,
    /// By when they should act; says nothing once it waits for nobody.
    pub due_at: Timestamp,
    /// Whether that is past.
    pub is_overdue: bool,
    /// Who works on it, as long as they can decide it.
    pub taken_by: Option<Party>,
}

/// What is asked once for one answer.
pub(super) struct Shown<'a> {
    call: &'a Call,
    kinds: Vec<&'static Kind>,
    parties: HashMap<AccountId, Party>,
    organisations: HashMap<OrganisationId, OrganisationView>,
}

impl<'a> Shown<'a> {
    pub(super) async fn of(call: &'a Call, reader: &mut Reader) -> Result<Self> {
        let kinds = reader.ask(KnownKinds).await?;
        Ok(Self { call, kinds, parties: HashMap::new(), organisations: HashMap::new() })
    }

    pub(super) fn kind(&self, key: &str) -> Option<&'static Kind> {
        self.kinds.iter().copied().find(|kind| kind.key == key)
    }

    pub(super) async fn party(&mut self, reader: &mut Reader, account: AccountId) -> Result<Party> {
        if let Some(known) = self.parties.get(&account) {
            return Ok(known.clone());
        }
        let view = reader.ask(AccountOf(account)).await?;
        let (name, address) =
            view.map(|view| (view.display_name, view.address)).unwrap_or_default();
        let party = Party { account, name, address };
        self.parties.insert(account, party.clone());
        Ok(party)
    }

    /// The code and name of an organisation.
    async fn place(
        &mut self,
        reader: &mut Reader,
        organisation: OrganisationId,
    ) -> Result<(String, String)> {
        if let Some(known) = self.organisations.get(&organisation) {
            return Ok((known.code.clone(), known.name.clone()));
        }
        let Some(view) = reader.ask(OrganisationOf(organisation)).await? else {
            return Ok((String::new(), String::new()));
        };
        let named = (view.code.clone(), view.name.clone());
        self.organisations.insert(organisation, view);
        Ok(named)
    }

    pub(super) async fn line(&mut self, reader: &mut Reader, request: &Request) -> Result<Line> {
        let (organisation, organisation_name) = self.place(reader, request.organisation).await?;
        let kind = self.kind(&request.kind);
        // Whoever lost the role, or cannot sign in, works on it no more.
        let taken_by = match request.taken_by {
            Some(taker) if may_decide(reader, self.call, taker, request).await? => {
                Some(self.party(reader, taker).await?)
            }
            _ => None,
        };
        Ok(Line {
            request: request.id,
            kind: request.kind.clone(),
            title: kind.map_or_else(|| request.kind.clone(), |kind| kind.title.to_owned()),
            summary: request.summary.clone(),
            state: request.state,
            desk: request.desk,
            organisation,
            organisation_name,
            asked_by: self.party(reader, request.asked_by).await?,
            asked_for: self.party(reader, request.asked_for).await?,
            asked_at: request.asked_at,
            since: request.since,
            due_at: request.due_at,
            is_overdue: request.state.waits() != Waits::Nobody && request.due_at < self.call.now,
            taken_by,
        })
    }
}

/// A request that may be read, and whether it is the reader's own; one that may not is as good as none.
async fn readable(sight: &Sight, reader: &mut Reader, request: Uuid) -> Result<(Request, bool)> {
    let not_found = || common::NOT_FOUND.refuse();
    let request = store::find(reader, request).await?.ok_or_else(not_found)?;
    let is_own = sight.own().is_some_and(|own| request.is_own(own));
    if !is_own && !sight.sees_organisation(reader, request.organisation).await? {
        return Err(not_found().into());
    }
    Ok((request, is_own))
}

/// What somebody may see at a desk. A role of the whole service reaches every organisation; what waits for the desks of
/// organisations is in its list only if one is named.
pub(super) async fn sight_at(
    reader: &mut Reader,
    call: &Call,
    desk: Desk,
    organisation: Option<OrganisationId>,
) -> Result<Sight> {
    let call = Call { scope: None, ..call.clone() };
    let sight = reader.ask(SeenFor { call, action: desk.action() }).await?;
    Ok(if desk.is_local() && organisation.is_none() { sight.without_nation() } else { sight })
}
