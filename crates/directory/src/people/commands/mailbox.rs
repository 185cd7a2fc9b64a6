//! A mailbox is not read, or is again.

use facts::directory::MailboxMarked;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::current_live;
use crate::people::{authority, messages, store};

/// Says whether somebody reads the mailbox of a person: the person themself, or whoever looks after them. Letters of the
/// service go there all the same; of a primary local administrator it shows to the organisation and to the operator.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkMailbox {
    /// Whose mailbox.
    pub person: AccountId,
    /// Whether somebody reads it.
    pub is_read: bool,
}

/// How a mailbox stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MailboxStanding {
    /// Whose mailbox.
    pub person: AccountId,
    /// Since when nobody reads it (RFC 3339), if so.
    pub unread_since: Option<String>,
}

impl Command for MarkMailbox {
    const NAME: &'static str = "mailbox.mark";
    const ACTION: Action = authority::MARK_MAILBOX;
    type Prepared = ();
    type Output = MailboxStanding;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        super::person(reader, self.person).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<MailboxStanding> {
        let account = current_live(tx, self.person).await?;
        let before = store::unread_since(tx, account.id).await?;
        if before.is_none() == self.is_read {
            return Err(messages::NOTHING_TO_CHANGE.refuse().into());
        }
        let since = (!self.is_read).then_some(call.now);
        store::mark_mailbox(tx, call, account.id, before, since).await?;
        tx.note(&MailboxMarked { account: account.id, organisation: account.organisation })?;
        let unread_since = since.map(kernel::clock::Timestamp::rfc3339);
        Ok(MailboxStanding { person: account.id, unread_since })
    }
}
