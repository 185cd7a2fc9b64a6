//! Names and standing links: settings of an installation, never constants of a page.

use serde::{Deserialize, Serialize};

use crate::link::Link;

/// What an installation calls itself.
///
/// The default is neutral: text only, no logo, no national name. An installation sets
/// the words in its configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Brand {
    /// Name of the product, in the header and at the end of every title.
    pub product: String,
    /// Who runs it, in the footer; empty for nobody.
    pub service: String,
    /// Whom to ask when nothing else helps, in a sentence that stands alone
    /// ("Call the service desk on 0300 000 0000, day and night."); empty for the
    /// neutral sentence of the pages for trouble.
    pub help: String,
    /// Address of the guide.
    pub help_href: String,
    /// Address of the accessibility statement.
    pub accessibility_href: String,
    /// Address of the terms of use.
    pub terms_href: String,
    /// Address of the privacy notice.
    pub privacy_href: String,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            product: "Guildhall".to_owned(),
            service: String::new(),
            help: String::new(),
            help_href: "/help".to_owned(),
            accessibility_href: "/accessibility".to_owned(),
            terms_href: "/terms".to_owned(),
            privacy_href: "/privacy".to_owned(),
        }
    }
}

impl Brand {
    /// The links of the footer. Help is first and always there: people who need it
    /// must find it in the same place on every page (WCAG 2.2, 3.2.6). A page may have a
    /// guide of its own.
    pub(crate) fn footer(&self, guide: Option<&str>) -> [Link; 4] {
        [
            Link::new("Help", guide.unwrap_or(&self.help_href)),
            Link::new("Accessibility", self.accessibility_href.as_str()),
            Link::new("Terms of use", self.terms_href.as_str()),
            Link::new("Privacy", self.privacy_href.as_str()),
        ]
    }

    /// Whom to ask, in a sentence.
    pub(crate) fn whom_to_ask(&self) -> &str {
        match self.help.as_str() {
            "" => "Ask your local administrator or your service desk.",
            help => help,
        }
    }
}

/// One item of a menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NavItem {
    /// The words; with a number in brackets when something waits ("To do (3)").
    pub text: String,
    /// The address.
    pub href: String,
    /// The page shown stands under this item.
    pub current: bool,
}

impl NavItem {
    /// An item that is not the current one.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), current: false }
    }
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// The person's name as they wrote it.
    pub name: String,
    /// The organisation they act for; empty for none.
    pub organisation: String,
    /// Where signing out is posted to.
    pub sign_out_href: String,
}
