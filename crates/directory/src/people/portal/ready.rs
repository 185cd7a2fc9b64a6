//! The line of *Can they work?* about the account itself.

use kernel::door::{Call, Door};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use ui::home::{ReadyLine, ReadyState};
use ui::link::Link;
use ui::when::day_text;

use super::words::Days;
use super::{ReadyLines, address_of};
use crate::people::AccountState;
use crate::people::messages::{BLOCKED_AS_LEAVER, SHUT_AS_COMPROMISED};
use crate::people::queries::{PersonAct, PersonActs, PersonById};

/// What this slice says about whether somebody can work.
pub fn ready_lines() -> Vec<ReadyLines> {
    vec![|door, call, account| Box::pin(state(door, call, account))]
}

async fn state(door: Door, call: Call, person: AccountId) -> Result<Vec<ReadyLine>> {
    let record = door.ask(&call, &PersonById { person }).await?;
    let acts = door.ask(&call, &PersonActs { person }).await?;
    let base = address_of(&record);
    let days = Days::of(&door);
    let mend = |act: PersonAct, words: &str, to: &str| {
        acts.contains(&act).then(|| Link::new(words, format!("{base}/{to}")))
    };
    let (text, act) = match record.state {
        AccountState::Starting => (
            format!("Starts on {}.", day_text(record.starts_on.as_deref().unwrap_or_default())),
            mend(PersonAct::Start, "Change first day", "first-day"),
        ),
        AccountState::Active => ("The account is active.".to_owned(), None),
        AccountState::Disabled => {
            let since = days.text(Some(&record.state_since));
            (
                match record.leaver {
                    Some(_) if record.state_reason.as_deref() == Some(BLOCKED_AS_LEAVER) => {
                        format!("The time as a leaver was over on {since}.")
                    }
                    _ if record.state_reason.as_deref() == Some(SHUT_AS_COMPROMISED) => {
                        format!("Shut since {since}, because somebody else may use it.")
                    }
                    _ => format!("An administrator disabled the account on {since}."),
                },
                mend(PersonAct::Enable, "Enable", "enable"),
            )
        }
        AccountState::Deleted => {
            let until = days.text(record.restorable_until.as_deref());
            (
                if record.held_since.is_some() {
                    "The account is deleted. It can be restored as long as the legal hold stands."
                        .to_owned()
                } else {
                    format!("The account is deleted. It can be restored until {until}.")
                },
                mend(PersonAct::Restore, "Restore", "restore"),
            )
        }
        AccountState::Erased => ("The account was erased.".to_owned(), None),
    };
    let state = match (record.state, &act) {
        (AccountState::Active, _) => ReadyState::Ok,
        // Nobody needs to act: the day comes by itself.
        (AccountState::Starting, _) => {
            ReadyState::ReadyBy(day_text(record.starts_on.as_deref().unwrap_or_default()))
        }
        (_, Some(_)) => ReadyState::NeedsYou,
        (_, None) => ReadyState::NeedsThem,
    };
    Ok(vec![ReadyLine { order: 10, topic: "Account".to_owned(), state, text, act }])
}
