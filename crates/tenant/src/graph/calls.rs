//! What is asked of the tenant, call by call.

use reqwest::Method;
use serde_json::{Value, json};
use wire::graph::{
    AssignLicense, BATCH_LIMIT, BatchAnswers, BatchItem, BatchItems, Changes, DirectoryObject,
    MessageRule, Organization, Page, User, query,
};

use super::{Connection, Trouble};

/// One page of what changed in the tenant.
#[derive(Clone, Debug)]
pub enum Round {
    /// The users that changed, and where to go on.
    Page(Box<Page<User>>),
    /// The tenant no longer knows what we have seen; begin anew with everybody.
    Forgotten,
}

/// What is read of a user: everything that is compared.
fn selected() -> String {
    let managed = crate::plan::managed().iter().map(|property| property.name());
    let more = ["id", "assignedLicenses", "licenseAssignmentStates"];
    managed.chain(more).collect::<Vec<_>>().join(",")
}

/// Pages of the rules of one mailbox that are read at most.
const PAGES_OF_RULES: usize = 20;

fn rules_of(id: &str) -> String {
    format!("{}/mailFolders/inbox/messageRules", of_user(id))
}

fn of_user(id: &str) -> String {
    format!("/users/{}", query::encode(id))
}

impl Connection {
    /// The user of that key or sign-in name.
    pub async fn user(&self, key: &str) -> Result<Option<User>, Trouble> {
        let place = format!("{}?$select={}", of_user(key), selected());
        match self.link().get(&place).await {
            Ok(answer) => answer.read().map(Some),
            Err(trouble) if trouble.is_absent() => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// The live user with that anchor.
    pub async fn by_anchor(&self, anchor: &str) -> Result<Option<User>, Trouble> {
        let place = format!("/users?$filter={}&$select={}", having(anchor), selected());
        let page: Page<User> = self.link().get(&place).await?.read()?;
        Ok(page.value.into_iter().next())
    }

    /// The key of the deleted user with that anchor, if it can still be restored.
    pub async fn deleted_by_anchor(&self, anchor: &str) -> Result<Option<String>, Trouble> {
        let place = format!(
            "/directory/deletedItems/microsoft.graph.user?$filter={}&$select=id",
            having(anchor)
        );
        let page: Page<DirectoryObject> = self.link().get(&place).await?.read()?;
        Ok(page.value.into_iter().next().map(|object| object.id))
    }

    /// The users of these keys, at most [`BATCH_LIMIT`], in one call; none for those that are not there, and none
    /// for those the tenant did not answer for this time.
    pub async fn users(&self, keys: &[String]) -> Result<Vec<Option<User>>, Trouble> {
        let item = |(place, key): (usize, &String)| BatchItem {
            id: place.to_string(),
            method: "GET".to_owned(),
            url: format!("{}?$select={}", of_user(key), selected()),
            headers: std::collections::BTreeMap::new(),
            body: None,
            depends_on: Vec::new(),
        };
        let requests = keys.iter().take(BATCH_LIMIT).enumerate().map(item).collect();
        let answer = self.link().ask("/$batch", &BatchItems { requests }).await?;
        let answers: BatchAnswers = answer.read()?;
        let mut found = vec![None; keys.len()];
        for answer in answers.responses.into_iter().filter(|answer| answer.status == 200) {
            let user = answer.body.and_then(|body| serde_json::from_value(body).ok());
            let place: Option<usize> = answer.id.parse().ok();
            if let Some(slot) = place.and_then(|place| found.get_mut(place)) {
                *slot = user;
            }
        }
        Ok(found)
    }

    /// Makes a user.
    pub async fn create(&self, user: &User) -> Result<User, Trouble> {
        self.link().write(Method::POST, "/users", Some(user)).await?.read()
    }

    /// Changes properties.
    pub async fn change(&self, id: &str, changes: &Changes) -> Result<(), Trouble> {
        self.link().write(Method::PATCH, &of_user(id), Some(changes)).await.map(|_| ())
    }

    /// Swaps licences.
    pub async fn assign(&self, id: &str, swap: &AssignLicense) -> Result<(), Trouble> {
        let place = format!("{}/assignLicense", of_user(id));
        self.link().write(Method::POST, &place, Some(swap)).await.map(|_| ())
    }

    /// Deletes a user so that it can be restored. One that is already gone is as good.
    pub async fn delete(&self, id: &str) -> Result<(), Trouble> {
        match self.link().write(Method::DELETE, &of_user(id), None::<&Value>).await {
            Err(trouble) if trouble.is_absent() => Ok(()),
            outcome => outcome.map(|_| ()),
        }
    }

    /// Ends every session of a user: tokens from before are refused from now on.
    pub async fn end_sessions(&self, id: &str) -> Result<(), Trouble> {
        let place = format!("{}/revokeSignInSessions", of_user(id));
        self.link().write(Method::POST, &place, Some(&json!({}))).await.map(|_| ())
    }

    /// The rules of a user's mailbox; none where there is no mailbox.
    pub async fn rules(&self, id: &str) -> Result<Vec<MessageRule>, Trouble> {
        let mut place = rules_of(id);
        let mut all = Vec::new();
        for _ in 0..PAGES_OF_RULES {
            let page: Page<MessageRule> = match self.link().get(&place).await {
                Ok(answer) => answer.read()?,
                Err(trouble) if trouble.is_absent() => return Ok(all),
                Err(trouble) => return Err(trouble),
            };
            all.extend(page.value);
            match page.next_link {
                Some(next) => place = next,
                None => return Ok(all),
            }
        }
        Err(Trouble::later("more rules of a mailbox than anybody has"))
    }

    /// Switches a rule off. One that is gone by now is as good.
    pub async fn switch_off(&self, id: &str, rule: &str) -> Result<(), Trouble> {
        let place = format!("{}/{}", rules_of(id), query::encode(rule));
        let off = json!({ "isEnabled": false });
        match self.link().write(Method::PATCH, &place, Some(&off)).await {
            Err(trouble) if trouble.is_absent() => Ok(()),
            outcome => outcome.map(|_| ()),
        }
    }

    /// Brings a deleted user back.
    pub async fn restore(&self, id: &str) -> Result<(), Trouble> {
        let place = format!("/directory/deletedItems/{}/restore", query::encode(id));
        self.link().write(Method::POST, &place, Some(&json!({}))).await.map(|_| ())
    }

    /// What changed since `link`; everybody, if there is none.
    pub async fn changes(&self, link: Option<&str>) -> Result<Round, Trouble> {
        let first = format!("/users/delta?$select={}", selected());
        match self.link().get(link.unwrap_or(&first)).await {
            Ok(answer) => Ok(Round::Page(Box::new(answer.read()?))),
            Err(Trouble::Refused { status: 410, .. }) => Ok(Round::Forgotten),
            Err(Trouble::Refused { body, .. }) if is_old(&body.error.code) => Ok(Round::Forgotten),
            Err(trouble) => Err(trouble),
        }
    }

    /// Asks for a token and for the tenant's name.
    pub async fn check(&self) -> Result<String, Trouble> {
        let page: Page<Organization> = self.link().get("/organization").await?.read()?;
        let found = page.value.into_iter().next().map(|organisation| organisation.display_name);
        found.ok_or_else(|| Trouble::later("the tenant gave no name"))
    }
}

/// `onPremisesImmutableId eq '…'`; base64 holds no quotation mark.
fn having(anchor: &str) -> String {
    query::encode(&format!("onPremisesImmutableId eq '{anchor}'"))
}

/// The codes with which a token that is too old is refused, whatever the status.
fn is_old(code: &str) -> bool {
    code.eq_ignore_ascii_case("syncStateNotFound") || code.eq_ignore_ascii_case("resyncRequired")
}
