//! Turns rows into words, for one reader.

use facts::directory::{PersonOfTransfer, UnitOf};
use facts::entitlement::{PolicyNamed, ProductNamed};
use kernel::audit::{HistoryEffect, HistoryRow, HistoryValue};
use kernel::authority::Sight;
use kernel::db::Reader;
use kernel::door::{Call, InverseOf};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use serde_json::Value;
use uuid::Uuid;

use super::super::messages;
use super::super::messages::telling::{Act, Doer, sentence};
use super::{Change, Entry};
use crate::audience::{Audience, KIND_HOLD, only_account};
use crate::names::Names;

/// Turns rows into words, for one reader.
pub(super) struct Teller<'a> {
    names: Names,
    call: &'a Call,
    sight: &'a Sight,
    audience: Audience<'a>,
    /// The organisation whose history it is, if it is one's.
    organisation: Option<OrganisationId>,
    /// What of an act may be told; everything of it, if none.
    only: Option<Vec<Uuid>>,
    /// Whether to ask what the reader could undo.
    undoing: bool,
}

impl<'a> Teller<'a> {
    pub(super) fn new(call: &'a Call, sight: &'a Sight) -> Self {
        let (names, audience) = (Names::default(), Audience::new(call, sight));
        Self { names, call, sight, audience, organisation: None, only: None, undoing: false }
    }

    /// Tells the history of an organisation.
    pub(super) fn of(self, organisation: OrganisationId) -> Self {
        Self { organisation: Some(organisation), ..self }
    }

    /// Tells somebody of themself: only what of an act is about these things.
    pub(super) fn only(self, things: Vec<Uuid>) -> Self {
        Self { only: Some(things), ..self }
    }

    /// Says of each act whether this caller can take it back.
    pub(super) fn undoing(self, undoing: bool) -> Self {
        Self { undoing, ..self }
    }

