//! User policies, their add-ons, and which one newcomers get.

use kernel::authority::Sight;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use kernel::vals;

use super::super::model::{Kind, Policy, name_key};
use crate::keys::{PolicyId, ProductId};

const COLUMNS: &str = "id, organisation, name, kind, base_product, description, switched_off, successor, revision, version";

fn read(row: &Row) -> Result<Policy, Fault> {
    let switched_off = serde_json::from_str(&row.text(6)?).map_err(|error| {
        Fault::defect("reading the applications of a user policy").because(error)
    })?;
    Ok(Policy {
        id: PolicyId(row.id(0)?),
        organisation: OrganisationId(row.id(1)?),
        name: row.text(2)?,
        kind: if row.text(3)? == Kind::National.name() { Kind::National } else { Kind::Local },
        base_product: ProductId(row.id(4)?),
        description: row.text(5)?,
        switched_off,
        successor: row.id_or_none(7)?.map(PolicyId),
        revision: row.int(8)?,
        version: row.int(9)?,
    })
}

fn written(switched_off: &[String]) -> Result<String, Fault> {
    serde_json::to_string(switched_off)
        .map_err(|error| Fault::defect("writing the applications of a user policy").because(error))
}

/// The user policy of that key, whoever asks.
pub(crate) async fn find(reader: &mut Reader, policy: PolicyId) -> Result<Option<Policy>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM user_policy WHERE id = $1");
    reader.row(&sql, &vals![policy]).await?.as_ref().map(read).transpose()
}

/// The user policy of that key, if it is seen.
pub(crate) async fn seen(
    reader: &mut Reader,
    sight: &Sight,
    policy: PolicyId,
) -> Result<Option<Policy>, Fault> {
    let mut params = vals![policy].to_vec();
    let clause = sight.organisations_clause("organisation", &mut params);
    let sql = format!("SELECT {COLUMNS} FROM user_policy WHERE id = $1 AND {clause}");
    reader.row(&sql, &params).await?.as_ref().map(read).transpose()
}

/// The user policies of an organisation in order of name, after a name.
pub(crate) async fn list(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    after: &str,
    limit: i64,
) -> Result<Vec<Policy>, Fault> {
    let mut params = vals![organisation, after, limit].to_vec();
    let clause = sight.organisations_clause("organisation", &mut params);
    let sql = format!(
        "SELECT {COLUMNS} FROM user_policy WHERE organisation = $1 AND name_key > $2 AND {clause} ORDER BY name_key LIMIT $3"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// The open user policies of an organisation in order of name, whoever asks.
pub(crate) async fn open_in(
    reader: &mut Reader,
    organisation: OrganisationId,
    limit: i64,
) -> Result<Vec<Policy>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM user_policy WHERE organisation = $1 AND state = 'open' ORDER BY name_key LIMIT $2"
    );
    reader.rows(&sql, &vals![organisation, limit]).await?.iter().map(read).collect()
}

