//! What has to be in order before somebody can sign in, one line each.

use kernel::clock::Timestamp;
use kernel::door::{Call, Command as _, Door};
use kernel::ids::AccountId;
use kernel::refusal::{Error, Kind, Result};
use serde_json::json;
use ui::home::{ReadyLine, ReadyState};
use ui::link::Link;
use ui::when::Zone;

use crate::attempts::{SignInState, SignInStateOf};
use crate::codes::ResetPassword;
use crate::identity_checks::portal as identity_checks;
use crate::terms::TermsStanding;
use crate::terms::portal as terms;

/// Place of the lines among those of other slices: after the account, before licence and mailbox.
const ORDER: u16 = 20;

/// Who reads the lines. Only a helper is offered what mends them: everybody else would be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReadBy {
    Themself,
    Helper,
    Onlooker,
}

impl ReadBy {
    fn helps(self) -> bool {
        self == Self::Helper
    }
}

/// The lines about signing in; none for somebody the reader may know nothing of.
pub(crate) async fn lines(door: Door, call: Call, person: AccountId) -> Result<Vec<ReadyLine>> {
    let state = match door.ask(&call, &SignInStateOf { person }).await {
        Ok(state) => state,
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotFound | Kind::NotAllowed) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    // An account that is not active has a line of its own slice that says so. Somebody who is still to start is given a
    // code ahead of the day.
    if !state.is_active && state.starts_at.is_none() {
        return Ok(Vec::new());
    }
    let is_own = call.actor.account() == Some(person);
    let by = if is_own {
        ReadBy::Themself
    } else if door.may_by_name(&call, ResetPassword::NAME, json!({ "person": person })).await? {
        ReadBy::Helper
    } else {
        ReadBy::Onlooker
    };
    let zone = door.ports().port::<Zone>().unwrap_or_default();
    let mut lines = vec![password(&state, by, &zone)];
    if state.is_active {
        lines.push(lock(&state, by, &zone));
        lines.push(second_step(&state, by, &zone));
        lines.extend(terms_of_use(&state, by));
    }
    if by.helps() {
        lines.extend(identity_checks::lines(&door, &call, &state, ORDER + 3).await?);
    }
    Ok(lines)
}

fn password(state: &SignInState, by: ReadBy, zone: &Zone) -> ReadyLine {
    let day = |moment: Timestamp| zone.day(moment.micros());
    let act = |words: &str, to: &str| by.helps().then(|| Link::new(words, address(state, to)));
    let (condition, text, act) = match (state.password_set_at, state.start_code_until) {
        (Some(set_at), _) => {
            let text = match state.password_ends_at {
                Some(ends_at) => format!(
                    "Set on {}. Signing in asks for a new one from {} on.",
                    day(set_at),
                    day(ends_at)
                ),
                None => format!("Set on {}.", day(set_at)),
            };
            (ReadyState::Ok, text, act("Reset the password", "reset"))
        }
        (None, Some(until)) => {
            let text = match &state.start_link_to {
                Some(to) => {
                    format!("A link was sent to {to}, which can be used until {}.", day(until))
                }
                None => format!("A start code was given, which can be used until {}.", day(until)),
            };
            (ReadyState::NeedsThem, text, act("Give a new start code", "start-code"))
        }
        (None, None) => (
            match by {
                ReadBy::Themself | ReadBy::Helper => ReadyState::NeedsYou,
                ReadBy::Onlooker => ReadyState::NeedsThem,
            },
            "No password is set, and there is no start code.".to_owned(),
            act("Give a start code", "start-code"),
        ),
    };
    ReadyLine { order: ORDER, topic: "Password".to_owned(), state: condition, text, act }
}

fn lock(state: &SignInState, by: ReadBy, zone: &Zone) -> ReadyLine {
    let clock = |moment: Timestamp| zone.clock(moment.micros());
    let topic = "Sign-in".to_owned();
    match state.locked_until {
        None => ReadyLine {
            order: ORDER + 1,
            topic,
            state: ReadyState::Ok,
            text: match state.sessions {
                0 => "Not locked.".to_owned(),
                1 => "Not locked. Signed in now.".to_owned(),
                many => format!("Not locked. Signed in with {many} browsers now."),
            },
            act: (by.helps() && state.sessions > 0)
                .then(|| Link::new("Sign out everywhere", address(state, "end-sessions"))),
        },
        Some(until) => ReadyLine {
            order: ORDER + 1,
            topic,
            state: ReadyState::ReadyBy(clock(until)),
            text: format!("Locked until {} after too many wrong passwords.", clock(until)),
            act: by.helps().then(|| Link::new("Unlock now", address(state, "unlock"))),
        },
    }
}

