//! Asking a second step of these people, through bulk changes.

use casework::bulk::{Act, Entry, Foreseen, Question, Wanted, each_done};
use kernel::db::Reader;
use kernel::door::Proposed;
use kernel::refusal::{Fault, Result};

use crate::mfa::model::Policy;
use crate::mfa::{ObligePerson, authority, messages, store};

/// The acts that belong to this slice.
pub fn bulk_acts() -> Vec<&'static Act> {
    vec![&OBLIGE]
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
