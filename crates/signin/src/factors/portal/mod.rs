//! Pages of the second step: giving a code after the password, one's own apps and recovery codes, and taking the second
//! step off somebody's account.

mod add;
mod codes;
mod mine;
mod picture;
mod register;
mod remove;
mod renew;
mod reset;
mod step;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;
use maud::Markup;
use ui::components::{Input, InputWidth, input};
use ui::form::{Problems, Values};
use ui::link::Link;

pub(crate) use codes::sheet;
pub(crate) use register::went_on;
pub use step::passkey_part;
pub(crate) use step::{begin_again, go_on, nothing_to_finish, step_key, with_next, without_step};

/// The title of one's own page.
const TITLE: &str = "Second step of signing in";
/// Where one's own page is.
const HERE: &str = "/me/second-step";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/code", get(step::page).post(step::enter))
        .route("/sign-in/code/text", post(step::send))
        .route("/sign-in/new-password", get(renew::page).post(renew::set))
        .route("/sign-in/second-step", get(register::page).post(register::begin))
        .route("/sign-in/second-step/confirm", post(register::confirm))
        .route("/me/second-step", get(mine::page))
        .route("/me/second-step/add", get(add::page).post(add::begin))
        .route("/me/second-step/confirm", post(add::confirm))
        .route("/me/second-step/codes", get(codes::page).post(codes::draw))
        .route("/me/second-step/remove", get(remove::page).post(remove::remove))
        .route("/o/{code}/people/{id}/reset-second-step", get(reset::ask_first).post(reset::reset))
}

/// The pages above one of one's own.
fn above() -> Vec<Link> {
    vec![Link::new("My account", "/me"), Link::new(TITLE, HERE)]
}

/// The field for a code. It is never filled in again.
fn code_field(label: &str, hint: &str, problems: &Problems) -> Markup {
    input(&Input {
        label: label.into(),
        hint: Some(hint.into()),
        width: InputWidth::Characters20,
        autocomplete: Some("one-time-code"),
        no_spellcheck: true,
        code: true,
        ..Input::from(Values::default().field("code", problems))
    })
}

/// The field for the code that is asked for before something is changed.
pub(crate) fn proof_field(problems: &Problems) -> Markup {
    code_field(
        "Code",
        "The 6 digits that your authenticator app shows now or that were sent to you under Codes by text message, or a recovery code, such as the next one of a sheet that you were given. It shows that it is you.",
        problems,
    )
}
