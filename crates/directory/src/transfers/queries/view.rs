//! One transfer, and what the caller may do with it.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::TransferLine;
use super::{Names, names_of};
use crate::people::moves;
use crate::transfers::commands::{Obstacle, obstacle, sides, waits};
use crate::transfers::model::{Begun, Side, Step, Transfer, TransferId, TransferState};
use crate::transfers::{authority, store};

/// Something that can be done to a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TransferAct {
    /// Agree.
    Accept,
    /// Not want it.
    Decline,
    /// Name another day.
    ChangeDate,
    /// Take the own word back.
    Withdraw,
}

impl TransferAct {
    const ALL: [(Self, Step); 4] = [
        (Self::Accept, Step::Move),
        (Self::Decline, Step::Decline),
        (Self::ChangeDate, Step::ChangeDate),
        (Self::Withdraw, Step::Withdraw),
    ];
}

/// One transfer, for either of its two organisations.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferById {
    /// The transfer.
    pub transfer: TransferId,
}

/// A transfer as either organisation may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransferView {
    /// Which one.
    pub transfer: TransferId,
    /// The person.
    pub person: AccountId,
    /// The name of the person, as it was when the transfer was last written; empty once the account is erased.
    pub name: String,
    /// Their email address, likewise.
    pub address: String,
    /// The code of the organisation that has or had the person.
    pub from: String,
    /// Its name.
    pub from_name: String,
    /// The code of the organisation that wants or has them.
    pub to: String,
    /// Its name.
    pub to_name: String,
    /// Who began it.
    pub begun: Begun,
    /// When (RFC 3339).
    pub begun_at: String,
    /// How far it is.
    pub state: TransferState,
    /// Whose turn it is, if it is anybody's.
    pub turn: Option<Side>,
    /// Since when it stands as it does (RFC 3339).
    pub since: String,
    /// The day on which the person moves, if one was named, such as 2027-03-31, where the receiving organisation lies.
    pub day: Option<String>,
    /// Whether that day is still to come.
    pub is_later: bool,
    /// When it lapses if nobody decides (RFC 3339).
    pub lapses_at: Option<String>,
    /// What whoever began it wrote to the other side.
    pub note: Option<String>,
    /// Why it was declined or withdrawn.
    pub reason: Option<String>,
    /// How often those whose turn it is were reminded.
    pub reminded: i64,
    /// Whether the day has come and the move could not be done yet; it is tried again every day.
    pub is_held_up: bool,
    /// What the caller may do with it now.
    pub acts: Vec<TransferAct>,
    /// The sides that the caller sees.
    pub seen: Vec<Side>,
    /// The version that the next change has to expect.
    pub version: i64,
}

impl TransferView {
    async fn of(
        reader: &mut Reader,
        call: &Call,
        sight: &Sight,
        transfer: Transfer,
    ) -> Result<Self> {
        let mut names = Names::new();
        let (from, from_name) = names_of(reader, transfer.from, &mut names).await?;
        let (to, to_name) = names_of(reader, transfer.to, &mut names).await?;
        let may = sides(reader, call, authority::SETTLE, &transfer).await?;
        let fits =
            |step: Step| may.iter().any(|side| transfer.state.after(step, Some(*side)).is_some());
        let acts = TransferAct::ALL.into_iter().filter(|(_, step)| fits(*step));
        let acts = acts.map(|(act, _)| act).collect();
        let mut seen = Vec::new();
        for side in [Side::From, Side::To] {
            if sight.sees_organisation(reader, transfer.organisation(side)).await? {
                seen.push(side);
            }
        }
        let is_later = transfer.is_for_later(call.now);
        let is_held_up = transfer.state == TransferState::Dated
            && !is_later
            && obstacle(reader, &transfer, call.now).await?.is_some_and(|it| it != Obstacle::Gone);
        let lapse = waits(reader, transfer.from, call.now).await?.lapse;
        let lapses_at = transfer.state.turn().map(|_| transfer.turn_since.plus_days(lapse));
        Ok(Self {
            transfer: transfer.id,
            person: transfer.account,
            from,
            from_name,
            to,
            to_name,
            begun: transfer.begun,
            begun_at: transfer.begun_at.rfc3339(),
            state: transfer.state,
            turn: transfer.state.turn(),
            since: transfer.turn_since.rfc3339(),
            is_later,
            lapses_at: lapses_at.map(Timestamp::rfc3339),
            reminded: transfer.reminded,
            is_held_up,
            acts,
            seen,
            version: transfer.version,
            name: transfer.name,
            address: transfer.address,
            day: transfer.day.map(|day| day.text),
            note: transfer.note,
            reason: transfer.reason,
        })
    }
}

impl Query for TransferById {
    const NAME: &'static str = "transfer.by-id";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Transfers;
    type Output = TransferView;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<TransferView> {
        match store::seen(reader, sight, self.transfer).await? {
            Some(transfer) => TransferView::of(reader, call, sight, transfer).await,
            None => Err(common::NOT_FOUND.refuse().into()),
        }
    }
}

/// The open transfer of a person, for the organisation that has them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferOfPerson {
    /// The person.
    pub person: AccountId,
}

impl Query for TransferOfPerson {
    const NAME: &'static str = "transfer.of-person";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Transfers;
    type Output = Option<TransferLine>;

    async fn run(
        &self,
        _: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<Option<TransferLine>> {
        let Some(account) = moves::find(reader, self.person).await? else {
            return Err(common::NOT_FOUND.refuse().into());
        };
        if !sight.sees_organisation(reader, account.organisation).await? {
            return Err(common::NOT_FOUND.refuse().into());
        }
        let open = store::open_of(reader, account.id).await?;
        match open.filter(|open| open.from == account.organisation) {
            Some(open) => {
                Ok(Some(TransferLine::of(reader, open, Side::From, &mut Names::new()).await?))
            }
            None => Ok(None),
        }
    }
}
