//! The list: what is done, what is left, and the way to work.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use ui::components::{
    Button, ButtonKind, Heading, Task, TaskList, TaskStatus, button, heading, task_list,
};
use ui::form::{Form, Problems, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use super::{HERE, TITLE};
use crate::mfa::MySecondStep;
use crate::mfa::portal::by_when;
use crate::portal::{see_other, shown};
use crate::sessions::portal::HOME;
use crate::terms::portal as terms;
use crate::welcome::model::{WAY, WAYS};
use crate::welcome::{FinishWelcome, MyWelcome, PutWelcomeOff, StepName, Welcome, messages};

/// The page. Whoever has no such list, or has finished it, goes on to work.
pub(super) async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<Response> {
    answered(&app, &caller, &frame, &Problems::new()).await
}

/// Puts the rest off.
pub(super) async fn put_off(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response> {
    let done = app.door.perform(caller.call(&app.door), PutWelcomeOff {}).await;
    went(&app, &caller, &frame, done.map(|_| ())).await
}

/// Goes to work.
pub(super) async fn finish(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response> {
    let done = app.door.perform(caller.call(&app.door), FinishWelcome {}).await;
    went(&app, &caller, &frame, done.map(|_| ())).await
}

async fn went(app: &App, caller: &Caller, frame: &Frame, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(HOME, None)),
        // It was finished in another window.
        Err(Error::Refused(refusal)) if refusal.code == messages::OVER.code => {
            Ok(see_other(HOME, None))
        }
        Err(error) => answered(app, caller, frame, &shown(error)?).await,
    }
}

async fn answered(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    problems: &Problems,
) -> Result<Response> {
    let mine = app.door.ask(&caller.call(&app.door), &MyWelcome {}).await?;
    if mine.steps.is_empty() || mine.finished_at.is_some() {
        return Ok(see_other(HOME, None));
    }
    let stands = app.door.ask(&caller.call(&app.door), &MySecondStep {}).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let by_when = stands.and_then(|stands| by_when(&stands, &zone));
    Ok(shown_page(frame, &mine, by_when.as_ref(), problems).into_response())
}

fn shown_page(
    frame: &Frame,
    mine: &Welcome,
    by_when: Option<&Markup>,
    problems: &Problems,
) -> PageResponse {
    let all_done = mine.done() == mine.steps.len();
    let may_go = mine.second_step_may_wait || mine.is_done(StepName::SecondStep);
    let act = |page: &str, act: &Button| {
        let action = format!("{HERE}/{page}");
        form(frame, &Form { action, body: button(act), ..Form::default() })
    };
    let finish = Button { prevent_double_click: true, ..Button::primary("Start work") };
    let not_now = Button { kind: ButtonKind::Secondary, ..Button::primary("Not now") };
    let body = html! {
        (heading(&Heading::page(format!("Welcome, {}", mine.name))))
        @if all_done {
            p { "Everything is done. You can change all of it later under My account." }
        } @else {
            p { "A few things to do before you start. It takes less than five minutes. You can stop at any time and go on later, in another browser as well." }
        }
        (task_list(&TaskList { tasks: tasks(mine), ..TaskList::default() }))
        @if !mine.is_done(StepName::SecondStep) {
            @for way in WAYS {
                p { "In place of the app: " (link(&Link::new(way.words, way.to))) ". " (way.hint) }
            }
            p { "You have none of these? Ask one of your administrators to hand over codes on paper." }
        }
        @if let Some(by_when) = by_when { (by_when) }
        @if !may_go {
            p { "Your service asks for a second step of signing in before you start." }
        } @else if mine.is_done(StepName::Details) {
            (act("finish", &finish))
            @if !all_done {
                p { "What is left can be done later under My account." }
            }
        }
        @if may_go && !all_done {
            (act("put-off", &not_now))
        }
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

fn tasks(mine: &Welcome) -> Vec<Task> {
    let status = |name| match mine.is_done(name) {
        true => TaskStatus::Completed,
        false => TaskStatus::Incomplete,
    };
    let task = |name, text: &str, to: &str, hint: Markup| Task {
        text: text.to_owned(),
        href: Some(to.to_owned()),
        hint: Some(ui::Content::Markup(hint)),
        status: status(name),
    };
    let accepted = mine.is_done(StepName::Terms);
    let terms_page = if accepted { terms::MINE } else { terms::ACCEPT };
    let mut tasks = vec![
        task(
            StepName::Terms,
            "Accept the terms of use",
            terms_page,
            html! { "What everybody here agrees to." },
        ),
        task(
            StepName::Details,
            "Look over your details",
            "/welcome/details",
            html! { "Your name, and how colleagues reach you." },
        ),
    ];
    match mine.is_done(StepName::SecondStep) {
        true => tasks.push(task(
            StepName::SecondStep,
            "Second step of signing in",
            "/me/second-step",
            html! { "Nobody gets in who only knows your password." },
        )),
        false => {
            tasks.push(task(StepName::SecondStep, WAY.words, WAY.to, html! { (WAY.hint) }));
        }
    }
    tasks.push(task(
        StepName::TelephoneWord,
        "Choose a telephone word",
        "/me/telephone-word",
        html! { "It shows that it is you when you call for help." },
    ));
    tasks
}
