//! The tables of applications and of the organisations that they are for.

mod fetched;
mod logouts;
mod own;

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

pub(super) use fetched::{fetched, keep_fetched, may_fetch};
pub(super) use logouts::{count_logout, logouts};
pub(super) use own::{count_in, count_out, hold, seen, seen_page};

use super::model::{
    Application, Asks, Authentication, Checked, ClientKey, Devices, Kind, OpenTo, Protocol,
    Service, Subject,
};
use crate::keys::KeyHash;
use crate::signing_keys::Algorithm;

const SELECT: &str = "SELECT id, name, protocol, kind, client_id, secret_hash, authentication, subject, subject_salt, signing, \
                      audience, redirect_uris, logout_uris, scopes, open_to, created_at, retired_at, version, saml, backchannel_logout_uri, public_keys, device, organisation, held_at, asks, secret_before, secret_before_until, keys_uri, hold_reason FROM application";

fn known<T>(name: String, of: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
    of(&name).ok_or_else(|| Fault::defect(format!("reading an application, which says {name}")))
}

fn list(text: &str) -> Result<Vec<String>, Fault> {
    serde_json::from_str(text)
        .map_err(|error| Fault::defect("reading a list of an application").because(error))
}

fn text(list: &[String]) -> Result<String, Fault> {
    serde_json::to_string(list)
        .map_err(|error| Fault::defect("writing a list of an application").because(error))
}

/// What its metadata says; nothing of one that speaks something else.
fn service(text: &str) -> Result<Option<Service>, Fault> {
    let read = (!text.is_empty()).then(|| serde_json::from_str(text)).transpose();
    read.map_err(|error| Fault::defect("reading the metadata of an application").because(error))
}

fn service_text(service: Option<&Service>) -> Result<String, Fault> {
    let written = service.map(serde_json::to_string).transpose();
    let written = written
        .map_err(|error| Fault::defect("writing the metadata of an application").because(error))?;
    Ok(written.unwrap_or_default())
}

fn keys(text: &str) -> Result<Vec<ClientKey>, Fault> {
    let read = (!text.is_empty()).then(|| serde_json::from_str(text)).transpose();
    let read =
        read.map_err(|error| Fault::defect("reading the keys of an application").because(error))?;
    Ok(read.unwrap_or_default())
}

fn keys_text(keys: &[ClientKey]) -> Result<String, Fault> {
    if keys.is_empty() {
        return Ok(String::new());
    }
    serde_json::to_string(keys)
        .map_err(|error| Fault::defect("writing the keys of an application").because(error))
}

fn read(row: &Row) -> Result<Application, Fault> {
    Ok(Application {
        id: row.id(0)?,
        name: row.text(1)?,
        protocol: known(row.text(2)?, Protocol::named)?,
        kind: known(row.text(3)?, Kind::named)?,
        client_id: row.text(4)?,
        secret_hash: row.bytes_or_none(5)?,
        authentication: known(row.text(6)?, Authentication::named)?,
        subject: known(row.text(7)?, Subject::named)?,
        subject_salt: row.bytes(8)?,
        signing: known(row.text(9)?, Algorithm::named)?,
        audience: row.text(10)?,
        redirect_uris: list(&row.text(11)?)?,
        logout_uris: list(&row.text(12)?)?,
        scopes: list(&row.text(13)?)?,
        open_to: known(row.text(14)?, OpenTo::named)?,
        organisations: Vec::new(),
        service: service(&row.text(18)?)?,
        created_at: row.time(15)?,
        retired_at: row.time_or_none(16)?,
        version: row.int(17)?,
        backchannel_logout_uri: row.text(19)?,
        keys: keys(&row.text(20)?)?,
        devices: if row.flag(21)? { Devices::ByCode } else { Devices::No },
        organisation: row.id_or_none(22)?.map(OrganisationId),
        held_at: row.time_or_none(23)?,
        asks: if row.flag(24)? { Asks::ToStay } else { Asks::No },
        keys_uri: row.text(27)?,
        hold_reason: row.text(28)?,
        secret_before: row.bytes_or_none(25)?.zip(row.time_or_none(26)?),
    })
}

