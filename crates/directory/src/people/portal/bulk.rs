//! What can be done to many people of an organisation at once by commands of this capability, and the way there from
//! the list of people.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use casework::bulk::portal::form_page;
use casework::bulk::{Act, Entry, Foreseen, Question, Wanted, each_done};
use facts::directory::{AccountOf, UnitOf};
use jiff::civil::Date;
use kernel::db::{BoxFuture, Reader};
use kernel::door::{Call, Door, Proposed};
use kernel::http::{App, Caller};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use ui::form::Values;
use ui::frame::Frame;
use ui::when::{Zone, date_text};
use uuid::Uuid;

use super::list;
use crate::organisations::ListUnits;
use crate::people::commands::{ChangePerson, DisablePerson, Leaving, MarkLeaver};
use crate::people::model::LEAVE_AHEAD_DAYS;
use crate::people::queries::{PeopleInOrganisation, unit_of};
use crate::people::{authority, messages};

/// People of one page that are put into the form.
const PAGE: u32 = 200;
/// The most people that a list leads on with.
const PEOPLE_AT_MOST: usize = 20_000;
/// Stands for no unit among the answers.
const NO_UNIT: &str = "none";

/// The acts that belong to people.
pub fn bulk_acts() -> Vec<&'static Act> {
    vec![&LEAVER, &UNIT, &DISABLE]
}

/// Out of the service on a day, as at the end of a placement.
static LEAVER: Act = Act {
    key: "leaver",
    title: "Mark as leavers on a day",
    about: "They leave the service: each account is deleted when the day is over, and can be restored for a time. Their roles end at once.",
    action: authority::MARK_LEAVER,
    question: Question {
        label: "Last day",
        hint: "For example, 31 3 2027",
        entry: Entry::Day,
        missing: Some("Enter their last day."),
    },
    at_once: 1,
    says: |_, _, answer| {
        let day = in_words(answer);
        Box::pin(async move { Ok(day) })
    },
    foresee: |reader, wanted| Box::pin(leaves(reader, wanted)),
    make: |people, answer| {
        let command = MarkLeaver {
            person: only(people)?,
            leaving: Leaving::Leaves,
            last_day: Some(answer.to_owned()),
        };
        Proposed::new(&command)
    },
    outcome: each_done,
};

/// A day in words; none for what is no day.
fn in_words(day: &str) -> Option<String> {
    day.parse().ok().map(date_text)
}

/// The one person of a command that takes one.
fn only(people: &[AccountId]) -> Result<AccountId> {
    let [person] = people else {
        return Err(Fault::defect("making an act for one person of several").into());
    };
    Ok(*person)
}

async fn leaves(reader: &mut Reader, wanted: Wanted<'_>) -> Result<Foreseen> {
    if wanted.account.account == wanted.asker {
        return Ok(Foreseen::Refused(messages::LEAVER_ONESELF.text.to_owned()));
    }
    if wanted.account.is_leaving {
        return Ok(Foreseen::Refused(messages::LEAVER_ALREADY.text.to_owned()));
    }
    if wanted.account.starts_at.is_some() {
        return Ok(Foreseen::Refused(messages::NOT_STARTED.text.to_owned()));
    }
    let days = reader.dated(&LEAVE_AHEAD_DAYS, Some(wanted.organisation), wanted.now).await?;
    // The command knows the time zone; here a day is told that is past or too far in every zone.
    let over = wanted.answer.parse::<Date>().ok().and_then(|day| Zone::default().start_of(day));
    let (first, last) =
        (wanted.now.plus_days(-2).micros(), wanted.now.plus_days(days + 2).micros());
    if over.is_none_or(|over| over < first || over > last) {
        let refusal = messages::LEAVER_DAY.refuse().with("days", days);
        return Ok(Foreseen::Refused(refusal.text.into_owned()));
    }
    let day = in_words(wanted.answer).unwrap_or_default();
    Ok(Foreseen::Change(format!("Leaves at the end of {day}")))
}

/// Sign-in blocked, with a reason that other administrators read.
static DISABLE: Act = Act {
    key: "disable",
    title: "Disable",
    about: "They cannot sign in until they are enabled again. Mail still arrives, and nothing is lost.",
    action: authority::DISABLE,
    question: Question {
        label: "Reason",
        hint: "Other administrators see it",
        entry: Entry::Line(250),
        missing: Some("Enter a reason."),
    },
    at_once: 1,
    says: |_, _, answer| {
        let says = answer.to_owned();
        Box::pin(async move { Ok(Some(says)) })
    },
    foresee: |_, wanted| {
        let foreseen = if wanted.account.account == wanted.asker {
            Foreseen::Refused(messages::ONESELF.text.to_owned())
        } else if wanted.account.starts_at.is_some() {
            Foreseen::Refused(messages::NOT_STARTED.text.to_owned())
        } else if wanted.account.state == "disabled" {
            Foreseen::Same("Disabled already".to_owned())
        } else {
            Foreseen::Change("Cannot sign in any more".to_owned())
        };
        Box::pin(async move { Ok(foreseen) })
    },
    make: |people, answer| {
        let reason = Some(answer.to_owned()).filter(|reason| !reason.is_empty());
        Proposed::new(&DisablePerson { person: only(people)?, reason })
    },
    outcome: each_done,
};

