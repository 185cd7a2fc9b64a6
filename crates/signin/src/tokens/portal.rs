//! The page of one's own tokens.

use axum::Form as Posted;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::Content;
use ui::components::{
    Button, Column, EmptyState, Heading, Input, InputMode, InputWidth, Level, Panel, Table,
    Textarea,
};
use ui::components::{button, empty_state, heading, input, panel, table, textarea};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::Link;
use ui::when::Zone;

use super::model::LONGEST_NAME;
use super::{CreateToken, MyTokens, NewToken, RevokeToken, TokenItem, messages};
use crate::portal::{see_other, shown, titled};

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/me/tokens", get(page).post(create))
        .route("/me/tokens/revoke", post(revoke))
}

async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<PageResponse> {
    shown_page(
        &app,
        &caller,
        &frame,
        &Values::default().with("expires_in_days", "90"),
        &Problems::new(),
        None,
    )
    .await
}

async fn create(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<PageResponse> {
    let Ok(expires_in_days) = values.one("expires_in_days").trim().parse() else {
        let mut problems = Problems::new();
        if values.one("name").trim().is_empty() {
            problems.add("name", messages::NAME.refuse().with("limit", LONGEST_NAME).text);
        }
        problems.add(
            "expires_in_days",
            messages::DAYS.refuse().with("limit", super::MOST_DAYS.default).text,
        );
        return shown_page(&app, &caller, &frame, &values, &problems, None).await;
    };
    let actions: Vec<String> =
        values.one("actions").split_whitespace().map(str::to_owned).collect();
    let command = CreateToken {
        name: values.one("name").to_owned(),
        actions: (!actions.is_empty()).then_some(actions),
        expires_in_days,
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => {
            shown_page(
                &app,
                &caller,
                &frame,
                &Values::default().with("expires_in_days", "90"),
                &Problems::new(),
                Some(&done.output),
            )
            .await
        }
        Err(error) => shown_page(&app, &caller, &frame, &values, &shown(error)?, None).await,
    }
}

async fn revoke(
    State(app): State<App>,
    caller: Caller,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let token = values.one("token").parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let version = values.one("version").parse().ok();
    app.door.perform(caller.call(&app.door).expecting(version), RevokeToken { token }).await?;
    Ok(see_other("/me/tokens", None))
}

async fn shown_page(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
    made: Option<&NewToken>,
) -> Result<PageResponse> {
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let tokens = app.door.ask(&caller.call(&app.door), &MyTokens {}).await?.items;
    let body = html! {
        (titled("API tokens", ""))
        @if let Some(made) = made { (made_panel(made, &zone)) }
        p { "With a token a program does what you may do, in your name. Give each program its own, and revoke it when it is no longer used." }
        @if tokens.is_empty() {
            (empty_state(&EmptyState { text: "You have no tokens.".to_owned(), ..EmptyState::default() }))
        } @else {
            (tokens_table(frame, &tokens, &zone))
        }
        (heading(&Heading::part("Make a token")))
        (create_form(frame, values, problems))
    };
    Ok(frame.page(Page {
        title: "API tokens".to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        width: Width::Full,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn made_panel(made: &NewToken, zone: &Zone) -> Markup {
    panel(&Panel {
        heading: "Your new token".to_owned(),
        level: Level::Two,
        body: html! {
            p { code { (made.token) } }
            p { "It is shown once. Copy it now. It works until " (zone.day_element(made.expires_at.micros())) "." }
        }
        .into(),
    })
}

fn tokens_table(frame: &Frame, tokens: &[TokenItem], zone: &Zone) -> Markup {
    let rows = tokens.iter().map(|token| {
        let revoke = Form {
            action: "/me/tokens/revoke".to_owned(),
            hidden: vec![
                ("token".to_owned(), token.id.to_string()),
                ("version".to_owned(), token.version.to_string()),
            ],
            body: button(&Button {
                small: true,
                hidden: token.name.clone(),
                ..Button::warning("Revoke")
            }),
            ..Form::default()
        };
        let covers = token
            .actions
            .as_ref()
            .map_or_else(|| "Everything you may do".to_owned(), |actions| actions.join(", "));
        let used = token.last_used_at.map_or_else(
            || Content::from("Never"),
            |at| Content::Markup(zone.minute_element(at.micros())),
        );
        vec![
            token.name.as_str().into(),
            covers.into(),
            Content::Markup(zone.day_element(token.created_at.micros())).into(),
            Content::Markup(zone.day_element(token.expires_at.micros())).into(),
            used.into(),
            Content::Markup(form(frame, &revoke)).into(),
        ]
    });
    table(&Table {
        caption: "Your tokens".to_owned(),
        columns: ["Name", "Covers", "Made", "Ends", "Last used"]
            .map(Column::text)
            .into_iter()
            .chain([Column::hidden("Revoke")])
            .collect(),
        rows: rows.collect(),
        ..Table::default()
    })
}

fn create_form(frame: &Frame, values: &Values, problems: &Problems) -> Markup {
    let name = Input {
        label: "What is it for?".into(),
        hint: Some("For example: rota program of ward 4".into()),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("name", problems))
    };
    let actions = Textarea {
        label: "What may it do?".into(),
        hint: Some("Names of actions, such as person.create, one on each line. Leave empty for everything you may do.".into()),
        ..Textarea::from(values.field("actions", problems))
    };
    let days = Input {
        label: "For how many days?".into(),
        hint: Some("After them the token stops working".into()),
        mode: Some(InputMode::Numeric),
        width: InputWidth::Characters4,
        ..Input::from(values.field("expires_in_days", problems))
    };
    let body = html! {
        (input(&name))
        (textarea(&actions))
        (input(&days))
        (button(&Button { prevent_double_click: true, ..Button::primary("Make a token") }))
    };
    form(frame, &Form { action: "/me/tokens".to_owned(), body, ..Form::default() })
}
