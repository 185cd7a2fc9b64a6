//! One's own terms: what waits, what was accepted, and any of it to be read again.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{TermsText, named, texts, waiting};
use crate::terms::{authority, store};

/// The terms of use that wait for oneself, and those one has accepted.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyTerms {}

/// One's own terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnTerms {
    /// What waits: the nation's first, then what one's organisation adds.
    pub waiting: Vec<TermsText>,
    /// Until when it can be put off, in microseconds since 1970; the moment may be past. None if nothing waits.
    pub put_off_until: Option<Timestamp>,
    /// What was accepted, the latest first; the last 100.
    pub accepted: Vec<AcceptedItem>,
}

/// A version that one has accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AcceptedItem {
    /// Its key, for `terms.one-of-mine`.
    pub terms: Uuid,
    /// The name of the organisation that added it; none for the nation's.
    pub organisation_name: Option<String>,
    /// Its number.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// When, in microseconds since 1970.
    pub accepted_at: Timestamp,
}

impl Query for MyTerms {
    const NAME: &'static str = "terms.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = OwnTerms;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<OwnTerms> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let view = reader.ask(AccountOf(account)).await?;
        let view = view.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let waiting = waiting(reader, &view, call.now).await?;
        let mut accepted = Vec::new();
        for (terms, accepted_at) in store::accepted_by(reader, account).await? {
            let Some(version) = store::by_id(reader, terms).await? else { continue };
            let TermsText { organisation_name, number, title, .. } = named(reader, version).await?;
            accepted.push(AcceptedItem { terms, organisation_name, number, title, accepted_at });
        }
        Ok(OwnTerms {
            put_off_until: waiting.iter().map(|counting| counting.put_off_until).min(),
            waiting: texts(reader, &waiting).await?,
            accepted,
        })
    }
}

/// One version that one has accepted, to be read again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneOfMyTerms {
    /// Its key.
    pub terms: Uuid,
}

/// A version, and when one accepted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadTerms {
    /// The version.
    pub text: TermsText,
    /// When, in microseconds since 1970.
    pub accepted_at: Timestamp,
}

impl Query for OneOfMyTerms {
    const NAME: &'static str = "terms.one-of-mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = ReadTerms;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<ReadTerms> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let accepted_at = store::accepted_at(reader, account, self.terms).await?;
        let accepted_at = accepted_at.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let version = store::by_id(reader, self.terms).await?;
        let version = version.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        Ok(ReadTerms { text: named(reader, version).await?, accepted_at })
    }
}
