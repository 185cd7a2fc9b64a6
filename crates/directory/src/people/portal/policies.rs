//! The user policies that a new person can start in, as far as the caller may know them.

use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use serde::Deserialize;
use serde_json::json;
use ui::components::SelectOption;

/// The query of another context that lists them.
pub(super) const LIST: &str = "policy.list";
/// User policies offered; those who have more choose afterwards, on the person's page.
const OFFERED: u32 = 200;

/// One of them.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Offered {
    id: String,
    pub(super) name: String,
    is_default: bool,
    is_closing: bool,
    free: i64,
    waiting: i64,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Offered>,
}

/// The user policies of the organisation, if there is a choice; the default one first.
pub(super) async fn offered(app: &App, caller: &Caller, code: &str) -> Result<Vec<Offered>> {
    let open = open(app, caller, code).await?;
    // One alone is no choice, and a list without the default one would choose silently.
    let is_choice = open.len() > 1 && open.first().is_some_and(|first| first.is_default);
    Ok(if is_choice { open } else { Vec::new() })
}

/// The user policy in which newcomers of an organisation start, in words, with what it has to give; none if the caller may
/// not know it.
pub(crate) async fn usual(app: &App, caller: &Caller, code: &str) -> Result<Option<Usual>> {
    let first = open(app, caller, code).await?.into_iter().next();
    Ok(first.filter(|first| first.is_default).map(|first| Usual {
        words: words(&first),
        has_licence: first.free > 0 && first.waiting == 0,
    }))
}

/// Where newcomers start.
pub(crate) struct Usual {
    /// The user policy and its licences, in words.
    pub(crate) words: String,
    /// Whether a licence is free for the next one.
    pub(crate) has_licence: bool,
}

/// The user policies in which somebody can start; the default one first.
async fn open(app: &App, caller: &Caller, code: &str) -> Result<Vec<Offered>> {
    let body = json!({ "organisation": code, "limit": OFFERED });
    let answer = match app.door.ask_by_name(caller.call(&app.door), LIST, body).await {
        Ok(answer) => answer,
        // Whoever may not know them creates people all the same: they start in the default one.
        Err(Error::Refused(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let page: Page = serde_json::from_value(answer).map_err(|error| {
        kernel::refusal::Fault::defect("reading the user policies of an organisation")
            .because(error)
    })?;
    let mut open: Vec<Offered> =
        page.items.into_iter().filter(|policy| !policy.is_closing).collect();
    open.sort_by_key(|policy| !policy.is_default);
    Ok(open)
}

/// They as choices, each with what it has to give.
pub(super) fn choices(offered: &[Offered]) -> Vec<SelectOption> {
    offered.iter().map(|policy| SelectOption::new(policy.id.as_str(), words(policy))).collect()
}

/// The one that was chosen; the default one if none was.
pub(super) fn chosen<'a>(offered: &'a [Offered], value: &str) -> Option<&'a Offered> {
    offered.iter().find(|policy| policy.id == value).or_else(|| offered.first())
}

/// "Wards: 12 licences free".
pub(super) fn words(policy: &Offered) -> String {
    let licences = match (policy.waiting, policy.free) {
        (0, 1) => "1 licence free".to_owned(),
        (0, free) => format!("{free} licences free"),
        (1, _) => "no licence free, 1 person waiting".to_owned(),
        (waiting, _) => format!("no licence free, {waiting} people waiting"),
    };
    let default = if policy.is_default { " (the usual one)" } else { "" };
    format!("{}{default}: {licences}", policy.name)
}

impl Offered {
    /// What a form sends back for it.
    pub(super) fn value(&self) -> &str {
        &self.id
    }
}
