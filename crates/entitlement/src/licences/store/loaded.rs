//! Balances the books after licences were given out by a load.

use kernel::ids::{ActId, OrganisationId};
use kernel::load::Load;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// Licences that left one account for another, out of an allotment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub(crate) allotment: Uuid,
    pub(crate) source: Uuid,
    pub(crate) target: Uuid,
    pub(crate) number: i64,
}

/// Books what was given.
pub(crate) async fn book(load: &mut Load, given: &Given, act: ActId) -> Result<(), Fault> {
    let sql = "UPDATE allotment SET assigned = assigned + $1, version = version + 1, act = $2 WHERE id = $3";
    load.exec(sql, &vals![given.number, act, given.allotment]).await?;
    for (account, change) in [(given.source, -given.number), (given.target, given.number)] {
        let sql = "UPDATE licence_account SET balance = balance + $1, version = version + 1, act = $2 WHERE id = $3";
        load.exec(sql, &vals![change, act, account]).await?;
    }
    Ok(())
}

/// Notes the place that the next one who asks will get.
pub(crate) async fn keep_place(
    load: &mut Load,
    organisation: OrganisationId,
    place: i64,
    act: ActId,
) -> Result<(), Fault> {
    let sql = "INSERT INTO licence_desk (organisation, next_place, version, act) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (organisation) DO UPDATE SET next_place = excluded.next_place, version = licence_desk.version + 1, act = excluded.act";
    load.exec(sql, &vals![organisation, place, act]).await.map(drop)
}
