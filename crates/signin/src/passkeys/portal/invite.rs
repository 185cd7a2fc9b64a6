//! The part of the sign-in page in which a passkey alone is enough. Its challenge is bound to the browser by a key in a cookie
//! that no script reads; the page itself is for nobody in particular.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use kernel::http::App;
use kernel::random;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::ButtonKind;
use ui::form::{Form, form};
use ui::frame::Frame;

use super::asking::{Offered, Part, signing};
use crate::Gate;
use crate::keys;
use crate::passkeys::SignInWithPasskey;
use crate::passkeys::model::{Bound, for_alone};

/// The longest key that is taken from a cookie, in characters.
const LONGEST: usize = 64;

/// A form in which a passkey signs in, and the cookie that goes with it where the browser has none yet.
pub(crate) struct Invitation {
    pub(crate) form: Markup,
    cookie: Option<String>,
}

impl Invitation {
    /// Gives the browser the cookie with the page.
    pub(crate) fn with(&self, mut response: Response) -> Response {
        let cookie = self.cookie.as_deref().and_then(|cookie| HeaderValue::from_str(cookie).ok());
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

const fn cookie_name(over_https: bool) -> &'static str {
    if over_https { "__Host-guildhall_passkey" } else { "guildhall_passkey" }
}

/// The browser's key, if it sent one.
pub(super) fn browser_key(app: &App, headers: &HeaderMap) -> Result<Option<String>> {
    let name = cookie_name(app.door.ports().port::<Gate>()?.settings().over_https);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.into_iter().find(|(key, value)| *key == name && !value.is_empty());
    Ok(found.map(|(_, value)| value.to_owned()).filter(|value| value.len() <= LONGEST))
}

/// The form, for a browser that comes with these headers and is to go on to a page.
pub(crate) async fn invite(
    app: &App,
    frame: &Frame,
    headers: &HeaderMap,
    hidden: Vec<(String, String)>,
) -> Result<Invitation> {
    let gate = app.door.ports().port::<Gate>()?;
    let known = browser_key(app, headers)?;
    let key = known.clone().unwrap_or_else(random::token);
    let cookie = known.is_none().then(|| {
        let over_https = gate.settings().over_https;
        let secure = if over_https { "; Secure" } else { "" };
        format!("{}={key}; Path=/; HttpOnly; SameSite=Lax{secure}", cookie_name(over_https))
    });
    let act = <SignInWithPasskey as kernel::door::Command>::NAME;
    let bound = Bound { act, account: None, browser: Some(keys::hash(&key)) };
    let now = app.door.clock().now();
    let offer = for_alone(&gate, &mut app.door.reader().await?, &bound, now).await?;
    let words = Part {
        button: "Sign in with a passkey",
        kind: ButtonKind::Secondary,
        without_script: "To sign in with a passkey, turn on JavaScript in your browser.",
        without_passkeys: "This browser cannot use passkeys. Sign in with your password.",
        offered: Offered::WithTheUsername,
    };
    let body = html! { (signing(&offer, &words)) };
    let action = "/sign-in/passkey".to_owned();
    let form = form(frame, &Form { action, hidden, body, ..Form::default() });
    Ok(Invitation { form, cookie })
}
