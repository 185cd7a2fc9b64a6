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
    /// The groups, none of them empty.
    pub groups: Vec<NavGroup>,
}

impl Section {
    /// The group that the page shown stands in.
    pub fn current(&self) -> Option<&NavGroup> {
        self.groups.iter().find(|group| group.is_current())
    }
}

/// Pages that belong together, as one entry of a second menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NavGroup {
    /// The words of the group ("People").
    pub text: String,
    /// Its pages: only what this person may open. The first is where the group leads.
    pub items: Vec<NavItem>,
}

impl NavGroup {
    /// Whether the page shown stands in this group.
    pub fn is_current(&self) -> bool {
        self.items.iter().any(|item| item.current)
    }

    /// The one page of a group of one: the group needs no name of its own then.
    pub fn only(&self) -> Option<&NavItem> {
        match self.items.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
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
