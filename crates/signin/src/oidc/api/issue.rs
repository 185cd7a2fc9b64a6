//! Whether an entry still counts, and the tokens that are made of one.

use aws_lc_rs::digest::{SHA256, digest};
use facts::directory::{AccountOf, AccountView, OrganisationOf};
use kernel::authority::grants_of;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::ids::{self, AccountId};
use kernel::refusal::Result;
use serde_json::{Map, Value};
use uuid::Uuid;
use wire::jose::to_base64url;

use crate::Gate;
use crate::applications::{self, Application, OFFLINE};
use crate::oidc::model::{
    ACCESS, ACCESS_MINUTES, AccessClaims, IDENTITY, IdentityClaims, claims, level, methods, place,
    subject,
};
use crate::oidc::store::{self, Entry};
use crate::people;
use crate::sessions::SessionView;
use crate::signing_keys::{
    Algorithm, Audience, Expected, Life, Signer, published, sign, signer, verify,
};
use crate::{consents, terms};

/// An entry that counts, with everything that it hangs on as it is now.
pub(super) struct Living {
    pub(super) entry: Entry,
    pub(super) application: Application,
}

/// The entry, if it counts: not over, nothing of it used twice, the application in use and for this person, who may act and
/// for whom no terms wait.
pub(super) async fn living(
    reader: &mut Reader,
    entry: Entry,
    now: Timestamp,
) -> Result<Option<Living>> {
    if entry.is_reused || entry.expires_at <= now {
        return Ok(None);
    }
    let Some(application) = applications::by_id(reader, entry.application).await? else {
        return Ok(None);
    };
    // What was taken from the application since counts for whoever is in it already.
    let mut entry = entry;
    entry.scopes.retain(|scope| application.scopes.contains(scope));
    entry.wanted = entry.wanted.within(&application.scopes);
    if entry.lasts && !entry.scopes.iter().any(|scope| scope == OFFLINE) {
        return Ok(None);
    }
    let account = entry.account;
    let counts = people::may_act(reader, account).await?
        && applications::may_use(reader, &application, account).await?
        && !terms::keep_out(reader, account, application.id, now).await?
        && consents::missing(reader, &application, account, &told_by(&entry)).await?.is_empty();
    Ok(counts.then_some(Living { entry, application }))
}

/// What an entry is told, by scopes.
fn told_by(entry: &Entry) -> Vec<String> {
    [entry.scopes.clone(), entry.wanted.scopes()].concat()
}

fn seconds(at: Timestamp) -> i64 {
    at.micros() / 1_000_000
}

/// The name by which the service goes.
pub(super) fn issuer(door: &Door) -> Result<String> {
    Ok(door.ports().port::<Gate>()?.settings().portal.clone())
}

/// A token with which an application asks, and for how many seconds.
pub(super) struct Access {
    pub(super) token: String,
    pub(super) seconds: i64,
}

/// How long an access token counts, in seconds.
pub(super) async fn life(reader: &mut Reader, now: Timestamp) -> Result<i64> {
    Ok(reader.dated(&ACCESS_MINUTES, None, now).await? * 60)
}

/// The key that signs access tokens.
pub(super) async fn access_signer(door: &Door) -> Result<Signer> {
    signer(door, Algorithm::Es256).await
}

/// An access token of a person's entry. It is for what tells about people, and for nothing else.
pub(super) fn access(
    door: &Door,
    signer: &Signer,
    of: &Living,
    life: i64,
    scopes: &[String],
    now: Timestamp,
) -> Result<Access> {
    let issuer = issuer(door)?;
    let made = AccessClaims {
        aud: format!("{issuer}{}", place::USERINFO),
        iss: issuer,
        sub: subject(&of.application, of.entry.account),
        exp: seconds(now) + life,
        iat: seconds(now),
        jti: ids::new_at(now).to_string(),
        client_id: of.application.client_id.clone(),
        scope: scopes.join(" "),
        sid: Some(of.entry.id.to_string()),
        auth_time: Some(seconds(of.entry.authenticated_at)),
        acr: Some(level(of.entry.proofs).to_owned()),
    };
    Ok(Access { token: signer.sign(ACCESS, &made)?, seconds: life })
}

/// An access token of a service, for the interface that takes its tokens.
pub(super) async fn own_access(
    door: &Door,
    service: &Application,
    scopes: &[String],
    now: Timestamp,
) -> Result<Access> {
    let life = life(&mut door.reader().await?, now).await?;
    let made = AccessClaims {
        aud: service.audience.clone(),
        iss: issuer(door)?,
        sub: service.client_id.clone(),
        exp: seconds(now) + life,
        iat: seconds(now),
        jti: ids::new_at(now).to_string(),
        client_id: service.client_id.clone(),
        scope: scopes.join(" "),
        sid: None,
        auth_time: None,
        acr: None,
    };
    Ok(Access { token: access_signer(door).await?.sign(ACCESS, &made)?, seconds: life })
}

