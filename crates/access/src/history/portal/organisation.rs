//! `/o/CODE/history`: what was done in an organisation, filtered as the address says.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Details, Heading, Input, Label, Pagination, Select, SelectOption, button, details, heading,
    input, pagination, select,
};
use ui::form::{Problems, Values, day_input};
use ui::frame::{Frame, Page, Width};
use ui::link::{link, part};

use super::super::messages;
use super::super::queries::HistoryOfOrganisation;
use super::file::CSV_ENTRIES_IN_WORDS;
use super::whom::{self, Somebody};
use super::{Pairs, list};
use crate::forms;
use crate::moments::Zone;

/// What the address asks for, with what is wrong in it.
pub(super) fn asked(code: &str, values: &Values, zone: &Zone) -> (HistoryOfOrganisation, Problems) {
    let mut problems = Problems::new();
    let given = |name: &str| Some(values.one(name).trim().to_owned()).filter(|it| !it.is_empty());
    let wrong = messages::DATE_WRONG;
    let from = forms::moment(values, "from", wrong, |date| zone.start_of(date), &mut problems);
    let to = forms::moment(values, "to", wrong, |date| zone.end_of(date), &mut problems);
    let mut key = |filter: &Filter| {
        let given = given(filter.key)?;
        let key = given.parse::<AccountId>().ok();
        if key.is_none() {
            problems.add(filter.name, messages::KEY_WRONG.text);
        }
        key
    };
    let query = HistoryOfOrganisation {
        after: given("after").and_then(|after| after.parse().ok()),
        person: key(&DONE_TO),
        actor: key(&DONE_BY),
        command: given("command"),
        from,
        to,
        ..HistoryOfOrganisation::of(code)
    };
    (query, problems)
}

/// A filter by a person: what is typed, and what stands in the address.
struct Filter {
    /// The field in which a name is typed.
    name: &'static str,
    /// The parameter that holds the key of the account.
    key: &'static str,
    label: &'static str,
}

const DONE_TO: Filter = Filter { name: "done-to", key: "person", label: "Done to" };
const DONE_BY: Filter = Filter { name: "done-by", key: "actor", label: "Done by" };

/// The filters that an address keeps.
const KEPT: &[&str] = &[
    "from-day",
    "from-month",
    "from-year",
    "to-day",
    "to-month",
    "to-year",
    DONE_TO.key,
    DONE_BY.key,
    "command",
];

/// The address with these filters, some of them set anew.
fn address(base: &str, values: &Values, anew: &[(&str, String)], after: Option<i64>) -> String {
    let mut pairs = Vec::new();
    for name in KEPT {
        let set = anew.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let value = set.unwrap_or(values.one(name));
        if !value.is_empty() {
            pairs.push(format!("{name}={}", part(value)));
        }
    }
    pairs.extend(after.map(|after| format!("after={after}")));
    if pairs.is_empty() { base.to_owned() } else { format!("{base}?{}", pairs.join("&")) }
}

/// Several people who have the name that was typed.
struct Choice {
    filter: &'static Filter,
    people: Vec<Somebody>,
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(pairs): Pairs,
) -> Result<Response> {
    let mut values = Values::from(pairs);
    let zone = Zone::of(&app.door);
    let (mut query, mut problems) = asked(&code, &values, &zone);
    query.undo = true;
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let base = format!("/o/{}/history", found.organisation);
    let mut choices = Vec::new();
    let mut anew = Vec::new();
    let mut is_typed = false;
    for (filter, key) in [(&DONE_TO, query.person), (&DONE_BY, query.actor)] {
        let name = match key {
            Some(key) => whom::name_of(&app, &caller, key, &found.items).await?,
            None => String::new(),
        };
        if !values.has(filter.name) {
            values = values.with(filter.name, name);
            continue;
        }
        is_typed = true;
        let typed = values.one(filter.name).trim().to_owned();
        if typed == name {
            continue;
        }
        if typed.is_empty() {
            anew.push((filter.key, String::new()));
            continue;
        }
        let people = whom::named(&app, &caller, &code, &typed).await?;
        match people.as_slice() {
            [] => problems.add(filter.name, messages::NOBODY),
            [only] => anew.push((filter.key, only.id.to_string())),
            _ => {
                problems.add(filter.name, messages::SEVERAL);
                choices.push(Choice { filter, people });
            }
        }
    }
    // What was typed is settled: the address that can be kept and handed on has keys only.
    if is_typed && problems.is_empty() {
        return Ok(Redirect::to(&address(&base, &values, &anew, None)).into_response());
    }
    let proof = crate::proof::portal::link_for(&app, &caller, &code).await;
    let here = address(&base, &values, &[], None);
    let call = caller.call(&app.door);
    let views = casework::views::portal::above_filtered(&app, &call, &frame, &here).await?;
    let body = html! {
        (heading(&Heading {
            caption: Some(found.organisation_name.clone()),
            ..Heading::page("History")
        }))
        p { "What was done here and by whom, newest first. Each act has a number; no number is ever missing." }
        (filters(&base, &values, &problems, proof.as_ref()))
        (views)
        @for choice in &choices { (offered(&base, &values, &anew, choice)) }
        (list::table_of(&found.items, true, &zone))
        (pagination(&Pagination {
            previous: None,
            next: found.next.map(|next| Link::new("Older", address(&base, &values, &[], Some(next)))),
            name: "Pages of the history".to_owned(),
        }))
    };
    let page = frame.page(Page {
        title: "History".to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: vec![Link::new(
            found.organisation_name.as_str(),
            format!("/o/{}", found.organisation),
        )],
        width: Width::Full,
        error: !problems.is_empty(),
        notices: problems.summary(),
        body,
        ..Page::default()
    });
    Ok(page.into_response())
}

