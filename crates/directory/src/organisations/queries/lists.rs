//! Lists of organisations.

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::page_of;
use crate::organisations::authority;
use crate::organisations::model::{
    Organisation, OrganisationKind, OrganisationState, RegisterStatus, display_name,
};
use crate::organisations::store::{self, Page, Search};

/// One organisation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationLine {
    /// Its code in the register.
    pub code: String,
    /// Its name, as the register writes it.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// What the register says of it.
    pub status: RegisterStatus,
    /// Where it stands with the service.
    pub state: OrganisationState,
    /// Its short name, if it has one.
    pub short_name: Option<String>,
    /// Its postcode, if known.
    pub postcode: Option<String>,
}

impl OrganisationLine {
    /// Its name as it is shown.
    pub fn shown_name(&self) -> String {
        display_name(&self.name)
    }
}

impl From<Organisation> for OrganisationLine {
    fn from(organisation: Organisation) -> Self {
        Self {
            code: organisation.code,
            name: organisation.name,
            kind: organisation.kind,
            status: organisation.status,
            state: organisation.state,
            short_name: organisation.short_name,
            postcode: organisation.postcode,
        }
    }
}

/// The page, and the code after which the next one begins.
fn cut(mut rows: Vec<Organisation>, limit: usize) -> (Vec<OrganisationLine>, Option<String>) {
    let is_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| is_more).map(|last| last.code.clone());
    (rows.into_iter().map(Into::into).collect(), next)
}

/// Finds organisations in the whole register, by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindOrganisations {
    /// Beginnings of words of the name, or of the code, in any order.
    pub text: Option<String>,
    /// Only those that stand so with the service.
    pub state: Option<OrganisationState>,
    /// Only those of this kind.
    pub kind: Option<OrganisationKind>,
    /// Only those of which the register says so.
    pub status: Option<RegisterStatus>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page: 50 if left out, at most 200.
    pub limit: Option<u32>,
}

/// One page of what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundOrganisations {
    /// The page.
    pub items: Vec<OrganisationLine>,
    /// Where the next page begins; none on the last one.
    pub next: Option<String>,
    /// How many match, at most 1,000.
    pub total: i64,
    /// Whether more than 1,000 match.
    pub is_more: bool,
}

impl Query for FindOrganisations {
    const NAME: &'static str = "organisation.find";
    const ACTION: Action = authority::SEARCH;
    const VIEW: View = View::Nation;
    type Output = FoundOrganisations;

    async fn run(
        &self,
        _: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<FoundOrganisations> {
        let limit = page_of(self.limit);
        let search = Search {
            text: bounded(self.text.as_deref()),
            state: self.state,
            kind: self.kind,
            status: self.status,
            is_member: false,
            ..Search::default()
        };
        let found =
            store::find(reader, sight, &search, Page { after: self.after.as_deref(), limit })
                .await?;
        let (items, next) = cut(found.rows, limit);
        Ok(FoundOrganisations { items, next, total: found.total, is_more: found.is_more })
    }
}

/// What is searched for, as far as anybody reads: longer texts find no more.
pub(crate) fn bounded(text: Option<&str>) -> &str {
    let text = text.unwrap_or_default();
    text.char_indices().nth(100).map_or(text, |(end, _)| &text[..end])
}

/// Organisations whose record the actor may see, members of the service only.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyOrganisations {
    /// Beginnings of words of the name, or of the code, in any order.
    pub text: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page: 50 if left out, at most 200.
    pub limit: Option<u32>,
}

/// One page of organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationPage {
    /// The page.
    pub items: Vec<OrganisationLine>,
    /// Where the next page begins; none on the last one.
    pub next: Option<String>,
}

impl Query for MyOrganisations {
    const NAME: &'static str = "organisation.mine";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = OrganisationPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<OrganisationPage> {
        let limit = page_of(self.limit);
        let at = Page { after: self.after.as_deref(), limit };
        let rows = store::mine(reader, sight, bounded(self.text.as_deref()), at).await?;
        let (items, next) = cut(rows, limit);
        Ok(OrganisationPage { items, next })
    }
}
