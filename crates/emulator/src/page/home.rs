//! The first page: users with search, deleted users, products with their units, the last requests.

use std::sync::Arc;

use maud::{Markup, html};
use uuid::Uuid;
use wire::graph::{Property, query};

use super::{frame, name, readable, state};
use crate::emulator::Emulator;
use crate::exchange::Request;
use crate::record::{Record, moment};

/// People on one page.
const ROWS: usize = 50;

/// The first page.
pub(super) fn home(emulator: &Emulator, request: &Request) -> Markup {
    let words = request.option("q").unwrap_or_default().trim().to_lowercase();
    let after = request.option("after").and_then(|key| Uuid::try_parse(key).ok());
    let (people, more, users, deleted) = emulator.look(|state| {
        let is_wanted = |record: &&Arc<Record>| words.is_empty() || matches(record, &words);
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

fn licences(emulator: &Emulator, record: &Record) -> String {
    let names: Vec<&str> = record
        .licences
        .iter()
        .map(|held| emulator.catalogue.find(held.sku).map_or("unknown", |sku| &sku.part_number))
        .collect();
    if names.is_empty() { "None".to_owned() } else { names.join(", ") }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
