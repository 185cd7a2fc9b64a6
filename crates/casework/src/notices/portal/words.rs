//! Channels, audiences, states and the words of a letter, as pages show them.

use maud::{Markup, html};
use ui::components::{Tag, TagColour, inset_text};

use crate::notices::messages;
use crate::notices::model::template::Words;
use crate::notices::model::{Audience, Channel, MailState};

pub(super) const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "Email",
        Channel::Letter => "Printed sheet",
        Channel::Banner => "Banner",
    }
}

pub(super) const fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Person => "The person",
        Audience::Outside => "The person, outside the service",
        Audience::Administrators => "Administrators of the organisation",
        Audience::Contact => {
            "The organisation: its contact outside, then its primary administrators"
        }
        Audience::Platform => "Platform administrators",
    }
}

pub(super) fn tag(state: MailState) -> Tag {
    let colour = match state {
        MailState::Waiting => TagColour::Blue,
        MailState::Sent => TagColour::Green,
        MailState::Refused | MailState::Bounced => TagColour::Red,
        MailState::Withheld | MailState::Lapsed | MailState::Unclear => TagColour::Yellow,
    };
    Tag::new(messages::state(state), colour)
}

/// The words of a notice, paragraph by paragraph.
pub(super) fn letter(words: &Words) -> Markup {
    inset_text(&ui::Content::Markup(html! {
        p { strong { (words.subject) } }
        (paragraphs(&words.body))
    }))
}

/// Plain text: an empty line parts paragraphs, and a line stays a line.
pub(super) fn paragraphs(text: &str) -> Markup {
    html! {
        @for paragraph in text.trim().split("\n\n") {
            p {
                @for (place, line) in paragraph.lines().enumerate() {
                    @if place > 0 { br; }
                    (line)
                }
            }
        }
    }
}
