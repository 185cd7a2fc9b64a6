//! What is coming up in an organisation: who starts in it, who leaves it and until when, who comes and goes by a transfer,
//! and whose turn it is; and what other contexts bring.

use axum::extract::{Path, State};
use jiff::civil::Date;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{Column, EmptyState, Heading, Table, empty_state, heading, table};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::home::{Card, coming as part_of};
use ui::link::{Link, link};
use ui::when::calendar_day;

use super::words::Days;
use super::{above_people, ahead, owned, part, title};
use crate::organisations::MyOrganisations;
use crate::pages::if_allowed;
use crate::people::LeaverKind;
use crate::people::queries::{LeaverRow, Leavers, MayCreate, StarterRow, Starters};
use crate::transfers::portal::words as transfers;
use crate::transfers::{Side, TransferLine, TransferList};

/// Rows of each part of the page; the lists behind them have them all.
const SHOWN: u32 = 100;
/// Leavers of whom the page says how much needs somebody else; of the others their own pages say it.
const COUNTED: usize = 20;
/// Rows of the card.
const ON_CARD: usize = 5;
/// Organisations looked at for the card.
const ORGANISATIONS: u32 = 5;
/// Days ahead of which the card tells.
const AHEAD: i64 = 7;
const DAY: i64 = 86_400_000_000;

/// Who starts, who leaves, and the open transfers.
struct Coming {
    starters: Vec<StarterRow>,
    leavers: Vec<LeaverRow>,
    transfers: Vec<TransferLine>,
}

