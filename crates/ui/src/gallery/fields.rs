//! Fields, in order and at fault.

use maud::{Markup, html};

use crate::{
    components::{
        Checkboxes, Choice, DateInput, DatePart, ErrorSummary, Fieldset, FileUpload, Input,
        InputKind, InputMode, InputWidth, Label, Layout, PasswordInput, PasswordKind, Radios,
        Select, SelectOption, SummaryItem, Textarea, checkboxes, date_input, fieldset, file_upload,
        input, password_input, radios, select, textarea,
    },
    content::Content,
};

/// What the summary says about the fields at fault.
pub(super) fn problems() -> ErrorSummary {
    let items = [
        ("Enter a given name", "given-name"),
        ("Start date must include a day", "start-day"),
        ("Choose a user policy", "policy"),
    ]
    .map(|(text, field)| SummaryItem { text: text.to_owned(), field: Some(field.to_owned()) });
    ErrorSummary { items: items.into(), ..ErrorSummary::default() }
}

/// All fields.
pub(super) fn all() -> Markup {
    html! { (texts()) (choices()) (others()) }
}

fn texts() -> Markup {
    html! {
        (input(&Input {
            name: "given-name".to_owned(),
            label: "Given name".into(),
            hint: Some("As the person writes it".into()),
            error: Some("Enter a given name".to_owned()),
            width: InputWidth::TwoThirds,
            autocomplete: Some("off"),
            no_spellcheck: true,
            ..Input::default()
        }))
        (input(&Input {
            name: "address".to_owned(),
            label: Label { caption: Some("New address".to_owned()), ..Label::from("Address") },
            value: "asha.rao".to_owned(),
            width: InputWidth::Characters20,
            suffix: Some("@northvale.example".to_owned()),
            no_spellcheck: true,
            ..Input::default()
        }))
        (input(&Input {
            name: "mobile".to_owned(),
            label: "Mobile number".into(),
            kind: InputKind::Telephone,
            mode: Some(InputMode::Numeric),
            width: InputWidth::Characters10,
            code: true,
            autocomplete: Some("tel"),
            ..Input::default()
        }))
        (password_input(&PasswordInput {
            name: "password".to_owned(),
            label: "Password".into(),
            hint: Some("12 characters or more. Three words work well.".into()),
            kind: PasswordKind::New,
            width: InputWidth::Characters20,
            ..PasswordInput::default()
        }))
        (textarea(&Textarea {
            name: "reason".to_owned(),
            label: "Why is this needed?".into(),
            value: "A new ward opens.".to_owned(),
            ..Textarea::default()
        }))
        (file_upload(&FileUpload {
            name: "files".to_owned(),
            label: "Files (optional)".into(),
            hint: Some("Up to 5 files of 5 MB each: PDF or PNG.".into()),
            accept: ".pdf,.png".to_owned(),
            multiple: true,
            ..FileUpload::default()
        }))
    }
}

fn choices() -> Markup {
    let telephone = input(&Input {
        name: "telephone".to_owned(),
        label: "Telephone number".into(),
        kind: InputKind::Telephone,
        width: InputWidth::OneHalf,
        ..Input::default()
    });
    html! {
        (radios(&Radios {
            name: "policy".to_owned(),
            legend: Some("Which user policy?".into()),
            hint: Some(Content::from("It decides the licence")),
            error: Some("Choose a user policy".to_owned()),
            choices: vec![
                Choice { hint: Some("7 free".into()), ..Choice::new("ward", "Ward staff") },
                Choice::new("office", "Office staff"),
                Choice { divider: "or".to_owned(), ..Choice::new("later", "Decide later") },
            ],
            ..Radios::default()
        }))
        (radios(&Radios {
            name: "contact".to_owned(),
            legend: Some("How may the desk reach them?".into()),
            choices: vec![
                Choice { conditional: Some(telephone), ..Choice::new("telephone", "By telephone") },
                Choice::new("email", "By email"),
            ],
            value: "telephone".to_owned(),
            ..Radios::default()
        }))
        (radios(&Radios {
            name: "listed".to_owned(),
            legend: Some("Show in the directory?".into()),
            choices: vec![Choice::new("yes", "Yes"), Choice::new("no", "No")],
            value: "yes".to_owned(),
            layout: Layout::Inline,
            ..Radios::default()
        }))
        (checkboxes(&Checkboxes {
            name: "roles".to_owned(),
            legend: Some("Which roles?".into()),
            choices: vec![
                Choice::new("desk", "Local help desk"),
                Choice::new("licences", "Licence administrator"),
                Choice {
                    divider: "or".to_owned(),
                    exclusive: true,
                    ..Choice::new("none", "None of these")
                },
            ],
            values: vec!["desk".to_owned()],
            layout: Layout::Small,
            ..Checkboxes::default()
        }))
    }
}

fn others() -> Markup {
    html! {
        (select(&Select {
            name: "unit".to_owned(),
            label: "Unit".into(),
            options: vec![SelectOption::new("", "None"), SelectOption::new("w4", "Ward 4")],
            value: "w4".to_owned(),
            ..Select::default()
        }))
        (date_input(&DateInput {
            name: "start".to_owned(),
            legend: "When do they start?".into(),
            hint: Some("For example, 31 3 2027".into()),
            error: Some("Start date must include a day".to_owned()),
            error_part: Some(DatePart::Day),
            month: "3".to_owned(),
            year: "2027".to_owned(),
            ..DateInput::default()
        }))
        (fieldset(&Fieldset {
            legend: "Where is the desk?".into(),
            body: input(&Input {
                name: "room".to_owned(),
                label: "Room".into(),
                width: InputWidth::Characters5,
                ..Input::default()
            }),
            ..Fieldset::default()
        }))
    }
}
