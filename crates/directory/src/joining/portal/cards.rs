//! What joining and leaving put on the home page and on the overview of an organisation, and the banner of one that
//! closes.

use facts::directory::OrganisationCoded;
use jiff::civil::Date;
use kernel::db::Reader;
use kernel::door::{Call, Door};
use kernel::refusal::{Fault, Result};
use maud::{Markup, html};
use ui::components::{NotificationBanner, notification_banner};
use ui::home::Card;
use ui::link::{Link, link};
use ui::when::calendar_day;

use super::{HomeCard, LIST, OrganisationCard, words};
use crate::joining::queries::LIMIT_AT_MOST;
use crate::joining::{
    ClosingPage, ClosingPeople, Inside, JoiningByCode, JoiningList, JoiningSummary, Stage,
    Standing, Turn, store,
};
use crate::organisations::{MyOrganisations, NoticeKind, OrganisationState, RegisterNotices};
use crate::pages::{if_allowed, part};
use crate::people::portal::words::Days;

/// Organisations looked at for one card.
const ORGANISATIONS: u32 = 5;
/// Where the cards stand on a page.
const ORDER: u16 = 14;
const NATIONAL_ORDER: u16 = 28;

/// The cards of the home page.
pub fn cards() -> Vec<HomeCard> {
    vec![|door, call| Box::pin(mine(door, call)), |door, call| Box::pin(national(door, call))]
}

/// The cards of one organisation's overview.
pub fn organisation_cards() -> Vec<OrganisationCard> {
    vec![|door, call, code| Box::pin(closing_card(door, call, code)), |door, call, code| {
        Box::pin(checks_card(door, call, code))
    }]
}

/// Whether a reader may see who is inside an organisation that closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insight {
    /// They may, and are led there.
    Inside,
    /// They may not.
    Banner,
}

/// What stands on every page of an organisation that is not simply open; nothing if it is.
///
/// # Errors
/// If the database does not answer.
pub async fn closing_notice(
    reader: &mut Reader,
    code: &str,
    insight: Insight,
) -> Result<Option<Markup>, Fault> {
    let Some(view) = reader.ask(OrganisationCoded(code.to_owned())).await.map_err(fault)? else {
        return Ok(None);
    };
    if view.is_open {
        return Ok(None);
    }
    let case = store::find(reader, view.organisation).await?;
    let stage = case.as_ref().map(|case| case.stage);
    let (heading, body) = match (view.is_closing, stage) {
        (true, _) => (
            "This organisation is closing",
            html! { p {
                @if let Some(day) = case.as_ref().and_then(|case| case.closing_day.as_deref()) { "It is to be over on " (calendar_day(day)) ". " }
                "Nobody can be added to it. "
                @if insight == Insight::Inside {
                    a.nhsuk-notification-banner__link href={ "/o/" (part(code)) "/closing" } { "See who is inside and what was agreed" }
                    "."
                }
            } },
        ),
        (false, Some(Stage::Applied | Stage::Opening)) => (
            "This organisation is not open yet",
            html! { p { "Nobody can be added to it before it is." } },
        ),
        (false, Some(Stage::Closed)) => (
            "This organisation is closed",
            html! { p { "It has left the service. Nobody can be added to it." } },
        ),
        _ => ("This organisation is not open", html! { p { "Nobody can be added to it." } }),
    };
    Ok(Some(notification_banner(&NotificationBanner {
        title_id: "organisation-state-title".to_owned(),
        heading: heading.to_owned(),
        body: body.into(),
        ..NotificationBanner::default()
    })))
}

/// A question that nobody answers is a defect of ours, and so is a refusal to answer it.
fn fault(error: kernel::refusal::Error) -> Fault {
    match error {
        kernel::refusal::Error::Fault(fault) => *fault,
        kernel::refusal::Error::Refused(refusal) => {
            Fault::defect("asking for an organisation by its code").because(refusal.to_string())
        }
    }
}

