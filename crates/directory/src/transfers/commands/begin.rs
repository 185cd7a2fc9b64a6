//! A transfer begins: offered by the organisation that has the person, or asked for by the one that wants them.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{TransferVersion, check_release, check_unit, coded, day, waits};
use crate::people::moves::{self, Account};
use crate::transfers::model::{Begun, Day, Side, Transfer, TransferId, TransferState};
use crate::transfers::{authority, messages, store};

/// Offers a person to another organisation. They move when that organisation accepts, or on the day that both agree on;
/// until then nothing changes for them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferTransfer {
    /// The person.
    pub person: AccountId,
    /// The code of the other organisation in the register.
    pub organisation: String,
    /// The day on which the person moves, such as 2027-03-31, in the time zone of the other organisation; as soon as it
    /// accepts, if absent.
    #[serde(default)]
    pub day: Option<String>,
    /// What the other organisation should know, at most 250 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// Asks the organisation that has a person for them. The person is one whom the caller finds in the national directory.
/// They move when their organisation accepts, or on the day that both agree on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskTransfer {
    /// The code of the organisation that wants the person.
    pub organisation: String,
    /// The person.
    pub person: AccountId,
    /// A unit of the organisation that wants the person.
    #[serde(default)]
    pub unit: Option<Uuid>,
    /// The day on which the person moves, such as 2027-03-31, in the time zone of the organisation that wants them; as
    /// soon as the other one accepts, if absent.
    #[serde(default)]
    pub day: Option<String>,
    /// What the other organisation should know, at most 250 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// What a new transfer is made from.
pub(super) struct Beginning<'a> {
    pub(super) account: &'a Account,
    pub(super) to: OrganisationId,
    pub(super) begun: Begun,
    pub(super) state: TransferState,
    pub(super) unit: Option<Uuid>,
    pub(super) day: Option<Day>,
    pub(super) note: Option<String>,
}

impl Beginning<'_> {
    /// The row that it makes.
    pub(super) async fn row(self, tx: &mut WriteTx, call: &Call) -> Result<Transfer> {
        let account = self.account;
        let agreed_by = call.actor.account().filter(|_| self.begun != Begun::Ask);
        let waits = waits(tx, account.organisation, call.now).await?;
        let row = Transfer {
            id: TransferId(ids::new_at(call.now)),
            account: account.id,
            from: account.organisation,
            to: self.to,
            state: self.state,
            begun: self.begun,
            name: account.display_name.clone(),
            address: account.address.clone(),
            unit: self.unit,
            day: self.day,
            note: self.note,
            reason: None,
            agreed_by,
            begun_at: call.now,
            turn_since: call.now,
            reminded: 0,
            next_at: None,
            version: 1,
        };
        Ok(row.scheduled(&waits))
    }
}

async fn begin(tx: &mut WriteTx, call: &Call, new: Beginning<'_>) -> Result<TransferVersion> {
    // The account's row first: whoever deletes or moves it at this moment meets this act there.
    moves::take_row(tx, call, new.account).await?;
    let row = new.row(tx, call).await?;
    if !store::insert(tx, call, &row).await? {
        return Err(Fault::again("beginning a transfer beside another one").into());
    }
    Ok(TransferVersion::of(&row, row.version))
}

/// What somebody wrote to the other side.
fn note(text: Option<&str>) -> Result<Option<String>> {
    let mut checked = moves::Checked::default();
    let note = checked.line("note", "the note", text, 250);
    checked.finish()?;
    Ok(note)
}

impl Command for OfferTransfer {
    const NAME: &'static str = "transfer.offer";
    const ACTION: Action = authority::OFFER;
    type Prepared = ();
    type Output = TransferVersion;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        moves::person(reader, self.person).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<TransferVersion> {
        let Some(account) = moves::find(tx, self.person).await? else {
            return Err(common::NOT_FOUND.refuse().into());
        };
        call.expects(account.version)?;
        let to = coded(tx, &self.organisation).await?;
        if to.organisation == account.organisation {
            return Err(moves::messages::ALREADY_HERE.at("organisation").into());
        }
        if !to.is_open {
            return Err(messages::CLOSED.at("organisation").into());
        }
        check_release(tx, call, Self::ACTION, account.id).await?;
        if !account.state.is_live() {
            return Err(moves::messages::DELETED.refuse().into());
        }
        let day = match self.day.as_deref() {
            Some(text) => Some(day(tx, call, to.organisation, text).await?),
            None => None,
        };
        let note = note(self.note.as_deref())?;
        if let Some(open) = store::open_of(tx, account.id).await? {
            // What is open between two others ended with the move away from them, and the clocks see to it.
            let is_ours = open.from == account.organisation;
            let code = if is_ours { messages::OPEN_ALREADY } else { messages::NOT_NOW };
            return Err(code.refuse().into());
        }
        let new = Beginning {
            account: &account,
            to: to.organisation,
            begun: Begun::Offer,
            state: Side::From.word(),
            unit: None,
            day,
            note,
        };
        begin(tx, call, new).await
    }
}

impl Command for AskTransfer {
    const NAME: &'static str = "transfer.ask";
    const ACTION: Action = authority::ASK;
    type Prepared = ();
    type Output = TransferVersion;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<()> {
        // Asking for somebody tells whether they are in the directory, so it is a look at a card.
        moves::take_look(call).map(drop)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let found = coded(reader, &self.organisation).await;
        match found {
            Ok(to) => Ok(Resource::Organisation(to.organisation)),
            Err(_) => Err(common::NOT_FOUND.refuse().into()),
        }
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<TransferVersion> {
        let to = coded(tx, &self.organisation).await?;
        let account = moves::find(tx, self.person).await?.filter(moves::is_on_card);
        let Some(account) = account else { return Err(common::NOT_FOUND.refuse().into()) };
        call.expects(account.version)?;
        if account.organisation == to.organisation {
            return Err(moves::messages::ALREADY_HERE.refuse().into());
        }
        if !to.is_open {
            return Err(messages::CLOSED.refuse().into());
        }
        if call.actor.account() == Some(account.id) {
            return Err(moves::messages::MOVE_ONESELF.refuse().into());
        }
        check_unit(tx, self.unit, to.organisation).await?;
        let day = match self.day.as_deref() {
            Some(text) => Some(day(tx, call, to.organisation, text).await?),
            None => None,
        };
        let note = note(self.note.as_deref())?;
        if let Some(open) = store::open_of(tx, account.id).await? {
            let is_ours = open.to == to.organisation && open.from == account.organisation;
            // That somebody else is about to get the person is none of the asker's business.
            let code = if is_ours { messages::OPEN_ALREADY } else { messages::NOT_NOW };
            return Err(code.refuse().into());
        }
        let new = Beginning {
            account: &account,
            to: to.organisation,
            begun: Begun::Ask,
            state: Side::To.word(),
            unit: self.unit,
            day,
            note,
        };
        begin(tx, call, new).await
    }
}
