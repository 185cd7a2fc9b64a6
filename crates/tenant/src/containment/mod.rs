//! What is done in the tenant about an account that was shut, because somebody else may have got into it.
//!
//! Used by sign-in, whose case shows it and is not closed before it is done. The act that shuts an account notes here that
//! something is asked of the tenant, in its own transaction, so that no case is closed before it is done; where the process
//! that shuts it has no connection, as that of the operator while nothing is serving, a follower of one that has does so. A
//! job of a queue of its own does what is to be done, ahead of everything that waits in the other one: nobody signs in there
//! any more, every session there ends, and the rules of the mailbox are switched off, because whoever got in may have made them.
//!
//! Invariants: each time that an account is shut has a row of its own, and what was done about an earlier one proves nothing
//! about it; each thing counts as done at the moment at which it was seen to be so; the names of the rules that were switched
//! off are kept, so that their owner can switch those on again that are theirs; trouble on the way is tried again for ever with
//! growing pauses, but sessions are ended once and nothing is recorded that is known. Somebody who was let begin again meanwhile
//! is not locked out there.
//!
//! Deliberately absent: switching rules on again, which is for their owner; forwarding that an administrator of Exchange set,
//! for which Graph has no call; and any of it without a connection, or while sending is paused or held after a restore.

mod authority;
mod commands;
mod jobs;
mod model;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::AccountErased;
use facts::signin::{AccountContained, CaseWordsRemoved};
use facts::tenant::TenantShutOf;
use kernel::commands;
use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Within};

pub use commands::RecordContainment;
pub(crate) use jobs::handlers;

use crate::graph::Connection;

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "tenant/containment",
        commands: commands![RecordContainment],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountContained, call, tx| {
                Box::pin(jobs::hear(fact, call, tx))
            }),
            Within::new(&[], |fact: AccountErased, _, tx| {
                Box::pin(async move { Ok(store::erase(tx, fact.account).await?) })
            }),
            Within::new(&[], |fact: CaseWordsRemoved, call, tx| {
                Box::pin(async move { Ok(store::forget_names(tx, fact.account, call).await?) })
            }),
        ],
        after: vec![jobs::follower()],
        answers: vec![
            |answers| {
                answers.add(|TenantShutOf(account), reader| {
                    Box::pin(async move {
                        let found = store::latest(reader, account).await?;
                        Ok(found.map(model::Containment::told))
                    })
                })
            },
            |answers| {
                let is_there = answers.ports().port::<Connection>().is_ok();
                answers.add(move |jobs::IsConnected, _| Box::pin(async move { Ok(is_there) }))
            },
        ],
        guards: const {
            &[Guard::new("tenant_containment", "the time it was shut", "what is done counts once")]
        },
        migrations: &[
            Migration {
                number: 68,
                name: "0068_tenant_containment",
                sql: include_str!("../../../../migrations/0068_tenant_containment.sql"),
            },
            Migration {
                number: 73,
                name: "0073_tenant_containment_place",
                sql: include_str!("../../../../migrations/0073_tenant_containment_place.sql"),
            },
        ],
        ..Manifest::default()
    }
}
