//! Pages for trouble: what happened, that nothing is lost, whom to ask.
//!
//! Every face of the portal shows the same six. They say what the person can do next
//! and never what went on inside; a fault shows the request id, by which the desk finds
//! the cause. "Not found" and "not yours to see" are one page on purpose: a foreign id
//! answers exactly as an unknown one.

use axum::http::StatusCode;
use maud::{Markup, html};

use crate::{
    components::{
        Button, Heading, SummaryList, SummaryRow, action_link, button, heading, summary_list,
    },
    form::{Form, form},
    frame::{Frame, Page, PageResponse},
    link::Link,
};

#[cfg(test)]
mod tests;

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such page, or nothing the person may know of.
    NotFound,
    /// The person sees the thing but may not do this to it.
    NotAllowed,
    /// Somebody else changed the thing after the form was opened.
    StaleEdit {
        /// The form with what is stored now.
        current: Link,
        /// What was typed: question and answer, so that nothing need be remembered.
        /// Never a password.
        typed: Vec<(String, String)>,
    },
    /// The session ended before the form was sent.
    SessionOver {
        /// Where to sign in again.
        sign_in_href: String,
        /// What was typed into the form that came too late: question and answer. Never a password.
        typed: Vec<(String, String)>,
        /// Where to sign in so that what was typed comes back, and the hidden fields that carry it there; none where
        /// it cannot be carried.
        again: Option<(String, Vec<(String, String)>)>,
    },
    /// Too much at once, or something needed does not answer.
    Busy {
        /// When trying again makes sense, in seconds.
        retry_after_seconds: u32,
    },
    /// A bug or an outage.
    Fault,
}

impl Trouble {
    /// The status the page is answered with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::StaleEdit { .. } => StatusCode::CONFLICT,
            Self::SessionOver { .. } => StatusCode::UNAUTHORIZED,
            Self::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::NotFound => "Page not found",
            Self::NotAllowed => "You cannot do this",
            Self::StaleEdit { .. } => "Somebody else changed this first",
            Self::SessionOver { .. } => "You have been signed out",
            Self::Busy { .. } => "The service is busy",
            Self::Fault => "Something went wrong",
        }
    }

    /// What happened, and that nothing is lost.
    fn explanation(&self) -> Markup {
        match self {
            Self::NotFound => html! {
                p { "If you typed the address, check that it is right." }
                p {
                    "If you followed a link, what it led to may have moved or ended, or it belongs "
                    "to an organisation you do not work for here."
                }
            },
            Self::NotAllowed => html! {
                p { "Your role does not let you do this. Nothing has been changed." }
            },
            Self::StaleEdit { typed, .. } => html! {
                p {
                    "While you were working, somebody else changed the same details. Your changes "
                    "are not saved, so that theirs are not lost."
                }
                (entered(typed))
            },
            Self::SessionOver { typed, again, .. } => html! {
                p {
                    "You were signed out because you had not used the service for a while, or "
                    "because you signed out in another window."
                }
                @if typed.is_empty() {
                    p { "Nothing you saved is lost." }
                } @else if again.is_some() {
                    p { "What you entered just now was not saved. It comes back when you sign in again." }
                    (entered(typed))
                } @else {
                    p {
                        "What you entered just now was not saved. It stands below: copy what you need before "
                        "you sign in again."
                    }
                    (entered(typed))
                }
            },
            Self::Busy { retry_after_seconds } => html! {
                p {
                    "Many people are using the service, or a part of it is not answering. What "
                    "you saved before is safe. What you have just sent may not be saved."
                }
                p { "Try again in " (waiting(*retry_after_seconds)) "." }
            },
            Self::Fault => html! {
                p {
                    "The fault is ours. What you saved before is safe. What you have just sent "
                    "may not be saved, so check before you enter it again."
                }
            },
        }
    }

    /// The one thing to do next.
    fn next(&self) -> Option<Link> {
        match self {
            Self::NotFound | Self::NotAllowed | Self::Fault => {
                Some(Link::new("Go to the home page", "/home"))
            }
            Self::StaleEdit { current, .. } => Some(current.clone()),
            Self::SessionOver { again: Some(_), .. } => None,
            Self::SessionOver { sign_in_href, .. } => {
                Some(Link::new("Sign in again", sign_in_href.as_str()))
            }
            Self::Busy { .. } => None,
        }
    }
}

/// What was typed, so that nobody has to remember it.
fn entered(typed: &[(String, String)]) -> Markup {
    let rows =
        typed.iter().map(|(question, answer)| SummaryRow::new(question.as_str(), answer.as_str()));
    html! {
        @if !typed.is_empty() {
            (heading(&Heading::part("What you entered")))
            (summary_list(&SummaryList { rows: rows.collect(), ..SummaryList::default() }))
        }
    }
}

/// A number of seconds in words, never less than it is.
fn waiting(seconds: u32) -> String {
    match seconds {
        0..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

impl Frame {
    /// The page for a trouble, with its status.
    pub fn trouble(&self, trouble: &Trouble) -> PageResponse {
        let next = trouble.next();
        let body = html! {
            (heading(&Heading::page(trouble.title())))
            (trouble.explanation())
            @if let Some(next) = &next { (action_link(next)) }
            @if let Trouble::SessionOver { again: Some((action, hidden)), .. } = trouble {
                (form(self, &Form {
                    action: action.clone(),
                    hidden: hidden.clone(),
                    body: button(&Button::primary("Sign in again")),
                    ..Form::default()
                }))
            }
            (heading(&Heading::part("If you need help")))
            p { (self.brand.whom_to_ask()) }
            @if *trouble == Trouble::Fault && !self.request_id.is_empty() {
                p {
                    "Tell them this reference: "
                    strong.app-reference { (self.request_id) }
                }
            }
        };
        let page = Page { title: trouble.title().to_owned(), body, ..Page::default() };
        let answer = self.page(page).with_status(trouble.status());
        match trouble {
            Trouble::Busy { retry_after_seconds } => answer.retry_after(*retry_after_seconds),
            _ => answer,
        }
    }
}
