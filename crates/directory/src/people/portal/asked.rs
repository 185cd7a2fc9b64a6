//! What people ask of those who look after them and that a command of this capability does: a change of name.

use casework::requests::{Answers, Asked, Askers, DECIDE_DAYS, Desk, Entry, Field, Kind, Place};
use kernel::door::Proposed;
use kernel::ids::AccountId;
use kernel::refusal::{Refusal, Result};

use crate::pages::part;
use crate::people::commands::RenamePerson;
use crate::people::model::Checked;

/// The kinds of request that belong to people.
pub fn request_kinds() -> Vec<&'static Kind> {
    vec![&NAME]
}

/// Keeping the address or not, as the form sends it.
const KEEP: &str = "keep";

/// A name is changed by those who may; the person asks.
static NAME: Kind = Kind {
    key: "name",
    title: "Change of name",
    about: "Your name has changed, or is written wrongly. Your email address can stay, or follow the new name; mail to the old one still reaches you.",
    askers: Askers::Everyone,
    desk: Desk::HelpDesk,
    due: &DECIDE_DAYS,
    fields: &[
        Field {
            name: "given_name",
            label: "Given name",
            hint: "As it should be from now on",
            entry: Entry::Line(64),
            missing: Some("Enter the given name."),
        },
        Field {
            name: "family_name",
            label: "Family name",
            hint: "As it should be from now on",
            entry: Entry::Line(64),
            missing: Some("Enter the family name."),
        },
        Field {
            name: "address",
            label: "Email address",
            hint: "",
            entry: Entry::Choice(&[
                (KEEP, "Keep the address as it is"),
                ("follow", "Form a new address from the new name"),
            ]),
            missing: Some("Choose whether the email address stays as it is."),
        },
        Field {
            name: "why",
            label: "Why? (optional)",
            hint: "For example that you got married, or a spelling mistake",
            entry: Entry::Line(250),
            missing: None,
        },
    ],
    check: Some(is_name),
    summary: &["given_name", "family_name"],
    runs: Some(rename),
    place: Some(Place { text: "Change the name, and choose the address", href: rename_page }),
};

/// Whether the names can be names at all, told to whoever asks and not to whoever decides.
fn is_name(answers: &Answers) -> Result<(), Refusal> {
    let answer = |name: &str| answers.get(name).map_or("", String::as_str);
    let mut checked = Checked::default();
    checked.name(answer("given_name"), answer("family_name"), None);
    checked.refusal()
}

/// The change, if the address stays. A new one is chosen among those that can be formed when it is done, so that is for
/// whoever decides to do.
fn rename(asked: Asked<'_>) -> Result<Option<Proposed>> {
    let answer = |name: &str| asked.answers.get(name).cloned().unwrap_or_default();
    if answer("address") != KEEP {
        return Ok(None);
    }
    let command = RenamePerson {
        person: asked.person,
        given_name: Some(answer("given_name")),
        family_name: Some(answer("family_name")),
        display_name: None,
        address: None,
    };
    Ok(Some(Proposed::new(&command)?))
}

fn rename_page(code: &str, person: AccountId) -> String {
    format!("/o/{}/people/{person}/rename", part(code))
}