    /// Whether the row concerns somebody the reader looks after. One's own rows always do, but that a legal hold was
    /// placed on somebody is not told to that person.
    pub(super) async fn may_tell(&self, reader: &mut Reader, row: &HistoryRow) -> Result<bool> {
        if self.only.is_some() {
            return Ok(!row.effects.iter().any(|effect| effect.kind == KIND_HOLD));
        }
        if self.sight.is_national() {
            return Ok(true);
        }
        for organisation in row.row.concerned()? {
            if self.sight.sees_organisation(reader, OrganisationId(organisation)).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) async fn entry(&mut self, reader: &mut Reader, row: HistoryRow) -> Result<Entry> {
        let can_undo = self.undoing && {
            let question = InverseOf { act: row.clone(), call: self.call.clone() };
            reader.ask(question).await?.is_ok()
        };
        let HistoryRow { number, row, effects } = row;
        let actor_name = self.actor(reader, &row.actor).await?;
        let (subject_name, account) = match (row.subject_kind.as_deref(), row.subject) {
            (Some(kind), Some(subject)) => self.thing(reader, kind, subject, &effects).await?,
            _ => (None, None),
        };
        let mut changes = Vec::new();
        for effect in &effects {
            if self.may_tell_effect(reader, row.subject, effect, &effects).await? {
                let mut change = self.change(reader, effect, &effects).await?;
                let subject = OrganisationId(effect.subject);
                let is_named =
                    row.subject == Some(effect.subject) || self.organisation == Some(subject);
                // One act can change many organisations: each change of another one says of which.
                if effect.kind == "organisation"
                    && !is_named
                    && let Some(other) = self.names.organisation(reader, subject).await?
                {
                    change.what = messages::of_another(&other.name, &change.what);
                }
                changes.push(change);
            }
        }
        let doer = match row.actor.split_once(':') {
            Some(("account", key)) if key.parse().ok() == account && account.is_some() => {
                Doer::Oneself
            }
            Some(("account" | "operator" | "service", _)) => Doer::Another,
            _ => Doer::Nobody,
        };
        let (command, thing) = (row.command.as_str(), subject_name.as_deref());
        let sentence = sentence(&actor_name, Act { command, thing, doer, changes: &changes });
        Ok(Entry {
            act: row.id,
            number,
            at: row.at,
            actor: row.actor,
            actor_name,
            through: row.face,
            command: row.command,
            sentence,
            subject_kind: row.subject_kind,
            subject: row.subject,
            subject_name,
            changes,
            request: row.request,
            can_undo,
        })
    }

    async fn actor(&mut self, reader: &mut Reader, label: &str) -> Result<String> {
        let account = label.strip_prefix("account:").and_then(|key| key.parse().ok());
        let view = match account {
            Some(account) => self.names.account(reader, account).await?,
            None => None,
        };
        Ok(view.map_or_else(|| messages::actor(label), |view| view.display_name))
    }

    /// The name of what an act was done to, and the account if it is a person or belongs to one.
    async fn thing(
        &mut self,
        reader: &mut Reader,
        kind: &str,
        subject: Uuid,
        effects: &[HistoryEffect],
    ) -> Result<(Option<String>, Option<AccountId>)> {
        match kind {
            "organisation" => {
                let key = OrganisationId(subject);
                let view = self.names.organisation(reader, key).await?;
                return Ok((view.map(|view| view.name), None));
            }
            "user_policy" => return Ok((reader.ask(PolicyNamed(subject)).await?, None)),
            _ => {}
        }
        let account = match kind {
            "account" => Some(AccountId(subject)),
            _ => {
                let named = effects
                    .iter()
                    .find(|effect| effect.subject == subject && effect.attribute == "account");
                named.and_then(|effect| key_in(&effect.after)).map(AccountId)
            }
        };
        let account = match (account, kind) {
            (Some(account), _) => Some(account),
            (None, "transfer") => reader.ask(PersonOfTransfer(subject)).await?,
            (None, "role_grant") => {
                let grant = kernel::authority::find_grant(reader, kernel::ids::GrantId(subject));
                grant.await?.map(|grant| grant.account)
            }
            // A start code or a place in a user policy says whose it is by an effect or by its own key.
            (None, _) => Some(account_of(effects).unwrap_or(AccountId(subject))),
        };
        match account {
            Some(account) => Ok((self.known(reader, account).await?, Some(account))),
            None => Ok((None, None)),
        }
    }

    /// The name of an account.
    async fn known(&mut self, reader: &mut Reader, account: AccountId) -> Result<Option<String>> {
        Ok(self.names.account(reader, account).await?.map(|view| view.display_name))
    }

    pub(super) async fn change(
        &mut self,
        reader: &mut Reader,
        effect: &HistoryEffect,
        all: &[HistoryEffect],
    ) -> Result<Change> {
        let may_see = self.may_see_values(reader, effect, all).await?;
        Ok(Change {
            what: messages::attribute(&effect.kind, &effect.attribute),
            before: self.value(reader, &effect.attribute, &effect.before, may_see).await?,
            after: self.value(reader, &effect.attribute, &effect.after, may_see).await?,
        })
    }

    /// Whether this change of an act is told at all.
    async fn may_tell_effect(
        &mut self,
        reader: &mut Reader,
        about: Option<Uuid>,
        effect: &HistoryEffect,
        all: &[HistoryEffect],
    ) -> Result<bool> {
        if let Some(only) = &self.only {
            return Ok(only.contains(&effect.subject));
        }
        match effect.kind.as_str() {
            KIND_HOLD => self.audience.may_read(reader, KIND_HOLD, account_of(all)).await,
            "organisation" if about != Some(effect.subject) => {
                let subject = OrganisationId(effect.subject);
                Ok(self.organisation == Some(subject)
                    || self.sight.is_national()
                    || self.organisation.is_none()
                        && self.sight.sees_organisation(reader, subject).await?)
            }
            _ => Ok(true),
        }
    }

    /// Values about a person are for those who look after that person today.
    async fn may_see_values(
        &mut self,
        reader: &mut Reader,
        effect: &HistoryEffect,
        all: &[HistoryEffect],
    ) -> Result<bool> {
        let is_personal = |value: &HistoryValue| matches!(value, HistoryValue::Personal(_));
        if self.only.is_some() || !(is_personal(&effect.before) || is_personal(&effect.after)) {
            return Ok(true);
        }
        let account = match effect.kind.as_str() {
            "account" => Some(AccountId(effect.subject)),
            _ => account_of(all),
        };
        self.audience.may_read(reader, &effect.kind, account).await
    }

    async fn value(
        &mut self,
        reader: &mut Reader,
        attribute: &str,
        value: &HistoryValue,
        may_see: bool,
    ) -> Result<Option<String>> {
        let value = match value {
            HistoryValue::None => return Ok(None),
            HistoryValue::Erased => return Ok(Some(messages::NO_LONGER_KEPT.to_owned())),
            HistoryValue::Personal(_) if !may_see => {
                return Ok(Some(messages::NOT_SHOWN.to_owned()));
            }
            HistoryValue::Personal(value) | HistoryValue::Open(value) => value,
        };
        let key = value.as_str().and_then(|text| text.parse::<Uuid>().ok());
        let name = match (attribute, key) {
            (
                "organisation" | "from_organisation" | "to_organisation" | "followed_by",
                Some(key),
            ) => self.names.organisation(reader, OrganisationId(key)).await?.map(|view| view.name),
            (
                "account" | "absent" | "stand_in" | "asked_by" | "asked_for" | "taken_by"
                | "decided_by",
                Some(key),
            ) => self.known(reader, AccountId(key)).await?,
            ("policy" | "successor", Some(key)) => reader.ask(PolicyNamed(key)).await?,
            ("product" | "base_product", Some(key)) => reader.ask(ProductNamed(key)).await?,
            ("product", None) => products(reader, value.as_str().unwrap_or_default()).await?,
            ("unit", Some(key)) => reader.ask(UnitOf(key)).await?.map(|unit| unit.name),
            ("parent", Some(key)) => {
                match self.names.organisation(reader, OrganisationId(key)).await? {
                    Some(view) => Some(view.name),
                    None => reader.ask(UnitOf(key)).await?.map(|unit| unit.name),
                }
            }
            _ => None,
        };
        Ok(Some(name.unwrap_or_else(|| messages::value(attribute, value))))
    }
}

/// The names of several products whose keys stand in one value; none if it holds something else.
async fn products(reader: &mut Reader, keys: &str) -> Result<Option<String>> {
    let mut names = Vec::new();
    for key in keys.split_whitespace() {
        let Ok(key) = key.parse() else { return Ok(None) };
        let name = reader.ask(ProductNamed(key)).await?;
        names.push(name.unwrap_or_else(|| key.to_string()));
    }
    names.sort_unstable();
    Ok((!names.is_empty()).then(|| names.join(", ")))
}

/// The account that an act's effects are about, if it is one alone.
fn account_of(effects: &[HistoryEffect]) -> Option<AccountId> {
    only_account(effects.iter().map(|effect| {
        let key = key_in(&effect.after).or_else(|| key_in(&effect.before));
        (effect.kind.as_str(), effect.subject, effect.attribute.as_str(), key)
    }))
}

fn key_in(value: &HistoryValue) -> Option<Uuid> {
    match value {
        HistoryValue::Open(Value::String(text)) => text.parse().ok(),
        _ => None,
    }
}
