//! Whom a filter means: a name that was typed becomes the key of an account, and back.

use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::{Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::queries::{Entry, WhomOfHistory};

/// People offered where a name fits several.
const OFFERED: u32 = 10;

/// The query that finds people of an organisation.
pub(super) const FIND: &str = "person.list";
/// The query that gives one person's record.
pub(super) const RECORD: &str = "person.by-id";

/// Somebody of the organisation, as far as a choice needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Somebody {
    pub(super) id: AccountId,
    pub(super) display_name: String,
    pub(super) address: String,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Somebody>,
}

/// Who has that name, staff number or address in the organisation; at most a few of them. An address also finds
/// whoever stands in the organisation's history, so that what national staff did can be looked for.
pub(super) async fn named(
    app: &App,
    caller: &Caller,
    code: &str,
    text: &str,
) -> Result<Vec<Somebody>> {
    if let Ok(id) = text.parse() {
        return Ok(vec![unnamed(id, text)]);
    }
    if text.contains('@') {
        let query = WhomOfHistory { organisation: code.to_owned(), address: text.to_owned() };
        if let Some(id) = app.door.ask(&caller.call(&app.door), &query).await? {
            return Ok(vec![unnamed(id, text)]);
        }
    }
    let mut found = Vec::new();
    // What was done to those who left is looked for as often as anything.
    for state in [None, Some("deleted")] {
        let body =
            json!({ "organisation": code, "search": text, "state": state, "limit": OFFERED });
        if let Some(page) = known(app.door.ask_by_name(caller.call(&app.door), FIND, body).await)? {
            found
                .extend(serde_json::from_value::<Page>(page).map_or(Vec::new(), |page| page.items));
        }
    }
    found.truncate(OFFERED as usize);
    Ok(found)
}

fn unnamed(id: AccountId, text: &str) -> Somebody {
    Somebody { id, display_name: text.to_owned(), address: String::new() }
}

/// What the account is called: as the acts on the page say, else as its record says, else its key.
pub(super) async fn name_of(
    app: &App,
    caller: &Caller,
    account: AccountId,
    entries: &[Entry],
) -> Result<String> {
    let label = format!("account:{account}");
    if let Some(entry) = entries.iter().find(|entry| entry.actor == label) {
        return Ok(entry.actor_name.clone());
    }
    let body = json!({ "person": account });
    let record = known(app.door.ask_by_name(caller.call(&app.door), RECORD, body).await)?;
    let name =
        record.as_ref().and_then(|record| record.get("display_name")).and_then(Value::as_str);
    Ok(name.map_or_else(|| account.to_string(), str::to_owned))
}

/// What the caller may not know is not there.
fn known(answer: Result<Value>) -> Result<Option<Value>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
