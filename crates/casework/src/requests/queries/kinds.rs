//! What can be asked for.

use std::collections::BTreeMap;

use facts::directory::{AccountOf, OrganisationOf};
use kernel::authority::{Action, Resource, Sight, grants_of};
use kernel::db::Reader;
use kernel::door::{Call, MayDo, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FilesAllowed;
use crate::requests::commands::allowed;
use crate::requests::model::{Askers, Desk, Entry, Field, Kind};
use crate::requests::{KnownKinds, authority};

/// Organisations offered for a choice.
const ORGANISATIONS: usize = 200;

/// The kinds of request that the caller can make, with what each asks.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyKinds {}

/// Where somebody does by hand what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceView {
    /// The words of the link.
    pub text: String,
    /// Its address in the portal.
    pub href: String,
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionView {
    /// Its name in the command.
    pub name: String,
    /// The question.
    pub label: String,
    /// Help under the question; empty for none.
    pub hint: String,
    /// `line`, `text`, `email`, `telephone`, `count`, `emails` or `choice`.
    pub entry: String,
    /// The answers to choose from: value, and what the reader sees. Empty where there is no choice.
    pub choices: Vec<(String, String)>,
    /// Whether an answer is needed.
    pub is_needed: bool,
}

/// A kind that the caller can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KindView {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// Who decides, as long as there is somebody.
    pub desk: Desk,
    /// In how many days a decision is due.
    pub due_days: i64,
    /// Whether it is asked in the name of an organisation that the caller looks after.
    pub for_organisation: bool,
    /// What the form asks.
    pub questions: Vec<QuestionView>,
}

/// The answer to `request.kinds`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Chooser {
    /// The kinds.
    pub kinds: Vec<KindView>,
    /// The organisations in whose name the caller can ask, by code: 200 at most.
    pub organisations: BTreeMap<String, String>,
    /// The code of the caller's own organisation.
    pub own: String,
    /// What can be sent with a request.
    pub allowed: FilesAllowed,
}

impl Query for MyKinds {
    const NAME: &'static str = "request.kinds";
    const ACTION: Action = authority::KINDS;
    const VIEW: View = View::Own;
    type Output = Chooser;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<Chooser> {
        let not_allowed = || common::NOT_ALLOWED.refuse();
        let me = call.actor.account().ok_or_else(not_allowed)?;
        let own = reader.ask(AccountOf(me)).await?.ok_or_else(not_allowed)?;
        let organisations = organisations(reader, call, me).await?;
        let mut kinds = Vec::new();
        for kind in reader.ask(KnownKinds).await? {
            if kind.askers == Askers::Everyone || !organisations.is_empty() {
                kinds.push(view(reader, call, kind, own.organisation).await?);
            }
        }
        let allowed = allowed(reader, None, call.now).await?;
        Ok(Chooser { kinds, organisations, own: own.organisation_code, allowed })
    }
}

/// The organisations that the caller's roles name and in whose name they can ask.
async fn organisations(
    reader: &mut Reader,
    call: &Call,
    me: AccountId,
) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let grants = grants_of(reader, me, call.now).await?;
    let mut named: Vec<OrganisationId> =
        grants.iter().filter_map(|grant| grant.span.organisation()).collect();
    named.sort_unstable();
    named.dedup();
    for organisation in named.into_iter().take(ORGANISATIONS) {
        let resource = Resource::Organisation(organisation);
        let asking = Call { scope: None, ..call.clone() };
        let may = MayDo { call: asking, action: authority::ASK_FOR, resource };
        if reader.ask(may).await?
            && let Some(view) = reader.ask(OrganisationOf(organisation)).await?
        {
            found.insert(view.code, view.name);
        }
    }
    Ok(found)
}

async fn view(
    reader: &mut Reader,
    call: &Call,
    kind: &Kind,
    own: OrganisationId,
) -> Result<KindView> {
    Ok(KindView {
        key: kind.key.to_owned(),
        title: kind.title.to_owned(),
        about: kind.about.to_owned(),
        desk: kind.desk,
        due_days: reader.dated(kind.due, Some(own), call.now).await?,
        for_organisation: kind.askers == Askers::Administrators,
        questions: kind.fields.iter().map(question).collect(),
    })
}

fn question(field: &Field) -> QuestionView {
    let choices = match field.entry {
        Entry::Choice(choices) => choices,
        _ => &[],
    };
    let entry = match field.entry {
        Entry::Line(_) => "line",
        Entry::Text => "text",
        Entry::Email => "email",
        Entry::Telephone => "telephone",
        Entry::Count(..) => "count",
        Entry::Emails(_) => "emails",
        Entry::Choice(_) => "choice",
    };
    let owned = |(value, text): &(&str, &str)| ((*value).to_owned(), (*text).to_owned());
    QuestionView {
        name: field.name.to_owned(),
        label: field.label.to_owned(),
        hint: field.hint.to_owned(),
        entry: entry.to_owned(),
        choices: choices.iter().map(owned).collect(),
        is_needed: field.missing.is_some(),
    }
}
