//! The pages for human eyes: who is in the tenant, what they hold, what was asked lately.
//!
//! Plain HTML without script, for a developer or a spectator of a demo. It shows the directory as it is, without
//! the delay a fault plan gives to readers. Nothing can be changed here.

use axum::body::Body as HttpBody;
use axum::http::HeaderValue;
use axum::response::Response;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;
use uuid::Uuid;
use wire::graph::{Property, query};

use crate::emulator::Emulator;
use crate::exchange::Request;
use crate::record::{Record, moment};
use crate::state::State;

const STYLE: &str = include_str!("page.css");
/// No script at all, and the style sheet only from here.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// People on one page.
const ROWS: usize = 50;

/// Answers `/`, `/people/{id}` and `/assets/emulator.css`.
pub(crate) fn answer(emulator: &Emulator, request: &Request) -> Response {
    match request.path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["assets", "emulator.css"] => sent(200, "text/css; charset=utf-8", STYLE.to_owned()),
        ["people", key] => {
            match emulator.look(|state| find(state, key).map(|record| person(emulator, record))) {
                Some(page) => shown(200, page),
                None => shown(404, nobody(emulator)),
            }
        }
        [] => shown(200, home(emulator, request)),
        _ => shown(404, nobody(emulator)),
    }
}

fn find<'a>(state: &'a State, key: &str) -> Option<&'a Record> {
    let id = Uuid::try_parse(key).ok()?;
    state.live.get(&id).or_else(|| state.deleted.get(&id)).map(AsRef::as_ref)
}

fn home(emulator: &Emulator, request: &Request) -> Markup {
    let words = request.option("q").unwrap_or_default().trim().to_lowercase();
    let after = request.option("after").and_then(|key| Uuid::try_parse(key).ok());
    let (people, more, users, deleted) = emulator.look(|state| {
        let is_wanted =
            |record: &&std::sync::Arc<Record>| words.is_empty() || matches(record, &words);
        let live =
            state.live.values().rev().filter(|record| after.is_none_or(|after| record.id < after));
        let mut people: Vec<_> = live.filter(is_wanted).take(ROWS + 1).cloned().collect();
        let more = people.len() > ROWS;
        people.truncate(ROWS);
        let deleted: Vec<_> = if after.is_none() {
            state.deleted.values().rev().filter(is_wanted).take(ROWS).cloned().collect()
        } else {
            Vec::new()
        };
        (people, more, state.live.len(), deleted)
    });
    let next = people
        .last()
        .filter(|_| more)
        .map(|last| format!("/?q={}&after={}", query::encode(&words), last.id));
    frame(
        emulator,
        "What Microsoft 365 sees",
        html! {
            h1 { "What Microsoft 365 sees" }
            p { "The tenant " strong { (emulator.settings.tenant_name) } " as its own directory shows it. " (counted(users, "user", "users")) "." }
            form role="search" action="/" method="get" {
                label for="q" { "Search by name, sign-in name or address" }
                input id="q" name="q" type="search" value=(words) autocomplete="off" spellcheck="false";
                button type="submit" { "Search" }
            }
            section {
                h2 { "Users" }
                @if people.is_empty() {
                    p.empty { @if words.is_empty() { "Nobody is here yet. Users appear as soon as they are created through Microsoft Graph." } @else { "Nobody matches. Search for fewer letters, or " a href="/" { "show everyone" } "." } }
                } @else {
                    (table(emulator, "Users", people.iter().map(AsRef::as_ref)))
                    @if let Some(next) = next { p { a href=(next) { "Older users" } } }
                }
            }
            @if !deleted.is_empty() {
                section {
                    h2 { "Deleted, can be restored for 30 days" }
                    (table(emulator, "Deleted users", deleted.iter().map(AsRef::as_ref)))
                }
            }
            (products(emulator))
            (requests(emulator))
        },
    )
}

fn matches(record: &Record, words: &str) -> bool {
    let names = [Property::DisplayName, Property::UserPrincipalName, Property::Mail]
        .into_iter()
        .filter_map(|property| record.text(property));
    names.map(str::to_lowercase).any(|name| name.contains(words))
        || record.addresses().any(|address| address.contains(words))
}

fn table<'a>(emulator: &Emulator, label: &str, people: impl Iterator<Item = &'a Record>) -> Markup {
    html! {
        div.wide role="region" aria-label=(label) tabindex="0" {
            table {
                thead { tr { th scope="col" { "Name" } th scope="col" { "Sign-in name" } th scope="col" { "State" } th scope="col" { "Licences" } th scope="col" { "Changed" } } }
                tbody {
                    @for record in people {
                        tr {
                            th scope="row" { a href={ "/people/" (record.id) } { (name(record)) } }
                            td { (record.text(Property::UserPrincipalName).unwrap_or_default()) }
                            td { (state(emulator, record)) }
                            td { (licences(emulator, record)) }
                            td { time datetime=(moment(record.changed)) { (readable(&moment(record.changed))) } }
                        }
                    }
                }
            }
        }
    }
}

