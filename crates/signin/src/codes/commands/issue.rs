//! Making a start code, with or without taking the password away.

use facts::signin::StartCodeIssued;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Level, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::codes::model::{CODE_DAYS, draw, folded};
use crate::codes::{authority, store};
use crate::{
    attempts, break_glass, compromise, factors, identity_checks, keys, passwords, people, sessions,
};

/// Makes a start code for a person, with which they set a password. It voids the code before it; a password that is
/// in use goes on working until the code is used.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueStartCode {
    /// For whom.
    pub person: AccountId,
}

/// Takes a person's password away at once, ends their sessions, and makes a start code for them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// Whose.
    pub person: AccountId,
}

/// A start code, shown once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct IssuedCode {
    /// The code, in groups as it is read out.
    pub code: String,
    /// Until when it can be used, in microseconds since 1970.
    pub expires_at: Timestamp,
}

impl Command for IssueStartCode {
    const NAME: &'static str = "start-code.issue";
    const ACTION: Action = authority::ISSUE;
    const LEVEL: Level = Level::FreshProof;
    const REPEATABLE: bool = false;
    type Prepared = String;
    type Output = IssuedCode;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        Ok(draw())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        code: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<IssuedCode> {
        issue(tx, call, self.person, code).await
    }
}

impl Command for ResetPassword {
    const NAME: &'static str = "password.reset";
    const ACTION: Action = authority::RESET;
    const LEVEL: Level = Level::FreshProof;
    const REPEATABLE: bool = false;
    type Prepared = String;
    type Output = IssuedCode;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        Ok(draw())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        code: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<IssuedCode> {
        let issued = issue(tx, call, self.person, code).await?;
        passwords::void(tx, self.person, call.now, call.act).await?;
        sessions::end_all(tx, self.person, None, call.now).await?;
        // Those of a passkey do not hang on the password.
        factors::drop_steps(tx, self.person).await?;
        attempts::release(tx, self.person, call.now, call.act).await?;
        Ok(issued)
    }
}

/// Gives a person a start code, and tells of it.
pub(crate) async fn issue(
    tx: &mut WriteTx,
    call: &Call,
    person: AccountId,
    code: &str,
) -> Result<IssuedCode> {
    let (expires_at, version) = give(tx, call, person, code, &CODE_DAYS).await?;
    tx.subject("start_code", person, version);
    tx.note(&StartCodeIssued { account: person })?;
    Ok(IssuedCode { code: code.to_owned(), expires_at })
}

/// Gives a person a code that can be used for so many days, if the caller may; gives until when, and the version of the
/// row.
pub(super) async fn give(
    tx: &mut WriteTx,
    call: &Call,
    person: AccountId,
    code: &str,
    days: &NumberRule,
) -> Result<(Timestamp, i64)> {
    let view = people::person(tx, person).await?;
    let may_start = view.starts_at.is_some() || people::may_act(tx, person).await?;
    if !may_start || !matches!(view.kind.as_str(), "user" | "application") {
        return Err(passwords::messages::NO_SIGN_IN.refuse().into());
    }
    break_glass::refuse(tx, person).await?;
    if let Actor::Account(helper) = call.actor {
        if !authority::covers(tx, helper, person, call.now).await? {
            return Err(passwords::messages::ABOVE_YOU.refuse().into());
        }
        factors::check_other_half(tx, person, call).await?;
    }
    let days = tx.dated(days, Some(view.organisation), call.now).await?;
    // A code that is handed over ahead of the first day is good for as long from that day on.
    let from = view.starts_at.map_or(call.now, |starts_at| starts_at.max(call.now));
    let expires_at = from.plus_days(days);
    let version = store::put(tx, person, &keys::hash(&folded(code)), expires_at, call).await?;
    // Whoever shuts the account takes this row first.
    compromise::refuse_contained(tx, person).await?;
    // The row of the code is held now: whoever is setting a first password with the one before is through or finds it void.
    identity_checks::require(tx, person, call).await?;
    Ok((expires_at, version))
}
