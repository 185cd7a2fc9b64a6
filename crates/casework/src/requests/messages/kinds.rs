//! The kinds that belong to no other slice: what people ask their administrators, and what those ask the service desk.

use super::super::model::{Askers, DECIDE_DAYS, Desk, Entry, Field, Kind, SUPPORT_DAYS};

/// The first kinds. Those of other slices stand beside their pages.
pub fn kinds() -> Vec<&'static Kind> {
    vec![&MAILBOX, &LIST, &APPLICATION, &OTHER, &SUPPORT]
}

const WHY: Field = Field {
    name: "why",
    label: "What do you need it for?",
    hint: "Whoever decides reads this. Leave out anything about patients.",
    entry: Entry::Text,
    missing: Some("Say what you need it for."),
};

/// A mailbox that several people read.
static MAILBOX: Kind = Kind {
    key: "shared-mailbox",
    title: "Shared mailbox",
    about: "A mailbox that several people read and answer from.",
    askers: Askers::Everyone,
    desk: Desk::Administrators,
    due: &DECIDE_DAYS,
    fields: &[
        Field {
            name: "mailbox_name",
            label: "Name of the mailbox",
            hint: "What people will see, for example Ward 4 bookings",
            entry: Entry::Line(250),
            missing: Some("Enter a name for the mailbox."),
        },
        Field {
            name: "owners",
            label: "Who looks after it?",
            hint: "Email addresses, one on each line. Two people or more, so that it is not stuck when one is away.",
            entry: Entry::Emails(100),
            missing: Some("Enter the email address of at least one person who looks after it."),
        },
        Field {
            name: "members",
            label: "Who else uses it? (optional)",
            hint: "Email addresses, one on each line",
            entry: Entry::Emails(250),
            missing: None,
        },
        WHY,
    ],
    check: None,
    summary: &["mailbox_name"],
    runs: None,
    place: None,
};

/// An address that passes mail on to several people.
static LIST: Kind = Kind {
    key: "distribution-list",
    title: "Distribution list",
    about: "An address that passes each message on to several people.",
    askers: Askers::Everyone,
    desk: Desk::Administrators,
    due: &DECIDE_DAYS,
    fields: &[
        Field {
            name: "list_name",
            label: "Name of the list",
            hint: "Short and without blanks, for example theatre-rota",
            entry: Entry::Line(50),
            missing: Some("Enter a name for the list."),
        },
        Field {
            name: "owners",
            label: "Who looks after it?",
            hint: "Email addresses of people of your organisation, one on each line",
            entry: Entry::Emails(100),
            missing: Some("Enter the email address of at least one person who looks after it."),
        },
        Field {
            name: "members",
            label: "Who is on it? (optional)",
            hint: "Email addresses, one on each line. You can add more later.",
            entry: Entry::Emails(150),
            missing: None,
        },
        WHY,
    ],
    check: None,
    summary: &["list_name"],
    runs: None,
    place: None,
};

/// A program of Microsoft 365, or another one.
static APPLICATION: Kind = Kind {
    key: "application",
    title: "Application",
    about: "A Microsoft 365 application or another program that you need for your work.",
    askers: Askers::Everyone,
    desk: Desk::Administrators,
    due: &DECIDE_DAYS,
    fields: &[
        Field {
            name: "application",
            label: "Which application?",
            hint: "",
            entry: Entry::Line(120),
            missing: Some("Enter the name of the application."),
        },
        WHY,
    ],
    check: None,
    summary: &["application"],
    runs: None,
    place: None,
};

/// Whatever has no form of its own.
static OTHER: Kind = Kind {
    key: "something-else",
    title: "Something else",
    about: "Anything else that your administrators can help with.",
    askers: Askers::Everyone,
    desk: Desk::HelpDesk,
    due: &DECIDE_DAYS,
    fields: &[
        Field {
            name: "subject",
            label: "What is it about?",
            hint: "A few words",
            entry: Entry::Line(120),
            missing: Some("Say in a few words what it is about."),
        },
        Field {
            name: "details",
            label: "What do you need?",
            hint: "Leave out anything about patients.",
            entry: Entry::Text,
            missing: Some("Say what you need."),
        },
    ],
    check: None,
    summary: &["subject"],
    runs: None,
    place: None,
};

/// What the service desk needs to know before it can help (domain rules B21, minimum data set).
static SUPPORT: Kind = Kind {
    key: "support",
    title: "Help from the service desk",
    about: "Something that you cannot put right yourself as an administrator. Look at the status of the service first.",
    askers: Askers::Administrators,
    desk: Desk::ServiceDesk,
    due: &SUPPORT_DAYS,
    fields: &[
        Field {
            name: "subject",
            label: "What is wrong?",
            hint: "A few words",
            entry: Entry::Line(120),
            missing: Some("Say in a few words what is wrong."),
        },
        Field {
            name: "requester_email",
            label: "Email address to reach you at",
            hint: "One that works now",
            entry: Entry::Email,
            missing: Some("Enter an email address to reach you at."),
        },
        Field {
            name: "requester_telephone",
            label: "Telephone number to reach you at",
            hint: "",
            entry: Entry::Telephone,
            missing: Some("Enter a telephone number to reach you at."),
        },
        Field {
            name: "affected_people",
            label: "How many people are affected?",
            hint: "",
            entry: Entry::Count(1, 2_000_000),
            missing: Some("Enter how many people are affected."),
        },
        Field {
            name: "affected_addresses",
            label: "Email addresses of the people affected",
            hint: "One on each line. If there are many, a few of them.",
            entry: Entry::Emails(50),
            missing: Some("Enter the email address of at least one person affected."),
        },
        Field {
            name: "description",
            label: "What happens?",
            hint: "What you did, what you expected, what happened instead and since when. Leave out anything about patients.",
            entry: Entry::Text,
            missing: Some("Describe what happens."),
        },
        Field {
            name: "error_text",
            label: "Error message (optional)",
            hint: "Word for word, as it is shown",
            entry: Entry::Text,
            missing: None,
        },
        Field {
            name: "anything_else",
            label: "Anything else that may help (optional)",
            hint: "",
            entry: Entry::Text,
            missing: None,
        },
    ],
    check: None,
    summary: &["subject"],
    runs: None,
    place: None,
};
