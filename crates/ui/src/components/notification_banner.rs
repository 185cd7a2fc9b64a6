//! Notification banner.
//! <https://service-manual.nhs.uk/design-system/components/notification-banners>

use maud::{Markup, html};

use super::classes;
use crate::content::Content;

/// What a banner tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BannerKind {
    /// Something to know that is not about what was just done.
    #[default]
    Important,
    /// What was just done worked; takes the focus.
    Success,
}

/// A banner above the page's title.
#[derive(Clone, Debug, Default)]
pub struct NotificationBanner {
    /// What it tells.
    pub kind: BannerKind,
    /// Words in the coloured bar, when not "Important" or "Success".
    pub title: Option<String>,
    /// Id of the title; the release's own when empty. Set it when a page has two.
    pub title_id: String,
    /// Large words; empty for none.
    pub heading: String,
    /// What follows. Plain words without a heading are set large themselves.
    pub body: Content,
}

/// A notification banner.
pub fn notification_banner(banner: &NotificationBanner) -> Markup {
    let (kind, role, title) = match banner.kind {
        BannerKind::Important => ("", "region", "Important"),
        BannerKind::Success => ("nhsuk-notification-banner--success", "alert", "Success"),
    };
    let title_id = match banner.title_id.as_str() {
        "" => "nhsuk-notification-banner-title",
        id => id,
    };
    let text_class = match banner.heading.as_str() {
        "" => "nhsuk-notification-banner__heading",
        _ => "nhsuk-body",
    };
    html! {
        div class=(classes(&["nhsuk-notification-banner", kind]))
            data-module="nhsuk-notification-banner" role=(role) aria-labelledby=(title_id) {
            div.nhsuk-notification-banner__header {
                h2.nhsuk-notification-banner__title id=(title_id) {
                    (banner.title.as_deref().unwrap_or(title))
                }
            }
            div.nhsuk-notification-banner__content {
                @if !banner.heading.is_empty() {
                    h3.nhsuk-notification-banner__heading { (banner.heading) }
                }
                @if !banner.body.is_empty() { (banner.body.in_paragraph(Some(text_class))) }
            }
        }
    }
}
