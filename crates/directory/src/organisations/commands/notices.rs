//! What the register changed of members: noticed by the service itself, dealt with by somebody.

use facts::directory::RegisterDiffers;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Changed, coded};
use crate::organisations::model::{Notice, NoticeKind, NoticeState, Organisation, day_of};
use crate::organisations::{authority, messages, store};

/// Compares a member with what the register says of it, and opens or withdraws its notice of that kind. Only the
/// service itself does this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteRegisterChange {
    /// Its code in the register.
    pub organisation: String,
    /// What may have been changed.
    pub kind: NoticeKind,
}

impl Command for NoteRegisterChange {
    const NAME: &'static str = "register.notice";
    const ACTION: Action = authority::NOTICE;
    type Prepared = ();
    type Output = Changed;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(coded(reader, &self.organisation).await?.id))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Changed> {
        let organisation = coded(tx, &self.organisation).await?;
        let found = notices(tx, std::slice::from_ref(&organisation), call).await?;
        let differs = found.into_iter().find(|(_, notice)| notice.kind == self.kind);
        let (held, notice) = differs.ok_or_else(|| messages::NOTHING_NEW.refuse())?;
        if notice.state == NoticeState::Open {
            let kind = notice.kind.name().to_owned();
            tx.note(&RegisterDiffers { organisation: notice.organisation, kind })?;
        }
        save(tx, held.as_ref(), &notice, call).await
    }
}

/// The notices that have to change of these organisations, at most 200, each as it is and as it has to be.
pub(crate) async fn notices(
    reader: &mut Reader,
    organisations: &[Organisation],
    call: &Call,
) -> Result<Vec<(Option<Notice>, Notice)>, Fault> {
    let mut held = store::notices_of(reader, organisations.iter().map(|one| one.id)).await?;
    let followed =
        store::successions_of(reader, organisations.iter().map(|one| one.code.as_str())).await?;
    let today = day_of(call.now);
    let mut found = Vec::new();
    for organisation in organisations {
        let mut followers: Vec<_> = followed
            .values()
            .map(|one| &one.said)
            .filter(|said| said.old_code == organisation.code)
            .map(|said| (said.effective_on, said.new_code.clone()))
            .collect();
        followers.sort_unstable();
        let successors: Vec<String> = followers.into_iter().map(|(_, code)| code).collect();
        for kind in NoticeKind::ALL {
            let held = held.remove(&(organisation.id, *kind));
            let notice = organisation.noticed(*kind, held.as_ref(), &successors, today, call.now);
            found.extend(notice.map(|notice| (held, notice)));
        }
    }
    Ok(found)
}

/// Saves a notice with its line in the history of the organisation.
async fn save(
    tx: &mut WriteTx,
    held: Option<&Notice>,
    notice: &Notice,
    call: &Call,
) -> Result<Changed> {
    if !store::save_notice(tx, notice, call.act).await? {
        return Err(common::STALE.refuse().into());
    }
    let (table, id) = ("register_notice", notice.organisation);
    let version = notice.version + 1;
    tx.subject(table, id, version);
    tx.concerns(id);
    tx.effect(table, id, "kind", None::<&str>, notice.kind.name());
    type Value = fn(&Notice) -> String;
    let values: [(&'static str, Value); 4] = [
        ("state", |of| of.state.name().to_owned()),
        ("known", |of| of.known.clone()),
        ("says", |of| of.says.clone()),
        ("successors", |of| of.successors.join(" ")),
    ];
    for (column, value) in values {
        tx.effect(table, id, column, held.map(value), value(notice));
    }
    Ok(Changed { version })
}

/// Begins anew for an organisation that opens: what the register says now is what is known.
pub(super) async fn begin(
    tx: &mut WriteTx,
    organisation: &Organisation,
    call: &Call,
) -> Result<()> {
    let held = store::notices_of(tx, std::iter::once(organisation.id)).await?;
    for kind in NoticeKind::ALL {
        let held = held.get(&(organisation.id, *kind));
        let notice = organisation.unnoticed(*kind, held, call.now);
        if !store::save_notice(tx, &notice, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
    }
    Ok(())
}

/// Says that what the register changed of a member has been dealt with. A later change makes a new notice.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleNotice {
    /// Its code in the register.
    pub organisation: String,
    /// What was changed.
    pub kind: NoticeKind,
}

impl Command for SettleNotice {
    const NAME: &'static str = "register.settle";
    const ACTION: Action = authority::SETTLE;
    type Prepared = ();
    type Output = Changed;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(coded(reader, &self.organisation).await?.id))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Changed> {
        let organisation = coded(tx, &self.organisation).await?;
        let held = store::notices_of(tx, std::iter::once(organisation.id)).await?;
        let held = held
            .get(&(organisation.id, self.kind))
            .filter(|held| held.state == NoticeState::Open)
            .ok_or_else(|| messages::NOTHING_TO_SETTLE.refuse())?;
        call.expects(held.version)?;
        let settled = Notice {
            state: NoticeState::Settled,
            known: held.says.clone(),
            settled_at: Some(call.now),
            ..held.clone()
        };
        save(tx, Some(held), &settled, call).await
    }
}
