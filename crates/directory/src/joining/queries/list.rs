//! All organisations on their way, by age, and how many there are.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{COUNTED, Names, rows};
use crate::joining::model::{Case, Sector, Stage, Turn};
use crate::joining::store::{Filter, Wanted};
use crate::joining::{authority, messages, store};
use crate::organisations::standing::{bounded, day_of};

/// Beside the stages, what may be asked for.
const LAPSED: &str = "lapsed";
const INVITED: &str = "invited";
const ALL: &str = "all";

/// Organisations on their way in or out, the longest waiting first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoiningList {
    /// Beginnings of words of the name, or of the code, in any order.
    #[serde(default)]
    pub text: Option<String>,
    /// Only those of which it is the turn of these.
    #[serde(default)]
    pub turn: Option<Turn>,
    /// Only those of this sector.
    #[serde(default)]
    pub sector: Option<Sector>,
    /// A stage; `lapsed` for members of which a check is no longer good; `invited` for those whose first administrator has
    /// not signed in; `all`. Those with something still to be done if
    /// absent.
    #[serde(default)]
    pub state: Option<String>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows of a page: 50 if left out, at most 200.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// One organisation of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JoiningLine {
    /// Its code in the register.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub stage: Stage,
    /// What it does.
    pub sector: Sector,
    /// Whose turn it is.
    pub turn: Turn,
    /// Since when (RFC 3339).
    pub since: String,
    /// What they have to do.
    pub waits_for: Option<String>,
    /// How many people were expected.
    pub people: Option<i64>,
    /// The day from which it is wanted, or on which it closes, such as 2027-03-31.
    pub day: Option<String>,
    /// The first day, written yyyymmdd, on which a check of it is no longer good.
    pub lapses_on: Option<i64>,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JoiningPage {
    /// The page.
    pub items: Vec<JoiningLine>,
    /// Where the next page begins; none on the last one.
    pub next: Option<String>,
    /// How many match, counted up to 1,000.
    pub count: i64,
    /// Whether there are more than that.
    pub is_more: bool,
}

impl JoiningLine {
    async fn of(reader: &mut Reader, names: &mut Names, case: Case) -> Result<Self> {
        let (organisation, name) = names.of(reader, case.organisation).await?;
        let wanted = case.applicant.as_ref().and_then(|applicant| applicant.day.clone());
        Ok(Self {
            organisation,
            name,
            stage: case.stage,
            sector: case.sector,
            turn: case.turn,
            since: case.since.rfc3339(),
            waits_for: case.waits_for,
            people: case.applicant.as_ref().map(|applicant| applicant.people),
            day: case.closing_day.or(wanted),
            lapses_on: case.lapses_on,
        })
    }
}

impl JoiningList {
    fn filter(&self, now: Timestamp) -> Result<Filter<'_>> {
        let wanted = match self.state.as_deref().map(str::trim) {
            None | Some("") => Wanted::OnTheirWay,
            Some(LAPSED) => Wanted::Lapsed(day_of(now)),
            Some(INVITED) => Wanted::Invited,
            Some(ALL) => Wanted::All,
            Some(name) => {
                Wanted::At(Stage::named(name).ok_or_else(|| messages::FILTER.at("state"))?)
            }
        };
        let text = bounded(self.text.as_deref());
        Ok(Filter { wanted, turn: self.turn, sector: self.sector, text })
    }
}

impl Query for JoiningList {
    const NAME: &'static str = "joining.list";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Nation;
    type Output = JoiningPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<JoiningPage> {
        let filter = self.filter(call.now)?;
        let after = match self.after.as_deref().map(str::trim).filter(|after| !after.is_empty()) {
            None => None,
            Some(code) => {
                let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
                let found = match found {
                    Some(found) => store::position(reader, sight, found.organisation).await?,
                    None => None,
                };
                Some(found.ok_or_else(|| messages::PAGE.at("after"))?)
            }
        };
        let limit = rows(self.limit);
        let mut found = store::list(reader, sight, &filter, after, limit + 1).await?;
        let is_next = found.len() as i64 > limit;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let count = store::count(reader, sight, &filter, COUNTED).await?;
        let (mut items, mut names) = (Vec::new(), Names::default());
        for case in found {
            items.push(JoiningLine::of(reader, &mut names, case).await?);
        }
        let next = items.last().filter(|_| is_next).map(|last| last.organisation.clone());
        Ok(JoiningPage { items, next, count: count.min(COUNTED), is_more: count > COUNTED })
    }
}

/// How many organisations are on their way.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoiningSummary {}

/// Organisations at one stage that wait for one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waiting {
    /// How far they are.
    pub stage: Stage,
    /// Whose turn it is.
    pub turn: Turn,
    /// How many.
    pub count: i64,
    /// Since when the longest waiting one (RFC 3339).
    pub oldest: String,
}

/// How many there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JoiningCounts {
    /// Those on their way, by stage and turn.
    pub waiting: Vec<Waiting>,
    /// Members of which a check is no longer good, counted up to 1,000.
    pub lapsed: i64,
    /// Members whose first administrator was invited and has not signed in, counted up to 1,000.
    pub invited: i64,
}

impl Query for JoiningSummary {
    const NAME: &'static str = "joining.summary";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Nation;
    type Output = JoiningCounts;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<JoiningCounts> {
        let waiting = store::count_of_turn(reader, sight).await?;
        let lapsed = Filter { wanted: Wanted::Lapsed(day_of(call.now)), ..Filter::default() };
        let lapsed = store::count(reader, sight, &lapsed, COUNTED).await?;
        let invited = Filter { wanted: Wanted::Invited, ..Filter::default() };
        let invited = store::count(reader, sight, &invited, COUNTED).await?;
        let of = |(stage, turn, count, oldest): (Stage, Turn, i64, Timestamp)| Waiting {
            stage,
            turn,
            count,
            oldest: oldest.rfc3339(),
        };
        Ok(JoiningCounts {
            waiting: waiting.into_iter().map(of).collect(),
            lapsed: lapsed.min(COUNTED),
            invited: invited.min(COUNTED),
        })
    }
}