/// The token that says who signed in, by the key at hand if the application wants its algorithm; with the word that the application wants to find in it when a code is redeemed.
pub(super) async fn identity(
    door: &Door,
    signer: &Signer,
    of: &Living,
    access: &Access,
    nonce: Option<String>,
    now: Timestamp,
) -> Result<String> {
    let hash = digest(&SHA256, access.token.as_bytes());
    let made = IdentityClaims {
        iss: issuer(door)?,
        sub: subject(&of.application, of.entry.account),
        aud: of.application.client_id.clone(),
        exp: seconds(now) + access.seconds,
        iat: seconds(now),
        auth_time: seconds(of.entry.authenticated_at),
        nonce,
        acr: level(of.entry.proofs).to_owned(),
        amr: methods(of.entry.proofs),
        azp: of.application.client_id.clone(),
        sid: of.entry.visit.unwrap_or(of.entry.id).to_string(),
        at_hash: to_base64url(&hash.as_ref()[..16]),
        wanted: single(door, of, &of.entry.wanted.id_token, now).await?,
    };
    let algorithm = of.application.signing;
    if algorithm == signer.algorithm() {
        return Ok(signer.sign(IDENTITY, &made)?);
    }
    sign(door, algorithm, IDENTITY, &made).await
}

/// Single things about a person, by name.
async fn single(
    door: &Door,
    of: &Living,
    names: &[String],
    now: Timestamp,
) -> Result<Map<String, Value>> {
    if names.is_empty() {
        return Ok(Map::new());
    }
    let mut reader = door.reader().await?;
    let mut told = told(&mut reader, of, &of.entry.wanted.scopes(), now).await?;
    told.retain(|name, _| names.contains(name));
    Ok(told)
}

/// What an access token of this service says, if it counts for this audience by itself.
pub(super) async fn read_access(
    door: &Door,
    token: &str,
    audience: Audience<'_>,
) -> Result<Option<AccessClaims>> {
    let (issuer, keys) = (issuer(door)?, published(door).await?);
    Ok(verify(
        token,
        &Expected {
            typ: ACCESS,
            issuer: &issuer,
            audience,
            keys: &keys,
            algorithms: &[Algorithm::Es256],
            life: Life::MustHold,
            now: door.clock().now(),
        },
    ))
}

/// The entry that an access token of a person hangs on, if it counts.
pub(super) async fn entry_of(door: &Door, said: &AccessClaims) -> Result<Option<Living>> {
    let Some(id) = said.sid.as_deref().and_then(|sid| sid.parse::<Uuid>().ok()) else {
        return Ok(None);
    };
    let mut reader = door.glance().await?;
    let Some(entry) = store::by_id(&mut reader, id).await? else { return Ok(None) };
    let living = living(&mut reader, entry, door.clock().now()).await?;
    Ok(living.filter(|of| {
        of.application.client_id == said.client_id
            && subject(&of.application, of.entry.account) == said.sub
    }))
}

/// What is told about a person within some scopes.
async fn told(
    reader: &mut Reader,
    of: &Living,
    scopes: &[String],
    now: Timestamp,
) -> Result<Map<String, Value>> {
    let view = people::person(reader, of.entry.account).await?;
    told_of(reader, &of.application, &view, scopes, now).await
}

/// What `userinfo` tells about a person: what lies within some scopes, and the single things that were asked for.
pub(super) async fn about(
    door: &Door,
    of: &Living,
    scopes: &[String],
    now: Timestamp,
) -> Result<Map<String, Value>> {
    let mut all = told(&mut door.reader().await?, of, scopes, now).await?;
    all.extend(single(door, of, &of.entry.wanted.userinfo, now).await?);
    Ok(all)
}

/// What an application would be told of somebody, with all that it may be told; nothing of one who is not there.
pub(crate) async fn would_tell(
    reader: &mut Reader,
    application: &Application,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Map<String, Value>>> {
    let Some(view) = reader.ask(AccountOf(account)).await? else { return Ok(None) };
    Ok(Some(told_of(reader, application, &view, &application.scopes, now).await?))
}

/// What an ID token would say that does not change from one to the next.
pub(crate) fn would_say(
    issuer: &str,
    application: &Application,
    account: AccountId,
    session: Option<&SessionView>,
) -> Map<String, Value> {
    let mut said = Map::new();
    let mut say = |name: &str, value: Value| said.insert(name.to_owned(), value);
    say("iss", issuer.into());
    say("sub", subject(application, account).into());
    say("aud", application.client_id.clone().into());
    say("azp", application.client_id.clone().into());
    if let Some(session) = session {
        say("auth_time", seconds(session.created_at).into());
        say("acr", level(session.proofs).into());
        say("amr", methods(session.proofs).into());
    }
    said
}

async fn told_of(
    reader: &mut Reader,
    application: &Application,
    view: &AccountView,
    scopes: &[String],
    now: Timestamp,
) -> Result<Map<String, Value>> {
    let mut roles = Vec::new();
    for grant in grants_of(reader, view.account, now).await? {
        if !grant.is_live(now) {
            continue;
        }
        let code = match grant.span.organisation() {
            Some(organisation) => {
                reader.ask(OrganisationOf(organisation)).await?.map(|view| view.code)
            }
            None => None,
        };
        roles.push((grant, code));
    }
    let mut told = claims(scopes, view, &roles);
    told.insert("sub".to_owned(), subject(application, view.account).into());
    Ok(told)
}