/// What closing one organisation still needs; nothing where it does not close.
async fn closing(door: &Door, call: &Call, code: &str) -> Result<Option<ClosingPage>> {
    let query = ClosingPeople {
        organisation: code.to_owned(),
        agreed: Some(Inside::NotAgreed),
        limit: Some(1),
        ..ClosingPeople::default()
    };
    let found = if_allowed(door.ask(call, &query).await)?;
    Ok(found.filter(|found| found.closing.is_some()))
}

fn closing_words(found: &ClosingPage) -> Markup {
    let Some(closing) = &found.closing else { return html! {} };
    let open = words::counted(found.not_agreed, "account has", "accounts have");
    html! { (open) " nothing agreed yet, of " (found.inside) " inside. It is to be over on " (calendar_day(&closing.day)) "." }
}

async fn closing_card(door: Door, call: Call, code: String) -> Result<Option<Card>> {
    let Some(found) = closing(&door, &call, &code).await? else { return Ok(None) };
    Ok(Some(Card {
        id: "closing".to_owned(),
        title: "Closing".to_owned(),
        body: html! { p { (closing_words(&found)) } },
        link: Some(Link::new(
            "See who is inside and what was agreed",
            format!("/o/{}/closing", part(&code)),
        )),
        order: ORDER,
    }))
}

/// Checks of a member that are no longer good.
async fn checks_card(door: Door, call: Call, code: String) -> Result<Option<Card>> {
    let query = JoiningByCode { organisation: code.clone() };
    let Some(view) = if_allowed(door.ask(&call, &query).await)? else { return Ok(None) };
    let lapsed: Vec<_> =
        view.checks.iter().filter(|line| line.standing == Standing::Lapsed).collect();
    if lapsed.is_empty() || !view.state.is_running() {
        return Ok(None);
    }
    Ok(Some(Card {
        id: "lapsed-checks".to_owned(),
        title: "Checks to renew".to_owned(),
        body: html! {
            p { "These are no longer good. Nothing is switched off for it; send the national team what shows that they hold." }
            ul.nhsuk-list.nhsuk-list--bullet { @for line in &lapsed { li { (super::words::check(line.check)) } } }
        },
        link: Some(Link::new("See all checks", format!("/o/{}/joining", part(&code)))),
        order: ORDER + 1,
    }))
}

/// The caller's organisations that close, or have checks to renew.
async fn mine(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() || is_watcher(&door, &call).await? {
        return Ok(None);
    }
    let query = MyOrganisations { text: None, after: None, limit: Some(ORGANISATIONS) };
    let Some(mine) = if_allowed(door.ask(&call, &query).await)? else { return Ok(None) };
    let mut lines = Vec::new();
    for organisation in mine.items {
        let (code, name) = (&organisation.code, organisation.shown_name());
        let own = format!("/o/{}", part(code));
        if organisation.state == OrganisationState::Closing
            && let Some(found) = closing(&door, &call, code).await?
        {
            let to = Link::new(format!("{name} is closing"), format!("{own}/closing"));
            lines.push(html! { (link(&to)) ": " (closing_words(&found)) });
        }
        if checks_card(door.clone(), call.clone(), code.clone()).await?.is_some() {
            let to = Link::new(format!("{name} has checks to renew"), format!("{own}/joining"));
            lines.push(link(&to));
        }
    }
    Ok((!lines.is_empty()).then(|| Card {
        id: "my-joining".to_owned(),
        title: "Your organisations in the service".to_owned(),
        body: html! { ul.nhsuk-list { @for line in &lines { li { (line) } } } },
        link: Some(Link::new("All my organisations", "/o")),
        order: ORDER,
    }))
}

/// Whether the caller looks after all that are on their way.
async fn is_watcher(door: &Door, call: &Call) -> Result<bool> {
    let query = JoiningList { limit: Some(1), ..JoiningList::default() };
    Ok(if_allowed(door.ask(call, &query).await)?.is_some())
}