/// The people among whom one has to be chosen, each as a way to the history of just them.
fn offered(base: &str, values: &Values, anew: &[(&str, String)], choice: &Choice) -> Markup {
    let only = |person: &Somebody| {
        let mut anew = anew.to_vec();
        anew.push((choice.filter.key, person.id.to_string()));
        link(&Link::new(person.display_name.as_str(), address(base, values, &anew, None)))
    };
    html! {
        (heading(&Heading::part(format!("{}: who is meant?", choice.filter.label))))
        ul.nhsuk-list.nhsuk-list--bullet {
            @for person in &choice.people {
                @let (name, domain) = person.address.split_once('@').unwrap_or((&person.address, ""));
                li { (only(person)) ", " (name) @if !domain.is_empty() { wbr; "@" (domain) } }
            }
        }
    }
}

fn filters(base: &str, values: &Values, problems: &Problems, proof: Option<&Link>) -> Markup {
    let whom = |filter: &Filter| {
        input(&Input {
            label: Label::from(filter.label),
            hint: Some("Name, staff number or email address".into()),
            no_spellcheck: true,
            autocomplete: Some("off"),
            ..Input::from(values.field(filter.name, problems))
        })
    };
    let is_filtered = KEPT.iter().any(|name| !values.one(name).is_empty());
    let fields = html! {
        form.app-filters role="search" aria-label="Filter the history" action=(base) method="get" novalidate {
            @for filter in [&DONE_TO, &DONE_BY] {
                @if !values.one(filter.key).is_empty() {
                    input type="hidden" name=(filter.key) value=(values.one(filter.key));
                }
            }
            (day_input(values, problems, "from", "From", "For example, 31 3 2027"))
            (day_input(values, problems, "to", "To", "The last day to show"))
            (select(&Select {
                label: Label::from("What was done"),
                options: acts(),
                ..Select::from(values.field("command", problems))
            }))
            (whom(&DONE_TO))
            (whom(&DONE_BY))
            (button(&ui::components::Button::secondary("Apply filters")))
        }
    };
    html! {
        (details(&Details {
            summary: "Filter".to_owned(),
            body: fields.into(),
            open: is_filtered || !problems.is_empty(),
            ..Details::default()
        }))
        p {
            a.nhsuk-link href=(address(&format!("{base}.csv"), values, &[], None)) { "Download as CSV" }
            " (the newest " (CSV_ENTRIES_IN_WORDS) " entries that match) · "
            (link(&casework::schedules::portal::offer("History", &address(&format!("{base}.csv"), values, &[], None))))
            @if let Some(proof) = proof { " · " (link(proof)) }
            @if is_filtered { " · " a.nhsuk-link href=(base) { "Clear filters" } }
        }
    }
}

/// What can be chosen under *What was done*.
fn acts() -> Vec<SelectOption> {
    let known =
        messages::commands().into_iter().map(|(name, words)| SelectOption::new(name, words));
    std::iter::once(SelectOption::new("", "Anything")).chain(known).collect()
}
