//! *Can they work?*: one line per thing that must be in order before somebody can.

use maud::{Markup, html};

use crate::{
    components::{Heading, Level, Size, Tag, TagColour, heading, tag},
    link::{Link, link},
};

/// How one thing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadyState {
    /// In order.
    Ok,
    /// Will be in order by itself by then ("14:10", "Tuesday 14:10").
    ReadyBy(String),
    /// The reader can mend it.
    NeedsYou,
    /// Somebody else must act; the line says who.
    NeedsThem,
}

impl ReadyState {
    fn tag(&self) -> Tag {
        match self {
            Self::Ok => Tag::new("OK", TagColour::Green),
            Self::ReadyBy(when) => Tag::new(format!("Ready by {when}"), TagColour::Blue),
            Self::NeedsYou => Tag::new("Needs you", TagColour::Red),
            Self::NeedsThem => Tag::new("Needs them", TagColour::Yellow),
        }
    }

    fn modifier(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::ReadyBy(_) => "soon",
            Self::NeedsYou => "you",
            Self::NeedsThem => "them",
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadyLine {
    /// Place in the list: small numbers first, ties by topic.
    pub order: u16,
    /// What it is about ("Account", "Password", "Mailbox").
    pub topic: String,
    /// How it stands.
    pub state: ReadyState,
    /// The same in a sentence.
    pub text: String,
    /// The one act that mends it.
    pub act: Option<Link>,
}

/// The list with its question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// The question ("Can they work?", "Can you work?").
    pub question: String,
    /// The lines of all slices, in any order.
    pub lines: Vec<ReadyLine>,
}

impl Readiness {
    /// The short answer: the worst line decides, and what the reader can mend comes first.
    fn answer(&self) -> &'static str {
        let any = |wanted: &ReadyState| self.lines.iter().any(|line| line.state == *wanted);
        if any(&ReadyState::NeedsYou) {
            "Not yet: something needs you"
        } else if any(&ReadyState::NeedsThem) {
            "Not yet: something needs somebody else"
        } else if self.lines.iter().any(|line| line.state != ReadyState::Ok) {
            "Soon: nobody needs to act"
        } else {
            "Yes"
        }
    }
}

/// The question, the short answer, and a line for each topic.
pub fn readiness(readiness: &Readiness) -> Markup {
    let mut sorted: Vec<&ReadyLine> = readiness.lines.iter().collect();
    sorted.sort_by(|one, other| (one.order, &one.topic).cmp(&(other.order, &other.topic)));
    html! {
        section.app-ready aria-labelledby="app-ready-question" {
            (heading(&Heading {
                text: readiness.question.clone(),
                level: Level::Two,
                size: Size::Medium,
                id: "app-ready-question".to_owned(),
                caption: None,
            }))
            p.app-ready__answer { (readiness.answer()) }
            // The role is said again because a list without bullets is no list to Safari.
            ul.app-ready__list role="list" {
                @for line in sorted { (line_item(line)) }
            }
        }
    }
}

/// One line: topic, state in words, sentence, act.
fn line_item(line: &ReadyLine) -> Markup {
    html! {
        li class={ "app-ready__line app-ready__line--" (line.state.modifier()) } {
            span.app-ready__topic { (line.topic) } " "
            span.app-ready__state { (tag(&line.state.tag())) } " "
            span.app-ready__text {
                (line.text)
                @if let Some(act) = &line.act { " " (link(act)) }
            }
        }
    }
}
