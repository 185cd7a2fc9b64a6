//! One person: whether they can work, what is known of them, what can be done.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use facts::directory::OrganisationCoded;
use kernel::authority::Action;
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Heading, SummaryList, SummaryRow, button, button_group, heading, inset_text,
    summary_list,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::home::{Readiness, ReadyLine, ReadyState, readiness};
use ui::link::{Link, link};
use ui::when::{calendar_day, day_text};

use super::mailbox::{row as mailbox, row_to_change};
use super::words::Days;
use super::{Lines, above_people, address_of, part, ready_lines, record, success, title, words};
use crate::pages::if_allowed;
use crate::people::queries::{PersonAct, PersonActs, Record, may_as};
use crate::people::{AccountKind, AccountState};
use crate::transfers::TransferOfPerson;

/// How long one slice may take for its lines; a slow one says so and holds up nobody.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let call = caller.call(&app.door);
    let acts = app.door.ask(&call, &PersonActs { person: record.id }).await?;
    let lines = if record.state == AccountState::Erased {
        Vec::new()
    } else {
        lines(&app, &call, record.id).await
    };
    let more = more(&app, &call, &record).await?;
    let transfer = TransferOfPerson { person: record.id };
    let transfer = if_allowed(app.door.ask(&call, &transfer).await)?.flatten();
    let owned = match record.leaver {
        Some(_) => super::owned::lines(&app.door, &call, record.id).await,
        None => Vec::new(),
    };
    let is_own = caller.actor.account() == Some(record.id);
    let question = if is_own { "Can you work?" } else { "Can they work?" };
    let name = shown_name(&record);
    let days = Days::of(&app.door);
    let body = html! {
        (title(&name, words::kind(record.kind)))
        @if !lines.is_empty() { (readiness(&Readiness { question: question.to_owned(), lines })) }
        @if record.state == AccountState::Erased {
            (inset_text(&"The time to restore this account is over. What was known of the person has been erased.".into()))
        }
        @if let Some(open) = &transfer {
            @let to = format!("/o/{}/transfers/{}", part(&record.organisation), open.transfer);
            p { (link(&Link::new(format!("A transfer between this organisation and {} is open", open.other_name), to))) }
        }
        (super::owned::shown(owned))
        (heading(&Heading::part("Details")))
        (details(&record, acts.contains(&PersonAct::Change), acts.contains(&PersonAct::Rename), &days))
        (heading(&Heading::part("Addresses")))
        (addresses(&record))
        (more)
        (act_buttons(&record, &acts))
    };
    Ok(frame.page(Page {
        title: name,
        caption: record.organisation.clone(),
        breadcrumbs: above_people(&record.organisation, &record.organisation_name),
        width: Width::Full,
        notices: done(values.one("done"), &record, &days),
        body,
        ..Page::default()
    }))
}

/// The name at the top of the page.
fn shown_name(record: &Record) -> String {
    if record.display_name.is_empty() {
        "Erased account".to_owned()
    } else {
        record.display_name.clone()
    }
}

/// Says what was just done.
fn done(what: &str, record: &Record, days: &Days) -> Option<Markup> {
    let name = &record.display_name;
    let text = match what {
        "created" if record.starts_on.is_some() => format!(
            "{name} was created and starts on {}. Their email address is {}. You can give them a start code now: it works from that day.",
            day_text(record.starts_on.as_deref().unwrap_or_default()),
            record.address
        ),
        "first-day" => match record.starts_on.as_deref() {
            Some(day) => format!("{name} starts on {}.", day_text(day)),
            None => format!("{name} has started and can sign in."),
        },
        "created" => format!(
            "{name} was created. Their email address is {}. Give them a start code so that they can sign in.",
            record.address
        ),
        "changed" => "The details were changed.".to_owned(),
        "renamed" => format!("The name was changed. The email address is {}.", record.address),
        "disabled" => format!("{name} can no longer sign in."),
        "enabled" => format!("{name} can sign in again."),
        "deleted" => format!(
            "{name} was deleted. You can restore the account until {}.",
            days.text(record.restorable_until.as_deref())
        ),
        "restored" => format!("{name} was restored."),
        "leaving" => format!("{name} is marked as a leaver."),
        "staying" => format!("{name} is no longer marked as a leaver."),
        "held" => "A legal hold stands on the account.".to_owned(),
        "released" => "The legal hold was released.".to_owned(),
        "moved" | "claimed" => format!("{name} belongs to {} now.", record.organisation_name),
        _ => return None,
    };
    Some(success(&text))
}

/// The lines of all slices, asked side by side.
pub(super) async fn lines(app: &App, call: &Call, account: AccountId) -> Vec<ReadyLine> {
    let collected = match app.door.ports().port::<Lines>() {
        Ok(lines) => lines.0.clone(),
        Err(_) => ready_lines(),
    };
    let asked: Vec<_> = collected
        .into_iter()
        .map(|ask| {
            tokio::spawn(tokio::time::timeout(
                PATIENCE,
                ask(app.door.clone(), call.clone(), account),
            ))
        })
        .collect();
    let mut lines = Vec::new();
    for answer in asked {
        match answer.await {
            Ok(Ok(Ok(found))) => lines.extend(found),
            _ => lines.push(ReadyLine {
                order: u16::MAX,
                topic: "Not answering".to_owned(),
                state: ReadyState::NeedsThem,
                text: "A part of this list is not answering. Reload the page to try again."
                    .to_owned(),
                act: None,
            }),
        }
    }
    lines
}

