//! The watch over the register: what it closed or renamed of members becomes work for somebody.

use kernel::door::{Actor, Door, Face};
use kernel::refusal::{Error, Result};
use uuid::Uuid;

use crate::organisations::commands::{self, NoteRegisterChange};
use crate::organisations::model::{CHUNK, day_of};
use crate::organisations::store::{self, Watched};

/// The service actor in whose name it happens.
const WATCH: &str = "register-watch";

/// Compares every member with what the register says of it, each difference an act of its own, and says how many
/// were noticed. One that cannot be noted now does not hold up the rest.
pub async fn notice_changes(door: &Door) -> Result<usize> {
    let call = door.call(Actor::Service(WATCH), Face::Job);
    let today = day_of(call.now);
    let mut noticed = 0;
    let mut first_fault = None;
    for which in [Watched::Changed, Watched::Noticed] {
        let mut after = Uuid::nil();
        loop {
            let mut reader = door.reader().await?;
            let some = store::watched(&mut reader, which, today, after, CHUNK as i64).await?;
            let found = commands::notices(&mut reader, &some, &call).await?;
            drop(reader);
            for (_, notice) in found {
                let Some(of) = some.iter().find(|one| one.id == notice.organisation) else {
                    continue;
                };
                let command =
                    NoteRegisterChange { organisation: of.code.clone(), kind: notice.kind };
                let call = door.call(Actor::Service(WATCH), Face::Job);
                match door.perform(call, command).await {
                    Ok(_) => noticed += 1,
                    // Another process noticed it since the look. The refusal stands in the audit.
                    Err(Error::Refused(_)) => {}
                    Err(fault) => first_fault = first_fault.or(Some(fault)),
                }
            }
            match some.last() {
                Some(last) if some.len() == CHUNK => after = last.id.0,
                _ => break,
            }
        }
    }
    first_fault.map_or(Ok(noticed), Err)
}
