//! Adding a number: which one, and that it is its owner who asks.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{
    Button, Input, InputKind, InputWidth, PasswordInput, button, button_group, input,
    password_input,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{HERE, above};
use crate::factors::portal::proof_field;
use crate::factors::{by_hand, is_asked};
use crate::origin::Origin;
use crate::passkeys::portal::{given, instead};
use crate::portal::{device, see_other, shown, titled};
use crate::texts::BeginTextNumber;

const TITLE: &str = "Add a mobile number";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    asking(&app, &caller, &frame, &Values::default(), &Problems::new()).await
}

/// Has a code sent to it.
pub(super) async fn begin(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let typed = |name: &str| values.has(name).then(|| Secret::new(values.one(name).to_owned()));
    let command = BeginTextNumber {
        mobile: Secret::new(values.one("mobile").to_owned()),
        code: typed("code"),
        current: typed("current"),
        assertion: given(&values),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => {
            let to = format!("{HERE}/confirm?number={}", done.output.number);
            Ok(see_other(&to, None))
        }
        Err(error) => {
            let problems = shown(error)?;
            Ok(asking(&app, &caller, &frame, &values, &problems).await?.into_response())
        }
    }
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let account = by_hand(&caller.call(&app.door))?;
    let asks_for_code = is_asked(&mut app.door.reader().await?, account).await?;
    // The number is shown again, secrets are typed again.
    let kept = Values::default().with("mobile", values.one("mobile"));
    let mobile = Input {
        label: "Mobile number".into(),
        hint: Some(
            "Of the United Kingdom, such as 07700 900123, or with + and the code of the country"
                .into(),
        ),
        kind: InputKind::Telephone,
        width: InputWidth::Characters20,
        autocomplete: Some("tel"),
        ..Input::from(kept.field("mobile", problems))
    };
    let own: Markup = if asks_for_code {
        proof_field(problems)
    } else {
        password_input(&PasswordInput {
            label: "The password you use now".into(),
            hint: Some("It shows that it is you.".into()),
            ..PasswordInput::from(Values::default().field("current", problems))
        })
    };
    let act = button(&Button { prevent_double_click: true, ..Button::primary("Send a code") });
    let fields = html! {
        (input(&mobile))
        (own)
        (button_group(&[act, link(&Link::new("Cancel", HERE))]))
        (instead(app, caller, BeginTextNumber::NAME).await?)
    };
    let body = html! {
        (titled(TITLE, ""))
        p { "A text message with a code is sent to it. With the code you confirm that it is yours." }
        (form(frame, &Form { action: format!("{HERE}/add"), body: fields, ..Form::default() }))
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