async fn whole(reader: &mut Reader, row: Option<Row>) -> Result<Option<Application>, Fault> {
    let Some(row) = row else { return Ok(None) };
    let mut found = read(&row)?;
    // Only those that are for some organisations have rows that say which.
    if found.open_to != OpenTo::Organisations {
        return Ok(Some(found));
    }
    let sql = "SELECT organisation FROM application_organisation WHERE application = $1 ORDER BY organisation";
    for row in reader.rows(sql, &vals![found.id]).await? {
        found.organisations.push(OrganisationId(row.id(0)?));
    }
    Ok(Some(found))
}

/// The application of a key.
pub(super) async fn by_id(reader: &mut Reader, id: Uuid) -> Result<Option<Application>, Fault> {
    let row = reader.row(&format!("{SELECT} WHERE id = $1"), &vals![id]).await?;
    whole(reader, row).await
}

/// The application of a client id, whether it is in use or not.
pub(super) async fn by_client(
    reader: &mut Reader,
    client_id: &str,
) -> Result<Option<Application>, Fault> {
    let row = reader.row(&format!("{SELECT} WHERE client_id = $1"), &vals![client_id]).await?;
    whole(reader, row).await
}

/// The application in use that goes by a name in SAML.
pub(super) async fn by_entity(
    reader: &mut Reader,
    entity_id: &str,
) -> Result<Option<Application>, Fault> {
    let sql = format!("{SELECT} WHERE entity_id = $1 AND retired_at IS NULL");
    let row = reader.row(&sql, &vals![entity_id]).await?;
    whole(reader, row).await
}

/// Applications after a key, at most so many; without the organisations that they are for.
pub(super) async fn page(
    reader: &mut Reader,
    after: Uuid,
    most: i64,
) -> Result<Vec<Application>, Fault> {
    let sql = format!("{SELECT} WHERE id > $1 ORDER BY id LIMIT $2");
    reader.rows(&sql, &vals![after, most]).await?.iter().map(read).collect()
}

/// What is drawn for an application and never changes.
pub(super) struct Fresh {
    pub(super) id: Uuid,
    /// Whose it is.
    pub(super) organisation: Option<OrganisationId>,
    pub(super) client_id: String,
    pub(super) secret: Option<KeyHash>,
    pub(super) salt: [u8; 32],
    pub(super) protocol: Protocol,
    pub(super) authentication: Authentication,
    /// What its metadata says, where it speaks SAML.
    pub(super) service: Option<Service>,
}

/// Registers an application; says no if one in use goes by its name in SAML.
pub(super) async fn insert(
    tx: &mut WriteTx,
    fresh: &Fresh,
    kind: Kind,
    subject: Subject,
    said: &Checked,
    call: &Call,
) -> Result<bool, Fault> {
    let (id, client_id) = (fresh.id, fresh.client_id.as_str());
    let entity_id = fresh.service.as_ref().map_or("", |service| &service.provider.entity_id);
    let sql = "INSERT INTO application (id, name, protocol, kind, client_id, secret_hash, authentication, subject, subject_salt, \
               signing, audience, redirect_uris, logout_uris, scopes, open_to, created_at, retired_at, version, act, entity_id, saml, backchannel_logout_uri, public_keys, device, organisation, asks, keys_uri) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, NULL, 1, $17, $18, $19, $20, $21, $22, $23, $24, $25) ON CONFLICT DO NOTHING";
    let params = vals![
        id,
        said.name.as_str(),
        fresh.protocol.name(),
        kind.name(),
        client_id,
        fresh.secret.as_ref().map(KeyHash::as_slice),
        fresh.authentication.name(),
        subject.name(),
        fresh.salt.as_slice(),
        said.signing.name(),
        said.audience.as_str(),
        text(&said.redirect_uris)?,
        text(&said.logout_uris)?,
        text(&said.scopes)?,
        said.open_to.name(),
        call.now,
        call.act,
        entity_id,
        service_text(fresh.service.as_ref())?,
        said.backchannel_logout_uri.as_str(),
        keys_text(&said.keys)?,
        said.devices == Devices::ByCode,
        fresh.organisation.map(|organisation| organisation.0),
        said.asks == Asks::ToStay,
        said.keys_uri.as_str()
    ];
    if tx.exec(sql, &params).await? != 1 {
        return Ok(false);
    }
    tx.subject("application", id, 1);
    tx.effect("application", id, "kind", None::<&str>, kind.name());
    tx.effect("application", id, "client_id", None::<&str>, client_id);
    tx.effect("application", id, "subject", None::<&str>, subject.name());
    if !entity_id.is_empty() {
        tx.effect("application", id, "entity_id", None::<&str>, entity_id);
    }
    tell_keys(tx, id, None, fresh.service.as_ref())?;
    tell_where(tx, id, None, said)?;
    told(tx, id, None, said)?;
    put_organisations(tx, id, said, call).await?;
    Ok(true)
}

