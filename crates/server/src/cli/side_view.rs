//! `guildhall restore FILE --organisation CODE --diff`: what of one organisation's people was otherwise in the backup.
//!
//! The backup is put back into a temporary database, and both are asked the same queries, page by page. Nothing of what
//! is there is changed; putting people right goes through the portal, where it is checked and recorded.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::host::{Host, told};
use super::print;
use crate::local;
use kernel::door::{Door, Face};

/// What of a person says nothing about the person.
const LEFT_OUT: [&str; 3] = ["id", "version", "last_activity_at"];
/// Rows asked for at once.
const PAGE: u32 = 200;

/// One person who is otherwise now.
#[derive(Serialize)]
struct Changed {
    id: String,
    name: String,
    /// Each attribute with its value in the backup and now.
    attributes: BTreeMap<String, (Value, Value)>,
}

/// Somebody who is on one side only.
#[derive(Serialize)]
struct Alone {
    id: String,
    name: String,
    address: String,
    state: String,
}

/// What differs.
#[derive(Default, Serialize)]
pub(super) struct Difference {
    /// Not in the backup.
    added: Vec<Alone>,
    /// In the backup, and no longer in the organisation: erased, or moved to another one.
    removed: Vec<Alone>,
    changed: Vec<Changed>,
    same: usize,
}

/// Where people are asked for.
pub(super) enum Side<'a> {
    /// The installation as it is.
    Now(&'a Host),
    /// The backup, put back aside.
    Then(&'a Door),
}

impl Side<'_> {
    async fn page(&self, input: Value) -> anyhow::Result<Value> {
        match self {
            Self::Now(host) => host.by_name("person.list", input, None).await,
            Self::Then(door) => {
                let call = door.call(local::operator(), Face::Cli);
                door.ask_by_name(call, "person.list", input).await.map_err(told)
            }
        }
    }

    /// Gives every person and application of the organisation, deleted ones too, to `each`.
    async fn people(
        &self,
        code: &str,
        mut each: impl FnMut(Map<String, Value>),
    ) -> anyhow::Result<()> {
        for kind in ["user", "application"] {
            for state in [None, Some("deleted")] {
                let mut after = Value::Null;
                loop {
                    let input = json!({ "organisation": code, "kind": kind, "state": state, "after": after, "limit": PAGE });
                    let mut page = self.page(input).await?;
                    for person in items(&mut page)? {
                        each(person);
                    }
                    after = page["next"].take();
                    if after.is_null() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

/// The people on a page.
fn items(page: &mut Value) -> anyhow::Result<Vec<Map<String, Value>>> {
    // What is no page must not pass for an organisation without people.
    let items = page.get_mut("items").map(Value::take).unwrap_or_default();
    serde_json::from_value(items).context("The answer to person.list is not known")
}

fn text(person: &Map<String, Value>, name: &str) -> String {
    person.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn alone(person: &Map<String, Value>) -> Alone {
    Alone {
        id: text(person, "id"),
        name: text(person, "display_name"),
        address: text(person, "address"),
        state: text(person, "state"),
    }
}

/// Compares an organisation's people then and now.
pub(super) async fn difference(
    then: Side<'_>,
    now: Side<'_>,
    code: &str,
) -> anyhow::Result<Difference> {
    let mut before = BTreeMap::new();
    then.people(code, |person| drop(before.insert(text(&person, "id"), person))).await?;
    let mut found = Difference::default();
    now.people(code, |person| match before.remove(&text(&person, "id")) {
        None => found.added.push(alone(&person)),
        Some(mut earlier) => {
            let mut attributes = BTreeMap::new();
            for (name, value) in &person {
                let earlier = earlier.remove(name).unwrap_or(Value::Null);
                if earlier != *value && !LEFT_OUT.contains(&name.as_str()) {
                    attributes.insert(name.clone(), (earlier, value.clone()));
                }
            }
            if attributes.is_empty() {
                found.same += 1;
            } else {
                let (id, name) = (text(&person, "id"), text(&person, "display_name"));
                found.changed.push(Changed { id, name, attributes });
            }
        }
    })
    .await?;
    found.removed = before.values().map(alone).collect();
    Ok(found)
}

/// Prints it.
pub(super) fn tell(found: &Difference, code: &str, is_json: bool) -> anyhow::Result<()> {
    if is_json {
        print::line(&serde_json::to_string(found)?);
        return Ok(());
    }
    let list = |heading: &str, people: &[Alone]| {
        for person in people {
            print::line(&format!(
                "{heading}  {}  {}  {}  {}",
                person.id, person.name, person.address, person.state
            ));
        }
    };
    list("only now      ", &found.added);
    list("only in backup", &found.removed);
    for person in &found.changed {
        print::line(&format!("changed         {}  {}", person.id, person.name));
        for (attribute, (earlier, now)) in &person.attributes {
            print::line(&format!("    {attribute}: {earlier} in the backup, {now} now"));
        }
    }
    print::line(&format!(
        "{code}: {} only now, {} only in the backup, {} changed, {} the same. Nothing was changed.",
        found.added.len(),
        found.removed.len(),
        found.changed.len(),
        found.same
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_people_is_no_organisation_without_people() {
        let mut page = json!({ "items": [{ "id": "1" }], "next": null });
        assert_eq!(items(&mut page).expect("a page").len(), 1);
        assert!(items(&mut json!({ "items": [] })).expect("a page").is_empty());
        for no_page in [json!({}), json!({ "items": null }), json!({ "items": ["1"] }), json!([])] {
            assert!(items(&mut no_page.clone()).is_err(), "{no_page}");
        }
    }
}
