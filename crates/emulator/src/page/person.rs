//! One user: state, licences with their plans, and every property that has a value.

use maud::{Markup, html};
use serde_json::Value;
use wire::graph::Property;

use super::{frame, name, readable, state};
use crate::emulator::Emulator;
use crate::record::{Record, moment};

/// The page of one user.
pub(super) fn person(emulator: &Emulator, record: &Record) -> Markup {
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
            h2 { "Rules of the mailbox" }
            @if record.rules.is_empty() {
                p.empty { "No rules." }
            } @else {
                ul {
                    @for rule in &record.rules {
                        li { (rule.name) @if !rule.is_enabled { " (switched off)" } }
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