/// Writes down what its metadata says of keys, if that is not what it said.
fn tell_keys(
    tx: &mut WriteTx,
    id: Uuid,
    before: Option<&Service>,
    after: Option<&Service>,
) -> Result<(), Fault> {
    if before != after {
        tx.effect("application", id, "saml", service_text(before)?, service_text(after)?);
    }
    Ok(())
}

/// Writes down where it is told of sign-outs, and with which keys it proves who it is, if that changed.
fn tell_where(
    tx: &mut WriteTx,
    id: Uuid,
    before: Option<&Application>,
    said: &Checked,
) -> Result<(), Fault> {
    let was = before.map_or("", |before| &before.backchannel_logout_uri);
    if was != said.backchannel_logout_uri {
        let name = "backchannel_logout_uri";
        tx.effect("application", id, name, was, said.backchannel_logout_uri.as_str());
    }
    let was = before.map_or(Devices::No, |before| before.devices);
    if was != said.devices {
        // By the name of its column, so that it is known what of it may be shown.
        tx.effect("application", id, "device", was.name(), said.devices.name());
    }
    let was = before.map_or("", |before| &before.keys_uri);
    if was != said.keys_uri {
        tx.effect("application", id, "keys_uri", was, said.keys_uri.as_str());
    }
    let was = before.map_or(Asks::No, |before| before.asks);
    if was != said.asks {
        tx.effect("application", id, "asks", was.name(), said.asks.name());
    }
    let was = before.map_or(&[][..], |before| &before.keys);
    if was != said.keys {
        tx.effect("application", id, "public_keys", keys_text(was)?, keys_text(&said.keys)?);
    }
    Ok(())
}

