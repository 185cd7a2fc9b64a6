//! What the reader of a request can do with it: decide, ask back, say who works on it, withdraw.

use maud::{Markup, html};
use ui::components::{
    Button, Heading, Input, InputKind, Textarea, button, button_group, details, heading, input,
    textarea,
};
use ui::form::{Problems, Values, form};
use ui::frame::Frame;
use ui::link::{Link, link};

use super::files;
use crate::requests::queries::RequestView;

/// One form for each of them; nothing for what they cannot do.
pub(super) fn actions(
    frame: &Frame,
    view: &RequestView,
    values: &Values,
    problems: &Problems,
) -> Markup {
    let may = &view.may;
    html! {
        @if may.decide || may.finish { (decision(frame, view, values, problems)) }
        @if may.answer { (message(frame, view, values, problems)) }
        @if may.assign { (assignment(frame, view, values, problems)) }
        @if may.withdraw {
            (heading(&Heading::part("Withdraw it")))
            p { "If you no longer need it. Nobody is asked to do anything about it then." }
            (send(frame, view, button(&pressed("withdraw", Button::warning("Withdraw the request")))))
        }
    }
}

fn send(frame: &Frame, view: &RequestView, body: Markup) -> Markup {
    form(frame, &ui::form::Form { hidden: version(view), body, ..ui::form::Form::default() })
}

fn version(view: &RequestView) -> Vec<(String, String)> {
    vec![("version".to_owned(), view.version.to_string())]
}

fn pressed(act: &str, button: Button) -> Button {
    Button { name: "act".to_owned(), value: act.to_owned(), prevent_double_click: true, ..button }
}

fn decision(frame: &Frame, view: &RequestView, values: &Values, problems: &Problems) -> Markup {
    let runs = view.command.is_some() && view.may.decide;
    let done = if view.may.decide { "Approve, it is done already" } else { "It is done" };
    let fields = html! {
        (textarea(&Textarea {
            label: "Reason".into(),
            hint: Some("Needed if you decline. Whoever asked reads it.".into()),
            rows: 3,
            ..Textarea::from(values.field("reason", problems))
        }))
        (button_group(&[
            if view.may.decide { button(&pressed("approve", Button::primary("Approve"))) } else { html! {} },
            button(&pressed("finish", Button::secondary(done))),
            button(&pressed("decline", Button::warning("Decline"))),
        ]))
    };
    html! {
        (heading(&Heading::part(if view.may.decide { "Decide" } else { "Do it" })))
        @if runs {
            p { "If you approve, it is done at once, in your name. You do not have to do anything else." }
        } @else if view.may.decide {
            p { "If you approve, it stays in To do until somebody has done it." }
        } @else {
            p { "It was approved. Once what was asked for is there, say so." }
        }
        @if let Some(place) = &view.place {
            p { (link(&Link::new(place.text.as_str(), place.href.as_str()))) }
        }
        (send(frame, view, fields))
    }
}

fn message(frame: &Frame, view: &RequestView, values: &Values, problems: &Problems) -> Markup {
    let asks_back = view.may.decide || view.may.finish;
    let hint = if asks_back && view.may.decide {
        "The request waits for whoever asked until they answer."
    } else {
        "Everybody who deals with this request reads it."
    };
    let fields = html! {
        (textarea(&Textarea {
            label: "Message".into(),
            hint: Some(hint.into()),
            rows: 3,
            ..Textarea::from(values.field("message", problems))
        }))
        (files::field(&view.allowed, values, problems))
        (button(&Button { prevent_double_click: true, ..Button::secondary("Send message") }))
    };
    // What stands behind files in a form is not read in time to be carried through signing in again.
    let mut hidden = version(view);
    hidden.push(("act".to_owned(), "answer".to_owned()));
    let multipart = view.allowed.files > 0;
    html! {
        (heading(&Heading::part(if asks_back { "Ask back" } else { "Add something" })))
        (form(frame, &ui::form::Form { hidden, body: fields, multipart, ..ui::form::Form::default() }))
    }
}

fn assignment(frame: &Frame, view: &RequestView, values: &Values, problems: &Problems) -> Markup {
    let to = send(
        frame,
        view,
        html! {
            (input(&Input {
                label: "Email address of the colleague".into(),
                hint: Some("Somebody who can decide it, too".into()),
                kind: InputKind::Email,
                no_spellcheck: true,
                ..Input::from(values.field("to", problems))
            }))
            (button(&pressed("assign", Button::secondary("Give it to them"))))
        },
    );
    html! {
        (heading(&Heading::part("Who works on it")))
        p { "So that nobody does it twice. Others can still decide it." }
        (send(frame, view, button(&pressed("take", Button::secondary("I work on it")))))
        (details(&ui::components::Details {
            summary: "Give it to a colleague".to_owned(),
            body: to.into(),
            open: problems.of("to").is_some(),
            ..ui::components::Details::default()
        }))
    }
}
