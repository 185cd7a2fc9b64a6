//! Values of organisations in words, and the register record that two pages show.

use jiff::civil::Date;
use kernel::clock::Timestamp;
use maud::{Markup, html};
use ui::Content;
use ui::components::{
    Column, Heading, SelectOption, SummaryList, SummaryRow, Table, Tag, TagColour, heading,
    summary_list, table, tag,
};
use ui::when::{Zone, date_text, time_element};

use crate::organisations::model::{
    Confidence, OrganisationKind, OrganisationState, RegisterStatus, RelationKind, Tier,
    display_name,
};
use crate::organisations::queries::{OrganisationRecord, RelatedOrganisation, RelatedSuccession};

pub(super) const fn kind(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Trust => "Trust",
        OrganisationKind::Commissioner => "Commissioner",
        OrganisationKind::Practice => "General practice",
        OrganisationKind::Pharmacy => "Pharmacy",
        OrganisationKind::Site => "Site",
        OrganisationKind::Other => "Other",
        OrganisationKind::CareBoard => "Integrated care board",
        OrganisationKind::Network => "Primary care network",
        OrganisationKind::Region => "Region",
        OrganisationKind::SupportUnit => "Commissioning support unit",
        OrganisationKind::HealthBoard => "Local health board",
    }
}

pub(super) const fn status(status: RegisterStatus) -> &'static str {
    match status {
        RegisterStatus::Active => "Active",
        RegisterStatus::Inactive => "Inactive",
        RegisterStatus::Dormant => "Dormant",
        RegisterStatus::Proposed => "Proposed",
    }
}

pub(super) const fn state(state: OrganisationState) -> &'static str {
    match state {
        OrganisationState::Listed => "In the register only",
        OrganisationState::Applied => "Has applied",
        OrganisationState::Opening => "Opening",
        OrganisationState::Open => "Open",
        OrganisationState::Closing => "Closing",
        OrganisationState::Closed => "Closed",
    }
}

pub(crate) const fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Standard => "Standard",
        Tier::Enhanced => "Enhanced",
    }
}

pub(crate) fn state_tag(of: OrganisationState) -> Markup {
    let colour = match of {
        OrganisationState::Open => TagColour::Green,
        OrganisationState::Applied | OrganisationState::Opening | OrganisationState::Closing => {
            TagColour::Yellow
        }
        OrganisationState::Listed | OrganisationState::Closed => TagColour::Grey,
    };
    tag(&Tag::new(state(of), colour))
}

pub(super) fn status_tag(of: RegisterStatus) -> Markup {
    let colour = match of {
        RegisterStatus::Active => TagColour::Green,
        RegisterStatus::Proposed => TagColour::Blue,
        RegisterStatus::Dormant => TagColour::Yellow,
        RegisterStatus::Inactive => TagColour::Grey,
    };
    tag(&Tag::new(status(of), colour))
}

/// The choices of a filter, with one that does not filter first.
pub(super) fn choices<T: Copy>(
    any: &str,
    all: &[T],
    name: fn(T) -> &'static str,
    words: fn(T) -> &'static str,
) -> Vec<SelectOption> {
    let every = SelectOption::new("", any);
    std::iter::once(every)
        .chain(all.iter().map(|value| SelectOption::new(name(*value), words(*value))))
        .collect()
}

/// A day written yyyymmdd, in words; nothing said where none is known.
pub(crate) fn day(number: Option<i64>) -> Markup {
    let date = number.and_then(|number| {
        let part = |value: i64| i8::try_from(value).ok();
        Date::new(
            i16::try_from(number / 10_000).ok()?,
            part(number / 100 % 100)?,
            part(number % 100)?,
        )
        .ok()
    });
    match date {
        Some(date) => time_element(&date.to_string(), &date_text(date)),
        None => html! { "Not known" },
    }
}

/// A moment in the installation's time zone.
pub(super) fn moment(at: Option<Timestamp>, zone: &Zone) -> Markup {
    at.map_or_else(|| html! { "Never" }, |at| zone.minute_element(at.micros()))
}

/// A text, or that there is none.
pub(super) fn or_none(text: Option<&str>) -> Content {
    text.map_or_else(|| Content::from("Not given"), Content::from)
}

fn lines(text: &str) -> Markup {
    html! { @for (place, line) in text.lines().enumerate() { @if place > 0 { br; } (line) } }
}

/// A day written yyyymmdd, as people write it short: 31/03/2022.
fn short_day(number: i64) -> String {
    format!("{:02}/{:02}/{:04}", number % 100, number / 100 % 100, number / 10_000)
}