/// The part of the organisation that they belong to.
static UNIT: Act = Act {
    key: "unit",
    title: "Move to a unit",
    about: "They belong to another unit of the organisation from now on. Nothing else changes.",
    action: authority::CHANGE,
    question: Question {
        label: "Unit",
        hint: "",
        entry: Entry::Choice(|door, call, code| Box::pin(units(door, call, code))),
        missing: Some("Choose a unit."),
    },
    at_once: 1,
    says: |reader, organisation, answer| unit_named(reader, organisation, answer),
    foresee: |reader, wanted| Box::pin(changes_unit(reader, wanted)),
    make: |people, answer| {
        let unit = chosen_unit(answer)
            .ok_or_else(|| Fault::defect("reading the unit of a bulk change"))?;
        let command = ChangePerson { unit: Some(unit), ..ChangePerson::of(only(people)?) };
        Proposed::new(&command)
    },
    outcome: each_done,
};

/// The units of an organisation, and none.
async fn units(door: Door, call: Call, code: String) -> Result<Vec<(String, String)>> {
    let query = ListUnits { organisation: code, after: None, limit: Some(200) };
    let found = door.ask(&call, &query).await?;
    let units = found.items.into_iter().map(|unit| (unit.unit.to_string(), unit.name));
    let first = [(String::new(), "Choose a unit".to_owned())];
    let none = [(NO_UNIT.to_owned(), "No unit".to_owned())];
    Ok(first.into_iter().chain(units).chain(none).collect())
}

/// The unit that was chosen, which may be none; nothing for what is no answer.
fn chosen_unit(answer: &str) -> Option<Option<Uuid>> {
    if answer == NO_UNIT { Some(None) } else { answer.parse().ok().map(Some) }
}

fn unit_named<'a>(
    reader: &'a mut Reader,
    organisation: OrganisationId,
    answer: &'a str,
) -> BoxFuture<'a, Result<Option<String>>> {
    Box::pin(async move {
        match chosen_unit(answer) {
            None => Ok(None),
            Some(None) => Ok(Some("No unit".to_owned())),
            Some(Some(unit)) => {
                let found = reader.ask(UnitOf(unit)).await?;
                Ok(found.filter(|found| found.organisation == organisation).map(|found| found.name))
            }
        }
    })
}

async fn changes_unit(reader: &mut Reader, wanted: Wanted<'_>) -> Result<Foreseen> {
    let now = unit_of(reader, wanted.account.account).await?;
    if chosen_unit(wanted.answer) == Some(now) {
        return Ok(Foreseen::Same("In this unit already".to_owned()));
    }
    let from = match now {
        Some(unit) => reader.ask(UnitOf(unit)).await?.map(|unit| unit.name),
        None => None,
    };
    let from = from.unwrap_or_else(|| "no unit".to_owned());
    let to = unit_named(reader, wanted.organisation, wanted.answer).await?;
    let to = to.filter(|_| wanted.answer != NO_UNIT).unwrap_or_else(|| "no unit".to_owned());
    Ok(Foreseen::Change(format!("From {from} to {to}")))
}

/// Leads from the list to the form of bulk changes: with those who are ticked, or with everybody who matches.
pub(super) async fn chosen(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let mut query = PeopleInOrganisation {
        limit: Some(if values.one("which") == "all" { PAGE } else { 1 }),
        after: None,
        ..list::query(&code, &values)
    };
    // Asked in any case: whoever may not see the list is led nowhere.
    let mut found = app.door.ask(&call, &query).await?;
    let mut lines = Vec::new();
    if values.one("which") == "all" {
        loop {
            lines.extend(found.items.iter().map(|row| line(&row.display_name, &row.address)));
            query.after = found.next;
            if query.after.is_none() || lines.len() >= PEOPLE_AT_MOST {
                break;
            }
            found = app.door.ask(&call, &query).await?;
        }
    } else {
        let mut reader = app.door.reader().await?;
        for person in values.all("person").iter().filter_map(|person| person.parse().ok()).take(200)
        {
            let view = reader.ask(AccountOf(person)).await?;
            if let Some(view) = view.filter(|view| view.organisation_code == code) {
                lines.push(line(&view.display_name, &view.address));
            }
        }
    }
    form_page(&app, &call, &frame, &code, lines.join("\n")).await
}

/// Somebody as mail programs write them. A name with signs of their own keeps to itself.
fn line(name: &str, address: &str) -> String {
    let name: String = name.chars().filter(|sign| !matches!(sign, '<' | '>' | '"' | ';')).collect();
    format!("{name} <{address}>")
}
