//! Recovery codes: making new ones, and the sheet that shows them once.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::HeaderMap;
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{Button, Level, Panel, WarningCallout, button, panel, warning_callout};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{HERE, above, proof_field};
use crate::factors::DrawRecoveryCodes;
use crate::origin::Origin;
use crate::passkeys::portal::{given, instead};
use crate::portal::{device, shown, titled};

const TITLE: &str = "Make new recovery codes";

/// Says what happens, and asks for a code.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    asking(&app, &caller, &frame, &Problems::new()).await
}

/// Makes them and shows them, once.
pub(super) async fn draw(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<PageResponse> {
    let command = DrawRecoveryCodes {
        code: values.has("code").then(|| Secret::new(values.one("code").to_owned())),
        assertion: given(&values),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => Ok(sheet(&frame, "Your new recovery codes", &done.output.recovery_codes)),
        Err(error) => asking(&app, &caller, &frame, &shown(error)?).await,
    }
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    problems: &Problems,
) -> Result<PageResponse> {
    let fields = html! {
        (proof_field(problems))
        (button(&Button { prevent_double_click: true, ..Button::primary("Make new recovery codes") }))
        (instead(app, caller, DrawRecoveryCodes::NAME).await?)
    };
    let body = html! {
        (titled(TITLE, ""))
        p { "You get 10 new codes, shown once. The ones before no longer work." }
        (form(frame, &Form { action: "/me/second-step/codes".to_owned(), body: fields, ..Form::default() }))
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: above(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

/// The codes, to be printed or written down.
pub(crate) fn sheet(frame: &Frame, title: &str, codes: &[String]) -> PageResponse {
    let body = shown_once(title, codes, &Link::new("I have kept my recovery codes", HERE));
    frame.page(Page { title: title.to_owned(), breadcrumbs: above(), body, ..Page::default() })
}

/// The same on the way in, with the way on.
pub(super) fn sheet_before(
    frame: &Frame,
    title: &str,
    codes: &[String],
    on: &Link,
) -> PageResponse {
    let body = shown_once(title, codes, on);
    frame.page(Page { title: title.to_owned(), body, ..Page::default() })
}

fn shown_once(title: &str, codes: &[String], on: &Link) -> Markup {
    let shown_once = WarningCallout {
        heading: "Shown once".to_owned(),
        body: html! {
            p { "Print this page or write the codes down before you leave it, and keep them where nobody else looks, apart from your telephone." }
            p { "With each code you can sign in once after your password, when you have neither your app nor your passkey." }
        }
        .into(),
        level: Level::Two,
    };
    html! {
        (panel(&Panel { heading: title.to_owned(), body: "10 recovery codes".into(), ..Panel::default() }))
        (warning_callout(&shown_once))
        ol class="nhsuk-list nhsuk-list--number" {
            @for one in codes { li { code { (one) } } }
        }
        p { (link(on)) }
    }
}
