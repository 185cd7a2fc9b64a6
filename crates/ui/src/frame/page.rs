//! What one page brings to the frame.

use maud::Markup;

use super::NavItem;
use crate::link::Link;

/// How wide the content is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// Two thirds: text and forms, in lines that can be read.
    #[default]
    TwoThirds,
    /// The whole width: lists, tables, home.
    Full,
}

/// The second menu, inside one organisation or one area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// What the menu belongs to ("Leeds Teaching Hospitals, RR8"): the reader always
    /// sees in whose data they are.
    pub title: String,
    /// The items: only what this person may open.
    pub items: Vec<NavItem>,
}

/// One page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Title of the browser's window, the same words as the `h1`.
    pub title: String,
    /// Named after the title in the window when the title alone could stand for many
    /// pages ("RR8", "Asha Rao"); empty for none.
    pub caption: String,
    /// The second menu.
    pub section: Option<Section>,
    /// The way back; used in flows of several pages, where breadcrumbs would mislead.
    pub back: Option<Link>,
    /// The pages above, topmost first; used everywhere else.
    pub breadcrumbs: Vec<Link>,
    /// Width of the content.
    pub width: Width,
    /// Banners above the title: notices, what was just done, the error summary.
    pub notices: Option<Markup>,
    /// The content, with exactly one `h1`.
    pub body: Markup,
    /// The page shows problems of a form: its title begins with "Error: " and it is
    /// answered with 422.
    pub error: bool,
}