async fn coming(door: &Door, call: &Call, code: &str) -> Result<Coming> {
    let starters = Starters { organisation: code.to_owned(), after: None, limit: Some(SHOWN) };
    let leavers = Leavers { organisation: code.to_owned(), after: None, limit: Some(SHOWN) };
    let transfers = TransferList {
        organisation: code.to_owned(),
        state: Some("open".to_owned()),
        limit: Some(SHOWN),
        ..TransferList::default()
    };
    Ok(Coming {
        starters: door.ask(call, &starters).await?.items,
        leavers: door.ask(call, &leavers).await?.items,
        transfers: door.ask(call, &transfers).await?.items,
    })
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let place = app.door.ask(&call, &MayCreate { organisation: code.clone() }).await?;
    let found = coming(&app.door, &call, &code).await?;
    let days = Days::of(&app.door);
    let base = format!("/o/{}", part(&code));
    let mut owned = Vec::new();
    for row in found.leavers.iter().take(COUNTED) {
        owned.push(owned::lines(&app.door, &call, row.id).await.len());
    }
    let (parts, is_missing) = ahead::parts(&app.door, &call, &code).await;
    let body = html! {
        (title("Coming up", &place.organisation_name))
        (heading(&Heading::part("People who start")))
        (starter_table(&base, &found.starters, &days))
        (heading(&Heading::part("People who come from another organisation")))
        (transfer_table(&base, &found.transfers, Side::To, &days))
        (heading(&Heading::part("People who go to another organisation")))
        (transfer_table(&base, &found.transfers, Side::From, &days))
        (heading(&Heading::part("Leavers")))
        (leaver_table(&base, &found.leavers, &owned, &days, call.now.micros()))
        @for part in &parts { (part_of(part)) }
        @if is_missing { p { "A part of this page is not answering. Reload the page to try again." } }
        ul.nhsuk-list {
            li { (link(&Link::new("All who start", format!("{base}/people?state=starting")))) }
            li { (link(&Link::new("All transfers", format!("{base}/transfers")))) }
            li { (link(&Link::new("All leavers", format!("{base}/people/leavers")))) }
            @for part in &parts { li { (link(&part.all)) } }
        }
    };
    Ok(frame.page(Page {
        title: "Coming up".to_owned(),
        caption: place.organisation.clone(),
        breadcrumbs: above_people(&code, &place.organisation_name),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn starter_table(base: &str, starters: &[StarterRow], days: &Days) -> Markup {
    if starters.is_empty() {
        return empty_state(&EmptyState {
            text: "Nobody is about to start".to_owned(),
            help: "People whom you create with a first day stand here until it has come.".into(),
            action: None,
        });
    }
    let rows = starters.iter().map(|row| {
        vec![
            link(&Link::new(row.display_name.as_str(), format!("{base}/people/{}", row.id))).into(),
            calendar_day(&row.starts_on).into(),
            days.day(Some(&row.created_at)).into(),
        ]
    });
    table(&Table {
        caption: "People who start".to_owned(),
        caption_hidden: true,
        columns: ["Name", "First day", "Created"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn transfer_table(base: &str, all: &[TransferLine], side: Side, days: &Days) -> Markup {
    let rows: Vec<_> = all
        .iter()
        .filter(|line| line.side == side)
        .map(|line| {
            let to = format!("{base}/transfers/{}", line.transfer);
            vec![
                link(&Link::new(transfers::name(&line.name), to)).into(),
                format!("{} ({})", line.other_name, line.other).as_str().into(),
                transfers::state_tag(line.state, line.side).into(),
                days.day(Some(&line.since)).into(),
                day_of(line).into(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return empty_state(&EmptyState {
            text: "No transfer is open".to_owned(),
            help: "Transfers that both organisations have not decided yet, or that wait for their day, stand here.".into(),
            action: None,
        });
    }
    let caption = transfers::direction(side);
    table(&Table {
        caption: caption.to_owned(),
        caption_hidden: true,
        columns: ["Name", "Other organisation", "State", "Since", "Day"].map(Column::text).into(),
        rows,
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn day_of(line: &TransferLine) -> Markup {
    html! { @if let Some(day) = &line.day { (calendar_day(day)) } @else { "When both agree" } }
}

/// Days until a moment, the part of a day as one more.
fn days_left(until: &str, now: i64) -> Option<i64> {
    let at: jiff::Timestamp = until.parse().ok()?;
    Some((at.as_microsecond() - now + DAY - 1).div_euclid(DAY))
}

fn left(row: &LeaverRow, now: i64) -> String {
    match days_left(&row.until, now) {
        _ if row.is_held => "Stopped by a legal hold".to_owned(),
        Some(1) => "1 day".to_owned(),
        Some(days) if days > 0 => format!("{days} days"),
        _ => "None".to_owned(),
    }
}

/// How much of somebody's needs a successor.
fn to_hand_over(count: Option<&usize>) -> String {
    match count {
        None => "See their page".to_owned(),
        Some(0) => "Nothing known".to_owned(),
        Some(1) => "1 thing".to_owned(),
        Some(count) => format!("{count} things"),
    }
}

fn leaver_table(
    base: &str,
    leavers: &[LeaverRow],
    owned: &[usize],
    days: &Days,
    now: i64,
) -> Markup {
    if leavers.is_empty() {
        return empty_state(&EmptyState {
            text: "Nobody is leaving".to_owned(),
            help:
                "People whom you mark as leavers on their own page stand here until they have left."
                    .into(),
            action: None,
        });
    }
    let rows = leavers.iter().enumerate().map(|(number, row)| {
        let way = match row.leaver {
            LeaverKind::Moves => "To another organisation",
            LeaverKind::Leaves => "Out of the service",
        };
        vec![
            link(&Link::new(row.display_name.as_str(), format!("{base}/people/{}", row.id))).into(),
            way.into(),
            days.day(Some(&row.since)).into(),
            left(row, now).as_str().into(),
            to_hand_over(owned.get(number)).as_str().into(),
        ]
    });
    table(&Table {
        caption: "Leavers".to_owned(),
        caption_hidden: true,
        columns: ["Name", "How they leave", "Marked", "Days left", "To hand over"]
            .map(Column::text)
            .into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

/// What happens to people of the caller's organisations in the next seven days; nothing where nothing does.
pub(super) async fn card(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let query = MyOrganisations { text: None, after: None, limit: Some(ORGANISATIONS) };
    let Some(mine) = if_allowed(door.ask(&call, &query).await)? else { return Ok(None) };
    let (days, now) = (Days::of(&door), call.now.micros());
    let today = jiff::Timestamp::from_microsecond(now)
        .map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date())
        .unwrap_or_default();
    let is_near = |day: &str| {
        let day: Option<Date> = day.parse().ok();
        day.and_then(|day| today.until(day).ok())
            .is_some_and(|ahead| ahead.get_days() <= AHEAD as i32)
    };
    let (mut lines, mut behind) = (Vec::new(), None);
    for organisation in mine.items {
        let Some(found) = if_allowed(coming(&door, &call, &organisation.code).await)? else {
            continue;
        };
        let base = format!("/o/{}", part(&organisation.code));
        let starting = found.starters.iter().filter(|row| is_near(&row.starts_on));
        lines.extend(starting.map(|row| {
            let to = format!("{base}/people/{}", row.id);
            html! { (link(&Link::new(row.display_name.as_str(), to))) " starts on " (calendar_day(&row.starts_on)) }
        }));
        let leaving = found.leavers.iter().filter(|row| {
            !row.is_held && days_left(&row.until, now).is_some_and(|left| left <= AHEAD)
        });
        lines.extend(leaving.map(|row| {
            let to = format!("{base}/people/{}", row.id);
            html! { (link(&Link::new(row.display_name.as_str(), to))) " leaves: " (left(row, now)) " left" }
        }));
        let moving = found.transfers.iter().filter(|line| line.day.as_deref().is_some_and(is_near));
        lines.extend(moving.map(|line| {
            let to = format!("{base}/transfers/{}", line.transfer);
            html! { (link(&Link::new(transfers::name(&line.name), to))) ": " (transfers::sentence(line, &days)) }
        }));
        // What did not answer in time stands on the page; the card is no place for it.
        let (parts, _) = ahead::parts(&door, &call, &organisation.code).await;
        let ahead = parts.iter().flat_map(|part| &part.lines).filter(|line| is_near(&line.day));
        lines.extend(ahead.map(|line| line.told()));
        if !lines.is_empty() {
            behind.get_or_insert_with(|| format!("{base}/people/coming"));
        }
    }
    let Some(behind) = behind else { return Ok(None) };
    Ok(Some(Card {
        id: "coming-up".to_owned(),
        title: "Coming up in 7 days".to_owned(),
        body: html! { ul.nhsuk-list { @for line in lines.iter().take(ON_CARD) { li { (line) } } } },
        link: Some(Link::new("See what is coming up", behind)),
        order: 14,
    }))
}