/// For those who run the service: who waits for whom, who closes with people inside, and whose checks are no longer good.
async fn national(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let Some(found) = if_allowed(door.ask(&call, &JoiningSummary {}).await)? else {
        return Ok(None);
    };
    let days = Days::of(&door);
    let of = |turn: Turn| {
        let some = found.waiting.iter().filter(move |one| one.turn == turn);
        let oldest = some.clone().map(|one| one.oldest.clone()).min();
        (some.map(|one| one.count).sum::<i64>(), oldest)
    };
    let waiting = [(Turn::Ours, "for us"), (Turn::Theirs, "for them")].map(|(turn, whom)| {
        let (count, oldest) = of(turn);
        html! {
            (link(&Link::new(words::counted(count, "organisation waits", "organisations wait"), format!("{LIST}?turn={}", turn.name()))))
            " " (whom)
            @if let Some(oldest) = oldest { ", the longest since " (days.day(Some(&oldest))) }
        }
    });
    let overdue = overdue(&door, &call).await?;
    let closed = closed_by_register(&door, &call).await?;
    Ok(Some(Card {
        id: "joining".to_owned(),
        title: "Joining and leaving".to_owned(),
        body: html! {
            ul.nhsuk-list {
                @for line in &waiting { li { (line) } }
                li { (link(&Link::new(words::counted(found.lapsed, "member has", "members have"), format!("{LIST}?state=lapsed")))) " a check that is no longer good" }
                @if found.invited > 0 {
                    li { (link(&Link::new(words::counted(found.invited, "member has", "members have"), format!("{LIST}?state=invited")))) " a first administrator who has not signed in" }
                }
                @if let Some((inside, overdue)) = overdue {
                    li {
                        (link(&Link::new(words::counted(inside, "organisation closes", "organisations close"), format!("{LIST}?state=closing"))))
                        " with people inside"
                        @if overdue > 0 { ", " (overdue) " of them after their day" }
                    }
                }
                @if closed > 0 {
                    li { (link(&Link::new(words::counted(closed, "member is", "members are"), "/national/register/changes"))) " open that the register has closed" }
                }
            }
        },
        link: Some(Link::new("See all on their way", LIST)),
        order: NATIONAL_ORDER,
    }))
}

/// How many members the register has closed and nobody has dealt with; of the first that were noticed.
async fn closed_by_register(door: &Door, call: &Call) -> Result<i64> {
    let query = RegisterNotices { limit: Some(LIMIT_AT_MOST), ..RegisterNotices::default() };
    let Some(found) = if_allowed(door.ask(call, &query).await)? else { return Ok(0) };
    let closed = found.items.iter().filter(|line| line.kind == NoticeKind::Closed);
    Ok(closed.count() as i64)
}

/// How many close with people inside, and how many of these after their day; of the first few that began. Nothing for
/// whoever may not see who is inside.
async fn overdue(door: &Door, call: &Call) -> Result<Option<(i64, i64)>> {
    let query = JoiningList {
        state: Some(Stage::Closing.name().to_owned()),
        limit: Some(LOOKED_AT),
        ..JoiningList::default()
    };
    let found = door.ask(call, &query).await?;
    let today = jiff::Timestamp::from_microsecond(call.now.micros()).ok();
    let today = today.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date());
    let (mut inside, mut overdue) = (0, 0);
    for line in &found.items {
        let people = ClosingPeople {
            organisation: line.organisation.clone(),
            limit: Some(1),
            ..ClosingPeople::default()
        };
        let Some(people) = if_allowed(door.ask(call, &people).await)? else { return Ok(None) };
        if people.inside == 0 {
            continue;
        }
        inside += 1;
        let day: Option<Date> = line.day.as_deref().and_then(|day| day.parse().ok());
        overdue += i64::from(day.zip(today).is_some_and(|(day, today)| day < today));
    }
    Ok(Some((inside, overdue)))
}

/// Closing organisations looked at for the card of those who run the service.
const LOOKED_AT: u32 = 20;