fn person(emulator: &Emulator, record: &Record) -> Markup {
    let name = name(record);
    frame(
        emulator,
        name,
        html! {
            p { a href="/" { "All users" } }
            h1 { (name) }
            p { (state(emulator, record)) }
            h2 { "Licences" }
            @if record.licences.is_empty() {
                p.empty { "No licences." }
            } @else {
                @for licence in &record.licences {
                    @let sku = emulator.catalogue.find(licence.sku);
                    h3 { (sku.map_or("Product the tenant no longer owns", |sku| &sku.part_number)) }
                    p { "Since " (readable(&moment(licence.since))) }
                    ul {
                        @for plan in sku.map_or(&[][..], |sku| &sku.service_plans) {
                            li { (plan.1) @if licence.disabled.contains(&plan.0) { " (switched off)" } }
                        }
                    }
                }
            }
            h2 { "Properties" }
            dl {
                @for property in Property::ALL {
                    @let value = record.value(property, &emulator.catalogue);
                    @if !hidden(property) && !blank(&value) {
                        div { dt { (property.name()) } dd { (written(&value)) } }
                    }
                }
            }
        },
    )
}

/// Shown under licences already, or in too many words.
fn hidden(property: Property) -> bool {
    matches!(
        property,
        Property::AssignedLicenses
            | Property::AssignedPlans
            | Property::ProvisionedPlans
            | Property::LicenseAssignmentStates
            | Property::PasswordProfile
    )
}

fn blank(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn written(value: &Value) -> Markup {
    match value {
        Value::String(text) => html! { (text) },
        Value::Bool(flag) => html! { (if *flag { "yes" } else { "no" }) },
        Value::Array(entries) => html! { ul { @for entry in entries { li { (written(entry)) } } } },
        other => html! { code { (other.to_string()) } },
    }
}

fn nobody(emulator: &Emulator) -> Markup {
    frame(
        emulator,
        "No such page",
        html! {
            h1 { "No such page" }
            p { "There is nobody with this address in the tenant. " a href="/" { "Show all users" } "." }
        },
    )
}

fn products(emulator: &Emulator) -> Markup {
    let used: Vec<i64> = emulator.look(|state| {
        emulator.catalogue.all().iter().map(|sku| state.consumed(sku.sku_id)).collect()
    });
    html! {
        section {
            h2 { "Products" }
            @if used.is_empty() {
                p.empty { "The tenant owns no products." }
            } @else {
                table {
                    thead { tr { th scope="col" { "Product" } th.number scope="col" { "Owned" } th.number scope="col" { "In use" } th.number scope="col" { "Free" } } }
                    tbody {
                        @for (sku, used) in emulator.catalogue.all().iter().zip(used) {
                            tr { th scope="row" { (sku.part_number) } td.number { (sku.enabled_units) } td.number { (used) } td.number { ((i64::from(sku.enabled_units) - used).max(0)) } }
                        }
                    }
                }
            }
        }
    }
}

fn requests(emulator: &Emulator) -> Markup {
    let recent = emulator.requests.newest_first();
    html! {
        section {
            h2 { "Last requests" }
            @if recent.is_empty() {
                p.empty { "No requests since the start." }
            } @else {
                div.wide role="region" aria-label="Last requests" tabindex="0" {
                    table {
                        thead { tr { th scope="col" { "Time" } th scope="col" { "Request" } th scope="col" { "Answer" } } }
                        tbody {
                            @for seen in recent {
                                tr {
                                    td { time datetime=(moment(seen.at)) { (readable(&moment(seen.at))) } }
                                    td { code { (seen.method) " " (seen.target) } }
                                    td { @match seen.status { Some(status) => (status), None => "lost on purpose" } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn name(record: &Record) -> &str {
    record.text(Property::DisplayName).unwrap_or("No name")
}

fn state(emulator: &Emulator, record: &Record) -> &'static str {
    let enabled = record.value(Property::AccountEnabled, &emulator.catalogue).as_bool();
    match (record.deleted, enabled) {
        (Some(_), _) => "Deleted",
        (None, Some(true)) => "Can sign in",
        (None, _) => "Sign-in blocked",
    }
}

fn licences(emulator: &Emulator, record: &Record) -> String {
    let names: Vec<&str> = record
        .licences
        .iter()
        .map(|held| emulator.catalogue.find(held.sku).map_or("unknown", |sku| &sku.part_number))
        .collect();
    if names.is_empty() { "None".to_owned() } else { names.join(", ") }
}

/// A moment for people: the date, the time and the zone.
fn readable(moment: &str) -> String {
    moment.replace('T', " ").replace('Z', " UTC")
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn frame(emulator: &Emulator, title: &str, main: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – " (emulator.settings.tenant_name) }
                link rel="stylesheet" href="/assets/emulator.css";
            }
            body {
                a.skip href="#main" { "Skip to main content" }
                header { p { "Tenant emulator" } }
                main id="main" { (main) }
                footer { p { "This is not Microsoft 365. It answers like it, for development, tests and demonstrations." } }
            }
        }
    }
}

fn shown(status: u16, page: Markup) -> Response {
    let PreEscaped(text) = page;
    sent(status, "text/html; charset=utf-8", text)
}

fn sent(status: u16, kind: &'static str, text: String) -> Response {
    let mut response = Response::new(HttpBody::from(text));
    *response.status_mut() = axum::http::StatusCode::from_u16(status).unwrap_or_default();
    let fixed = [
        ("content-type", kind),
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