/// Whether the register calls it closed, and in which sense: in law it may have ended while it still operates, which
/// the register itself calls active (domain rules, "Organisation record").
pub(super) fn register_status(record: &OrganisationRecord, today: i64) -> Markup {
    let operates = record.status != RegisterStatus::Inactive
        && record.closed_on.is_none_or(|closed| closed >= today);
    match record.legal_closed_on {
        Some(legally) if legally < today && operates => {
            let until = match record.closed_on {
                Some(closed) => format!("operationally open until {}", short_day(closed)),
                None => "operationally open".to_owned(),
            };
            let words = format!("Closed (legally {}, {until})", short_day(legally));
            tag(&Tag::new(words, TagColour::Yellow))
        }
        _ => status_tag(record.status),
    }
}

/// What the register says of an organisation, with both pairs of dates.
pub(super) fn register_record(record: &OrganisationRecord, today: i64) -> Markup {
    let address = match (&record.address, &record.postcode) {
        (None, None) => Content::from("Not given"),
        (address, postcode) => {
            let address = address.iter().flat_map(|address| address.lines()).map(display_name);
            let whole = address.chain(postcode.clone()).collect::<Vec<_>>();
            Content::from(lines(&whole.join("\n")))
        }
    };
    let roles = record.role_codes.join(", ");
    let list = SummaryList {
        rows: vec![
            SummaryRow::new("Code", record.code.as_str()),
            SummaryRow::new("Name in the register", record.name.as_str()),
            SummaryRow::new("Kind", kind(record.kind)),
            SummaryRow::new("Status", register_status(record, today)),
            SummaryRow::new("Address", address),
            SummaryRow::new("Telephone", or_none(record.telephone.as_deref())),
            SummaryRow::new("Region", or_none(record.region.as_deref())),
            SummaryRow::new(
                "Roles",
                or_none(Some(roles.as_str()).filter(|roles| !roles.is_empty())),
            ),
            SummaryRow::new("First day of operation", day(record.opened_on)),
            SummaryRow::new("Last day of operation", closing_day(record, record.closed_on)),
            SummaryRow::new("First day in law", day(record.legal_opened_on)),
            SummaryRow::new("Last day in law", closing_day(record, record.legal_closed_on)),
            SummaryRow::new("Register file of", day(Some(record.register_as_of))),
        ],
        ..SummaryList::default()
    };
    html! {
        (heading(&Heading::part("Register record")))
        (summary_list(&list))
        @if !record.related.is_empty() { (related(&record.related)) }
        (successions("Followed by", &record.followed_by))
        (successions("Came from", &record.came_from))
    }
}

/// The successions on one side; nothing where there are none.
fn successions(caption: &str, successions: &[RelatedSuccession]) -> Markup {
    if successions.is_empty() {
        return html! {};
    }
    let sure = |confidence| match confidence {
        Confidence::Published => tag(&Tag::new("Published", TagColour::Green)),
        Confidence::Inferred => tag(&Tag::new("Inferred, to be verified", TagColour::Yellow)),
    };
    table(&Table {
        caption: caption.to_owned(),
        columns: ["Organisation", "From", "How sure", "Source"].map(Column::text).into(),
        rows: successions
            .iter()
            .map(|one| {
                let source = match &one.note {
                    Some(note) => html! { (one.source) br; (note) },
                    None => html! { (one.source) },
                };
                vec![
                    named(one.name.as_deref(), &one.code).into(),
                    day(Some(one.effective_on)).into(),
                    sure(one.confidence).into(),
                    source.into(),
                ]
            })
            .collect(),
        ..Table::default()
    })
}

/// A name with its code, or that nobody here knows the code.
pub(super) fn named(name: Option<&str>, code: &str) -> Markup {
    let name = name.map_or_else(|| "Not in this register".to_owned(), display_name);
    html! { (name) " (" (code) ")" }
}

/// An organisation that works has no last day yet, which is not the same as an unknown one.
fn closing_day(record: &OrganisationRecord, number: Option<i64>) -> Markup {
    match number {
        None if record.status == RegisterStatus::Active => html! { "None" },
        number => day(number),
    }
}

fn related(related: &[RelatedOrganisation]) -> Markup {
    let relation = |kind: RelationKind| match kind {
        RelationKind::Parent => "Parent",
        RelationKind::Geography => "Health geography",
        RelationKind::Network => "Primary care network",
    };
    table(&Table {
        caption: "Related organisations in the register".to_owned(),
        columns: ["Relation", "Organisation", "From", "Until"].map(Column::text).into(),
        rows: related
            .iter()
            .map(|one| {
                vec![
                    relation(one.kind).into(),
                    named(one.name.as_deref(), &one.code).into(),
                    day(one.started_on).into(),
                    one.ended_on
                        .map_or_else(|| html! { "No end known" }, |ended| day(Some(ended)))
                        .into(),
                ]
            })
            .collect(),
        ..Table::default()
    })
}
