//! The table of transfers.

use facts::directory::TransferChanged;
use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use kernel::vals;
use uuid::Uuid;

use super::model::{Begun, Day, Side, Transfer, TransferId, TransferState};

const COLUMNS: &str = "id, account, from_organisation, to_organisation, state, begun, name, address, unit, day, due_at, note, reason, \
     agreed_by, begun_at, turn_since, reminded, next_at, version";
/// The states in which a transfer can still move the person.
const OPEN: &str = "state IN ('offered', 'asked', 'dated')";

fn read(row: &Row) -> Result<Transfer, Fault> {
    let (state, begun) = (row.text(4)?, row.text(5)?);
    let unknown = |what: &str| Fault::defect(format!("reading a transfer that is {what}"));
    let day = match (row.text_or_none(9)?, row.time_or_none(10)?) {
        (Some(text), Some(begins_at)) => Some(Day { text, begins_at }),
        _ => None,
    };
    Ok(Transfer {
        id: TransferId(row.id(0)?),
        account: AccountId(row.id(1)?),
        from: OrganisationId(row.id(2)?),
        to: OrganisationId(row.id(3)?),
        state: TransferState::named(&state).ok_or_else(|| unknown(&state))?,
        begun: Begun::named(&begun).ok_or_else(|| unknown(&begun))?,
        name: row.text(6)?,
        address: row.text(7)?,
        unit: row.id_or_none(8)?,
        day,
        note: row.text_or_none(11)?,
        reason: row.text_or_none(12)?,
        agreed_by: row.id_or_none(13)?.map(AccountId),
        begun_at: row.time(14)?,
        turn_since: row.time(15)?,
        reminded: row.int(16)?,
        next_at: row.time_or_none(17)?,
        version: row.int(18)?,
    })
}

/// One transfer, whoever asks: for commands, which have asked authority about it.
pub(crate) async fn find(reader: &mut Reader, id: TransferId) -> Result<Option<Transfer>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM transfer WHERE id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// The open transfer of a person.
pub(crate) async fn open_of(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Transfer>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM transfer WHERE account = $1 AND {OPEN}");
    reader.row(&sql, &vals![account]).await?.as_ref().map(read).transpose()
}

/// Which transfers of an organisation are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    pub(crate) organisation: OrganisationId,
    /// The side on which the organisation is.
    pub(crate) side: Side,
    /// Only the open ones, only those that are over, or all.
    pub(crate) open: Option<bool>,
    /// Only those in which it is the organisation's turn.
    pub(crate) is_turn: bool,
}

/// A page of transfers, latest first, before one of them.
pub(crate) async fn list(
    reader: &mut Reader,
    sight: &Sight,
    filter: &Filter,
    before: Option<TransferId>,
    limit: i64,
) -> Result<Vec<Transfer>, Fault> {
    let column = match filter.side {
        Side::From => "from_organisation",
        Side::To => "to_organisation",
    };
    let mut params = vals![filter.organisation, limit].to_vec();
    let mut conditions = format!("{column} = $1");
    conditions.push_str(&format!(" AND {}", sight.organisations_clause(column, &mut params)));
    match filter.open {
        Some(true) => conditions.push_str(&format!(" AND {OPEN}")),
        Some(false) => conditions.push_str(&format!(" AND NOT ({OPEN})")),
        None => {}
    }
    if filter.is_turn {
        params.push(Val::from(filter.side.other().word().name()));
        conditions.push_str(&format!(" AND state = ${}", params.len()));
    }
    if let Some(before) = before {
        params.push(before.into());
        conditions.push_str(&format!(" AND id < ${}", params.len()));
    }
    let sql =
        format!("SELECT {COLUMNS} FROM transfer WHERE {conditions} ORDER BY id DESC LIMIT $2");
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// One transfer, if one of its sides is in sight.
pub(crate) async fn seen(
    reader: &mut Reader,
    sight: &Sight,
    id: TransferId,
) -> Result<Option<Transfer>, Fault> {
    let mut params = vals![id].to_vec();
    let from = sight.organisations_clause("from_organisation", &mut params);
    let to = sight.organisations_clause("to_organisation", &mut params);
    let sql = format!("SELECT {COLUMNS} FROM transfer WHERE id = $1 AND ({from} OR {to})");
    reader.row(&sql, &params).await?.as_ref().map(read).transpose()
}

/// Open transfers out of an organisation for which somebody agreed there, newest first.
pub(crate) async fn agreed_by(
    reader: &mut Reader,
    organisation: OrganisationId,
    person: AccountId,
    limit: i64,
) -> Result<Vec<Transfer>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM transfer WHERE from_organisation = $1 AND {OPEN} AND agreed_by = $2 ORDER BY id DESC LIMIT $3"
    );
    reader.rows(&sql, &vals![organisation, person, limit]).await?.iter().map(read).collect()
}

/// A condition on a column of another slice that holds the key of an account: an open transfer takes it out of the
/// organisation.
pub(crate) fn moving_clause(
    column: &str,
    organisation: OrganisationId,
    params: &mut Vec<Val>,
) -> String {
    params.push(organisation.into());
    format!(
        "{column} IN (SELECT t.account FROM transfer t WHERE t.from_organisation = ${} AND t.{OPEN})",
        params.len()
    )
}

