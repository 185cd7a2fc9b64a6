//! Moving many people to a user policy, now or on a day to come, as one of the acts that are done to many.

use casework::bulk::{Act, Came, DayQuestion, Entry, Foreseen, Question, Wanted, choice_and_day};
use facts::entitlement::PolicyOf;
use kernel::db::{BoxFuture, Reader};
use kernel::door::{Call, Door, Proposed};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use serde_json::Value;
use ui::when::day_text;

use super::super::commands::plan::day_ahead;
use super::super::commands::{MovePeople, MoveResult, PeopleMoved};
use super::super::model::MOST_MOVED;
use super::super::queries::{PolicyList, open_in, plan_of};
use super::super::{authority, messages};
use super::{headroom, holding_in_words};
use crate::keys::PolicyId;
use crate::licences;
use crate::licences::model::Holding;

/// The acts that belong to user policies.
pub fn bulk_acts() -> Vec<&'static Act> {
    vec![&MOVE]
}

static MOVE: Act = Act {
    key: "policy",
    title: "Move to another user policy",
    about: "They get the licences and applications of the user policy. Nobody loses a licence by a move: who has to wait keeps the one they have. With a day the move is planned, and takes the place of one that is planned for them already; on the day it is worked out again who gets a licence and who waits.",
    action: authority::MOVE,
    question: Question {
        label: "User policy",
        hint: "",
        entry: Entry::ChoiceOnDay(
            |door, call, code| Box::pin(choices(door, call, code)),
            DayQuestion {
                label: "On which day",
                hint: "For example, 31 3 2027. Leave it empty to move them now.",
            },
        ),
        missing: Some("Choose a user policy."),
    },
    at_once: MOST_MOVED,
    says: |reader, organisation, answer| named(reader, organisation, answer),
    foresee: |reader, wanted| Box::pin(foresee(reader, wanted)),
    make: |people, answer| {
        let (policy, day) = choice_and_day(answer);
        let policy: PolicyId = policy.parse().map_err(|error| {
            Fault::defect("reading the user policy of a bulk change").because(error)
        })?;
        let (accounts, day) = (people.to_vec(), day.map(str::to_owned));
        Proposed::new(&MovePeople { policy, accounts, day })
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
        let (policy, day) = choice_and_day(answer);
        let Ok(policy) = policy.parse() else { return Ok(None) };
        let found = open_in(reader, organisation, policy).await?;
        Ok(found.map(|policy| match day {
            Some(day) => format!("{}, on {}", policy.name, day_text(day)),
            None => policy.name,
        }))
    })
}

async fn foresee(reader: &mut Reader, wanted: Wanted<'_>) -> Result<Foreseen> {
    let (account, refused) = (wanted.account.account, |words: String| Ok(Foreseen::Refused(words)));
    let (policy, day) = choice_and_day(wanted.answer);
    let Some(now) = reader.ask(PolicyOf(account)).await? else {
        return refused(messages::NO_MEMBER.to_owned());
    };
    if now.policy.to_string() == policy {
        return Ok(Foreseen::Same("In this user policy already".to_owned()));
    }
    if let Some(day) = day
        && let Err(refusal) = day_ahead(reader, wanted.organisation, wanted.now, day).await?
    {
        return refused(refusal.text.into_owned());
    }
    let mut words = format!("Now in {}", now.name);
    if let Some(licence) = prospect(reader, &wanted, policy).await? {
        words.push_str("; ");
        words.push_str(&licence);
    }
    if let (Some(_), Some(plan)) = (day, plan_of(reader, account).await?) {
        let on = day_text(&plan.day);
        words.push_str(&format!(". Takes the place of the move to {} on {on}", plan.name));
    }
    Ok(Foreseen::Change(words))
}

/// What the move would mean for the licence as things are; nothing while the user policy is not there.
async fn prospect(
    reader: &mut Reader,
    wanted: &Wanted<'_>,
    policy: &str,
) -> Result<Option<String>> {
    let Ok(policy) = policy.parse() else { return Ok(None) };
    let Some(target) = open_in(reader, wanted.organisation, policy).await? else { return Ok(None) };
    let (account, product) = (wanted.account.account, target.base_product);
    let standing = licences::standing_of(reader, account).await?;
    if standing.iter().any(|(held, holding, _)| *held == product && *holding == Holding::Held) {
        return Ok(Some("the licence stays as it is".to_owned()));
    }
    let free = licences::free_of(reader, wanted.organisation, product, wanted.now).await?;
    Ok(Some(if free > 0 {
        format!("{free} free today")
    } else {
        "would wait for a licence today".to_owned()
    }))
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
            match found.map(|outcome| (outcome.result, outcome)) {
                Some((MoveResult::Moved, outcome)) => Came::Done(holding_in_words(outcome.licence)),
                Some((MoveResult::Planned, outcome)) => Came::Done(match &outcome.replaces {
                    None => "Planned".to_owned(),
                    Some(before) => {
                        let on = day_text(&before.day);
                        format!("Planned, in place of the move to {} on {on}", before.name)
                    }
                }),
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
