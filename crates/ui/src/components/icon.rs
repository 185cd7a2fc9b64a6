//! The few icons that components draw. They never carry meaning alone: each is
//! hidden from assistive technology and stands beside words.

use maud::{Markup, html};

/// An icon of the release, by the name its class carries.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Icon {
    ArrowLeft,
    ArrowRight,
    ArrowRightCircle,
    ChevronRightCircle,
    Search,
    User,
}

impl Icon {
    fn name(self) -> &'static str {
        match self {
            Self::ArrowLeft => "arrow-left",
            Self::ArrowRight => "arrow-right",
            Self::ArrowRightCircle => "arrow-right-circle",
            Self::ChevronRightCircle => "chevron-right-circle",
            Self::Search => "search",
            Self::User => "user",
        }
    }

    /// The outline, as the vendored release (MIT) draws it.
    fn path(self) -> &'static str {
        match self {
            Self::ArrowLeft => {
                "M10.7 6.3c.4.4.4 1 0 1.4L7.4 11H19a1 1 0 0 1 0 2H7.4l3.3 3.3c.4.4.4 1 0 1.4a1 1 0 0 1-1.4 0l-5-5A1 1 0 0 1 4 12c0-.3.1-.5.3-.7l5-5a1 1 0 0 1 1.4 0Z"
            }
            Self::ArrowRight => {
                "m14.7 6.3 5 5c.2.2.3.4.3.7 0 .3-.1.5-.3.7l-5 5a1 1 0 0 1-1.4-1.4l3.3-3.3H5a1 1 0 0 1 0-2h11.6l-3.3-3.3a1 1 0 1 1 1.4-1.4Z"
            }
            Self::ArrowRightCircle => {
                "M12 2a10 10 0 0 0-10 9h11.7l-4-4a1 1 0 0 1 1.5-1.4l5.6 5.7a1 1 0 0 1 0 1.4l-5.6 5.7a1 1 0 0 1-1.5 0 1 1 0 0 1 0-1.4l4-4H2A10 10 0 1 0 12 2z"
            }
            Self::ChevronRightCircle => {
                "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Zm-.3 5.8a1 1 0 1 0-1.5 1.4l2.9 2.8-2.9 2.8a1 1 0 0 0 1.5 1.4l3.5-3.5c.4-.4.4-1 0-1.4Z"
            }
            Self::Search => {
                "m20.7 18.9-4.1-4.1a7 7 0 1 0-1.4 1.4l4 4.1a1 1 0 0 0 1.5 0c.4-.4.4-1 0-1.4ZM6 10.6a5 5 0 1 1 10 0 5 5 0 0 1-10 0Z"
            }
            Self::User => {
                "M12 1a11 11 0 1 1 0 22 11 11 0 0 1 0-22Zm0 2a9 9 0 0 0-5 16.5V18a4 4 0 0 1 4-4h2a4 4 0 0 1 4 4v1.5A9 9 0 0 0 12 3Zm0 3a3.5 3.5 0 1 1-3.5 3.5A3.4 3.4 0 0 1 12 6Z"
            }
        }
    }
}

/// The drawing of an icon.
pub(crate) fn icon(icon: Icon) -> Markup {
    html! {
        svg class={ "nhsuk-icon nhsuk-icon--" (icon.name()) } xmlns="http://www.w3.org/2000/svg"
            viewBox="0 0 24 24" width="16" height="16" focusable="false" aria-hidden="true" {
            path d=(icon.path()) {}
        }
    }
}