/// Writes down what changed.
fn told(
    tx: &mut WriteTx,
    id: Uuid,
    before: Option<&Application>,
    said: &Checked,
) -> Result<(), Fault> {
    let lists = [
        ("redirect_uris", before.map(|before| &before.redirect_uris), &said.redirect_uris),
        ("logout_uris", before.map(|before| &before.logout_uris), &said.logout_uris),
        ("scopes", before.map(|before| &before.scopes), &said.scopes),
    ];
    let mut changes: Vec<(&'static str, Option<String>, String)> = lists
        .into_iter()
        .map(|(name, before, after)| (name, before.map(|list| list.join(" ")), after.join(" ")))
        .collect();
    let codes: Vec<&str> = said.organisations.iter().map(|(code, _)| code.as_str()).collect();
    let open_to = format!("{} {}", said.open_to.name(), codes.join(" "));
    changes.extend([
        ("name", before.map(|before| before.name.clone()), said.name.clone()),
        (
            "signing",
            before.map(|before| before.signing.name().to_owned()),
            said.signing.name().to_owned(),
        ),
        ("audience", before.map(|before| before.audience.clone()), said.audience.clone()),
        (
            "open_to",
            before.map(|before| before.open_to.name().to_owned()),
            open_to.trim().to_owned(),
        ),
    ]);
    for (name, before, after) in changes {
        if before.as_deref() != Some(after.as_str()) {
            tx.effect("application", id, name, before, after);
        }
    }
    Ok(())
}

async fn put_organisations(
    tx: &mut WriteTx,
    id: Uuid,
    said: &Checked,
    call: &Call,
) -> Result<(), Fault> {
    tx.exec("DELETE FROM application_organisation WHERE application = $1", &vals![id]).await?;
    for (_, organisation) in &said.organisations {
        let sql = "INSERT INTO application_organisation (application, organisation, version, act) VALUES ($1, $2, 1, $3)";
        tx.exec(sql, &vals![id, *organisation, call.act]).await?;
    }
    Ok(())
}

/// Changes an application that is in use and still has this version; says no otherwise.
pub(super) async fn change(
    tx: &mut WriteTx,
    before: &Application,
    said: &Checked,
    service: Option<&Service>,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE application SET name = $3, signing = $4, audience = $5, redirect_uris = $6, \
               logout_uris = $7, scopes = $8, open_to = $9, version = version + 1, act = $10, saml = $11, \
               backchannel_logout_uri = $12, public_keys = $13, device = $14, asks = $15, keys_uri = $16 \
               WHERE id = $1 AND version = $2 AND retired_at IS NULL";
    let params = vals![
        before.id,
        before.version,
        said.name.as_str(),
        said.signing.name(),
        said.audience.as_str(),
        text(&said.redirect_uris)?,
        text(&said.logout_uris)?,
        text(&said.scopes)?,
        said.open_to.name(),
        call.act,
        service_text(service)?,
        said.backchannel_logout_uri.as_str(),
        keys_text(&said.keys)?,
        said.devices == Devices::ByCode,
        said.asks == Asks::ToStay,
        said.keys_uri.as_str()
    ];
    if tx.exec(sql, &params).await? != 1 {
        return Ok(false);
    }
    tx.subject("application", before.id, before.version + 1);
    tell_keys(tx, before.id, before.service.as_ref(), service)?;
    tell_where(tx, before.id, Some(before), said)?;
    told(tx, before.id, Some(before), said)?;
    put_organisations(tx, before.id, said, call).await?;
    Ok(true)
}

/// Gives an application another secret, beside which the one before works until a moment, if one is named; says no if it has
/// changed or is out of use.
pub(super) async fn put_secret(
    tx: &mut WriteTx,
    before: &Application,
    secret: &KeyHash,
    old_until: Option<Timestamp>,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE application SET secret_hash = $3, version = version + 1, act = $4, secret_before = $5, secret_before_until = $6 \
               WHERE id = $1 AND version = $2 AND retired_at IS NULL";
    let old = before.secret_hash.as_deref().filter(|_| old_until.is_some());
    let params = vals![before.id, before.version, secret.as_slice(), call.act, old, old_until];
    let is_done = tx.exec(sql, &params).await? == 1;
    tx.subject("application", before.id, before.version + 1);
    let was = before.secret_before.as_ref().map(|(_, until)| *until);
    if was != old_until {
        tx.effect("application", before.id, "secret_before_until", was, old_until);
    }
    Ok(is_done)
}

/// Takes an application out of use; says no if it has changed or is so already.
pub(super) async fn retire(
    tx: &mut WriteTx,
    before: &Application,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE application SET retired_at = $3, version = version + 1, act = $4 WHERE id = $1 AND version = $2 AND retired_at IS NULL";
    let params = vals![before.id, before.version, call.now, call.act];
    let is_done = tx.exec(sql, &params).await? == 1;
    tx.subject("application", before.id, before.version + 1);
    tx.effect("application", before.id, "retired_at", None::<Timestamp>, call.now);
    Ok(is_done)
}
