//! Terms as people read them: what has changed, what matters most, and the full text.

use maud::{Markup, html};
use ui::components::{Details, Heading, Level, Size, details, heading, inset_text};
use ui::content::Content;
use ui::form::{Form, form};
use ui::frame::Frame;
use ui::when::Zone;

use crate::terms::TermsText;
use crate::terms::model::{Block, blocks};

/// How much of the full text is open from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FullText {
    /// Behind a line that opens it.
    Folded,
    /// All of it, to be read again or printed.
    Open,
}

/// What one place asks for. The nation's has no heading of its own: it is what the page is about.
pub(super) fn reading(text: &TermsText, full: FullText) -> Markup {
    let words = Content::Markup(body(&text.text));
    html! {
        @if let Some(name) = &text.organisation_name {
            (heading(&Heading::part(format!("What {name} adds"))))
        }
        @if !text.changes.is_empty() {
            (inset_text(&Content::Markup(html! {
                p { strong { "What has changed" } }
                (body(&text.changes))
            })))
        }
        ol.nhsuk-list.nhsuk-list--number {
            @for sentence in &text.sentences { li { (sentence) } }
        }
        @match full {
            FullText::Folded => (details(&Details {
                summary: format!("Read the full text: {}", text.title),
                body: words,
                ..Details::default()
            })),
            FullText::Open => {
                (heading(&Heading::part(text.title.as_str())))
                (body(&text.text))
            }
        }
    }
}

/// Headings, paragraphs and lists.
fn body(text: &str) -> Markup {
    html! {
        @for block in blocks(text) {
            @match block {
                Block::Heading(words) => (heading(&Heading { level: Level::Three, size: Size::Small, ..Heading::part(words) })),
                Block::Paragraph(words) => p { (words) },
                Block::List(items) => ul.nhsuk-list.nhsuk-list--bullet { @for item in &items { li { (item) } } },
            }
        }
    }
}

/// The version and its days, in a line.
pub(super) fn dated(text: &TermsText, zone: &Zone) -> Markup {
    html! {
        p.nhsuk-hint { "Version " (text.number) ", counts from " (zone.day_element(text.counts_from.micros())) "." }
    }
}

/// Everything that waits, with the button that accepts exactly this.
pub(super) fn asked(
    frame: &Frame,
    action: &str,
    texts: &[TermsText],
    next: Option<&str>,
    buttons: Markup,
) -> Markup {
    let mut hidden: Vec<(String, String)> =
        texts.iter().map(|text| ("terms".to_owned(), text.terms.to_string())).collect();
    hidden.extend(next.map(|next| ("next".to_owned(), next.to_owned())));
    html! {
        @for text in texts { (reading(text, FullText::Folded)) }
        (form(frame, &Form { action: action.to_owned(), hidden, body: buttons, ..Form::default() }))
    }
}
