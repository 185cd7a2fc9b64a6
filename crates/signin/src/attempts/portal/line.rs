//! A line of the log of sign-ins, in words: what came of an attempt, what is unusual about it and what that means, and where it
//! came from.

use maud::{Markup, html};
use ui::Content;
use ui::components::{Column, Details, EmptyState, Table, details, empty_state, table};
use ui::when::Zone;

use crate::attempts::{Factor, Level, LoggedAttempt, Outcome, Reason};
use crate::device::in_words;

/// What came of an attempt, in words, and what is unusual about it.
pub(super) fn result(attempt: &LoggedAttempt) -> Content {
    let words = match (attempt.outcome, attempt.factor, attempt.application_name.as_str()) {
        (Outcome::Accepted, None, "") => "Signed in".to_owned(),
        (Outcome::Accepted, Some(factor), "") => format!("Signed in {}", factor.words()),
        (Outcome::Accepted, _, name) => format!("Signed in to {name}"),
        (Outcome::Refused, _, "") => format!("Refused: {}", attempt.reason),
        (Outcome::Refused, _, name) => format!("Refused at {name}: {}", attempt.reason),
    };
    if attempt.risk.is_empty() {
        return words.into();
    }
    let unusual = attempt.risk.iter().map(|reason| reason.words()).collect::<Vec<_>>().join(", ");
    let meaning = html! {
        @for reason in &attempt.risk { p { (explained(*reason)) } }
        p { (advice(attempt)) }
    };
    Content::Markup(html! {
        (words)
        div { @if attempt.level == Level::High { strong { "Unusual: " (unusual) } } @else { "Unusual: " (unusual) } }
        (details(&Details { summary: "What this means".to_owned(), body: meaning.into(), ..Details::default() }))
    })
}

/// What a reason means, and how it happens innocently.
const fn explained(reason: Reason) -> &'static str {
    match reason {
        Reason::NewDevice => {
            "New browser: nobody signed in to this account with such a browser on such a system in the last months. It happens with a new computer or telephone."
        }
        Reason::NewNetwork => {
            "New network: nobody signed in to this account from there in the last months. It happens at home, on the train, or at another site."
        }
        Reason::Guessed => {
            "Several wrong passwords came right before the right one. It happens to whoever forgot which one it is; it also looks like this when somebody guesses."
        }
        Reason::BreachedPassword => {
            "The password is on a list of passwords that became known when other services were broken into. Whoever has the list can try it."
        }
        Reason::ManyNetworks => {
            "Within the hour before, this account was tried in vain from many networks: many computers guess at it together. The right password may have been one of their guesses."
        }
        Reason::Spray => {
            "From the same network address many other accounts were tried in vain within the hour before, and few of them let in: that is how one password is tried on everybody."
        }
        Reason::ImpossibleTravel => {
            "The place is too far from the one before to have travelled in the time between. It happens where a telephone goes through a network of another country."
        }
    }
}

/// What to do about so much of it. A line that ended refused has reasons only where the password, or the start code, was right
/// and nothing came after it.
const fn advice(attempt: &LoggedAttempt) -> &'static str {
    match (attempt.level, attempt.outcome, attempt.factor) {
        (Level::None | Level::Low, ..) => {
            "One such thing alone happens every day. There is nothing to do."
        }
        (_, Outcome::Refused, Some(Factor::StartCode)) => {
            "Nobody was let in, and no letter about this was sent. Whoever it was has the start code: call the person, and give them another one."
        }
        (_, Outcome::Refused, _) => {
            "Nobody was let in, and no letter about this was sent. Whoever it was knows the password: call the person, and have it changed."
        }
        (Level::Medium, ..) => {
            "The person was told by a letter. Ask them whether that was them, if you see them."
        }
        (Level::High, ..) => {
            "The person was told by a letter. Call them, and if that was not them, shut the account from its page."
        }
    }
}

/// A network address, and where it is if that is known.
pub(super) fn whence(attempt: &LoggedAttempt) -> Content {
    if attempt.place.is_empty() {
        return attempt.peer.as_str().into();
    }
    Content::Markup(html! { (attempt.peer) div { (attempt.place) } })
}

/// Attempts with one username; other words where there are none.
pub(crate) fn attempts_table(attempts: &[LoggedAttempt], nothing: &str, zone: &Zone) -> Markup {
    if attempts.is_empty() {
        return empty_state(&EmptyState { text: nothing.to_owned(), ..EmptyState::default() });
    }
    let rows = attempts.iter().map(|attempt| {
        vec![
            Content::Markup(zone.minute_element(attempt.at.micros())).into(),
            result(attempt).into(),
            whence(attempt).into(),
            in_words(&attempt.device).into(),
        ]
    });
    table(&Table {
        caption: "Sign-ins, the latest first".to_owned(),
        caption_hidden: true,
        columns: ["When", "Result", "Network address", "Browser"].map(Column::text).to_vec(),
        rows: rows.collect(),
        ..Table::default()
    })
}

#[cfg(test)]
mod tests {
    //! What is advised.

    use serde_json::json;

    use super::*;

    fn advised(outcome: &str, factor: &str, level: &str) -> &'static str {
        let line = json!({
            "id": uuid::Uuid::nil(), "at": 0, "peer": "192.0.2.7", "outcome": outcome, "reason": "", "device": "",
            "place": "", "factor": factor, "level": level, "risk": [], "application": null, "application_name": "",
        });
        advice(&serde_json::from_value(line).expect("a line"))
    }

    #[test]
    fn nobody_is_said_to_have_had_a_letter_about_what_ended_refused() {
        let letter = "The person was told by a letter.";
        for level in ["medium", "high"] {
            assert!(advised("accepted", "password", level).starts_with(letter));
            let refused = advised("refused", "password", level);
            assert!(
                refused.contains("no letter about this was sent")
                    && refused.contains("knows the password")
            );
            assert!(advised("refused", "start-code", level).contains("has the start code"));
        }
        assert!(advised("refused", "password", "low").contains("nothing to do"));
    }
}
