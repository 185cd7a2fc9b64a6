//! Asking a second step of these people, and asking that it is left out for long, through bulk changes.

use casework::bulk::{
    Act, DayQuestion, Entry, Foreseen, Question, Wanted, choice_and_day, each_done,
};
use kernel::db::Reader;
use kernel::door::Proposed;
use kernel::refusal::{Fault, Result};

use crate::mfa::model::{Ground, Policy, takes_exception};
use crate::mfa::{AskException, ObligePerson, authority, messages, store};

/// The acts that belong to this slice.
pub fn bulk_acts() -> Vec<&'static Act> {
    vec![&OBLIGE, &ASK]
}

/// What is asked of one person, in words.
const fn words(policy: Policy) -> &'static str {
    match policy {
        Policy::None => "No more than of everybody else",
        Policy::NamedLocation => "A second step outside the approved networks",
        Policy::Standard => "A second step at every sign-in",
    }
}

fn chosen(answer: &str) -> Option<Policy> {
    Policy::ALL.into_iter().find(|policy| policy.name() == answer)
}

static OBLIGE: Act = Act {
    key: "second-step",
    title: "Ask for a second step of signing in",
    about: "They have to have a second step of signing in, beyond what your organisation asks of everybody. Whoever has none is asked to add one.",
    action: authority::OBLIGE,
    question: Question {
        label: "What is asked of them?",
        hint: "",
        entry: Entry::Choice(|_, _, _| {
            Box::pin(async {
                let first = (String::new(), "Choose what is asked".to_owned());
                let policies = [Policy::Standard, Policy::NamedLocation, Policy::None];
                let choice = |policy: Policy| (policy.name().to_owned(), words(policy).to_owned());
                Ok([first].into_iter().chain(policies.map(choice)).collect())
            })
        }),
        missing: Some("Choose what is asked of them."),
    },
    at_once: 1,
    says: |_, _, answer| {
        let says = chosen(answer).map(|policy| words(policy).to_owned());
        Box::pin(async move { Ok(says) })
    },
    foresee: |reader, wanted| Box::pin(foresee(reader, wanted)),
    make: |people, answer| {
        let ([person], Some(policy)) = (people, chosen(answer)) else {
            return Err(Fault::defect("making an act for one person of several").into());
        };
        Proposed::new(&ObligePerson { person: *person, policy })
    },
    outcome: each_done,
};

async fn foresee(reader: &mut Reader, wanted: Wanted<'_>) -> Result<Foreseen> {
    let account = wanted.account.account;
    if wanted.account.kind != "user" {
        return Ok(Foreseen::Refused(messages::NO_PERSON.text.to_owned()));
    }
    let kept = store::memberships(reader, &[account]).await?.remove(&account);
    let now = kept.map_or(Policy::None, |(policy, _)| policy);
    Ok(match chosen(wanted.answer) {
        Some(policy) if policy == now => Foreseen::Same("Asked already".to_owned()),
        Some(policy) => Foreseen::Change(words(policy).to_owned()),
        None => Foreseen::Refused(messages::ASKED.text.to_owned()),
    })
}

/// What is answered: a ground, and the last day if there is one.
fn grounded(answer: &str) -> Option<(Ground, Option<&str>)> {
    let (ground, day) = choice_and_day(answer);
    Ground::named(ground).map(|ground| (ground, day))
}

/// What is asked for, in words.
fn asked_for(answer: &str) -> Option<String> {
    let (ground, day) = grounded(answer)?;
    Some(match day {
        Some(day) => format!("{}, until {day}", ground.words()),
        None => ground.words().to_owned(),
    })
}

static ASK: Act = Act {
    key: "second-step-exception",
    title: "Ask for long exceptions from the second step",
    about: "Those who run the service decide about each of these people by themselves. Until then nothing changes, and each exception that they approve ends by itself.",
    action: authority::ASK,
    question: Question {
        label: "On what ground?",
        hint: "",
        entry: Entry::ChoiceOnDay(
            |_, _, _| {
                Box::pin(async {
                    let first = (String::new(), "Choose the ground".to_owned());
                    let choice =
                        |ground: Ground| (ground.name().to_owned(), ground.words().to_owned());
                    Ok([first].into_iter().chain(Ground::ALL.map(choice)).collect())
                })
            },
            DayQuestion {
                label: "The last day on which it counts",
                hint: "Left empty, each counts for as long as a long exception lasts",
            },
        ),
        missing: Some("Choose the ground on which it is asked for."),
    },
    at_once: 1,
    says: |_, _, answer| {
        let says = asked_for(answer);
        Box::pin(async move { Ok(says) })
    },
    foresee: |reader, wanted| Box::pin(foresee_asking(reader, wanted)),
    make: |people, answer| {
        let ([person], Some((ground, day))) = (people, grounded(answer)) else {
            return Err(Fault::defect("making an act for one person of several").into());
        };
        Proposed::new(&AskException {
            person: *person,
            ground,
            words: FOR_MANY.to_owned(),
            until: day.map(str::to_owned),
        })
    },
    outcome: each_done,
};

/// What stands as the words where several were asked for at once.
const FOR_MANY: &str = "Asked for several people at once, on the ground that is named.";

async fn foresee_asking(reader: &mut Reader, wanted: Wanted<'_>) -> Result<Foreseen> {
    let account = wanted.account.account;
    if account == wanted.asker {
        return Ok(Foreseen::Refused(messages::OWN_EXCEPTION.text.to_owned()));
    }
    if let Some(refusal) = takes_exception(reader, wanted.account, wanted.now).await? {
        return Ok(Foreseen::Refused(refusal.text.to_owned()));
    }
    if store::is_asked_for(reader, account).await? {
        return Ok(Foreseen::Same("Asked for already".to_owned()));
    }
    Ok(match asked_for(wanted.answer) {
        Some(words) => Foreseen::Change(words),
        None => Foreseen::Refused(messages::WHY.text.to_owned()),
    })
}
