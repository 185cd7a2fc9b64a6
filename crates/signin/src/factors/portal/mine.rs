//! One's own apps and recovery codes.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Content;
use ui::components::{
    BannerKind, Button, Column, Heading, NotificationBanner, Table, button, heading,
    notification_banner, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use super::{HERE, TITLE};
use crate::factors::{AuthenticatorItem, MySecondFactor, SecondFactor};
use crate::passkeys::MyPasskeys;
use crate::portal::titled;
use crate::texts;

/// Recovery codes of which so few are left that it is time for new ones.
const FEW: i64 = 3;

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let mine = app.door.ask(&caller.call(&app.door), &MySecondFactor {}).await?;
    let passkeys = app.door.ask(&caller.call(&app.door), &MyPasskeys {}).await?.items.len();
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let notices = match values.one("done") {
        "added" => Some(success(
            "The authenticator app was added. You are signed out of every other browser.",
        )),
        "removed" if mine.authenticators.is_empty() && passkeys == 0 => Some(success(
            "The authenticator app was removed. Signing in asks for your password only now.",
        )),
        "removed" => Some(success("The authenticator app was removed.")),
        _ => None,
    };
    let body = html! {
        (titled(TITLE, ""))
        @if mine.on_paper {
            (on_paper(mine.recovery_codes_left))
        } @else if mine.authenticators.is_empty() && passkeys == 0 {
            (without())
        } @else {
            (with(&mine, passkeys, &zone))
        }
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

fn success(words: &'static str) -> Markup {
    notification_banner(&NotificationBanner {
        kind: BannerKind::Success,
        body: words.into(),
        ..NotificationBanner::default()
    })
}

fn add(words: &'static str) -> Markup {
    button(&Button { href: Some(format!("{HERE}/add")), ..Button::primary(words) })
}

fn without() -> Markup {
    html! {
        p { "You sign in with your password only. With an authenticator app on your telephone or computer, signing in asks for a code that changes every 30 seconds, so that nobody gets in who only knows your password." }
        p { "Any app for codes of this kind works, such as Microsoft Authenticator, Google Authenticator or the one in your password manager." }
        (add("Add an authenticator app"))
        p { (link(&Link::new("Add a passkey instead", "/me/passkeys"))) }
        p { (link(&Link::new("Codes by text message, if you have neither", texts::portal::HERE))) }
    }
}

fn on_paper(left: i64) -> Markup {
    html! {
        p { "After your password, signing in asks for one of the codes on the sheet that an administrator gave you." }
        @match left {
            0 => p { "All of them are used. Ask one of your administrators for a new sheet before you sign out." },
            1..=FEW => p { "You have " (left) " left. Make new ones now, and print them: that takes one code." },
            _ => p { "You have " (left) " left. Each works once." },
        }
        @if left > 0 { p { (link(&Link::new("Make new recovery codes", format!("{HERE}/codes")))) } }
        p { "If you get a telephone, a computer of your own or a security key, add it here. The sheet is void then." }
        (add("Add an authenticator app"))
        p { (link(&Link::new("Add a passkey instead", "/me/passkeys"))) }
    }
}

fn with(mine: &SecondFactor, passkeys: usize, zone: &Zone) -> Markup {
    let left = mine.recovery_codes_left;
    html! {
        @match (mine.authenticators.is_empty(), passkeys) {
            (true, _) => {
                p { "After your password, signing in asks for one of your passkeys. You have no authenticator app." }
                (add("Add an authenticator app"))
            },
            (false, 0) => {
                p { "After your password, signing in asks for a code of one of these apps." }
                (apps(&mine.authenticators, zone))
                (add("Add another authenticator app"))
            },
            (false, _) => {
                p { "After your password, signing in asks for a code of one of these apps, or for a passkey." }
                (apps(&mine.authenticators, zone))
                (add("Add another authenticator app"))
            },
        }
        (heading(&Heading::part("Passkeys")))
        @match passkeys {
            0 => p { "You have none. With one you sign in without your password. " (link(&Link::new("Add a passkey", "/me/passkeys"))) },
            1 => p { "You have 1. " (link(&Link::new("Your passkeys", "/me/passkeys"))) },
            many => p { "You have " (many) ". " (link(&Link::new("Your passkeys", "/me/passkeys"))) },
        }
        p { (link(&Link::new("Codes by text message", texts::portal::HERE))) }
        (heading(&Heading::part("Recovery codes")))
        @match left {
            0 => p { "You have no recovery codes left. Make new ones, so that you can sign in without your app or passkey." },
            1..=FEW => p { "You have " (left) " left. Make new ones soon, so that you can sign in without your app." },
            _ => p { "You have " (left) " left. Each lets you sign in once without your app." },
        }
        p { (link(&Link::new("Make new recovery codes", format!("{HERE}/codes")))) }
    }
}

fn apps(apps: &[AuthenticatorItem], zone: &Zone) -> Markup {
    let rows = apps.iter().map(|app| {
        let remove = Link {
            hidden: format!(" {}", app.name),
            ..Link::new("Remove", format!("{HERE}/remove?authenticator={}", app.id))
        };
        vec![
            app.name.as_str().into(),
            Content::Markup(zone.day_element(app.added_at.micros())).into(),
            Content::Markup(zone.minute_element(app.last_used_at.micros())).into(),
            Content::Markup(link(&remove)).into(),
        ]
    });
    table(&Table {
        caption: "Your authenticator apps".to_owned(),
        columns: ["Name", "Since", "Last used"]
            .map(Column::text)
            .into_iter()
            .chain([Column::hidden("Remove")])
            .collect(),
        rows: rows.collect(),
        ..Table::default()
    })
}
