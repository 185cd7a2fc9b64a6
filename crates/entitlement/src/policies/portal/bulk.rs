//! Moving many people to a user policy, as one of the acts that are done to many.

use casework::bulk::{Act, Came, Entry, Foreseen, Question, Wanted};
use facts::entitlement::PolicyOf;
use kernel::db::{BoxFuture, Reader};
use kernel::door::{Call, Door, Proposed};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use serde_json::Value;

use super::super::commands::{MovePeople, MoveResult, PeopleMoved};
use super::super::model::MOST_MOVED;
use super::super::queries::{PolicyList, open_in};
use super::super::{authority, messages};
use super::{headroom, holding_in_words};
use crate::keys::PolicyId;

/// The acts that belong to user policies.
pub fn bulk_acts() -> Vec<&'static Act> {
    vec![&MOVE]
}

static MOVE: Act = Act {
    key: "policy",
    title: "Move to another user policy",
    about: "They get the licences and applications of the user policy. Nobody loses a licence by a move: who has to wait keeps the one they have.",
    action: authority::MOVE,
    question: Question {
        label: "User policy",
        hint: "",
        entry: Entry::Choice(|door, call, code| Box::pin(choices(door, call, code))),
        missing: Some("Choose a user policy."),
    },
    at_once: MOST_MOVED,
    says: |reader, organisation, answer| named(reader, organisation, answer),
    foresee: |reader, wanted| Box::pin(foresee(reader, wanted)),
    make: |people, answer| {
        let policy: PolicyId = answer.parse().map_err(|error| {
            Fault::defect("reading the user policy of a bulk change").because(error)
        })?;
        Proposed::new(&MovePeople { policy, accounts: people.to_vec() })
    },
    outcome,
};

/// The user policies of an organisation, each with the licences it has left.
async fn choices(door: Door, call: Call, code: String) -> Result<Vec<(String, String)>> {
    let query = PolicyList { organisation: code, after: None, limit: Some(200) };
    let found = door.ask(&call, &query).await?;
    let open = found.items.iter().filter(|line| !line.is_closing);
    let lines = open.map(|line| {
        (line.id.to_string(), format!("{}: {}, {}", line.name, line.base_name, headroom(line)))
    });
    Ok([(String::new(), "Choose a user policy".to_owned())].into_iter().chain(lines).collect())
}

fn named<'a>(
    reader: &'a mut Reader,
    organisation: OrganisationId,
    answer: &'a str,
) -> BoxFuture<'a, Result<Option<String>>> {
    Box::pin(async move {
        let Ok(policy) = answer.parse() else { return Ok(None) };
        open_in(reader, organisation, policy).await
    })
}

async fn foresee(reader: &mut Reader, wanted: Wanted<'_>) -> Result<Foreseen> {
    let Some(now) = reader.ask(PolicyOf(wanted.account.account)).await? else {
        return Ok(Foreseen::Refused(messages::NO_MEMBER.to_owned()));
    };
    Ok(if now.policy.to_string() == wanted.answer {
        Foreseen::Same("In this user policy already".to_owned())
    } else {
        Foreseen::Change(format!("Now in {}", now.name))
    })
}

/// What came of the move of each.
fn outcome(answer: &Value, people: &[AccountId]) -> Vec<Came> {
    let Ok(moved) = serde_json::from_value::<PeopleMoved>(answer.clone()) else {
        return Vec::new();
    };
    people
        .iter()
        .map(|person| {
            let found = moved.outcomes.iter().find(|outcome| outcome.account == *person);
            match found.map(|outcome| (outcome.result, outcome.licence)) {
                Some((MoveResult::Moved, licence)) => Came::Done(holding_in_words(licence)),
                Some((MoveResult::AlreadyThere, _)) => {
                    Came::Same("In this user policy already".to_owned())
                }
                Some((MoveResult::NotFound, _)) | None => {
                    Came::Refused(messages::NO_MEMBER.to_owned())
                }
            }
        })
        .collect()
}