/// Transfers at which the clocks have to look, in the order in which it became so, after a place.
pub(crate) async fn due(
    reader: &mut Reader,
    now: Timestamp,
    after: (Timestamp, TransferId),
    limit: i64,
) -> Result<Vec<Transfer>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM transfer WHERE next_at <= $1 AND (next_at, id) > ($2, $3) ORDER BY next_at, id LIMIT $4"
    );
    reader.rows(&sql, &vals![now, after.0, after.1, limit]).await?.iter().map(read).collect()
}

/// Keeps a new transfer; whether the person had none that is open.
pub(crate) async fn insert(tx: &mut WriteTx, call: &Call, new: &Transfer) -> Result<bool> {
    let params = vals![
        new.id,
        new.account,
        new.from,
        new.to,
        new.state.name(),
        new.begun.name(),
        new.name.as_str(),
        new.address.as_str(),
        new.unit,
        new.day.as_ref().map(|day| day.text.as_str()),
        new.day.as_ref().map(|day| day.begins_at),
        new.note.as_deref(),
        new.reason.as_deref(),
        new.agreed_by,
        new.begun_at,
        new.turn_since,
        new.reminded,
        new.next_at,
        call.act,
    ];
    let sql = "INSERT INTO transfer (id, account, from_organisation, to_organisation, state, begun, name, address, unit, day, due_at, note, \
               reason, agreed_by, begun_at, turn_since, reminded, next_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19) ON CONFLICT DO NOTHING";
    if tx.exec(sql, &params).await? != 1 {
        return Ok(false);
    }
    tx.subject("transfer", new.id.0, 1);
    for (attribute, value) in attributes(new) {
        tx.effect("transfer", new.id.0, attribute, Val::Null, value);
    }
    tx.effect("transfer", new.id.0, "account", Val::Null, new.account);
    tx.effect("transfer", new.id.0, "from_organisation", Val::Null, new.from);
    tx.effect("transfer", new.id.0, "to_organisation", Val::Null, new.to);
    told(tx, new)?;
    Ok(true)
}

/// What can change, with the names of the columns, for the audit.
fn attributes(transfer: &Transfer) -> Vec<(&'static str, Val)> {
    vec![
        ("state", transfer.state.name().into()),
        ("day", transfer.day.as_ref().map(|day| day.text.as_str()).into()),
        ("unit", transfer.unit.into()),
        ("note", transfer.note.as_deref().into()),
        ("reason", transfer.reason.as_deref().into()),
        ("reminded", transfer.reminded.into()),
    ]
}

/// Both organisations have the act in their history, and whoever writes to them hears of it.
fn told(tx: &mut WriteTx, transfer: &Transfer) -> Result<(), Fault> {
    tx.concerns(transfer.from);
    tx.concerns(transfer.to);
    tx.note(&TransferChanged {
        transfer: transfer.id.0,
        account: transfer.account,
        from: transfer.from,
        to: transfer.to,
        state: transfer.state.name().to_owned(),
        reminded: transfer.reminded,
    })
}

/// Stores a changed transfer over the version it was read in, and gives the new version.
pub(crate) async fn save(
    tx: &mut WriteTx,
    call: &Call,
    before: &Transfer,
    after: &Transfer,
) -> Result<i64> {
    let params = vals![
        before.id,
        before.version,
        after.state.name(),
        after.name.as_str(),
        after.address.as_str(),
        after.unit,
        after.day.as_ref().map(|day| day.text.as_str()),
        after.day.as_ref().map(|day| day.begins_at),
        after.reason.as_deref(),
        after.agreed_by,
        after.turn_since,
        after.reminded,
        after.next_at,
        call.act,
    ];
    let sql = "UPDATE transfer SET state = $3, name = $4, address = $5, unit = $6, day = $7, due_at = $8, reason = $9, agreed_by = $10, \
               turn_since = $11, reminded = $12, next_at = $13, version = version + 1, act = $14 WHERE id = $1 AND version = $2";
    if tx.exec(sql, &params).await? != 1 {
        return Err(Fault::again("saving a transfer that changed meanwhile").into());
    }
    tx.subject("transfer", before.id.0, before.version + 1);
    for ((attribute, old), (_, new)) in attributes(before).into_iter().zip(attributes(after)) {
        tx.effect("transfer", before.id.0, attribute, old, new);
    }
    told(tx, after)?;
    Ok(before.version + 1)
}

/// Lets the clocks look at the open transfer of a person to whom something else happened. What it was is the affair of the
/// organisation in which it happened, so it leaves nothing in the act.
pub(crate) async fn wake(tx: &mut WriteTx, call: &Call, account: AccountId) -> Result<()> {
    let sql = format!(
        "UPDATE transfer SET next_at = $2, version = version + 1, act = $3 WHERE account = $1 AND {OPEN}"
    );
    tx.exec(&sql, &vals![account, call.now, call.act]).await?;
    Ok(())
}

/// Drops what transfers say about a person who was erased.
pub(crate) async fn forget(tx: &mut WriteTx, call: &Call, account: AccountId) -> Result<()> {
    let sql = "UPDATE transfer SET name = '', address = '', note = NULL, reason = NULL, version = version + 1, act = $2 WHERE account = $1";
    tx.exec(sql, &vals![account, call.act]).await?;
    Ok(())
}

/// Before every place in the order of the clocks.
pub(crate) const FIRST: (Timestamp, TransferId) =
    (Timestamp::from_micros(i64::MIN), TransferId(Uuid::nil()));