fn details(record: &Record, may_change: bool, may_rename: bool, days: &Days) -> Markup {
    let base = address_of(record);
    let row = |key: &str, value: Markup, may: bool, act: &str| {
        let row = SummaryRow::new(key, value);
        if may {
            row.action(Link::new("Change", format!("{base}/{act}")).about(key.to_lowercase()))
        } else {
            row
        }
    };
    let text =
        |key: &str, value: Option<&str>| row(key, words::or_none(value), may_change, "change");
    let mut rows = vec![row("Name", html! { (record.display_name) }, may_rename, "rename")];
    if record.kind == AccountKind::User {
        rows.extend([
            text("Job title", record.job_title.as_deref()),
            text("Department", record.department.as_deref()),
            text("Unit", record.unit_name.as_deref()),
            text("Telephone", record.telephone.as_deref()),
            text("Mobile number", record.mobile.as_deref()),
            text(
                "Mobile number shown to colleagues",
                Some(if record.mobile_hidden { "No" } else { "Yes" }),
            ),
            text("Staff number", record.staff_number.as_deref()),
            text("In the national directory", Some(if record.listed { "Yes" } else { "No" })),
            if may_change {
                row_to_change(record, days, format!("{base}/mailbox"))
            } else {
                mailbox(record, days)
            },
        ]);
    }
    rows.push(SummaryRow::new(
        "Account",
        html! {
            (words::state_tag(record.state)) " since " (days.day(Some(&record.state_since)))
            @if let Some(day) = &record.starts_on { br; "Starts on " (calendar_day(day)) }
            @if let Some(reason) = &record.state_reason { br; "Reason: " (reason) }
            @if record.state == AccountState::Deleted {
                br;
                @if record.held_since.is_some() {
                    "Can be restored, and is not erased, as long as the legal hold stands"
                } @else {
                    "Can be restored until " (days.day(record.restorable_until.as_deref()))
                    ", then it is erased"
                }
            }
            @if let Some(words) = super::leaver::clock(record, days) { br; (words) }
            @if let Some(since) = &record.held_since { br; "Legal hold since " (days.day(Some(since))) }
            @if let Some(since) = &record.inactive_since { br; "No activity known; inactive since " (days.day(Some(since))) }
        },
    ));
    rows.push(SummaryRow::new("Created", days.day(Some(&record.created_at))));
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn addresses(record: &Record) -> Markup {
    let others = html! {
        @if record.aliases.is_empty() { "None" }
        @for (place, alias) in record.aliases.iter().enumerate() {
            @if place > 0 { br; }
            (alias)
        }
    };
    let rows = vec![
        SummaryRow::new("Email address", ui::link::email(&record.address)),
        SummaryRow::new("Former addresses that still receive", others),
    ];
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

/// Pages about the person that other contexts own, each with the name of the action that opens it.
const ELSEWHERE: [(&str, &str, Action); 3] = [
    ("Roles of this person", "access", Action("grant.of-person")),
    ("History of this person", "history", Action("history.of-person")),
    ("Sign-ins of this person", "sign-ins", Action("signin.state")),
];

/// The actions of other contexts that this page names; a test holds them against the manifests.
pub fn actions_elsewhere() -> impl Iterator<Item = Action> {
    ELSEWHERE.into_iter().map(|(_, _, action)| action)
}

/// The ways to those pages, as far as they are open to the caller.
async fn more(app: &App, call: &Call, record: &Record) -> Result<Markup> {
    let base = address_of(record);
    let mut reader = app.door.reader().await?;
    let Some(place) = reader.ask(OrganisationCoded(record.organisation.clone())).await? else {
        return Ok(Markup::default());
    };
    let mut links = Vec::new();
    for (text, to, action) in ELSEWHERE {
        let Some(who) = app.door.rules().who(action) else { continue };
        if may_as(&mut reader, call, action, who, place.organisation).await? {
            links.push(Link::new(text, format!("{base}/{to}")));
        }
    }
    Ok(html! {
        @if !links.is_empty() {
            ul.nhsuk-list { @for to in &links { li { (link(to)) } } }
        }
    })
}

fn act_buttons(record: &Record, acts: &[PersonAct]) -> Markup {
    let base = address_of(record);
    let button_of = |act: &PersonAct| {
        let (text, to, takes_away) = match act {
            PersonAct::Change => ("Change details", "change", false),
            PersonAct::Rename => ("Change name", "rename", false),
            PersonAct::Start => ("Change first day", "first-day", false),
            PersonAct::Disable => ("Disable", "disable", false),
            PersonAct::Enable => ("Enable", "enable", false),
            PersonAct::Delete => ("Delete", "delete", true),
            PersonAct::Restore => ("Restore", "restore", false),
            PersonAct::Leave => ("Mark as leaver", "leave", false),
            PersonAct::Stay => ("Cancel leaving", "stay", false),
            PersonAct::Transfer => ("Transfer", "transfer", false),
            PersonAct::Hold => ("Place legal hold", "hold", false),
            PersonAct::Release => ("Release legal hold", "release", false),
        };
        let style = if takes_away { Button::warning(text) } else { Button::secondary(text) };
        button(&style.to(format!("{base}/{to}")))
    };
    // What cannot be taken back for ever stands apart from the rest, at the end.
    let deletes = |act: &&PersonAct| **act == PersonAct::Delete;
    let in_order = acts.iter().filter(|act| !deletes(act)).chain(acts.iter().filter(deletes));
    html! {
        @if !acts.is_empty() {
            (heading(&Heading::part("What you can do")))
            (button_group(&in_order.map(button_of).collect::<Vec<_>>()))
        }
    }
}
