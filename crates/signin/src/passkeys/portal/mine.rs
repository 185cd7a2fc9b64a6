//! One's own passkeys.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Content;
use ui::components::{
    BannerKind, Button, Column, NotificationBanner, Table, button, notification_banner, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use super::{HERE, TITLE};
use crate::passkeys::{Kind, MyPasskeys, PasskeyItem};
use crate::portal::titled;

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let mine = app.door.ask(&caller.call(&app.door), &MyPasskeys {}).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let said = match values.one("done") {
        "added" => "The passkey was added. You are signed out of every other browser.",
        "renamed" => "The passkey has its new name.",
        "removed" => {
            "The passkey was removed. Delete it on your device as well, or the device goes on offering it."
        }
        _ => "",
    };
    let notices = (!said.is_empty()).then(|| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: said.into(),
            ..NotificationBanner::default()
        })
    });
    let add = |words: &str| {
        button(&Button { href: Some(format!("{HERE}/add")), ..Button::primary(words) })
    };
    let body = html! {
        (titled(TITLE, ""))
        @if mine.items.is_empty() {
            p { "With a passkey you sign in by what unlocks your device, such as a PIN or your fingerprint, without your password. Nobody can guess it or get it out of you, and it works on this service only." }
            p { "A passkey is kept by your telephone, your computer or your password manager, or by a security key that you plug in." }
            (add("Add a passkey"))
        } @else {
            p { "Each of these takes the place of a code after your password. All but some security keys let you sign in without it, too." }
            (passkeys(&mine.items, &zone))
            @for item in mine.items.iter().filter(|item| item.counter_back_at.is_some()) {
                (gone_back(item, &zone))
            }
            (add("Add another passkey"))
        }
        p { (link(&Link::new("Authenticator apps and recovery codes", "/me/second-step"))) }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        width: Width::Full,
        notices,
        body,
        ..Page::default()
    }))
}

/// What is said of a passkey that may be there twice.
fn gone_back(item: &PasskeyItem, zone: &Zone) -> Markup {
    let at = item.counter_back_at.unwrap_or(item.added_at);
    html! {
        p { (item.name) " was refused on " (zone.day_element(at.micros())) ", because it signed less often than this service knows of. There may be a copy of it: remove it and add it again." }
    }
}

/// What a passkey is, in words.
pub(super) const fn what(item: &PasskeyItem) -> &'static str {
    match (item.kind, item.is_synced) {
        (Kind::SecurityKey, _) => "Security key",
        (Kind::Passkey, true) => "Passkey on all your devices",
        (Kind::Passkey, false) => "Passkey on one device",
    }
}

fn passkeys(items: &[PasskeyItem], zone: &Zone) -> Markup {
    let rows = items.iter().map(|item| {
        let act = |words: &str, to: &str| {
            let hidden = format!(" {}", item.name);
            Link { hidden, ..Link::new(words, format!("{HERE}/{to}?passkey={}", item.id)) }
        };
        vec![
            item.name.as_str().into(),
            what(item).into(),
            Content::Markup(zone.day_element(item.added_at.micros())).into(),
            Content::Markup(zone.minute_element(item.last_used_at.micros())).into(),
            Content::Markup(link(&act("Rename", "rename"))).into(),
            Content::Markup(link(&act("Remove", "remove"))).into(),
        ]
    });
    table(&Table {
        caption: "Your passkeys".to_owned(),
        columns: ["Name", "What it is", "Since", "Last used"]
            .map(Column::text)
            .into_iter()
            .chain([Column::hidden("Rename"), Column::hidden("Remove")])
            .collect(),
        rows: rows.collect(),
        ..Table::default()
    })
}
