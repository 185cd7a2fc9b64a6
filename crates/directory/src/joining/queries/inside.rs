//! Everybody inside an organisation that is to close, and what was agreed for them.
//!
//! Nothing of this is stored: somebody moves because a transfer of them is open, and leaves because they are marked as a
//! leaver. What ends otherwise is not agreed again by itself.

use facts::directory::AccountsIn;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::one::ClosingView;
use super::{COUNTED, Names, rows};
use crate::joining::commands::case_of;
use crate::joining::{authority, messages};
use crate::organisations::standing::by_code_in_sight;
use crate::organisations::{OrganisationState, display_name};
use crate::people::inside::{Account, Agreed, Inside as Wanted, Needle};
use crate::people::inside::{count_inside, inside, position};
use crate::people::{AccountKind, AccountState};
use crate::transfers::leaving::open_of;
use crate::transfers::{TransferId, TransferState};

/// What was agreed for somebody inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Inside {
    /// An open transfer takes them to another organisation.
    Moves,
    /// They are marked as a leaver.
    Leaves,
    /// Nothing yet.
    NotAgreed,
}

impl Inside {
    /// Every value, in order.
    pub const ALL: [Self; 3] = [Self::Moves, Self::Leaves, Self::NotAgreed];

    /// As used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moves => "moves",
            Self::Leaves => "leaves",
            Self::NotAgreed => "not-agreed",
        }
    }

    /// That of the name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    const fn stored(self) -> Agreed {
        match self {
            Self::Moves => Agreed::Moves,
            Self::Leaves => Agreed::Leaves,
            Self::NotAgreed => Agreed::Nothing,
        }
    }
}

/// Everybody inside an organisation by name, of whatever kind their account is, with what was agreed for them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosingPeople {
    /// Its code in the register.
    pub organisation: String,
    /// What to look for, as in the list of people.
    #[serde(default)]
    pub search: Option<String>,
    /// Only those for whom this was agreed.
    #[serde(default)]
    pub agreed: Option<Inside>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows wanted, 1 to 200; 50 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Somebody inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InsideLine {
    /// The account.
    pub id: AccountId,
    /// The name as others see it.
    pub display_name: String,
    /// The primary address.
    pub address: String,
    /// What the account is for.
    pub kind: AccountKind,
    /// Where its life stands.
    pub state: AccountState,
    /// What was agreed.
    pub agreed: Inside,
    /// The open transfer, if they move.
    pub transfer: Option<TransferId>,
    /// How far it is.
    pub transfer_state: Option<TransferState>,
    /// The code of the organisation they move to.
    pub to: Option<String>,
    /// Its name.
    pub to_name: Option<String>,
    /// The day of the move, such as 2027-03-31, if one was named.
    pub day: Option<String>,
    /// When their time as a leaver is over (RFC 3339).
    pub leaves_at: Option<String>,
}

/// A page of everybody inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClosingPage {
    /// The code of the organisation.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Where it stands with the service.
    pub state: OrganisationState,
    /// How it closes, if it does.
    pub closing: Option<ClosingView>,
    /// The page.
    pub items: Vec<InsideLine>,
    /// Where the next page goes on, if there is one.
    pub next: Option<String>,
    /// How many match, counted up to 1,000.
    pub count: i64,
    /// How many accounts are inside.
    pub inside: i64,
    /// How many of them have nothing agreed, counted up to 1,000.
    pub not_agreed: i64,
    /// How many of them move, counted up to 1,000.
    pub moving: i64,
    /// How many of them leave, counted up to 1,000.
    pub leaving: i64,
    /// The version of the organisation's record.
    pub version: i64,
}

impl InsideLine {
    async fn of(reader: &mut Reader, names: &mut Names, account: Account) -> Result<Self> {
        let open = open_of(reader, account.id).await?;
        let open = open.filter(|open| open.from == account.organisation);
        let agreed = match (&open, &account.leaver) {
            (Some(_), _) => Inside::Moves,
            (None, Some(_)) => Inside::Leaves,
            (None, None) => Inside::NotAgreed,
        };
        let to = match &open {
            Some(open) => Some(names.of(reader, open.to).await?),
            None => None,
        };
        let (to, to_name) = to.unzip();
        Ok(Self {
            id: account.id,
            display_name: account.display_name,
            address: account.address,
            kind: account.kind,
            state: account.state,
            agreed,
            transfer: open.as_ref().map(|open| open.id),
            transfer_state: open.as_ref().map(|open| open.state),
            to,
            to_name,
            day: open.and_then(|open| open.day).map(|day| day.text),
            leaves_at: account.leaver.map(|leaver| Timestamp::rfc3339(leaver.until)),
        })
    }
}

impl Query for ClosingPeople {
    const NAME: &'static str = "closing.people";
    const ACTION: Action = authority::INSIDE;
    const VIEW: View = View::Record;
    type Output = ClosingPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<ClosingPage> {
        let found = by_code_in_sight(reader, sight, &self.organisation)
            .await?
            .ok_or_else(|| common::NOT_FOUND.refuse())?;
        let organisation = found.id;
        let after = match self.after.as_deref().map(str::trim).filter(|after| !after.is_empty()) {
            None => None,
            Some(after) => {
                let id: AccountId = after.parse().map_err(|_| messages::PAGE.at("after"))?;
                let place = position(reader, organisation, id).await?;
                let (family, given) = place.ok_or_else(|| messages::PAGE.at("after"))?;
                Some((family, given, id))
            }
        };
        let of = |agreed: Option<Inside>| Wanted {
            organisation,
            needle: None,
            agreed: agreed.map(Inside::stored),
        };
        let needle = self.search.as_deref().and_then(Needle::of);
        let wanted = Wanted { needle, ..of(self.agreed) };
        let limit = rows(self.limit);
        let mut accounts = inside(reader, sight, &wanted, after, limit + 1).await?;
        let is_next = accounts.len() as i64 > limit;
        accounts.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = accounts.last().filter(|_| is_next).map(|last| last.id.to_string());
        let (mut items, mut names) = (Vec::new(), Names::default());
        for account in accounts {
            items.push(InsideLine::of(reader, &mut names, account).await?);
        }
        let case = case_of(reader, call, &found).await?;
        let closing = ClosingView::of(reader, &mut names, &case).await?;
        let [moving, leaving, not_agreed] = {
            let mut counts = [0; 3];
            for (count, agreed) in counts.iter_mut().zip(Inside::ALL) {
                *count = count_inside(reader, sight, &of(Some(agreed)), COUNTED).await?;
            }
            counts
        };
        let count = count_inside(reader, sight, &wanted, COUNTED).await?;
        Ok(ClosingPage {
            organisation: found.code,
            name: display_name(&found.name),
            state: found.state,
            closing,
            items,
            next,
            count,
            inside: reader.ask(AccountsIn(organisation)).await?,
            not_agreed,
            moving,
            leaving,
            version: found.version,
        })
    }
}
