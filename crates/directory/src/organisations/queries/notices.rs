//! What the register changed of members and nobody has dealt with.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::page_of;
use crate::organisations::model::{Notice, NoticeKind, Organisation, RegisterStatus, display_name};
use crate::organisations::store::AfterNotice;
use crate::organisations::{authority, store};

/// What the register changed of members, the longest waiting first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterNotices {
    /// Only of the organisation with this code.
    pub organisation: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page: 50 if left out, at most 200.
    pub limit: Option<u32>,
}

/// One change that needs somebody. Days are numbers written yyyymmdd.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeLine {
    /// The member's code in the register.
    pub organisation: String,
    /// Its name now.
    pub name: String,
    /// What was changed.
    pub kind: NoticeKind,
    /// The name it was known by, if it was renamed.
    pub known_as: Option<String>,
    /// What the register says of it.
    pub status: RegisterStatus,
    /// Last day of operation.
    pub closed_on: Option<i64>,
    /// Last day in law.
    pub legal_closed_on: Option<i64>,
    /// The day of the change, as far as the register tells.
    pub day: i64,
    /// Those that take over.
    pub successors: Vec<Successor>,
    /// When it was noticed.
    pub noticed_at: Timestamp,
    /// The version of the notice, to be sent back when it has been dealt with.
    pub version: i64,
}

impl NoticeLine {
    /// Its name as it is shown.
    pub fn shown_name(&self) -> String {
        display_name(&self.name)
    }
}

/// An organisation that takes over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Successor {
    /// Its code, which may be unknown here.
    pub code: String,
    /// Its name, if it is known.
    pub name: Option<String>,
}

/// One page of changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoticePage {
    /// The page.
    pub items: Vec<NoticeLine>,
    /// Where the next page begins; none on the last one.
    pub next: Option<String>,
}

impl Query for RegisterNotices {
    const NAME: &'static str = "register.notices";
    const ACTION: Action = authority::NOTICES;
    const VIEW: View = View::Record;
    type Output = NoticePage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<NoticePage> {
        let limit = page_of(self.limit);
        let of = match &self.organisation {
            Some(code) => {
                let found = store::by_code_in_sight(reader, sight, code).await?;
                Some(found.ok_or_else(|| common::NOT_FOUND.refuse())?.id)
            }
            None => None,
        };
        let after = match &self.after {
            Some(key) => Some(read_key(key).ok_or_else(|| common::NOT_FOUND.refuse())?),
            None => None,
        };
        let mut found = store::open_notices(reader, sight, of, after.as_ref(), limit).await?;
        let is_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| is_more).map(|(_, notice)| key(notice));
        let mut items = Vec::with_capacity(found.len());
        for (organisation, notice) in found {
            items.push(line(reader, organisation, notice).await?);
        }
        Ok(NoticePage { items, next })
    }
}

async fn line(
    reader: &mut Reader,
    organisation: Organisation,
    notice: Notice,
) -> Result<NoticeLine> {
    let codes = notice.successors.iter().map(String::as_str);
    let known = store::by_codes(reader, codes).await?;
    Ok(NoticeLine {
        organisation: organisation.code,
        name: organisation.name,
        kind: notice.kind,
        known_as: (notice.kind == NoticeKind::Renamed).then_some(notice.known),
        status: organisation.status,
        closed_on: organisation.closed_on,
        legal_closed_on: organisation.legal_closed_on,
        day: notice.day,
        successors: notice
            .successors
            .into_iter()
            .map(|code| Successor { name: known.get(&code).map(|one| one.name.clone()), code })
            .collect(),
        noticed_at: notice.noticed_at,
        version: notice.version,
    })
}

/// The place after a notice, as a page carries it.
fn key(notice: &Notice) -> String {
    let kind = notice.kind.name();
    format!("{}.{}.{kind}", notice.noticed_at.micros(), notice.organisation.0)
}

fn read_key(text: &str) -> Option<AfterNotice> {
    let mut parts = text.split('.');
    let noticed_at = Timestamp::from_micros(parts.next()?.parse().ok()?);
    let organisation = OrganisationId(parts.next()?.parse().ok()?);
    let kind = NoticeKind::named(parts.next()?)?;
    parts.next().is_none().then_some(AfterNotice { noticed_at, organisation, kind })
}