/// Whether a code is asked for after the password, and whether one would be looked at now.
fn second_step(state: &SignInState, by: ReadBy, zone: &Zone) -> ReadyLine {
    let (order, topic) = (ORDER + 2, "Second step".to_owned());
    let own = || Link::new("Second step of signing in", "/me/second-step");
    let has_app = state.authenticators > 0;
    let has_any = has_app || state.passkeys > 0;
    if let Some(again) = state.codes_again_at.filter(|_| has_app) {
        let clock = zone.clock(again.micros());
        return ReadyLine {
            order,
            topic,
            state: ReadyState::ReadyBy(clock.clone()),
            text: format!("Too many wrong codes. No code is looked at until {clock}."),
            act: by.helps().then(|| Link::new("Unlock now", address(state, "unlock"))),
        };
    }
    let text = if has_any {
        let there = [(state.authenticators, "authenticator app"), (state.passkeys, "passkey")];
        let there = there.into_iter().filter_map(|(many, what)| match many {
            0 => None,
            1 => Some(format!("1 {what}")),
            many => Some(format!("{many} {what}s")),
        });
        let there: Vec<String> = there.chain([codes_left(state)]).collect();
        format!("{}.", there.join(", "))
    } else if state.has_number {
        "Codes by text message.".to_owned()
    } else if state.on_paper {
        on_paper(state.recovery_codes_left)
    } else {
        "Signs in with the password only.".to_owned()
    };
    let is_used_up = state.on_paper && state.recovery_codes_left == 0;
    let condition = match (is_used_up, by) {
        (false, _) => ReadyState::Ok,
        (true, ReadBy::Helper) => ReadyState::NeedsYou,
        (true, _) => ReadyState::NeedsThem,
    };
    let act = match by {
        ReadBy::Themself => Some(own()),
        ReadBy::Helper if has_any || state.has_number => {
            Some(Link::new("Reset the second step", address(state, "reset-second-step")))
        }
        ReadBy::Helper => Some(Link::new("Hand over codes on paper", address(state, "code-sheet"))),
        _ => None,
    };
    ReadyLine { order, topic, state: condition, text, act }
}

/// How many codes are left on a sheet.
fn on_paper(left: i64) -> String {
    match left {
        0 => "Codes on paper, all of them used: signing in is not possible.".to_owned(),
        1 => "Codes on paper, 1 left.".to_owned(),
        many => format!("Codes on paper, {many} left."),
    }
}

/// Whether terms wait, so that no application lets them in.
fn terms_of_use(state: &SignInState, by: ReadBy) -> Option<ReadyLine> {
    let is_own = by == ReadBy::Themself;
    let (condition, text, act) = match state.terms? {
        TermsStanding::Accepted => (ReadyState::Ok, "Accepted.", None),
        TermsStanding::Waiting if is_own => (
            ReadyState::NeedsYou,
            "New terms wait. No application lets you in before you accept them.",
            Some(Link::new("Read and accept the terms", terms::ACCEPT)),
        ),
        TermsStanding::Waiting => (
            ReadyState::NeedsThem,
            "Not accepted yet. Signing in asks for it, and no application lets them in before.",
            None,
        ),
    };
    Some(ReadyLine {
        order: ORDER + 2,
        topic: "Terms of use".to_owned(),
        state: condition,
        text: text.to_owned(),
        act,
    })
}

fn codes_left(state: &SignInState) -> String {
    match state.recovery_codes_left {
        0 => "no recovery code left".to_owned(),
        1 => "1 recovery code left".to_owned(),
        many => format!("{many} recovery codes left"),
    }
}

fn address(state: &SignInState, act: &str) -> String {
    format!("/o/{}/people/{}/{act}", state.organisation, state.person)
}
