//! The log of sign-ins of an organisation, searched by those who look after it.

use std::collections::HashMap;
use std::net::IpAddr;

use facts::directory::{AccountAt, AccountOf, AccountView, OrganisationCoded, OrganisationView};
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{LoggedAttempt, PAGE};
use crate::attempts::{LOG_DAYS, Outcome, authority, store};

/// Applications that can be chosen from.
const APPLICATIONS: usize = 100;

/// Attempts to sign in by people of an organisation, the latest first. Of somebody who came from another one only those since
/// then, and of somebody who has gone those before. Attempts with a username that nobody has belong to no organisation.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInLog {
    /// The organisation's code.
    pub organisation: String,
    /// Only those with this email address, or from this network address.
    #[serde(default)]
    pub search: Option<String>,
    /// Only those that ended so.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Only those about which something is unusual.
    #[serde(default)]
    pub unusual: bool,
    /// Only those of people who went to this application.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub application: Option<Uuid>,
    /// Only those of so many days, up to now.
    #[serde(default)]
    pub days: Option<u16>,
    /// The `next` of the page before.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub after: Option<Uuid>,
    /// How many, 50 unless asked otherwise, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of the log.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LogPage {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Days for which lines are kept.
    pub kept_days: i64,
    /// The lines.
    pub items: Vec<NamedLine>,
    /// Given as `after`, the page that follows; none on the last page.
    #[schemars(with = "Option<String>")]
    pub next: Option<Uuid>,
}

/// The applications that people of an organisation went to, as far as its log goes back, to choose one of them; 100 at most.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationsInLog {
    /// The organisation's code.
    pub organisation: String,
}

/// Applications to choose from.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LoggedApplications {
    /// The applications, by name.
    pub items: Vec<LoggedApplication>,
}

/// An application that the log knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LoggedApplication {
    /// Its key.
    #[schemars(with = "String")]
    pub application: Uuid,
    /// A name that it had.
    pub name: String,
}

/// A line with the name of whose it is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NamedLine {
    /// The attempt.
    #[serde(flatten)]
    pub attempt: LoggedAttempt,
    /// Whose it was, if they are still of the organisation.
    pub person: Option<AccountId>,
    /// Their name; none if they are no longer of the organisation.
    pub name: Option<String>,
    /// Their email address; likewise.
    pub address: Option<String>,
}

/// A line as it is kept.
#[derive(Clone, Debug)]
pub(in crate::attempts) struct LogLine {
    /// The attempt.
    pub(in crate::attempts) attempt: LoggedAttempt,
    /// Whose it was.
    pub(in crate::attempts) account: AccountId,
}

/// What somebody typed to search.
enum Searched {
    Everything,
    Account(AccountId),
    Peer(String),
    /// Nothing has such an address.
    Nothing,
}

impl SignInLog {
    async fn searched(&self, reader: &mut Reader) -> Result<Searched> {
        let typed = self.search.as_deref().map(str::trim).unwrap_or_default();
        if typed.is_empty() {
            return Ok(Searched::Everything);
        }
        if let Ok(address) = typed.parse::<IpAddr>() {
            return Ok(Searched::Peer(address.to_string()));
        }
        let account = reader.ask(AccountAt(typed.to_owned())).await?;
        Ok(account.map_or(Searched::Nothing, Searched::Account))
    }
}

impl Query for SignInLog {
    const NAME: &'static str = "signin.log";
    const ACTION: Action = authority::LOG;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::History;
    type Output = LogPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<LogPage> {
        let view = seen(reader, sight, &self.organisation).await?;
        let limit = self.limit.unwrap_or(PAGE.0).clamp(1, PAGE.1);
        let mut wanted = store::Wanted {
            organisation: view.organisation,
            account: None,
            peer: None,
            application: self.application,
            outcome: self.outcome,
            unusual: self.unusual,
            since: self.days.map(|days| call.now.plus_days(-i64::from(days))),
            before: self.after,
            limit: i64::from(limit) + 1,
        };
        let searched = self.searched(reader).await?;
        let mut lines = match &searched {
            Searched::Nothing => Vec::new(),
            Searched::Everything => store::search(reader, &wanted).await?,
            Searched::Account(account) => {
                wanted.account = Some(*account);
                store::search(reader, &wanted).await?
            }
            Searched::Peer(peer) => {
                wanted.peer = Some(peer);
                store::search(reader, &wanted).await?
            }
        };
        let is_more = lines.len() > limit as usize;
        lines.truncate(limit as usize);
        let next = lines.last().filter(|_| is_more).map(|last| last.attempt.id);
        Ok(LogPage {
            organisation: view.code,
            organisation_name: view.name,
            kept_days: reader.dated(&LOG_DAYS, None, call.now).await?,
            items: named(reader, lines, view.organisation).await?,
            next,
        })
    }
}

/// The organisation of a code, for whoever sees it.
async fn seen(reader: &mut Reader, sight: &Sight, code: &str) -> Result<OrganisationView> {
    let view = reader.ask(OrganisationCoded(code.to_owned())).await?;
    let view = view.ok_or_else(|| messages::NOT_FOUND.refuse())?;
    if !sight.sees_organisation(reader, view.organisation).await? {
        return Err(messages::NOT_FOUND.refuse().into());
    }
    Ok(view)
}

impl Query for ApplicationsInLog {
    const NAME: &'static str = "signin.log-applications";
    const ACTION: Action = authority::LOG;
    const VIEW: View = View::Record;
    type Output = LoggedApplications;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Self::Output> {
        let view = seen(reader, sight, &self.organisation).await?;
        let known = store::applications(reader, view.organisation, APPLICATIONS).await?;
        let mut items: Vec<LoggedApplication> = known
            .into_iter()
            .map(|(application, name)| LoggedApplication { application, name })
            .collect();
        items.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(LoggedApplications { items })
    }
}

/// Lines with names. Somebody who belongs elsewhere by now is no longer this organisation's to know of.
async fn named(
    reader: &mut Reader,
    lines: Vec<LogLine>,
    organisation: OrganisationId,
) -> Result<Vec<NamedLine>> {
    let mut known: HashMap<AccountId, Option<AccountView>> = HashMap::new();
    let mut items = Vec::with_capacity(lines.len());
    for LogLine { attempt, account } in lines {
        let view = match known.get(&account) {
            Some(view) => view.clone(),
            None => {
                let view = reader.ask(AccountOf(account)).await?;
                let view = view.filter(|view| view.organisation == organisation);
                known.insert(account, view.clone());
                view
            }
        };
        items.push(NamedLine {
            attempt,
            person: view.as_ref().map(|view| view.account),
            name: view.as_ref().map(|view| view.display_name.clone()),
            address: view.map(|view| view.address),
        });
    }
    Ok(items)
}
