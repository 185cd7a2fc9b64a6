//! The table of networks.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::mfa::model::Network;

/// Networks of an organisation that are read.
const MOST: i64 = 200;

/// Whether a network counts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody has decided yet.
    Proposed,
    /// It counts.
    Approved,
    /// It does not count.
    Refused,
}

impl State {
    /// As it is kept.
    pub(in crate::mfa) const fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }

    fn kept_as(name: &str) -> Self {
        // What is not known does not count.
        [Self::Proposed, Self::Approved]
            .into_iter()
            .find(|state| state.name() == name)
            .unwrap_or(Self::Refused)
    }
}

/// A network as it is kept.
#[derive(Clone, Debug)]
pub(in crate::mfa) struct Kept {
    pub(in crate::mfa) id: Uuid,
    pub(in crate::mfa) organisation: OrganisationId,
    pub(in crate::mfa) addresses: String,
    pub(in crate::mfa) name: String,
    pub(in crate::mfa) state: State,
    pub(in crate::mfa) proposed_by: String,
    pub(in crate::mfa) proposed_at: Timestamp,
    pub(in crate::mfa) version: i64,
}

const SELECT: &str = "SELECT n.id, n.organisation, n.addresses, n.name, n.state, n.proposed_by, n.proposed_at, n.version FROM mfa_network n";

fn read(row: &Row) -> Result<Kept, Fault> {
    Ok(Kept {
        id: row.id(0)?,
        organisation: OrganisationId(row.id(1)?),
        addresses: row.text(2)?,
        name: row.text(3)?,
        state: State::kept_as(&row.text(4)?),
        proposed_by: row.text(5)?,
        proposed_at: row.time(6)?,
        version: row.int(7)?,
    })
}

/// The networks of an organisation that count.
pub(in crate::mfa) async fn approved(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Vec<Network>, Fault> {
    let sql = "SELECT addresses FROM mfa_network WHERE organisation = $1 AND state = $2 ORDER BY addresses LIMIT $3";
    let params = vals![organisation, State::Approved.name(), MOST];
    let mut networks = Vec::new();
    for row in reader.rows(sql, &params).await? {
        networks.extend(Network::kept_as(&row.text(0)?));
    }
    Ok(networks)
}

/// All networks of an organisation in sight.
pub(in crate::mfa) async fn all(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
) -> Result<Vec<Kept>, Fault> {
    let mut params = vals![organisation, MOST].to_vec();
    let seen = sight.organisations_clause("n.organisation", &mut params);
    let sql =
        format!("{SELECT} WHERE n.organisation = $1 AND {seen} ORDER BY n.addresses LIMIT $2");
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// One of them.
pub(in crate::mfa) async fn network(reader: &mut Reader, id: Uuid) -> Result<Option<Kept>, Fault> {
    let sql = format!("{SELECT} WHERE n.id = $1");
    reader.row(&sql, &vals![id]).await?.map(|row| read(&row)).transpose()
}

/// Those that nobody has decided about, the first one first.
pub(in crate::mfa) async fn waiting(reader: &mut Reader, most: i64) -> Result<Vec<Kept>, Fault> {
    let sql = format!("{SELECT} WHERE n.state = $1 ORDER BY n.id LIMIT $2");
    let params = vals![State::Proposed.name(), most];
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// Proposes a network; one that was refused may be proposed again. Says no if it is there.
pub(in crate::mfa) async fn propose(
    tx: &mut WriteTx,
    id: Uuid,
    organisation: OrganisationId,
    (network, name): (&Network, &str),
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM mfa_network WHERE organisation = $1 AND addresses = $2 AND state = $3";
    let addresses = network.to_string();
    tx.exec(sql, &vals![organisation, addresses.as_str(), State::Refused.name()]).await?;
    let sql = "INSERT INTO mfa_network (id, organisation, addresses, name, state, proposed_by, proposed_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) ON CONFLICT (organisation, addresses) DO NOTHING";
    let params = vals![
        id,
        organisation,
        addresses.as_str(),
        name,
        State::Proposed.name(),
        call.actor.label(),
        call.now,
        call.act
    ];
    let is_new = tx.exec(sql, &params).await? == 1;
    tx.subject("mfa_network", id, 1);
    tx.effect("mfa_network", id, "addresses", None::<&str>, addresses.as_str());
    Ok(is_new)
}

/// Decides about a network as it was seen; says no if somebody else did.
pub(in crate::mfa) async fn decide(
    tx: &mut WriteTx,
    before: &Kept,
    state: State,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE mfa_network SET state = $3, version = version + 1, act = $4 WHERE id = $1 AND version = $2";
    let params = vals![before.id, before.version, state.name(), call.act];
    let is_first = tx.exec(sql, &params).await? == 1;
    tx.subject("mfa_network", before.id, before.version + 1);
    tx.effect("mfa_network", before.id, "state", before.state.name(), state.name());
    Ok(is_first)
}

/// Takes a network away; says no if it is gone.
pub(in crate::mfa) async fn remove(tx: &mut WriteTx, network: &Kept) -> Result<bool, Fault> {
    let sql = "DELETE FROM mfa_network WHERE id = $1";
    let was_there = tx.exec(sql, &vals![network.id]).await? == 1;
    tx.subject("mfa_network", network.id, 0);
    tx.effect("mfa_network", network.id, "addresses", network.addresses.as_str(), None::<&str>);
    Ok(was_there)
}
