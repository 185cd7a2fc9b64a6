//! The table of signing keys.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;
use wire::jose::Jwk;

use super::model::{Algorithm, State};

/// A key as it is kept.
pub(super) struct Kept {
    pub(super) id: Uuid,
    pub(super) algorithm: Algorithm,
    pub(super) generation: i64,
    pub(super) kid: String,
    pub(super) state: State,
    pub(super) moved_at: Timestamp,
    pub(super) sealed: Vec<u8>,
    pub(super) public: Jwk,
    pub(super) version: i64,
}

const SELECT: &str = "SELECT id, algorithm, generation, kid, state, moved_at, sealed, public_key, version FROM signing_key";

fn read(row: &Row) -> Result<Kept, Fault> {
    let unknown = |what: String| Fault::defect(format!("reading a signing key, which says {what}"));
    let (algorithm, state) = (row.text(1)?, row.text(4)?);
    Ok(Kept {
        id: row.id(0)?,
        generation: row.int(2)?,
        kid: row.text(3)?,
        moved_at: row.time(5)?,
        sealed: row.bytes(6)?,
        public: serde_json::from_str(&row.text(7)?)
            .map_err(|error| Fault::defect("reading a public key").because(error))?,
        version: row.int(8)?,
        algorithm: Algorithm::kept_as(&algorithm).ok_or_else(|| unknown(algorithm))?,
        state: State::named(&state).ok_or_else(|| unknown(state))?,
    })
}

/// The keys that are not withdrawn, and the latest of each algorithm whatever it is, so that generations go on.
pub(super) async fn all(reader: &mut Reader) -> Result<Vec<Kept>, Fault> {
    let sql = format!(
        "{SELECT} WHERE state <> 'withdrawn' OR generation = (SELECT MAX(last.generation) FROM signing_key last WHERE last.algorithm = signing_key.algorithm) \
         ORDER BY algorithm, generation"
    );
    reader.rows(&sql, &[]).await?.iter().map(read).collect()
}

/// The key of an algorithm that signs.
pub(super) async fn active(
    reader: &mut Reader,
    algorithm: Algorithm,
) -> Result<Option<Kept>, Fault> {
    let sql = format!(
        "{SELECT} WHERE algorithm = $1 AND state = 'active' ORDER BY generation DESC LIMIT 1"
    );
    reader.row(&sql, &vals![algorithm.name()]).await?.as_ref().map(read).transpose()
}

/// Makes a key of a generation; says no if there is one.
pub(super) async fn insert(tx: &mut WriteTx, key: &Kept, call: &Call) -> Result<bool, Fault> {
    let public = serde_json::to_string(&key.public)
        .map_err(|error| Fault::defect("writing a public key").because(error))?;
    let sql = "INSERT INTO signing_key (id, algorithm, generation, kid, state, moved_at, sealed, public_key, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9) ON CONFLICT (algorithm, generation) DO NOTHING";
    let params = vals![
        key.id,
        key.algorithm.name(),
        key.generation,
        key.kid.as_str(),
        key.state.name(),
        call.now,
        key.sealed.as_slice(),
        public,
        call.act
    ];
    let is_made = tx.exec(sql, &params).await? == 1;
    if is_made {
        tx.effect("signing_key", key.id, "state", None::<&str>, key.state.name());
    }
    Ok(is_made)
}

/// Brings a key to another state; says no if somebody was faster.
pub(super) async fn to(
    tx: &mut WriteTx,
    key: &Kept,
    state: State,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE signing_key SET state = $3, moved_at = $4, version = version + 1, act = $5 WHERE id = $1 AND version = $2";
    let params = vals![key.id, key.version, state.name(), call.now, call.act];
    let is_moved = tx.exec(sql, &params).await? == 1;
    if is_moved {
        tx.effect("signing_key", key.id, "state", key.state.name(), state.name());
    }
    Ok(is_moved)
}