/// The national user policy of an organisation, if it has one already.
pub(crate) async fn national(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<Policy>, Fault> {
    let sql =
        format!("SELECT {COLUMNS} FROM user_policy WHERE organisation = $1 AND kind = $2 LIMIT 1");
    reader
        .row(&sql, &vals![organisation, Kind::National.name()])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Adds a user policy, unless its organisation has one of the name. The number of rows is the verdict.
pub(crate) async fn insert(tx: &mut WriteTx, call: &Call, new: &Policy) -> Result<bool, Fault> {
    let params = vals![
        new.id,
        new.organisation,
        &new.name,
        name_key(&new.name),
        new.kind.name(),
        new.base_product,
        &new.description,
        written(&new.switched_off)?,
        call.act
    ];
    let sql = "INSERT INTO user_policy (id, organisation, name, name_key, kind, base_product, description, switched_off, state, revision, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', 1, 1, $9) ON CONFLICT (organisation, name_key) DO NOTHING";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Whether another user policy of the organisation has the name.
pub(crate) async fn is_named(reader: &mut Reader, policy: &Policy) -> Result<bool, Fault> {
    let sql = "SELECT id FROM user_policy WHERE organisation = $1 AND name_key = $2 AND id <> $3";
    Ok(reader
        .row(sql, &vals![policy.organisation, name_key(&policy.name), policy.id])
        .await?
        .is_some())
}

/// Writes a changed user policy over the version it was read in; whether nobody was faster.
pub(crate) async fn update(tx: &mut WriteTx, call: &Call, policy: &Policy) -> Result<bool, Fault> {
    let state = if policy.successor.is_some() { "closing" } else { "open" };
    let params = vals![
        &policy.name,
        name_key(&policy.name),
        policy.base_product,
        &policy.description,
        written(&policy.switched_off)?,
        state,
        policy.successor.map(|successor| successor.0),
        policy.revision,
        call.act,
        policy.id,
        policy.version
    ];
    let sql = "UPDATE user_policy SET name = $1, name_key = $2, base_product = $3, description = $4, switched_off = $5, state = $6, \
               successor = $7, revision = $8, version = version + 1, act = $9 WHERE id = $10 AND version = $11";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Removes a user policy and its add-ons.
pub(crate) async fn delete(tx: &mut WriteTx, policy: PolicyId) -> Result<(), Fault> {
    tx.exec("DELETE FROM policy_addon WHERE policy = $1", &vals![policy]).await?;
    tx.exec("DELETE FROM user_policy WHERE id = $1", &vals![policy]).await.map(drop)
}

/// The add-ons of a user policy, in order of their keys.
pub(crate) async fn addons(reader: &mut Reader, policy: PolicyId) -> Result<Vec<ProductId>, Fault> {
    let sql = "SELECT product FROM policy_addon WHERE policy = $1 ORDER BY product LIMIT 100";
    reader.rows(sql, &vals![policy]).await?.iter().map(|row| row.id(0).map(ProductId)).collect()
}

/// Makes these the add-ons of a user policy.
pub(crate) async fn set_addons(
    tx: &mut WriteTx,
    call: &Call,
    policy: PolicyId,
    addons: &[ProductId],
) -> Result<(), Fault> {
    tx.exec("DELETE FROM policy_addon WHERE policy = $1", &vals![policy]).await?;
    for addon in addons {
        let sql = "INSERT INTO policy_addon (policy, product, version, act) VALUES ($1, $2, 1, $3)";
        tx.exec(sql, &vals![policy, *addon, call.act]).await?;
    }
    Ok(())
}

/// The user policy that newcomers of the organisation get.
pub(crate) async fn default_of(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<PolicyId>, Fault> {
    let sql = "SELECT policy FROM policy_default WHERE organisation = $1";
    reader.row(sql, &vals![organisation]).await?.map(|row| row.id(0).map(PolicyId)).transpose()
}

/// Makes it the one that newcomers get. One row per organisation: there is exactly one default, whoever races.
pub(crate) async fn set_default(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
    policy: PolicyId,
) -> Result<(), Fault> {
    let sql = "INSERT INTO policy_default (organisation, policy, version, act) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (organisation) DO UPDATE SET policy = excluded.policy, version = policy_default.version + 1, act = excluded.act";
    tx.exec(sql, &vals![organisation, policy, call.act]).await.map(drop)
}

/// User policies with work left: members to bring up, or to move out.
pub(crate) async fn unfinished(reader: &mut Reader) -> Result<Vec<PolicyId>, Fault> {
    let sql = "SELECT id FROM user_policy WHERE state = 'closing' OR EXISTS (SELECT 1 FROM policy_membership \
               WHERE policy_membership.policy = user_policy.id AND policy_membership.applied < user_policy.revision) ORDER BY id LIMIT 200";
    reader.rows(sql, &[]).await?.iter().map(|row| row.id(0).map(PolicyId)).collect()
}
