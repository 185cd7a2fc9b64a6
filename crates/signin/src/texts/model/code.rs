//! The code of a text, and what it is good for.

use kernel::authority::grants_of;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use uuid::Uuid;

use super::{TRIES, Whom};
use crate::texts::{Gateway, store};
use crate::{keys, people};

/// What sets these keys apart from others of the installation.
const PURPOSE: &str = "text-code";

/// What a code is sent for; it is good for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// To show that a number is one's own.
    Number,
    /// To sign in, after the password.
    SignIn,
    /// To change what signing in asks for.
    Change,
    /// To choose a new password without the one before.
    Recovery,
    /// To show somebody who helps that it is oneself who asks; good for that helper only.
    Check,
}

impl For {
    const ALL: [Self; 5] = [Self::Number, Self::SignIn, Self::Change, Self::Recovery, Self::Check];

    /// As kept.
    pub(in crate::texts) const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::SignIn => "sign-in",
            Self::Change => "change",
            Self::Recovery => "recovery",
            Self::Check => "check",
        }
    }

    /// What is kept under a name.
    pub(in crate::texts) fn kept_as(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// The six digits of a text. They follow from its key and that of the installation, so that no table holds them.
pub(in crate::texts) fn code_of(door: &Door, message: Uuid) -> String {
    let secret = door.derived(PURPOSE, message);
    let mut first = [0; 8];
    first.copy_from_slice(&secret[..8]);
    format!("{:06}", u64::from_be_bytes(first) % 1_000_000)
}

/// The text whose code this is, of those that are good for this. Whoever holds a role has none.
pub(crate) async fn matching(
    door: &Door,
    reader: &mut Reader,
    account: AccountId,
    (purpose, bound): (For, Uuid),
    digits: &[u8; 6],
    now: Timestamp,
) -> Result<Option<Uuid>, Fault> {
    let most = reader.dated(&TRIES, None, now).await?;
    let mut found = None;
    for id in store::open_messages(reader, account, (purpose, bound), most, now).await? {
        if keys::same(code_of(door, id).as_bytes(), digits) {
            found = Some(id);
        }
    }
    let holds_role = !grants_of(reader, account, now).await?.is_empty();
    Ok(found.filter(|_| !holds_role))
}

/// Tries what somebody gave for a code that was sent: counts it before it is looked at, and uses the code up, in one write that
/// others wait for. Answers which text it was, if it is right.
pub(crate) async fn try_code(
    door: &Door,
    account: AccountId,
    good_for: (For, Uuid),
    digits: [u8; 6],
    now: Timestamp,
) -> Result<Option<Uuid>> {
    let keys = door.clone();
    door.upkeep(move |tx| {
        let door = keys.clone();
        Box::pin(async move {
            store::count_try(tx, account, good_for, now).await?;
            let found = matching(&door, tx, account, good_for, &digits, now).await?;
            let Some(message) = found else { return Ok(None) };
            Ok(store::use_up(tx, message, now).await?.then_some(message))
        })
    })
    .await
}

/// Since when the number counts to which a code can be sent, if one can.
pub(crate) async fn added_at(
    door: &Door,
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Timestamp>, Fault> {
    Ok(usable(door, reader, account, now).await?.and_then(|number| number.confirmed_at))
}

/// To whom a code would go for an account, if one can be sent.
pub(crate) async fn whom(
    door: &Door,
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Whom>> {
    let Some(number) = number_for(door, reader, account, now).await? else { return Ok(None) };
    let organisation = Some(people::person(reader, account).await?.organisation);
    Ok(Some(Whom { account, organisation, number: Some(number) }))
}

/// The number to which a code can be sent, if one can.
pub(crate) async fn number_for(
    door: &Door,
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Uuid>, Fault> {
    Ok(usable(door, reader, account, now).await?.map(|number| number.id))
}

/// Its last digits.
pub(crate) async fn ending_for(
    door: &Door,
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<String>, Fault> {
    Ok(usable(door, reader, account, now).await?.map(|number| number.ending))
}

/// Since when an account has a number that counts for it, whether or not anything carries texts here.
pub(crate) async fn confirmed_at(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Timestamp>, Fault> {
    let number = store::confirmed(reader, account).await?;
    let holds_role = !grants_of(reader, account, now).await?.is_empty();
    Ok(number.filter(|_| !holds_role).and_then(|number| number.confirmed_at))
}

/// Whoever holds a role is sent none.
async fn usable(
    door: &Door,
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<store::Number>, Fault> {
    let number = store::confirmed(reader, account).await?;
    let holds_role = !grants_of(reader, account, now).await?.is_empty();
    let has_gateway = door.ports().port::<Gateway>().is_ok();
    Ok(number.filter(|_| has_gateway && !holds_role))
}
