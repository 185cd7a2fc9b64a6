//! Asking for something.

use std::collections::BTreeMap;

use facts::casework::RequestAsked;
use facts::directory::{
    AccountOf, AccountView, OrganisationCoded, OrganisationOf, OrganisationView,
};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, MayDo, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{account_named, actor, due_at, files, has_deciders, kind_of};
use crate::requests::model::{Askers, Desk, Kind, LIVE_AT_MOST, NewFile, Request, State};
use crate::requests::{authority, messages, store};

/// Asks for something of one of the kinds that `request.kinds` gives: in one's own organisation, for oneself or a
/// colleague there; or, where a kind is for those who look after an organisation, in its name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskRequest {
    /// The key of the kind.
    pub kind: String,
    /// The answers to the questions of the kind, by their names.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// The key or email address of the colleague it is for; the asker if absent.
    #[serde(default)]
    pub asked_for: Option<String>,
    /// The code of the organisation; the asker's own if absent.
    #[serde(default)]
    pub organisation: Option<String>,
    /// Files that belong to the answers. `request.kinds` says how many, how large and of what kinds.
    #[serde(default)]
    pub files: Vec<NewFile>,
}

/// A request that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Placed {
    /// The request.
    pub request: Uuid,
    /// Who decides.
    pub desk: Desk,
}

impl Command for AskRequest {
    const NAME: &'static str = "request.ask";
    const ACTION: Action = authority::ASK;
    const BODY_AT_MOST: usize = files::BODY_AT_MOST;
    type Prepared = files::Verdicts;
    type Output = Placed;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<files::Verdicts> {
        Ok(files::judge(&self.files))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        verdicts: &files::Verdicts,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Placed> {
        let asker = actor(call)?;
        let own = tx.ask(AccountOf(asker)).await?.ok_or_else(|| common::NOT_ALLOWED.refuse())?;
        let kind = kind_of(tx, &self.kind).await?;
        let kind = kind.ok_or_else(|| messages::KIND_UNKNOWN.at("kind"))?;
        let organisation = self.place(tx, call, kind, &own).await?;
        let problems = files::problems(tx, None, &self.files, verdicts, call.now).await?;
        let answers = files::together(kind.check(&self.answers), problems)?;
        let asked_for = self.person(tx, asker, &organisation).await?;
        if !organisation.is_running() {
            return Err(messages::NOT_OPEN.refuse().into());
        }
        let most = tx.dated(&LIVE_AT_MOST, Some(organisation.organisation), call.now).await?;
        if store::live_of(tx, asker).await? >= most {
            return Err(messages::TOO_MANY.refuse().with("limit", most).into());
        }
        let place = organisation.organisation;
        let is_decided_here = !kind.desk.is_local()
            || has_deciders(tx, kind.desk, place, [asker, asked_for], call.now).await?;
        let desk = if is_decided_here { kind.desk } else { Desk::ServiceDesk };
        let request = Request {
            id: ids::new_at(call.now),
            kind: kind.key.to_owned(),
            organisation: place,
            asked_by: asker,
            asked_for,
            desk,
            state: State::Open,
            asked_at: call.now,
            since: call.now,
            due_at: due_at(tx, kind.key, place, State::Open, call.now).await?,
            taken_by: None,
            summary: kind.line(&answers),
            answers,
            decided_by: None,
            decided_at: None,
            reason: None,
            command: None,
            proposal: None,
            ran_act: None,
            problem: None,
            reminders: 0,
            reminded_at: None,
            messages: 0,
            version: 1,
        };
        store::insert(tx, call, &request).await?;
        files::keep(tx, call, request.id, 0, &self.files, verdicts).await?;
        tx.note(&RequestAsked { request: request.id, organisation: place })?;
        Ok(Placed { request: request.id, desk })
    }
}

impl AskRequest {
    /// Where it is asked.
    async fn place(
        &self,
        tx: &mut WriteTx,
        call: &Call,
        kind: &Kind,
        own: &AccountView,
    ) -> Result<OrganisationView> {
        let unknown = || messages::ORGANISATION_UNKNOWN.at("organisation");
        let named = self.organisation.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let found = match named {
            Some(code) => tx.ask(OrganisationCoded(code.to_owned())).await?,
            None => tx.ask(OrganisationOf(own.organisation)).await?,
        };
        let found = found.ok_or_else(unknown)?;
        let may = match kind.askers {
            Askers::Everyone => found.organisation == own.organisation,
            Askers::Administrators => {
                let call = Call { scope: None, ..call.clone() };
                let resource = Resource::Organisation(found.organisation);
                tx.ask(MayDo { call, action: authority::ASK_FOR, resource }).await?
            }
        };
        match (may, kind.askers, named) {
            (true, ..) => Ok(found),
            // Whoever looks after no organisation has no such kind to choose.
            (false, Askers::Administrators, None) => Err(messages::KIND_UNKNOWN.at("kind").into()),
            (false, ..) => Err(unknown().into()),
        }
    }

    /// Whom it is for: the asker, or somebody of the organisation whose card everybody there finds.
    async fn person(
        &self,
        tx: &mut WriteTx,
        asker: AccountId,
        place: &OrganisationView,
    ) -> Result<AccountId> {
        let named = self.asked_for.as_deref().map(str::trim).filter(|named| !named.is_empty());
        let Some(named) = named else { return Ok(asker) };
        let found = account_named(tx, named).await?.filter(|view| {
            view.account == asker
                || (view.organisation == place.organisation
                    && view.kind == "user"
                    && view.state == "active"
                    && view.listed)
        });
        Ok(found.ok_or_else(|| messages::PERSON_UNKNOWN.at("asked_for"))?.account)
    }
}
